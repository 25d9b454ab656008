//! What is opened again: by new facts, by late proof.

use std::collections::BTreeSet;

use super::story::{Story, about_a_refusal, decide, letter};
use crate::actor::Role;
use crate::clock::Duty;
use crate::complaint::{Act, Outcome, Reason, Remedy};
use crate::docket::EndKind;
use crate::id::ItemNo;
use crate::kind::ComplaintKind;
use crate::notice::NoticeKind;
use crate::people::MatchRecord;
use crate::request::tests::story::sealed;

#[test]
fn one_allegation_that_is_opened_again_makes_the_first_clock_not_late() {
    let mut letter = letter(ComplaintKind::Clue, "2026-11-02T10:00:00Z");
    letter.allegations = vec![(sealed("one"), None), (sealed("two"), None)];
    let mut story = Story::of(letter);
    story.told(NoticeKind::Acknowledgement, None);
    story.investigated().as_role(Role::Officer, "officer.two");
    let due = story.due(Duty::Respond, "house");
    assert_eq!(due, "2026-11-23");
    story.on("2026-11-09T10:00:00Z").does(decide(1, Outcome::NotUpheld, &[]));
    story.told(NoticeKind::Decision, Some(1));
    story
        .on("2026-11-18T10:00:00Z")
        .does(Act::Reopen { why: Reason::NewFacts, allegations: BTreeSet::from([ItemNo(1)]) });
    // The other one is answered in time; the one that is open again has until later.
    story.on("2026-11-20T10:00:00Z").does(decide(2, Outcome::NotUpheld, &[]));
    story.told(NoticeKind::Decision, Some(2));
    let of = |story: &Story| {
        let clocks = story.case().docket.clocks.values();
        let responds = clocks.filter(|clock| {
            clock.started.duty == Duty::Respond && clock.started.regime.as_str() == "house"
        });
        responds.map(|clock| clock.ended.map(|ended| ended.how)).collect::<Vec<_>>()
    };
    assert_eq!(of(&story), [Some(EndKind::Met), None]);
    story.on("2026-11-24T00:00:00Z").does(Act::CheckClocks);
    assert_eq!(of(&story), [Some(EndKind::Met), None]);
    story.investigated().does(decide(1, Outcome::NotUpheld, &[]));
    story.told(NoticeKind::Decision, Some(1));
    assert_eq!(of(&story), [Some(EndKind::Met), Some(EndKind::Met)]);
}

#[test]
fn what_new_facts_open_is_looked_into_anew() {
    let mut story = Story::of(about_a_refusal("2026-11-02T10:00:00Z"));
    story.investigated().as_role(Role::Officer, "officer.two");
    story.does(decide(1, Outcome::NotUpheld, &[]));
    story.told(NoticeKind::Decision, Some(1));
    story.does(Act::Reopen { why: Reason::NewFacts, allegations: BTreeSet::new() });
    let upheld = decide(1, Outcome::Upheld, &[Remedy::DecidedAnew]);
    assert_eq!(story.refuses(upheld.clone()), "not_investigated");
    story.does(Act::RecordFinding { allegation: ItemNo(1), finding: sealed("the photograph") });
    story.does(upheld);
}

#[test]
fn late_proof_opens_what_was_looked_into_already() {
    let mut story = Story::of(letter(ComplaintKind::InfringementReport, "2026-11-02T10:00:00Z"));
    story.investigated().does(Act::Take);
    let silent = decide(1, Outcome::IdentityNotConfirmed, &[]);
    assert_eq!(story.refuses(silent.clone()), "identity_not_asked");
    story.matched().does(Story::code());
    story.does(silent);
    story.told(NoticeKind::IdentityNotConfirmed, Some(1));
    let late = story.code_comes_back();
    assert!(late.contains(&"ComplaintReopened".to_owned()), "{late:?}");
    story.does(decide(1, Outcome::NotUpheld, &[]));
}

#[test]
fn whom_no_record_knows_need_not_be_asked() {
    let mut story = Story::of(letter(ComplaintKind::InfringementReport, "2026-11-02T10:00:00Z"));
    story.does(Act::MatchRecord(MatchRecord::NotFound));
    story.does(decide(1, Outcome::IdentityNotConfirmed, &[]));
}

#[test]
fn a_proof_of_identity_that_was_asked_wrongly_is_decided_anew() {
    let mut letter = about_a_refusal("2026-11-02T10:00:00Z");
    letter.kind = ComplaintKind::Identification;
    let mut story = Story::of(letter);
    story.investigated().as_role(Role::Officer, "officer.two");
    let upheld = |remedy| decide(1, Outcome::Upheld, &[remedy]);
    assert_eq!(story.refuses(upheld(Remedy::Apology)), "decided_anew_missing");
    story.does(upheld(Remedy::DecidedAnew));
}
