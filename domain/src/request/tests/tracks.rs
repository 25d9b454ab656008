//! Questions, fees, holds and extensions beside the items.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::story::{MAIL, Story, ask, at, category, day, letter, message, register, residence};
use super::story::{name, rules, sealed};
use crate::clock::Duty;
use crate::contact::Channel;
use crate::ground::{ExtensionGround, FeeGround, HoldGround, RefusalGround};
use crate::id::{ItemNo, RegimeId, RequestId, TrackNo};
use crate::kind::ItemKind;
use crate::notice::NoticeKind;
use crate::request::*;

/// A letter from London, to a house in London.
fn from_london(received: &str, items: Vec<Ask>) -> Story {
    let mut asked = letter(received, items);
    asked.received.zone = chrono_tz::Europe::London;
    asked.subject.residence = Some(residence("GB", Some("ENG")));
    let mut house = crate::regime::House {
        country: crate::place::Country::parse("GB").unwrap(),
        zone: chrono_tz::Europe::London,
        calendar: crate::calendar::CalendarId::parse("GB-ENG").unwrap(),
        establishments: Vec::new(),
    };
    house.establishments.push(house.country.clone());
    Story::under(std::sync::Arc::new(crate::regime::Rulebook::shipped(house)), asked).verified()
}

fn uk() -> RegimeId {
    RegimeId::parse("uk").unwrap()
}

#[test]
fn a_question_stops_the_law_and_not_the_promise_and_the_governing_clock_changes() {
    // S25: asked on day 10, answered on day 40; the house's promise runs on all the while.
    let mut story = from_london("2026-03-02T10:00:00Z", vec![ask(ItemKind::Access)]);
    let before = story.due(Some(1), Duty::Respond, "uk");
    story.does(Act::TakeItem { item: ItemNo(1) });
    story.on("2026-03-12T10:00:00Z");
    let question = sealed("which account?");
    let names = story.names(Act::AskClarification { items: Items::new(), question });
    assert!(names.contains(&"ClockPaused"), "{names:?}");
    assert!(story.clock(Some(1), Duty::Respond, "uk").open_pause().is_some());
    assert!(story.clock(Some(1), Duty::Respond, "house").is_running());
    story.on("2026-04-11T10:00:00Z");
    let late = story.names(Act::CheckClocks);
    assert!(late.contains(&"DutyMissed"), "the promise is late and says so: {late:?}");
    let names =
        story.names(Act::AnswerClarification { no: TrackNo(1), answer: sealed("the old one") });
    assert!(names.contains(&"ClockResumed"), "{names:?}");
    let after = story.due(Some(1), Duty::Respond, "uk");
    assert!(after > before, "{before} moved to {after}");
    let again = Act::AnswerClarification { no: TrackNo(1), answer: sealed("again") };
    assert_eq!(story.refuses(again), "track_not_open");
}

#[test]
fn days_from_asking_to_answering_do_not_count() {
    // DPA 2018 s.54(3C): asked 10 March, answered 14 March: five days do not count.
    let mut story = from_london("2026-03-02T10:00:00Z", vec![ask(ItemKind::Access)]);
    assert_eq!(story.due(Some(1), Duty::Respond, "uk"), "2026-04-02");
    story.on("2026-03-10T10:00:00Z");
    let question = sealed("which account?");
    story.does(Act::AskClarification { items: Items::new(), question });
    story.on("2026-03-14T10:00:00Z");
    story.does(Act::AnswerClarification { no: TrackNo(1), answer: sealed("the old one") });
    // 2 April and five days is 7 April, the day after Easter Monday.
    assert_eq!(story.due(Some(1), Duty::Respond, "uk"), "2026-04-07");
}

