//! Finding the due moment.

use chrono::{DateTime, Datelike, NaiveDate, Offset, TimeZone, Utc};
use chrono_tz::Tz;

use super::civil::CivilClock;
use super::due::{Due, DueRecord};
use super::hours;
use super::leg::Leg;
use super::rule::{Period, Roll};
use super::terms::{Pause, Terms};
use super::trace::{Other, Step, Trace};
use crate::calendar::{Calendar, CalendarError, CalendarId, Calendars};
use crate::digest::Digest;
use crate::moment::Moment;

/// Why no due moment could be found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// The calendar could not answer for a day, or there is none of that name.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// The clock counts working days or avoids rest days, and no calendar was given.
    #[error("working days and rest days need a calendar")]
    NoCalendar,
    /// It begins or ends outside the years 1 to 9999.
    #[error("a clock cannot begin or end outside the years 1 to 9999")]
    TooFar,
}

/// Refuses a day that no one can mean, before arithmetic on it could overflow.
pub(super) fn within_reach(day: NaiveDate) -> Result<NaiveDate, ClockError> {
    if (1..=9999).contains(&day.year()) { Ok(day) } else { Err(ClockError::TooFar) }
}

/// What came out, and how.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Reckoning {
    /// What is due; nothing while an open pause holds the clock.
    pub due: Option<Due>,
    /// The first instant at which the duty is late; nothing while an open pause holds the clock.
    pub late_from: Option<DateTime<Utc>>,
    /// The zone in which days begin and end.
    pub zone: Tz,
    /// The calendar, where one was given.
    pub calendar: Option<CalendarUsed>,
    /// Whether it may still move because an official calendar is not published yet.
    pub provisional: bool,
    /// How it was found.
    pub trace: Trace,
}

/// A calendar as it stood when a clock was reckoned.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CalendarUsed {
    /// Its name.
    pub id: CalendarId,
    /// The digest of its days.
    pub digest: Digest,
}

/// Reckons one clock on one calendar. The order of pauses does not matter, and one that overlaps
/// another counts only where it goes beyond it.
///
/// # Errors
///
/// When a day that must be looked up lies outside the years of the calendar.
pub fn reckon(
    terms: &Terms,
    anchor: Moment,
    pauses: &[Pause],
    zone: Tz,
    calendar: &Calendar,
) -> Result<Reckoning, ClockError> {
    run(terms, anchor, pauses, zone, Some(calendar))
}

/// Reckons one clock that looks at no calendar: hours, or days and months without a roll.
///
/// # Errors
///
/// [`ClockError::NoCalendar`] for any other terms.
pub fn reckon_plain(
    terms: &Terms,
    anchor: Moment,
    pauses: &[Pause],
    zone: Tz,
) -> Result<Reckoning, ClockError> {
    run(terms, anchor, pauses, zone, None)
}

/// Reckons one clock on several calendars, and takes the one that is late first; the others stay
/// in the trace. A leg that an open pause holds is later than any that it does not hold.
///
/// # Errors
///
/// When any leg cannot be reckoned, and [`ClockError::NoCalendar`] when there is none.
pub fn reckon_legs(
    terms: &Terms,
    anchor: Moment,
    pauses: &[Pause],
    legs: &[Leg],
    calendars: &Calendars,
) -> Result<Reckoning, ClockError> {
    let mut reckoned = legs
        .iter()
        .enumerate()
        .filter(|(index, leg)| !legs[..*index].contains(leg))
        .map(|(_, leg)| {
            let calendar = calendars.get(&leg.calendar)?;
            let reckoning = reckon(terms, anchor, pauses, leg.zone, &calendar)?;
            Ok((leg, reckoning, calendar.official_through()))
        })
        .collect::<Result<Vec<_>, ClockError>>()?;
    let earliest = reckoned
        .iter()
        .enumerate()
        .min_by_key(|(_, (_, reckoning, _))| (reckoning.late_from.is_none(), reckoning.late_from))
        .map(|(index, _)| index)
        .ok_or(ClockError::NoCalendar)?;
    let (_, mut chosen, _) = reckoned.remove(earliest);
    // A later leg can still become the earliest one if its calendar is not official up to the
    // chosen day.
    if let Some(Due::Day(day)) = chosen.due {
        chosen.provisional |=
            reckoned.iter().any(|(_, other, through)| other.provisional && *through < day.year());
    }
    let others: Vec<Other> = reckoned.into_iter().map(|(leg, other, _)| other.on(leg)).collect();
    if !others.is_empty() {
        chosen.trace.0.push(Step::Compared { others });
    }
    Ok(chosen)
}

