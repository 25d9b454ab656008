//! What authorities impose, by dates of their own: owed to them whatever becomes of the incident here.

use chrono::{DateTime, Utc};

use crate::clock::{Due, Duty};
use crate::docket::imposed::Imposed;
use crate::id::TrackNo;
use crate::incident::record::Authority;
use crate::incident::refusal::Refusal;
use crate::sealed::Sealed;

use super::Draft;

impl Draft<'_> {
    pub(super) fn impose(
        &mut self,
        by: &Authority,
        duty: Duty,
        due: Due,
        demand: &Sealed,
    ) -> Result<(), Refusal> {
        self.judges()?;
        let zone = self.rules.house().zone;
        let duty = Imposed::new(by.clone(), duty, due, demand.clone(), zone);
        let imposing = self.case.imposed.impose(duty, self.case.begin(), self.now)?;
        self.push(imposing.into());
        Ok(())
    }

    pub(super) fn meet_imposed(&mut self, no: TrackNo, at: DateTime<Utc>) -> Result<(), Refusal> {
        self.judges()?;
        let Some(imposing) = self.case.imposed.meet(no, at)? else { return Ok(()) };
        self.in_past(at)?;
        self.push(imposing.into());
        Ok(())
    }

    /// Whoever judges says that it is not owed: nothing else takes a demand of an authority away.
    pub(super) fn withdraw_imposed(&mut self, no: TrackNo, reason: &Sealed) -> Result<(), Refusal> {
        self.judges()?;
        let imposing = self.case.imposed.withdraw(no, self.now, reason.clone())?;
        self.push(imposing.into());
        Ok(())
    }
}
