//! From the receipt to the proof: what goes to whom while nobody knows who asks.

use crate::notice::Heard;
use crate::notice::Message;
use crate::notice::Told;
use crate::people::{Challenge, Destination, MatchRecord, RecordProof, Track};
use chrono::TimeDelta;

use super::watch::{at_receipt, post};
use crate::assurance::Method;
use crate::contact::{Channel, Contact, Provenance};
use crate::ground::{ExtensionGround, FeeGround};
use crate::id::{ContactNo, ItemNo, RegimeId, TrackNo};
use crate::kind::{ItemKind, Relation};
use crate::request::tests::story::{
    MAIL, P1, PHONE, Story, ask, day, letter, residence, rules, sealed,
};
use crate::request::*;

const RECEIVED: &str = "2026-11-20T16:40:00-08:00";

fn asks(kind: ItemKind) -> Story {
    Story::of(letter(RECEIVED, vec![ask(kind)]))
}

#[test]
fn a_letter_is_acknowledged_at_the_mailbox_that_it_names() {
    assert_eq!(at_receipt(&asks(ItemKind::Deletion)), ["1 (given): acknowledgement"]);
}

#[test]
fn a_letter_with_a_telephone_or_an_address_alone_is_acknowledged_there() {
    let only = |channel| {
        let mut asked = letter(RECEIVED, vec![ask(ItemKind::Access)]);
        asked.requester.contacts = std::collections::BTreeMap::from([(
            MAIL,
            Contact { channel, value: sealed("there"), provenance: Provenance::Given },
        )]);
        at_receipt(&Story::of(asked))
    };
    assert_eq!(only(Channel::Sms), ["1 (given): acknowledgement"]);
    assert_eq!(only(Channel::Post), ["1 (given): acknowledgement"]);
    assert_eq!(only(Channel::Phone), ["officer: undeliverable"], "a call is made by people");
}

#[test]
fn a_letter_that_names_no_contact_is_a_matter_for_staff() {
    let mut asked = letter(RECEIVED, vec![ask(ItemKind::Access)]);
    asked.requester.contacts.clear();
    assert_eq!(at_receipt(&Story::of(asked)), ["officer: undeliverable"]);
}

#[test]
fn the_house_does_not_write_to_itself() {
    let mut asked = letter(RECEIVED, vec![ask(ItemKind::Deletion)]);
    asked.requester.relation = Relation::House;
    assert!(at_receipt(&Story::of(asked)).is_empty());
}

#[test]
fn a_code_travels_alone_to_the_contact_that_was_challenged() {
    let mut story = asks(ItemKind::Deletion);
    story.matched(&[MAIL, PHONE]);
    assert_eq!(post(&mut story, Story::challenge(PHONE)), ["2: code"]);
    let (step, destination) = (story.last_step(), Destination::Open);
    story.later(TimeDelta::minutes(1));
    assert_eq!(post(&mut story, Act::SendCodeAgain { step, destination }), ["2: code"]);
    let destination = Destination::Exhausted;
    assert!(
        post(&mut story, Act::SendCodeAgain { step, destination }).is_empty(),
        "the step has failed"
    );
}

#[test]
fn other_proof_is_asked_for_where_the_person_reads() {
    let mut story = asks(ItemKind::Deletion);
    let challenge = |method| {
        Act::IssueChallenge(Challenge {
            party: P1,
            track: Track::Identity,
            item: None,
            method,
            contact: None,
            destination: Destination::Open,
        })
    };
    let lines = post(&mut story, challenge(Method::Document));
    assert_eq!(lines, ["1 (given): proof_asked"]);
    // Proof that came unasked and did not convince asks for nothing by itself.
    let lines = post(
        &mut story,
        Act::RecordProof(RecordProof {
            step: None,
            party: P1,
            track: Track::Identity,
            item: None,
            method: Method::Document,
            accepted: false,
            evidence: None,
            until: None,
            attested: std::collections::BTreeSet::new(),
        }),
    );
    assert!(lines.is_empty(), "{lines:?}");
}

#[test]
fn silence_is_met_by_a_reminder_a_last_call_and_an_explained_end() {
    let mut story = asks(ItemKind::Deletion);
    story.told(&[crate::notice::NoticeKind::Acknowledgement], None);
    story.matched(&[MAIL]);
    story.does(Story::challenge(MAIL));
    story.as_role(crate::actor::Role::Worker, "timekeeper");
    story.on("2026-11-30T12:00:00Z");
    let lines = post(&mut story, Act::CheckClocks);
    assert_eq!(lines, ["1: identity_reminder"]);
    story.on("2026-12-07T12:00:00Z");
    let lines = post(&mut story, Act::CheckClocks);
    assert!(lines.contains(&"1: identity_last_call".to_owned()), "{lines:?}");
    story.on("2026-12-11T12:00:00-08:00");
    let lines = post(&mut story, Act::CheckClocks);
    assert!(lines.contains(&"1: identity_not_confirmed#1 ticket".to_owned()), "{lines:?}");
}

#[test]
fn a_stranger_whose_proof_never_came_is_told_so_at_the_contact_given() {
    let mut story = asks(ItemKind::Deletion);
    story.does(Act::Decide(Story::decision(1, Outcome::NothingHeld)));
    let lines = super::watch::lines(&story.history[story.history.len() - 3..], &story);
    assert!(lines.contains(&"1 (given): decision#1".to_owned()), "{lines:?}");
}

