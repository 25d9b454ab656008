//! What can go wrong with the store, sorted by what the caller can do about it.

use cqrs_es::persist::PersistenceError;

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached, is full or is shutting down: the caller's caller may try
    /// later (503).
    #[error("the database is unavailable")]
    Unavailable(#[source] Trouble),

    /// Another command was committed to the stream, or another process moved the position, since it
    /// was read: look again.
    #[error("someone else was first")]
    Conflict,

    /// The database gave up this transaction (serialisation, deadlock, a lock not had in time):
    /// the same again may work.
    #[error("the database asks to try again")]
    Retryable(#[source] Trouble),

    /// A stored value does not read as what the code says it is. A person must look.
    #[error("the value stored in {table}.{column} at {row} cannot be read")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// What names the row: an id, a position.
        row: String,
    },

    /// U+0000 cannot be stored by PostgreSQL, so it is refused on both engines.
    #[error("the character U+0000 cannot be stored ({place})")]
    Nul {
        /// Where it was found: `id`, `payload` or `metadata`.
        place: &'static str,
    },

    /// The ledger does not go on where the reader stopped. A person must look.
    #[error("the ledger is not contiguous: {found} follows {after}")]
    Gap {
        /// The last position that was read.
        after: i64,
        /// The position that was found next.
        found: i64,
    },

    /// An entry would be longer than a bundle of the log can hold.
    #[error("the ledger entry of {row} is longer than 65,535 bytes")]
    TooLong {
        /// The event.
        row: String,
    },

    /// The database was restored from a dump into another cluster, where the stored transaction
    /// ids mean nothing.
    #[error(
        "this database comes from another PostgreSQL cluster (recorded {recorded}, running \
         {running}); its order must be rebased by the owner before anything is sequenced: stop the \
         application and run `habeas migrate --rebase` with the owner's URL"
    )]
    OtherCluster {
        /// System identifier in the ledger's head.
        recorded: String,
        /// System identifier of the server.
        running: String,
    },

    /// Tables and binary are of different releases.
    #[error("{0}")]
    Schema(String),

    /// The folder of an embedded desk belongs to one process at a time.
    #[error("{} is served by another process", path.display())]
    Served {
        /// The folder.
        path: std::path::PathBuf,
    },

    /// The folder of an embedded desk cannot be made, or its file is not there.
    #[error("{} cannot be made, or is not there", path.display())]
    Folder {
        /// The folder.
        path: std::path::PathBuf,
        /// What the system says.
        source: std::io::Error,
    },

    /// Anything else the database says.
    #[error("the database refused")]
    Other(#[source] Trouble),
}

/// The error of the driver behind a [`StoreError`].
pub type Trouble = Box<dyn std::error::Error + Send + Sync + 'static>;

impl StoreError {
    /// Whether doing the same again later may work without anyone's help.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Conflict | Self::Retryable(_))
    }

    /// A stored value that does not parse.
    pub fn inconsistent(
        table: &'static str,
        column: &'static str,
        row: impl std::fmt::Display,
    ) -> Self {
        Self::Inconsistent { table, column, row: row.to_string() }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match class_of(&error) {
            Class::Unavailable => Self::Unavailable(error.into()),
            Class::Retryable => Self::Retryable(error.into()),
            Class::Other => Self::Other(error.into()),
        }
    }
}

impl From<PersistenceError> for StoreError {
    /// The event repositories know a conflict by the primary key and put nearly everything else
    /// into one drawer; the driver's error inside tells more.
    fn from(error: PersistenceError) -> Self {
        match error {
            PersistenceError::OptimisticLockError => Self::Conflict,
            PersistenceError::ConnectionError(inner)
            | PersistenceError::UnknownError(inner)
            | PersistenceError::DeserializationError(inner) => {
                match inner.downcast::<sqlx::Error>() {
                    Ok(error) => Self::from(*error),
                    Err(inner) => Self::Other(inner),
                }
            }
        }
    }
}

enum Class {
    Unavailable,
    Retryable,
    Other,
}

fn class_of(error: &sqlx::Error) -> Class {
    match error {
        sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::Io(_)
        | sqlx::Error::Tls(_) => Class::Unavailable,
        sqlx::Error::Database(inner) => {
            let code = inner.code().unwrap_or_default();
            if inner.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some() {
                class_of_pg(&code)
            } else {
                class_of_lite(&code)
            }
        }
        _ => Class::Other,
    }
}

/// By SQLSTATE. `57014` is our own `statement_timeout`, `25P03` our own limit on idle transactions.
fn class_of_pg(state: &str) -> Class {
    match state {
        "57014" | "53100" | "53200" | "53300" => Class::Unavailable,
        "40001" | "40P01" | "55P03" | "25P03" => Class::Retryable,
        _ if state.starts_with("57P0") || state.starts_with("08") => Class::Unavailable,
        _ => Class::Other,
    }
}

/// By result code; the low byte is the primary one: busy, locked; I/O, full, cannot open.
fn class_of_lite(code: &str) -> Class {
    match code.parse::<u32>().map(|code| code & 0xff) {
        Ok(5 | 6) => Class::Retryable,
        Ok(10 | 13 | 14) => Class::Unavailable,
        _ => Class::Other,
    }
}
