//! The complaint in words.

use chrono::NaiveDate;
use chrono_tz::Tz;
use habeas_domain::clock::{DueRecord, Duty};
use habeas_domain::complaint::{Allegation, Case};
use habeas_domain::docket::{Clock, ClockNo};
use habeas_domain::id::ItemNo;

use super::{Aim, Pen};

/// The duties by which a complaint is answered.
const ANSWERS: [Duty; 2] = [Duty::Respond, Duty::Appeal];

/// A message about a complaint in the making.
pub(in crate::letters) type ComplaintPen<'a> = Pen<'a, Case>;

impl<'a> ComplaintPen<'a> {
    /// These allegations, or all of them where none is named.
    pub(in crate::letters) fn these<'n>(
        &self,
        numbers: &'n [ItemNo],
    ) -> impl Iterator<Item = &'a Allegation> + use<'a, 'n> {
        let of = move |a: &&Allegation| numbers.is_empty() || numbers.contains(&a.alleged.no);
        self.case.allegations.values().filter(of)
    }

    /// By when we aim to answer.
    pub(in crate::letters) fn answer_due(&self) -> Option<&'a DueRecord> {
        self.answering().map(|clock| &clock.due).min_by_key(|due| due.late_from)
    }

    /// The duties to answer that are still owed.
    pub(in crate::letters) fn owed_answers(
        &self,
    ) -> impl Iterator<Item = (ClockNo, &'a Clock)> + use<'a> {
        let docket = &self.case.docket;
        ANSWERS.into_iter().flat_map(|duty| docket.open(None, duty))
    }

    fn answering(&self) -> impl Iterator<Item = &'a Clock> + use<'a> {
        let docket = &self.case.docket;
        let of = ANSWERS.map(|duty| docket.governing(None, duty).map(|(_, clock)| clock));
        of.into_iter().flatten()
    }

    /// Whether a clock runs on while proof is awaited.
    pub(in crate::letters) fn aim(&self) -> Aim {
        let running = self.answering().filter(|clock| clock.is_running());
        let by = running.map(|clock| &clock.due).min_by_key(|due| due.late_from);
        let waits = self.answering().any(Clock::is_open);
        Aim { by: by.map(|due| self.due(due)), stands_still: by.is_none() && waits }
    }

    /// The last day on which proof still comes before the explained end, and its zone.
    pub(in crate::letters) fn last_day_for_proof(&self) -> Option<(NaiveDate, Tz)> {
        let settling = self.governing(None, Duty::SettleIdentity);
        self.last_day_before(self.answering().chain(settling))
    }
}
