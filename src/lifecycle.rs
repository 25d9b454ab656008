//! How the process lives: the one place that spawns, and the only one that stops.
//!
//! ```text
//! running ──signal, or a task that ends early──► stopping ──all ended──► gone
//!                                                   │ grace over, or a second signal
//!                                                   ▼
//!                                                 dropped where they stand ──► gone
//! ```
//!
//! Every task is meant to run until it is asked to stop. One that ends earlier, well or badly, has
//! probably crashed: half a desk would look like a whole one, so the process stops and says so.
//! Being dropped anywhere is safe for every task: what counts is in the database.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info, warn};

/// The tasks of the process, and how they are stopped.
#[derive(Debug)]
pub(crate) struct Lifecycle {
    tasks: TaskTracker,
    shared: Arc<Shared>,
    grace: Duration,
}

#[derive(Debug, Default)]
struct Shared {
    /// Asked to finish what was begun.
    soft: CancellationToken,
    /// To be dropped now.
    hard: CancellationToken,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    running: BTreeSet<&'static str>,
    failed: Option<anyhow::Error>,
}

impl Lifecycle {
    /// Listens for signals from now on. To be called inside the runtime.
    pub(crate) fn start(grace: Duration) -> anyhow::Result<Self> {
        let interrupt = signal(SignalKind::interrupt()).context("listening for SIGINT")?;
        let terminate = signal(SignalKind::terminate()).context("listening for SIGTERM")?;
        let shared = Arc::new(Shared::default());
        spawn(obey(interrupt, terminate, Arc::clone(&shared)));
        Ok(Self { tasks: TaskTracker::new(), shared, grace })
    }

    /// Cancelled when everyone is to finish.
    pub(crate) fn stop(&self) -> CancellationToken {
        self.shared.soft.clone()
    }

    /// Runs a task until it is asked to stop. One that ends earlier stops the process.
    pub(crate) fn spawn(
        &self,
        part: &'static str,
        task: impl Future<Output = anyhow::Result<()>> + Send + 'static,
    ) {
        self.shared.state().running.insert(part);
        let watch = Watch { part, shared: Arc::clone(&self.shared), ended: None };
        self.tasks.spawn_on(watch.over(task), &tokio::runtime::Handle::current());
    }

    /// Waits for something, unless the process is asked to stop first.
    pub(crate) async fn unless_stopped<T>(&self, what: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.shared.soft.cancelled() => None,
            done = what => Some(done),
        }
    }

    /// Runs until the process is asked to stop, by a signal or by a task that ended early, and
    /// everyone has. An error says which task was to blame, or who did not stop in time.
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        self.shared.soft.cancelled().await;
        self.finish().await
    }

    /// Stops now, because of this.
    pub(crate) async fn abandon(self, why: anyhow::Error) -> anyhow::Result<()> {
        self.shared.state().failed.get_or_insert(why);
        self.finish().await
    }

    /// Stops now.
    pub(crate) async fn finish(self) -> anyhow::Result<()> {
        self.shared.soft.cancel();
        self.tasks.close();
        info!(grace_s = self.grace.as_secs(), "stopping");
        tokio::select! {
            () = self.tasks.wait() => {}
            () = self.shared.hard.cancelled() => warn!("asked again: dropping what has not ended"),
            () = tokio::time::sleep(self.grace) => warn!("dropping what has not ended in time"),
        }
        let (late, failed) = {
            let mut state = self.shared.state();
            (state.running.clone(), state.failed.take())
        };
        self.shared.hard.cancel();
        if let Some(error) = failed {
            return Err(error);
        }
        if !late.is_empty() {
            bail!("did not stop in time: {}", Vec::from_iter(late).join(", "));
        }
        info!("stopped");
        Ok(())
    }
}

impl Shared {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sees a task end, also by a panic.
struct Watch {
    part: &'static str,
    shared: Arc<Shared>,
    ended: Option<anyhow::Result<()>>,
}

impl Watch {
    async fn over(mut self, task: impl Future<Output = anyhow::Result<()>>) {
        let hard = self.shared.hard.clone();
        self.ended = tokio::select! {
            ended = task => Some(ended),
            () = hard.cancelled() => Some(Ok(())),
        };
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let part = self.part;
        let why = match self.ended.take() {
            None => Some(anyhow!("the {part} crashed")),
            Some(Err(error)) => Some(error.context(format!("the {part} failed"))),
            Some(Ok(())) if self.shared.soft.is_cancelled() => None,
            Some(Ok(())) => Some(anyhow!("the {part} ended by itself")),
        };
        let mut state = self.shared.state();
        state.running.remove(part);
        if let Some(why) = why {
            error!(part, error = format!("{why:#}"), "stops the process");
            state.failed.get_or_insert(why);
            drop(state);
            self.shared.soft.cancel();
        }
    }
}

async fn obey(mut interrupt: Signal, mut terminate: Signal, shared: Arc<Shared>) {
    for token in [&shared.soft, &shared.hard] {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        token.cancel();
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place")]
fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(task);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lifecycle() -> Lifecycle {
        Lifecycle::start(Duration::from_secs(20)).unwrap()
    }

    #[tokio::test]
    async fn those_who_stop_when_asked_are_waited_for() {
        let life = lifecycle();
        let stop = life.stop();
        life.spawn("listener", async move {
            stop.cancelled().await;
            tokio::task::yield_now().await;
            Ok(())
        });
        life.finish().await.unwrap();
    }

    #[tokio::test]
    async fn one_that_ends_early_stops_all_and_is_named() {
        for (ending, said) in [
            (0, "the first ended by itself"),
            (1, "the first failed: no more"),
            (2, "the first crashed"),
        ] {
            let life = lifecycle();
            let stop = life.stop();
            life.spawn("other", async move {
                stop.cancelled().await;
                Ok(())
            });
            life.spawn("first", async move {
                match ending {
                    0 => Ok(()),
                    1 => bail!("no more"),
                    _ => panic!("as a test"),
                }
            });
            let ended = life.run().await.unwrap_err();
            assert_eq!(format!("{ended:#}"), said);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_does_not_stop_is_dropped_and_named() {
        let life = lifecycle();
        let dropped = CancellationToken::new();
        let guard = dropped.clone().drop_guard();
        life.spawn("deaf", async move {
            let _guard = guard;
            std::future::pending().await
        });
        let ended = life.finish().await.unwrap_err();
        assert_eq!(ended.to_string(), "did not stop in time: deaf");
        dropped.cancelled().await;
    }

    #[tokio::test]
    async fn a_wait_ends_with_the_process() {
        let life = lifecycle();
        assert_eq!(life.unless_stopped(async { 1 }).await, Some(1));
        life.stop().cancel();
        assert_eq!(life.unless_stopped(std::future::pending::<()>()).await, None);
    }
}
