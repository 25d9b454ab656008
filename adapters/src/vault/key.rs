//! A data key and its row.

use std::fmt::Write as _;

use habeas_domain::digest::Digest;
use habeas_domain::id::KeyId;
use habeas_domain::sealed::Purpose;

use super::cipher::{Cipher, Secret};
use super::{Keyring, Stream, VaultError};
use crate::chance::Chance;
use crate::store::StoreError;

/// A key ready for use: of one case, for one purpose.
pub(super) struct DataKey {
    pub(super) id: KeyId,
    pub(super) cipher: Cipher,
}

/// What the row of a key says.
pub(super) enum Stored {
    Live { kek: String, wrapped: Vec<u8> },
    Forgotten,
}

/// The row of a key, read.
pub(super) struct StoredKey {
    pub(super) id: KeyId,
    pub(super) stream: Stream,
    pub(super) purpose: Purpose,
    pub(super) generation: i64,
    pub(super) commitment: Digest,
    pub(super) stored: Stored,
}

#[derive(sqlx::FromRow)]
pub(super) struct KeyRow {
    key_id: String,
    #[sqlx(flatten)]
    stream: Stream,
    purpose: String,
    generation: i64,
    kek: Option<String>,
    wrapped: Option<Vec<u8>>,
    commitment: Vec<u8>,
}

/// The columns of a [`KeyRow`].
macro_rules! select_key {
    ($rest:literal) => {
        concat!(
            "select key_id, stream_type, stream_id, purpose, generation, kek, wrapped, commitment
             from vault_key ",
            $rest
        )
    };
}
pub(super) use select_key;

impl StoredKey {
    /// A key that never was before, wrapped and ready to be stored, and usable at once.
    pub(super) fn make(
        ring: &Keyring,
        chance: &Chance,
        stream: &Stream,
        purpose: Purpose,
        generation: i64,
    ) -> Result<(Self, DataKey), VaultError> {
        let secret = Secret::draw(chance);
        // Drawn, not derived from the case: a key that was swept before its case began must never
        // be taken for the one that was made when the case was tried again.
        let drawn = chance.bytes::<16>().iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        let id = KeyId::derive(&[&stream.kind, &stream.id, purpose.code(), &drawn]);
        let (kek, wrapped) = ring.wrap(chance, &place(&id, stream, purpose), &secret)?;
        let key = DataKey { id: id.clone(), cipher: secret.cipher() };
        let stored = Self {
            id,
            stream: stream.clone(),
            purpose,
            generation,
            commitment: secret.commitment(),
            stored: Stored::Live { kek, wrapped },
        };
        Ok((stored, key))
    }

    /// The secret of a live key; none of a forgotten one.
    pub(super) fn secret(&self, ring: &Keyring) -> Result<Option<Secret>, VaultError> {
        let Stored::Live { kek, wrapped } = &self.stored else { return Ok(None) };
        let secret = ring.unwrap(kek, &self.place(), wrapped)?;
        if secret.commitment() != self.commitment {
            return Err(StoreError::inconsistent("vault_key", "commitment", &self.id).into());
        }
        Ok(Some(secret))
    }

    /// The key itself; none of a forgotten one.
    pub(super) fn key(&self, ring: &Keyring) -> Result<Option<DataKey>, VaultError> {
        let secret = self.secret(ring)?;
        Ok(secret.map(|secret| DataKey { id: self.id.clone(), cipher: secret.cipher() }))
    }

    /// Wraps the secret anew, under the current key-encryption key.
    pub(super) fn wrap_again(
        &self,
        ring: &Keyring,
        chance: &Chance,
        secret: &Secret,
    ) -> Result<(String, Vec<u8>), VaultError> {
        Ok(ring.wrap(chance, &self.place(), secret)?)
    }

    pub(super) const fn is_live(&self) -> bool {
        matches!(self.stored, Stored::Live { .. })
    }

    /// Columns that only a live key has.
    pub(super) fn wrapping(&self) -> (Option<&str>, Option<&[u8]>) {
        match &self.stored {
            Stored::Live { kek, wrapped } => (Some(kek), Some(wrapped)),
            Stored::Forgotten => (None, None),
        }
    }

    fn place(&self) -> [&[u8]; 5] {
        place(&self.id, &self.stream, self.purpose)
    }
}

/// Where a wrapped key belongs: in the row of another key it does not unwrap.
fn place<'p>(id: &'p KeyId, stream: &'p Stream, purpose: Purpose) -> [&'p [u8]; 5] {
    [
        b"data",
        id.as_str().as_bytes(),
        stream.kind.as_bytes(),
        stream.id.as_bytes(),
        purpose.code().as_bytes(),
    ]
}

impl TryFrom<KeyRow> for StoredKey {
    type Error = StoreError;

    fn try_from(row: KeyRow) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::inconsistent("vault_key", column, &row.key_id);
        let commitment = row.commitment.as_slice().try_into().map_err(|_| wrong("commitment"))?;
        let stored = match (row.kek, row.wrapped) {
            (Some(kek), Some(wrapped)) => Stored::Live { kek, wrapped },
            (None, None) => Stored::Forgotten,
            _ => return Err(wrong("wrapped")),
        };
        Ok(Self {
            id: KeyId::parse(&row.key_id).map_err(|_| wrong("key_id"))?,
            stream: row.stream,
            purpose: Purpose::parse(&row.purpose).map_err(|_| wrong("purpose"))?,
            generation: row.generation,
            commitment: Digest::from_bytes(commitment),
            stored,
        })
    }
}
