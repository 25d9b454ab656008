//! Systems at work, and the tails that their work leaves.

use anyhow::Context as _;
use habeas_domain::digest::Digest;
use habeas_domain::id::{ItemNo, RequestId, TaskNo};
use habeas_domain::request::{Act, TailEnd, TailKind, TailNo, TaskReport, TaskResult, TaskState};

use super::{Player, Who};
use crate::demo::moves::Work;
use crate::demo::staff::system_named;

/// How long a system holds a task, and how long it works on it.
const LEASE_MINUTES: u16 = 30;
const WORK_MINUTES: i64 = 4;

impl Player<'_> {
    pub(super) async fn works(&mut self, id: &RequestId, what: &Work) -> anyhow::Result<()> {
        match what {
            Work::Plans { item, plan } => {
                let register = self.stage.register.clone();
                let order =
                    Act::PlanTasks { item: ItemNo(*item), plan: *plan, register: register.clone() };
                self.act(id, Who::Officer, |_, _| Ok(order.clone())).await
            }
            Work::Reports { only, result } => self.reports(id, only, *result).await,
            Work::Again => self.again(id).await,
            Work::Isolates => {
                for (tail, system) in self.backups(id).await? {
                    let act = Act::ConfirmIsolation { tail };
                    self.act(id, Who::System(system), |_, _| Ok(act.clone())).await?;
                }
                Ok(())
            }
            Work::Clears { system } => {
                for (tail, _) in self.backups(id).await?.into_iter().filter(|of| of.1 == *system) {
                    let act = Act::EndTail { tail, how: TailEnd::Cleared };
                    self.act(id, Who::System(system), |_, _| Ok(act.clone())).await?;
                }
                Ok(())
            }
        }
    }

    /// Each system claims its task under a lease, works, and reports under its fencing number.
    async fn reports(
        &mut self,
        id: &RequestId,
        only: &[&str],
        result: TaskResult,
    ) -> anyhow::Result<()> {
        let case = self.case(id).await?;
        let waiting = case.tasks.iter().filter(|(_, task)| task.state == TaskState::Ordered);
        let mut claimed: Vec<(TaskNo, &'static str, u32)> = Vec::new();
        for (no, task) in waiting {
            let system = system_named(&task.system).context("a system of the register")?;
            if !only.is_empty() && !only.contains(&system) {
                continue;
            }
            let claim = Act::ClaimTask { task: *no, lease_minutes: LEASE_MINUTES };
            let call = self.call(Who::System(system))?;
            let after = self.stage.act(id, &call, |_, _| Ok(claim.clone())).await?;
            let fence = after.tasks.get(no).map_or(0, |task| task.fence);
            claimed.push((*no, system, fence));
        }
        self.stage.takes(WORK_MINUTES);
        for (task, system, fence) in claimed {
            let log = format!("{id} {task} {result}");
            let report = TaskReport { result, evidence: Some(Digest::of(log.as_bytes())) };
            let act = Act::ReportTask { task, fence, report };
            self.act(id, Who::System(system), |_, _| Ok(act.clone())).await?;
        }
        Ok(())
    }

    async fn again(&mut self, id: &RequestId) -> anyhow::Result<()> {
        let case = self.case(id).await?;
        let failed = |state: &TaskState| {
            matches!(
                state,
                TaskState::Ended { result: TaskResult::Failed | TaskResult::Refused, .. }
            )
        };
        for (task, _) in case.tasks.iter().filter(|(_, task)| failed(&task.state)) {
            let register = self.stage.register.clone();
            let act = Act::OrderTaskAgain { task: *task, register };
            self.act(id, Who::Officer, |_, _| Ok(act.clone())).await?;
        }
        Ok(())
    }

    /// The backup legs that last, with their systems.
    async fn backups(&self, id: &RequestId) -> anyhow::Result<Vec<(TailNo, &'static str)>> {
        let case = self.case(id).await?;
        let live = case.tails.iter().filter(|(_, tail)| tail.ended.is_none());
        let legs = live.filter_map(|(no, tail)| match &tail.kind {
            TailKind::Backup { system, .. } => Some((*no, system_named(system)?)),
            TailKind::Restricted { .. } => None,
        });
        Ok(legs.collect())
    }
}
