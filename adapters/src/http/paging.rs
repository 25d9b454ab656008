//! Pages of lists: how many rows, and after which.

use habeas_domain::ParseError;

use super::field::{Problems, Text};
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
    let limit = limit.unwrap_or(USUAL);
    let rows = Limit::parse(limit).map(|_| limit);
    if rows.is_err() {
        out.add("/limit", ParseError { what: "limit", rule: "must be 1 to 200" });
    }
    let cursor = cursor.map(Text::clear);
    let cursor = cursor.as_ref().map(|text| text.reveal().as_str());
    let read = page(rows.unwrap_or(USUAL), cursor);
    if read.is_err() {
        let rule = "must be one that the page before gave, in the same order";
        out.add("/cursor", ParseError { what: "cursor", rule });
    }
    read.ok()
}
