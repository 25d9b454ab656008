//! Which sealed values of an incident belong to which field.

use habeas_domain::incident::{Case, Event, NoticeSaid, Processor, ProcessorWord};
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
        add(Field::Statement, Slot::ContentLetter, none, Some(&receipt.summary));
        add(Field::ExternalRef, Slot::ContactPortalTicket, none, receipt.external_ref.as_ref());
        add(Field::Reasons, Slot::ContentReason, none, receipt.late_reason.as_ref());
        all.extend(of_processor(&receipt.processor, none));
        for (sequence, event) in (1..).zip(events) {
            all.extend(of_event(event, Of { event: Some(sequence), ..none }));
        }
        all
    }
}

/// Its name, and the number under which it has the incident.
fn of_processor(word: &ProcessorWord, at: Of) -> impl Iterator<Item = Found> {
    let name = match &word.from {
        Some(Processor::Named(name)) => Some(name),
        Some(Processor::System(_)) | None => None,
    };
    let name = Found::some(Field::Name, Slot::ContactName, at, name);
    let number = word.reference.as_ref();
    name.into_iter().chain(Found::some(Field::Messages, Slot::ContentMessage, at, number))
}

/// Values that the case does not keep, or keeps without their place.
fn of_event(event: &Event, at: Of) -> Vec<Found> {
    if let Event::ProcessorStated { before, after, reason, .. } = event {
        let why = Found::some(Field::Reasons, Slot::ContentReason, at, reason.as_ref());
        // What was said before is at the event that said it.
        let mut said = after.clone();
        said.from = said.from.filter(|from| before.from.as_ref() != Some(from));
        said.reference = said.reference.filter(|number| before.reference.as_ref() != Some(number));
        return of_processor(&said, at).chain(why).collect();
    }
    let reason =
        |of, sealed: Option<&Sealed>| Found::some(Field::Reasons, Slot::ContentReason, of, sealed);
    let note = |sealed: Option<&Sealed>| Found::some(Field::Notes, Slot::ContentNote, at, sealed);
    let name = |sealed: &Sealed| Found::some(Field::Name, Slot::ContactName, at, Some(sealed));
    let number =
        |sealed: Option<&Sealed>| Found::some(Field::Messages, Slot::ContentMessage, at, sealed);
    let found: Vec<Option<Found>> = match event {
        Event::TimeStated { reason: why, .. } | Event::CapacityStated { reason: why, .. } => {
            vec![reason(at, why.as_ref())]
        }
        Event::IncidentAssessed(version) => {
            let competence = version.finding.competence.as_deref();
            let lead = competence.and_then(|judged| judged.lead.as_ref());
            vec![
                reason(at, Some(&version.reasoning)),
                reason(at, version.changed.as_ref()),
                note(version.finding.consequences.as_ref()),
                lead.and_then(|lead| name(&lead.name)),
                reason(at, competence.map(|judged| &judged.reasoning)),
            ]
        }
        Event::JudgedNotNotifiable { duty, reasoning, .. }
        | Event::NotNotifiableRevised { duty, reasoning, .. } => {
            vec![reason(Of { item: Some(*duty), ..at }, Some(reasoning))]
        }
        Event::JudgedNoBreach { reasoning, .. }
        | Event::IncidentMerged { reasoning, .. }
        | Event::IncidentReopened { reasoning, .. } => vec![reason(at, Some(reasoning))],
        Event::MeasurePlanned(planned) => vec![note(planned.what.as_ref())],
        Event::MeasureSettled { words, .. } => vec![note(words.as_ref())],
        Event::NoteRecorded { what, .. } => vec![note(Some(what))],
        Event::IncidentReviewed { findings, .. } => vec![note(Some(findings))],
        Event::AuthorityNotified(notice) => vec![
            name(&notice.to),
            note(notice.text.as_ref()),
            number(notice.reference.as_ref()),
            reason(at, notice.late_reason.as_ref()),
        ],
        Event::PeopleTold(told) => {
            vec![note(told.text.as_ref()), reason(at, told.late_reason.as_ref())]
        }
        Event::NoticeCorrected { before, after, reason: why, .. } => {
            let changed = before.reference != after.reference;
            let number_of = |said: &NoticeSaid| number(said.reference.as_ref().filter(|_| changed));
            vec![number_of(before), number_of(after), reason(at, why.as_ref())]
        }
        Event::PeopleToldCorrected { reason: why, .. }
        | Event::ImposedDutyWithdrawn { reason: why, .. } => vec![reason(at, Some(why))],
        Event::LatenessExplained { duty, reason: why, .. } => {
            vec![reason(Of { item: Some(*duty), ..at }, Some(why))]
        }
        Event::DutyImposed { duty, .. } => vec![
            name(&duty.by.name),
            number(Some(&duty.by.reference)),
            Found::some(Field::Messages, Slot::ContentLetter, at, Some(&duty.demand)),
        ],
        Event::NoticesStayed(stay) => vec![name(&stay.authority), number(Some(&stay.reference))],
        _ => Vec::new(),
    };
    found.into_iter().flatten().collect()
}
