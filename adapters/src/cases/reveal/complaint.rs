//! Which sealed values of a complaint belong to which field.

use habeas_domain::complaint::{Case, Event};
use habeas_domain::sealed::{Sealed, Slot};

use super::field::{Field, Found, Of, Revealed};

impl Revealed for Case {
    fn sealed(&self, events: &[Event], _: bool) -> Vec<Found> {
        let receipt = &self.receipt;
        let none = Of::default();
        let mut all = Vec::new();
        let mut add = |field, slot, of, sealed: Option<&Sealed>| {
            all.extend(Found::some(field, slot, of, sealed));
        };
        add(Field::Statement, Slot::ContentLetter, none, receipt.statement.as_ref());
        add(Field::ExternalRef, Slot::ContactPortalTicket, none, receipt.external_ref.as_ref());
        add(Field::Reasons, Slot::ContentReason, none, receipt.late_reason.as_ref());
        for allegation in self.allegations.values() {
            let of = Of { item: Some(allegation.alleged.no), ..none };
            add(Field::Details, Slot::ContentLetter, of, allegation.alleged.words.as_ref());
        }
        for (_, duty) in self.imposed.iter() {
            let of = Of { party: Some(duty.by), ..none };
            add(Field::Messages, Slot::ContentLetter, of, Some(&duty.demand));
        }
        for (sequence, event) in (1..).zip(events) {
            all.extend(of_event(event, Of { event: Some(sequence), ..none }));
        }
        all
    }
}

/// Values that the case does not keep.
fn of_event(event: &Event, at: Of) -> Vec<Found> {
    let one = |field, slot, of, sealed: Option<&Sealed>| Found::some(field, slot, of, sealed);
    let (note, reason) = (Slot::ContentNote, Slot::ContentReason);
    let found = match event {
        Event::OutcomeDecided { allegation, reason_told, reason_kept, .. } => {
            let of = Of { item: Some(*allegation), ..at };
            let told = one(Field::Reasons, Slot::ContentMessage, of, reason_told.as_ref());
            return told
                .into_iter()
                .chain(one(Field::Reasons, reason, of, reason_kept.as_ref()))
                .collect();
        }
        Event::ExtensionOrdered { reason: told, .. } => {
            one(Field::Reasons, Slot::ContentMessage, at, Some(told))
        }
        Event::ReviewerNamed { name, reason: why } => {
            let named = one(Field::Name, note, at, Some(name));
            return named.into_iter().chain(one(Field::Reasons, reason, at, Some(why))).collect();
        }
        Event::ImposedDutyWithdrawn { reason: why, .. } => {
            one(Field::Reasons, reason, at, Some(why))
        }
        Event::StepRecorded { what, .. } | Event::MeasureRecorded { what, .. } => {
            one(Field::Notes, note, at, Some(what))
        }
        Event::FindingRecorded { allegation, finding, .. } => {
            one(Field::Notes, note, Of { item: Some(*allegation), ..at }, Some(finding))
        }
        Event::LetterRecorded { party, summary, .. } | Event::CallLogged { party, summary, .. } => {
            one(Field::Notes, note, Of { party: Some(*party), ..at }, Some(summary))
        }
        Event::Escalated { party, reference, .. } => one(
            Field::Messages,
            Slot::ContentMessage,
            Of { party: Some(*party), ..at },
            Some(reference),
        ),
        _ => None,
    };
    found.into_iter().collect()
}
