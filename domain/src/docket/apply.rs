//! What events do to the docket.

use crate::docket::Tick;
use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::clock::{DueRecord, Duty, Pause};
use crate::ground::PauseGround;
use crate::moment::Moment;

use super::{Clock, ClockNo, Docket, EndKind, Ended, Governing, OrderedExtension, Started};

impl<Of: Copy + Eq> Docket<Of> {
    /// Takes in what happened to a clock.
    pub fn follow(&mut self, tick: Tick<Of>) {
        match tick {
            Tick::ClockStarted(started) => self.start(*started),
            Tick::ClockPaused { clock, ground, from } => self.pause(clock, ground, from),
            Tick::ClockResumed { clock, ground, at, due } => self.resume(clock, ground, at, due),
            Tick::ClockReanchored { clock, anchor, due } => self.reanchor(clock, anchor, due),
            Tick::ClockExtended { clock, due, .. } => self.extend(clock, due),
            Tick::ClockMoved { clock, after, .. } => self.with(clock, |c| c.set_due(after)),
            Tick::GoverningChanged { item, duty, to, .. } => self.set_governing(item, duty, to),
            Tick::DutyWarned { clock, warning } => self.with(clock, |c| {
                c.warned.insert(warning);
            }),
            Tick::DutyMissed { clock, since } => self.with(clock, |c| c.late = Some(since)),
            Tick::ClockEnded { clock, at, how } => self.end(clock, at, how),
        }
    }

    fn start(&mut self, started: Started<Of>) {
        let clock = Clock {
            anchor: started.anchor,
            pauses: Vec::new(),
            extended: false,
            due: started.due.clone(),
            warned: BTreeSet::new(),
            late: None,
            ended: None,
            started: started.into(),
        };
        self.clocks.insert(clock.started.no, clock);
    }

    fn with(&mut self, no: ClockNo, change: impl FnOnce(&mut Clock<Of>)) {
        if let Some(clock) = self.clocks.get_mut(&no) {
            change(clock);
        }
    }

    /// A pause that began before the time was over, and is heard of afterwards: it was not over then.
    fn pause(&mut self, no: ClockNo, ground: PauseGround, from: DateTime<Utc>) {
        self.with(no, |clock| {
            clock.pauses.push(Pause { ground, from, to: None });
            clock.late = clock.late.filter(|late| *late <= from);
        });
    }

    fn resume(
        &mut self,
        no: ClockNo,
        ground: PauseGround,
        at: DateTime<Utc>,
        due: Option<DueRecord>,
    ) {
        self.with(no, |clock| {
            for pause in clock.pauses.iter_mut().filter(|pause| pause.ground == ground) {
                pause.to.get_or_insert(at);
            }
            if let Some(due) = due {
                clock.set_due(due);
            }
        });
    }

    /// A clock that waited counts from what it waited for: the waiting is no pause of the new run.
    fn reanchor(&mut self, no: ClockNo, anchor: Moment, due: DueRecord) {
        self.with(no, |clock| {
            clock.anchor = anchor;
            clock.pauses.clear();
            clock.set_due(due);
        });
    }

    fn extend(&mut self, no: ClockNo, due: DueRecord) {
        self.with(no, |clock| {
            clock.extended = true;
            clock.set_due(due);
        });
        self.forget_extension(no);
    }

    fn end(&mut self, no: ClockNo, at: DateTime<Utc>, how: EndKind) {
        self.with(no, |clock| {
            for pause in &mut clock.pauses {
                pause.to.get_or_insert(at);
            }
            clock.ended = Some(Ended { at, how });
            clock.late = match how {
                EndKind::MetLate => clock.late.or(Some(clock.due.late_from)),
                // Done in time, and heard of late.
                EndKind::Met | EndKind::FellAway => clock.late.filter(|late| *late <= at),
            };
        });
        self.forget_extension(no);
    }

    fn set_governing(&mut self, item: Option<Of>, duty: Duty, clock: ClockNo) {
        self.governing.retain(|g| (g.item, g.duty) != (item, duty));
        self.governing.push(Governing { item, duty, clock });
    }

    /// More time is to be taken; it counts once the person is told.
    pub fn order_extension(&mut self, item: Option<Of>, clocks: Vec<ClockNo>, due: &DueRecord) {
        let before = clocks.iter().filter_map(|no| self.clocks.get(no)).map(|c| c.due.late_from);
        let before = before.min().unwrap_or(due.late_from);
        self.extensions.push(OrderedExtension { item, clocks, before });
    }

    /// The person was not told in time.
    pub fn fail_extension(&mut self, item: Option<Of>) {
        self.extensions.retain(|ordered| ordered.item != item);
    }

    fn forget_extension(&mut self, no: ClockNo) {
        for ordered in &mut self.extensions {
            ordered.clocks.retain(|clock| *clock != no);
        }
        self.extensions.retain(|ordered| !ordered.clocks.is_empty());
    }
}

impl<Of> Clock<Of> {
    /// A new due moment brings its warnings back: staff are warned of the date that now counts.
    fn set_due(&mut self, due: DueRecord) {
        if due.late_from > self.due.late_from {
            self.warned.clear();
            self.late = None;
        }
        self.due = due;
    }
}
