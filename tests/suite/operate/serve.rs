//! `habeas serve`: from the first listener to the last goodbye.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::kill::{key_for, letter};
use crate::support::{Client, Cluster, Running, World, desk, get, get_json, said};

pub(super) fn embedded(folder: &Path) -> Command {
    desk(&["serve", "--data", folder.to_str().unwrap()])
}

/// A desk on PostgreSQL, by the application's login, with keys and files in a folder.
pub(super) fn on_postgres(world: &World, folder: &Path) -> Command {
    let mut command = desk(&["serve"]);
    command
        .env("HABEAS_STORE__URL", world.url().replace("habeas_owner@", "habeas_desk@"))
        .env("HABEAS_STORE__FILES", folder.join("files"))
        .env("HABEAS_VAULT__DATA", folder.join("vault"))
        .env("HABEAS_HTTP__PUBLIC_URL", "https://privacy.example.net")
        .env("HABEAS_MAIL__TRANSPORT", "folder")
        .env("HABEAS_MAIL__FOLDER", folder.join("mail"));
    command
}

pub(super) fn address(desk: &mut Running) -> String {
    desk.hear("listening")["address"].as_str().unwrap().to_owned()
}

/// The same program in the same environment, told to do something else.
pub(super) fn with_arguments(command: &Command, arguments: &[&str]) -> Command {
    let mut other = Command::new(command.get_program());
    other.args(arguments).env_clear();
    other.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    other
}

/// Asks until the order and the views have caught up, which the desk itself drives.
fn settled(address: &str) -> Value {
    loop {
        let (status, told) = get_json(address, "/readyz");
        assert_eq!(status, 200, "{told}");
        if told["ledger"]["oldest_unsequenced_ms"].is_null()
            && told["views"]["behind"] == 0
            && told["views"]["position"].as_i64() > Some(0)
        {
            return told;
        }
        std::thread::yield_now();
    }
}

#[test]
fn an_embedded_desk_opens_answers_and_stops() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("desk");
    for _ in 0..2 {
        let mut running = Running::start(&mut embedded(&folder));
        let address = address(&mut running);
        assert_eq!(get(&address, "/healthz"), (200, "ok\n".to_owned()));
        let api = running.hear("listening")["address"].as_str().unwrap().to_owned();
        assert_eq!(get_json(&api, "/v1/openapi.json").1["info"]["title"], "Habeas");
        running.hear("ready");
        let told = settled(&address);
        assert_eq!((&told["ready"], &told["degraded"]), (&true.into(), &Value::Array(vec![])));
        assert_eq!(get(&address, "/elsewhere").0, 404);
        running.terminate();
        let (code, heard) = running.end();
        assert_eq!(code, Some(0), "{heard}");
    }
    let mode =
        |path: &str| std::fs::metadata(folder.join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(""), mode("vault.key"), mode("vault.db")), (0o700, 0o600, 0o600));
}

#[test]
fn a_folder_is_served_by_one_process_at_a_time() {
    let root = tempfile::tempdir().unwrap();
    let mut first = Running::start(&mut embedded(root.path()));
    first.hear("ready");
    let (_, error, code) = said(&embedded(root.path()).output().unwrap());
    assert_eq!(code, Some(1), "{error}");
    assert!(error.contains("is served by another process"), "{error}");
    // Killed, it holds nothing any more.
    drop(first);
    Running::start(&mut embedded(root.path())).hear("ready");
}

#[tokio::test]
async fn a_desk_on_postgresql_does_the_same() {
    let (world, folder) = (World::postgres().await, tempfile::tempdir().unwrap());
    let mut running = Running::start(&mut on_postgres(&world, folder.path()));
    let address = address(&mut running);
    running.hear("ready");
    settled(&address);
    assert_eq!(
        world.count("select size from ledger_head").await,
        world.count("select count(*) from events").await
    );
    running.terminate();
    let (code, heard) = running.end();
    assert_eq!(code, Some(0), "{heard}");
}

#[tokio::test]
async fn a_database_that_is_down_is_waited_for_and_said() {
    let mut cluster = Cluster::start();
    let world = World::alone(&cluster).await;
    let folder = tempfile::tempdir().unwrap();
    cluster.stop_server();
    let mut running = Running::start(&mut on_postgres(&world, folder.path()));
    let address = address(&mut running);
    running.hear("waiting for the database");
    assert_eq!(get(&address, "/healthz").0, 200);
    let (status, told) = get_json(&address, "/readyz");
    assert_eq!((status, &told["reasons"][0]["part"]), (503, &"database".into()));

    cluster.start_server();
    let api = running.hear("listening")["address"].as_str().unwrap().to_owned();
    running.hear("ready");
    settled(&address);
    let arguments = ["key", "create", "--role", "portal", "--principal", "p"];
    let serving = on_postgres(&world, folder.path());
    let client = Client::new(&api, &key_for(with_arguments(&serving, &arguments)));
    let hand_in = |name: &str| client.post("/v1/requests", name, &letter(name)).unwrap();
    assert_eq!(hand_in("before").0, 201);

    // Gone again while it serves: said to everyone, and mended by itself.
    cluster.stop_server();
    let (status, told) = get_json(&address, "/readyz");
    assert_eq!((status, &told["reasons"][0]["part"]), (503, &"database".into()));
    let (status, told) = hand_in("during");
    assert_eq!((status, &told["code"]), (503, &"unavailable".into()), "{told}");
    cluster.start_server();
    while hand_in("during").0 == 503 {
        std::thread::yield_now();
    }
    let (status, told) = hand_in("during");
    assert_eq!(status, 201, "{told}");
    settled(&address);
    running.terminate();
    let (code, heard) = running.end();
    assert_eq!(code, Some(0), "{heard}");
}

