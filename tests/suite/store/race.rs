//! Many writers at once: no event is lost, doubled, or torn from its command.

use std::time::Duration;

use habeas_adapters::ledger::feed::{self, Event};
use habeas_adapters::nudge::Nudge;
use habeas_adapters::store::Store;
use habeas_workers::{Projector, Sequencer, Step, Worker as _, WorkerError, drain};
use tokio::task::JoinSet;

use crate::support::{Cluster, Tally, World, metadata, noted, rules};

const WRITERS: usize = 16;
const ROUNDS: usize = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_of_writers_ends_in_one_dense_order() {
    // Writers that lock each other out would do so for ever.
    let storm = tokio::time::timeout(Duration::from_mins(5), storm());
    storm.await.expect("the storm ends");
}

async fn storm() {
    let cluster = Cluster::start();
    let world = World::alone(&cluster).await;
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        writers.spawn(write(world.store.clone(), writer));
    }
    // A second process that believes it is the sequencer, too.
    let mut rival = Sequencer::new(world.second_store().await, Nudge::new());
    let mut rivals = JoinSet::new();
    rivals.spawn(async move {
        for _ in 0..200 {
            let step = rival.step().await;
            assert!(step.as_ref().map_or_else(WorkerError::is_passing, |_| true), "{step:?}");
        }
    });
    // A reader that follows the ledger while it grows.
    let mut seen: Vec<Event> = Vec::new();
    let mut sequencer = Sequencer::new(world.store.clone(), Nudge::new());
    while !writers.is_empty() {
        while let Some(done) = writers.try_join_next() {
            done.unwrap();
        }
        if sequencer.step().await.unwrap() == Step::Worked {
            let after = i64::try_from(seen.len()).unwrap() - 1;
            let mut reader = world.store.read().await.unwrap();
            seen.extend(feed::read(reader.conn(), after, 10_000).await.unwrap());
        }
        tokio::task::yield_now().await;
    }
    rivals.join_all().await;
    drain(&mut [&mut sequencer]).await.unwrap();

    let ledger = world.ledger().await;
    assert_eq!(
        world.count("select count(*) from events").await,
        i64::try_from(ledger.len()).unwrap()
    );
    assert_eq!(seen[..], ledger[..seen.len()], "what was read stays as it was");
    let torn = "select count(*) from (
        select 1 from ledger l
          join events e using (aggregate_type, aggregate_id, sequence)
         group by e.metadata->>'command'
        having max(l.position) - min(l.position) + 1 <> count(*)) torn";
    assert_eq!(world.count(torn).await, 0, "the events of a command are neighbours");
    let turned = "select count(*) from (
        select e.ord < lag(e.ord) over (order by l.position) as turned
          from ledger l join events e using (aggregate_type, aggregate_id, sequence)) t
        where turned";
    assert!(world.count(turned).await > 0, "nobody overtook anybody: this was no storm");
}

/// Commands through the store, and beside them transactions that take their place early, write
/// late, and now and then give up.
async fn write(store: Store, writer: usize) {
    let Store::Pg(pool) = &store else { unreachable!() };
    let mut last = 0;
    for round in 0..ROUNDS {
        let command = format!("{writer}-{round}");
        let meta = metadata(&command, 0);
        if round % 3 != 0 {
            let id = format!("t-{writer}");
            store.append::<Tally>(&id, last, noted(["a", "b", "c"]), &meta).await.unwrap();
            last += 3;
            continue;
        }
        let mut tx = pool.begin().await.unwrap();
        sqlx::query("select pg_current_xact_id()").execute(&mut *tx).await.unwrap();
        for _ in 0..(writer % 4) * 3 {
            sqlx::query("select 1").execute(&mut *tx).await.unwrap();
        }
        for sequence in 1..=3_i64 {
            sqlx::query(
                "insert into events (aggregate_type, aggregate_id, sequence, event_type,
                                     event_version, payload, metadata)
                 values ('Tally', $1, $2, 'Noted', '1', $3, $4)",
            )
            .bind(format!("slow-{command}"))
            .bind(sequence)
            .bind(sqlx::types::Json(&noted(["slow"])[0]))
            .bind(sqlx::types::Json(meta.to_map()))
            .execute(&mut *tx)
            .await
            .unwrap();
        }
        if round % 4 == 0 {
            tx.rollback().await.unwrap();
        } else {
            tx.commit().await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_and_workers_of_two_processes_share_one_file_without_an_error() {
    let world = World::sqlite().await;
    let other = world.second_store().await;
    let mut writers = JoinSet::new();
    for writer in 0..8 {
        let store = if writer % 2 == 0 { world.store.clone() } else { other.clone() };
        writers.spawn(async move {
            for last in 0..25 {
                let meta = metadata(&format!("{writer}-{last}"), 0);
                let id = format!("t-{writer}");
                store.append::<Tally>(&id, last, noted(["x"]), &meta).await.unwrap();
            }
        });
    }
    let mut sequencer = Sequencer::new(other, Nudge::new());
    let mut projector = Projector::with_batch(world.store.clone(), rules(), 10);
    while !writers.is_empty() {
        while let Some(done) = writers.try_join_next() {
            done.unwrap();
        }
        sequencer.step().await.unwrap();
        projector.step().await.unwrap();
        tokio::task::yield_now().await;
    }
    drain(&mut [&mut sequencer, &mut projector]).await.unwrap();
    assert_eq!(world.ledger().await.len(), 200);
    assert_eq!(world.count("select sum(events) from live_stream").await, 200);
}
