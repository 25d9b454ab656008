//! Looking at the time. Every alarm of a case is listed from the case itself: a look at the time fires
//! those whose time has come, earliest first, and the earliest one ahead is the next check.

use chrono::{DateTime, Utc};

use crate::clock::Duty;
use crate::docket;
use crate::draft::Drafted;
use crate::id::{ItemNo, TrackNo};
use crate::incident::case::{Case, Phase};
use crate::incident::event::Event;
use crate::incident::refusal::Refusal;
use crate::regime::Rulebook;

use super::Draft;

/// Warnings come for everything that is owed.
const WARNED: [Duty; 4] =
    [Duty::Respond, Duty::NotifyAuthority, Duty::NotifyPeople, Duty::ReportFinal];

/// Something that time alone brings about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alarm {
    Docket(docket::alarm::Alarm<ItemNo>),
    EndStay(TrackNo),
    SlipMeasure(TrackNo),
    Imposed(TrackNo),
}

impl Drafted for Case {
    type Alarm = Alarm;

    fn follow(&mut self, event: Event) {
        Self::follow(self, event);
    }

    fn entered(&self) -> DateTime<Utc> {
        self.receipt.entered
    }

    fn alarms(&self, rules: &Rulebook) -> Vec<(DateTime<Utc>, Alarm)> {
        // Silence ends by itself, also where the case ended before it.
        let stays = self.open_stays().map(|stay| (stay.until, Alarm::EndStay(stay.no)));
        let mut list: Vec<_> = stays.collect();
        // What an authority demands is owed to it, however the case ended.
        let imposed = self.imposed.alarms(rules).into_iter();
        list.extend(imposed.map(|(at, no)| (at, Alarm::Imposed(no))));
        match self.phase {
            Phase::Closed | Phase::NotABreach => return list,
            // What was planned here goes on beside the other one.
            Phase::Merged => {}
            Phase::Open => {
                let of_duties = self.docket.alarms(rules, &WARNED).into_iter();
                list.extend(of_duties.map(|(at, alarm)| (at, Alarm::Docket(alarm))));
            }
        }
        for (no, measure) in &self.measures {
            if let (Some(due), None, false) =
                (measure.planned.due, measure.settled, measure.slipped)
            {
                list.push((due, Alarm::SlipMeasure(*no)));
            }
        }
        list
    }

    fn fire(draft: &mut Draft<'_>, alarm: Alarm) -> Result<(), Refusal> {
        use docket::alarm::Alarm as OfDocket;
        match alarm {
            Alarm::Docket(OfDocket::Warn(clock, warning)) => {
                draft.push(Event::DutyWarned { clock, warning });
            }
            Alarm::Docket(OfDocket::Miss(clock)) => {
                draft.tick(draft.case.docket.missed(clock, draft.now));
            }
            // Nothing is extended here.
            Alarm::Docket(OfDocket::FailExtension(_)) => {}
            Alarm::EndStay(no) => {
                let until = draft.case.stays.get(&no).map_or(draft.now, |stay| stay.until);
                draft.end_stay(no, until)?;
            }
            Alarm::SlipMeasure(no) => {
                let due = draft.case.measures.get(&no).and_then(|m| m.planned.due);
                let since = due.unwrap_or(draft.now);
                draft.push(Event::MeasureSlipped { measure: no, since });
            }
            Alarm::Imposed(no) => draft.push(draft.case.imposed.look(no, draft.now).into()),
        }
        Ok(())
    }

    fn derive(draft: &mut Draft<'_>) -> Result<(), Refusal> {
        draft.derive()
    }
}
