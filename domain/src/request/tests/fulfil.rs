//! Decisions carried out: systems, fences, backups, copies, and the end of a case.

use crate::docket::EndKind;
use crate::notice::Told;
use crate::people::{Challenge, Destination, Track};
use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;

use super::story::{MAIL, P1, Story, ask, at, category, day, letter, register, sealed};
use crate::actor::Role;
use crate::assurance::Method;
use crate::clock::Duty;
use crate::digest::Digest;
use crate::ground::{RefusalGround, RestrictionGround};
use crate::id::{ItemNo, SystemId, TaskNo};
use crate::kind::ItemKind;
use crate::notice::NoticeKind;
use crate::request::*;
use crate::system::BackupCycle;

const ONE: ItemNo = ItemNo(1);

fn deletion() -> Story {
    let asked = letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Deletion)]);
    let mut story = Story::of(asked).verified();
    story.told(
        &[NoticeKind::Acknowledgement, NoticeKind::Consequences, NoticeKind::Ticket],
        Some(1),
    );
    story
}

fn plan(story: &mut Story) -> Vec<Event> {
    story.does(Act::PlanTasks { item: ONE, plan: Plan::CarryOut, register: register() })
}

fn report(task: TaskNo, fence: u32, result: TaskResult) -> Act {
    let evidence = Some(Digest::of(b"log"));
    Act::ReportTask { task, fence, report: TaskReport { result, evidence } }
}

/// A system claims its task and ends it.
fn works(story: &mut Story, task: u16, result: TaskResult) -> Vec<&'static str> {
    let task = TaskNo(task);
    let system = story.case().tasks[&task].system.as_str().to_owned();
    story.as_role(Role::System, &system);
    story.does(Act::ClaimTask { task, lease_minutes: 30 });
    let fence = story.case().tasks[&task].fence;
    let names = story.names(report(task, fence, result));
    story.as_role(Role::Officer, "officer.one");
    names
}

#[test]
fn a_deletion_runs_from_the_decision_to_the_last_backup() {
    let mut story = deletion();
    let decided = story.grants(1);
    assert!(
        decided.iter().any(|e| matches!(e, Event::ClockStarted(c) if c.duty == Duty::CarryOut))
    );
    plan(&mut story);
    let systems: Vec<&str> = story.case().tasks.values().map(|task| task.system.as_str()).collect();
    assert_eq!(systems, ["core", "support", "newsletter"]);
    story.later(TimeDelta::hours(1));
    let told = story.told(&[NoticeKind::Decision], Some(1));
    assert!(told.contains(&"ClockEnded") && told.contains(&"RequestAnswered"), "{told:?}");
    assert_eq!(
        story.clock(Some(1), Duty::Respond, "house").ended.map(|e| e.how),
        Some(EndKind::Met)
    );

    assert!(works(&mut story, 1, TaskResult::Done).contains(&"TailStarted"));
    assert!(works(&mut story, 2, TaskResult::NothingFound).len() == 1, "nothing left behind");
    let last = works(&mut story, 3, TaskResult::Done);
    assert!(last.contains(&"ItemDone") && !last.contains(&"ItemFinished"), "{last:?}");
    assert!(last.contains(&"ClockEnded"), "carried out");

    let tail = TailNo(1);
    assert_eq!(story.case().tails[&tail].until, day("2026-12-25"), "35 days of backups");
    story.as_role(Role::System, "support");
    assert_eq!(story.refuses(Act::ConfirmIsolation { tail }), "not_your_system");
    story.as_role(Role::System, "core");
    assert_eq!(story.names(Act::ConfirmIsolation { tail }), ["IsolationConfirmed"]);
    story.as_role(Role::Officer, "officer.one");
    assert_eq!(story.refuses(Act::Close), "blocked");
    story.on("2026-12-26T08:00:00Z");
    assert!(story.names(Act::CheckClocks).contains(&"TailFellDue"));
    assert_eq!(story.refuses(Act::EndTail { tail, how: TailEnd::Lifted }), "outcome_not_for_kind");
    let names = story.names(Act::EndTail { tail, how: TailEnd::Cleared });
    assert_eq!(names, ["TailEnded", "ItemFinished", "RequestFinished"]);
    assert_eq!(story.names(Act::Close), ["RequestClosed"]);
    assert!(story.names(Act::Close).is_empty());
}

