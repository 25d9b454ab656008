//! The incident: something that happened to personal data, from the first word of it to the last lesson.
//!
//! ```text
//! facts        stated ─► corrected (before, after, reason)
//! assessment   version 1 ─► 2 ─► …            each derives anew what is owed
//! containment  planned at detection ─► done | not needed
//! duties       owed ─► done | not notifiable (reasoned, revisable) | fell away
//! case         Open ─► Closed | NotABreach | Merged        back: Reopened
//! ```
//!
//! The tracks run beside each other; none waits for another. What is not assessed yet counts as a risk, and
//! what nobody has graded yet as grave enough for word of it to be owed: clocks run from the first knowledge
//! on, and an assessment takes away what is not owed. A duty that a later version brings counts from the
//! knowledge that brought it.

mod apply;
mod as_case;
mod assessment;
mod case;
mod command;
mod competence;
mod correction;
mod decide;
mod event;
mod facts;
mod options;
mod processor;
mod receipt;
mod record;
mod refusal;
#[cfg(test)]
pub(crate) mod tests;

pub use assessment::{Assessment, Contradiction, Finding};
pub use case::{Case, Linked, Phase};
pub use command::{
    Act, Command, MergeTarget, NotifyAuthority, Owner, Receive, State, TellPeople, ToldByCampaign,
};
pub use competence::{Competence, Lead, Reach};
pub use correction::{NoticeChange, NoticeSaid, ToldChange, ToldSaid};
pub use event::Event;
pub use facts::{Fact, Times};
pub use options::{Block, Offer, Offered, PublicStatus, WaitingOn};
pub use processor::{Processor, ProcessorFact, ProcessorWord};
pub use receipt::{Receipt, Source};
pub use record::{
    Arisen, Authority, AuthorityNotice, Content, Measure, MeasureKind, NoticePhase, Obligation,
    PeopleTold, Planned, Stage, Standing, Stay,
};
pub use refusal::Refusal;

use crate::case::Stream;
use crate::text::closed_list;

closed_list!(
    /// What another case is to an incident.
    Link, "link of an incident" {
        /// The case from which it was opened: a complaint that tells of it, or the case whose letter
        /// went astray.
        From = "from",
        /// An incident that was opened from this one: a message of it went astray.
        Opened = "opened",
        /// The incident that it was merged into.
        MergedInto = "merged_into",
        /// An incident that was merged into it.
        Merged = "merged",
    }
);

/// An incident, from nothing to closed.
pub type Incident = Stream<Case>;

crate::stream::aggregate!(Incident, "incident");
