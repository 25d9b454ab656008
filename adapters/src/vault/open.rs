//! Opening the vault on either engine.

use std::path::Path;
use std::sync::Arc;

use super::cache::Cache;
use super::service::ServiceKeys;
use super::{Inner, Keyring, KeyringError, Vault, VaultError};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::disk;
use crate::store::{Conn, Durability, Migrations, RightsProblem, Store, sql};

static VAULT: Migrations = Migrations {
    postgres: sqlx::migrate!("../migrations/vault/postgres"),
    sqlite: sqlx::migrate!("../migrations/vault/sqlite"),
};

#[derive(sqlx::FromRow)]
struct Known {
    name: String,
    commitment: Vec<u8>,
}

impl Vault {
    /// Opens the vault in an SQLite file, makes it when it is missing, and brings its tables up to
    /// date. Nobody but the owner of the file may read it.
    pub async fn open_sqlite(
        path: &Path,
        durability: Durability,
        ring: Keyring,
        clock: Clock,
        chance: Chance,
    ) -> Result<Self, VaultError> {
        make_private(path).map_err(|source| VaultError::File { path: path.to_owned(), source })?;
        // So that a forgotten key does not linger in the free pages of the file.
        let pragmas = [("secure_delete", "on")];
        let store = Store::connect_sqlite(path, &pragmas, durability).await?;
        store.apply(&VAULT).await?;
        Self::on(store, ring, clock, chance).await
    }

    /// Opens the vault in a PostgreSQL database, with at most this many connections. Its tables
    /// must be [up to date](Self::migrate_postgres).
    pub async fn open_postgres(
        url: &str,
        connections: u32,
        ring: Keyring,
        clock: Clock,
        chance: Chance,
    ) -> Result<Self, VaultError> {
        let store = Store::open_postgres(url, connections).await?;
        store.check(&VAULT).await?;
        Self::on(store, ring, clock, chance).await
    }

    /// Brings the tables of a PostgreSQL vault up to date, by the URL of the database's owner, who
    /// must be allowed to create the role `habeas_vault` when it does not exist yet.
    pub async fn migrate_postgres(owner: &str) -> Result<(), VaultError> {
        let store = Store::open_postgres(owner, 1).await?;
        store.apply(&VAULT).await?;
        store.close().await;
        Ok(())
    }

    /// Whether the tables fit this release, and the database answers.
    pub async fn check(&self) -> Result<(), VaultError> {
        Ok(self.inner.store.check(&VAULT).await?)
    }

    /// Waits for the disk; see [`Store::flush`].
    pub async fn flush(&self) -> Result<(), VaultError> {
        Ok(self.inner.store.flush().await?)
    }

    /// Closes every connection, waiting for those in use.
    pub async fn close(&self) {
        self.inner.store.close().await;
    }

    /// Whether the vault in this SQLite file is of this release and these are its key-encryption
    /// keys, and what is wrong with our rights in it. Nothing in it is made or changed.
    pub async fn look_sqlite(
        path: &Path,
        ring: &Keyring,
    ) -> Result<Vec<RightsProblem>, VaultError> {
        Self::look(&Store::connect_sqlite(path, &[], Durability::Full).await?, ring).await
    }

    /// The same for a vault in PostgreSQL.
    pub async fn look_postgres(
        url: &str,
        ring: &Keyring,
    ) -> Result<Vec<RightsProblem>, VaultError> {
        Self::look(&Store::open_postgres(url, 1).await?, ring).await
    }

    async fn look(store: &Store, ring: &Keyring) -> Result<Vec<RightsProblem>, VaultError> {
        store.check(&VAULT).await?;
        compare(store.read().await?.conn(), ring).await?;
        let rights = store.rights_on_keys().await?;
        store.close().await;
        Ok(rights)
    }

    async fn on(
        store: Store,
        ring: Keyring,
        clock: Clock,
        chance: Chance,
    ) -> Result<Self, VaultError> {
        let mut begun = store.clone();
        let mut tx = begun.begin().await?;
        recognise(tx.conn(), &ring, &clock).await?;
        let services = ServiceKeys::load_or_make(tx.conn(), &ring, &clock, &chance).await?;
        tx.commit().await?;
        let cache = Cache::default();
        Ok(Self { inner: Arc::new(Inner { store, ring, services, cache, clock, chance }) })
    }
}

/// Refuses a ring that lacks a key which is in use, or has another one under its name: better now than
/// at the first case that cannot be read.
async fn compare(mut conn: Conn<'_>, ring: &Keyring) -> Result<(), VaultError> {
    let known = sql!(all Known, conn.conn(), "select name, commitment from vault_kek")?;
    for Known { name, commitment } in &known {
        match ring.commitments().find(|(given, _)| given == name) {
            Some((_, given)) if given.as_bytes().as_slice() == commitment => {}
            Some(_) => return Err(KeyringError::Exchanged { name: name.clone() }.into()),
            None => {
                let in_use = sql!(
                    value bool,
                    conn.conn(),
                    "select exists (select 1 from vault_key where kek = $1)
                         or exists (select 1 from vault_service_key where kek = $1)",
                    name
                )?;
                if in_use {
                    return Err(KeyringError::Missing { name: name.clone() }.into());
                }
            }
        }
    }
    Ok(())
}

/// The same, and puts the current key-encryption key on record.
async fn recognise(mut conn: Conn<'_>, ring: &Keyring, clock: &Clock) -> Result<(), VaultError> {
    compare(conn.conn(), ring).await?;
    let current = ring.commitments().find(|(name, _)| *name == ring.current());
    if let Some((name, commitment)) = current {
        sql!(
            run conn.conn(),
            "insert into vault_kek (name, commitment, first_used_at) values ($1, $2, $3)
             on conflict (name) do nothing",
            name,
            commitment.as_bytes().as_slice(),
            clock.now()
        )?;
    }
    Ok(())
}

/// Files that SQLite makes beside this one take over its mode.
fn make_private(path: &Path) -> std::io::Result<()> {
    match disk::write_private(path, b"") {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}
