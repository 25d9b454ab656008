//! Forgetting: a key is destroyed, and with it the meaning of everything under it.

use habeas_domain::id::KeyId;
use habeas_domain::sealed::Purpose;

use super::{Inner, Stream, Vault, VaultError, case};
use crate::store::{Store, StoreError, sql};

/// What forgetting a key found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgetting {
    /// The key was there and is no more.
    Destroyed,
    /// It had been destroyed before.
    Already,
    /// There is no such key here. A vault that was restored from an older backup may say so.
    Unknown,
}

/// What the vault still holds of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Remains {
    /// Keys that still open values.
    pub live_keys: i64,
    /// Keys of which only the tombstone is left.
    pub tombstones: i64,
    /// Index rows under which the case is found.
    pub index_rows: i64,
}

#[derive(sqlx::FromRow)]
struct Found {
    #[sqlx(flatten)]
    stream: Stream,
    purpose: String,
}

impl Vault {
    /// Destroys a key: the wrapped key is overwritten, its tombstone (id, purpose, commitment,
    /// time) stays. With the `contact` key go the index rows of the case. Repeating it is
    /// harmless, and is what a vault restored from a backup needs for every key that the ledger
    /// says is forgotten.
    ///
    /// This process opens nothing under the key from now on, others within half a minute. Copies
    /// in backups, in the write-ahead log and in pages not yet vacuumed stay closed only for as
    /// long as nobody has the key-encryption key: rotate it at least as often as backups expire.
    pub async fn forget(&self, key: &KeyId) -> Result<Forgetting, VaultError> {
        let inner = &*self.inner;
        let mut store = inner.store.clone();
        let mut tx = store.begin().await?;
        let found = sql!(
            optional Found,
            tx.conn(),
            "select stream_type, stream_id, purpose from vault_key where key_id = $1",
            key.as_str()
        )?;
        let Some(found) = found else { return Ok(Forgetting::Unknown) };
        let purpose = Purpose::parse(&found.purpose)
            .map_err(|_| StoreError::inconsistent("vault_key", "purpose", key))?;
        let now = inner.clock.now();
        // Keeps out whoever is about to add index rows to the case.
        case::touch(tx.conn(), &found.stream, now).await?;
        let destroyed = sql!(
            run tx.conn(),
            "update vault_key set kek = null, wrapped = null, forgotten_at = $2
              where key_id = $1 and forgotten_at is null",
            key.as_str(),
            now
        )?;
        if purpose == Purpose::Contact {
            sql!(
                run tx.conn(),
                "delete from vault_index where stream_type = $1 and stream_id = $2",
                &found.stream.kind,
                &found.stream.id
            )?;
        }
        tx.commit().await?;
        inner.cache.forget(&found.stream, key);
        inner.scrub().await;
        Ok(if destroyed == 1 { Forgetting::Destroyed } else { Forgetting::Already })
    }

    /// What is still held of a case: the proof that forgetting did what it says.
    pub async fn remains(&self, stream: &Stream) -> Result<Remains, VaultError> {
        let mut reader = self.inner.store.read().await?;
        Ok(sql!(
            one Remains,
            reader.conn(),
            "select (select count(*) from vault_key
                      where stream_type = $1 and stream_id = $2 and wrapped is not null) as live_keys,
                    (select count(*) from vault_key
                      where stream_type = $1 and stream_id = $2 and wrapped is null) as tombstones,
                    (select count(*) from vault_index
                      where stream_type = $1 and stream_id = $2) as index_rows",
            &stream.kind,
            &stream.id
        )?)
    }
}

impl Inner {
    /// Empties SQLite's write-ahead log, where the old page still lies. A reader at work puts it
    /// off until the next checkpoint; the key is gone from the tables either way.
    async fn scrub(&self) {
        if let Store::Lite { write, .. } = &self.store
            && let Err(error) =
                sqlx::query("pragma wal_checkpoint(truncate)").execute(write.pool()).await
        {
            tracing::warn!(%error, "the vault's write-ahead log was not emptied");
        }
    }
}
