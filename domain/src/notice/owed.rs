//! One notice to one addressee, and who owes it.

use crate::case::Case;
use crate::dispatch::Addressee;
use crate::id::ItemNo;

use super::NoticeKind;

/// One notice to one addressee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// What is told.
    pub kind: NoticeKind,
    /// The item or allegation it is about; none when it is about all of them or about the case.
    pub item: Option<ItemNo>,
    /// To whom.
    pub to: Addressee,
    /// With [`NoticeKind::Undeliverable`]: what could not be told.
    pub instead_of: Option<NoticeKind>,
}

/// A kind of case that owes notices.
pub trait Owes: Case {
    /// What this event owes, to whom. The case is folded through the whole command that the event
    /// belongs to, so that what follows from the event is known.
    fn owed(&self, event: &Self::Event) -> Vec<Owed>;
}
