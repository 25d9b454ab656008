//! The only loop.

use std::time::Duration;

use chrono::{DateTime, Utc};
use habeas_adapters::nudge::Nudged;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::health::{Condition, Health};
use crate::step::{Step, Worker, WorkerError};

/// How long a worker waits for others whose transactions have not ended.
const BEHIND: Duration = Duration::from_millis(20);
/// The first and the longest wait after a passing failure; it doubles in between.
const RETRY: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// How often a worker looks by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How long an idle worker waits before it looks without being nudged: nudges may be lost, and
    /// do not cross processes on every path.
    pub look: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { look: Duration::from_millis(500) }
    }
}

/// Why a worker's loop ended.
#[derive(Debug)]
pub enum Ended {
    /// It was asked to stop, and did so between two steps.
    Stopped,
    /// It met something that it may not skip. Already logged and in its health.
    Poisoned(WorkerError),
}

/// Runs a worker at the usual pace until it is stopped or poisoned. Wakes for a nudge, for a time
/// that has come, and every half second to look; `now` is the desk's clock.
pub async fn run(
    worker: impl Worker,
    nudged: Nudged,
    now: impl Fn() -> DateTime<Utc> + Send,
    stop: CancellationToken,
    health: Health,
) -> Ended {
    run_at(Pace::default(), worker, nudged, now, stop, health).await
}

/// The same at another pace.
pub async fn run_at(
    pace: Pace,
    mut worker: impl Worker,
    mut nudged: Nudged,
    now: impl Fn() -> DateTime<Utc> + Send,
    stop: CancellationToken,
    health: Health,
) -> Ended {
    let name = worker.name();
    let mut retry = RETRY.0;
    health.set(name, Condition::Well);
    while !stop.is_cancelled() {
        // Before the look, so that what happens during it is not slept through.
        nudged.forget();
        let pause = match worker.step().await {
            Ok(left) => {
                if retry != RETRY.0 {
                    info!(worker = name, "works again");
                }
                retry = RETRY.0;
                health.set(name, Condition::Well);
                match left {
                    Step::Worked => continue,
                    Step::Idle { until } => {
                        until.map_or(pace.look, |at| time_to(at, now()).min(pace.look))
                    }
                    Step::Behind => BEHIND,
                }
            }
            Err(failure) if failure.is_passing() => {
                warn!(worker = name, error = %failure, "failed and tries again");
                health.set(name, Condition::Retrying { why: failure.to_string() });
                let pause = retry;
                retry = (retry * 2).min(RETRY.1);
                tokio::select! {
                    () = stop.cancelled() => {}
                    // A nudge must not turn an outage into a busy loop.
                    () = tokio::time::sleep(pause) => {}
                }
                continue;
            }
            Err(poison) => {
                error!(worker = name, error = %poison, "stopped: it may not skip this");
                health.set(name, Condition::Poisoned { why: poison.to_string() });
                return Ended::Poisoned(poison);
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = nudged.wait() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
    Ended::Stopped
}

fn time_to(at: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
    (at - now).to_std().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use async_trait::async_trait;
    use habeas_adapters::nudge::Nudge;
    use habeas_adapters::store::StoreError;

    use super::*;

    /// Answers from a list, then asks to be stopped.
    struct Scripted {
        answers: VecDeque<Result<Step, StoreError>>,
        stop: CancellationToken,
    }

    #[async_trait]
    impl Worker for Scripted {
        fn name(&self) -> &'static str {
            "scripted"
        }

        async fn step(&mut self) -> Result<Step, WorkerError> {
            let answer = self.answers.pop_front().unwrap_or_else(|| {
                self.stop.cancel();
                Ok(Step::Idle { until: None })
            });
            answer.map_err(WorkerError::from)
        }
    }

    async fn play(answers: Vec<Result<Step, StoreError>>) -> (Ended, Health, Duration) {
        let stop = CancellationToken::new();
        let worker = Scripted { answers: answers.into(), stop: stop.clone() };
        let health = Health::default();
        let began = tokio::time::Instant::now();
        let now = || DateTime::UNIX_EPOCH;
        let ended = run(worker, Nudge::new().listener(), now, stop, health.clone()).await;
        (ended, health, began.elapsed())
    }

    fn outage() -> StoreError {
        StoreError::Unavailable("down".into())
    }

    #[tokio::test(start_paused = true)]
    async fn an_outage_is_waited_out_and_forgotten() {
        let (ended, health, took) =
            play(vec![Err(outage()), Err(outage()), Ok(Step::Worked)]).await;
        assert!(matches!(ended, Ended::Stopped));
        assert!(health.is_well());
        assert_eq!(took.as_millis(), 300, "100 ms, then 200 ms");
    }

    #[tokio::test(start_paused = true)]
    async fn poison_stops_the_worker_and_shows() {
        let gap = StoreError::Gap { after: 4, found: 6 };
        let (ended, health, _) = play(vec![Ok(Step::Worked), Err(gap), Ok(Step::Worked)]).await;
        assert!(matches!(ended, Ended::Poisoned(_)));
        let why = "the ledger is not contiguous: 6 follows 4".to_owned();
        assert_eq!(health.all()["scripted"], Condition::Poisoned { why });
    }

    #[tokio::test(start_paused = true)]
    async fn a_time_that_comes_sooner_than_the_next_look_is_kept() {
        let soon = DateTime::UNIX_EPOCH + chrono::TimeDelta::milliseconds(30);
        let (_, _, took) = play(vec![Ok(Step::Idle { until: Some(soon) }), Ok(Step::Behind)]).await;
        assert_eq!(took.as_millis(), 50, "30 ms until the time, 20 ms behind");
    }
}
