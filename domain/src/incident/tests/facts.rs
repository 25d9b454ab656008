use cqrs_es::Aggregate as _;

use super::story::{Story, assess, aware, leak, report};
use crate::actor::Role;
use crate::breach::{Capacity, Count, DataClass, Nature, Operator, Risk};
use crate::clock::Duty;
use crate::contact::Intake;
use crate::docket::EndKind;
use crate::id::SystemId;
use crate::incident::*;
use crate::moment::Moment;
use crate::place::Country;
use crate::received::Received;
use crate::request::tests::story::{actor, at, sealed};

fn state(times: &[(Fact, &str)], reason: bool) -> Act {
    Act::State(State {
        times: times.iter().map(|(fact, when)| (*fact, Some(at(when)))).collect(),
        reason: reason.then(|| sealed("reason")),
        ..State::default()
    })
}

/// S41: the processor notices on 1 May, tells the support inbox on 6 May, and the facts are clear on 9 May.
#[test]
fn a_processor_tells_us_and_the_clock_counts_from_there() {
    let mut told = report("2026-05-06T08:00:00Z");
    told.source = Source::Processor;
    told.times = Times::from([
        (Fact::ProcessorLearned, at("2026-05-01T07:00:00Z")),
        (Fact::ProcessorTold, at("2026-05-06T08:00:00Z")),
    ]);
    let mut story = Story::of(told);
    // The hour of the event is left out.
    assert_eq!(story.due("gdpr", "breach.authority"), "2026-05-09T09:00:00Z");
    // An officer judges that nobody could be certain before the facts were clear.
    story.on("2026-05-09T07:30:00Z");
    let moved = story.does(aware("2026-05-07T12:20:00Z"));
    assert_eq!(moved, ["TimeStated", "ClockReanchored"]);
    assert_eq!(story.due("gdpr", "breach.authority"), "2026-05-10T13:00:00Z");
    // And is corrected: every judgement stays on record with its reason.
    story.does(aware("2026-05-06T10:00:00Z"));
    assert_eq!(story.due("gdpr", "breach.authority"), "2026-05-09T11:00:00Z");
    let stated = story.history.iter().filter(|event| matches!(event, Event::TimeStated { .. }));
    assert_eq!(stated.count(), 2);
}

#[test]
fn what_was_done_in_time_was_late_when_the_house_knew_earlier() {
    let mut story = Story::of(report("2026-05-06T08:00:00Z"));
    let authority = story.duty("gdpr", "breach.authority");
    story.on("2026-05-08T12:00:00Z");
    story.does(story.notice(NoticePhase::Initial, &[authority]));
    assert_eq!(story.clock("gdpr", "breach.authority").ended.unwrap().how, EndKind::Met);
    // It was known since the fourth.
    story.does(state(&[(Fact::OccurredFrom, "2026-05-04T06:00:00Z")], false));
    story.does(aware("2026-05-04T09:00:00Z"));
    let ended = story.clock("gdpr", "breach.authority").ended.unwrap();
    assert_eq!((ended.how, ended.at), (EndKind::MetLate, at("2026-05-08T12:00:00Z")));
}

#[test]
fn facts_keep_an_order_and_lie_behind_us() {
    let mut story = Story::of(report("2026-05-06T08:00:00Z"));
    assert_eq!(story.refuses(aware("2026-05-06T08:06:00Z")), "fact_in_future");
    let unexplained = state(&[(Fact::Aware, "2026-05-06T08:01:00Z")], false);
    assert_eq!(story.refuses(unexplained), "aware_without_reasoning");
    let backwards =
        [(Fact::OccurredFrom, "2026-05-05T08:00:00Z"), (Fact::OccurredTo, "2026-05-04T08:00:00Z")];
    assert_eq!(story.refuses(state(&backwards, false)), "facts_contradict");
    story.does(state(&backwards[..1], false));
    assert_eq!(story.does(state(&backwards[..1], false)), Vec::<String>::new());
    let corrected = [(Fact::OccurredFrom, "2026-05-03T08:00:00Z")];
    assert_eq!(story.refuses(state(&corrected, false)), "reason_missing");
    story.does(state(&corrected, true));
    // A clerk records what happened, and does not judge.
    story.as_role(Role::Clerk, "clerk.one");
    story.does(state(&[(Fact::Suspected, "2026-05-05T08:00:00Z")], false));
    assert_eq!(story.refuses(aware("2026-05-06T08:01:00Z")), "officer_only");
    story.as_role(Role::Portal, "portal");
    assert_eq!(story.refuses(state(&corrected, true)), "staff_only");
    let mut knowing = report("2026-05-06T08:00:00Z");
    knowing.times.insert(Fact::Aware, at("2026-05-06T07:00:00Z"));
    let nobody = Incident::default();
    let (now, by, rules) = (story.now, story.by.clone(), story.rules.clone());
    let act = Act::Receive(Box::new(knowing));
    let refused = nobody.decide(Command { now, by, rules, act }).unwrap_err();
    assert_eq!(refused.code(), "aware_without_reasoning");
}

