//! How often codes went to one contact point, so that nobody can be flooded with them.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Term, Vault, VaultError, index};
use crate::store::sql;

/// So many sends to one contact point in any span of this length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// At most this many.
    pub most: u16,
    /// In any such span.
    pub within: TimeDelta,
}

/// Whether a send may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reservation {
    /// It may, and is counted.
    Reserved,
    /// It may not, and is not counted.
    Refused {
        /// The earliest time at which it may.
        until: DateTime<Utc>,
    },
}

#[derive(sqlx::FromRow)]
struct Sent {
    sent_at: DateTime<Utc>,
}

impl Vault {
    /// Counts a send to a contact point, unless one of the limits is reached: of any number of
    /// callers at the same time, on any node, no more get through than the limits say.
    ///
    /// `send` names this send (case, step, number; nothing personal): asked again with the same
    /// name, it is the same send. Rows older than the longest limit are removed.
    pub async fn reserve_send(
        &self,
        to: &Term,
        send: &str,
        limits: &[Limit],
    ) -> Result<Reservation, VaultError> {
        let inner = &*self.inner;
        let now = inner.clock.now();
        let hash = index::hash(&inner.services, "destination", to);
        let destination = hash.as_bytes().as_slice();
        let mut store = inner.store.clone();
        let mut tx = store.begin().await?;
        // Rivals for the same contact point wait here.
        sql!(
            run tx.conn(),
            "insert into vault_destination (destination, touched_at) values ($1, $2)
             on conflict (destination) do update set touched_at = excluded.touched_at",
            destination,
            now
        )?;
        let repeated = sql!(
            value bool,
            tx.conn(),
            "select exists (select 1 from vault_send where destination = $1 and send = $2)",
            destination,
            send
        )?;
        if repeated {
            return Ok(Reservation::Reserved);
        }
        let mut until = None;
        for limit in limits {
            let Some(skipped) = limit.most.checked_sub(1) else {
                until = until.max(Some(now + limit.within));
                continue;
            };
            let in_the_way = sql!(
                optional Sent,
                tx.conn(),
                "select sent_at from vault_send where destination = $1 and sent_at > $2
                  order by sent_at desc limit 1 offset $3",
                destination,
                now - limit.within,
                i64::from(skipped)
            )?;
            until = until.max(in_the_way.map(|sent| sent.sent_at + limit.within));
        }
        if let Some(until) = until {
            return Ok(Reservation::Refused { until });
        }
        let oldest = now - limits.iter().map(|limit| limit.within).max().unwrap_or_default();
        sql!(
            run tx.conn(),
            "delete from vault_send where destination = $1 and sent_at <= $2",
            destination,
            oldest
        )?;
        sql!(
            run tx.conn(),
            "insert into vault_send (destination, send, sent_at) values ($1, $2, $3)",
            destination,
            send,
            now
        )?;
        tx.commit().await?;
        Ok(Reservation::Reserved)
    }

    /// How many sends to a contact point were counted after `since`.
    pub async fn count_since(&self, to: &Term, since: DateTime<Utc>) -> Result<i64, VaultError> {
        let hash = index::hash(&self.inner.services, "destination", to);
        let mut reader = self.inner.store.read().await?;
        Ok(sql!(
            value i64,
            reader.conn(),
            "select count(*) from vault_send where destination = $1 and sent_at > $2",
            hash.as_bytes().as_slice(),
            since
        )?)
    }

    /// Removes everything about contact points that no code was asked for since `before`. Gives
    /// how many there were.
    pub async fn drop_sends(&self, before: DateTime<Utc>) -> Result<u64, VaultError> {
        let mut store = self.inner.store.clone();
        let mut tx = store.begin().await?;
        let gone = sql!(
            run tx.conn(),
            "delete from vault_destination where touched_at < $1",
            before
        )?;
        tx.commit().await?;
        Ok(gone)
    }
}
