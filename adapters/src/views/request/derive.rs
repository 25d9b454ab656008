//! The row of a case.

use habeas_domain::clock::Duty;
use habeas_domain::docket::Clock;
use habeas_domain::request::{Case, LinkKind, Request};

use super::{Due, Holds, Marks, Row};
use crate::views::cases::Folded;
use crate::views::due::most_urgent;

/// The duties by which an item is answered.
const ANSWERS: [Duty; 2] = [Duty::Respond, Duty::OptOut];

impl Row {
    /// The row of a request as it stood after its last event, from the ledger alone: the day is that
    /// of the event at the place where the letter was received.
    pub(in crate::views) fn of(folded: &Folded<Request>) -> Self {
        let Folded { case, version, at, .. } = folded;
        let receipt = &case.receipt;
        let day = at.with_timezone(&receipt.received.zone).date_naive();
        Self {
            id: receipt.id.clone(),
            reference: receipt.reference.clone(),
            phase: case.phase,
            public_status: case.public_status(day),
            waiting_on: case.waiting_on(day),
            kinds: once(case.items.values().map(|item| item.asked.kind)),
            intake: receipt.intake,
            received: receipt.received.moment,
            received_at: receipt.received.moment.earliest_in(receipt.received.zone),
            entered: receipt.entered,
            due: governing(case).map(Due::of),
            residence: case.subject.residence.clone(),
            category: case.subject.category,
            taken_by: once(case.items.values().filter_map(|item| item.taken.clone())),
            marks: marks(case),
            holds: holds(case),
            revision: case.revision,
            version: u64::try_from(*version).unwrap_or_default(),
            last_at: *at,
        }
    }
}

fn governing(case: &Case) -> Option<&Clock> {
    let items = case.items.keys();
    let clocks = items.flat_map(|no| ANSWERS.map(|duty| case.docket.governing(Some(*no), duty)));
    most_urgent(clocks.flatten())
}

fn marks(case: &Case) -> Marks {
    let linked = |kind| case.links.values().any(|link| *link == kind);
    Marks {
        duplicate: linked(LinkKind::Duplicate),
        repeat: linked(LinkKind::Repeat),
        undeliverable: !case.undelivered.is_empty(),
    }
}

fn holds(case: &Case) -> Holds {
    let any = |confidential| case.live_holds().any(|(_, hold)| hold.confidential == confidential);
    Holds { open: any(false), confidential: any(true) }
}

/// Each value once, in the order in which it first comes.
fn once<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut list = Vec::new();
    for value in values {
        if !list.contains(&value) {
            list.push(value);
        }
    }
    list
}
