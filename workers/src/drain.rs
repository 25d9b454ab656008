//! Working until nothing is left, for tests and for one-shot commands.

use std::time::Duration;

use tokio::time::Instant;

use crate::step::{Step, Worker, WorkerError};

/// How long nothing may move before giving up.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often those are asked again who wait for others.
const ASK: Duration = Duration::from_millis(2);

/// Why not everything could be worked off.
#[derive(Debug, thiserror::Error)]
pub enum DrainError {
    /// A worker met something that it may not skip.
    #[error("the {worker} stopped")]
    Poisoned {
        /// Which.
        worker: &'static str,
        /// At what.
        #[source]
        error: WorkerError,
    },
    /// A worker is still behind, or failing, after a long time without any progress.
    #[error("the {worker} still waits for others")]
    Stuck {
        /// Which.
        worker: &'static str,
    },
}

/// Steps the workers in turn until, one after the other, each of them has nothing to do. Waits for
/// who is behind and for failures that pass, as long as somebody else may still finish.
pub async fn drain(workers: &mut [&mut dyn Worker]) -> Result<(), DrainError> {
    let mut moved = Instant::now();
    // How many in a row had nothing to do.
    let (all, mut quiet) = (workers.len(), 0);
    while quiet < all {
        let mut waits = None;
        for worker in &mut *workers {
            quiet += 1;
            match worker.step().await {
                Ok(Step::Worked) => {
                    quiet = 0;
                    moved = Instant::now();
                }
                Ok(Step::Idle { .. }) if quiet >= all => return Ok(()),
                Ok(Step::Idle { .. }) => {}
                Ok(Step::Behind) => (quiet, waits) = (0, Some(worker.name())),
                Err(error) if error.is_passing() => (quiet, waits) = (0, Some(worker.name())),
                Err(error) => return Err(DrainError::Poisoned { worker: worker.name(), error }),
            }
        }
        match waits {
            Some(worker) if moved.elapsed() > PATIENCE => {
                return Err(DrainError::Stuck { worker });
            }
            Some(_) => tokio::time::sleep(ASK).await,
            None => {}
        }
    }
    Ok(())
}
