//! Looking into it: steps, measures, findings, letters to and fro.

use chrono::{DateTime, Utc};

use crate::complaint::Direction;
use crate::complaint::case::Phase;
use crate::complaint::event::Event;
use crate::complaint::receipt::{About, Alleged};
use crate::complaint::refusal::Refusal;
use crate::contact::Channel;
use crate::id::{ItemNo, PartyNo};
use crate::kind::ComplaintKind;
use crate::sealed::Sealed;

use super::Draft;
use super::receive::MAX_ALLEGATIONS;

impl Draft<'_> {
    pub(super) fn take(&mut self) -> Result<(), Refusal> {
        self.judges()?;
        if self.case.taken.as_ref() != Some(&self.by.id) {
            self.push(Event::ComplaintTaken { by: self.by.id.clone() });
        }
        Ok(())
    }

    pub(super) fn add_allegation(
        &mut self,
        words: &Sealed,
        item: Option<ItemNo>,
    ) -> Result<(), Refusal> {
        if self.case.phase != Phase::Open {
            return Err(Refusal::AlreadyAnswered);
        }
        if self.case.allegations.len() >= MAX_ALLEGATIONS {
            return Err(Refusal::AllegationCount);
        }
        let known = |item| match &self.case.receipt.about {
            Some(About::Request { items, .. }) => items.contains(&item),
            Some(About::Forgotten { .. }) | None => false,
        };
        if !item.is_none_or(known) {
            return Err(Refusal::Unknown("item"));
        }
        let no = ItemNo::after(self.case.allegations.keys().next_back());
        self.push(Event::AllegationAdded(Alleged { no, words: Some(words.clone()), item }));
        Ok(())
    }

    pub(super) fn record_step(&mut self, what: &Sealed) {
        let no = self.case.steps_taken.saturating_add(1);
        self.push(Event::StepRecorded { no, at: self.now, what: what.clone() });
    }

    pub(super) fn record_measure(&mut self, what: &Sealed) {
        let no = self.case.measures.saturating_add(1);
        self.push(Event::MeasureRecorded { no, at: self.now, what: what.clone() });
    }

    pub(super) fn record_finding(
        &mut self,
        allegation: ItemNo,
        finding: &Sealed,
    ) -> Result<(), Refusal> {
        if self.allegation(allegation)?.decided.is_some() {
            return Err(Refusal::AlreadyDecided);
        }
        let (at, finding) = (self.now, finding.clone());
        self.push(Event::FindingRecorded { allegation, at, finding });
        Ok(())
    }

    pub(super) fn record_letter(
        &mut self,
        direction: Direction,
        party: PartyNo,
        channel: Channel,
        at: DateTime<Utc>,
        summary: &Sealed,
    ) -> Result<(), Refusal> {
        self.party(party)?;
        self.in_past(at)?;
        let (no, summary) = (self.case.letters.saturating_add(1), summary.clone());
        self.push(Event::LetterRecorded { no, direction, party, channel, at, summary });
        Ok(())
    }

    pub(super) fn name_reviewer(
        &mut self,
        name: &Sealed,
        reason: &Sealed,
        other_officers: bool,
    ) -> Result<(), Refusal> {
        self.judges()?;
        if other_officers {
            return Err(Refusal::OtherOfficers);
        }
        self.push(Event::ReviewerNamed { name: name.clone(), reason: reason.clone() });
        Ok(())
    }

    pub(super) fn check_child_data(&mut self, found: bool) -> Result<(), Refusal> {
        self.judges()?;
        if self.case.receipt.kind != ComplaintKind::ChildDataReport {
            return Err(Refusal::NoChildDataReport);
        }
        if self.case.child_data != Some(found) {
            self.push(Event::ChildDataChecked { found });
        }
        Ok(())
    }
}
