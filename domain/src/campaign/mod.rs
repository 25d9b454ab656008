//! The campaign: one thing told to many people, from its draft to the last of them.
//!
//! ```text
//! version   Draft ─► Approved ─► UnderWay ⇄ Paused ─► Told        (a list that comes later: UnderWay again)
//!                                    └────────┴──────► Stopped
//! people    listed ─► told in full │ told in a supplement │ told a correction     once a version
//! ```
//!
//! Whom it tells, and what became of each message, are rows beside the stream: the stream has one event
//! for up to a thousand of them, with their number and a digest over them. A version is one text; whoever
//! was told by a version before gets what is new in it, or the correction, and everybody else the whole.
//! What the published policy and the laws demand of such a text stands before its approval, and nobody
//! approves what they wrote.

mod about;
mod apply;
mod command;
mod decide;
mod event;
mod options;
mod plan;
mod record;
mod refusal;
#[cfg(test)]
pub(crate) mod tests;
mod waiting;
mod wording;

pub use about::{About, ConsentReason, Kind, MaterialReason};
pub use command::{Act, Around, Begin, Command, ConsentNow, Draft, IncidentNow, MOST_MERGERS};
pub use event::Event;
pub use options::{Block, Offer, Offered};
pub use plan::{Phase, Plan, Progress, Seen, Stage, Version};
pub use record::{Audience, Batch, Counted, Drafted, Outcome, Paper, Results, RowOf, Tally};
pub use refusal::Refusal;
pub use waiting::{Beside, WaitingOn};
pub use wording::{Form, Part, Words, missing_part, required_parts};

/// The most rows that one event speaks of.
pub const MOST_ROWS: usize = 1_000;

/// A campaign, from nothing to closed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Campaign {
    /// Nobody has drafted anything under this id.
    #[default]
    Absent,
    /// Something is to be told.
    Live(Box<Plan>),
}

impl Campaign {
    /// What is planned, when something is.
    #[must_use]
    pub const fn plan(&self) -> Option<&Plan> {
        match self {
            Self::Absent => None,
            Self::Live(plan) => Some(plan),
        }
    }
}

crate::stream::aggregate!(
    Campaign, "campaign", counts Event::PeopleListed { .. } | Event::ResultsRecorded(_)
);
