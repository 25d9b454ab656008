use super::story::{Story, assess, aware, leak, report};
use crate::breach::{Count, DataClass, Risk};
use crate::clock::Duty;
use crate::docket::EndKind;
use crate::incident::*;
use crate::request::tests::story::{at, rules, sealed};

/// S44: the police ask for silence until Friday.
#[test]
fn silence_stays_what_the_law_stays_and_ends_by_itself() {
    let rules = rules("US", chrono_tz::America::Los_Angeles);
    let mut story = Story::under(rules, report("2026-05-04T08:00:00Z"));
    let mut finding =
        leak(Risk::High, &[("US-CA", Count::Exactly(600)), ("KR", Count::Exactly(5))]);
    finding.data.insert(DataClass::Financial);
    story.does(assess(finding));
    assert_eq!(story.due("ccpa", "breach.people"), "2026-06-03");
    story.on("2026-05-05T08:00:00Z");
    let stay = |until: &str| Act::Stay {
        authority: sealed("police"),
        reference: sealed("reference"),
        from: at("2026-05-05T07:00:00Z"),
        until: at(until),
    };
    assert_eq!(story.refuses(stay("2026-05-05T07:00:00Z")), "stay_out_of_range");
    assert_eq!(story.refuses(stay("2027-06-05T07:30:00Z")), "stay_out_of_range");
    story.does(stay("2026-05-08T16:00:00Z"));
    assert!(story.case().is_stayed(story.now));
    assert!(!story.clock("ccpa", "breach.people").is_running());
    assert!(story.clock("kr", "breach.people").is_running(), "Korea's law stays nothing");
    // Nobody has to do anything for it to end.
    let next = story.incident.next_check(&story.rules).unwrap();
    assert!(next <= at("2026-05-08T16:00:00Z"));
    story.on("2026-05-08T17:00:00Z");
    let ended = story.does(Act::CheckClocks);
    assert!(ended.contains(&"StayEnded".to_owned()), "{ended:?}");
    assert!(ended.contains(&"ClockResumed".to_owned()), "{ended:?}");
    assert_eq!(story.due("ccpa", "breach.people"), "2026-06-06");
    // A correction of what was known keeps what stood still.
    story.does(aware("2026-05-04T08:00:00Z"));
    story.does(Act::State(State {
        times: vec![(Fact::Aware, Some(at("2026-05-05T06:30:00Z")))],
        reason: Some(sealed("reason")),
        ..State::default()
    }));
    assert!(story.clock("ccpa", "breach.people").pauses.iter().all(|pause| pause.to.is_some()));
    assert_eq!(story.clock("ccpa", "breach.people").pauses.len(), 1);

    // Fifteen more days to the attorney general, from the day on which people were told.
    assert_eq!(story.duties_of(Duty::NotifyAuthority), 1);
    let general = story.duty("ccpa", "breach.attorney_general");
    assert!(!story.case().docket.clocks.values().any(|c| c.started.item == Some(general)));
    let people = story.duty("ccpa", "breach.people");
    story.on("2026-05-20T19:00:00Z");
    story.does(story.tells(&[people], 600, true));
    assert_eq!(story.due("ccpa", "breach.attorney_general"), "2026-06-04");
}

#[test]
fn a_stay_may_be_lifted_before_its_time() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(10))])));
    let stay = |until: &str| Act::Stay {
        authority: sealed("police"),
        reference: sealed("reference"),
        from: at("2026-05-04T08:05:00Z"),
        until: at(until),
    };
    story.does(stay("2026-05-06T08:05:00Z"));
    story.does(stay("2026-05-09T08:05:00Z"));
    story.on("2026-05-06T09:00:00Z").does(Act::CheckClocks);
    assert!(!story.clock("gdpr", "breach.people").is_running(), "the second one lasts");
    let lifted = at("2026-05-06T08:35:00Z");
    let second = *story.case().stays.keys().next_back().unwrap();
    story.does(Act::LiftStay { stay: second, at: lifted });
    assert_eq!(story.does(Act::LiftStay { stay: second, at: lifted }), Vec::<String>::new());
    assert_eq!(story.due("gdpr", "breach.people"), "2026-05-09T08:30:00Z");
}

#[test]
fn silence_holds_up_no_clock_before_it_begins() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(Act::Stay {
        authority: sealed("police"),
        reference: sealed("reference"),
        from: at("2026-05-04T08:05:00Z"),
        until: at("2026-05-08T08:00:00Z"),
    });
    // What a version on the sixth brings stands still from the sixth on.
    story.on("2026-05-06T08:00:00Z");
    story.does(assess(leak(Risk::Risk, &[("DE", Count::Exactly(10))])));
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(10))])));
    let pause = story.clock("gdpr", "breach.people").pauses[0];
    assert_eq!((pause.from, pause.to), (at("2026-05-06T08:00:00Z"), None));
    story.on("2026-05-08T09:00:00Z").does(Act::CheckClocks);
    assert_eq!(story.due("gdpr", "breach.people"), "2026-05-11T08:00:00Z");
}

