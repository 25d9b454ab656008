//! A trace in plain English, one sentence a line. For officers and auditors; what people are told
//! is a notice in their own language.

use std::fmt::{Display, Formatter, Result};

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

use super::due::Due;
use super::trace::{Other, Rest, Step, Trace};
use crate::calendar::{CalendarId, DayKind};
use crate::ground::PauseGround;

impl Display for Trace {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let zone = self.zone();
        let mut steps = self.0.as_slice();
        while let Some((step, rest)) = steps.split_first() {
            let more = run_after(step, rest);
            sentence(f, step, more, zone)?;
            steps = &rest[more..];
            if !steps.is_empty() {
                f.write_str("\n")?;
            }
        }
        Ok(())
    }
}

impl Trace {
    fn zone(&self) -> Tz {
        self.0
            .iter()
            .find_map(
                |step| if let Step::Anchored { zone, .. } = step { Some(*zone) } else { None },
            )
            .unwrap_or(Tz::UTC)
    }
}

/// How many of the steps that follow only skip the next days for the same reason.
fn run_after(step: &Step, rest: &[Step]) -> usize {
    let Some((day, why)) = skipped(step) else { return 0 };
    let next_days = day.iter_days().skip(1);
    next_days.zip(rest).take_while(|(next, step)| skipped(step) == Some((*next, why))).count()
}

const fn skipped(step: &Step) -> Option<(NaiveDate, Option<DayKind>)> {
    if let Step::Skipped { day, why } = step {
        Some((*day, Some(*why)))
    } else if let Step::SkippedWaiting { day } = step {
        Some((*day, None))
    } else {
        None
    }
}

fn sentence(f: &mut Formatter<'_>, step: &Step, more: usize, zone: Tz) -> Result {
    let time = |at: &DateTime<Utc>| instant(*at, zone);
    match step {
        Step::Anchored { at, day, calendar, .. } => {
            anchored(f, at.map(|at| instant(at, zone)), *day, calendar.as_ref(), zone)
        }
        Step::Extended { original, total } => {
            write!(f, "Extended from {original} to {total} in all, from the same beginning.")
        }
        Step::FirstDayOut { day } => write!(f, "{}: the day itself, not counted.", long(*day)),
        Step::FirstDayIn { day } => write!(f, "{}: the day itself, day one.", long(*day)),
        Step::CountedFrom { at } => write!(f, "Hours pass from {}.", time(at)),
        Step::HourLeftOut { counted_from: from, .. } => {
            write!(
                f,
                "The hour in which it happened is not counted; hours pass from {}.",
                time(from)
            )
        }
        Step::HourIn { counted_from: from, .. } => {
            write!(f, "The hour in which it happened is hour one; hours pass from {}.", time(from))
        }
        Step::RanOn { ground, from } => {
            let (what, from) = (awaited(*ground), time(from));
            write!(f, "We waited for {what} from {from}, but this clock runs on.")
        }
        Step::AskedTooLate { ground, from } => {
            let (what, from) = (awaited(*ground), time(from));
            write!(f, "We asked for {what} on {from}, when it was late already: nothing changes.")
        }
        Step::Held { ground, since } => {
            let (what, since) = (awaited(*ground), time(since));
            write!(f, "Nothing is due while we wait for {what}, since {since}.")
        }
        Step::DaysLeftOut { ground, asked, answered, days } => {
            let (what, asked, answered) = (awaited(*ground), long(*asked), long(*answered));
            let plural = if *days == 1 { "" } else { "s" };
            write!(f, "We asked for {what} on {asked}, answered on {answered}: ")?;
            write!(f, "{days} day{plural} left out.")
        }
        Step::TimeLeftOut { ground, from, to, seconds } => {
            let (what, from, to) = (awaited(*ground), time(from), time(to));
            write!(f, "We waited for {what} from {from} to {to}: ")?;
            write!(f, "{} h {:02} min left out.", seconds / 3600, seconds / 60 % 60)
        }
        Step::Skipped { day, why } => {
            write!(f, "{}: {}, not counted.", span(*day, more), why.in_words())
        }
        Step::SkippedWaiting { day } => {
            write!(f, "{}: left out while we waited, not counted.", span(*day, more))
        }
        Step::CountedUnusual { day, why } => {
            write!(f, "{}: {}, counted.", long(*day), why.in_words())
        }
        Step::MonthEnd { day } => {
            write!(f, "That month has no such day, so its last day stands: {}.", long(*day))
        }
        Step::Counted { period, last } => write!(f, "Counting {period} ends on {}.", long(*last)),
        Step::HoursCounted { period, end } => write!(f, "Counting {period} ends at {}.", time(end)),
        Step::MovedByPauses { to, .. } => write!(f, "What was left out moves it to {}.", long(*to)),
        Step::TimeMovedByPauses { to, .. } => {
            write!(f, "What was left out moves it to {}.", time(to))
        }
        Step::Rolled { to, over, .. } => rolled(f, *to, over),
        Step::Provisional { calendar, year, official_through: known } => {
            write!(f, "Provisional: {calendar} is official through {known}; {year} may yet change.")
        }
        Step::Compared { others } => elsewhere(f, others),
        Step::Due { due, late_from } => owed(f, *due, *late_from, zone),
    }
}

