use super::*;
use Period::WorkingDays;

fn leg(calendar: &str, zone: Tz) -> Leg {
    Leg { calendar: CalendarId::parse(calendar).unwrap(), zone }
}

const SHANGHAI: Tz = chrono_tz::Asia::Shanghai;
const PACIFIC: Tz = chrono_tz::America::Los_Angeles;

fn fifteen(from: &str, legs: &[Leg]) -> Reckoning {
    reckon_legs(&plain(WorkingDays(15)), at(from), &[], legs, &SHIPPED).unwrap()
}

#[test]
fn whose_fifteen_working_days() {
    // Friday afternoon in California is Saturday in Shanghai.
    let from = "2026-11-20T16:40:00-08:00";
    assert_eq!(due_day(&fifteen(from, &[leg("CN", SHANGHAI)])), "2026-12-11");
    assert_eq!(due_day(&fifteen(from, &[leg("US", PACIFIC)])), "2026-12-14");
    assert_eq!(due_day(&fifteen(from, &[leg("US-CA", PACIFIC)])), "2026-12-15");

    let both = fifteen(from, &[leg("US-CA", PACIFIC), leg("CN", SHANGHAI)]);
    assert_eq!(due_day(&both), "2026-12-11");
    assert_eq!(both.record().unwrap().calendar.as_str(), "CN");
    let Some(Step::Compared { others }) = both.trace.0.last() else {
        panic!("the other leg is told last:\n{}", both.trace)
    };
    assert_eq!(others.len(), 1);
    assert_eq!(others[0].due, Some(Due::Day(day("2026-12-15"))));
    assert!(!others[0].trace.0.is_empty());
}

#[test]
fn around_the_spring_festival_the_gap_is_six_days() {
    let due = |calendar, zone| due_day(&fifteen("2026-02-06T09:00:00Z", &[leg(calendar, zone)]));
    assert_eq!(due("GB", chrono_tz::Europe::London), "2026-02-27");
    assert_eq!(due("US", chrono_tz::America::New_York), "2026-03-02");
    assert_eq!(due("CN", SHANGHAI), "2026-03-05");
}

#[test]
fn the_same_day_ends_earlier_further_east() {
    let from = "2026-03-02T05:00:00Z";
    let legs = [leg("US", PACIFIC), leg("US", SHANGHAI)];
    let terms = plain(Period::Days(1));
    let found = reckon_legs(&terms, Moment::On(day("2026-03-02")), &[], &legs, &SHIPPED).unwrap();
    assert_eq!(found.zone, SHANGHAI);
    // By its instant it was still Sunday in California.
    let found = reckon_legs(&terms, at(from), &[], &legs, &SHIPPED).unwrap();
    assert_eq!((found.zone, due_day(&found)), (PACIFIC, "2026-03-02".to_owned()));
}

#[test]
fn the_order_of_the_legs_and_repeating_one_change_nothing() {
    let (a, b) = (leg("CN", SHANGHAI), leg("US-CA", PACIFIC));
    let from = "2026-11-20T16:40:00-08:00";
    let once = fifteen(from, &[a.clone(), b.clone()]);
    assert_eq!(once, fifteen(from, &[b.clone(), a.clone()]));
    assert_eq!(once, fifteen(from, &[a.clone(), b, a]));
}

#[test]
fn a_leg_that_is_held_does_not_hold_the_other() {
    let terms = Terms { pause: PauseMode::SuspendInclusive, ..plain(WorkingDays(15)) };
    // Asked on 12 December, when it is late in China and not yet in the United States.
    let pause = [still_asking("2026-12-12T00:00:00Z")];
    let legs = [leg("US", PACIFIC), leg("CN", SHANGHAI)];
    let from = at("2026-11-20T16:40:00-08:00");
    let found = reckon_legs(&terms, from, &pause, &legs, &SHIPPED).unwrap();
    assert_eq!(due_day(&found), "2026-12-11");
    let early = [still_asking("2026-12-01T00:00:00Z")];
    let held = reckon_legs(&terms, from, &early, &legs, &SHIPPED).unwrap();
    assert_eq!(held.due, None);
}

#[test]
fn a_later_leg_that_may_still_become_the_earlier_one_makes_it_provisional() {
    let legs = [leg("US", PACIFIC), leg("CN", SHANGHAI)];
    let terms = plain(WorkingDays(15));
    let in_both_years = on("2026-12-18");
    let us = reckon_legs(&terms, in_both_years, &[], &legs[..1], &SHIPPED).unwrap();
    let both = reckon_legs(&terms, in_both_years, &[], &legs, &SHIPPED).unwrap();
    assert!(!us.provisional && both.provisional);
    // All that comes before the American date is official in China, whatever 2027 brings.
    let terms = plain(WorkingDays(8));
    let both = reckon_legs(&terms, on("2026-12-18"), &[], &legs, &SHIPPED).unwrap();
    assert_eq!((due_day(&both), both.provisional), ("2026-12-30".to_owned(), false));
}

#[test]
fn no_leg_is_no_clock() {
    let none = reckon_legs(&plain(WorkingDays(1)), on("2026-01-01"), &[], &[], &SHIPPED);
    assert_eq!(none, Err(ClockError::NoCalendar));
}