#[test]
fn nothing_is_destroyed_before_its_consequences_are_told() {
    let asked = letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Deletion)]);
    let mut story = Story::of(asked).verified();
    story.grants(1);
    plan(&mut story);
    story.as_role(Role::System, "core");
    let claim = || Act::ClaimTask { task: TaskNo(1), lease_minutes: 30 };
    assert_eq!(story.refuses(claim()), "blocked");
    story.as_role(Role::Clerk, "clerk.one");
    let told = vec![Told { kind: NoticeKind::Consequences, item: Some(ONE) }];
    let (at, summary) = (story.now, sealed("told her what ends"));
    story.does(Act::LogCall { party: P1, at, summary: summary.clone(), told });
    let told = vec![Told { kind: NoticeKind::Decision, item: Some(ONE) }];
    assert_eq!(story.refuses(Act::LogCall { party: P1, at, summary, told }), "not_by_call");
    story.as_role(Role::System, "core");
    assert_eq!(story.names(claim()), ["TaskClaimed"]);
}

#[test]
fn a_claim_is_fenced() {
    let mut story = deletion();
    story.grants(1);
    plan(&mut story);
    let task = TaskNo(1);
    let claim = |lease_minutes| Act::ClaimTask { task, lease_minutes };
    assert_eq!(story.as_role(Role::System, "support").refuses(claim(30)), "not_your_system");
    story.as_role(Role::System, "core");
    assert_eq!(story.refuses(claim(0)), "lease_out_of_range");
    assert_eq!(story.refuses(claim(1441)), "lease_out_of_range");
    assert_eq!(story.refuses(report(task, 0, TaskResult::Done)), "stale_fence");
    story.does(claim(30));
    story.as_role(Role::Clerk, "clerk.one");
    assert_eq!(story.refuses(claim(30)), "task_held_by_other");
    story.later(TimeDelta::minutes(31));
    story.does(claim(30));
    story.as_role(Role::System, "core");
    assert_eq!(story.refuses(report(task, 1, TaskResult::Done)), "stale_fence", "a zombie");
    story.as_role(Role::Clerk, "clerk.one");
    assert!(story.names(report(task, 2, TaskResult::Done)).contains(&"TaskReported"));
    assert!(story.names(report(task, 2, TaskResult::Done)).is_empty(), "already so");
    assert_eq!(story.refuses(report(task, 2, TaskResult::Failed)), "stale_fence");
    assert_eq!(story.refuses(claim(30)), "task_not_claimable");
}

#[test]
fn a_failed_task_is_ordered_again_and_keeps_the_item_open() {
    let mut story = deletion();
    story.grants(1);
    plan(&mut story);
    works(&mut story, 1, TaskResult::Failed);
    works(&mut story, 2, TaskResult::Done);
    let names = works(&mut story, 3, TaskResult::Done);
    assert!(!names.contains(&"ItemDone"));
    let again = Act::OrderTaskAgain { task: TaskNo(1), register: register() };
    assert_eq!(story.names(again), ["TaskOrderedAgain"]);
    assert!(works(&mut story, 1, TaskResult::Done).contains(&"ItemDone"));
    story.on("2027-01-20T08:00:00Z");
    assert!(!story.names(Act::CheckClocks).contains(&"TaskOverdue"));
}

#[test]
fn work_that_is_not_done_by_its_day_is_found() {
    let mut story = deletion();
    story.grants(1);
    plan(&mut story);
    story.on("2026-12-01T08:00:00Z");
    let names = story.names(Act::CheckClocks);
    assert_eq!(names.iter().filter(|name| **name == "TaskOverdue").count(), 3);
    assert!(!story.names(Act::CheckClocks).contains(&"TaskOverdue"));
}

