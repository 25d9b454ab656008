//! Holds: what they stop, what they let through, and how they end.

use std::collections::BTreeSet;

use super::story::{Story, ask, category, day, letter, register, rules};
use crate::ground::{HoldGround, RefusalGround};
use crate::id::{ItemNo, TrackNo};
use crate::kind::ItemKind;
use crate::notice::NoticeKind;
use crate::request::*;

fn hold(ground: HoldGround, end: HoldEnd) -> Hold {
    Hold {
        items: Items::new(),
        categories: BTreeSet::new(),
        ground,
        confidential: false,
        end,
        reason: None,
    }
}

#[test]
fn a_hold_stops_what_has_not_begun_and_lifts_by_itself() {
    let asked = letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Deletion)]);
    let mut story = Story::of(asked).verified();
    story.told(&[NoticeKind::Acknowledgement, NoticeKind::Consequences], Some(1));
    story.grants(1);
    let (item, plan) = (ItemNo(1), Plan::CarryOut);
    story.does(Act::PlanTasks { item, plan, register: register() });
    let claimed = crate::id::TaskNo(1);
    story.as_role(crate::actor::Role::System, "core");
    story.does(Act::ClaimTask { task: claimed, lease_minutes: 60 });
    story.as_role(crate::actor::Role::Officer, "officer.one");

    let past = hold(HoldGround::Dispute, HoldEnd::Until(day("2026-11-20")));
    assert_eq!(story.refuses(Act::PlaceHold { hold: past }), "end_out_of_range");
    let far = hold(HoldGround::Dispute, HoldEnd::Review(day("2027-11-21")));
    assert_eq!(story.refuses(Act::PlaceHold { hold: far }), "end_out_of_range");
    let until = hold(HoldGround::Dispute, HoldEnd::Until(day("2026-12-01")));
    let events = story.does(Act::PlaceHold { hold: until });
    let Event::TasksCancelled { tasks } = &events[1] else { panic!("{events:?}") };
    assert!(!tasks.contains(&claimed) && !tasks.is_empty(), "what runs is left to run");
    assert_eq!(story.refuses(Act::Decide(Story::decision(1, Outcome::Granted))), "already_decided");

    story.on("2026-12-02T08:00:00Z");
    assert!(story.names(Act::CheckClocks).contains(&"HoldLifted"));
    let names = story.names(Act::PlanTasks { item, plan, register: register() });
    assert_eq!(names, ["TasksPlanned"], "ordered again once nothing holds it");
}

#[test]
fn a_deletion_that_a_hold_took_back_is_not_done_until_it_is_ordered_again() {
    let asked = letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Deletion)]);
    let mut story = Story::of(asked).verified();
    story.told(&[NoticeKind::Acknowledgement, NoticeKind::Consequences], Some(1));
    story.grants(1);
    let (item, plan) = (ItemNo(1), Plan::CarryOut);
    let order = || Act::PlanTasks { item, plan, register: register() };
    story.does(order());
    story.told(&[NoticeKind::Decision], Some(1));
    let until = hold(HoldGround::Dispute, HoldEnd::Until(day("2026-12-01")));
    let names = story.names(Act::PlaceHold { hold: until });
    assert!(!names.contains(&"ItemDone"), "{names:?}");
    // Planned again under the hold: nothing can be ordered, and nothing is done.
    let names = story.names(order());
    assert!(!names.contains(&"ItemDone"), "{names:?}");
    story.on("2026-12-02T08:00:00Z");
    let names = story.names(Act::CheckClocks);
    assert!(names.contains(&"HoldLifted") && !names.contains(&"ItemDone"), "{names:?}");
    story.does(order());
    let open: Vec<_> = story.case().tasks.iter().filter(|(_, t)| t.is_open()).collect();
    assert_eq!(open.len(), 3, "all of it is owed again");
}

