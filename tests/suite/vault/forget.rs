//! What is forgotten is gone, everywhere, and stays gone.

use chrono::TimeDelta;
use habeas_adapters::vault::{Entry, Forgetting, OpenError, Remains, SealError, Term, Whose};
use habeas_domain::id::KeyId;
use habeas_domain::sealed::Purpose;

use crate::support::{House, email_of, on_both_engines, request, seal};

on_both_engines!(House:
    a_forgotten_key_opens_and_seals_nothing,
    other_purposes_stay_readable,
    another_node_forgets_within_half_a_minute,
    a_case_begun_again_after_forgetting_is_not_found_again,
    a_case_that_goes_on_gets_a_new_key,
    many_who_renew_at_once_get_one_key,
);

fn term() -> Term {
    Term::portal_ticket("T-1").unwrap()
}

fn entry() -> Entry {
    term().of(Whose::Sender)
}

async fn a_forgotten_key_opens_and_seals_nothing(house: House) {
    let vault = house.vault().await;
    let case = request(1);
    let keys = vault.begin_case(&case, &[entry()]).await.unwrap();
    let sealed = seal(&vault, &keys, "ada@example.net");
    let key = keys.id(Purpose::Contact).unwrap();
    let commitment = keys.commitment(Purpose::Contact);
    vault.open(email_of(&case), &sealed).await.unwrap();
    assert_eq!(vault.forget(key).await.unwrap(), Forgetting::Destroyed);
    assert_eq!(vault.forget(key).await.unwrap(), Forgetting::Already);
    assert_eq!(vault.forget(&KeyId::derive(&["no"])).await.unwrap(), Forgetting::Unknown);
    for node in [&vault, &house.vault().await] {
        let error = node.open(email_of(&case), &sealed).await.unwrap_err();
        assert!(matches!(error, OpenError::Forgotten { key: k } if k == *key));
    }
    let after = vault.case_keys(&case).await.unwrap();
    assert_eq!(after.commitment(Purpose::Contact), commitment, "the tombstone keeps it");
    let refused = vault.seal(&after, Purpose::Contact, email_of(&case), "x");
    assert_eq!(refused, Err(SealError::Forgotten { key: key.clone() }));
    assert!(vault.find("Request", &term()).await.unwrap().cases.is_empty());
    let remains = vault.remains(&case).await.unwrap();
    assert_eq!(remains, Remains { live_keys: 3, tombstones: 1, index_rows: 0 });
}

async fn other_purposes_stay_readable(house: House) {
    let vault = house.vault().await;
    let case = request(1);
    let keys = vault.begin_case(&case, &[entry()]).await.unwrap();
    let sealed = seal(&vault, &keys, "ada@example.net");
    vault.forget(keys.id(Purpose::Proof).unwrap()).await.unwrap();
    vault.open(email_of(&case), &sealed).await.unwrap();
    assert_eq!(vault.find("Request", &term()).await.unwrap().cases, [case]);
}

async fn another_node_forgets_within_half_a_minute(house: House) {
    let (vault, other) = (house.vault().await, house.vault().await);
    let case = request(1);
    let keys = vault.begin_case(&case, &[]).await.unwrap();
    let sealed = seal(&vault, &keys, "ada@example.net");
    other.open(email_of(&case), &sealed).await.unwrap();
    vault.forget(&sealed.k).await.unwrap();
    house.clock.advance(TimeDelta::seconds(30));
    let error = other.open(email_of(&case), &sealed).await.unwrap_err();
    assert!(matches!(error, OpenError::Forgotten { .. }));
}

async fn a_case_begun_again_after_forgetting_is_not_found_again(house: House) {
    let vault = house.vault().await;
    let case = request(1);
    let keys = vault.begin_case(&case, &[entry()]).await.unwrap();
    vault.forget(keys.id(Purpose::Contact).unwrap()).await.unwrap();
    let again = vault.begin_case(&case, &[entry()]).await.unwrap();
    vault.add_entries(&case, &[entry()]).await.unwrap();
    assert_eq!(again.id(Purpose::Contact), keys.id(Purpose::Contact));
    assert!(vault.find("Request", &term()).await.unwrap().cases.is_empty());
}

async fn a_case_that_goes_on_gets_a_new_key(house: House) {
    let vault = house.vault().await;
    let case = request(1);
    let keys = vault.begin_case(&case, &[]).await.unwrap();
    let unchanged = vault.renew(&case, Purpose::Contact).await.unwrap();
    assert_eq!(unchanged.id(Purpose::Contact), keys.id(Purpose::Contact));
    let old = seal(&vault, &keys, "ada@example.net");
    vault.forget(&old.k).await.unwrap();
    let renewed = vault.renew(&case, Purpose::Contact).await.unwrap();
    assert_ne!(renewed.id(Purpose::Contact), keys.id(Purpose::Contact));
    let new = seal(&vault, &renewed, "ada@example.org");
    assert_eq!(vault.open(email_of(&case), &new).await.unwrap().reveal(), "ada@example.org");
    let gone = vault.open(email_of(&case), &old).await;
    assert!(matches!(gone, Err(OpenError::Forgotten { .. })));
    let found = vault.case_keys(&case).await.unwrap();
    assert_eq!(found.id(Purpose::Contact), Some(&new.k));
    vault.add_entries(&case, &[entry()]).await.unwrap();
    assert_eq!(vault.find("Request", &term()).await.unwrap().cases, [case]);
}

async fn many_who_renew_at_once_get_one_key(house: House) {
    let vault = house.vault().await;
    let case = request(1);
    let keys = vault.begin_case(&case, &[]).await.unwrap();
    vault.forget(keys.id(Purpose::Proof).unwrap()).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (vault, case) = (vault.clone(), case.clone());
        tasks.spawn(async move {
            vault.renew(&case, Purpose::Proof).await.unwrap().id(Purpose::Proof).cloned()
        });
    }
    let ids = tasks.join_all().await;
    assert!(ids.iter().all(|id| *id == ids[0]));
    assert_eq!(vault.remains(&case).await.unwrap().live_keys, 4);
}

/// The wrapped key must not linger in free pages or in the write-ahead log.
#[tokio::test]
async fn no_file_of_an_sqlite_vault_still_holds_a_forgotten_key() {
    let house = House::sqlite().await;
    let vault = house.vault().await;
    let keys = vault.begin_case(&request(1), &[]).await.unwrap();
    let key = keys.id(Purpose::Proof).unwrap();
    let dump = house.dump().await;
    let row = dump.lines().find(|line| line.contains(key.as_str())).unwrap();
    let wrapped = row.split("X'").nth(1).unwrap().split('\'').next().unwrap();
    let wrapped: Vec<u8> = (0..wrapped.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&wrapped[at..at + 2], 16).unwrap())
        .collect();
    let holds = |bytes: Vec<u8>| bytes.windows(wrapped.len()).any(|part| part == wrapped);
    assert_eq!(wrapped.len(), 32 + 41);
    assert!(holds(house.bytes()));
    vault.forget(key).await.unwrap();
    assert!(!holds(house.bytes()));
}
