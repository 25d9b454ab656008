//! Carries facts from the stream where they happened to the other stream that must know them.
//!
//! - Of a letter, and of what the record says of it: every other request of the same person is linked
//!   with it, and it with them. Two letters that arrive at once do not see each other at the door; here
//!   they do.
//! - Of a complaint: the request that it is about knows it, and is opened again when it was right;
//!   what our own check found of a child's data is deleted by a request of the house.
//! - Of an incident: the complaint that told of it knows it, and incidents that are merged know each other.
//! - Of a campaign: its messages may leave, and the incident that it is about knows who was told.
//! - Of a message: what became of it is told to the case that owed it.

mod campaign;
mod complaint;
mod incident;
mod report;

use async_trait::async_trait;
use cqrs_es::Aggregate as _;
use habeas_adapters::cases::Cases;
use habeas_adapters::desk::Desk;
use habeas_adapters::ledger::feed::Event;
use habeas_domain::actor::Actor;
use habeas_domain::campaign::Campaign;
use habeas_domain::complaint::Complaint;
use habeas_domain::dispatch::Dispatch;
use habeas_domain::id::RequestId;
use habeas_domain::incident::Incident;
use habeas_domain::request::{Act, Request};

use crate::follow::{Follower, Follows, act_on, case_of};
use crate::step::WorkerError;

/// A letter says what it can be found by; the record, which of that it really holds.
const FINDS_OTHERS: [&str; 2] = ["RequestReceived", "RecordMatched"];

/// The worker that carries facts between streams.
pub type Linker = Follower<Links>;

/// What the linker does about an event.
#[derive(Debug)]
pub struct Links {
    cases: Cases,
    actor: Actor,
}

impl Linker {
    /// A linker for the cases of this desk.
    #[must_use]
    pub fn new(cases: Cases) -> Self {
        Self::of(Links { cases, actor: Actor::worker("linker") })
    }
}

#[async_trait]
impl Follows for Links {
    fn name(&self) -> &'static str {
        "linker"
    }

    fn desk(&self) -> &Desk {
        self.cases.desk()
    }

    async fn follow(&self, event: &Event) -> Result<(), WorkerError> {
        let kind = event.aggregate_type.as_str();
        if kind == Request::TYPE && FINDS_OTHERS.contains(&event.event_type.as_str()) {
            self.link(event).await
        } else if kind == Complaint::TYPE {
            self.of_complaint(event).await
        } else if kind == Incident::TYPE {
            self.of_incident(event).await
        } else if kind == Campaign::TYPE {
            self.of_campaign(event).await
        } else if kind == Dispatch::TYPE {
            self.report(event).await
        } else {
            Ok(())
        }
    }
}

impl Links {
    /// Links the case of a letter with the others of the same person, both ways.
    async fn link(&self, event: &Event) -> Result<(), WorkerError> {
        let id: RequestId = case_of(event)?;
        for (own, other) in self.cases.beside(&id).await? {
            let there = other.case.clone();
            self.tell(&id, event, &format!("link/{there}"), Act::Link { other }).await?;
            let back = Act::Link { other: own };
            self.tell(&there, event, &format!("link/{id}"), back).await?;
        }
        Ok(())
    }

    /// Tells a request something that follows from an event.
    async fn tell(
        &self,
        case: &RequestId,
        event: &Event,
        word: &str,
        act: Act,
    ) -> Result<(), WorkerError> {
        act_on(&self.cases, &self.actor, case, event, word, act).await
    }
}
