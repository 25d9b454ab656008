//! Silence that an authority asks for, or asked for. Only clocks whose law says so stand still; the others run
//! on, and are shown.

use chrono::{DateTime, Months, Utc};

use crate::clock::Pause;
use crate::docket::reckon::{due_of, held_up, stands_still};
use crate::docket::{Clock, ClockNo, EndKind, Tick};
use crate::ground::PauseGround;
use crate::id::TrackNo;
use crate::incident::event::Event;
use crate::incident::record::Stay;
use crate::incident::refusal::Refusal;
use crate::moment::Moment;
use crate::sealed::Sealed;

use super::Draft;

/// No authority asks for more than a year at once: a later date is a slip.
const STAY_MONTHS_MAX: u32 = 12;

impl Draft<'_> {
    /// Silence that is over when it is recorded has ended then, and held up clocks all the same.
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
        if until <= from || furthest.is_none_or(|end| until > end) {
            return Err(Refusal::StayOutOfRange);
        }
        let ended = Some(until).filter(|until| *until <= self.now);
        self.push(Event::NoticesStayed(Stay {
            no: Self::next_track(&self.case.stays),
            authority: authority.clone(),
            reference: reference.clone(),
            from,
            until,
            ended,
        }));
        if ended.is_none() {
            return Ok(());
        }
        let fell_away =
            |clock: &Clock| clock.ended.is_some_and(|ended| ended.how == EndKind::FellAway);
        let clocks = self.case.docket.clocks.iter().filter(|(_, clock)| !fell_away(clock));
        let clocks: Vec<ClockNo> = clocks.map(|(no, _)| *no).collect();
        for no in clocks {
            self.hold_anew(no)?;
        }
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

    /// Silence that nobody knew of when a clock began, or ended, held it up: then it is due later, and what was
    /// late may not have been.
    pub(super) fn hold_anew(&mut self, no: ClockNo) -> Result<(), Refusal> {
        let Some(clock) = self.case.docket.clocks.get(&no).cloned() else { return Ok(()) };
        let held = self.stood_still(&clock, clock.anchor, self.end_of(&clock))?;
        // What was discharged in silence is not held up any more.
        let end = clock.ended.map(|ended| ended.at);
        let as_kept = held.iter().map(|pause| Pause { to: pause.to.or(end), ..*pause });
        if as_kept.eq(clock.pauses.iter().copied()) {
            return Ok(());
        }
        if clock.pauses.is_empty() {
            return self.hold((no, &clock), clock.anchor, &held);
        }
        self.reanchor(no, clock.anchor)
    }

    /// A clock counts from there, and stands still for what silence there was.
    pub(super) fn reanchor(&mut self, no: ClockNo, anchor: Moment) -> Result<(), Refusal> {
        let Some(clock) = self.case.docket.clocks.get(&no).cloned() else { return Ok(()) };
        let Some(due) = due_of(self.rules, &clock, anchor, &[], false)? else { return Ok(()) };
        self.tick(Tick::ClockReanchored { clock: no, anchor, due });
        let held = self.stood_still(&clock, anchor, self.end_of(&clock))?;
        self.hold((no, &clock), anchor, &held)
    }

    fn hold(
        &mut self,
        (no, clock): (ClockNo, &Clock),
        anchor: Moment,
        held: &[Pause],
    ) -> Result<(), Refusal> {
        self.ticks(held_up(self.rules, (no, clock), anchor, held)?);
        if let Some(ended) = clock.ended {
            let how = self.how_met(clock, anchor, ended.at)?;
            self.tick(Tick::ClockEnded { clock: no, at: ended.at, how });
        }
        Ok(())
    }

    /// How a duty was met that was discharged at that time, by a clock that counts from there: in time also
    /// where it was done in silence that held it up.
    pub(super) fn how_met(
        &self,
        clock: &Clock,
        anchor: Moment,
        at: DateTime<Utc>,
    ) -> Result<EndKind, Refusal> {
        let held = self.stood_still(clock, anchor, at)?;
        let late = match due_of(self.rules, clock, anchor, &held, clock.extended)? {
            Some(due) => at >= due.late_from,
            None => false,
        };
        Ok(if late { EndKind::MetLate } else { EndKind::Met })
    }

    /// When the duty of a clock was discharged; of one that is owed, now.
    fn end_of(&self, clock: &Clock) -> DateTime<Utc> {
        clock.ended.map_or(self.now, |ended| ended.at)
    }

    /// For how long silence held a clock up that counts from there, by that time: the last one perhaps beyond
    /// it. Silence that begins when the time is over mends nothing.
    fn stood_still(
        &self,
        clock: &Clock,
        anchor: Moment,
        by: DateTime<Utc>,
    ) -> Result<Vec<Pause>, Refusal> {
        let (ground, begun) = (PauseGround::Stay, anchor.earliest_in(clock.due.zone));
        let mut held = Vec::new();
        for (from, to) in self.case.silences() {
            let from = from.max(begun);
            if to <= from {
                continue;
            }
            let due = due_of(self.rules, clock, anchor, &held, clock.extended)?;
            let was_over = due.is_none_or(|due| from >= due.late_from);
            if from >= by || was_over || !stands_still(self.rules, clock, ground, from)? {
                break;
            }
            held.push(Pause { ground, from, to: Some(to).filter(|to| *to <= by) });
        }
        Ok(held)
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
