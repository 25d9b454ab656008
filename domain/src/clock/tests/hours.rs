use super::*;
use Period::Hours;

fn end_of(terms: &Terms, from: &str, zone: Tz, pauses: &[Pause]) -> String {
    match reckon_plain(terms, at(from), pauses, zone).unwrap().due {
        Some(Due::Instant(end)) => end.with_timezone(&zone).to_rfc3339(),
        Some(Due::Day(day)) => panic!("{day} is no instant"),
        None => "held".to_owned(),
    }
}

fn event_hour_out(hours: u32) -> Terms {
    Terms { first_day: FirstDay::Excluded, ..plain(Hours(hours)) }
}

#[test]
fn hours_pass_through_a_change_of_the_clock_in_four_zones() {
    let spring_and_autumn = [
        (chrono_tz::Europe::Berlin, "2026-03-27T16:00:00+01:00", "2026-03-30T17:00:00+02:00"),
        (chrono_tz::Europe::London, "2026-10-23T16:00:00+01:00", "2026-10-26T15:00:00+00:00"),
        (chrono_tz::America::New_York, "2026-03-06T16:00:00-05:00", "2026-03-09T17:00:00-04:00"),
        (chrono_tz::America::New_York, "2026-10-30T16:00:00-04:00", "2026-11-02T15:00:00-05:00"),
        (chrono_tz::Australia::Sydney, "2026-04-03T16:00:00+11:00", "2026-04-06T15:00:00+10:00"),
        // Half an hour.
        (chrono_tz::Australia::Lord_Howe, "2026-10-02T16:00:00+10:30", "2026-10-05T16:30:00+11:00"),
    ];
    for (zone, from, to) in spring_and_autumn {
        assert_eq!(end_of(&plain(Hours(72)), from, zone, &[]), to, "{zone}");
    }
}

#[test]
fn the_hour_of_the_event_is_left_out() {
    // Regulation (EEC, Euratom) 1182/71 art. 3(1).
    let terms = event_hour_out(72);
    let utc = |from| end_of(&terms, from, Tz::UTC, &[]);
    assert_eq!(utc("2026-10-23T10:05:00Z"), "2026-10-26T11:00:00+00:00");
    assert_eq!(utc("2026-10-23T10:00:00Z"), "2026-10-26T11:00:00+00:00");
    assert_eq!(utc("2026-10-23T10:59:59.999Z"), "2026-10-26T11:00:00+00:00");
}

#[test]
fn hours_begin_where_the_zone_says() {
    let terms = event_hour_out(1);
    let nepal = chrono_tz::Asia::Kathmandu;
    let from = "2026-10-23T10:05:00+05:45";
    assert_eq!(end_of(&terms, from, nepal, &[]), "2026-10-23T12:00:00+05:45");
    let india = chrono_tz::Asia::Kolkata;
    let from = "2026-10-23T10:45:00+05:30";
    assert_eq!(end_of(&terms, from, india, &[]), "2026-10-23T12:00:00+05:30");
    let included = Terms { first_day: FirstDay::Included, ..terms };
    assert_eq!(end_of(&included, from, india, &[]), "2026-10-23T11:00:00+05:30");
}

#[test]
fn holidays_and_rolls_do_not_touch_hours() {
    let terms = Terms { roll: Roll::WorkingDay, ..plain(Hours(4)) };
    let zone = chrono_tz::Asia::Shanghai;
    let from = at("2026-10-01T23:10:00+08:00");
    let found = reckon(&terms, from, &[], zone, &calendar("CN")).unwrap();
    assert_eq!(found.due, Some(Due::Instant(instant("2026-10-02T03:10:00+08:00"))));
    assert_eq!(found.late_from, Some(instant("2026-10-01T19:10:00Z")));
    assert_eq!(found.record().unwrap().offset, 8 * 3600);
    let next_year = at("2027-02-05T23:10:00+08:00");
    assert!(!reckon(&terms, next_year, &[], zone, &calendar("CN")).unwrap().provisional);
}

#[test]
fn an_event_known_only_by_its_day_counts_from_its_first_instant() {
    let zone = chrono_tz::Asia::Beirut;
    // That day began at one o'clock.
    let found = reckon_plain(&plain(Hours(72)), on("2022-03-27"), &[], zone).unwrap();
    assert_eq!(found.due, Some(Due::Instant(instant("2022-03-29T22:00:00Z"))));
}

#[test]
fn time_that_we_wait_is_left_out_once_in_both_modes() {
    for pause in [PauseMode::SuspendInclusive, PauseMode::SuspendExclusive] {
        let terms = Terms { pause, ..plain(Hours(72)) };
        let due = |pauses: &[Pause]| end_of(&terms, "2026-10-20T10:00:00Z", Tz::UTC, pauses);
        let first = asked("2026-10-20T12:00:00Z", "2026-10-20T14:30:00Z");
        let overlapping = asked("2026-10-20T14:00:00Z", "2026-10-20T15:00:00Z");
        let before = asked("2026-10-20T08:00:00Z", "2026-10-20T10:30:00Z");
        let too_late = asked("2026-10-25T10:00:00Z", "2026-10-26T10:00:00Z");
        assert_eq!(due(&[first]), "2026-10-23T12:30:00+00:00");
        assert_eq!(due(&[overlapping, first]), "2026-10-23T13:00:00+00:00");
        assert_eq!(due(&[before]), "2026-10-23T10:30:00+00:00");
        assert_eq!(due(&[too_late, first]), "2026-10-23T12:30:00+00:00");
        assert_eq!(due(&[still_asking("2026-10-23T12:00:00Z"), first]), "held");
        assert_eq!(
            due(&[still_asking("2026-10-23T12:30:00Z"), first]),
            "2026-10-23T12:30:00+00:00"
        );
    }
}

#[test]
fn more_hours_than_there_are_is_an_error() {
    let from = at("2026-10-23T10:05:00Z");
    for hours in [u32::MAX, 80_000_000] {
        let terms = event_hour_out(hours);
        assert_eq!(reckon_plain(&terms, from, &[], Tz::UTC), Err(ClockError::TooFar));
    }
}

#[test]
fn the_words_tell_the_hours() {
    let found = reckon_plain(
        &event_hour_out(72),
        at("2026-10-23T10:05:00Z"),
        &[],
        chrono_tz::Europe::Berlin,
    );
    assert_eq!(
        found.unwrap().trace.to_string(),
        "From Fri 23 Oct 2026 12:05:00 +02:00, a Fri 23 Oct 2026 in Europe/Berlin.\n\
         The hour in which it happened is not counted; hours pass from Fri 23 Oct 2026 13:00:00 \
         +02:00.\n\
         Counting 72 hours ends at Mon 26 Oct 2026 12:00:00 +01:00.\n\
         Due by Mon 26 Oct 2026 12:00:00 +01:00."
    );
}
