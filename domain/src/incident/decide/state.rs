//! Facts: stated once, corrected with before, after and reason.

use crate::incident::command::State;
use crate::incident::event::Event;
use crate::incident::facts::{Fact, contradicted, is_aware_too_early};
use crate::incident::refusal::Refusal;

use super::Draft;
use super::owe::Because;

impl Draft<'_> {
    pub(super) fn state(&mut self, state: &State) -> Result<(), Refusal> {
        self.works()?;
        let mut changes = Vec::new();
        let mut times = self.case.times.clone();
        for (fact, after) in &state.times {
            let before = times.get(fact).copied();
            if before == *after {
                continue;
            }
            match after {
                Some(at) => times.insert(*fact, *at),
                None => times.remove(fact),
            };
            changes.push((*fact, before, *after));
        }
        let (before, operator) = ((self.case.capacity, self.case.operator), state.operator);
        let after = (state.capacity.unwrap_or(before.0), operator.unwrap_or(before.1));
        if changes.is_empty() && before == after {
            return Ok(());
        }
        let says_aware = changes.iter().any(|(fact, ..)| *fact == Fact::Aware);
        if says_aware {
            self.judges()?;
            if state.reason.is_none() {
                return Err(Refusal::AwareWithoutReasoning);
            }
        }
        let corrects = before != after || changes.iter().any(|(_, before, _)| before.is_some());
        if corrects && state.reason.is_none() {
            return Err(Refusal::ReasonMissing);
        }
        if times.values().any(|at| *at > self.now) {
            return Err(Refusal::FactInFuture);
        }
        if let Some((first, then)) = contradicted(&times) {
            return Err(Refusal::FactsContradict(first.code(), then.code()));
        }
        // One that is on record already keeps nothing else from being put right.
        let word = self.case.received().min(self.case.receipt.entered);
        if says_aware && is_aware_too_early(&times, word) {
            return Err(Refusal::AwareOutOfRange);
        }
        let (reason, by) = (state.reason.clone(), self.by.clone());
        for (fact, before, after) in changes {
            let (reason, by) = (reason.clone(), by.clone());
            self.push(Event::TimeStated { fact, before, after, reason, by });
        }
        if before != after {
            // What the house is to the data is judged, not observed.
            self.judges()?;
            self.push(Event::CapacityStated { before, after, reason, by });
        }
        // Another day of knowledge may be one on which other rules were in force.
        self.owe(Because::Known)?;
        self.count_anew()
    }
}
