//! Decisions, and what comes after them.

use chrono::TimeDelta;

use super::watch::{lines, post};
use crate::actor::Role;
use crate::ground::{HoldGround, RefusalGround};
use crate::id::{ItemNo, TaskNo};
use crate::kind::ItemKind;
use crate::notice::Heard;
use crate::notice::NoticeKind;
use crate::request::tests::story::{
    P1, Story, ask, category, day, letter, register, residence, rules,
};
use crate::request::*;

const RECEIVED: &str = "2026-11-20T16:40:00-08:00";

fn verified(kinds: &[ItemKind]) -> Story {
    Story::of(letter(RECEIVED, kinds.iter().copied().map(ask).collect())).verified()
}

/// A deletion whose consequences are told, granted and ordered.
fn ordered() -> Story {
    ordered_by(letter(RECEIVED, vec![ask(ItemKind::Deletion)]))
}

fn ordered_by(letter: Receive) -> Story {
    let mut story = Story::of(letter).verified();
    story.told(&[NoticeKind::Acknowledgement, NoticeKind::Consequences], Some(1));
    story.grants(1);
    story.told(&[NoticeKind::Decision], Some(1));
    story.does(Act::PlanTasks { item: ItemNo(1), plan: Plan::CarryOut, register: register() });
    story
}

fn works(story: &mut Story, task: u16, result: TaskResult) -> Vec<String> {
    let task = TaskNo(task);
    let system = story.case().tasks[&task].system.as_str().to_owned();
    story.as_role(Role::System, &system);
    story.does(Act::ClaimTask { task, lease_minutes: 30 });
    let fence = story.case().tasks[&task].fence;
    let report = TaskReport { result, evidence: None };
    let lines = post(story, Act::ReportTask { task, fence, report });
    story.as_role(Role::Officer, "officer.one");
    lines
}

#[test]
fn each_answer_goes_out_and_the_last_one_carries_the_ticket() {
    let mut story = verified(&[ItemKind::Access, ItemKind::Correction]);
    let granted = |item| Act::Decide(Story::decision(item, Outcome::Granted));
    assert_eq!(post(&mut story, granted(1)), ["1: decision#1"]);
    assert_eq!(post(&mut story, granted(2)), ["1: decision#2 ticket"]);
}

#[test]
fn an_answer_and_the_hold_it_places_are_one_message() {
    // S14: what is refused to be shown is preserved.
    let mut story = verified(&[ItemKind::Copy, ItemKind::Deletion]);
    let refused = Outcome::Refused { ground: RefusalGround::OthersRights };
    let part =
        |name: Option<&str>, outcome| Part { category: name.map(category), system: None, outcome };
    let parts = vec![part(None, Outcome::Granted), part(Some("moderation_notes"), refused)];
    let decide = Decide { parts, ..Story::decision(1, Outcome::Granted) };
    assert_eq!(post(&mut story, Act::Decide(decide)), ["1: decision#1 hold"]);
}

#[test]
fn nobody_hears_of_a_confidential_hold() {
    let mut story = verified(&[ItemKind::Deletion]);
    let hold = |confidential| Act::PlaceHold {
        hold: Hold {
            items: Items::from([ItemNo(1)]),
            categories: std::collections::BTreeSet::new(),
            ground: HoldGround::Authority,
            confidential,
            end: HoldEnd::Review(day("2027-01-10")),
            reason: None,
        },
    };
    assert!(post(&mut story, hold(true)).is_empty());
    assert_eq!(post(&mut story, hold(false)), ["1: hold#1"]);
    story.on("2027-01-11T09:00:00Z");
    let lines = post(&mut story, Act::CheckClocks);
    assert!(lines.iter().any(|line| line.contains("track_alarm")), "{lines:?}");
}

#[test]
fn the_end_of_the_work_and_of_the_last_backup_is_told_once() {
    let mut story = ordered();
    assert!(works(&mut story, 1, TaskResult::Done).is_empty());
    assert!(works(&mut story, 2, TaskResult::Done).is_empty());
    assert_eq!(works(&mut story, 3, TaskResult::Done), ["1: completion"]);
    let end = |no| Act::EndTail { tail: TailNo(no), how: TailEnd::Cleared };
    story.on("2026-12-26T08:00:00Z");
    let lines = post(&mut story, Act::CheckClocks);
    assert!(lines.contains(&"officer: task_alarm#1".to_owned()), "{lines:?}");
    assert!(post(&mut story, end(1)).is_empty(), "another backup still holds it");
    assert_eq!(post(&mut story, end(2)), ["1: backup_purged"]);
}

