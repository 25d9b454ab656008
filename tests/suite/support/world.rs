//! One throw-away database of either engine.

use habeas_adapters::ledger::feed::{self, Event};
use habeas_adapters::ledger::{self, Sequenced};
use habeas_adapters::nudge::Nudge;
use habeas_adapters::store::{Store, StoreError};
use habeas_workers::{Sequencer, drain};
use sqlx::PgPool;
use tempfile::TempDir;

use super::cluster::{Cluster, shared};
use super::database::{Database, empty_database_in};
use super::vaults::dump_of;
use super::{Tally, metadata, noted};

/// A migrated, empty database, as the application has it.
pub struct World {
    /// The application's store.
    pub store: Store,
    /// What the owner of the database can do that the application cannot.
    pub owner: Owner,
}

pub enum Owner {
    Pg { pool: PgPool, url: String, kept: Option<Database> },
    Lite { folder: TempDir },
}

impl World {
    /// A database of its own in the cluster that the tests share.
    pub async fn postgres() -> Self {
        Self::in_cluster(shared()).await
    }

    /// A database in a cluster that nobody else writes to.
    pub async fn alone(cluster: &Cluster) -> Self {
        Self::in_cluster(cluster.base()).await
    }

    async fn in_cluster(base: &str) -> Self {
        let database = empty_database_in(base).await;
        Store::open_postgres(&database, 2).await.unwrap().migrate().await.unwrap();
        let mut world = Self::existing(&database).await;
        if let Owner::Pg { kept, .. } = &mut world.owner {
            *kept = Some(database);
        }
        world
    }

    /// A database that exists, by the owner's URL. Makes the application's login.
    pub async fn existing(url: &str) -> Self {
        let pool = PgPool::connect(url).await.unwrap();
        let login = "do $$ begin create role habeas_desk login in role habeas_app;
                     exception when duplicate_object or unique_violation then null; end $$";
        sqlx::raw_sql(login).execute(&pool).await.unwrap();
        let app = url.replace("habeas_owner@", "habeas_desk@");
        Self {
            store: Store::open_postgres(&app, 20).await.unwrap(),
            owner: Owner::Pg { pool, url: url.to_owned(), kept: None },
        }
    }

    /// A file in a folder of its own.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open_sqlite(&folder.path().join("habeas.db")).await.unwrap();
        Self { store, owner: Owner::Lite { folder } }
    }

    /// Another process on the same database.
    pub async fn second_store(&self) -> Store {
        match &self.owner {
            Owner::Pg { url, .. } => {
                let app = url.replace("habeas_owner@", "habeas_desk@");
                Store::open_postgres(&app, 5).await.unwrap()
            }
            Owner::Lite { folder } => {
                Store::open_sqlite(&folder.path().join("habeas.db")).await.unwrap()
            }
        }
    }

    /// The owner's URL; PostgreSQL only.
    pub fn url(&self) -> &str {
        match &self.owner {
            Owner::Pg { url, .. } => url,
            Owner::Lite { .. } => panic!("an SQLite file has no URL"),
        }
    }

    /// Runs statements with all rights that exist.
    pub async fn as_owner(&self, statements: &str) -> Result<(), sqlx::Error> {
        match (&self.owner, &self.store) {
            (Owner::Pg { pool, .. }, _) => sqlx::raw_sql(statements).execute(pool).await.map(drop),
            (Owner::Lite { .. }, Store::Lite { write, .. }) => {
                sqlx::raw_sql(statements).execute(write.pool()).await.map(drop)
            }
            (Owner::Lite { .. }, Store::Pg(_)) => unreachable!("made together"),
        }
    }

    /// One number.
    pub async fn count(&self, query: &str) -> i64 {
        match (&self.owner, &self.store) {
            (Owner::Pg { pool, .. }, _) => sqlx::query_scalar(query).fetch_one(pool).await,
            (Owner::Lite { .. }, Store::Lite { read, .. }) => {
                sqlx::query_scalar(query).fetch_one(read).await
            }
            (Owner::Lite { .. }, Store::Pg(_)) => unreachable!("made together"),
        }
        .unwrap()
    }

    /// Everything that lies in the tables, as one text.
    pub async fn dump(&self) -> String {
        let mut dump = String::new();
        match (&self.owner, &self.store) {
            (Owner::Pg { pool, .. }, _) => {
                let tables = "select table_name::text from information_schema.tables
                               where table_schema = 'public' and table_type = 'BASE TABLE'";
                let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(pool).await.unwrap();
                for table in tables {
                    let rows = format!("select t::text from {table} t");
                    let rows: Vec<String> =
                        sqlx::query_scalar(&rows).fetch_all(pool).await.unwrap();
                    dump.extend(rows.into_iter().map(|row| format!("{table} {row}\n")));
                }
            }
            (Owner::Lite { .. }, Store::Lite { read, .. }) => {
                let tables = "select name from sqlite_master where type = 'table'";
                let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(read).await.unwrap();
                for table in tables {
                    dump.push_str(&dump_of(read, &table).await);
                }
            }
            (Owner::Lite { .. }, Store::Pg(_)) => unreachable!("made together"),
        }
        dump
    }

    /// Commits one command of one event.
    pub async fn note(&self, id: &str, last: usize, text: &str) -> Result<(), StoreError> {
        let minute = i64::try_from(last).unwrap();
        let meta = metadata(&format!("{id}-{last}"), minute);
        self.store.append::<Tally>(id, last, noted([text]), &meta).await
    }

    /// Gives positions to at most `limit` events.
    pub async fn sequence(&mut self, limit: i64) -> Result<Sequenced, StoreError> {
        let mut tx = self.store.begin().await?;
        let sequenced = ledger::sequence(&mut tx, limit).await?;
        tx.commit().await?;
        Ok(sequenced)
    }

    /// Gives positions to everything.
    pub async fn sequence_all(&self) {
        let mut sequencer = Sequencer::new(self.store.clone(), Nudge::new());
        drain(&mut [&mut sequencer]).await.unwrap();
    }

    /// The whole ledger.
    pub async fn ledger(&self) -> Vec<Event> {
        let mut reader = self.store.read().await.unwrap();
        feed::read(reader.conn(), -1, 1_000_000).await.unwrap()
    }
}
