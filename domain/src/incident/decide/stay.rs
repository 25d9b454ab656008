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
        self.push(Event::NoticesStayed(Stay {
            no: Self::next_track(&self.case.stays),
            authority: authority.clone(),
            reference: reference.clone(),
            from,
            until,
            ended: Some(until).filter(|until| *until <= self.now),
        }));
        self.hold_all_anew()
    }

    /// Silence may turn out to have ended earlier than it was thought to; where it never was asked for, as it
    /// began.
    pub(super) fn lift_stay(&mut self, no: TrackNo, at: DateTime<Utc>) -> Result<(), Refusal> {
        self.judges()?;
        let stay = self.case.stays.get(&no).ok_or(Refusal::Unknown("stay"))?;
        if at > self.now || at < stay.from {
            return Err(Refusal::TimeOutOfRange);
        }
        if stay.ended.is_some_and(|ended| at >= ended) {
            return Ok(());
        }
        self.end_stay(no, at.min(stay.until))
    }

    /// Clocks run on once no authority asks for silence any more. A stay may turn out to have ended
    /// before another began: then clocks ran between the two.
    pub(super) fn end_stay(&mut self, no: TrackNo, at: DateTime<Utc>) -> Result<(), Refusal> {
        self.push(Event::StayEnded { stay: no, at });
        self.hold_all_anew()
    }

    /// What is known of silence has changed: every clock stands still for what there was of it, those of what
    /// was done too.
    fn hold_all_anew(&mut self) -> Result<(), Refusal> {
        let fell_away =
            |clock: &Clock| clock.ended.is_some_and(|ended| ended.how == EndKind::FellAway);
        let clocks = self.case.docket.clocks.iter().filter(|(_, clock)| !fell_away(clock));
        let clocks: Vec<ClockNo> = clocks.map(|(no, _)| *no).collect();
        for no in clocks {
            self.hold_anew(no)?;
        }
        Ok(())
    }

    /// Silence that nobody knew of when a clock began, or ended, held it up: then it is due later, and what was
    /// late may not have been. The other way round where there was less of it than was thought.
    pub(super) fn hold_anew(&mut self, no: ClockNo) -> Result<(), Refusal> {
        let Some(clock) = self.case.docket.clocks.get(&no).cloned() else { return Ok(()) };
        let held = self.stood_still(&clock, clock.anchor, self.end_of(&clock))?;
        // What was discharged in silence is not held up any more.
        let end = clock.ended.map(|ended| ended.at);
        let as_kept: Vec<Pause> =
            held.iter().map(|pause| Pause { to: pause.to.or(end), ..*pause }).collect();
        if as_kept == clock.pauses {
            return Ok(());
        }
        match on_record(&clock.pauses, &as_kept) {
            Some(known) => self.hold((no, &clock), clock.anchor, (&held, known)),
            None => self.reanchor(no, clock.anchor),
        }
    }

    /// A clock counts from there, and stands still for what silence there was.
    pub(super) fn reanchor(&mut self, no: ClockNo, anchor: Moment) -> Result<(), Refusal> {
        let Some(clock) = self.case.docket.clocks.get(&no).cloned() else { return Ok(()) };
        let Some(due) = due_of(self.rules, &clock, anchor, &[], false)? else { return Ok(()) };
        self.tick(Tick::ClockReanchored { clock: no, anchor, due });
        let held = self.stood_still(&clock, anchor, self.end_of(&clock))?;
        self.hold((no, &clock), anchor, (&held, 0))
    }

    /// A clock stands still for these pauses, of which so many ticks are on record already.
    fn hold(
        &mut self,
        (no, clock): (ClockNo, &Clock),
        anchor: Moment,
        (held, known): (&[Pause], usize),
    ) -> Result<(), Refusal> {
        let ticks = held_up(self.rules, (no, clock), anchor, held)?;
        self.ticks(ticks.into_iter().skip(known).collect());
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
            // What is owed stands still from now on; what was done by then had not to wait for anything.
            let was_done = if clock.is_open() { from > by } else { from >= by };
            if was_done || was_over || !stands_still(self.rules, clock, ground, from)? {
                break;
            }
            held.push(Pause { ground, from, to: Some(to).filter(|to| *to <= by) });
        }
        Ok(held)
    }
}

/// How many ticks of these pauses are on record, by the pauses of a clock as it was known: two of each that is
/// over, and one of the last where it was not. None where the clock stood still at other times.
fn on_record(known: &[Pause], held: &[Pause]) -> Option<usize> {
    let Some((last, before)) = known.split_last() else { return Some(0) };
    let goes_on = |now: &Pause| {
        now.from == last.from
            && (last.to.is_none() || now.to == last.to)
            && held.starts_with(before)
    };
    let ticks = 2 * before.len() + 1 + usize::from(last.to.is_some());
    held.get(before.len()).is_some_and(goes_on).then_some(ticks)
}
