//! What holds of every message of every story.

use crate::case::CaseRef;
use crate::notice::Told;
use crate::people::{Destination, LossReason, MatchRecord, RecordProof, Track};
use proptest::prelude::*;

use crate::actor::Role;
use crate::assurance::{Method, Sensitivity};
use crate::contact::{Channel, Contact, Provenance};
use crate::dispatch::{self, Dispatch};
use crate::id::{ContactNo, ItemNo, RequestId, TaskNo};
use crate::kind::{ItemKind, Relation};
use crate::notice::{Addressee, NoticeKind, OwedMessage, messages};
use crate::request::tests::story::{MAIL, P1, PHONE, Story, ask, day, letter, register, sealed};
use crate::request::*;

/// Things that may happen to a request, by number; those that the case refuses do not happen.
fn act(choice: u8, story: &Story) -> Act {
    let item = ItemNo(1 + u16::from(choice % 2));
    let step =
        story.case().people.steps.keys().next_back().copied().unwrap_or(crate::id::StepNo(1));
    let no = crate::id::TrackNo(1);
    let contact =
        |channel| Contact { channel, value: sealed("elsewhere"), provenance: Provenance::Given };
    let found = |attested: &[ContactNo], added| {
        Act::MatchRecord(MatchRecord::Found {
            attested: attested.iter().copied().collect(),
            added,
            sensitivity: Sensitivity::Ordinary,
        })
    };
    let proof = |track, method| {
        Act::RecordProof(RecordProof {
            step: None,
            party: P1,
            track,
            item: None,
            method,
            accepted: true,
            evidence: None,
            until: None,
            attested: std::collections::BTreeSet::new(),
        })
    };
    let hold = |confidential| Act::PlaceHold {
        hold: Hold {
            items: Items::new(),
            categories: std::collections::BTreeSet::new(),
            ground: crate::ground::HoldGround::Dispute,
            confidential,
            end: HoldEnd::Review(day("2027-02-01")),
            reason: None,
        },
    };
    match choice % 24 {
        0 => found(&[MAIL], vec![]),
        1 => found(&[PHONE], vec![contact(Channel::Post)]),
        2 => found(&[], vec![contact(Channel::Email)]),
        3 => Story::challenge(MAIL),
        4 => Story::challenge(PHONE),
        5 => Act::AnswerCode { step, correct: true },
        6 => Act::SendCodeAgain { step, destination: Destination::Open },
        7 => proof(Track::Identity, Method::Document),
        8 => proof(Track::Standing, Method::Document),
        9 => Act::Deny { contact: ContactNo(3) },
        10 => Act::AskClarification { items: Items::from([item]), question: sealed("which?") },
        11 => hold(true),
        12 => hold(false),
        13 => Act::LiftHold { no },
        14 => Act::TakeItem { item },
        15 => Act::Decide(Story::decision(item.0, Outcome::Granted)),
        16 => Act::Decide(Story::decision(item.0, Outcome::NothingHeld)),
        17 => Act::Withdraw { party: P1, items: Items::from([item]) },
        18 => Act::PlanTasks { item, plan: Plan::CarryOut, register: register() },
        19 => Act::ClaimTask { task: TaskNo(1), lease_minutes: 60 },
        20 => Act::ReportTask {
            task: TaskNo(1),
            fence: 1,
            report: TaskReport { result: TaskResult::Done, evidence: None },
        },
        21 => Act::LoseIdentity { party: P1, why: LossReason::Fraud },
        22 => Act::LoseStanding { party: P1, why: LossReason::Superseded },
        _ => Act::CheckClocks,
    }
}

