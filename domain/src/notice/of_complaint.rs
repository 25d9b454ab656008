//! What an event of a complaint owes.

use chrono::{DateTime, Utc};

use crate::assurance::{Assurance, Method};
use crate::complaint::{Case, Direction, Event, Outcome};
use crate::id::{ItemNo, StepNo};
use crate::kind::Relation;
use crate::people::{REQUESTER, StepState};

use super::owed::{self, Owed, Owes, ticket};
use super::reach::{Came, Reach};
use super::{NoticeKind, staff};

impl Owes for Case {
    fn owed(&self, event: &Event) -> Vec<Owed> {
        match event {
            Event::ComplaintReceived(_) | Event::ComplaintReopened { .. } => accepted(self),
            Event::RecordMatched { at, .. } => on_record(self, *at),
            Event::ChallengeIssued { step, .. } | Event::CodeSentAgain { step, .. } => {
                challenge(self, *step)
            }
            Event::OutcomeDecided { allegation, outcome, .. } => {
                decided(self, *allegation, *outcome)
            }
            Event::ExtensionOrdered { .. } => tell(self, NoticeKind::Extension, None, Reach::Any),
            Event::Escalated { direction: Direction::Out, .. } => {
                tell(self, NoticeKind::Escalation, None, answers(self))
            }
            // An authority wrote, or an old date holds again: somebody has to look at it today.
            Event::ExtensionFailed {}
            | Event::Escalated { direction: Direction::In, .. }
            | Event::DutyImposed { .. }
            | Event::IdentityLost { .. }
            | Event::StandingLost { .. } => staff::tell(self, NoticeKind::TrackAlarm, None),
            Event::ImposedDutyNear { .. } => staff::tell(self, NoticeKind::TwoDaysLeft, None),
            Event::DutyWarned { clock, warning } => staff::warned(self, *clock, *warning),
            Event::DutyMissed { .. } | Event::ImposedDutyMissed { .. } => staff::late(self, None),
            // A message inside the house that fails owes no further message inside the house.
            Event::NoticeGivenUp { message, .. } | Event::NoticeCameBack { message, .. } => {
                let people = message.notices.iter().filter(|told| !told.kind.is_for_staff());
                people.flat_map(|told| staff::untold(self, told.kind, told.item)).collect()
            }

            // Machines at work, what staff did themselves, and what other events of the same command
            // tell.
            Event::RegimesChosen { .. }
            | Event::CaseLinked { .. }
            | Event::ClockStarted(_)
            | Event::ClockPaused { .. }
            | Event::ClockResumed { .. }
            | Event::ClockReanchored { .. }
            | Event::ClockExtended { .. }
            | Event::ClockMoved { .. }
            | Event::GoverningChanged { .. }
            | Event::ClockEnded { .. }
            | Event::RecordNotFound {}
            | Event::CodeMissed { .. }
            | Event::StepAccepted { .. }
            | Event::StepFailed { .. }
            | Event::EvidenceDestroyed { .. }
            | Event::ContactConfirmed { .. }
            | Event::IdentityConfirmed { .. }
            | Event::StandingConfirmed { .. }
            | Event::IdentityInherited(_)
            | Event::ComplaintTaken { .. }
            | Event::AllegationAdded(_)
            | Event::StepRecorded { .. }
            | Event::MeasureRecorded { .. }
            | Event::FindingRecorded { .. }
            | Event::LetterRecorded { .. }
            | Event::ReviewerNamed { .. }
            | Event::ChildDataChecked { .. }
            | Event::ImposedDutyMet { .. }
            | Event::ImposedDutyWithdrawn { .. }
            | Event::CallLogged { .. }
            | Event::NoticeHandedOver { .. }
            | Event::ComplaintAnswered { .. }
            | Event::ComplaintClosed { .. } => Vec::new(),
        }
    }
}

/// A notice to whoever complains. Nobody is missed where nobody said who they are.
fn tell(case: &Case, kind: NoticeKind, item: Option<ItemNo>, reach: Reach) -> Vec<Owed> {
    if case.is_anonymous() {
        return Vec::new();
    }
    owed::tell(case, REQUESTER, kind, item, reach)
}

/// An answer that says something about a person goes to a contact on record; whoever only asks,
/// suggests or reports is answered where they wrote from.
fn answers(case: &Case) -> Reach {
    if case.receipt.needs == Assurance::None { Reach::Any } else { Reach::OnRecord }
}

/// It arrived, or is open again. The ticket goes along where a contact is on record from the start.
/// The house does not write to itself that its own case began.
fn accepted(case: &Case) -> Vec<Owed> {
    if case.complainant().relation == Relation::House {
        return Vec::new();
    }
    let mut owed = tell(case, NoticeKind::Acknowledgement, None, Reach::Any);
    owed.extend(ticket(case));
    owed
}

/// A contact came on record: the ticket, and whatever waited for it, follow at once.
fn on_record(case: &Case, at: DateTime<Utc>) -> Vec<Owed> {
    let news = Came::on_record(case, at);
    if !news.reaches_writer() {
        return Vec::new();
    }
    let mut owed: Vec<Owed> =
        ticket(case).filter(|one| news.is_open(one.kind, one.item)).into_iter().collect();
    let passed_on = NoticeKind::Escalation;
    if !case.escalated.is_empty()
        && answers(case) == Reach::OnRecord
        && news.is_open(passed_on, None)
    {
        owed.extend(tell(case, passed_on, None, Reach::OnRecord));
    }
    for (no, allegation) in &case.allegations {
        let untold = allegation.decided.as_ref().filter(|decided| decided.told.is_none());
        let waits = untold.filter(|decided| answer_reach(case, decided.outcome) == Reach::OnRecord);
        if let Some(decided) = waits {
            let answer = tell(case, kind_of(decided.outcome), Some(*no), Reach::OnRecord);
            owed.extend(answer.into_iter().filter(|one| news.is_open(one.kind, one.item)));
        }
    }
    owed
}

/// Other proof than a code is asked for where the complainant reads. A step that the same command ended asks for nothing.
fn challenge(case: &Case, no: StepNo) -> Vec<Owed> {
    let Some(step) = case.people.steps.get(&no).filter(|step| step.state == StepState::Open) else {
        return Vec::new();
    };
    if step.method != Method::OneTimeCode {
        return tell(case, NoticeKind::ProofAsked, None, Reach::Any);
    }
    owed::code(case, step).into_iter().collect()
}

/// The answer about an allegation. The last one carries the ticket again.
fn decided(case: &Case, no: ItemNo, outcome: Outcome) -> Vec<Owed> {
    let mut owed = tell(case, kind_of(outcome), Some(no), answer_reach(case, outcome));
    if case.all_decided() {
        owed.extend(ticket(case));
    }
    owed
}

/// Silence says nothing about a person; what the complainant took back is no secret to them.
fn answer_reach(case: &Case, outcome: Outcome) -> Reach {
    match outcome {
        Outcome::IdentityNotConfirmed | Outcome::Withdrawn | Outcome::NotOurs => Reach::Any,
        Outcome::Upheld | Outcome::PartlyUpheld | Outcome::NotUpheld | Outcome::Answered => {
            answers(case)
        }
    }
}

const fn kind_of(outcome: Outcome) -> NoticeKind {
    match outcome {
        Outcome::IdentityNotConfirmed => NoticeKind::IdentityNotConfirmed,
        Outcome::Withdrawn => NoticeKind::Withdrawn,
        Outcome::Upheld
        | Outcome::PartlyUpheld
        | Outcome::NotUpheld
        | Outcome::Answered
        | Outcome::NotOurs => NoticeKind::Decision,
    }
}
