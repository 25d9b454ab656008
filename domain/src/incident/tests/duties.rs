use super::story::{Story, assess, leak, people, report};
use crate::breach::{Cause, Count, DataClass, Exemption, Nature, Risk};
use crate::contact::Means;
use crate::docket::EndKind;
use crate::id::VersionNo;
use crate::incident::*;
use crate::request::tests::story::{at, rules, sealed};

/// S42: on day one 300 addresses; on day six 40,000 people, hashes too, 900 in Korea and 600 in Singapore.
#[test]
fn bigger_than_thought() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    let first = story.does(assess(leak(Risk::Unlikely, &[("DE", Count::Exactly(300))])));
    assert!(first.contains(&"DutyFellAway".to_owned()), "{first:?}");
    assert!(!story.owes("gdpr", "breach.authority"));
    assert_eq!(story.clock("gdpr", "breach.authority").ended.unwrap().how, EndKind::FellAway);
    assert!(matches!(story.standing("house", "breach.assess"), Standing::Done { .. }));

    story.on("2026-05-09T15:10:00Z");
    let mut graver = leak(
        Risk::High,
        &[
            ("DE", Count::Between(38_000, 38_500)),
            ("KR", Count::Exactly(900)),
            ("SG", Count::Exactly(600)),
        ],
    );
    graver.data.insert(DataClass::Credentials);
    story.does(Act::Assess {
        made: Some(at("2026-05-09T15:00:00Z")),
        known: Some(at("2026-05-09T09:00:00Z")),
        finding: Box::new(graver.clone()),
        reasoning: sealed("reasoning"),
        changed: Some(sealed("hashes were in it")),
    });
    // Each counts from the knowledge that brought it; Singapore from the assessment.
    assert_eq!(story.due("gdpr", "breach.authority"), "2026-05-12T10:00:00Z");
    assert_eq!(story.due("gdpr", "breach.people"), "2026-05-12T09:00:00Z");
    assert_eq!(story.due("sg", "breach.authority"), "2026-05-12");
    assert_eq!(story.due("kr", "breach.people"), "2026-05-12T09:00:00Z");
    // Nine hundred are no thousand.
    assert_eq!(story.case().regimes.iter().filter(|c| c.regime.as_str() == "kr").count(), 1);
    assert_eq!(story.case().owed().filter(|(_, o)| o.arisen.regime.as_str() == "kr").count(), 1);
    // What was not notifiable stays as history.
    let fell = story.case().obligations.values().filter(|o| o.standing.fell_away());
    assert_eq!(fell.count(), 1);

    // A count may be unknown, and may fall; a thousand is crossed a day later, and counts from there.
    story.on("2026-05-10T11:00:00Z");
    graver.affected = people(&[("DE", Count::Unknown), ("KR", Count::Between(800, 1_200))]);
    story.does(assess(graver.clone()));
    assert_eq!(story.due("kr", "breach.authority"), "2026-05-13T11:00:00Z");
    assert!(!story.owes("sg", "breach.authority"), "nobody lives in Singapore by now");
    assert_eq!(story.due("gdpr", "breach.authority"), "2026-05-12T10:00:00Z", "it runs on");
    graver.affected = people(&[("KR", Count::Exactly(850))]);
    story.does(assess(graver));
    assert!(!story.owes("kr", "breach.authority"));
}

#[test]
fn a_further_version_says_what_changed() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::Risk, &[])));
    let finding = Box::new(leak(Risk::High, &[]));
    let again = |changed, made, known| Act::Assess {
        made,
        known,
        finding: finding.clone(),
        reasoning: sealed("reasoning"),
        changed,
    };
    assert_eq!(story.refuses(again(None, None, None)), "change_missing");
    let changed = Some(sealed("changed"));
    let ahead = Some(at("2026-05-05T08:00:00Z"));
    assert_eq!(story.refuses(again(changed.clone(), ahead, None)), "time_out_of_range");
    assert_eq!(story.refuses(again(changed.clone(), None, ahead)), "time_out_of_range");
    let before = Some(at("2026-05-04T08:01:00Z"));
    assert_eq!(story.refuses(again(changed, before, None)), "time_out_of_range");
}

