//! How sure we are who speaks.

use crate::text::closed_list;

closed_list!(
    /// Rising levels of assurance; the order of the list is the order of strength.
    Assurance, "assurance" {
        /// Nothing is known about who speaks.
        None = "none",
        /// A contact on record answered.
        Contact = "contact",
        /// A contact on record answered, and the identifiers match a record.
        Matched = "matched",
        /// The account's own session, asserted by the portal that holds it.
        Session = "session",
        /// A document or a signed mandate was seen and judged.
        Document = "document",
        /// Seen in person.
        InPerson = "in_person",
    }
);

closed_list!(
    /// How a verification step is made.
    Method, "verification method" {
        /// An eight-digit code by mail or SMS to a contact on record.
        OneTimeCode = "one_time_code",
        /// The portal asserts that the person is signed in to the account.
        AccountSession = "account_session",
        /// An identity document, looked at and destroyed.
        Document = "document",
        /// A mandate signed by the subject.
        SignedMandate = "signed_mandate",
        /// At the counter.
        InPerson = "in_person",
    }
);

closed_list!(
    /// How much it would hurt if the wrong person were served.
    Sensitivity, "sensitivity" {
        /// Ordinary account data.
        Ordinary = "ordinary",
        /// Special categories, children, money, or messages.
        High = "high",
    }
);
