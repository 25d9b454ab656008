use std::collections::BTreeSet;

use super::story::{Story, about_a_refusal, decide, letter};
use crate::actor::Role;
use crate::clock::Duty;
use crate::complaint::{Act, Around, Block, Offered, Outcome, Phase, Reason, Remedy, RequestNow};
use crate::contact::Channel;
use crate::docket::EndKind;
use crate::id::{ItemNo, PrincipalId};
use crate::kind::{ComplaintKind, Relation};
use crate::notice::Heard;
use crate::notice::NoticeKind;
use crate::request::tests::story::{day, message, sealed};

#[test]
fn an_upheld_complaint_names_its_remedy_and_is_answered_when_it_is_told() {
    let mut story = Story::of(about_a_refusal("2026-11-02T10:00:00Z"));
    story.told(NoticeKind::Acknowledgement, None);
    assert_eq!(
        story.clock(Duty::Acknowledge, "house").ended.map(|ended| ended.how),
        Some(EndKind::Met)
    );
    story.as_role(Role::Officer, "officer.two");
    let upheld = |remedies: &[Remedy]| decide(1, Outcome::Upheld, remedies);
    assert_eq!(story.refuses(upheld(&[Remedy::DecidedAnew])), "not_investigated");
    story.investigated();
    assert_eq!(story.refuses(upheld(&[])), "remedy_mismatch");
    // The request would stay refused.
    assert_eq!(story.refuses(upheld(&[Remedy::Apology])), "decided_anew_missing");
    story.does(upheld(&[Remedy::DecidedAnew]));
    assert_eq!(story.refuses(upheld(&[Remedy::Apology])), "already_decided");
    assert_eq!(story.refuses(Act::Close), "not_answered");
    let told = story.told(NoticeKind::Decision, Some(1));
    assert!(told.contains(&"ComplaintAnswered".to_owned()), "{told:?}");
    assert_eq!(
        story.clock(Duty::Respond, "house").ended.map(|ended| ended.how),
        Some(EndKind::Met)
    );
    assert_eq!(story.does(Act::Close), ["ComplaintClosed"]);
    assert_eq!(story.does(Act::Close), Vec::<String>::new());
    assert_eq!(story.refuses(Act::Take), "case_closed");
}

#[test]
fn whoever_decided_the_request_does_not_decide_the_complaint() {
    let mut story = Story::of(about_a_refusal("2026-11-02T10:00:00Z"));
    story.investigated();
    let upheld = || decide(1, Outcome::NotUpheld, &[]);
    assert_eq!(story.refuses(upheld()), "same_officer");
    // A house with one officer asks somebody from outside.
    let asks = |other_officers| {
        let (name, reason) = (sealed("reviewer"), sealed("one officer"));
        Act::NameReviewer { name, reason, other_officers }
    };
    assert_eq!(story.refuses(asks(true)), "other_officers");
    story.does(asks(false));
    story.does(upheld());
    let mut clerk = Story::of(about_a_refusal("2026-11-02T10:00:00Z"));
    clerk.investigated().as_role(Role::Clerk, "clerk.one");
    assert_eq!(clerk.refuses(upheld()), "officer_only");
}

#[test]
fn the_request_counts_as_it_stands_today() {
    let mut story = Story::of(about_a_refusal("2026-11-02T10:00:00Z"));
    story.investigated().as_role(Role::Officer, "officer.two");
    let upheld = |decided: &[u16], by: &[&str]| {
        let mut act = decide(1, Outcome::Upheld, &[Remedy::DecidedAnew]);
        if let Act::Decide(decide) = &mut act {
            decide.request = Some(RequestNow {
                decided: decided.iter().copied().map(ItemNo).collect(),
                decided_by: by.iter().map(|id| PrincipalId::parse(id).unwrap()).collect(),
            });
        }
        act
    };
    let offered = |story: &Story, around: &Around, act| {
        let offers = story.case().offers(&story.by, day("2026-11-02"), around);
        let offer = offers.into_iter().find(|offer| offer.act == act);
        offer.map(|offer| offer.blocks)
    };
    let around = |by: &[&str], other_officers| Around {
        request: Some(RequestNow {
            decided: BTreeSet::from([ItemNo(2)]),
            decided_by: by.iter().map(|id| PrincipalId::parse(id).unwrap()).collect(),
        }),
        other_officers,
    };
    // What is offered says the same as what is decided, by the same streams.
    let theirs = around(&["officer.two"], true);
    assert_eq!(offered(&story, &theirs, Offered::Decide), Some(vec![Block::SameOfficer]));
    let reviewer = offered(&story, &theirs, Offered::NameReviewer);
    assert_eq!(reviewer, Some(vec![Block::OtherOfficers]));
    let alone = around(&["officer.two"], false);
    assert_eq!(offered(&story, &alone, Offered::NameReviewer), Some(vec![]));
    let others = around(&["officer.one"], true);
    assert_eq!(offered(&story, &others, Offered::Decide), Some(vec![]));
    assert_eq!(offered(&story, &others, Offered::NameReviewer), None);
    // It was decided again since the complaint arrived, by the one who would judge that.
    assert_eq!(story.refuses(upheld(&[2], &["officer.two"])), "same_officer");
    // Or it is open: nothing is there to be decided anew.
    assert_eq!(story.refuses(upheld(&[1], &[])), "nothing_to_decide_anew");
    story.does(upheld(&[2], &["officer.one"]));
}

