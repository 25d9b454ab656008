use super::story::{Story, assess, aware, leak, report};
use crate::actor::Role;
use crate::breach::{Count, Risk};
use crate::contact::Intake;
use crate::docket::Warning;
use crate::id::{PrincipalId, TrackNo};
use crate::incident::*;
use crate::request::tests::story::{at, sealed};

fn words() -> crate::sealed::Sealed {
    sealed("words")
}

#[test]
fn the_plan_starts_with_the_first_word_of_it() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    let kinds: Vec<MeasureKind> =
        story.case().measures.values().map(|measure| measure.planned.kind).collect();
    assert_eq!(
        kinds,
        [
            MeasureKind::StopIt,
            MeasureKind::SecureAccess,
            MeasureKind::PreserveEvidence,
            MeasureKind::FindScope
        ]
    );
    let mut astray = report("2026-05-04T08:00:00Z");
    astray.source = Source::Dispatch;
    let astray = Story::of(astray);
    assert_eq!(astray.case().measures[&TrackNo(1)].planned.kind, MeasureKind::AskDeletion);

    let owner = Owner { id: PrincipalId::parse("officer.two").unwrap(), on_staff: true };
    let stranger = Owner { on_staff: false, ..owner.clone() };
    let nobody = Act::Assign { measure: TrackNo(1), owner: stranger, due: None };
    assert_eq!(story.refuses(nobody), "owner_not_on_staff");
    let noon = at("2026-05-04T12:00:00Z");
    let assign = Act::Assign { measure: TrackNo(1), owner, due: Some(noon) };
    story.as_role(Role::Clerk, "clerk.one").does(assign.clone());
    assert_eq!(story.does(assign), Vec::<String>::new());
    story.on("2026-05-04T12:00:00Z");
    assert_eq!(story.does(Act::CheckClocks), ["MeasureSlipped"]);
    let settle = |done, words| Act::Settle { measure: TrackNo(1), done, at: noon, words };
    assert_eq!(story.refuses(settle(false, None)), "reason_missing");
    story.does(settle(false, Some(words())));
    assert_eq!(story.refuses(settle(true, None)), "already_settled");
    let unsaid = Act::Plan {
        stage: Stage::Remedy,
        kind: MeasureKind::Other,
        what: None,
        owner: None,
        due: None,
    };
    assert_eq!(story.refuses(unsaid), "measure_unsaid");
}

/// P19: what is planned at once has a time, and whoever could do it is told when that is over.
#[test]
fn what_is_planned_at_detection_has_a_time_from_its_entry() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    let slips = |story: &mut Story| {
        let events = story.does(Act::CheckClocks);
        events.into_iter().filter(|event| event == "MeasureSlipped").count()
    };
    story.on("2026-05-04T12:04:59Z");
    assert_eq!(slips(&mut story), 0);
    story.does(Act::Settle { measure: TrackNo(1), done: true, at: story.now, words: None });
    story.on("2026-05-04T12:05:00Z");
    assert_eq!(slips(&mut story), 2, "access is not secured, and no traces are kept");
    story.on("2026-05-05T08:05:00Z");
    assert_eq!(slips(&mut story), 1, "nobody knows whom it concerns");
    assert_eq!(slips(&mut story), 0);

    let mut astray = report("2026-05-04T08:00:00Z");
    astray.source = Source::Dispatch;
    let mut astray = Story::of(astray);
    astray.on("2026-05-05T08:05:00Z");
    assert_eq!(slips(&mut astray), 2);
    // On paper for days, and entered today.
    let mut paper = report("2026-05-04T08:00:00Z");
    (paper.intake, paper.late_reason) = (Intake::Letter, Some(words()));
    let mut late = Story::of(report("2026-05-04T08:00:00Z"));
    (late.incident, late.now) = (Incident::default(), at("2026-05-08T08:00:00Z"));
    late.does(Act::Receive(Box::new(paper)));
    let first = &late.case().measures[&TrackNo(1)].planned;
    assert_eq!(first.due, Some(at("2026-05-08T12:00:00Z")));
}

