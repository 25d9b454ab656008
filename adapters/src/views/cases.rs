//! Cases folded up to a position of the ledger.

use chrono::{DateTime, Utc};
use habeas_domain::case::CaseStream;
use habeas_domain::regime::Rulebook;

use crate::store::{Conn, StoreError, push_list, sql};

/// The most streams read by one statement.
const CHUNK: usize = 200;

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

/// Folds these cases from the ledger alone, up to a position. Left out are streams in which no
/// letter was received.
///
/// [`StoreError::Inconsistent`] when an event is missing or does not read.
pub(super) async fn fold<A: CaseStream>(
    mut conn: Conn<'_>,
    ids: &[&str],
    to: i64,
    rules: &Rulebook,
) -> Result<Vec<Folded<A>>, StoreError> {
    let mut folded = Vec::with_capacity(ids.len());
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
            folded.extend(fold_one(stream, rules)?);
        }
    }
    Ok(folded)
}

fn fold_one<A: CaseStream>(
    rows: &[Row],
    rules: &Rulebook,
) -> Result<Option<Folded<A>>, StoreError> {
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
    let next_check = state.next_check(rules);
    Ok(state.into_live().zip(rows.last()).map(|(case, last)| Folded {
        case,
        version: last.sequence,
        at: last.at,
        next_check,
    }))
}
