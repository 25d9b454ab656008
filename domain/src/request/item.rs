//! What is asked, what was decided about it, and how far it has come.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::actor::Actor;
use crate::assurance::Assurance;
use crate::digest::Digest;
use crate::ground::{DeletionGround, RefusalGround, RestrictionGround};
use crate::id::{DataCategory, ItemNo, PrincipalId, RequestId, StepNo, SystemId};
use crate::kind::ItemKind;
use crate::sealed::Sealed;
use crate::text::{closed_list, text_type};

use super::task::LeftOut;

/// One thing as the letter asks it, with what it needs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Asked {
    /// Its number in the request.
    pub no: ItemNo,
    /// What is asked.
    pub kind: ItemKind,
    /// The data categories asked about; empty means all.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub scope: BTreeSet<DataCategory>,
    /// Items that must be done before this one may be carried out.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub after: BTreeSet<ItemNo>,
    /// The recipient whom a portability item names (P08), or the purpose or correction in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Sealed>,
    /// The assurance that disclosure or destruction needs for it, pinned from the packs.
    pub needs: Assurance,
    /// Whether someone who speaks for the subject must show that they may.
    pub standing: bool,
}

/// An item and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Item {
    /// What was asked.
    pub asked: Asked,
    /// Where it stands.
    pub stage: Stage,
    /// The officer who took it; a taken item is never decided by the passing of time.
    pub taken: Option<PrincipalId>,
    /// Systems in which a hold kept back a part of what was decided when the work was last planned.
    pub held_back: BTreeSet<SystemId>,
    /// For portability: what was established about the recipient.
    pub transfer: Transfer,
    /// Those who decided what a complaint was right about: somebody else decides it now.
    pub not_by: BTreeSet<PrincipalId>,
    /// Since which receipt the clocks of this item count: 1, and one more at each reopening.
    pub round: u16,
}

/// Where an item stands. *Doing* and *tail* are not stored: an item is doing while it is decided
/// and has open tasks, and in its tail while it is done and has live tails.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nothing is decided yet.
    Asked,
    /// Decided; the person may not know yet, the systems may be at work.
    Decided(Decided),
    /// Everything decided is carried out in the live systems.
    Done(Decided),
    /// Nothing of it is left to wait for.
    Finished(Decided),
}

/// A decision and how far its telling has come.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Decided {
    /// The decision.
    pub decision: Decision,
    /// When.
    pub at: DateTime<Utc>,
    /// When the work that it gives was ordered from every live system.
    pub ordered: Option<DateTime<Utc>>,
    /// When its letter was handed over.
    pub told: Option<DateTime<Utc>>,
    /// When the copy itself was handed over, where one is owed.
    pub handed: Option<DateTime<Utc>>,
}

/// What was decided about an item.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Decision {
    /// The outcome for each data category and system; at least one.
    pub parts: Vec<Part>,
    /// On what deletion is owed, established by the officer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deletion_ground: Option<DeletionGround>,
    /// The reason as it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_told: Option<Sealed>,
    /// The reason as it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_kept: Option<Sealed>,
    /// Who decided. A machine decides only the two outcomes that no answer of the person leaves.
    pub by: Actor,
}

/// The outcome for one data category in one system; left open, for all of them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Part {
    /// The data category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<DataCategory>,
    /// The system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<SystemId>,
    /// The outcome.
    pub outcome: Outcome,
}

text_type!(
    /// How data was anonymised, or the event that ends a restriction, as a word of the house.
    Word, "word", "must be 1 to 64 lower-case letters, digits, `_`, `-` or `.`",
    |text| crate::text::is_slug(text, 64)
);

/// How something asked ended.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Granted wholly.
    Granted,
    /// Granted except for what the ground covers.
    Partly {
        /// The ground for the rest.
        ground: RefusalGround,
    },
    /// Refused.
    Refused {
        /// The ground.
        ground: RefusalGround,
    },
    /// We hold nothing of this.
    NothingHeld,
    /// It is not ours to answer.
    NotOurs {
        /// Whether we passed it on, or only said whom to ask.
        passed_on: bool,
    },
    /// It was so already.
    AlreadySo,
    /// Another case answers it.
    AnsweredWith {
        /// That case.
        case: RequestId,
    },
    /// Restricted instead of deleted (P05).
    Restricted {
        /// The ground.
        ground: RestrictionGround,
        /// Its end.
        until: Until,
    },
    /// Anonymised instead of deleted (P27).
    Anonymised {
        /// The method.
        method: Word,
    },
    /// Not corrected; the person's statement is attached (P07).
    StatementAttached,
    /// Identity was not confirmed in time. An explained outcome, not a refusal.
    IdentityNotConfirmed,
    /// Standing was not shown in time.
    StandingNotShown,
    /// Our question was not answered in time.
    NoAnswer,
    /// The person withdrew it.
    Withdrawn,
}

/// How long a restriction lasts (P05).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// Through this day.
    Date(NaiveDate),
    /// Until something happens; looked at again on the day of review meanwhile.
    Event {
        /// What must happen (`bill_settled`).
        event: Word,
        /// Whole years that follow the event.
        then_years: u8,
        /// The next look, at most twelve months ahead.
        review: NaiveDate,
    },
    /// Until a look at most twelve months ahead.
    Review(NaiveDate),
}