fn check(message: &OwedMessage, story: &Story) {
    assert!(!message.notices.is_empty());
    for told in &message.notices {
        assert_eq!(told.kind.is_for_staff(), message.to.is_of_the_house(), "{message:?}");
        let twice = message.notices.iter().filter(|other| *other == told).count();
        assert_eq!(twice, 1, "{message:?}");
    }
    let says_too_much = |told: &Told| {
        told.kind.needs_contact_on_record()
            || told.item.and_then(|no| story.case().items.get(&no)).is_some_and(|item| {
                told.kind == NoticeKind::Decision
                    && story.case().requester().relation != Relation::Reporter
                    && item.asked.kind != ItemKind::MarketingOptOut
                    && item.stage.decided().is_some_and(|d| {
                        d.decision.parts.iter().any(|part| part.outcome.speaks_of_data())
                    })
            })
    };
    if message.is_to_given() {
        assert!(!message.notices.iter().any(says_too_much), "{message:?}");
    }
    if let Addressee::Party { contact, .. } = &message.to {
        let denied = story.case().denied.contains(contact);
        assert!(!denied || message.key.ends_with("code"), "{message:?}");
    }
    queue(message, story);
}

/// The dispatch takes it as it is.
fn queue(message: &OwedMessage, story: &Story) {
    let contact = message.contact(&story.case().people);
    let queued = dispatch::Message {
        case: crate::case::CaseRef::Request(story.case().id().clone()),
        notices: message.for_dispatch(),
        to: message.to.clone(),
        channel: contact.map_or(Channel::Email, |contact| contact.channel),
        address: contact.map_or_else(|| sealed("officers"), |contact| contact.value.clone()),
        language: story.case().requester().language.clone(),
        due_from: story.now,
        not_after: story.now + chrono::TimeDelta::hours(72),
    };
    let command = dispatch::Command {
        now: story.now,
        by: story.by.clone(),
        act: dispatch::Act::Queue(Box::new(queued)),
    };
    Dispatch::default().decide(command).unwrap_or_else(|why| panic!("{why}: {message:?}"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_message_may_be_sent_and_says_no_more_than_its_contact_may_hear(
        relation in 0_usize..7,
        kinds in proptest::sample::subsequence(ItemKind::ALL.to_vec(), 2),
        choices in proptest::collection::vec((0_u8..=255, 0_i64..90), 1..30),
    ) {
        let mut asked = letter("2026-11-20T16:40:00-08:00", kinds.into_iter().map(ask).collect());
        asked.requester.relation = Relation::ALL[relation];
        let mut story = Story::of(asked);
        let mut ids = std::collections::BTreeSet::new();
        let mut watch = |events: &[Event], story: &Story, command: usize| {
            let all = messages(events, story.case());
            prop_assert_eq!(&all, &messages(events, story.case()));
            for message in &all {
                check(message, story);
                let id = message.dispatch(&CaseRef::Request(RequestId::derive(&["test"])), &command.to_string());
                prop_assert!(ids.insert(id), "one message, one dispatch");
            }
            Ok(())
        };
        watch(&story.history, &story, 0)?;
        for (command, (choice, hours)) in choices.into_iter().enumerate() {
            story.later(chrono::TimeDelta::hours(hours));
            if choice % 24 == 19 || choice % 24 == 20 {
                story.as_role(Role::System, "core");
            } else {
                story.as_role(Role::Officer, "officer.one");
            }
            let act = act(choice, &story);
            let events = story.tries(act);
            watch(&events, &story, command + 1)?;
        }
    }
}

#[test]
fn a_message_is_known_by_request_command_and_addressee() {
    let story = Story::of(letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Access)]));
    let all = messages(&story.history, story.case());
    assert_eq!(all[0].key, "party.1.contact.1/letter");
    let [one, two] = ["one", "two"].map(|word| CaseRef::Request(RequestId::derive(&[word])));
    assert_eq!(all[0].dispatch(&one, "a"), all[0].dispatch(&one, "a"));
    assert_ne!(all[0].dispatch(&one, "a"), all[0].dispatch(&one, "b"));
    assert_ne!(all[0].dispatch(&one, "a"), all[0].dispatch(&two, "a"));
}
