//! Looking at the time. Every alarm of a case is listed from the case itself; `CheckClocks` fires
//! those whose time has come, earliest first, and the earliest one ahead is the next check.

use chrono::{DateTime, Utc};

use crate::clock::Duty;
use crate::complaint::case::Case;
use crate::complaint::event::Event;
use crate::complaint::refusal::Refusal;
use crate::docket::{self, alarm::days_before};
use crate::id::{ItemNo, TrackNo};
use crate::people::{LossReason, REQUESTER};
use crate::regime::Rulebook;

use super::Draft;

/// Warnings come for the duties that take days of somebody's work.
const WARNED: [Duty; 3] = [Duty::Respond, Duty::Appeal, Duty::SettleIdentity];

/// Something that time alone brings about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alarm {
    Docket(docket::alarm::Alarm<ItemNo>),
    GiveUpIdentity,
    LoseIdentity,
    LoseStanding,
    Imposed(TrackNo),
}

pub(in crate::complaint) fn next_check(case: &Case, rules: &Rulebook) -> Option<DateTime<Utc>> {
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
            self.derive();
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
            Alarm::GiveUpIdentity => self.give_up(),
            Alarm::LoseIdentity => self.lose_identity(REQUESTER, LossReason::Expired)?,
            Alarm::LoseStanding => self.lose_standing(REQUESTER, LossReason::Expired)?,
            Alarm::Imposed(no) => self.push(self.case.imposed.look(no, self.now).into()),
        }
        Ok(())
    }
}

/// Every alarm that the case has ahead of it or overdue, with its moment.
fn alarms(case: &Case, rules: &Rulebook) -> Vec<(DateTime<Utc>, Alarm)> {
    let of_duties = case.docket.alarms(rules, &WARNED).into_iter();
    let mut list: Vec<_> = of_duties.map(|(at, alarm)| (at, Alarm::Docket(alarm))).collect();
    let imposed = case.imposed.alarms(rules).into_iter();
    list.extend(imposed.map(|(at, no)| (at, Alarm::Imposed(no))));
    let (identity, standing) = case.people.ends(rules.house().zone);
    list.extend(identity.map(|at| (at, Alarm::LoseIdentity)));
    list.extend(standing.map(|at| (at, Alarm::LoseStanding)));
    if let Some(at) = give_up_at(case, rules) {
        list.push((at, Alarm::GiveUpIdentity));
    }
    list
}

/// One working day before the governing due moment, while proof of who complains is awaited and no
/// officer took the case.
fn give_up_at(case: &Case, rules: &Rulebook) -> Option<DateTime<Utc>> {
    let zone = rules.house().zone;
    let entered = case.receipt.entered.with_timezone(&zone).date_naive();
    let awaited = case.people.identity_was_asked() && !case.is_settled(entered);
    if !awaited || case.taken.is_some() || case.all_decided() {
        return None;
    }
    let duties = [Duty::Respond, Duty::Appeal, Duty::SettleIdentity];
    let running = duties.into_iter().filter_map(|duty| case.docket.governing(None, duty));
    let due = running
        .filter(|(_, clock)| clock.is_running())
        .map(|(_, clock)| &clock.due)
        .min_by_key(|due| due.late_from)?;
    days_before(due, 1, rules)
}
