//! `habeas doctor`: says what is wrong and how to mend it, and changes nothing.

use std::process::Command;

use habeas_adapters::vault::Vault;
use serde_json::Value;

use super::kill::key_for;
use super::serve::{embedded, on_postgres, with_arguments};
use crate::support::{OLD, World, empty_database, said};

/// What is said of each part, and the exit code.
fn found(command: &mut Command) -> (Vec<(String, String, Value)>, Option<i32>) {
    let (out, told, code) = said(&command.output().unwrap());
    let all: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{told}"));
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let findings = all["findings"].as_array().unwrap().iter();
    let findings = findings.map(|f| (text(f, "part"), text(f, "state"), f["mend"].clone()));
    (findings.collect(), code)
}

fn state<'f>(findings: &'f [(String, String, Value)], part: &str) -> &'f str {
    &findings.iter().find(|(of, ..)| of == part).unwrap_or_else(|| panic!("{part}")).1
}

const ADDRESSES: [(&str, &str); 4] = [
    ("HABEAS_HOUSE__ADDRESSES__POSTAL", "Example Games, 1 Example Street, 10115 Berlin"),
    ("HABEAS_HOUSE__ADDRESSES__EMAIL", "privacy@example.net"),
    ("HABEAS_HOUSE__ADDRESSES__PHONE", "+49 30 555-0100"),
    ("HABEAS_HOUSE__ADDRESSES__WEB", "https://example.net/privacy"),
];

#[test]
fn a_desk_that_is_not_there_is_not_made_by_looking() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("desk");
    let arguments = ["doctor", "--json", "--data", folder.to_str().unwrap()];
    let (findings, code) = found(&mut with_arguments(&embedded(&folder), &arguments));
    assert_eq!(code, Some(1));
    for part in ["database", "vault", "addresses"] {
        assert_eq!(state(&findings, part), "mend", "{part}");
    }
    assert!(findings.iter().all(|(_, state, mend)| state == "well" || mend.is_string()));
    assert!(!folder.exists());
}

#[tokio::test]
async fn a_desk_that_is_well_is_left_as_it_is() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("desk");
    let data = folder.to_str().unwrap();
    let serving = embedded(&folder);
    let create = ["key", "create", "--role", "portal", "--principal", "p", "--data", data];
    key_for(with_arguments(&serving, &create));
    // What is in the tables, wherever it lies: whoever closes a file last may tidy its log away.
    let bytes = async |copy: &str| {
        let (file, copy) = (folder.join("habeas.db"), folder.join(copy));
        let pool = sqlx::SqlitePool::connect(file.to_str().unwrap()).await.unwrap();
        sqlx::query("vacuum into ?").bind(copy.to_str().unwrap()).execute(&pool).await.unwrap();
        pool.close().await;
        std::fs::read(copy).unwrap()
    };
    let doctor = || with_arguments(&serving, &["doctor", "--json", "--data", data]);
    let before = bytes("before").await;
    let (findings, code) = found(doctor().envs(ADDRESSES));
    assert_eq!(code, Some(0), "{findings:?}");
    for part in ["settings", "addresses", "database", "rights", "clock", "ledger", "vault", "packs"]
    {
        assert_eq!(state(&findings, part), "well", "{part}");
    }
    assert_eq!(state(&findings, "mail"), "look", "a folder reaches nobody");
    assert!(bytes("after").await == before, "nothing was written");
}

#[tokio::test]
async fn what_is_wrong_on_postgresql_is_said_with_how_to_mend_it() {
    let (world, folder) = (World::postgres().await, tempfile::tempdir().unwrap());
    let serving = on_postgres(&world, folder.path());
    key_for(with_arguments(&serving, &["key", "create", "--role", "portal", "--principal", "p"]));
    let doctor = || with_arguments(&serving, &["doctor", "--json"]);
    let (findings, code) = found(doctor().envs(ADDRESSES));
    assert_eq!(code, Some(0), "{findings:?}");
    // The owner can do more than the desk should.
    let (findings, code) = found(doctor().envs(ADDRESSES).env("HABEAS_STORE__URL", world.url()));
    assert_eq!((code, state(&findings, "rights")), (Some(1), "mend"));
    // So can a login to whom somebody granted too much.
    world.as_owner("grant update (leaf) on ledger to habeas_desk").await.unwrap();
    let (findings, code) = found(doctor().envs(ADDRESSES));
    assert_eq!((code, state(&findings, "rights")), (Some(1), "mend"));
    world.as_owner("revoke update (leaf) on ledger from habeas_desk").await.unwrap();
    // Nobody ran the migrations.
    let untouched = empty_database().await;
    let (findings, _) = found(doctor().env("HABEAS_STORE__URL", &*untouched));
    assert_eq!(state(&findings, "database"), "mend");
    // A relay where nobody listens.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (findings, code) = found(doctor().envs(ADDRESSES).envs([
        ("HABEAS_MAIL__TRANSPORT", "smtp"),
        ("HABEAS_MAIL__HOST", "127.0.0.1"),
        ("HABEAS_MAIL__SECURITY", "none"),
        ("HABEAS_MAIL__PORT", &port.to_string()),
    ]));
    assert_eq!((code, state(&findings, "mail")), (Some(1), "mend"));
}

#[tokio::test]
async fn keys_on_postgresql_are_not_looked_after_by_their_owner() {
    let (world, folder) = (World::postgres().await, tempfile::tempdir().unwrap());
    let keys = empty_database().await;
    Vault::migrate_postgres(&keys).await.unwrap();
    let keeper = "do $$ begin create role habeas_keeper login in role habeas_vault;
                  exception when duplicate_object or unique_violation then null; end $$";
    let owner = sqlx::PgPool::connect(&keys).await.unwrap();
    sqlx::raw_sql(keeper).execute(&owner).await.unwrap();
    owner.close().await;
    let with_keys = |url: &str, arguments: &[&str]| {
        let mut command = with_arguments(&on_postgres(&world, folder.path()), arguments);
        command.env_remove("HABEAS_VAULT__DATA");
        command.env("HABEAS_VAULT__URL", url).env("HABEAS_VAULT__KEY", OLD);
        command.envs(ADDRESSES);
        command
    };
    let app = keys.replace("habeas_owner@", "habeas_keeper@");
    key_for(with_keys(&app, &["key", "create", "--role", "portal", "--principal", "p"]));
    let (findings, code) = found(&mut with_keys(&app, &["doctor", "--json"]));
    assert_eq!((code, state(&findings, "vault")), (Some(0), "well"), "{findings:?}");
    assert!(findings.iter().all(|(part, ..)| part != "vault rights"));
    // One that may read keys and not destroy them.
    let reader = "do $$ begin create role habeas_key_reader login;
                  exception when duplicate_object or unique_violation then null; end $$;
                  grant usage on schema public to habeas_key_reader;
                  grant select, insert on all tables in schema public to habeas_key_reader";
    let owner = sqlx::PgPool::connect(&keys).await.unwrap();
    sqlx::raw_sql(reader).execute(&owner).await.unwrap();
    owner.close().await;
    let weak = keys.replace("habeas_owner@", "habeas_key_reader@");
    let (findings, code) = found(&mut with_keys(&weak, &["doctor", "--json"]));
    assert_eq!((code, state(&findings, "vault rights")), (Some(1), "mend"), "{findings:?}");
    let (findings, code) = found(&mut with_keys(&keys, &["doctor", "--json"]));
    assert_eq!((code, state(&findings, "vault rights")), (Some(1), "mend"), "{findings:?}");
}
