//! Systems at work: claims, reports, and the tails that work leaves behind.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, TimeDelta};

use crate::actor::Role;
use crate::id::TaskNo;
use crate::request::event::Event;
use crate::request::guard::{self, Block};
use crate::request::refusal::Refusal;
use crate::request::task::{
    Tail, TailEnd, TailKind, TailNo, Task, TaskKind, TaskReport, TaskResult, TaskState,
};
use crate::sealed::Sealed;
use crate::system::{BackupCycle, Register};

use super::Draft;

/// The longest lease: a system that is silent for longer has lost the task.
const LEASE_MINUTES_MAX: u16 = 24 * 60;

impl Draft<'_> {
    fn task_no(&self, no: TaskNo) -> Result<&Task, Refusal> {
        self.case.tasks.get(&no).ok_or(Refusal::Unknown("task"))
    }

    /// The gate is passed here, at the moment at which something begins, and not when it was
    /// ordered: standing may have fallen away since.
    pub(super) fn claim_task(&mut self, no: TaskNo, lease_minutes: u16) -> Result<(), Refusal> {
        if !(1..=LEASE_MINUTES_MAX).contains(&lease_minutes) {
            return Err(Refusal::LeaseOutOfRange);
        }
        let task = self.task_no(no)?;
        if self.by.role == Role::System && self.by.id.as_str() != task.system.as_str() {
            return Err(Refusal::NotYourSystem);
        }
        match &task.state {
            TaskState::Claimed { by, until } if *until > self.now && *by != self.by.id => {
                return Err(Refusal::TaskHeldByOther);
            }
            TaskState::Ordered | TaskState::Claimed { .. } => {}
            TaskState::Ended { .. } | TaskState::Cancelled => {
                return Err(Refusal::TaskNotClaimable);
            }
        }
        let item = self.item(task.item)?;
        let blocks = guard::task_blocks(&self.case, item, task, self.today());
        if !blocks.is_empty() {
            return Err(Refusal::Blocked(blocks));
        }
        let fence = task.fence.saturating_add(1);
        let until = self.now + TimeDelta::minutes(i64::from(lease_minutes));
        let by = self.by.id.clone();
        self.push(Event::TaskClaimed { task: no, by, until, fence });
        Ok(())
    }

    /// A report counts under the fencing number of the last claim, even if its lease has run out
    /// since: the work was done, and nobody else has begun.
    pub(super) fn report_task(
        &mut self,
        no: TaskNo,
        fence: u32,
        report: &TaskReport,
    ) -> Result<(), Refusal> {
        let task = self.task_no(no)?.clone();
        if fence != task.fence {
            return Err(Refusal::StaleFence);
        }
        match &task.state {
            TaskState::Claimed { by, .. } if *by == self.by.id => {}
            TaskState::Ended { result, .. } if *result == report.result => return Ok(()),
            TaskState::Claimed { .. } | TaskState::Ended { .. } => {
                return Err(Refusal::StaleFence);
            }
            TaskState::Ordered | TaskState::Cancelled => return Err(Refusal::StaleFence),
        }
        self.push(Event::TaskReported { task: no, at: self.now, report: report.clone() });
        if report.result == TaskResult::Done {
            self.start_backup_leg(no, &task)?;
        }
        Ok(())
    }

    /// What is gone from the live system stays in its backups until they are refreshed (P04).
    fn start_backup_leg(&mut self, no: TaskNo, task: &Task) -> Result<(), Refusal> {
        let days = match (task.kind, task.backups) {
            (TaskKind::Delete | TaskKind::Anonymise, BackupCycle::Days(days)) => days,
            // Deletion is not granted where backups never end; anonymised data there needs no leg.
            (_, BackupCycle::Never | BackupCycle::None)
            | (
                TaskKind::Search
                | TaskKind::Export
                | TaskKind::Correct
                | TaskKind::Restrict
                | TaskKind::StopMarketing,
                BackupCycle::Days(_),
            ) => return Ok(()),
        };
        let until = self.today().checked_add_days(Days::new(u64::from(days)));
        let kind = TailKind::Backup { task: no, system: task.system.clone(), isolated: false };
        self.start_tail(task.item, until.ok_or(Refusal::EndOutOfRange)?, kind);
        Ok(())
    }

    pub(super) fn order_task_again(
        &mut self,
        no: TaskNo,
        register: &Register,
    ) -> Result<(), Refusal> {
        let task = self.task_no(no)?;
        match task.state {
            TaskState::Ended { result: TaskResult::Failed | TaskResult::Refused, .. } => {}
            TaskState::Ordered => return Ok(()),
            TaskState::Claimed { .. } | TaskState::Ended { .. } | TaskState::Cancelled => {
                return Err(Refusal::TaskNotClaimable);
            }
        }
        if guard::is_overturned(self.item(task.item)?, task) {
            return Err(Refusal::Blocked(vec![Block::OpenedAgain]));
        }
        let system = register.systems.iter().find(|system| system.id == task.system);
        let days = system.ok_or(Refusal::Unknown("system"))?.carry_out_days;
        let due = self.today().checked_add_days(Days::new(u64::from(days)));
        self.push(Event::TaskOrderedAgain { task: no, due: due.ok_or(Refusal::EndOutOfRange)? });
        Ok(())
    }

    /// Those of these tasks that nobody has begun.
    pub(super) fn unbegun(&self, which: impl Fn(&Task) -> bool) -> BTreeSet<TaskNo> {
        let ordered = |task: &Task| task.state == TaskState::Ordered && which(task);
        self.case.tasks.iter().filter(|(_, task)| ordered(task)).map(|(no, _)| *no).collect()
    }

    pub(super) fn cancel(&mut self, tasks: BTreeSet<TaskNo>) {
        if !tasks.is_empty() {
            self.push(Event::TasksCancelled { tasks });
        }
    }

    fn live_tail(&self, no: TailNo) -> Result<&Tail, Refusal> {
        let tail = self.case.tails.get(&no).ok_or(Refusal::Unknown("tail"))?;
        if self.by.role == Role::System && !is_in(tail, self.by.id.as_str()) {
            return Err(Refusal::NotYourSystem);
        }
        if tail.ended.is_some() { Err(Refusal::TrackNotOpen) } else { Ok(tail) }
    }

    pub(super) fn confirm_isolation(&mut self, no: TailNo) -> Result<(), Refusal> {
        match &self.live_tail(no)?.kind {
            TailKind::Restricted { .. } => Err(Refusal::Unknown("backup leg")),
            TailKind::Backup { isolated: true, .. } => Ok(()),
            TailKind::Backup { isolated: false, .. } => {
                self.push(Event::IsolationConfirmed { no });
                Ok(())
            }
        }
    }

    pub(super) fn move_tail(
        &mut self,
        no: TailNo,
        until: NaiveDate,
        reason: Option<Sealed>,
    ) -> Result<(), Refusal> {
        if until <= self.live_tail(no)?.until {
            return Err(Refusal::NotLater);
        }
        self.push(Event::TailMoved { no, until, reason });
        Ok(())
    }

    /// A backup leg ends cleared or anonymised; only a restriction can be lifted.
    pub(super) fn end_tail(&mut self, no: TailNo, how: TailEnd) -> Result<(), Refusal> {
        match (&self.live_tail(no)?.kind, how) {
            (TailKind::Backup { .. }, TailEnd::Lifted) => Err(Refusal::OutcomeNotForKind),
            (TailKind::Backup { .. }, TailEnd::Cleared | TailEnd::Anonymised)
            | (TailKind::Restricted { .. }, _) => {
                self.push(Event::TailEnded { no, at: self.now, how });
                Ok(())
            }
        }
    }
}

/// Whether it is a backup leg of this system, which is all that a system may speak of.
fn is_in(tail: &Tail, name: &str) -> bool {
    matches!(&tail.kind, TailKind::Backup { system, .. } if system.as_str() == name)
}
