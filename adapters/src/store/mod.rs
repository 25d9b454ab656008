//! The one store of the desk, on either of two engines.
//!
//! [`Store`] is a closed enum over native pools. The desk's own SQL is one text that both engines
//! accept, run by the `sql!` macro; where an engine must differ, the difference sits in the
//! module that needs it and nowhere else.
//!
//! Columns, the same in both: ids are text, whole numbers `i64`, flags `bool`, times `DateTime<Utc>`
//! of whole microseconds, bound from the clock and never made by SQL.

mod conn;
mod embedded;
mod error;
mod lite;
mod metadata;
pub(crate) mod pg;
mod rights;
mod schema;
mod sql;
mod stream;
mod url;
mod wait;

pub use conn::{Conn, Reader, Tx};
pub use embedded::Held;
pub use error::{StoreError, Trouble};
pub use lite::{Durability, Writer};
pub use metadata::Metadata;
pub(crate) use metadata::instant;
pub use rights::RightsProblem;
pub use schema::Migration;
pub(crate) use schema::Migrations;
pub(crate) use sql::{push_any, push_list, push_numbers, sql};
pub(crate) use stream::Row;
pub use url::{BadPostgresUrl, PostgresUrl};

use sqlx::{PgPool, SqlitePool};

/// The database of the desk. A clone shares the same connections.
///
/// # The rule of the open transaction
///
/// [`begin`](Self::begin) borrows the store mutably for as long as the transaction lives, and
/// reading or appending through the same store needs it back. So the compiler refuses to call the
/// desk, which appends, while a transaction is held: on SQLite, with its single writer, that would
/// wait for itself. Whoever needs both a store and a desk keeps the desk only and borrows the store
/// from it.
///
/// ```compile_fail,E0502
/// use habeas_adapters::store::{Store, StoreError};
///
/// async fn wrong(store: &mut Store) -> Result<(), StoreError> {
///     let tx = store.begin().await?;
///     store.check_schema().await?; // the transaction still holds the store
///     tx.commit().await
/// }
/// ```
#[derive(Debug, Clone)]
pub enum Store {
    /// A PostgreSQL database, for a house.
    Pg(PgPool),
    /// An SQLite file, for a first look.
    Lite {
        /// The only connection that writes, shared by the desk's appends and our own transactions.
        write: Writer,
        /// Connections that can only read.
        read: SqlitePool,
    },
}

impl Store {
    /// Borrows a connection to read with, outside any transaction.
    pub async fn read(&self) -> Result<Reader, StoreError> {
        Ok(match self {
            Self::Pg(pool) => Reader::Pg(pool.acquire().await?),
            Self::Lite { read, .. } => Reader::Lite(read.acquire().await?),
        })
    }

    /// Begins a transaction that may write. On SQLite it takes the write lock at once: a
    /// transaction that reads first and asks for the lock later fails, however long it may wait.
    pub async fn begin(&mut self) -> Result<Tx<'_>, StoreError> {
        match self {
            Self::Pg(pool) => Ok(Tx::pg(pool.begin().await?)),
            Self::Lite { write, .. } => Ok(Tx::lite(write.begin().await?)),
        }
    }

    /// A transaction of one statement. On SQLite what it does is true when it returns, and it costs one
    /// way to the database where [`begin`](Self::begin) costs three; a second statement would be another
    /// transaction. On PostgreSQL it is one like any other: a statement that is given up half sent, as by
    /// a worker that is stopped, would leave its own transaction open there, and hold the sequencer up.
    pub async fn once(&mut self) -> Result<Tx<'_>, StoreError> {
        match self {
            Self::Pg(_) => self.begin().await,
            Self::Lite { write, .. } => Ok(Tx::of_one(write.pool().acquire().await?)),
        }
    }

    /// Closes every connection, waiting for those in use.
    pub async fn close(&self) {
        match self {
            Self::Pg(pool) => pool.close().await,
            Self::Lite { write, read } => {
                read.close().await;
                write.pool().close().await;
            }
        }
    }
}
