//! Where the sequencer's order comes from: the one place where the engines differ in it.

use chrono::{DateTime, Utc};

use crate::store::pg::CHANNEL;
use crate::store::{Conn, StoreError, sql};

/// How far the order has been given.
#[derive(Debug, Clone)]
pub(super) struct Head {
    /// The number of positions given: the next position.
    pub(super) size: i64,
    /// Business time of the last entry.
    pub(super) at: Option<DateTime<Utc>>,
    /// The last event that has a position.
    pub(super) mark: Mark,
}

/// A place in the engine's own order of commits.
#[derive(Debug, Clone)]
pub(super) enum Mark {
    /// A transaction (as text, since the driver has no type for it) and a place inside it.
    Pg {
        /// `events.xid`.
        xid: String,
        /// `events.ord`.
        ord: i64,
    },
    /// A line of `event_log`.
    Lite {
        /// `event_log.log`.
        log: i64,
    },
}

/// A committed event without a position.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Committed {
    pub(super) aggregate_type: String,
    pub(super) aggregate_id: String,
    pub(super) sequence: i64,
    pub(super) event_type: String,
    pub(super) event_version: String,
    pub(super) payload: String,
    pub(super) metadata: String,
    pub(super) recorded_at: DateTime<Utc>,
    xid_text: Option<String>,
    ord: i64,
}

impl Committed {
    /// Its place in the engine's order.
    pub(super) fn mark(&self) -> Mark {
        match &self.xid_text {
            Some(xid) => Mark::Pg { xid: xid.clone(), ord: self.ord },
            None => Mark::Lite { log: self.ord },
        }
    }

    /// How errors name it.
    pub(super) fn row(&self) -> String {
        format!("{}/{}#{}", self.aggregate_type, self.aggregate_id, self.sequence)
    }
}

/// Whether to keep others out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    /// Only look.
    Look,
    /// Fence: whoever else wants to sequence waits, at most the session's `lock_timeout`. On SQLite
    /// the transaction has the only write lock already.
    Lock,
}

#[derive(sqlx::FromRow)]
struct PgHead {
    size: i64,
    at: Option<DateTime<Utc>>,
    xid_text: String,
    last_ord: i64,
    recorded: String,
    running: String,
}

#[derive(sqlx::FromRow)]
struct LiteHead {
    size: i64,
    at: Option<DateTime<Utc>>,
    last_log: i64,
}

/// Reads the head, and refuses when the stored order means nothing in this cluster.
pub(super) async fn head(conn: Conn<'_>, hold: Hold) -> Result<Head, StoreError> {
    match conn {
        Conn::Pg(_) => {
            let (head, recorded, running) = pg_head(conn, hold).await?;
            if recorded != running {
                return Err(StoreError::OtherCluster { recorded, running });
            }
            Ok(head)
        }
        Conn::Lite(_) => {
            let row = sql!(
                one LiteHead,
                conn,
                "select size, at, last_log from ledger_head where id = 1"
            )?;
            Ok(Head { size: row.size, at: row.at, mark: Mark::Lite { log: row.last_log } })
        }
    }
}

/// The head of a PostgreSQL ledger, with the cluster it was recorded in and the one that runs.
pub(super) async fn pg_head(
    conn: Conn<'_>,
    hold: Hold,
) -> Result<(Head, String, String), StoreError> {
    const LOOK: &str = "select h.size, h.at, h.last_xid::text as xid_text, h.last_ord, \
         h.cluster as recorded, \
         (select c.system_identifier::text from pg_control_system() c) as running \
         from ledger_head h where h.id = 1";
    const LOCK: &str = "select h.size, h.at, h.last_xid::text as xid_text, h.last_ord, \
         h.cluster as recorded, \
         (select c.system_identifier::text from pg_control_system() c) as running \
         from ledger_head h where h.id = 1 for update of h";
    let text = if hold == Hold::Lock { LOCK } else { LOOK };
    let row = sql!(one PgHead, conn, text)?;
    let mark = Mark::Pg { xid: row.xid_text, ord: row.last_ord };
    Ok((Head { size: row.size, at: row.at, mark }, row.recorded, row.running))
}

/// The next events in order that no running transaction can still get in front of.
///
/// On PostgreSQL horizon and rows must come from one snapshot, hence one statement; and the order
/// is by the qualified column, because a bare `xid` would name the text in the select list, in
/// which 1000 comes before 999.
pub(super) async fn committed(
    conn: Conn<'_>,
    after: &Mark,
    limit: i64,
) -> Result<Vec<Committed>, StoreError> {
    match after {
        Mark::Pg { xid, ord } => sql!(
            all Committed,
            conn,
            "select e.aggregate_type, e.aggregate_id, e.sequence, e.event_type, e.event_version,
                    e.payload::text as payload, e.metadata::text as metadata, e.recorded_at,
                    e.xid::text as xid_text, e.ord
               from events e
              where (e.xid, e.ord) > ($1::text::xid8, $2)
                and e.xid < pg_snapshot_xmin(pg_current_snapshot())
              order by e.xid, e.ord
              limit $3",
            xid,
            ord,
            limit
        ),
        Mark::Lite { log } => sql!(
            all Committed,
            conn,
            "select e.aggregate_type, e.aggregate_id, e.sequence, e.event_type, e.event_version,
                    e.payload, e.metadata, l.recorded_at, null as xid_text, l.log as ord
               from event_log l
               join events e on e.aggregate_type = l.aggregate_type
                            and e.aggregate_id = l.aggregate_id and e.sequence = l.sequence
              where l.log > $1
              order by l.log
              limit $2",
            log,
            limit
        ),
    }
}

/// Whether any committed event has no position, on either side of the horizon.
pub(super) async fn anything_after(conn: Conn<'_>, mark: &Mark) -> Result<bool, StoreError> {
    match mark {
        Mark::Pg { xid, ord } => sql!(
            value bool,
            conn,
            "select exists (select from events e where (e.xid, e.ord) > ($1::text::xid8, $2))",
            xid,
            ord
        ),
        Mark::Lite { log } => {
            sql!(value bool, conn, "select exists (select 1 from event_log where log > $1)", log)
        }
    }
}

/// Moves the head, and tells other processes when the transaction commits.
pub(super) async fn advance(mut conn: Conn<'_>, head: &Head) -> Result<(), StoreError> {
    match &head.mark {
        Mark::Pg { xid, ord } => {
            sql!(
                run conn.conn(),
                "update ledger_head set size = $1, at = $2, last_xid = $3::text::xid8, last_ord = $4
                  where id = 1",
                head.size,
                head.at,
                xid,
                ord
            )?;
            let size = head.size.to_string();
            sql!(run conn, "select pg_notify($1, $2)", CHANNEL, size)?;
        }
        Mark::Lite { log } => {
            sql!(
                run conn,
                "update ledger_head set size = $1, at = $2, last_log = $3 where id = 1",
                head.size,
                head.at,
                log
            )?;
        }
    }
    Ok(())
}
