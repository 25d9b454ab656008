//! Which systems are to do what, and why the others are left out.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Days;

use crate::id::{DataCategory, ItemNo, SystemId, TaskNo};
use crate::kind::ItemKind;
use crate::request::command::Plan;
use crate::request::event::Event;
use crate::request::guard::{self, Block};
use crate::request::item::{Item, Outcome, Part};
use crate::request::refusal::Refusal;
use crate::request::task::{LeftOut, Task, TaskKind, TaskState};
use crate::system::{Register, System};

use super::Draft;

/// What one system is to do, by kind of task, and whether a hold keeps a part of it back.
struct Work {
    by_kind: BTreeMap<TaskKind, BTreeSet<DataCategory>>,
    held: bool,
}

impl Draft<'_> {
    /// Orders work from every system of the register that the plan concerns. The version of the
    /// register is pinned, and each system without work is named with the reason.
    pub(super) fn plan_tasks(
        &mut self,
        no: ItemNo,
        plan: Plan,
        register: &Register,
    ) -> Result<(), Refusal> {
        let item = self.item(no)?.clone();
        self.check_plan(&item, plan)?;
        let mut next = TaskNo::after(self.case.tasks.keys().next_back());
        let mut tasks = Vec::new();
        let mut left_out = Vec::new();
        for system in &register.systems {
            match self.work_in(system, &item, plan) {
                Err(why) => left_out.push((system.id.clone(), why)),
                Ok(Work { by_kind: work, held }) => {
                    if held {
                        left_out.push((system.id.clone(), LeftOut::UnderHold));
                    }
                    for (kind, categories) in work {
                        tasks.push((next, self.task(&item, system, kind, categories)?));
                        next = TaskNo::after(Some(&next));
                    }
                }
            }
        }
        let told_again = plan != Plan::CarryOut || is_ordered(&item);
        if tasks.is_empty() && told_again {
            return Ok(());
        }
        let (at, version) = (self.now, register.version);
        self.push(Event::TasksPlanned { item: no, at, plan, register: version, tasks, left_out });
        Ok(())
    }

    fn check_plan(&self, item: &Item, plan: Plan) -> Result<(), Refusal> {
        match plan {
            Plan::Search => Ok(()),
            Plan::Protect if item.stage.decided().is_some() => Err(Refusal::AlreadyDecided),
            Plan::Protect => {
                let kind = TaskKind::Restrict;
                let scope = &item.asked.scope;
                match guard::blocks(&self.case, item, kind, scope, self.today()) {
                    blocks if blocks.is_empty() => Ok(()),
                    blocks => Err(Refusal::Blocked(blocks)),
                }
            }
            Plan::CarryOut => match item.stage.decided() {
                None => Err(Refusal::Blocked(vec![Block::NotDecided])),
                Some(d) if d.decision.parts.iter().any(|p| p.outcome.orders_work()) => Ok(()),
                Some(_) => Err(Refusal::Blocked(vec![Block::NotGranted])),
            },
        }
    }

    /// What one system is to do, by kind of task; or why nothing.
    fn work_in(&self, system: &System, item: &Item, plan: Plan) -> Result<Work, LeftOut> {
        if !system.subjects.contains(&self.case.subject.category) {
            return Err(LeftOut::OtherSubjects);
        }
        let asked = |category: &&DataCategory| {
            item.asked.scope.is_empty() || item.asked.scope.contains(*category)
        };
        let categories: BTreeSet<&DataCategory> = system.holds.iter().filter(asked).collect();
        if categories.is_empty() {
            return Err(LeftOut::HoldsNothingAsked);
        }
        let mut work: BTreeMap<TaskKind, BTreeSet<DataCategory>> = BTreeMap::new();
        let mut held = false;
        for category in categories {
            let Some(kind) = kind_of_work(item, plan, system, category) else { continue };
            let one = BTreeSet::from([category.clone()]);
            if guard::is_held(&self.case, item.asked.no, kind, &one) {
                held = true;
                continue;
            }
            work.entry(kind).or_default().extend(one);
        }
        if work.is_empty() {
            return Err(if held { LeftOut::UnderHold } else { LeftOut::NoWorkDecided });
        }
        work.retain(|kind, categories| {
            categories.retain(|category| !self.is_ordered_already(item, system, *kind, category));
            !categories.is_empty()
        });
        match (work.is_empty(), held) {
            (false, held) => Ok(Work { by_kind: work, held }),
            (true, true) => Err(LeftOut::UnderHold),
            (true, false) => Err(LeftOut::AlreadyOrdered),
        }
    }

    fn is_ordered_already(
        &self,
        item: &Item,
        system: &System,
        kind: TaskKind,
        category: &DataCategory,
    ) -> bool {
        self.case.tasks_of(item.asked.no).any(|(_, task)| {
            task.round == item.round
                && task.system == system.id
                && task.kind == kind
                && task.state != TaskState::Cancelled
                && task.categories.contains(category)
        })
    }

    fn task(
        &self,
        item: &Item,
        system: &System,
        kind: TaskKind,
        categories: BTreeSet<DataCategory>,
    ) -> Result<Task, Refusal> {
        let due = self.today().checked_add_days(Days::new(u64::from(system.carry_out_days)));
        Ok(Task {
            item: item.asked.no,
            round: item.round,
            system: system.id.clone(),
            kind,
            categories,
            backups: system.backups,
            due: due.ok_or(Refusal::EndOutOfRange)?,
            state: TaskState::Ordered,
            fence: 0,
        })
    }
}

