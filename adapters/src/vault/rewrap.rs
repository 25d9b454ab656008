//! Rotation of the key-encryption key: every key is wrapped anew; no event and no value changes.

use super::key::{KeyRow, StoredKey, select_key};
use super::service::{self, ServiceRow};
use super::{Vault, VaultError};
use crate::store::sql;

/// How far a rotation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rewrapped {
    /// Keys wrapped anew by this call.
    pub keys: u64,
    /// Keys still under an older key-encryption key.
    pub left: i64,
}

impl Vault {
    /// Wraps at most `limit` keys anew, under the current key-encryption key, in one transaction.
    /// Call it until nothing is left; killed in between, it goes on where it was. Nodes that make
    /// keys meanwhile must know the current key already.
    pub async fn rewrap(&self, limit: i64) -> Result<Rewrapped, VaultError> {
        let inner = &*self.inner;
        let current = inner.ring.current();
        let mut store = inner.store.clone();
        let mut tx = store.begin().await?;
        let rows = sql!(
            all KeyRow,
            tx.conn(),
            select_key!("where kek in (select name from vault_kek where name <> $1) limit $2"),
            current,
            limit
        )?;
        let mut keys = 0;
        for row in rows {
            let row = StoredKey::try_from(row)?;
            let Some(secret) = row.secret(&inner.ring)? else { continue };
            let (kek, wrapped) = row.wrap_again(&inner.ring, &inner.chance, &secret)?;
            // A key that was forgotten since it was read stays forgotten.
            keys += sql!(
                run tx.conn(),
                "update vault_key set kek = $2, wrapped = $3
                  where key_id = $1 and wrapped is not null",
                row.id.as_str(),
                kek,
                wrapped
            )?;
        }
        let services = sql!(
            all ServiceRow,
            tx.conn(),
            "select name, kek, wrapped, commitment from vault_service_key where kek <> $1",
            current
        )?;
        for row in services {
            let secret = row.secret(&inner.ring)?;
            let (kek, wrapped) =
                inner.ring.wrap(&inner.chance, &service::place(&row.name), &secret)?;
            keys += sql!(
                run tx.conn(),
                "update vault_service_key set kek = $2, wrapped = $3 where name = $1",
                &row.name,
                kek,
                wrapped
            )?;
        }
        let left = sql!(
            value i64,
            tx.conn(),
            "select count(*) from vault_key
              where kek in (select name from vault_kek where name <> $1)",
            current
        )?;
        tx.commit().await?;
        Ok(Rewrapped { keys, left })
    }
}