#[test]
fn silence_mends_nothing_that_was_late() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(10))])));
    story.on("2026-05-08T08:00:00Z");
    story.does(Act::Stay {
        authority: sealed("police"),
        reference: sealed("reference"),
        from: at("2026-05-07T09:00:00Z"),
        until: at("2026-05-12T08:00:00Z"),
    });
    assert!(story.clock("gdpr", "breach.people").is_running());
    let late = story.does(Act::CheckClocks);
    assert!(late.contains(&"DutyMissed".to_owned()), "{late:?}");
    // The case ends before the silence does; that ends by itself all the same.
    story.does(Act::JudgeNoBreach { reasoning: sealed("a test") });
    assert_eq!(story.incident.next_check(&story.rules), Some(at("2026-05-12T08:00:00Z")));
    story.on("2026-05-12T08:00:00Z");
    assert_eq!(story.does(Act::CheckClocks), ["StayEnded"]);
}

/// The police ask for silence.
fn stay(from: &str, until: &str) -> Act {
    Act::Stay {
        authority: sealed("police"),
        reference: sealed("reference"),
        from: at(from),
        until: at(until),
    }
}

#[test]
fn silence_that_was_interrupted_held_nothing_up_between() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(10))])));
    story.on("2026-05-05T12:00:00Z");
    story.does(stay("2026-05-04T09:00:00Z", "2026-05-06T09:00:00Z"));
    story.does(stay("2026-05-05T09:00:00Z", "2026-05-05T21:00:00Z"));
    story.on("2026-05-05T22:00:00Z").does(Act::CheckClocks);
    // The first had ended, as the police say now, before the second began: 3 and 12 hours of silence.
    let first = *story.case().stays.keys().next().unwrap();
    story.does(Act::LiftStay { stay: first, at: at("2026-05-04T12:00:00Z") });
    let clock = story.clock("gdpr", "breach.people");
    assert_eq!(clock.pauses.len(), 2);
    assert!(clock.pauses.iter().all(|pause| pause.to.is_some()));
    assert_eq!(story.due("gdpr", "breach.people"), "2026-05-07T23:00:00Z");
}

#[test]
fn overlapping_silence_lasts_until_its_last_end() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(10))])));
    story.on("2026-05-04T10:00:00Z");
    story.does(stay("2026-05-04T08:00:00Z", "2026-05-06T08:00:00Z"));
    story.does(stay("2026-05-04T09:00:00Z", "2026-05-04T20:00:00Z"));
    story.on("2026-05-05T08:00:00Z").does(Act::CheckClocks);
    // Lifted at noon, as is heard a day later; the second one lasted until eight in the evening.
    let first = *story.case().stays.keys().next().unwrap();
    story.does(Act::LiftStay { stay: first, at: at("2026-05-04T12:00:00Z") });
    let pause = story.clock("gdpr", "breach.people").pauses[0];
    assert_eq!(
        (pause.from, pause.to),
        (at("2026-05-04T08:00:00Z"), Some(at("2026-05-04T20:00:00Z")))
    );
}

/// Due on Thursday at eight.
fn high() -> Story {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(10))])));
    assert_eq!(story.due("gdpr", "breach.people"), "2026-05-07T08:00:00Z");
    story
}

/// Asked for on Monday until Wednesday, and entered on Thursday.
fn of_two_days() -> Act {
    stay("2026-05-04T12:00:00Z", "2026-05-06T12:00:00Z")
}

