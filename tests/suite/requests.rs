//! Cases at a whole desk, on both engines: what is sealed, who gets a code, what a stranger
//! cannot do, and what a repeat or a crash leaves.

use std::collections::{BTreeSet, HashSet};

use chrono::TimeDelta;
use habeas_adapters::cases::CaseError;
use habeas_adapters::desk::{DeskError, Effect};
use habeas_adapters::vault::{Clear, OpenError, Place, Stream, Term, Whose};
use habeas_domain::actor::Role;
use habeas_domain::assurance::{Assurance, Method, Sensitivity};
use habeas_domain::contact::Channel;
use habeas_domain::id::{ContactNo, PartyNo, RequestId, StepNo};
use habeas_domain::kind::{IdentifierType, ItemKind};
use habeas_domain::people::{Challenge, Destination, MatchRecord, StepState, Track};
use habeas_domain::request::{Act, LinkKind, Phase, Refusal};
use habeas_domain::sealed::{Purpose, Slot};

use crate::support::{Office, call, letter, on_both_engines};

const MAIL: ContactNo = ContactNo(1);

fn code_to(contact: ContactNo) -> Challenge {
    Challenge {
        party: PartyNo(1),
        track: Track::Identity,
        item: None,
        method: Method::OneTimeCode,
        contact: Some(contact),
        destination: Destination::Open,
    }
}

fn found(attested: &[ContactNo]) -> Act {
    Act::MatchRecord(MatchRecord::Found {
        attested: attested.iter().copied().collect(),
        added: Vec::new(),
        sensitivity: Sensitivity::Ordinary,
    })
}

fn refusal(error: CaseError<Refusal>) -> Refusal {
    match error {
        CaseError::Desk(DeskError::Refused(refusal)) => refusal,
        other => panic!("{other}"),
    }
}

async fn nothing_personal_lies_in_any_table(office: Office) {
    let case = office.receives("one", &letter(&[ItemKind::Copy, ItemKind::Deletion])).await;
    office.does(case.id(), "match", found(&[MAIL])).await;
    let officer = call(Role::Officer, "code");
    office.cases.challenge(case.id(), &officer, None, code_to(MAIL)).await.unwrap();
    office.world.sequence_all().await;
    let dump = [office.world.dump().await, office.keeper.dump().await].concat();
    assert!(dump.contains(case.id().as_str()), "the dump sees the tables");
    let code = office.vault.code(&Stream::new("request", case.id().as_str()), StepNo(1), 1);
    let lower = dump.to_lowercase();
    for marker in ["marker", "4155550123", "example.net", code.reveal().as_str()] {
        assert!(!lower.contains(marker), "{marker} lies in clear");
    }
}

async fn what_was_sealed_opens_at_its_place_alone(office: Office) {
    let case = office.receives("one", &letter(&[ItemKind::Copy])).await;
    let stream = Stream::new("request", case.id().as_str());
    let mail = &case.requester().contacts[&MAIL].value;
    let at = |slot: Slot| Place { stream: &stream, slot: slot.code() };
    let open = office.vault.open(at(Slot::ContactEmail), mail).await.unwrap();
    assert_eq!(open.reveal(), "marker.person@example.net");
    let moved = office.vault.open(at(Slot::ContactName), mail).await;
    assert!(matches!(moved, Err(OpenError::Tampered { .. })));
}

async fn a_letter_that_cannot_be_taken_names_every_field_and_stores_nothing(office: Office) {
    let before = office.world.count("select count(*) from events").await;
    let mut bad = letter(&[ItemKind::Copy]);
    bad.requester.contacts.push((Channel::Email, Clear::new("no mailbox".to_owned())));
    bad.requester.contacts.push((Channel::Sms, Clear::new("12".to_owned())));
    bad.statement = Some(Clear::new("with a \0 in it".to_owned()));
    bad.requester.name = Some(Clear::new("x".repeat(201)));
    let error = office.cases.receive(&call(Role::Portal, "bad"), &bad).await.unwrap_err();
    let CaseError::Letter(problems) = error else { panic!("{error}") };
    let fields: BTreeSet<&str> = problems.iter().map(|p| p.pointer.as_str()).collect();
    let expected = [
        "/requester/contacts/2/value",
        "/requester/contacts/3/value",
        "/requester/name",
        "/statement",
    ];
    assert_eq!(fields, expected.into());
    assert_eq!(office.world.count("select count(*) from events").await, before);
    assert!(!format!("{problems:?}").contains("no mailbox"), "no personal input in a problem");
    // The name of the command is still free.
    office.receives("bad", &letter(&[ItemKind::Copy])).await;
}

