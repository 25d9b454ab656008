use std::collections::BTreeSet;

use super::story::{Story, about_a_refusal, decide, letter, subject};
use crate::actor::Role;
use crate::assurance::Assurance;
use crate::case::CaseRef;
use crate::clock::Duty;
use crate::complaint::{About, Course, Link, Linked, Outcome, Remedy};
use crate::contact::Intake;
use crate::id::{PrincipalId, RequestId};
use crate::kind::{ComplaintKind, Relation};
use crate::reference::Reference;
use crate::request::tests::story::rules;

const NEW_YORK: chrono_tz::Tz = chrono_tz::America::New_York;

#[test]
fn two_duties_run_for_every_kind_and_who_speaks_matters_for_two() {
    for kind in ComplaintKind::ALL {
        let mut letter = letter(*kind, "2026-11-02T10:00:00Z");
        if *kind == ComplaintKind::Outcome {
            letter.about = about_a_refusal("2026-11-02T10:00:00Z").about;
        }
        let story = Story::of(letter);
        assert_eq!(story.due(Duty::Acknowledge, "house"), "2026-11-04", "{kind}");
        assert_eq!(story.due(Duty::Respond, "house"), "2026-11-23", "{kind}");
        let asks = matches!(kind, ComplaintKind::InfringementReport | ComplaintKind::Outcome);
        assert_eq!(story.owes(Duty::SettleIdentity), asks, "{kind}");
        assert_eq!(story.case().receipt.needs > Assurance::None, asks, "{kind}");
    }
}

#[test]
fn the_thirty_days_of_the_united_kingdom_begin_the_day_after_and_end_on_a_working_day() {
    // The thirtieth day is a Saturday.
    let story = Story::of(letter(ComplaintKind::InfringementReport, "2026-06-25T16:00:00Z"));
    assert_eq!(story.due(Duty::Acknowledge, "uk"), "2026-07-27");
    // Before the section was in force there was none.
    let before = Story::of(letter(ComplaintKind::InfringementReport, "2026-06-18T16:00:00Z"));
    assert!(before.case().docket.clocks.values().all(|c| c.started.regime.as_str() != "uk"));
}

#[test]
fn a_refusal_may_be_appealed_where_a_state_lets_it() {
    let refused = |region| {
        let mut letter = about_a_refusal("2026-11-02T15:00:00Z");
        letter.subject = Some(subject("US", Some(region)));
        Story::under(rules("US", NEW_YORK), letter)
    };
    for (regime, due, states) in [
        ("us_va", "2027-01-01", &["VA"][..]),
        ("us_ia", "2027-01-01", &["IA"]),
        // The day of receipt is day one: the states lie in several zones.
        (
            "us_60",
            "2026-12-31",
            &["CT", "DE", "IN", "KY", "MD", "MT", "NE", "NH", "RI", "TN", "TX"],
        ),
        ("us_45", "2026-12-16", &["NJ", "OR"]),
        ("us_45_60", "2026-12-16", &["CO", "MN"]),
    ] {
        for state in states {
            let appeal = refused(state);
            assert_eq!(appeal.due(Duty::Appeal, regime), due, "{state}");
            // Of these acts only Virginia's was read: the other clocks advise.
            let governs = appeal.clock(Duty::Appeal, regime).started.governs;
            assert_eq!(governs, regime == "us_va", "{state}");
        }
    }
    for state in ["CA", "UT"] {
        assert!(!refused(state).owes(Duty::Appeal), "{state} has no appeal");
    }

    let mut granted = about_a_refusal("2026-11-02T15:00:00Z");
    granted.subject = Some(subject("US", Some("VA")));
    if let Some(About::Request { refused, .. }) = &mut granted.about {
        *refused = false;
    }
    assert!(!Story::under(rules("US", NEW_YORK), granted).owes(Duty::Appeal));
}

#[test]
fn what_was_shown_in_the_request_holds_here() {
    let story = Story::of(about_a_refusal("2026-11-02T10:00:00Z"));
    assert!(!story.owes(Duty::SettleIdentity));
    assert!(story.case().is_settled(crate::request::tests::story::day("2026-11-02")));
    // By letter, nothing was shown.
    let mut by_letter = about_a_refusal("2026-11-02T10:00:00Z");
    by_letter.inherited = None;
    assert!(Story::of(by_letter).owes(Duty::SettleIdentity));
}

#[test]
fn whatever_somebody_says_they_are_the_kind_decides_what_is_shown() {
    for relation in [Relation::Reporter, Relation::Authority, Relation::Representative] {
        let mut letter = about_a_refusal("2026-11-02T10:00:00Z");
        letter.inherited = None;
        letter.complainant.relation = relation;
        assert!(Story::of(letter).case().receipt.needs > Assurance::None, "{relation}");
    }
}

