//! How a due moment was found, step by step, as data. `words` puts it into sentences.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::due::Due;
use super::rule::Period;
use crate::calendar::{CalendarId, DayKind};
use crate::ground::PauseGround;

/// The steps by which a due moment was found, in order. Never stored: always reckoned again.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct Trace(pub Vec<Step>);

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// From where the clock counts.
    Anchored {
        /// The instant, where one is known.
        at: Option<DateTime<Utc>>,
        /// The civil day in the zone.
        day: NaiveDate,
        /// The zone.
        zone: Tz,
        /// The calendar, where there is one.
        calendar: Option<CalendarId>,
    },
    /// An extension was told: the whole period now counts from the anchor.
    Extended {
        /// The period as it was.
        original: Period,
        /// The whole period now.
        total: Period,
    },
    /// The anchor's own day is not counted.
    FirstDayOut {
        /// That day.
        day: NaiveDate,
    },
    /// The anchor's own day is day one.
    FirstDayIn {
        /// That day.
        day: NaiveDate,
    },
    /// Hours count from the instant itself.
    CountedFrom {
        /// That instant.
        at: DateTime<Utc>,
    },
    /// The rest of the hour in which it happened is not counted.
    HourLeftOut {
        /// When it happened.
        at: DateTime<Utc>,
        /// The next full hour in the zone, from which hours count.
        counted_from: DateTime<Utc>,
    },
    /// The hour in which it happened is hour one.
    HourIn {
        /// When it happened.
        at: DateTime<Utc>,
        /// The beginning of that hour in the zone.
        counted_from: DateTime<Utc>,
    },
    /// We waited for someone, but this rule lets its clock run on.
    RanOn {
        /// For what.
        ground: PauseGround,
        /// Since when.
        from: DateTime<Utc>,
    },
    /// We asked when the duty was late already, which changes nothing.
    AskedTooLate {
        /// For what.
        ground: PauseGround,
        /// When.
        from: DateTime<Utc>,
    },
    /// Days were left out. Days that an earlier pause left out already are not told again.
    DaysLeftOut {
        /// What we waited for.
        ground: PauseGround,
        /// The civil day on which we asked.
        asked: NaiveDate,
        /// The civil day on which the answer came.
        answered: NaiveDate,
        /// How many days were left out by it, of any kind.
        days: u32,
    },
    /// Time was left out. What an earlier pause left out already is not told again.
    TimeLeftOut {
        /// What we waited for.
        ground: PauseGround,
        /// When we asked.
        from: DateTime<Utc>,
        /// When the answer came.
        to: DateTime<Utc>,
        /// How many whole seconds were left out by it.
        seconds: i64,
    },
    /// We still wait, and until the answer comes nothing is due.
    Held {
        /// For what.
        ground: PauseGround,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// A day was not counted as a working day.
    Skipped {
        /// The day.
        day: NaiveDate,
        /// What it is.
        why: DayKind,
    },
    /// A working day was not counted because we waited for someone.
    SkippedWaiting {
        /// The day.
        day: NaiveDate,
    },
    /// A day was counted that one would take for free.
    CountedUnusual {
        /// The day.
        day: NaiveDate,
        /// What it is.
        why: DayKind,
    },
    /// The last month has no such day, so its last day stands.
    MonthEnd {
        /// The last day of that month.
        day: NaiveDate,
    },
    /// The end of the period, before pauses and rest days move it.
    Counted {
        /// The period.
        period: Period,
        /// Its last day.
        last: NaiveDate,
    },
    /// The end of the period in hours, before pauses move it.
    HoursCounted {
        /// The period.
        period: Period,
        /// Its end.
        end: DateTime<Utc>,
    },
    /// The days left out moved the end.
    MovedByPauses {
        /// From here.
        from: NaiveDate,
        /// To here.
        to: NaiveDate,
    },
    /// The time left out moved the end.
    TimeMovedByPauses {
        /// From here.
        from: DateTime<Utc>,
        /// To here.
        to: DateTime<Utc>,
    },
    /// The last day is a day of rest, so a later one stands for it.
    Rolled {
        /// From here.
        from: NaiveDate,
        /// To here.
        to: NaiveDate,
        /// The days rolled over, with what each is.
        over: Vec<Rest>,
    },
    /// The calendar of that year was not published when it was exported.
    Provisional {
        /// The calendar.
        calendar: CalendarId,
        /// The year reached.
        year: i32,
        /// The last year that is official.
        official_through: i32,
    },
    /// The same duty was reckoned on other calendars too, and none of them falls earlier.
    Compared {
        /// What came out there.
        others: Vec<Other>,
    },
    /// What is due in the end.
    Due {
        /// The day or instant.
        due: Due,
        /// The first instant at which it is late.
        late_from: DateTime<Utc>,
    },
}

/// A day of rest, with what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Rest {
    /// The day.
    pub day: NaiveDate,
    /// What it is.
    pub why: DayKind,
}

/// The same duty on another calendar, which falls later or on the same moment.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Other {
    /// The calendar.
    pub calendar: CalendarId,
    /// The zone.
    pub zone: Tz,
    /// What is due there; nothing while an open pause holds it.
    pub due: Option<Due>,
    /// The first instant at which it is late there.
    pub late_from: Option<DateTime<Utc>>,
    /// Whether that due moment is provisional.
    pub provisional: bool,
    /// How it was found.
    pub trace: Trace,
}
