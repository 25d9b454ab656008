//! Letters as they arrive.

use std::collections::BTreeSet;

use super::story::{Story, ask, at, letter, residence, rules, sealed};
use crate::clock::Duty;
use crate::contact::Intake;
use crate::id::{ItemNo, RequestId};
use crate::kind::{ItemKind, Relation};
use crate::moment::Moment;
use crate::request::*;

fn copy_then_deletion() -> Vec<Ask> {
    let deletion = Ask { after: BTreeSet::from([ItemNo(1)]), ..ask(ItemKind::Deletion) };
    vec![ask(ItemKind::Copy), deletion]
}

#[test]
fn a_californian_is_promised_the_earlier_of_two_calendars() {
    let letter = || letter("2026-11-20T16:40:00-08:00", copy_then_deletion());
    let us = Story::of(letter());
    assert_eq!(us.due(Some(2), Duty::Respond, "house"), "2026-12-14");
    let cn = Story::under(rules("CN", chrono_tz::Asia::Shanghai), letter());
    assert_eq!(cn.due(Some(2), Duty::Respond, "house"), "2026-12-11");
    // The statute runs beside it: ten business days to acknowledge, 45 days to respond with the
    // day of receipt as day one.
    assert_eq!(us.due(None, Duty::Acknowledge, "ccpa"), "2026-12-07");
    assert_eq!(us.due(Some(2), Duty::Respond, "ccpa"), "2027-01-03");
    let governing = us.case().docket.governing(Some(ItemNo(2)), Duty::Respond).unwrap().1;
    assert_eq!(governing.started.regime.as_str(), "house");
}

#[test]
fn every_case_has_a_clock_even_when_nothing_is_known_of_the_residence() {
    let mut unknown = letter("2026-11-20T09:00:00Z", vec![ask(ItemKind::Access)]);
    unknown.subject.residence = None;
    let story = Story::of(unknown);
    assert_eq!(story.case().regimes.len(), 1);
    assert!(story.case().docket.open(Some(ItemNo(1)), Duty::Respond).count() > 0);
    assert!(story.case().docket.open(None, Duty::SettleIdentity).count() > 0);
}

#[test]
fn a_marketing_opt_out_needs_no_identity() {
    let mut story = Story::of(letter("2026-11-20T09:00:00Z", vec![ask(ItemKind::MarketingOptOut)]));
    assert_eq!(story.case().docket.open(None, Duty::SettleIdentity).count(), 0);
    story.grants(1);
    assert!(story.item(1).stage.decided().is_some());
}

#[test]
fn a_receipt_in_the_future_is_refused_and_an_old_one_by_a_clerk_needs_a_reason() {
    let rules = rules("US", chrono_tz::America::Los_Angeles);
    let receive = |letter: Receive| {
        Request::default()
            .decide(Command {
                now: at("2026-11-20T12:00:00Z"),
                by: super::story::actor(crate::actor::Role::Clerk, "clerk.one"),
                rules: rules.clone(),
                act: Act::Receive(Box::new(letter)),
            })
            .map_err(|refusal| refusal.code())
    };
    let asked = || vec![ask(ItemKind::Access)];
    assert_eq!(receive(letter("2026-11-20T12:00:01Z", asked())), Err("received_in_future"));
    let old = |intake, late_reason| Receive {
        intake,
        late_reason,
        ..letter("2026-11-10T12:00:00Z", asked())
    };
    assert_eq!(receive(old(Intake::Letter, None)), Err("late_reason_missing"));
    assert!(receive(old(Intake::Letter, Some(sealed("found behind a desk")))).is_ok());
    assert!(receive(old(Intake::Portal, None)).is_ok(), "a portal is not asked for a reason");
}

#[test]
fn a_case_born_overdue_is_valid_and_late() {
    let mut old = letter("2026-10-01T12:00:00Z", vec![ask(ItemKind::Deletion)]);
    old.received.moment = Moment::On("2026-10-01".parse().unwrap());
    let mut story = Story::of(old);
    story.on("2026-11-20T12:00:00Z");
    let names = story.names(Act::CheckClocks);
    assert!(names.contains(&"DutyMissed"), "{names:?}");
}