#[test]
fn which_clock_governs_is_a_fact_with_an_event() {
    // A Californian asks for access. The house's promise waits for identity that was asked for at
    // once (P10), the law's forty-five days do not: while we wait, the law governs.
    let asked = letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Access)]);
    let mut story = Story::of(asked);
    let governing = |story: &Story| {
        let of = |g: &&Governing| g.item == Some(ItemNo(1)) && g.duty == Duty::Respond;
        let clock = story.case().governing.iter().find(of).unwrap().clock;
        story.case().clocks[&clock].started.regime.as_str().to_owned()
    };
    assert_eq!(governing(&story), "house");
    story.matched(&[MAIL]);
    let asked = story.names(Story::challenge(MAIL));
    assert!(asked.contains(&"GoverningChanged"), "{asked:?}");
    assert_eq!(governing(&story), "ccpa");
    story.on("2026-11-24T12:00:00-08:00");
    story.does(Story::challenge(MAIL));
    let step = story.last_step();
    let names = story.names(Act::AnswerCode { step, correct: true });
    assert!(names.contains(&"ClockReanchored") && names.contains(&"GoverningChanged"), "{names:?}");
    assert_eq!(governing(&story), "house");
    // Fifteen working days after the identity, not after the receipt.
    assert_eq!(story.due(Some(1), Duty::Respond, "house"), "2026-12-16");
}

#[test]
fn a_clock_cannot_be_put_to_sleep_by_asking_late() {
    let asked = letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Access)]);
    let mut story = Story::of(asked);
    let before = story.due(Some(1), Duty::Respond, "house");
    story.matched(&[MAIL]);
    // Two working days after Friday the twentieth end with Tuesday.
    story.on("2026-11-25T08:00:00Z");
    story.does(Story::challenge(MAIL));
    assert!(story.clock(Some(1), Duty::Respond, "house").is_running());
    let step = story.last_step();
    story.does(Act::AnswerCode { step, correct: true });
    assert_eq!(story.due(Some(1), Duty::Respond, "house"), before);
}

/// So many earlier requests for access that were answered in January.
fn earlier(n: usize, verified: bool) -> Vec<Related> {
    (0..n)
        .map(|i| Related {
            case: RequestId::derive(&[&i.to_string()]),
            kinds: BTreeSet::from([ItemKind::Access]),
            received: at("2026-01-01T00:00:00Z"),
            verified,
            answered: Some(at("2026-01-20T00:00:00Z")),
        })
        .collect()
}

#[test]
fn no_fee_without_verified_and_answered_repetition() {
    let mut story = from_london("2026-03-02T10:00:00Z", vec![ask(ItemKind::Access)]);
    let quote = |earlier| {
        Act::QuoteFee(QuoteFee {
            items: Items::new(),
            amount: 1500,
            currency: Currency::parse("GBP").unwrap(),
            ground: FeeGround::Repeated,
            answer_by: day("2026-03-20"),
            reason: sealed("the ninth this year"),
            earlier,
        })
    };
    assert_eq!(story.refuses(quote(Vec::new())), "not_repeated");
    assert_eq!(story.refuses(quote(earlier(50, false))), "not_repeated");
    assert!(story.names(quote(earlier(50, true))).contains(&"FeeQuoted"));
    assert_eq!(story.refuses(quote(earlier(50, true))), "track_not_open");
    assert_eq!(story.names(Act::AcceptFee { no: TrackNo(1) }), ["FeeAccepted"]);
    assert!(story.names(Act::AcceptFee { no: TrackNo(1) }).is_empty());
    story.on("2026-04-20T10:00:00Z");
    let late = story.names(Act::CheckClocks);
    assert!(!late.contains(&"FeeLapsed"), "it was accepted in time");
    assert!(story.names(Act::RecordFeePaid { no: TrackNo(1) }).contains(&"FeePaid"));
    assert_eq!(story.refuses(Act::WaiveFee { no: TrackNo(1) }), "track_not_open");
}

#[test]
fn a_quote_that_nobody_accepts_lapses() {
    let mut story = from_london("2026-03-02T10:00:00Z", vec![ask(ItemKind::Access)]);
    story.does(Act::QuoteFee(QuoteFee {
        items: Items::new(),
        amount: 1500,
        currency: Currency::parse("GBP").unwrap(),
        ground: FeeGround::Repeated,
        answer_by: day("2026-03-10"),
        reason: sealed("the ninth this year"),
        earlier: earlier(50, true),
    }));
    story.on("2026-03-10T23:59:59Z");
    assert!(!story.names(Act::CheckClocks).contains(&"FeeLapsed"));
    story.on("2026-03-11T00:00:00Z");
    assert!(story.names(Act::CheckClocks).contains(&"FeeLapsed"));
}

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

