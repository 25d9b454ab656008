//! Tells cases the time when one of their alarms has come.
//!
//! Reads the list of alarms and knows no law: the case decides whether anything follows. Each
//! look is named by the alarm, so one that is repeated after a crash is answered from the stream;
//! and it is noted, so that an alarm that is shown late, or brings nothing about, is not answered
//! again and again. Killed before the note, the look is repeated; killed after it, nothing is left.

use async_trait::async_trait;
use chrono::TimeDelta;
use cqrs_es::Aggregate;
use habeas_adapters::cases::{ActOf, CaseError, Cases};
use habeas_adapters::desk::{Call, DeskError, Effect};
use habeas_adapters::views::timer::{self, Alarm, Check};
use habeas_domain::actor::Actor;
use habeas_domain::case::{CaseId, CaseRef, CaseStream as _};
use habeas_domain::{complaint, incident, request};
use tracing::warn;

use crate::step::{Step, Worker, WorkerError};

/// The most cases looked at in one step.
const BATCH: i64 = 100;
/// How long an alarm rests that brought nothing about, unless the case changes.
const REST: TimeDelta = TimeDelta::hours(1);
/// The most notes removed in one step.
const SWEEP: i64 = 500;

/// The worker that watches the time.
#[derive(Debug)]
pub struct Timekeeper {
    cases: Cases,
    actor: Actor,
}

impl Timekeeper {
    /// A timekeeper of these cases.
    #[must_use]
    pub fn new(cases: Cases) -> Self {
        Self { cases, actor: Actor::worker("timekeeper") }
    }

    async fn look(&self, alarm: &Alarm) -> Result<(i64, bool), WorkerError> {
        match &alarm.case {
            CaseRef::Request(id) => self.check(alarm, id, request::Act::CheckClocks).await,
            CaseRef::Complaint(id) => self.check(alarm, id, complaint::Act::CheckClocks).await,
            CaseRef::Incident(id) => self.check(alarm, id, incident::Act::CheckClocks).await,
        }
    }

    async fn check<I>(
        &self,
        alarm: &Alarm,
        id: &I,
        act: ActOf<I>,
    ) -> Result<(i64, bool), WorkerError>
    where
        I: CaseId,
        WorkerError: From<CaseError<<I::Stream as Aggregate>::Error>>,
    {
        let name = format!("timer/{id}/{}/{}", alarm.version, alarm.at.timestamp_micros());
        let call = Call::of_worker(self.actor.clone(), name, None);
        match self.cases.act(id, &call, None, |_, _| Ok(act.clone())).await {
            Ok(done) => {
                let version = i64::try_from(done.version).unwrap_or(i64::MAX);
                Ok((version, done.effect != Effect::AlreadySo))
            }
            Err(CaseError::Desk(DeskError::Refused(refusal))) => {
                let refusal = I::Stream::code(&refusal);
                warn!(case = %id, refusal, "a case refused to look at the time");
                Ok((alarm.version, false))
            }
            Err(error) => Err(error.into()),
        }
    }
}

#[async_trait]
impl Worker for Timekeeper {
    fn name(&self) -> &'static str {
        "timekeeper"
    }

    async fn step(&mut self) -> Result<Step, WorkerError> {
        let now = self.cases.desk().clock().now();
        let mut desk = self.cases.desk().clone();
        let due = timer::due(desk.read().await?.conn(), now, BATCH).await?;
        if due.is_empty() {
            let until = timer::next(desk.read().await?.conn(), now).await?;
            return Ok(Step::Idle { until });
        }
        for alarm in &due {
            let (version, something) = self.look(alarm).await?;
            let until = if something { now } else { now + REST };
            let mut tx = desk.store().once().await?;
            let check = Check { case: &alarm.case, version, at: now, until };
            timer::checked(tx.conn(), &check).await?;
            tx.commit().await?;
        }
        let mut tx = desk.store().once().await?;
        timer::sweep(tx.conn(), now, SWEEP).await?;
        tx.commit().await?;
        Ok(Step::Worked)
    }
}
