//! Keys of rows that lie beside streams: one for a few people at a time, so that one of them can be erased
//! without the others, by sealing these under another key.

use std::sync::Arc;

use habeas_domain::digest::Digest;
use habeas_domain::id::KeyId;
use habeas_domain::sealed::Purpose;

use super::case::{insert, rows_of};
use super::key::{DataKey, StoredKey};
use super::seal::ROW;
use super::{Clear, OpenError, Place, Stream, Term, Vault, VaultError, index};
use crate::store::sql;

/// What rows are sealed under is a key to reach people.
const PURPOSE: Purpose = Purpose::Contact;

/// The key of a few rows.
pub struct RowKey {
    stream: Stream,
    key: Arc<DataKey>,
}

impl std::fmt::Debug for RowKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RowKey of {}/{}", self.stream.kind, self.stream.id)
    }
}

impl RowKey {
    /// Its name.
    #[must_use]
    pub fn id(&self) -> &KeyId {
        &self.key.id
    }
}

impl Vault {
    /// Makes a key for each of these, which have none yet, in one transaction.
    pub async fn make_row_keys(&self, streams: Vec<Stream>) -> Result<Vec<RowKey>, VaultError> {
        let inner = &*self.inner;
        let now = inner.clock.now();
        let mut made = Vec::with_capacity(streams.len());
        for stream in &streams {
            made.push(StoredKey::make(&inner.ring, &inner.chance, stream, PURPOSE, 1)?);
        }
        let mut store = inner.store.clone();
        let mut tx = store.begin().await?;
        if !streams.is_empty() {
            sql!(
                many tx.conn(),
                "insert into vault_case (stream_type, stream_id, created_at, touched_at, confirmed) ",
                &streams,
                |bind, stream| {
                    bind.push_bind(&stream.kind).push_bind(&stream.id);
                    bind.push_bind(now).push_bind(now).push_bind(false)
                }
            )?;
            insert(tx.conn(), made.iter().map(|(row, _)| row), now).await?;
        }
        tx.commit().await?;
        let keys = streams.into_iter().zip(made);
        Ok(keys.map(|(stream, (_, key))| RowKey { stream, key: Arc::new(key) }).collect())
    }

    /// Makes one more key for rows that have one: what is sealed under the one before can be moved, and
    /// that one [forgotten](Self::forget).
    pub async fn make_next_row_key(&self, stream: &Stream) -> Result<RowKey, VaultError> {
        let inner = &*self.inner;
        let mut store = inner.store.clone();
        let mut tx = store.begin().await?;
        super::case::touch(tx.conn(), stream, inner.clock.now()).await?;
        let last = rows_of(tx.conn(), stream).await?.last().map_or(0, |row| row.generation);
        let (row, key) = StoredKey::make(&inner.ring, &inner.chance, stream, PURPOSE, last + 1)?;
        insert(tx.conn(), std::iter::once(&row), inner.clock.now()).await?;
        tx.commit().await?;
        Ok(RowKey { stream: stream.clone(), key: Arc::new(key) })
    }

    /// The keys of these rows that still open something, the oldest first.
    pub async fn live_row_keys(&self, stream: &Stream) -> Result<Vec<KeyId>, VaultError> {
        let mut reader = self.inner.store.read().await?;
        let rows = rows_of(reader.conn(), stream).await?;
        Ok(rows.into_iter().filter(StoredKey::is_live).map(|row| row.id).collect())
    }

    /// Removes the keys of rows that never came to be.
    pub async fn drop_row_keys(&self, streams: &[Stream]) -> Result<(), VaultError> {
        let mut store = self.inner.store.clone();
        let mut tx = store.begin().await?;
        for stream in streams {
            sql!(
                run tx.conn(),
                "delete from vault_case where stream_type = $1 and stream_id = $2",
                &stream.kind,
                &stream.id
            )?;
        }
        Ok(tx.commit().await?)
    }

    /// Seals a row at its slot.
    #[must_use]
    pub fn seal_row(&self, key: &RowKey, slot: &str, clear: &[u8]) -> Vec<u8> {
        let place = Place { stream: &key.stream, slot };
        key.key.cipher.seal(&self.inner.chance, &place.parts(ROW, &key.key.id), clear)
    }

    /// Opens a row at its place.
    pub async fn open_row(
        &self,
        place: Place<'_>,
        key: &KeyId,
        sealed: &[u8],
    ) -> Result<Clear<Vec<u8>>, OpenError> {
        let key = self.key(key).await?;
        let mut clear = key
            .cipher
            .open(&place.parts(ROW, &key.id), sealed)
            .map_err(|_| OpenError::Tampered { key: key.id.clone() })?;
        Ok(Clear::new(std::mem::take(&mut *clear)))
    }

    /// A term as rows outside the vault's own tables keep it; it says nothing, and cannot be linked to
    /// the index of cases.
    #[must_use]
    pub fn row_term(&self, term: &Term) -> Digest {
        index::hash(&self.inner.services, "row", term)
    }
}