fn run(
    terms: &Terms,
    anchor: Moment,
    pauses: &[Pause],
    zone: Tz,
    calendar: Option<&Calendar>,
) -> Result<Reckoning, ClockError> {
    let mut sorted: Vec<&Pause> = pauses.iter().collect();
    sorted.sort_by_key(|pause| (pause.from, pause.to));
    let day = within_reach(match anchor {
        Moment::At(instant) => within_reach(instant.date_naive()).map(|_| anchor.day_in(zone))?,
        Moment::On(day) => day,
    })?;
    let at = match anchor {
        Moment::At(instant) => Some(instant),
        Moment::On(_) => None,
    };
    let mut steps = Vec::with_capacity(16);
    steps.push(Step::Anchored { at, day, zone, calendar: calendar.map(|c| c.id().clone()) });
    let due = if let Period::Hours(count) = terms.period {
        let anchor = anchor.earliest_in(zone);
        hours::due(terms, count, anchor, zone, &sorted, &mut steps)?.map(Due::Instant)
    } else {
        let clock = CivilClock { terms, zone, calendar, anchor: day };
        clock.due(&sorted, &mut steps)?.map(Due::Day)
    };
    let late_from = due.map(|due| due.late_from(zone));
    let provisional =
        calendar.zip(due).and_then(|(calendar, due)| unofficial(terms, calendar, due));
    let is_provisional = provisional.is_some();
    steps.extend(provisional);
    steps.extend(due.zip(late_from).map(|(due, late_from)| Step::Due { due, late_from }));
    Ok(Reckoning {
        due,
        late_from,
        zone,
        calendar: calendar
            .map(|calendar| CalendarUsed { id: calendar.id().clone(), digest: calendar.digest() }),
        provisional: is_provisional,
        trace: Trace(steps),
    })
}

/// Whether a clock that looks at the calendar ended in a year that is not official there.
fn unofficial(terms: &Terms, calendar: &Calendar, due: Due) -> Option<Step> {
    let Due::Day(day) = due else { return None };
    let looks = matches!(terms.period, Period::WorkingDays(_)) || terms.roll != Roll::None;
    let official_through = calendar.official_through();
    (looks && day.year() > official_through).then(|| Step::Provisional {
        calendar: calendar.id().clone(),
        year: day.year(),
        official_through,
    })
}

impl Reckoning {
    /// Says in the trace that the period is the whole one of an extension.
    #[must_use]
    pub fn extending(mut self, original: Period, total: Period) -> Self {
        self.trace.0.insert(1, Step::Extended { original, total });
        self
    }

    /// What an event keeps of it; nothing while the clock is held, or without a calendar.
    #[must_use]
    pub fn record(&self) -> Option<DueRecord> {
        let (due, late_from) = self.due.zip(self.late_from)?;
        let CalendarUsed { id: calendar, digest: calendar_digest } = self.calendar.clone()?;
        let offset = self.zone.offset_from_utc_datetime(&late_from.naive_utc()).fix();
        Some(DueRecord {
            due,
            late_from,
            zone: self.zone,
            offset: offset.local_minus_utc(),
            calendar,
            calendar_digest,
            tzdb: chrono_tz::IANA_TZDB_VERSION.into(),
            provisional: self.provisional,
        })
    }

    fn on(self, leg: &Leg) -> Other {
        Other {
            calendar: leg.calendar.clone(),
            zone: leg.zone,
            due: self.due,
            late_from: self.late_from,
            provisional: self.provisional,
            trace: self.trace,
        }
    }
}
