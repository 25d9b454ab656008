//! Letters about incidents: which context each notice has.

use habeas_domain::breach::Capacity;
use habeas_domain::clock::Duty;
use habeas_domain::dispatch::Notice;
use habeas_domain::id::ItemNo;
use habeas_domain::incident::{Case, Event};
use habeas_domain::notice::{NoticeKind, OwedMessage};

use super::incident::{Accepted, IncidentAlarm, changed, measures, running_out};
use super::staff::Alarm;
use crate::letters::pen::Pen;
use crate::letters::render::RenderError;
use crate::letters::wanted::Wanted;
use crate::letters::words::{Both, work};
use crate::letters::written::{Alarming, Written};

impl Written for Case {
    fn word(&self) -> Both {
        ("report", "报告")
    }

    fn because(&self) -> Both {
        (
            "a report to us about an incident names this contact",
            "一份有关安全事件的报告中写有此联系方式",
        )
    }

    fn needs<'a>(&'a self, _: &'a [Event], message: &OwedMessage) -> Wanted<'a> {
        Wanted::around(self, message)
    }

    fn write(pen: &Pen<'_, Self>, notice: &Notice) -> Result<String, RenderError> {
        let tongue = pen.tongue;
        match notice.kind {
            NoticeKind::Acknowledgement => Accepted::of(pen).write(tongue),
            NoticeKind::IncidentAlarm => IncidentAlarm::of(pen).write(tongue),
            NoticeKind::HalfTime
            | NoticeKind::FourFifths
            | NoticeKind::TwoDaysLeft
            | NoticeKind::FourHoursLeft
            | NoticeKind::Overdue
            | NoticeKind::Undeliverable => {
                let lines = running_out(pen, notice.kind);
                Alarm::of_any(pen, notice).with(pen, lines).write(notice, tongue)
            }
            NoticeKind::TaskAlarm => Alarm::new(pen, measures(pen)).measure(tongue),
            NoticeKind::TrackAlarm => Alarm::new(pen, changed(pen)).track(tongue),
            // Nothing of the kind is owed here.
            NoticeKind::Consequences
            | NoticeKind::Ticket
            | NoticeKind::Code
            | NoticeKind::ProofAsked
            | NoticeKind::IdentityReminder
            | NoticeKind::IdentityLastCall
            | NoticeKind::IdentityNotConfirmed
            | NoticeKind::StandingNotShown
            | NoticeKind::Clarification
            | NoticeKind::Extension
            | NoticeKind::Fee
            | NoticeKind::Hold
            | NoticeKind::Decision
            | NoticeKind::Escalation
            | NoticeKind::Completion
            | NoticeKind::BackupPurged
            | NoticeKind::Withdrawn
            | NoticeKind::SomeoneAsked => Err(RenderError::NoCause(notice.kind)),
        }
    }

    /// Whoever reports an incident is decided nothing about.
    fn owes_complain(_: &Pen<'_, Self>) -> bool {
        false
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

    /// To answer, of an incident, is to say what it is; a processor owes word to those it works for.
    fn duty(&self, duty: Duty) -> Both {
        match duty {
            Duty::Respond => ("assess it", "评估事件"),
            Duty::NotifyAuthority if self.capacity == Capacity::Processor => {
                ("tell those we process for", "通知委托方")
            }
            other => work::duty(other),
        }
    }

    /// A duty, by whose word it is.
    fn part(pen: &Pen<'_, Self>, no: ItemNo) -> String {
        let arisen = pen.case.obligations.get(&no).map(|one| &one.arisen);
        let pack = arisen.and_then(|arisen| pen.material.rules.pack(&arisen.rule.pack));
        let title = pack.map(|pack| pack.title.in_language(&pen.tongue.language()).to_owned());
        title.map(|title| pen.in_brackets(&title)).unwrap_or_default()
    }
}
