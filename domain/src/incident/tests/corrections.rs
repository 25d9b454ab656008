//! What was recorded of notices is put right, and the clocks follow.

use std::collections::BTreeSet;

use super::story::{Story, assess, aware, leak, report};
use crate::breach::{Count, Risk};
use crate::docket::EndKind;
use crate::id::TrackNo;
use crate::incident::*;
use crate::request::tests::story::{at, rules, sealed};

const FIRST: TrackNo = TrackNo(1);

fn reported() -> Story {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(300))])));
    story
}

fn given_at(at_text: &str, reason: Option<&str>) -> Act {
    let change = NoticeChange {
        at: Some(at(at_text)),
        reason: reason.map(sealed),
        ..NoticeChange::default()
    };
    Act::CorrectNotice { notice: FIRST, change }
}

fn told_at(at_text: &str, people: u64) -> Act {
    let at = Some(at(at_text));
    let reason = sealed("the list was read wrongly");
    let change =
        ToldChange { from: at, at, means: None, people: Some(people), complete: None, reason };
    Act::CorrectTold { told: FIRST, change }
}

#[test]
fn the_number_of_an_authority_comes_later() {
    let mut story = reported();
    let authority = story.duty("gdpr", "breach.authority");
    story.on("2026-05-05T08:00:00Z");
    let Act::NotifyAuthority(mut notice) = story.notice(NoticePhase::Initial, &[authority]) else {
        unreachable!("a notice")
    };
    notice.reference = None;
    story.does(Act::NotifyAuthority(notice));
    story.on("2026-05-12T08:00:00Z");
    let number = |name, reason: Option<&str>| Act::CorrectNotice {
        notice: FIRST,
        change: NoticeChange {
            reference: Some(sealed(name)),
            reason: reason.map(sealed),
            ..NoticeChange::default()
        },
    };
    assert_eq!(story.does(number("7 U 12/26", None)), ["NoticeCorrected"]);
    assert_eq!(story.case().notified[&FIRST].reference, Some(sealed("7 U 12/26")));
    // Another number in its place is a correction, and so is the same one: it is sealed.
    assert_eq!(story.refuses(number("7 U 21/26", None)), "reason_missing");
    story.does(number("7 U 21/26", Some("read wrongly")));
    let unknown = Act::CorrectNotice { notice: TrackNo(2), change: NoticeChange::default() };
    assert_eq!(story.refuses(unknown), "unknown_in_case");
}

#[test]
fn a_notice_given_at_another_time_was_late_or_was_not() {
    let mut story = reported();
    let authority = story.duty("gdpr", "breach.authority");
    story.on("2026-05-06T08:00:00Z");
    story.does(story.notice(NoticePhase::Initial, &[authority]));
    let how = |story: &Story| story.clock("gdpr", "breach.authority").ended.unwrap().how;
    assert_eq!(how(&story), EndKind::Met);
    story.on("2026-05-09T08:00:00Z");
    assert_eq!(story.refuses(given_at("2026-05-08T08:00:00Z", None)), "reason_missing");
    assert_eq!(story.refuses(given_at("2026-05-10T08:00:00Z", Some("slip"))), "time_out_of_range");
    let contents = Some(BTreeSet::new());
    let nothing =
        NoticeChange { contents, reason: Some(sealed("slip")), ..NoticeChange::default() };
    let nothing = Act::CorrectNotice { notice: FIRST, change: nothing };
    assert_eq!(story.refuses(nothing), "empty_notice");

    // It left on Friday and not on Wednesday.
    let corrected = story.does(given_at("2026-05-08T08:00:00Z", Some("the log of the portal")));
    assert_eq!(corrected, ["NoticeCorrected", "ClockEnded"]);
    assert_eq!(how(&story), EndKind::MetLate);
    assert_eq!(story.case().unexplained().collect::<Vec<_>>(), [authority]);
    assert!(story.case().waiting_on(story.now).contains(&WaitingOn::Explanation));
    let done = Standing::Done { at: at("2026-05-08T08:00:00Z"), version: story.case().version() };
    assert_eq!(story.standing("gdpr", "breach.authority"), done);

    let explain = Act::ExplainLateness { duty: authority, reason: sealed("nobody saw the form") };
    assert_eq!(story.does(explain.clone()), ["LatenessExplained"]);
    assert_eq!(story.does(explain.clone()), Vec::<String>::new(), "it is so already");
    assert_eq!(story.case().unexplained().count(), 0);

    // And it was Wednesday after all.
    story.does(given_at("2026-05-06T08:00:00Z", Some("the log was of another case")));
    assert_eq!(how(&story), EndKind::Met);
}

