use super::*;
use Period::{Days, Months, WorkingDays};

fn end_of(terms: &Terms, from: &str) -> String {
    due_day(&reckon_plain(terms, on(from), &[], Tz::UTC).unwrap())
}

#[test]
fn a_month_ends_on_the_same_number_or_on_its_last_day() {
    let month = plain(Months(1));
    assert_eq!(end_of(&month, "2026-09-03"), "2026-10-03");
    assert_eq!(end_of(&month, "2026-01-31"), "2026-02-28");
    assert_eq!(end_of(&month, "2028-01-31"), "2028-02-29");
    assert_eq!(end_of(&month, "2028-02-29"), "2028-03-29");
    assert_eq!(end_of(&plain(Months(12)), "2028-02-29"), "2029-02-28");
    assert_eq!(end_of(&plain(Months(0)), "2026-01-31"), "2026-01-31");
}

#[test]
fn an_extension_counts_from_the_beginning_and_not_from_the_clamped_end() {
    let month = rolling(Months(1));
    let uk = calendar("GB-ENG");
    assert_eq!(due_on(&month, "2026-01-30", "GB-ENG"), "2026-03-02");
    let extended = reckon(&month.extended_to(Months(3)), on("2026-01-30"), &[], Tz::UTC, &uk)
        .unwrap()
        .extending(Months(1), Months(3));
    assert_eq!(due_day(&extended), "2026-04-30");
    let told = Step::Extended { original: Months(1), total: Months(3) };
    assert!(extended.trace.0.contains(&told));
}

#[test]
fn a_first_day_that_counts_ends_it_one_day_earlier() {
    let included = |period| Terms { first_day: FirstDay::Included, ..plain(period) };
    assert_eq!(end_of(&included(Days(45)), "2026-01-02"), "2026-02-15");
    assert_eq!(end_of(&included(Months(1)), "2026-03-01"), "2026-03-31");
    // There is no 31 February before which a day could lie: the month ends.
    assert_eq!(end_of(&included(Months(1)), "2026-01-31"), "2026-02-28");
    assert_eq!(due_on(&included(WorkingDays(1)), "2026-11-20", "US"), "2026-11-20");
    assert_eq!(due_on(&included(WorkingDays(1)), "2026-11-21", "US"), "2026-11-23");
    assert_eq!(due_on(&included(WorkingDays(2)), "2026-11-20", "US"), "2026-11-23");
}

#[test]
fn no_days_at_all_end_on_the_next_day_that_is_worked() {
    assert_eq!(due_on(&plain(WorkingDays(0)), "2026-11-21", "US"), "2026-11-23");
    assert_eq!(due_on(&plain(WorkingDays(0)), "2026-11-20", "US"), "2026-11-20");
    assert_eq!(end_of(&plain(Days(0)), "2026-11-21"), "2026-11-21");
}

#[test]
fn days_on_which_china_makes_up_for_a_holiday_count_and_stand() {
    let counted = reckon(&plain(WorkingDays(15)), on("2026-09-20"), &[], Tz::UTC, &calendar("CN"));
    let counted = counted.unwrap();
    assert_eq!(due_day(&counted), "2026-10-16");
    let made_up =
        Step::CountedUnusual { day: day("2026-10-10"), why: crate::calendar::DayKind::MakeUp };
    assert!(counted.trace.0.contains(&made_up));
    assert_eq!(due_on(&rolling(Days(30)), "2026-09-10", "CN"), "2026-10-10");
}

#[test]
fn a_saturday_stands_in_hong_kong_and_where_only_sundays_and_holidays_roll() {
    assert_eq!(due_on(&rolling(Days(40)), "2026-01-05", "HK"), "2026-02-14");
    let sundays = Terms { roll: Roll::NotSundayOrHoliday, ..plain(Days(10)) };
    assert_eq!(due_on(&sundays, "2026-12-09", "ZA"), "2026-12-19");
    assert_eq!(due_on(&sundays, "2026-12-10", "ZA"), "2026-12-21");
    // 26 December 2026 is a Saturday and a holiday.
    assert_eq!(due_on(&sundays, "2026-12-16", "ZA"), "2026-12-28");
    // Ontario observes it on the Monday as well.
    assert_eq!(due_on(&sundays, "2026-12-16", "CA-ON"), "2026-12-29");
}

#[test]
fn the_summer_of_new_zealand_does_not_count() {
    assert_eq!(due_on(&plain(WorkingDays(20)), "2025-12-12", "NZ+privacy-act"), "2026-02-02");
    assert_eq!(due_on(&plain(WorkingDays(20)), "2025-12-12", "NZ"), "2026-01-15");
}

#[test]
fn a_receipt_late_in_the_evening_counts_on_its_own_day() {
    let month = plain(Months(1));
    let evening = at("2026-01-30T23:30:00-08:00");
    let there = reckon_plain(&month, evening, &[], chrono_tz::America::Los_Angeles).unwrap();
    assert_eq!(due_day(&there), "2026-02-28");
    let elsewhere = reckon_plain(&plain(Days(1)), evening, &[], chrono_tz::Asia::Shanghai).unwrap();
    assert_eq!(due_day(&elsewhere), "2026-02-01");
}

