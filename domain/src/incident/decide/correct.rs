//! Putting right what was recorded of notices, and saying why something was late.

use crate::docket::{EndKind, Tick};
use crate::id::{ItemNo, TrackNo};
use crate::incident::case::Phase;
use crate::incident::correction::{NoticeChange, NoticeSaid, ToldChange, ToldSaid};
use crate::incident::event::Event;
use crate::incident::record::Standing;
use crate::incident::refusal::Refusal;
use crate::sealed::Sealed;

use super::Draft;
use super::notify::is_to_authority;
use super::owe::Because;

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
        for no in after.duties.difference(&before.duties) {
            self.servable(*no, is_to_authority)?;
        }
        if change.reason.is_none() && !before.is_kept_by(&after) {
            return Err(Refusal::ReasonMissing);
        }
        let (reason, by) = (change.reason.clone(), self.by.clone());
        self.push(Event::NoticeCorrected { notice: no, before, after, reason, by });
        self.end_anew()?;
        self.owe_what_is_undone()
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
        self.end_anew()?;
        // Where fewer were told than was thought, others are owed it.
        self.owe_what_is_undone()?;
        self.count_anew()
    }

    /// What was not done after all may not be owed any more. What still is cannot be owed by an incident that
    /// ended as no breach or in another one, which need not owe what had been done here: it is reopened first.
    fn owe_what_is_undone(&mut self) -> Result<(), Refusal> {
        match self.case.phase {
            Phase::Open => self.owe(Because::Known),
            Phase::Merged | Phase::NotABreach => {
                if self.is_owed_again()? {
                    return Err(Refusal::CaseClosed);
                }
                self.owe_nothing();
                Ok(())
            }
            Phase::Closed => Ok(()),
        }
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

    /// Duties that were done at another time than was said ended then, in time or late; of those that were
    /// not done after all, clocks run anew from where they did.
    fn end_anew(&mut self) -> Result<(), Refusal> {
        let mut ticks = Vec::new();
        for (no, clock) in &self.case.docket.clocks {
            let of = clock.started.item.and_then(|item| self.case.obligations.get(&item));
            let ended = clock.ended.filter(|ended| ended.how != EndKind::FellAway);
            let (Some(one), Some(ended)) = (of, ended) else { continue };
            match one.standing {
                Standing::Done { at, .. } if ended.at != at => {
                    // Silence that came behind its end holds it up now.
                    let how = self.how_met(clock, clock.anchor, at)?;
                    ticks.push(Tick::ClockEnded { clock: *no, at, how });
                }
                Standing::Owed => {
                    let how = EndKind::FellAway;
                    ticks.push(Tick::ClockEnded { clock: *no, at: self.now, how });
                }
                Standing::Done { .. }
                | Standing::NotNotifiable { .. }
                | Standing::FellAway { .. } => {}
            }
        }
        self.ticks(ticks);
        Ok(())
    }
}