#[test]
fn backups_that_never_end_need_another_outcome() {
    let mut story = deletion();
    let mut register = (*register()).clone();
    register.systems[1].backups = BackupCycle::Never;
    let register = Arc::new(register);
    let part = |system: Option<&str>, outcome| Part {
        category: None,
        system: system.map(|id| SystemId::parse(id).unwrap()),
        outcome,
    };
    let decide = |parts| {
        let register = Arc::clone(&register);
        Act::Decide(Decide { parts, register, ..Story::decision(1, Outcome::Granted) })
    };
    assert_eq!(story.refuses(decide(vec![part(None, Outcome::Granted)])), "backups_never_end");
    let reviewed = Outcome::Restricted {
        ground: RestrictionGround::TechnicallyTooHard,
        until: Until::Review(day("2027-06-01")),
    };
    let parts = vec![part(None, Outcome::Granted), part(Some("support"), reviewed)];
    let names = story.names(decide(parts));
    assert!(names.contains(&"TailStarted"));
    story.does(Act::PlanTasks { item: ONE, plan: Plan::CarryOut, register });
    let kinds: Vec<TaskKind> = story.case().tasks.values().map(|task| task.kind).collect();
    assert_eq!(kinds, [TaskKind::Delete, TaskKind::Restrict, TaskKind::Delete]);
    story.on("2027-06-02T08:00:00Z");
    assert!(story.names(Act::CheckClocks).contains(&"TailFellDue"), "the desk wakes");
    let (tail, until) = (TailNo(1), day("2027-12-01"));
    story.does(Act::MoveTail { tail, until, reason: None });
    assert_eq!(story.refuses(Act::MoveTail { tail, until, reason: None }), "not_later");
}

#[test]
fn a_decision_keeps_to_the_lists() {
    let story = deletion();
    let refuses = |change: fn(&mut Decide)| {
        let mut decide = Story::decision(1, Outcome::Granted);
        change(&mut decide);
        story.refuses(Act::Decide(decide))
    };
    assert_eq!(refuses(|d| d.parts.clear()), "part_count");
    assert_eq!(refuses(|d| d.parts = vec![d.parts[0].clone(); 2]), "part_count");
    assert_eq!(refuses(|d| d.deletion_ground = None), "deletion_ground_missing");
    assert_eq!(
        refuses(|d| d.parts[0].outcome = Outcome::StatementAttached),
        "outcome_not_for_kind"
    );
    assert_eq!(refuses(|d| d.parts[0].outcome = Outcome::Withdrawn), "outcome_not_for_kind");
    assert_eq!(refuses(|d| d.item = ItemNo(9)), "unknown_in_case");
    let others = Outcome::Refused { ground: RefusalGround::OthersRights };
    let mut silent = Story::decision(1, others);
    silent.reason_told = None;
    assert_eq!(story.refuses(Act::Decide(silent)), "reason_missing");
    let past = Outcome::Restricted {
        ground: RestrictionGround::StatutoryPeriod,
        until: Until::Date(day("2026-11-20")),
    };
    assert_eq!(story.refuses(Act::Decide(Story::decision(1, past))), "end_out_of_range");
    let unreviewed = Outcome::Restricted {
        ground: RestrictionGround::StatutoryPeriod,
        until: Until::Review(day("2027-11-21")),
    };
    assert_eq!(story.refuses(Act::Decide(Story::decision(1, unreviewed))), "end_out_of_range");
}

#[test]
fn no_machine_decides() {
    let mut story = deletion();
    for role in [Role::Portal, Role::System, Role::Worker, Role::Administrator, Role::Auditor] {
        story.as_role(role, "machine");
        let decide = Act::Decide(Story::decision(1, Outcome::Granted));
        assert_eq!(story.refuses(decide), "not_by_machine");
    }
}

#[test]
fn the_deletion_waits_for_the_copy() {
    let second = Ask { after: BTreeSet::from([ONE]), ..ask(ItemKind::Deletion) };
    let asked = letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Copy), second]);
    let mut story = Story::of(asked).verified();
    story.told(&[NoticeKind::Acknowledgement, NoticeKind::Consequences], Some(2));
    story.grants(1);
    story.grants(2);
    let two = ItemNo(2);
    story.does(Act::PlanTasks { item: two, plan: Plan::CarryOut, register: register() });
    story.as_role(Role::System, "core");
    let claim = || Act::ClaimTask { task: TaskNo(1), lease_minutes: 30 };
    assert_eq!(story.refuses(claim()), "blocked");
    story.as_role(Role::Officer, "officer.one");
    let copy = HandedCopy { how: HandOver::SecureLink, digest: Digest::of(b"zip"), receipt: None };
    let hand = |at| Act::RecordCopyHandedOver { item: ONE, copy: copy.clone(), at };
    assert_eq!(story.refuses(hand(at("2030-01-01T00:00:00Z"))), "time_out_of_range");
    assert!(story.names(hand(story.now)).contains(&"ItemDone"));
    story.as_role(Role::System, "core");
    assert_eq!(story.names(claim()), ["TaskClaimed"]);
    // Told and handed over: only then is the disclosure answered.
    assert!(!story.item(1).is_told());
    story.told(&[NoticeKind::Decision], Some(1));
    assert!(story.item(1).is_told());
}

