//! Two incidents that are one.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::story::{Story, assess, leak, report};
use crate::breach::{Count, Risk};
use crate::contact::Means;
use crate::id::{CampaignId, IncidentId, TrackNo};
use crate::incident::*;
use crate::regime::{Pack, Rulebook};
use crate::request::tests::story::{at, sealed};

#[test]
fn two_are_treated_as_one() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    let into = IncidentId::derive(&["other"]);
    let merge = |into: &IncidentId, target: Option<&MergeTarget>| Act::Merge {
        into: into.clone(),
        target: target.cloned(),
        reasoning: sealed("why"),
    };
    assert_eq!(story.refuses(merge(&into, None)), "merge_target");
    let itself = story.case().id().clone();
    let mut target = MergeTarget::of(story.case()).unwrap();
    assert_eq!(story.refuses(merge(&itself, Some(&target))), "merge_target");
    target.known += chrono::TimeDelta::seconds(1);
    let later = story.refuses(merge(&into, Some(&target)));
    assert_eq!(later, "merge_later", "no clock starts later by it");
    target.known = story.case().knowledge();
    // Here people are at a high risk; the other one does not know it.
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(300))])));
    assert_eq!(story.refuses(merge(&into, Some(&target))), "merge_loses_duties");
    let target = MergeTarget::of(story.case()).unwrap();
    story.does(merge(&into, Some(&target)));
    assert_eq!(MergeTarget::of(story.case()).map(|target| target.known), None, "it is not open");
    assert_eq!((story.case().phase, &story.case().merged_into), (Phase::Merged, &Some(into)));
    story.contains();
    assert_eq!(story.incident.next_check(&story.rules), None);
    assert_eq!(story.refuses(Act::Close), "case_closed");
}

fn merge(target: Option<MergeTarget>) -> Act {
    Act::Merge { into: IncidentId::derive(&["other"]), target, reasoning: sealed("why") }
}

/// The first one is known longer: three people, of whom the authority heard.
fn first() -> Story {
    let mut first = Story::of(report("2026-05-04T07:00:00Z"));
    first.does(assess(leak(Risk::Risk, &[("DE", Count::Exactly(3))])));
    let duty = first.duty("gdpr", "breach.authority");
    first.does(first.notice(NoticePhase::Initial, &[duty]));
    first
}

#[test]
fn what_is_owed_here_is_owed_there_and_not_done_already() {
    let first = first();
    let mut second = Story::of(report("2026-05-04T08:00:00Z"));
    let target = MergeTarget::of(first.case());
    // Word of the same thing, of which nobody judged anything yet: that was done.
    let mut same = Story::of(report("2026-05-04T08:00:00Z"));
    same.does(merge(target.clone()));
    // Forty thousand more are not in what the authority heard.
    second.does(assess(leak(Risk::Risk, &[("DE", Count::Exactly(40_000))])));
    assert_eq!(second.refuses(merge(target)), "merge_loses_duties");
    let mut first = first;
    first.on("2026-05-04T09:00:00Z");
    first.does(assess(leak(Risk::Risk, &[("DE", Count::Exactly(40_003))])));
    // A supplement is what that one owes from now on: it was judged there, with these people.
    assert!(!first.case().behind().is_empty());
    second.does(merge(MergeTarget::of(first.case())));
}

/// The other one has told an authority all that it knows, and owes it nothing more: what one was told here it
/// would never hear the rest of.
#[test]
fn an_authority_that_is_behind_is_told_here() {
    let found = |people| assess(leak(Risk::Risk, &[("DE", Count::Exactly(people))]));
    let mut first = Story::of(report("2026-05-04T07:00:00Z"));
    first.does(found(40_000));
    let duty = first.duty("gdpr", "breach.authority");
    first.does(first.notice(NoticePhase::Initial, &[duty]));
    let mut second = Story::of(report("2026-05-04T08:00:00Z"));
    second.does(found(300));
    let duty = second.duty("gdpr", "breach.authority");
    second.does(second.notice(NoticePhase::Initial, &[duty]));
    second.on("2026-05-04T09:00:00Z").does(found(40_000));
    let target = MergeTarget::of(first.case());
    assert_eq!(second.refuses(merge(target.clone())), "supplement_owed");
    let blocks = |story: &Story| {
        let offers = story.case().offers(&story.by.id);
        offers.into_iter().find(|offer| offer.act == Offered::Merge).unwrap().blocks
    };
    assert_eq!(blocks(&second), [Block::SupplementOwed]);
    second.does(second.notice(NoticePhase::Supplementary, &[duty]));
    assert_eq!(blocks(&second), []);
    second.does(merge(target));
}

