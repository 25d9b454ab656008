//! Lists of requests: filtered, sorted, a page at a time.

use chrono::{DateTime, Utc};
use habeas_domain::id::{PrincipalId, RequestId};
use habeas_domain::kind::ItemKind;
use habeas_domain::reference::Reference;
use habeas_domain::request::{Phase, PublicStatus, WaitingOn};

use super::Row;
use super::row::Stored;
use crate::store::{Conn, StoreError, sql};
use crate::views::page::{Count, Limit, Listed, PageError, Place, Sort};
use crate::views::read::has_word;

/// Which requests are asked for: those for which everything given is true.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// They stand here.
    pub phase: Option<Phase>,
    /// They are shown to the person as this.
    pub public_status: Option<PublicStatus>,
    /// They ask for this, perhaps beside other things.
    pub kind: Option<ItemKind>,
    /// They wait for this, perhaps beside other things.
    pub waiting_on: Option<WaitingOn>,
    /// They are late at this instant if nobody answers before, or were; whether or not their time
    /// stands still now.
    pub due_before: Option<DateTime<Utc>>,
    /// They are late at this instant: the caller's now.
    pub overdue: Option<DateTime<Utc>>,
    /// This officer took at least one of their items.
    pub taken_by: Option<PrincipalId>,
    /// They have this reference.
    pub reference: Option<Reference>,
    /// They are among these, at most a few hundred: what the vault's index found. An empty list
    /// finds nothing.
    pub ids: Option<Vec<RequestId>>,
}

/// A page of a list of requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    sort: Sort,
    limit: Limit,
    after: Option<Place>,
}

impl Page {
    /// The page after a cursor, or the first one.
    pub fn parse(sort: Sort, limit: i64, cursor: Option<&str>) -> Result<Self, PageError> {
        let after = cursor.map(|text| Place::parse(text, sort.code())).transpose()?;
        Ok(Self { sort, limit: Limit::parse(limit)?, after })
    }
}

/// Adds what the filter says to a query of `live_request v` that ends in a condition.
macro_rules! narrow {
    ($query:ident, $filter:expr) => {{
        let filter: &Filter = $filter;
        if let Some(phase) = filter.phase {
            $query.push(" and v.phase = ").push_bind(phase.code());
        }
        if let Some(status) = filter.public_status {
            $query.push(" and v.public_status = ").push_bind(status.code());
        }
        let words = [
            ("v.kinds", filter.kind.map(ItemKind::code)),
            ("v.waiting_on", filter.waiting_on.map(WaitingOn::code)),
            ("v.taken_by", filter.taken_by.as_ref().map(PrincipalId::as_str)),
        ];
        for (column, word) in words {
            if let Some(word) = word {
                $query.push(format!(" and ' ' || {column} || ' ' like ")).push_bind(has_word(word));
                $query.push(r" escape '\'");
            }
        }
        if let Some(before) = filter.due_before {
            $query.push(" and v.late_from <= ").push_bind(before);
        }
        if let Some(now) = filter.overdue {
            $query.push(" and not v.due_stands and v.late_from <= ").push_bind(now);
        }
        if let Some(reference) = &filter.reference {
            $query.push(" and v.reference = ").push_bind(reference.as_str());
        }
        if let Some(ids) = &filter.ids {
            // No list may be empty in SQL; no id is empty either.
            $query.push(" and v.id in (''");
            for id in ids {
                $query.push(", ").push_bind(id.as_str());
            }
            $query.push(")");
        }
    }};
}

/// One page of the requests that the filter lets through.
pub async fn list(conn: Conn<'_>, filter: &Filter, page: &Page) -> Result<Listed<Row>, StoreError> {
    let Page { sort, limit, after } = page;
    let stored = sql!(built Stored, conn, |query| {
        query.push("select v.* from live_request v where true");
        narrow!(query, filter);
        if let Some(Place { at, id, .. }) = after {
            query.push(sort.after()).push_bind(*at).push(", ").push_bind(id).push(")");
        }
        query.push(sort.order()).push(" limit ").push_bind(limit.and_one());
    })?;
    let rows = stored.into_iter().map(Stored::read).collect::<Result<Vec<_>, _>>()?;
    let place = |row: &Row| sort.place(row.due.as_ref(), row.received_at, row.id.as_str());
    Ok(Listed::of(rows, *limit, |row| place(row).cursor(sort.code())))
}

/// Counts the requests that the filter lets through, up to [`Count::CAP`].
pub async fn count(conn: Conn<'_>, filter: &Filter) -> Result<Count, StoreError> {
    let found = sql!(built(i64,), conn, |query| {
        query.push("select count(*) from (select v.id from live_request v where true");
        narrow!(query, filter);
        query.push(" limit ").push_bind(Count::CAP.cast_signed()).push(") found");
    })?;
    Ok(Count::of(found.first().map_or(0, |(count,)| count.cast_unsigned())))
}

/// The request with that reference.
pub async fn by_reference(
    conn: Conn<'_>,
    reference: &Reference,
) -> Result<Option<RequestId>, StoreError> {
    let found: Option<(String,)> = sql!(
        optional(String,),
        conn,
        "select id from live_request where reference = $1",
        reference.as_str(),
    )?;
    let id = found.map(|(id,)| RequestId::parse(&id));
    id.transpose().map_err(|_| StoreError::inconsistent("live_request", "id", reference))
}