#[test]
fn an_extension_counts_once_told_in_time_and_belongs_to_one_item() {
    let items = vec![ask(ItemKind::Copy), ask(ItemKind::Correction)];
    let mut story = from_london("2026-01-30T10:00:00Z", items);
    assert_eq!(story.due(Some(1), Duty::Respond, "uk"), "2026-03-02");
    let extend = |ground| Act::Extend {
        item: ItemNo(1),
        regime: uk(),
        ground,
        reason: sealed("nine years of logs"),
    };
    story.on("2026-02-20T10:00:00Z");
    let names = story.names(extend(ExtensionGround::Complexity));
    assert_eq!(names, ["ExtensionOrdered"]);
    assert_eq!(story.due(Some(1), Duty::Respond, "uk"), "2026-03-02", "not yet");
    assert_eq!(story.refuses(extend(ExtensionGround::Complexity)), "already_extended");
    story.later(TimeDelta::minutes(1));
    assert!(story.told(&[NoticeKind::Extension], Some(1)).contains(&"ClockExtended"));
    assert_eq!(story.due(Some(1), Duty::Respond, "uk"), "2026-04-30", "three months from receipt");
    assert_eq!(story.due(Some(2), Duty::Respond, "uk"), "2026-03-02", "the other item stays");
    assert_eq!(story.refuses(extend(ExtensionGround::Complexity)), "already_extended");
    let house = Act::Extend {
        item: ItemNo(2),
        regime: RegimeId::house(),
        ground: ExtensionGround::Complexity,
        reason: sealed("no"),
    };
    assert_eq!(story.refuses(house), "extension_not_allowed");
    let other = Act::Extend {
        item: ItemNo(2),
        regime: RegimeId::parse("ccpa").unwrap(),
        ground: ExtensionGround::Complexity,
        reason: sealed("no"),
    };
    assert_eq!(story.refuses(other), "regime_not_chosen");
}

#[test]
fn an_extension_told_after_the_due_moment_does_not_count() {
    let mut story = from_london("2026-01-30T10:00:00Z", vec![ask(ItemKind::Copy)]);
    // Due by the end of 2 March; ordered ten minutes before midnight.
    story.on("2026-03-02T23:50:00Z");
    let extend = || Act::Extend {
        item: ItemNo(1),
        regime: uk(),
        ground: ExtensionGround::Complexity,
        reason: sealed("late in the day"),
    };
    story.does(extend());
    // Just past midnight the look at the time waits for the notice on its way.
    story.on("2026-03-03T00:30:00Z");
    let waiting = story.names(Act::CheckClocks);
    let of_uk = |story: &Story| story.clock(Some(1), Duty::Respond, "uk").late;
    assert!(of_uk(&story).is_none(), "{waiting:?}");
    // Handed over before midnight, reported after: the time of handing over decides.
    let in_time = {
        let request = story.request.clone();
        let command = Command {
            now: story.now,
            by: story.by.clone(),
            rules: story.rules.clone(),
            act: Act::RecordHandedOver {
                message: message(&[NoticeKind::Extension], Some(1)),
                channel: Channel::Email,
                at: at("2026-03-02T23:59:59Z"),
            },
        };
        request.decide(command.clone()).unwrap()
    };
    assert!(in_time.iter().any(|event| name(event) == "ClockExtended"));
    // Handed over after midnight: refused effect, and the original moment was missed.
    let names = story.told(&[NoticeKind::Extension], Some(1));
    assert!(names.contains(&"ExtensionFailed"), "{names:?}");
    assert!(story.names(Act::CheckClocks).contains(&"DutyMissed"));
    assert!(of_uk(&story).is_some());
    assert_eq!(story.refuses(extend()), "extension_too_late");
}

#[test]
fn an_extension_whose_notice_never_leaves_fails_after_an_hour() {
    let mut story = from_london("2026-01-30T10:00:00Z", vec![ask(ItemKind::Copy)]);
    story.on("2026-03-02T23:50:00Z");
    story.does(Act::Extend {
        item: ItemNo(1),
        regime: uk(),
        ground: ExtensionGround::Complexity,
        reason: sealed("late in the day"),
    });
    story.on("2026-03-03T01:00:00Z");
    let names = story.names(Act::CheckClocks);
    assert!(names.contains(&"ExtensionFailed") && names.contains(&"DutyMissed"), "{names:?}");
}
