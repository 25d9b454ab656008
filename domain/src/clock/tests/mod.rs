//! The engine, by what can go wrong: the count of days, pauses, hours, several calendars, the
//! words, and properties that hold for all of them.

mod days;
mod hours;
mod legs;
mod pauses;
mod properties;
mod spans;

use std::sync::{Arc, LazyLock};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::*;
use crate::calendar::{Calendar, CalendarId, Calendars};
use crate::ground::PauseGround;
use crate::moment::Moment;

static SHIPPED: LazyLock<Calendars> = LazyLock::new(Calendars::shipped);

fn calendar(name: &str) -> Arc<Calendar> {
    SHIPPED.get(&CalendarId::parse(name).unwrap()).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn on(text: &str) -> Moment {
    Moment::On(day(text))
}

fn instant(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn at(text: &str) -> Moment {
    Moment::At(instant(text))
}

/// Terms that leave the first day out as usual, neither roll nor pause.
fn plain(period: Period) -> Terms {
    let first_day = period.usual_first_day();
    Terms { period, first_day, roll: Roll::None, pause: PauseMode::None }
}

fn rolling(period: Period) -> Terms {
    Terms { roll: Roll::WorkingDay, ..plain(period) }
}

fn asked(from: &str, to: &str) -> Pause {
    Pause { ground: PauseGround::Clarification, from: instant(from), to: Some(instant(to)) }
}

fn still_asking(from: &str) -> Pause {
    Pause { ground: PauseGround::Identity, from: instant(from), to: None }
}

/// The due day of these terms on a shipped calendar, in UTC and without pauses.
fn due_on(terms: &Terms, from: &str, name: &str) -> String {
    due_day(&reckon(terms, on(from), &[], Tz::UTC, &calendar(name)).unwrap())
}

fn due_day(reckoning: &Reckoning) -> String {
    match reckoning.due {
        Some(Due::Day(day)) => day.to_string(),
        Some(Due::Instant(at)) => panic!("{at} is no day"),
        None => "held".to_owned(),
    }
}
