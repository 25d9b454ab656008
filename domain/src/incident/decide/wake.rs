//! Looking at the time. Every alarm of a case is listed from the case itself; `CheckClocks` fires
//! those whose time has come, earliest first, and the earliest one ahead is the next check.

use chrono::{DateTime, Utc};

use crate::clock::Duty;
use crate::docket;
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
enum Alarm {
    Docket(docket::alarm::Alarm<ItemNo>),
    EndStay(TrackNo),
    SlipMeasure(TrackNo),
    Imposed(TrackNo),
}

pub(in crate::incident) fn next_check(case: &Case, rules: &Rulebook) -> Option<DateTime<Utc>> {
    // A clock that the rules of today would move is moved by the next look: any time will do.
    let moves = case.docket.moves(rules).is_ok_and(|moves| !moves.is_empty());
    let at_once = moves.then_some(case.receipt.entered);
    alarms(case, rules).into_iter().map(|(at, _)| at).chain(at_once).min()
}

impl Draft<'_> {
    /// Idempotent: an alarm that has fired is no longer listed.
    pub(super) fn check_clocks(&mut self) -> Result<(), Refusal> {
        // Calendars and the time zone database follow adoption.
        self.ticks(self.case.docket.moves(self.rules)?);
        loop {
            let due = alarms(&self.case, self.rules)
                .into_iter()
                .filter(|(at, _)| *at <= self.now)
                .min_by_key(|(at, _)| *at);
            let Some((_, alarm)) = due else { return Ok(()) };
            let before = self.events.len();
            self.fire(alarm)?;
            self.derive()?;
            // An alarm that changes nothing would be listed for ever.
            if self.events.len() == before {
                return Ok(());
            }
        }
    }

    fn fire(&mut self, alarm: Alarm) -> Result<(), Refusal> {
        use docket::alarm::Alarm as OfDocket;
        match alarm {
            Alarm::Docket(OfDocket::Warn(clock, warning)) => {
                self.push(Event::DutyWarned { clock, warning });
            }
            Alarm::Docket(OfDocket::Miss(clock)) => {
                self.tick(self.case.docket.missed(clock, self.now));
            }
            // Nothing is extended here.
            Alarm::Docket(OfDocket::FailExtension(_)) => {}
            Alarm::EndStay(no) => {
                let until = self.case.stays.get(&no).map_or(self.now, |stay| stay.until);
                self.end_stay(no, until)?;
            }
            Alarm::SlipMeasure(no) => {
                let due = self.case.measures.get(&no).and_then(|m| m.planned.due);
                let since = due.unwrap_or(self.now);
                self.push(Event::MeasureSlipped { measure: no, since });
            }
            Alarm::Imposed(no) => self.push(self.case.imposed.look(no, self.now).into()),
        }
        Ok(())
    }
}

/// Every alarm that the case has ahead of it or overdue, with its moment.
fn alarms(case: &Case, rules: &Rulebook) -> Vec<(DateTime<Utc>, Alarm)> {
    // Silence ends by itself, also where the case ended before it.
    let stays = case.open_stays().map(|stay| (stay.until, Alarm::EndStay(stay.no)));
    let mut list: Vec<_> = stays.collect();
    // What an authority demands is owed to it, however the case ended.
    let imposed = case.imposed.alarms(rules).into_iter();
    list.extend(imposed.map(|(at, no)| (at, Alarm::Imposed(no))));
    match case.phase {
        Phase::Closed | Phase::NotABreach => return list,
        // What was planned here goes on beside the other one.
        Phase::Merged => {}
        Phase::Open => {
            let of_duties = case.docket.alarms(rules, &WARNED).into_iter();
            list.extend(of_duties.map(|(at, alarm)| (at, Alarm::Docket(alarm))));
        }
    }
    for (no, measure) in &case.measures {
        if let (Some(due), None, false) = (measure.planned.due, measure.settled, measure.slipped) {
            list.push((due, Alarm::SlipMeasure(*no)));
        }
    }
    list
}
