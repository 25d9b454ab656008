use super::*;
use chrono::NaiveDate;

fn id(text: &str) -> CalendarId {
    CalendarId::parse(text).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn kind(calendars: &Calendars, calendar: &str, on: &str) -> DayKind {
    calendars.get(&id(calendar)).unwrap().day_kind(day(on)).unwrap()
}

fn overrides(json: &str) -> Overrides {
    serde_json::from_str(json).unwrap()
}

#[test]
fn only_calendars_that_are_shipped_have_a_name() {
    for name in ["CN", "GB-ENG", "US-CA", "NZ-WGN", "GB+any-part", "NZ+privacy-act"] {
        assert_eq!(id(name).as_str(), name);
    }
    for name in ["", "XX", "cn", "US-ZZ", "US+any-part", "GB+", "CN ", "CN+year-end", "ＣＮ"] {
        assert!(CalendarId::parse(name).is_err(), "{name}");
    }
}

#[test]
fn a_region_is_no_country() {
    assert!(is_country("JP"));
    assert!(!is_country("XX"));
    assert!(!is_country("US-CA"));
}

#[test]
fn a_saturday_that_makes_up_for_a_holiday_is_worked_in_china() {
    let calendars = Calendars::shipped();
    assert_eq!(kind(&calendars, "CN", "2026-10-10"), DayKind::MakeUp);
    assert!(calendars.get(&id("CN")).unwrap().is_working(day("2026-10-10")).unwrap());
    assert_eq!(kind(&calendars, "CN", "2026-10-07"), DayKind::PublicHoliday);
    assert_eq!(kind(&calendars, "CN", "2026-10-11"), DayKind::Weekend);
}

#[test]
fn a_saturday_that_is_a_holiday_is_told_from_an_ordinary_one() {
    let calendars = Calendars::shipped();
    for country in ["ZA", "CA-ON"] {
        let calendar = calendars.get(&id(country)).unwrap();
        assert!(calendar.is_sunday_or_holiday(day("2026-12-26")).unwrap(), "{country}");
        assert!(!calendar.is_sunday_or_holiday(day("2026-12-19")).unwrap(), "{country}");
        assert!(calendar.is_sunday_or_holiday(day("2026-12-20")).unwrap(), "{country}");
    }
}

#[test]
fn weekends_follow_the_country_and_the_time() {
    let calendars = Calendars::shipped();
    assert_eq!(kind(&calendars, "AE", "2021-11-05"), DayKind::Weekend); // a Friday
    assert_eq!(kind(&calendars, "AE", "2022-11-04"), DayKind::Working); // a Friday
    assert_eq!(kind(&calendars, "AE", "2022-11-06"), DayKind::Weekend); // a Sunday
    assert_eq!(kind(&calendars, "HK", "2026-10-24"), DayKind::Working); // a Saturday
}

#[test]
fn any_part_of_the_united_kingdom_may_rest() {
    let calendars = Calendars::shipped();
    // 17 March in Northern Ireland, 3 August in Scotland, 31 August elsewhere.
    for holiday in ["2026-03-17", "2026-08-03", "2026-08-31"] {
        assert_eq!(kind(&calendars, "GB+any-part", holiday), DayKind::PublicHoliday, "{holiday}");
    }
    assert_eq!(kind(&calendars, "GB-ENG", "2026-03-17"), DayKind::Working);
}

#[test]
fn derived_calendars_rest_across_new_year() {
    let calendars = Calendars::shipped();
    assert_eq!(kind(&calendars, "NZ+privacy-act", "2026-12-24"), DayKind::Working);
    assert_eq!(kind(&calendars, "NZ+privacy-act", "2026-12-25"), DayKind::PublicHoliday);
    assert_eq!(kind(&calendars, "NZ+privacy-act", "2026-12-29"), DayKind::SummerBreak);
    assert_eq!(kind(&calendars, "NZ+privacy-act", "2027-01-15"), DayKind::SummerBreak);
    assert_eq!(kind(&calendars, "NZ+privacy-act", "2027-01-18"), DayKind::Working);
    assert_eq!(kind(&calendars, "JP+year-end", "2026-12-29"), DayKind::YearEnd);
    assert_eq!(kind(&calendars, "JP+year-end", "2027-01-01"), DayKind::PublicHoliday);
    assert_eq!(kind(&calendars, "JP+year-end", "2027-01-04"), DayKind::Working);
}

#[test]
fn what_is_announced_each_year_is_official_only_so_far() {
    let calendars = Calendars::shipped();
    let through = |name| calendars.get(&id(name)).unwrap().official_through();
    assert_eq!(through("CN"), 2026);
    assert_eq!(through("GB-ENG"), 2028);
    assert_eq!(through("JP"), 2027);
    assert_eq!(through("US-CA"), 2035);
}

#[test]
fn a_day_outside_the_covered_years_is_refused() {
    let calendar = Calendars::shipped().get(&id("US")).unwrap();
    assert!(calendar.is_working(day("2015-01-01")).is_ok());
    assert!(calendar.is_working(day("2035-12-31")).is_ok());
    for outside in ["2014-12-31", "2036-01-01"] {
        let refused = CalendarError::OutOfRange { calendar: id("US"), day: day(outside) };
        assert_eq!(calendar.is_working(day(outside)), Err(refused));
    }
}

#[test]
fn every_calendar_expands() {
    let calendars = Calendars::shipped();
    let mut seen = 0;
    for name in Calendars::ids() {
        let calendar = calendars.get(&name).unwrap();
        assert!((2014..=2035).contains(&calendar.official_through()), "{name}");
        seen += 1;
    }
    assert!(seen > 890);
}

#[test]
fn settings_add_and_remove_days() {
    let said = overrides(
        r#"{"GB-SCT": {"holidays": ["2026-06-29"], "not_holidays": ["2026-08-03", "2026-12-26"]},
            "CN": {"holidays": ["2027-02-11"], "working": ["2027-02-20"], "official_through": 2027},
            "HK": {"closures": [{"from": "2026-09-21", "to": "2026-09-22"}]}}"#,
    );
    let calendars = Calendars::with_overrides(said).unwrap();
    assert_eq!(kind(&calendars, "GB-SCT", "2026-06-29"), DayKind::DeclaredHoliday);
    assert_eq!(kind(&calendars, "GB-SCT", "2026-08-03"), DayKind::Working);
    // A Saturday is a Saturday again, not a working day.
    assert_eq!(kind(&calendars, "GB-SCT", "2026-12-26"), DayKind::Weekend);
    assert_eq!(kind(&calendars, "CN", "2027-02-20"), DayKind::DeclaredWorking);
    assert_eq!(kind(&calendars, "HK", "2026-09-22"), DayKind::Closure);
    assert_eq!(kind(&calendars, "HK", "2026-09-23"), DayKind::Working);
    assert_eq!(calendars.get(&id("CN")).unwrap().official_through(), 2027);
    // A derived calendar takes it over.
    assert_eq!(kind(&calendars, "GB+any-part", "2026-06-29"), DayKind::DeclaredHoliday);
}

