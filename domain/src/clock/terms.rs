//! What a clock is reckoned from, besides the calendar.

use chrono::{DateTime, Utc};

use super::rule::{FirstDay, PauseMode, Period, Roll, Rule};
use crate::ground::PauseGround;

/// What a rule says about counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Terms {
    /// How long.
    pub period: Period,
    /// Whether the anchor's own day (or hour) counts.
    pub first_day: FirstDay,
    /// What happens when the last day is a day of rest. Means nothing for hours, nor for working
    /// days, which end on one.
    pub roll: Roll,
    /// What a pause does. For hours both kinds of suspension are the same: elapsed time.
    pub pause: PauseMode,
}

impl Terms {
    /// These terms with the whole period that an extension gives, counted from the same anchor:
    /// three months, not a due date and two months more.
    #[must_use]
    pub const fn extended_to(self, total: Period) -> Self {
        Self { period: total, ..self }
    }
}

impl Rule {
    /// What this rule says about counting.
    #[must_use]
    pub const fn terms(&self) -> Terms {
        Terms { period: self.period, first_day: self.first_day, roll: self.roll, pause: self.pause }
    }
}

/// A time in which we waited for someone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Pause {
    /// For what.
    pub ground: PauseGround,
    /// When we asked.
    pub from: DateTime<Utc>,
    /// When the answer came; nothing while we still wait.
    pub to: Option<DateTime<Utc>>,
}
