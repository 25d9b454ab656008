//! Who speaks, and what a stranger cannot do.

use crate::docket::EndKind;
use crate::people::{
    Challenge, Destination, LossReason, MatchRecord, RecordProof, StepFailure, StepState, Track,
};
use chrono::TimeDelta;

use super::story::{MAIL, P1, PHONE, Story, ask, at, day, letter, name, register, sealed};
use crate::actor::Role;
use crate::assurance::{Assurance, Method, Sensitivity};
use crate::clock::Duty;
use crate::contact::{Channel, Contact, Provenance};
use crate::id::{ContactNo, ItemNo, StepNo, TaskNo};
use crate::kind::{ItemKind, Relation};
use crate::notice::NoticeKind;
use crate::request::*;

fn asks(kind: ItemKind) -> Story {
    Story::of(letter("2026-11-20T16:40:00-08:00", vec![ask(kind)]))
}

fn proof(track: Track, method: Method, accepted: bool) -> RecordProof {
    RecordProof {
        step: None,
        party: P1,
        track,
        item: None,
        method,
        accepted,
        evidence: None,
        until: None,
        attested: std::collections::BTreeSet::new(),
    }
}

#[test]
fn a_stranger_with_a_mailbox_of_his_own_gets_no_further_than_given() {
    // The letter names somebody else's account and the attacker's mailbox.
    let mut story = asks(ItemKind::Deletion);
    assert_eq!(story.refuses(Story::challenge(MAIL)), "contact_not_on_record");
    // The record is found: its contact is another one, and the attacker's is not attested.
    story.does(Act::MatchRecord(MatchRecord::Found {
        attested: std::collections::BTreeSet::new(),
        added: vec![Contact {
            channel: Channel::Email,
            value: sealed("the-true-owner"),
            provenance: Provenance::Given,
        }],
        sensitivity: Sensitivity::Ordinary,
    }));
    assert_eq!(story.refuses(Story::challenge(MAIL)), "contact_not_on_record");
    assert_eq!(story.refuses(Story::challenge(PHONE)), "contact_not_on_record");
    assert_eq!(story.case().assurance(day("2026-11-20")), Assurance::None);
    let granted = Act::Decide(Story::decision(1, Outcome::Granted));
    assert_eq!(story.refuses(granted), "blocked");
    let telling =
        Story::decision(1, Outcome::Refused { ground: crate::ground::RefusalGround::OthersRights });
    assert_eq!(story.refuses(Act::Decide(telling)), "blocked", "a refusal tells of an account");
    // Consequences told to a given contact do not open the way to destruction.
    story.told(&[NoticeKind::Acknowledgement, NoticeKind::Consequences], Some(1));
    assert!(!story.case().was_told(NoticeKind::Consequences, Some(ItemNo(1))));
    // The true owner presses "this was not me".
    let owner = ContactNo(3);
    let names = story.names(Act::Deny { contact: owner });
    assert!(names.contains(&"DeniedByContact") && names.contains(&"HoldPlaced"), "{names:?}");
    assert!(story.names(Act::Deny { contact: owner }).is_empty(), "already so");
    assert_eq!(story.refuses(Act::Deny { contact: MAIL }), "contact_not_on_record");
}

#[test]
fn a_denial_takes_back_an_identity_that_seemed_confirmed() {
    let mut story = asks(ItemKind::Deletion).verified();
    assert_eq!(story.case().assurance(day("2026-11-20")), Assurance::Matched);
    story.does(Act::Deny { contact: PHONE });
    assert_eq!(story.case().assurance(day("2026-11-20")), Assurance::None);
    assert_eq!(story.refuses(Act::Decide(Story::decision(1, Outcome::Granted))), "blocked");
}