#[test]
fn nobody_tells_of_what_has_not_begun() {
    let refused = |times: &[(Fact, &str)], received: Received, entered: &str| {
        let mut told = report("2026-05-04T08:00:00Z");
        (told.received, told.late_reason) = (received, Some(sealed("late")));
        told.times = times.iter().map(|(fact, when)| (*fact, at(when))).collect();
        let (by, rules) = (actor(Role::Officer, "officer.one"), Story::of(report(entered)).rules);
        let command = Command { now: at(entered), by, rules, act: Act::Receive(Box::new(told)) };
        Incident::default().decide(command).map_err(|refusal| refusal.to_string()).err()
    };
    let received = |moment| Received { moment, ..report("2026-05-04T08:00:00Z").received };
    let word = |text| received(Moment::At(at(text)));
    let told_before = [
        (Fact::OccurredFrom, "2026-05-03T08:00:00Z"),
        (Fact::ProcessorTold, "2026-05-01T08:00:00Z"),
    ];
    let entered = "2026-05-05T08:00:00Z";
    assert_eq!(
        refused(&told_before, word("2026-05-04T08:00:00Z"), entered).as_deref(),
        Some("occurred_from cannot lie after processor_told")
    );
    let begun = [(Fact::OccurredFrom, "2026-05-03T08:00:00Z")];
    assert_eq!(
        refused(&begun, word("2026-05-01T08:00:00Z"), entered).as_deref(),
        Some("occurred_from cannot lie after received")
    );
    assert_eq!(refused(&begun, word("2026-05-03T08:00:00Z"), entered), None);
    // What came in on a day may have come at its end, in Berlin.
    let on = |day: &str| received(Moment::On(day.parse().unwrap()));
    let late = [(Fact::OccurredFrom, "2026-05-03T21:59:00Z")];
    assert_eq!(refused(&late, on("2026-05-03"), entered), None);
    assert!(refused(&late, on("2026-05-02"), entered).is_some());

    // The same of what is put right later; what is on record keeps nothing else from being put right.
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.on(entered).as_role(Role::Clerk, "clerk.one");
    let a_second_later = state(&[(Fact::OccurredFrom, "2026-05-04T08:00:01Z")], false);
    assert_eq!(story.refuses(a_second_later), "facts_contradict");
    story.as_role(Role::Officer, "officer.one");
    story.does(state(&[(Fact::ProcessorTold, "2026-05-02T08:00:00Z")], false));
    assert_eq!(story.refuses(state(&begun, false)), "facts_contradict");
    let stored = Event::TimeStated {
        fact: Fact::OccurredFrom,
        before: None,
        after: Some(at("2026-05-04T20:00:00Z")),
        reason: None,
        by: story.by.clone(),
    };
    story.incident.apply(stored);
    story.does(state(&[(Fact::Aware, "2026-05-04T21:00:00Z")], true));
    assert_eq!(
        story.refuses(state(&[(Fact::ProcessorTold, "2026-05-03T08:00:00Z")], true)),
        "facts_contradict"
    );
}

/// Of a complaint of the first of May an incident was opened that began on the fifth; or somebody called at two,
/// by a clock that is three minutes slow.
#[test]
fn an_officer_may_say_that_it_began_after_word_of_it_came() {
    let mut told = report("2026-05-01T08:00:00Z");
    told.late_reason = Some(sealed("it was opened from a complaint"));
    let mut story = Story::of(told);
    story.on("2026-05-10T08:00:00Z");
    let began = [(Fact::OccurredFrom, "2026-05-05T08:00:00Z")];
    story.does(state(&[(Fact::Suspected, "2026-05-04T08:00:00Z")], false));
    assert_eq!(
        story.refuses(state(&began, false)),
        "facts_contradict",
        "suspected before it began"
    );
    story.does(state(&[(Fact::Suspected, "2026-05-05T09:00:00Z")], true));
    story.does(state(&began, false));
    assert_eq!(story.case().times[&Fact::OccurredFrom], at("2026-05-05T08:00:00Z"));
}

