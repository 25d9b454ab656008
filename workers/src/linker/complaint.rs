//! What follows from a complaint elsewhere.

use habeas_adapters::cases::CaseError;
use habeas_adapters::desk::DeskError;
use habeas_adapters::ledger::feed::Event;
use habeas_adapters::vault::OpenError;
use habeas_domain::case::CaseRef;
use habeas_domain::complaint::{self, Act, Link, Remedy};
use habeas_domain::id::{ComplaintId, ItemNo};
use habeas_domain::request;
use tracing::warn;

use super::Links;
use crate::follow::{act_on, call_named, case_of};
use crate::step::WorkerError;

/// The events that concern others.
const CONCERNS_OTHERS: [&str; 3] = ["ComplaintReceived", "OutcomeDecided", "ChildDataChecked"];

impl Links {
    pub(super) async fn of_complaint(&self, event: &Event) -> Result<(), WorkerError> {
        if !CONCERNS_OTHERS.contains(&event.event_type.as_str()) {
            return Ok(());
        }
        let id: ComplaintId = case_of(event)?;
        match event.payload()? {
            complaint::Event::ComplaintReceived(_) => self.received(&id, event).await,
            complaint::Event::OutcomeDecided { allegation, remedies, .. }
                if remedies.contains(&Remedy::DecidedAnew) =>
            {
                self.decided_anew(&id, allegation, event).await
            }
            complaint::Event::ChildDataChecked { found: true } => {
                self.found_child_data(&id, event).await
            }
            _ => Ok(()),
        }
    }

    /// The request knows of the complaint about it; complaints about one subject know each other.
    async fn received(&self, id: &ComplaintId, event: &Event) -> Result<(), WorkerError> {
        let (case, _) = self.cases.get(id).await?;
        if let Some(request) = case.about() {
            let act = request::Act::LinkComplaint { complaint: id.clone() };
            self.tell(request, event, "complaint", act).await?;
        }
        for other in self.cases.same_subject(id).await? {
            self.link_complaint(id, &CaseRef::Complaint(other.clone()), Link::Same, event).await?;
            self.link_complaint(&other, &CaseRef::Complaint(id.clone()), Link::Same, event).await?;
        }
        Ok(())
    }

    /// The complaint was right about what was decided: that is decided anew.
    async fn decided_anew(
        &self,
        id: &ComplaintId,
        allegation: ItemNo,
        event: &Event,
    ) -> Result<(), WorkerError> {
        let (case, _) = self.cases.get(id).await?;
        let Some(request) = case.about() else { return Ok(()) };
        let act = request::Act::ReopenForComplaint {
            complaint: id.clone(),
            items: case.opens_again(allegation),
            // Somebody from outside stood in for the other officer whom the house does not have.
            by_another: !case.reviewer,
        };
        self.tell(request, event, "upheld", act).await
    }

    /// Our own check found data of the child: it is deleted without being asked (P20).
    async fn found_child_data(&self, id: &ComplaintId, event: &Event) -> Result<(), WorkerError> {
        let (case, _) = self.cases.get(id).await?;
        // Once for a report, however often it is looked at.
        let call = call_named(&self.actor, event, &format!("{id}/child"));
        let done = match self.cases.delete_on_own_motion(&call, &case, event.at).await {
            Ok(done) => done,
            // Nobody can say any more whose data it was.
            Err(CaseError::Open(OpenError::Forgotten { .. })) => {
                warn!(case = %id, "a forgotten report opens no deletion");
                return Ok(());
            }
            Err(CaseError::Desk(DeskError::Refused(refusal))) => {
                warn!(case = %id, refusal = refusal.code(), "a report opens no deletion");
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        let Some(opened) = done.state.case().map(|case| case.id().clone()) else { return Ok(()) };
        let act = request::Act::LinkComplaint { complaint: id.clone() };
        self.tell(&opened, event, "complaint", act).await?;
        self.link_complaint(id, &CaseRef::Request(opened), Link::Deletion, event).await
    }

    pub(super) async fn link_complaint(
        &self,
        id: &ComplaintId,
        other: &CaseRef,
        link: Link,
        event: &Event,
    ) -> Result<(), WorkerError> {
        let act = Act::Link { other: other.clone(), link };
        act_on(&self.cases, &self.actor, id, event, &format!("link/{other}"), act).await
    }
}