impl Until {
    /// The day after which the desk wakes.
    #[must_use]
    pub const fn wakes_after(&self) -> NaiveDate {
        match self {
            Self::Date(day) | Self::Event { review: day, .. } | Self::Review(day) => *day,
        }
    }
}

/// What is established about a recipient named by a portability item.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Transfer {
    /// The step in which the person authorised the recipient.
    pub authorised: Option<StepNo>,
    /// Whether the interface matches; unknown until looked at.
    pub feasible: Option<bool>,
    /// Where it does not: the reason as it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Sealed>,
}

closed_list!(
    /// How a copy reached the person or the recipient.
    HandOver, "hand-over" {
        /// Inside the account's own session.
        AccountSession = "account_session",
        /// By a link to a contact on record.
        SecureLink = "secure_link",
        /// On paper or a medium, to the address on record.
        Post = "post",
        /// In person.
        InPerson = "in_person",
        /// Straight to the recipient named (P08).
        Recipient = "recipient",
    }
);

/// A copy that left the house.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct HandedCopy {
    /// How.
    pub how: HandOver,
    /// The digest of what was handed over.
    pub digest: Digest,
    /// The recipient's receipt, for a transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Sealed>,
}

impl Outcome {
    /// Whether anything is to be carried out in systems.
    #[must_use]
    pub const fn orders_work(&self) -> bool {
        matches!(
            self,
            Self::Granted | Self::Partly { .. } | Self::Restricted { .. } | Self::Anonymised { .. }
        )
    }

    /// Whether something asked is given, wholly or in part.
    #[must_use]
    pub const fn gives(&self) -> bool {
        matches!(self, Self::Granted | Self::Partly { .. })
    }

    /// Whether telling it says something about the person's data, and so that there is any.
    #[must_use]
    pub const fn speaks_of_data(&self) -> bool {
        match self {
            Self::Granted
            | Self::Partly { .. }
            | Self::Restricted { .. }
            | Self::Anonymised { .. }
            | Self::AlreadySo
            | Self::StatementAttached => true,
            Self::Refused { ground } => !matches!(
                ground,
                RefusalGround::RightNotGiven | RefusalGround::UnreasonableRepetition
            ),
            Self::NothingHeld
            | Self::NotOurs { .. }
            | Self::AnsweredWith { .. }
            | Self::IdentityNotConfirmed
            | Self::StandingNotShown
            | Self::NoAnswer
            | Self::Withdrawn => false,
        }
    }

    /// The ground of a refusal, whole or partial.
    #[must_use]
    pub const fn refusal(&self) -> Option<RefusalGround> {
        match self {
            Self::Refused { ground } | Self::Partly { ground } => Some(*ground),
            Self::Granted
            | Self::NothingHeld
            | Self::NotOurs { .. }
            | Self::AlreadySo
            | Self::AnsweredWith { .. }
            | Self::Restricted { .. }
            | Self::Anonymised { .. }
            | Self::StatementAttached
            | Self::IdentityNotConfirmed
            | Self::StandingNotShown
            | Self::NoAnswer
            | Self::Withdrawn => None,
        }
    }
}

impl Stage {
    /// The decision, once there is one.
    #[must_use]
    pub const fn decided(&self) -> Option<&Decided> {
        match self {
            Self::Asked => None,
            Self::Decided(decided) | Self::Done(decided) | Self::Finished(decided) => Some(decided),
        }
    }

    pub(crate) const fn decided_mut(&mut self) -> Option<&mut Decided> {
        match self {
            Self::Asked => None,
            Self::Decided(decided) | Self::Done(decided) | Self::Finished(decided) => Some(decided),
        }
    }
}

impl Item {
    /// Work was ordered from these systems, and others were left out. What a hold kept back is
    /// remembered until a later plan finds it free.
    pub(crate) fn order(
        &mut self,
        at: DateTime<Utc>,
        systems: &[SystemId],
        left_out: &[(SystemId, LeftOut)],
    ) {
        if let Some(decided) = self.stage.decided_mut() {
            decided.ordered.get_or_insert(at);
        }
        let free = left_out.iter().filter(|(_, why)| *why != LeftOut::UnderHold);
        let free: BTreeSet<_> = free.map(|(system, _)| system).chain(systems).collect();
        self.held_back.retain(|system| !free.contains(system));
        let held = left_out.iter().filter(|(_, why)| *why == LeftOut::UnderHold);
        self.held_back.extend(held.map(|(system, _)| system.clone()));
    }

    /// Whether the decision gives work that systems must be ordered to do. A disclosure is done
    /// when the copy is handed over, however it was drawn.
    #[must_use]
    pub fn owes_work(&self) -> bool {
        !self.asked.kind.discloses()
            && self
                .stage
                .decided()
                .is_some_and(|d| d.decision.parts.iter().any(|part| part.outcome.orders_work()))
    }

    /// Whether a copy is owed by the decision and so must be handed over before the item is told.
    #[must_use]
    pub fn owes_copy(&self) -> bool {
        self.asked.kind.discloses()
            && self
                .stage
                .decided()
                .is_some_and(|d| d.decision.parts.iter().any(|part| part.outcome.gives()))
    }

    /// Whether the person has been told the outcome and, where one is owed, has the copy.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.stage
            .decided()
            .is_some_and(|d| d.told.is_some() && (!self.owes_copy() || d.handed.is_some()))
    }
}
