//! What every engine promises about streams.

use habeas_adapters::store::{Durability, Metadata, Store, StoreError};
use tokio::task::JoinSet;

use crate::support::{Tally, World, metadata, noted, on_both_engines};

on_both_engines!(
    what_is_appended_is_loaded_in_order,
    who_comes_second_conflicts_and_leaves_nothing,
    a_command_sent_many_times_has_one_effect,
    the_character_that_postgresql_cannot_store_is_refused,
    damage_names_table_column_and_row,
    a_schema_of_another_release_is_refused,
);

async fn what_is_appended_is_loaded_in_order(world: World) {
    let store = &world.store;
    store.append::<Tally>("t-1", 0, noted(["one", "two"]), &metadata("a", 1)).await.unwrap();
    store.append::<Tally>("t-1", 2, noted(["three"]), &metadata("b", 2)).await.unwrap();
    store.append::<Tally>("t-2", 0, noted(["other"]), &metadata("c", 3)).await.unwrap();
    store.append::<Tally>("t-2", 1, noted([]), &metadata("d", 4)).await.unwrap();

    let events = store.load::<Tally>("t-1").await.unwrap();
    let sequences: Vec<usize> = events.iter().map(|event| event.sequence).collect();
    let payloads: Vec<_> = events.iter().map(|event| event.payload.clone()).collect();
    assert_eq!(sequences, [1, 2, 3]);
    assert_eq!(payloads, noted(["one", "two", "three"]));
    assert_eq!(Metadata::from_map(&events[2].metadata, "").unwrap(), metadata("b", 2));
    assert!(store.load::<Tally>("t-3").await.unwrap().is_empty());
    assert_eq!(world.count("select count(*) from events").await, 4);
}

async fn who_comes_second_conflicts_and_leaves_nothing(world: World) {
    let store = &world.store;
    store.append::<Tally>("t-1", 0, noted(["first"]), &metadata("a", 1)).await.unwrap();
    let second = store.append::<Tally>("t-1", 0, noted(["x", "y"]), &metadata("b", 1)).await;
    assert!(matches!(second, Err(StoreError::Conflict)), "{second:?}");
    assert_eq!(world.count("select count(*) from events").await, 1);
}

