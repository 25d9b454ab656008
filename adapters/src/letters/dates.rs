//! Dates in words: always the full date, the weekday and the zone.

use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;
use habeas_domain::clock::{Due, DueRecord};
use habeas_domain::moment::Moment;

use super::tongue::Tongue;
use super::zones;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `Monday 14 December 2026`, `2026年12月14日（星期一）`.
pub(super) fn day(tongue: Tongue, day: NaiveDate) -> String {
    let weekday = tongue.pick(weekday(day.weekday()));
    match tongue {
        Tongue::En => format!("{weekday} {}", plain(tongue, day)),
        Tongue::Zh => format!("{}（{weekday}）", plain(tongue, day)),
    }
}

/// The date alone, for where every character counts, or a letter is dated.
pub(super) fn plain(tongue: Tongue, day: NaiveDate) -> String {
    match tongue {
        Tongue::En => {
            format!("{} {} {}", day.day(), MONTHS[day.month0() as usize], day.year())
        }
        Tongue::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
    }
}

/// By when: `Monday 14 December 2026 (end of day, Los Angeles time)`.
pub(super) fn due(tongue: Tongue, due: &DueRecord) -> String {
    due_of(tongue, due.due, due.zone)
}

/// The same of a moment that no clock of ours gave.
pub(super) fn due_of(tongue: Tongue, due: Due, zone: Tz) -> String {
    match due {
        Due::Day(on) => end_of(tongue, on, zone),
        Due::Instant(at) => instant(tongue, at, zone),
    }
}

/// The same in few characters: `14 December 2026 (Los Angeles time)`.
pub(super) fn due_short(tongue: Tongue, due: &DueRecord) -> String {
    day_short(tongue, due.due.day_in(due.zone), due.zone)
}

pub(super) fn day_short(tongue: Tongue, day: NaiveDate, zone: Tz) -> String {
    let zone = zones::in_words(tongue, zone);
    match tongue {
        Tongue::En => format!("{} ({zone})", plain(tongue, day)),
        Tongue::Zh => format!("{}（{zone}）", plain(tongue, day)),
    }
}

/// By the end of that day in that zone.
pub(super) fn end_of(tongue: Tongue, on: NaiveDate, zone: Tz) -> String {
    let (day, zone) = (day(tongue, on), zones::in_words(tongue, zone));
    match tongue {
        Tongue::En => format!("{day} (end of day, {zone})"),
        Tongue::Zh => format!("{day}当天结束前（{zone}）"),
    }
}

/// `Friday 20 November 2026, 16:40 (Los Angeles time)`.
pub(super) fn instant(tongue: Tongue, at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    let (day, time) = (day(tongue, local.date_naive()), local.format("%H:%M"));
    let zone = zones::in_words(tongue, zone);
    match tongue {
        Tongue::En => format!("{day}, {time} ({zone})"),
        Tongue::Zh => format!("{day}{time}（{zone}）"),
    }
}

/// `16:55 (Los Angeles time)`.
pub(super) fn time(tongue: Tongue, at: DateTime<Utc>, zone: Tz) -> String {
    let time = at.with_timezone(&zone).format("%H:%M");
    let zone = zones::in_words(tongue, zone);
    match tongue {
        Tongue::En => format!("{time} ({zone})"),
        Tongue::Zh => format!("{time}（{zone}）"),
    }
}

/// When a letter was received, as exactly as that is known.
pub(super) fn moment(tongue: Tongue, moment: Moment, zone: Tz) -> String {
    match moment {
        Moment::At(at) => instant(tongue, at, zone),
        Moment::On(on) => day(tongue, on),
    }
}

const fn weekday(day: Weekday) -> (&'static str, &'static str) {
    match day {
        Weekday::Mon => ("Monday", "星期一"),
        Weekday::Tue => ("Tuesday", "星期二"),
        Weekday::Wed => ("Wednesday", "星期三"),
        Weekday::Thu => ("Thursday", "星期四"),
        Weekday::Fri => ("Friday", "星期五"),
        Weekday::Sat => ("Saturday", "星期六"),
        Weekday::Sun => ("Sunday", "星期日"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    const LA: Tz = chrono_tz::America::Los_Angeles;

    #[test]
    fn a_day_has_its_weekday_and_its_zone() {
        let monday = on("2026-12-14");
        assert_eq!(
            end_of(Tongue::En, monday, LA),
            "Monday 14 December 2026 (end of day, Los Angeles time)"
        );
        assert_eq!(
            end_of(Tongue::Zh, monday, LA),
            "2026年12月14日（星期一）当天结束前（洛杉矶时间）"
        );
    }

    #[test]
    fn every_weekday_and_month_has_its_own_word() {
        for tongue in Tongue::ALL {
            let week: std::collections::BTreeSet<String> =
                on("2026-01-01").iter_days().take(366).map(|d| day(tongue, d)).collect();
            assert_eq!(week.len(), 366);
        }
        // Known days, from a printed calendar.
        for (date, words) in [
            ("2026-11-20", "Friday 20 November 2026"),
            ("2028-02-29", "Tuesday 29 February 2028"),
            ("2026-01-04", "Sunday 4 January 2026"),
            ("2026-08-01", "Saturday 1 August 2026"),
        ] {
            assert_eq!(day(Tongue::En, on(date)), words);
        }
        assert_eq!(day(Tongue::Zh, on("2026-01-04")), "2026年1月4日（星期日）");
    }

    #[test]
    fn an_instant_is_told_in_the_time_of_its_place() {
        let at = "2026-11-21T00:40:00Z".parse().unwrap();
        assert_eq!(
            instant(Tongue::En, at, LA),
            "Friday 20 November 2026, 16:40 (Los Angeles time)"
        );
        assert_eq!(
            instant(Tongue::Zh, at, chrono_tz::Asia::Shanghai),
            "2026年11月21日（星期六）08:40（北京时间）"
        );
    }
}
