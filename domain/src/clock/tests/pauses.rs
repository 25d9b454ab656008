use super::*;
use Period::{Days, Hours, Months, WorkingDays};

const MODES: [PauseMode; 2] = [PauseMode::SuspendInclusive, PauseMode::SuspendExclusive];

fn pausing(period: Period, pause: PauseMode) -> Terms {
    Terms { pause, ..plain(period) }
}

fn inclusive(period: Period) -> Terms {
    pausing(period, PauseMode::SuspendInclusive)
}

fn exclusive(period: Period) -> Terms {
    pausing(period, PauseMode::SuspendExclusive)
}

fn due_after(terms: &Terms, from: &str, pauses: &[Pause]) -> String {
    due_day(&reckon(terms, on(from), pauses, Tz::UTC, &calendar("US")).unwrap())
}

/// Days left out, as the trace tells them.
fn left_out(terms: &Terms, from: &str, pauses: &[Pause]) -> u32 {
    let found = reckon(terms, on(from), pauses, Tz::UTC, &calendar("US")).unwrap();
    let told = |step: &Step| if let Step::DaysLeftOut { days, .. } = step { *days } else { 0 };
    found.trace.0.iter().map(told).sum()
}

#[test]
fn the_day_of_asking_and_the_day_of_answering_are_left_out_in_the_united_kingdom() {
    // Data Protection Act 2018 s.54(3C): asked on 10 March, answered on the 14th, is five days.
    let pause = [asked("2026-03-10T09:00:00Z", "2026-03-14T17:00:00Z")];
    assert_eq!(left_out(&inclusive(Months(1)), "2026-03-02", &pause), 5);
    assert_eq!(due_after(&inclusive(Months(1)), "2026-03-02", &pause), "2026-04-07");
    assert_eq!(left_out(&exclusive(Months(1)), "2026-03-02", &pause), 4);
    assert_eq!(due_after(&exclusive(Months(1)), "2026-03-02", &pause), "2026-04-06");
    // The due day moves first, and rolls then: 6 April 2026 is Easter Monday.
    let rolls = Terms { roll: Roll::WorkingDay, ..inclusive(Months(1)) };
    let uk = calendar("GB-ENG");
    let found = reckon(&rolls, on("2026-03-01"), &pause, Tz::UTC, &uk).unwrap();
    assert_eq!(due_day(&found), "2026-04-07");
}

#[test]
fn asked_and_answered_on_one_day_costs_one_day_or_none() {
    let pause = [asked("2026-03-10T09:00:00Z", "2026-03-10T09:05:00Z")];
    assert_eq!(due_after(&inclusive(Days(30)), "2026-03-02", &pause), "2026-04-02");
    assert_eq!(due_after(&exclusive(Days(30)), "2026-03-02", &pause), "2026-04-01");
    assert_eq!(due_after(&inclusive(WorkingDays(10)), "2026-03-02", &pause), "2026-03-17");
    assert_eq!(due_after(&exclusive(WorkingDays(10)), "2026-03-02", &pause), "2026-03-16");
}

#[test]
fn days_that_two_pauses_cover_count_once() {
    let first = asked("2026-03-10T09:00:00Z", "2026-03-14T17:00:00Z");
    let second = asked("2026-03-12T09:00:00Z", "2026-03-16T17:00:00Z");
    let within = asked("2026-03-11T09:00:00Z", "2026-03-13T17:00:00Z");
    assert_eq!(left_out(&inclusive(Days(30)), "2026-03-02", &[second, within, first]), 7);
    assert_eq!(due_after(&inclusive(Days(30)), "2026-03-02", &[second, first]), "2026-04-08");
}

#[test]
fn a_question_that_comes_when_it_is_late_changes_nothing() {
    let too_late = asked("2026-04-02T00:00:00Z", "2026-04-20T00:00:00Z");
    let in_time = asked("2026-04-01T23:59:59Z", "2026-04-20T00:00:00Z");
    for mode in MODES {
        let terms = pausing(Days(30), mode);
        assert_eq!(due_after(&terms, "2026-03-02", &[too_late]), "2026-04-01");
        assert_ne!(due_after(&terms, "2026-03-02", &[in_time]), "2026-04-01");
        let open = [still_asking("2026-04-02T00:00:00Z")];
        assert_eq!(due_after(&terms, "2026-03-02", &open), "2026-04-01");
    }
    // Unless an earlier pause has moved the end behind it.
    let earlier = asked("2026-03-10T09:00:00Z", "2026-03-11T09:00:00Z");
    let both = [too_late, earlier];
    assert_eq!(due_after(&inclusive(Days(30)), "2026-03-02", &both), "2026-04-22");
}

