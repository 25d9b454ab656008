//! Which sealed values of a request belong to which field.

use habeas_domain::id::{ItemNo, TrackNo};
use habeas_domain::request::{Case, Decision, Event};
use habeas_domain::sealed::{Sealed, Slot};

use super::field::{Field, Found, Of, Revealed};

impl Revealed for Case {
    fn sealed(&self, events: &[Event], confidential: bool) -> Vec<Found> {
        let mut all = of_case(self);
        for (sequence, event) in (1..).zip(events) {
            let at = Of { event: Some(sequence), ..Of::default() };
            all.extend(of_event(self, event, at, confidential));
        }
        all
    }
}

fn of_case(case: &Case) -> Vec<Found> {
    let receipt = &case.receipt;
    let mut all = Vec::new();
    let mut add = |field, slot, of, sealed: Option<&Sealed>| {
        all.extend(Found::some(field, slot, of, sealed));
    };
    let none = Of::default();
    add(Field::Statement, Slot::ContentLetter, none, receipt.statement.as_ref());
    add(Field::ExternalRef, Slot::ContactPortalTicket, none, receipt.external_ref.as_ref());
    add(Field::Reasons, Slot::ContentReason, none, receipt.late_reason.as_ref());
    for item in case.items.values() {
        let of = Of { item: Some(item.asked.no), ..none };
        add(Field::Details, Slot::ContentLetter, of, item.asked.detail.as_ref());
    }
    all
}

/// Values that the case does not keep.
fn of_event(case: &Case, event: &Event, at: Of, confidential: bool) -> Vec<Found> {
    let one = |field, slot, of, sealed: Option<&Sealed>| -> Vec<Found> {
        Found::some(field, slot, of, sealed).into_iter().collect()
    };
    let of_item = |item: &ItemNo| Of { item: Some(*item), ..at };
    let reason = (Field::Reasons, Slot::ContentReason);
    let told = (Field::Reasons, Slot::ContentMessage);
    match event {
        Event::ItemDecided { item, decision, .. } => {
            let Decision { reason_told, reason_kept, .. } = decision;
            let mut all = one(told.0, told.1, of_item(item), reason_told.as_ref());
            all.extend(one(reason.0, reason.1, of_item(item), reason_kept.as_ref()));
            all
        }
        Event::ExtensionOrdered { item, reason, .. } => {
            one(told.0, told.1, of_item(item), Some(reason))
        }
        Event::TransferJudged { item, reason, .. } => {
            one(told.0, told.1, of_item(item), reason.as_ref())
        }
        Event::FeeQuoted { reason, .. } => one(told.0, told.1, at, Some(reason)),
        Event::HoldPlaced { no, hold, .. } if confidential || !is_confidential(case, *no) => {
            one(reason.0, reason.1, at, hold.reason.as_ref())
        }
        Event::TailMoved { reason: why, .. } => one(reason.0, reason.1, at, why.as_ref()),
        Event::ClarificationAsked { question, .. } => {
            one(Field::Messages, Slot::ContentMessage, at, Some(question))
        }
        Event::ClarificationAnswered { answer, .. } => {
            one(Field::Messages, Slot::ContentLetter, at, Some(answer))
        }
        Event::CallLogged { party, summary, .. } => {
            let of = Of { party: Some(*party), ..at };
            one(Field::Notes, Slot::ContentNote, of, Some(summary))
        }
        Event::CopyHandedOver { item, copy, .. } => {
            one(Field::Notes, Slot::ContentNote, of_item(item), copy.receipt.as_ref())
        }
        _ => Vec::new(),
    }
}

/// Whether nobody but those who decide may read it.
fn is_confidential(case: &Case, no: TrackNo) -> bool {
    case.holds.get(&no).is_some_and(|track| track.hold.confidential)
}
