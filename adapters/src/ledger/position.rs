//! How far each worker with effects of its own has read the ledger.

use crate::store::{StoreError, Tx, sql};

/// Moves a worker's position, in the transaction that holds the effects of the events between.
///
/// [`StoreError::Conflict`] when another process has moved it since `from` was read: the
/// transaction must be dropped, the other one has done the work.
pub async fn advance(tx: &mut Tx<'_>, name: &str, from: i64, to: i64) -> Result<(), StoreError> {
    let moved = if from == -1 {
        sql!(
            run tx.conn(),
            "insert into subscription (name, position) values ($1, $2)
                 on conflict (name) do update set position = excluded.position
              where subscription.position = -1",
            name,
            to
        )?
    } else {
        sql!(
            run tx.conn(),
            "update subscription set position = $3 where name = $1 and position = $2",
            name,
            from,
            to
        )?
    };
    if moved == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}