#[test]
fn a_question_on_the_days_rolled_over_is_in_time() {
    // Thirty days end on Saturday 4 April and roll to Monday; asked on Sunday.
    let terms = Terms { roll: Roll::WorkingDay, ..exclusive(Days(30)) };
    let pause = [asked("2026-04-05T12:00:00Z", "2026-04-15T12:00:00Z")];
    assert_eq!(due_after(&terms, "2026-03-05", &[]), "2026-04-06");
    // Never before the answer, though the ten days count from Saturday.
    assert_eq!(due_after(&terms, "2026-03-05", &pause), "2026-04-15");
}

#[test]
fn what_lies_before_the_beginning_is_cut() {
    let before = asked("2026-02-01T09:00:00Z", "2026-02-20T09:00:00Z");
    let across = asked("2026-02-01T09:00:00Z", "2026-03-04T09:00:00Z");
    assert_eq!(due_after(&inclusive(Days(30)), "2026-03-02", &[before]), "2026-04-01");
    assert_eq!(left_out(&inclusive(Days(30)), "2026-03-02", &[across]), 3);
}

#[test]
fn an_open_pause_holds_the_clock() {
    for mode in MODES {
        for period in [Days(30), WorkingDays(20), Months(1), Hours(720)] {
            let pause = [still_asking("2026-03-10T09:00:00Z")];
            let terms = pausing(period, mode);
            let held = reckon(&terms, on("2026-03-02"), &pause, Tz::UTC, &calendar("US")).unwrap();
            assert_eq!((held.due, held.late_from, held.record()), (None, None, None));
            assert!(held.trace.to_string().contains("Nothing is due while we wait"));
        }
    }
}

#[test]
fn a_rule_that_knows_no_pause_runs_on() {
    let pause = [still_asking("2026-03-10T09:00:00Z")];
    let found = reckon(&plain(Days(45)), on("2026-03-02"), &pause, Tz::UTC, &calendar("US"));
    let found = found.unwrap();
    assert_eq!(due_day(&found), "2026-04-16");
    assert!(matches!(found.trace.0[2], Step::RanOn { .. }));
}

#[test]
fn working_days_do_not_count_while_we_wait() {
    // Tuesday to Thursday are left out of ten days that would end on Monday 16 March.
    let pause = [asked("2026-03-10T09:00:00Z", "2026-03-12T09:00:00Z")];
    assert_eq!(due_after(&inclusive(WorkingDays(10)), "2026-03-02", &pause), "2026-03-19");
    // A weekend left out moves nothing: it would not have counted.
    let weekend = [asked("2026-03-14T09:00:00Z", "2026-03-15T09:00:00Z")];
    assert_eq!(due_after(&inclusive(WorkingDays(10)), "2026-03-02", &weekend), "2026-03-16");
}

#[test]
fn asked_on_the_last_day_nothing_is_due_before_the_answer() {
    let answered_on_sunday = [asked("2026-03-16T09:00:00Z", "2026-03-22T09:00:00Z")];
    let terms = exclusive(WorkingDays(10));
    assert_eq!(due_after(&terms, "2026-03-02", &answered_on_sunday), "2026-03-23");
    let answered_on_friday = [asked("2026-03-16T09:00:00Z", "2026-03-20T09:00:00Z")];
    assert_eq!(due_after(&terms, "2026-03-02", &answered_on_friday), "2026-03-20");
    let terms = inclusive(WorkingDays(10));
    assert_eq!(due_after(&terms, "2026-03-02", &answered_on_friday), "2026-03-23");
}

#[test]
fn days_are_those_of_the_zone() {
    // In Shanghai it is the 11th already, and on both sides of midnight it is two days.
    let pause = [asked("2026-03-10T15:59:00Z", "2026-03-10T16:01:00Z")];
    let terms = inclusive(Days(30));
    let shanghai = chrono_tz::Asia::Shanghai;
    let found = reckon_plain(&terms, on("2026-03-02"), &pause, shanghai).unwrap();
    assert_eq!(due_day(&found), "2026-04-03");
    assert_eq!(due_after(&terms, "2026-03-02", &pause), "2026-04-02");
}

#[test]
fn an_answer_before_its_question_leaves_nothing_out() {
    let backwards = [asked("2026-03-14T09:00:00Z", "2026-03-10T09:00:00Z")];
    for period in [Days(30), Months(1), WorkingDays(20)] {
        let terms = inclusive(period);
        let without = due_after(&terms, "2026-03-02", &[]);
        assert_eq!(due_after(&terms, "2026-03-02", &backwards), without);
    }
}
