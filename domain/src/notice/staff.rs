//! Which member of staff, or which role, hears of something.

use crate::actor::Role;
use crate::case::Case;
use crate::dispatch::Addressee;
use crate::docket::{ClockNo, Warning};
use crate::id::ItemNo;

use super::NoticeKind;
use super::owed::Owed;

/// Whoever has the item or the case in hand; the officers while nobody does.
fn in_hand(case: &impl Case, item: Option<ItemNo>) -> Vec<Addressee> {
    let mut owners: Vec<_> = case.owners(item).into_iter().map(Addressee::Staff).collect();
    if owners.is_empty() {
        owners.push(Addressee::Team(Role::Officer));
    }
    owners
}

/// A notice to whoever has to do with the item, or with the case.
pub(super) fn tell(case: &impl Case, kind: NoticeKind, item: Option<ItemNo>) -> Vec<Owed> {
    in_hand(case, item).into_iter().map(|to| Owed { kind, item, to, instead_of: None }).collect()
}

/// Something that could not be told.
pub(super) fn untold(case: &impl Case, what: NoticeKind, item: Option<ItemNo>) -> Vec<Owed> {
    let mut owed = tell(case, NoticeKind::Undeliverable, item);
    for one in &mut owed {
        one.instead_of = Some(what);
    }
    owed
}

/// A late duty concerns its owner and everyone who could step in.
pub(super) fn late(case: &impl Case, item: Option<ItemNo>) -> Vec<Owed> {
    let mut owed = tell(case, NoticeKind::Overdue, item);
    let team = Addressee::Team(Role::Officer);
    if owed.iter().all(|one| one.to != team) {
        owed.push(Owed { kind: NoticeKind::Overdue, item, to: team, instead_of: None });
    }
    owed
}

/// A warning, unless the same look at the time already found something more urgent.
pub(super) fn warned(case: &impl Case, no: ClockNo, warning: Warning) -> Vec<Owed> {
    let Some(clock) = case.docket().clocks.get(&no) else { return Vec::new() };
    let more_urgent: &[Warning] = match warning {
        Warning::HalfTime => &[Warning::FourFifths, Warning::TwoDaysLeft, Warning::FourHoursLeft],
        Warning::FourFifths => &[Warning::TwoDaysLeft, Warning::FourHoursLeft],
        Warning::TwoDaysLeft => &[Warning::FourHoursLeft],
        Warning::FourHoursLeft => &[],
    };
    if clock.late.is_some() || more_urgent.iter().any(|other| clock.warned.contains(other)) {
        return Vec::new();
    }
    let kind = match warning {
        Warning::HalfTime => NoticeKind::HalfTime,
        Warning::FourFifths => NoticeKind::FourFifths,
        Warning::TwoDaysLeft => NoticeKind::TwoDaysLeft,
        Warning::FourHoursLeft => NoticeKind::FourHoursLeft,
    };
    tell(case, kind, clock.started.item)
}