#[test]
fn what_is_owed_there_counts_from_no_later_time() {
    let mut second = Story::of(report("2026-05-04T08:00:00Z"));
    let high = || leak(Risk::High, &[("DE", Count::Exactly(300))]);
    second.does(assess(high()));
    let mut first = Story::of(report("2026-05-04T07:00:00Z"));
    first.does(assess(leak(Risk::Risk, &[("DE", Count::Exactly(300))])));
    first.on("2026-05-05T07:00:00Z").does(assess(high()));
    let target = MergeTarget::of(first.case());
    assert_eq!(second.refuses(merge(target)), "merge_loses_duties", "people, from a day later");
}

#[test]
fn silence_is_kept() {
    let first = Story::of(report("2026-05-04T07:00:00Z"));
    let mut second = Story::of(report("2026-05-04T08:00:00Z"));
    let stay = |until: &str| Act::Stay {
        authority: sealed("police"),
        reference: sealed("17"),
        from: at("2026-05-04T08:00:00Z"),
        until: at(until),
    };
    second.does(stay("2026-05-08T16:00:00Z"));
    let target = |first: &Story| MergeTarget::of(first.case());
    assert_eq!(second.refuses(merge(target(&first))), "merge_loses_silence");
    let mut first = first;
    first.on("2026-05-04T09:00:00Z").does(stay("2026-05-07T16:00:00Z"));
    assert_eq!(second.refuses(merge(target(&first))), "merge_loses_silence", "not as long");
    first.does(stay("2026-05-08T16:00:00Z"));
    second.does(merge(target(&first)));
}

const HOUSE: &str = include_str!("../../../data/packs/house.toml");

/// The same rules under a policy by which an incident is judged in that time, from that day on.
fn promising(rules: &Rulebook, period: &str, from: &str) -> Arc<Rulebook> {
    let (before, after) = HOUSE.split_once("id = \"breach.assess\"").unwrap();
    let after = after.replacen("24 hours", period, 1);
    let after =
        after.replacen("effective_from = 2015-01-01", &format!("effective_from = {from}"), 1);
    let pack = Pack::parse(&format!("{before}id = \"breach.assess\"{after}")).unwrap();
    Arc::new(rules.clone().with_packs(vec![pack]))
}

/// It is treated with the other one: nothing of it runs late here, and no policy promises it anew.
#[test]
fn nothing_of_what_was_merged_runs_on_or_is_promised_anew() {
    for assessed in [false, true] {
        let mut story = Story::of(report("2026-05-04T08:00:00Z"));
        story.contains();
        if assessed {
            story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(300))])));
        }
        // A policy that begins tomorrow is known already, and one of today has promised anew.
        story.rules = promising(&story.rules, "20 hours", "2015-01-01");
        story.does(Act::CheckClocks);
        let open = |story: &Story| {
            story.case().docket.clocks.values().filter(|clock| clock.is_open()).count()
        };
        assert!(open(&story) > 0);
        story.rules = promising(&story.rules, "18 hours", "2026-05-05");
        let target = MergeTarget::of(story.case());
        story.does(merge(target));
        assert_eq!(open(&story), 0, "every clock fell away, what was promised anew with it");
        assert_eq!(story.case().owed().count(), 0);

        let quiet = |story: &mut Story, when: &str| {
            assert_eq!(story.incident.next_check(&story.rules), None, "{when}");
            assert_eq!(story.on(when).does(Act::CheckClocks), Vec::<String>::new(), "{when}");
        };
        quiet(&mut story, "2026-05-05T00:00:00Z");
        story.rules = promising(&story.rules, "1 hours", "2015-01-01");
        quiet(&mut story, "2026-05-06T00:00:00Z");
        quiet(&mut story, "2026-09-01T00:00:00Z");
        let late = story.case().docket.clocks.values().filter(|clock| clock.late.is_some());
        assert_eq!(late.count(), 0);
    }
}

/// A campaign that was under way says what it did, and a notice turns out to have been given at another time:
/// nothing of that begins again here.
#[test]
fn what_becomes_known_of_it_later_starts_no_clock_here() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.contains();
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(300))])));
    let (authority, people) =
        (story.duty("gdpr", "breach.authority"), story.duty("gdpr", "breach.people"));
    story.does(story.notice(NoticePhase::Initial, &[authority]));
    let target = MergeTarget::of(story.case());
    story.does(merge(target));

    story.on("2026-05-06T08:00:00Z");
    story.does(Act::HearTold(Box::new(ToldByCampaign {
        campaign: CampaignId::derive(&["wave"]),
        duties: BTreeSet::from([people]),
        from: at("2026-05-04T09:00:00Z"),
        at: at("2026-05-05T09:00:00Z"),
        means: BTreeSet::from([Means::Email]),
        people: 200,
        complete: false,
        approved: at("2026-05-04T08:05:00Z"),
        explained: false,
    })));
    let change = NoticeChange {
        at: Some(at("2026-05-04T08:02:00Z")),
        reference: Some(sealed("17")),
        reason: Some(sealed("the log says so")),
        ..NoticeChange::default()
    };
    let corrected = story.does(Act::CorrectNotice { notice: TrackNo(1), change });
    assert_eq!(corrected, ["NoticeCorrected", "ClockEnded"]);
    assert_eq!(story.case().owed().count(), 0);
    assert_eq!(story.incident.next_check(&story.rules), None);
    story.on("2026-06-06T08:00:00Z");
    assert_eq!(story.does(Act::CheckClocks), Vec::<String>::new());
}

