//! Authorities that have a notice and do not know yet what was found since.

use std::sync::Arc;

use super::story::{Story, assess, leak, report};
use crate::breach::{Cause, Count, Risk, Severity};
use crate::id::ItemNo;
use crate::incident::*;
use crate::regime::Pack;
use crate::request::tests::story::{rules, sealed};

fn behind(story: &Story) -> Vec<ItemNo> {
    story.case().behind().into_iter().collect()
}

/// What the report says last is known to whoever had the first word of it.
#[test]
fn a_final_report_leaves_nobody_of_the_same_law_behind() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    let found = |people| {
        let mut finding = leak(Risk::Risk, &[("JP", Count::Exactly(people))]);
        finding.causes.insert(Cause::Hacking);
        assess(finding)
    };
    story.does(found(2_000));
    let (first, last) =
        (story.duty("jp", "breach.preliminary"), story.duty("jp", "breach.final.improper"));
    story.does(story.notice(NoticePhase::Initial, &[first]));
    story.on("2026-05-08T08:00:00Z").does(found(5_000));
    assert_eq!(behind(&story), [first]);
    story.on("2026-05-09T08:00:00Z");
    story.does(story.notice(NoticePhase::Final, &[last]));
    assert_eq!(behind(&story), []);
}

/// China's law has two told, and wants a final report for one of them: the notice says for which.
#[test]
fn a_final_report_says_which_of_several_authorities_had_it() {
    let mut story =
        Story::under(rules("CN", chrono_tz::Asia::Shanghai), report("2026-05-04T08:00:00Z"));
    let found = |people| {
        let mut finding = leak(Risk::High, &[("CN", Count::Exactly(people))]);
        finding.severity = Some(Severity::Large);
        assess(finding)
    };
    story.does(found(2_000));
    let protection = story.duty("pipl", "breach.authority");
    let (province, last) =
        (story.duty("pipl", "breach.incident"), story.duty("pipl", "breach.incident.final"));
    story.does(story.notice(NoticePhase::Initial, &[protection, province]));
    story.on("2026-05-08T08:00:00Z").does(found(5_000));
    assert_eq!(behind(&story), [protection, province]);
    story.does(story.notice(NoticePhase::Final, &[last]));
    assert_eq!(behind(&story), [protection, province]);
    story.does(story.notice(NoticePhase::Final, &[province, last]));
    assert_eq!(behind(&story), [protection]);
}

/// A rule whose source nobody has read keeps no incident open, whether by a first notice or by a further one.
#[test]
fn what_only_advises_holds_nothing_up() {
    const GDPR: &str = include_str!("../../../data/packs/gdpr.toml");
    let (before, after) = GDPR.split_once("id = \"breach.authority\"").unwrap();
    let after = after.replacen("reviewed = true", "reviewed = false", 1);
    let advised = Pack::parse(&format!("{before}id = \"breach.authority\"{after}")).unwrap();
    let book = (*rules("DE", chrono_tz::Europe::Berlin)).clone().with_packs(vec![advised]);
    let mut story = Story::under(Arc::new(book), report("2026-05-04T08:00:00Z"));
    story.contains();
    let found = |people| assess(leak(Risk::Risk, &[("DE", Count::Exactly(people))]));
    story.does(found(300));
    let duty = story.duty("gdpr", "breach.authority");
    assert!(!story.case().obligations[&duty].arisen.governs);
    story.does(story.notice(NoticePhase::Initial, &[duty]));
    story.on("2026-05-08T08:00:00Z").does(found(40_000));
    assert_eq!(behind(&story), [duty], "it is shown");
    assert!(!story.case().waiting_on(story.now).contains(&WaitingOn::Supplement));
    story.does(Act::Review { findings: sealed("findings") });
    story.does(Act::Close);
}
