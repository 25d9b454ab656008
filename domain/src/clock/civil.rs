//! Clocks of days, working days and months: everything happens between civil days of one zone.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use chrono_tz::Tz;

use super::reckon::{ClockError, within_reach};
use super::rule::{FirstDay, PauseMode, Period, Roll};
use super::terms::{Pause, Terms};
use super::trace::{Rest, Step};
use crate::calendar::{Calendar, DayKind};
use crate::moment;

/// A clock that counts days of one zone.
#[derive(Debug, Clone, Copy)]
pub(super) struct CivilClock<'a> {
    pub(super) terms: &'a Terms,
    pub(super) zone: Tz,
    pub(super) calendar: Option<&'a Calendar>,
    pub(super) anchor: NaiveDate,
}

impl CivilClock<'_> {
    /// The due day, or nothing while an open pause holds the clock.
    pub(super) fn due(
        self,
        pauses: &[&Pause],
        steps: &mut Vec<Step>,
    ) -> Result<Option<NaiveDate>, ClockError> {
        steps.push(match self.terms.first_day {
            FirstDay::Excluded | FirstDay::Elapsed => Step::FirstDayOut { day: self.anchor },
            FirstDay::Included => Step::FirstDayIn { day: self.anchor },
        });
        match self.left_out(pauses, steps)? {
            Some(left_out) => self.end(&left_out, steps).map(Some),
            None => Ok(None),
        }
    }

    /// The days that pauses leave out, or nothing if one of them is still open. Pauses come in the
    /// order in which they were opened. One that opens when the duty is late has no effect.
    fn left_out(
        self,
        pauses: &[&Pause],
        steps: &mut Vec<Step>,
    ) -> Result<Option<LeftOut>, ClockError> {
        let mut left_out = LeftOut::default();
        let mut late_from = None;
        for &&Pause { ground, from, to } in pauses {
            let lead = match self.terms.pause {
                PauseMode::None => {
                    steps.push(Step::RanOn { ground, from });
                    continue;
                }
                PauseMode::SuspendInclusive => 0,
                PauseMode::SuspendExclusive => 1,
            };
            let late = match late_from {
                Some(late) => late,
                None => *late_from.insert(self.late_from(&left_out)?),
            };
            if from >= late {
                steps.push(Step::AskedTooLate { ground, from });
                continue;
            }
            let Some(to) = to else {
                steps.push(Step::Held { ground, since: from });
                return Ok(None);
            };
            let (asked, answered) = (self.day_of(from), self.day_of(to));
            let first = later(asked, lead)?.max(self.anchor);
            let days = left_out.add(first, answered);
            steps.push(Step::DaysLeftOut { ground, asked, answered, days });
            late_from = None;
        }
        Ok(Some(left_out))
    }

    fn late_from(self, left_out: &LeftOut) -> Result<DateTime<Utc>, ClockError> {
        let due = self.end(left_out, &mut Vec::new())?;
        Ok(moment::end_of_day(due, self.zone))
    }

    fn day_of(self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.zone).date_naive()
    }

    /// The last day, given the days left out. It never falls before the last of them, which it
    /// otherwise might where we ask on a day that comes after the period but before its roll.
    fn end(self, left_out: &LeftOut, steps: &mut Vec<Step>) -> Result<NaiveDate, ClockError> {
        let period = self.terms.period;
        let last = match period {
            Period::WorkingDays(count) => return self.working_days(count, left_out, steps),
            Period::Days(count) => self.days(count)?,
            Period::Months(count) => self.months(count, steps)?,
            // Hours are counted elsewhere; as days they would be nothing.
            Period::Hours(_) => self.anchor,
        };
        steps.push(Step::Counted { period, last });
        let moved = later(last, left_out.count())?;
        let moved = left_out.last().map_or(moved, |answered| moved.max(answered));
        if moved != last {
            steps.push(Step::MovedByPauses { from: last, to: moved });
        }
        self.roll(moved, steps)
    }

    fn days(self, count: u32) -> Result<NaiveDate, ClockError> {
        let included = u32::from(self.terms.first_day == FirstDay::Included);
        later(self.anchor, count.saturating_sub(included))
    }

    /// Ends on the day of the same number, or on the last day of a shorter month; where the first
    /// day counts, on the day before that number.
    fn months(self, count: u32, steps: &mut Vec<Step>) -> Result<NaiveDate, ClockError> {
        let same = self.anchor.checked_add_months(Months::new(count)).ok_or(ClockError::TooFar)?;
        within_reach(same)?;
        if same.day() != self.anchor.day() {
            steps.push(Step::MonthEnd { day: same });
            return Ok(same);
        }
        match self.terms.first_day {
            FirstDay::Included if count > 0 => same.pred_opt().ok_or(ClockError::TooFar),
            FirstDay::Included | FirstDay::Excluded | FirstDay::Elapsed => Ok(same),
        }
    }

    /// Counts working days that were not left out, strictly after the anchor's day unless the
    /// first day counts. None at all end on the first working day from the anchor on.
    fn working_days(
        self,
        count: u32,
        left_out: &LeftOut,
        steps: &mut Vec<Step>,
    ) -> Result<NaiveDate, ClockError> {
        let calendar = self.calendar.ok_or(ClockError::NoCalendar)?;
        let from_anchor = count == 0 || self.terms.first_day == FirstDay::Included;
        let mut day = if from_anchor { self.anchor } else { later(self.anchor, 1)? };
        let mut missing = count.max(1);
        loop {
            let why = calendar.day_kind(day)?;
            if !why.is_working() {
                steps.push(Step::Skipped { day, why });
            } else if left_out.holds(day) {
                steps.push(Step::SkippedWaiting { day });
            } else {
                if why != DayKind::Working {
                    steps.push(Step::CountedUnusual { day, why });
                }
                missing -= 1;
            }
            if missing == 0 {
                break;
            }
            day = later(day, 1)?;
        }
        steps.push(Step::Counted { period: self.terms.period, last: day });
        match left_out.last() {
            Some(answered) if answered > day => {
                steps.push(Step::MovedByPauses { from: day, to: answered });
                self.roll_while(answered, steps, |kind, _| !kind.is_working())
            }
            _ => Ok(day),
        }
    }

    fn roll(self, last: NaiveDate, steps: &mut Vec<Step>) -> Result<NaiveDate, ClockError> {
        match self.terms.roll {
            Roll::None => Ok(last),
            Roll::WorkingDay => self.roll_while(last, steps, |kind, _| !kind.is_working()),
            Roll::NotSundayOrHoliday => self.roll_while(last, steps, |kind, day| {
                kind.is_holiday() || day.weekday() == chrono::Weekday::Sun
            }),
        }
    }

    fn roll_while(
        self,
        last: NaiveDate,
        steps: &mut Vec<Step>,
        rests: impl Fn(DayKind, NaiveDate) -> bool,
    ) -> Result<NaiveDate, ClockError> {
        let calendar = self.calendar.ok_or(ClockError::NoCalendar)?;
        let mut over = Vec::new();
        let mut day = last;
        loop {
            let why = calendar.day_kind(day)?;
            if !rests(why, day) {
                break;
            }
            over.push(Rest { day, why });
            day = later(day, 1)?;
        }
        if day != last {
            steps.push(Step::Rolled { from: last, to: day, over });
        }
        Ok(day)
    }
}

