//! However the ledger is cut into batches, and wherever a step is killed, the rows are the same.

use std::collections::BTreeSet;

use habeas_adapters::cases::Rules;
use habeas_adapters::store::StoreError;
use habeas_adapters::views::batch::Batch;
use habeas_adapters::views::build::{self, Build};
use habeas_domain::id::TaskNo;
use habeas_domain::kind::ItemKind;
use habeas_domain::request::{Act, TaskReport, TaskResult};
use habeas_workers::{DrainError, Projector, Worker as _, drain};

use super::tasks::ordered;
use super::{project, project_by};
use crate::support::{
    Crowd, Dice, Story, World, on_both_engines, rebuild_views, rulebook, rules, view_rows,
    with_rest_day,
};

on_both_engines!(
    rows_are_the_same_in_whatever_batches,
    a_step_killed_anywhere_changes_nothing,
    alarms_found_again_are_those_of_a_rebuild,
    a_damaged_event_stops_the_projector_and_is_named,
    nothing_personal_or_sealed_is_in_a_view,
);

const TABLES: [&str; 3] = ["view_request", "view_timer", "view_task"];

async fn rows_are_the_same_in_whatever_batches(world: World) {
    let mut crowd = Crowd::new(&world.store, 31);
    let mut dice = Dice::new(12);
    // One whose work was carried out, which chance rarely brings about.
    let mut done = ordered(&world, "done", "2026-11-02T00:40:00Z").await;
    done.does(Act::ClaimTask { task: TaskNo(1), lease_minutes: 30 }).await;
    let report = TaskReport { result: TaskResult::Done, evidence: None };
    done.does(Act::ReportTask { task: TaskNo(1), fence: 1, report }).await;
    crowd.stories.push(done);
    // Live: batches of random length, while requests come and go on.
    for _ in 0..12 {
        crowd.receives().await;
        crowd.lives(20).await;
        world.sequence_all().await;
        let batch = i64::try_from(1 + dice.roll(40)).unwrap();
        let mut projector = Projector::with_batch(world.store.clone(), rules(), batch);
        drain(&mut [&mut projector]).await.unwrap();
    }
    let happened: BTreeSet<String> =
        world.ledger().await.into_iter().map(|event| event.event_type).collect();
    for event in [
        "HoldPlaced",
        "IdentityConfirmed",
        "ItemDecided",
        "RequestAnswered",
        "RequestClosed",
        "TailStarted",
        "TaskReported",
    ] {
        assert!(happened.contains(event), "{event} is not in {happened:?}");
    }
    let live = view_rows(&world).await;
    for table in TABLES {
        assert!(live.keys().any(|row| row.starts_with(table)), "{table} has rows");
    }
    let requests = live.keys().filter(|row| row.starts_with("view_request")).count();
    assert_eq!(requests, crowd.stories.len());
    for batch in [1, 7, 33, 100_000] {
        rebuild_views(&world, batch, rules()).await;
        assert_eq!(view_rows(&world).await, live, "in batches of {batch}");
    }
    // And the rows are those of the folded cases.
    for story in &crowd.stories {
        let id = &story.id;
        let query = format!("select version from live_request where id = '{id}'");
        assert_eq!(world.count(&query).await, i64::try_from(story.version).unwrap());
        let query = format!("select count(*) from live_task where id = '{id}'");
        let open = story.case().tasks.values().filter(|task| task.is_open()).count();
        assert_eq!(world.count(&query).await, i64::try_from(open).unwrap());
    }
}

