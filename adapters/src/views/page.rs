//! Pages of a list: how many rows, and where the next page goes on.
//!
//! A cursor names the last row of a page by what the list is sorted by. Rows that stay where they
//! are in the order are shown exactly once, whatever comes, goes or moves meanwhile, also across a
//! rebuild. A row that moves is shown where it then stands: a walk may meet it twice, or miss it.

use std::marker::PhantomData;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike as _, Utc};
use cqrs_es::Aggregate as _;
use habeas_domain::ParseError;
use habeas_domain::case::CaseRef;
use habeas_domain::id::CampaignId;
use habeas_domain::request::Request;

use super::due::{Due, NEVER};
use super::list::Filter;

/// Why a page cannot be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// The limit is none of 1 to [`Limit::MAX`].
    #[error("the limit must be 1 to {}", Limit::MAX)]
    Limit,
    /// The cursor was not given by this list in this order.
    #[error("the cursor is not one of this list")]
    Cursor,
}

/// The most rows of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(i64);

impl Limit {
    /// The most that can be asked for.
    pub const MAX: i64 = 200;

    /// Takes 1 to [`MAX`](Self::MAX).
    pub fn parse(rows: i64) -> Result<Self, PageError> {
        if (1..=Self::MAX).contains(&rows) { Ok(Self(rows)) } else { Err(PageError::Limit) }
    }

    /// One more than the page holds: it shows whether anything is left.
    pub(super) const fn and_one(self) -> i64 {
        self.0 + 1
    }
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// The rows, in order.
    pub rows: Vec<T>,
    /// The cursor of the next page; none when this is the last.
    pub next: Option<String>,
}

impl<T> Listed<T> {
    /// A page of what was found with [`Limit::and_one`].
    pub(super) fn of(mut rows: Vec<T>, limit: Limit, cursor: impl Fn(&T) -> String) -> Self {
        let kept = usize::try_from(limit.0).unwrap_or(usize::MAX);
        let more = rows.len() > kept;
        rows.truncate(kept);
        let next = rows.last().filter(|_| more).map(cursor);
        Self { rows, next }
    }
}

/// The place of a row in an order: a time, then what the row is of, then a number within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) at: DateTime<Utc>,
    pub(super) id: String,
    pub(super) no: i64,
}

impl Place {
    /// The cursor of this place in a list.
    pub(super) fn cursor(&self, list: &str) -> String {
        let Self { at, id, no } = self;
        URL_SAFE_NO_PAD.encode(format!("{list} {} {id} {no}", at.timestamp_micros()))
    }

    /// Reads a cursor of a list.
    pub(super) fn parse(cursor: &str, list: &str) -> Result<Self, PageError> {
        Self::read(cursor, list).ok_or(PageError::Cursor)
    }

    fn read(cursor: &str, list: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let [of, at, id, no] = text.split(' ').collect::<Vec<_>>().try_into().ok()?;
        let at = DateTime::from_timestamp_micros(at.parse().ok()?)?;
        let is_known = CaseRef::parse(id).is_ok() || CampaignId::parse(id).is_ok();
        let place = is_known.then_some(Self { at, id: id.to_owned(), no: no.parse().ok()? })?;
        // Both engines store these years, and in their order.
        (of == list && (1900..=9999).contains(&at.year())).then_some(place)
    }
}

/// By what a list can be sorted: a time of its rows. Equals are sorted by id.
pub trait Order: Copy + std::fmt::Debug + Eq + Send + Sync + 'static {
    /// All that there are; the first one is used where nothing is said.
    const ALL: &'static [Self];
    /// Which there are, as the end of a sentence.
    const RULE: &'static str;

    /// The stable code; cursors name it.
    fn code(self) -> &'static str;
    /// The column of the time.
    fn column(self) -> &'static str;
    /// Whether what is latest comes first.
    fn latest_first(self) -> bool;

    /// Reads a code.
    fn parse(code: &str) -> Result<Self, ParseError> {
        let found = Self::ALL.iter().copied().find(|order| order.code() == code);
        found.ok_or(ParseError { what: "sort", rule: Self::RULE })
    }
}

/// The condition of the rows `v` that begins behind a place, up to the time.
pub(super) fn after(order: impl Order) -> String {
    let sign = if order.latest_first() { '<' } else { '>' };
    format!(" and (v.{}, v.id) {sign} (", order.column())
}

