//! Looking at the time. Every alarm of a case is listed from the case itself; `CheckClocks` fires
//! those whose time has come, earliest first, and the earliest one ahead is the next check.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::assurance::Assurance;
use crate::clock::{Due, DueRecord, Duty, part_of, working_days_before};
use crate::id::{ItemNo, TaskNo, TrackNo};
use crate::moment::{end_of_day, start_of_day};
use crate::regime::Rulebook;
use crate::request::case::{Case, REQUESTER, Reminded};
use crate::request::clocks::{Clock, ClockNo, MoveCause, Warning};
use crate::request::event::Event;
use crate::request::item::{Item, Outcome, Stage};
use crate::request::party::{LossReason, Standing};
use crate::request::refusal::Refusal;
use crate::request::task::{TailNo, TaskState};
use crate::request::track::{FeeState, HoldEnd};

use super::Draft;
use super::run::due_of;

/// How long a look at the time waits for the notice of an extension that is on its way.
const EXTENSION_GRACE: TimeDelta = TimeDelta::hours(1);
/// Warnings come for the duties that take days of somebody's work.
const WARNED: [Duty; 3] = [Duty::Respond, Duty::SettleIdentity, Duty::CarryOut];

/// Something that time alone brings about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alarm {
    Remind { last_call: bool },
    GiveUpIdentity(ItemNo),
    GiveUpAnswer(ItemNo),
    FailExtension(ItemNo),
    Warn(ClockNo, Warning),
    Miss(ClockNo),
    LoseIdentity,
    LoseStanding,
    LapseFee(TrackNo),
    LiftHold(TrackNo),
    ReviewHold(TrackNo),
    TaskOverdue(TaskNo),
    Tail(TailNo),
}

pub(super) fn next_check(case: &Case, rules: &Rulebook) -> Option<DateTime<Utc>> {
    // A clock that the rules of today would move is moved by the next look: any time will do.
    let moves = moves(case, rules).is_ok_and(|moves| !moves.is_empty());
    let at_once = moves.then_some(case.receipt.entered);
    alarms(case, rules).into_iter().map(|(at, _)| at).chain(at_once).min()
}

/// Running clocks that calendars or the time zone database of today would move, each with the due
/// moment that it then has.
fn moves(case: &Case, rules: &Rulebook) -> Result<Vec<(ClockNo, DueRecord)>, Refusal> {
    let mut moves = Vec::new();
    for (no, clock) in case.clocks.iter().filter(|(_, clock)| clock.is_running()) {
        let found = due_of(rules, clock, clock.anchor, &clock.pauses, clock.extended)?;
        let Some(after) = found else { continue };
        let before = &clock.due;
        if after.late_from != before.late_from || after.provisional != before.provisional {
            moves.push((*no, after));
        }
    }
    Ok(moves)
}

impl Draft<'_> {
    /// Idempotent: an alarm that has fired is no longer listed.
    pub(super) fn check_clocks(&mut self) -> Result<(), Refusal> {
        self.follow_calendars()?;
        loop {
            let due = alarms(&self.case, self.rules)
                .into_iter()
                .filter(|(at, _)| *at <= self.now)
                .min_by_key(|(at, _)| *at);
            let Some((_, alarm)) = due else { return Ok(()) };
            let before = self.events.len();
            self.fire(alarm)?;
            self.derive();
            // An alarm that changes nothing would be listed for ever.
            if self.events.len() == before {
                return Ok(());
            }
        }
    }

    /// Calendars and the time zone database follow adoption: open clocks are recomputed, and each
    /// move is an event with before, after and cause.
    fn follow_calendars(&mut self) -> Result<(), Refusal> {
        for (no, after) in moves(&self.case, self.rules)? {
            let Some(clock) = self.case.clocks.get(&no) else { continue };
            let before = clock.due.clone();
            let cause =
                if after.tzdb == before.tzdb { MoveCause::Calendar } else { MoveCause::TimeZones };
            self.push(Event::ClockMoved { clock: no, before, after, cause });
        }
        Ok(())
    }

    fn fire(&mut self, alarm: Alarm) -> Result<(), Refusal> {
        match alarm {
            Alarm::Remind { last_call } => self.push(Event::IdentityReminded { last_call }),
            Alarm::GiveUpIdentity(item) => self.give_up(item, Outcome::IdentityNotConfirmed)?,
            Alarm::GiveUpAnswer(item) => self.give_up(item, Outcome::NoAnswer)?,
            Alarm::FailExtension(item) => self.push(Event::ExtensionFailed { item }),
            Alarm::Warn(clock, warning) => self.push(Event::DutyWarned { clock, warning }),
            Alarm::Miss(clock) => {
                let since = self.case.clocks.get(&clock).map_or(self.now, |c| c.due.late_from);
                self.push(Event::DutyMissed { clock, since });
            }
            Alarm::LoseIdentity => self.lose_identity(REQUESTER, LossReason::Expired)?,
            Alarm::LoseStanding => self.lose_standing(REQUESTER, LossReason::Expired)?,
            Alarm::LapseFee(no) => self.settle_fee(no, Event::FeeLapsed { no, at: self.now })?,
            Alarm::LiftHold(no) => self.push(Event::HoldLifted { no }),
            Alarm::ReviewHold(no) => self.push(Event::HoldReviewFellDue { no }),
            Alarm::TaskOverdue(task) => self.push(Event::TaskOverdue { task }),
            Alarm::Tail(no) => self.push(Event::TailFellDue { no }),
        }
        Ok(())
    }

    /// The two outcomes that silence leaves: explained, not refused, and told before the due
    /// moment. An item that an officer took is never ended like this.
    fn give_up(&mut self, no: ItemNo, outcome: Outcome) -> Result<(), Refusal> {
        let item = self.item(no)?.clone();
        let decision = self.unexplained(outcome);
        self.put_decision(&item, decision)
    }
}

