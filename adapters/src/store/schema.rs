//! Migrations: embedded, forward only.

use sqlx::migrate::{MigrateError, Migrator};

use super::{Store, StoreError, sql};

static DESK: Migrations = Migrations {
    postgres: sqlx::migrate!("../migrations/postgres"),
    sqlite: sqlx::migrate!("../migrations/sqlite"),
};

/// The tables of one database, for either engine.
pub(crate) struct Migrations {
    /// For PostgreSQL.
    pub(crate) postgres: Migrator,
    /// For SQLite.
    pub(crate) sqlite: Migrator,
}

#[derive(sqlx::FromRow)]
struct Applied {
    version: i64,
    success: bool,
    checksum: Vec<u8>,
}

impl Store {
    /// Brings the tables up to date. On PostgreSQL the store must have been opened with the owner's
    /// URL, and the owner be allowed to create the role `habeas_app` when it does not exist yet.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        self.apply(&DESK).await
    }

    /// Brings the tables of this database up to date.
    pub(crate) async fn apply(&self, migrations: &Migrations) -> Result<(), StoreError> {
        match self {
            Self::Pg(pool) => {
                // Outside the pool: a migration may take longer than a statement of the desk.
                let mut conn = pool.acquire().await?.detach();
                for limit in ["statement_timeout", "lock_timeout"] {
                    sqlx::query(&format!("set {limit} = 0")).execute(&mut conn).await?;
                }
                migrations.postgres.run(&mut conn).await
            }
            Self::Lite { write, .. } => migrations.sqlite.run(write).await,
        }
        .map_err(from_migration)
    }

    /// Whether the tables are exactly those that this binary knows; the error says which way they
    /// differ.
    pub async fn check_schema(&self) -> Result<(), StoreError> {
        self.check(&DESK).await
    }

    /// The same for the tables of this database.
    pub(crate) async fn check(&self, migrations: &Migrations) -> Result<(), StoreError> {
        let known = match self {
            Self::Pg(_) => &migrations.postgres,
            Self::Lite { .. } => &migrations.sqlite,
        };
        let applied = match sql!(
            all Applied,
            self.read().await?.conn(),
            "select version, success, checksum from _sqlx_migrations order by version"
        ) {
            // 42P01 and 42501: nothing was ever migrated, or not far enough to let us look.
            Err(StoreError::Other(trouble)) if is_missing(&trouble) => Vec::new(),
            other => other?,
        };
        for migration in known.iter() {
            let Some(row) = applied.iter().find(|row| row.version == migration.version) else {
                return Err(StoreError::Schema(format!(
                    "the tables lack migration {} ({}): run `habeas migrate` with the owner's URL",
                    migration.version, migration.description
                )));
            };
            if !row.success || row.checksum != *migration.checksum {
                return Err(StoreError::Schema(format!(
                    "migration {} is not the one that this binary knows, or did not finish",
                    migration.version
                )));
            }
        }
        match applied.iter().find(|row| !known.version_exists(row.version)) {
            Some(row) => Err(StoreError::Schema(format!(
                "the tables have migration {}, which is newer than this binary",
                row.version
            ))),
            None => Ok(()),
        }
    }
}

fn is_missing(trouble: &super::Trouble) -> bool {
    let Some(sqlx::Error::Database(error)) = trouble.downcast_ref::<sqlx::Error>() else {
        return false;
    };
    matches!(error.code().as_deref(), Some("42P01" | "42501"))
        || error.message().starts_with("no such table")
}

fn from_migration(error: MigrateError) -> StoreError {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
        other => StoreError::Schema(other.to_string()),
    }
}
