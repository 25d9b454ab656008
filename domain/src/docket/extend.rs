//! More time for a duty: it counts only once the person has been told, in time.

use chrono::{DateTime, Utc};

use crate::clock::{DueRecord, Duty};
use crate::ground::ExtensionGround;
use crate::id::RegimeId;
use crate::regime::Rulebook;

use super::reckon::{Unreckoned, due_of};
use super::{ClockNo, Docket, Tick};

/// Why a duty gets no more time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unextended {
    /// No open clock can be extended under this regime, or on this ground.
    #[error("the rule does not allow this extension")]
    NotAllowed,
    /// The original due moment has passed.
    #[error("the original due moment has passed")]
    TooLate,
    /// It was extended before, or an extension is on its way.
    #[error("it was already extended")]
    Already,
    /// Nothing can be said about a clock.
    #[error(transparent)]
    Unreckoned(#[from] Unreckoned),
}

/// What telling of an extension brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extending<Of> {
    /// None is on its way.
    NotOrdered,
    /// It was told after the original due moment, and does not count.
    TooLate,
    /// It was told in time.
    InTime(Vec<Tick<Of>>),
}

impl<Of: Copy + Eq> Docket<Of> {
    /// The open clocks of these duties and this regime that the rule lets be extended on this ground, and
    /// when the earliest of them will then be due. A clock that only advises gets none: its date is never
    /// told.
    pub fn extensible(
        &self,
        rules: &Rulebook,
        (item, duties): (Option<Of>, &[Duty]),
        (regime, ground): (&RegimeId, ExtensionGround),
        now: DateTime<Utc>,
    ) -> Result<(Vec<ClockNo>, DueRecord), Unextended> {
        if self.is_being_extended(item) {
            return Err(Unextended::Already);
        }
        let mut found: Vec<(ClockNo, DueRecord)> = Vec::new();
        let mut extended_before = false;
        let open = duties.iter().flat_map(|duty| self.open(item, *duty));
        let of_regime = |started: &super::Started<Of>| started.governs && started.regime == *regime;
        for (no, clock) in open.filter(|(_, clock)| of_regime(&clock.started)) {
            let (_, rule) = rules.rule(&clock.started.rule).ok_or(Unreckoned::RuleNotAtHand)?;
            if !rule.extension.as_ref().is_some_and(|e| e.grounds.contains(&ground)) {
                continue;
            }
            if clock.extended {
                extended_before = true;
                continue;
            }
            if clock.is_running() && now >= clock.due.late_from {
                return Err(Unextended::TooLate);
            }
            // While a pause holds the clock, the date told is the one it would have without it.
            let pauses: Vec<_> = clock
                .pauses
                .iter()
                .map(|pause| {
                    let mut pause = *pause;
                    pause.to.get_or_insert(now);
                    pause
                })
                .collect();
            if let Some(due) = due_of(rules, clock, clock.anchor, &pauses, true)? {
                found.push((no, due));
            }
        }
        let earliest = found.iter().map(|(_, due)| due.clone()).min_by_key(|due| due.late_from);
        match earliest {
            Some(due) => Ok((found.into_iter().map(|(no, _)| no).collect(), due)),
            None if extended_before => Err(Unextended::Already),
            None => Err(Unextended::NotAllowed),
        }
    }

    /// The notice of an extension was handed over then: in time it takes effect, late it does not.
    pub fn extension_told(
        &self,
        rules: &Rulebook,
        item: Option<Of>,
        told: DateTime<Utc>,
    ) -> Result<Extending<Of>, Unreckoned> {
        let Some(ordered) = self.extensions.iter().find(|ordered| ordered.item == item) else {
            return Ok(Extending::NotOrdered);
        };
        if told >= ordered.before {
            return Ok(Extending::TooLate);
        }
        let mut ticks = Vec::new();
        for no in &ordered.clocks {
            let Some(clock) = self.clocks.get(no) else { continue };
            let due = due_of(rules, clock, clock.anchor, &clock.pauses, true)?;
            // An open pause gives no due moment; the extended period is used when it ends.
            let due = due.unwrap_or_else(|| clock.due.clone());
            ticks.push(Tick::ClockExtended { clock: *no, told, due });
        }
        Ok(Extending::InTime(ticks))
    }

    /// Whether an extension for that is on its way.
    #[must_use]
    pub fn is_being_extended(&self, item: Option<Of>) -> bool {
        self.extensions.iter().any(|ordered| ordered.item == item)
    }
}