#[test]
fn a_denial_is_heard_again_after_its_hold_was_lifted_and_on_a_closed_case() {
    let mut story = asks(ItemKind::Deletion).verified();
    story.does(Act::Deny { contact: PHONE });
    assert!(story.case().is_stopped_by(PHONE));
    let no = story.case().live_holds().next().unwrap().0;
    story.does(Act::LiftHold { no });
    assert!(!story.case().is_stopped_by(PHONE), "the work may go on, and whoever looks is told so");
    let again = story.names(Act::Deny { contact: PHONE });
    assert!(again.contains(&"DeniedByContact") && again.contains(&"HoldPlaced"), "{again:?}");

    let mut story = asks(ItemKind::Deletion).verified();
    story.does(Act::Withdraw { party: P1, items: Items::new() });
    story.told(&[NoticeKind::Withdrawn], Some(1));
    story.does(Act::Close);
    let names = story.names(Act::Deny { contact: PHONE });
    assert!(names.contains(&"DeniedByContact") && !names.contains(&"HoldPlaced"), "{names:?}");
    assert_eq!(story.case().phase, Phase::Closed);
    assert!(story.names(Act::Deny { contact: PHONE }).is_empty(), "already so");
}

#[test]
fn what_a_machine_with_a_clock_ahead_reports_is_taken_for_now() {
    let mut story = asks(ItemKind::Deletion);
    let (now, ahead) = (story.now, story.now + TimeDelta::milliseconds(50));
    let names = story.told_at(ahead, &[NoticeKind::Acknowledgement], None);
    assert_eq!(names[0], "NoticeHandedOver");
    assert_eq!(story.case().told[0].1, now, "and nothing happened in the future");
}

#[test]
fn a_code_on_record_confirms_and_is_worth_more_once_the_record_matches() {
    let mut story = asks(ItemKind::Deletion);
    // A portal's session attests the mailbox; then a code comes back from it.
    story.matched(&[MAIL]);
    let names = {
        story.does(Story::challenge(MAIL));
        let step = story.last_step();
        story.names(Act::AnswerCode { step, correct: true })
    };
    assert_eq!(&names[..3], ["ContactConfirmed", "StepAccepted", "IdentityConfirmed"]);
    assert_eq!(story.case().assurance(day("2026-11-20")), Assurance::Matched);
    let settled = story.clock(None, Duty::SettleIdentity, "house");
    assert_eq!(settled.ended.map(|e| e.how), Some(EndKind::Met));
}

#[test]
fn five_wrong_answers_fail_the_step() {
    let mut story = asks(ItemKind::Deletion);
    story.matched(&[MAIL]);
    story.does(Story::challenge(MAIL));
    let step = story.last_step();
    for _ in 0..4 {
        assert_eq!(story.names(Act::AnswerCode { step, correct: false }), ["CodeMissed"]);
    }
    let last = story.names(Act::AnswerCode { step, correct: false });
    assert_eq!(last, ["CodeMissed", "StepFailed"]);
    assert_eq!(story.refuses(Act::AnswerCode { step, correct: true }), "step_not_open");
    let state = story.case().people.steps[&step].state;
    assert_eq!(state, StepState::Failed(StepFailure::TooManyTries));
}

#[test]
fn a_code_counts_for_fifteen_minutes() {
    let mut story = asks(ItemKind::Deletion);
    story.matched(&[MAIL]);
    story.does(Story::challenge(MAIL));
    let step = story.last_step();
    story.later(TimeDelta::minutes(15));
    let mut in_time = story.request.clone();
    let answer = |now| Command {
        now,
        by: story.by.clone(),
        rules: story.rules.clone(),
        act: Act::AnswerCode { step, correct: true },
    };
    let events = in_time.decide(answer(story.now)).unwrap();
    assert_eq!(name(&events[1]), "StepAccepted");
    in_time = story.request.clone();
    let events = in_time.decide(answer(story.now + TimeDelta::seconds(1))).unwrap();
    assert_eq!(name(&events[0]), "StepFailed");
}

#[test]
fn codes_are_not_sent_too_often_to_one_destination() {
    let mut story = asks(ItemKind::Deletion);
    story.matched(&[MAIL]);
    let to = |destination| {
        Act::IssueChallenge(Challenge {
            party: P1,
            track: Track::Identity,
            item: None,
            method: Method::OneTimeCode,
            contact: Some(MAIL),
            destination,
        })
    };
    assert_eq!(story.refuses(to(Destination::Exhausted)), "too_many_sends");
    story.does(to(Destination::Open));
    let step = story.last_step();
    let again = |destination| Act::SendCodeAgain { step, destination };
    assert_eq!(story.names(again(Destination::Open)), ["CodeSentAgain"]);
    assert_eq!(story.names(again(Destination::Exhausted)), ["StepFailed"]);
    assert_eq!(story.refuses(again(Destination::Open)), "step_not_open");
}