#[test]
fn whoever_wants_no_last_notice_gets_none() {
    let wish = letter(RECEIVED, vec![ask(ItemKind::Deletion)]);
    let mut story = ordered_by(Receive { last_notice: false, ..wish });
    for task in [1, 2] {
        works(&mut story, task, TaskResult::Done);
    }
    assert_eq!(works(&mut story, 3, TaskResult::Done), ["1: completion"], "the rest is told");
    for no in [1, 2] {
        let end = Act::EndTail { tail: TailNo(no), how: TailEnd::Cleared };
        assert!(post(&mut story, end).is_empty());
    }
}

#[test]
fn nothing_to_do_is_nothing_to_report() {
    let mut story = verified(&[ItemKind::Access, ItemKind::Deletion]);
    let held = |item| Act::Decide(Story::decision(item, Outcome::NothingHeld));
    assert_eq!(post(&mut story, held(1)), ["1: decision#1"]);
    assert_eq!(post(&mut story, held(2)), ["1: decision#2 ticket"]);
}

#[test]
fn what_a_hold_took_back_is_not_reported_as_done() {
    let mut story = ordered();
    let hold = Hold {
        items: Items::new(),
        categories: std::collections::BTreeSet::new(),
        ground: HoldGround::Dispute,
        confidential: false,
        end: HoldEnd::Until(day("2027-01-10")),
        reason: None,
    };
    let lines = post(&mut story, Act::PlaceHold { hold });
    assert_eq!(lines, ["1: hold"]);
}

#[test]
fn a_stop_of_marketing_is_confirmed_once() {
    let asked = letter(RECEIVED, vec![ask(ItemKind::MarketingOptOut)]);
    let mut story = Story::of(asked);
    let decided = post(&mut story, Act::Decide(Story::decision(1, Outcome::Granted)));
    assert_eq!(decided, ["1 (given): decision#1"], "it is of the address itself");
    story.does(Act::PlanTasks { item: ItemNo(1), plan: Plan::CarryOut, register: register() });
    assert!(works(&mut story, 1, TaskResult::Done).is_empty());
}

#[test]
fn a_withdrawal_is_confirmed_item_by_item_in_one_message() {
    let mut story = verified(&[ItemKind::Access, ItemKind::Deletion]);
    let lines = post(&mut story, Act::Withdraw { party: P1, items: Items::new() });
    assert_eq!(lines, ["1: withdrawn#1 withdrawn#2 ticket"]);
}

#[test]
fn no_answer_to_a_question_is_an_answer() {
    let mut asked = letter("2026-03-02T10:00:00Z", vec![ask(ItemKind::Access)]);
    asked.received.zone = chrono_tz::Europe::London;
    asked.subject.residence = Some(residence("GB", Some("ENG")));
    let mut story = Story::under(rules("GB", chrono_tz::Europe::London), asked).verified();
    let question = crate::request::tests::story::sealed("which account?");
    story.does(Act::AskClarification { items: Items::new(), question });
    story.on("2026-03-23T12:00:00Z").as_role(Role::Worker, "timekeeper");
    let lines = post(&mut story, Act::CheckClocks);
    assert!(lines.contains(&"1: decision#1 ticket".to_owned()), "{lines:?}");
}

#[test]
fn a_command_that_tells_nothing_owes_nothing() {
    let mut story = verified(&[ItemKind::Access]);
    story.later(TimeDelta::minutes(1));
    assert!(post(&mut story, Act::TakeItem { item: ItemNo(1) }).is_empty());
    story.does(Act::Decide(Story::decision(1, Outcome::Granted)));
    let events = {
        let message = crate::request::tests::story::message(&[NoticeKind::Decision], Some(1));
        let (channel, at) = (crate::contact::Channel::Email, story.now);
        story.does(Act::Hear(Heard::NoticeHandedOver { message, channel, at }))
    };
    assert!(lines(&events, &story).is_empty());
}
