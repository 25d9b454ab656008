//! Streams, and cases among them, folded up to a position of the ledger.

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use habeas_domain::case::CaseStream;
use habeas_domain::regime::Rulebook;

use crate::store::{Conn, StoreError, push_list, sql};

/// The most streams read by one statement.
const CHUNK: usize = 200;

/// A stream as it stood at some position.
#[derive(Debug)]
pub(super) struct Stood<A> {
    pub(super) state: A,
    /// The sequence of the last event in it.
    pub(super) version: i64,
    /// Business time of that event, as the ledger has it.
    pub(super) at: DateTime<Utc>,
}

/// A case as it stood at some position.
#[derive(Debug)]
pub(super) struct Folded<A: CaseStream> {
    pub(super) case: Box<A::Case>,
    /// The sequence of the last event in it.
    pub(super) version: i64,
    /// Business time of that event, as the ledger has it.
    pub(super) at: DateTime<Utc>,
    /// When the time is to be looked at next, by the rules given.
    pub(super) next_check: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct Row {
    aggregate_id: String,
    sequence: i64,
    at: DateTime<Utc>,
    payload: Option<String>,
}

/// Folds these cases, as [`streams`] does. Left out are streams in which no letter was received.
pub(super) async fn fold<A: CaseStream>(
    conn: Conn<'_>,
    ids: &[&str],
    to: i64,
    rules: &Rulebook,
) -> Result<Vec<Folded<A>>, StoreError> {
    let stood = streams::<A>(conn, ids, to).await?.into_iter();
    let folded = stood.filter_map(|Stood { state, version, at }| {
        let next_check = state.next_check(rules);
        Some(Folded { case: state.into_live()?, version, at, next_check })
    });
    Ok(folded.collect())
}

/// Folds these streams from the ledger alone, up to a position. Left out are those without an event.
///
/// [`StoreError::Inconsistent`] when an event is missing or does not read.
pub(super) async fn streams<A: Aggregate>(
    mut conn: Conn<'_>,
    ids: &[&str],
    to: i64,
) -> Result<Vec<Stood<A>>, StoreError> {
    let mut stood = Vec::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        let rows = sql!(built Row, conn.conn(), |query| {
            // The outer join: an event that was removed must show as missing.
            query.push(
                "select l.aggregate_id, l.sequence, l.at, cast(e.payload as text) as payload
                   from ledger l
                   left join events e on e.aggregate_type = l.aggregate_type
                                     and e.aggregate_id = l.aggregate_id
                                     and e.sequence = l.sequence
                  where l.aggregate_type = ",
            );
            query.push_bind(A::TYPE).push(" and l.position <= ").push_bind(to);
            query.push(" and l.aggregate_id in ");
            push_list(&mut query, ids.iter().copied());
            query.push(" order by l.aggregate_id, l.sequence");
        })?;
        for stream in rows.chunk_by(|one, next| one.aggregate_id == next.aggregate_id) {
            stood.extend(fold_one(stream)?);
        }
    }
    Ok(stood)
}

fn fold_one<A: Aggregate>(rows: &[Row]) -> Result<Option<Stood<A>>, StoreError> {
    let mut state = A::default();
    for (row, expected) in rows.iter().zip(1..) {
        let damaged = || {
            let name = format!("{}/{}#{}", A::TYPE, row.aggregate_id, row.sequence);
            StoreError::inconsistent("events", "payload", name)
        };
        let text = row.payload.as_ref().filter(|_| row.sequence == expected).ok_or_else(damaged)?;
        let event: A::Event = serde_json::from_str(text).map_err(|_| damaged())?;
        state.apply(event);
    }
    Ok(rows.last().map(|last| Stood { state, version: last.sequence, at: last.at }))
}