fn anchored(
    f: &mut Formatter<'_>,
    at: Option<String>,
    day: NaiveDate,
    calendar: Option<&CalendarId>,
    zone: Tz,
) -> Result {
    match at {
        Some(at) => write!(f, "From {at}, a {} in {zone}", long(day))?,
        None => write!(f, "From {}, by the days of {zone}", long(day))?,
    }
    match calendar {
        Some(calendar) => write!(f, ", on the calendar {calendar}."),
        None => f.write_str("."),
    }
}

fn rolled(f: &mut Formatter<'_>, to: NaiveDate, over: &[Rest]) -> Result {
    for Rest { day, why } in over {
        writeln!(f, "{}: {}, so it cannot be the last day.", long(*day), why.in_words())?;
    }
    write!(f, "The next day that can is {}.", long(to))
}

fn elsewhere(f: &mut Formatter<'_>, others: &[Other]) -> Result {
    for (index, other) in others.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { "\n" })?;
        write!(f, "Not earlier on the calendar {} in {}: ", other.calendar, other.zone)?;
        match other.due {
            Some(Due::Day(day)) => write!(f, "{}", long(day))?,
            Some(Due::Instant(at)) => write!(f, "{}", instant(at, other.zone))?,
            None => f.write_str("nothing is due there while we wait")?,
        }
        f.write_str(if other.provisional { " (provisional)." } else { "." })?;
    }
    Ok(())
}

fn owed(f: &mut Formatter<'_>, due: Due, late_from: DateTime<Utc>, zone: Tz) -> Result {
    match due {
        Due::Day(day) => {
            let late = instant(late_from, zone);
            write!(f, "Due by the end of {}; late from {late}.", long(day))
        }
        Due::Instant(at) => write!(f, "Due by {}.", instant(at, zone)),
    }
}

/// This day, or the days from it to so many later.
fn span(day: NaiveDate, more: usize) -> String {
    match day.iter_days().nth(more) {
        Some(last) if more > 0 => format!("{} to {}", long(day), long(last)),
        _ => long(day),
    }
}

fn long(day: NaiveDate) -> String {
    day.format("%a %-d %b %Y").to_string()
}

fn instant(at: DateTime<Utc>, zone: Tz) -> String {
    zone.from_utc_datetime(&at.naive_utc()).format("%a %-d %b %Y %H:%M:%S %:z").to_string()
}

const fn awaited(ground: PauseGround) -> &'static str {
    match ground {
        PauseGround::Clarification => "a clarification",
        PauseGround::Identity => "proof of identity or standing",
        PauseGround::Fee => "a fee",
        PauseGround::Stay => "an authority that asked for silence",
    }
}
