//! Keeps the views up to date with the ledger, and rebuilds them beside the live ones.
//!
//! Reads the ledger, writes the `view_*` tables and `projection`. The rows of a batch and the
//! position after it are one transaction, which fails as a whole when another projector was faster.
//! Killed before the commit, the batch is read again; killed after it, the position says so.
//!
//! When this release makes other views than the live build holds, the worker starts a new build
//! once, at its first step, and never again in its life: two releases that run beside each other
//! for a while would otherwise replace each other's views for ever.

use async_trait::async_trait;
use habeas_adapters::ledger::feed;
use habeas_adapters::store::Store;
use habeas_adapters::views::build::{self, Build};

use crate::step::{Step, Worker, WorkerError};

/// The most events applied, and rows of an old build removed, in one transaction.
const BATCH: i64 = 500;

/// The worker that makes the views.
#[derive(Debug)]
pub struct Projector {
    store: Store,
    batch: i64,
    settled: bool,
}

impl Projector {
    /// A projector with the usual batch.
    #[must_use]
    pub const fn new(store: Store) -> Self {
        Self::with_batch(store, BATCH)
    }

    /// A projector that applies at most this many events in one transaction (at least one).
    #[must_use]
    pub const fn with_batch(store: Store, batch: i64) -> Self {
        Self { store, batch, settled: false }
    }

    async fn advance(&mut self, mut build: Build) -> Result<(), WorkerError> {
        let mut tx = self.store.begin().await?;
        let full = build::advance(&mut tx, &mut build, self.batch).await?;
        if !full && !build.is_live() {
            build::promote(&mut tx, &build).await?;
        }
        Ok(tx.commit().await?)
    }
}

#[async_trait]
impl Worker for Projector {
    fn name(&self) -> &'static str {
        "projector"
    }

    async fn step(&mut self) -> Result<Step, WorkerError> {
        let (builds, end) = {
            let mut reader = self.store.read().await?;
            (build::all(reader.conn()).await?, feed::end(reader.conn()).await?)
        };
        if !self.settled {
            let none = !builds.iter().any(|build| build.is_ours() && !build.is_retired());
            if none {
                let mut tx = self.store.begin().await?;
                build::start(&mut tx).await?;
                tx.commit().await?;
            }
            self.settled = true;
            if none {
                return Ok(Step::Worked);
            }
        }
        let mut step = Step::Idle { until: None };
        for build in builds {
            if build.is_retired() {
                let mut tx = self.store.begin().await?;
                build::clear(&mut tx, &build, self.batch).await?;
                tx.commit().await?;
            } else if build.is_ours() && (build.position < end || !build.is_live()) {
                self.advance(build).await?;
            } else {
                continue;
            }
            step = Step::Worked;
        }
        Ok(step)
    }
}
