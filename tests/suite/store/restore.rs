//! A dump in another cluster: refused until its owner rebases it, and then nothing has moved.

use std::process::Command;

use habeas_adapters::ledger::{Rebased, rebase};
use habeas_adapters::nudge::Nudge;
use habeas_adapters::store::{Store, StoreError};
use habeas_workers::{DrainError, Sequencer, drain};

use crate::support::{Cluster, World, empty_database_in, metadata, programs};

fn run(program: &str, arguments: &[&str]) {
    let output = Command::new(programs().join(program)).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn a_restored_dump_is_refused_until_it_is_rebased() {
    let source = World::postgres().await;
    for last in 0..3 {
        source.note("t-1", last, "sequenced").await.unwrap();
    }
    source.sequence_all().await;
    source.note("t-2", 0, "waiting").await.unwrap();
    source.note("t-1", 3, "waiting").await.unwrap();
    let before = source.ledger().await;

    let folder = tempfile::tempdir().unwrap();
    let dump = folder.path().join("habeas.sql").to_str().unwrap().to_owned();
    run("pg_dump", &["--file", &dump, source.url()]);
    let cluster = Cluster::start();
    let url = empty_database_in(cluster.base()).await;
    run("psql", &["-qX", "-c", "create role habeas_app nologin", &url]);
    run("psql", &["-qX", "-v", "ON_ERROR_STOP=1", "-f", &dump, &url]);
    let mut restored = World::existing(&url).await;
    restored.store.check_schema().await.unwrap();

    let mut sequencer = Sequencer::new(restored.store.clone(), Nudge::new());
    let refused = drain(&mut [&mut sequencer]).await.unwrap_err();
    let DrainError::Poisoned { error, .. } = refused else { panic!("{refused:?}") };
    assert!(error.to_string().contains("habeas migrate --rebase"), "{error}");

    let meta = metadata("rebase", 90);
    let without_right = rebase(&mut restored.store, &meta).await.unwrap_err();
    assert!(matches!(without_right, StoreError::Other(_)), "{without_right:?}");
    let mut owner = Store::open_postgres(&url, 2).await.unwrap();
    let done = rebase(&mut owner, &meta).await.unwrap();
    assert_eq!(done, Rebased::Done { sequenced: 3, waiting: 2 });
    assert_eq!(rebase(&mut owner, &meta).await.unwrap(), Rebased::NotNeeded);

    restored.note("t-3", 0, "new life").await.unwrap();
    drain(&mut [&mut sequencer]).await.unwrap();
    let after = restored.ledger().await;
    assert_eq!(after[..3], before[..], "what had a position keeps it");
    let rest: Vec<_> = after[3..].iter().map(|e| (e.aggregate_id.as_str(), e.sequence)).collect();
    assert_eq!(rest, [("t-2", 1), ("t-1", 4), ("store", 1), ("t-3", 1)]);
    assert_eq!(after[5].event_type, "LedgerRebased");
    let touched = restored.as_owner("update events set xid = '5'").await.unwrap_err();
    assert!(touched.to_string().contains("append-only"), "the trigger is back: {touched}");
}