/// What was in time by what was known was late by what is known now.
#[test]
fn lateness_found_out_later_is_explained_before_it_is_closed() {
    let mut story = reported();
    let authority = story.duty("gdpr", "breach.authority");
    let people = story.duty("gdpr", "breach.people");
    story.on("2026-05-06T08:00:00Z");
    story.does(story.notice(NoticePhase::Final, &[authority]));
    story.does(story.tells(&[people], 300, true));
    let explain = Act::ExplainLateness { duty: authority, reason: sealed("reason") };
    assert_eq!(story.refuses(explain.clone()), "not_late");
    story.does(aware("2026-05-01T08:00:00Z"));
    story.contains();
    story.does(Act::Review { findings: sealed("findings") });
    let late: Vec<_> = story.case().unexplained().collect();
    assert!(late.contains(&authority), "{late:?}");
    assert_eq!(story.refuses(Act::Close), "lateness_unexplained");
    let blocked = story.case().offers(&story.by.id);
    let close = blocked.iter().find(|offer| offer.act == Offered::Close).unwrap();
    assert_eq!(close.blocks, [Block::LatenessUnexplained]);
    for duty in late {
        story.does(Act::ExplainLateness { duty, reason: sealed("found out later") });
    }
    story.does(Act::Close);
    // Who closed it may still put it right.
    story.does(given_at("2026-05-05T08:00:00Z", Some("a slip")));
}

#[test]
fn how_people_were_told_is_put_right() {
    let mut story = reported();
    let people = story.duty("gdpr", "breach.people");
    story.on("2026-05-06T08:00:00Z");
    story.does(story.tells(&[people], 300, true));
    story.on("2026-05-07T08:00:00Z");
    assert_eq!(story.refuses(told_at("2026-05-05T08:00:00Z", 0)), "nobody_told");
    assert_eq!(story.refuses(told_at("2026-05-08T08:00:00Z", 3)), "time_out_of_range");
    story.does(told_at("2026-05-05T08:00:00Z", 310));
    assert_eq!(story.case().people_told_by(people), 310);
    let done = Standing::Done { at: at("2026-05-05T08:00:00Z"), version: story.case().version() };
    assert_eq!(story.standing("gdpr", "breach.people"), done);
    let clerk = story.as_role(crate::actor::Role::Clerk, "clerk.one");
    assert_eq!(clerk.refuses(told_at("2026-05-05T09:00:00Z", 310)), "officer_only");
}

/// The police asked for silence: what is told within it, or as soon as it ends, is not late.
#[test]
fn silence_that_came_behind_the_end_of_a_clock_holds_it_up_when_it_ended_later() {
    let mut story = reported();
    let people = story.duty("gdpr", "breach.people");
    story.on("2026-05-05T08:00:00Z");
    let (from, until) = (story.now, at("2026-05-20T08:00:00Z"));
    let (authority, reference) = (sealed("police"), sealed("ref"));
    story.does(Act::Stay { authority, reference, from, until });
    story.on("2026-05-10T08:00:00Z");
    story.does(story.tells(&[people], 300, true));
    let how = |story: &Story| story.clock("gdpr", "breach.people").ended.unwrap().how;
    assert_eq!(how(&story), EndKind::Met);
    story.on("2026-05-21T08:00:00Z");
    story.does(Act::CheckClocks);
    for inside in ["2026-05-10T09:00:00Z", "2026-05-19T09:00:00Z", "2026-05-20T09:00:00Z"] {
        story.does(told_at(inside, 300));
        assert_eq!(how(&story), EndKind::Met, "{inside}");
    }
    assert_eq!(story.case().unexplained().count(), 0);
}

