//! What an event of a request owes.

use crate::people::REQUESTER;
use crate::request::{Case, Event, TailKind, TaskResult};

use super::owed::{Owed, Owes, tell};
use super::people::{self, tell_of};
use super::reach::Reach;
use super::{NoticeKind, staff};

impl Owes for Case {
    fn owed(&self, event: &Event) -> Vec<Owed> {
        owed(event, self)
    }
}

#[expect(clippy::too_many_lines, reason = "one arm an event, each a line or a call")]
fn owed(event: &Event, case: &Case) -> Vec<Owed> {
    match event {
        Event::RequestReceived(_) => people::acknowledge(case),
        Event::Reopened { items, .. } => people::reopened(case, items),
        Event::RecordMatched { at, .. } => people::on_record(case, *at),

        Event::ChallengeIssued { step, .. } | Event::CodeSentAgain { step, .. } => {
            people::challenge(case, *step)
        }
        Event::IdentityReminded { last_call } => {
            let kind = if *last_call {
                NoticeKind::IdentityLastCall
            } else {
                NoticeKind::IdentityReminder
            };
            tell(case, REQUESTER, kind, None, Reach::Any)
        }
        // The one who may no longer speak hears only that it cannot go on, about no item: an
        // answer that is under way is not thereby told.
        Event::StandingLost { party, .. } => {
            let mut owed = tell(case, *party, NoticeKind::StandingNotShown, None, Reach::Any);
            owed.extend(staff::tell(case, NoticeKind::TrackAlarm, None));
            owed
        }
        Event::IdentityLost { .. }
        | Event::DeniedByContact { .. }
        | Event::HoldReviewFellDue { .. }
        | Event::FeeLapsed { .. } => staff::tell(case, NoticeKind::TrackAlarm, None),
        Event::ExtensionFailed { item } => staff::tell(case, NoticeKind::TrackAlarm, Some(*item)),

        // The question is an officer's own words to whoever asked; without it, someone whose
        // letter nobody understands could never be answered.
        Event::ClarificationAsked { items, .. } => {
            tell_of(case, NoticeKind::Clarification, items, Reach::Any)
        }
        Event::FeeQuoted { items, ground, .. } => {
            tell_of(case, NoticeKind::Fee, items, people::fee_reach(*ground))
        }
        Event::FeeWaived { no, .. } => people::fee_waived(case, *no),
        Event::HoldPlaced { hold, .. } => people::hold(case, hold),
        Event::ExtensionOrdered { item, .. } => {
            tell(case, REQUESTER, NoticeKind::Extension, Some(*item), Reach::Any)
        }

        Event::ItemDecided { item, decision, .. } => people::decided(case, *item, decision),
        Event::ItemDone { item } => people::done(case, *item),

        Event::DutyWarned { clock, warning } => staff::warned(case, *clock, *warning),
        Event::DutyMissed { clock, .. } => {
            staff::late(case, case.docket.clocks.get(clock).and_then(|clock| clock.started.item))
        }
        Event::TaskReported { task, report, .. } => match report.result {
            TaskResult::Failed | TaskResult::Refused => {
                let item = case.tasks.get(task).map(|task| task.item);
                staff::tell(case, NoticeKind::TaskAlarm, item)
            }
            TaskResult::Done | TaskResult::NothingFound => Vec::new(),
        },
        Event::TaskOverdue { task } => {
            let item = case.tasks.get(task).map(|task| task.item);
            staff::tell(case, NoticeKind::TaskAlarm, item)
        }
        Event::TailFellDue { no } => {
            staff::tell(case, NoticeKind::TaskAlarm, case.tails.get(no).map(|tail| tail.item))
        }
        // A backup whose date slips concerns its owner (P04); whoever moved a review knows.
        Event::TailMoved { no, .. } => match case.tails.get(no) {
            Some(tail) if matches!(tail.kind, TailKind::Backup { .. }) => {
                staff::tell(case, NoticeKind::TaskAlarm, Some(tail.item))
            }
            Some(_) | None => Vec::new(),
        },
        Event::TailEnded { no, .. } => match case.tails.get(no).map(|tail| &tail.kind) {
            Some(TailKind::Backup { .. }) => people::backup_ended(case),
            Some(TailKind::Restricted { .. }) | None => Vec::new(),
        },

        // A message inside the house that fails owes no further message inside the house.
        Event::NoticeGivenUp { message, .. } | Event::NoticeCameBack { message, .. } => {
            let people = message.notices.iter().filter(|told| !told.kind.is_for_staff());
            people.flat_map(|told| staff::untold(case, told.kind, told.item)).collect()
        }

        // Machines at work, what staff did themselves, and what other events of the same command
        // tell: a withdrawal is told item by item as it is decided.
        Event::RegimesChosen { .. }
        | Event::LinkFound { .. }
        | Event::ComplaintLinked { .. }
        | Event::IncidentLinked { .. }
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
        | Event::ClarificationAnswered { .. }
        | Event::FeeAccepted { .. }
        | Event::FeePaid { .. }
        | Event::HoldLifted { .. }
        | Event::ItemTaken { .. }
        | Event::RecipientAuthorised { .. }
        | Event::TransferJudged { .. }
        | Event::CopyHandedOver { .. }
        | Event::ItemFinished { .. }
        | Event::ItemsWithdrawn { .. }
        | Event::TasksPlanned { .. }
        | Event::TaskClaimed { .. }
        | Event::TaskOrderedAgain { .. }
        | Event::TasksCancelled { .. }
        | Event::TailStarted { .. }
        | Event::IsolationConfirmed { .. }
        | Event::CallLogged { .. }
        | Event::NoticeHandedOver { .. }
        | Event::RequestAnswered { .. }
        | Event::RequestFinished { .. }
        | Event::RequestClosed { .. } => Vec::new(),
    }
}