#[test]
fn at_both_ends_of_the_world_a_day_is_the_same_day_and_ends_at_its_own_time() {
    let east = chrono_tz::Pacific::Kiritimati;
    let west = chrono_tz::Etc::GMTPlus12;
    let [first, last] = [east, west].map(|zone| {
        let found = reckon(&plain(Days(40)), on("2026-05-09"), &[], zone, &calendar("HK")).unwrap();
        assert_eq!(due_day(&found), "2026-06-18");
        found.record().unwrap()
    });
    assert_eq!(first.late_from, instant("2026-06-18T10:00:00Z"));
    assert_eq!(last.late_from, instant("2026-06-19T12:00:00Z"));
    assert_eq!((first.offset, last.offset), (14 * 3600, -12 * 3600));
    assert_eq!(first.due, last.due);
}

#[test]
fn a_date_in_a_year_that_is_not_published_is_provisional() {
    let cn = calendar("CN");
    let found = reckon(&plain(WorkingDays(15)), on("2026-12-15"), &[], Tz::UTC, &cn).unwrap();
    assert!(found.provisional && found.record().unwrap().provisional);
    assert!(found.trace.to_string().contains("CN is official through 2026; 2027 may yet change"));
    let found = reckon(&plain(WorkingDays(15)), on("2026-11-20"), &[], Tz::UTC, &cn).unwrap();
    assert!(!found.provisional);
    // Whoever does not look at rest days does not depend on them.
    let found = reckon(&plain(Days(30)), on("2026-12-15"), &[], Tz::UTC, &cn).unwrap();
    assert!(!found.provisional);
}

#[test]
fn a_holiday_added_later_moves_a_clock_and_its_digest() {
    let said = r#"{"GB-SCT": {"holidays": ["2026-06-15", "2026-06-16"]}}"#;
    let changed = Calendars::with_overrides(serde_json::from_str(said).unwrap()).unwrap();
    let changed = changed.get(&CalendarId::parse("GB-SCT").unwrap()).unwrap();
    let terms = plain(WorkingDays(10));
    let before = reckon(&terms, on("2026-06-08"), &[], Tz::UTC, &calendar("GB-SCT")).unwrap();
    let after = reckon(&terms, on("2026-06-08"), &[], Tz::UTC, &changed).unwrap();
    // 15 June 2026 is a holiday already.
    assert_eq!((due_day(&before), due_day(&after)), ("2026-06-23".into(), "2026-06-24".into()));
    let (before, after) = (before.record().unwrap(), after.record().unwrap());
    assert_ne!(before.calendar_digest, after.calendar_digest);
    assert_eq!(before.tzdb, after.tzdb);
}

#[test]
fn what_cannot_be_reckoned_is_an_error() {
    let rolls = rolling(Months(1));
    assert_eq!(reckon_plain(&rolls, on("2026-01-01"), &[], Tz::UTC), Err(ClockError::NoCalendar));
    let late = reckon(&rolls, on("2035-12-15"), &[], Tz::UTC, &calendar("US"));
    assert!(matches!(late, Err(ClockError::Calendar(_))));
    for far in [plain(Days(u32::MAX)), plain(Days(9_000_000)), plain(Months(u32::MAX))] {
        assert_eq!(reckon_plain(&far, on("2026-01-01"), &[], Tz::UTC), Err(ClockError::TooFar));
    }
    let never = Moment::On(NaiveDate::MAX);
    assert_eq!(reckon_plain(&plain(Days(0)), never, &[], Tz::UTC), Err(ClockError::TooFar));
}

#[test]
fn the_words_tell_every_step() {
    let found = reckon(&plain(WorkingDays(8)), on("2026-09-30"), &[], Tz::UTC, &calendar("CN"));
    assert_eq!(
        found.unwrap().trace.to_string(),
        "From Wed 30 Sep 2026, by the days of UTC, on the calendar CN.\n\
         Wed 30 Sep 2026: the day itself, not counted.\n\
         Thu 1 Oct 2026 to Sat 3 Oct 2026: a public holiday, not counted.\n\
         Sun 4 Oct 2026: a weekend, not counted.\n\
         Mon 5 Oct 2026 to Wed 7 Oct 2026: a public holiday, not counted.\n\
         Sat 10 Oct 2026: a make-up working day, counted.\n\
         Sun 11 Oct 2026: a weekend, not counted.\n\
         Counting 8 working days ends on Fri 16 Oct 2026.\n\
         Due by the end of Fri 16 Oct 2026; late from Sat 17 Oct 2026 00:00:00 +00:00."
    );
    let found = reckon(&rolling(Months(1)), on("2026-01-30"), &[], Tz::UTC, &calendar("GB-ENG"));
    assert_eq!(
        found.unwrap().trace.to_string(),
        "From Fri 30 Jan 2026, by the days of UTC, on the calendar GB-ENG.\n\
         Fri 30 Jan 2026: the day itself, not counted.\n\
         That month has no such day, so its last day stands: Sat 28 Feb 2026.\n\
         Counting 1 month ends on Sat 28 Feb 2026.\n\
         Sat 28 Feb 2026: a weekend, so it cannot be the last day.\n\
         Sun 1 Mar 2026: a weekend, so it cannot be the last day.\n\
         The next day that can is Mon 2 Mar 2026.\n\
         Due by the end of Mon 2 Mar 2026; late from Tue 3 Mar 2026 00:00:00 +00:00."
    );
}
