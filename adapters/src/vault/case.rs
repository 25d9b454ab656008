//! The keys of one case.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use habeas_domain::digest::Digest;
use habeas_domain::id::KeyId;
use habeas_domain::sealed::Purpose;

use super::cache::Asked;
use super::key::{DataKey, KeyRow, StoredKey, select_key};
use super::{Inner, SealError, Stream, Vault, VaultError, index};
use crate::store::{Conn, StoreError, sql};

/// The newest key of a case for each purpose: what new values of the case are sealed under. Wiped
/// when dropped; keep it for one command.
pub struct CaseKeys {
    stream: Stream,
    keys: BTreeMap<Purpose, CaseKey>,
}

struct CaseKey {
    id: KeyId,
    commitment: Digest,
    /// None once it is forgotten.
    key: Option<Arc<DataKey>>,
}

/// The newest keys of a case, by name: what is kept of it for a while.
pub(super) type Names = BTreeMap<Purpose, (KeyId, Digest)>;

impl CaseKeys {
    /// The case.
    #[must_use]
    pub const fn stream(&self) -> &Stream {
        &self.stream
    }

    /// The name of the key for a purpose, forgotten or not; none when the case has no keys at all.
    #[must_use]
    pub fn id(&self, purpose: Purpose) -> Option<&KeyId> {
        self.keys.get(&purpose).map(|key| &key.id)
    }

    /// What only that key can show: whoever records it can tell later whether a value was opened
    /// with the key that it was sealed under. Says nothing about the key.
    #[must_use]
    pub fn commitment(&self, purpose: Purpose) -> Option<Digest> {
        self.keys.get(&purpose).map(|key| key.commitment)
    }

    /// The key for a purpose.
    pub(super) fn key(&self, purpose: Purpose) -> Result<&DataKey, SealError> {
        let case = self.keys.get(&purpose).ok_or(SealError::NoKey { purpose })?;
        case.key.as_deref().ok_or_else(|| SealError::Forgotten { key: case.id.clone() })
    }

    /// Rows come oldest generation first.
    fn read(
        inner: &Inner,
        stream: &Stream,
        rows: Vec<StoredKey>,
        asked: Asked,
    ) -> Result<Self, VaultError> {
        let mut keys = BTreeMap::new();
        let newest: BTreeMap<Purpose, StoredKey> =
            rows.into_iter().map(|row| (row.purpose, row)).collect();
        for (purpose, row) in newest {
            let key = row.key(&inner.ring)?;
            keys.insert(purpose, inner.remember(row, key, asked));
        }
        inner.keep(stream, &keys, asked);
        Ok(Self { stream: stream.clone(), keys })
    }

    /// From what was read lately; none when any of it is too old, or forgotten.
    fn recent(inner: &Inner, stream: &Stream) -> Option<Self> {
        let now = inner.clock.now();
        let names = inner.cache.cases.get(stream, now)?;
        let keys = names.iter().map(|(purpose, (id, commitment))| {
            let key = inner.cache.keys.get(id, now)?;
            Some((*purpose, CaseKey { id: id.clone(), commitment: *commitment, key: Some(key) }))
        });
        Some(Self { stream: stream.clone(), keys: keys.collect::<Option<_>>()? })
    }
}

impl std::fmt::Debug for CaseKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CaseKeys of {}/{}", self.stream.kind, self.stream.id)
    }
}

impl Inner {
    fn remember(&self, row: StoredKey, key: Option<DataKey>, asked: Asked) -> CaseKey {
        let key = key.map(Arc::new);
        if let Some(key) = &key {
            self.cache.put_key(key, asked, self.clock.now());
        }
        CaseKey { id: row.id, commitment: row.commitment, key }
    }

    /// Keeps the names of a case that has them all; one without keys may get them at any moment.
    fn keep(&self, stream: &Stream, keys: &BTreeMap<Purpose, CaseKey>, asked: Asked) {
        if !keys.is_empty() {
            let names =
                keys.iter().map(|(purpose, key)| (*purpose, (key.id.clone(), key.commitment)));
            self.cache.put_case(stream, names.collect(), asked, self.clock.now());
        }
    }
}

/// A sweep can take the rows away between two looks at them; not three times.
const TRIES: u8 = 3;

impl Vault {
    /// Makes a key for every purpose of a new case, and the index rows under which the case can be
    /// found, in one transaction: before the first event, which holds values sealed under them.
    ///
    /// The same case always gets the same keys, however often and from wherever it is begun; terms
    /// are added to those it has. A case that gets no event within an hour of the last call is
    /// swept (see [`unclaimed`](Self::unclaimed)).
    pub async fn begin_case(
        &self,
        stream: &Stream,
        entries: &[index::Entry],
    ) -> Result<CaseKeys, VaultError> {
        for _ in 1..TRIES {
            match self.try_begin(stream, entries).await {
                Err(VaultError::Store(StoreError::Conflict)) => {}
                other => return other,
            }
        }
        self.try_begin(stream, entries).await
    }

