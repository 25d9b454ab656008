//! What is looked for: one filter, given in an address or in a body.

use chrono::{DateTime, SubsecRound as _, Utc};
use chrono_tz::Tz;
use cqrs_es::Aggregate as _;
use habeas_domain::ParseError;
use habeas_domain::id::{PrincipalId, RequestId};
use habeas_domain::kind::{IdentifierType, ItemKind};
use habeas_domain::moment::start_of_day;
use habeas_domain::reference::Reference;
use habeas_domain::request::{Phase, PublicStatus, Request, WaitingOn};

use crate::http::Api;
use crate::http::field::{Problems, Text};
use crate::http::paging::paged;
use crate::http::problem::Problem;
use crate::http::query::Params;
use crate::vault::Term;
use crate::views::request::{Filter, Page, Sort};

/// Which requests are looked for: those for which everything given is true.
#[derive(Debug, Default, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Search {
    /// `open`, `answered`, `finished` or `closed`.
    state: Option<Text>,
    /// The word that the person may see.
    status: Option<Text>,
    /// The request asks for this, perhaps beside other things.
    kind: Option<Text>,
    /// It waits for this, perhaps beside other things.
    waiting_on: Option<Text>,
    /// This officer took an item of it.
    taken_by: Option<Text>,
    /// It is late by then: an instant with offset, or a day, before which it is due in the zone of
    /// the house.
    due_before: Option<Text>,
    /// It is late now.
    overdue: Option<bool>,
    /// Its reference, as people type it.
    reference: Option<Text>,
    /// What the subject is known by, or a contact of the requester.
    identifier: Option<SoughtIdentifier>,
    /// The portal's own ticket number.
    external_ref: Option<Text>,
    /// `due` (default) or `received`.
    sort: Option<Text>,
    /// Rows of a page, 1 to 200.
    limit: Option<i64>,
    /// `next` of the page before.
    cursor: Option<Text>,
}

/// Something that a person is known by.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct SoughtIdentifier {
    /// As in letters: `account`, `email`, `phone` …
    #[serde(rename = "type")]
    kind: Text,
    value: Text,
}

/// What is looked for, read.
#[derive(Debug)]
pub(super) struct Sought {
    filter: Filter,
    terms: Vec<Term>,
    /// The page.
    pub(super) page: Page,
}

/// The filter as the view takes it, and whether the index has more cases than it gives.
#[derive(Debug)]
pub(super) struct Narrowed {
    /// The filter.
    pub(super) filter: Filter,
    /// Whether there are cases that are not looked at.
    pub(super) more: bool,
}

impl Search {
    /// Reads the parameters of an address: every problem at once, each with its parameter.
    pub(super) fn of_query(query: Option<&str>, api: &Api) -> Result<Sought, Problem> {
        let (mut params, mut out) = (Params::read(query), Problems::default());
        let kind = params.take("identifier_type", &mut out);
        let value = params.take("identifier", &mut out);
        let identifier = match (kind, value) {
            (Some(kind), Some(value)) => Some(SoughtIdentifier { kind, value }),
            (None, None) => None,
            (kind, _) => {
                let missing = if kind.is_some() { "/identifier" } else { "/identifier_type" };
                let rule = "must be given, as identifier and identifier_type go together";
                out.add(missing, ParseError { what: "identifier", rule });
                None
            }
        };
        let search = Self {
            state: params.take("state", &mut out),
            status: params.take("status", &mut out),
            kind: params.take("kind", &mut out),
            waiting_on: params.take("waiting_on", &mut out),
            taken_by: params.take("taken_by", &mut out),
            due_before: params.take("due_before", &mut out),
            overdue: params.flag("overdue", &mut out),
            reference: params.take("reference", &mut out),
            identifier,
            external_ref: params.take("external_ref", &mut out),
            sort: params.take("sort", &mut out),
            limit: params.number("limit", &mut out),
            cursor: params.take("cursor", &mut out),
        };
        params.finish(&mut out);
        let read = search.read(api, &mut out, ["/identifier_type", "/identifier"]);
        out.of_parameters().finish(read)
    }