#[test]
fn silence_that_is_over_when_it_is_entered_held_clocks_up_all_the_same() {
    let mut story = high();
    story.on("2026-05-07T09:00:00Z");
    let missed = story.does(Act::CheckClocks);
    assert!(missed.contains(&"DutyMissed".to_owned()), "{missed:?}");
    let nothing = stay("2026-05-06T12:00:00Z", "2026-05-06T12:00:00Z");
    assert_eq!(story.refuses(nothing), "stay_out_of_range");
    let ahead = stay("2026-05-07T12:00:00Z", "2026-05-08T12:00:00Z");
    assert_eq!(story.refuses(ahead), "time_out_of_range");
    let anew = story.does(of_two_days());
    assert_eq!(anew, ["NoticesStayed", "ClockPaused", "ClockResumed"]);
    assert_eq!(story.due("gdpr", "breach.people"), "2026-05-09T08:00:00Z");
    assert_eq!(story.clock("gdpr", "breach.people").late, None, "on record, and not late by now");
    assert_eq!(story.due("gdpr", "breach.authority"), "2026-05-07T09:00:00Z", "stayed by nobody");
    assert!(!story.case().is_stayed(story.now) && story.case().open_stays().next().is_none());
    let again =
        Act::LiftStay { stay: story.case().stays.keys().next().copied().unwrap(), at: story.now };
    assert_eq!(story.does(again), Vec::<String>::new(), "it has ended");
    // It is warned of again, and told in time.
    story.on("2026-05-08T20:00:00Z");
    let warned = story.does(Act::CheckClocks);
    assert!(warned.contains(&"DutyWarned".to_owned()), "{warned:?}");
    let people = story.duty("gdpr", "breach.people");
    story.does(story.tells(&[people], 10, true));
    assert_eq!(story.clock("gdpr", "breach.people").ended.unwrap().how, EndKind::Met);
}

#[test]
fn what_was_done_late_was_in_time_by_silence_that_is_entered_later() {
    let mut story = high();
    told_late(&mut story);
    story.does(of_two_days());
    assert_eq!(how(&story), EndKind::Met);
    assert_eq!(story.clock("gdpr", "breach.people").late, None);
    assert_eq!(story.due("gdpr", "breach.people"), "2026-05-09T08:00:00Z");
}

#[test]
fn silence_that_is_over_holds_up_a_clock_that_begins_later_and_counts_from_before() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.on("2026-05-07T10:00:00Z");
    story.does(of_two_days());
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(10))])));
    assert_eq!(story.due("gdpr", "breach.people"), "2026-05-09T08:00:00Z");
    // What was known in the midst of it stands still for what was left of it.
    story.does(aware("2026-05-05T12:00:00Z"));
    assert_eq!(story.due("gdpr", "breach.people"), "2026-05-09T12:00:00Z");
}

#[test]
fn silence_that_was_over_stands_beside_silence_that_lasts() {
    let mut story = high();
    story.on("2026-05-06T21:00:00Z");
    story.does(stay("2026-05-06T20:00:00Z", "2026-05-12T08:00:00Z"));
    story.does(stay("2026-05-04T12:00:00Z", "2026-05-05T12:00:00Z"));
    let clock = story.clock("gdpr", "breach.people");
    let pauses: Vec<_> = clock.pauses.iter().map(|pause| (pause.from, pause.to)).collect();
    assert_eq!(
        pauses,
        [
            (at("2026-05-04T12:00:00Z"), Some(at("2026-05-05T12:00:00Z"))),
            (at("2026-05-06T20:00:00Z"), None)
        ]
    );
    story.on("2026-05-12T09:00:00Z").does(Act::CheckClocks);
    // A day, and five and a half.
    assert_eq!(story.due("gdpr", "breach.people"), "2026-05-13T20:00:00Z");
}

/// Told two hours late, with a reason.
fn told_late(story: &mut Story) {
    let people = story.duty("gdpr", "breach.people");
    story.on("2026-05-07T10:00:00Z");
    let Act::TellPeople(mut told) = story.tells(&[people], 10, true) else { unreachable!() };
    told.late_reason = Some(sealed("the police asked"));
    story.does(Act::TellPeople(told));
    assert_eq!(how(story), EndKind::MetLate);
}

fn how(story: &Story) -> EndKind {
    story.clock("gdpr", "breach.people").ended.unwrap().how
}

fn lift(story: &Story, at_text: &str) -> Act {
    Act::LiftStay { stay: *story.case().stays.keys().next().unwrap(), at: at(at_text) }
}

#[test]
fn silence_that_was_over_when_it_was_entered_is_put_right() {
    let mut story = high();
    story.on("2026-05-07T09:00:00Z").does(of_two_days());
    assert_eq!(story.due("gdpr", "breach.people"), "2026-05-09T08:00:00Z");
    assert_eq!(story.refuses(lift(&story, "2026-05-04T11:00:00Z")), "time_out_of_range");
    assert_eq!(story.refuses(lift(&story, "2026-05-07T09:30:00Z")), "time_out_of_range");
    assert_eq!(story.does(lift(&story, "2026-05-07T08:00:00Z")), [""; 0], "it ended before");
    // Eight hours of it, and then none: the authority had spoken of something else.
    let back = story.does(lift(&story, "2026-05-04T20:00:00Z"));
    assert_eq!(back, ["StayEnded", "ClockReanchored", "ClockPaused", "ClockResumed"]);
    assert_eq!(story.due("gdpr", "breach.people"), "2026-05-07T16:00:00Z");
    story.does(lift(&story, "2026-05-04T12:00:00Z"));
    assert!(story.clock("gdpr", "breach.people").pauses.is_empty());
    assert_eq!(story.due("gdpr", "breach.people"), "2026-05-07T08:00:00Z");
    let missed = story.does(Act::CheckClocks);
    assert!(missed.contains(&"DutyMissed".to_owned()), "{missed:?}");
}

