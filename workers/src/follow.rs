//! Workers that go through the ledger and send commands.

use async_trait::async_trait;
use habeas_adapters::desk::{Call, Desk, DeskError};
use habeas_adapters::ledger::feed::{self, Event};
use habeas_adapters::ledger::position;
use habeas_adapters::requests::{RequestError, Requests};
use habeas_domain::actor::Actor;
use habeas_domain::id::RequestId;
use habeas_domain::request::Act;
use tracing::warn;

use crate::step::{Step, Worker, WorkerError};

/// The most events looked at in one step.
const BATCH: i64 = 200;

/// What is done about an event.
#[async_trait]
pub trait Follows: Send + Sync {
    /// The name of the worker, and of its position.
    fn name(&self) -> &'static str;

    /// The door.
    fn desk(&self) -> &Desk;

    /// Sends the commands that follow from one event. They are named by the event, so that a
    /// repeated one is answered from the stream.
    async fn follow(&self, event: &Event) -> Result<(), WorkerError>;
}

/// Goes through the ledger in order, and moves its position after the commands of a batch: killed
/// before that, they are sent again.
#[derive(Debug)]
pub struct Follower<F> {
    what: F,
    batch: i64,
}

impl<F: Follows> Follower<F> {
    pub(crate) const fn of(what: F) -> Self {
        Self { what, batch: BATCH }
    }
}

#[async_trait]
impl<F: Follows> Worker for Follower<F> {
    fn name(&self) -> &'static str {
        self.what.name()
    }

    async fn step(&mut self) -> Result<Step, WorkerError> {
        let mut desk = self.what.desk().clone();
        let name = self.what.name();
        let (from, events) = {
            let mut reader = desk.read().await?;
            let from = position::of(reader.conn(), name).await?;
            (from, feed::read(reader.conn(), from, self.batch).await?)
        };
        let Some(last) = events.last() else { return Ok(Step::Idle { until: None }) };
        for event in &events {
            self.what.follow(event).await?;
        }
        let mut tx = desk.store().begin().await?;
        position::advance(&mut tx, name, from, last.position).await?;
        tx.commit().await?;
        Ok(Step::Worked)
    }
}

/// Carries an act out on a request, on the word of an event. A refusal is the request's answer: the
/// operator is told, and nobody is stopped.
pub(crate) async fn act_on(
    requests: &Requests,
    actor: &Actor,
    case: &RequestId,
    event: &Event,
    word: &str,
    act: Act,
) -> Result<(), WorkerError> {
    let source = format!("{}#{}", event.aggregate_id, event.sequence);
    let name = format!("{}/{source}/{word}", actor.id);
    let call = Call::of_worker(actor.clone(), name, Some(source));
    match requests.act(case, &call, None, |_, _| Ok(act.clone())).await {
        Ok(_) => Ok(()),
        Err(RequestError::Desk(DeskError::Refused(refusal))) => {
            warn!(%case, refusal = refusal.code(), worker = %actor.id, "a request did not take a fact in");
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}
