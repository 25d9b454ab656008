//! What authorities impose on a case, by dates that they give themselves. No pack knows of it, so no
//! clock counts it; it is owed whatever becomes of the case.

use std::collections::BTreeMap;

use chrono::{DateTime, Months, Utc};
use chrono_tz::Tz;

use crate::clock::{Due, Duty};
use crate::id::{PartyNo, TrackNo};
use crate::regime::Rulebook;
use crate::sealed::Sealed;

use super::alarm::days_ahead;

/// No authority gives more than ten years: a later date is a slip.
const MONTHS_MAX: u32 = 120;

/// How many working days before it is due somebody is warned.
const WARNED_DAYS: u32 = 2;

/// The date that an authority is said to have given cannot be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the date that an authority gave lies before the case began, or more than ten years ahead: check it"
)]
pub struct DueOutOfRange;

/// An imposed duty is not there to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotOpen {
    /// There is none with that number.
    Unknown,
    /// It was done.
    Met,
    /// It was withdrawn.
    Withdrawn,
}

/// A duty that an authority imposed, by a date that it gave. `By` is how the case names the authority.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Imposed<By = PartyNo> {
    /// The authority.
    pub by: By,
    /// What is owed.
    pub duty: Duty,
    /// By when, as the authority wrote it.
    pub due: Due,
    /// The first instant at which it is late.
    pub late_from: DateTime<Utc>,
    /// What is to be done, in its words.
    pub demand: Sealed,
    /// Whether somebody was warned that it is due soon.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub near: bool,
    /// Since when it is late, once that was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<DateTime<Utc>>,
    /// When it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met: Option<DateTime<Utc>>,
    /// When it was found not to be owed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<DateTime<Utc>>,
}

/// Something that happens to what authorities impose. Each kind of case that takes them has an event
/// for each.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields say what their names and types say")]
pub enum Imposing<By = PartyNo> {
    /// An authority imposed a duty.
    DutyImposed { no: TrackNo, duty: Imposed<By> },
    /// An imposed duty was done.
    ImposedDutyMet { no: TrackNo, at: DateTime<Utc> },
    /// It is not owed: it was recorded by mistake, or the authority took it back.
    ImposedDutyWithdrawn { no: TrackNo, at: DateTime<Utc>, reason: Sealed },
    /// It is due in two working days.
    ImposedDutyNear { no: TrackNo },
    /// It was not done in time.
    ImposedDutyMissed { no: TrackNo, since: DateTime<Utc> },
}

/// Everything that authorities imposed on a case.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Impositions<By = PartyNo>(BTreeMap<TrackNo, Imposed<By>>);

impl<By> Default for Impositions<By> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<By> Imposed<By> {
    /// A duty as it is imposed. Its day ends in this zone.
    #[must_use]
    pub fn new(by: By, duty: Duty, due: Due, demand: Sealed, zone: Tz) -> Self {
        let late_from = due.late_from(zone);
        let (near, late, met, withdrawn) = (false, None, None, None);
        Self { by, duty, due, late_from, demand, near, late, met, withdrawn }
    }

    /// Whether it is owed, and not done.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.met.is_none() && self.withdrawn.is_none()
    }
}

impl<By> Impositions<By> {
    /// All of them, in the order in which they were put on record.
    pub fn iter(&self) -> impl Iterator<Item = (TrackNo, &Imposed<By>)> {
        self.0.iter().map(|(no, duty)| (*no, duty))
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, no: TrackNo) -> Option<&Imposed<By>> {
        self.0.get(&no)
    }

    /// Those that are owed, and not done.
    pub fn open(&self) -> impl Iterator<Item = &Imposed<By>> {
        self.0.values().filter(|duty| duty.is_open())
    }

    /// Whether any is.
    #[must_use]
    pub fn any_open(&self) -> bool {
        self.open().next().is_some()
    }

    /// One more, on a case that began then.
    pub fn impose(
        &self,
        duty: Imposed<By>,
        begun: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Imposing<By>, DueOutOfRange> {
        let furthest = now.checked_add_months(Months::new(MONTHS_MAX));
        if duty.late_from <= begun || furthest.is_none_or(|end| duty.late_from > end) {
            return Err(DueOutOfRange);
        }
        let no = TrackNo::after(self.0.keys().next_back());
        Ok(Imposing::DutyImposed { no, duty })
    }

    /// One of them was done; nothing, where that is on record.
    pub fn meet(&self, no: TrackNo, at: DateTime<Utc>) -> Result<Option<Imposing<By>>, NotOpen> {
        match self.if_open(no) {
            Ok(()) => Ok(Some(Imposing::ImposedDutyMet { no, at })),
            Err(NotOpen::Met) => Ok(None),
            Err(why) => Err(why),
        }
    }

    /// One of them is not owed.
    pub fn withdraw(
        &self,
        no: TrackNo,
        at: DateTime<Utc>,
        reason: Sealed,
    ) -> Result<Imposing<By>, NotOpen> {
        self.if_open(no).map(|()| Imposing::ImposedDutyWithdrawn { no, at, reason })
    }

    fn if_open(&self, no: TrackNo) -> Result<(), NotOpen> {
        match self.0.get(&no) {
            None => Err(NotOpen::Unknown),
            Some(duty) if duty.met.is_some() => Err(NotOpen::Met),
            Some(duty) if duty.withdrawn.is_some() => Err(NotOpen::Withdrawn),
            Some(_) => Ok(()),
        }
    }

    /// When somebody has to look at which: before it is due, and when it is late.
    #[must_use]
    pub fn alarms(&self, rules: &Rulebook) -> Vec<(DateTime<Utc>, TrackNo)> {
        let house = rules.house();
        let mut list = Vec::new();
        for (no, duty) in &self.0 {
            if !duty.is_open() || duty.late.is_some() {
                continue;
            }
            list.push((duty.late_from, *no));
            let near = days_ahead(duty.due, house.zone, &house.calendar, WARNED_DAYS, rules);
            list.extend(near.filter(|_| !duty.near).map(|at| (at, *no)));
        }
        list
    }

    /// What such an alarm finds. What is late already is not also near.
    #[must_use]
    pub fn look(&self, no: TrackNo, now: DateTime<Utc>) -> Imposing<By> {
        let since = self.0.get(&no).map_or(now, |duty| duty.late_from);
        if since <= now {
            Imposing::ImposedDutyMissed { no, since }
        } else {
            Imposing::ImposedDutyNear { no }
        }
    }

    /// Takes in what happened.
    pub fn follow(&mut self, imposing: Imposing<By>) {
        match imposing {
            Imposing::DutyImposed { no, duty } => {
                self.0.insert(no, duty);
            }
            Imposing::ImposedDutyMet { no, at } => self.with(no, |duty| {
                duty.met = Some(at);
                // Whoever looked, and when: it may have been done in time and heard of late, or the other way
                // round.
                duty.late = (at >= duty.late_from).then_some(duty.late_from);
            }),
            Imposing::ImposedDutyWithdrawn { no, at, .. } => self.with(no, |duty| {
                duty.withdrawn = Some(at);
                // What was never owed was not late.
                duty.late = None;
            }),
            Imposing::ImposedDutyNear { no } => self.with(no, |duty| duty.near = true),
            Imposing::ImposedDutyMissed { no, since } => {
                self.with(no, |duty| duty.late = Some(since));
            }
        }
    }

    fn with(&mut self, no: TrackNo, change: impl FnOnce(&mut Imposed<By>)) {
        if let Some(duty) = self.0.get_mut(&no) {
            change(duty);
        }
    }
}