#[test]
fn two_allegations_about_one_thing_open_it_once() {
    let mut letter = about_a_refusal("2026-11-02T10:00:00Z");
    letter.allegations = vec![(sealed("one"), None), (sealed("two"), None)];
    let mut story = Story::of(letter);
    story.investigated().as_role(Role::Officer, "officer.two");
    assert_eq!(
        story.refuses(decide(2, Outcome::Upheld, &[Remedy::Apology])),
        "decided_anew_missing"
    );
    story.does(decide(2, Outcome::Upheld, &[Remedy::DecidedAnew]));
    story.on("2026-11-04T10:00:00Z");
    story.does(decide(1, Outcome::Upheld, &[Remedy::DecidedAnew, Remedy::Apology]));
    let opens = |no| story.case().opens_again(ItemNo(no));
    assert_eq!(opens(2), [ItemNo(2)].into());
    assert_eq!(opens(1), [].into(), "the other one did");
}

#[test]
fn what_staff_did_not_get_is_no_letter_lost() {
    let mut story = Story::of(letter(ComplaintKind::Question, "2026-11-02T10:00:00Z"));
    let mut to_staff = message(&[NoticeKind::Overdue], None);
    (to_staff.party, to_staff.contact) = (None, None);
    let at = story.now;
    story.does(Act::Hear(Heard::NoticeGivenUp { message: to_staff, at }));
    assert!(story.case().undelivered.is_empty());
    story.does(Act::Hear(Heard::NoticeGivenUp {
        message: message(&[NoticeKind::Acknowledgement], None),
        at,
    }));
    assert_eq!(story.case().undelivered.len(), 1);
}

#[test]
fn a_question_is_answered_without_an_investigation() {
    let mut story = Story::of(letter(ComplaintKind::Question, "2026-11-02T10:00:00Z"));
    assert_eq!(story.refuses(decide(1, Outcome::NotUpheld, &[])), "outcome_not_for_kind");
    let mut silent = decide(1, Outcome::Answered, &[]);
    if let Act::Decide(decide) = &mut silent {
        decide.reason_told = None;
    }
    assert_eq!(story.refuses(silent), "reason_missing");
    // It is the daily work of clerks, and of no machine.
    story.as_role(Role::Portal, "portal");
    assert_eq!(story.refuses(decide(1, Outcome::Answered, &[])), "officer_only");
    story.as_role(Role::Clerk, "clerk.one");
    story.does(decide(1, Outcome::Answered, &[]));
    // The outcome within the time is an acknowledgement too.
    story.told(NoticeKind::Decision, Some(1));
    assert!(story.case().docket.clocks.values().all(|clock| clock.ended.is_some()));
}

#[test]
fn each_allegation_has_an_outcome_of_its_own() {
    let mut letter = letter(ComplaintKind::Clue, "2026-11-02T10:00:00Z");
    letter.allegations = vec![(sealed("one"), None), (sealed("two"), None)];
    let mut story = Story::of(letter);
    story.does(Act::AddAllegation { words: sealed("three"), item: None });
    assert_eq!(
        story.refuses(Act::AddAllegation { words: sealed("four"), item: Some(ItemNo(1)) }),
        "unknown_in_case"
    );
    for no in 1..=3 {
        story.does(Act::RecordFinding { allegation: ItemNo(no), finding: sealed("found") });
    }
    story.does(decide(1, Outcome::Upheld, &[Remedy::ProcedureChanged]));
    story.does(decide(2, Outcome::NotUpheld, &[]));
    assert_eq!(
        story.refuses(decide(3, Outcome::Upheld, &[Remedy::DecidedAnew])),
        "nothing_to_decide_anew"
    );
    story.does(decide(3, Outcome::NotOurs, &[]));
    story.told(NoticeKind::Decision, Some(1));
    story.told(NoticeKind::Decision, Some(2));
    assert_eq!(story.case().phase, Phase::Open);
    story.told(NoticeKind::Decision, Some(3));
    assert_eq!(story.case().phase, Phase::Answered);
    // What comes to light later is owed by a case that is open.
    let later = Act::AddAllegation { words: sealed("five"), item: None };
    assert_eq!(story.refuses(later), "already_answered");
    assert_eq!(story.refuses(decide(4, Outcome::NotUpheld, &[])), "unknown_in_case");
}