fn from_london() -> Story {
    let mut asked =
        letter("2026-03-02T10:00:00Z", vec![ask(ItemKind::Access), ask(ItemKind::Copy)]);
    asked.received.zone = chrono_tz::Europe::London;
    asked.subject.residence = Some(residence("GB", Some("ENG")));
    Story::under(rules("GB", chrono_tz::Europe::London), asked)
}

#[test]
fn a_question_goes_to_whoever_asked_for_each_item_it_is_about() {
    let mut story = from_london();
    let question = sealed("which account?");
    let all = Act::AskClarification { items: Items::new(), question: question.clone() };
    assert_eq!(post(&mut story, all), ["1 (given): clarification"]);
    let both = Items::from([ItemNo(1), ItemNo(2)]);
    let lines = post(&mut story, Act::AskClarification { items: both, question });
    assert_eq!(lines, ["1 (given): clarification#1 clarification#2"], "one message");
}

#[test]
fn more_time_is_told_once_it_is_ordered() {
    let mut story = from_london();
    let lines = post(
        &mut story,
        Act::Extend {
            item: ItemNo(1),
            regime: RegimeId::parse("uk").unwrap(),
            ground: ExtensionGround::Complexity,
            reason: sealed("nine years of logs"),
        },
    );
    assert_eq!(lines, ["1 (given): extension#1"]);
}

#[test]
fn a_fee_for_repetition_is_told_to_a_contact_on_record_alone() {
    let quote = |story: &mut Story| {
        let earlier = (0..9).map(|i| Related {
            same_subject: true,
            case: crate::id::RequestId::derive(&[&i.to_string()]),
            kinds: [ItemKind::Access].into(),
            received: crate::request::tests::story::at("2026-01-01T00:00:00Z"),
            verified: true,
            answered: Some(crate::request::tests::story::at("2026-01-20T00:00:00Z")),
        });
        let quote = QuoteFee {
            items: Items::from([ItemNo(1)]),
            amount: 1500,
            currency: Currency::parse("GBP").unwrap(),
            ground: FeeGround::Repeated,
            answer_by: day("2026-03-20"),
            reason: sealed("the tenth this year"),
            earlier: earlier.collect(),
        };
        post(story, Act::QuoteFee(quote))
    };
    assert_eq!(quote(&mut from_london()), ["officer: undeliverable#1"]);
    let mut story = from_london().verified();
    assert_eq!(quote(&mut story), ["1: fee#1"]);
    let waived = post(&mut story, Act::WaiveFee { no: TrackNo(1) });
    assert_eq!(waived, ["1: fee#1"], "and that it is no longer asked");
    let mut story = from_london().verified();
    quote(&mut story);
    story.on("2026-03-21T09:00:00Z");
    let lines = post(&mut story, Act::CheckClocks);
    assert!(lines.iter().any(|line| line.contains("track_alarm")), "{lines:?}");
}

#[test]
fn a_message_that_does_not_arrive_is_a_matter_for_staff_and_ends_there() {
    let mut story = asks(ItemKind::Deletion);
    let message = |kind, party| Message {
        dispatch: crate::id::DispatchId::derive(&["test"]),
        notices: vec![Told { kind, item: None }],
        party,
        contact: party.map(|_| MAIL),
    };
    let at = story.now;
    let kind = crate::notice::NoticeKind::Acknowledgement;
    let given_up = Act::Hear(Heard::NoticeGivenUp { message: message(kind, Some(P1)), at });
    assert_eq!(post(&mut story, given_up), ["officer: undeliverable"]);
    let came_back = Act::Hear(Heard::NoticeCameBack { message: message(kind, Some(P1)), at });
    assert_eq!(post(&mut story, came_back), ["officer: undeliverable"]);
    let kind = crate::notice::NoticeKind::Undeliverable;
    let lines =
        post(&mut story, Act::Hear(Heard::NoticeGivenUp { message: message(kind, None), at }));
    assert!(lines.is_empty(), "no message about a message about a message: {lines:?}");
}

#[test]
fn the_true_owner_hears_of_a_stranger_and_the_stranger_of_nothing() {
    // S11: somebody else's account, the attacker's own mailbox.
    let mut story = asks(ItemKind::Deletion);
    let lines = post(
        &mut story,
        Act::MatchRecord(MatchRecord::Found {
            attested: std::collections::BTreeSet::new(),
            added: vec![Contact {
                channel: Channel::Email,
                value: sealed("the-true-owner"),
                provenance: Provenance::Given,
            }],
            sensitivity: crate::assurance::Sensitivity::Ordinary,
        }),
    );
    assert_eq!(lines, ["3: someone_asked consequences#1 ticket"]);
    let lines = post(&mut story, Act::Deny { contact: ContactNo(3) });
    assert_eq!(lines, ["officer: track_alarm"], "neither side hears more");
    let denied = Outcome::Refused { ground: crate::ground::RefusalGround::RightNotGiven };
    assert_eq!(denied.refusal(), Some(crate::ground::RefusalGround::RightNotGiven));
    let lines = post(&mut story, Act::Decide(Story::decision(1, Outcome::IdentityNotConfirmed)));
    assert!(lines.contains(&"1 (given): identity_not_confirmed#1".to_owned()), "{lines:?}");
}