/// By a slip of the year every clock would have been late for years.
#[test]
fn a_slip_of_the_year_in_when_the_house_was_aware_is_caught() {
    let mut story = Story::of(report("2026-05-06T08:00:00Z"));
    assert_eq!(story.refuses(aware("2025-05-04T08:00:00Z")), "aware_out_of_range");
    assert_eq!(story.refuses(aware("2025-05-05T07:59:59Z")), "aware_out_of_range");
    story.does(aware("2025-05-05T08:00:00Z"));
    // What is on record by then says that it may be so: an attack that somebody suspected long ago.
    for fact in [Fact::Suspected, Fact::ProcessorLearned, Fact::OccurredFrom] {
        let mut known = Story::of(report("2026-05-06T08:00:00Z"));
        known.does(state(&[(fact, "2024-03-01T08:00:00Z")], false));
        assert!(known.decide(aware("2024-02-28T08:00:00Z")).is_err(), "{fact}");
        known.does(aware("2024-03-01T08:00:00Z"));
    }
    // Both at once do not show each other; and what is said of anything else later is no matter of it.
    let mut both = Story::of(report("2026-05-06T08:00:00Z"));
    let at_once = [
        (Fact::ProcessorTold, "2024-03-01T08:00:00Z"),
        (Fact::Aware, "2024-03-01T08:00:00Z"),
        (Fact::Suspected, "2024-03-01T08:00:00Z"),
    ];
    assert_eq!(both.refuses(state(&at_once[..2], true)), "aware_out_of_range");
    both.does(state(&at_once, true));
    both.does(state(&[(Fact::ProcessorTold, "2026-05-06T07:00:00Z")], true));
    both.does(state(&[(Fact::OccurredTo, "2024-04-01T08:00:00Z")], false));
    // Word of it came a year ago.
    let paper = report("2025-05-06T08:00:00Z");
    let mut late = Story::of(paper);
    late.on("2026-05-06T08:00:00Z").does(aware("2024-06-01T08:00:00Z"));
}

/// Without a judgement of when the house was aware, clocks count from there.
#[test]
fn a_slip_of_the_year_in_when_a_processor_told_us_is_caught() {
    let told = |when| state(&[(Fact::ProcessorTold, when)], false);
    let mut story = Story::of(report("2026-05-06T08:00:00Z"));
    assert_eq!(story.refuses(told("2025-05-04T08:00:00Z")), "processor_told_out_of_range");
    story.does(told("2026-05-04T08:00:00Z"));
    let slip = state(&[(Fact::ProcessorTold, "2025-05-04T08:00:00Z")], true);
    assert_eq!(story.refuses(slip), "processor_told_out_of_range");
    // Where something else is known as early it may be so.
    story.does(state(&[(Fact::OccurredFrom, "2024-03-01T08:00:00Z")], false));
    story.does(state(&[(Fact::ProcessorTold, "2025-05-04T08:00:00Z")], true));
    // A report slips as easily.
    let mut slipped = report("2026-05-06T08:00:00Z");
    slipped.times = Times::from([(Fact::ProcessorTold, at("2025-05-05T07:59:59Z"))]);
    story.incident = Incident::default();
    let act = Act::Receive(Box::new(slipped.clone()));
    assert_eq!(story.refuses(act), "processor_told_out_of_range");
    // What it found out stands in the same letter, with the same slip.
    slipped.times.insert(Fact::ProcessorLearned, at("2025-05-04T08:00:00Z"));
    let act = Act::Receive(Box::new(slipped.clone()));
    assert_eq!(story.refuses(act), "processor_told_out_of_range");
    for fact in [Fact::OccurredFrom, Fact::OccurredTo, Fact::Suspected] {
        let mut long_ago = slipped.clone();
        long_ago.times.insert(fact, at("2025-05-04T08:00:00Z"));
        assert!(story.decide(Act::Receive(Box::new(long_ago))).is_ok(), "{fact}");
    }
    // Nor does a judgement of when the house was aware show it.
    let mut judged = Story::of(report("2026-05-06T08:00:00Z"));
    judged.does(aware("2025-05-05T08:00:00Z"));
    assert_eq!(judged.refuses(told("2025-05-05T07:00:00Z")), "processor_told_out_of_range");
    assert_eq!(judged.refuses(told("2025-05-05T07:59:59Z")), "processor_told_out_of_range");
}

