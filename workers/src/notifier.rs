//! Finds out who must be told what, and leaves a row for each message.
//!
//! Reads the ledger and the streams it names, writes `dispatch` and its own position, both in one
//! transaction. A message has the same id whenever it is worked out, so a batch that is read again
//! adds nothing. Killed before the commit, the batch is read again; killed after it, the position
//! says so.

use async_trait::async_trait;
use habeas_adapters::desk::Desk;
use habeas_adapters::ledger::feed::{self, Unread};
use habeas_adapters::ledger::position;
use habeas_adapters::nudge::Nudge;
use habeas_adapters::{mailroom, outbox};

use crate::step::{Step, Worker, WorkerError};

/// The most events looked at in one transaction.
const BATCH: i64 = 500;
/// How its position is named.
const NAME: &str = "notifier";

/// The worker that knows what is owed.
#[derive(Debug)]
pub struct Notifier {
    desk: Desk,
    outbox: Nudge,
    batch: i64,
}

impl Notifier {
    /// A notifier that rings this nudge whenever there is something to send.
    #[must_use]
    pub const fn new(desk: Desk, outbox: Nudge) -> Self {
        Self::with_batch(desk, outbox, BATCH)
    }

    /// A notifier that looks at no more than this many events in one transaction (at least one).
    #[must_use]
    pub const fn with_batch(desk: Desk, outbox: Nudge, batch: i64) -> Self {
        Self { desk, outbox, batch }
    }
}

#[async_trait]
impl Worker for Notifier {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn step(&mut self) -> Result<Step, WorkerError> {
        let unread = feed::unread(self.desk.read().await?.conn(), NAME, self.batch).await?;
        let Some(Unread { after, last, events }) = unread else {
            return Ok(Step::Idle { until: None });
        };
        let owed = mailroom::owed(&self.desk, &events).await?;
        let mut tx = match owed[..] {
            [] => self.desk.store().once().await?,
            _ => self.desk.store().begin().await?,
        };
        position::advance(&mut tx, NAME, after, last).await?;
        let added = outbox::add(&mut tx, &owed).await?;
        tx.commit().await?;
        if added > 0 {
            self.outbox.ring();
        }
        Ok(Step::Worked)
    }
}
