//! What time alone brings about on a docket.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::calendar::CalendarId;
use crate::clock::{Due, DueRecord, Duty, part_of, working_days_before};
use crate::moment::start_of_day;
use crate::regime::Rulebook;

use super::reckon::{Unreckoned, due_of};
use super::{Clock, ClockNo, Docket, MoveCause, Tick, Warning};

/// How long a look at the time waits for the notice of an extension that is on its way.
pub const EXTENSION_GRACE: TimeDelta = TimeDelta::hours(1);

/// How long before a due moment staff are called for the last time.
const FOUR_HOURS: TimeDelta = TimeDelta::hours(4);

/// Something that time alone brings about on a docket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm<Of> {
    /// Staff are to be warned.
    Warn(ClockNo, Warning),
    /// A duty was not discharged in time.
    Miss(ClockNo),
    /// The notice of an extension did not go out in time.
    FailExtension(Option<Of>),
}

impl<Of: Copy + Eq> Docket<Of> {
    /// Every alarm ahead or overdue, with its moment. Warnings come for these duties.
    #[must_use]
    pub fn alarms(&self, rules: &Rulebook, warned: &[Duty]) -> Vec<(DateTime<Utc>, Alarm<Of>)> {
        let mut list = Vec::new();
        for ordered in &self.extensions {
            list.push((ordered.before + EXTENSION_GRACE, Alarm::FailExtension(ordered.item)));
        }
        for (no, clock) in self.clocks.iter().filter(|(_, c)| c.is_running() && c.started.governs) {
            let in_flight = self.extensions.iter().any(|ordered| ordered.clocks.contains(no));
            if clock.late.is_none() && !in_flight {
                list.push((clock.due.late_from, Alarm::Miss(*no)));
            }
        }
        for governing in self.governing.iter().filter(|g| warned.contains(&g.duty)) {
            let running = self.clocks.get(&governing.clock).filter(|clock| clock.is_running());
            let Some(clock) = running.filter(|clock| clock.late.is_none()) else { continue };
            let ahead = warnings(clock, rules);
            let ahead = ahead.into_iter().filter(|(warning, _)| !clock.warned.contains(warning));
            list.extend(ahead.map(|(warning, at)| (at, Alarm::Warn(governing.clock, warning))));
        }
        list
    }

    /// Running clocks that calendars or the time zone database of today would move.
    pub fn moves(&self, rules: &Rulebook) -> Result<Vec<Tick<Of>>, Unreckoned> {
        let mut moves = Vec::new();
        for (no, clock) in self.clocks.iter().filter(|(_, clock)| clock.is_running()) {
            let found = due_of(rules, clock, clock.anchor, &clock.pauses, clock.extended)?;
            let (before, Some(after)) = (clock.due.clone(), found) else { continue };
            if after.late_from != before.late_from || after.provisional != before.provisional {
                let same_zones = after.tzdb == before.tzdb;
                let cause = if same_zones { MoveCause::Calendar } else { MoveCause::TimeZones };
                moves.push(Tick::ClockMoved { clock: *no, before, after, cause });
            }
        }
        Ok(moves)
    }

    /// A clock that is late, as of when its time was over.
    #[must_use]
    pub fn missed(&self, clock: ClockNo, now: DateTime<Utc>) -> Tick<Of> {
        let since = self.clocks.get(&clock).map_or(now, |clock| clock.due.late_from);
        Tick::DutyMissed { clock, since }
    }
}

fn warnings<Of>(clock: &Clock<Of>, rules: &Rulebook) -> Vec<(Warning, DateTime<Utc>)> {
    // Time that stood still is not gone.
    let still = clock.pauses.iter().filter_map(|pause| Some(pause.to? - pause.from));
    let from = clock.anchor.earliest_in(clock.due.zone) + still.sum::<TimeDelta>();
    let to = clock.due.late_from;
    let mut list = vec![
        (Warning::HalfTime, part_of(from, to, 50)),
        (Warning::FourFifths, part_of(from, to, 80)),
    ];
    // What is owed at an instant has no days to be counted back; a breach leaves no time for mail
    // to be read tomorrow, however its time is counted.
    let by_instant = matches!(clock.due.due, Due::Instant(_));
    let two_days = days_before(&clock.due, 2, rules).filter(|_| !by_instant);
    let four_hours = (by_instant || clock.started.duty.is_of_a_breach()).then_some(to - FOUR_HOURS);
    let ahead = [(Warning::TwoDaysLeft, two_days), (Warning::FourHoursLeft, four_hours)];
    let ahead = ahead.into_iter().filter_map(|(warning, at)| Some((warning, at?)));
    list.extend(ahead.filter(|(_, at)| *at > from));
    list
}

/// The start of the working day that lies so many working days before a due day.
#[must_use]
pub fn days_before(due: &DueRecord, days: u32, rules: &Rulebook) -> Option<DateTime<Utc>> {
    days_ahead(due.due, due.zone, &due.calendar, days, rules)
}

/// The same before a moment that no rule gave, on this calendar.
#[must_use]
pub fn days_ahead(
    due: Due,
    zone: Tz,
    calendar: &CalendarId,
    days: u32,
    rules: &Rulebook,
) -> Option<DateTime<Utc>> {
    let calendar = rules.calendars().get(calendar).ok()?;
    let day = working_days_before(due.day_in(zone), days, &calendar).ok()?;
    Some(start_of_day(day, zone))
}