/// Every alarm that the case has ahead of it or overdue, with its moment.
fn alarms(case: &Case, rules: &Rulebook) -> Vec<(DateTime<Utc>, Alarm)> {
    let zone = rules.house().zone;
    let mut list = Vec::new();
    duty_alarms(case, rules, &mut list);
    silence_alarms(case, rules, zone, &mut list);
    track_alarms(case, zone, &mut list);
    work_alarms(case, zone, &mut list);
    list
}

type List = Vec<(DateTime<Utc>, Alarm)>;

fn duty_alarms(case: &Case, rules: &Rulebook, list: &mut List) {
    for ordered in &case.extensions {
        list.push((ordered.before + EXTENSION_GRACE, Alarm::FailExtension(ordered.item)));
    }
    for (no, clock) in case.clocks.iter().filter(|(_, c)| c.is_running() && c.started.governs) {
        let in_flight = case.extensions.iter().any(|ordered| ordered.clocks.contains(no));
        if clock.late.is_none() && !in_flight {
            list.push((clock.due.late_from, Alarm::Miss(*no)));
        }
    }
    for governing in &case.governing {
        let Some(clock) = case.clocks.get(&governing.clock).filter(|c| c.is_running()) else {
            continue;
        };
        if !WARNED.contains(&governing.duty) || clock.late.is_some() {
            continue;
        }
        for (warning, at) in warnings(clock, rules) {
            if !clock.warned.contains(&warning) {
                list.push((at, Alarm::Warn(governing.clock, warning)));
            }
        }
    }
}

fn warnings(clock: &Clock, rules: &Rulebook) -> Vec<(Warning, DateTime<Utc>)> {
    let from = clock.anchor.earliest_in(clock.due.zone);
    let to = clock.due.late_from;
    let mut list = vec![
        (Warning::HalfTime, part_of(from, to, 50)),
        (Warning::FourFifths, part_of(from, to, 80)),
    ];
    if let Some(at) = days_before(&clock.due, 2, rules).filter(|at| *at > from) {
        list.push((Warning::TwoDaysLeft, at));
    }
    list
}

/// The start of the working day that lies so many working days before a due day.
fn days_before(due: &DueRecord, days: u32, rules: &Rulebook) -> Option<DateTime<Utc>> {
    let day = match due.due {
        Due::Day(day) => day,
        Due::Instant(at) => at.with_timezone(&due.zone).date_naive(),
    };
    let calendar = rules.calendars().get(&due.calendar).ok()?;
    let day = working_days_before(day, days, &calendar).ok()?;
    Some(start_of_day(day, due.zone))
}

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
    if !case.identity_was_asked() {
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
    let respond = case.governing_clock(Some(item.asked.no), Duty::Respond);
    let settle = case.governing_clock(None, Duty::SettleIdentity);
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
            && let Some((_, clock)) = case.governing_clock(Some(item.asked.no), Duty::Respond)
            && clock.is_running()
            && let Some(at) = days_before(&clock.due, 1, rules)
        {
            list.push((at, Alarm::GiveUpAnswer(item.asked.no)));
        }
    }
}

fn track_alarms(case: &Case, zone: Tz, list: &mut List) {
    let requester = case.requester();
    // Identity falls away when the last of what was shown ends; what never ends holds for good.
    let ends: Option<Vec<_>> = requester.identity.values().map(|held| held.until).collect();
    if let Some(until) = ends.unwrap_or_default().into_iter().max() {
        list.push((end_of_day(until, zone), Alarm::LoseIdentity));
    }
    if let Standing::Held { until: Some(until), .. } = requester.standing {
        list.push((end_of_day(until, zone), Alarm::LoseStanding));
    }
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
