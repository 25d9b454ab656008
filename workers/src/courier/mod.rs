//! Takes messages that are due out of the building.
//!
//! ```text
//! claim a row (lease, fence) ─► queue ─► render ─► begin ─► load … ─► commit point ─► send ─► outcome
//!      one transaction            each arrow a command on the message's own stream       give back
//! ```
//!
//! Every step is on the message's stream before the next one is taken, so whoever takes over from a
//! courier that died knows how far it got. Before the commit point nothing was sent; behind it,
//! without an outcome, nobody knows: the same bytes go out again under the same identity, save a
//! code. That one window is the only one in which a message can arrive twice.
//!
//! The lease is short until the commit point, and there made long enough for the slowest answer. A
//! courier that comes too late finds its fence stale and sends nothing.

mod attempt;
mod prepare;
mod speed;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use habeas_adapters::carrier::Carrier;
use habeas_adapters::desk::{Call, DeskError};
use habeas_adapters::mailroom::Mailroom;
use habeas_adapters::outbox::{self, Claimed};
use habeas_domain::actor::Actor;
use habeas_domain::case::CaseRef;
use habeas_domain::contact::Channel;
use habeas_domain::dispatch::{Act, Command, Dispatch, Fence, Refusal};
use habeas_domain::id::DispatchId;

pub use speed::Speed;

use crate::step::{Step, Worker, WorkerError};

/// How long a message is held before its commit point.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// The most messages under way at once.
const AT_ONCE: u32 = 16;

/// The worker that carries messages on some channels.
#[derive(Debug)]
pub struct Courier {
    name: &'static str,
    mailroom: Mailroom,
    channels: Vec<Channel>,
    carrier: Arc<dyn Carrier>,
    speed: Speed,
    actor: Actor,
    /// What could not be given back yet.
    held: Vec<Back>,
}

/// A message to be given back.
#[derive(Debug)]
struct Back {
    id: DispatchId,
    fence: Fence,
    next: Option<DateTime<Utc>>,
}

/// When a message is to be taken up again, or why it was left.
type Outcome = Result<Option<DateTime<Utc>>, WorkerError>;

/// What a command to a message came to.
enum Told {
    /// The message as it now stands.
    Done(Box<Dispatch>),
    /// It does not take that; for most refusals somebody else was first.
    Refused(Refusal),
}

impl Courier {
    /// A courier for these channels. What people carry (letters on paper) it only makes ready.
    #[must_use]
    pub fn new(
        name: &'static str,
        mailroom: Mailroom,
        channels: &[Channel],
        carrier: Arc<dyn Carrier>,
        speed: Speed,
    ) -> Self {
        let (channels, actor) = (channels.to_vec(), Actor::worker("courier"));
        Self { name, mailroom, channels, carrier, speed, actor, held: Vec::new() }
    }

    fn now(&self) -> DateTime<Utc> {
        self.mailroom.desk().clock().now()
    }

    /// Claims what is due, as much as may leave now.
    async fn claim(&mut self, room: u32) -> Result<Vec<Claimed>, WorkerError> {
        let now = self.now();
        let limit = i64::from(room.min(AT_ONCE));
        let mut desk = self.mailroom.desk().clone();
        let mut tx = desk.store().once().await?;
        let claimed = outbox::claim(&mut tx, &self.channels, now, now + LEASE, limit).await?;
        tx.commit().await?;
        Ok(claimed)
    }

    /// Gives back what was held. What is not given back comes back by itself, when its lease ends.
    async fn give_back(&mut self) -> Result<(), WorkerError> {
        let mut desk = self.mailroom.desk().clone();
        let mut tx = match self.held[..] {
            [_] => desk.store().once().await?,
            _ => desk.store().begin().await?,
        };
        for Back { id, fence, next } in &self.held {
            outbox::release(&mut tx, id, *fence, *next).await?;
        }
        tx.commit().await?;
        self.held.clear();
        Ok(())
    }

    /// Carries messages, those about one case one after the other, in the order in which they were
    /// owed: two that are due together arrive in that order, as long as the first goes out at once.
    async fn carry_all<'c>(&self, claimed: &'c [Claimed]) -> Vec<(&'c Claimed, Outcome)> {
        let mut by_case: BTreeMap<&CaseRef, Vec<&Claimed>> = BTreeMap::new();
        for held in claimed {
            by_case.entry(&held.case).or_default().push(held);
        }
        let each = by_case.into_values().map(async |in_order| {
            let mut outcomes = Vec::with_capacity(in_order.len());
            for held in in_order {
                outcomes.push((held, self.carry(held).await));
            }
            outcomes
        });
        join_all(each).await.into_iter().flatten().collect()
    }

    /// Tells a message something, as the holder of this claim.
    async fn tell(&self, held: &Claimed, word: &str, act: Act) -> Result<Told, WorkerError> {
        let Claimed { id, fence, .. } = held;
        // The first two are the same whoever does them; the others are this holder's own.
        let name = match act {
            Act::Queue(_) | Act::Render(_) => format!("courier/{id}/{word}"),
            _ => format!("courier/{id}/{}/{word}", fence.0),
        };
        let cause = Some(format!("{}/{}", held.case, held.command));
        let call = Call::of_worker(self.actor.clone(), name, cause);
        let command =
            |_: &Dispatch, now| Ok(Command { now, by: self.actor.clone(), act: act.clone() });
        match self.mailroom.desk().execute::<Dispatch, _>(id.as_str(), &call, command).await {
            Ok(done) => Ok(Told::Done(Box::new(done.state))),
            Err(DeskError::Refused(refusal)) => Ok(Told::Refused(refusal)),
            Err(DeskError::Store(error)) => Err(error.into()),
            Err(DeskError::KeyReused | DeskError::Stale { .. } | DeskError::Busy) => {
                Err(WorkerError::Busy)
            }
            Err(DeskError::Seal(error)) => {
                Err(habeas_adapters::mailroom::MailroomError::from(error).into())
            }
        }
    }
}

#[async_trait]
impl Worker for Courier {
    fn name(&self) -> &'static str {
        self.name
    }

    async fn step(&mut self) -> Result<Step, WorkerError> {
        if !self.held.is_empty() {
            self.give_back().await?;
        }
        let room = self.speed.room(self.now());
        if room == 0 {
            return Ok(Step::Idle { until: Some(self.speed.next(self.now())) });
        }
        // Without this look an idle courier would take the write lock of SQLite again and again.
        let next = {
            let mut reader = self.mailroom.desk().read().await?;
            outbox::next(reader.conn(), &self.channels).await?
        };
        if next.is_none_or(|at| at > self.now()) {
            return Ok(Step::Idle { until: next });
        }
        let claimed = self.claim(room).await?;
        if claimed.is_empty() {
            // Somebody else has it in hand, and will have said so in a moment, or be gone.
            return Ok(Step::Behind);
        }
        self.speed.take(u32::try_from(claimed.len()).unwrap_or(u32::MAX));
        let mut failed = None;
        let outcomes = self.carry_all(&claimed).await;
        for (Claimed { id, fence, .. }, outcome) in outcomes {
            let next = match outcome {
                Ok(next) => next,
                Err(error) => {
                    failed = Some(error);
                    Some(self.now())
                }
            };
            self.held.push(Back { id: id.clone(), fence: *fence, next });
        }
        self.give_back().await?;
        failed.map_or(Ok(Step::Worked), Err)
    }
}