#[test]
fn an_authority_is_told_in_phases() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::Risk, &[("DE", Count::Unknown), ("JP", Count::Unknown)])));
    let authority = story.duty("gdpr", "breach.authority");
    let supplement = story.notice(NoticePhase::Supplementary, &[authority]);
    assert_eq!(story.refuses(supplement), "not_initial");
    story.on("2026-05-06T08:00:00Z");
    story.does(story.notice(NoticePhase::Initial, &[authority]));
    assert_eq!(story.clock("gdpr", "breach.authority").ended.unwrap().how, EndKind::Met);
    assert!(story.case().behind().is_empty());

    // Something new is known: who has a notice has not heard of it.
    story.on("2026-05-08T08:00:00Z");
    let mut more = leak(Risk::Risk, &[("DE", Count::Exactly(20)), ("JP", Count::Exactly(2_000))]);
    more.causes.insert(Cause::Hacking);
    story.does(assess(more));
    assert_eq!(story.case().behind().into_iter().collect::<Vec<_>>(), [authority]);
    assert!(story.case().waiting_on(story.now).contains(&WaitingOn::Supplement));
    story.does(story.notice(NoticePhase::Supplementary, &[authority]));
    assert!(story.case().behind().is_empty());

    // Japan: a preliminary report within three days, and a final one within sixty of knowledge.
    let preliminary = story.duty("jp", "breach.preliminary");
    let last = story.duty("jp", "breach.final.improper");
    assert_eq!(story.due("jp", "breach.preliminary"), "2026-05-10");
    assert_eq!(story.refuses(story.notice(NoticePhase::Initial, &[last])), "not_final");
    story.does(story.notice(NoticePhase::Initial, &[preliminary]));
    assert!(story.owes("jp", "breach.final.improper"));
    story.on("2026-06-20T08:00:00Z");
    story.does(story.notice(NoticePhase::Final, &[preliminary, last]));
    assert!(!story.owes("jp", "breach.final.improper"));
}

#[test]
fn a_late_notice_says_why() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    let authority = story.duty("gdpr", "breach.authority");
    story.on("2026-05-07T09:00:00Z");
    let late = story.notice(NoticePhase::Initial, &[authority]);
    assert_eq!(story.refuses(late.clone()), "lateness_unexplained");
    let Act::NotifyAuthority(mut explained) = late else { unreachable!() };
    explained.late_reason = Some(sealed("the facts came in late"));
    story.does(Act::NotifyAuthority(explained));
    assert_eq!(story.clock("gdpr", "breach.authority").ended.unwrap().how, EndKind::MetLate);
}

#[test]
fn a_notice_serves_duties_of_its_own() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(5))])));
    let (authority, people) =
        (story.duty("gdpr", "breach.authority"), story.duty("gdpr", "breach.people"));
    assert_eq!(story.refuses(story.notice(NoticePhase::Initial, &[people])), "wrong_duty");
    assert_eq!(story.refuses(story.tells(&[authority], 5, true)), "wrong_duty");
    assert_eq!(story.refuses(story.tells(&[people], 0, true)), "nobody_told");
    // Word of the first few is not yet word of all.
    story.does(story.tells(&[people], 2, false));
    assert!(story.owes("gdpr", "breach.people"));
    story.does(story.tells(&[people], 3, true));
    assert!(!story.owes("gdpr", "breach.people"));
}

