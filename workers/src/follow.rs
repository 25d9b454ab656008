//! Workers that go through the ledger and send commands.

use async_trait::async_trait;
use cqrs_es::Aggregate;
use habeas_adapters::cases::{ActOf, CaseError, Cases};
use habeas_adapters::desk::{Call, Desk, DeskError};
use habeas_adapters::ledger::feed::{self, Event, Unread};
use habeas_adapters::ledger::position;
use habeas_adapters::store::StoreError;
use habeas_domain::actor::Actor;
use habeas_domain::case::{CaseId, CaseStream};
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
        let unread = feed::unread(desk.read().await?.conn(), name, self.batch).await?;
        let Some(Unread { after, last, events }) = unread else {
            return Ok(Step::Idle { until: None });
        };
        for event in &events {
            self.what.follow(event).await?;
        }
        let mut tx = desk.store().once().await?;
        position::advance(&mut tx, name, after, last).await?;
        tx.commit().await?;
        Ok(Step::Worked)
    }
}

/// The case in whose stream an event is.
pub(crate) fn case_of<I: CaseId>(event: &Event) -> Result<I, WorkerError> {
    let damaged = |_| StoreError::inconsistent("events", "aggregate_id", event.position);
    Ok(I::read(&event.aggregate_id).map_err(damaged)?)
}

/// A command that follows from an event: named by it and one word more.
pub(crate) fn call_for(actor: &Actor, event: &Event, word: &str) -> Call {
    call_named(actor, event, &format!("{}/{word}", source_of(event)))
}

/// A command that follows from an event, and that is the same one whichever event it follows from.
pub(crate) fn call_named(actor: &Actor, event: &Event, name: &str) -> Call {
    let name = format!("{}/{name}", actor.id);
    Call::of_worker(actor.clone(), name, Some(source_of(event)))
}

fn source_of(event: &Event) -> String {
    format!("{}#{}", event.aggregate_id, event.sequence)
}

/// Carries an act out on a case, on the word of an event. A refusal is the case's answer: the operator
/// is told, and nobody is stopped.
pub(crate) async fn act_on<I>(
    cases: &Cases,
    actor: &Actor,
    case: &I,
    event: &Event,
    word: &str,
    act: ActOf<I>,
) -> Result<(), WorkerError>
where
    I: CaseId,
    WorkerError: From<CaseError<<I::Stream as Aggregate>::Error>>,
{
    let call = call_for(actor, event, word);
    match cases.act(case, &call, None, |_, _| Ok(act.clone())).await {
        Ok(_) => Ok(()),
        Err(CaseError::Desk(DeskError::Refused(refusal))) => {
            let refusal = I::Stream::code(&refusal);
            warn!(%case, refusal, worker = %actor.id, "a case did not take a fact in");
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}