#[test]
fn whoever_is_given_a_measure_has_the_time_that_it_had() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    let owner = Owner { id: PrincipalId::parse("officer.two").unwrap(), on_staff: true };
    let assign = |due| Act::Assign { measure: TrackNo(2), owner: owner.clone(), due };
    assert_eq!(story.does(assign(None)), ["MeasureAssigned"]);
    let due = |story: &Story| story.case().measures[&TrackNo(2)].planned.due;
    assert_eq!(due(&story), Some(at("2026-05-04T12:05:00Z")));
    assert_eq!(story.does(assign(None)), Vec::<String>::new());
    // Also once it is over: that is known, and nobody is told twice.
    story.on("2026-05-04T13:00:00Z").does(Act::CheckClocks);
    let other = Owner { id: PrincipalId::parse("officer.three").unwrap(), on_staff: true };
    story.does(Act::Assign { measure: TrackNo(2), owner: other, due: None });
    assert!(story.case().measures[&TrackNo(2)].slipped);
    assert_eq!(story.does(Act::CheckClocks), Vec::<String>::new());
    let again = Some(at("2026-05-04T18:00:00Z"));
    story.does(assign(again));
    assert!(!story.case().measures[&TrackNo(2)].slipped);
    assert_eq!(due(&story), again);
}

#[test]
fn warnings_come_at_half_time_four_fifths_and_four_hours() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    let finding = leak(Risk::Risk, &[("DE", Count::Exactly(300))]);
    story.does(assess(finding));
    let mut seen = Vec::new();
    while let Some(next) = story.incident.next_check(&story.rules) {
        story.now = next;
        story.does(Act::CheckClocks);
        seen.extend(story.history.drain(..).filter_map(|event| {
            if let Event::DutyWarned { warning, .. } = event {
                return Some((next, warning.code()));
            }
            matches!(event, Event::DutyMissed { .. }).then_some((next, "missed"))
        }));
    }
    let expected = [
        (at("2026-05-05T20:30:00Z"), Warning::HalfTime.code()),
        (at("2026-05-06T18:24:00Z"), Warning::FourFifths.code()),
        (at("2026-05-07T05:00:00Z"), Warning::FourHoursLeft.code()),
        (at("2026-05-07T09:00:00Z"), "missed"),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn it_is_closed_when_every_track_is_at_its_end() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    assert_eq!(story.refuses(Act::Close), "not_assessed");
    story.does(assess(leak(Risk::Risk, &[("DE", Count::Exactly(300))])));
    assert_eq!(story.refuses(Act::Close), "duties_owed");
    let authority = story.duty("gdpr", "breach.authority");
    story.does(story.notice(NoticePhase::Initial, &[authority]));
    assert_eq!(story.refuses(Act::Close), "measures_open");
    story.contains();
    assert_eq!(story.refuses(Act::Close), "not_reviewed");
    story.does(Act::Review { findings: words() });
    story.does(aware("2026-05-04T08:01:00Z"));
    assert_eq!(story.case().waiting_on(story.now), [WaitingOn::Closing]);
    story.does(Act::Close);
    assert_eq!(story.does(Act::Close), Vec::<String>::new());
    assert_eq!(story.incident.next_check(&story.rules), None);
    assert_eq!(story.refuses(aware("2026-05-04T08:02:00Z")), "case_closed");
    // An authority asks more.
    story.does(story.notice(NoticePhase::Supplementary, &[authority]));
    // Something new is known.
    story.on("2026-05-20T08:00:00Z").does(Act::Reopen { reasoning: words() });
    assert_eq!(story.refuses(Act::Reopen { reasoning: words() }), "not_closed");
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(300))])));
    assert_eq!(story.due("gdpr", "breach.people"), "2026-05-23T08:00:00Z");
}