#[test]
fn not_notifiable_has_reasons_and_can_be_revised() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::Risk, &[("DE", Count::Exactly(300))])));
    let duty = story.duty("gdpr", "breach.authority");
    let reasoning = sealed("reasoning");
    story.does(Act::JudgeNotNotifiable { duty, exemption: None, reasoning: reasoning.clone() });
    assert!(
        !story
            .case()
            .docket
            .clocks
            .values()
            .any(|clock| clock.started.item == Some(duty) && clock.is_open())
    );
    assert_eq!(story.refuses(story.notice(NoticePhase::Initial, &[duty])), "not_owed");
    // We were wrong: the time that passed is gone.
    story.on("2026-05-06T08:00:00Z");
    story.does(Act::Revise { duty, known: None, reasoning: reasoning.clone() });
    assert_eq!(story.due("gdpr", "breach.authority"), "2026-05-07T09:00:00Z");
    // Or it became so by something learned since.
    story.does(Act::JudgeNotNotifiable { duty, exemption: None, reasoning: reasoning.clone() });
    let known = Some(at("2026-05-06T07:30:00Z"));
    story.does(Act::Revise { duty, known, reasoning: reasoning.clone() });
    assert_eq!(story.due("gdpr", "breach.authority"), "2026-05-09T08:00:00Z");
    assert_eq!(
        story.refuses(Act::Revise { duty, known, reasoning: reasoning.clone() }),
        "nothing_to_revise"
    );
    // What a new version still brings is judged anew, and counts from what had brought it.
    story.does(Act::JudgeNotNotifiable { duty, exemption: None, reasoning });
    story.on("2026-05-07T08:00:00Z");
    story.does(assess(leak(Risk::Risk, &[("DE", Count::Exactly(3_000))])));
    assert!(story.owes("gdpr", "breach.authority"));
    assert_ne!(story.duty("gdpr", "breach.authority"), duty);
    assert_eq!(story.due("gdpr", "breach.authority"), "2026-05-09T08:00:00Z");
    assert!(matches!(
        story.case().obligations[&duty].standing,
        Standing::NotNotifiable { version: Some(VersionNo(1)), exemption: None }
    ));
    // What stands in its place is judged instead.
    let reasoning = sealed("reasoning");
    let again = Act::JudgeNotNotifiable { duty, exemption: None, reasoning: reasoning.clone() };
    assert_eq!(story.refuses(again), "not_owed");
    assert_eq!(story.refuses(Act::Revise { duty, known: None, reasoning }), "nothing_to_revise");
}

/// The register wants to know by which exemption, not only that somebody thought so.
#[test]
fn people_need_not_be_told_by_an_exemption_that_is_named() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(300))])));
    let (people, authority) =
        (story.duty("gdpr", "breach.people"), story.duty("gdpr", "breach.authority"));
    let spared = |duty, exemption| Act::JudgeNotNotifiable {
        duty,
        exemption,
        reasoning: sealed("the keys were changed before anybody used them"),
    };
    let averted = Some(Exemption::RiskAverted);
    assert_eq!(story.refuses(spared(authority, averted)), "exemption_not_for_duty");
    story.does(spared(people, averted));
    let version = story.case().version();
    let standing = |exemption| Standing::NotNotifiable { version, exemption };
    assert_eq!(story.standing("gdpr", "breach.people"), standing(averted));
    assert_eq!(story.does(spared(people, averted)), Vec::<String>::new());
    assert_eq!(story.does(spared(people, None)), Vec::<String>::new(), "it is so already");
    let public = Some(Exemption::DisproportionateEffort);
    assert_eq!(story.does(spared(people, public)), ["JudgedNotNotifiable"]);
    assert_eq!(story.standing("gdpr", "breach.people"), standing(public));
}