/// What puts the rows `v` in order.
pub(super) fn by(order: impl Order) -> String {
    let way = if order.latest_first() { " desc" } else { "" };
    format!(" order by v.{}{way}, v.id{way}", order.column())
}

/// By what a list of cases is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// What is late first comes first; what is not due at all, last.
    Due,
    /// What was received last comes first.
    Received,
}

impl Order for Sort {
    const ALL: &'static [Self] = &[Self::Due, Self::Received];
    const RULE: &'static str = "must be due or received";

    fn code(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Received => "received",
        }
    }

    fn column(self) -> &'static str {
        match self {
            Self::Due => "due_order",
            Self::Received => "received_at",
        }
    }

    fn latest_first(self) -> bool {
        self == Self::Received
    }
}

impl Sort {
    /// The time of a case that counts.
    pub(super) fn time(self, due: Option<&Due>, received: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Due => due.map_or(NEVER, |due| due.late_from),
            Self::Received => received,
        }
    }
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<F: Filter> {
    pub(super) sort: F::Sort,
    pub(super) limit: Limit,
    pub(super) after: Option<Place>,
    of: PhantomData<F>,
}

impl<F: Filter> Page<F> {
    /// The page after a cursor, or the first one.
    pub fn parse(sort: F::Sort, limit: i64, cursor: Option<&str>) -> Result<Self, PageError> {
        let after = cursor.map(|text| Place::parse(text, &Self::list(sort))).transpose()?;
        Ok(Self { sort, limit: Limit::parse(limit)?, after, of: PhantomData })
    }

    /// How cursors name this list. Portals hold some of requests that name the order alone.
    pub(super) fn list(sort: F::Sort) -> String {
        let (kind, order) = (F::Stream::TYPE, sort.code());
        if kind == Request::TYPE { order.to_owned() } else { format!("{kind}.{order}") }
    }
}

/// How many rows a filter lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Exactly(u64),
    /// So many, and perhaps more: nobody counts further.
    AtLeast(u64),
}

impl Count {
    /// Where counting stops.
    pub const CAP: u64 = 1_000;

    /// What was counted up to the cap.
    pub(super) const fn of(count: u64) -> Self {
        if count < Self::CAP { Self::Exactly(count) } else { Self::AtLeast(count) }
    }
}

#[cfg(test)]
mod tests {
    use habeas_domain::id::RequestId;

    use super::*;

    fn place() -> Place {
        let at = DateTime::from_timestamp_micros(1_790_000_000_000_001).unwrap();
        Place { at, id: RequestId::derive(&["one"]).as_str().to_owned(), no: 3 }
    }

    #[test]
    fn a_cursor_is_read_back_in_its_own_list_alone() {
        let cursor = place().cursor("due");
        assert_eq!(Place::parse(&cursor, "due"), Ok(place()));
        assert_eq!(Place::parse(&cursor, "received"), Err(PageError::Cursor));
    }

    #[test]
    fn whatever_else_comes_is_refused() {
        let id = RequestId::derive(&["one"]);
        let mut bad = vec![String::new(), "due".into(), "é".into(), "A".repeat(100_000)];
        bad.push(place().cursor("due") + "*");
        let texts = [
            format!("due 1 {id}"),
            format!("due 1 {id} 1 1"),
            format!("due x {id} 1"),
            "due 1 req_1 1".to_owned(),
            format!("due {} {id} 1", i64::MAX),
            format!("due {} {id} 1", i64::MIN),
            format!("due -9000000000000000 {id} 1"),
        ];
        bad.extend(texts.map(|text| URL_SAFE_NO_PAD.encode(text)));
        bad.push(URL_SAFE_NO_PAD.encode(b"due \xff"));
        for cursor in bad {
            assert_eq!(Place::parse(&cursor, "due"), Err(PageError::Cursor), "{cursor:.40}");
        }
    }

    #[test]
    fn a_page_has_one_to_two_hundred_rows() {
        for rows in [i64::MIN, -1, 0, 201, i64::MAX] {
            assert_eq!(Limit::parse(rows), Err(PageError::Limit));
        }
        let limit = Limit::parse(2).unwrap();
        let cursor = |row: &i32| row.to_string();
        let full = Listed { rows: vec![1, 2], next: Some("2".to_owned()) };
        assert_eq!(Listed::of(vec![1, 2, 3], limit, cursor), full);
        assert_eq!(Listed::of(vec![1, 2], limit, cursor).next, None);
        assert_eq!(Listed::of(Vec::new(), limit, cursor).next, None);
    }
}
