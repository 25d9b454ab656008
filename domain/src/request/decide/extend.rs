//! More time for one item: it counts only once the person has been told, in time.

use chrono::{DateTime, Utc};

use crate::clock::Duty;
use crate::docket::extend::Extending;
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
        let of = (Some(no), [Duty::Respond].as_slice());
        let (clocks, due) =
            self.case.docket.extensible(self.rules, of, (regime, ground), self.now)?;
        let (item, reason) = (no, reason.clone());
        self.push(Event::ExtensionOrdered { item, clocks, ground, reason, due });
        Ok(())
    }

    /// The notice of an extension was handed over.
    pub(super) fn extension_told(
        &mut self,
        item: ItemNo,
        told: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        match self.case.docket.extension_told(self.rules, Some(item), told)? {
            Extending::NotOrdered => {}
            Extending::TooLate => self.push(Event::ExtensionFailed { item }),
            Extending::InTime(ticks) => self.ticks(ticks),
        }
        Ok(())
    }

    pub(super) fn fail_extension(&mut self, item: ItemNo) {
        if self.case.docket.is_being_extended(Some(item)) {
            self.push(Event::ExtensionFailed { item });
        }
    }
}
