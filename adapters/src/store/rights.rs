//! What the desk's login may do, and what time the database thinks it is.

use chrono::{DateTime, Utc};

use super::{Store, StoreError, sql};

/// What is wrong with the rights of a login on the desk's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RightsProblem {
    /// It is a superuser: no trigger and no grant holds it.
    Superuser,
    /// It owns the tables, and so could drop what keeps them append-only.
    Owner,
    /// It may change or remove what only grows.
    MayRewrite(&'static str),
    /// It may not add what it has to add: it is not a member of the application's role.
    MayNotAppend(&'static str),
    /// It may not destroy keys, and so could never forget anybody.
    MayNotForget,
}

/// The tables that only grow.
const GROWING: [&str; 3] = ["events", "ledger", "document"];

#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "columns")]
struct Rights {
    superuser: bool,
    owner: bool,
    rewrites: bool,
    appends: bool,
}

impl Store {
    /// What is wrong with the rights of this login on events, ledger and documents. A file has no
    /// rights inside it, and nothing can be wrong with them.
    pub async fn rights(&self) -> Result<Vec<RightsProblem>, StoreError> {
        let mut found = Vec::new();
        for table in GROWING {
            if let Some(rights) = self.rights_on(table).await? {
                let rewrites = rights.rewrites && !rights.owner;
                found.extend(rights.of_power());
                found.extend(rewrites.then_some(RightsProblem::MayRewrite(table)));
                found.extend((!rights.appends).then_some(RightsProblem::MayNotAppend(table)));
            }
        }
        found.dedup();
        Ok(found)
    }

    /// What is wrong with the rights of a login on the keys: it must change and remove them, and
    /// not own them.
    pub(crate) async fn rights_on_keys(&self) -> Result<Vec<RightsProblem>, StoreError> {
        let table = "vault_key";
        let Some(rights) = self.rights_on(table).await? else { return Ok(Vec::new()) };
        let mut found = Vec::from_iter(rights.of_power());
        found.extend((!rights.appends).then_some(RightsProblem::MayNotAppend(table)));
        found.extend((!rights.rewrites).then_some(RightsProblem::MayNotForget));
        Ok(found)
    }

    async fn rights_on(&self, table: &str) -> Result<Option<Rights>, StoreError> {
        if matches!(self, Self::Lite { .. }) {
            return Ok(None);
        }
        let mut reader = self.read().await?;
        Ok(Some(sql!(
            one Rights,
            reader.conn(),
            "select r.rolsuper as superuser,
                    exists (select 1 from pg_class c
                             where c.oid = to_regclass($1)
                               and pg_has_role(current_user, c.relowner, 'usage')) as owner,
                    has_any_column_privilege($1, 'update')
                        or has_table_privilege($1, 'delete')
                        or has_table_privilege($1, 'truncate') as rewrites,
                    has_any_column_privilege($1, 'insert') as appends
               from pg_roles r
              where r.rolname = current_user",
            table
        )?))
    }

    /// The time by the database server's own clock; none for a file, which has none. Evidence for
    /// an operator, never the time of anything.
    pub async fn server_time(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        if matches!(self, Self::Lite { .. }) {
            return Ok(None);
        }
        let mut reader = self.read().await?;
        let time = sql!(value DateTime<Utc>, reader.conn(), "select clock_timestamp()")?;
        Ok(Some(time))
    }
}

impl Rights {
    /// Whether the login has more power than any grant gives.
    fn of_power(&self) -> Option<RightsProblem> {
        match (self.superuser, self.owner) {
            (true, _) => Some(RightsProblem::Superuser),
            (false, true) => Some(RightsProblem::Owner),
            (false, false) => None,
        }
    }
}
