//! `GET /v1/campaigns`.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use habeas_domain::campaign::{Kind, Phase, Stage, WaitingOn};
use habeas_domain::id::{IncidentId, PrincipalId};

use crate::http::caller::{Caller, Right};
use crate::http::case::list::{CountAnswer, Reading, Sought, Wanted};
use crate::http::field::{Problems, Text};
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Params;
use crate::http::{Api, At, unkept};
use crate::views::campaign::{Filter, Shown};

/// One page of campaigns.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct CampaignListAnswer {
    /// The rows, in order.
    campaigns: Vec<CampaignRow>,
    /// The cursor of the next page; none when this is the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// How many there are on all pages.
    count: CountAnswer,
}

/// A campaign in a list.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct CampaignRow {
    /// The id, for machines.
    id: String,
    /// The reference, for people.
    reference: String,
    /// What it is about.
    kind: &'static str,
    /// The incident, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    incident: Option<String>,
    /// `open` or `closed`.
    phase: &'static str,
    /// Where its newest version stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'static str>,
    /// What is waited for.
    waiting_on: Vec<&'static str>,
    /// When it was begun.
    #[schema(value_type = String)]
    drafted: DateTime<Utc>,
    /// Who wrote any of it.
    authors: Vec<String>,
    /// How many people are on its lists.
    people: u64,
    /// The revision.
    revision: u64,
    /// The sequence of the newest event that this row has seen.
    version: u64,
}

/// List campaigns. Whom they tell is looked for by `POST /v1/campaigns/search`.
#[utoipa::path(
    get, path = "/campaigns", tag = "campaigns",
    params(
        ("state" = Option<String>, Query), ("kind" = Option<String>, Query),
        ("stage" = Option<String>, Query, description = "where the newest version stands"),
        ("incident" = Option<String>, Query), ("author" = Option<String>, Query),
        ("waiting_on" = Option<String>, Query), ("drafted_from" = Option<String>, Query),
        ("drafted_before" = Option<String>, Query), ("reference" = Option<String>, Query),
        ("sort" = Option<String>, Query, description = "`drafted` (default) or `moved`: what is newest comes first"),
        ("limit" = Option<i64>, Query), ("cursor" = Option<String>, Query),
    ),
    responses((status = 200, body = CampaignListAnswer), (status = 401, body = ProblemBody),
              (status = 403, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn list(
    State(api): At,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    caller.needs(Right::SeeCampaigns)?;
    let found = sought(query.as_deref(), &api)?.found(&api).await?;
    Ok(unkept(CampaignListAnswer {
        campaigns: found.rows.iter().map(|shown| CampaignRow::of(shown, found.now)).collect(),
        next: found.next,
        count: found.count,
    }))
}

/// Which campaigns are looked for, as it came: those for which everything given is true.
struct CampaignSearch {
    state: Option<Text>,
    kind: Option<Text>,
    stage: Option<Text>,
    incident: Option<Text>,
    author: Option<Text>,
    waiting_on: Option<Text>,
    drafted_from: Option<Text>,
    drafted_before: Option<Text>,
    reference: Option<Text>,
}

/// Reads the parameters of an address: every problem at once, each with its parameter.
fn sought(query: Option<&str>, api: &Api) -> Result<Sought<Filter>, Problem> {
    let (mut params, mut out) = (Params::read(query), Problems::default());
    let search = CampaignSearch::take(&mut params, &mut out);
    let (sort, cursor) = (params.take("sort", &mut out), params.take("cursor", &mut out));
    let limit = params.number("limit", &mut out);
    params.finish(&mut out);
    let filter = search.filter(&mut Reading::of(api, &mut out));
    let page = Wanted { sort: sort.as_ref(), limit, cursor: cursor.as_ref() }.read(&mut out);
    out.of_parameters().finish(page.map(|page| Sought { filter, page }))
}

impl CampaignSearch {
    fn take(params: &mut Params, out: &mut Problems) -> Self {
        let mut take = |name| params.take(name, out);
        Self {
            state: take("state"),
            kind: take("kind"),
            stage: take("stage"),
            incident: take("incident"),
            author: take("author"),
            waiting_on: take("waiting_on"),
            drafted_from: take("drafted_from"),
            drafted_before: take("drafted_before"),
            reference: take("reference"),
        }
    }

    fn filter(&self, read: &mut Reading<'_>) -> Filter {
        let on = read.text(self.waiting_on.as_ref(), "/waiting_on", WaitingOn::parse);
        Filter {
            phase: read.text(self.state.as_ref(), "/state", Phase::parse),
            kind: read.text(self.kind.as_ref(), "/kind", Kind::parse),
            stage: read.text(self.stage.as_ref(), "/stage", Stage::parse),
            incident: read.text(self.incident.as_ref(), "/incident", IncidentId::parse),
            author: read.text(self.author.as_ref(), "/author", PrincipalId::parse),
            waiting_on: on.map(|on| (on, read.now())),
            drafted_from: read.time(self.drafted_from.as_ref(), "/drafted_from"),
            drafted_before: read.time(self.drafted_before.as_ref(), "/drafted_before"),
            reference: read.reference(self.reference.as_ref()),
        }
    }
}

impl CampaignRow {
    fn of(shown: &Shown, now: DateTime<Utc>) -> Self {
        let row = &shown.row;
        Self {
            id: row.id.as_str().to_owned(),
            reference: row.reference.as_str().to_owned(),
            kind: row.kind.code(),
            incident: row.incident.as_ref().map(ToString::to_string),
            phase: row.phase.code(),
            stage: row.stage.map(Stage::code),
            waiting_on: shown.waiting_on(now).into_iter().map(WaitingOn::code).collect(),
            drafted: row.drafted,
            authors: row.authors.iter().map(ToString::to_string).collect(),
            people: row.people,
            revision: row.revision,
            version: row.version,
        }
    }
}
