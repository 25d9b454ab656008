//! Smaller questions about time.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::reckon::{ClockError, reckon, within_reach};
use super::rule::{FirstDay, PauseMode, Period, Roll};
use super::terms::Terms;
use crate::calendar::Calendar;
use crate::moment::Moment;

/// Whether `at` falls on or before the `count`-th working day after `from`, by the civil days of
/// the zone. Nothing that comes before `from` is too late.
pub fn within_working_days(
    from: Moment,
    at: Moment,
    count: u32,
    zone: Tz,
    calendar: &Calendar,
) -> Result<bool, ClockError> {
    let terms = Terms {
        period: Period::WorkingDays(count),
        first_day: FirstDay::Excluded,
        roll: Roll::None,
        pause: PauseMode::None,
    };
    let last = reckon(&terms, from, &[], zone, calendar)?.due;
    Ok(last.is_some_and(|last| last.day_in(zone) >= at.day_in(zone)))
}

/// The `count`-th working day before this day; with none to count, this day or the last working
/// day before it.
pub fn working_days_before(
    due: NaiveDate,
    count: u32,
    calendar: &Calendar,
) -> Result<NaiveDate, ClockError> {
    let mut day = within_reach(due)?;
    let mut missing = count;
    loop {
        let worked = calendar.is_working(day)?;
        if worked && missing == 0 {
            return Ok(day);
        }
        day = day.pred_opt().ok_or(ClockError::TooFar)?;
        if missing > 0 && calendar.is_working(day)? {
            missing -= 1;
        }
    }
}

/// The instant at so many hundredths of the way between two others.
#[must_use]
pub fn part_of(from: DateTime<Utc>, to: DateTime<Utc>, percent: u8) -> DateTime<Utc> {
    // Milliseconds and not finer, so that no two instants that can be written overflow.
    let part = (to - from).num_milliseconds().saturating_mul(percent.into()) / 100;
    from.checked_add_signed(TimeDelta::milliseconds(part)).unwrap_or(to)
}
