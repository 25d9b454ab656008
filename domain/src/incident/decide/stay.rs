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

    /// Clocks run on once no authority asks for silence any more. A stay may turn out to have ended
    /// before another began: then clocks ran between the two.
    pub(super) fn end_stay(&mut self, no: TrackNo, at: DateTime<Utc>) -> Result<(), Refusal> {
        self.push(Event::StayEnded { stay: no, at });
        if self.case.open_stays().next().is_some() {
            return Ok(());
        }
        let held = self.case.docket.held_since(PauseGround::Stay);
        for (from, to) in self.case.silences() {
            if held.is_some_and(|held| to > held) {
                self.hold_up(from, Some(to))?;
                let docket = &self.case.docket;
                let running = docket.run_on(self.rules, |_| true, PauseGround::Stay, to)?;
                self.ticks(running);
            }
        }
        Ok(())
    }

    /// A clock stands still from when silence was asked for, but never before it began.
    pub(super) fn hold_for_stays(&mut self) -> Result<(), Refusal> {
        let lasting = self.case.open_stays().filter(|stay| stay.until > self.now);
        match lasting.map(|stay| stay.from).min() {
            Some(from) => self.hold_up(from, None),
            None => Ok(()),
        }
    }

    fn hold_up(&mut self, from: DateTime<Utc>, to: Option<DateTime<Utc>>) -> Result<(), Refusal> {
        // What was late by then stays late.
        let clocks = self.case.docket.clocks.values();
        let open = clocks.filter(|clock| clock.is_open() && from < clock.due.late_from);
        let begun: Vec<_> = open
            .map(|clock| (clock.started.item, clock.anchor.earliest_in(clock.due.zone)))
            .filter(|(_, begun)| to.is_none_or(|to| *begun < to))
            .collect();
        for (item, begun) in begun {
            let (ground, from) = (PauseGround::Stay, from.max(begun));
            let held = self.case.docket.hold_up(self.rules, |of| of == item, ground, from)?;
            self.ticks(held);
        }
        Ok(())
    }
}