#[test]
fn a_forgotten_case_is_named_by_its_reference() {
    let mut letter = letter(ComplaintKind::Outcome, "2026-11-02T10:00:00Z");
    letter.about = Some(About::Forgotten { reference: Reference::from_chance(7), course: None });
    let story = Story::of(letter);
    assert!(!story.owes(Duty::Appeal));
    assert_eq!(story.due(Duty::Respond, "house"), "2026-11-23");
    assert!(story.case().links.is_empty(), "no stream is here to link it with");
    assert_eq!(story.case().about(), None);
}

#[test]
fn what_happened_in_a_forgotten_case_counts_still() {
    let mut letter = letter(ComplaintKind::Outcome, "2026-11-02T10:00:00Z");
    letter.subject = Some(subject("US", Some("VA")));
    letter.complainant.relation = Relation::House;
    let request = RequestId::derive(&["gone"]);
    letter.about = Some(About::Forgotten {
        reference: Reference::from_chance(7),
        course: Some(Course {
            case: request.clone(),
            refused: true,
            decided_by: BTreeSet::from([PrincipalId::parse("officer.one").unwrap()]),
        }),
    });
    let mut story = Story::under(rules("US", NEW_YORK), letter);
    assert_eq!(story.case().about(), Some(&request));
    let link = Linked { case: CaseRef::Request(request), link: Link::About };
    assert_eq!(story.case().links, [link]);
    assert!(story.owes(Duty::Appeal), "a law gives an appeal against what was refused");
    story.investigated();
    assert_eq!(story.refuses(decide(1, Outcome::NotUpheld, &[])), "same_officer");
    story.as_role(Role::Officer, "officer.two");
    let anew = decide(1, Outcome::Upheld, &[Remedy::DecidedAnew]);
    assert_eq!(story.refuses(anew), "nothing_to_decide_anew", "nobody can read what was asked");
    story.does(decide(1, Outcome::Upheld, &[Remedy::Apology]));
}

#[test]
fn what_cannot_be_taken_is_refused() {
    let refused = |change: fn(&mut crate::complaint::Receive)| {
        let mut letter = letter(ComplaintKind::Question, "2026-11-02T10:00:00Z");
        change(&mut letter);
        let mut story =
            Story::of(super::story::letter(ComplaintKind::Question, "2026-11-02T10:00:00Z"));
        story.complaint = crate::complaint::Complaint::default();
        story.refuses(crate::complaint::Act::Receive(Box::new(letter)))
    };
    assert_eq!(refused(|l| l.kind = ComplaintKind::Outcome), "request_missing");
    assert_eq!(refused(|l| l.complainant.contacts.clear()), "contact_missing");
    assert_eq!(
        refused(|l| {
            l.kind = ComplaintKind::ChildDataReport;
            l.subject = None;
        }),
        "subject_missing"
    );
    assert_eq!(
        refused(|l| {
            l.received.moment =
                crate::moment::Moment::At(crate::request::tests::story::at("2026-11-03T10:00:00Z"));
        }),
        "received_in_future"
    );
    assert_eq!(
        refused(|l| {
            l.intake = Intake::Letter;
            l.received.moment =
                crate::moment::Moment::At(crate::request::tests::story::at("2026-10-20T10:00:00Z"));
        }),
        "late_reason_missing"
    );
    assert_eq!(
        refused(|l| l.allegations =
            vec![(crate::request::tests::story::sealed("one"), Some(crate::id::ItemNo(9)))]),
        "unknown_in_case"
    );
    let words = || crate::request::tests::story::sealed("one");
    let many: Vec<_> = (0..21).map(|_| (words(), None)).collect();
    let mut letter = letter(ComplaintKind::Clue, "2026-11-02T10:00:00Z");
    letter.allegations = many;
    let mut story = Story::of(super::story::letter(ComplaintKind::Clue, "2026-11-02T10:00:00Z"));
    assert_eq!(
        story.refuses(crate::complaint::Act::Receive(Box::new(letter.clone()))),
        "already_received"
    );
    story.complaint = crate::complaint::Complaint::default();
    assert_eq!(story.refuses(crate::complaint::Act::Receive(Box::new(letter))), "allegation_count");
    assert_eq!(story.refuses(crate::complaint::Act::Take), "not_received");
}

#[test]
fn who_reports_a_child_may_be_nobody() {
    let mut letter = letter(ComplaintKind::ChildDataReport, "2026-11-02T10:00:00Z");
    letter.complainant.contacts.clear();
    letter.complainant.relation = Relation::Reporter;
    let story = Story::of(letter);
    assert!(!story.owes(Duty::Acknowledge), "nobody can be told that it arrived");
    assert_eq!(story.due(Duty::Respond, "house"), "2026-11-23");
}