/// S41: who told us, and how.
#[test]
fn which_processor_told_us_is_stated_and_corrected() {
    let states = |processor: &[ProcessorFact], reason: bool| {
        Act::State(State {
            processor: processor.to_vec(),
            reason: reason.then(|| sealed("reason")),
            ..State::default()
        })
    };
    let system =
        |id: &str| ProcessorFact::From(Some(Processor::System(SystemId::parse(id).unwrap())));
    let number = || ProcessorFact::Reference(Some(sealed("number")));
    let mut told = report("2026-05-06T08:00:00Z");
    told.source = Source::Processor;
    told.processor.channel = Some(Intake::Phone);
    let mut story = Story::of(told);
    assert_eq!(story.case().processor.channel, Some(Intake::Phone));

    story.as_role(Role::Clerk, "clerk.one");
    let events = story.does(states(&[system("mailer"), number()], false));
    assert_eq!(events, ["ProcessorStated"], "nothing was said of them before");
    assert_eq!(story.does(states(&[system("mailer")], false)), Vec::<String>::new());
    // What was said before is corrected with a reason; what is left out stays.
    let email = || ProcessorFact::Channel(Some(Intake::Email));
    assert_eq!(story.refuses(states(&[email()], false)), "reason_missing");
    let other = ProcessorFact::Reference(Some(sealed("another number")));
    assert_eq!(story.refuses(states(&[other], false)), "reason_missing");
    assert_eq!(story.refuses(states(&[ProcessorFact::From(None)], false)), "reason_missing");
    story.does(states(
        &[email(), ProcessorFact::From(Some(Processor::Named(sealed("name"))))],
        true,
    ));
    let word = &story.case().processor;
    assert_eq!((word.channel, word.reference.is_some()), (Some(Intake::Email), true));
    assert_eq!(word.from, Some(Processor::Named(sealed("name"))));
    let taken_back =
        [ProcessorFact::From(None), ProcessorFact::Channel(None), ProcessorFact::Reference(None)];
    story.does(states(&taken_back, true));
    assert!(story.case().processor.is_empty());
    let Some(Event::ProcessorStated { before, after, reason, by }) = story.history.last() else {
        panic!("{:?}", story.history.last())
    };
    assert!(!before.is_empty() && after.is_empty() && reason.is_some());
    assert_eq!(by.id.as_str(), "clerk.one");
    story.as_role(Role::Portal, "portal");
    assert_eq!(story.refuses(states(&[email()], true)), "staff_only");
}

#[test]
fn a_processor_owes_word_to_those_it_works_for() {
    let mut story = Story::of(report("2026-05-06T08:00:00Z"));
    assert!(story.owes("gdpr", "breach.authority"));
    let corrected = Act::State(State {
        capacity: Some(Capacity::Processor),
        reason: Some(sealed("we only host it")),
        ..State::default()
    });
    story.does(corrected);
    assert!(!story.owes("gdpr", "breach.authority"));
    assert!(story.owes("gdpr", "breach.controller"));
    assert_eq!(story.due("gdpr", "breach.controller"), "2026-05-07T08:00:00Z");
    // And back: the clock of the authority runs from the same knowledge.
    story.does(Act::State(State {
        capacity: Some(Capacity::Joint),
        reason: Some(sealed("we decide together")),
        ..State::default()
    }));
    assert_eq!(story.due("gdpr", "breach.authority"), "2026-05-09T09:00:00Z");
}

