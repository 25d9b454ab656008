//! The key-encryption key is exchanged; no value is touched.

use habeas_adapters::vault::{KeyringError, OpenError, Rewrapped, Term, VaultError, Whose};
use habeas_domain::id::StepNo;
use habeas_domain::sealed::Purpose;

use crate::support::{House, NEW, OLD, email_of, on_both_engines, request, seal};

on_both_engines!(House:
    a_rotation_killed_halfway_goes_on_where_it_was,
    what_is_forgotten_during_a_rotation_stays_forgotten,
    a_ring_that_lacks_a_key_in_use_is_refused,
    another_key_under_a_known_name_is_refused,
    a_wrapped_key_does_not_unwrap_in_the_row_of_another,
);

async fn a_rotation_killed_halfway_goes_on_where_it_was(house: House) {
    let before = house.vault().await;
    let mut sealed = Vec::new();
    for number in 0..5 {
        let keys = before.begin_case(&request(number), &[]).await.unwrap();
        sealed.push(seal(&before, &keys, "ada@example.net"));
    }
    let code = before.code(&request(1), StepNo(1), 1);
    let killed = house.node(&[NEW, OLD]).await.unwrap();
    assert_eq!(killed.rewrap(7).await.unwrap(), Rewrapped { keys: 7 + 5, left: 13 });
    killed.close().await;
    // Halfway, nodes that know both keys read everything, and so do those that began before.
    for (number, value) in (0..).zip(&sealed) {
        let node = house.node(&[NEW, OLD]).await.unwrap();
        node.open(email_of(&request(number)), value).await.unwrap();
    }
    let resumed = house.node(&[NEW, OLD]).await.unwrap();
    assert_eq!(resumed.rewrap(7).await.unwrap(), Rewrapped { keys: 7, left: 6 });
    assert_eq!(resumed.rewrap(7).await.unwrap(), Rewrapped { keys: 6, left: 0 });
    assert_eq!(resumed.rewrap(7).await.unwrap(), Rewrapped { keys: 0, left: 0 });
    let after = house.node(&[NEW]).await.unwrap();
    for (number, value) in (0..).zip(&sealed) {
        let opened = after.open(email_of(&request(number)), value).await.unwrap();
        assert_eq!(opened.reveal(), "ada@example.net");
    }
    assert_eq!(after.code(&request(1), StepNo(1), 1).reveal(), code.reveal());
    let refused = house.node(&[OLD]).await.unwrap_err();
    assert!(matches!(
        refused,
        VaultError::Keyring(KeyringError::Missing { name }) if name == "2027-02"
    ));
}

async fn what_is_forgotten_during_a_rotation_stays_forgotten(house: House) {
    let old = house.vault().await;
    let mut sealed = Vec::new();
    for number in 0..20 {
        let keys = old.begin_case(&request(number), &[]).await.unwrap();
        sealed.push(seal(&old, &keys, "ada@example.net"));
    }
    let rotating = house.node(&[NEW, OLD]).await.unwrap();
    let rotation = async { while rotating.rewrap(3).await.unwrap().left > 0 {} };
    let forgetting = async {
        for value in &sealed {
            old.forget(&value.k).await.unwrap();
        }
    };
    tokio::join!(rotation, forgetting);
    let after = house.node(&[NEW]).await.unwrap();
    for (number, value) in (0..).zip(&sealed) {
        let error = after.open(email_of(&request(number)), value).await.unwrap_err();
        assert!(matches!(error, OpenError::Forgotten { .. }), "{error}");
        assert_eq!(after.remains(&request(number)).await.unwrap().live_keys, 3);
    }
}

async fn a_ring_that_lacks_a_key_in_use_is_refused(house: House) {
    house.vault().await;
    let error = house.node(&[NEW]).await.unwrap_err();
    assert!(
        matches!(&error, VaultError::Keyring(KeyringError::Missing { name }) if name == "2026-11"),
        "{error:?}"
    );
    assert!(!error.is_passing());
}

async fn another_key_under_a_known_name_is_refused(house: House) {
    house.vault().await;
    let exchanged = NEW.replace("2027-02", "2026-11");
    let error = house.node(&[&exchanged]).await.unwrap_err();
    assert!(matches!(&error, VaultError::Keyring(KeyringError::Exchanged { .. })), "{error:?}");
}

async fn a_wrapped_key_does_not_unwrap_in_the_row_of_another(house: House) {
    let vault = house.vault().await;
    let keys = vault.begin_case(&request(1), &[]).await.unwrap();
    let sealed = seal(&vault, &keys, "ada@example.net");
    let (contact, tail) = (keys.id(Purpose::Contact).unwrap(), keys.id(Purpose::Tail).unwrap());
    house
        .tamper(&format!(
            "update vault_key
                set wrapped = (select wrapped from vault_key where key_id = '{tail}'),
                    commitment = (select commitment from vault_key where key_id = '{tail}')
              where key_id = '{contact}'"
        ))
        .await;
    let error = house.vault().await.open(email_of(&request(1)), &sealed).await.unwrap_err();
    assert!(matches!(
        error,
        OpenError::Unavailable(VaultError::Keyring(KeyringError::NotUnwrapped { .. }))
    ));
    // And a commitment that is not the key's own is noticed too.
    house
        .tamper(&format!(
            "update vault_key
                set commitment = (select commitment from vault_key where key_id = '{contact}')
              where purpose = 'content'"
        ))
        .await;
    let error = house.vault().await.case_keys(&request(1)).await.unwrap_err();
    assert!(matches!(error, VaultError::Keyring(_) | VaultError::Store(_)));
}

/// Kept apart so that a term outlives a rotation: the index key itself does not change.
#[tokio::test]
async fn cases_are_found_after_a_rotation() {
    let house = House::sqlite().await;
    let term = Term::portal_ticket("T-1").unwrap();
    house.vault().await.begin_case(&request(1), &[term.clone().of(Whose::Subject)]).await.unwrap();
    let both = house.node(&[NEW, OLD]).await.unwrap();
    assert_eq!(both.rewrap(100).await.unwrap().left, 0);
    let after = house.node(&[NEW]).await.unwrap();
    assert_eq!(after.find("Request", &term).await.unwrap().cases, [request(1)]);
}
