//! Letters about complaints: which context each notice has, and what it prints of the sealed values.

use habeas_domain::complaint::{Case, Direction, Escalated as Authority, Event};
use habeas_domain::dispatch::Notice;
use habeas_domain::id::{ItemNo, StepNo};
use habeas_domain::notice::{NoticeKind, OwedMessage, Told};
use habeas_domain::sealed::Sealed;

use super::complaint::{
    self, Accepted, Answered, Ended, Escalated, ProofAsked, is_contestable, is_limited,
};
use super::extension::Extension;
use super::staff::{Alarm, extension_failed, joined};
use super::{imposed, proof, receipt};
use crate::letters::pen::Pen;
use crate::letters::render::RenderError;
use crate::letters::wanted::{PassedOn, Wanted};
use crate::letters::words::{Both, complaint as words, work};
use crate::letters::written::{Alarming, Written};

impl Written for Case {
    fn word(&self) -> Both {
        words::matter(self.receipt.kind)
    }

    fn because(&self) -> Both {
        words::because(self.receipt.kind)
    }

    fn needs<'a>(&'a self, events: &'a [Event], message: &OwedMessage) -> Wanted<'a> {
        let tells = |kind| message.notices.iter().any(|told| told.kind == kind);
        let (printed, given) = (message.notices.iter(), message.is_to_given());
        Wanted {
            code: if tells(NoticeKind::Code) { code_step(events) } else { None },
            authorities: if tells(NoticeKind::Escalation) {
                authorities(self, events)
            } else {
                Vec::new()
            },
            words: printed
                .filter_map(|told| Some((told.clone(), written(self, events, told, given)?)))
                .collect(),
            ..Wanted::around(self, message)
        }
    }

    fn write(pen: &Pen<'_, Self>, notice: &Notice) -> Result<String, RenderError> {
        let (tongue, items) = (pen.tongue, notice.items.as_slice());
        match notice.kind {
            NoticeKind::Acknowledgement => Accepted::of(pen).write(tongue),
            NoticeKind::Ticket => receipt::Ticket::of(pen)?.write(tongue),
            NoticeKind::Code => proof::Code::of(pen)?.write(tongue),
            NoticeKind::ProofAsked => ProofAsked::of(pen)?.write(tongue),
            NoticeKind::IdentityNotConfirmed => Ended::of(pen).not_confirmed(tongue),
            NoticeKind::Decision => Answered::of(pen, items)?.write(tongue),
            NoticeKind::Extension => Extension::of_complaint(pen)?.write(tongue),
            NoticeKind::Withdrawn => Ended::of(pen).withdrawn(tongue),
            NoticeKind::Escalation => Escalated::of(pen)?.write(tongue),
            NoticeKind::HalfTime
            | NoticeKind::FourFifths
            | NoticeKind::TwoDaysLeft
            | NoticeKind::FourHoursLeft
            | NoticeKind::Overdue
            | NoticeKind::Undeliverable => {
                let lines = running_out(pen, notice.kind);
                Alarm::of_any(pen, notice).with(pen, lines).write(notice, tongue)
            }
            NoticeKind::TrackAlarm => {
                Alarm::of_any(pen, notice).with(pen, changed(pen)).write(notice, tongue)
            }
            // Nothing of the kind is owed here.
            NoticeKind::Consequences
            | NoticeKind::SomeoneAsked
            | NoticeKind::IdentityReminder
            | NoticeKind::IdentityLastCall
            | NoticeKind::StandingNotShown
            | NoticeKind::Clarification
            | NoticeKind::Fee
            | NoticeKind::Hold
            | NoticeKind::Completion
            | NoticeKind::BackupPurged
            | NoticeKind::IncidentAlarm
            | NoticeKind::TaskAlarm => Err(RenderError::NoCause(notice.kind)),
        }
    }

    /// After an answer that the writer may not agree with, and where it takes longer.
    fn owes_complain(pen: &Pen<'_, Self>) -> bool {
        pen.message.notices.iter().any(|told| match told.kind {
            NoticeKind::Decision => is_contestable(pen.case, told.item),
            NoticeKind::IdentityNotConfirmed | NoticeKind::Extension => true,
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
        let separator = pen.tongue.pick((", ", "，"));
        format!("{separator}{}", complaint::point(pen.tongue, no))
    }
}

/// The step whose code these events send.
fn code_step(events: &[Event]) -> Option<StepNo> {
    events.iter().find_map(|event| match event {
        Event::ChallengeIssued { step, expires: Some(_), .. }
        | Event::CodeSentAgain { step, .. } => Some(*step),
        _ => None,
    })
}

/// Where it went just now; when word of that waited for a contact, wherever it went.
fn authorities<'a>(case: &'a Case, events: &[Event]) -> Vec<PassedOn<&'a Sealed>> {
    let now = |one: &&Authority| {
        let same = |event: &Event| matches!(event, Event::Escalated { reference, .. } if *reference == one.reference);
        events.iter().any(same)
    };
    let of = |one: &'a Authority| PassedOn {
        name: case.people.parties.get(&one.to).and_then(|party| party.name.as_ref()),
        number: &one.reference,
    };
    let just_now: Vec<_> = case.escalated.iter().filter(now).map(of).collect();
    if just_now.is_empty() { case.escalated.iter().map(of).collect() } else { just_now }
}

/// What an officer wrote for this notice. Why an answer takes longer is for contacts on record.
fn written<'a>(
    case: &'a Case,
    events: &'a [Event],
    told: &Told,
    given: bool,
) -> Option<&'a Sealed> {
    match told.kind {
        // Off the case: an answer that waited for a contact is owed by what brought the contact.
        NoticeKind::Decision if !is_limited(case) => {
            case.allegations.get(&told.item?)?.decided.as_ref()?.reason_told.as_ref()
        }
        NoticeKind::Extension if !given => events.iter().find_map(|event| match event {
            Event::ExtensionOrdered { reason, .. } => Some(reason),
            _ => None,
        }),
        _ => None,
    }
}

/// Duties that an authority imposed and that are due soon, or late.
fn running_out(pen: &Pen<'_, Case>, kind: NoticeKind) -> Vec<String> {
    let line = |event: &Event| {
        let no = match event {
            Event::ImposedDutyNear { no } if kind == NoticeKind::TwoDaysLeft => Some(no),
            Event::ImposedDutyMissed { no, .. } if kind == NoticeKind::Overdue => Some(no),
            _ => None,
        };
        Some(imposed::running_out(pen, pen.case.imposed.get(*no?)?))
    };
    pen.events.iter().filter_map(line).collect()
}

/// What the case rests on has changed.
fn changed(pen: &Pen<'_, Case>) -> Vec<String> {
    let because = |what, why| joined(pen.tongue, pen.tongue.pick(what), pen.tongue.pick(why));
    let line = |event: &Event| match event {
        Event::IdentityLost { why, .. } => {
            Some(because(("identity no longer holds", "身份确认已失效"), work::loss(*why)))
        }
        Event::StandingLost { why, .. } => {
            Some(because(("standing no longer holds", "代表权已失效"), work::loss(*why)))
        }
        Event::ExtensionFailed {} => Some(pen.tongue.pick(extension_failed()).to_owned()),
        Event::Escalated { direction: Direction::In, .. } => {
            let said = ("an authority has written about this case", "监管机构就此案来函");
            Some(pen.tongue.pick(said).to_owned())
        }
        Event::DutyImposed { duty, .. } => Some(imposed::demanded(pen, duty)),
        _ => None,
    };
    pen.events.iter().filter_map(line).collect()
}
