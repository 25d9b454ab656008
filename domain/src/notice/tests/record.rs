//! What follows when a contact turns out to be on record.

use crate::people::{LossReason, MatchRecord, RecordProof, Track};
use std::collections::BTreeSet;

use super::watch::{lines, post};
use crate::actor::Role;
use crate::assurance::{Method, Sensitivity};
use crate::contact::{Channel, Contact, Provenance};
use crate::id::ItemNo;
use crate::kind::{ItemKind, Relation};
use crate::notice::Heard;
use crate::notice::NoticeKind;
use crate::request::tests::story::{MAIL, P1, PHONE, Story, ask, letter, sealed};
use crate::request::*;

const RECEIVED: &str = "2026-11-20T16:40:00-08:00";

fn found(attested: &[crate::id::ContactNo], added: &[Channel]) -> Act {
    let contact = |channel: &Channel| Contact {
        channel: *channel,
        value: sealed("on the record"),
        provenance: Provenance::Given,
    };
    Act::MatchRecord(MatchRecord::Found {
        attested: attested.iter().copied().collect(),
        added: added.iter().map(contact).collect(),
        sensitivity: Sensitivity::Ordinary,
    })
}

fn of(relation: Relation, kinds: &[ItemKind]) -> Story {
    let mut asked = letter(RECEIVED, kinds.iter().copied().map(ask).collect());
    asked.requester.relation = relation;
    Story::of(asked)
}

#[test]
fn ticket_and_consequences_follow_at_once_and_once() {
    let mut story = of(Relation::Itself, &[ItemKind::Copy, ItemKind::Deletion]);
    let first = post(&mut story, found(&[MAIL], &[]));
    assert_eq!(first, ["1: consequences#2 ticket"]);
    story.later(chrono::TimeDelta::hours(1));
    let second = post(&mut story, found(&[MAIL, PHONE], &[]));
    assert_eq!(second, ["2: someone_asked"], "the other contact hears of it, nothing goes twice");
    story.later(chrono::TimeDelta::hours(1));
    assert!(post(&mut story, found(&[MAIL, PHONE], &[])).is_empty());
}

#[test]
fn without_a_deletion_there_are_no_consequences_and_a_text_message_holds_no_ticket() {
    let mut story = of(Relation::Itself, &[ItemKind::Copy]);
    assert_eq!(post(&mut story, found(&[MAIL], &[])), ["1: ticket"]);
    let mut story = of(Relation::Itself, &[ItemKind::Deletion]);
    assert_eq!(post(&mut story, found(&[PHONE], &[])), ["2: consequences#1"]);
}

#[test]
fn the_session_of_the_account_puts_contacts_on_record_too() {
    let mut story = of(Relation::Itself, &[ItemKind::Deletion]);
    story.as_role(Role::Portal, "help.desk");
    let lines = post(
        &mut story,
        Act::RecordProof(RecordProof {
            step: None,
            party: P1,
            track: Track::Identity,
            item: None,
            method: Method::AccountSession,
            accepted: true,
            evidence: None,
            until: None,
            attested: BTreeSet::from([MAIL]),
        }),
    );
    assert_eq!(lines, ["1: consequences#1 ticket"]);
}

#[test]
fn what_came_back_is_told_again_at_the_next_contact_on_record() {
    let mut story = of(Relation::Itself, &[ItemKind::Deletion]);
    story.does(found(&[PHONE], &[]));
    let mut back = crate::request::tests::story::message(&[NoticeKind::Consequences], Some(1));
    back.contact = Some(PHONE);
    let at = story.now;
    story.does(Act::Hear(Heard::NoticeHandedOver {
        message: back.clone(),
        channel: Channel::Sms,
        at,
    }));
    story.does(Act::Hear(Heard::NoticeCameBack { message: back, at }));
    story.later(chrono::TimeDelta::hours(1));
    let lines = post(&mut story, found(&[MAIL], &[]));
    assert_eq!(lines, ["1: consequences#1"], "the mailbox is where the requester reads now");
}

#[test]
fn nobody_is_alarmed_about_a_stop_of_marketing() {
    let mut story = of(Relation::Itself, &[ItemKind::MarketingOptOut]);
    assert_eq!(post(&mut story, found(&[], &[Channel::Email])), ["3: ticket"]);
}

#[test]
fn who_speaks_for_another_reads_where_the_letter_says() {
    let mut story = of(Relation::Guardian, &[ItemKind::Deletion]);
    let lines = post(&mut story, found(&[], &[Channel::Email]));
    assert_eq!(lines, ["3: someone_asked consequences#1"], "the account's owner; no ticket");
    // Standing lost: told to the mother where she reads, and no more than that it cannot go on.
    story.does(Act::RecordProof(RecordProof {
        step: None,
        party: P1,
        track: Track::Standing,
        item: None,
        method: Method::Document,
        accepted: true,
        evidence: None,
        until: None,
        attested: BTreeSet::new(),
    }));
    let lost = Act::LoseStanding { party: P1, why: LossReason::Superseded };
    let lines = post(&mut story, lost);
    assert_eq!(lines, ["1 (given): standing_not_shown", "officer: track_alarm"]);
}

#[test]
fn a_neighbour_who_reports_gets_a_reply_and_nothing_else() {
    let mut story = of(Relation::Reporter, &[ItemKind::Deletion]);
    let matched = post(&mut story, found(&[], &[Channel::Email]));
    assert_eq!(matched, ["3: consequences#1"], "the account's owner is told what would end");
    let decided = post(&mut story, Act::Decide(Story::decision(1, Outcome::Granted)));
    assert_eq!(decided, ["1 (given): decision#1"]);
}

#[test]
fn an_answer_that_waited_for_a_contact_on_record_goes_there() {
    let mut story = of(Relation::Itself, &[ItemKind::Access]);
    story.does(Act::RecordProof(RecordProof {
        step: None,
        party: P1,
        track: Track::Identity,
        item: None,
        method: Method::Document,
        accepted: true,
        evidence: None,
        until: None,
        attested: BTreeSet::new(),
    }));
    let decided = post(&mut story, Act::Decide(Story::decision(1, Outcome::Granted)));
    assert_eq!(decided, ["officer: undeliverable#1"], "nothing of an account goes to a given one");
    let lines = post(&mut story, found(&[MAIL], &[]));
    assert_eq!(lines, ["1: decision#1 ticket"]);
    assert_eq!(story.item(1).asked.no, ItemNo(1));
}

#[test]
fn late_proof_opens_the_case_again_with_new_dates() {
    let mut story = of(Relation::Itself, &[ItemKind::Deletion]);
    story.matched(&[MAIL]);
    story.does(Story::challenge(MAIL));
    story.does(Act::Decide(Story::decision(1, Outcome::IdentityNotConfirmed)));
    story.told(&[NoticeKind::IdentityNotConfirmed], Some(1));
    story.later(chrono::TimeDelta::days(20));
    story.does(Story::challenge(MAIL));
    let step = story.last_step();
    let events = story.does(Act::AnswerCode { step, correct: true });
    assert_eq!(lines(&events, &story), ["1: acknowledgement consequences#1"]);
}
