//! Reading the ledger, in order and without a hole.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;

use crate::store::{Conn, Metadata, StoreError, sql};

/// One event at its position, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its place in the one order, from 0.
    pub position: i64,
    /// The kind of stream.
    pub aggregate_type: String,
    /// The stream.
    pub aggregate_id: String,
    /// The place in the stream, from 1.
    pub sequence: i64,
    /// The name of the event.
    pub event_type: String,
    /// The version of its payload.
    pub event_version: String,
    /// The payload: stored JSON, before any upcast.
    pub payload: String,
    /// The metadata: stored JSON.
    pub metadata: String,
    /// Business time by which the ledger can be cut: never earlier than the entry before.
    pub at: DateTime<Utc>,
}

impl Event {
    /// The payload as a domain event.
    pub fn payload<E: DeserializeOwned>(&self) -> Result<E, StoreError> {
        serde_json::from_str(&self.payload)
            .map_err(|_| StoreError::inconsistent("events", "payload", self.row()))
    }

    /// Who, why and when.
    pub fn metadata(&self) -> Result<Metadata, StoreError> {
        let map: HashMap<String, String> = serde_json::from_str(&self.metadata)
            .map_err(|_| StoreError::inconsistent("events", "metadata", self.row()))?;
        Metadata::from_map(&map, &self.row())
    }

    fn row(&self) -> String {
        format!("{}/{}#{}", self.aggregate_type, self.aggregate_id, self.sequence)
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    after: i64,
    position: i64,
    aggregate_type: String,
    aggregate_id: String,
    sequence: i64,
    at: DateTime<Utc>,
    event_type: Option<String>,
    event_version: Option<String>,
    payload: Option<String>,
    metadata: Option<String>,
}

/// At most `$2` events after a position. The outer join: an event that was removed must show as missing,
/// not shorten the ledger.
macro_rules! select_after {
    ($after:literal) => {
        concat!(
            "select ",
            $after,
            " as after, l.position, l.aggregate_type, l.aggregate_id, l.sequence, l.at,
                    e.event_type, e.event_version,
                    cast(e.payload as text) as payload, cast(e.metadata as text) as metadata
               from ledger l
               left join events e on e.aggregate_type = l.aggregate_type
                                 and e.aggregate_id = l.aggregate_id and e.sequence = l.sequence
              where l.position > ",
            $after,
            " order by l.position limit $2"
        )
    };
}

/// At most `limit` events after a position (-1 for all), in order.
///
/// A position that does not follow the one before is [`StoreError::Gap`], and an entry whose event
/// is gone is [`StoreError::Inconsistent`]: nothing is ever skipped.
pub async fn read(conn: Conn<'_>, after: i64, limit: i64) -> Result<Vec<Event>, StoreError> {
    in_order(sql!(all Row, conn, select_after!("cast($1 as bigint)"), after, limit)?)
}

/// What a worker has not read yet.
#[derive(Debug)]
pub struct Unread {
    /// The last position whose effects it has committed, -1 before the first.
    pub after: i64,
    /// The last position of these.
    pub last: i64,
    /// The events between, in order; at least one.
    pub events: Vec<Event>,
}

/// At most `limit` events that a worker has not read yet, by [`read`]'s rules; none when it has read them
/// all. One question to the database, since most workers ask it after every event.
pub async fn unread(
    conn: Conn<'_>,
    worker: &str,
    limit: i64,
) -> Result<Option<Unread>, StoreError> {
    let rows = sql!(
        all Row,
        conn,
        select_after!("(select coalesce(max(s.position), -1) from subscription s where s.name = $1)"),
        worker,
        limit
    )?;
    let ends = rows.first().zip(rows.last()).map(|(first, last)| (first.after, last.position));
    let Some((after, last)) = ends else { return Ok(None) };
    Ok(Some(Unread { after, last, events: in_order(rows)? }))
}

/// The events of rows that follow one another from where they were asked for.
fn in_order(rows: Vec<Row>) -> Result<Vec<Event>, StoreError> {
    let first = rows.first().map_or(0, |row| row.after + 1);
    rows.into_iter()
        .zip(first..)
        .map(|(row, expected)| {
            if row.position == expected {
                event(row)
            } else {
                Err(StoreError::Gap { after: expected - 1, found: row.position })
            }
        })
        .collect()
}

/// Sequence and position of every event of a stream that has a position.
pub async fn positions(
    conn: Conn<'_>,
    aggregate_type: &str,
    aggregate_id: &str,
) -> Result<Vec<(i64, i64)>, StoreError> {
    sql!(
        all(i64, i64),
        conn,
        "select sequence, position from ledger
          where aggregate_type = $1 and aggregate_id = $2 order by sequence",
        aggregate_type,
        aggregate_id
    )
}

/// The last position of the ledger, -1 while it is empty.
pub async fn end(conn: Conn<'_>) -> Result<i64, StoreError> {
    let size = sql!(value i64, conn, "select size from ledger_head where id = 1")?;
    Ok(size - 1)
}

fn event(row: Row) -> Result<Event, StoreError> {
    let gone = || StoreError::inconsistent("ledger", "aggregate_id", row.position);
    Ok(Event {
        event_type: row.event_type.ok_or_else(gone)?,
        event_version: row.event_version.ok_or_else(gone)?,
        payload: row.payload.ok_or_else(gone)?,
        metadata: row.metadata.ok_or_else(gone)?,
        position: row.position,
        aggregate_type: row.aggregate_type,
        aggregate_id: row.aggregate_id,
        sequence: row.sequence,
        at: row.at,
    })
}
