//! `GET /v1/complaints` and `POST /v1/complaints/search`.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use habeas_domain::complaint::WaitingOn;

use super::find::ComplaintSearch;
use crate::http::caller::{Caller, Right};
use crate::http::case::find::Search as _;
use crate::http::case::list::{CountAnswer, DueAnswer, Found, marks, moment};
use crate::http::posted::Asked;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::{At, unkept};
use crate::views::complaint::Row;

/// One page of complaints.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct ComplaintListAnswer {
    /// The rows, in order.
    complaints: Vec<ComplaintRow>,
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

/// A complaint in a list.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct ComplaintRow {
    /// The id, for machines.
    id: String,
    /// The reference, for people.
    reference: String,
    /// What is brought.
    kind: &'static str,
    /// `open`, `answered` or `closed`.
    phase: &'static str,
    /// What is waited for.
    waiting_on: Vec<&'static str>,
    /// When it was received: an instant, or a day where only that is known.
    received: String,
    /// When the answer is due; none when none is owed any more.
    due: Option<DueAnswer>,
    /// The request that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<String>,
    /// The officer who took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_by: Option<String>,
    /// `escalated`, `undeliverable`.
    marks: Vec<&'static str>,
    /// The decision revision.
    revision: u64,
    /// The sequence of the newest event that this row has seen.
    version: u64,
}

/// List complaints. What a person is known by is better asked for by `POST /v1/complaints/search`:
/// addresses are kept in the logs of everything on the way.
#[utoipa::path(
    get, path = "/complaints", tag = "complaints",
    params(
        ("state" = Option<String>, Query), ("kind" = Option<String>, Query),
        ("waiting_on" = Option<String>, Query), ("taken_by" = Option<String>, Query),
        ("about" = Option<String>, Query), ("due_before" = Option<String>, Query),
        ("overdue" = Option<bool>, Query), ("reference" = Option<String>, Query),
        ("identifier_type" = Option<String>, Query), ("identifier" = Option<String>, Query),
        ("external_ref" = Option<String>, Query), ("sort" = Option<String>, Query),
        ("limit" = Option<i64>, Query), ("cursor" = Option<String>, Query),
    ),
    responses((status = 200, body = ComplaintListAnswer), (status = 401, body = ProblemBody),
              (status = 403, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn list(
    State(api): At,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    caller.needs(Right::Read)?;
    let sought = ComplaintSearch::of_query(query.as_deref(), &api)?;
    Ok(answer(sought.found(&api).await?))
}

/// Look for complaints by what must not stand in an address. Changes nothing, and needs no key.
#[utoipa::path(
    post, path = "/complaints/search", tag = "complaints", request_body = ComplaintSearch,
    responses((status = 200, body = ComplaintListAnswer), (status = 401, body = ProblemBody),
              (status = 403, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn search(
    State(api): At,
    asked: Asked<ComplaintSearch>,
) -> Result<Response, Problem> {
    asked.caller.needs(Right::Read)?;
    let sought = asked.body.of_body(&api)?;
    Ok(answer(sought.found(&api).await?))
}

fn answer(found: Found<Row>) -> Response {
    unkept(ComplaintListAnswer {
        complaints: found.rows.iter().map(|row| ComplaintRow::of(row, found.now)).collect(),
        next: found.next,
        count: found.count,
        incomplete: found.incomplete,
    })
}

impl ComplaintRow {
    fn of(row: &Row, now: DateTime<Utc>) -> Self {
        Self {
            id: row.id.as_str().to_owned(),
            reference: row.reference.as_str().to_owned(),
            kind: row.kind.code(),
            phase: row.phase.code(),
            waiting_on: row.waiting_on.iter().copied().map(WaitingOn::code).collect(),
            received: moment(row.received),
            due: row.due.as_ref().map(|due| DueAnswer::of(due, now)),
            about: row.about.as_ref().map(ToString::to_string),
            taken_by: row.taken_by.as_ref().map(ToString::to_string),
            marks: marks(&[(row.escalated, "escalated"), (row.undeliverable, "undeliverable")]),
            revision: row.revision,
            version: row.version,
        }
    }
}