#[test]
fn a_digest_changes_with_the_days_of_that_calendar_alone() {
    let shipped = Calendars::shipped();
    let said = overrides(r#"{"GB-SCT": {"holidays": ["2026-06-29"]}}"#);
    let changed = Calendars::with_overrides(said).unwrap();
    let digests =
        |name| (shipped.get(&id(name)).unwrap().digest(), changed.get(&id(name)).unwrap().digest());
    let (before, after) = digests("GB-SCT");
    assert_ne!(before, after);
    let (before, after) = digests("GB-ENG");
    assert_eq!(before, after);
    assert_ne!(shipped.digest(), changed.digest());
    assert_eq!(shipped.digest(), Calendars::shipped().digest());
}

#[test]
fn everything_wrong_with_settings_is_named_at_once() {
    let said = overrides(
        r#"{"CN": {"holidays": ["2036-01-01", "2027-02-20"], "working": ["2027-02-20"]},
            "HK": {"closures": [{"from": "2026-09-22", "to": "2026-09-21"}]}}"#,
    );
    let RefusedOverrides(problems) = Calendars::with_overrides(said).unwrap_err();
    assert_eq!(problems.len(), 3);
    assert!(serde_json::from_str::<Overrides>(r#"{"XX": {}}"#).is_err());
    assert!(serde_json::from_str::<Overrides>(r#"{"CN": {"holiday": []}}"#).is_err());
}

#[test]
fn the_source_is_named() {
    let source = Calendars::source();
    assert_eq!((source.package.as_str(), source.licence.as_str()), ("holidays", "MIT"));
}
