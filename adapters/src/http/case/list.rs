//! What lists of cases have in common.

use chrono::{DateTime, Utc};
use habeas_domain::moment::Moment;

use crate::views::due::Due;
use crate::views::page::Count;

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
