//! A case has one set of keys, however it begins; one that never came to be leaves nothing.

use std::collections::HashSet;

use chrono::TimeDelta;
use habeas_adapters::vault::{Entry, OpenError, SealError, Swept, Term, Whose};
use habeas_domain::id::KeyId;
use habeas_domain::sealed::Purpose;

use crate::support::{House, email_of, on_both_engines, request, seal};

on_both_engines!(House:
    a_case_begun_again_has_the_same_keys,
    many_who_begin_a_case_at_once_share_its_keys,
    a_case_without_events_is_swept_after_an_hour,
    a_case_begun_again_is_not_swept_under_its_command,
    keys_of_a_swept_case_are_never_taken_for_those_of_its_repetition,
    nothing_is_sealed_for_a_case_that_never_began,
);

fn term() -> Term {
    Term::portal_ticket("T-1").unwrap()
}

fn entry() -> Entry {
    term().of(Whose::Sender)
}

async fn a_case_begun_again_has_the_same_keys(house: House) {
    let (one, other) = (house.vault().await, house.vault().await);
    let case = request(1);
    let first = one.begin_case(&case, &[entry()]).await.unwrap();
    let again = other.begin_case(&case, &[entry()]).await.unwrap();
    let later = one.case_keys(&case).await.unwrap();
    let ids: HashSet<&KeyId> = Purpose::ALL.iter().map(|p| first.id(*p).unwrap()).collect();
    assert_eq!(ids.len(), 4);
    for &purpose in Purpose::ALL {
        assert_eq!(first.id(purpose), again.id(purpose));
        assert_eq!(first.id(purpose), later.id(purpose));
        assert_eq!(first.commitment(purpose), again.commitment(purpose));
    }
    let sealed = seal(&one, &first, "ada@example.net");
    let opened = other.open(email_of(&case), &sealed).await.unwrap();
    assert_eq!(opened.reveal(), "ada@example.net");
    assert_eq!(one.find("Request", &term()).await.unwrap().cases, [case]);
}

async fn many_who_begin_a_case_at_once_share_its_keys(house: House) {
    let nodes = [house.vault().await, house.vault().await];
    let case = request(1);
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..16 {
        let (node, case) = (nodes[number % 2].clone(), case.clone());
        tasks.spawn(async move {
            let keys = node.begin_case(&case, &[entry()]).await.unwrap();
            (keys.id(Purpose::Proof).unwrap().clone(), seal(&node, &keys, "ada@example.net"))
        });
    }
    let done = tasks.join_all().await;
    for (id, sealed) in &done {
        assert_eq!(id, &done[0].0);
        let fresh = house.vault().await;
        fresh.open(email_of(&case), sealed).await.unwrap();
    }
    assert_eq!(nodes[0].remains(&case).await.unwrap().live_keys, 4);
}

async fn a_case_without_events_is_swept_after_an_hour(house: House) {
    let vault = house.vault().await;
    let (real, dead) = (request(1), request(2));
    let kept = vault.begin_case(&real, &[entry()]).await.unwrap();
    let sealed = seal(&vault, &kept, "ada@example.net");
    vault.begin_case(&dead, &[entry()]).await.unwrap();
    house.clock.advance(TimeDelta::minutes(60));
    assert!(vault.unclaimed(house.clock.now(), 10).await.unwrap().streams.is_empty());
    house.clock.advance(TimeDelta::microseconds(1));
    let unclaimed = vault.unclaimed(house.clock.now(), 10).await.unwrap();
    assert_eq!(unclaimed.streams.len(), 2);
    let known = HashSet::from([real.clone()]);
    let swept = vault.settle(unclaimed, &known).await.unwrap();
    assert_eq!(swept, Swept { confirmed: 1, removed: 1 });
    assert!(vault.unclaimed(house.clock.now(), 10).await.unwrap().streams.is_empty());
    assert_eq!(vault.find("Request", &term()).await.unwrap().cases, std::slice::from_ref(&real));
    assert_eq!(vault.remains(&dead).await.unwrap().live_keys, 0);
    assert_eq!(
        house.vault().await.open(email_of(&real), &sealed).await.unwrap().reveal().len(),
        15
    );
}

async fn a_case_begun_again_is_not_swept_under_its_command(house: House) {
    let vault = house.vault().await;
    let case = request(1);
    vault.begin_case(&case, &[]).await.unwrap();
    house.clock.advance(TimeDelta::minutes(61));
    let unclaimed = vault.unclaimed(house.clock.now(), 10).await.unwrap();
    // Between the look and the removal the client tries again.
    let keys = vault.begin_case(&case, &[]).await.unwrap();
    let swept = vault.settle(unclaimed, &HashSet::new()).await.unwrap();
    assert_eq!(swept, Swept::default());
    let sealed = seal(&vault, &keys, "ada@example.net");
    house.vault().await.open(email_of(&case), &sealed).await.unwrap();
}

async fn keys_of_a_swept_case_are_never_taken_for_those_of_its_repetition(house: House) {
    let (sweeper, other) = (house.vault().await, house.vault().await);
    let case = request(1);
    let before = other.begin_case(&case, &[]).await.unwrap();
    let lost = seal(&other, &before, "ada@example.net");
    house.clock.advance(TimeDelta::minutes(61));
    let unclaimed = sweeper.unclaimed(house.clock.now(), 10).await.unwrap();
    sweeper.settle(unclaimed, &HashSet::new()).await.unwrap();
    let after = sweeper.begin_case(&case, &[]).await.unwrap();
    assert_ne!(before.id(Purpose::Contact), after.id(Purpose::Contact));
    let sealed = seal(&sweeper, &after, "ada@example.net");
    other.open(email_of(&case), &sealed).await.unwrap();
    let gone = sweeper.open(email_of(&case), &lost).await.unwrap_err();
    assert!(matches!(gone, OpenError::Unknown { key } if key == lost.k));
}

async fn nothing_is_sealed_for_a_case_that_never_began(house: House) {
    let vault = house.vault().await;
    let keys = vault.case_keys(&request(9)).await.unwrap();
    assert_eq!(keys.id(Purpose::Contact), None);
    let refused = vault.seal(&keys, Purpose::Contact, email_of(keys.stream()), "x");
    assert_eq!(refused, Err(SealError::NoKey { purpose: Purpose::Contact }));
}
