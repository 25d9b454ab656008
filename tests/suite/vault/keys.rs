//! The desk's own keys are made once; the tables are used with no more rights than they need.

use std::os::unix::fs::PermissionsExt as _;

use habeas_adapters::chance::Chance;
use habeas_adapters::clock::Clock;
use habeas_adapters::vault::{Keyring, Vault, VaultError};
use habeas_domain::id::StepNo;

use crate::support::{House, OLD, empty_database, on_both_engines, request};

on_both_engines!(House: nodes_that_start_at_once_on_an_empty_vault_share_its_keys);

async fn nodes_that_start_at_once_on_an_empty_vault_share_its_keys(house: House) {
    if house.folder().is_some() {
        // The embedded desk is one process; its tables are there before a second one looks.
        house.vault().await;
        house.tamper("delete from vault_service_key").await;
    }
    let ring = [OLD];
    let (a, b, c, d) =
        tokio::join!(house.node(&ring), house.node(&ring), house.node(&ring), house.node(&ring));
    let nodes = [a.unwrap(), b.unwrap(), c.unwrap(), d.unwrap(), house.vault().await];
    let code = nodes[0].code(&request(1), StepNo(1), 1);
    for node in &nodes {
        assert_eq!(node.code(&request(1), StepNo(1), 1).reveal(), code.reveal());
        assert_eq!(node.command_id("a", "b"), nodes[0].command_id("a", "b"));
        node.check().await.unwrap();
    }
    assert_eq!(house.dump().await.matches("vault_service_key").count(), 5);
}

#[tokio::test]
async fn an_sqlite_vault_is_private() {
    let house = House::sqlite().await;
    let vault = house.vault().await;
    vault.begin_case(&request(1), &[]).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(house.folder().unwrap()).unwrap().collect();
    assert!(files.len() >= 2, "the file and its write-ahead log");
    for file in files {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.path().display());
    }
}

#[tokio::test]
async fn a_database_without_the_tables_is_refused() {
    let url = empty_database().await;
    let ring = Keyring::parse(OLD).unwrap();
    let opened = Vault::open_postgres(&url, 2, ring, Clock::System, Chance::System).await;
    assert!(matches!(opened, Err(VaultError::Store(_))));
}

#[tokio::test]
async fn the_application_has_no_rights_beyond_its_work() {
    let house = House::postgres().await;
    let vault = house.vault().await;
    vault.begin_case(&request(1), &[]).await.unwrap();
    for forbidden in [
        "delete from vault_key",
        "update vault_key set commitment = ''",
        "update vault_key set key_id = 'x'",
        "delete from vault_service_key",
        "update vault_service_key set name = 'x'",
        "update vault_kek set commitment = ''",
        "delete from vault_kek",
        "update vault_index set stream_id = 'x'",
        "update vault_case set stream_id = 'x'",
        "truncate vault_case cascade",
        "create table mine (a text)",
        "drop table vault_send",
    ] {
        let error = house.as_application(forbidden).await.expect_err(forbidden).to_string();
        assert!(
            error.contains("permission denied") || error.contains("must be owner"),
            "{forbidden}: {error}"
        );
    }
}
