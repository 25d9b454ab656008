use chrono::{Datelike, Days, TimeDelta};
use proptest::prelude::*;

use super::*;

const CALENDARS: [&str; 8] =
    ["CN", "HK", "GB+any-part", "NZ+privacy-act", "US-CA", "SA", "ZA", "JP+year-end"];
const ZONES: [Tz; 4] = [
    Tz::UTC,
    chrono_tz::Asia::Kathmandu,
    chrono_tz::America::Los_Angeles,
    chrono_tz::Pacific::Kiritimati,
];

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..5000).prop_map(|n| day("2016-01-01") + Days::new(n))
}

fn any_calendar() -> impl Strategy<Value = Arc<Calendar>> {
    proptest::sample::select(&CALENDARS[..]).prop_map(calendar)
}

fn any_zone() -> impl Strategy<Value = Tz> {
    proptest::sample::select(&ZONES[..])
}

fn any_terms() -> impl Strategy<Value = Terms> {
    let period = prop_oneof![
        (0_u32..200).prop_map(Period::Hours),
        (0_u32..100).prop_map(Period::Days),
        (0_u32..60).prop_map(Period::WorkingDays),
        (0_u32..7).prop_map(Period::Months),
    ];
    let first_day = proptest::sample::select(FirstDay::ALL);
    let roll = proptest::sample::select(Roll::ALL);
    let pause = proptest::sample::select(PauseMode::ALL);
    (period, first_day, roll, pause).prop_map(|(period, first_day, roll, pause)| Terms {
        period,
        first_day,
        roll,
        pause,
    })
}

/// Pauses around an anchor, some of them open, some before it, some after it is due.
fn pauses_around(anchor: DateTime<Utc>) -> impl Strategy<Value = Vec<Pause>> {
    let pause = (-500_i64..3000, proptest::option::weighted(0.9, 0_i64..400)).prop_map(
        move |(after, long)| {
            let from = anchor + TimeDelta::hours(after);
            let to = long.map(|hours| from + TimeDelta::hours(hours));
            Pause { ground: PauseGround::Clarification, from, to }
        },
    );
    proptest::collection::vec(pause, 0..5)
}

#[derive(Debug, Clone)]
struct Case {
    terms: Terms,
    anchor: DateTime<Utc>,
    pauses: Vec<Pause>,
    zone: Tz,
    calendar: Arc<Calendar>,
}

impl Case {
    fn reckon(&self, pauses: &[Pause]) -> Reckoning {
        reckon(&self.terms, Moment::At(self.anchor), pauses, self.zone, &self.calendar).unwrap()
    }

