//! Questions, fees and extensions beside the items.

use crate::docket::Governing;
use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::story::{MAIL, Story, ask, at, day, letter, message, residence};
use super::story::{name, sealed};
use crate::clock::Duty;
use crate::contact::Channel;
use crate::ground::{ExtensionGround, FeeGround};
use crate::id::{ItemNo, RegimeId, RequestId, TrackNo};
use crate::kind::ItemKind;
use crate::notice::Heard;
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
        let clock = story.case().docket.governing.iter().find(of).unwrap().clock;
        story.case().docket.clocks[&clock].started.regime.as_str().to_owned()
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
            same_subject: true,
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
    // What was answered after this letter had come was no earlier answer to it; nor are those of
    // somebody for whom the same person wrote.
    let unlike = |change: fn(&mut Related)| {
        let mut all = earlier(50, true);
        all.iter_mut().for_each(change);
        quote(all)
    };
    let meanwhile = unlike(|other| other.answered = Some(at("2026-03-03T00:00:00Z")));
    assert_eq!(story.refuses(meanwhile), "not_repeated");
    assert_eq!(story.refuses(unlike(|other| other.same_subject = false)), "not_repeated");
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
            act: Act::Hear(Heard::NoticeHandedOver {
                message: message(&[NoticeKind::Extension], Some(1)),
                channel: Channel::Email,
                at: at("2026-03-02T23:59:59Z"),
            }),
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