    async fn try_begin(
        &self,
        stream: &Stream,
        entries: &[index::Entry],
    ) -> Result<CaseKeys, VaultError> {
        let inner = &*self.inner;
        let now = inner.clock.now();
        let asked = inner.cache.asking();
        let mut store = inner.store.clone();
        let mut tx = store.begin().await?;
        // Whoever inserts the row makes the keys; a rival waits here for the end of that.
        let is_new = sql!(
            run tx.conn(),
            "insert into vault_case (stream_type, stream_id, created_at, touched_at, confirmed)
             values ($1, $2, $3, $3, false) on conflict (stream_type, stream_id) do nothing",
            &stream.kind,
            &stream.id,
            now
        )? == 1;
        let (made, stored) = if is_new {
            let mut made = Vec::with_capacity(Purpose::ALL.len());
            for &purpose in Purpose::ALL {
                made.push(StoredKey::make(&inner.ring, &inner.chance, stream, purpose, 1)?);
            }
            insert(tx.conn(), made.iter().map(|(row, _)| row), now).await?;
            (made, Vec::new())
        } else {
            touch(tx.conn(), stream, now).await?;
            (Vec::new(), rows_of(tx.conn(), stream).await?)
        };
        // The first command may be repeated years later: a case once forgotten is not found again.
        if is_new || can_be_found(&stored) {
            index::insert(tx.conn(), &inner.services, stream, entries).await?;
        }
        tx.commit().await?;
        if !is_new {
            return CaseKeys::read(inner, stream, stored, asked);
        }
        let keys = made
            .into_iter()
            .map(|(row, key)| (row.purpose, inner.remember(row, Some(key), asked)))
            .collect();
        Ok(CaseKeys { stream: stream.clone(), keys })
    }

    /// Adds what a case that has begun can be found by. Changes nothing when its `contact` key is
    /// forgotten.
    pub async fn add_entries(
        &self,
        stream: &Stream,
        entries: &[index::Entry],
    ) -> Result<(), VaultError> {
        let inner = &*self.inner;
        let mut store = inner.store.clone();
        let mut tx = store.begin().await?;
        touch(tx.conn(), stream, inner.clock.now()).await?;
        if can_be_found(&rows_of(tx.conn(), stream).await?) {
            index::insert(tx.conn(), &inner.services, stream, entries).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The keys of a case that has begun. A case that the vault does not know has none, and nothing
    /// can be sealed for it.
    pub async fn case_keys(&self, stream: &Stream) -> Result<CaseKeys, VaultError> {
        if let Some(recent) = CaseKeys::recent(&self.inner, stream) {
            return Ok(recent);
        }
        let asked = self.inner.cache.asking();
        let mut reader = self.inner.store.read().await?;
        let rows = rows_of(reader.conn(), stream).await?;
        CaseKeys::read(&self.inner, stream, rows, asked)
    }

    /// Makes a new key for a purpose whose key was forgotten, so that a case which goes on (late
    /// proof, a complaint upheld) can hold new values. Changes nothing while there is a live one.
    pub async fn renew(&self, stream: &Stream, purpose: Purpose) -> Result<CaseKeys, VaultError> {
        let inner = &*self.inner;
        let now = inner.clock.now();
        let asked = inner.cache.asking();
        let mut store = inner.store.clone();
        let mut tx = store.begin().await?;
        touch(tx.conn(), stream, now).await?;
        let mut rows = rows_of(tx.conn(), stream).await?;
        let newest = rows.iter().rfind(|row| row.purpose == purpose);
        if let Some(last) = newest.filter(|row| !row.is_live()) {
            let generation = last.generation + 1;
            let (row, _) =
                StoredKey::make(&inner.ring, &inner.chance, stream, purpose, generation)?;
            insert(tx.conn(), std::iter::once(&row), now).await?;
            rows.push(row);
        }
        tx.commit().await?;
        CaseKeys::read(inner, stream, rows, asked)
    }
}

/// Whether the newest `contact` key is live.
fn can_be_found(rows: &[StoredKey]) -> bool {
    let newest = rows.iter().rfind(|row| row.purpose == Purpose::Contact);
    newest.is_some_and(StoredKey::is_live)
}

/// Keeps the sweep away for another hour, and rivals out until the end of the transaction.
pub(super) async fn touch(
    conn: Conn<'_>,
    stream: &Stream,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let touched = sql!(
        run conn,
        "update vault_case
            set touched_at = case when touched_at < $3 then $3 else touched_at end
          where stream_type = $1 and stream_id = $2",
        &stream.kind,
        &stream.id,
        now
    )?;
    if touched == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

pub(super) async fn rows_of(conn: Conn<'_>, stream: &Stream) -> Result<Vec<StoredKey>, StoreError> {
    sql!(
        all KeyRow,
        conn,
        select_key!("where stream_type = $1 and stream_id = $2 order by generation"),
        &stream.kind,
        &stream.id
    )?
    .into_iter()
    .map(StoredKey::try_from)
    .collect()
}

pub(super) async fn insert<'k>(
    conn: Conn<'_>,
    rows: impl Iterator<Item = &'k StoredKey>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sql!(
        many conn,
        "insert into vault_key (key_id, stream_type, stream_id, purpose, generation, kek, wrapped,
                                commitment, created_at) ",
        rows,
        |bind, row| {
            let (kek, wrapped) = row.wrapping();
            bind.push_bind(row.id.as_str())
                .push_bind(&row.stream.kind)
                .push_bind(&row.stream.id)
                .push_bind(row.purpose.code())
                .push_bind(row.generation)
                .push_bind(kek)
                .push_bind(wrapped)
                .push_bind(row.commitment.as_bytes().as_slice())
                .push_bind(now)
        }
    )?;
    Ok(())
}