#[test]
fn what_a_hold_keeps_back_of_a_system_is_remembered() {
    let asked = letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Deletion)]);
    let mut story = Story::of(asked).verified();
    story.told(&[NoticeKind::Acknowledgement, NoticeKind::Consequences], Some(1));
    story.grants(1);
    let on_chats = Hold {
        categories: BTreeSet::from([category("chats")]),
        ..hold(HoldGround::Dispute, HoldEnd::Review(day("2027-01-10")))
    };
    story.does(Act::PlaceHold { hold: on_chats });
    let (item, plan) = (ItemNo(1), Plan::CarryOut);
    let order = || Act::PlanTasks { item, plan, register: register() };
    story.does(order());
    for no in 1..=3 {
        let task = crate::id::TaskNo(no);
        let system = story.case().tasks[&task].system.as_str().to_owned();
        story.as_role(crate::actor::Role::System, &system);
        story.does(Act::ClaimTask { task, lease_minutes: 30 });
        let report = TaskReport { result: TaskResult::Done, evidence: None };
        let names = story.names(Act::ReportTask { task, fence: 1, report });
        assert!(!names.contains(&"ItemDone"), "the chats are still there");
    }
    story.as_role(crate::actor::Role::Officer, "officer.one");
    story.does(Act::LiftHold { no: TrackNo(1) });
    assert!(matches!(story.item(1).stage, Stage::Decided(_)));
    story.does(order());
    let last = story.case().tasks.values().next_back().unwrap();
    assert_eq!(last.categories, BTreeSet::from([category("chats")]));
}

#[test]
fn what_is_refused_to_be_shown_is_kept_from_a_deletion_in_the_same_letter() {
    // S14, under a regime that wants a refused copy preserved.
    let deletion = Ask { after: BTreeSet::from([ItemNo(1)]), ..ask(ItemKind::Deletion) };
    let asked = letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Copy), deletion]);
    let mut story = Story::under(rules("US", chrono_tz::America::Los_Angeles), asked).verified();
    let part =
        |name: Option<&str>, outcome| Part { category: name.map(category), system: None, outcome };
    let refused = Outcome::Refused { ground: RefusalGround::OthersRights };
    let parts = vec![part(None, Outcome::Granted), part(Some("moderation_notes"), refused)];
    let names = story.names(Act::Decide(Decide { parts, ..Story::decision(1, Outcome::Granted) }));
    assert!(names.contains(&"HoldPlaced"), "{names:?}");
    let whole = Act::Decide(Story::decision(2, Outcome::Granted));
    assert_eq!(story.refuses(whole), "blocked");
    let kept = Outcome::Restricted {
        ground: crate::ground::RestrictionGround::Hold,
        until: Until::Review(day("2027-05-20")),
    };
    let elsewhere = Part {
        system: Some(crate::id::SystemId::parse("core").unwrap()),
        ..part(Some("moderation_notes"), kept.clone())
    };
    let parts = vec![part(None, Outcome::Granted), elsewhere];
    let one_system = Act::Decide(Decide { parts, ..Story::decision(2, Outcome::Granted) });
    assert_eq!(story.refuses(one_system), "blocked", "other systems hold them too");
    let parts = vec![part(None, Outcome::Granted), part(Some("moderation_notes"), kept)];
    story.does(Act::Decide(Decide { parts, ..Story::decision(2, Outcome::Granted) }));
    let (item, plan) = (ItemNo(2), Plan::CarryOut);
    story.does(Act::PlanTasks { item, plan, register: register() });
    let notes = category("moderation_notes");
    let touches = |kind| {
        story
            .case()
            .tasks_of(item)
            .any(|(_, task)| task.kind == kind && task.categories.contains(&notes))
    };
    assert!(!touches(TaskKind::Delete) && touches(TaskKind::Restrict));
    // What was not refused is given while the rest is preserved.
    let copy = HandedCopy {
        how: HandOver::SecureLink,
        digest: crate::digest::Digest::of(b"zip"),
        receipt: None,
    };
    let at = story.now;
    let names = story.names(Act::RecordCopyHandedOver { item: ItemNo(1), copy, at });
    assert!(names.contains(&"ItemDone"), "{names:?}");
}
