//! What a complaint that was right does to a request.

use super::story::{Story, ask, day, letter, name, register};
use crate::actor::Role;
use crate::clock::Duty;
use crate::ground::{DeletionGround, RefusalGround};
use crate::id::{ComplaintId, ItemNo, TaskNo};
use crate::kind::ItemKind;
use crate::notice::{NoticeKind, messages};
use crate::request::*;

const ONE: ItemNo = ItemNo(1);

fn complaint() -> ComplaintId {
    ComplaintId::derive(&["test"])
}

fn upheld(by_another: bool) -> Act {
    Act::ReopenForComplaint { complaint: complaint(), items: Items::from([ONE]), by_another }
}

fn refused() -> Decide {
    let ground = RefusalGround::OthersRights;
    Story::decision(1, Outcome::Refused { ground })
}

/// Refused, told, answered and closed.
fn refused_and_closed() -> Story {
    let mut story =
        Story::of(letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Correction)])).verified();
    story.does(Act::Decide(refused()));
    story.told(&[NoticeKind::Decision], Some(1));
    story.does(Act::Close);
    story
}

#[test]
fn what_was_refused_is_asked_again_with_a_new_duty_and_another_officer() {
    let mut story = refused_and_closed();
    story.on("2026-12-21T10:00:00-08:00").as_role(Role::Worker, "linker");
    let events = story.does(upheld(true));
    let names: Vec<_> = events.iter().map(name).collect();
    assert_eq!(names[..2], ["ComplaintLinked", "Reopened"]);
    assert_eq!(story.case().phase, Phase::Open);
    assert_eq!(story.item(1).round, 2);
    let due = story.case().docket.governing(Some(ONE), Duty::Respond).unwrap().1.due.due;
    assert!(due.day_in(chrono_tz::America::Los_Angeles) > day("2027-01-08"), "{due:?}");
    // The person hears that it is open again.
    let told = messages(&events, story.case());
    let is_told = |kind| told.iter().any(|m| m.notices.iter().any(|told| told.kind == kind));
    assert!(is_told(NoticeKind::Acknowledgement), "{told:?}");
    assert_eq!(story.names(upheld(true)), Vec::<&str>::new(), "nothing is decided any more");

    story.as_role(Role::Officer, "officer.one");
    assert_eq!(story.refuses(Act::TakeItem { item: ONE }), "same_officer");
    assert_eq!(story.refuses(Act::Decide(refused())), "same_officer");
    story.as_role(Role::Officer, "officer.two");
    story.does(Act::Decide(Story::decision(1, Outcome::Granted)));
}

#[test]
fn a_house_with_one_officer_lets_the_same_one_decide_anew() {
    let mut story = refused_and_closed();
    story.as_role(Role::Worker, "linker").does(upheld(false));
    story.as_role(Role::Officer, "officer.one").does(Act::TakeItem { item: ONE });
}

#[test]
fn what_was_never_decided_is_only_linked() {
    let mut story = Story::of(letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Correction)]));
    assert_eq!(story.names(upheld(true)), ["ComplaintLinked"]);
    let unknown = Act::ReopenForComplaint {
        complaint: complaint(),
        items: Items::from([ItemNo(9)]),
        by_another: true,
    };
    assert_eq!(story.refuses(unknown), "unknown_in_case");
    assert_eq!(story.names(Act::LinkComplaint { complaint: complaint() }), Vec::<&str>::new());
}

#[test]
fn work_under_a_decision_that_is_opened_again_is_taken_back() {
    let asked = letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Deletion)]);
    let mut story = Story::of(asked).verified();
    story.told(&[NoticeKind::Acknowledgement, NoticeKind::Consequences], Some(1));
    story.does(Act::Decide(Decide {
        deletion_ground: Some(DeletionGround::ConsentWithdrawn),
        ..Story::decision(1, Outcome::Granted)
    }));
    story.does(Act::PlanTasks { item: ONE, plan: Plan::CarryOut, register: register() });
    let claim = |task| Act::ClaimTask { task, lease_minutes: 30 };
    let system = story.case().tasks[&TaskNo(1)].system.clone();
    story.as_role(Role::System, system.as_str()).does(claim(TaskNo(1)));
    story.as_role(Role::Worker, "linker").does(upheld(true));
    let states: Vec<_> = story.case().tasks.values().map(|task| task.state.clone()).collect();
    assert!(matches!(states[0], TaskState::Claimed { .. }), "what runs is left to report");
    assert!(states[1..].iter().all(|state| *state == TaskState::Cancelled), "{states:?}");
    // A lease that ran out does not bring the work back, whatever is decided now.
    story.as_role(Role::Officer, "officer.two").later(chrono::TimeDelta::hours(1));
    story.told(&[NoticeKind::Consequences], Some(1));
    story.does(Act::Decide(refused()));
    story.as_role(Role::System, system.as_str());
    assert_eq!(story.refuses(claim(TaskNo(1))), "blocked");
}

#[test]
fn whoever_decided_before_the_last_time_may_look_again() {
    let mut story = refused_and_closed();
    for (by, other) in [("officer.two", "officer.one"), ("officer.one", "officer.two")] {
        story.as_role(Role::Worker, "linker").does(upheld(true));
        story.as_role(Role::Officer, other);
        assert_eq!(story.refuses(Act::Decide(refused())), "same_officer");
        story.as_role(Role::Officer, by).does(Act::Decide(refused()));
    }
}

#[test]
fn a_letter_about_what_was_decided_before_tells_nothing_of_this() {
    let mut story =
        Story::of(letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Correction)])).verified();
    story.does(Act::Decide(refused()));
    let before = story.now;
    story.later(chrono::TimeDelta::hours(1));
    story.as_role(Role::Worker, "linker").does(upheld(true));
    story.as_role(Role::Officer, "officer.two").does(Act::Decide(refused()));
    story.told_at(before, &[NoticeKind::Decision], Some(1));
    assert_eq!(story.item(1).stage.decided().and_then(|decided| decided.told), None);
    let now = story.now;
    story.told_at(now, &[NoticeKind::Decision], Some(1));
    assert_eq!(story.item(1).stage.decided().and_then(|decided| decided.told), Some(now));
}