#[test]
fn items_may_wait_for_each_other_but_not_in_a_circle() {
    let refused = |items: Vec<Ask>| {
        let letter = letter("2026-11-20T09:00:00Z", items);
        let command = Command {
            now: at("2026-11-20T12:00:00Z"),
            by: super::story::actor(crate::actor::Role::Portal, "portal.one"),
            rules: rules("US", chrono_tz::America::Los_Angeles),
            act: Act::Receive(Box::new(letter)),
        };
        Request::default().decide(command.clone()).unwrap_err().code()
    };
    let after = |no: u16, kind| Ask { after: BTreeSet::from([ItemNo(no)]), ..ask(kind) };
    assert_eq!(refused(vec![]), "item_count");
    assert_eq!(refused(vec![ask(ItemKind::Access); 21]), "item_count");
    assert_eq!(refused(vec![after(9, ItemKind::Access)]), "item_order_unknown");
    assert_eq!(
        refused(vec![after(2, ItemKind::Access), after(1, ItemKind::Deletion)]),
        "item_order_circle"
    );
    assert_eq!(refused(vec![after(1, ItemKind::Access)]), "item_order_circle");
    let nobody = Ask { detail: None, ..ask(ItemKind::Portability) };
    assert_eq!(refused(vec![nobody]), "detail_missing");
}

#[test]
fn the_same_letter_cannot_be_taken_in_twice() {
    let story = Story::of(letter("2026-11-20T09:00:00Z", vec![ask(ItemKind::Access)]));
    let again = letter("2026-11-20T09:00:00Z", vec![ask(ItemKind::Access)]);
    assert_eq!(story.refuses(Act::Receive(Box::new(again))), "already_received");
    let absent = Request::default();
    let command = Command {
        now: story.now,
        by: story.by.clone(),
        rules: story.rules.clone(),
        act: Act::CheckClocks,
    };
    assert_eq!(absent.decide(command.clone()).unwrap_err(), Refusal::NotReceived);
}

#[test]
fn other_cases_are_linked_and_never_suppress_this_one() {
    let other = |seed: &str, verified, answered: Option<&str>| Related {
        case: RequestId::derive(&[seed]),
        same_subject: true,
        kinds: BTreeSet::from([ItemKind::Access]),
        received: at("2026-10-01T00:00:00Z"),
        verified,
        answered: answered.map(at),
    };
    let mut asked = letter("2026-11-20T09:00:00Z", vec![ask(ItemKind::Access)]);
    asked.related = vec![
        other("open", false, None),
        other("answered", true, Some("2026-10-10T00:00:00Z")),
        other("never-verified", false, Some("2026-10-10T00:00:00Z")),
    ];
    let mut story = Story::of(asked);
    let links: Vec<LinkKind> = ["open", "answered", "never-verified"]
        .iter()
        .map(|seed| story.case().links[&RequestId::derive(&[seed])])
        .collect();
    assert_eq!(links, [LinkKind::Duplicate, LinkKind::Repeat, LinkKind::SameSubject]);
    assert_eq!(story.case().phase, Phase::Open);
    assert!(story.names(Act::Link { other: other("open", false, None) }).is_empty());
    // Answered after this letter had come: both say the same, and neither repeats the other.
    let meanwhile = other("meanwhile", true, Some("2026-11-23T00:00:00Z"));
    let id = meanwhile.case.clone();
    assert_eq!(story.names(Act::Link { other: meanwhile }), ["LinkFound"]);
    assert_eq!(story.case().links[&id], LinkKind::Duplicate);
    // Whoever only wrote from the same place may have asked for somebody else.
    let answered = other("sibling", true, Some("2026-10-10T00:00:00Z"));
    let sibling = Related { same_subject: false, ..answered.clone() };
    let id = sibling.case.clone();
    assert_eq!(story.names(Act::Link { other: sibling.clone() }), ["LinkFound"]);
    assert_eq!(story.case().links[&id], LinkKind::SameSender);
    assert!(story.names(Act::Link { other: sibling.clone() }).is_empty());
    assert_eq!(story.names(Act::Link { other: answered }), ["LinkFound"]);
    assert_eq!(story.case().links[&id], LinkKind::Repeat);
    assert!(story.names(Act::Link { other: sibling }).is_empty(), "it is not forgotten again");
}

#[test]
fn a_contact_that_a_letter_calls_its_own_is_only_given() {
    let mut bold = letter("2026-11-20T09:00:00Z", vec![ask(ItemKind::Access)]);
    for contact in bold.requester.contacts.values_mut() {
        contact.provenance =
            crate::contact::Provenance::OnRecord { at: at("2026-11-20T09:00:00Z") };
    }
    let story = Story::of(bold);
    assert!(story.case().requester().contacts.values().all(|c| !c.provenance.is_on_record()));
}

#[test]
fn who_reports_or_is_the_house_is_asked_for_nothing() {
    for relation in [Relation::House, Relation::Reporter] {
        let mut asked = letter("2026-11-20T09:00:00Z", vec![ask(ItemKind::Deletion)]);
        asked.requester.relation = relation;
        asked.subject.residence = Some(residence("GB", None));
        let story = Story::of(asked);
        assert_eq!(story.item(1).asked.needs, crate::assurance::Assurance::None);
    }
}
