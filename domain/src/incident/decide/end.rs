//! How an incident ends, and begins again.

use crate::clock::Duty;
use crate::id::IncidentId;
use crate::incident::case::Phase;
use crate::incident::command::MergeTarget;
use crate::incident::event::Event;
use crate::incident::record::Obligation;
use crate::incident::refusal::Refusal;
use crate::sealed::Sealed;

use super::Draft;
use super::owe::Because;

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

    /// The one that is known longer goes on, and owes whatever this one owed: no duty is lost by it, none
    /// counts from a later knowledge than it did, and silence that an authority asks for is kept. What was
    /// only assumed here may have been done there. Open measures stay here until they are settled.
    pub(super) fn merge(
        &mut self,
        into: &IncidentId,
        target: Option<&MergeTarget>,
        reasoning: &Sealed,
    ) -> Result<(), Refusal> {
        self.judges()?;
        match self.case.phase {
            Phase::Merged => return Ok(()),
            Phase::Closed | Phase::NotABreach => return Err(Refusal::CaseClosed),
            Phase::Open => {}
        }
        let target = target.filter(|_| into != self.case.id()).ok_or(Refusal::MergeTarget)?;
        if target.known > self.case.knowledge() {
            return Err(Refusal::MergeLater);
        }
        let judged_there = |one: &Obligation| one.arisen.duty == Duty::Respond;
        let here = self.case.assessment().map(|assessment| &assessment.finding);
        let is_kept = |one: &Obligation| {
            let rule = one.arisen.named();
            match (target.owed.get(&rule), here) {
                (Some(since), _) => *since <= self.case.known(&one.arisen),
                (None, Some(here)) if !target.finding.covers(here) => false,
                (None, _) => target.brought.contains(&rule),
            }
        };
        if self.case.owed().any(|(_, one)| !judged_there(one) && !is_kept(one)) {
            return Err(Refusal::MergeLosesDuties);
        }
        // What an authority was told here it has from here: the other one may owe it nothing more.
        if self.case.owes_supplement() {
            return Err(Refusal::SupplementOwed);
        }
        if self.case.silent_until() > target.silent_until {
            return Err(Refusal::MergeLosesSilence);
        }
        let (into, reasoning, by) = (into.clone(), reasoning.clone(), self.by.clone());
        self.push(Event::IncidentMerged { into, reasoning, by });
        self.owe_nothing();
        Ok(())
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
        if self.case.owes_announcement() {
            return Err(Refusal::AnnouncementOwed);
        }
        if self.case.owes_supplement() {
            return Err(Refusal::SupplementOwed);
        }
        if self.case.imposed.any_open() {
            return Err(Refusal::ImposedDutiesOpen);
        }
        if self.case.unexplained().next().is_some() {
            return Err(Refusal::LatenessUnexplained);
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
        self.owe(Because::Known)
    }
}
