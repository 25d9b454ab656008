//! Looking at the time: warnings, lateness, calendars that change.

use crate::docket::{MoveCause, Warning};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::story::{MAIL, Story, ask, at, letter};
use crate::calendar::overrides::Override;
use crate::calendar::{CalendarId, Calendars, Overrides};
use crate::clock::Duty;
use crate::id::ItemNo;
use crate::kind::ItemKind;
use crate::regime::Rulebook;
use crate::request::*;

fn deletion() -> Story {
    Story::of(letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Deletion)]))
}

/// The same rules with one more holiday in this calendar.
fn with_rest_day(rules: &Rulebook, calendar: &str, day: &str) -> Arc<Rulebook> {
    let said = Override { holidays: BTreeSet::from([day.parse().unwrap()]), ..Override::default() };
    let id = CalendarId::parse(calendar).unwrap();
    let calendars = Calendars::with_overrides(Overrides(BTreeMap::from([(id, said)]))).unwrap();
    Arc::new(rules.clone().with_calendars(Arc::new(calendars)))
}

/// Looks at the time each hour for so many days and notes when each event first came.
fn watch(story: &mut Story, days: i64) -> Vec<(DateTime<Utc>, Event)> {
    let mut seen = Vec::new();
    for _ in 0..days * 24 {
        story.later(TimeDelta::hours(1));
        let now = story.now;
        seen.extend(story.does(Act::CheckClocks).into_iter().map(|event| (now, event)));
        assert!(story.does(Act::CheckClocks).is_empty(), "looking twice changes nothing");
    }
    seen
}

#[test]
fn staff_are_warned_at_half_time_four_fifths_and_two_working_days_before() {
    let mut story = deletion();
    let governing = story.case().docket.governing(Some(ItemNo(1)), Duty::Respond).unwrap().0;
    let seen = watch(&mut story, 30);
    let mut warned = Vec::new();
    for (when, event) in &seen {
        if let Event::DutyWarned { clock, warning } = event
            && *clock == governing
        {
            warned.push((*warning, when.date_naive().to_string()));
        }
    }
    // Due at the end of Monday 14 December: two working days before is Thursday the tenth.
    assert_eq!(warned.len(), 3, "{warned:?}");
    assert_eq!(warned[0].0, Warning::HalfTime);
    assert!(warned.contains(&(Warning::TwoDaysLeft, "2026-12-10".to_owned())), "{warned:?}");
    let missed = seen
        .iter()
        .find(|(_, e)| matches!(e, Event::DutyMissed { clock, .. } if *clock == governing));
    let (when, _) = missed.unwrap();
    assert_eq!(*when, at("2026-12-15T08:45:00Z"), "late from midnight in Los Angeles, not before");
}

#[test]
fn the_next_check_is_never_behind_what_a_look_would_find() {
    let mut story = deletion();
    story.matched(&[MAIL]);
    story.does(Story::challenge(MAIL));
    for _ in 0..200 {
        let Some(next) = story.request.next_check(&story.rules) else { break };
        let before = next - TimeDelta::microseconds(1);
        if before > story.now {
            story.now = before;
            assert!(story.does(Act::CheckClocks).is_empty(), "nothing before {next}");
        }
        story.now = story.now.max(next);
        assert!(!story.does(Act::CheckClocks).is_empty(), "something at {next}");
    }
    assert!(story.item(1).stage.decided().is_some());
}

#[test]
fn a_day_added_to_the_calendar_moves_open_clocks_by_an_event() {
    let mut story = deletion();
    let before = story.due(Some(1), Duty::Respond, "house");
    assert_eq!(before, "2026-12-14");
    let ahead = story.request.next_check(&story.rules).unwrap();
    assert!(ahead > story.now);
    story.rules = with_rest_day(&story.rules, "US", "2026-12-04");
    let at_once = story.request.next_check(&story.rules).unwrap();
    assert!(at_once <= story.now, "whoever looks finds something at once");
    let events = story.does(Act::CheckClocks);
    let moved = events.iter().any(|event| {
        matches!(event, Event::ClockMoved { before, after, cause: MoveCause::Calendar, .. }
            if before.calendar_digest != after.calendar_digest)
    });
    assert!(moved, "{events:?}");
    assert_eq!(story.due(Some(1), Duty::Respond, "house"), "2026-12-15");
    assert!(story.does(Act::CheckClocks).is_empty());
    assert!(story.request.next_check(&story.rules).unwrap() > story.now);
}

#[test]
fn a_clock_met_is_never_missed() {
    let mut story = deletion().verified();
    story.told(&[crate::notice::NoticeKind::Acknowledgement], None);
    story.does(Act::Decide(Story::decision(1, Outcome::NothingHeld)));
    story.told(&[crate::notice::NoticeKind::Decision], Some(1));
    assert_eq!(story.case().phase, Phase::Finished);
    let seen = watch(&mut story, 60);
    assert!(seen.is_empty(), "{seen:?}");
}
