//! Migrations: embedded, forward only.

use std::fmt;

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

/// One step of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// Its number; each comes after all lower ones.
    pub version: i64,
    /// What it is about.
    pub description: String,
}

impl fmt::Display for Migration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.version, self.description)
    }
}

#[derive(sqlx::FromRow)]
struct Applied {
    version: i64,
    description: String,
    success: bool,
    checksum: Vec<u8>,
}

/// How the name of a migration begins that takes away what the release before needs. All others only
/// widen: while a release is rolled out, the one before works on the tables of the next.
const NARROWS: &str = "narrow ";

impl Applied {
    /// Whether a release that does not know this migration can work on the tables all the same.
    fn only_widens(&self) -> bool {
        self.success && !self.description.starts_with(NARROWS)
    }
}

impl Store {
    /// Brings the tables up to date. On PostgreSQL the store must have been opened with the owner's
    /// URL, and the owner be allowed to create the role `habeas_app` when it does not exist yet.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        self.apply(&DESK).await
    }

    /// The same, and tells what was applied. Tables of a newer release are refused untouched.
    pub async fn bring_up_to_date(&self) -> Result<Vec<Migration>, StoreError> {
        let applied = self.applied().await?;
        if let Some(row) = self.later(&DESK, &applied).next() {
            return Err(newer(row.version));
        }
        let pending = self.pending(&DESK, &applied)?;
        self.apply(&DESK).await?;
        Ok(pending)
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
            Self::Lite { write, .. } => migrations.sqlite.run(write.pool()).await,
        }
        .map_err(from_migration)
    }

    /// Whether the tables are those that this binary knows, or a later release only widened them; the
    /// error says which way they differ.
    pub async fn check_schema(&self) -> Result<(), StoreError> {
        self.check(&DESK).await
    }

    /// The same for the tables of this database.
    pub(crate) async fn check(&self, migrations: &Migrations) -> Result<(), StoreError> {
        let applied = self.applied().await?;
        let pending = self.pending(migrations, &applied)?;
        // Tables that lack something and have something later were never this release's.
        let mut later = self.later(migrations, &applied);
        if let Some(row) = later.find(|row| !row.only_widens() || !pending.is_empty()) {
            return Err(newer(row.version));
        }
        match pending.first() {
            Some(missing) => Err(StoreError::Schema(format!(
                "the tables lack migration {} ({}): run `habeas migrate` with the owner's URL",
                missing.version, missing.description
            ))),
            None => Ok(()),
        }
    }

    /// What was applied and this binary does not know.
    fn later<'a>(
        &self,
        migrations: &'a Migrations,
        applied: &'a [Applied],
    ) -> impl Iterator<Item = &'a Applied> + use<'a> {
        let known = self.known(migrations);
        applied.iter().filter(|row| !known.version_exists(row.version))
    }

    /// What this binary knows and the database has not had yet, in order. Whatever bears the number
    /// of a migration and is not exactly what this binary knows is [`StoreError::Schema`].
    fn pending(
        &self,
        migrations: &Migrations,
        applied: &[Applied],
    ) -> Result<Vec<Migration>, StoreError> {
        let mut pending = Vec::new();
        for migration in self.known(migrations).iter() {
            match applied.iter().find(|row| row.version == migration.version) {
                Some(row) if row.success && row.checksum == *migration.checksum => {}
                Some(row) => return Err(other(row.version)),
                None => pending.push(Migration {
                    version: migration.version,
                    description: migration.description.to_string(),
                }),
            }
        }
        Ok(pending)
    }

    const fn known<'m>(&self, migrations: &'m Migrations) -> &'m Migrator {
        match self {
            Self::Pg(_) => &migrations.postgres,
            Self::Lite { .. } => &migrations.sqlite,
        }
    }

    async fn applied(&self) -> Result<Vec<Applied>, StoreError> {
        match sql!(
            all Applied,
            self.read().await?.conn(),
            "select version, description, success, checksum from _sqlx_migrations order by version"
        ) {
            // 42P01 and 42501: nothing was ever migrated, or not far enough to let us look.
            Err(StoreError::Other(trouble)) if is_missing(&trouble) => Ok(Vec::new()),
            other => other,
        }
    }
}

fn newer(version: i64) -> StoreError {
    StoreError::Schema(format!(
        "the tables have migration {version}, which is newer than this binary can work with: run \
         the release that made them, or a later one"
    ))
}

fn other(version: i64) -> StoreError {
    StoreError::Schema(format!(
        "migration {version} is not the one that this binary knows, or did not finish"
    ))
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
        // Only when someone else migrates at the same moment: we have looked before.
        MigrateError::VersionMissing(version) => newer(version),
        MigrateError::VersionMismatch(version) | MigrateError::Dirty(version) => other(version),
        other => StoreError::Schema(other.to_string()),
    }
}