async fn a_repeat_is_the_same_case_and_a_used_key_is_told_apart(office: Office) {
    let portal = call(Role::Portal, "one");
    let first = office.cases.receive(&portal, &letter(&[ItemKind::Copy])).await.unwrap();
    let again = office.cases.receive(&portal, &letter(&[ItemKind::Copy])).await.unwrap();
    assert_eq!((first.effect, again.effect), (Effect::Applied, Effect::Repeated));
    assert_eq!(first.version, again.version);
    let (first, again) = (first.state.case().unwrap(), again.state.case().unwrap());
    assert_eq!(first.receipt.reference, again.receipt.reference);
    let mut other = portal;
    other.request = Some("another body".to_owned());
    let error = office.cases.receive(&other, &letter(&[ItemKind::Deletion])).await;
    assert!(matches!(error, Err(CaseError::Desk(DeskError::KeyReused))));
}

async fn a_crash_between_vault_and_event_is_mended_by_the_repeat(office: Office) {
    // Keys and index rows are there, the event is not.
    let id = RequestId::derive(&["one"]);
    let stream = Stream::new("request", id.as_str());
    let account = Term::identifier(IdentifierType::Account, "marker-account", None).unwrap();
    let account = account.of(Whose::Subject);
    office.vault.begin_case(&stream, std::slice::from_ref(&account)).await.unwrap();
    // Someone else finds the keys without a case, and is not troubled by it.
    let other = office.receives("two", &letter(&[ItemKind::Copy])).await;
    assert!(other.links.is_empty());
    let case = office.receives("one", &letter(&[ItemKind::Copy])).await;
    assert_eq!(case.id(), &id);
    assert_eq!(case.links.len(), 1);
    // A third one never comes back: its keys are swept after an hour, the others stay.
    let lost = Stream::new("request", RequestId::derive(&["three"]).as_str());
    office.vault.begin_case(&lost, &[account]).await.unwrap();
    office.clock.advance(TimeDelta::minutes(61));
    let now = office.clock.now();
    let unclaimed = office.vault.unclaimed(now, 100).await.unwrap();
    let mut existing = HashSet::new();
    for stream in &unclaimed.streams {
        if office.cases.get(&RequestId::parse(&stream.id).unwrap()).await.is_ok() {
            existing.insert(stream.clone());
        }
    }
    let swept = office.vault.settle(unclaimed, &existing).await.unwrap();
    assert_eq!((swept.confirmed, swept.removed), (2, 1));
}

async fn others_of_the_same_person_are_linked_and_never_suppressed(office: Office) {
    let first = office.receives("one", &letter(&[ItemKind::Copy])).await;
    let second = office.receives("two", &letter(&[ItemKind::Copy])).await;
    assert_eq!(second.links[first.id()], LinkKind::Duplicate);
    assert_eq!(second.phase, Phase::Open);
    let mut stranger = letter(&[ItemKind::Copy]);
    stranger.subject.identifiers = vec![(IdentifierType::Account, Clear::new("other".to_owned()))];
    stranger.requester.contacts.clear();
    stranger.external_ref = None;
    assert!(office.receives("three", &stranger).await.links.is_empty());
    // By its mailbox too, in another spelling: the first two, and the third by its account.
    stranger.requester.contacts =
        vec![(Channel::Email, Clear::new("Marker.Person@EXAMPLE.net".to_owned()))];
    assert_eq!(office.receives("four", &stranger).await.links.len(), 3);
}

async fn a_stranger_gets_no_code_and_the_owner_confirms_with_one(office: Office) {
    let case = office.receives("one", &letter(&[ItemKind::Deletion])).await;
    let id = case.id();
    let officer = |key| call(Role::Officer, key);
    let given = office.cases.challenge(id, &officer("c0"), None, code_to(MAIL)).await;
    assert_eq!(refusal(given.unwrap_err()), Refusal::ContactNotOnRecord);
    office.does(id, "match", found(&[MAIL])).await;
    office.cases.challenge(id, &officer("c1"), None, code_to(MAIL)).await.unwrap();

    let stream = Stream::new("request", id.as_str());
    let code = office.vault.code(&stream, StepNo(1), 1).reveal().clone();
    let wrong = if code == "00000000" { "00000001" } else { "00000000" };
    let answer = |key: &str, typed: &str| {
        let (key, typed) = (call(Role::Portal, key), typed.to_owned());
        let requests = office.cases.clone();
        let id = id.clone();
        async move { requests.answer_code(&id, &key, StepNo(1), &typed).await }
    };
    let missed = answer("a1", wrong).await.unwrap();
    assert_eq!(missed.state.case().unwrap().people.steps[&StepNo(1)].misses, 1);
    // A new code was asked for: the one before counts no more.
    office.cases.send_code_again(id, &officer("again"), StepNo(1)).await.unwrap();
    let missed = answer("a2", &code).await.unwrap();
    assert_eq!(missed.state.case().unwrap().people.steps[&StepNo(1)].misses, 2);
    let second = office.vault.code(&stream, StepNo(1), 2).reveal().clone();
    let typed = format!(" {}-{} ", &second[..4], &second[4..]);
    let right = answer("a3", &typed).await.unwrap();
    let case = right.state.case().unwrap();
    assert_eq!(case.assurance(office.clock.now().date_naive()), Assurance::Matched);
    assert!(case.requester().contacts[&MAIL].provenance.is_on_record());
    // The repeat of a wrong answer is answered as it was, and costs no second try.
    let repeat = answer("a1", wrong).await.unwrap();
    assert_eq!(repeat.effect, Effect::Repeated);
}

