//! Letters about requests: which context each notice has, and what it prints of the sealed values.

use habeas_domain::dispatch::Notice;
use habeas_domain::id::{ItemNo, RequestId, StepNo};
use habeas_domain::kind::Relation;
use habeas_domain::notice::{NoticeKind, OwedMessage, Told};
use habeas_domain::request::{Case, Event, Items, Outcome};
use habeas_domain::sealed::Sealed;

use super::extension::Extension;
use super::{answer, proof, receipt, staff, tracks};
use crate::letters::pen::Pen;
use crate::letters::render::RenderError;
use crate::letters::tongue::Tongue;
use crate::letters::wanted::Wanted;
use crate::letters::words::Both;
use crate::letters::written::{Alarming, Written};

impl Written for Case {
    fn word(&self) -> Both {
        ("request", "请求")
    }

    fn because(&self) -> Both {
        (
            "a request about personal data names this contact, or because it belongs to the account in question",
            "一项有关个人信息的请求中写有此联系方式，或此联系方式属于相关账号",
        )
    }

    fn needs<'a>(&'a self, events: &'a [Event], message: &OwedMessage) -> Wanted<'a> {
        let tells = |kind| message.notices.iter().any(|told| told.kind == kind);
        let given = message.is_to_given();
        let written = message.notices.iter().filter(|_| !is_limited(self, message));
        Wanted {
            code: if tells(NoticeKind::Code) { code_step(events) } else { None },
            other: other(self, message),
            words: written
                .filter_map(|told| Some((told.clone(), words(self, events, told, given)?)))
                .collect(),
            ..Wanted::around(self, message)
        }
    }

    fn write(pen: &Pen<'_, Self>, notice: &Notice) -> Result<String, RenderError> {
        let (tongue, items) = (pen.tongue, notice.items.as_slice());
        match notice.kind {
            NoticeKind::Acknowledgement => receipt::Acknowledgement::of(pen).write(tongue),
            NoticeKind::Consequences => receipt::Consequences::of(pen, items).write(tongue),
            NoticeKind::Ticket => receipt::Ticket::of(pen)?.write(tongue),
            NoticeKind::SomeoneAsked => receipt::SomeoneAsked::of(pen).write(tongue),
            NoticeKind::Code => proof::Code::of(pen)?.write(tongue),
            NoticeKind::ProofAsked => proof::Proof::asked_for(pen)?.asked(tongue),
            NoticeKind::IdentityReminder => proof::Proof::awaited(pen).reminder(tongue),
            NoticeKind::IdentityLastCall => proof::Proof::awaited(pen).last_call(tongue),
            NoticeKind::IdentityNotConfirmed => {
                proof::NotConfirmed::of(pen, items).identity(tongue)
            }
            NoticeKind::StandingNotShown => proof::NotConfirmed::of(pen, items).standing(tongue),
            NoticeKind::Clarification => tracks::Clarification::of(pen, items)?.write(tongue),
            NoticeKind::Extension => Extension::of_request(pen, items)?.write(tongue),
            NoticeKind::Fee => tracks::Fee::of(pen, items)?.write(tongue),
            NoticeKind::Hold => tracks::Hold::of(pen, items)?.write(tongue),
            NoticeKind::Decision => answer::Decision::of(pen, items)?.write(tongue),
            NoticeKind::Completion => answer::Completion::of(pen).write(tongue),
            NoticeKind::BackupPurged => answer::BackupPurged::of(pen).write(tongue),
            NoticeKind::Withdrawn => answer::Withdrawn::of(pen, items).write(tongue),
            NoticeKind::HalfTime
            | NoticeKind::FourFifths
            | NoticeKind::TwoDaysLeft
            | NoticeKind::FourHoursLeft
            | NoticeKind::Overdue
            | NoticeKind::Undeliverable => staff::Alarm::of_any(pen, notice).write(notice, tongue),
            NoticeKind::TaskAlarm => staff::Alarm::of_work(pen, notice).task(tongue),
            NoticeKind::TrackAlarm => staff::Alarm::of_tracks(pen, notice).track(tongue),
            // No request is passed to an authority, and none is an incident.
            NoticeKind::Escalation | NoticeKind::IncidentAlarm => {
                Err(RenderError::NoCause(notice.kind))
            }
        }
    }

