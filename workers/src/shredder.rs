//! Destroys evidence of identity and standing once it has served (P38).
//!
//! When the last item of a request is decided, the key of the case's proofs is destroyed, and with it
//! whatever the desk sealed under it; then the request is told, step by step. The fact that something
//! was shown and judged stays, and so does its digest in the events. What a portal keeps of it lies
//! outside: the digest disappears from the step, which tells the portal to do the same.

use async_trait::async_trait;
use cqrs_es::Aggregate as _;
use habeas_adapters::desk::Desk;
use habeas_adapters::ledger::feed::Event;
use habeas_adapters::requests::Requests;
use habeas_adapters::store::StoreError;
use habeas_domain::actor::Actor;
use habeas_domain::id::RequestId;
use habeas_domain::people::StepState;
use habeas_domain::request::{Act, Request};

use crate::follow::{Follower, Follows, act_on};
use crate::step::WorkerError;

/// The worker that destroys evidence.
pub type Shredder = Follower<Shreds>;

/// What the shredder does about an event.
#[derive(Debug)]
pub struct Shreds {
    requests: Requests,
    actor: Actor,
}

impl Shredder {
    /// A shredder for the requests of this desk.
    #[must_use]
    pub fn new(requests: Requests) -> Self {
        Self::of(Shreds { requests, actor: Actor::worker("shredder") })
    }
}

#[async_trait]
impl Follows for Shreds {
    fn name(&self) -> &'static str {
        "shredder"
    }

    fn desk(&self) -> &Desk {
        self.requests.desk()
    }

    async fn follow(&self, event: &Event) -> Result<(), WorkerError> {
        // What is shown late comes after the decision.
        let may_end = ["ItemDecided", "ItemsWithdrawn", "StepAccepted", "StepFailed"];
        if event.aggregate_type != Request::TYPE || !may_end.contains(&event.event_type.as_str()) {
            return Ok(());
        }
        let id = RequestId::parse(&event.aggregate_id)
            .map_err(|_| StoreError::inconsistent("events", "aggregate_id", event.position))?;
        let (case, _) = self.requests.get(&id).await?;
        let judged =
            case.people.steps.iter().filter(|(_, step)| {
                step.evidence.is_some() && !matches!(step.state, StepState::Open)
            });
        let judged: Vec<_> = judged.map(|(no, _)| *no).collect();
        if judged.is_empty() || !case.all_decided() {
            return Ok(());
        }
        self.requests.destroy_proofs(&id).await?;
        for step in judged {
            let act = Act::ConfirmEvidenceDestroyed { step };
            let word = format!("step/{step}");
            act_on(&self.requests, &self.actor, &id, event, &word, act).await?;
        }
        Ok(())
    }
}
