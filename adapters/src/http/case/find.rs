//! What is looked for in lists of cases, given in an address or in a body.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cqrs_es::Aggregate;
use habeas_domain::ParseError;
use habeas_domain::case::CaseId;
use habeas_domain::clock::Due;
use habeas_domain::kind::IdentifierType;
use habeas_domain::moment::start_of_day;
use habeas_domain::place::Country;
use habeas_domain::reference::Reference;

use super::list::CountAnswer;
use crate::http::Api;
use crate::http::field::{Problems, Text, due_of};
use crate::http::paging::paged;
use crate::http::problem::Problem;
use crate::http::query::Params;
use crate::vault::Term;
use crate::views::list::{self, Filter};
use crate::views::page::{Listed, Page, Sort};

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

/// What is looked for among cases of one kind, as it came: those for which everything given is true.
pub(in crate::http) trait Search: Sized {
    /// The filter of their list.
    type Filter: Filter;

    /// Takes it out of an address.
    fn take(params: &mut Params, out: &mut Problems) -> Self;
    /// What it has in common with a search among cases of another kind.
    fn common(&self) -> Common<'_>;
    /// The filter; what the vault's index knows is added later.
    fn filter(&self, read: &mut Reading<'_>) -> Self::Filter;

    /// Reads the parameters of an address: every problem at once, each with its parameter.
    fn of_query(query: Option<&str>, api: &Api) -> Result<Sought<Self::Filter>, Problem> {
        let (mut params, mut out) = (Params::read(query), Problems::default());
        let search = Self::take(&mut params, &mut out);
        params.finish(&mut out);
        let sought = Sought::read(&search, api, &mut out, ["/identifier_type", "/identifier"]);
        out.of_parameters().finish(sought)
    }

    /// Reads a body: every problem at once, each with its pointer.
    fn of_body(&self, api: &Api) -> Result<Sought<Self::Filter>, Problem> {
        let mut out = Problems::default();
        let sought = Sought::read(self, api, &mut out, ["/identifier/type", "/identifier/value"]);
        out.finish(sought)
    }
}

/// What every search has, as it came.
#[derive(Clone, Copy)]
pub(in crate::http) struct Common<'s> {
    pub(in crate::http) due_before: Option<&'s Text>,
    pub(in crate::http) overdue: Option<bool>,
    pub(in crate::http) reference: Option<&'s Text>,
    pub(in crate::http) identifier: Option<&'s SoughtIdentifier>,
    pub(in crate::http) external_ref: Option<&'s Text>,
    pub(in crate::http) sort: Option<&'s Text>,
    pub(in crate::http) limit: Option<i64>,
    pub(in crate::http) cursor: Option<&'s Text>,
}

/// Two functions of [`Search`] that go through its fields: those that are its own, all of them texts, and
/// those of [`Common`]. They stand side by side in each search, since its schema and its problems name
/// them so.
macro_rules! fields {
    ($($own:ident),+) => {
        fn take(
            params: &mut $crate::http::query::Params,
            out: &mut $crate::http::field::Problems,
        ) -> Self {
            Self {
                identifier: $crate::http::case::find::SoughtIdentifier::take(params, out),
                $($own: params.take(stringify!($own), out),)+
                due_before: params.take("due_before", out),
                overdue: params.flag("overdue", out),
                reference: params.take("reference", out),
                external_ref: params.take("external_ref", out),
                sort: params.take("sort", out),
                limit: params.number("limit", out),
                cursor: params.take("cursor", out),
            }
        }

        fn common(&self) -> $crate::http::case::find::Common<'_> {
            $crate::http::case::find::Common {
                due_before: self.due_before.as_ref(),
                overdue: self.overdue,
                reference: self.reference.as_ref(),
                identifier: self.identifier.as_ref(),
                external_ref: self.external_ref.as_ref(),
                sort: self.sort.as_ref(),
                limit: self.limit,
                cursor: self.cursor.as_ref(),
            }
        }
    };
}
pub(in crate::http) use fields;

/// Reads the fields of a search, and keeps every problem.
pub(in crate::http) struct Reading<'r> {
    common: Common<'r>,
    out: &'r mut Problems,
    now: DateTime<Utc>,
    zone: Tz,
}

