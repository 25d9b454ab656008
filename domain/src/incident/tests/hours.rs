//! Clocks that count in hours: through nights in which clocks change, and before anybody has graded anything.

use std::sync::Arc;

use super::story::{Story, assess, leak, report};
use crate::breach::{Cause, Count, Operator, Risk, Severity};
use crate::id::VersionNo;
use crate::incident::*;
use crate::request::tests::story::{at, rules};

/// The hour clocks run through weekends and changes of the clock, each in its own zone.
#[test]
fn hours_elapse_in_four_zones() {
    // Clocks change in Berlin and London on 25 October 2026, in Los Angeles on 1 November; never in Seoul.
    let cases = [
        (
            "DE",
            chrono_tz::Europe::Berlin,
            "DE",
            "gdpr",
            // Regulation 1182/71: the hour of the event is left out.
            "2026-10-24T06:20:00Z",
            "2026-10-27T07:00:00Z",
        ),
        (
            "GB",
            chrono_tz::Europe::London,
            "GB",
            "uk",
            "2026-10-24T06:20:00Z",
            "2026-10-27T06:20:00Z",
        ),
        ("KR", chrono_tz::Asia::Seoul, "KR", "kr", "2026-10-24T06:20:00Z", "2026-10-27T06:20:00Z"),
        (
            "US",
            chrono_tz::America::Los_Angeles,
            "GB",
            "uk",
            "2026-10-31T20:00:00Z",
            "2026-11-03T20:00:00Z",
        ),
    ];
    for (house, zone, place, regime, received, due) in cases {
        let mut story = Story::under(rules(house, zone), report(received));
        let mut finding = leak(Risk::Risk, &[(place, Count::Exactly(1_000))]);
        finding.causes.insert(Cause::Hacking);
        story.does(assess(finding));
        assert_eq!(story.due(regime, "breach.authority"), due, "{house}");
    }
}

#[test]
fn chinas_operators_have_hours_of_their_own() {
    let hours = [
        (Operator::CriticalInfrastructure, "breach.incident.critical", "2026-05-04T09:00:00Z"),
        (Operator::StateOrgan, "breach.incident.state", "2026-05-04T10:00:00Z"),
        (Operator::Other, "breach.incident", "2026-05-04T12:00:00Z"),
    ];
    for (operator, rule, due) in hours {
        let mut report = report("2026-05-04T08:00:00Z");
        report.operator = operator;
        let mut story = Story::under(rules("CN", chrono_tz::Asia::Shanghai), report);
        let mut finding = leak(Risk::High, &[("CN", Count::Exactly(1_000_000))]);
        finding.severity = Some(Severity::Large);
        story.does(assess(finding));
        assert_eq!(story.due("pipl", rule), due, "{operator}");
        // The report within thirty days is not firmly sourced: it advises, and holds nothing up.
        let advised = story.duty("pipl", "breach.incident.final");
        assert!(!story.case().obligations[&advised].arisen.governs);
    }
}

/// Four hours are over before anybody would have graded it.
#[test]
fn what_nobody_has_graded_counts_as_grave_where_a_law_gives_hours() {
    let mut story =
        Story::under(rules("CN", chrono_tz::Asia::Shanghai), report("2026-05-04T08:00:00Z"));
    assert_eq!(story.due("pipl", "breach.incident"), "2026-05-04T12:00:00Z");
    assert!(story.incident.next_check(&story.rules) <= Some(at("2026-05-04T10:00:00Z")));
    // A version that leaves it open takes nothing away.
    let leaves_open = || leak(Risk::High, &[("CN", Count::Exactly(1_000))]);
    let graded = |severity| Finding { severity: Some(severity), ..leaves_open() };
    story.on("2026-05-04T09:00:00Z").does(assess(leaves_open()));
    assert_eq!(story.due("pipl", "breach.incident"), "2026-05-04T12:00:00Z");
    story.on("2026-05-04T10:00:00Z").does(Act::CheckClocks);
    let warned = |event: &Event| matches!(event, Event::DutyWarned { .. });
    assert!(story.history.iter().any(warned));
    let mut small = Story::under(Arc::clone(&story.rules), report("2026-05-04T08:00:00Z"));
    // Six hours later the grading shows that word was due two hours ago; or that none was.
    story.on("2026-05-04T14:00:00Z").does(assess(graded(Severity::Large)));
    assert!(story.owes("pipl", "breach.incident"));
    assert_eq!(story.due("pipl", "breach.incident"), "2026-05-04T12:00:00Z");
    small.on("2026-05-04T11:00:00Z").does(assess(graded(Severity::General)));
    assert!(!small.owes("pipl", "breach.incident"));
    // As it was graded it stays, until it is graded otherwise.
    small.on("2026-05-05T11:00:00Z").does(assess(leaves_open()));
    assert!(!small.owes("pipl", "breach.incident"));
    small.on("2026-05-06T11:00:00Z").does(assess(graded(Severity::Major)));
    assert_eq!(small.due("pipl", "breach.incident"), "2026-05-06T15:00:00Z");
    small.on("2026-05-06T12:00:00Z").does(assess(leaves_open()));
    assert!(small.owes("pipl", "breach.incident"));
}

/// Until a version grades it, how grave it is was only assumed, also where versions before left it open.
#[test]
fn what_no_version_had_graded_counts_from_the_version_that_finds_it_grave() {
    let mut story =
        Story::under(rules("CN", chrono_tz::Asia::Shanghai), report("2026-05-04T08:00:00Z"));
    let graded =
        |severity| Finding { severity, ..leak(Risk::High, &[("CN", Count::Exactly(1_000))]) };
    story.on("2026-05-04T09:00:00Z").does(assess(graded(None)));
    story.on("2026-05-04T11:00:00Z").does(assess(graded(Some(Severity::General))));
    assert!(!story.owes("pipl", "breach.incident"));
    story.on("2026-05-06T11:00:00Z").does(assess(graded(Some(Severity::Large))));
    assert_eq!(story.due("pipl", "breach.incident"), "2026-05-06T15:00:00Z");
    let duty = story.duty("pipl", "breach.incident");
    assert_eq!(story.case().obligations[&duty].arisen.version, Some(VersionNo(3)));
    // From then on a version that is wrong in between gives nobody more time.
    story.on("2026-05-06T12:00:00Z").does(assess(graded(Some(Severity::General))));
    story.on("2026-05-06T14:00:00Z").does(assess(graded(Some(Severity::Large))));
    assert_eq!(story.due("pipl", "breach.incident"), "2026-05-06T15:00:00Z");
}