    /// When it is late, with "held" as later than anything.
    fn late(&self, pauses: &[Pause]) -> DateTime<Utc> {
        self.reckon(pauses).late_from.unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

fn any_case() -> impl Strategy<Value = Case> {
    (any_terms(), any_day(), 0_i64..86_400, any_zone(), any_calendar()).prop_flat_map(
        |(terms, day, second, zone, calendar)| {
            let anchor =
                day.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::seconds(second);
            pauses_around(anchor).prop_map(move |pauses| Case {
                terms,
                anchor,
                pauses,
                zone,
                calendar: Arc::clone(&calendar),
            })
        },
    )
}

/// The `count`-th day after this one that is worked and not left out.
fn naive(from: NaiveDate, count: u32, calendar: &Calendar, left_out: &[NaiveDate]) -> NaiveDate {
    let mut found = 0;
    let mut day = from;
    while found < count {
        day = day.succ_opt().unwrap();
        if calendar.is_working(day).unwrap() && !left_out.contains(&day) {
            found += 1;
        }
    }
    day
}

proptest! {
    #[test]
    fn working_days_are_those_of_a_plain_loop(
        from in any_day(), count in 1_u32..120, calendar in any_calendar()
    ) {
        let terms = plain(Period::WorkingDays(count));
        let found = reckon(&terms, Moment::On(from), &[], Tz::UTC, &calendar).unwrap();
        prop_assert_eq!(found.due, Some(Due::Day(naive(from, count, &calendar, &[]))));
    }

    #[test]
    fn working_days_with_a_pause_are_those_of_a_plain_loop(
        from in any_day(), count in 1_u32..40, calendar in any_calendar(),
        after in 0_u64..30, long in 0_u64..20
    ) {
        let first = from + Days::new(after);
        let last = first + Days::new(long);
        let noon = |day: NaiveDate| day.and_hms_opt(12, 0, 0).unwrap().and_utc();
        let pause = Pause {
            ground: PauseGround::Fee, from: noon(first), to: Some(noon(last)),
        };
        let mut terms = plain(Period::WorkingDays(count));
        terms.pause = PauseMode::SuspendInclusive;
        let found = reckon(&terms, Moment::On(from), &[pause], Tz::UTC, &calendar).unwrap();
        let days: Vec<_> = first.iter_days().take_while(|day| *day <= last).collect();
        prop_assert_eq!(found.due, Some(Due::Day(naive(from, count, &calendar, &days))));
    }

    #[test]
    fn one_more_pause_never_makes_it_earlier(case in any_case()) {
        for split in 0..case.pauses.len() {
            prop_assert!(case.late(&case.pauses[..split]) <= case.late(&case.pauses[..=split]));
        }
    }

    #[test]
    fn the_order_of_pauses_and_repeating_them_change_nothing(case in any_case()) {
        let due = case.late(&case.pauses);
        let mut turned = case.pauses.clone();
        turned.reverse();
        prop_assert_eq!(case.late(&turned), due);
        turned.extend(case.pauses.iter().copied());
        prop_assert_eq!(case.late(&turned), due);
    }

    #[test]
    fn a_closed_pause_is_never_answered_after_it_is_due(case in any_case()) {
        let late = case.late(&case.pauses);
        let suspends = case.terms.pause != PauseMode::None;
        for pause in case.pauses.iter().filter(|_| suspends) {
            if pause.from < late && let Some(to) = pause.to {
                prop_assert!(to <= late, "answered {to}, late from {late}");
            }
        }
    }

    #[test]
    fn nothing_is_due_before_it_happened(case in any_case()) {
        let found = case.reckon(&case.pauses);
        if let Some(late_from) = found.late_from {
            let hour_in = TimeDelta::hours(1);
            prop_assert!(late_from > case.anchor - hour_in);
            prop_assert_eq!(found.record().unwrap().late_from, late_from);
        }
        prop_assert!(!found.trace.to_string().is_empty());
    }

    #[test]
    fn a_roll_goes_to_the_first_day_that_may_be_the_last(
        from in any_day(), count in 0_u32..60, calendar in any_calendar()
    ) {
        let end = from + Days::new(count.into());
        let due = |roll| {
            let terms = Terms { roll, ..plain(Period::Days(count)) };
            let found = reckon(&terms, Moment::On(from), &[], Tz::UTC, &calendar).unwrap();
            found.due.unwrap().day_in(Tz::UTC)
        };
        let worked = end.iter_days().find(|day| calendar.is_working(*day).unwrap()).unwrap();
        prop_assert_eq!(due(Roll::WorkingDay), worked);
        let stands = |day: &NaiveDate| !calendar.is_sunday_or_holiday(*day).unwrap();
        prop_assert_eq!(due(Roll::NotSundayOrHoliday), end.iter_days().find(stands).unwrap());
        prop_assert_eq!(due(Roll::None), end);
    }

    #[test]
    fn a_month_keeps_the_number_of_the_day_or_ends(from in any_day(), months in 0_u32..40) {
        let terms = plain(Period::Months(months));
        let due = reckon_plain(&terms, Moment::On(from), &[], Tz::UTC).unwrap().due.unwrap();
        let due = due.day_in(Tz::UTC);
        let last_of_month = due.succ_opt().unwrap().day() == 1;
        prop_assert!(due.day() == from.day() || (last_of_month && due.day() < from.day()));
        let ahead = (due.year() - from.year()) * 12 + due.month().cast_signed()
            - from.month().cast_signed();
        prop_assert_eq!(ahead, months.cast_signed());
    }

    #[test]
    fn counting_back_undoes_counting_on(
        from in any_day(), count in 1_u32..40, calendar in any_calendar()
    ) {
        let due = naive(from, count, &calendar, &[]);
        let back = working_days_before(due, count, &calendar).unwrap();
        prop_assert_eq!(back, working_days_before(from, 0, &calendar).unwrap());
        let zone = Tz::UTC;
        let within = |at| within_working_days(Moment::On(from), Moment::On(at), count, zone, &calendar);
        prop_assert!(within(due).unwrap());
        prop_assert!(!within(due.succ_opt().unwrap()).unwrap());
    }

    #[test]
    fn elapsed_hours_are_the_same_everywhere(
        from in any_day(), hours in 0_u32..2000, zone in any_zone()
    ) {
        let from = from.and_time(chrono::NaiveTime::MIN).and_utc();
        let due = |zone| reckon_plain(&plain(Period::Hours(hours)), Moment::At(from), &[], zone);
        prop_assert_eq!(due(zone).unwrap().due, due(Tz::UTC).unwrap().due);
    }
}
