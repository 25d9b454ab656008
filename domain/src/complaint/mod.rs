//! The complaint: whatever somebody brings that is no request. A report, a clue, a question, or that
//! they are not content.
//!
//! ```text
//! allegation  Made ─► (investigated) ─► Decided ─► Told
//! case        Open ─► Answered (every allegation told) ─► Closed
//! back        Answered | Closed ─► Open by Reopened
//! ```
//!
//! It is accepted and answered by two duties of its own. Who speaks matters only where the answer says
//! something about a person; it is asked once. What is upheld names its remedy; who decided what is
//! complained about does not decide the complaint.

mod apply;
mod as_case;
mod case;
mod command;
mod decide;
mod event;
mod options;
mod receipt;
mod refusal;
#[cfg(test)]
pub(crate) mod tests;

pub use case::{Allegation, Case, Decided, Escalated, Linked, Phase};
pub use command::{Act, Around, Authority, Command, Decide, Receive, RequestNow};
pub use event::{Event, Reason};
pub use options::{Block, Offer, Offered, PublicStatus, WaitingOn};
pub use receipt::{About, Alleged, Course, Inherited, Receipt, Speaks};
pub use refusal::Refusal;

use crate::case::Stream;
use crate::text::closed_list;

closed_list!(
    /// How an allegation ended.
    Outcome, "outcome of a complaint" {
        /// It is so.
        Upheld = "upheld",
        /// A part of it is so.
        PartlyUpheld = "partly_upheld",
        /// It is not so.
        NotUpheld = "not_upheld",
        /// The question was answered, the suggestion considered, the risk at a third party seen to.
        Answered = "answered",
        /// It is not ours to answer.
        NotOurs = "not_ours",
        /// Nobody showed whose complaint it is, in time.
        IdentityNotConfirmed = "identity_not_confirmed",
        /// The complainant took it back.
        Withdrawn = "withdrawn",
    }
);

impl Outcome {
    /// Whether we were found to be wrong.
    #[must_use]
    pub const fn is_upheld(self) -> bool {
        matches!(self, Self::Upheld | Self::PartlyUpheld)
    }
}

closed_list!(
    /// What is done about what was upheld.
    Remedy, "remedy" {
        /// What the request asked is decided anew, by somebody else.
        DecidedAnew = "decided_anew",
        /// Data was put right.
        Corrected = "corrected",
        /// Data was deleted, or is not used any more.
        Stopped = "stopped",
        /// A procedure was changed.
        ProcedureChanged = "procedure_changed",
        /// We said that we are sorry.
        Apology = "apology",
        /// Something was paid or given.
        Compensation = "compensation",
    }
);

closed_list!(
    /// What another case is to a complaint.
    Link, "link of a complaint" {
        /// The request that it is about.
        About = "about",
        /// A deletion on the motion of the house, for a child's data.
        Deletion = "deletion",
        /// The incident that it was referred to.
        Incident = "incident",
        /// Another complaint about the same.
        Same = "same",
    }
);

closed_list!(
    /// Which way a letter went.
    Direction, "direction" {
        /// To us.
        In = "in",
        /// From us.
        Out = "out",
    }
);

/// A complaint, from nothing to closed.
pub type Complaint = Stream<Case>;

crate::stream::aggregate!(Complaint, "complaint");
