//! Removes keys and index rows of cases that never came to be.
//!
//! They are made before the first event, in a database of their own; a command that was refused, or
//! a process that died in between, leaves them behind. An hour later they are looked up among the
//! events: those that exist are remembered, the others go. Repeating it is harmless.

use std::collections::HashSet;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use cqrs_es::Aggregate as _;
use habeas_adapters::campaigns::{Campaigns, RECIPIENTS};
use habeas_adapters::cases::Cases;
use habeas_domain::campaign::Campaign;
use habeas_domain::complaint::Complaint;
use habeas_domain::incident::Incident;
use habeas_domain::request::Request;
use tracing::info;

use crate::step::{Step, Worker, WorkerError};

/// The most cases looked up in one step.
const BATCH: i64 = 100;
/// How long it rests when nothing is left.
const REST: TimeDelta = TimeDelta::minutes(10);

/// The worker that tidies the vault.
#[derive(Debug)]
pub struct Sweeper {
    cases: Cases,
    campaigns: Campaigns,
    next: Option<DateTime<Utc>>,
}

impl Sweeper {
    /// A sweeper of the vault of these requests.
    #[must_use]
    pub fn new(cases: Cases) -> Self {
        let campaigns = Campaigns::new(cases.clone());
        Self { cases, campaigns, next: None }
    }
}

#[async_trait]
impl Worker for Sweeper {
    fn name(&self) -> &'static str {
        "sweeper"
    }

    async fn step(&mut self) -> Result<Step, WorkerError> {
        let now = self.cases.desk().clock().now();
        if let Some(next) = self.next.filter(|next| *next > now) {
            return Ok(Step::Idle { until: Some(next) });
        }
        let vault = self.cases.vault();
        let unclaimed = vault.unclaimed(now, BATCH).await?;
        if unclaimed.streams.is_empty() {
            self.next = Some(now + REST);
            return Ok(Step::Idle { until: self.next });
        }
        let mut existing = HashSet::new();
        for stream in &unclaimed.streams {
            let desk = self.cases.desk();
            let is_there = match stream.kind.as_str() {
                Request::TYPE => desk.fold::<Request>(&stream.id).await?.1 > 0,
                Complaint::TYPE => desk.fold::<Complaint>(&stream.id).await?.1 > 0,
                Incident::TYPE => desk.fold::<Incident>(&stream.id).await?.1 > 0,
                Campaign::TYPE => desk.fold::<Campaign>(&stream.id).await?.1 > 0,
                // Keys of the rows of lists that never came to be.
                RECIPIENTS => self.campaigns.has_rows(&stream.id).await?,
                // Not a kind of case that this program makes.
                _ => true,
            };
            if is_there {
                existing.insert(stream.clone());
            }
        }
        let swept = vault.settle(unclaimed, &existing).await?;
        if swept.removed > 0 {
            info!(cases = swept.removed, "removed keys of cases that never came to be");
        }
        Ok(Step::Worked)
    }
}
