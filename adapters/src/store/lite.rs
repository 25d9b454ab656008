//! Opening SQLite.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{Sqlite, SqliteConnection, SqlitePool};

use super::{Store, StoreError};

/// Whether what is written waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// What was answered survives a power cut.
    Full,
    /// Nothing is promised until [`Store::flush`]. Only for filling a file that can be made again:
    /// it is kept by one connection that reads and writes, so that nothing has to be locked, and
    /// nothing read again because somebody else may have changed it. Whoever reads while it holds a
    /// transaction waits for itself.
    Off,
}

impl Store {
    /// Opens an SQLite file, makes it when it is missing, and brings its tables up to date.
    pub async fn open_sqlite(path: &Path) -> Result<Self, StoreError> {
        let store = Self::connect_sqlite(path, &[], Durability::Full).await?;
        store.migrate().await?;
        Ok(store)
    }

    /// Opens an SQLite file, or makes it, and leaves its tables as they are. The pragmas are set
    /// on every connection, beside those that all our files need.
    pub(crate) async fn connect_sqlite(
        path: &Path,
        pragmas: &[(&'static str, &'static str)],
        durability: Durability,
    ) -> Result<Self, StoreError> {
        let mut options = SqliteConnectOptions::new()
            .filename(path)
            .busy_timeout(Duration::from_secs(5))
            .foreign_keys(true)
            // Without it `insert or replace` walks past the append-only triggers.
            .pragma("recursive_triggers", "on");
        for &(name, value) in pragmas {
            options = options.pragma(name, value);
        }
        let (locking, synchronous) = match durability {
            Durability::Full => (SqliteLockingMode::Normal, SqliteSynchronous::Full),
            Durability::Off => (SqliteLockingMode::Exclusive, SqliteSynchronous::Off),
        };
        // The writer comes first: a read-only connection cannot make the file. It is never
        // recycled, so that its pragmas are those that were set.
        let open = Arc::new(AtomicBool::new(false));
        let abandoned = Arc::clone(&open);
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .max_lifetime(None)
            .idle_timeout(None)
            .acquire_timeout(Duration::from_secs(10))
            // A file does not hang up: to ask first would double the cost of a small statement.
            .test_before_acquire(false)
            .after_release(move |conn, _| {
                let open = Arc::clone(&abandoned);
                Box::pin(async move { end_abandoned(conn, &open).await })
            })
            .connect_with(
                options
                    .clone()
                    .create_if_missing(true)
                    .locking_mode(locking)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(synchronous),
            )
            .await?;
        let read = match durability {
            Durability::Full => {
                SqlitePoolOptions::new()
                    .max_connections(4)
                    .test_before_acquire(false)
                    .connect_with(options.read_only(true))
                    .await?
            }
            Durability::Off => pool.clone(),
        };
        Ok(Self::Lite { write: Writer { pool, open }, read })
    }

    /// Writes everything so far into the file itself and waits for the disk. PostgreSQL is always as
    /// durable as its server is set.
    pub async fn flush(&self) -> Result<(), StoreError> {
        if let Self::Lite { write, .. } = self {
            for statement in ["pragma synchronous = full", "pragma wal_checkpoint(truncate)"] {
                sqlx::query(statement).execute(write.pool()).await?;
            }
        }
        Ok(())
    }
}

/// The only connection that writes, shared by the desk's appends and our own transactions.
#[derive(Debug, Clone)]
pub struct Writer {
    pool: SqlitePool,
    /// Whether a transaction of ours may be open on it.
    open: Arc<AtomicBool>,
}

impl Writer {
    /// The pool, for whoever begins and ends transactions by itself.
    #[must_use]
    pub const fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// Begins a transaction that takes the write lock at once. By plain statements: the driver's own
    /// way to begin asks its thread five times where these ask it once.
    pub(super) async fn begin(&self) -> Result<Writing, StoreError> {
        let mut conn = self.pool.acquire().await?;
        self.open.store(true, Ordering::Relaxed);
        sqlx::query("begin immediate").execute(&mut *conn).await?;
        Ok(Writing { conn, open: Arc::clone(&self.open) })
    }
}

/// An open transaction on the writing connection.
#[derive(Debug)]
pub(super) struct Writing {
    conn: PoolConnection<Sqlite>,
    open: Arc<AtomicBool>,
}

impl Writing {
    pub(super) fn conn(&mut self) -> &mut SqliteConnection {
        &mut self.conn
    }

    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        sqlx::query("commit").execute(&mut *self.conn).await?;
        self.open.store(false, Ordering::Relaxed);
        Ok(())
    }
}

/// Ends a transaction that nobody holds: one that was given up, or whose owner was dropped while it
/// began or ended (a client that hangs up, a worker that is stopped). Nobody else could ever write
/// again. Where there is none to end, the connection is not what we think, and another takes its
/// place.
async fn end_abandoned(
    conn: &mut SqliteConnection,
    open: &AtomicBool,
) -> Result<bool, sqlx::Error> {
    let abandoned = open.swap(false, Ordering::Relaxed);
    Ok(!abandoned || sqlx::query("rollback").execute(conn).await.is_ok())
}
