//! One calendar, expanded to a kind for each of its days.

use chrono::{Datelike, NaiveDate, Weekday};

use super::CalendarId;
use super::day::DayKind;
use super::shipped::{DAYS, FIRST};
use crate::digest::Digest;

/// Why a calendar could not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// No calendar of that name is in this edition.
    #[error("there is no calendar {0}")]
    Unknown(CalendarId),
    /// The day lies outside the years that calendars cover.
    #[error("{day} is outside the years 2015 to 2035 that the calendar {calendar} covers")]
    OutOfRange {
        /// The calendar.
        calendar: CalendarId,
        /// The day.
        day: NaiveDate,
    },
}

/// One calendar as it stands in an edition: one byte a day from 1 January 2015 to 31 December
/// 2035.
#[derive(Debug, PartialEq, Eq)]
pub struct Calendar {
    id: CalendarId,
    kinds: Box<[DayKind]>,
    official_through: i32,
    digest: Digest,
}

impl Calendar {
    pub(super) fn new(id: CalendarId, kinds: Box<[DayKind]>, official_through: i32) -> Self {
        debug_assert_eq!(kinds.len(), DAYS);
        let letters: Vec<u8> = kinds.iter().map(|kind| kind.letter()).collect();
        let digest = Digest::of_parts(&[
            b"calendar 1",
            id.as_str().as_bytes(),
            FIRST.to_string().as_bytes(),
            official_through.to_string().as_bytes(),
            &letters,
        ]);
        Self { id, kinds, official_through, digest }
    }

    /// Its name.
    #[must_use]
    pub const fn id(&self) -> &CalendarId {
        &self.id
    }

    /// The digest of its name, of each of its days, and of the year through which it is official.
    /// Two editions in which a calendar has the same digest give the same due dates on it.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// The last year whose official calendar was published when this one was exported. What lies
    /// later is provisional.
    #[must_use]
    pub const fn official_through(&self) -> i32 {
        self.official_through
    }

    /// What the day is.
    pub fn day_kind(&self, day: NaiveDate) -> Result<DayKind, CalendarError> {
        usize::try_from((day - FIRST).num_days())
            .ok()
            .and_then(|index| self.kinds.get(index).copied())
            .ok_or_else(|| CalendarError::OutOfRange { calendar: self.id.clone(), day })
    }

    /// Whether the day is worked, make-up days included.
    pub fn is_working(&self, day: NaiveDate) -> Result<bool, CalendarError> {
        self.day_kind(day).map(DayKind::is_working)
    }

    /// Whether the day is a Sunday or a holiday. An ordinary Saturday is neither; a Saturday that
    /// is a holiday is one. Closures of settings count as holidays.
    pub fn is_sunday_or_holiday(&self, day: NaiveDate) -> Result<bool, CalendarError> {
        Ok(self.day_kind(day)?.is_holiday() || day.weekday() == Weekday::Sun)
    }
}
