//! Keeps the views up to date with the ledger, and rebuilds them beside the live ones.
//!
//! Reads the ledger, writes the `view_*` tables and `projection`. A batch is read and folded first;
//! then its rows and the position after it are one transaction, which fails as a whole when another
//! projector was faster. Killed before the commit, the batch is read again; killed after it, the
//! position says so.
//!
//! Alarms depend on the rules too. When these are exchanged, alarms that were found by others are
//! found again, some at each step, beside the events that come meanwhile. Killed in between, the next
//! life finds the rest: each row names its rules. What is brought in line once is not looked at again
//! in this life, for the reason below.
//!
//! When this release makes other views than the live build holds, the worker starts a new build
//! once, at its first step, and never again in its life: two releases that run beside each other
//! for a while would otherwise replace each other's views for ever.

use std::sync::Arc;

use async_trait::async_trait;
use habeas_adapters::cases::Rules;
use habeas_adapters::ledger::feed;
use habeas_adapters::store::Store;
use habeas_adapters::views::batch::Batch;
use habeas_adapters::views::build::{self, Build};
use habeas_adapters::views::timer::{self, Refreshed};
use habeas_domain::digest::Digest;
use habeas_domain::regime::Rulebook;

use crate::step::{Step, Worker, WorkerError};

/// The most events applied, and rows of an old build removed, in one transaction.
const BATCH: i64 = 500;

/// The worker that makes the views.
#[derive(Debug)]
pub struct Projector {
    store: Store,
    rules: Rules,
    batch: i64,
    settled: bool,
    /// The rules by which all alarms are known to be found.
    in_line: Option<Digest>,
}

impl Projector {
    /// A projector with the usual batch.
    #[must_use]
    pub const fn new(store: Store, rules: Rules) -> Self {
        Self::with_batch(store, rules, BATCH)
    }

    /// A projector that applies at most this many events in one transaction (at least one).
    #[must_use]
    pub const fn with_batch(store: Store, rules: Rules, batch: i64) -> Self {
        Self { store, rules, batch, settled: false, in_line: None }
    }

    /// Starts a new build when there is none of our views; gives whether it did.
    async fn settle(&mut self, builds: &[Build]) -> Result<bool, WorkerError> {
        if self.settled {
            return Ok(false);
        }
        let none = !builds.iter().any(|build| build.is_ours() && !build.is_retired());
        if none {
            let mut tx = self.store.begin().await?;
            build::start(&mut tx).await?;
            tx.commit().await?;
        }
        self.settled = true;
        Ok(none)
    }

    async fn advance(&mut self, build: &mut Build, rules: &Rulebook) -> Result<(), WorkerError> {
        let batch = {
            let mut reader = self.store.read().await?;
            Batch::read(reader.conn(), build.position, self.batch, rules).await?
        };
        let mut tx = self.store.begin().await?;
        build::advance(&mut tx, build, &batch).await?;
        if !batch.is_full() && !build.is_live() {
            build::promote(&mut tx, build).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Brings some alarms of a build in line with the rules; gives whether there were any.
    async fn refresh(&mut self, build: &Build, rules: &Rulebook) -> Result<bool, WorkerError> {
        let refreshed = {
            let mut reader = self.store.read().await?;
            let stale = timer::stale(reader.conn(), build, rules, self.batch).await?;
            if stale.is_empty() {
                return Ok(false);
            }
            Refreshed::read(reader.conn(), build, &stale, rules).await?
        };
        let mut tx = self.store.begin().await?;
        timer::refresh(&mut tx, build, &refreshed).await?;
        tx.commit().await?;
        Ok(true)
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
        if self.settle(&builds).await? {
            return Ok(Step::Worked);
        }
        let rules: Arc<Rulebook> = self.rules.now();
        let reckoning = rules.reckoning();
        let mut step = Step::Idle { until: None };
        let mut in_line = true;
        for mut build in builds {
            if build.is_retired() {
                let mut tx = self.store.begin().await?;
                build::clear(&mut tx, &build, self.batch).await?;
                tx.commit().await?;
                step = Step::Worked;
            } else if build.is_ours() {
                if build.position < end || !build.is_live() {
                    self.advance(&mut build, &rules).await?;
                    step = Step::Worked;
                }
                if self.in_line != Some(reckoning) && self.refresh(&build, &rules).await? {
                    in_line = false;
                    step = Step::Worked;
                }
            }
        }
        if in_line {
            self.in_line = Some(reckoning);
        }
        Ok(step)
    }
}
