//! Sealing and opening values and files.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use habeas_domain::digest::Digest;
use habeas_domain::id::KeyId;
use habeas_domain::sealed::{Purpose, Sealed, SealedFile};
use zeroize::Zeroize as _;

use super::key::{DataKey, KeyRow, StoredKey, select_key};
use super::{CaseKeys, Clear, OpenError, SealError, Stream, Vault};
use crate::store::sql;

/// Files above this many bytes are refused: the limit that mail servers have too.
pub const LONGEST_FILE_BYTES: usize = 25 * 1024 * 1024;

/// Where a sealed value belongs. It opens at no other place, so a row of one case cannot be made
/// to speak in another, nor an address in the place of a name.
#[derive(Debug, Clone, Copy)]
pub struct Place<'p> {
    /// The stream whose event holds the value: that of the case, or of a message about it.
    pub stream: &'p Stream,
    /// What the value is there, such as `contact.email`.
    pub slot: &'p str,
}

/// The sealed bytes of a file, as the [blob store](crate::blob) keeps them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ciphertext(pub(crate) Vec<u8>);

/// Values, files and rows are sealed alike, and do not pass for each other.
const VALUE: &[u8] = b"habeas/sealed/v1";
const FILE: &[u8] = b"habeas/file/v1";
pub(super) const ROW: &[u8] = b"habeas/row/v1";

impl Place<'_> {
    pub(super) fn parts<'a>(&'a self, sort: &'a [u8], key: &'a KeyId) -> [&'a [u8]; 5] {
        [
            sort,
            self.stream.kind.as_bytes(),
            self.stream.id.as_bytes(),
            self.slot.as_bytes(),
            key.as_str().as_bytes(),
        ]
    }
}

impl Vault {
    /// Seals a value for its place, under the case's key for the purpose.
    pub fn seal(
        &self,
        keys: &CaseKeys,
        purpose: Purpose,
        place: Place<'_>,
        clear: &str,
    ) -> Result<Sealed, SealError> {
        let key = keys.key(purpose)?;
        let parts = place.parts(VALUE, &key.id);
        let sealed = key.cipher.seal(&self.inner.chance, &parts, clear.as_bytes());
        Ok(Sealed { k: key.id.clone(), c: URL_SAFE_NO_PAD.encode(sealed).into() })
    }

    /// Opens a value at its place. Whoever calls this records who looked, and what for.
    pub async fn open(
        &self,
        place: Place<'_>,
        sealed: &Sealed,
    ) -> Result<Clear<String>, OpenError> {
        let tampered = || OpenError::Tampered { key: sealed.k.clone() };
        let key = self.key(&sealed.k).await?;
        let bytes = URL_SAFE_NO_PAD.decode(sealed.c.as_bytes()).map_err(|_| tampered())?;
        let mut clear =
            key.cipher.open(&place.parts(VALUE, &key.id), &bytes).map_err(|_| tampered())?;
        String::from_utf8(std::mem::take(&mut *clear)).map(Clear::new).map_err(|error| {
            error.into_bytes().zeroize();
            tampered()
        })
    }

    /// Seals a file for its place: what an event says about it, and the bytes to keep.
    pub fn seal_file(
        &self,
        keys: &CaseKeys,
        purpose: Purpose,
        place: Place<'_>,
        clear: &[u8],
    ) -> Result<(SealedFile, Ciphertext), SealError> {
        if clear.len() > LONGEST_FILE_BYTES {
            return Err(SealError::TooLong);
        }
        let key = keys.key(purpose)?;
        let parts = place.parts(FILE, &key.id);
        let bytes = key.cipher.seal(&self.inner.chance, &parts, clear);
        let file =
            SealedFile { k: key.id.clone(), digest: Digest::of(&bytes), bytes: clear.len() as u64 };
        Ok((file, Ciphertext(bytes)))
    }

    /// Opens a file at its place. The bytes must be those that the event speaks of.
    pub async fn open_file(
        &self,
        place: Place<'_>,
        file: &SealedFile,
        bytes: &Ciphertext,
    ) -> Result<Clear<Vec<u8>>, OpenError> {
        let tampered = || OpenError::Tampered { key: file.k.clone() };
        let key = self.key(&file.k).await?;
        if Digest::of(&bytes.0) != file.digest {
            return Err(tampered());
        }
        let mut clear =
            key.cipher.open(&place.parts(FILE, &key.id), &bytes.0).map_err(|_| tampered())?;
        Ok(Clear::new(std::mem::take(&mut *clear)))
    }

    pub(super) async fn key(&self, id: &KeyId) -> Result<Arc<DataKey>, OpenError> {
        let inner = &*self.inner;
        let now = inner.clock.now();
        if let Some(key) = inner.cache.keys.get(id, now) {
            return Ok(key);
        }
        let asked = inner.cache.asking();
        let mut reader = inner.store.read().await?;
        let row =
            sql!(optional KeyRow, reader.conn(), select_key!("where key_id = $1"), id.as_str())?;
        let Some(row) = row else { return Err(OpenError::Unknown { key: id.clone() }) };
        let row = StoredKey::try_from(row)?;
        match row.key(&inner.ring)? {
            None => Err(OpenError::Forgotten { key: id.clone() }),
            Some(key) => {
                let key = Arc::new(key);
                inner.cache.put_key(&key, asked, now);
                Ok(key)
            }
        }
    }
}
