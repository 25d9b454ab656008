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
    /// It may change or remove events.
    MayRewrite,
    /// It may not add events: it is not a member of the role `habeas_app`.
    MayNotAppend,
}

#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "columns")]
struct Rights {
    superuser: bool,
    owner: bool,
    rewrites: bool,
    appends: bool,
}

impl Store {
    /// What is wrong with the rights of this login. A file has no rights inside it, and nothing can
    /// be wrong with them.
    pub async fn rights(&self) -> Result<Vec<RightsProblem>, StoreError> {
        if matches!(self, Self::Lite { .. }) {
            return Ok(Vec::new());
        }
        let mut reader = self.read().await?;
        let rights = sql!(
            one Rights,
            reader.conn(),
            "select r.rolsuper as superuser,
                    exists (select 1 from pg_class c
                             where c.oid = 'events'::regclass
                               and pg_has_role(current_user, c.relowner, 'usage')) as owner,
                    has_any_column_privilege('events', 'update')
                        or has_table_privilege('events', 'delete')
                        or has_table_privilege('events', 'truncate') as rewrites,
                    has_any_column_privilege('events', 'insert') as appends
               from pg_roles r
              where r.rolname = current_user"
        )?;
        let found = [
            (rights.superuser, RightsProblem::Superuser),
            (rights.owner && !rights.superuser, RightsProblem::Owner),
            (rights.rewrites && !rights.owner, RightsProblem::MayRewrite),
            (!rights.appends, RightsProblem::MayNotAppend),
        ];
        Ok(found.into_iter().filter(|(is_so, _)| *is_so).map(|(_, problem)| problem).collect())
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