/// The desk in miniature: look for the command, fold, decide, commit, and again on conflict.
async fn execute(store: Store, command: String) -> usize {
    loop {
        let events = store.load::<Tally>("t-1").await.unwrap();
        let holds = |map: &std::collections::HashMap<String, String>| {
            map.get(Metadata::COMMAND) == Some(&command)
        };
        if let Some(event) = events.iter().rfind(|event| holds(&event.metadata)) {
            return event.sequence;
        }
        let last = events.last().map_or(0, |event| event.sequence);
        let meta = metadata(&command, 1);
        match store.append::<Tally>("t-1", last, noted(["effect"]), &meta).await {
            Ok(()) => return last + 1,
            Err(StoreError::Conflict) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
}

async fn a_command_sent_many_times_has_one_effect(world: World) {
    let mut writers = JoinSet::new();
    for n in 0..16 {
        writers.spawn(execute(world.store.clone(), format!("command-{}", n % 4)));
    }
    let mut sequences = writers.join_all().await;
    sequences.sort_unstable();
    assert_eq!(sequences, [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4]);
}

async fn the_character_that_postgresql_cannot_store_is_refused(world: World) {
    let store = &world.store;
    let refused = [
        (store.append::<Tally>("t\0", 0, noted(["x"]), &metadata("a", 1)).await, "id"),
        (store.append::<Tally>("t", 0, noted(["x", "a\0b"]), &metadata("a", 1)).await, "payload"),
        (store.append::<Tally>("t", 0, noted(["x"]), &metadata("a\0", 1)).await, "metadata"),
    ];
    for (answer, expected) in refused {
        assert!(
            matches!(answer, Err(StoreError::Nul { place }) if place == expected),
            "{answer:?}"
        );
    }
    // What only looks like it is text like any other.
    store.append::<Tally>("t", 0, noted([r"\u0000"]), &metadata("a", 1)).await.unwrap();
    assert_eq!(store.load::<Tally>("t").await.unwrap()[0].payload, noted([r"\u0000"])[0]);
    assert_eq!(world.count("select count(*) from events").await, 1);
}

async fn damage_names_table_column_and_row(world: World) {
    let insert = |id: &str, payload: &str, metadata: &str| {
        format!(
            "insert into events (aggregate_type, aggregate_id, sequence, event_type,
                    event_version, payload, metadata)
                 values ('Tally', '{id}', 1, 'Noted', '1', '{payload}', '{metadata}')"
        )
    };
    let unknown = r#"{"Forgotten":{}}"#;
    world.as_owner(&insert("a", unknown, "{}")).await.unwrap();
    world.as_owner(&insert("b", r#"{"Noted":{"text":"x"}}"#, "[1]")).await.unwrap();
    for (id, column) in [("a", "payload"), ("b", "metadata")] {
        let error = world.store.load::<Tally>(id).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the value stored in events.{column} at Tally/{id}#1 cannot be read")
        );
    }
}

async fn a_schema_of_another_release_is_refused(world: World) {
    world.store.check_schema().await.unwrap();
    // A later release that takes nothing away may be rolled out beside this one; only this one's own
    // migrations are not run on its tables any more.
    let later = |name: &str| {
        format!(
            "delete from _sqlx_migrations where version = 9998;
             insert into _sqlx_migrations (version, description, success, checksum, execution_time)
             select 9998, '{name}', success, checksum, 0 from _sqlx_migrations where version = 2"
        )
    };
    world.as_owner(&later("widen this")).await.unwrap();
    world.store.check_schema().await.unwrap();
    let refused = world.store.bring_up_to_date().await.unwrap_err().to_string();
    assert!(refused.contains("9998, which is newer"), "{refused}");
    world.as_owner(&later("narrow that")).await.unwrap();
    assert_eq!(world.store.check_schema().await.unwrap_err().to_string(), refused);
    world.as_owner("delete from _sqlx_migrations where version = 9998").await.unwrap();

    world.as_owner("delete from _sqlx_migrations where version = 1").await.unwrap();
    let lacks = world.store.check_schema().await.unwrap_err().to_string();
    assert!(lacks.contains("lack migration 1 "), "{lacks}");

    // Lacking one as well, it must not be told to migrate: this binary is the wrong one.
    let newer = "insert into _sqlx_migrations (version, description, success, checksum,
                        execution_time)
                 select 9999, description, success, checksum, 0 from _sqlx_migrations
                  where version = 2";
    world.as_owner(newer).await.unwrap();
    let newer = world.store.check_schema().await.unwrap_err().to_string();
    assert!(newer.contains("9999, which is newer"), "{newer}");
    let refused = world.store.bring_up_to_date().await.unwrap_err().to_string();
    assert_eq!(refused, newer);
}

#[tokio::test]
async fn an_empty_database_is_refused_until_migrated() {
    let url = crate::support::empty_database().await;
    let store = Store::open_postgres(&url, 2).await.unwrap();
    let error = store.check_schema().await.unwrap_err();
    assert!(error.to_string().contains("habeas migrate"), "{error}");
    store.migrate().await.unwrap();
    store.migrate().await.unwrap();
    store.check_schema().await.unwrap();
}

#[tokio::test]
async fn sqlite_waits_for_the_disk_unless_told_otherwise() {
    async fn synchronous(store: &Store) -> i64 {
        let Store::Lite { write, .. } = store else { unreachable!() };
        sqlx::query_scalar("pragma synchronous").fetch_one(write.pool()).await.unwrap()
    }
    let world = World::sqlite().await;
    assert_eq!(synchronous(&world.store).await, 2);

    let folder = tempfile::tempdir().unwrap();
    let (filled, _) = Store::open_embedded(folder.path(), Durability::Off).await.unwrap();
    assert_eq!(synchronous(&filled).await, 0);
    filled.append::<Tally>("t-1", 0, noted(["played"]), &metadata("a", 1)).await.unwrap();
    filled.flush().await.unwrap();
    assert_eq!(synchronous(&filled).await, 2);
    filled.close().await;
    let (kept, _) = Store::open_embedded(folder.path(), Durability::Full).await.unwrap();
    assert_eq!(kept.load::<Tally>("t-1").await.unwrap().len(), 1);
}
