//! One party, and the steps by which it shows who it is and that it may speak.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::assurance::{Assurance, Method, Sensitivity};
use crate::contact::Contact;
use crate::digest::Digest;
use crate::id::{ContactNo, ItemNo, PartyNo, StepNo, VersionName};
use crate::kind::{IdentifierType, Relation, SubjectCategory};
use crate::place::{Language, Residence};
use crate::sealed::Sealed;
use crate::text::closed_list;

/// Whom the data is about.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Subject {
    /// Who the subject is to the house.
    pub category: SubjectCategory,
    /// Where the subject lives, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residence: Option<Residence>,
    /// What the subject is known by.
    pub identifiers: Vec<Identifier>,
    /// How much a mistake would hurt.
    pub sensitivity: Sensitivity,
    /// Whether the subject is known to be a minor.
    #[serde(default)]
    pub minor: bool,
    /// The version of the published policy that the subject accepted last, when known (P22, P34).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<VersionName>,
}

/// One thing that the subject is known by.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Identifier {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: IdentifierType,
    /// Its value.
    pub value: Sealed,
}

/// One person (or authority) in the case.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Party {
    /// What the party is to the subject.
    pub relation: Relation,
    /// The name, when given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Sealed>,
    /// The language of the notices to this party.
    pub language: Language,
    /// The contact points, numbered within the case.
    pub contacts: BTreeMap<ContactNo, Contact>,
    /// Whether this party is who it says: every level confirmed and not revoked, by step.
    #[serde(default)]
    pub identity: BTreeMap<StepNo, Held>,
    /// Whether this party may speak for the subject.
    #[serde(default)]
    pub standing: Standing,
}

/// A level of assurance that one step gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Held {
    /// The level.
    pub level: Assurance,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The last day on which it holds, where it ends by itself.
    pub until: Option<NaiveDate>,
}

/// Whether a party may speak for the subject: a track that can turn at any time.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nothing was shown.
    #[default]
    NotShown,
    /// Shown and accepted.
    Held {
        /// The step that showed it.
        step: StepNo,
        /// The last day on which it holds (a birthday, the end of a mandate).
        until: Option<NaiveDate>,
    },
    /// It was held and fell away.
    Lost {
        /// When.
        at: DateTime<Utc>,
        /// Why.
        why: LossReason,
    },
}

closed_list!(
    /// Why identity or standing fell away.
    LossReason, "loss reason" {
        /// Its last day has passed.
        Expired = "expired",
        /// Another proof shows that it never was or is no longer so.
        Superseded = "superseded",
        /// It was found to be fraud.
        Fraud = "fraud",
        /// A contact on record said that it was not them.
        DeniedByContact = "denied_by_contact",
    }
);

closed_list!(
    /// Which track a verification step serves.
    Track, "track" {
        /// Is this party who it says?
        Identity = "identity",
        /// May this party speak for the subject?
        Standing = "standing",
        /// Does the person authorise the recipient named (P08)?
        Authorisation = "authorisation",
    }
);

/// One verification step. Never edited, only superseded by another.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Step {
    /// Whose step it is.
    pub party: PartyNo,
    /// What it is to show.
    pub track: Track,
    /// The portability item, for an authorisation.
    pub item: Option<ItemNo>,
    /// How.
    pub method: Method,
    /// Where the challenge went, for a code.
    pub contact: Option<ContactNo>,
    /// When each code was sent; the number of the code is its place in this list, from 1.
    pub sends: Vec<DateTime<Utc>>,
    /// Until when the latest code counts.
    pub expires: Option<DateTime<Utc>>,
    /// Wrong answers so far.
    pub misses: u8,
    /// What was judged, by its digest, until the evidence has served.
    pub evidence: Option<Digest>,
    /// Where the step stands.
    pub state: StepState,
}

/// Where a verification step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// An answer is awaited.
    Open,
    /// It was shown.
    Accepted,
    /// It was not shown.
    Failed(StepFailure),
}

closed_list!(
    /// Why a verification step failed.
    StepFailure, "step failure" {
        /// Five wrong answers.
        TooManyTries = "too_many_tries",
        /// The code was answered too late.
        Expired = "expired",
        /// A code went out too often; another way is needed.
        TooManySends = "too_many_sends",
        /// What was shown did not convince.
        NotConvincing = "not_convincing",
        /// Another step took its place.
        Superseded = "superseded",
    }
);

impl Step {
    pub(super) const fn new(
        party: PartyNo,
        track: Track,
        item: Option<ItemNo>,
        method: Method,
        contact: Option<ContactNo>,
    ) -> Self {
        Self {
            party,
            track,
            item,
            method,
            contact,
            sends: Vec::new(),
            expires: None,
            misses: 0,
            evidence: None,
            state: StepState::Open,
        }
    }
}

impl Party {
    /// The strongest level held on this day.
    #[must_use]
    pub fn assurance(&self, on: NaiveDate) -> Assurance {
        self.identity
            .values()
            .filter(|held| held.until.is_none_or(|until| on <= until))
            .map(|held| held.level)
            .max()
            .unwrap_or(Assurance::None)
    }

    /// Whether this party may speak for the subject on this day.
    #[must_use]
    pub fn may_speak(&self, on: NaiveDate) -> bool {
        !self.relation.needs_standing()
            || match &self.standing {
                Standing::Held { until, .. } => until.is_none_or(|until| on <= until),
                Standing::NotShown | Standing::Lost { .. } => false,
            }
    }
}