/// Three hundred were in the notice, and forty thousand are in the second version.
#[test]
fn what_an_authority_does_not_know_keeps_it_open() {
    let found = |people| leak(Risk::Risk, &[("DE", Count::Exactly(people))]);
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(found(300)));
    let authority = story.duty("gdpr", "breach.authority");
    story.does(story.notice(NoticePhase::Initial, &[authority]));
    story.contains().does(Act::Review { findings: words() });
    let blocks = |story: &Story| {
        let offers = story.case().offers(&story.by.id);
        offers.into_iter().find(|offer| offer.act == Offered::Close).unwrap().blocks
    };
    let spared = Act::JudgeNotNotifiable { duty: authority, exemption: None, reasoning: words() };
    assert_eq!(story.refuses(spared.clone()), "not_owed", "it knows everything");

    story.on("2026-05-06T08:00:00Z").does(assess(found(40_000)));
    assert_eq!(story.refuses(Act::Close), "supplement_owed");
    assert_eq!(blocks(&story), [Block::SupplementOwed]);
    let mut told =
        Story { history: Vec::new(), rules: story.rules.clone(), by: story.by.clone(), ..story };
    let mut judged = Story {
        incident: told.incident.clone(),
        history: Vec::new(),
        rules: told.rules.clone(),
        by: told.by.clone(),
        ..told
    };
    told.does(told.notice(NoticePhase::Supplementary, &[authority]));
    assert!(blocks(&told).is_empty());
    // A version that adds nothing to what a notice says asks for none.
    let mut elsewhere = found(40_000);
    elsewhere.systems.insert(crate::id::SystemId::parse("core").unwrap());
    told.does(assess(elsewhere));
    told.does(Act::Close);

    // Or an officer judges that it need not know; the next version asks again.
    let offered = |story: &Story| {
        let offers = story.case().offers(&story.by.id).into_iter();
        let of = |offer: &Offer| (offer.act, offer.duty);
        offers
            .map(|offer| of(&offer))
            .any(|of| of == (Offered::JudgeNotNotifiable, Some(authority)))
    };
    assert!(offered(&judged));
    assert_eq!(judged.does(spared.clone()), ["JudgedNotNotifiable"]);
    assert_eq!(judged.does(spared.clone()), Vec::<String>::new());
    assert!(!offered(&judged) && blocks(&judged).is_empty());
    let done =
        |story: &Story| matches!(story.standing("gdpr", "breach.authority"), Standing::Done { .. });
    assert!(done(&judged), "it was told, and stays so");
    judged.on("2026-05-07T08:00:00Z").does(assess(found(50_000)));
    assert_eq!(judged.refuses(Act::Close), "supplement_owed");
    judged.does(spared);
    judged.does(Act::Close);
}

#[test]
fn it_was_no_breach_and_is_one_after_all() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    let no_breach = Act::JudgeNoBreach { reasoning: words() };
    story.as_role(Role::Clerk, "clerk.one");
    assert_eq!(story.refuses(no_breach.clone()), "officer_only");
    story.as_role(Role::Officer, "officer.one").does(no_breach.clone());
    assert_eq!(story.does(no_breach), Vec::<String>::new());
    assert_eq!(story.case().phase, Phase::NotABreach);
    assert!(story.case().docket.clocks.values().all(|clock| !clock.is_open()));
    // To judge so was what the house owed.
    assert!(matches!(story.standing("house", "breach.assess"), Standing::Done { .. }));
    story.on("2026-05-06T08:00:00Z").does(Act::Reopen { reasoning: words() });
    assert_eq!(story.due("gdpr", "breach.authority"), "2026-05-07T09:00:00Z", "it was known");
}

#[test]
fn every_act_that_is_offered_is_allowed() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(300))])));
    let me = story.by.id.clone();
    let open = |story: &Story, act: Offered| {
        story.case().offers(&me).iter().any(|offer| offer.act == act && offer.blocks.is_empty())
    };
    assert!(open(&story, Offered::Take) && !open(&story, Offered::Close));
    assert!(open(&story, Offered::TellPeople) && open(&story, Offered::NotifyAuthority));
    story.does(Act::Take);
    assert!(!open(&story, Offered::Take) && !open(&story, Offered::Reopen));
    story.does(Act::JudgeNoBreach { reasoning: words() });
    assert!(open(&story, Offered::Reopen) && !open(&story, Offered::Assess));
}
