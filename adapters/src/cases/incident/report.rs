//! Word of an incident as it was parsed at the door, and taking it in.

use std::sync::Arc;

use habeas_domain::breach::{Affected, Capacity, Operator};
use habeas_domain::case::CaseRef;
use habeas_domain::contact::Intake;
use habeas_domain::id::{DispatchId, IncidentId};
use habeas_domain::incident::{Act, Command, Incident, Receive, Refusal, Source, Times};
use habeas_domain::received::Received;
use habeas_domain::reference::Reference;
use habeas_domain::sealed::Slot;

use super::processor::ToldByProcessor;
use crate::cases::letter::{LetterProblem, LetterWriter, Reading};
use crate::cases::{CaseError, Cases, Sealer, stream};
use crate::desk::{Call, DeskError, Done};
use crate::vault::{Clear, Entry};

/// Word of an incident, before anything is sealed. `Debug` shows no personal value.
#[derive(Debug)]
pub struct IncidentReport {
    /// The channel.
    pub intake: Intake,
    /// When and where word of it reached the house.
    pub received: Received,
    /// Why it is entered late.
    pub late_reason: Option<Clear<String>>,
    /// Who or what brought word.
    pub source: Source,
    /// The case from which it is opened.
    pub from: Option<CaseRef>,
    /// The message that went astray.
    pub dispatch: Option<DispatchId>,
    /// Who reports it.
    pub reporter: LetterWriter,
    /// What happened.
    pub summary: Clear<String>,
    /// The reporter's own number for it.
    pub external_ref: Option<Clear<String>>,
    /// What is known of times.
    pub times: Times,
    /// Which processor told the house, and how, as far as it is known.
    pub processor: ToldByProcessor,
    /// What the house is to the data.
    pub capacity: Capacity,
    /// What sort of operator it is there.
    pub operator: Operator,
    /// Where the people live, as far as the report says.
    pub affected: Vec<Affected>,
}

impl IncidentReport {
    fn entries(&self) -> Result<Vec<Entry>, Vec<LetterProblem>> {
        let mut reading = Reading::default();
        reading.people(None, &self.reporter, "/reporter");
        reading.external_ref(self.external_ref.as_ref());
        reading.words("/summary", Some(&self.summary));
        reading.words("/late_reason", self.late_reason.as_ref());
        reading.finish()
    }
}

impl Cases {
    /// Takes word of an incident in.
    pub async fn report_incident(
        &self,
        call: &Call,
        report: &IncidentReport,
    ) -> Result<Done<Incident>, CaseError<Refusal>> {
        self.open_incident(IncidentId::derive(&[&call.command]), call, report).await
    }

    /// The same under an id that says what it was opened from, so that nothing opens two.
    pub(super) async fn open_incident(
        &self,
        id: IncidentId,
        call: &Call,
        report: &IncidentReport,
    ) -> Result<Done<Incident>, CaseError<Refusal>> {
        let (known, _) = self.desk.fold::<Incident>(id.as_str()).await?;
        let receive = match known {
            Incident::Live(_) => None,
            Incident::Absent => Some(self.sealed_report(&id, report).await?),
        };
        let rules = self.rules.now();
        let done = self
            .desk
            .execute::<Incident, _>(id.as_str(), call, |state, now| {
                let receive = match (&receive, state) {
                    (Some(receive), _) => receive.clone(),
                    // Another command opened it.
                    (None, Incident::Live(_)) => {
                        return Err(DeskError::Refused(Refusal::AlreadyReceived));
                    }
                    (None, Incident::Absent) => return Err(DeskError::Busy),
                };
                let act = Act::Receive(Box::new(receive));
                Ok(Command { now, by: call.actor.clone(), rules: Arc::clone(&rules), act })
            })
            .await?;
        Ok(done)
    }

    async fn sealed_report(
        &self,
        id: &IncidentId,
        report: &IncidentReport,
    ) -> Result<Receive, CaseError<Refusal>> {
        let entries = report.entries().map_err(CaseError::Letter)?;
        let keys = self.vault.begin_case(&stream(id), &entries).await?;
        let sealer = Sealer::new(&self.vault, keys);
        Ok(Receive {
            id: id.clone(),
            reference: Reference::from_chance(self.desk.chance().u64()),
            intake: report.intake,
            received: report.received.clone(),
            late_reason: sealer.seal_given(Slot::ContentReason, report.late_reason.as_ref())?,
            source: report.source,
            from: report.from.clone(),
            dispatch: report.dispatch.clone(),
            reporter: report.reporter.sealed(&sealer)?,
            summary: sealer.seal(Slot::ContentLetter, report.summary.reveal())?,
            external_ref: sealer
                .seal_given(Slot::ContactPortalTicket, report.external_ref.as_ref())?,
            times: report.times.clone(),
            processor: report.processor.sealed(&sealer)?,
            capacity: report.capacity,
            operator: report.operator,
            affected: report.affected.clone(),
        })
    }
}
