//! `GET /v1/incidents/{id}`, its timeline, and its personal fields for a purpose.

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use habeas_domain::id::IncidentId;
use habeas_domain::incident::Case;

use super::IncidentAnswer;
use crate::http::caller::{Caller, Right};
use crate::http::case::reveal::{NewReveal, RevealAnswer, revealed};
use crate::http::case::timeline::{self, Timeline, TimelineAnswer};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::{At, case};

/// An incident as it stands: folded from its events, personal values masked. A portal sees how it
/// stands, in one word.
#[utoipa::path(
    get, path = "/incidents/{id}", tag = "incidents",
    params(("id" = String, Path, description = "the id of the incident")),
    responses(
        (status = 200, body = IncidentAnswer, headers(("ETag" = String, description = "the decision revision"))),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    )
)]
pub(super) async fn show(
    State(api): At,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    caller.needs(Right::Read)?;
    case::show::<IncidentId>(&api, &caller.actor, &id).await
}

/// What happened in an incident and what was told about it, oldest first, without personal data.
#[utoipa::path(
    get, path = "/incidents/{id}/timeline", tag = "incidents",
    params(("id" = String, Path), ("limit" = Option<i64>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = TimelineAnswer), (status = 401, body = ProblemBody),
              (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn timeline(
    State(api): At,
    caller: Caller,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    caller.needs(Right::SeeIncidents)?;
    timeline::timeline::<IncidentId>(&api, &id, caller.actor.role, query.as_deref()).await
}

/// Open personal fields for a purpose. It is put on record who did, and what for, before the answer
/// leaves.
#[utoipa::path(
    post, path = "/incidents/{id}/reveal", tag = "incidents", request_body = NewReveal,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RevealAnswer), (status = 403, body = ProblemBody),
              (status = 404, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn reveal(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewReveal>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Reveal)?;
    revealed::<IncidentId>(&api, &id, &posted).await
}

impl Timeline for Case {}
