//! The desk: the single door through which every command goes.
//!
//! ```text
//! load the stream ─► does it hold this command? ─► yes: answer from it
//!        ▲                      │ no
//!        │                      ▼
//!        └── someone was first ─ fold ─► decide ─► append (one commit) ─► done
//! ```
//!
//! Every command has an id, and the stream that it changed holds it: so a command has exactly one
//! effect, however often it is sent, by however many nodes, and wherever the line breaks. What was
//! folded lately is read on from the stream (`memory.rs`), never used without a look at it.

mod call;
mod error;
mod memory;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use cqrs_es::EventEnvelope;
use habeas_domain::stream::Decides;

pub use call::Call;
pub use error::DeskError;

use crate::chance::Chance;
use crate::clock::Clock;
use crate::nudge::Nudge;
use crate::store::{Metadata, Reader, Store, StoreError};
use memory::Memory;

/// How often a command is decided again because others were first. Each round someone has
/// succeeded, so with this many losses in a row the stream is busier than a case can be.
const ROUNDS_MAX: usize = 32;

/// The door. A clone is the same door.
#[derive(Debug, Clone)]
pub struct Desk {
    store: Store,
    clock: Clock,
    chance: Chance,
    program: Arc<str>,
    appended: Nudge,
    memory: Memory,
}

/// What a command came to.
#[derive(Debug)]
pub struct Done<A> {
    /// The aggregate right after the command, also when the command is repeated much later.
    pub state: A,
    /// The sequence of the newest event that `state` has seen. With the stream's id this is the
    /// answer to a write: positions in the ledger are given after the commit.
    pub version: usize,
    /// What the command did.
    pub effect: Effect,
}

/// What a command did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It changed the stream now.
    Applied,
    /// It had changed the stream before; nothing was done again.
    Repeated,
    /// There was nothing to change. Nothing was stored, so a repeat is decided anew.
    AlreadySo,
}

impl Desk {
    /// A door to this store. `program` names version and rules in the metadata of every event.
    #[must_use]
    pub fn new(store: Store, clock: Clock, chance: Chance, program: &str) -> Self {
        let (appended, memory) = (Nudge::new(), Memory::default());
        Self { store, clock, chance, program: program.into(), appended, memory }
    }

    /// Rung after every commit of this process: what the sequencer waits for.
    #[must_use]
    pub const fn appended(&self) -> &Nudge {
        &self.appended
    }

    /// The desk's clock, which is the business time of everything.
    #[must_use]
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The desk's chance.
    #[must_use]
    pub const fn chance(&self) -> &Chance {
        &self.chance
    }

    /// The store, for reading and for workers' own rows. Appending goes through
    /// [`execute`](Self::execute) alone.
    pub const fn store(&mut self) -> &mut Store {
        &mut self.store
    }

    /// Every event of a stream, oldest first, with what stands beside it.
    pub async fn events<A: Decides>(&self, id: &str) -> Result<Vec<EventEnvelope<A>>, StoreError> {
        self.store.load::<A>(id).await
    }

    /// A connection to read with.
    pub async fn read(&self) -> Result<Reader, StoreError> {
        self.store.read().await
    }

    /// Folds a stream as it stands; version 0 is a stream that does not exist.
    pub async fn fold<A: Decides>(&self, id: &str) -> Result<(A, usize), StoreError> {
        let folded = self.memory.fold::<A>(&self.store, id).await?;
        Ok((folded.state.clone(), folded.version))
    }

    /// Carries a command out, exactly once.
    ///
    /// `prepare` makes the command from the aggregate as it stands and the desk's time; it is
    /// called again whenever someone else was first, and may refuse by itself (a stale revision).
    pub async fn execute<A, P>(
        &self,
        id: &str,
        call: &Call,
        mut prepare: P,
    ) -> Result<Done<A>, DeskError<A::Error>>
    where
        A: Decides,
        P: FnMut(&A, DateTime<Utc>) -> Result<A::Command, DeskError<A::Error>>,
    {
        for _ in 0..ROUNDS_MAX {
            let folded = self.memory.fold::<A>(&self.store, id).await?;
            if folded.holds(&call.command) {
                return self.answer(id, call).await;
            }
            let (before, version) = (&folded.state, folded.version);
            let now = self.clock.now();
            let new = before.decides(prepare(before, now)?).map_err(DeskError::Refused)?;
            let mut state = before.clone();
            if new.is_empty() {
                return Ok(Done { state, version, effect: Effect::AlreadySo });
            }
            let metadata = self.metadata(call, now);
            match self.store.append::<A>(id, version, new.clone(), &metadata).await {
                Ok(()) => {
                    self.appended.ring();
                    let version = version + new.len();
                    for event in new {
                        state.apply(event);
                    }
                    return Ok(Done { state, version, effect: Effect::Applied });
                }
                Err(StoreError::Conflict | StoreError::Retryable(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(DeskError::Busy)
    }

    /// What a command that the stream holds came to then.
    async fn answer<A: Decides>(
        &self,
        id: &str,
        call: &Call,
    ) -> Result<Done<A>, DeskError<A::Error>> {
        let events = self.store.load::<A>(id).await?;
        let version = answered(&events, call)?.ok_or(DeskError::Busy)?;
        let state = folded(events.into_iter().take(version));
        Ok(Done { state, version, effect: Effect::Repeated })
    }

    fn metadata(&self, call: &Call, at: DateTime<Utc>) -> Metadata {
        Metadata {
            command: call.command.clone(),
            request: call.request.clone(),
            actor: call.actor.clone(),
            cause: call.cause.clone(),
            at,
            salt: self.chance.bytes(),
            trace: call.trace.clone(),
            program: self.program.to_string(),
        }
    }
}

/// The sequence of the last event of this very command, if the stream holds it.
fn answered<A: Decides>(
    events: &[EventEnvelope<A>],
    call: &Call,
) -> Result<Option<usize>, DeskError<A::Error>> {
    let of_this = |event: &&EventEnvelope<A>| {
        event.metadata.get(Metadata::COMMAND).is_some_and(|command| *command == call.command)
    };
    let Some(event) = events.iter().rfind(of_this) else { return Ok(None) };
    if event.metadata.get(Metadata::REQUEST) != call.request.as_ref() {
        return Err(DeskError::KeyReused);
    }
    Ok(Some(event.sequence))
}

fn folded<A: Decides>(events: impl Iterator<Item = EventEnvelope<A>>) -> A {
    let mut state = A::default();
    for event in events {
        state.apply(event.payload);
    }
    state
}
