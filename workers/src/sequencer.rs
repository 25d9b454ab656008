//! Gives every committed event its position in the one order.
//!
//! Reads the events below the horizon, writes `ledger` and `ledger_head`, all in one transaction
//! behind the row lock of the head. Killed before the commit, nothing has happened; killed after
//! it, the head says how far it got. A second sequencer waits at the lock for two seconds at most;
//! one that froze inside loses its session, and with it the lock, after five.

use async_trait::async_trait;
use habeas_adapters::ledger::{self, Sequenced};
use habeas_adapters::nudge::Nudge;
use habeas_adapters::store::Store;

use crate::step::{Step, Worker, WorkerError};

/// The most positions given in one transaction.
const BATCH: i64 = 500;

/// The worker that gives positions.
#[derive(Debug)]
pub struct Sequencer {
    store: Store,
    ledger: Nudge,
    batch: i64,
}

impl Sequencer {
    /// A sequencer that rings this nudge whenever there is more to read in the ledger.
    #[must_use]
    pub const fn new(store: Store, ledger: Nudge) -> Self {
        Self::with_batch(store, ledger, BATCH)
    }

    /// A sequencer that gives at most this many positions in one transaction (at least one).
    #[must_use]
    pub const fn with_batch(store: Store, ledger: Nudge, batch: i64) -> Self {
        Self { store, ledger, batch }
    }
}

#[async_trait]
impl Worker for Sequencer {
    fn name(&self) -> &'static str {
        "sequencer"
    }

    async fn step(&mut self) -> Result<Step, WorkerError> {
        // Without this look an idle sequencer would take the write lock of SQLite again and again.
        if !ledger::unsequenced(self.store.read().await?.conn()).await? {
            return Ok(Step::Idle { until: None });
        }
        let mut tx = self.store.begin().await?;
        match ledger::sequence(&mut tx, self.batch).await? {
            Sequenced::Given(_) => {
                tx.commit().await?;
                self.ledger.ring();
                Ok(Step::Worked)
            }
            Sequenced::Nothing => Ok(Step::Idle { until: None }),
            Sequenced::Behind => Ok(Step::Behind),
        }
    }
}
