//! Destroys evidence of identity and standing once it has served (P38).
//!
//! When the last item of a case is decided, the key of the case's proofs is destroyed, and with it
//! whatever the desk sealed under it; then the case is told, step by step. The fact that something
//! was shown and judged stays, and so does its digest in the events. What a portal keeps of it lies
//! outside: the digest disappears from the step, which tells the portal to do the same.

use async_trait::async_trait;
use cqrs_es::Aggregate;
use habeas_adapters::cases::{CaseError, Cases};
use habeas_adapters::desk::Desk;
use habeas_adapters::ledger::feed::Event;
use habeas_domain::actor::Actor;
use habeas_domain::case::{Case as _, CaseId, Verifies};
use habeas_domain::complaint::Complaint;
use habeas_domain::id::{ComplaintId, RequestId};
use habeas_domain::people::{Act, StepState};
use habeas_domain::request::Request;

use crate::follow::{Follower, Follows, act_on, case_of};
use crate::step::WorkerError;

/// What may have been the last decision, and what is shown late and comes after it.
const MAY_END: [&str; 5] =
    ["ItemDecided", "ItemsWithdrawn", "OutcomeDecided", "StepAccepted", "StepFailed"];

/// The worker that destroys evidence.
pub type Shredder = Follower<Shreds>;

/// What the shredder does about an event.
#[derive(Debug)]
pub struct Shreds {
    cases: Cases,
    actor: Actor,
}

impl Shredder {
    /// A shredder for the cases of this desk.
    #[must_use]
    pub fn new(cases: Cases) -> Self {
        Self::of(Shreds { cases, actor: Actor::worker("shredder") })
    }
}

#[async_trait]
impl Follows for Shreds {
    fn name(&self) -> &'static str {
        "shredder"
    }

    fn desk(&self) -> &Desk {
        self.cases.desk()
    }

    async fn follow(&self, event: &Event) -> Result<(), WorkerError> {
        if !MAY_END.contains(&event.event_type.as_str()) {
            return Ok(());
        }
        if event.aggregate_type == Request::TYPE {
            self.shred::<RequestId>(event).await
        } else if event.aggregate_type == Complaint::TYPE {
            self.shred::<ComplaintId>(event).await
        } else {
            Ok(())
        }
    }
}

impl Shreds {
    async fn shred<I>(&self, event: &Event) -> Result<(), WorkerError>
    where
        I: CaseId<Stream: Verifies>,
        WorkerError: From<CaseError<<I::Stream as Aggregate>::Error>>,
    {
        let id: I = case_of(event)?;
        let (case, _) = self.cases.get(&id).await?;
        let steps = &case.people().steps;
        let judged = steps
            .iter()
            .filter(|(_, step)| step.evidence.is_some() && !matches!(step.state, StepState::Open));
        let judged: Vec<_> = judged.map(|(no, _)| *no).collect();
        if judged.is_empty() || !case.all_decided() {
            return Ok(());
        }
        self.cases.destroy_proofs(&id).await?;
        for step in judged {
            let act = Act::ConfirmEvidenceDestroyed { step };
            let word = format!("step/{step}");
            act_on(&self.cases, &self.actor, &id, event, &word, act.into()).await?;
        }
        Ok(())
    }
}
