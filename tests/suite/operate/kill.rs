//! Killed at any moment: what was answered is there, and nobody is left without a letter.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::{OnceLock, mpsc};

use habeas_adapters::clock::Clock;
use serde_json::json;
use sqlx::{PgPool, SqlitePool};

use super::serve::{address, embedded, on_postgres};
use crate::support::{Client, Running, World, said};

/// How often the desk is killed, and how many portals hand letters in meanwhile.
const ROUNDS: usize = 3;
const PORTALS: usize = 3;

/// Letters need not wait for each other here.
const PACE: (&str, &str) = ("HABEAS_WORKERS__MAILS_PER_MINUTE", "100000");

/// The desk's database, seen from outside.
enum Tables {
    Pg(PgPool),
    Lite(SqlitePool),
}

impl Tables {
    async fn count(&self, query: &str) -> i64 {
        match self {
            Self::Pg(pool) => sqlx::query_scalar(query).fetch_one(pool).await,
            Self::Lite(pool) => sqlx::query_scalar(query).fetch_one(pool).await,
        }
        .unwrap()
    }

    /// Lets so much time pass that no courier holds anything any more.
    async fn leases_run_out(&self) {
        let query = "update dispatch set held_until = '2000-01-01T00:00:00+00:00' where held_until is not null";
        match self {
            Self::Pg(pool) => sqlx::query(query).execute(pool).await.map(drop),
            Self::Lite(pool) => sqlx::query(query).execute(pool).await.map(drop),
        }
        .unwrap();
    }
}

/// A letter of a minute ago, so that nothing of it is due while the test runs; the same words each
/// time.
pub(super) fn letter(name: &str) -> String {
    static AT: OnceLock<String> = OnceLock::new();
    let at = AT.get_or_init(|| (Clock::System.now() - chrono::TimeDelta::minutes(1)).to_rfc3339());
    json!({
        "channel": "portal",
        "received": { "at": at, "zone": "America/Los_Angeles" },
        "subject": { "category": "user", "residence": { "country": "US", "region": "CA" },
                     "identifiers": [ { "type": "account", "value": name } ] },
        "requester": { "relation": "self", "name": "Sample Person", "language": "en",
                       "contacts": [ { "channel": "email", "value": format!("{name}@example.net") } ] },
        "items": [ { "kind": "access" } ]
    })
    .to_string()
}

pub(super) fn key_for(mut command: Command) -> String {
    let (out, told, code) = said(&command.output().unwrap());
    assert_eq!(code, Some(0), "{told}");
    out.trim().to_owned()
}

/// Portals hand letters in until the desk is gone; gives those that were answered, by key.
fn hand_in(client: &Client, round: usize, answered: &mpsc::Sender<(String, String)>) {
    std::thread::scope(|portals| {
        for portal in 0..PORTALS {
            let answered = answered.clone();
            portals.spawn(move || {
                for no in 0.. {
                    let name = format!("r{round}-p{portal}-n{no}");
                    let Some((status, body)) = client.post("/v1/requests", &name, &letter(&name))
                    else {
                        return;
                    };
                    assert_eq!(status, 201, "{body}");
                    let id = body["id"].as_str().unwrap().to_owned();
                    if answered.send((name, id)).is_err() {
                        return;
                    }
                }
            });
        }
    });
}

async fn killed_again_and_again(
    start: impl Fn() -> Command,
    key: String,
    tables: Tables,
    mail: &Path,
) {
    let mut known = BTreeMap::new();
    for round in 0..ROUNDS {
        let mut running = Running::start(start().env(PACE.0, PACE.1));
        address(&mut running);
        let client = Client::new(&address(&mut running), &key);
        running.hear("ready");
        let (send, receive) = mpsc::channel();
        std::thread::scope(|scope| {
            scope.spawn(|| hand_in(&client, round, &send));
            // Another moment each time: in the middle of commits, of sending, of nothing.
            for (name, id) in receive.iter().take(5 + round * 4) {
                known.insert(name, id);
            }
            running.kill();
        });
        drop(send);
        known.extend(receive);
    }
    let mut running = Running::start(start().env(PACE.0, PACE.1));
    address(&mut running);
    let client = Client::new(&address(&mut running), &key);
    running.hear("ready");
    for (name, id) in &known {
        let (status, body) = client.post("/v1/requests", name, &letter(name)).unwrap();
        assert_eq!((status, body["id"].as_str()), (201, Some(id.as_str())), "{name} was answered");
    }
    tables.leases_run_out().await;
    let due = || {
        let soon = Clock::System.now() + chrono::TimeDelta::seconds(20);
        format!("select count(*) from dispatch where next_at < '{}'", soon.to_rfc3339())
    };
    let received = "select max(position) from ledger l join events e
                        on e.aggregate_type = l.aggregate_type and e.aggregate_id = l.aggregate_id
                       and e.sequence = l.sequence
                     where e.event_type = 'RequestReceived'";
    let read = "select position from subscription where name = 'notifier'";
    while tables.count(read).await < tables.count(received).await || tables.count(&due()).await > 0
    {
        tokio::task::yield_now().await;
    }
    let letters =
        tables.count("select count(*) from events where event_type = 'RequestReceived'").await;
    assert!(letters >= i64::try_from(known.len()).unwrap(), "nothing that was answered is lost");
    // What a courier held when it was killed goes out a minute later, as the same file, and its
    // stream says why it waits; all others have gone out.
    let waiting = tables.count("select count(*) from dispatch where next_at is not null").await;
    let explained = "select count(distinct aggregate_id) from events
                      where event_type in ('OutcomeUnknown', 'NotSent')";
    let explained = tables.count(explained).await;
    let sent = std::fs::read_dir(mail).unwrap().map(|file| file.unwrap().path());
    let sent = sent.filter(|path| path.extension().is_some_and(|kind| kind == "eml")).count();
    let sent = i64::try_from(sent).unwrap();
    assert!(
        sent <= letters && sent + waiting >= letters && waiting <= explained,
        "{letters} letters, {sent} sent, {waiting} waiting, {explained} explained"
    );
    running.terminate();
    let (code, heard) = running.end();
    assert_eq!(code, Some(0), "{heard}");
}

#[tokio::test]
async fn an_embedded_desk_killed_at_any_moment_keeps_its_word() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("desk");
    let mut key = embedded(&folder);
    key = super::serve::with_arguments(
        &key,
        &[
            "key",
            "create",
            "--role",
            "portal",
            "--principal",
            "p",
            "--data",
            folder.to_str().unwrap(),
        ],
    );
    let key = key_for(key);
    let file = format!("sqlite://{}", folder.join("habeas.db").display());
    let tables = Tables::Lite(SqlitePool::connect(&file).await.unwrap());
    killed_again_and_again(|| embedded(&folder), key, tables, &folder.join("mail")).await;
}

#[tokio::test]
async fn a_desk_on_postgresql_killed_at_any_moment_keeps_its_word() {
    let (world, folder) = (World::postgres().await, tempfile::tempdir().unwrap());
    let serve = on_postgres(&world, folder.path());
    let key = key_for(super::serve::with_arguments(
        &serve,
        &["key", "create", "--role", "portal", "--principal", "p"],
    ));
    let tables = Tables::Pg(PgPool::connect(world.url()).await.unwrap());
    let start = || on_postgres(&world, folder.path());
    killed_again_and_again(start, key, tables, &folder.path().join("mail")).await;
}
