//! Silence that an authority asks for. Only clocks whose law says so stand still; the others run on, and
//! are shown.

use chrono::{DateTime, Months, Utc};

use crate::ground::PauseGround;
use crate::id::TrackNo;
use crate::incident::event::Event;
use crate::incident::record::Stay;
use crate::incident::refusal::Refusal;
use crate::sealed::Sealed;

use super::Draft;

/// No authority asks for more than a year at once: a later date is a slip.
const STAY_MONTHS_MAX: u32 = 12;

impl Draft<'_> {
    pub(super) fn stay(
        &mut self,
        authority: &Sealed,
        reference: &Sealed,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        self.judges()?;
        self.in_past(from)?;
        let furthest = self.now.checked_add_months(Months::new(STAY_MONTHS_MAX));
        if until <= self.now || furthest.is_none_or(|end| until > end) {
            return Err(Refusal::StayOutOfRange);
        }
        self.push(Event::NoticesStayed(Stay {
            no: Self::next_track(&self.case.stays),
            authority: authority.clone(),
            reference: reference.clone(),
            from,
            until,
            ended: None,
        }));
        Ok(())
    }

    pub(super) fn lift_stay(&mut self, no: TrackNo, at: DateTime<Utc>) -> Result<(), Refusal> {
        self.judges()?;
        let stay = self.case.stays.get(&no).ok_or(Refusal::Unknown("stay"))?;
        if stay.ended.is_some() {
            return Ok(());
        }
        if at > self.now || at < stay.from {
            return Err(Refusal::TimeOutOfRange);
        }
        self.end_stay(no, at.min(stay.until))
    }

    /// Clocks run on once no authority asks for silence any more.
    pub(super) fn end_stay(&mut self, no: TrackNo, at: DateTime<Utc>) -> Result<(), Refusal> {
        self.push(Event::StayEnded { stay: no, at });
        if self.case.open_stays().next().is_none() {
            let docket = &self.case.docket;
            let running = docket.run_on(self.rules, |_| true, PauseGround::Stay, at)?;
            self.ticks(running);
        }
        Ok(())
    }
}
