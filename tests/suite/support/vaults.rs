//! Throw-away vaults of either engine.

use std::fmt::Write as _;

use chrono::DateTime;
use habeas_adapters::chance::Chance;
use habeas_adapters::clock::{Clock, Simulated};
use habeas_adapters::store::Durability;
use habeas_adapters::vault::{CaseKeys, Keyring, Place, Stream, Vault, VaultError};
use habeas_domain::sealed::{Purpose, Sealed};
use sqlx::{PgPool, Row as _, SqlitePool};
use tempfile::TempDir;

use super::database::{Database, empty_database};

/// Key-encryption keys, oldest last: the first line is current.
pub const OLD: &str = "2026-11 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
pub const NEW: &str = "2027-02 HxwdHhsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA";

/// The vault of one house, which any number of nodes can open.
pub struct House {
    /// The clock of every node.
    pub clock: Simulated,
    tables: Tables,
}

enum Tables {
    Pg { url: Database, owner: PgPool },
    Lite { folder: TempDir },
}

impl House {
    pub async fn postgres() -> Self {
        let url = empty_database().await;
        Vault::migrate_postgres(&url).await.unwrap();
        let owner = PgPool::connect(&url).await.unwrap();
        let login = "do $$ begin create role habeas_keeper login in role habeas_vault;
                     exception when duplicate_object or unique_violation then null; end $$";
        sqlx::raw_sql(login).execute(&owner).await.unwrap();
        Self::of(Tables::Pg { url, owner })
    }

    #[expect(clippy::unused_async, reason = "the macro awaits both")]
    pub async fn sqlite() -> Self {
        Self::of(Tables::Lite { folder: tempfile::tempdir().unwrap() })
    }

    fn of(tables: Tables) -> Self {
        let start = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        Self { clock: Simulated::at(start), tables }
    }

    /// A node with these key-encryption keys.
    pub async fn node(&self, ring: &[&str]) -> Result<Vault, VaultError> {
        let ring = Keyring::parse(&ring.join("\n"))?;
        let clock = Clock::from(self.clock.clone());
        match &self.tables {
            Tables::Pg { url, .. } => {
                let app = url.replace("habeas_owner@", "habeas_keeper@");
                Vault::open_postgres(&app, 10, ring, clock, Chance::System).await
            }
            Tables::Lite { folder } => {
                let path = folder.path().join("vault.db");
                Vault::open_sqlite(&path, Durability::Full, ring, clock, Chance::System).await
            }
        }
    }

    /// A node with the only key there is.
    pub async fn vault(&self) -> Vault {
        self.node(&[OLD]).await.unwrap()
    }

    /// Runs statements with all rights, past the vault.
    pub async fn tamper(&self, statements: &str) {
        match &self.tables {
            Tables::Pg { owner, .. } => {
                sqlx::raw_sql(statements).execute(owner).await.unwrap();
            }
            Tables::Lite { .. } => {
                sqlx::raw_sql(statements).execute(&self.lite().await).await.unwrap();
            }
        }
    }

    /// Runs a statement with the rights of the application; PostgreSQL only.
    pub async fn as_application(&self, statement: &str) -> Result<(), sqlx::Error> {
        let Tables::Pg { url, .. } = &self.tables else { panic!("PostgreSQL only") };
        let pool = PgPool::connect(&url.replace("habeas_owner@", "habeas_keeper@")).await?;
        sqlx::raw_sql(statement).execute(&pool).await.map(drop)
    }

    /// One number.
    pub async fn count(&self, query: &str) -> i64 {
        match &self.tables {
            Tables::Pg { owner, .. } => sqlx::query_scalar(query).fetch_one(owner).await,
            Tables::Lite { .. } => sqlx::query_scalar(query).fetch_one(&self.lite().await).await,
        }
        .unwrap()
    }

    /// Everything that lies in the vault's tables, as one text.
    pub async fn dump(&self) -> String {
        let tables = [
            "vault_kek",
            "vault_service_key",
            "vault_case",
            "vault_key",
            "vault_index",
            "vault_destination",
            "vault_send",
        ];
        let mut dump = String::new();
        for table in tables {
            match &self.tables {
                Tables::Pg { owner, .. } => {
                    let query = format!("select t::text from {table} t");
                    let rows: Vec<String> =
                        sqlx::query_scalar(&query).fetch_all(owner).await.unwrap();
                    dump.extend(rows.into_iter().map(|row| format!("{table} {row}\n")));
                }
                Tables::Lite { .. } => dump.push_str(&dump_of(&self.lite().await, table).await),
            }
        }
        dump
    }

    /// Every byte in the files of an SQLite vault.
    pub fn bytes(&self) -> Vec<u8> {
        let folder = self.folder().expect("an SQLite vault").path();
        // The write-ahead log comes and goes with the connections.
        let log = std::fs::read(folder.join("vault.db-wal")).unwrap_or_default();
        [std::fs::read(folder.join("vault.db")).unwrap(), log].concat()
    }

    /// The folder of an SQLite vault.
    pub fn folder(&self) -> Option<&TempDir> {
        match &self.tables {
            Tables::Pg { .. } => None,
            Tables::Lite { folder } => Some(folder),
        }
    }

    async fn lite(&self) -> SqlitePool {
        let path = self.folder().unwrap().path().join("vault.db");
        SqlitePool::connect(&format!("sqlite://{}", path.display())).await.unwrap()
    }
}

pub(super) async fn dump_of(pool: &SqlitePool, table: &str) -> String {
    let columns = format!(
        "select group_concat('quote(' || name || ')', ' || '','' || ')
                             from pragma_table_info('{table}')"
    );
    let columns: String = sqlx::query_scalar(&columns).fetch_one(pool).await.unwrap();
    let rows = sqlx::query(&format!("select {columns} from {table}")).fetch_all(pool).await;
    let lines = rows.unwrap().into_iter().map(|row| format!("{table} {}", row.get::<String, _>(0)));
    lines.chain([String::new()]).collect::<Vec<_>>().join("\n")
}

/// A text as it stands in a dump where it lies as bytes.
pub fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

/// A request, by a number.
pub fn request(number: u32) -> Stream {
    Stream::new("Request", format!("req_{number:032x}"))
}

/// The place of an e-mail address.
pub fn email_of(stream: &Stream) -> Place<'_> {
    Place { stream, slot: "contact.email" }
}

/// Seals an e-mail address for its case.
pub fn seal(vault: &Vault, keys: &CaseKeys, text: &str) -> Sealed {
    vault.seal(keys, Purpose::Contact, email_of(keys.stream()), text).unwrap()
}