/// GDPR Art. 34(3)(c): whom it takes too much to tell one by one hears of it in public.
#[test]
fn whoever_is_not_told_one_by_one_is_told_in_public() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.contains();
    let found = |risk| assess(leak(risk, &[("DE", Count::Exactly(300))]));
    story.does(found(Risk::High));
    let (people, authority) =
        (story.duty("gdpr", "breach.people"), story.duty("gdpr", "breach.authority"));
    story.does(story.notice(NoticePhase::Final, &[authority]));
    story.does(Act::Review { findings: sealed("findings") });
    story.does(Act::JudgeNotNotifiable {
        duty: people,
        exemption: Some(Exemption::DisproportionateEffort),
        reasoning: sealed("nobody has their addresses"),
    });
    assert_eq!(story.refuses(Act::Close), "announcement_owed");
    let offers = story.case().offers(&story.by.id);
    let close = offers.iter().find(|offer| offer.act == Offered::Close).unwrap();
    assert_eq!(close.blocks, [Block::AnnouncementOwed]);
    assert_eq!(story.case().waiting_on(story.now), [WaitingOn::Awareness, WaitingOn::People]);
    // By mail some were reached, which is not in public.
    story.does(story.tells(&[], 20, false));
    assert_eq!(story.refuses(Act::Close), "announcement_owed");
    let Act::TellPeople(mut told) = story.tells(&[], 280, true) else { unreachable!() };
    told.means = [Means::Announcement].into();
    story.does(Act::TellPeople(told));
    assert_eq!(story.case().waiting_on(story.now), [WaitingOn::Awareness, WaitingOn::Closing]);
    story.does(Act::Close);
}

/// Korea's law has people told whatever was done since; Singapore's does not ask how much work it is.
#[test]
fn an_exemption_is_one_that_the_law_gives() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    let places = ["DE", "KR", "SG"].map(|place| (place, Count::Exactly(600)));
    story.does(assess(leak(Risk::High, &places)));
    let given = |regime| {
        let duty = story.duty(regime, "breach.people");
        let spared = |exemption| Act::JudgeNotNotifiable {
            duty,
            exemption: Some(exemption),
            reasoning: sealed("reasoning"),
        };
        let refused = |exemption: &Exemption| story.decide(spared(*exemption)).err();
        let all = Exemption::ALL.iter();
        let (given, not): (Vec<_>, Vec<_>) = all.partition(|one| refused(one).is_none());
        assert!(not.into_iter().all(|one| refused(one) == Some(Refusal::ExemptionNotForDuty)));
        given.into_iter().copied().collect::<Vec<_>>()
    };
    assert_eq!(given("gdpr"), Exemption::ALL);
    assert_eq!(given("kr"), []);
    assert_eq!(given("sg"), [Exemption::Unintelligible, Exemption::RiskAverted]);
}

/// S43, the part of it that the incident sees: whoever was not thought of was not told.
#[test]
fn more_people_are_told_again_by_a_new_duty() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(10_000))])));
    let people = story.duty("gdpr", "breach.people");
    story.on("2026-05-05T08:00:00Z");
    story.does(story.tells(&[people], 10_000, true));
    // Fewer than was thought: everybody was told.
    story.on("2026-05-06T08:00:00Z");
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(9_000))])));
    assert!(!story.owes("gdpr", "breach.people"));
    // Everybody was told by any count: a number that nobody knew before makes nobody new.
    assert_eq!(story.case().people_told_by(people), 10_000);
    story.does(assess(leak(Risk::High, &[("DE", Count::Exactly(10_000))])));
    assert!(!story.owes("gdpr", "breach.people"));
    // Nine thousand of them, now with hashes.
    story.on("2026-05-07T08:00:00Z");
    let mut hashes = leak(Risk::High, &[("DE", Count::Exactly(9_000))]);
    hashes.data.insert(DataClass::Credentials);
    story.does(assess(hashes));
    assert!(story.owes("gdpr", "breach.people"));
    assert_eq!(story.due("gdpr", "breach.people"), "2026-05-10T08:00:00Z");
}

#[test]
fn whoever_was_told_before_anybody_counted_is_not_everybody() {
    let mut story =
        Story::under(rules("KR", chrono_tz::Asia::Seoul), report("2026-05-04T08:00:00Z"));
    let people = story.duty("kr", "breach.people");
    story.does(story.tells(&[people], 10, true));
    story.does(assess(leak(Risk::Risk, &[("KR", Count::Exactly(10))])));
    assert!(!story.owes("kr", "breach.people"), "all ten were told");
    story.does(assess(leak(Risk::Risk, &[("KR", Count::Exactly(40_000))])));
    assert!(story.owes("kr", "breach.people"));
}

