//! Views: whatever happens on the way, they are what the ledger says.

use habeas_adapters::nudge::Nudge;
use habeas_adapters::store::{Store, StoreError};
use habeas_adapters::views::batch::Batch;
use habeas_adapters::views::build::{self, Build};
use habeas_adapters::views::stream::{self, Stream};
use habeas_workers::{DrainError, Projector, Sequencer, Worker as _, drain};

use crate::support::{Tally, World, metadata, noted, on_both_engines, rulebook, rules};

on_both_engines!(
    a_rebuilt_view_equals_the_live_one,
    a_batch_killed_or_repeated_changes_nothing,
    readers_see_the_old_build_until_the_new_one_has_caught_up,
    views_of_another_release_are_replaced_once,
    poison_stops_the_projector,
);

/// Three streams, interleaved, one command with several events.
async fn fill(world: &World, rounds: usize) {
    for round in 0..rounds {
        for id in ["t-1", "t-2"] {
            world.note(id, round, "x").await.unwrap();
        }
        let meta = metadata(&format!("many-{round}"), 3);
        world.store.append::<Tally>("t-3", round * 3, noted(["a", "b", "c"]), &meta).await.unwrap();
    }
    world.sequence_all().await;
}

async fn shown(store: &Store) -> Vec<Stream> {
    let mut reader = store.read().await.unwrap();
    stream::list(reader.conn(), "Tally", "", 100).await.unwrap()
}

async fn builds(store: &Store) -> Vec<Build> {
    build::all(store.read().await.unwrap().conn()).await.unwrap()
}

async fn batch_after(store: &Store, position: i64) -> Batch {
    let mut reader = store.read().await.unwrap();
    Batch::read(reader.conn(), position, 4, &rulebook()).await.unwrap()
}

