use super::story::{Story, assess, aware, leak, report};
use crate::breach::{Count, DataClass, Risk};
use crate::clock::Duty;
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
    assert_eq!(story.refuses(stay("2026-05-05T07:30:00Z")), "stay_out_of_range");
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