/// Nobody had counted when five hundred were told; thirty were, and there are three hundred.
#[test]
fn fewer_than_was_said_leaves_others_to_be_told() {
    let mut story =
        Story::under(rules("KR", chrono_tz::Asia::Seoul), report("2026-05-04T08:00:00Z"));
    let people = story.duty("kr", "breach.people");
    story.does(story.tells(&[people], 500, true));
    story.does(assess(leak(Risk::High, &[("KR", Count::Exactly(300))])));
    assert!(!story.owes("kr", "breach.people"));
    let reason = sealed("a nought too many");
    let change =
        ToldChange { from: None, at: None, means: None, people: Some(30), complete: None, reason };
    story.does(Act::CorrectTold { told: FIRST, change });
    assert!(story.owes("kr", "breach.people"));
}

/// Two notices serve a duty: it was done by the first one that was given.
#[test]
fn a_duty_was_done_by_the_first_notice_whichever_was_recorded_first() {
    let mut story = reported();
    let authority = story.duty("gdpr", "breach.authority");
    story.on("2026-05-05T08:00:00Z");
    story.does(story.notice(NoticePhase::Initial, &[authority]));
    story.on("2026-05-06T08:00:00Z");
    story.does(story.notice(NoticePhase::Supplementary, &[authority]));
    story.on("2026-05-12T08:00:00Z");
    story.does(given_at("2026-05-09T08:00:00Z", Some("the log")));
    assert_eq!(story.clock("gdpr", "breach.authority").ended.unwrap().how, EndKind::Met);
    let version = story.case().version();
    let done = Standing::Done { at: at("2026-05-06T08:00:00Z"), version };
    assert_eq!(story.standing("gdpr", "breach.authority"), done);
}

/// A reason for hours says nothing of days.
#[test]
fn what_is_later_than_was_explained_is_explained_anew() {
    let mut story = reported();
    let authority = story.duty("gdpr", "breach.authority");
    story.on("2026-05-07T11:00:00Z");
    let Act::NotifyAuthority(mut notice) = story.notice(NoticePhase::Initial, &[authority]) else {
        unreachable!("a notice")
    };
    notice.late_reason = Some(sealed("three hours"));
    story.does(Act::NotifyAuthority(notice));
    assert_eq!(story.case().unexplained().count(), 0);
    story.on("2026-05-14T11:00:00Z");
    story.does(given_at("2026-05-12T08:00:00Z", Some("the log")));
    assert_eq!(story.case().unexplained().collect::<Vec<_>>(), [authority]);
}

/// What was recorded of the wrong duty, or of too many people, leaves a duty owed, by the clock that it had.
#[test]
fn what_was_not_done_after_all_is_owed_as_before() {
    let mut story = reported();
    let authority = story.duty("gdpr", "breach.authority");
    let people = story.duty("gdpr", "breach.people");
    let due = story.due("gdpr", "breach.people");
    story.on("2026-05-05T08:00:00Z");
    story.does(story.tells(&[people], 300, true));
    let reason = sealed("half of them");
    let change = ToldChange {
        from: None,
        at: None,
        means: None,
        people: None,
        complete: Some(false),
        reason,
    };
    let corrected = story.does(Act::CorrectTold { told: FIRST, change: change.clone() });
    assert!(corrected.contains(&"ClockStarted".to_owned()), "{corrected:?}");
    assert!(story.owes("gdpr", "breach.people"));
    assert_eq!(story.due("gdpr", "breach.people"), due);
    let change = ToldChange { complete: Some(true), ..change };
    story.does(Act::CorrectTold { told: FIRST, change });
    assert_eq!(story.clock("gdpr", "breach.people").ended.unwrap().how, EndKind::Met);

    story.does(story.notice(NoticePhase::Initial, &[authority]));
    let serves = |duties: &[_], reason: Option<&str>| Act::CorrectNotice {
        notice: FIRST,
        change: NoticeChange {
            duties: Some(duties.iter().copied().collect()),
            reason: reason.map(sealed),
            ..NoticeChange::default()
        },
    };
    assert_eq!(story.refuses(serves(&[people], Some("people"))), "wrong_duty");
    assert_eq!(story.refuses(serves(&[authority, people], None)), "wrong_duty");
    story.does(serves(&[], Some("it was about something else")));
    assert!(story.owes("gdpr", "breach.authority"));
}
