//! Keys of cases that never came to be.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Stream, Vault, VaultError};
use crate::store::sql;

/// How long the first event of a case may be in coming. Far above any time limit of a command.
const WAITED_FOR: TimeDelta = TimeDelta::hours(1);

/// Cases of which the vault does not know yet whether they came to be.
#[derive(Debug)]
pub struct Unclaimed {
    /// The cases.
    pub streams: Vec<Stream>,
    before: DateTime<Utc>,
}

/// What a sweep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Cases that exist, and are not asked about again.
    pub confirmed: u64,
    /// Cases that do not, whose rows are gone.
    pub removed: u64,
}

impl Vault {
    /// At most `limit` cases, the oldest first, whose keys were made or last asked for more than an
    /// hour before `now`, and of which nobody has said that they exist. Look each of them up among
    /// the events, *after* this call, and [settle](Self::settle) them.
    pub async fn unclaimed(&self, now: DateTime<Utc>, limit: i64) -> Result<Unclaimed, VaultError> {
        let before = now - WAITED_FOR;
        let mut reader = self.inner.store.read().await?;
        let streams = sql!(
            all Stream,
            reader.conn(),
            "select stream_type, stream_id from vault_case
              where not confirmed and touched_at < $1 order by touched_at limit $2",
            before,
            limit
        )?;
        Ok(Unclaimed { streams, before })
    }

    /// Remembers which of these cases exist, and removes keys and index rows of the others: nothing
    /// was ever sealed under them that anyone can see. A case that was begun again in the meantime
    /// is left alone.
    pub async fn settle(
        &self,
        unclaimed: Unclaimed,
        existing: &HashSet<Stream>,
    ) -> Result<Swept, VaultError> {
        let mut swept = Swept::default();
        let mut store = self.inner.store.clone();
        let mut tx = store.begin().await?;
        for stream in &unclaimed.streams {
            if existing.contains(stream) {
                swept.confirmed += sql!(
                    run tx.conn(),
                    "update vault_case set confirmed = true where stream_type = $1 and stream_id = $2",
                    &stream.kind,
                    &stream.id
                )?;
            } else {
                swept.removed += sql!(
                    run tx.conn(),
                    "delete from vault_case
                      where stream_type = $1 and stream_id = $2 and not confirmed
                        and touched_at < $3",
                    &stream.kind,
                    &stream.id,
                    unclaimed.before
                )?;
            }
        }
        tx.commit().await?;
        Ok(swept)
    }
}