#[tokio::test]
async fn a_stop_is_obeyed_while_waiting() {
    let mut cluster = Cluster::start();
    let world = World::alone(&cluster).await;
    let folder = tempfile::tempdir().unwrap();
    cluster.stop_server();
    let mut running = Running::start(&mut on_postgres(&world, folder.path()));
    running.hear("waiting for the database");
    running.terminate();
    assert_eq!(running.end().0, Some(0));
}

#[tokio::test]
async fn tables_of_another_release_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (change, part) in [
        ("delete from _sqlx_migrations where version = 7", "run `habeas migrate`"),
        ("update _sqlx_migrations set checksum = '00' where version = 7", "is not the one"),
        (
            "insert into _sqlx_migrations (version, description, success, checksum, \
             execution_time) values (9999, 'narrow later', true, '00', 0)",
            "newer than this binary",
        ),
    ] {
        let world = World::postgres().await;
        world.as_owner(change).await.unwrap();
        let (out, told, code) = said(&on_postgres(&world, folder.path()).output().unwrap());
        assert_eq!((out.as_str(), code), ("", Some(1)));
        assert!(told.lines().last().unwrap().contains(part), "{told}");
    }
}

/// The next release is being rolled out, and a node of this one starts again.
#[tokio::test]
async fn tables_that_a_later_release_only_widened_are_served() {
    let (world, folder) = (World::postgres().await, tempfile::tempdir().unwrap());
    let widened = "insert into _sqlx_migrations (version, description, success, checksum, \
                   execution_time) values (9999, 'later', true, '00', 0); \
                   alter table view_request add column later text";
    world.as_owner(widened).await.unwrap();
    let mut running = Running::start(&mut on_postgres(&world, folder.path()));
    let address = address(&mut running);
    running.hear("ready");
    assert_eq!(settled(&address)["ready"], true);
}

#[tokio::test]
async fn a_worker_that_may_not_go_on_stops_the_desk() {
    let (world, folder) = (World::postgres().await, tempfile::tempdir().unwrap());
    let nobodys = "insert into events (aggregate_type, aggregate_id, sequence, event_type, \
                   event_version, payload, metadata) values ('X', 'x', 1, 'E', '1', '{}', '{}')";
    world.as_owner(nobodys).await.unwrap();
    let running = Running::start(&mut on_postgres(&world, folder.path()));
    let (code, heard) = running.end();
    assert_eq!(code, Some(1), "{heard}");
    let last = heard.lines().last().unwrap();
    assert!(last.starts_with("error: the sequencer failed: "), "{last}");
    assert!(last.contains("events.metadata at X/x#1"), "{last}");
}

#[test]
fn what_is_missing_is_said_before_anything_is_touched() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("desk");
    let mut command = embedded(&folder);
    command.env_remove("HABEAS_HOUSE__COUNTRY").env("HABEAS_PACKS__FOLDER", "/does/not/exist");
    let (_, told, code) = said(&command.output().unwrap());
    assert_eq!(code, Some(2));
    assert!(told.contains("house.country") && told.contains("/does/not/exist"), "{told}");
    assert!(!folder.exists());
}

#[test]
fn keys_that_are_not_the_vaults_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = Running::start(&mut embedded(folder.path()));
    first.hear("ready");
    first.terminate();
    assert_eq!(first.end().0, Some(0));
    let mut other = embedded(folder.path());
    other.env("HABEAS_VAULT__KEY", "other AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
    let (_, told, code) = said(&other.output().unwrap());
    assert_eq!(code, Some(1));
    assert!(told.lines().last().unwrap().contains("opening the vault"), "{told}");
    assert!(!told.contains("AAECAw"), "{told}");
}

#[test]
fn a_port_that_is_taken_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for listener in ["HABEAS_HTTP__ADMIN_LISTEN", "HABEAS_HTTP__LISTEN"] {
        let mut command = embedded(folder.path());
        let (_, told, code) = said(&command.env(listener, &address).output().unwrap());
        assert_eq!(code, Some(1));
        assert!(told.contains(&format!("listening on {address}")), "{told}");
    }
}
