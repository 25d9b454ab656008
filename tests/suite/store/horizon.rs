//! PostgreSQL only: transactions that have not ended, and the order of their ids. In clusters of
//! their own, because any write transaction in a cluster holds the horizon of all databases.

use habeas_adapters::ledger::{Sequenced, health, sequence};
use habeas_adapters::nudge::Nudge;
use habeas_adapters::store::StoreError;
use habeas_workers::{Sequencer, Step, Worker as _, WorkerError};
use sqlx::{Connection as _, PgConnection};

use crate::support::{Cluster, World};

async fn holding(url: &str) -> PgConnection {
    let mut conn = PgConnection::connect(url).await.unwrap();
    let begin = "set application_name = 'slow import'; begin; select pg_current_xact_id()";
    sqlx::raw_sql(begin).execute(&mut conn).await.unwrap();
    conn
}

#[tokio::test]
async fn a_writer_in_another_database_holds_the_order_back_and_is_named() {
    let cluster = Cluster::start();
    let world = World::alone(&cluster).await;
    let mut sequencer = Sequencer::new(world.store.clone(), Nudge::new());
    assert_eq!(sequencer.step().await.unwrap(), Step::Idle { until: None });

    let mut holder = holding(&format!("{}/postgres", cluster.base())).await;
    world.note("t-1", 0, "committed").await.unwrap();
    assert_eq!(sequencer.step().await.unwrap(), Step::Behind, "behind is not idle");
    let found = health(world.store.read().await.unwrap().conn()).await.unwrap();
    assert!(found.oldest_unsequenced_ms.unwrap() >= 0);
    assert_eq!(found.holders.len(), 1);
    assert_eq!(found.holders[0].database, "postgres");
    assert_eq!(found.holders[0].login, "habeas_owner");
    assert_eq!(found.holders[0].name, "slow import");

    sqlx::raw_sql("rollback").execute(&mut holder).await.unwrap();
    assert_eq!(sequencer.step().await.unwrap(), Step::Worked);
    assert_eq!(sequencer.step().await.unwrap(), Step::Idle { until: None });
    let found = health(world.store.read().await.unwrap().conn()).await.unwrap();
    assert_eq!((found.size, found.oldest_unsequenced_ms), (1, None));
}

#[tokio::test]
async fn an_early_transaction_that_writes_late_is_not_lost() {
    let cluster = Cluster::start();
    let world = World::alone(&cluster).await;
    let mut early = holding(world.url()).await;
    world.note("later", 0, "inserted first").await.unwrap();
    let insert = "insert into events (aggregate_type, aggregate_id, sequence, event_type,
                                      event_version, payload, metadata)
                  select aggregate_type, 'early', sequence, event_type, event_version, payload,
                         metadata from events";
    // The statement above it in the same transaction sees what was committed since.
    sqlx::raw_sql(insert).execute(&mut early).await.unwrap();
    let mut sequencer = Sequencer::new(world.store.clone(), Nudge::new());
    assert_eq!(sequencer.step().await.unwrap(), Step::Behind);
    sqlx::raw_sql("commit").execute(&mut early).await.unwrap();
    assert_eq!(sequencer.step().await.unwrap(), Step::Worked);
    let order: Vec<_> = world.ledger().await.into_iter().map(|e| e.aggregate_id).collect();
    assert_eq!(order, ["early", "later"], "by transaction first, by insertion second");
}

#[tokio::test]
async fn a_frozen_sequencer_loses_its_place_and_its_batch() {
    let cluster = Cluster::start();
    let mut world = World::alone(&cluster).await;
    let mut second = Sequencer::new(world.second_store().await, Nudge::new());
    world.note("t-1", 0, "x").await.unwrap();

    let mut frozen = world.store.begin().await.unwrap();
    assert_eq!(sequence(&mut frozen, 10).await.unwrap(), Sequenced::Given(1));
    let mut refused = 0;
    loop {
        match second.step().await {
            Ok(Step::Worked) => break,
            Err(WorkerError::Store(StoreError::Retryable(_))) => refused += 1,
            other => panic!("{other:?}"),
        }
        assert!(refused < 5, "the frozen session was never ended");
    }
    assert!(refused >= 1, "the lock was held");
    let late = frozen.commit().await.unwrap_err();
    assert!(late.is_passing(), "{late:?}");
    assert_eq!(world.ledger().await.len(), 1);
}

#[tokio::test]
async fn order_is_by_number_where_text_would_go_wrong() {
    let cluster = Cluster::start();
    let mut world = World::alone(&cluster).await;
    let xid = "select pg_current_xact_id()::text::bigint";
    assert!(world.count(xid).await < 900, "a fresh cluster starts lower");
    while world.count(xid).await < 898 {}

    let mut written = 0;
    while world.count("select coalesce(max(xid::text::bigint), 0) from events").await < 1_100 {
        world.note("t-1", written, "x").await.unwrap();
        written += 1;
        // Some batches end in the middle of the turn from 999 to 1000, one spans it.
        if written % 60 == 0 {
            world.sequence(25).await.unwrap();
        }
    }
    world.sequence_all().await;
    let ledger = world.ledger().await;
    assert!(ledger.iter().zip(1..).all(|(event, sequence)| event.sequence == sequence));
    assert_eq!(ledger.len(), written);
}