#[test]
fn a_new_challenge_takes_the_place_of_an_open_one() {
    let mut story = asks(ItemKind::Deletion);
    story.matched(&[MAIL, PHONE]);
    story.does(Story::challenge(MAIL));
    let first = story.last_step();
    let names = story.names(Story::challenge(PHONE));
    assert_eq!(&names[..2], ["StepFailed", "ChallengeIssued"]);
    assert_eq!(story.refuses(Act::AnswerCode { step: first, correct: true }), "step_not_open");
}

#[test]
fn machines_assert_sessions_and_never_judge_documents() {
    let mut story = asks(ItemKind::Access);
    let session = || Act::RecordProof(proof(Track::Identity, Method::AccountSession, true));
    let document = || Act::RecordProof(proof(Track::Identity, Method::Document, true));
    assert_eq!(story.refuses(session()), "session_only_by_portal");
    story.as_role(Role::Portal, "portal.one");
    assert_eq!(story.refuses(document()), "judged_by_staff_only");
    story.does(session());
    assert_eq!(story.case().assurance(day("2026-11-20")), Assurance::Session);
    let code = Act::RecordProof(proof(Track::Identity, Method::OneTimeCode, true));
    assert_eq!(story.refuses(code), "method_not_for_track");
}

#[test]
fn evidence_is_destroyed_and_the_fact_stays() {
    let mut story = asks(ItemKind::Access);
    let digest = crate::digest::Digest::of(b"scan");
    let shown =
        RecordProof { evidence: Some(digest), ..proof(Track::Identity, Method::Document, true) };
    story.does(Act::RecordProof(shown));
    let step = StepNo(1);
    assert_eq!(story.case().people.steps[&step].evidence, Some(digest));
    assert_eq!(story.names(Act::ConfirmEvidenceDestroyed { step }), ["EvidenceDestroyed"]);
    assert!(story.names(Act::ConfirmEvidenceDestroyed { step }).is_empty());
    assert_eq!(story.case().assurance(day("2026-11-20")), Assurance::Document);
}

/// A mother asks for her child's data and shows that she may.
fn guardian() -> Story {
    let mut asked = letter("2026-03-02T10:00:00Z", vec![ask(ItemKind::Copy)]);
    asked.requester.relation = Relation::Guardian;
    asked.subject.minor = true;
    let mut story = Story::of(asked);
    story.on("2026-03-05T10:00:00Z");
    story.does(Act::RecordProof(proof(Track::Identity, Method::Document, true)));
    assert_eq!(story.refuses(Act::Decide(Story::decision(1, Outcome::Granted))), "blocked");
    story.does(Act::RecordProof(proof(Track::Standing, Method::Document, true)));
    story
}

#[test]
fn a_guardian_who_loses_standing_gets_nothing_more() {
    let mut story = guardian();
    story.on("2026-03-07T10:00:00Z");
    story.grants(1);
    let (item, plan) = (ItemNo(1), Plan::CarryOut);
    story.does(Act::PlanTasks { item, plan, register: register() });
    story.on("2026-03-08T10:00:00Z");
    let why = LossReason::Superseded;
    assert_eq!(story.names(Act::LoseStanding { party: P1, why }), ["StandingLost"]);
    story.as_role(Role::System, "core");
    assert_eq!(story.refuses(Act::ClaimTask { task: TaskNo(1), lease_minutes: 30 }), "blocked");
    story.as_role(Role::Officer, "officer.one");
    let copy = HandedCopy {
        how: HandOver::SecureLink,
        digest: crate::digest::Digest::of(b"copy"),
        receipt: None,
    };
    let hand = Act::RecordCopyHandedOver { item, copy, at: at("2026-03-08T09:00:00Z") };
    assert_eq!(story.refuses(hand), "blocked");
    let on = day("2026-03-08");
    assert!(story.case().waiting_on(on).contains(&WaitingOn::Standing));
    assert_eq!(story.case().public_status(on), PublicStatus::Verifying);
}

