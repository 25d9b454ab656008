//! Lists of cases of one kind: filtered, sorted, a page at a time.

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use habeas_domain::case::CaseId;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};

use super::due::Due;
use super::page::{Count, Listed, Page, Place};
use super::read::has_word;
use crate::store::{Conn, StoreError, sql};

/// Which cases of one kind are asked for: those for which everything given is true.
pub trait Filter: Send + Sync {
    /// Their ids.
    type Id: CaseId + PartialEq;
    /// A row of their list.
    type Row: Send;
    /// The same as it is stored.
    type Stored: for<'r> FromRow<'r, PgRow> + for<'r> FromRow<'r, SqliteRow> + Send + Unpin;

    /// What it asks of a row.
    fn narrowing(&self) -> Narrowing<'_, Self::Id>;
    /// Lets through only what is among these, if something is given: what the vault's index found.
    fn among(&mut self, ids: Option<Vec<Self::Id>>);
    /// The row in the words of the domain, or which column does not read.
    fn read(stored: Self::Stored) -> Result<Self::Row, StoreError>;
    /// By what a row is sorted: when it is due, when it was received, and its id.
    fn order(row: &Self::Row) -> (Option<&Due>, DateTime<Utc>, &Self::Id);
}

/// What a filter asks of the rows of a view, which queries call `v`.
#[derive(Debug)]
pub struct Narrowing<'f, I> {
    /// Columns, and what they are.
    pub(super) is: Vec<(&'static str, Option<&'f str>)>,
    /// Columns of words, and one that is among them.
    pub(super) has: Vec<(&'static str, Option<&'f str>)>,
    pub(super) due_before: Option<DateTime<Utc>>,
    pub(super) overdue: Option<DateTime<Utc>>,
    pub(super) ids: Option<&'f [I]>,
}

impl<'f, I: CaseId> Narrowing<'f, I> {
    /// Adds it to a query that ends in a condition.
    fn push<DB>(&self, query: &mut QueryBuilder<'f, DB>)
    where
        DB: Database,
        &'f str: Encode<'f, DB> + Type<DB>,
        String: Encode<'f, DB> + Type<DB>,
        DateTime<Utc>: Encode<'f, DB> + Type<DB>,
    {
        for (column, text) in &self.is {
            if let Some(text) = *text {
                query.push(format!(" and {column} = ")).push_bind(text);
            }
        }
        for (column, word) in &self.has {
            if let Some(word) = *word {
                query.push(format!(" and ' ' || {column} || ' ' like ")).push_bind(has_word(word));
                query.push(r" escape '\'");
            }
        }
        if let Some(before) = self.due_before {
            query.push(" and v.late_from <= ").push_bind(before);
        }
        if let Some(now) = self.overdue {
            query.push(" and not v.due_stands and v.late_from <= ").push_bind(now);
        }
        if let Some(ids) = self.ids {
            // No list may be empty in SQL; no id is empty either.
            query.push(" and v.id in (''");
            for id in ids {
                query.push(", ").push_bind(id.text());
            }
            query.push(")");
        }
    }
}

/// One page of the cases that the filter lets through.
pub async fn list<F: Filter>(
    conn: Conn<'_>,
    filter: &F,
    page: &Page<F::Id>,
) -> Result<Listed<F::Row>, StoreError> {
    let (narrowing, Page { sort, limit, after, .. }) = (filter.narrowing(), page);
    let stored = sql!(built F::Stored, conn, |query| {
        query.push(format!("select v.* from {} v where true", view::<F::Id>()));
        narrowing.push(&mut query);
        if let Some(Place { at, id, .. }) = after {
            query.push(sort.after()).push_bind(*at).push(", ").push_bind(id.as_str()).push(")");
        }
        query.push(sort.order()).push(" limit ").push_bind(limit.and_one());
    })?;
    let rows = stored.into_iter().map(F::read).collect::<Result<Vec<_>, _>>()?;
    let cursor = |row: &F::Row| {
        let (due, received, id) = F::order(row);
        sort.place(due, received, id.text()).cursor(&Page::<F::Id>::list(*sort))
    };
    Ok(Listed::of(rows, *limit, cursor))
}

/// Counts the cases that the filter lets through, up to [`Count::CAP`].
pub async fn count<F: Filter>(conn: Conn<'_>, filter: &F) -> Result<Count, StoreError> {
    let narrowing = filter.narrowing();
    let found = sql!(built(i64,), conn, |query| {
        let view = view::<F::Id>();
        query.push(format!("select count(*) from (select v.id from {view} v where true"));
        narrowing.push(&mut query);
        query.push(" limit ").push_bind(Count::CAP.cast_signed()).push(") found");
    })?;
    Ok(Count::of(found.first().map_or(0, |(count,)| count.cast_unsigned())))
}

/// The view of one kind of case.
fn view<I: CaseId>() -> String {
    format!("live_{}", <I::Stream as Aggregate>::TYPE)
}
