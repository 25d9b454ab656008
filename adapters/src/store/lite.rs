//! Opening SQLite.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, Database, Sqlite, SqliteConnection, TransactionManager as _};

use super::{Store, StoreError};

/// Whether a commit waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// A commit that was answered survives a power cut. The default.
    Full,
    /// Nothing is promised. Only for filling a file that can be made again.
    Off,
}

impl Store {
    /// Opens an SQLite file, makes it when it is missing, and brings its tables up to date.
    pub async fn open_sqlite(path: &Path) -> Result<Self, StoreError> {
        let store = Self::connect_sqlite(path, &[]).await?;
        store.migrate().await?;
        Ok(store)
    }

    /// Opens an SQLite file, or makes it, and leaves its tables as they are. The pragmas are set
    /// on every connection, beside those that all our files need.
    pub(crate) async fn connect_sqlite(
        path: &Path,
        pragmas: &[(&'static str, &'static str)],
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
        // The writer comes first: a read-only connection cannot make the file. It is never
        // recycled, so that its pragmas are those that were set.
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .max_lifetime(None)
            .idle_timeout(None)
            .acquire_timeout(Duration::from_secs(10))
            // A file does not hang up: to ask first would double the cost of a small statement.
            .test_before_acquire(false)
            .after_release(|conn, _| {
                Box::pin(async move {
                    end_abandoned(conn).await?;
                    Ok(true)
                })
            })
            .connect_with(
                options
                    .clone()
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full),
            )
            .await?;
        let read = SqlitePoolOptions::new()
            .max_connections(4)
            .test_before_acquire(false)
            .connect_with(options.read_only(true))
            .await?;
        Ok(Self::Lite { write, read })
    }

    /// Sets whether commits wait for the disk. Going back to [`Durability::Full`] first writes
    /// everything so far into the file itself. PostgreSQL is always as durable as its server is set.
    pub async fn set_durability(&self, durability: Durability) -> Result<(), StoreError> {
        let Self::Lite { write, .. } = self else { return Ok(()) };
        let statements: &[&str] = match durability {
            Durability::Off => &["pragma synchronous = off"],
            Durability::Full => &["pragma synchronous = full", "pragma wal_checkpoint(truncate)"],
        };
        for statement in statements {
            sqlx::query(statement).execute(write).await?;
        }
        Ok(())
    }
}

/// Ends a transaction that nobody holds. A caller who is dropped while its transaction begins (a
/// client that hangs up, a worker that is stopped) can leave one behind: sqlx answers the `begin`,
/// looks once more whether it took effect, and knows of no transaction yet when it is dropped there.
/// Nobody else could ever write again.
async fn end_abandoned(conn: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    // Lets a rollback that is under way come to its end.
    conn.ping().await?;
    while conn.is_in_transaction() {
        <Sqlite as Database>::TransactionManager::rollback(conn).await?;
    }
    Ok(())
}