/// The other one need not owe what had been done here, and what was no breach owes nothing: a notice that was
/// not given after all would be owed by nobody.
#[test]
fn what_ended_is_reopened_before_a_notice_is_undone() {
    let merged = |story: &Story| merge(MergeTarget::of(story.case()));
    let no_breach = |_: &Story| Act::JudgeNoBreach { reasoning: sealed("a test") };
    for end in [merged as fn(&Story) -> Act, no_breach] {
        let mut story = Story::of(report("2026-05-04T08:00:00Z"));
        // Nobody has counted yet when people are told.
        story.does(assess(leak(Risk::High, &[("DE", Count::Unknown)])));
        let (authority, people) =
            (story.duty("gdpr", "breach.authority"), story.duty("gdpr", "breach.people"));
        story.does(story.notice(NoticePhase::Initial, &[authority]));
        story.does(story.tells(&[people], 300, true));
        story.on("2026-05-04T09:00:00Z");
        story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(300))])));
        assert!(!story.owes("gdpr", "breach.people"));
        let (duty, reasoning) = (authority, sealed("it was told that nobody had counted"));
        story.does(Act::JudgeNotNotifiable { duty, exemption: None, reasoning });
        story.does(end(&story));

        story.on("2026-05-06T08:00:00Z");
        let not_given = Act::CorrectNotice {
            notice: TrackNo(1),
            change: NoticeChange {
                duties: Some(BTreeSet::new()),
                reason: Some(sealed("it was about something else")),
                ..NoticeChange::default()
            },
        };
        let told = |people: Option<u64>, complete: Option<bool>| Act::CorrectTold {
            told: TrackNo(1),
            change: ToldChange {
                from: None,
                at: None,
                means: None,
                people,
                complete,
                reason: sealed("some mail came back"),
            },
        };
        assert_eq!(story.refuses(not_given.clone()), "case_closed");
        assert_eq!(story.refuses(told(None, Some(false))), "case_closed");
        assert_eq!(story.refuses(told(Some(10), None)), "case_closed", "290 were not told");
        story.does(told(Some(301), None));
        // Treated on its own again, it owes what it owed, from the knowledge that had brought it.
        story.does(Act::Reopen { reasoning: sealed("it is one of its own") });
        story.does(not_given);
        story.does(told(None, Some(false)));
        assert!(story.owes("gdpr", "breach.authority") && story.owes("gdpr", "breach.people"));
        assert_eq!(story.due("gdpr", "breach.authority"), "2026-05-07T09:00:00Z");
    }
}

/// What a later version does not bring any more is owed by nobody, whoever was told of it.
#[test]
fn what_is_not_owed_in_any_case_may_be_undone_in_what_ended() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.contains();
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(300))])));
    let people = story.duty("gdpr", "breach.people");
    story.does(story.tells(&[people], 300, true));
    story.does(assess(leak(Risk::Risk, &[("DE", Count::Exactly(300))])));
    let target = MergeTarget::of(story.case());
    story.does(merge(target));
    let change = ToldChange {
        from: None,
        at: None,
        means: None,
        people: Some(10),
        complete: Some(false),
        reason: sealed("some mail came back"),
    };
    let corrected = story.does(Act::CorrectTold { told: TrackNo(1), change });
    assert!(corrected.contains(&"DutyFellAway".to_owned()), "{corrected:?}");
    assert_eq!(story.case().owed().count(), 0);
    assert_eq!(story.incident.next_check(&story.rules), None);
}

#[test]
fn what_was_planned_here_is_still_done() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.contains();
    let due = Some(at("2026-05-05T08:00:00Z"));
    let what = Some(sealed("lock the list"));
    let plan =
        Act::Plan { stage: Stage::Containment, kind: MeasureKind::Other, what, owner: None, due };
    story.does(plan);
    let target = MergeTarget::of(story.case());
    story.does(merge(target));
    assert_eq!(story.case().waiting_on(story.now), [WaitingOn::Containment]);
    assert_eq!(story.incident.next_check(&story.rules), due);
    assert_eq!(story.on("2026-05-05T08:00:00Z").does(Act::CheckClocks), ["MeasureSlipped"]);
    story.contains();
    assert_eq!(story.case().waiting_on(story.now), [WaitingOn::Nothing]);
}
