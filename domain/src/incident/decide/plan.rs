//! The plan: what is to be done, by whom, by when; and what was.

use chrono::{DateTime, Utc};

use crate::id::{PrincipalId, TrackNo};
use crate::incident::command::Owner;
use crate::incident::event::Event;
use crate::incident::record::{Measure, MeasureKind, Planned, Stage};
use crate::incident::refusal::Refusal;
use crate::sealed::Sealed;

use super::Draft;

impl Draft<'_> {
    pub(super) fn plan(
        &mut self,
        (stage, kind): (Stage, MeasureKind),
        what: Option<&Sealed>,
        owner: Option<&Owner>,
        due: Option<DateTime<Utc>>,
    ) -> Result<(), Refusal> {
        self.works()?;
        if kind == MeasureKind::Other && what.is_none() {
            return Err(Refusal::MeasureUnsaid);
        }
        let owner = owner.map(on_staff).transpose()?.cloned();
        self.is_ahead(due)?;
        let (no, what) = (Self::next_track(&self.case.measures), what.cloned());
        self.push(Event::MeasurePlanned(Planned { no, stage, kind, what, owner, due }));
        Ok(())
    }

    /// Whoever is given a measure has the time that it had, unless another is named.
    pub(super) fn assign(
        &mut self,
        no: TrackNo,
        owner: &Owner,
        due: Option<DateTime<Utc>>,
    ) -> Result<(), Refusal> {
        self.works()?;
        let measure = self.open_measure(no)?;
        let (owner, lasting) = (on_staff(owner)?, due.or(measure.planned.due));
        if measure.planned.owner.as_ref() == Some(owner) && measure.planned.due == lasting {
            return Ok(());
        }
        self.is_ahead(due)?;
        self.push(Event::MeasureAssigned { measure: no, owner: owner.clone(), due: lasting });
        Ok(())
    }

    pub(super) fn settle(
        &mut self,
        no: TrackNo,
        done: bool,
        at: DateTime<Utc>,
        words: Option<&Sealed>,
    ) -> Result<(), Refusal> {
        self.works()?;
        self.open_measure(no)?;
        self.in_past(at)?;
        if !done && words.is_none() {
            return Err(Refusal::ReasonMissing);
        }
        self.push(Event::MeasureSettled { measure: no, done, at, words: words.cloned() });
        Ok(())
    }

    pub(super) fn note(&mut self, what: &Sealed) -> Result<(), Refusal> {
        self.works()?;
        let no = self.case.notes.saturating_add(1);
        self.push(Event::NoteRecorded { no, at: self.now, what: what.clone() });
        Ok(())
    }

    pub(super) fn review(&mut self, findings: &Sealed) -> Result<(), Refusal> {
        self.judges()?;
        let (at, findings, by) = (self.now, findings.clone(), self.by.clone());
        self.push(Event::IncidentReviewed { at, findings, by });
        Ok(())
    }

    fn open_measure(&self, no: TrackNo) -> Result<&Measure, Refusal> {
        let measure = self.case.measures.get(&no).ok_or(Refusal::Unknown("measure"))?;
        if measure.settled.is_some() { Err(Refusal::AlreadySettled) } else { Ok(measure) }
    }

    fn is_ahead(&self, due: Option<DateTime<Utc>>) -> Result<(), Refusal> {
        if due.is_some_and(|due| due <= self.now) { Err(Refusal::DueOutOfRange) } else { Ok(()) }
    }
}

fn on_staff(owner: &Owner) -> Result<&PrincipalId, Refusal> {
    if owner.on_staff { Ok(&owner.id) } else { Err(Refusal::OwnerNotOnStaff) }
}
