//! The published policy changes while a case is open: the version that is better for the person governs
//! (P22).

use std::sync::Arc;

use super::story::{Story, ask, at, letter, name};
use crate::clock::Duty;
use crate::id::ItemNo;
use crate::kind::ItemKind;
use crate::regime::{Pack, Rulebook};
use crate::request::*;

const HOUSE: &str = include_str!("../../../data/packs/house.toml");

fn deletion() -> Story {
    Story::of(letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Deletion)]))
}

/// The same rules under a policy that promises an answer about deletion in that time, from that day on.
fn promising(rules: &Rulebook, period: &str, from: &str) -> Arc<Rulebook> {
    let (before, after) = HOUSE.split_once("id = \"respond.deletion\"").unwrap();
    let after = after.replacen("15 working days", period, 1);
    let after =
        after.replacen("effective_from = 2015-01-01", &format!("effective_from = {from}"), 1);
    let pack = Pack::parse(&format!("{before}id = \"respond.deletion\"{after}")).unwrap();
    Arc::new(rules.clone().with_packs(vec![pack]))
}

fn due(story: &Story) -> String {
    let (_, clock) = story.case().docket.governing(Some(ItemNo(1)), Duty::Respond).unwrap();
    clock.due.due.day_in(clock.due.zone).to_string()
}

#[test]
fn a_policy_that_promises_less_time_holds_for_cases_that_were_there_before_it() {
    let mut story = deletion();
    assert_eq!(due(&story), "2026-12-14");
    story.rules = promising(&story.rules, "10 working days", "2015-01-01");
    assert!(story.request.next_check(&story.rules).unwrap() <= story.now, "at once");
    let happened: Vec<_> = story.does(Act::CheckClocks).iter().map(name).collect();
    assert_eq!(happened, ["ClockStarted", "GoverningChanged"]);
    assert_eq!(due(&story), "2026-12-07");
    assert!(story.does(Act::CheckClocks).is_empty(), "once");
    // Both are shown, and the answer discharges both.
    let open = story.case().docket.open(Some(ItemNo(1)), Duty::Respond);
    let house = open.filter(|(_, clock)| clock.started.regime.as_str() == "house").count();
    assert_eq!(house, 2);
    story.rules = promising(&story.rules, "8 working days", "2015-01-01");
    let happened: Vec<_> = story.does(Act::CheckClocks).iter().map(name).collect();
    assert_eq!(happened, ["ClockStarted", "GoverningChanged"], "once, whatever ran before");
    assert_eq!(due(&story), "2026-12-03");
    // Back to what it was: nothing is taken back, and nothing is promised again.
    story.rules = promising(&story.rules, "10 working days", "2015-01-01");
    assert!(story.does(Act::CheckClocks).is_empty());
    assert_eq!(due(&story), "2026-12-03");
}

#[test]
fn a_policy_makes_nobody_late_before_it_was_there() {
    let mut story = deletion();
    story.on("2026-12-10T12:00:00-08:00").does(Act::CheckClocks);
    story.rules = promising(&story.rules, "10 working days", "2015-01-01");
    assert_eq!(story.does(Act::CheckClocks).iter().map(name).collect::<Vec<_>>(), ["ClockStarted"]);
    assert_eq!(due(&story), "2026-12-14", "it would have been the seventh, and is only shown");
    assert!(story.does(Act::CheckClocks).is_empty());
}

#[test]
fn a_policy_that_promises_more_time_does_not() {
    let mut story = deletion();
    story.rules = promising(&story.rules, "20 working days", "2015-01-01");
    assert!(story.does(Act::CheckClocks).is_empty());
    assert_eq!(due(&story), "2026-12-14");
}

#[test]
fn a_policy_holds_from_its_day_on() {
    let mut story = deletion();
    story.rules = promising(&story.rules, "10 working days", "2026-12-01");
    assert!(story.does(Act::CheckClocks).is_empty());
    let first = at("2026-12-01T00:00:00-08:00");
    let next = story.request.next_check(&story.rules).unwrap();
    assert!(next <= first, "{next}");
    story.on("2026-12-01T00:00:00-08:00");
    story.does(Act::CheckClocks);
    assert_eq!(due(&story), "2026-12-07");
}

/// The same rules under a policy that will promise an answer within that time from 1 December on, with the
/// promise of today until then or without it.
fn ahead(rules: &Rulebook, keeps: bool) -> Arc<Rulebook> {
    let id = "id = \"respond.deletion\"";
    let (before, after) = HOUSE.split_once(id).unwrap();
    let (row, rest) = after.split_once("\n[[rules]]").unwrap();
    let today = "effective_from = 2015-01-01";
    let old = row.replacen(today, &format!("{today}\neffective_to = 2026-11-30"), 1);
    let new = row.replacen(today, "effective_from = 2026-12-01", 1);
    let new = new.replacen("15 working days", "10 working days", 1);
    let new = format!("id = \"respond.deletion.next\"{new}\n[[rules]]{rest}");
    let kept = if keeps { format!("{id}{old}\n[[rules]]\n{new}") } else { new };
    let pack = Pack::parse(&format!("{before}{kept}")).unwrap_or_else(|why| panic!("{why:#?}"));
    Arc::new(rules.clone().with_packs(vec![pack]))
}

#[test]
fn a_policy_adopted_ahead_keeps_the_promise_of_today_until_its_day() {
    let arriving = |keeps| {
        let rules = ahead(&deletion().rules, keeps);
        let letter = letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Deletion)]);
        Story::under(rules, letter)
    };
    let mut story = arriving(true);
    assert_eq!(due(&story), "2026-12-14", "as is promised today");
    story.on("2026-12-01T09:00:00-08:00");
    let happened: Vec<_> = story.does(Act::CheckClocks).iter().map(name).collect();
    assert!(happened.contains(&"ClockStarted"), "{happened:?}");
    assert_eq!(due(&story), "2026-12-07", "and as will be promised, once it is");
    // Without the old row nothing is promised to whoever writes before that day.
    let without = arriving(false);
    let mut open = without.case().docket.open(Some(ItemNo(1)), Duty::Respond);
    assert!(open.all(|(_, clock)| clock.started.regime.as_str() != "house"));
}
