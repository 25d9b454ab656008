//! What is kept of the tracks of an incident: plan, duties, notices, stays.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::actor::Actor;
use crate::breach::Exemption;
use crate::clock::Duty;
use crate::contact::Means;
use crate::id::{CampaignId, ItemNo, PrincipalId, RegimeId, RuleId, TrackNo, VersionNo};
use crate::regime::RuleRef;
use crate::sealed::Sealed;
use crate::text::closed_list;

/// A duty that an incident brought. Each has clocks of its own, so that telling one authority never
/// passes for having told another.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Arisen {
    /// Its number.
    pub no: ItemNo,
    /// The regime it comes from.
    pub regime: RegimeId,
    /// The rule, pinned.
    pub rule: RuleRef,
    /// What is owed.
    pub duty: Duty,
    /// Whether it governs; a rule that only advises is shown.
    pub governs: bool,
    /// The version that brought it; none before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<VersionNo>,
    /// When that was known which brought it; none where it counts from the first knowledge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<DateTime<Utc>>,
}

impl Arisen {
    /// The regime and the rule that brought it.
    #[must_use]
    pub fn named(&self) -> (RegimeId, RuleId) {
        (self.regime.clone(), self.rule.rule.clone())
    }

    /// Whether that rule of that regime brought it, whichever edition of its pack it is pinned to.
    #[must_use]
    pub fn is_of(&self, regime: &RegimeId, rule: &RuleId) -> bool {
        self.regime == *regime && self.rule.rule == *rule
    }
}

/// A duty and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Obligation {
    /// How it arose.
    pub arisen: Arisen,
    /// Where it stands.
    pub standing: Standing,
}

/// Where a duty stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is owed.
    Owed,
    /// It was done.
    Done {
        /// When.
        at: DateTime<Utc>,
        /// By what was known then; none before the first version.
        version: Option<VersionNo>,
    },
    /// An officer judged, with reasoning, that nobody need be told.
    NotNotifiable {
        /// By this version; none before the first.
        version: Option<VersionNo>,
        /// By which exemption of the law, where one was named.
        exemption: Option<Exemption>,
    },
    /// By what is known now it is not owed.
    FellAway {
        /// The version of the assessment that was then the newest.
        version: Option<VersionNo>,
    },
}

impl Standing {
    /// Whether what is known now does not bring it any more.
    #[must_use]
    pub const fn fell_away(self) -> bool {
        matches!(self, Self::FellAway { .. })
    }
}

closed_list!(
    /// Which part of the work a measure belongs to.
    Stage, "stage" {
        /// Keep it from getting worse.
        Containment = "containment",
        /// Put it right, and keep it from happening again.
        Remedy = "remedy",
    }
);

closed_list!(
    /// What is to be done about an incident.
    MeasureKind, "measure" {
        /// Stop what goes on.
        StopIt = "stop_it",
        /// Secure accounts, keys and systems.
        SecureAccess = "secure_access",
        /// Keep traces as they are.
        PreserveEvidence = "preserve_evidence",
        /// Find out whom and what it concerns.
        FindScope = "find_scope",
        /// Ask whoever got the data to delete it, and to say so.
        AskDeletion = "ask_deletion",
        /// What is said in own words.
        Other = "other",
    }
);

/// A measure as it was planned.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Planned {
    /// Its number.
    pub no: TrackNo,
    /// Which part of the work it belongs to.
    pub stage: Stage,
    /// What is to be done.
    pub kind: MeasureKind,
    /// The same in own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<Sealed>,
    /// Who sees to it; while nobody is named, the officers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<PrincipalId>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<DateTime<Utc>>,
}

/// A measure and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Measure {
    /// What was planned, with the owner of today.
    pub planned: Planned,
    /// Whether somebody was told that it slipped.
    pub slipped: bool,
    /// When it was done, or found not to be needed.
    pub settled: Option<DateTime<Utc>>,
    /// Whether it was done.
    pub done: bool,
}

closed_list!(
    /// Which of its notices an authority was given.
    NoticePhase, "phase of a notice" {
        /// The first.
        Initial = "initial",
        /// What was not known before.
        Supplementary = "supplementary",
        /// Everything; the last.
        Final = "final",
    }
);

closed_list!(
    /// What a notice to an authority said.
    Content, "content of a notice" {
        /// What happened to the data.
        Nature = "nature",
        /// Categories and numbers of people and records.
        Numbers = "numbers",
        /// When it happened, and when it was found.
        Times = "times",
        /// How it came about.
        Cause = "cause",
        /// Who answers questions.
        ContactPoint = "contact_point",
        /// What may follow for people.
        Consequences = "consequences",
        /// What was done and is planned.
        Measures = "measures",
        /// How people were or will be told.
        People = "people",
        /// Whether other countries are concerned.
        OtherCountries = "other_countries",
    }
);

/// A notice that an authority was given. As a processor, the house tells its controllers: they stand in the
/// authority's place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AuthorityNotice {
    /// Its number.
    pub no: TrackNo,
    /// To whom.
    pub to: Sealed,
    /// Which of its notices.
    pub phase: NoticePhase,
    /// The duties that it serves.
    pub duties: BTreeSet<ItemNo>,
    /// When it was given.
    pub at: DateTime<Utc>,
    /// What it said.
    pub contents: BTreeSet<Content>,
    /// The same in words, or where it is filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Sealed>,
    /// The number that the authority gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Sealed>,
    /// Why it was given late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_reason: Option<Sealed>,
    /// By what was known then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<VersionNo>,
    /// Who gave it.
    pub by: Actor,
}

/// That people were told.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PeopleTold {
    /// Its number.
    pub no: TrackNo,
    /// The duties that it serves.
    pub duties: BTreeSet<ItemNo>,
    /// When the last of them was told.
    pub at: DateTime<Utc>,
    /// When the first of them was.
    pub from: DateTime<Utc>,
    /// How.
    pub means: BTreeSet<Means>,
    /// How many.
    pub people: u64,
    /// Whether everybody is told who has to be, by what is known.
    pub complete: bool,
    /// The campaign that told them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<CampaignId>,
    /// What was told, or where it is filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Sealed>,
    /// Why they were told late; of what a campaign told, its approval says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_reason: Option<Sealed>,
    /// Whether the approval of the campaign says why.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub explained: bool,
    /// By what was known then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<VersionNo>,
    /// Who says so.
    pub by: Actor,
}

/// An authority, as the incident names it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Authority {
    /// Which one.
    pub name: Sealed,
    /// Under what number it has the incident.
    pub reference: Sealed,
}

/// An authority asked for silence.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stay {
    /// Its number.
    pub no: TrackNo,
    /// Which authority.
    pub authority: Sealed,
    /// Under what reference.
    pub reference: Sealed,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when; it ends by itself.
    pub until: DateTime<Utc>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<DateTime<Utc>>,
}
