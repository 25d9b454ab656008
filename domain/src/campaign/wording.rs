//! What people are told, part by part: so that what has to be in it can be seen to be.

use std::collections::BTreeMap;

use crate::campaign::about::{About, ConsentReason, Kind};
use crate::contact::Channel;
use crate::sealed::Sealed;
use crate::text::closed_list;

closed_list!(
    /// For whom a wording is.
    Form, "form of a notice" {
        /// For whoever was told nothing yet.
        Full = "full",
        /// For whoever was told by a version before: what is new.
        Supplement = "supplement",
        /// For whoever was told something that was wrong.
        Correction = "correction",
    }
);

closed_list!(
    /// A part of a notice, in the order in which they are read.
    Part, "part of a notice" {
        /// One line: the subject of a mail.
        Title = "title",
        /// The whole in one text message.
        Short = "short",
        /// What was wrong in the last notice.
        WhatWasWrong = "what_was_wrong",
        /// How it really is.
        WhatIsRight = "what_is_right",
        /// What is new since the last notice.
        WhatIsNew = "what_is_new",
        /// What people are asked to agree to.
        Question = "question",
        /// What the data are wanted for.
        Purpose = "purpose",
        /// What happened.
        WhatHappened = "what_happened",
        /// What changes.
        WhatChanges = "what_changes",
        /// Who takes the data over, or receives it.
        Receiver = "receiver",
        /// How to reach them.
        ReceiverContact = "receiver_contact",
        /// Which data it concerns.
        DataConcerned = "data_concerned",
        /// What may follow for people.
        Consequences = "consequences",
        /// What was done, and will be.
        Measures = "measures",
        /// What people can do themselves.
        Advice = "advice",
        /// From when it is so.
        When = "when",
        /// Where the whole can be read.
        WhereToRead = "where_to_read",
        /// What rights people have, and how to use them.
        Rights = "rights",
        /// Who answers questions.
        ContactPoint = "contact_point",
    }
);

/// A wording in one language.
pub type Words = BTreeMap<Part, Sealed>;

/// The parts that a notice must have: for a breach, GDPR Art. 34(2), PIPL Art. 57 and California Civil Code
/// 1798.82(d); for a transfer of control P21 and PIPL Art. 22; for a revision P22; for consent P29 and,
/// where it is to go abroad, PIPL Art. 39.
#[must_use]
pub fn required_parts(about: &About, form: Form) -> Vec<Part> {
    let mut parts = vec![Part::Title];
    parts.extend(match (form, about.kind()) {
        (Form::Full, Kind::BreachNotice) => [
            Part::WhatHappened,
            Part::DataConcerned,
            Part::Consequences,
            Part::Measures,
            Part::Advice,
            Part::ContactPoint,
        ]
        .as_slice(),
        (Form::Full, Kind::TransferOfControl) => {
            &[Part::Receiver, Part::ReceiverContact, Part::When, Part::Rights]
        }
        (Form::Full, Kind::PolicyRevision) => {
            &[Part::WhatChanges, Part::When, Part::WhereToRead, Part::Rights]
        }
        (Form::Full, Kind::ConsentAsked) => {
            &[Part::Question, Part::Purpose, Part::DataConcerned, Part::Rights]
        }
        (Form::Supplement, _) => &[Part::WhatIsNew, Part::ContactPoint],
        (Form::Correction, _) => &[Part::WhatWasWrong, Part::WhatIsRight, Part::ContactPoint],
    });
    if let (Form::Full, About::ConsentAsked { reason: ConsentReason::Abroad, .. }) = (form, about) {
        parts.extend([Part::Receiver, Part::ReceiverContact]);
    }
    parts
}

/// The first part that a wording lacks for these channels.
#[must_use]
pub fn missing_part(
    about: &About,
    form: Form,
    channels: &[Channel],
    words: &Words,
) -> Option<Part> {
    let short = channels.iter().any(|channel| matches!(channel, Channel::Sms | Channel::Push));
    let parts = required_parts(about, form).into_iter().chain(short.then_some(Part::Short));
    parts.into_iter().find(|part| !words.contains_key(part))
}
