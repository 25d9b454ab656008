//! Facts: stated once, corrected with before, after and reason.

use chrono::{DateTime, Utc};

use crate::incident::command::State;
use crate::incident::event::Event;
use crate::incident::facts::{Fact, Times, contradicted, is_too_early};
use crate::incident::refusal::Refusal;

use super::Draft;
use super::owe::Because;

/// A time that is stated, corrected or taken back: what was said before, and what is said now.
type Change = (Fact, Option<DateTime<Utc>>, Option<DateTime<Utc>>);

impl Draft<'_> {
    pub(super) fn state(&mut self, state: &State) -> Result<(), Refusal> {
        self.works()?;
        let (times, changes) = self.restated(state);
        let word = (self.case.processor.clone(), self.case.processor.stating(&state.processor));
        let (before, operator) = ((self.case.capacity, self.case.operator), state.operator);
        let after = (state.capacity.unwrap_or(before.0), operator.unwrap_or(before.1));
        if changes.is_empty() && before == after && word.0 == word.1 {
            return Ok(());
        }
        if changes.iter().any(|(fact, ..)| *fact == Fact::Aware) {
            self.judges()?;
            if state.reason.is_none() {
                return Err(Refusal::AwareWithoutReasoning);
            }
        }
        let corrects = before != after
            || word.0.is_corrected_by(&word.1)
            || changes.iter().any(|(_, before, _)| before.is_some());
        if corrects && state.reason.is_none() {
            return Err(Refusal::ReasonMissing);
        }
        self.check_times(&times, &changes)?;
        let (reason, by) = (state.reason.clone(), self.by.clone());
        for (fact, before, after) in changes {
            let (reason, by) = (reason.clone(), by.clone());
            self.push(Event::TimeStated { fact, before, after, reason, by });
        }
        if word.0 != word.1 {
            let ((before, after), reason, by) = (word, reason.clone(), by.clone());
            self.push(Event::ProcessorStated { before, after, reason, by });
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

    /// The times as they will be, and what is new in them.
    fn restated(&self, state: &State) -> (Times, Vec<Change>) {
        let (mut times, mut changes) = (self.case.times.clone(), Vec::new());
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
        (times, changes)
    }

    /// One that is on record already keeps nothing else from being put right.
    fn check_times(&self, times: &Times, changes: &[Change]) -> Result<(), Refusal> {
        if times.values().any(|at| *at > self.now) {
            return Err(Refusal::FactInFuture);
        }
        let is_new = |of| changes.iter().any(|(fact, ..)| *fact == of);
        let received = &self.case.receipt.received;
        // Word of it may be entered by a wrong day, which is never corrected, or have come of something before:
        // an officer says so.
        let by = self.judges().is_err().then(|| received.moment.latest_in(received.zone));
        if let Some((first, then)) = contradicted(times, by, is_new) {
            return Err(Refusal::FactsContradict(first, then));
        }
        let word = self.case.received().min(self.case.receipt.entered);
        let slipped = |known| is_new(known) && is_too_early(known, times, word);
        if slipped(Fact::Aware) {
            return Err(Refusal::AwareOutOfRange);
        }
        if slipped(Fact::ProcessorTold) {
            return Err(Refusal::ProcessorToldOutOfRange);
        }
        Ok(())
    }
}
