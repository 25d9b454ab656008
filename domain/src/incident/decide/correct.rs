//! Putting right what was recorded of notices, and saying why something was late.

use crate::docket::{EndKind, Tick};
use crate::id::{ItemNo, TrackNo};
use crate::incident::correction::{NoticeChange, NoticeSaid, ToldChange, ToldSaid};
use crate::incident::event::Event;
use crate::incident::record::Standing;
use crate::incident::refusal::Refusal;
use crate::sealed::Sealed;

use super::Draft;

impl Draft<'_> {
    pub(super) fn correct_notice(
        &mut self,
        no: TrackNo,
        change: &NoticeChange,
    ) -> Result<(), Refusal> {
        self.judges()?;
        let notice = self.case.notified.get(&no).ok_or(Refusal::Unknown("notice"))?;
        let before = NoticeSaid::of(notice);
        let after = before.after(change);
        if after == before {
            return Ok(());
        }
        self.in_past(after.at)?;
        if after.contents.is_empty() {
            return Err(Refusal::EmptyNotice);
        }
        if change.reason.is_none() && !before.is_kept_by(&after) {
            return Err(Refusal::ReasonMissing);
        }
        let (reason, by) = (change.reason.clone(), self.by.clone());
        self.push(Event::NoticeCorrected { notice: no, before, after, reason, by });
        self.end_anew();
        Ok(())
    }

    /// What a campaign of this desk did is counted, and not said by anybody.
    pub(super) fn correct_told(&mut self, no: TrackNo, change: &ToldChange) -> Result<(), Refusal> {
        self.judges()?;
        let told = self.case.told_people.get(&no).ok_or(Refusal::Unknown("notice"))?;
        if told.campaign.is_some() {
            return Err(Refusal::CountedByCampaign);
        }
        let before = ToldSaid::of(told);
        let after = before.after(change);
        if after == before {
            return Ok(());
        }
        self.in_past(after.from)?;
        self.in_past(after.at)?;
        if after.from > after.at {
            return Err(Refusal::TimeOutOfRange);
        }
        if after.means.is_empty() || after.people == 0 {
            return Err(Refusal::NobodyTold);
        }
        let (reason, by) = (change.reason.clone(), self.by.clone());
        self.push(Event::PeopleToldCorrected { told: no, before, after, reason, by });
        self.end_anew();
        self.count_anew()
    }

    /// Somebody says why a duty was done late, where no notice does: because only a correction showed it, or
    /// because a campaign took longer than was thought.
    pub(super) fn explain_lateness(
        &mut self,
        duty: ItemNo,
        reason: &Sealed,
    ) -> Result<(), Refusal> {
        self.judges()?;
        self.obligation(duty)?;
        if self.case.explained.contains(&duty) {
            return Ok(());
        }
        if !self.case.unexplained().any(|no| no == duty) {
            return Err(Refusal::NotLate);
        }
        let (at, reason, by) = (self.now, reason.clone(), self.by.clone());
        self.push(Event::LatenessExplained { duty, at, reason, by });
        Ok(())
    }

    /// Duties that were done at another time than was said ended then, in time or late.
    fn end_anew(&mut self) {
        let ended = self.case.docket.clocks.iter().filter_map(|(no, clock)| {
            let done = self.case.obligations.get(&clock.started.item?)?;
            let Standing::Done { at, .. } = done.standing else { return None };
            let ended = clock.ended.filter(|ended| ended.at != at)?;
            let late = at >= clock.due.late_from;
            let how = match ended.how {
                EndKind::Met | EndKind::MetLate if late => EndKind::MetLate,
                EndKind::Met | EndKind::MetLate => EndKind::Met,
                EndKind::FellAway => return None,
            };
            Some(Tick::ClockEnded { clock: *no, at, how })
        });
        let ended: Vec<Tick> = ended.collect();
        self.ticks(ended);
    }
}
