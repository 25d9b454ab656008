//! What follows from an incident elsewhere: the complaint that told of it knows it, and so do the request or
//! the incident whose message went astray and the incident that it was merged into.

use habeas_adapters::ledger::feed::Event;
use habeas_domain::case::CaseRef;
use habeas_domain::id::IncidentId;
use habeas_domain::incident::{self, Act, Link};
use habeas_domain::{complaint, request};

use super::Links;
use crate::follow::{act_on, case_of};
use crate::step::WorkerError;

/// The events that concern others.
const CONCERNS_OTHERS: [&str; 2] = ["IncidentReported", "IncidentMerged"];

impl Links {
    pub(super) async fn of_incident(&self, event: &Event) -> Result<(), WorkerError> {
        if !CONCERNS_OTHERS.contains(&event.event_type.as_str()) {
            return Ok(());
        }
        let id: IncidentId = case_of(event)?;
        let own = CaseRef::Incident(id.clone());
        match event.payload()? {
            incident::Event::IncidentReported(receipt) => match receipt.from {
                Some(CaseRef::Complaint(complaint)) => {
                    let link = complaint::Link::Incident;
                    self.link_complaint(&complaint, &own, link, event).await
                }
                Some(CaseRef::Request(request)) => {
                    let act = request::Act::LinkIncident { incident: id };
                    self.tell(&request, event, "incident", act).await
                }
                Some(CaseRef::Incident(other)) => {
                    self.link_incident(&other, &own, Link::Opened, event).await
                }
                None => Ok(()),
            },
            incident::Event::IncidentMerged { into, .. } => {
                let other = CaseRef::Incident(into.clone());
                self.link_incident(&into, &own, Link::Merged, event).await?;
                self.link_incident(&id, &other, Link::MergedInto, event).await
            }
            _ => Ok(()),
        }
    }

    async fn link_incident(
        &self,
        id: &IncidentId,
        other: &CaseRef,
        link: Link,
        event: &Event,
    ) -> Result<(), WorkerError> {
        let act = Act::Link { other: other.clone(), link };
        act_on(&self.cases, &self.actor, id, event, &format!("link/{other}"), act).await
    }
}
