//! Brings nudges from other processes: waits for announcements of new positions, and listens again
//! when the line broke.

use std::time::Duration;

use habeas_adapters::nudge::Nudge;
use habeas_adapters::store::{Store, StoreError};
use tokio_util::sync::CancellationToken;
use tracing::warn;

/// The pause before listening again. Workers look by themselves in the meantime.
const AGAIN: Duration = Duration::from_secs(1);

/// Rings the nudge for every announcement until it is stopped. Only an error that cannot pass ends
/// it sooner.
pub async fn relay(store: Store, nudge: Nudge, stop: CancellationToken) -> Result<(), StoreError> {
    loop {
        let broken = tokio::select! {
            () = stop.cancelled() => return Ok(()),
            ended = store.relay(&nudge) => ended,
        };
        match broken {
            Err(error) if error.is_passing() => {
                warn!(error = %error, "no nudges from other processes for a while");
            }
            other => return other,
        }
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = tokio::time::sleep(AGAIN) => {}
        }
    }
}
