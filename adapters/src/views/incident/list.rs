//! Lists of incidents: filtered, sorted, a page at a time.

use chrono::{DateTime, Utc};
use habeas_domain::breach::Risk;
use habeas_domain::id::{IncidentId, PrincipalId};
use habeas_domain::incident::{Phase, Source, WaitingOn};
use habeas_domain::reference::Reference;

use super::Row;
use super::row::Stored;
use crate::store::{Conn, StoreError, sql};
use crate::views::page::{Count, Limit, Listed, PageError, Place, Sort};
use crate::views::read::has_word;

/// Which incidents are asked for: those for which everything given is true.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// They stand here.
    pub phase: Option<Phase>,
    /// Word of them came from there.
    pub source: Option<Source>,
    /// The newest version of their assessment finds this.
    pub risk: Option<Risk>,
    /// They wait for this, perhaps beside other things.
    pub waiting_on: Option<WaitingOn>,
    /// Something in them is late at this instant if nobody does it before, or was.
    pub due_before: Option<DateTime<Utc>>,
    /// Something in them is late at this instant: the caller's now.
    pub overdue: Option<DateTime<Utc>>,
    /// This officer took them.
    pub taken_by: Option<PrincipalId>,
    /// They have this reference.
    pub reference: Option<Reference>,
    /// They are among these, at most a few hundred: what the vault's index found. An empty list
    /// finds nothing.
    pub ids: Option<Vec<IncidentId>>,
}

/// A page of a list of incidents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    sort: Sort,
    limit: Limit,
    after: Option<Place>,
}

/// How cursors of this list begin.
const LIST: &str = "incident";

impl Page {
    /// The page after a cursor, or the first one.
    pub fn parse(sort: Sort, limit: i64, cursor: Option<&str>) -> Result<Self, PageError> {
        let after = cursor.map(|text| Place::parse(text, &name(sort))).transpose()?;
        Ok(Self { sort, limit: Limit::parse(limit)?, after })
    }
}

fn name(sort: Sort) -> String {
    format!("{LIST}.{}", sort.code())
}

/// Adds what the filter says to a query of `live_incident v` that ends in a condition.
macro_rules! narrow {
    ($query:ident, $filter:expr) => {{
        let filter: &Filter = $filter;
        let codes = [
            ("v.phase", filter.phase.map(Phase::code)),
            ("v.source", filter.source.map(Source::code)),
            ("v.risk", filter.risk.map(Risk::code)),
            ("v.taken_by", filter.taken_by.as_ref().map(PrincipalId::as_str)),
            ("v.reference", filter.reference.as_ref().map(Reference::as_str)),
        ];
        for (column, code) in codes {
            if let Some(code) = code {
                $query.push(format!(" and {column} = ")).push_bind(code);
            }
        }
        if let Some(word) = filter.waiting_on {
            $query.push(" and ' ' || v.waiting_on || ' ' like ").push_bind(has_word(word.code()));
            $query.push(r" escape '\'");
        }
        if let Some(before) = filter.due_before {
            $query.push(" and v.late_from <= ").push_bind(before);
        }
        if let Some(now) = filter.overdue {
            $query.push(" and not v.due_stands and v.late_from <= ").push_bind(now);
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

/// One page of the incidents that the filter lets through.
pub async fn list(conn: Conn<'_>, filter: &Filter, page: &Page) -> Result<Listed<Row>, StoreError> {
    let Page { sort, limit, after } = page;
    let stored = sql!(built Stored, conn, |query| {
        query.push("select v.* from live_incident v where true");
        narrow!(query, filter);
        if let Some(Place { at, id, .. }) = after {
            query.push(sort.after()).push_bind(*at).push(", ").push_bind(id).push(")");
        }
        query.push(sort.order()).push(" limit ").push_bind(limit.and_one());
    })?;
    let rows = stored.into_iter().map(Stored::read).collect::<Result<Vec<_>, _>>()?;
    let place = |row: &Row| sort.place(row.due.as_ref(), row.received_at, row.id.as_str());
    Ok(Listed::of(rows, *limit, |row| place(row).cursor(&name(*sort))))
}

/// Counts the incidents that the filter lets through, up to [`Count::CAP`].
pub async fn count(conn: Conn<'_>, filter: &Filter) -> Result<Count, StoreError> {
    let found = sql!(built(i64,), conn, |query| {
        query.push("select count(*) from (select v.id from live_incident v where true");
        narrow!(query, filter);
        query.push(" limit ").push_bind(Count::CAP.cast_signed()).push(") found");
    })?;
    Ok(Count::of(found.first().map_or(0, |(count,)| count.cast_unsigned())))
}
