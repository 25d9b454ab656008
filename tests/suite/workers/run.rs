//! The loop with real workers: an append ends in a view, by nudges alone.

use habeas_adapters::nudge::Nudge;
use habeas_adapters::views::stream;
use habeas_workers::{Ended, Health, Projector, Sequencer, run};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::support::{World, metadata, on_both_engines, rules};

on_both_engines!(an_append_is_carried_to_the_view);

async fn an_append_is_carried_to_the_view(world: World) {
    let (appended, ledger) = (Nudge::new(), Nudge::new());
    let (stop, health) = (CancellationToken::new(), Health::default());
    let now = || metadata("", 0).at;
    let mut crew = JoinSet::new();
    let sequencer = Sequencer::new(world.store.clone(), ledger.clone());
    crew.spawn(run(sequencer, appended.listener(), now, stop.clone(), health.clone()));
    let projector = Projector::new(world.store.clone(), rules());
    crew.spawn(run(projector, ledger.listener(), now, stop.clone(), health.clone()));
    world.note("t-1", 0, "x").await.unwrap();
    appended.ring();
    loop {
        let mut reader = world.store.read().await.unwrap();
        if !stream::list(reader.conn(), "Tally", "", 1).await.unwrap().is_empty() {
            break;
        }
        drop(reader);
        tokio::task::yield_now().await;
    }
    assert!(health.is_well());
    assert_eq!(health.all().into_keys().collect::<Vec<_>>(), ["projector", "sequencer"]);
    stop.cancel();
    assert!(crew.join_all().await.iter().all(|ended| matches!(ended, Ended::Stopped)));
}

#[tokio::test]
async fn new_positions_are_announced_to_other_processes() {
    let world = World::postgres().await;
    let (listening, told) = (world.second_store().await, Nudge::new());
    let mut heard = told.listener();
    let mut crew = JoinSet::new();
    crew.spawn(async move { listening.relay(&told).await });
    heard.wait().await; // it listens now
    world.note("t-1", 0, "x").await.unwrap();
    world.sequence_all().await;
    heard.wait().await;
}
