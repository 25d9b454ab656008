//! Lists of cases of one kind, and of campaigns: filtered, sorted, a page at a time.

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use habeas_domain::case::CaseStream;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};

use super::page::{self, Count, Listed, Order, Page, Place};
use super::read::has_word;
use crate::store::{Conn, StoreError, sql};

/// Which rows of a list are asked for: those for which everything given is true.
pub trait Filter: Send + Sync {
    /// What they are of.
    type Stream: Aggregate;
    /// By what they can be sorted.
    type Sort: Order;
    /// A row of the list.
    type Row: Send;
    /// The same as it is stored.
    type Stored: for<'r> FromRow<'r, PgRow> + for<'r> FromRow<'r, SqliteRow> + Send + Unpin;

    /// Where the rows are read.
    #[must_use]
    fn source() -> String {
        format!("live_{}", Self::Stream::TYPE)
    }

    /// What it asks of a row.
    fn narrowing(&self) -> Narrowing<'_>;
    /// The row in the words of the domain, or which column does not read.
    fn read(stored: Self::Stored) -> Result<Self::Row, StoreError>;
    /// Where a row stands in that order: its time, and its id.
    fn place(row: &Self::Row, sort: Self::Sort) -> (DateTime<Utc>, &str);
}

/// A filter of cases of one kind, in which the vault's index finds people.
pub trait Among: Filter<Stream: CaseStream> {
    /// Lets through only what is among these, if something is given: what the index found.
    fn among(&mut self, ids: Option<Vec<IdOf<Self>>>);
}

/// The id of the cases that a filter is for.
pub type IdOf<F> = <<F as Filter>::Stream as CaseStream>::Id;

/// What a filter asks of the rows of its list, which queries call `v`.
#[derive(Debug, Default)]
pub struct Narrowing<'f> {
    /// Columns, and what they are.
    pub(super) is: Vec<(&'static str, Option<&'f str>)>,
    /// Columns of words, and one that is among them.
    pub(super) has: Vec<(&'static str, Option<&'f str>)>,
    /// Conditions that end in a comparison, and the time with which.
    pub(super) times: Vec<(&'static str, Option<DateTime<Utc>>)>,
    /// Conditions, where they are asked.
    pub(super) so: Option<&'static str>,
    /// The ids among which they are.
    pub(super) ids: Option<Vec<&'f str>>,
}

/// Late at this instant, whether or not the time stands still now.
pub(super) const DUE_BEFORE: &str = "v.late_from <= ";
/// Late at this instant.
pub(super) const OVERDUE: &str = "not v.due_stands and v.late_from <= ";

impl<'f> Narrowing<'f> {
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
        for (condition, time) in &self.times {
            if let Some(time) = *time {
                query.push(format!(" and {condition}")).push_bind(time);
            }
        }
        if let Some(condition) = self.so {
            query.push(format!(" and {condition}"));
        }
        if let Some(ids) = &self.ids {
            // No list may be empty in SQL; no id is empty either.
            query.push(" and v.id in (''");
            for id in ids {
                query.push(", ").push_bind(*id);
            }
            query.push(")");
        }
    }
}

/// One page of what the filter lets through.
pub async fn list<F: Filter>(
    conn: Conn<'_>,
    filter: &F,
    page: &Page<F>,
) -> Result<Listed<F::Row>, StoreError> {
    let (narrowing, Page { sort, limit, after, .. }) = (filter.narrowing(), page);
    let stored = sql!(built F::Stored, conn, |query| {
        query.push(format!("select v.* from {} v where true", F::source()));
        narrowing.push(&mut query);
        if let Some(Place { at, id, .. }) = after {
            query.push(page::after(*sort)).push_bind(*at).push(", ");
            query.push_bind(id.as_str()).push(")");
        }
        query.push(page::by(*sort)).push(" limit ").push_bind(limit.and_one());
    })?;
    let rows = stored.into_iter().map(F::read).collect::<Result<Vec<_>, _>>()?;
    let cursor = |row: &F::Row| {
        let (at, id) = F::place(row, *sort);
        Place { at, id: id.to_owned(), no: 0 }.cursor(&Page::<F>::list(*sort))
    };
    Ok(Listed::of(rows, *limit, cursor))
}

/// Counts what the filter lets through, up to [`Count::CAP`].
pub async fn count<F: Filter>(conn: Conn<'_>, filter: &F) -> Result<Count, StoreError> {
    let narrowing = filter.narrowing();
    let found = sql!(built(i64,), conn, |query| {
        let source = F::source();
        query.push(format!("select count(*) from (select v.id from {source} v where true"));
        narrowing.push(&mut query);
        query.push(" limit ").push_bind(Count::CAP.cast_signed()).push(") found");
    })?;
    Ok(Count::of(found.first().map_or(0, |(count,)| count.cast_unsigned())))
}
