//! Worked examples: pairs that regulators state or that follow from the rule text, and working
//! days computed by several independent libraries that agree.

#![cfg(test)]

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use habeas_domain::calendar::{CalendarId, Calendars};
use habeas_domain::clock::{Due, FirstDay, PauseMode, Period, Roll, Terms, reckon, reckon_plain};
use habeas_domain::moment::Moment;

fn rows(name: &str) -> Vec<csv::StringRecord> {
    let path = format!("{}/../tests/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    let rows: Vec<_> =
        csv::Reader::from_path(path).unwrap().into_records().map(Result::unwrap).collect();
    assert!(rows.len() >= 60);
    rows
}

fn terms(period: Period, roll: Roll) -> Terms {
    Terms { period, first_day: period.usual_first_day(), roll, pause: PauseMode::None }
}

/// What the name of a rule in the table means, and which derived calendar it counts by.
fn rule(name: &str) -> (Terms, &'static str) {
    use Period::{Days, Hours, Months};
    let included = |terms: Terms| Terms { first_day: FirstDay::Included, ..terms };
    let event_hour_out = |terms: Terms| Terms { first_day: FirstDay::Excluded, ..terms };
    let rolling = |period| terms(period, Roll::WorkingDay);
    match name {
        "MONTH+1/no-roll" => (terms(Months(1), Roll::None), ""),
        "UK-1M-ROLL" | "EU1182-1M-ROLL" => (rolling(Months(1)), ""),
        "UK-3M-FROM-START-ROLL" => (rolling(Months(3)), ""),
        "UK-COMPLAINT-ACK-30D-ROLL" | "CN-30D-ROLL" => (rolling(Days(30)), ""),
        "CCPA-45D-EXCL" => (terms(Days(45), Roll::None), ""),
        "CCPA-45D-INCL" => (included(terms(Days(45), Roll::None)), ""),
        "CCPA-90D-TOTAL-EXCL" => (terms(Days(90), Roll::None), ""),
        "HK-40D-ROLL" => (rolling(Days(40)), ""),
        "KR-10D-ROLL" => (rolling(Days(10)), ""),
        "JP-BREACH-30D-DAY1-INCL-ROLL" => (included(rolling(Days(30))), "+year-end"),
        "JP-BREACH-60D-DAY1-INCL-ROLL" => (included(rolling(Days(60))), "+year-end"),
        "BR-15D-ROLL" => (rolling(Days(15)), ""),
        "ZA-30D-ROLL-SUN" | "CA-30D-ROLL-SUN" => (terms(Days(30), Roll::NotSundayOrHoliday), ""),
        "HOURS-72-EU1182" => (event_hour_out(terms(Hours(72), Roll::None)), ""),
        "HOURS-72-ELAPSED" => (terms(Hours(72), Roll::None), ""),
        "HOURS-4-ELAPSED" => (terms(Hours(4), Roll::None), ""),
        other => panic!("the table has a rule {other} that this test does not know"),
    }
}

#[test]
fn months_days_and_hours_end_as_the_worked_examples_do() {
    let calendars = Calendars::shipped();
    for row in rows("months_days_hours.csv") {
        let [id, name, place, start, due] = std::array::from_fn(|field| &row[field]);
        let (terms, derived) = rule(name);
        let expected = match terms.period {
            Period::Hours(_) => Due::Instant(due.parse().unwrap()),
            Period::Days(_) | Period::WorkingDays(_) | Period::Months(_) => {
                Due::Day(due.parse().unwrap())
            }
        };
        let found = if let Period::Hours(_) = terms.period {
            let zone: Tz = place.parse().unwrap();
            let start = Moment::At(DateTime::parse_from_rfc3339(start).unwrap().to_utc());
            reckon_plain(&terms, start, &[], zone)
        } else {
            let start = Moment::On(start.parse().unwrap());
            if place == "-" {
                reckon_plain(&terms, start, &[], Tz::UTC)
            } else {
                let calendar = CalendarId::parse(&format!("{place}{derived}")).unwrap();
                reckon(&terms, start, &[], Tz::UTC, &calendars.get(&calendar).unwrap())
            }
        };
        let found = found.unwrap();
        assert_eq!(found.due, Some(expected), "row {id}, {name}:\n{}", found.trace);
    }
}

#[test]
fn working_days_end_where_independent_libraries_agree() {
    let calendars = Calendars::shipped();
    for row in rows("working_days.csv") {
        let [id, country, region, kind, start, _, worked, count, due] =
            std::array::from_fn(|field| &row[field]);
        let name = match (kind, region) {
            ("any-part", _) => format!("{country}+any-part"),
            ("nz-privacy", _) => format!("{country}+privacy-act"),
            (_, "") => country.to_owned(),
            (_, region) => format!("{country}-{region}"),
        };
        let calendar = calendars.get(&CalendarId::parse(&name).unwrap()).unwrap();
        let start: NaiveDate = start.parse().unwrap();
        assert_eq!(calendar.is_working(start).unwrap(), worked == "Y", "row {id}");
        let terms = terms(Period::WorkingDays(count.parse().unwrap()), Roll::None);
        let found = reckon(&terms, Moment::On(start), &[], Tz::UTC, &calendar).unwrap();
        let expected = Due::Day(due.parse().unwrap());
        assert_eq!(found.due, Some(expected), "row {id}, {name}:\n{}", found.trace);
    }
}
