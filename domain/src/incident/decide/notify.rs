//! Telling authorities and people.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::clock::Duty;
use crate::id::ItemNo;
use crate::incident::case::{Phase, is_late};
use crate::incident::command::{NotifyAuthority, TellPeople, ToldByCampaign};
use crate::incident::event::Event;
use crate::incident::record::{AuthorityNotice, NoticePhase, Obligation, PeopleTold, Standing};
use crate::incident::refusal::Refusal;
use crate::sealed::Sealed;

use super::Draft;
use super::owe::Because;

impl Draft<'_> {
    pub(super) fn notify_authority(&mut self, notice: &NotifyAuthority) -> Result<(), Refusal> {
        let NotifyAuthority { phase, duties, at, contents, late_reason, .. } = notice;
        self.judges()?;
        self.in_past(*at)?;
        if contents.is_empty() {
            return Err(Refusal::EmptyNotice);
        }
        self.serves(duties, *at, late_reason.as_ref(), is_to_authority)?;
        for no in duties {
            let one = self.obligation(*no)?;
            let report = one.arisen.duty == Duty::ReportFinal;
            if report && *phase != NoticePhase::Final {
                return Err(Refusal::NotFinal);
            }
            // What supplements adds to something. Everything at once is a first notice that is final too.
            let first = !report && one.standing == Standing::Owed;
            if first && *phase == NoticePhase::Supplementary {
                return Err(Refusal::NotInitial);
            }
        }
        self.push(Event::AuthorityNotified(Box::new(AuthorityNotice {
            no: Self::next_track(&self.case.notified),
            to: notice.to.clone(),
            phase: *phase,
            duties: duties.clone(),
            at: *at,
            contents: contents.clone(),
            text: notice.text.clone(),
            reference: notice.reference.clone(),
            late_reason: late_reason.clone(),
            version: self.case.version_at(*at),
            by: self.by.clone(),
        })));
        Ok(())
    }

    pub(super) fn tell_people(&mut self, telling: &TellPeople) -> Result<(), Refusal> {
        let TellPeople { duties, from, at, means, people, late_reason, .. } = telling;
        self.judges()?;
        self.in_past(*from)?;
        self.in_past(*at)?;
        if from > at {
            return Err(Refusal::TimeOutOfRange);
        }
        if means.is_empty() || *people == 0 {
            return Err(Refusal::NobodyTold);
        }
        self.serves(duties, *at, late_reason.as_ref(), |duty| duty == Duty::NotifyPeople)?;
        self.push(Event::PeopleTold(Box::new(PeopleTold {
            no: Self::next_track(&self.case.told_people),
            duties: duties.clone(),
            at: *at,
            from: *from,
            means: means.clone(),
            people: *people,
            complete: telling.complete,
            campaign: None,
            text: telling.text.clone(),
            late_reason: late_reason.clone(),
            explained: false,
            version: self.case.version_at(*at),
            by: self.by.clone(),
        })));
        self.count_anew()
    }

    /// What a campaign did is so, whoever brings word of it and whatever became of the duties meanwhile.
    pub(super) fn hear_told(&mut self, told: &ToldByCampaign) -> Result<(), Refusal> {
        for duty in &told.duties {
            if self.obligation(*duty)?.arisen.duty != Duty::NotifyPeople {
                return Err(Refusal::WrongDuty);
            }
        }
        // The clocks of two nodes differ by a little: what was told is not lost for that.
        let at = told.at.min(self.now);
        self.push(Event::PeopleTold(Box::new(PeopleTold {
            no: Self::next_track(&self.case.told_people),
            duties: told.duties.clone(),
            at,
            from: told.from.min(at),
            means: told.means.clone(),
            people: told.people,
            complete: told.complete,
            campaign: Some(told.campaign.clone()),
            text: None,
            late_reason: None,
            explained: told.explained,
            version: self.case.version_at(told.approved),
            by: self.by.clone(),
        })));
        // Whom a later version brought, nobody thought of when the campaign was approved.
        if self.case.phase == Phase::Open {
            self.owe(Because::Known)?;
        }
        self.count_anew()
    }

    /// A duty, if it is of that sort and owed or done: a notice can serve it.
    pub(super) fn servable(
        &self,
        no: ItemNo,
        sort: fn(Duty) -> bool,
    ) -> Result<&Obligation, Refusal> {
        let one = self.obligation(no)?;
        if !sort(one.arisen.duty) {
            return Err(Refusal::WrongDuty);
        }
        match one.standing {
            Standing::Owed | Standing::Done { .. } => Ok(one),
            Standing::NotNotifiable { .. } | Standing::FellAway { .. } => Err(Refusal::NotOwed),
        }
    }

    /// Whether these are duties of that sort, owed or done, and whether lateness is explained. A notice that
    /// no pack asks for serves none: one by another law, or by contract, or of the house's own accord.
    fn serves(
        &self,
        duties: &BTreeSet<ItemNo>,
        at: DateTime<Utc>,
        late_reason: Option<&Sealed>,
        sort: fn(Duty) -> bool,
    ) -> Result<(), Refusal> {
        for no in duties {
            let one = self.servable(*no, sort)?;
            let mut open = self.case.docket.open(Some(*no), one.arisen.duty);
            if late_reason.is_none() && open.any(|(_, clock)| is_late(clock, at)) {
                return Err(Refusal::LatenessUnexplained);
            }
        }
        Ok(())
    }
}

/// Whether a notice to an authority discharges such a duty.
pub(super) fn is_to_authority(duty: Duty) -> bool {
    matches!(duty, Duty::NotifyAuthority | Duty::ReportFinal)
}
