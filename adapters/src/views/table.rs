//! What all tables of views have in common.

use crate::store::{Conn, StoreError, push_list, sql};

/// The most rows written by one statement: SQLite binds at most 32,766 values.
pub(super) const CHUNK: usize = 500;

/// A table of a view, whose rows are written whole.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// What names a row within a build: columns with commas between them.
    pub(super) key: &'static str,
    /// The other columns, in the order in which they are bound.
    pub(super) columns: &'static [&'static str],
}

impl Table {
    /// What stands before the rows: build, key and columns are bound in this order.
    pub(super) fn insert(&self) -> String {
        format!("insert into {} (build, {}, {}) ", self.name, self.key, self.columns.join(", "))
    }

    /// What stands after the rows: one that is there already is replaced.
    pub(super) fn or_replace(&self) -> String {
        let set = self.columns.iter().map(|column| format!("{column} = excluded.{column}"));
        let set = set.collect::<Vec<_>>().join(", ");
        format!(" on conflict (build, {}) do update set {set}", self.key)
    }

    /// Removes at most `limit` rows of a build; gives how many.
    pub(super) async fn clear(
        &self,
        conn: Conn<'_>,
        build: i64,
        limit: i64,
    ) -> Result<u64, StoreError> {
        let Self { name, key, .. } = self;
        let text = format!(
            "delete from {name} where build = $1 and ({key}) in
                (select {key} from {name} where build = $1 limit $2)"
        );
        sql!(run conn, &text, build, limit)
    }

    /// Removes every row of these requests.
    pub(super) async fn remove(
        &self,
        mut conn: Conn<'_>,
        build: i64,
        ids: &[&str],
    ) -> Result<(), StoreError> {
        for ids in ids.chunks(CHUNK) {
            sql!(built run conn.conn(), |query| {
                query.push("delete from ").push(self.name).push(" where build = ").push_bind(build);
                query.push(" and id in ");
                push_list(&mut query, ids.iter().copied());
            })?;
        }
        Ok(())
    }
}