#[test]
fn a_childs_data_is_looked_for_before_the_report_is_judged() {
    let mut letter = letter(ComplaintKind::ChildDataReport, "2026-11-02T10:00:00Z");
    letter.complainant.contacts.clear();
    letter.complainant.relation = Relation::Reporter;
    let mut story = Story::of(letter);
    story.investigated();
    let stopped = || decide(1, Outcome::Upheld, &[Remedy::Stopped]);
    assert_eq!(story.refuses(stopped()), "child_data_unchecked");
    assert_eq!(story.does(Act::CheckChildData { found: true }), ["ChildDataChecked"]);
    assert_eq!(story.does(Act::CheckChildData { found: true }), Vec::<String>::new());
    // Nobody can be told: it is answered when it is decided.
    let decided = story.does(stopped());
    assert!(decided.contains(&"ComplaintAnswered".to_owned()), "{decided:?}");

    let other = Story::of(super::story::letter(ComplaintKind::Clue, "2026-11-02T10:00:00Z"));
    assert_eq!(other.refuses(Act::CheckChildData { found: true }), "no_child_data_report");
}

#[test]
fn new_facts_open_it_again_with_new_duties() {
    let mut story = Story::of(letter(ComplaintKind::Clue, "2026-11-02T10:00:00Z"));
    let reopen = || Act::Reopen { why: Reason::NewFacts, allegations: [].into() };
    assert_eq!(story.refuses(reopen()), "nothing_to_reopen");
    story.investigated().does(decide(1, Outcome::NotUpheld, &[]));
    story.told(NoticeKind::Decision, Some(1));
    story.does(Act::Close);
    let opened = story.on("2026-11-16T10:00:00Z").does(reopen());
    assert_eq!(opened[..2], ["ComplaintReopened", "ClockStarted"]);
    assert_eq!(story.due(Duty::Respond, "house"), "2026-12-07");
    assert!(story.case().allegations[&ItemNo(1)].decided.is_none());
    assert_eq!(story.case().allegations[&ItemNo(1)].round(), 2);
    story.investigated().does(decide(1, Outcome::Upheld, &[Remedy::Apology]));
    story.told(NoticeKind::Decision, Some(1));
    assert_eq!(story.case().phase, Phase::Answered);
}

#[test]
fn what_is_withdrawn_is_owed_no_longer() {
    let mut story = Story::of(letter(ComplaintKind::Suggestion, "2026-11-02T10:00:00Z"));
    story.does(decide(1, Outcome::Withdrawn, &[]));
    let ends = story.case().docket.clocks.values().map(|clock| clock.ended.unwrap().how);
    assert!(ends.eq([EndKind::FellAway, EndKind::FellAway]));
}

#[test]
fn what_an_authority_reads_and_what_was_decided_before_tell_the_complainant_nothing() {
    let mut story = Story::of(letter(ComplaintKind::Clue, "2026-11-02T10:00:00Z"));
    story.investigated().does(decide(1, Outcome::NotUpheld, &[]));
    let mut copy = message(&[NoticeKind::Decision], Some(1));
    (copy.party, copy.contact) = (None, None);
    let handed =
        |message, at| Act::Hear(Heard::NoticeHandedOver { message, channel: Channel::Email, at });
    story.does(handed(copy, story.now));
    assert_eq!(story.case().phase, Phase::Open);
    story.told(NoticeKind::Decision, Some(1));
    let before = story.now;
    story.on("2026-11-09T10:00:00Z");
    story.does(Act::Reopen { why: Reason::OurError, allegations: [].into() });
    story.does(decide(1, Outcome::Upheld, &[Remedy::Apology]));
    // The old letter once more.
    story.does(handed(message(&[NoticeKind::Decision], Some(1)), before));
    assert_eq!(story.case().phase, Phase::Open);
    story.told(NoticeKind::Decision, Some(1));
    assert_eq!(story.case().phase, Phase::Answered);
}
