//! Opening a database that may still be down.

use std::time::Duration;

use super::{PostgresUrl, Store, StoreError};

/// The first and the longest pause between two tries; it doubles in between.
const PAUSE: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(5));

impl Store {
    /// Connects to PostgreSQL, and tries again while the server is down or starting. Each failure
    /// is told, with the pause before the next try. Whoever no longer wants to wait drops the
    /// future; what no waiting mends (a wrong password, no such database) fails at once.
    pub async fn await_postgres(
        url: &PostgresUrl,
        connections: u32,
        mut tell: impl FnMut(&StoreError, Duration),
    ) -> Result<Self, StoreError> {
        let mut pause = PAUSE.0;
        loop {
            match Self::open_postgres(url.reveal(), connections).await {
                Err(error) if error.is_passing() => {
                    tell(&error, pause);
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(PAUSE.1);
                }
                done => return done,
            }
        }
    }
}
