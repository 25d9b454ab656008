//! What staff hear of, and who of them.

use super::watch::post;
use crate::actor::Role;
use crate::id::{ItemNo, TaskNo};
use crate::kind::ItemKind;
use crate::notice::NoticeKind;
use crate::people::LossReason;
use crate::request::tests::story::{Story, ask, day, letter, register};
use crate::request::*;

fn deletion() -> Story {
    let asked = letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Deletion)]);
    let mut story = Story::of(asked).verified();
    story.told(&[NoticeKind::Acknowledgement], None);
    story
}

#[test]
fn warnings_go_to_the_owner_and_to_the_officers_while_there_is_none() {
    let mut story = deletion();
    story.on("2026-12-03T12:00:00Z");
    assert_eq!(post(&mut story, Act::CheckClocks), ["officer: half_time#1"]);
    story.does(Act::TakeItem { item: ItemNo(1) });
    story.on("2026-12-10T12:00:00Z");
    let lines = post(&mut story, Act::CheckClocks);
    assert_eq!(lines, ["officer.one: two_days_left#1"], "the most urgent of two");
}

#[test]
fn a_late_duty_concerns_its_owner_and_all_officers() {
    let mut story = deletion();
    story.does(Act::TakeItem { item: ItemNo(1) });
    story.on("2026-12-20T12:00:00Z");
    let lines = post(&mut story, Act::CheckClocks);
    assert_eq!(lines, ["officer.one: overdue#1", "officer: overdue#1"]);
}

#[test]
fn work_that_fails_or_is_late_and_tails_that_fall_due_are_alarms() {
    let mut story = deletion();
    story.does(Act::TakeItem { item: ItemNo(1) });
    story.told(&[NoticeKind::Consequences], Some(1));
    story.grants(1);
    story.told(&[NoticeKind::Decision], Some(1));
    story.does(Act::PlanTasks { item: ItemNo(1), plan: Plan::CarryOut, register: register() });
    let ends = |story: &mut Story, no: u16, result| {
        let task = TaskNo(no);
        let system = story.case().tasks[&task].system.as_str().to_owned();
        story.as_role(Role::System, &system);
        story.does(Act::ClaimTask { task, lease_minutes: 30 });
        let fence = story.case().tasks[&task].fence;
        let report = TaskReport { result, evidence: None };
        post(story, Act::ReportTask { task, fence, report })
    };
    assert_eq!(ends(&mut story, 1, TaskResult::Failed), ["officer.one: task_alarm#1"]);
    assert_eq!(ends(&mut story, 2, TaskResult::Refused), ["officer.one: task_alarm#1"]);
    assert!(ends(&mut story, 3, TaskResult::NothingFound).is_empty());
    story.as_role(Role::Officer, "officer.one");
    story.does(Act::OrderTaskAgain { task: TaskNo(1), register: register() });
    story.on("2026-12-02T12:00:00Z");
    let lines = post(&mut story, Act::CheckClocks);
    assert!(lines.contains(&"officer.one: task_alarm#1".to_owned()), "{lines:?}");
    assert!(ends(&mut story, 1, TaskResult::Done).is_empty());
    story.as_role(Role::Officer, "officer.one");
    let (tail, until) = (TailNo(1), day("2027-03-01"));
    let moved = post(&mut story, Act::MoveTail { tail, until, reason: None });
    assert_eq!(moved, ["officer.one: task_alarm#1"], "a slipping backup (P04)");
}

#[test]
fn a_lost_identity_is_an_alarm_and_no_news_for_the_one_who_lost_it() {
    let mut story = deletion();
    let party = crate::request::tests::story::P1;
    let lost = Act::LoseIdentity { party, why: LossReason::Fraud };
    assert_eq!(post(&mut story, lost), ["officer: track_alarm"]);
}

#[test]
fn an_extension_that_was_not_told_in_time_is_an_alarm() {
    let mut asked = letter("2026-03-02T10:00:00Z", vec![ask(ItemKind::Access)]);
    asked.received.zone = chrono_tz::Europe::London;
    asked.subject.residence = Some(crate::request::tests::story::residence("GB", Some("ENG")));
    let rules = crate::request::tests::story::rules("GB", chrono_tz::Europe::London);
    let mut story = Story::under(rules, asked).verified();
    story.does(Act::TakeItem { item: ItemNo(1) });
    story.does(Act::Extend {
        item: ItemNo(1),
        regime: crate::id::RegimeId::parse("uk").unwrap(),
        ground: crate::ground::ExtensionGround::Complexity,
        reason: crate::request::tests::story::sealed("logs"),
    });
    story.on("2026-04-10T10:00:00Z");
    let lines = post(&mut story, Act::CheckClocks);
    assert!(lines.iter().any(|line| line.contains("track_alarm#1")), "{lines:?}");
}