async fn codes_to_one_address_are_counted_over_all_cases(office: Office) {
    let mut cases = Vec::new();
    for number in 0..4 {
        let case = office.receives(&format!("r{number}"), &letter(&[ItemKind::Deletion])).await;
        office.does(case.id(), &format!("m{number}"), found(&[MAIL])).await;
        cases.push(case);
    }
    let mut sent = 0;
    for (number, case) in cases.iter().enumerate() {
        let officer = call(Role::Officer, &format!("c{number}"));
        match office.cases.challenge(case.id(), &officer, None, code_to(MAIL)).await {
            Ok(_) => sent += 1,
            Err(error) => assert_eq!(refusal(error), Refusal::TooManySends),
        }
    }
    assert_eq!(sent, 3, "three in a quarter of an hour");
    // A repeat of one that went out is no new send.
    let repeat = call(Role::Officer, "c0");
    office.cases.challenge(cases[0].id(), &repeat, None, code_to(MAIL)).await.unwrap();
    office.clock.advance(TimeDelta::minutes(16));
    let officer = call(Role::Officer, "later");
    office.cases.challenge(cases[3].id(), &officer, None, code_to(MAIL)).await.unwrap();
    // Past the limit a further code for an open step fails the step.
    for key in ["x1", "x2", "x3"] {
        let officer = call(Role::Officer, key);
        office.cases.send_code_again(cases[3].id(), &officer, StepNo(1)).await.unwrap();
    }
    let (case, _) = office.cases.get(cases[3].id()).await.unwrap();
    assert!(matches!(case.people.steps[&StepNo(1)].state, StepState::Failed(_)));
}

async fn a_stale_revision_is_refused_and_machines_do_not_make_one(office: Office) {
    let case = office.receives("one", &letter(&[ItemKind::Deletion])).await;
    let seen = case.revision;
    office.does(case.id(), "look", Act::CheckClocks).await;
    let act = |key: &str, expect| {
        let officer = call(Role::Officer, key);
        let (requests, id) = (office.cases.clone(), case.id().clone());
        async move { requests.act(&id, &officer, expect, |_, _| Ok(found(&[MAIL]))).await }
    };
    act("match", Some(seen)).await.unwrap();
    let stale = act("again", Some(seen)).await.unwrap_err();
    assert!(matches!(stale, CaseError::Desk(DeskError::Stale { .. })), "{stale}");
}

async fn a_case_decides_the_same_when_its_keys_are_gone(office: Office) {
    let case = office.receives("one", &letter(&[ItemKind::Deletion])).await;
    let id = case.id().clone();
    office.does(&id, "match", found(&[MAIL])).await;
    let officer = call(Role::Officer, "code");
    office.cases.challenge(&id, &officer, None, code_to(MAIL)).await.unwrap();
    office.clock.advance(TimeDelta::days(40));
    let (before, _) = office.cases.get(&id).await.unwrap();
    let command = habeas_domain::request::Command {
        now: office.clock.now(),
        by: officer.actor.clone(),
        rules: office.cases.rules().now(),
        act: Act::CheckClocks,
    };
    let expected = habeas_domain::request::Request::Live(before).decide(command).unwrap();
    assert!(!expected.is_empty());

    let keys = office.vault.case_keys(&Stream::new("request", id.as_str())).await.unwrap();
    for purpose in Purpose::ALL {
        office.vault.forget(keys.id(*purpose).unwrap()).await.unwrap();
    }
    let (before, version) = office.cases.get(&id).await.unwrap();
    let done = office.tries(&id, "look", Act::CheckClocks).await.unwrap();
    assert_eq!(done.version, version + expected.len());
    let mut folded = habeas_domain::request::Request::Live(before);
    for event in expected {
        cqrs_es::Aggregate::apply(&mut folded, event);
    }
    assert_eq!(done.state, folded);
    // What must be sealed cannot be any more, and says so.
    let question = office
        .cases
        .act(&id, &call(Role::Officer, "ask"), None, |_, sealer| {
            let question = sealer.seal(Slot::ContentMessage, "which one?")?;
            Ok(Act::AskClarification { items: BTreeSet::new(), question })
        })
        .await;
    assert!(matches!(question, Err(CaseError::Desk(DeskError::Seal(_)))));
}

on_both_engines!(Office:
    nothing_personal_lies_in_any_table,
    what_was_sealed_opens_at_its_place_alone,
    a_letter_that_cannot_be_taken_names_every_field_and_stores_nothing,
    a_repeat_is_the_same_case_and_a_used_key_is_told_apart,
    a_crash_between_vault_and_event_is_mended_by_the_repeat,
    others_of_the_same_person_are_linked_and_never_suppressed,
    a_stranger_gets_no_code_and_the_owner_confirms_with_one,
    codes_to_one_address_are_counted_over_all_cases,
    a_stale_revision_is_refused_and_machines_do_not_make_one,
    a_case_decides_the_same_when_its_keys_are_gone,
);
