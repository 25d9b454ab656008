//! Borrowed connections: one to read, one inside a transaction, and what both can lend.

use std::marker::PhantomData;

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};

use super::lite::Writing;
use super::{Store, StoreError};

/// A connection of either engine, lent by a [`Tx`] or a [`Reader`]: what queries run on.
#[derive(Debug)]
pub enum Conn<'c> {
    /// PostgreSQL.
    Pg(&'c mut PgConnection),
    /// SQLite.
    Lite(&'c mut SqliteConnection),
}

impl Conn<'_> {
    /// Lends it on.
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Pg(conn) => Conn::Pg(conn),
            Self::Lite(conn) => Conn::Lite(conn),
        }
    }
}

/// A connection to read with. Each statement sees what is committed when it begins.
#[derive(Debug)]
pub enum Reader {
    /// PostgreSQL.
    Pg(PoolConnection<Postgres>),
    /// SQLite, opened read-only.
    Lite(PoolConnection<Sqlite>),
}

impl Reader {
    /// Lends the connection.
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Pg(conn) => Conn::Pg(conn),
            Self::Lite(conn) => Conn::Lite(conn),
        }
    }
}

/// An open transaction. Dropped without [`commit`](Self::commit), it leaves no trace; save one of
/// [`Store::once`] on SQLite, whose one statement is true as soon as it is done.
#[derive(Debug)]
pub struct Tx<'s> {
    on: On,
    store: PhantomData<&'s mut Store>,
}

#[derive(Debug)]
enum On {
    Pg(Transaction<'static, Postgres>),
    Lite(Writing),
    /// SQLite, where every statement is a transaction.
    Each(PoolConnection<Sqlite>),
}

impl Tx<'_> {
    pub(super) const fn pg(tx: Transaction<'static, Postgres>) -> Self {
        Self { on: On::Pg(tx), store: PhantomData }
    }

    pub(super) const fn lite(tx: Writing) -> Self {
        Self { on: On::Lite(tx), store: PhantomData }
    }

    pub(super) const fn of_one(on: PoolConnection<Sqlite>) -> Self {
        Self { on: On::Each(on), store: PhantomData }
    }

    /// Lends the connection inside the transaction.
    pub fn conn(&mut self) -> Conn<'_> {
        match &mut self.on {
            On::Pg(tx) => Conn::Pg(tx),
            On::Lite(tx) => Conn::Lite(tx.conn()),
            On::Each(conn) => Conn::Lite(conn),
        }
    }

    /// Makes everything done in it true at once. When the answer is lost on the way, whether it
    /// became true is unknown: whoever repeats must look first.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.on {
            On::Pg(tx) => tx.commit().await?,
            On::Lite(tx) => tx.commit().await?,
            On::Each(_) => {}
        }
        Ok(())
    }
}
