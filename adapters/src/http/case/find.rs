//! What is looked for in lists of cases, given in an address or in a body.

use chrono::{DateTime, SubsecRound as _, Utc};
use chrono_tz::Tz;
use cqrs_es::Aggregate;
use habeas_domain::ParseError;
use habeas_domain::case::CaseId;
use habeas_domain::kind::IdentifierType;
use habeas_domain::moment::start_of_day;
use habeas_domain::place::Country;

use crate::http::Api;
use crate::http::field::{Problems, Text};
use crate::http::paging::paged;
use crate::http::problem::Problem;
use crate::http::query::Params;
use crate::vault::Term;
use crate::views::page::{PageError, Sort};

/// Something that a person is known by.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct SoughtIdentifier {
    /// As in letters: `account`, `email`, `phone` …
    #[serde(rename = "type")]
    pub(in crate::http) kind: Text,
    pub(in crate::http) value: Text,
}

impl SoughtIdentifier {
    /// Takes it out of an address, where its two halves are parameters.
    pub(in crate::http) fn take(params: &mut Params, out: &mut Problems) -> Option<Self> {
        let kind = params.take("identifier_type", out);
        let value = params.take("identifier", out);
        match (kind, value) {
            (Some(kind), Some(value)) => Some(Self { kind, value }),
            (None, None) => None,
            (kind, _) => {
                let missing = if kind.is_some() { "/identifier" } else { "/identifier_type" };
                let rule = "must be given, as identifier and identifier_type go together";
                out.add(missing, ParseError { what: "identifier", rule });
                None
            }
        }
    }

    /// What the index knows it by; the pointers are those of its two halves.
    pub(in crate::http) fn term(
        &self,
        [of_kind, of_value]: [&str; 2],
        home: &Country,
        out: &mut Problems,
    ) -> Option<Term> {
        let kind = self.kind.parse(of_kind, out, IdentifierType::parse)?;
        self.value.parse(of_value, out, |text| Term::identifier(kind, text, Some(home)))
    }
}

/// Which cases of one kind the vault's index gives for all of these terms; none where nothing is looked
/// for. What is given twice over must be true of the same case. Whether the index has more than it
/// gives stands beside it.
pub(in crate::http) async fn found<I: CaseId + PartialEq>(
    api: &Api,
    terms: &[Term],
) -> Result<(Option<Vec<I>>, bool), Problem> {
    let (mut ids, mut more): (Option<Vec<I>>, bool) = (None, false);
    for term in terms {
        let found = api.vault().find(<I::Stream as Aggregate>::TYPE, term).await?;
        more |= found.more;
        let these: Vec<I> =
            found.cases.into_iter().filter_map(|case| I::read(&case.id).ok()).collect();
        ids = Some(match ids.take() {
            None => these,
            Some(before) => before.into_iter().filter(|id| these.contains(id)).collect(),
        });
    }
    Ok((ids, more))
}

/// The page that is asked for.
pub(in crate::http) fn page<P>(
    sort: Option<&Text>,
    limit: Option<i64>,
    cursor: Option<&Text>,
    out: &mut Problems,
    page: impl Fn(Sort, i64, Option<&str>) -> Result<P, PageError>,
) -> Option<P> {
    let sort = match sort {
        None => Some(Sort::Due),
        Some(text) => text.parse("/sort", out, |text| match text {
            "due" => Ok(Sort::Due),
            "received" => Ok(Sort::Received),
            _ => Err(ParseError { what: "sort", rule: "must be due or received" }),
        }),
    };
    // A cursor cannot be told right from wrong while its order is not known.
    let cursor = cursor.filter(|_| sort.is_some());
    let sort = sort.unwrap_or(Sort::Due);
    paged(limit, cursor, out, |limit, cursor| page(sort, limit, cursor))
}

/// Reads a text that may be missing.
pub(in crate::http) fn parsed<T>(
    text: Option<&Text>,
    pointer: &str,
    out: &mut Problems,
    parse: impl FnOnce(&str) -> Result<T, ParseError>,
) -> Option<T> {
    text?.parse(pointer, out, parse)
}

/// What is due before a day is late at its first instant.
pub(in crate::http) fn instant_or_day(text: &str, zone: Tz) -> Result<DateTime<Utc>, ParseError> {
    if let Ok(day) = text.parse() {
        return Ok(start_of_day(day, zone));
    }
    let rule = "must be a day, or a date and time with offset";
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.to_utc().trunc_subsecs(6))
        .map_err(|_| ParseError { what: "due_before", rule })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn before_a_day_means_before_it_begins_in_the_house() {
        let zone = chrono_tz::America::Los_Angeles;
        let read = |text| instant_or_day(text, zone).map(|at| at.to_rfc3339());
        assert_eq!(read("2026-12-14").unwrap(), "2026-12-14T08:00:00+00:00");
        assert_eq!(read("2026-12-14T00:00:00+08:00").unwrap(), "2026-12-13T16:00:00+00:00");
        assert!(read("soon").is_err() && read("2026-12-14T00:00:00").is_err());
    }
}
