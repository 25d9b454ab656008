//! Pages of lists: how many rows, and after which.

use habeas_domain::ParseError;

use super::field::{Problems, Text};
use super::query::Params;
use crate::views::page::{Limit, PageError};

/// Rows of a page when nothing is said.
const USUAL: i64 = 50;

/// The page that is asked for: both of its problems at once, where both are wrong.
pub(super) fn paged<P>(
    limit: Option<i64>,
    cursor: Option<&Text>,
    out: &mut Problems,
    page: impl Fn(i64, Option<&str>) -> Result<P, PageError>,
) -> Option<P> {
    let limit = limit_of(limit, out);
    let cursor = cursor.map(Text::clear);
    let cursor = cursor.as_ref().map(|text| text.reveal().as_str());
    let read = page(limit, cursor);
    if read.is_err() {
        let rule = "must be one that the page before gave, in the same order";
        out.add("/cursor", ParseError { what: "cursor", rule });
    }
    read.ok()
}

fn limit_of(limit: Option<i64>, out: &mut Problems) -> i64 {
    let limit = limit.unwrap_or(USUAL);
    if Limit::parse(limit).is_err() {
        out.add("/limit", ParseError { what: "limit", rule: "must be 1 to 200" });
        return USUAL;
    }
    limit
}

/// How many rows of a list are asked for whose cursors are what its rows are sorted by.
pub(super) struct Rows(i64);

impl Rows {
    /// Takes the parameter out.
    pub(super) fn take(params: &mut Params, out: &mut Problems) -> Self {
        let limit = params.number("limit", out);
        Self(limit_of(limit, out))
    }

    /// One more than the page holds: it shows whether anything is left.
    pub(super) const fn and_one(&self) -> i64 {
        self.0 + 1
    }

    /// Cuts a list that was asked for one more down to the page; gives what the next one comes after.
    pub(super) fn cut<T, C>(&self, rows: &mut Vec<T>, after: impl Fn(&T) -> C) -> Option<C> {
        let more = i64::try_from(rows.len()).is_ok_and(|count| count > self.0);
        if more {
            rows.pop();
        }
        rows.last().filter(|_| more).map(after)
    }
}
