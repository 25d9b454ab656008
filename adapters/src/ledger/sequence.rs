//! Giving positions.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::leaf::{Entry, body_digest, leaf_hash};
use super::source::{self, Committed, Hold};
use crate::store::{Conn, Metadata, StoreError, Tx, sql};

/// What one batch of the sequencer found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sequenced {
    /// This many events got their positions, which hold once the transaction commits.
    Given(u64),
    /// Every committed event has a position.
    Nothing,
    /// Committed events wait until some other transaction of the cluster ends.
    Behind,
}

struct Row {
    event: Committed,
    position: i64,
    at: DateTime<Utc>,
    entry: String,
    leaf: [u8; 32],
}

/// Whether there is anything to sequence: one cheap read, without the fence. Refuses a database
/// that was restored into another cluster.
pub async fn unsequenced(mut conn: Conn<'_>) -> Result<bool, StoreError> {
    let head = source::head(conn.conn(), Hold::Look).await?;
    source::anything_after(conn, &head.mark).await
}

/// Gives positions to at most `limit` events, behind the fence. Killed before the commit, nothing
/// has happened; killed after it, the head says so.
pub async fn sequence(tx: &mut Tx<'_>, limit: i64) -> Result<Sequenced, StoreError> {
    let mut head = source::head(tx.conn(), Hold::Lock).await?;
    let events = source::committed(tx.conn(), &head.mark, limit).await?;
    if events.is_empty() {
        let waiting = source::anything_after(tx.conn(), &head.mark).await?;
        return Ok(if waiting { Sequenced::Behind } else { Sequenced::Nothing });
    }
    let mut rows = Vec::with_capacity(events.len());
    for event in events {
        head.mark = event.mark();
        let at = head.at.max(Some(business_time(&event)?));
        head.at = at;
        rows.push(row(event, head.size, at.unwrap_or_default())?);
        head.size += 1;
    }
    let given = sql!(
        many tx.conn(),
        "insert into ledger (position, aggregate_type, aggregate_id, sequence, at, entry, leaf) ",
        &rows,
        |b, row| {
            b.push_bind(row.position)
                .push_bind(&row.event.aggregate_type)
                .push_bind(&row.event.aggregate_id)
                .push_bind(row.event.sequence)
                .push_bind(row.at)
                .push_bind(&row.entry)
                .push_bind(&row.leaf[..])
        }
    )?;
    source::advance(tx.conn(), &head).await?;
    Ok(Sequenced::Given(given))
}

fn row(event: Committed, position: i64, at: DateTime<Utc>) -> Result<Row, StoreError> {
    let entry = Entry {
        aggregate_type: &event.aggregate_type,
        aggregate_id: &event.aggregate_id,
        sequence: event.sequence,
        event_type: &event.event_type,
        event_version: &event.event_version,
        digest: body_digest(&event.payload, &event.metadata),
        recorded_at: event.recorded_at,
    }
    .to_canonical()?;
    let leaf = leaf_hash(&entry);
    Ok(Row { event, position, at, entry, leaf })
}

/// The time that the desk gave the event. Metadata that does not read, or has no salt, is no event
/// of ours: it is not skipped, it stops the sequencer.
fn business_time(event: &Committed) -> Result<DateTime<Utc>, StoreError> {
    let map: HashMap<String, String> = serde_json::from_str(&event.metadata)
        .map_err(|_| StoreError::inconsistent("events", "metadata", event.row()))?;
    Ok(Metadata::from_map(&map, &event.row())?.at)
}
