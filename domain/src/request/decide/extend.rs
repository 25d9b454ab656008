//! More time for one item: it counts only once the person has been told, in time.

use chrono::{DateTime, Utc};

use crate::clock::Duty;
use crate::docket::ClockNo;
use crate::docket::reckon::due_of;
use crate::ground::ExtensionGround;
use crate::id::{ItemNo, RegimeId};
use crate::request::event::Event;
use crate::request::refusal::Refusal;
use crate::sealed::Sealed;

use super::Draft;

impl Draft<'_> {
    pub(super) fn extend(
        &mut self,
        no: ItemNo,
        regime: &RegimeId,
        ground: ExtensionGround,
        reason: &Sealed,
    ) -> Result<(), Refusal> {
        self.item(no)?;
        if !self.case.has_regime(regime) {
            return Err(Refusal::RegimeNotChosen);
        }
        let (clocks, due) = self.extensible(no, regime, ground)?;
        let (item, reason) = (no, reason.clone());
        self.push(Event::ExtensionOrdered { item, clocks, ground, reason, due });
        Ok(())
    }

    /// The clocks of the regime that the rule lets be extended on this ground, and when the
    /// earliest of them will then be due.
    fn extensible(
        &self,
        item: ItemNo,
        regime: &RegimeId,
        ground: ExtensionGround,
    ) -> Result<(Vec<ClockNo>, crate::clock::DueRecord), Refusal> {
        if self.case.docket.extensions.iter().any(|ordered| ordered.item == Some(item)) {
            return Err(Refusal::AlreadyExtended);
        }
        let mut found: Vec<(ClockNo, crate::clock::DueRecord)> = Vec::new();
        let mut extended_before = false;
        let clocks = self.case.docket.open(Some(item), Duty::Respond);
        for (no, clock) in clocks.filter(|(_, clock)| clock.started.regime == *regime) {
            let (_, rule) = self.rules.rule(&clock.started.rule).ok_or(Refusal::RuleNotAtHand)?;
            if !rule.extension.as_ref().is_some_and(|e| e.grounds.contains(&ground)) {
                continue;
            }
            if clock.extended {
                extended_before = true;
                continue;
            }
            if clock.is_running() && self.now >= clock.due.late_from {
                return Err(Refusal::ExtensionTooLate);
            }
            // While a pause holds the clock, the date told is the one it would have without it.
            let pauses: Vec<_> = clock
                .pauses
                .iter()
                .map(|pause| {
                    let mut pause = *pause;
                    pause.to.get_or_insert(self.now);
                    pause
                })
                .collect();
            if let Some(due) = due_of(self.rules, clock, clock.anchor, &pauses, true)? {
                found.push((no, due));
            }
        }
        let earliest = found.iter().map(|(_, due)| due.clone()).min_by_key(|due| due.late_from);
        match earliest {
            Some(due) => Ok((found.into_iter().map(|(no, _)| no).collect(), due)),
            None if extended_before => Err(Refusal::AlreadyExtended),
            None => Err(Refusal::ExtensionNotAllowed),
        }
    }

    /// The notice of an extension was handed over: in time it takes effect, late it does not.
    pub(super) fn extension_told(
        &mut self,
        item: ItemNo,
        told: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let ordered =
            self.case.docket.extensions.iter().find(|ordered| ordered.item == Some(item)).cloned();
        let Some(ordered) = ordered else { return Ok(()) };
        if told >= ordered.before {
            self.push(Event::ExtensionFailed { item });
            return Ok(());
        }
        for no in ordered.clocks {
            let Some(clock) = self.case.docket.clocks.get(&no).cloned() else { continue };
            let due = due_of(self.rules, &clock, clock.anchor, &clock.pauses, true)?;
            // An open pause gives no due moment; the extended period is used when it ends.
            let due = due.unwrap_or_else(|| clock.due.clone());
            self.push(Event::ClockExtended { clock: no, told, due });
        }
        Ok(())
    }

    pub(super) fn fail_extension(&mut self, item: ItemNo) {
        if self.case.docket.extensions.iter().any(|ordered| ordered.item == Some(item)) {
            self.push(Event::ExtensionFailed { item });
        }
    }
}
