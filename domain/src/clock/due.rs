//! When something is due, and the record of it that events keep.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::calendar::CalendarId;
use crate::digest::Digest;
use crate::moment;

/// A due moment: a civil day for day and month rules, an instant for hour rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Due {
    /// Due by the end of this day in the clock's zone.
    Day(NaiveDate),
    /// Due by this instant.
    Instant(DateTime<Utc>),
}

impl Due {
    /// The civil day on which it falls in a zone.
    #[must_use]
    pub fn day_in(self, zone: Tz) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Instant(instant) => instant.with_timezone(&zone).date_naive(),
        }
    }

    /// The first instant at which the duty is late.
    #[must_use]
    pub fn late_from(self, zone: Tz) -> DateTime<Utc> {
        match self {
            Self::Day(day) => moment::end_of_day(day, zone),
            Self::Instant(instant) => instant,
        }
    }
}

/// What a clock event keeps: the due moment as it was believed, with the digests of everything
/// that it was found with. The trace is never stored; it is recomputed, and a difference says
/// which of rule, calendar or time zone database moved it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DueRecord {
    /// The due day or instant.
    pub due: Due,
    /// The first instant at which the duty is late.
    pub late_from: DateTime<Utc>,
    /// The zone in which the day ends.
    pub zone: Tz,
    /// The UTC offset at `late_from`, in seconds.
    pub offset: i32,
    /// The calendar by which it was found (the earlier one, where a rule computes two).
    pub calendar: CalendarId,
    /// The digest of that calendar as it stood.
    pub calendar_digest: Digest,
    /// The version of the time zone database.
    pub tzdb: std::sync::Arc<str>,
    /// Whether it reaches into a year whose official calendar is not published yet.
    pub provisional: bool,
}