#[test]
fn one_version_may_not_contradict_itself() {
    let story = Story::of(report("2026-05-06T08:00:00Z"));
    let refuses = |change: fn(&mut Finding)| {
        let mut finding = leak(Risk::Risk, &[("DE", Count::Exactly(300))]);
        change(&mut finding);
        story.refuses(assess(finding))
    };
    assert_eq!(refuses(|f| f.natures.clear()), "contradiction");
    let leads = |reach| Competence {
        reach,
        lead: Some(Lead { country: Country::parse("IE").unwrap(), name: sealed("authority") }),
        reasoning: sealed("why"),
    };
    let mut led = leak(Risk::Risk, &[("DE", Count::Exactly(300))]);
    led.competence = Some(Box::new(leads(Reach::OneState)));
    assert_eq!(story.refuses(assess(led.clone())), "contradiction");
    for reach in [Reach::Establishments, Reach::People] {
        led.competence = Some(Box::new(leads(reach)));
        assert!(story.decide(assess(led.clone())).is_ok());
    }
    // Of establishments in several states one is the main one.
    for (reach, can_be) in
        [(Reach::OneState, true), (Reach::Establishments, false), (Reach::People, true)]
    {
        led.competence = Some(Box::new(Competence { lead: None, ..leads(reach) }));
        let decided = story.decide(assess(led.clone()));
        assert_eq!(
            decided.map_err(|refusal| refusal.code()).err(),
            (!can_be).then_some("contradiction")
        );
    }
    assert_eq!(refuses(|f| f.affected[0].people = Count::Between(9, 5)), "contradiction");
    assert_eq!(refuses(|f| f.affected[0].records = Count::Exactly(299)), "contradiction");
    assert_eq!(refuses(|f| f.affected[0].people = Count::Exactly(0)), "contradiction");
    assert_eq!(refuses(|f| f.affected.push(f.affected[0].clone())), "contradiction");
    assert_eq!(
        refuses(|f| {
            f.unreadable = true;
            f.risk = Risk::High;
        }),
        "contradiction"
    );
    // What got lost with its key is lost, whoever can read it.
    let mut lost = leak(Risk::High, &[("DE", Count::Unknown)]);
    lost.unreadable = true;
    lost.natures.insert(Nature::Destruction);
    lost.data.insert(DataClass::Sensitive);
    assert!(story.decide(assess(lost)).is_ok());
}

#[test]
fn no_incident_is_without_a_clock() {
    use crate::request::tests::story::rules;
    // Nothing is adopted for Swiss breaches: the house's own aim runs all the same.
    let story =
        Story::under(rules("CH", chrono_tz::Europe::Zurich), report("2026-05-06T08:00:00Z"));
    assert_eq!(story.duties_of(Duty::Respond), 1);
    assert_eq!(story.due("house", "breach.assess"), "2026-05-07T08:00:00Z");
}

#[test]
fn nobody_but_an_officer_moves_the_knowledge_on_or_says_that_nothing_is_owed() {
    let mut told = report("2026-05-06T08:00:00Z");
    told.capacity = Capacity::Processor;
    let mut story = Story::of(told);
    assert_eq!(story.case().capacity, Capacity::Processor, "an officer says so");
    // Of anybody else it is refused, rather than dropped without a word.
    let reported = |capacity, operator, role| {
        let mut told = report("2026-05-06T08:00:00Z");
        (told.capacity, told.operator) = (capacity, operator);
        let (now, rules, by) = (story.now, story.rules.clone(), actor(role, "somebody"));
        let act = Act::Receive(Box::new(told));
        let decided = Incident::default().decide(Command { now, by, rules, act });
        decided.map_err(|refusal| refusal.code()).err()
    };
    for role in [Role::Portal, Role::Clerk, Role::System] {
        for judged in [
            (Capacity::Processor, Operator::Other),
            (Capacity::Joint, Operator::Other),
            (Capacity::Controller, Operator::CriticalInfrastructure),
            (Capacity::Controller, Operator::StateOrgan),
        ] {
            assert_eq!(reported(judged.0, judged.1, role), Some("officer_only"), "{judged:?}");
            assert_eq!(reported(judged.0, judged.1, Role::Approver), None);
        }
        assert_eq!(reported(Capacity::Controller, Operator::Other, role), None);
    }
    // A clerk hears later that the processor told somebody, later than word of it came.
    story.on("2026-05-08T08:00:00Z").as_role(Role::Clerk, "clerk.one");
    let before = story.case().knowledge();
    story.does(state(&[(Fact::ProcessorTold, "2026-05-07T08:00:00Z")], false));
    assert_eq!(story.case().knowledge(), before);
}