impl Reading<'_> {
    /// A text that may be missing.
    pub(in crate::http) fn text<T>(
        &mut self,
        text: Option<&Text>,
        pointer: &str,
        parse: impl FnOnce(&str) -> Result<T, ParseError>,
    ) -> Option<T> {
        text?.parse(pointer, self.out, parse)
    }

    /// By when the cases are late.
    pub(in crate::http) fn due_before(&mut self) -> Option<DateTime<Utc>> {
        let zone = self.zone;
        self.text(self.common.due_before, "/due_before", |text| instant_or_day(text, zone))
    }

    /// The time at which they are late, if that is now.
    pub(in crate::http) fn overdue(&self) -> Option<DateTime<Utc>> {
        self.common.overdue.unwrap_or_default().then_some(self.now)
    }

    /// The reference that they have.
    pub(in crate::http) fn reference(&mut self) -> Option<Reference> {
        self.text(self.common.reference, "/reference", Reference::parse_typed)
    }
}

/// What is looked for, read.
pub(in crate::http) struct Sought<F: Filter> {
    filter: F,
    terms: Vec<Term>,
    page: Page<F::Id>,
}

/// One page of what was found.
pub(in crate::http) struct Found<R> {
    /// The rows, in order.
    pub(in crate::http) rows: Vec<R>,
    /// The cursor of the next page.
    pub(in crate::http) next: Option<String>,
    /// How many there are on all pages.
    pub(in crate::http) count: CountAnswer,
    /// Whether the index has more cases than it gives.
    pub(in crate::http) incomplete: bool,
    /// When it was found.
    pub(in crate::http) now: DateTime<Utc>,
}

impl<F: Filter> Sought<F> {
    /// The pointers are those of the two halves of the identifier.
    fn read<S: Search<Filter = F>>(
        search: &S,
        api: &Api,
        out: &mut Problems,
        identifier: [&str; 2],
    ) -> Option<Self> {
        let (common, now) = (search.common(), api.desk().clock().now());
        let rules = api.cases().rules().now();
        let house = rules.house();
        let mut reading = Reading { common, out, now, zone: house.zone };
        let filter = search.filter(&mut reading);
        let term = common.identifier.and_then(|one| one.term(identifier, &house.country, out));
        let ticket = common.external_ref;
        let ticket = ticket.and_then(|t| t.parse("/external_ref", out, Term::portal_ticket));
        let page = page(common, out)?;
        Some(Self { filter, terms: term.into_iter().chain(ticket).collect(), page })
    }

    /// Finds it.
    pub(in crate::http) async fn found(mut self, api: &Api) -> Result<Found<F::Row>, Problem> {
        let (ids, incomplete) = indexed(api, &self.terms).await?;
        self.filter.among(ids);
        let now = api.desk().clock().now();
        let mut reader = api.desk().read().await?;
        let Listed { rows, next } = list::list(reader.conn(), &self.filter, &self.page).await?;
        let count = list::count(reader.conn(), &self.filter).await?.into();
        Ok(Found { rows, next, count, incomplete, now })
    }
}

/// Which cases of one kind the vault's index gives for all of these terms; none where nothing is looked
/// for. What is given twice over must be true of the same case. Whether the index has more than it
/// gives stands beside it.
async fn indexed<I: CaseId + PartialEq>(
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
fn page<I: CaseId>(common: Common<'_>, out: &mut Problems) -> Option<Page<I>> {
    let Common { sort, limit, cursor, .. } = common;
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
    paged(limit, cursor, out, |limit, cursor| Page::parse(sort, limit, cursor))
}

/// What is due before a day is late at its first instant.
fn instant_or_day(text: &str, zone: Tz) -> Result<DateTime<Utc>, ParseError> {
    match due_of(text) {
        Some(Due::Day(day)) => Ok(start_of_day(day, zone)),
        Some(Due::Instant(at)) => Ok(at),
        None => {
            let rule = "must be a day, or a date and time with offset";
            Err(ParseError { what: "due_before", rule })
        }
    }
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
        for wrong in ["soon", "2026-12-14T00:00:00", "+262142-12-31", "-4800-01-01"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
