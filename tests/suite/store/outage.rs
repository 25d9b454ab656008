//! The server goes away: the answer is "unavailable", soon, and everything heals by itself.

use habeas_adapters::nudge::Nudge;
use habeas_adapters::store::{Store, StoreError};
use habeas_workers::{Sequencer, Worker as _, WorkerError};
use sqlx::PgPool;

use crate::support::{Cluster, Tally, World};

#[tokio::test]
async fn a_server_that_is_down_is_unavailable_and_its_return_heals() {
    let mut cluster = Cluster::start();
    let world = World::alone(&cluster).await;
    let mut sequencer = Sequencer::new(world.store.clone(), Nudge::new());
    world.note("t-1", 0, "before").await.unwrap();

    cluster.stop_server();
    let append = world.note("t-1", 1, "lost").await;
    assert!(matches!(append, Err(StoreError::Unavailable(_))), "{append:?}");
    let load = world.store.load::<Tally>("t-1").await;
    assert!(matches!(load, Err(StoreError::Unavailable(_))), "{load:?}");
    let step = sequencer.step().await;
    assert!(
        matches!(step, Err(WorkerError::Store(StoreError::Unavailable(_)))),
        "a worker tries again: {step:?}"
    );

    cluster.start_server();
    world.note("t-1", 1, "after").await.unwrap();
    world.sequence_all().await;
    assert_eq!(world.ledger().await.len(), 2);
}

#[tokio::test]
async fn a_session_that_is_killed_leaves_nothing_of_its_transaction() {
    let mut world = World::postgres().await;
    world.note("t-1", 0, "x").await.unwrap();
    let owner = PgPool::connect(world.url()).await.unwrap();

    let mut tx = world.store.begin().await.unwrap();
    while habeas_adapters::ledger::sequence(&mut tx, 10).await.unwrap()
        == habeas_adapters::ledger::Sequenced::Behind
    {}
    sqlx::query(
        "select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and usename = 'habeas_desk'
            and state = 'idle in transaction'",
    )
    .execute(&owner)
    .await
    .unwrap();
    let commit = tx.commit().await;
    assert!(matches!(commit, Err(StoreError::Unavailable(_))), "{commit:?}");
    assert_eq!(world.ledger().await, []);
    world.sequence_all().await;
    assert_eq!(world.ledger().await.len(), 1);
}

#[tokio::test]
async fn nobody_listening_at_the_address_is_unavailable_too() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let opened = Store::open_postgres(&format!("postgres://nobody@127.0.0.1:{port}/x"), 1).await;
    assert!(matches!(opened, Err(StoreError::Unavailable(_))), "{opened:?}");
}
