//! What settings add to the shipped calendars, and take away.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::CalendarId;
use super::build::index_of;

/// What settings say, calendar by calendar. A derived calendar takes over what is said about those
/// that it is made of; a region takes over nothing from its country, since it may not keep the
/// country's holidays.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Overrides(pub BTreeMap<CalendarId, Override>);

/// What settings say about one calendar.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Override {
    /// Holidays that the shipped calendar lacks, as after a proclamation.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub holidays: BTreeSet<NaiveDate>,
    /// Holidays of the shipped calendar that are none. Such a day is again what its weekday is.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub not_holidays: BTreeSet<NaiveDate>,
    /// Days that are worked whatever their weekday, as make-up days newly announced.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub working: BTreeSet<NaiveDate>,
    /// Days on which nothing can be done there. They rest for every rule on this calendar.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub closures: Vec<Closure>,
    /// The last year that is official, once the days above make a further year so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub official_through: Option<i32>,
}

/// Days in a row on which nothing can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    /// The first of them.
    pub from: NaiveDate,
    /// The last of them.
    pub to: NaiveDate,
}

/// One thing wrong with what settings say about calendars.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OverrideProblem {
    /// A day that no calendar covers.
    #[error("{calendar}: {day} is outside the years 2015 to 2035")]
    OutOfRange {
        /// The calendar that settings speak of.
        calendar: CalendarId,
        /// The day.
        day: NaiveDate,
    },
    /// A closure whose last day comes before its first.
    #[error("{calendar}: a closure from {from} to {to} ends before it begins")]
    Backwards {
        /// The calendar that settings speak of.
        calendar: CalendarId,
        /// The day it begins.
        from: NaiveDate,
        /// The day it ends.
        to: NaiveDate,
    },
    /// A day said to rest and to be worked, or to be a holiday and none.
    #[error("{calendar}: {day} is said to be two things that exclude each other")]
    Contradiction {
        /// The calendar that settings speak of.
        calendar: CalendarId,
        /// The day.
        day: NaiveDate,
    },
}

/// Everything that is wrong with what settings say, at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct RefusedOverrides(pub Vec<OverrideProblem>);

impl Overrides {
    /// What is said about the calendar of this name.
    pub(super) fn of(&self, name: &str) -> Option<&Override> {
        self.0.iter().find(|(id, _)| id.as_str() == name).map(|(_, said)| said)
    }

    /// Everything that is wrong with it, in the order of the calendars.
    pub(super) fn check(&self) -> Result<(), RefusedOverrides> {
        let problems: Vec<_> = self.0.iter().flat_map(|(id, said)| said.problems(id)).collect();
        if problems.is_empty() { Ok(()) } else { Err(RefusedOverrides(problems)) }
    }
}

impl Override {
    fn problems(&self, calendar: &CalendarId) -> Vec<OverrideProblem> {
        let named = self.holidays.iter().chain(&self.not_holidays).chain(&self.working);
        let ends = self.closures.iter().flat_map(|closure| [&closure.from, &closure.to]);
        let outside = named
            .chain(ends)
            .filter(|day| index_of(**day).is_none())
            .map(|day| OverrideProblem::OutOfRange { calendar: calendar.clone(), day: *day });
        let backwards = self.closures.iter().filter(|closure| closure.to < closure.from).map(
            |&Closure { from, to }| OverrideProblem::Backwards {
                calendar: calendar.clone(),
                from,
                to,
            },
        );
        let closed = |day: &&NaiveDate| {
            self.closures.iter().any(|closure| (closure.from..=closure.to).contains(day))
        };
        let contradictions = self
            .holidays
            .iter()
            .filter(|day| self.not_holidays.contains(day) || self.working.contains(day))
            .chain(self.working.iter().filter(closed))
            .map(|day| OverrideProblem::Contradiction { calendar: calendar.clone(), day: *day });
        outside.chain(backwards).chain(contradictions).collect()
    }
}
