//! More time for the answer: it counts only once the complainant has been told, in time.

use chrono::{DateTime, Utc};

use crate::clock::Duty;
use crate::complaint::event::Event;
use crate::complaint::refusal::Refusal;
use crate::docket::extend::Extending;
use crate::ground::ExtensionGround;
use crate::id::RegimeId;
use crate::sealed::Sealed;

use super::Draft;

/// The duties by which a complaint is answered.
const ANSWERS: [Duty; 2] = [Duty::Respond, Duty::Appeal];

impl Draft<'_> {
    pub(super) fn extend(
        &mut self,
        regime: &RegimeId,
        ground: ExtensionGround,
        reason: &Sealed,
    ) -> Result<(), Refusal> {
        self.judges()?;
        if !self.case.has_regime(regime) {
            return Err(Refusal::RegimeNotChosen);
        }
        let of = (None, ANSWERS.as_slice());
        let (clocks, due) =
            self.case.docket.extensible(self.rules, of, (regime, ground), self.now)?;
        let reason = reason.clone();
        self.push(Event::ExtensionOrdered { clocks, ground, reason, due });
        Ok(())
    }

    /// The notice of an extension was handed over.
    pub(super) fn extension_told(&mut self, told: DateTime<Utc>) -> Result<(), Refusal> {
        match self.case.docket.extension_told(self.rules, None, told)? {
            Extending::NotOrdered => {}
            Extending::TooLate => self.push(Event::ExtensionFailed {}),
            Extending::InTime(ticks) => self.ticks(ticks),
        }
        Ok(())
    }

    pub(super) fn fail_extension(&mut self) {
        if self.case.docket.is_being_extended(None) {
            self.push(Event::ExtensionFailed {});
        }
    }
}
