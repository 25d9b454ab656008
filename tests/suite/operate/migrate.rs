//! `habeas migrate`, by the real program on both engines.

use serde_json::Value;

use crate::support::{Cluster, Running, World, empty_database, habeas, said};

/// The last migration of each engine, as this release has them.
const NEWER: &str = "insert into _sqlx_migrations (version, description, success, checksum, \
                     execution_time) values (9999, 'later', true, '00', 0)";

#[tokio::test]
async fn an_owner_brings_both_databases_up_to_date_and_is_told_what_was_applied() {
    let (events, keys) = (empty_database().await, empty_database().await);
    let migrate = |arguments: &[&str]| {
        let mut command = habeas(&[&["migrate"], arguments].concat());
        command.env("HABEAS_STORE__OWNER_URL", &*events).env("HABEAS_VAULT__OWNER_URL", &*keys);
        said(&command.output().unwrap())
    };
    let (out, told, code) = migrate(&[]);
    assert_eq!((told.as_str(), code), ("", Some(0)));
    assert!(out.starts_with("applied 1 roles\napplied 2 append only\n"), "{out}");
    assert!(out.ends_with("The tables of the vault are up to date.\n"), "{out}");
    World::existing(&events).await.store.check_schema().await.unwrap();

    let (out, _, code) = migrate(&["--rebase", "--json"]);
    let again: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, Some(0));
    assert_eq!(again["applied"].as_array().unwrap().len(), 0);
    assert_eq!((&again["rebased"], &again["vault_migrated"]), (&Value::Null, &true.into()));
}

#[tokio::test]
async fn an_embedded_desk_is_migrated_in_its_folder() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("desk");
    let migrate = || {
        let command = &mut habeas(&["migrate", "--data", folder.to_str().unwrap()]);
        said(&command.output().unwrap())
    };
    let (out, told, code) = migrate();
    assert_eq!((told.as_str(), code), ("", Some(0)));
    assert!(out.starts_with("applied 1 events\n"), "{out}");
    assert_eq!(migrate().0, "The tables are up to date; nothing was applied.\n");

    let file = folder.join("habeas.db");
    let pool = sqlx::SqlitePool::connect(file.to_str().unwrap()).await.unwrap();
    sqlx::raw_sql(NEWER).execute(&pool).await.unwrap();
    pool.close().await;
    let (out, told, code) = migrate();
    assert_eq!((out.as_str(), code), ("", Some(1)));
    assert!(told.contains("have migration 9999, which is newer than this binary"), "{told}");
}

#[tokio::test]
async fn tables_of_a_later_release_are_refused_untouched() {
    let world = World::postgres().await;
    world.as_owner(NEWER).await.unwrap();
    let mut command = habeas(&["migrate"]);
    let (_, told, code) =
        said(&command.env("HABEAS_STORE__OWNER_URL", world.url()).output().unwrap());
    assert_eq!(code, Some(1));
    assert!(told.contains("have migration 9999, which is newer than this binary"), "{told}");
}

#[test]
fn a_database_that_is_down_is_waited_for() {
    let mut cluster = Cluster::start();
    let url = format!("{}/postgres", cluster.base());
    cluster.stop_server();
    let migrate = |arguments: &[&str]| {
        let mut command = habeas(&[&["migrate"], arguments].concat());
        command.env("HABEAS_STORE__OWNER_URL", &url).env("HABEAS_LOG__FORMAT", "json");
        command
    };
    let (out, told, code) = said(&migrate(&["--wait", "0"]).output().unwrap());
    assert_eq!((out.as_str(), code), ("", Some(75)));
    assert!(told.contains("did not answer within 0 s"), "{told}");

    let mut stopped = Running::start(&mut migrate(&[]));
    stopped.hear("waiting for the database");
    stopped.terminate();
    let (code, told) = stopped.end();
    assert_eq!(code, Some(75));
    assert!(told.contains("stopped before the tables were up to date"), "{told}");

    let mut waiting = Running::start(&mut migrate(&[]));
    let said = waiting.hear("waiting for the database");
    assert!(said["place"].as_str().unwrap().starts_with("habeas_owner@127.0.0.1:"), "{said}");
    assert!(said["error"].as_str().unwrap().starts_with("the database is unavailable: "), "{said}");
    cluster.start_server();
    assert_eq!(waiting.end().0, Some(0));
}

#[test]
fn what_no_waiting_mends_is_not_waited_for() {
    let base = crate::support::shared();
    for (name, url) in [
        ("no such database", format!("{base}/nowhere")),
        ("no such login", format!("{}/postgres", base.replace("habeas_owner@", "nobody@"))),
    ] {
        let mut command = habeas(&["migrate"]);
        let (_, told, code) = said(&command.env("HABEAS_STORE__OWNER_URL", url).output().unwrap());
        assert_eq!(code, Some(1), "{name}: {told}");
    }
}

#[test]
fn without_an_owner_nothing_is_tried() {
    let (_, told, code) = said(&habeas(&["migrate"]).output().unwrap());
    assert_eq!(code, Some(2));
    assert!(told.contains("store.owner_url") && !told.contains("house"), "{told}");
}
