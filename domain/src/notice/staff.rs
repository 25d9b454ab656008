//! Which member of staff, or which role, hears of something.

use crate::actor::Role;
use crate::dispatch::Addressee;
use crate::docket::{ClockNo, Warning};
use crate::id::ItemNo;
use crate::request::{Case, Stage};

use super::NoticeKind;
use super::owed::Owed;

/// Whoever took the item; the officers while nobody did.
pub(super) fn of_item(case: &Case, item: ItemNo) -> Addressee {
    let owner = case.items.get(&item).and_then(|item| item.taken.clone());
    owner.map_or(Addressee::Team(Role::Officer), Addressee::Staff)
}

/// Whoever took an item that is still open; the officers while nobody did.
fn of_case(case: &Case) -> Vec<Addressee> {
    let open = case.items.values().filter(|item| !matches!(item.stage, Stage::Finished(_)));
    let mut owners: Vec<Addressee> =
        open.filter_map(|item| item.taken.clone()).map(Addressee::Staff).collect();
    owners.dedup();
    if owners.is_empty() {
        owners.push(Addressee::Team(Role::Officer));
    }
    owners
}

/// A notice to whoever has to do with the item, or with the case.
pub(super) fn tell(case: &Case, kind: NoticeKind, item: Option<ItemNo>) -> Vec<Owed> {
    let to = item.map_or_else(|| of_case(case), |item| vec![of_item(case, item)]);
    to.into_iter().map(|to| Owed { kind, item, to, instead_of: None }).collect()
}

/// Something that could not be told.
pub(super) fn untold(case: &Case, what: NoticeKind, item: Option<ItemNo>) -> Vec<Owed> {
    let mut owed = tell(case, NoticeKind::Undeliverable, item);
    for one in &mut owed {
        one.instead_of = Some(what);
    }
    owed
}

/// A late duty concerns its owner and everyone who could step in.
pub(super) fn late(case: &Case, item: Option<ItemNo>) -> Vec<Owed> {
    let mut owed = tell(case, NoticeKind::Overdue, item);
    let team = Addressee::Team(Role::Officer);
    if owed.iter().all(|one| one.to != team) {
        owed.push(Owed { kind: NoticeKind::Overdue, item, to: team, instead_of: None });
    }
    owed
}

/// A warning, unless the same look at the time already found something more urgent.
pub(super) fn warned(case: &Case, no: ClockNo, warning: Warning) -> Vec<Owed> {
    let Some(clock) = case.docket.clocks.get(&no) else { return Vec::new() };
    let more_urgent: &[Warning] = match warning {
        Warning::HalfTime => &[Warning::FourFifths, Warning::TwoDaysLeft],
        Warning::FourFifths => &[Warning::TwoDaysLeft],
        Warning::TwoDaysLeft => &[],
    };
    if clock.late.is_some() || more_urgent.iter().any(|other| clock.warned.contains(other)) {
        return Vec::new();
    }
    let kind = match warning {
        Warning::HalfTime => NoticeKind::HalfTime,
        Warning::FourFifths => NoticeKind::FourFifths,
        Warning::TwoDaysLeft => NoticeKind::TwoDaysLeft,
    };
    tell(case, kind, clock.started.item)
}
