//! When a request arrives, and when it turns out whose account it is about.

use std::collections::BTreeSet;

use habeas_domain::clock::{DueRecord, Duty};
use habeas_domain::id::{DataCategory, ItemNo};
use habeas_domain::request::{Event, Item};

use super::page;
use crate::letters::dates;
use crate::letters::pen::{Pen, RequestPen, Ways};
use crate::letters::render::RenderError;
use crate::letters::words::asked;
use crate::letters::written::Written;

/// One thing asked, with its own due date where the dates differ.
struct Asked {
    what: String,
    due: Option<String>,
}

/// It arrived, or is open again. A given contact is told when we answer, not what is asked.
pub(in crate::letters) struct Acknowledgement {
    again: bool,
    why: Option<String>,
    received: String,
    asked: Vec<Asked>,
    dues: Vec<String>,
    first: String,
}

/// What deleting ends (P03).
pub(in crate::letters) struct Consequences {
    own: bool,
    categories: Vec<String>,
    endings: Vec<String>,
    ways: Ways,
}

/// The claim ticket.
pub(in crate::letters) struct Ticket {
    word: &'static str,
    ticket: String,
}

/// To whoever may know nothing of the request.
pub(in crate::letters) struct SomeoneAsked {
    received: String,
    asked: Vec<String>,
    stop: Option<String>,
    email: String,
    phone: Option<String>,
}

page!(Acknowledgement::write: "en/acknowledgement.letter", "zh/acknowledgement.letter");
page!(Consequences::write: "en/consequences.letter", "zh/consequences.letter");
page!(Ticket::write: "en/ticket.letter", "zh/ticket.letter");
page!(SomeoneAsked::write: "en/someone_asked.letter", "zh/someone_asked.letter");

impl Acknowledgement {
    pub(super) fn of(pen: &RequestPen<'_>) -> Self {
        let again = pen.events.iter().find_map(|event| match event {
            Event::Reopened { why, items, .. } => Some((*why, items)),
            _ => None,
        });
        let why = again.map(|(why, _)| why);
        // Of what is open again, where that is not all of it.
        let items: Vec<ItemNo> = again.iter().flat_map(|(_, items)| *items).copied().collect();
        let mut dues: Vec<&DueRecord> =
            pen.these(&items).filter_map(|item| due(pen, item)).collect();
        dues.sort_by_key(|due| due.late_from);
        dues.dedup_by_key(|due| due.due);
        let first = dues.first().map(|due| dates::due_short(pen.tongue, due)).unwrap_or_default();
        let differ = dues.len() > 1;
        let each = |item: &Item| Asked {
            what: pen.item(item),
            due: due(pen, item).filter(|_| differ).map(|due| pen.due(due)),
        };
        let known = !pen.is_given();
        Self {
            again: why.is_some(),
            why: why.filter(|_| known).map(|why| pen.tongue.pick(asked::reopened(why)).to_owned()),
            received: received(pen),
            asked: if known { pen.these(&items).map(each).collect() } else { Vec::new() },
            dues: if differ && known {
                Vec::new()
            } else {
                dues.into_iter().map(|due| pen.due(due)).collect()
            },
            first,
        }
    }
}

/// By when an item is to be answered: by its governing clock.
fn due<'c>(pen: &RequestPen<'c>, item: &Item) -> Option<&'c DueRecord> {
    let (_, clock) = pen.case.docket.governing(Some(item.asked.no), Duty::Respond)?;
    Some(&clock.due)
}

fn received(pen: &RequestPen<'_>) -> String {
    let received = &pen.case.receipt.received;
    dates::moment(pen.tongue, received.moment, received.zone)
}

impl Consequences {
    pub(super) fn of(pen: &RequestPen<'_>, items: &[ItemNo]) -> Self {
        let language = pen.tongue.language();
        let endings = pen.material.house.endings.iter();
        // One item about everything is about everything.
        let all = pen.these(items).any(|item| item.asked.scope.is_empty());
        let scopes = pen.these(items).filter(|_| !all).flat_map(|item| &item.asked.scope);
        let categories: BTreeSet<&DataCategory> = scopes.collect();
        Self {
            own: pen.is_own_motion(),
            categories: categories.into_iter().map(|code| pen.named(code.as_str())).collect(),
            endings: endings.map(|words| words.in_language(&language).to_owned()).collect(),
            ways: pen.ways(),
        }
    }
}

impl Ticket {
    pub(super) fn of<C: Written>(pen: &Pen<'_, C>) -> Result<Self, RenderError> {
        let ticket = pen.material.opened.ticket.ok_or(RenderError::Missing("the ticket"))?;
        Ok(Self { word: pen.word(), ticket: ticket.to_owned() })
    }
}

impl SomeoneAsked {
    pub(super) fn of(pen: &RequestPen<'_>) -> Self {
        let card = pen.material.house;
        Self {
            received: received(pen),
            asked: pen
                .these(&[])
                .map(|item| pen.tongue.pick(asked::item(item.asked.kind)).to_owned())
                .collect(),
            stop: pen.material.links.stop.map(str::to_owned),
            email: card.email.clone(),
            phone: card.phone.clone(),
        }
    }
}