#[test]
fn what_silence_had_excused_is_late_again_where_there_was_none() {
    let mut story = high();
    told_late(&mut story);
    story.does(of_two_days());
    assert_eq!(how(&story), EndKind::Met);
    story.does(lift(&story, "2026-05-04T12:00:00Z"));
    assert_eq!(how(&story), EndKind::MetLate);
    assert_eq!(story.clock("gdpr", "breach.people").late, Some(at("2026-05-07T08:00:00Z")));
}

#[test]
fn silence_that_lasts_mends_what_was_done_late_as_silence_that_is_over_does() {
    let mut story = high();
    told_late(&mut story);
    story.on("2026-05-08T10:00:00Z");
    let entered = story.does(stay("2026-05-06T12:00:00Z", "2026-05-11T08:00:00Z"));
    assert_eq!(entered, ["NoticesStayed", "ClockPaused", "ClockEnded"]);
    assert_eq!(how(&story), EndKind::Met);
    assert_eq!(story.clock("gdpr", "breach.people").late, None);
    story.on("2026-05-11T09:00:00Z");
    let ended = story.does(Act::CheckClocks);
    assert_eq!(ended.last().unwrap(), "StayEnded", "nothing that it held up runs on");
    story.does(lift(&story, "2026-05-06T12:00:00Z"));
    assert_eq!(how(&story), EndKind::MetLate);
}

#[test]
fn what_was_found_late_is_not_while_silence_holds_it_up() {
    let mut story = high();
    story.on("2026-05-08T10:00:00Z").does(Act::CheckClocks);
    assert!(story.clock("gdpr", "breach.people").late.is_some());
    story.does(stay("2026-05-06T12:00:00Z", "2026-05-11T08:00:00Z"));
    let clock = story.clock("gdpr", "breach.people");
    assert_eq!((clock.is_running(), clock.late), (false, None));
    story.does(lift(&story, "2026-05-06T20:00:00Z"));
    assert_eq!(story.due("gdpr", "breach.people"), "2026-05-07T16:00:00Z");
    let missed = story.does(Act::CheckClocks);
    assert!(missed.contains(&"DutyMissed".to_owned()), "{missed:?}");
}

/// Monday to Thursday and Wednesday to Saturday; the first had ended on Tuesday, as is heard on Thursday.
#[test]
fn silence_that_overlapped_and_turns_out_not_to_have_is_counted_once() {
    let mut story = high();
    story.on("2026-05-06T12:00:00Z");
    story.does(stay("2026-05-04T12:00:00Z", "2026-05-07T12:00:00Z"));
    story.does(stay("2026-05-06T11:00:00Z", "2026-05-09T12:00:00Z"));
    story.on("2026-05-07T13:00:00Z").does(Act::CheckClocks);
    let back = story.does(lift(&story, "2026-05-05T12:00:00Z"));
    assert_eq!(back, ["StayEnded", "ClockResumed", "ClockPaused"]);
    let ended = story.on("2026-05-09T13:00:00Z").does(Act::CheckClocks);
    assert_eq!(ended[..2], ["StayEnded", "ClockResumed"]);
    let clock = story.clock("gdpr", "breach.people");
    let pauses: Vec<_> = clock.pauses.iter().map(|pause| (pause.from, pause.to)).collect();
    assert_eq!(
        pauses,
        [
            (at("2026-05-04T12:00:00Z"), Some(at("2026-05-05T12:00:00Z"))),
            (at("2026-05-06T11:00:00Z"), Some(at("2026-05-09T12:00:00Z")))
        ]
    );
    // A day, and three and an hour.
    assert_eq!(story.due("gdpr", "breach.people"), "2026-05-11T09:00:00Z");
}

#[test]
fn silence_that_began_when_the_time_was_over_mends_nothing_afterwards_either() {
    let mut story = high();
    story.on("2026-05-09T08:00:00Z").does(Act::CheckClocks);
    let entered = story.does(stay("2026-05-07T08:00:00Z", "2026-05-08T08:00:00Z"));
    assert_eq!(entered, ["NoticesStayed"]);
    assert!(story.clock("gdpr", "breach.people").late.is_some());
}