async fn start_rebuild(world: &mut World) {
    let mut tx = world.store.begin().await.unwrap();
    build::start(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

async fn a_rebuilt_view_equals_the_live_one(mut world: World) {
    let mut projector = Projector::with_batch(world.store.clone(), rules(), 4);
    for rounds in [2, 5] {
        // The second filling comes while the view stands.
        fill_from(&world, rounds).await;
        drain(&mut [&mut projector]).await.unwrap();
    }
    let live = shown(&world.store).await;
    let counts: Vec<_> = live.iter().map(|s| (s.aggregate_id.as_str(), s.events)).collect();
    assert_eq!(counts, [("t-1", 7), ("t-2", 7), ("t-3", 21)]);
    for batch in [1, 3, 7, 1_000] {
        start_rebuild(&mut world).await;
        let mut rebuilder = Projector::with_batch(world.store.clone(), rules(), batch);
        drain(&mut [&mut rebuilder]).await.unwrap();
        assert_eq!(shown(&world.store).await, live, "in batches of {batch}");
        assert_eq!(builds(&world.store).await.len(), 1, "the old build is cleared away");
        assert_eq!(world.count("select count(*) from view_stream").await, 3);
    }
}

async fn fill_from(world: &World, rounds: usize) {
    let have = world.store.load::<Tally>("t-1").await.unwrap().len();
    for round in have..have + rounds {
        world.note("t-1", round, "x").await.unwrap();
        world.note("t-2", round, "x").await.unwrap();
        let meta = metadata(&format!("many-{round}"), 3);
        world.store.append::<Tally>("t-3", round * 3, noted(["a", "b", "c"]), &meta).await.unwrap();
    }
    world.sequence_all().await;
}

async fn a_batch_killed_or_repeated_changes_nothing(mut world: World) {
    fill(&world, 3).await;
    let mut projector = Projector::with_batch(world.store.clone(), rules(), 4);
    projector.step().await.unwrap();
    let at_start = builds(&world.store).await.remove(0);

    // Killed before the commit.
    let batch = batch_after(&world.store, at_start.position).await;
    let mut tx = world.store.begin().await.unwrap();
    build::advance(&mut tx, &mut at_start.clone(), &batch).await.unwrap();
    drop(tx);
    assert_eq!(builds(&world.store).await[0], at_start);
    assert_eq!(shown(&world.store).await, []);

    // Killed after it, by someone who does not know that he was done.
    for _ in 0..2 {
        let mut tx = world.store.begin().await.unwrap();
        match build::advance(&mut tx, &mut at_start.clone(), &batch).await {
            Ok(()) => tx.commit().await.unwrap(),
            Err(error) => assert!(matches!(error, StoreError::Conflict), "{error:?}"),
        }
        assert_eq!(builds(&world.store).await[0].position, 3);
        let events: i64 = shown(&world.store).await.iter().map(|s| s.events).sum();
        assert_eq!(events, 4);
    }
    drain(&mut [&mut projector, &mut Projector::new(world.second_store().await, rules())])
        .await
        .unwrap();
    let events: i64 = shown(&world.store).await.iter().map(|s| s.events).sum();
    assert_eq!(events, 15);
}

async fn readers_see_the_old_build_until_the_new_one_has_caught_up(mut world: World) {
    fill(&world, 2).await;
    let mut projector = Projector::with_batch(world.store.clone(), rules(), 4);
    drain(&mut [&mut projector]).await.unwrap();
    let live = shown(&world.store).await;
    start_rebuild(&mut world).await;
    // Ten events in batches of four: two full batches, then the one that finds the end.
    for _ in 0..2 {
        projector.step().await.unwrap();
        let behind = builds(&world.store).await.remove(1);
        let mut tx = world.store.begin().await.unwrap();
        assert!(!build::promote(&mut tx, &behind).await.unwrap());
        drop(tx);
        assert_eq!(builds(&world.store).await.len(), 2);
        assert_eq!(shown(&world.store).await, live);
    }
    projector.step().await.unwrap();
    let stages: Vec<_> =
        builds(&world.store).await.iter().map(|b| (b.build, b.is_live())).collect();
    assert_eq!(stages, [(1, false), (2, true)]);
    assert_eq!(shown(&world.store).await, live);
}

async fn views_of_another_release_are_replaced_once(world: World) {
    fill(&world, 1).await;
    let mut old_release = Projector::new(world.store.clone(), rules());
    drain(&mut [&mut old_release]).await.unwrap();
    // As if another release had made and shown its build.
    world.as_owner("update projection set views = 'stream@0'").await.unwrap();
    drain(&mut [&mut old_release]).await.unwrap();
    assert_eq!(builds(&world.store).await.len(), 1, "it does not fight for its own views");

    let mut new_release = Projector::new(world.store.clone(), rules());
    drain(&mut [&mut new_release]).await.unwrap();
    let after = builds(&world.store).await;
    assert!(after.len() == 1 && after[0].build == 2 && after[0].is_ours());
    assert_eq!(shown(&world.store).await.len(), 3);
}

async fn poison_stops_the_projector(world: World) {
    fill(&world, 1).await;
    let open = match world.store {
        Store::Pg(_) => "alter table ledger disable trigger all",
        Store::Lite { .. } => "drop trigger ledger_no_delete",
    };
    world.as_owner(open).await.unwrap();
    world.as_owner("delete from ledger where position = 2").await.unwrap();
    let mut sequencer = Sequencer::new(world.store.clone(), Nudge::new());
    let mut projector = Projector::with_batch(world.store.clone(), rules(), 2);
    let poisoned = drain(&mut [&mut sequencer, &mut projector]).await.unwrap_err();
    let DrainError::Poisoned { worker: "projector", error } = poisoned else {
        panic!("{poisoned:?}")
    };
    assert_eq!(error.to_string(), "the ledger is not contiguous: 3 follows 1");
    assert_eq!(builds(&world.store).await[0].position, 1, "what came before it stands");
}
