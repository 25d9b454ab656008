//! When something happened: to the instant, or only to the day.

use chrono::{DateTime, Days, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

/// A time as evidence gives it: a postmark knows a day, a web form knows an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// An instant.
    At(DateTime<Utc>),
    /// A civil day at the place where it happened; taken as that day in every zone.
    On(NaiveDate),
}

impl Moment {
    /// The civil day of this moment for a clock of that zone.
    #[must_use]
    pub fn day_in(self, zone: Tz) -> NaiveDate {
        match self {
            Self::At(instant) => instant.with_timezone(&zone).date_naive(),
            Self::On(day) => day,
        }
    }

    /// The earliest instant it can mean in that zone: for a day, its first instant, so that an
    /// hour clock anchored at a day errs early.
    #[must_use]
    pub fn earliest_in(self, zone: Tz) -> DateTime<Utc> {
        match self {
            Self::At(instant) => instant,
            Self::On(day) => start_of_day(day, zone),
        }
    }

    /// The instant by which it certainly was in that zone: for a day, the first instant of the next one.
    #[must_use]
    pub fn latest_in(self, zone: Tz) -> DateTime<Utc> {
        match self {
            Self::At(instant) => instant,
            Self::On(day) => end_of_day(day, zone),
        }
    }
}

/// The first instant of a civil day in a zone. Where midnight is skipped (a spring-forward at
/// 00:00), the day starts when the clocks land; where it happens twice, the earlier one counts.
#[must_use]
pub fn start_of_day(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    (0..=24 * 4)
        .map(|quarter| midnight + chrono::TimeDelta::minutes(15 * quarter))
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        .map_or_else(|| midnight.and_utc(), |start| start.with_timezone(&Utc))
}

/// The instant at which a civil day has ended in a zone: the first instant of the next day.
/// A duty due on that day is late from this instant on, and not before.
#[must_use]
pub fn end_of_day(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    start_of_day(day.checked_add_days(Days::new(1)).unwrap_or(day), zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_ends_where_the_next_begins() {
        let zone = chrono_tz::America::Los_Angeles;
        assert_eq!(end_of_day(day("2026-12-14"), zone).to_rfc3339(), "2026-12-15T08:00:00+00:00");
    }

    #[test]
    fn a_day_without_midnight_starts_when_the_clocks_land() {
        // Beirut sprang forward at 00:00 on 27 March 2022: that day began at 01:00 (+03:00).
        let start = start_of_day(day("2022-03-27"), chrono_tz::Asia::Beirut);
        assert_eq!(start.to_rfc3339(), "2022-03-26T22:00:00+00:00");
    }

    #[test]
    fn a_day_that_a_zone_skipped_ends_at_once() {
        // Samoa had no 30 December 2011.
        let zone = chrono_tz::Pacific::Apia;
        assert_eq!(end_of_day(day("2011-12-29"), zone), start_of_day(day("2011-12-31"), zone));
    }
}
