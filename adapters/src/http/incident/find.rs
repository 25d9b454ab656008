//! Which incidents are looked for: one filter, given in an address or in a body.

use habeas_domain::breach::Risk;
use habeas_domain::id::PrincipalId;
use habeas_domain::incident::{Phase, Source, WaitingOn};
use habeas_domain::reference::Reference;

use crate::http::Api;
use crate::http::case::find::{SoughtIdentifier, found, instant_or_day, page, parsed};
use crate::http::field::{Problems, Text};
use crate::http::problem::Problem;
use crate::http::query::Params;
use crate::vault::Term;
use crate::views::incident::{Filter, Page};

/// Which incidents are looked for: those for which everything given is true.
#[derive(Debug, Default, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IncidentSearch {
    /// `open`, `closed`, `not_a_breach` or `merged`.
    state: Option<Text>,
    /// Who or what brought word.
    source: Option<Text>,
    /// What the newest version of the assessment finds.
    risk: Option<Text>,
    /// It waits for this, perhaps beside other things.
    waiting_on: Option<Text>,
    /// This officer took it.
    taken_by: Option<Text>,
    /// Something in it is late by then: an instant with offset, or a day, before which it is due in the zone of
    /// the house.
    due_before: Option<Text>,
    /// Something in it is late now.
    overdue: Option<bool>,
    /// Its reference, as people type it.
    reference: Option<Text>,
    /// A contact of whoever reported it.
    identifier: Option<SoughtIdentifier>,
    /// The reporter's own number for it.
    external_ref: Option<Text>,
    /// `due` (default) or `received`.
    sort: Option<Text>,
    /// Rows of a page, 1 to 200.
    limit: Option<i64>,
    /// `next` of the page before.
    cursor: Option<Text>,
}

/// What is looked for, read.
#[derive(Debug)]
pub(super) struct Sought {
    filter: Filter,
    terms: Vec<Term>,
    /// The page.
    pub(super) page: Page,
}

impl IncidentSearch {
    /// Reads the parameters of an address: every problem at once, each with its parameter.
    pub(super) fn of_query(query: Option<&str>, api: &Api) -> Result<Sought, Problem> {
        let (mut params, mut out) = (Params::read(query), Problems::default());
        let identifier = SoughtIdentifier::take(&mut params, &mut out);
        let search = Self {
            state: params.take("state", &mut out),
            source: params.take("source", &mut out),
            risk: params.take("risk", &mut out),
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
        let rules = api.cases().rules().now();
        let house = rules.house();
        let filter = Filter {
            phase: parsed(self.state.as_ref(), "/state", out, Phase::parse),
            source: parsed(self.source.as_ref(), "/source", out, Source::parse),
            risk: parsed(self.risk.as_ref(), "/risk", out, Risk::parse),
            waiting_on: parsed(self.waiting_on.as_ref(), "/waiting_on", out, WaitingOn::parse),
            taken_by: parsed(self.taken_by.as_ref(), "/taken_by", out, PrincipalId::parse),
            due_before: parsed(self.due_before.as_ref(), "/due_before", out, |text| {
                instant_or_day(text, house.zone)
            }),
            overdue: self.overdue.unwrap_or_default().then_some(now),
            reference: parsed(self.reference.as_ref(), "/reference", out, Reference::parse_typed),
            ids: None,
        };
        let sought = self.identifier.as_ref();
        let term = sought.and_then(|sought| sought.term(identifier, &house.country, out));
        let mut terms: Vec<Term> = term.into_iter().collect();
        terms.extend(parsed(self.external_ref.as_ref(), "/external_ref", out, Term::portal_ticket));
        let page = page(self.sort.as_ref(), self.limit, self.cursor.as_ref(), out, Page::parse);
        Some(Sought { filter, terms, page: page? })
    }
}

impl Sought {
    /// The filter with the ids that the vault's index gives, and whether it has more.
    pub(super) async fn narrowed(&self, api: &Api) -> Result<(Filter, bool), Problem> {
        let (ids, more) = found(api, &self.terms).await?;
        Ok((Filter { ids, ..self.filter.clone() }, more))
    }
}