fn later(day: NaiveDate, days: u32) -> Result<NaiveDate, ClockError> {
    day.checked_add_days(Days::new(days.into())).ok_or(ClockError::TooFar).and_then(within_reach)
}

/// Civil days left out, each once, as ranges in ascending order that do not touch each other's
/// days.
#[derive(Debug, Default)]
struct LeftOut(Vec<(NaiveDate, NaiveDate)>);

impl LeftOut {
    /// Adds the days from `first` to `last` that are not there yet, and says how many those are.
    /// Must be called in ascending order of `first`.
    fn add(&mut self, first: NaiveDate, last: NaiveDate) -> u32 {
        let next = self.last().and_then(|day| day.succ_opt());
        let first = next.map_or(first, |next| first.max(next));
        if first > last {
            return 0;
        }
        self.0.push((first, last));
        days_in((first, last))
    }

    fn count(&self) -> u32 {
        self.0.iter().copied().map(days_in).sum()
    }

    fn last(&self) -> Option<NaiveDate> {
        self.0.last().map(|range| range.1)
    }

    fn holds(&self, day: NaiveDate) -> bool {
        self.0.iter().any(|(first, last)| (*first..=*last).contains(&day))
    }
}

fn days_in((first, last): (NaiveDate, NaiveDate)) -> u32 {
    u32::try_from((last - first).num_days() + 1).unwrap_or(0)
}
