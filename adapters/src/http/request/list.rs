//! `GET /v1/requests` and `POST /v1/requests/search`.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use habeas_domain::actor::Role;
use habeas_domain::kind::ItemKind;
use habeas_domain::request::WaitingOn;

use super::find::Search;
use crate::http::caller::{Caller, Right, sees_confidential};
use crate::http::case::find::Search as _;
use crate::http::case::list::{CountAnswer, DueAnswer, Found, marks, moment};
use crate::http::posted::Asked;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::{At, unkept};
use crate::views::request::Row;

/// One page of requests.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct ListAnswer {
    /// The rows, in order.
    requests: Vec<RowAnswer>,
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

/// A request in a list.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct RowAnswer {
    /// The id, for machines.
    id: String,
    /// The reference, for people.
    reference: String,
    /// `open`, `answered`, `finished` or `closed`.
    phase: &'static str,
    /// One word that may be shown to the person.
    public_status: &'static str,
    /// What is waited for.
    waiting_on: Vec<&'static str>,
    /// What is asked, each kind once.
    kinds: Vec<&'static str>,
    /// When it was received: an instant, or a day where only that is known.
    received: String,
    /// When the answer is due; none when none is owed any more.
    due: Option<DueAnswer>,
    /// The officers who took items.
    taken_by: Vec<String>,
    /// `duplicate`, `repeat`, `undeliverable`, `held`; `held_confidentially` for those who decide.
    marks: Vec<&'static str>,
    /// The decision revision.
    revision: u64,
    /// The sequence of the newest event that this row has seen.
    version: u64,
}

/// List requests. What a person is known by is better asked for by `POST /v1/requests/search`:
/// addresses are kept in the logs of everything on the way.
#[utoipa::path(
    get, path = "/requests", tag = "requests",
    params(
        ("state" = Option<String>, Query), ("status" = Option<String>, Query),
        ("kind" = Option<String>, Query), ("waiting_on" = Option<String>, Query),
        ("taken_by" = Option<String>, Query), ("due_before" = Option<String>, Query),
        ("overdue" = Option<bool>, Query), ("reference" = Option<String>, Query),
        ("identifier_type" = Option<String>, Query), ("identifier" = Option<String>, Query),
        ("external_ref" = Option<String>, Query), ("sort" = Option<String>, Query),
        ("limit" = Option<i64>, Query), ("cursor" = Option<String>, Query),
    ),
    responses((status = 200, body = ListAnswer), (status = 401, body = ProblemBody),
              (status = 403, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn list(
    State(api): At,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    caller.needs(Right::Read)?;
    let sought = Search::of_query(query.as_deref(), &api)?;
    Ok(answer(sought.found(&api).await?, caller.actor.role))
}

/// Look for requests by what must not stand in an address. Changes nothing, and needs no key.
#[utoipa::path(
    post, path = "/requests/search", tag = "requests", request_body = Search,
    responses((status = 200, body = ListAnswer), (status = 401, body = ProblemBody),
              (status = 403, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn search(State(api): At, asked: Asked<Search>) -> Result<Response, Problem> {
    asked.caller.needs(Right::Read)?;
    let sought = asked.body.of_body(&api)?;
    Ok(answer(sought.found(&api).await?, asked.caller.actor.role))
}

fn answer(found: Found<Row>, role: Role) -> Response {
    unkept(ListAnswer {
        requests: found.rows.iter().map(|row| RowAnswer::of(row, role, found.now)).collect(),
        next: found.next,
        count: found.count,
        incomplete: found.incomplete,
    })
}

impl RowAnswer {
    fn of(row: &Row, role: Role, now: DateTime<Utc>) -> Self {
        let confidential = row.holds.confidential && sees_confidential(role);
        Self {
            id: row.id.as_str().to_owned(),
            reference: row.reference.as_str().to_owned(),
            phase: row.phase.code(),
            public_status: row.public_status.code(),
            waiting_on: row.waiting_on.iter().copied().map(WaitingOn::code).collect(),
            kinds: row.kinds.iter().copied().map(ItemKind::code).collect(),
            received: moment(row.received),
            due: row.due.as_ref().map(|due| DueAnswer::of(due, now)),
            taken_by: row.taken_by.iter().map(ToString::to_string).collect(),
            marks: marks(&[
                (row.marks.duplicate, "duplicate"),
                (row.marks.repeat, "repeat"),
                (row.marks.undeliverable, "undeliverable"),
                (row.holds.open, "held"),
                (confidential, "held_confidentially"),
            ]),
            revision: row.revision,
            version: row.version,
        }
    }
}
