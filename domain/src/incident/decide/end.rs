//! How an incident ends, and begins again.

use chrono::{DateTime, Utc};

use crate::id::IncidentId;
use crate::incident::case::Phase;
use crate::incident::event::Event;
use crate::incident::refusal::Refusal;
use crate::sealed::Sealed;

use super::Draft;

impl Draft<'_> {
    pub(super) fn judge_no_breach(&mut self, reasoning: &Sealed) -> Result<(), Refusal> {
        self.judges()?;
        match self.case.phase {
            Phase::NotABreach => Ok(()),
            Phase::Closed | Phase::Merged => Err(Refusal::CaseClosed),
            Phase::Open => {
                let (at, reasoning, by) = (self.now, reasoning.clone(), self.by.clone());
                self.push(Event::JudgedNoBreach { at, reasoning, by });
                self.owe_nothing();
                Ok(())
            }
        }
    }

    /// The one that is known longer goes on: no clock counts from a later knowledge than it did.
    pub(super) fn merge(
        &mut self,
        into: &IncidentId,
        known: Option<DateTime<Utc>>,
        reasoning: &Sealed,
    ) -> Result<(), Refusal> {
        self.judges()?;
        let later = known.is_some_and(|known| known > self.case.knowledge());
        match self.case.phase {
            Phase::Merged => Ok(()),
            Phase::Closed | Phase::NotABreach => Err(Refusal::CaseClosed),
            Phase::Open if known.is_none() || into == self.case.id() => Err(Refusal::MergeTarget),
            Phase::Open if later => Err(Refusal::MergeLater),
            Phase::Open => {
                let (into, reasoning, by) = (into.clone(), reasoning.clone(), self.by.clone());
                self.push(Event::IncidentMerged { into, reasoning, by });
                self.owe_nothing();
                Ok(())
            }
        }
    }

    /// Everything that any track still waits for is done.
    pub(super) fn close(&mut self) -> Result<(), Refusal> {
        match self.case.phase {
            Phase::Closed => return Ok(()),
            Phase::NotABreach | Phase::Merged => return Err(Refusal::CaseClosed),
            Phase::Open => {}
        }
        self.judges()?;
        if self.case.assessments.is_empty() {
            return Err(Refusal::NotAssessed);
        }
        if self.case.owed().any(|(_, one)| one.arisen.governs) {
            return Err(Refusal::DutiesOwed);
        }
        if self.case.measures.values().any(|measure| measure.settled.is_none()) {
            return Err(Refusal::MeasuresOpen);
        }
        if self.case.reviewed.is_none() {
            return Err(Refusal::NotReviewed);
        }
        self.owe_nothing();
        self.push(Event::IncidentClosed { by: self.by.clone() });
        Ok(())
    }

    /// What fell away with the end is owed again, from the knowledge that had brought it.
    pub(super) fn reopen(&mut self, reasoning: &Sealed) -> Result<(), Refusal> {
        self.judges()?;
        if self.case.phase == Phase::Open {
            return Err(Refusal::NotClosed);
        }
        let (reasoning, by) = (reasoning.clone(), self.by.clone());
        self.push(Event::IncidentReopened { reasoning, by });
        self.owe(None, false)
    }
}
