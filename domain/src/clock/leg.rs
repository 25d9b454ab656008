//! On whose calendar, and in whose zone, a clock counts.

use chrono_tz::Tz;

use crate::calendar::CalendarId;

/// One way to compute a clock. A rule may ask for several; the earliest due moment is owed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Leg {
    /// The calendar that says which days are worked.
    pub calendar: CalendarId,
    /// The zone that says which day it is.
    pub zone: Tz,
}
