//! One notice to one addressee, and who owes it.

use crate::case::Case;
use crate::contact::{Channel, Contact};
use crate::dispatch::Addressee;
use crate::id::{ContactNo, ItemNo, PartyNo};
use crate::people::{REQUESTER, Step};

use super::reach::{self, Reach};
use super::{NoticeKind, staff};

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

impl Owed {
    /// A notice to a contact of a party.
    pub(super) fn at(
        kind: NoticeKind,
        item: Option<ItemNo>,
        party: PartyNo,
        found: (ContactNo, &Contact),
    ) -> Self {
        Self { kind, item, to: reach::at(party, found), instead_of: None }
    }
}

/// A notice to a party, where it reads its letters; without such a contact, staff hear of it.
pub(super) fn tell(
    case: &impl Case,
    party: PartyNo,
    kind: NoticeKind,
    item: Option<ItemNo>,
    reach: Reach,
) -> Vec<Owed> {
    match reach::best(case, party, reach) {
        Some(found) => vec![Owed::at(kind, item, party, found)],
        None => staff::untold(case, kind, item),
    }
}

/// The ticket is part of a letter. A text message is no place for it.
pub(super) fn ticket(case: &impl Case) -> Option<Owed> {
    let found = reach::best(case, REQUESTER, Reach::OnRecord)?;
    let printed = matches!(found.1.channel, Channel::Email | Channel::Post);
    printed.then(|| Owed::at(NoticeKind::Ticket, None, REQUESTER, found))
}

/// A code goes to the contact that was challenged and to no other.
pub(super) fn code(case: &impl Case, step: &Step) -> Option<Owed> {
    let no = step.contact?;
    let (_, contact) = case.people().contact(no)?;
    Some(Owed::at(NoticeKind::Code, None, step.party, (no, contact)))
}

/// A kind of case that owes notices.
pub trait Owes: Case {
    /// What this event owes, to whom. The case is folded through the whole command that the event
    /// belongs to, so that what follows from the event is known.
    fn owed(&self, event: &Self::Event) -> Vec<Owed>;
}