async fn a_step_killed_anywhere_changes_nothing(mut world: World) {
    let mut crowd = Crowd::new(&world.store, 31);
    for _ in 0..6 {
        crowd.receives().await;
    }
    crowd.lives(60).await;
    project(&world.store).await;
    let whole = view_rows(&world).await;
    let mut tx = world.store.begin().await.unwrap();
    build::start(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let (mut dice, rules) = (Dice::new(22), rulebook());
    loop {
        let building: Build = {
            let mut reader = world.store.read().await.unwrap();
            let mut builds = build::all(reader.conn()).await.unwrap();
            builds.pop().unwrap()
        };
        let limit = i64::try_from(1 + dice.roll(30)).unwrap();
        let batch = {
            let mut reader = world.store.read().await.unwrap();
            Batch::read(reader.conn(), building.position, limit, &rules).await.unwrap()
        };
        let mut copy = building.clone();
        let mut tx = world.store.begin().await.unwrap();
        build::advance(&mut tx, &mut copy, &batch).await.unwrap();
        if dice.roll(3) == 0 {
            // Killed before the commit: the next one reads the batch again.
            drop(tx);
            continue;
        }
        tx.commit().await.unwrap();
        // Killed after it: whoever repeats the step with what was read before is told so.
        let mut tx = world.store.begin().await.unwrap();
        let repeat = build::advance(&mut tx, &mut building.clone(), &batch).await;
        if copy.position > building.position {
            assert!(matches!(repeat, Err(StoreError::Conflict)), "{repeat:?}");
        }
        drop(tx);
        if !batch.is_full() {
            let mut tx = world.store.begin().await.unwrap();
            assert!(build::promote(&mut tx, &copy).await.unwrap());
            tx.commit().await.unwrap();
            break;
        }
    }
    // The old build is still being cleared away: the live one alone counts.
    project(&world.store).await;
    assert_eq!(view_rows(&world).await, whole);
}

async fn alarms_found_again_are_those_of_a_rebuild(world: World) {
    let mut crowd = Crowd::new(&world.store, 31);
    for _ in 0..10 {
        crowd.receives().await;
    }
    crowd.lives(80).await;
    project(&world.store).await;
    let before = view_rows(&world).await;
    let rules = Rules::new(rulebook());
    let mut projector = Projector::with_batch(world.store.clone(), rules.clone(), 3);
    drain(&mut [&mut projector]).await.unwrap();
    rules.set(with_rest_day("2026-11-30"));
    // Killed after the first few: the next life finds the rest.
    projector.step().await.unwrap();
    let mut projector = Projector::with_batch(world.store.clone(), rules.clone(), 4);
    drain(&mut [&mut projector]).await.unwrap();
    let after = view_rows(&world).await;
    assert_ne!(after, before);
    rebuild_views(&world, 50, rules.clone()).await;
    assert_eq!(view_rows(&world).await, after);
    // Back to the rules of before: back to the alarms of before.
    rules.set(rulebook());
    drain(&mut [&mut projector]).await.unwrap();
    project_by(&world.store, rules).await;
    assert_eq!(view_rows(&world).await, before);
}

async fn a_damaged_event_stops_the_projector_and_is_named(world: World) {
    let story = Story::begin(&world.store, "one", "2026-11-21T00:40:00Z", &[ItemKind::Copy]).await;
    let forged = format!(
        "insert into events (aggregate_type, aggregate_id, sequence, event_type, event_version,
                             payload, metadata)
         select aggregate_type, aggregate_id, {}, 'NeverHeardOf', '1',
                '{{\"NeverHeardOf\": {{}}}}', metadata
           from events where sequence = 1",
        story.version + 1
    );
    world.as_owner(&forged).await.unwrap();
    world.sequence_all().await;
    let mut projector = Projector::with_batch(world.store.clone(), rules(), 3);
    let poisoned = drain(&mut [&mut projector]).await.unwrap_err();
    let DrainError::Poisoned { worker: "projector", error } = poisoned else {
        panic!("{poisoned:?}")
    };
    let row = format!("request/{}#{}", story.id, story.version + 1);
    assert_eq!(
        error.to_string(),
        format!("the value stored in events.payload at {row} cannot be read")
    );
}

async fn nothing_personal_or_sealed_is_in_a_view(world: World) {
    let mut crowd = Crowd::new(&world.store, 31);
    for _ in 0..5 {
        crowd.receives().await;
    }
    crowd.lives(40).await;
    project(&world.store).await;
    let rows = view_rows(&world).await;
    assert!(!rows.is_empty());
    for (row, _) in rows {
        for word in ["key_", "\"mail\"", "\"name\"", "ticket"] {
            assert!(!row.contains(word), "{row}");
        }
    }
}
