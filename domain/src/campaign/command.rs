//! What can be asked of a campaign.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::actor::Actor;
use crate::contact::Channel;
use crate::id::{BatchNo, CampaignId, ItemNo, VersionNo};
use crate::place::Language;
use crate::reference::Reference;
use crate::sealed::Sealed;

use super::about::{About, ConsentReason};
use super::plan::{Plan, Seen, Stage, Version};
use super::record::{Audience, Batch, Paper, Results, RowOf};
use super::refusal::Refusal;
use super::wording::{Form, Words};

/// An act, with who does it and when.
#[derive(Debug, Clone)]
pub struct Command {
    /// The time at the desk.
    pub now: DateTime<Utc>,
    /// Who does it.
    pub by: Actor,
    /// What is done.
    pub act: Act,
}

/// The acts on a campaign.
#[derive(Debug, Clone)]
pub enum Act {
    /// Begin a draft.
    Draft(Box<Draft>),
    /// Say anew what it is about.
    State {
        /// That.
        about: About,
        /// What it rests on, as that stands.
        around: Around,
    },
    /// File a paper.
    File {
        /// Which.
        paper: Paper,
        /// Its reference.
        reference: Sealed,
    },
    /// Begin a version.
    DraftVersion {
        /// Whom it is for.
        audience: Audience,
        /// The ways, in their order.
        channels: Vec<Channel>,
        /// The language for whoever reads none of the others.
        language: Language,
        /// Whether it is announced, too.
        announced: bool,
        /// Whether everybody has been told then who must be.
        complete: bool,
    },
    /// Word a version; what was worded before in that form and language is replaced.
    Word {
        /// Which version.
        version: VersionNo,
        /// For whom.
        form: Form,
        /// In which language.
        language: Language,
        /// The parts.
        words: Words,
    },
    /// Add people, whose rows are there already.
    List(Vec<Batch>),
    /// Take no more of the batches up to this one: whoever was taking them in is gone.
    BreakOff {
        /// The last of them.
        last: BatchNo,
    },
    /// Approve a version.
    Approve {
        /// Which.
        version: VersionNo,
        /// Why people are told late, where they are.
        late_reason: Option<Sealed>,
        /// What it rests on, as that stands.
        around: Around,
    },
    /// Let messages leave.
    Begin(Begin),
    /// Hold them back.
    Pause {
        /// Of which version.
        version: VersionNo,
        /// Why.
        reason: Sealed,
    },
    /// Let them leave again.
    Resume(Begin),
    /// Hold them back for good.
    Stop {
        /// Of which version.
        version: VersionNo,
        /// Why.
        reason: Sealed,
    },
    /// Record what became of messages.
    Report(Results),
    /// Say that nothing is under way any more.
    Settle {
        /// Of which version.
        version: VersionNo,
        /// What was known then: a list or a report that came since may have brought more to do.
        seen: Seen,
    },
    /// Record that it was announced.
    Announce {
        /// Which version.
        version: VersionNo,
        /// Where.
        place: Sealed,
        /// When.
        at: DateTime<Utc>,
    },
    /// Record that a person was erased.
    Erase {
        /// The row by which the person first came.
        row: RowOf,
        /// Those that later lists added.
        besides: Vec<RowOf>,
    },
    /// Close it.
    Close,
}

/// A draft as it begins.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its id.
    pub id: CampaignId,
    /// Its human reference.
    pub reference: Reference,
    /// What it is about.
    pub about: About,
    /// What that rests on, as that stands.
    pub around: Around,
}

/// What a campaign rests on, as the desk found it.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// The incident, if it is about one.
    pub incident: Option<IncidentNow>,
    /// The campaign named that asks people for their consent; none where it is not there, or asks nothing.
    pub consent: Option<ConsentNow>,
}

/// The most mergers that are followed from the incident of a campaign to the one with which it is treated.
pub const MOST_MERGERS: usize = 16;

/// What is true of an incident now, as the desk found it.
#[derive(Debug, Clone, Default)]
pub struct IncidentNow {
    /// Its duties to tell people, whatever became of them.
    pub people_duties: BTreeSet<ItemNo>,
    /// Whether an authority asks for silence: about it, or about the one with which it is treated.
    pub stayed: bool,
    /// Whether it was judged no breach: it, or the one with which it is treated.
    pub no_breach: bool,
}

impl IncidentNow {
    /// Why nobody is told of it now.
    #[must_use]
    pub const fn holds_back(&self) -> Option<Refusal> {
        if self.no_breach {
            Some(Refusal::NoBreach)
        } else if self.stayed {
            Some(Refusal::Stayed)
        } else {
            None
        }
    }
}

/// What is true now of a campaign that asks for consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsentNow {
    /// Why it asks.
    pub reason: ConsentReason,
    /// Whether people were asked, or are being asked: they are on its lists, and a version of it has begun that
    /// was not stopped. A campaign that ended afterwards did ask.
    pub asked: bool,
}

impl ConsentNow {
    /// What is true of that one; nothing, unless it asks.
    #[must_use]
    pub fn of(plan: &Plan) -> Option<Self> {
        let About::ConsentAsked { reason, .. } = &plan.about else { return None };
        let asks = |version: &Version| version.has_begun() && version.stage != Stage::Stopped;
        let asked = plan.people > 0 && plan.versions.iter().any(asks);
        Some(Self { reason: *reason, asked })
    }
}

/// Messages are to leave.
#[derive(Debug, Clone)]
pub struct Begin {
    /// Of which version.
    pub version: VersionNo,
    /// The incident as it stands, if it is about one.
    pub incident: Option<IncidentNow>,
    /// The channels that there are at this desk beside people's hands.
    pub ways: BTreeSet<Channel>,
}