    /// After an answer, and after whatever takes time or money.
    fn owes_complain(pen: &Pen<'_, Self>) -> bool {
        let quoted = || pen.events.iter().any(|event| matches!(event, Event::FeeQuoted { .. }));
        pen.message.notices.iter().any(|told| match told.kind {
            NoticeKind::Decision
            | NoticeKind::IdentityNotConfirmed
            | NoticeKind::StandingNotShown
            | NoticeKind::Extension
            | NoticeKind::Hold => true,
            NoticeKind::Fee => quoted(),
            _ => false,
        })
    }

    fn alarm(event: &Event) -> Option<Alarming<'_>> {
        match event {
            Event::DutyWarned { clock, warning } => Some(Alarming::Warned(*clock, *warning)),
            Event::DutyMissed { clock, .. } => Some(Alarming::Missed(*clock)),
            Event::NoticeGivenUp { message, .. } => Some(Alarming::GivenUp(message)),
            Event::NoticeCameBack { message, .. } => Some(Alarming::CameBack(message)),
            _ => None,
        }
    }

    fn part(pen: &Pen<'_, Self>, no: ItemNo) -> String {
        let Some(item) = pen.case.items.get(&no) else { return String::new() };
        let words = pen.item(item);
        match pen.tongue {
            Tongue::En => format!(", item {no} ({words})"),
            Tongue::Zh => format!("，第{no}项（{words}）"),
        }
    }
}

/// Whether the reader only reports, and is told that there is an answer and nothing of it.
pub(super) fn is_limited(case: &Case, message: &OwedMessage) -> bool {
    message.is_to_given() && case.requester().relation == Relation::Reporter
}

/// The step whose code these events send.
fn code_step(events: &[Event]) -> Option<StepNo> {
    events.iter().find_map(|event| match event {
        Event::ChallengeIssued { step, expires: Some(_), .. }
        | Event::CodeSentAgain { step, .. } => Some(*step),
        _ => None,
    })
}

fn other<'a>(case: &'a Case, message: &OwedMessage) -> Option<&'a RequestId> {
    let decisions = message.notices.iter().filter(|told| told.kind == NoticeKind::Decision);
    let items = decisions.filter_map(|told| case.items.get(&told.item?));
    let parts = items.filter_map(|item| item.stage.decided()).flat_map(|d| &d.decision.parts);
    parts.into_iter().find_map(|part| match &part.outcome {
        Outcome::AnsweredWith { case } => Some(case),
        _ => None,
    })
}

/// What an officer wrote for this notice. Reasons are for contacts on record; a question, and what
/// goes with an answer that a given contact may have, are for whoever asked.
fn words<'a>(case: &'a Case, events: &'a [Event], told: &Told, given: bool) -> Option<&'a Sealed> {
    if told.kind == NoticeKind::Decision {
        // Off the case: an answer that waited for a contact is owed by what brought the contact. Why a
        // copy cannot go straight to the recipient is the reason, unless another is told.
        let item = case.items.get(&told.item?)?;
        let transfer = item.transfer.reason.as_ref().filter(|_| !given);
        return item.stage.decided()?.decision.reason_told.as_ref().or(transfer);
    }
    events.iter().find_map(|event| match (told.kind, event) {
        (NoticeKind::Clarification, Event::ClarificationAsked { items, question, .. }) => {
            is_about(items, told.item).then_some(question)
        }
        (NoticeKind::Fee, Event::FeeQuoted { items, reason, .. }) if !given => {
            is_about(items, told.item).then_some(reason)
        }
        (NoticeKind::Extension, Event::ExtensionOrdered { item, reason, .. }) if !given => {
            (Some(*item) == told.item).then_some(reason)
        }
        _ => None,
    })
}

/// Whether a track for these items owes the notice about this one.
pub(super) fn is_about(items: &Items, item: Option<ItemNo>) -> bool {
    item.map_or(items.is_empty(), |item| items.contains(&item))
}
