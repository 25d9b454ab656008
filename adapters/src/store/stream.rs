//! Streams: loading one, and adding to its end.
//!
//! The event repositories of `postgres-es` and `sqlite-es` write the rows. Reading goes straight from
//! the stored text to the event: theirs makes a tree of values in between, which for a case at which
//! many work was most of a command's time. Their event store is left out: it would serialise each
//! event a second time and lose which row is damaged.

use cqrs_es::persist::{PersistedEventRepository, SerializedEvent};
use cqrs_es::{Aggregate, EventEnvelope};
use postgres_es::PostgresEventRepository;
use serde_json::Value;
use sqlite_es::SqliteEventRepository;

use super::{Metadata, Store, StoreError, sql};

impl Store {
    /// Every event of a stream, oldest first; none when it does not exist.
    pub async fn load<A: Aggregate>(&self, id: &str) -> Result<Vec<EventEnvelope<A>>, StoreError> {
        let rows = self.rows(A::TYPE, id, 0).await?;
        rows.into_iter().map(|row| row.envelope::<A>(id)).collect()
    }

    /// The events of a stream from this sequence on, oldest first, as they are stored.
    pub(crate) async fn rows(
        &self,
        kind: &str,
        id: &str,
        from: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let mut reader = self.read().await?;
        sql!(
            all Row,
            reader.conn(),
            "select sequence, cast(payload as text) as payload, cast(metadata as text) as metadata
               from events
              where aggregate_type = $1 and aggregate_id = $2 and sequence >= $3
              order by sequence",
            kind,
            id,
            i64::try_from(from).unwrap_or(i64::MAX)
        )
    }

    /// Adds events to a stream of which `last` is the sequence of the newest event that was read
    /// (0 for a new one). All are committed, or none.
    ///
    /// [`StoreError::Conflict`] when the stream has grown since: load again, and look first whether
    /// it now holds this very command.
    pub async fn append<A: Aggregate>(
        &self,
        id: &str,
        last: usize,
        events: Vec<A::Event>,
        metadata: &Metadata,
    ) -> Result<(), StoreError> {
        if events.is_empty() {
            return Ok(());
        }
        let metadata = metadata.to_map();
        let mut rows = Vec::with_capacity(events.len());
        for (payload, sequence) in events.into_iter().zip(last + 1..) {
            rows.push(SerializedEvent::try_from(&EventEnvelope::<A> {
                aggregate_id: id.to_owned(),
                sequence,
                payload,
                metadata: metadata.clone(),
            })?);
        }
        refuse_nul(&rows)?;
        match self {
            Self::Pg(pool) => {
                PostgresEventRepository::new(pool.clone()).persist::<A>(&rows, None).await
            }
            Self::Lite { write, .. } => {
                SqliteEventRepository::new(write.pool().clone()).persist::<A>(&rows, None).await
            }
        }?;
        Ok(())
    }
}

/// A stored event, not yet read.
#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    sequence: i64,
    payload: String,
    metadata: String,
}

impl Row {
    /// The metadata as they are stored.
    pub(crate) fn into_metadata(self) -> String {
        self.metadata
    }

    /// How many bytes of text it holds.
    pub(crate) fn weight(&self) -> usize {
        self.payload.len() + self.metadata.len()
    }

    /// Whether it has this sequence, and these metadata.
    pub(crate) fn is(&self, sequence: usize, metadata: &str) -> bool {
        usize::try_from(self.sequence) == Ok(sequence) && self.metadata == metadata
    }

    /// Reads it; the error names what cannot be read.
    pub(crate) fn envelope<A: Aggregate>(&self, id: &str) -> Result<EventEnvelope<A>, StoreError> {
        let damaged = |column| {
            let name = format!("{}/{id}#{}", A::TYPE, self.sequence);
            StoreError::inconsistent("events", column, name)
        };
        Ok(EventEnvelope {
            payload: serde_json::from_str(&self.payload).map_err(|_| damaged("payload"))?,
            metadata: serde_json::from_str(&self.metadata).map_err(|_| damaged("metadata"))?,
            aggregate_id: id.to_owned(),
            sequence: self.sequence.try_into().map_err(|_| damaged("sequence"))?,
        })
    }
}

fn refuse_nul(rows: &[SerializedEvent]) -> Result<(), StoreError> {
    for row in rows {
        if row.aggregate_id.contains('\0') {
            return Err(StoreError::Nul { place: "id" });
        }
        for (place, value) in [("payload", &row.payload), ("metadata", &row.metadata)] {
            if has_nul(value) {
                return Err(StoreError::Nul { place });
            }
        }
    }
    Ok(())
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(fields) => {
            fields.iter().any(|(key, value)| key.contains('\0') || has_nul(value))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
