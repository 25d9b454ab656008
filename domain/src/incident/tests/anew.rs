//! What is judged again, and what a campaign brings word of when more is known.

use super::story::{Story, assess, leak, report};
use crate::actor::Role;
use crate::breach::{Count, Risk};
use crate::contact::Means;
use crate::id::{CampaignId, ItemNo};
use crate::incident::*;
use crate::request::tests::story::{at, sealed};

#[test]
fn a_version_that_was_wrong_in_between_gives_nobody_more_time() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::Risk, &[("DE", Count::Exactly(5))])));
    story.on("2026-05-06T08:00:00Z");
    story.does(assess(leak(Risk::Unlikely, &[("DE", Count::Exactly(5))])));
    assert!(!story.owes("gdpr", "breach.authority"));
    story.on("2026-05-08T08:00:00Z");
    let again = story.decide(assess(leak(Risk::Risk, &[("DE", Count::Exactly(5))]))).unwrap();
    assert!(again.iter().any(|event| matches!(event, Event::DutyArose(_))));
    story.does(assess(leak(Risk::Risk, &[("DE", Count::Exactly(5))])));
    assert_eq!(story.due("gdpr", "breach.authority"), "2026-05-07T09:00:00Z", "it was known");
}

#[test]
fn what_is_found_out_later_counts_from_when_an_officer_says() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::Risk, &[("DE", Count::Exactly(5))])));
    story.on("2026-05-06T08:00:00Z");
    story.does(assess(leak(Risk::Unlikely, &[("DE", Count::Exactly(5))])));
    story.on("2026-05-08T08:00:00Z");
    let Act::Assess { made, finding, reasoning, changed, .. } =
        assess(leak(Risk::Risk, &[("DE", Count::Exactly(5))]))
    else {
        unreachable!()
    };
    let known = Some(at("2026-05-08T07:00:00Z"));
    story.does(Act::Assess { made, known, finding, reasoning, changed });
    assert_eq!(story.due("gdpr", "breach.authority"), "2026-05-11T08:00:00Z");
}

/// A campaign that was approved then tells everybody of whom it knew.
fn told(duty: ItemNo, people: u64, approved: &str, when: &str) -> Act {
    Act::HearTold(Box::new(ToldByCampaign {
        campaign: CampaignId::derive(&["test"]),
        duties: [duty].into(),
        from: at(approved),
        at: at(when),
        means: [Means::Email].into(),
        people,
        complete: true,
        approved: at(approved),
        explained: false,
    }))
}

#[test]
fn whom_a_later_version_brought_a_campaign_under_way_did_not_tell() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(10_000))])));
    let duty = story.duty("gdpr", "breach.people");
    // While it is under way, it is bigger than thought.
    story.on("2026-05-05T12:00:00Z");
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(40_000))])));
    story.on("2026-05-05T18:00:00Z").as_role(Role::Worker, "linker");
    story.does(told(duty, 10_000, "2026-05-05T08:00:00Z", "2026-05-05T18:00:00Z"));
    assert!(matches!(story.case().obligations[&duty].standing, Standing::Done { .. }));
    let next = story.duty("gdpr", "breach.people");
    assert!(next > duty && story.owes("gdpr", "breach.people"), "thirty thousand are owed it");
    // A campaign that was approved with them in mind does.
    story.on("2026-05-06T18:00:00Z");
    story.does(told(next, 40_000, "2026-05-06T08:00:00Z", "2026-05-06T18:00:00Z"));
    assert!(!story.owes("gdpr", "breach.people"));
}

/// A public announcement tells nobody by name: nobody is counted, and everybody is told.
#[test]
fn an_announcement_alone_does_the_duty() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(10_000))])));
    let duty = story.duty("gdpr", "breach.people");
    story.on("2026-05-05T18:00:00Z").as_role(Role::Worker, "linker");
    let Act::HearTold(mut announced) =
        told(duty, 0, "2026-05-05T08:00:00Z", "2026-05-05T17:00:00Z")
    else {
        unreachable!()
    };
    announced.means = [Means::Announcement].into();
    story.does(Act::HearTold(announced));
    assert!(!story.owes("gdpr", "breach.people"));
}

#[test]
fn a_clock_that_is_a_little_behind_loses_no_word_of_a_campaign() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(10))])));
    let duty = story.duty("gdpr", "breach.people");
    story.on("2026-05-05T18:00:00Z").as_role(Role::Worker, "linker");
    story.does(told(duty, 10, "2026-05-05T08:00:00Z", "2026-05-05T18:00:00.2Z"));
    let Standing::Done { at: done, .. } = story.case().obligations[&duty].standing else {
        panic!("not done")
    };
    assert_eq!(done, story.now);
}

#[test]
fn a_notice_that_did_not_serve_a_duty_after_all_brings_none_back_that_fell_away() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    let both = [("DE", Count::Exactly(5)), ("GB", Count::Exactly(5))];
    story.does(assess(leak(Risk::Risk, &both)));
    let (eu, uk) = (story.duty("gdpr", "breach.authority"), story.duty("uk", "breach.authority"));
    story.does(story.notice(NoticePhase::Initial, &[eu, uk]));
    story.on("2026-05-05T08:00:00Z");
    story.does(assess(leak(Risk::Unlikely, &both)));
    let change = NoticeChange {
        duties: Some([uk].into()),
        reason: Some(sealed("it went to one of them")),
        ..NoticeChange::default()
    };
    let notice = *story.case().notified.keys().next().unwrap();
    story.does(Act::CorrectNotice { notice, change });
    assert!(story.case().obligations[&eu].standing.fell_away());
    assert!(matches!(story.case().obligations[&uk].standing, Standing::Done { .. }));
}

#[test]
fn a_notice_that_no_pack_asks_for_is_on_record() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(5))])));
    story.does(story.notice(NoticePhase::Initial, &[]));
    story.does(story.tells(&[], 5, true));
    assert_eq!((story.case().notified.len(), story.case().told_people.len()), (1, 1));
    assert!(story.owes("gdpr", "breach.authority") && story.owes("gdpr", "breach.people"));
}
