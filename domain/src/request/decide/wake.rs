//! Looking at the time. Every alarm of a case is listed from the case itself: a look at the time fires
//! those whose time has come, earliest first, and the earliest one ahead is the next check.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::assurance::Assurance;
use crate::clock::{DueRecord, Duty, part_of};
use crate::docket::{self, alarm::days_before};
use crate::draft::Drafted;
use crate::id::{ItemNo, TaskNo, TrackNo};
use crate::moment::{end_of_day, start_of_day};
use crate::people::LossReason;
use crate::people::REQUESTER;
use crate::regime::Rulebook;
use crate::request::case::{Case, Reminded};
use crate::request::event::Event;
use crate::request::item::{Item, Outcome, Stage};
use crate::request::refusal::Refusal;
use crate::request::task::{TailNo, TaskState};
use crate::request::track::{FeeState, HoldEnd};

use super::Draft;

/// Warnings come for the duties that take days of somebody's work.
const WARNED: [Duty; 3] = [Duty::Respond, Duty::SettleIdentity, Duty::CarryOut];

/// Something that time alone brings about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alarm {
    Remind { last_call: bool },
    GiveUpIdentity(ItemNo),
    GiveUpAnswer(ItemNo),
    Docket(docket::alarm::Alarm<ItemNo>),
    LoseIdentity,
    LoseStanding,
    LapseFee(TrackNo),
    LiftHold(TrackNo),
    ReviewHold(TrackNo),
    TaskOverdue(TaskNo),
    Tail(TailNo),
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
        let zone = rules.house().zone;
        let mut list = Vec::new();
        let of_duties = self.docket.alarms(rules, &WARNED).into_iter();
        list.extend(of_duties.map(|(at, alarm)| (at, Alarm::Docket(alarm))));
        silence_alarms(self, rules, zone, &mut list);
        track_alarms(self, zone, &mut list);
        work_alarms(self, zone, &mut list);
        list
    }

    fn fire(draft: &mut Draft<'_>, alarm: Alarm) -> Result<(), Refusal> {
        match alarm {
            Alarm::Remind { last_call } => draft.push(Event::IdentityReminded { last_call }),
            Alarm::GiveUpIdentity(item) => draft.give_up(item, Outcome::IdentityNotConfirmed)?,
            Alarm::GiveUpAnswer(item) => draft.give_up(item, Outcome::NoAnswer)?,
            Alarm::Docket(alarm) => draft.fire_docket(alarm),
            Alarm::LoseIdentity => draft.lose_identity(REQUESTER, LossReason::Expired)?,
            Alarm::LoseStanding => draft.lose_standing(REQUESTER, LossReason::Expired)?,
            Alarm::LapseFee(no) => draft.settle_fee(no, Event::FeeLapsed { no, at: draft.now })?,
            Alarm::LiftHold(no) => draft.push(Event::HoldLifted { no }),
            Alarm::ReviewHold(no) => draft.push(Event::HoldReviewFellDue { no }),
            Alarm::TaskOverdue(task) => draft.push(Event::TaskOverdue { task }),
            Alarm::Tail(no) => draft.push(Event::TailFellDue { no }),
        }
        Ok(())
    }

    fn derive(draft: &mut Draft<'_>) -> Result<(), Refusal> {
        draft.derive();
        Ok(())
    }
}

impl Draft<'_> {
    fn fire_docket(&mut self, alarm: docket::alarm::Alarm<ItemNo>) {
        use docket::alarm::Alarm;
        match alarm {
            Alarm::Warn(clock, warning) => self.push(Event::DutyWarned { clock, warning }),
            Alarm::Miss(clock) => self.tick(self.case.docket.missed(clock, self.now)),
            // Every extension is one of an item.
            Alarm::FailExtension(None) => {}
            Alarm::FailExtension(Some(item)) => self.push(Event::ExtensionFailed { item }),
        }
    }

    /// The two outcomes that silence leaves: explained, not refused, and told before the due
    /// moment. An item that an officer took is never ended like this.
    fn give_up(&mut self, no: ItemNo, outcome: Outcome) -> Result<(), Refusal> {
        let item = self.item(no)?.clone();
        let decision = self.unexplained(outcome);
        self.put_decision(&item, decision)
    }
}

type List = Vec<(DateTime<Utc>, Alarm)>;

