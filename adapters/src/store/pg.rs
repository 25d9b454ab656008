//! Opening PostgreSQL.

use std::str::FromStr;
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};

use super::{Store, StoreError};
use crate::nudge::Nudge;

/// The channel on which the sequencer announces new positions, once a batch.
pub(crate) const CHANNEL: &str = "habeas_ledger";

/// How long a caller waits for a connection before the answer is "unavailable".
const ACQUIRE: Duration = Duration::from_millis(2_500);

/// A connection that was used this lately is not asked whether it still is one.
const TRUSTED: Duration = Duration::from_secs(1);

/// What every session of ours asks of the server. A frozen process must not hold a lock, nor the
/// horizon of the sequencer, for longer than it takes to notice.
const SESSION: [(&str, &str); 4] = [
    ("statement_timeout", "10s"),
    ("lock_timeout", "2s"),
    ("idle_in_transaction_session_timeout", "5s"),
    ("timezone", "UTC"),
];

impl Store {
    /// Connects to PostgreSQL, with at most this many connections. Fails when the server cannot be
    /// reached now; later losses heal by themselves.
    pub async fn open_postgres(url: &str, connections: u32) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url)?.application_name("habeas").options(SESSION);
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(ACQUIRE)
            // Asking before each use is a round trip on top of two or three. Who was used a moment
            // ago is still there, or the answer is an error that may pass, as in any outage.
            .test_before_acquire(false)
            .before_acquire(|conn, used| {
                Box::pin(async move {
                    if used.idle_for > TRUSTED {
                        conn.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_with(options)
            .await?;
        Ok(Self::Pg(pool))
    }

    /// Rings the nudge whenever a sequencer, in whatever process, has given new positions. Returns
    /// only with an error; on SQLite, where one process is all there is, it never returns.
    pub async fn relay(&self, nudge: &Nudge) -> Result<(), StoreError> {
        let Self::Pg(pool) = self else { return std::future::pending().await };
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        loop {
            // What was announced before we listened is found by looking.
            nudge.ring();
            listener.recv().await?;
        }
    }
}
