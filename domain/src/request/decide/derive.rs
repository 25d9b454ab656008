//! What follows by itself: duties that end, items that are done, cases that are answered, and
//! which clock governs. Derived from the case as it will be, until nothing more follows.

use chrono::{DateTime, Utc};

use crate::assurance::Assurance;
use crate::clock::Duty;
use crate::docket::{Clock, ClockNo, Docket, EndKind};
use crate::id::{DataCategory, ItemNo};
use crate::notice::NoticeKind;
use crate::request::case::{Case, Phase};
use crate::request::event::Event;
use crate::request::item::{Item, Outcome, Stage};
use crate::request::task::{Task, TaskState};

use super::Draft;

/// Every pass either derives something or ends; the deepest chain known is five.
const PASSES_MAX: usize = 16;

impl Draft<'_> {
    pub(super) fn derive(&mut self) {
        for _ in 0..PASSES_MAX {
            let before = self.events.len();
            self.end_duties();
            self.advance_items();
            self.advance_case();
            if self.events.len() == before {
                break;
            }
        }
        self.choose_governing();
    }

    fn end_duties(&mut self) {
        let open: Vec<(ClockNo, Clock)> = self
            .case
            .docket
            .clocks
            .iter()
            .filter(|(_, clock)| clock.is_open())
            .map(|(no, clock)| (*no, clock.clone()))
            .collect();
        for (clock, started) in open {
            match end_of(&self.case, &started, self.now) {
                End::NotYet => {}
                End::At(at) => self.tick(Docket::met(clock, &started, at)),
                End::FellAway => {
                    let how = EndKind::FellAway;
                    self.push(Event::ClockEnded { clock, at: self.now, how });
                }
            }
        }
    }

    fn advance_items(&mut self) {
        let numbers: Vec<ItemNo> = self.case.items.keys().copied().collect();
        for no in numbers {
            let Some(item) = self.case.items.get(&no) else { continue };
            match &item.stage {
                Stage::Decided(_) if is_carried_out(&self.case, item) => {
                    self.push(Event::ItemDone { item: no });
                }
                Stage::Done(_) if item.is_told() && !has_live_tail(&self.case, no) => {
                    self.push(Event::ItemFinished { item: no });
                }
                Stage::Asked | Stage::Decided(_) | Stage::Done(_) | Stage::Finished(_) => {}
            }
        }
    }

    fn advance_case(&mut self) {
        let items = &self.case.items;
        match self.case.phase {
            Phase::Open if items.values().all(Item::is_told) => {
                let told = items.values().filter_map(told_at).max().unwrap_or(self.now);
                self.push(Event::RequestAnswered { at: told });
            }
            Phase::Answered
                if items.values().all(|item| matches!(item.stage, Stage::Finished(_))) =>
            {
                self.push(Event::RequestFinished { at: self.now });
            }
            Phase::Open | Phase::Answered | Phase::Finished | Phase::Closed => {}
        }
    }

    fn choose_governing(&mut self) {
        self.ticks(self.case.docket.changes());
    }
}

/// Whether a duty has ended.
enum End {
    NotYet,
    At(DateTime<Utc>),
    FellAway,
}

impl End {
    fn when(at: Option<DateTime<Utc>>) -> Self {
        at.map_or(Self::NotYet, Self::At)
    }
}

fn end_of(case: &Case, clock: &Clock, now: DateTime<Utc>) -> End {
    let item = clock.started.item.and_then(|no| case.items.get(&no));
    if item.is_some_and(is_withdrawn) {
        return End::FellAway;
    }
    match (clock.started.duty, item) {
        (Duty::Acknowledge, _) => End::when(acknowledged_at(case)),
        (Duty::SettleIdentity, _) => identity_settled(case, clock, now),
        (Duty::Respond, Some(item)) => End::when(responded_at(item)),
        (Duty::OptOut, Some(item)) => match &item.stage {
            Stage::Asked => End::NotYet,
            Stage::Decided(d) | Stage::Done(d) | Stage::Finished(d) => {
                End::when(if item.owes_work() { d.ordered } else { Some(d.at) })
            }
        },
        (Duty::CarryOut, Some(item)) => match &item.stage {
            Stage::Asked | Stage::Decided(_) => End::NotYet,
            Stage::Done(_) | Stage::Finished(_) => End::At(now),
        },
        // No other duty is one of a request, and no duty of an item is without its item.
        (
            Duty::Respond
            | Duty::OptOut
            | Duty::CarryOut
            | Duty::Extend
            | Duty::Appeal
            | Duty::NotifyAuthority
            | Duty::NotifyPeople
            | Duty::ReportFinal,
            _,
        ) => End::NotYet,
    }
}

fn is_withdrawn(item: &Item) -> bool {
    item.stage.decided().is_some_and(|decided| {
        decided.decision.parts.iter().any(|part| part.outcome == Outcome::Withdrawn)
    })
}

fn acknowledged_at(case: &Case) -> Option<DateTime<Utc>> {
    let tells = |kind| matches!(kind, NoticeKind::Acknowledgement | NoticeKind::Decision);
    case.told.iter().filter(|(told, _)| tells(told.kind)).map(|(_, at)| *at).min()
}

/// Settled once every item that needs identity has it, or was answered without it.
fn identity_settled(case: &Case, clock: &Clock, now: DateTime<Utc>) -> End {
    let today = now.with_timezone(&clock.due.zone).date_naive();
    let mut needing = case.items.values().filter(|item| item.asked.needs > Assurance::None);
    if needing.clone().all(is_withdrawn) {
        return End::FellAway;
    }
    let is_over =
        |item: &Item| case.is_settled(item, today) || item.is_told() || is_withdrawn(item);
    if needing.all(is_over) { End::At(now) } else { End::NotYet }
}

/// *Arranged* means decided, ordered in every live system, and told (P02); for a disclosure, the
/// copy too.
fn responded_at(item: &Item) -> Option<DateTime<Utc>> {
    let decided = item.stage.decided()?;
    let ordered = if item.owes_work() { decided.ordered? } else { decided.at };
    Some(told_at(item)?.max(ordered))
}

fn told_at(item: &Item) -> Option<DateTime<Utc>> {
    let decided = item.stage.decided()?;
    let told = decided.told?;
    if item.owes_copy() { Some(told.max(decided.handed?)) } else { Some(told) }
}

/// Whether nothing of the decision is left to do in a live system.
fn is_carried_out(case: &Case, item: &Item) -> bool {
    let Some(decided) = item.stage.decided() else { return false };
    if item.owes_copy() {
        return decided.handed.is_some();
    }
    if !item.owes_work() {
        return true;
    }
    decided.ordered.is_some()
        && item.held_back.is_empty()
        && case
            .tasks_of(item.asked.no)
            .filter(|(_, task)| task.round == item.round)
            .all(|(_, task)| !task.is_open() && !is_owed_again(case, task))
}

/// Work taken back before it began is still owed, until each category of it is ordered again
/// there.
fn is_owed_again(case: &Case, task: &Task) -> bool {
    let is_ordered = |category: &DataCategory| {
        case.tasks_of(task.item).any(|(_, other)| {
            other.state != TaskState::Cancelled
                && (other.round, other.kind, &other.system) == (task.round, task.kind, &task.system)
                && other.categories.contains(category)
        })
    };
    task.state == TaskState::Cancelled && !task.categories.iter().all(is_ordered)
}

fn has_live_tail(case: &Case, item: ItemNo) -> bool {
    case.tails.values().any(|tail| tail.item == item && tail.ended.is_none())
}