/// Reminders for proof, and the ends that silence leaves.
fn silence_alarms(case: &Case, rules: &Rulebook, zone: Tz, list: &mut List) {
    let Some((from, to)) = identity_span(case, zone) else {
        give_up_answers(case, rules, list);
        return;
    };
    match case.reminded {
        Reminded::No => list.push((part_of(from, to, 33), Alarm::Remind { last_call: false })),
        Reminded::Once => list.push((part_of(from, to, 67), Alarm::Remind { last_call: true })),
        Reminded::LastCall => {}
    }
    for item in unsettled(case, zone) {
        if let Some(due) = governing_due(case, item)
            && let Some(at) = days_before(&due, 1, rules)
        {
            list.push((at, Alarm::GiveUpIdentity(item.asked.no)));
        }
    }
    give_up_answers(case, rules, list);
}

/// From when to when proof of identity is awaited, if it was asked for and is.
fn identity_span(case: &Case, zone: Tz) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    if !case.people.identity_was_asked() {
        return None;
    }
    let dues = unsettled(case, zone).filter_map(|item| governing_due(case, item));
    let to = dues.map(|due| due.late_from).min()?;
    let received = &case.receipt.received;
    Some((received.moment.earliest_in(received.zone), to))
}

/// Items that nobody took or decided and that wait for proof of who speaks.
fn unsettled(case: &Case, zone: Tz) -> impl Iterator<Item = &Item> {
    case.items.values().filter(move |item| {
        let undecided = matches!(item.stage, Stage::Asked) && item.taken.is_none();
        // Whether it is settled is asked as of the last day the house has seen: what expires by
        // itself fires its own alarm first.
        let today = case.receipt.entered.with_timezone(&zone).date_naive();
        undecided && item.asked.needs > Assurance::None && !case.is_settled(item, today)
    })
}

/// The due moment that governs an item for which proof is awaited: its own, or that of settling
/// identity, whichever runs and comes first.
fn governing_due(case: &Case, item: &Item) -> Option<DueRecord> {
    let respond = case.docket.governing(Some(item.asked.no), Duty::Respond);
    let settle = case.docket.governing(None, Duty::SettleIdentity);
    [respond, settle]
        .into_iter()
        .flatten()
        .filter(|(_, clock)| clock.is_running())
        .map(|(_, clock)| clock.due.clone())
        .min_by_key(|due| due.late_from)
}

fn give_up_answers(case: &Case, rules: &Rulebook, list: &mut List) {
    for item in case.items.values() {
        let undecided = matches!(item.stage, Stage::Asked) && item.taken.is_none();
        let asked = case.clarifications.values().any(|c| c.holds_up(item.asked.no));
        if undecided
            && asked
            && let Some((_, clock)) = case.docket.governing(Some(item.asked.no), Duty::Respond)
            && clock.is_running()
            && let Some(at) = days_before(&clock.due, 1, rules)
        {
            list.push((at, Alarm::GiveUpAnswer(item.asked.no)));
        }
    }
}

fn track_alarms(case: &Case, zone: Tz, list: &mut List) {
    let (identity, standing) = case.people.ends(zone);
    list.extend(identity.map(|at| (at, Alarm::LoseIdentity)));
    list.extend(standing.map(|at| (at, Alarm::LoseStanding)));
    for (no, fee) in &case.fees {
        if fee.state == FeeState::Quoted {
            list.push((end_of_day(fee.answer_by, zone), Alarm::LapseFee(*no)));
        }
    }
    for (no, track) in case.holds.iter().filter(|(_, track)| !track.lifted) {
        match track.hold.end {
            HoldEnd::Until(day) => list.push((end_of_day(day, zone), Alarm::LiftHold(*no))),
            HoldEnd::Review(day) if !track.review_due => {
                list.push((start_of_day(day, zone), Alarm::ReviewHold(*no)));
            }
            HoldEnd::Review(_) => {}
        }
    }
}

fn work_alarms(case: &Case, zone: Tz, list: &mut List) {
    for (no, task) in &case.tasks {
        let waits = matches!(task.state, TaskState::Ordered | TaskState::Claimed { .. });
        if waits && !case.overdue_tasks.contains(no) {
            list.push((end_of_day(task.due, zone), Alarm::TaskOverdue(*no)));
        }
    }
    for (no, tail) in &case.tails {
        if tail.ended.is_none() && !tail.alarmed {
            list.push((end_of_day(tail.until, zone), Alarm::Tail(*no)));
        }
    }
}
