//! What lists of cases, and of campaigns, have in common.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use habeas_domain::ParseError;
use habeas_domain::clock;
use habeas_domain::moment::{Moment, start_of_day};
use habeas_domain::reference::Reference;

use crate::http::Api;
use crate::http::field::{Problems, Text, due_of};
use crate::http::paging::paged;
use crate::http::problem::Problem;
use crate::views::due::Due;
use crate::views::list::{self, Filter};
use crate::views::page::{Count, Listed, Order, Page};

/// Reads what is looked for, and keeps every problem.
pub(in crate::http) struct Reading<'r> {
    out: &'r mut Problems,
    now: DateTime<Utc>,
    zone: Tz,
}

impl<'r> Reading<'r> {
    /// At this desk, now.
    pub(in crate::http) fn of(api: &Api, out: &'r mut Problems) -> Self {
        let zone = api.cases().rules().now().house().zone;
        Self { out, now: api.desk().clock().now(), zone }
    }

    /// The time at which it is read.
    pub(in crate::http) const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// A text that may be missing.
    pub(in crate::http) fn text<T>(
        &mut self,
        text: Option<&Text>,
        pointer: &str,
        parse: impl FnOnce(&str) -> Result<T, ParseError>,
    ) -> Option<T> {
        text?.parse(pointer, self.out, parse)
    }

    /// An instant with offset, or a day, which begins then in the zone of the house.
    pub(in crate::http) fn time(
        &mut self,
        text: Option<&Text>,
        pointer: &str,
    ) -> Option<DateTime<Utc>> {
        let zone = self.zone;
        self.text(text, pointer, |text| instant_or_day(text, zone))
    }

    /// A reference, as people type it.
    pub(in crate::http) fn reference(&mut self, text: Option<&Text>) -> Option<Reference> {
        self.text(text, "/reference", Reference::parse_typed)
    }
}

/// The page that is wanted of a list, as it came.
#[derive(Clone, Copy)]
pub(in crate::http) struct Wanted<'s> {
    pub(in crate::http) sort: Option<&'s Text>,
    pub(in crate::http) limit: Option<i64>,
    pub(in crate::http) cursor: Option<&'s Text>,
}

impl Wanted<'_> {
    /// The page, or every problem with it.
    pub(in crate::http) fn read<F: Filter>(self, out: &mut Problems) -> Option<Page<F>> {
        let usual = F::Sort::ALL.first().copied();
        let sort = match self.sort {
            None => usual,
            Some(text) => text.parse("/sort", out, F::Sort::parse),
        };
        // A cursor cannot be told right from wrong while its order is not known.
        let cursor = self.cursor.filter(|_| sort.is_some());
        let sort = sort.or(usual)?;
        paged(self.limit, cursor, out, |limit, cursor| Page::parse(sort, limit, cursor))
    }
}

/// What is looked for in a list, read.
pub(in crate::http) struct Sought<F: Filter> {
    pub(in crate::http) filter: F,
    pub(in crate::http) page: Page<F>,
}

/// One page of what was found.
pub(in crate::http) struct Found<R> {
    /// The rows, in order.
    pub(in crate::http) rows: Vec<R>,
    /// The cursor of the next page.
    pub(in crate::http) next: Option<String>,
    /// How many there are on all pages.
    pub(in crate::http) count: CountAnswer,
    /// Whether an index that was asked has more than it gives.
    pub(in crate::http) incomplete: bool,
    /// When it was found.
    pub(in crate::http) now: DateTime<Utc>,
}

impl<F: Filter> Sought<F> {
    /// Finds it.
    pub(in crate::http) async fn found(self, api: &Api) -> Result<Found<F::Row>, Problem> {
        let now = api.desk().clock().now();
        let mut reader = api.desk().read().await?;
        let Listed { rows, next } = list::list(reader.conn(), &self.filter, &self.page).await?;
        let count = list::count(reader.conn(), &self.filter).await?.into();
        Ok(Found { rows, next, count, incomplete: false, now })
    }
}

/// How many.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(in crate::http) struct CountAnswer {
    /// So many.
    number: u64,
    /// Or more: nobody counts further.
    at_least: bool,
}

/// The clock that governs the answer.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(in crate::http) struct DueAnswer {
    /// The day on which it is due.
    day: String,
    /// The zone in which that day ends.
    zone: &'static str,
    /// The first instant at which it is late.
    #[schema(value_type = String)]
    late_from: DateTime<Utc>,
    /// What is owed.
    duty: &'static str,
    /// The regime it comes from; `authority` where one imposed it by a date of its own.
    regime: String,
    /// `statute`, `promise` or `target`.
    tier: &'static str,
    /// Whether it reaches into a year whose official calendar is not published.
    provisional: bool,
    /// Whether its time stands still.
    paused: bool,
    /// Whether it is late now.
    overdue: bool,
}

impl From<Count> for CountAnswer {
    fn from(count: Count) -> Self {
        match count {
            Count::Exactly(number) => Self { number, at_least: false },
            Count::AtLeast(number) => Self { number, at_least: true },
        }
    }
}

impl DueAnswer {
    /// As lists show it now.
    pub(in crate::http) fn of(due: &Due, now: DateTime<Utc>) -> Self {
        Self {
            day: due.day.to_string(),
            zone: due.zone.name(),
            late_from: due.late_from,
            duty: due.duty.code(),
            regime: due.regime.to_string(),
            tier: due.tier.code(),
            provisional: due.provisional,
            paused: due.stands,
            overdue: due.is_overdue(now),
        }
    }
}

/// An instant, or a day where only that is known.
pub(in crate::http) fn moment(moment: Moment) -> String {
    match moment {
        Moment::At(at) => at.to_rfc3339(),
        Moment::On(day) => day.to_string(),
    }
}

/// The names of what is true of a row.
pub(in crate::http) fn marks(all: &[(bool, &'static str)]) -> Vec<&'static str> {
    all.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect()
}

/// A day means its first instant: what is due before it is late then.
fn instant_or_day(text: &str, zone: Tz) -> Result<DateTime<Utc>, ParseError> {
    match due_of(text) {
        Some(clock::Due::Day(day)) => Ok(start_of_day(day, zone)),
        Some(clock::Due::Instant(at)) => Ok(at),
        None => {
            let rule = "must be a day, or a date and time with offset";
            Err(ParseError { what: "time", rule })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_in_the_house() {
        let zone = chrono_tz::America::Los_Angeles;
        let read = |text| instant_or_day(text, zone).map(|at| at.to_rfc3339());
        assert_eq!(read("2026-12-14").unwrap(), "2026-12-14T08:00:00+00:00");
        assert_eq!(read("2026-12-14T00:00:00+08:00").unwrap(), "2026-12-13T16:00:00+00:00");
        for wrong in ["soon", "2026-12-14T00:00:00", "+262142-12-31", "-4800-01-01"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
