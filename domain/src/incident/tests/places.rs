//! Where people live: what nobody knows, and what a report says, takes nothing away.

use std::collections::BTreeSet;

use super::story::{Story, assess, leak, people, report};
use crate::breach::{Count, DataClass, Risk};
use crate::incident::{Act, WaitingOn};
use crate::place::Country;
use crate::request::tests::story::{rules, sealed};

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

/// Of the United States only parts have a law here: it is asked where people live, and nothing is guessed.
#[test]
fn a_country_of_whose_parts_only_some_have_a_law_is_asked_for_the_part() {
    let waits = |story: &Story| story.case().waiting_on(story.now).contains(&WaitingOn::Region);
    let mut in_america = report("2026-05-04T08:00:00Z");
    in_america.affected = people(&[("US", Count::Exactly(600))]);
    let mut story = Story::of(in_america);
    assert!(waits(&story), "the report does not say");
    assert_eq!(story.case().unclear, BTreeSet::from([Country::parse("US").unwrap()]));
    let mut finding = leak(Risk::High, &[("US", Count::Exactly(600)), ("KR", Count::Exactly(5))]);
    finding.data.insert(DataClass::Financial);
    let again = story.does(assess(finding.clone()));
    assert!(!again.contains(&"PlacesFoundUnclear".to_owned()), "it is known already");
    assert!(waits(&story) && story.find("ccpa", "breach.people").is_none());

    // Some of them live in California; of others it is still not said.
    finding.affected = people(&[("US-CA", Count::Exactly(500)), ("US", Count::Exactly(100))]);
    story.does(assess(finding.clone()));
    assert!(waits(&story) && story.owes("ccpa", "breach.people"));
    finding.affected = people(&[("US-CA", Count::Exactly(500)), ("US-TX", Count::Exactly(100))]);
    let clear = story.does(assess(finding.clone()));
    assert!(clear.contains(&"PlacesFoundUnclear".to_owned()), "{clear:?}");
    assert!(!waits(&story) && story.case().unclear.is_empty());

    // Nobody there, or before there was a law.
    finding.affected = people(&[("US", Count::Exactly(0)), ("DE", Count::Exactly(5))]);
    story.does(assess(finding.clone()));
    assert!(!waits(&story));
    let mut before = Story::of(report("2025-05-05T08:00:00Z"));
    finding.affected = people(&[("US", Count::Exactly(5))]);
    before.does(assess(finding));
    assert!(!waits(&before));
}

#[test]
fn people_whom_nobody_can_place_may_live_in_any_part_of_the_country_of_the_house() {
    let rules = rules("US", chrono_tz::America::Los_Angeles);
    let mut story = Story::under(rules, report("2026-05-04T08:00:00Z"));
    assert!(story.case().unclear.is_empty(), "nobody has said anything of places yet");
    story.does(assess(leak(Risk::High, &[("??", Count::Unknown)])));
    assert!(story.case().waiting_on(story.now).contains(&WaitingOn::Region));
    story.does(Act::JudgeNoBreach { reasoning: sealed("a test") });
    assert_eq!(story.case().waiting_on(story.now), [WaitingOn::Nothing]);
}