    /// Reads a body: every problem at once, each with its pointer.
    pub(super) fn of_body(&self, api: &Api) -> Result<Sought, Problem> {
        let mut out = Problems::default();
        let read = self.read(api, &mut out, ["/identifier/type", "/identifier/value"]);
        out.finish(read)
    }

    fn read(&self, api: &Api, out: &mut Problems, identifier: [&str; 2]) -> Option<Sought> {
        let now = api.desk().clock().now();
        let rules = api.requests().rules().now();
        let house = rules.house();
        let filter = Filter {
            phase: parsed(self.state.as_ref(), "/state", out, Phase::parse),
            public_status: parsed(self.status.as_ref(), "/status", out, PublicStatus::parse),
            kind: parsed(self.kind.as_ref(), "/kind", out, ItemKind::parse),
            waiting_on: parsed(self.waiting_on.as_ref(), "/waiting_on", out, WaitingOn::parse),
            taken_by: parsed(self.taken_by.as_ref(), "/taken_by", out, PrincipalId::parse),
            due_before: parsed(self.due_before.as_ref(), "/due_before", out, |text| {
                instant_or_day(text, house.zone)
            }),
            overdue: self.overdue.unwrap_or_default().then_some(now),
            reference: parsed(self.reference.as_ref(), "/reference", out, Reference::parse_typed),
            ids: None,
        };
        let mut terms = Vec::new();
        if let Some(SoughtIdentifier { kind, value }) = &self.identifier {
            let [of_kind, of_value] = identifier;
            let kind = kind.parse(of_kind, out, IdentifierType::parse);
            terms.extend(kind.and_then(|kind| {
                value
                    .parse(of_value, out, |text| Term::identifier(kind, text, Some(&house.country)))
            }));
        }
        terms.extend(parsed(self.external_ref.as_ref(), "/external_ref", out, Term::portal_ticket));
        let page = self.page(out);
        Some(Sought { filter, terms, page: page? })
    }

    fn page(&self, out: &mut Problems) -> Option<Page> {
        let sort = match &self.sort {
            None => Some(Sort::Due),
            Some(text) => text.parse("/sort", out, |text| match text {
                "due" => Ok(Sort::Due),
                "received" => Ok(Sort::Received),
                _ => Err(ParseError { what: "sort", rule: "must be due or received" }),
            }),
        };
        // A cursor cannot be told right from wrong while its order is not known.
        let cursor = self.cursor.as_ref().filter(|_| sort.is_some());
        let sort = sort.unwrap_or(Sort::Due);
        paged(self.limit, cursor, out, |limit, cursor| Page::parse(sort, limit, cursor))
    }
}

impl Sought {
    /// The filter with the ids that the vault's index gives. What is given twice over must be true
    /// of the same case.
    pub(super) async fn narrowed(&self, api: &Api) -> Result<Narrowed, Problem> {
        let (mut filter, mut more) = (self.filter.clone(), false);
        for term in &self.terms {
            let found = api.vault().find(term).await?;
            more |= found.more;
            let requests = found.cases.into_iter().filter(|case| case.kind == Request::TYPE);
            let ids: Vec<RequestId> =
                requests.filter_map(|case| RequestId::parse(&case.id).ok()).collect();
            filter.ids = Some(match filter.ids.take() {
                None => ids,
                Some(before) => before.into_iter().filter(|id| ids.contains(id)).collect(),
            });
        }
        Ok(Narrowed { filter, more })
    }
}

fn parsed<T>(
    text: Option<&Text>,
    pointer: &str,
    out: &mut Problems,
    parse: impl FnOnce(&str) -> Result<T, ParseError>,
) -> Option<T> {
    text?.parse(pointer, out, parse)
}

/// What is due before a day is late at its first instant.
fn instant_or_day(text: &str, zone: Tz) -> Result<DateTime<Utc>, ParseError> {
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
