//! Carries facts from the stream where they happened to the other stream that must know them.
//!
//! - Of a letter, and of what the record says of it: every other request of the same person is linked
//!   with it, and it with them. Two letters that arrive at once do not see each other at the door; here
//!   they do.
//! - Of a message: what became of it is told to the request that owed it.

use async_trait::async_trait;
use chrono::TimeDelta;
use cqrs_es::Aggregate as _;
use habeas_adapters::desk::Desk;
use habeas_adapters::ledger::feed::Event;
use habeas_adapters::requests::Requests;
use habeas_adapters::store::StoreError;
use habeas_domain::actor::Actor;
use habeas_domain::case::CaseRef;
use habeas_domain::contact::Channel;
use habeas_domain::delivery::{CaseReport, GiveUpReason};
use habeas_domain::dispatch::{self, Dispatch};
use habeas_domain::id::{DispatchId, RequestId};
use habeas_domain::moment::{Moment, end_of_day};
use habeas_domain::notice::Message;
use habeas_domain::request::{Act, Request};

use crate::follow::{Follower, Follows, act_on};
use crate::step::WorkerError;

/// A letter says what it can be found by; the record, which of that it really holds.
const FINDS_OTHERS: [&str; 2] = ["RequestReceived", "RecordMatched"];

/// The worker that carries facts between streams.
pub type Linker = Follower<Links>;

/// What the linker does about an event.
#[derive(Debug)]
pub struct Links {
    requests: Requests,
    actor: Actor,
}

impl Linker {
    /// A linker for the requests of this desk.
    #[must_use]
    pub fn new(requests: Requests) -> Self {
        Self::of(Links { requests, actor: Actor::worker("linker") })
    }
}

#[async_trait]
impl Follows for Links {
    fn name(&self) -> &'static str {
        "linker"
    }

    fn desk(&self) -> &Desk {
        self.requests.desk()
    }

    async fn follow(&self, event: &Event) -> Result<(), WorkerError> {
        if event.aggregate_type == Request::TYPE
            && FINDS_OTHERS.contains(&event.event_type.as_str())
        {
            self.link(event).await
        } else if event.aggregate_type == Dispatch::TYPE {
            self.report(event).await
        } else {
            Ok(())
        }
    }
}

impl Links {
    /// Links the case of a letter with the others of the same person, both ways.
    async fn link(&self, event: &Event) -> Result<(), WorkerError> {
        let id = RequestId::parse(&event.aggregate_id)
            .map_err(|_| StoreError::inconsistent("events", "aggregate_id", event.position))?;
        for (own, other) in self.requests.beside(&id).await? {
            let there = other.case.clone();
            self.act(&id, event, &format!("link/{there}"), Act::Link { other }).await?;
            let back = Act::Link { other: own };
            self.act(&there, event, &format!("link/{id}"), back).await?;
        }
        Ok(())
    }

    /// Tells a request what became of a message.
    async fn report(&self, event: &Event) -> Result<(), WorkerError> {
        let happened: dispatch::Event = event.payload()?;
        let Some(report) = dispatch::reports(&happened) else { return Ok(()) };
        let id = DispatchId::parse(&event.aggregate_id)
            .map_err(|_| StoreError::inconsistent("events", "aggregate_id", event.position))?;
        let (state, _) = self.requests.desk().fold::<Dispatch>(id.as_str()).await?;
        let Some(message) = state.message() else { return Ok(()) };
        let CaseRef::Request(case) = &message.case else { return Ok(()) };
        let (channel, told) = (message.channel, message.for_case(id));
        match self.of_report(&report, channel, told) {
            Some(act) => self.act(case, event, "dispatch", act).await,
            None => Ok(()),
        }
    }

    /// What a request is told of a message; nothing when it need not know.
    fn of_report(&self, report: &CaseReport, channel: Channel, message: Message) -> Option<Act> {
        Some(match *report {
            CaseReport::HandedOver { at: Moment::At(at) } => {
                Act::RecordHandedOver { message, channel, at }
            }
            CaseReport::HandedOver { at: Moment::On(day) } => {
                // A letter that was posted on a day is handed over within it, where the house is.
                let zone = self.requests.rules().now().house().zone;
                let last = end_of_day(day, zone) - TimeDelta::microseconds(1);
                let at = last.min(self.desk().clock().now());
                Act::RecordHandedOver { message, channel, at }
            }
            // Nothing is wrong when there was nothing left to say.
            CaseReport::GivenUp { reason: GiveUpReason::Moot, .. }
            | CaseReport::Delivered { .. } => return None,
            CaseReport::GivenUp { at, .. } => Act::RecordGivenUp { message, at },
            CaseReport::CameBack { at, .. } => Act::RecordCameBack { message, at },
        })
    }

    async fn act(
        &self,
        case: &RequestId,
        event: &Event,
        word: &str,
        act: Act,
    ) -> Result<(), WorkerError> {
        act_on(&self.requests, &self.actor, case, event, word, act).await
    }
}