fn is_ordered(item: &Item) -> bool {
    item.stage.decided().is_some_and(|decided| decided.ordered.is_some())
}

/// What is to be done with one category in one system.
fn kind_of_work(
    item: &Item,
    plan: Plan,
    system: &System,
    category: &DataCategory,
) -> Option<TaskKind> {
    match plan {
        Plan::Search => Some(TaskKind::Search),
        Plan::Protect if system.marketing => Some(TaskKind::StopMarketing),
        Plan::Protect => {
            (item.asked.kind != ItemKind::MarketingOptOut).then_some(TaskKind::Restrict)
        }
        Plan::CarryOut => {
            let decided = item.stage.decided()?;
            let part = part_for(&decided.decision.parts, category, &system.id)?;
            match &part.outcome {
                Outcome::Granted | Outcome::Partly { .. } => granted(item.asked.kind, system),
                Outcome::Restricted { .. } => Some(TaskKind::Restrict),
                Outcome::Anonymised { .. } => Some(TaskKind::Anonymise),
                Outcome::Refused { .. }
                | Outcome::NothingHeld
                | Outcome::NotOurs { .. }
                | Outcome::AlreadySo
                | Outcome::AnsweredWith { .. }
                | Outcome::StatementAttached
                | Outcome::IdentityNotConfirmed
                | Outcome::StandingNotShown
                | Outcome::NoAnswer
                | Outcome::Withdrawn => None,
            }
        }
    }
}

/// The work that granting an item of this kind means in a system.
const fn granted(kind: ItemKind, system: &System) -> Option<TaskKind> {
    match kind {
        ItemKind::Access | ItemKind::Copy | ItemKind::Portability => Some(TaskKind::Export),
        ItemKind::Correction => Some(TaskKind::Correct),
        ItemKind::Deletion => Some(TaskKind::Delete),
        ItemKind::ConsentWithdrawal | ItemKind::MarketingOptOut if system.marketing => {
            Some(TaskKind::StopMarketing)
        }
        ItemKind::Restriction | ItemKind::Objection | ItemKind::ConsentWithdrawal => {
            Some(TaskKind::Restrict)
        }
        ItemKind::MarketingOptOut => None,
    }
}

/// The part of a decision that is about this category in this system: the most exact one.
pub(super) fn part_for<'p>(
    parts: &'p [Part],
    category: &DataCategory,
    system: &SystemId,
) -> Option<&'p Part> {
    parts
        .iter()
        .filter(|part| part.category.as_ref().is_none_or(|own| own == category))
        .filter(|part| part.system.as_ref().is_none_or(|own| own == system))
        .max_by_key(|part| (part.system.is_some(), part.category.is_some()))
}
