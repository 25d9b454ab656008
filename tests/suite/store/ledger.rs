//! The order, the entries, and reading them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use habeas_adapters::ledger::{Sequenced, body_digest, feed, leaf_hash, position, sequence};
use habeas_adapters::store::{Store, StoreError};

use crate::support::{Tally, World, metadata, noted, on_both_engines};

on_both_engines!(
    positions_are_dense_and_time_never_goes_back,
    an_entry_commits_to_the_stored_text,
    a_batch_killed_before_its_commit_never_was,
    damaged_metadata_stops_the_sequencer,
    a_hole_in_the_ledger_is_an_error,
    a_position_moves_once,
);

async fn positions_are_dense_and_time_never_goes_back(mut world: World) {
    let store = &world.store;
    store.append::<Tally>("t-1", 0, noted(["a", "b"]), &metadata("1", 10)).await.unwrap();
    store.append::<Tally>("t-2", 0, noted(["c"]), &metadata("2", 5)).await.unwrap();
    store.append::<Tally>("t-1", 2, noted(["d"]), &metadata("3", 12)).await.unwrap();
    world.sequence_all().await;
    store_and_sequence_more(&mut world).await;

    let ledger = world.ledger().await;
    let order: Vec<_> =
        ledger.iter().map(|e| (e.position, e.aggregate_id.as_str(), e.sequence)).collect();
    assert_eq!(order, [(0, "t-1", 1), (1, "t-1", 2), (2, "t-2", 1), (3, "t-1", 3), (4, "t-3", 1)]);
    let minutes: Vec<_> =
        ledger.iter().map(|e| (e.at - metadata("", 0).at).num_minutes()).collect();
    assert_eq!(minutes, [10, 10, 10, 12, 12], "the later of the entry before and the event");
    assert_eq!(ledger[2].metadata().unwrap().at, metadata("", 5).at, "the event keeps its own");
}

async fn store_and_sequence_more(world: &mut World) {
    world.note("t-3", 0, "e").await.unwrap();
    world.sequence_all().await;
    assert_eq!(world.sequence(10).await.unwrap(), Sequenced::Nothing);
}

async fn an_entry_commits_to_the_stored_text(world: World) {
    // Key order and spaces are the engine's own business; the digest is of what it holds.
    world.note("t-1", 0, "é \"quoted\"").await.unwrap();
    world.sequence_all().await;
    let event = world.ledger().await.remove(0);
    let entry: String = scalar(&world, "select entry from ledger").await;
    let leaf: Vec<u8> = scalar(&world, "select leaf from ledger").await;
    assert_eq!(leaf, leaf_hash(&entry));
    let digest = URL_SAFE_NO_PAD.encode(body_digest(&event.payload, &event.metadata));
    let start =
        format!(r#"{{"d":"{digest}","et":"Noted","ev":"1","id":"t-1","s":1,"t":"Tally","ts":""#);
    assert!(entry.starts_with(&start), "{entry}");
    assert!(entry.ends_with(r#"Z","v":1}"#), "{entry}");
}

async fn scalar<T>(world: &World, query: &str) -> T
where
    for<'r> T: sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    for<'r> T: sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
    T: Send + Unpin + 'static,
{
    match &world.store {
        Store::Pg(pool) => sqlx::query_scalar(query).fetch_one(pool).await.unwrap(),
        Store::Lite { read, .. } => sqlx::query_scalar(query).fetch_one(read).await.unwrap(),
    }
}

async fn a_batch_killed_before_its_commit_never_was(mut world: World) {
    world.note("t-1", 0, "a").await.unwrap();
    world.note("t-1", 1, "b").await.unwrap();
    while sequence_and_die(&mut world).await == Sequenced::Behind {}
    assert_eq!(world.ledger().await, []);
    // Repeated after a commit whose answer was lost, it finds nothing left to do.
    world.sequence_all().await;
    let ledger = world.ledger().await;
    assert_eq!(world.sequence(10).await.unwrap(), Sequenced::Nothing);
    assert_eq!(world.ledger().await, ledger);
    assert_eq!(ledger.len(), 2);
}

async fn sequence_and_die(world: &mut World) -> Sequenced {
    let mut tx = world.store.begin().await.unwrap();
    sequence(&mut tx, 10).await.unwrap()
}

async fn damaged_metadata_stops_the_sequencer(mut world: World) {
    world
        .as_owner(
            "insert into events (aggregate_type, aggregate_id, sequence, event_type, event_version,
                                 payload, metadata)
             values ('Tally', 'odd', 1, 'Noted', '1', '{}', '{\"at\":\"2026-01-01T00:00:00Z\"}')",
        )
        .await
        .unwrap();
    world.note("t-1", 0, "after it").await.unwrap();
    let error = loop {
        match world.sequence(10).await {
            Ok(Sequenced::Behind) => {}
            Ok(other) => panic!("{other:?}"),
            Err(error) => break error,
        }
    };
    assert!(!error.is_passing());
    assert_eq!(
        error.to_string(),
        "the value stored in events.metadata at Tally/odd#1 cannot be read"
    );
    assert_eq!(world.ledger().await, [], "nothing was given a position past it");
}

async fn a_hole_in_the_ledger_is_an_error(world: World) {
    for last in 0..4 {
        world.note("t-1", last, "x").await.unwrap();
    }
    world.sequence_all().await;
    let pg = matches!(world.store, Store::Pg(_));
    let open = if pg {
        "alter table ledger disable trigger all; alter table events disable trigger all"
    } else {
        "drop trigger ledger_no_delete; drop trigger events_no_delete"
    };
    world.as_owner(open).await.unwrap();

    world.as_owner("delete from events where sequence = 4").await.unwrap();
    let read = |after: i64| {
        let store = world.store.clone();
        async move { feed::read(store.read().await.unwrap().conn(), after, 10).await }
    };
    let gone = read(-1).await.unwrap_err();
    assert!(matches!(gone, StoreError::Inconsistent { table: "ledger", .. }), "{gone:?}");

    world.as_owner("delete from ledger where position = 1").await.unwrap();
    for (after, found) in [(-1, 2), (0, 2)] {
        let gap = read(after).await.unwrap_err();
        assert!(matches!(gap, StoreError::Gap { after: 0, found: f } if f == found), "{gap:?}");
    }
    assert_eq!(read(1).await.unwrap_err().to_string(), gone.to_string());
}

async fn a_position_moves_once(mut world: World) {
    async fn moved(world: &mut World, from: i64, to: i64) -> Result<(), StoreError> {
        let mut tx = world.store.begin().await?;
        position::advance(&mut tx, "notifier", from, to).await?;
        tx.commit().await
    }
    moved(&mut world, -1, 4).await.unwrap();
    for from in [-1, 3, 5] {
        let late = moved(&mut world, from, 9).await;
        assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
    }
    moved(&mut world, 4, 5).await.unwrap();
    let of = |name| {
        format!("select coalesce(max(position), -1) from subscription where name = '{name}'")
    };
    assert_eq!(world.count(&of("notifier")).await, 5);
    assert_eq!(world.count(&of("courier")).await, -1);
}
