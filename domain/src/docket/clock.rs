//! A running duty, as the events of a case tell it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::clock::{DueRecord, Duty, Leg, Pause, Tier};
use crate::id::{ItemNo, RegimeId};
use crate::moment::Moment;
use crate::regime::RuleRef;
use crate::text::closed_list;

crate::id::ordinal!(
    /// A clock within a case, in the order in which clocks were started.
    ClockNo
);

/// A clock as it was started. `Of` is what a duty can be about inside the case: an item of a request
/// and whatever stands in its place elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Started<Of = ItemNo> {
    /// Its number.
    pub no: ClockNo,
    /// What it is about; none for a duty of the whole case.
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub item: Option<Of>,
    /// What is owed.
    pub duty: Duty,
    /// Whose word it is.
    pub tier: Tier,
    /// The regime it comes from.
    pub regime: RegimeId,
    /// The rule, pinned.
    pub rule: RuleRef,
    /// Whether it may govern: its rule is reviewed, or was accepted by name.
    pub governs: bool,
    /// The calendars and zones by which it is computed; the earliest is owed.
    pub legs: Vec<Leg>,
    /// From where it counts.
    pub anchor: Moment,
    /// When it is due.
    pub due: DueRecord,
}

/// A clock and what has happened to it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Clock<Of = ItemNo> {
    /// How it was started; the anchor and the due record here stay as they were.
    pub started: Arc<Started<Of>>,
    /// From where it counts now.
    pub anchor: Moment,
    /// Every pause, the last one perhaps open.
    pub pauses: Vec<Pause>,
    /// Whether it runs on its extended period.
    pub extended: bool,
    /// When it is due as last recorded; while it is paused, as it was before.
    pub due: DueRecord,
    /// The warnings given for this due moment.
    pub warned: BTreeSet<Warning>,
    /// Since when it is late, once that was found.
    pub late: Option<DateTime<Utc>>,
    /// How it ended.
    pub ended: Option<Ended>,
}

/// How a clock ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Ended {
    /// When the duty was discharged, or fell away.
    pub at: DateTime<Utc>,
    /// Met in time, met late, or fallen away.
    pub how: EndKind,
}

closed_list!(
    /// How a duty came to its end.
    EndKind, "duty end" {
        /// Discharged in time.
        Met = "met",
        /// Discharged, but late.
        MetLate = "met_late",
        /// No longer owed (withdrawn, or nothing is left to settle).
        FellAway = "fell_away",
    }
);

closed_list!(
    /// What staff are warned of before a governing duty falls due.
    Warning, "warning" {
        /// Half the time is gone.
        HalfTime = "half_time",
        /// Four fifths are gone.
        FourFifths = "four_fifths",
        /// Two working days are left.
        TwoDaysLeft = "two_days_left",
        /// Four hours are left.
        FourHoursLeft = "four_hours_left",
    }
);

closed_list!(
    /// What moved the due moment of an open clock.
    MoveCause, "cause of a move" {
        /// A new edition of its calendar.
        Calendar = "calendar",
        /// A new version of the time zone database.
        TimeZones = "time_zones",
    }
);

impl<Of> Clock<Of> {
    /// Whether the duty is still owed.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    /// The pause that is open, if one is.
    #[must_use]
    pub fn open_pause(&self) -> Option<&Pause> {
        self.pauses.iter().find(|pause| pause.to.is_none())
    }

    /// Whether it is owed and its time runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.is_open() && self.open_pause().is_none()
    }
}
