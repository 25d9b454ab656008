//! Moments of the script, counted back from the day on which the demo is started.

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use habeas_domain::moment::start_of_day;

/// What the script puts into so many hours happens in the first minutes of them: people come to the
/// desk together, and a demo is there at once because its workers need not look for each of them.
const SESSION: TimeDelta = TimeDelta::hours(3);
/// How much closer together.
const CLOSER: i32 = 12;

/// A moment of the script.
#[derive(Debug, Clone, Copy)]
pub(super) enum When {
    /// At a time of day, on the weekday that lies so many weekdays before today. Thirty are six
    /// weeks. Holidays are not left out: the desk must be playable on any day.
    Weekday { back: u32, hour: i64, minute: i64 },
    /// So many minutes ago.
    Ago(i64),
}

/// At this time, so many weekdays before today (at least one: the time of day has then passed).
pub(super) const fn day(back: u32, hour: i64, minute: i64) -> When {
    When::Weekday { back, hour, minute }
}

/// So many minutes ago.
pub(super) const fn ago(minutes: i64) -> When {
    When::Ago(minutes)
}

impl When {
    /// The instant, as seen from that time in that zone.
    pub(super) fn instant(self, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        match self {
            Self::Ago(minutes) => now - TimeDelta::minutes(minutes),
            Self::Weekday { back, hour, minute } => {
                let day = weekdays_before(now.with_timezone(&zone).date_naive(), back);
                let into = TimeDelta::hours(hour) + TimeDelta::minutes(minute);
                let session =
                    SESSION * i32::try_from(into.num_hours() / SESSION.num_hours()).unwrap_or(0);
                (start_of_day(day, zone) + session + (into - session) / CLOSER).min(now)
            }
        }
    }
}

fn weekdays_before(mut day: NaiveDate, mut back: u32) -> NaiveDate {
    while back > 0 {
        day = day.pred_opt().unwrap_or(day);
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            back -= 1;
        }
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_are_counted_back_from_any_day() {
        let zone = chrono_tz::America::Los_Angeles;
        for (now, back, hour, minute, expected) in [
            ("2026-03-09T17:00:00Z", 1, 9, 0, "2026-03-06T17:00:00+00:00"),
            ("2026-03-08T17:00:00Z", 1, 9, 0, "2026-03-06T17:00:00+00:00"),
            // Summer time began in between.
            ("2026-03-10T17:00:00Z", 1, 9, 0, "2026-03-09T16:00:00+00:00"),
            // An hour and a half later in the script are a few minutes for those who come along.
            ("2026-03-10T17:00:00Z", 1, 10, 30, "2026-03-09T16:07:30+00:00"),
            ("2026-03-10T17:00:00Z", 1, 12, 0, "2026-03-09T19:00:00+00:00"),
        ] {
            let now = DateTime::parse_from_rfc3339(now).unwrap().to_utc();
            assert_eq!(day(back, hour, minute).instant(now, zone).to_rfc3339(), expected);
        }
    }
}
