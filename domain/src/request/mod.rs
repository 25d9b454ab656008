//! The request: one letter's worth of asking by one party.
//!
//! ```text
//! item   Asked ─► Decided ─► (doing) ─► Done ─► (tail) ─► Finished
//! case   Open ─► Answered ─► Finished ─► Closed
//! tracks identity · standing · clarification* · fee* · hold*      (* for one item or all, may overlap)
//! back   Answered | Finished | Closed ─► Open by Reopened
//! ```
//!
//! Commands are decided by [`Request::decide`], a pure function. A decision works on a draft: each
//! event is applied to a copy of the case at once, so that what follows from it (which clock now
//! governs, whether an item is done, whether the case is answered) is derived from the case as it
//! will be, and appended as events of its own.

mod apply;
mod as_case;
mod case;
mod command;
mod decide;
mod event;
mod guard;
mod item;
mod options;
mod receipt;
mod refusal;
mod task;
mod track;

#[cfg(test)]
pub(crate) mod tests;

pub use case::{Case, HoldTrack, Phase, Reminded};
pub use command::{Act, Ask, Command, Decide, Plan, QuoteFee, Receive};
pub use event::{Event, ReopenReason};
pub use guard::Block;
pub use item::{
    Asked, Decided, Decision, HandOver, HandedCopy, Item, Outcome, Part, Stage, Transfer, Until,
    Word,
};
pub use options::{Offer, Offered, PublicStatus, WaitingOn};
pub use receipt::{LinkKind, Receipt, Related};
pub use refusal::Refusal;
pub use task::{
    LeftOut, Tail, TailEnd, TailKind, TailNo, Task, TaskKind, TaskReport, TaskResult, TaskState,
};
pub use track::{Clarification, Currency, Fee, FeeState, Hold, HoldEnd, Items};

use crate::case::Stream;

/// A request, from nothing to closed.
pub type Request = Stream<Case>;

crate::stream::aggregate!(Request, "request");
