//! Looking at the time. Every alarm of a case is listed from the case itself: a look at the time fires
//! those whose time has come, earliest first, and the earliest one ahead is the next check.

use chrono::{DateTime, Utc};

use crate::clock::Duty;
use crate::complaint::case::Case;
use crate::complaint::event::Event;
use crate::complaint::refusal::Refusal;
use crate::docket::{self, alarm::days_before};
use crate::draft::Drafted;
use crate::id::{ItemNo, TrackNo};
use crate::people::{LossReason, REQUESTER};
use crate::regime::Rulebook;

use super::Draft;

/// Warnings come for the duties that take days of somebody's work.
const WARNED: [Duty; 3] = [Duty::Respond, Duty::Appeal, Duty::SettleIdentity];

/// Something that time alone brings about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alarm {
    Docket(docket::alarm::Alarm<ItemNo>),
    GiveUpIdentity,
    LoseIdentity,
    LoseStanding,
    Imposed(TrackNo),
}

impl Drafted for Case {
    type Alarm = Alarm;

    fn follow(&mut self, event: Event) {
        Self::follow(self, event);
    }

    fn entered(&self) -> DateTime<Utc> {
        self.receipt.entered
    }

    fn alarms(&self, rules: &Rulebook) -> Vec<(DateTime<Utc>, Alarm)> {
        let of_duties = self.docket.alarms(rules, &WARNED).into_iter();
        let mut list: Vec<_> = of_duties.map(|(at, alarm)| (at, Alarm::Docket(alarm))).collect();
        let imposed = self.imposed.alarms(rules).into_iter();
        list.extend(imposed.map(|(at, no)| (at, Alarm::Imposed(no))));
        let (identity, standing) = self.people.ends(rules.house().zone);
        list.extend(identity.map(|at| (at, Alarm::LoseIdentity)));
        list.extend(standing.map(|at| (at, Alarm::LoseStanding)));
        if let Some(at) = give_up_at(self, rules) {
            list.push((at, Alarm::GiveUpIdentity));
        }
        list
    }

    fn fire(draft: &mut Draft<'_>, alarm: Alarm) -> Result<(), Refusal> {
        use docket::alarm::Alarm as OfDocket;
        match alarm {
            Alarm::Docket(OfDocket::Warn(clock, warning)) => {
                draft.push(Event::DutyWarned { clock, warning });
            }
            Alarm::Docket(OfDocket::Miss(clock)) => {
                draft.tick(draft.case.docket.missed(clock, draft.now));
            }
            Alarm::Docket(OfDocket::FailExtension(_)) => draft.fail_extension(),
            Alarm::GiveUpIdentity => draft.give_up(),
            Alarm::LoseIdentity => draft.lose_identity(REQUESTER, LossReason::Expired)?,
            Alarm::LoseStanding => draft.lose_standing(REQUESTER, LossReason::Expired)?,
            Alarm::Imposed(no) => draft.push(draft.case.imposed.look(no, draft.now).into()),
        }
        Ok(())
    }

    fn derive(draft: &mut Draft<'_>) -> Result<(), Refusal> {
        draft.derive();
        Ok(())
    }
}

/// One working day before the governing due moment, while proof of who complains is awaited and no
/// officer took the case.
fn give_up_at(case: &Case, rules: &Rulebook) -> Option<DateTime<Utc>> {
    let zone = rules.house().zone;
    let entered = case.receipt.entered.with_timezone(&zone).date_naive();
    let awaited = case.people.identity_was_asked() && !case.is_settled(entered);
    if !awaited || case.taken.is_some() || case.all_decided() {
        return None;
    }
    let duties = [Duty::Respond, Duty::Appeal, Duty::SettleIdentity];
    let running = duties.into_iter().filter_map(|duty| case.docket.governing(None, duty));
    let due = running
        .filter(|(_, clock)| clock.is_running())
        .map(|(_, clock)| &clock.due)
        .min_by_key(|due| due.late_from)?;
    days_before(due, 1, rules)
}
