//! `GET /v1/incidents` and `POST /v1/incidents/search`.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use habeas_domain::incident::WaitingOn;

use super::find::IncidentSearch;
use crate::http::caller::{Caller, Right};
use crate::http::case::find::Search as _;
use crate::http::case::list::{CountAnswer, DueAnswer, Found, marks, moment};
use crate::http::posted::Asked;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::{At, unkept};
use crate::views::incident::Row;

/// One page of incidents.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct IncidentListAnswer {
    /// The rows, in order.
    incidents: Vec<IncidentRow>,
    /// The cursor of the next page; none when this is the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// How many there are on all pages.
    count: CountAnswer,
    /// Whether the person has more cases than a search by personal data looks at; the newest are
    /// here.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    incomplete: bool,
}

/// An incident in a list.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct IncidentRow {
    /// The id, for machines.
    id: String,
    /// The reference, for people.
    reference: String,
    /// Who or what brought word.
    source: &'static str,
    /// `open`, `closed`, `not_a_breach` or `merged`.
    phase: &'static str,
    /// What is waited for.
    waiting_on: Vec<&'static str>,
    /// When word of it came: an instant, or a day where only that is known.
    received: String,
    /// The most urgent of all that is owed; none when nothing is.
    due: Option<DueAnswer>,
    /// How many versions of the assessment there are.
    versions: u16,
    /// What the newest finds.
    #[serde(skip_serializing_if = "Option::is_none")]
    risk: Option<&'static str>,
    /// The officer who took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_by: Option<String>,
    /// `stayed`, `undeliverable`.
    marks: Vec<&'static str>,
    /// The decision revision.
    revision: u64,
    /// The sequence of the newest event that this row has seen.
    version: u64,
}

/// List incidents. What whoever reported it is known by is better asked for by `POST /v1/incidents/search`:
/// addresses are kept in the logs of everything on the way.
#[utoipa::path(
    get, path = "/incidents", tag = "incidents",
    params(
        ("state" = Option<String>, Query), ("source" = Option<String>, Query), ("risk" = Option<String>, Query),
        ("waiting_on" = Option<String>, Query), ("taken_by" = Option<String>, Query),
        ("due_before" = Option<String>, Query),
        ("overdue" = Option<bool>, Query), ("reference" = Option<String>, Query),
        ("identifier_type" = Option<String>, Query), ("identifier" = Option<String>, Query),
        ("external_ref" = Option<String>, Query), ("sort" = Option<String>, Query),
        ("limit" = Option<i64>, Query), ("cursor" = Option<String>, Query),
    ),
    responses((status = 200, body = IncidentListAnswer), (status = 401, body = ProblemBody),
              (status = 403, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn list(
    State(api): At,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    caller.needs(Right::SeeIncidents)?;
    let sought = IncidentSearch::of_query(query.as_deref(), &api)?;
    Ok(answer(sought.found(&api).await?))
}

/// Look for incidents by what must not stand in an address. Changes nothing, and needs no key.
#[utoipa::path(
    post, path = "/incidents/search", tag = "incidents", request_body = IncidentSearch,
    responses((status = 200, body = IncidentListAnswer), (status = 401, body = ProblemBody),
              (status = 403, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn search(
    State(api): At,
    asked: Asked<IncidentSearch>,
) -> Result<Response, Problem> {
    asked.caller.needs(Right::SeeIncidents)?;
    let sought = asked.body.of_body(&api)?;
    Ok(answer(sought.found(&api).await?))
}

fn answer(found: Found<Row>) -> Response {
    unkept(IncidentListAnswer {
        incidents: found.rows.iter().map(|row| IncidentRow::of(row, found.now)).collect(),
        next: found.next,
        count: found.count,
        incomplete: found.incomplete,
    })
}

impl IncidentRow {
    fn of(row: &Row, now: DateTime<Utc>) -> Self {
        Self {
            id: row.id.as_str().to_owned(),
            reference: row.reference.as_str().to_owned(),
            source: row.source.code(),
            phase: row.phase.code(),
            waiting_on: row.waiting_on.iter().copied().map(WaitingOn::code).collect(),
            received: moment(row.received),
            due: row.due.as_ref().map(|due| DueAnswer::of(due, now)),
            versions: row.versions,
            risk: row.risk.map(habeas_domain::breach::Risk::code),
            taken_by: row.taken_by.as_ref().map(ToString::to_string),
            marks: marks(&[(row.stayed, "stayed"), (row.undeliverable, "undeliverable")]),
            revision: row.revision,
            version: row.version,
        }
    }
}
