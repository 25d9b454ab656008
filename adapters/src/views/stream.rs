//! Every stream: how many events, and where and when the last one is.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::ledger::feed::Event;
use crate::store::{Conn, StoreError, Tx, sql};

/// One stream, as the ledger has it so far.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Stream {
    /// The kind of stream.
    pub aggregate_type: String,
    /// The stream.
    pub aggregate_id: String,
    /// How many events it has.
    pub events: i64,
    /// The ledger position of the last one.
    pub last_position: i64,
    /// The place of the last one in the stream.
    pub last_sequence: i64,
    /// Business time of the last one.
    pub last_at: DateTime<Utc>,
}

/// Streams of one type after an id, by id; `""` for the first page.
pub async fn list(
    conn: Conn<'_>,
    aggregate_type: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<Stream>, StoreError> {
    sql!(
        all Stream,
        conn,
        "select aggregate_type, aggregate_id, events, last_position, last_sequence, last_at
           from live_stream
          where aggregate_type = $1 and aggregate_id > $2
          order by aggregate_id
          limit $3",
        aggregate_type,
        after,
        limit
    )
}

pub(super) async fn apply(tx: &mut Tx<'_>, build: i64, events: &[Event]) -> Result<(), StoreError> {
    // Folded first: a batch touches few streams, each many times.
    let mut streams: BTreeMap<(&str, &str), (i64, &Event)> = BTreeMap::new();
    for event in events {
        let stream = (event.aggregate_type.as_str(), event.aggregate_id.as_str());
        let (count, last) = streams.entry(stream).or_insert((0, event));
        *count += 1;
        *last = event;
    }
    for (count, last) in streams.into_values() {
        sql!(
            run tx.conn(),
            "insert into view_stream as v (build, aggregate_type, aggregate_id, events,
                                           last_position, last_sequence, last_at)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (build, aggregate_type, aggregate_id) do update
                set events = v.events + excluded.events, last_position = excluded.last_position,
                    last_sequence = excluded.last_sequence, last_at = excluded.last_at",
            build,
            &last.aggregate_type,
            &last.aggregate_id,
            count,
            last.position,
            last.sequence,
            last.at
        )?;
    }
    Ok(())
}

pub(super) async fn clear(conn: Conn<'_>, build: i64, limit: i64) -> Result<u64, StoreError> {
    sql!(
        run conn,
        "delete from view_stream where build = $1 and (aggregate_type, aggregate_id) in
            (select aggregate_type, aggregate_id from view_stream where build = $1 limit $2)",
        build,
        limit
    )
}
