//! The docket of a case: every duty that it owes, as a clock that runs, stands still or has ended.
//!
//! Each kind of case keeps one. What happens to a clock is an event of the case; here is what such an
//! event does to the docket (`apply.rs`), when a clock is due ([`reckon`](mod@reckon)), which
//! one governs a duty, and what time alone brings about ([`alarm`]). Beside it stands what authorities
//! impose by dates of their own ([`imposed`]). Every function is pure.

pub mod alarm;
mod apply;
mod clock;
pub mod extend;
mod favour;
pub mod imposed;
pub mod reckon;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

pub use clock::{Clock, ClockNo, EndKind, Ended, MoveCause, Started, Warning};
pub use favour::Favour;

use crate::clock::{DueRecord, Duty};
use crate::ground::PauseGround;
use crate::id::ItemNo;
use crate::moment::Moment;

/// The duties of a case. `Of` is what a duty can be about inside the case.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Docket<Of = ItemNo> {
    /// What is owed by when.
    pub clocks: BTreeMap<ClockNo, Clock<Of>>,
    /// Which clock governs each duty.
    pub governing: Vec<Governing<Of>>,
    /// Extensions on their way to the person.
    pub extensions: Vec<OrderedExtension<Of>>,
}

/// Which clock governs one duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Governing<Of = ItemNo> {
    /// What the duty is about; none for a duty of the whole case.
    pub item: Option<Of>,
    /// The duty.
    pub duty: Duty,
    /// The clock.
    pub clock: ClockNo,
}

/// An extension that waits for its notice to be handed over.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OrderedExtension<Of = ItemNo> {
    /// What the extended duty is about.
    pub item: Option<Of>,
    /// The clocks it is to extend.
    pub clocks: Vec<ClockNo>,
    /// When the notice counts in time at the latest: the earliest original due moment.
    pub before: DateTime<Utc>,
}

/// Something that happens to a clock. Each kind of case has an event for each.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields say what their names and types say")]
pub enum Tick<Of = ItemNo> {
    /// A duty began to run.
    ClockStarted(Box<Started<Of>>),
    /// A clock stands still.
    ClockPaused { clock: ClockNo, ground: PauseGround, from: DateTime<Utc> },
    /// A clock runs on; when it is due, unless another pause still holds it.
    ClockResumed { clock: ClockNo, ground: PauseGround, at: DateTime<Utc>, due: Option<DueRecord> },
    /// What a clock waited for came in: it counts from there.
    ClockReanchored { clock: ClockNo, anchor: Moment, due: DueRecord },
    /// An extension took effect: its notice was handed over before the original due moment.
    ClockExtended { clock: ClockNo, told: DateTime<Utc>, due: DueRecord },
    /// A calendar or the time zone database moved an open clock.
    ClockMoved { clock: ClockNo, before: DueRecord, after: DueRecord, cause: MoveCause },
    /// Another clock governs a duty.
    GoverningChanged { item: Option<Of>, duty: Duty, from: Option<ClockNo>, to: ClockNo },
    /// Staff are to be warned.
    DutyWarned { clock: ClockNo, warning: Warning },
    /// The due moment passed and the duty was not discharged.
    DutyMissed { clock: ClockNo, since: DateTime<Utc> },
    /// A duty ended.
    ClockEnded { clock: ClockNo, at: DateTime<Utc>, how: EndKind },
}

impl<Of> Default for Docket<Of> {
    fn default() -> Self {
        Self { clocks: BTreeMap::new(), governing: Vec::new(), extensions: Vec::new() }
    }
}

impl<Of: Copy + Eq> Docket<Of> {
    /// The number of the next clock.
    #[must_use]
    pub fn next_no(&self) -> ClockNo {
        ClockNo::after(self.clocks.keys().next_back())
    }

    /// The clocks of a duty that are still owed.
    pub fn open(
        &self,
        item: Option<Of>,
        duty: Duty,
    ) -> impl Iterator<Item = (ClockNo, &Clock<Of>)> {
        self.clocks
            .iter()
            .filter(move |(_, c)| c.is_open() && c.started.item == item && c.started.duty == duty)
            .map(|(no, clock)| (*no, clock))
    }

    /// The clock that governs a duty: the earliest running one that may govern; while all of them
    /// stand still, the earliest of those.
    #[must_use]
    pub fn governing(&self, item: Option<Of>, duty: Duty) -> Option<(ClockNo, &Clock<Of>)> {
        self.open(item, duty)
            .filter(|(_, clock)| clock.started.governs)
            .min_by_key(|(no, clock)| (!clock.is_running(), clock.due.late_from, *no))
    }

    /// How a duty ends that was discharged at that time, or found to be: in time, or late.
    #[must_use]
    pub fn met(no: ClockNo, clock: &Clock<Of>, at: DateTime<Utc>) -> Tick<Of> {
        let late = clock.is_running() && at >= clock.due.late_from;
        let how = if late { EndKind::MetLate } else { EndKind::Met };
        Tick::ClockEnded { clock: no, at, how }
    }

    /// Every duty that another clock governs than was recorded.
    #[must_use]
    pub fn changes(&self) -> Vec<Tick<Of>> {
        let mut duties: Vec<(Option<Of>, Duty)> = Vec::new();
        for clock in self.clocks.values().filter(|clock| clock.is_open()) {
            let duty = (clock.started.item, clock.started.duty);
            if !duties.contains(&duty) {
                duties.push(duty);
            }
        }
        let change = |(item, duty): (Option<Of>, Duty)| {
            let (to, _) = self.governing(item, duty)?;
            let known = self.governing.iter().find(|g| (g.item, g.duty) == (item, duty));
            let from = known.map(|governing| governing.clock);
            (from != Some(to)).then_some(Tick::GoverningChanged { item, duty, from, to })
        };
        duties.into_iter().filter_map(change).collect()
    }
}