#[test]
fn standing_that_has_an_end_falls_away_by_itself() {
    let mut story = guardian();
    let until = Some(day("2026-03-10"));
    story.does(Act::RecordProof(RecordProof {
        until,
        ..proof(Track::Standing, Method::Document, true)
    }));
    // The house sits in Los Angeles: its tenth of March lasts until 07:00 UTC of the eleventh.
    story.on("2026-03-11T06:59:59Z");
    assert!(!story.names(Act::CheckClocks).contains(&"StandingLost"));
    story.on("2026-03-11T07:00:00Z");
    assert!(story.names(Act::CheckClocks).contains(&"StandingLost"));
    assert!(!story.names(Act::CheckClocks).contains(&"StandingLost"));
}

#[test]
fn identity_never_confirmed_ends_explained_before_the_due_day_and_late_proof_reopens() {
    let mut story = asks(ItemKind::Deletion);
    story.matched(&[MAIL]);
    story.does(Story::challenge(MAIL));
    story.told(&[NoticeKind::Acknowledgement], None);
    let due = story.due(Some(1), Duty::Respond, "house");
    assert_eq!(due, "2026-12-14");
    let mut seen = Vec::new();
    let mut told_on = None;
    for _ in 0..30 {
        story.later(TimeDelta::days(1));
        let names = story.names(Act::CheckClocks);
        if names.contains(&"ItemDecided") {
            told_on = Some(story.now);
            story.told(&[NoticeKind::IdentityNotConfirmed], Some(1));
        }
        seen.extend(names);
    }
    let reminders = seen.iter().filter(|name| **name == "IdentityReminded").count();
    assert_eq!(reminders, 2, "a reminder and a last call");
    assert!(told_on.unwrap() < at("2026-12-15T08:00:00Z"), "before the due moment");
    assert!(!seen.contains(&"DutyMissed"), "an explained outcome in time is not late");
    let old = story.clock(Some(1), Duty::Respond, "house").clone();
    assert_eq!(old.ended.map(|e| e.how), Some(EndKind::Met));
    assert_eq!(story.case().phase, Phase::Finished);

    // Weeks later the code comes back after all.
    story.on("2027-01-11T18:00:00Z");
    story.does(Story::challenge(MAIL));
    let step = story.last_step();
    let names = story.names(Act::AnswerCode { step, correct: true });
    assert!(names.contains(&"Reopened") && names.contains(&"ClockStarted"), "{names:?}");
    assert_eq!(story.case().phase, Phase::Open);
    assert_eq!(story.item(1).round, 2);
    let new = story.clock(Some(1), Duty::Respond, "house");
    assert!(new.is_open() && new.due.late_from > old.due.late_from);
    assert!(story.case().docket.clocks.values().any(|clock| *clock == old), "the old clock stays");
}

#[test]
fn an_item_that_an_officer_took_is_never_ended_by_silence() {
    let mut story = asks(ItemKind::Deletion);
    story.matched(&[MAIL]);
    story.does(Story::challenge(MAIL));
    story.does(Act::TakeItem { item: ItemNo(1) });
    story.on("2026-12-20T18:00:00Z");
    let names = story.names(Act::CheckClocks);
    assert!(!names.contains(&"ItemDecided") && names.contains(&"DutyMissed"), "{names:?}");
}

#[test]
fn withdrawing_needs_the_assurance_of_asking() {
    let mut story = asks(ItemKind::Deletion);
    let withdraw = || Act::Withdraw { party: P1, items: Items::new() };
    assert_eq!(story.refuses(withdraw()), "blocked");
    story.matched(&[MAIL]);
    story.code_comes_back();
    let names = story.names(withdraw());
    assert_eq!(&names[..2], ["ItemsWithdrawn", "ItemDecided"]);
    assert!(story.names(withdraw()).is_empty(), "already so");
    let clock = story.clock(Some(1), Duty::Respond, "house");
    assert_eq!(clock.ended.map(|e| e.how), Some(EndKind::FellAway));
    assert_eq!(story.case().phase, Phase::Open, "until the person is told");
    story.told(&[NoticeKind::Withdrawn], Some(1));
    assert_eq!(story.case().phase, Phase::Finished);
    let closed = story.names(Act::Close);
    assert_eq!(closed, ["RequestClosed"]);
    assert_eq!(story.refuses(Act::TakeItem { item: ItemNo(1) }), "case_closed");
}
