use super::story::{Story, about_a_refusal, decide, letter};
use crate::clock::Duty;
use crate::complaint::{Act, Outcome, Phase};
use crate::kind::ComplaintKind;
use crate::notice::NoticeKind;
use crate::people::{LossReason, REQUESTER};

fn report() -> Story {
    let mut story = Story::of(letter(ComplaintKind::InfringementReport, "2026-11-02T10:00:00Z"));
    story.matched();
    story
}

#[test]
fn asked_in_time_the_answer_is_owed_from_the_proof_on() {
    let mut story = report();
    let asked = story.on("2026-11-03T09:00:00Z").does(Story::code());
    assert!(asked.contains(&"ClockPaused".to_owned()), "{asked:?}");
    story.on("2026-11-03T09:05:00Z");
    let shown = story.code_comes_back();
    assert!(shown.contains(&"ClockReanchored".to_owned()), "{shown:?}");
    assert_eq!(story.due(Duty::Respond, "house"), "2026-11-24");
    assert!(story.clock(Duty::SettleIdentity, "house").ended.is_some());
}

#[test]
fn asked_late_it_counts_from_receipt() {
    let mut story = report();
    let asked = story.on("2026-11-05T09:00:00Z").does(Story::code());
    assert!(!asked.contains(&"ClockPaused".to_owned()), "{asked:?}");
    story.on("2026-11-05T09:05:00Z").code_comes_back();
    assert_eq!(story.due(Duty::Respond, "house"), "2026-11-23");
}

#[test]
fn it_is_asked_once() {
    let mut story = report();
    story.on("2026-11-03T09:00:00Z").does(Story::code());
    assert_eq!(story.refuses(Story::code()), "asked_already");
    // The first code ran out; another holds nothing up.
    let again = story.on("2026-11-03T10:00:00Z").does(Story::code());
    assert_eq!(again, ["StepFailed", "ChallengeIssued"]);
}

#[test]
fn nobody_is_asked_who_need_not_show_anything() {
    for kind in [ComplaintKind::Clue, ComplaintKind::Identification, ComplaintKind::Question] {
        let story = Story::of(letter(kind, "2026-11-02T10:00:00Z"));
        assert_eq!(story.refuses(Story::code()), "identity_not_needed", "{kind}");
    }
}

#[test]
fn silence_is_explained_before_the_due_day_and_late_proof_opens_the_case_again() {
    let mut story = report();
    story.on("2026-11-05T09:00:00Z").does(Story::code());
    // One working day before 23 November.
    let next = story.complaint.next_check(&story.rules).unwrap();
    assert!(next < crate::request::tests::story::at("2026-11-20T00:00:00Z"));
    story.on("2026-11-20T00:00:00Z").does(Act::CheckClocks);
    let decided = story.case().allegations.values().next().unwrap().decided.clone().unwrap();
    assert_eq!(decided.outcome, Outcome::IdentityNotConfirmed);
    story.told(NoticeKind::Decision, None);
    assert_eq!(story.case().phase, Phase::Answered);
    assert_eq!(story.does(Act::CheckClocks), Vec::<String>::new());

    // Also when it is closed by then.
    story.does(Act::Close);
    story.on("2026-11-25T09:00:00Z").does(Story::code());
    let shown = story.on("2026-11-25T09:05:00Z").code_comes_back();
    assert!(shown.contains(&"ComplaintReopened".to_owned()), "{shown:?}");
    assert_eq!(story.case().phase, Phase::Open);
    assert_eq!(story.due(Duty::Respond, "house"), "2026-12-16");
}

#[test]
fn what_an_officer_took_is_not_ended_by_time() {
    let mut story = report();
    story.on("2026-11-05T09:00:00Z").does(Story::code());
    story.does(Act::Take);
    story.on("2026-11-20T09:00:00Z").does(Act::CheckClocks);
    assert!(story.case().allegations.values().all(|allegation| allegation.decided.is_none()));
    let late = story.on("2026-11-24T09:00:00Z").does(Act::CheckClocks);
    assert!(late.contains(&"DutyMissed".to_owned()), "{late:?}");
}

#[test]
fn a_clock_never_sleeps_for_somebody_who_is_known() {
    let mut story = Story::of(about_a_refusal("2026-11-02T10:00:00Z"));
    assert_eq!(story.refuses(Story::code()), "identity_known");
    // What was inherited turns out to be fraud: to find out is owed, from now on.
    let lost = Act::LoseIdentity { party: REQUESTER, why: LossReason::Fraud };
    let events = story.on("2026-11-03T10:00:00Z").does(lost);
    assert!(events.contains(&"ClockStarted".to_owned()), "{events:?}");
    assert_eq!(story.due(Duty::SettleIdentity, "house"), "2026-11-24");
    story.matched().does(Story::code());
    let step = *story.case().people.steps.keys().next_back().unwrap();
    // A wrong answer is no answer.
    let missed = story.does(Act::AnswerCode { step, correct: false });
    assert_eq!(missed, ["CodeMissed"]);
}

#[test]
fn an_officer_may_end_what_silence_leaves() {
    let mut story = report();
    story.on("2026-11-05T09:00:00Z").does(Story::code());
    story.does(Act::Take);
    let ended = story.does(decide(1, Outcome::IdentityNotConfirmed, &[]));
    assert!(!ended.contains(&"ClockEnded".to_owned()), "nobody was told yet: {ended:?}");
    story.told(NoticeKind::Decision, Some(1));
    assert_eq!(story.case().phase, Phase::Answered);
    let question = Story::of(letter(ComplaintKind::Question, "2026-11-02T10:00:00Z"));
    let unasked = decide(1, Outcome::IdentityNotConfirmed, &[]);
    assert_eq!(question.refuses(unasked), "identity_not_needed");
}