#[test]
fn a_transfer_needs_the_authorisation_that_names_the_recipient() {
    let asked = letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Portability)]);
    let mut story = Story::of(asked).verified();
    let grant = || Act::Decide(Story::decision(1, Outcome::Granted));
    assert_eq!(story.refuses(grant()), "blocked");
    let judge = |feasible, reason| Act::JudgeTransfer { item: ONE, feasible, reason };
    assert_eq!(story.refuses(judge(false, None)), "reason_missing");
    story.does(judge(true, None));
    assert_eq!(story.refuses(grant()), "blocked");
    story.does(Act::IssueChallenge(Challenge {
        party: P1,
        track: Track::Authorisation,
        item: Some(ONE),
        method: Method::OneTimeCode,
        contact: Some(MAIL),
        destination: Destination::Open,
    }));
    let step = story.last_step();
    let names = story.names(Act::AnswerCode { step, correct: true });
    assert!(names.contains(&"RecipientAuthorised"), "{names:?}");
    story.does(grant());
    let copy = HandedCopy {
        how: HandOver::Recipient,
        digest: Digest::of(b"zip"),
        receipt: Some(sealed("receipt")),
    };
    let at = story.now;
    story.does(Act::RecordCopyHandedOver { item: ONE, copy, at });
}

#[test]
fn what_cannot_be_transferred_goes_to_the_person() {
    let asked = letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Portability)]);
    let mut story = Story::of(asked).verified();
    let reason = Some(sealed("no such interface"));
    story.does(Act::JudgeTransfer { item: ONE, feasible: false, reason });
    story.grants(1);
    let copy = |how| HandedCopy { how, digest: Digest::of(b"zip"), receipt: None };
    let at = story.now;
    let direct = Act::RecordCopyHandedOver { item: ONE, copy: copy(HandOver::Recipient), at };
    assert_eq!(story.refuses(direct), "blocked");
    story.does(Act::RecordCopyHandedOver { item: ONE, copy: copy(HandOver::SecureLink), at });
}

#[test]
fn an_objection_is_protected_before_it_is_decided() {
    let asked = letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Objection)]);
    let mut story = Story::of(asked);
    let protect = || Act::PlanTasks { item: ONE, plan: Plan::Protect, register: register() };
    assert_eq!(story.refuses(protect()), "blocked");
    story.matched(&[MAIL]);
    story.code_comes_back();
    story.does(protect());
    story.as_role(Role::System, "core");
    let claim = Act::ClaimTask { task: TaskNo(1), lease_minutes: 30 };
    assert_eq!(story.names(claim), ["TaskClaimed"]);
    let kinds: BTreeSet<TaskKind> = story.case().tasks.values().map(|task| task.kind).collect();
    assert_eq!(kinds, BTreeSet::from([TaskKind::Restrict, TaskKind::StopMarketing]));
}

#[test]
fn a_search_finds_out_what_is_held_and_names_who_was_left_out() {
    let scoped = Ask { scope: BTreeSet::from([category("chats")]), ..ask(ItemKind::Access) };
    let mut story = Story::of(letter("2026-11-20T16:40:00-08:00", vec![scoped]));
    let events = story.does(Act::PlanTasks { item: ONE, plan: Plan::Search, register: register() });
    let Event::TasksPlanned { tasks, left_out, register: version, .. } = &events[0] else {
        panic!("{events:?}")
    };
    assert_eq!((tasks.len(), left_out.len(), *version), (1, 2, 7));
    assert!(left_out.iter().all(|(_, why)| *why == LeftOut::HoldsNothingAsked));
    let again = story.names(Act::PlanTasks { item: ONE, plan: Plan::Search, register: register() });
    assert!(again.is_empty(), "already ordered");
}
