//! Where people live: what nobody knows, and what a report says, takes nothing away.

use super::story::{Story, assess, leak, people, report};
use crate::breach::{Count, Risk};
use crate::request::tests::story::rules;

#[test]
fn people_of_whom_nobody_knows_where_they_live_count_where_the_house_is() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::High, &[("??", Count::Exactly(40_000))])));
    assert!(story.owes("gdpr", "breach.authority") && story.owes("gdpr", "breach.people"));
    assert_eq!(story.due("gdpr", "breach.authority"), "2026-05-07T09:00:00Z");
    // Found out: they all live elsewhere.
    story.does(assess(leak(Risk::High, &[("GB", Count::Exactly(40_000))])));
    assert!(!story.owes("gdpr", "breach.authority"));
    assert!(story.owes("uk", "breach.authority"));
    // Some of them nobody can place.
    let some =
        leak(Risk::High, &[("GB", Count::Exactly(39_000)), ("??", Count::Between(1, 1_000))]);
    story.does(assess(some));
    assert!(story.owes("gdpr", "breach.authority") && story.owes("uk", "breach.authority"));
}

#[test]
fn who_reports_does_not_say_that_nothing_is_owed_at_home() {
    let mut from_texas = report("2026-05-04T08:00:00Z");
    from_texas.affected = people(&[("US-TX", Count::Exactly(3))]);
    let mut story = Story::of(from_texas.clone());
    assert!(story.owes("gdpr", "breach.authority"), "nobody has judged yet");
    story.does(assess(leak(Risk::Risk, &[("US-TX", Count::Exactly(3))])));
    assert!(!story.owes("gdpr", "breach.authority"), "an officer may say so");
    // The same where the house is in London.
    let london = Story::under(rules("GB", chrono_tz::Europe::London), from_texas);
    assert!(london.owes("uk", "breach.authority"));
}