#[test]
fn what_was_told_counts_by_what_was_known_then() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::Risk, &[("DE", Count::Exactly(300))])));
    story.on("2026-05-05T08:00:00Z");
    let authority = story.duty("gdpr", "breach.authority");
    let told = story.notice(NoticePhase::Initial, &[authority]);
    story.on("2026-05-06T08:00:00Z");
    story.does(assess(leak(Risk::Risk, &[("DE", Count::Exactly(900))])));
    // It was given on the fifth, and is entered after the second version.
    story.does(told);
    assert_eq!(story.case().behind().into_iter().collect::<Vec<_>>(), [authority]);
}

#[test]
fn nobody_gains_time_by_finding_out_more() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    let mut finding = leak(Risk::Risk, &[("JP", Count::Exactly(2_000))]);
    finding.causes.clear();
    story.does(assess(finding.clone()));
    // Where nothing is said of causes, nobody knows: thirty days.
    assert_eq!(story.due("jp", "breach.final"), "2026-06-02");
    story.on("2026-05-20T08:00:00Z");
    finding.causes.insert(Cause::Hacking);
    story.does(assess(finding));
    // Sixty days since the house knew, not since it knew that it was an attack.
    assert_eq!(story.due("jp", "breach.final.improper"), "2026-07-02");
    assert!(!story.owes("jp", "breach.final"));
}

#[test]
fn what_was_not_notifiable_is_asked_again_from_when_it_was_known() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::Risk, &[("DE", Count::Exactly(300))])));
    let duty = story.duty("gdpr", "breach.authority");
    story.does(Act::JudgeNotNotifiable { duty, exemption: None, reasoning: sealed("reasoning") });
    story.on("2026-05-05T08:00:00Z");
    story.does(assess(leak(Risk::Risk, &[("DE", Count::Exactly(301))])));
    assert_eq!(story.due("gdpr", "breach.authority"), "2026-05-07T09:00:00Z");

    let duty = story.duty("gdpr", "breach.authority");
    story.does(Act::JudgeNotNotifiable { duty, exemption: None, reasoning: sealed("reasoning") });
    story.on("2026-05-10T08:00:00Z");
    story.does(Act::Assess {
        made: None,
        known: Some(at("2026-05-10T07:00:00Z")),
        finding: Box::new(leak(Risk::High, &[("DE", Count::Exactly(301))])),
        reasoning: sealed("reasoning"),
        changed: Some(sealed("passwords were in it")),
    });
    // An officer says that what changed the judgement was known later.
    assert_eq!(story.due("gdpr", "breach.authority"), "2026-05-13T08:00:00Z");
}

#[test]
fn a_version_that_says_nothing_of_places_means_where_the_house_is() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::High, &[])));
    assert!(story.owes("gdpr", "breach.authority") && story.owes("gdpr", "breach.people"));
}

/// Encrypted, and then wiped with its backups: nobody got it, and nobody has it any more.
#[test]
fn whoever_lost_their_data_is_told_whether_or_not_anybody_could_read_it() {
    let lost = |place: &str, natures: &[Nature], unreadable| {
        let mut story = Story::of(report("2026-05-04T08:00:00Z"));
        let mut finding = leak(Risk::High, &[(place, Count::Exactly(40))]);
        finding.natures = natures.iter().copied().collect();
        finding.data.insert(DataClass::Financial);
        finding.unreadable = unreadable;
        story.does(assess(finding));
        story
    };
    for (place, regime) in [("DE", "gdpr"), ("GB", "uk"), ("SG", "sg")] {
        for natures in [&[Nature::Destruction][..], &[Nature::Leak, Nature::Alteration]] {
            let story = lost(place, natures, true);
            assert!(story.owes(regime, "breach.people"), "{place} {natures:?}");
        }
    }
    // In California it is about what somebody acquired.
    let both = [Nature::Leak, Nature::Destruction];
    assert!(!lost("US-CA", &both, true).owes("ccpa", "breach.people"));
    assert!(lost("US-CA", &both, false).owes("ccpa", "breach.people"));
}
