//! Giving a restored database its order back.
//!
//! A dump carries transaction ids of the cluster it was made in. In another cluster they lie in the
//! future, and the sequencer would see nothing, or worse, later events before earlier ones. The
//! order of what has a position lives in the ledger and needs no ids; only what has none yet must
//! be put behind it.

use super::source::{self, Hold, Mark};
use crate::store::{Conn, Metadata, Store, StoreError, Tx, sql};

/// What a rebase did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rebased {
    /// The stored order belongs to this cluster: nothing was done.
    NotNeeded,
    /// The order now belongs to this cluster.
    Done {
        /// Events that have a position, which they keep.
        sequenced: u64,
        /// Events that get their positions next, in order of insertion.
        waiting: u64,
    },
}

/// Transaction ids that no cluster ever gives to anyone: below the first normal one come 0 to 2, and
/// initialising a cluster uses up 3 and several hundred after it.
const SEQUENCED: &str = "3";
const WAITING: &str = "4";

/// Rebases the order on the cluster that runs, in one transaction, and leaves an event that says so.
///
/// The store must have been opened with the owner's URL: it steps past the append-only trigger,
/// which only the owner can. Appends wait while it runs.
pub async fn rebase(store: &mut Store, metadata: &Metadata) -> Result<Rebased, StoreError> {
    if matches!(store, Store::Lite { .. }) {
        return Ok(Rebased::NotNeeded);
    }
    let mut tx = store.begin().await?;
    for statement in ["set local statement_timeout = 0", "set local lock_timeout = '60s'"] {
        sql!(run tx.conn(), statement)?;
    }
    let (head, recorded, running) = source::pg_head(tx.conn(), Hold::Lock).await?;
    if recorded == running {
        return Ok(Rebased::NotNeeded);
    }
    let (sequenced, waiting, last) = restamp(&mut tx).await?;
    if i64::try_from(sequenced).ok() != Some(head.size) {
        return Err(StoreError::inconsistent("ledger_head", "size", head.size));
    }
    let mark = Mark::Pg { xid: SEQUENCED.to_owned(), ord: last };
    source::advance(tx.conn(), &source::Head { mark, ..head }).await?;
    sql!(run tx.conn(), "update ledger_head set cluster = $1 where id = 1", &running)?;
    leave_event(tx.conn(), &recorded, &running, metadata).await?;
    tx.commit().await?;
    Ok(Rebased::Done { sequenced, waiting })
}

/// Stamps every event anew: how many have a position, how many wait, and the greatest `ord` among
/// the first.
async fn restamp(tx: &mut Tx<'_>) -> Result<(u64, u64, i64), StoreError> {
    sql!(run tx.conn(), "alter table events disable trigger events_append_only")?;
    let sequenced = sql!(
        run tx.conn(),
        "update events e set xid = $1::text::xid8
           from ledger l
          where l.aggregate_type = e.aggregate_type and l.aggregate_id = e.aggregate_id
            and l.sequence = e.sequence",
        SEQUENCED
    )?;
    let waiting = sql!(
        run tx.conn(),
        "update events e set xid = $1::text::xid8
          where not exists (select from ledger l
                             where l.aggregate_type = e.aggregate_type
                               and l.aggregate_id = e.aggregate_id and l.sequence = e.sequence)",
        WAITING
    )?;
    sql!(run tx.conn(), "alter table events enable trigger events_append_only")?;
    let last = sql!(
        value i64,
        tx.conn(),
        "select coalesce(max(e.ord), 0) from events e where e.xid = $1::text::xid8",
        SEQUENCED
    )?;
    Ok((sequenced, waiting, last))
}

/// The fact, on a stream of its own. It follows everything that was restored.
async fn leave_event(
    conn: Conn<'_>,
    from: &str,
    to: &str,
    metadata: &Metadata,
) -> Result<(), StoreError> {
    let payload = serde_json::json!({ "LedgerRebased": { "from": from, "to": to } });
    let metadata =
        serde_json::to_value(metadata.to_map()).map_err(|error| StoreError::Other(error.into()))?;
    sql!(
        run conn,
        "insert into events (aggregate_type, aggregate_id, sequence, event_type, event_version,
                             payload, metadata)
         select 'Store', 'store', coalesce(max(sequence), 0) + 1, 'LedgerRebased', '1', $1, $2
           from events where aggregate_type = 'Store' and aggregate_id = 'store'",
        &payload,
        &metadata
    )?;
    Ok(())
}
