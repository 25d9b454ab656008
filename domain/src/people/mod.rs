//! Who is in a case, and how far each of them has shown it.
//!
//! *Identity* (is who they say) and *standing* (may speak for the subject) are tracks of each party,
//! beside whether a record matches at all. Every verification step is kept: a step is never edited,
//! only superseded by another. The rules are in [`prove`](mod@prove), and are the same in every kind of
//! case.

mod apply;
mod command;
mod party;
pub mod prove;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

pub(crate) use command::takes_acts;
pub use command::{Act, CODES_MOST, Challenge, Destination, MatchRecord, RecordProof, worth};
pub use party::{
    Held, Identifier, LossReason, Party, Standing, Step, StepFailure, StepState, Subject, Track,
};

use crate::actor::Actor;
use crate::assurance::{Assurance, Method, Sensitivity};
use crate::contact::Contact;
use crate::digest::Digest;
use crate::id::{ContactNo, ItemNo, PartyNo, StepNo};
use crate::moment::end_of_day;
use crate::notice::Message;

/// Whoever wrote is always party 1.
pub const REQUESTER: PartyNo = PartyNo(1);

/// The people in a case.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct People {
    /// Who is in it.
    pub parties: BTreeMap<PartyNo, Party>,
    /// Whether a record matches the identifiers.
    pub record: Record,
    /// The verification steps.
    pub steps: BTreeMap<StepNo, Step>,
}

/// Whether the identifiers match a record of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// Nobody has looked yet.
    Unmatched,
    /// A record was found.
    Matched,
    /// There is none.
    NotFound,
}

/// Something that was asked, shown or lost. Each kind of case has an event for each.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields say what their names and types say")]
pub enum Shown {
    /// The identifiers match a record; these contacts are on it.
    RecordMatched {
        at: DateTime<Utc>,
        attested: BTreeSet<ContactNo>,
        added: Vec<(ContactNo, Contact)>,
        sensitivity: Sensitivity,
    },
    /// No record matches the identifiers.
    RecordNotFound {},
    /// Somebody was asked to show something.
    ChallengeIssued {
        step: StepNo,
        at: DateTime<Utc>,
        party: PartyNo,
        track: Track,
        item: Option<ItemNo>,
        method: Method,
        contact: Option<ContactNo>,
        expires: Option<DateTime<Utc>>,
    },
    /// A new code replaced the one before.
    CodeSentAgain { step: StepNo, at: DateTime<Utc>, expires: DateTime<Utc> },
    /// A wrong code was given.
    CodeMissed { step: StepNo },
    /// What was asked was shown and accepted.
    StepAccepted {
        step: StepNo,
        party: PartyNo,
        track: Track,
        item: Option<ItemNo>,
        method: Method,
        contact: Option<ContactNo>,
        evidence: Option<Digest>,
        by: Actor,
    },
    /// A step ended without success.
    StepFailed { step: StepNo, why: StepFailure, by: Actor },
    /// Whatever the desk kept of the evidence can no longer be opened by anyone.
    EvidenceDestroyed { step: StepNo },
    /// A code came back from this contact.
    ContactConfirmed { party: PartyNo, contact: ContactNo, at: DateTime<Utc> },
    /// A party is who it says, to this level.
    IdentityConfirmed {
        party: PartyNo,
        step: StepNo,
        method: Method,
        level: Assurance,
        since: DateTime<Utc>,
        until: Option<NaiveDate>,
    },
    /// Identity no longer holds.
    IdentityLost { party: PartyNo, at: DateTime<Utc>, why: LossReason },
    /// A party may speak for the subject.
    StandingConfirmed { party: PartyNo, step: StepNo, until: Option<NaiveDate> },
    /// A party may no longer speak for the subject.
    StandingLost { party: PartyNo, at: DateTime<Utc>, why: LossReason },
}

impl People {
    /// Whoever wrote, alone, before anybody has looked at the record.
    #[must_use]
    pub fn of(requester: Party) -> Self {
        let parties = BTreeMap::from([(REQUESTER, requester)]);
        Self { parties, record: Record::Unmatched, steps: BTreeMap::new() }
    }

    /// A contact of any party, with its owner.
    #[must_use]
    pub fn contact(&self, no: ContactNo) -> Option<(PartyNo, &Contact)> {
        self.parties
            .iter()
            .find_map(|(party, of)| of.contacts.get(&no).map(|contact| (*party, contact)))
    }

    /// Whether whoever a message went to is in the case; else what is not.
    pub fn knows(&self, message: &Message) -> Result<(), &'static str> {
        let Some(party) = message.party else { return Ok(()) };
        let party = self.parties.get(&party).ok_or("party")?;
        match message.contact {
            Some(contact) if !party.contacts.contains_key(&contact) => Err("contact"),
            Some(_) | None => Ok(()),
        }
    }

    /// The number for a contact that is new to the case.
    #[must_use]
    pub fn next_contact(&self) -> ContactNo {
        ContactNo::after(self.parties.values().flat_map(|party| party.contacts.keys()).max())
    }

    /// The number of the next verification step.
    #[must_use]
    pub fn next_step(&self) -> StepNo {
        StepNo::after(self.steps.keys().next_back())
    }

    /// The step of this track that is open for the party.
    #[must_use]
    pub fn open_step(&self, party: PartyNo, track: Track) -> Option<StepNo> {
        self.steps
            .iter()
            .find(|(_, s)| s.party == party && s.track == track && s.state == StepState::Open)
            .map(|(no, _)| *no)
    }

    /// When by itself identity of the requester falls away, as the last of what was shown ends, and
    /// when standing does; what never ends holds for good.
    #[must_use]
    pub fn ends(&self, zone: Tz) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        let Some(requester) = self.parties.get(&REQUESTER) else { return (None, None) };
        let ends: Option<Vec<_>> = requester.identity.values().map(|held| held.until).collect();
        let identity = ends.unwrap_or_default().into_iter().max();
        let standing = match requester.standing {
            Standing::Held { until, .. } => until,
            Standing::NotShown | Standing::Lost { .. } => None,
        };
        let end = |until| end_of_day(until, zone);
        (identity.map(end), standing.map(end))
    }

    /// Whether proof of who the requester is was ever asked for or given.
    #[must_use]
    pub fn identity_was_asked(&self) -> bool {
        self.steps.values().any(|step| step.party == REQUESTER && step.track == Track::Identity)
    }
}
