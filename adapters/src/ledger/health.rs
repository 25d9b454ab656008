//! How far the order lags behind the commits, and who makes it lag.

use crate::store::{Conn, StoreError, sql};

/// The state of the ledger, for `/readyz` and alarms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// The number of positions given.
    pub size: i64,
    /// Age in milliseconds, by the database's clock, of the oldest event that has no position yet.
    pub oldest_unsequenced_ms: Option<i64>,
    /// Who holds the horizon back, longest first. Anyone in the whole cluster can: a transaction
    /// that has written and not ended, and a prepared one, in whatever database.
    pub holders: Vec<Holder>,
}

/// A transaction that has an id and has not ended.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Holder {
    /// Process id of its session; `None` for a prepared transaction.
    pub pid: Option<i64>,
    /// The database it works in.
    pub database: String,
    /// Its login.
    pub login: String,
    /// What its session calls itself, or the name of the prepared transaction.
    pub name: String,
}

/// Reads the health of the ledger. Run it outside a transaction that has written.
pub async fn health(mut conn: Conn<'_>) -> Result<Health, StoreError> {
    let size = sql!(value i64, conn.conn(), "select size from ledger_head where id = 1")?;
    let oldest_unsequenced_ms = oldest(conn.conn()).await?;
    let holders = match conn {
        Conn::Pg(_) if oldest_unsequenced_ms.is_some() => holders(conn).await?,
        Conn::Pg(_) | Conn::Lite(_) => Vec::new(),
    };
    Ok(Health { size, oldest_unsequenced_ms, holders })
}

/// The age is evidence about the database, so it is taken by the database's own clock at both ends.
async fn oldest(conn: Conn<'_>) -> Result<Option<i64>, StoreError> {
    let text = match conn {
        Conn::Pg(_) => {
            "select cast(extract(epoch from clock_timestamp() - min(e.recorded_at)) * 1000 as bigint)
               from events e
               join ledger_head h on h.id = 1 and (e.xid, e.ord) > (h.last_xid, h.last_ord)"
        }
        Conn::Lite(_) => {
            "select cast((julianday('now') - julianday(min(l.recorded_at))) * 86400000 as integer)
               from event_log l
               join ledger_head h on h.id = 1 and l.log > h.last_log"
        }
    };
    sql!(value Option<i64>, conn, text)
}

async fn holders(conn: Conn<'_>) -> Result<Vec<Holder>, StoreError> {
    sql!(
        all Holder,
        conn,
        "select held.pid, held.database, held.login, held.name
           from (select a.pid::bigint as pid, coalesce(a.datname, '') as database,
                        coalesce(a.usename, '') as login, coalesce(a.application_name, '') as name,
                        age(a.backend_xid) as age
                   from pg_stat_activity a
                  where a.backend_xid is not null and a.pid <> pg_backend_pid()
                  union all
                 select null, p.database::text, p.owner::text, p.gid, age(p.transaction)
                   from pg_prepared_xacts p) held
          order by held.age desc
          limit 5"
    )
}
