use super::*;

#[test]
fn two_working_days_to_ask_for_identity() {
    let us = calendar("US");
    let zone = chrono_tz::America::New_York;
    let friday = at("2026-11-20T16:00:00-05:00");
    let asked_in_time = |asked| within_working_days(friday, at(asked), 2, zone, &us).unwrap();
    assert!(asked_in_time("2026-11-20T16:00:01-05:00"));
    assert!(asked_in_time("2026-11-24T23:59:59-05:00"));
    assert!(!asked_in_time("2026-11-25T00:00:00-05:00"));
    assert!(within_working_days(friday, on("2026-11-19"), 0, zone, &us).unwrap());
}

#[test]
fn one_working_day_before_it_is_due() {
    let cn = calendar("CN");
    let before = |due, count| working_days_before(day(due), count, &cn).unwrap().to_string();
    assert_eq!(before("2026-10-08", 1), "2026-09-30");
    assert_eq!(before("2026-10-12", 1), "2026-10-10");
    assert_eq!(before("2026-10-11", 1), "2026-10-10");
    assert_eq!(before("2026-10-11", 0), "2026-10-10");
    assert_eq!(before("2026-10-12", 0), "2026-10-12");
    assert!(working_days_before(day("2015-01-02"), 5, &cn).is_err());
}

#[test]
fn parts_of_a_time() {
    let (from, to) = (instant("2026-01-01T00:00:00Z"), instant("2026-01-04T00:00:00Z"));
    assert_eq!(part_of(from, to, 0), from);
    assert_eq!(part_of(from, to, 100), to);
    assert_eq!(part_of(from, to, 50), instant("2026-01-02T12:00:00Z"));
    assert_eq!(part_of(from, from, 66), from);
    assert_eq!(
        part_of(DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, 100),
        DateTime::<Utc>::MAX_UTC - chrono::TimeDelta::nanoseconds(999_999)
    );
}
