//! Clocks and extensions.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::clock::{DueRecord, Duty, Pause};
use crate::ground::PauseGround;
use crate::id::ItemNo;
use crate::moment::Moment;
use crate::request::case::{Case, Governing, OrderedExtension};
use crate::request::clocks::{Clock, ClockNo, EndKind, Ended, Started};

impl Case {
    pub(super) fn start_clock(&mut self, started: Started) {
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

    pub(super) fn with_clock(&mut self, no: ClockNo, change: impl FnOnce(&mut Clock)) {
        if let Some(clock) = self.clocks.get_mut(&no) {
            change(clock);
        }
    }

    pub(super) fn pause_clock(&mut self, no: ClockNo, ground: PauseGround, from: DateTime<Utc>) {
        self.with_clock(no, |clock| clock.pauses.push(Pause { ground, from, to: None }));
    }

    pub(super) fn resume_clock(
        &mut self,
        no: ClockNo,
        ground: PauseGround,
        at: DateTime<Utc>,
        due: Option<DueRecord>,
    ) {
        self.with_clock(no, |clock| {
            for pause in clock.pauses.iter_mut().filter(|pause| pause.ground == ground) {
                pause.to.get_or_insert(at);
            }
            if let Some(due) = due {
                clock.set_due(due);
            }
        });
    }

    /// A clock that waited counts from what it waited for: the waiting is no pause of the new run.
    pub(super) fn reanchor(&mut self, no: ClockNo, anchor: Moment, due: DueRecord) {
        self.with_clock(no, |clock| {
            clock.anchor = anchor;
            clock.pauses.clear();
            clock.set_due(due);
        });
    }

    pub(super) fn extend_clock(&mut self, no: ClockNo, due: DueRecord) {
        self.with_clock(no, |clock| {
            clock.extended = true;
            clock.set_due(due);
        });
        for ordered in &mut self.extensions {
            ordered.clocks.retain(|clock| *clock != no);
        }
        self.extensions.retain(|ordered| !ordered.clocks.is_empty());
    }

    pub(super) fn move_clock(&mut self, no: ClockNo, due: DueRecord) {
        self.with_clock(no, |clock| clock.set_due(due));
    }

    pub(super) fn end_clock(&mut self, no: ClockNo, at: DateTime<Utc>, how: EndKind) {
        self.with_clock(no, |clock| {
            for pause in &mut clock.pauses {
                pause.to.get_or_insert(at);
            }
            clock.ended = Some(Ended { at, how });
        });
        for ordered in &mut self.extensions {
            ordered.clocks.retain(|clock| *clock != no);
        }
        self.extensions.retain(|ordered| !ordered.clocks.is_empty());
    }

    pub(super) fn set_governing(&mut self, item: Option<ItemNo>, duty: Duty, clock: ClockNo) {
        self.governing.retain(|g| (g.item, g.duty) != (item, duty));
        self.governing.push(Governing { item, duty, clock });
    }

    pub(super) fn order_extension(&mut self, item: ItemNo, clocks: Vec<ClockNo>, due: &DueRecord) {
        let before = clocks.iter().filter_map(|no| self.clocks.get(no)).map(|c| c.due.late_from);
        let before = before.min().unwrap_or(due.late_from);
        self.extensions.push(OrderedExtension { item, clocks, before });
    }
}

impl Clock {
    /// A new due moment brings its warnings back: staff are warned of the date that now counts.
    fn set_due(&mut self, due: DueRecord) {
        if due.late_from > self.due.late_from {
            self.warned.clear();
            self.late = None;
        }
        self.due = due;
    }
}
