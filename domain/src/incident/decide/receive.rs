//! Taking word of an incident in: the plan starts, and so does everything that may be owed.

use chrono::TimeDelta;

use crate::actor::Role;
use crate::breach::{Capacity, Operator};
use crate::contact::Provenance;
use crate::id::TrackNo;
use crate::incident::Link;
use crate::incident::assessment::check_counts;
use crate::incident::case::Case;
use crate::incident::command::{Command, Receive};
use crate::incident::event::Event;
use crate::incident::facts::{Fact, contradicted, is_too_early};
use crate::incident::receipt::{Receipt, Source};
use crate::incident::record::{MeasureKind, Planned, Stage};
use crate::incident::refusal::Refusal;
use crate::people::{Party, Standing};

use super::Draft;
use super::owe::Because;

/// No law counts these hours: they are the aim of the house. What goes on, stands open or is overwritten
/// grows worse with each hour, on a holiday too.
const AT_ONCE: TimeDelta = TimeDelta::hours(4);
/// Whom and what it concerns is found, and a stranger asked, while most of the 72 hours are left in which
/// most laws want an authority to be told.
const IN_A_DAY: TimeDelta = TimeDelta::hours(24);

/// What is done about any incident, before anybody knows what it is (P19), and how soon.
const PLAN: [(MeasureKind, TimeDelta); 4] = [
    (MeasureKind::StopIt, AT_ONCE),
    (MeasureKind::SecureAccess, AT_ONCE),
    (MeasureKind::PreserveEvidence, AT_ONCE),
    (MeasureKind::FindScope, IN_A_DAY),
];
/// What is done about a message that went astray: whoever got it is asked.
const PLAN_ASTRAY: [(MeasureKind, TimeDelta); 2] =
    [(MeasureKind::AskDeletion, IN_A_DAY), (MeasureKind::FindScope, IN_A_DAY)];

pub(super) fn receive<'c>(command: &'c Command, report: &Receive) -> Result<Draft<'c>, Refusal> {
    check(command, report)?;
    let receipt = Receipt {
        id: report.id.clone(),
        reference: report.reference.clone(),
        intake: report.intake,
        received: report.received.clone(),
        entered: command.now,
        late_reason: report.late_reason.clone(),
        source: report.source,
        from: report.from.clone(),
        dispatch: report.dispatch.clone(),
        reporter: reporter(report),
        summary: report.summary.clone(),
        external_ref: report.external_ref.clone(),
        times: report.times.clone(),
        processor: report.processor.clone(),
        capacity: report.capacity,
        operator: report.operator,
        affected: report.affected.clone(),
    };
    let mut draft = Draft::of(Case::open(receipt.clone()), command);
    draft.events.push(Event::IncidentReported(Box::new(receipt)));
    if let Some(other) = &report.from {
        draft.push(Event::CaseLinked { other: other.clone(), link: Link::From });
    }
    let plan: &[_] = if report.source == Source::Dispatch { &PLAN_ASTRAY } else { &PLAN };
    for (no, (kind, within)) in (1..).map(TrackNo).zip(plan) {
        // Nobody here could act on it before it was entered, however late that is.
        let (stage, kind, due) = (Stage::Containment, *kind, Some(command.now + *within));
        let planned = Planned { no, stage, kind, what: None, owner: None, due };
        draft.push(Event::MeasurePlanned(planned));
    }
    draft.owe(Because::Known)?;
    Ok(draft)
}

fn check(command: &Command, report: &Receive) -> Result<(), Refusal> {
    // What the house is to the data is judged: whoever only reports says neither that nothing is owed nor that
    // it is owed sooner.
    let judges = matches!(command.by.role, Role::Officer | Role::Approver);
    if !judges && (report.capacity, report.operator) != (Capacity::Controller, Operator::Other) {
        return Err(Refusal::OfficerOnly);
    }
    let received = &report.received;
    if received.moment.earliest_in(received.zone) > command.now {
        return Err(Refusal::ReceivedInFuture);
    }
    if report.intake.is_clerk_entry()
        && report.late_reason.is_none()
        && command.rules.is_entered_late(received.moment, command.now)?
    {
        return Err(Refusal::LateReasonMissing);
    }
    if report.times.contains_key(&Fact::Aware) {
        return Err(Refusal::AwareWithoutReasoning);
    }
    if report.times.values().any(|at| *at > command.now) {
        return Err(Refusal::FactInFuture);
    }
    let by = received.moment.latest_in(received.zone);
    if let Some((first, then)) = contradicted(&report.times, Some(by), |_| true) {
        return Err(Refusal::FactsContradict(first, then));
    }
    let word = received.moment.earliest_in(received.zone);
    if is_too_early(Fact::ProcessorTold, &report.times, word) {
        return Err(Refusal::ProcessorToldOutOfRange);
    }
    check_counts(&report.affected)?;
    Ok(())
}

/// Whatever a report claims, a contact that it names is only given.
fn reporter(report: &Receive) -> Party {
    let mut reporter = report.reporter.clone();
    reporter.identity.clear();
    reporter.standing = Standing::NotShown;
    for contact in reporter.contacts.values_mut() {
        contact.provenance = Provenance::Given;
    }
    reporter
}
