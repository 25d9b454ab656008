//! What can be asked in a request, what can be complained about, and about whom.

use std::collections::BTreeSet;

use crate::breach::{BreachTest, Facts};
use crate::text::closed_list;

closed_list!(
    /// One thing that an item of a request asks for (P07, P08, P17, P23).
    ItemKind, "item kind" {
        /// What do you hold about me, and why?
        Access = "access",
        /// A copy of it.
        Copy = "copy",
        /// A copy straight to a recipient whom the person names.
        Portability = "portability",
        /// Put it right.
        Correction = "correction",
        /// Delete it.
        Deletion = "deletion",
        /// Stop using it, keep it.
        Restriction = "restriction",
        /// I object to this use.
        Objection = "objection",
        /// I withdraw my consent to a purpose.
        ConsentWithdrawal = "consent_withdrawal",
        /// No more marketing to this address.
        MarketingOptOut = "marketing_opt_out",
    }
);

impl ItemKind {
    /// Whether carrying it out shows personal data to someone.
    #[must_use]
    pub const fn discloses(self) -> bool {
        matches!(self, Self::Access | Self::Copy | Self::Portability)
    }

    /// Whether carrying it out destroys or alters what cannot be brought back.
    #[must_use]
    pub const fn destroys(self) -> bool {
        matches!(self, Self::Deletion | Self::Correction)
    }

    /// Whether what it asks can be undone, so that it may be done early to protect the person.
    #[must_use]
    pub const fn is_protective(self) -> bool {
        matches!(
            self,
            Self::Restriction | Self::Objection | Self::ConsentWithdrawal | Self::MarketingOptOut
        )
    }
}

closed_list!(
    /// What somebody brings to the house that is no request (P06, P11, P16, P32, P33).
    ComplaintKind, "complaint kind" {
        /// My rights were infringed.
        InfringementReport = "infringement_report",
        /// I know of something that may be an infringement.
        Clue = "clue",
        /// There is a child's data here (P20, P33).
        ChildDataReport = "child_data_report",
        /// Something at a third party endangers data (P32).
        ThirdPartyRisk = "third_party_risk",
        /// I am not content with how my request ended (P11).
        Outcome = "outcome",
        /// I am not content with how you asked who I am.
        Identification = "identification",
        /// A question.
        Question = "question",
        /// A suggestion.
        Suggestion = "suggestion",
    }
);

impl ComplaintKind {
    /// Whether somebody only asks or suggests: there is nothing to look into, and nobody was right.
    #[must_use]
    pub const fn asks(self) -> bool {
        matches!(self, Self::Question | Self::Suggestion)
    }

    /// Whether it may be answered without a word on who was right: whatever asks only, and a risk at a third
    /// party, which is answered like an enquiry (P32). Of such a risk somebody may be right all the same, and
    /// whether it is an incident is for officers to judge.
    #[must_use]
    pub const fn may_be_answered(self) -> bool {
        self.asks() || matches!(self, Self::ThirdPartyRisk)
    }
}

/// What a row of a pack is about: things asked, things complained about, or breaches.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Items of requests of these kinds.
    Items(BTreeSet<ItemKind>),
    /// Complaints of these kinds.
    Complaints(BTreeSet<ComplaintKind>),
    /// Breaches for which any of these holds.
    Breach(Vec<BreachTest>),
}

impl About {
    /// Whether it is about items of this kind.
    #[must_use]
    pub fn is_item(&self, kind: ItemKind) -> bool {
        match self {
            Self::Items(kinds) => kinds.contains(&kind),
            Self::Complaints(_) | Self::Breach(_) => false,
        }
    }

    /// Whether it is about complaints of this kind.
    #[must_use]
    pub fn is_complaint(&self, kind: ComplaintKind) -> bool {
        match self {
            Self::Items(_) | Self::Breach(_) => false,
            Self::Complaints(kinds) => kinds.contains(&kind),
        }
    }

    /// Whether it is about a breach of which this is known, with so many people at most in the
    /// area of the law.
    #[must_use]
    pub fn is_breach(&self, facts: &Facts<'_>, people: u64) -> bool {
        match self {
            Self::Items(_) | Self::Complaints(_) => false,
            Self::Breach(tests) => tests.iter().any(|test| test.holds(facts, people)),
        }
    }

    /// Whether it is about what people bring, and not about breaches.
    #[must_use]
    pub const fn is_of_letters(&self) -> bool {
        matches!(self, Self::Items(_) | Self::Complaints(_))
    }

    /// The kinds, by their codes.
    #[must_use]
    pub fn codes(&self) -> Vec<&'static str> {
        match self {
            Self::Items(kinds) => kinds.iter().map(|kind| kind.code()).collect(),
            Self::Complaints(kinds) => kinds.iter().map(|kind| kind.code()).collect(),
            Self::Breach(_) => vec!["breach"],
        }
    }

    /// The codes of what both are about.
    #[must_use]
    pub fn shared(&self, other: &Self) -> Vec<&'static str> {
        match (self, other) {
            (Self::Items(one), Self::Items(two)) => {
                one.intersection(two).map(|kind| kind.code()).collect()
            }
            (Self::Complaints(one), Self::Complaints(two)) => {
                one.intersection(two).map(|kind| kind.code()).collect()
            }
            // Several rows about breaches may stand side by side: each has its own test.
            (Self::Items(_) | Self::Complaints(_) | Self::Breach(_), _) => Vec::new(),
        }
    }
}

closed_list!(
    /// Who the subject is to the house: picks systems and packs.
    SubjectCategory, "subject category" {
        /// A user of the service.
        User = "user",
        /// Someone who works or worked for the house.
        Employee = "employee",
        /// Someone who publishes on the service.
        Creator = "creator",
        /// Someone who applied for work.
        Applicant = "applicant",
        /// A person at a customer, supplier or partner.
        BusinessContact = "business_contact",
        /// Anyone else.
        Other = "other",
    }
);

closed_list!(
    /// What an identifier of the subject is.
    IdentifierType, "identifier type" {
        /// An account of the service.
        Account = "account",
        /// One profile of an account that several people share.
        Profile = "profile",
        /// An e-mail address.
        Email = "email",
        /// A telephone number.
        Phone = "phone",
        /// A device.
        Device = "device",
        /// An advertising id.
        AdvertisingId = "advertising_id",
        /// A cookie.
        Cookie = "cookie",
        /// An order.
        Order = "order",
        /// Anything else the subject is known by.
        Other = "other",
    }
);

closed_list!(
    /// What a party is to the subject.
    Relation, "relation" {
        /// The subject.
        Itself = "self",
        /// A parent or guardian of a minor (P20).
        Guardian = "guardian",
        /// Someone with a mandate.
        Representative = "representative",
        /// An heir or close relative of a deceased subject.
        Heir = "heir",
        /// Someone who only reports.
        Reporter = "reporter",
        /// The house itself, on its own motion (P31).
        House = "house",
        /// A public authority.
        Authority = "authority",
    }
);

impl Relation {
    /// Whether this party must show that it may speak for the subject.
    #[must_use]
    pub const fn needs_standing(self) -> bool {
        matches!(self, Self::Guardian | Self::Representative | Self::Heir)
    }
}
