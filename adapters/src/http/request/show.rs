//! `GET /v1/requests/{id}`, its timeline, and its personal fields for a purpose.

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use habeas_domain::actor::Role;
use habeas_domain::id::RequestId;
use habeas_domain::request::{Case, Event};

use super::RequestAnswer;
use crate::http::caller::{Caller, Right, may, sees_confidential};
use crate::http::case::reveal::{NewReveal, RevealAnswer, revealed};
use crate::http::case::timeline::{self, Timeline, TimelineAnswer};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::{At, case};

/// A request as it stands: folded from its events, personal values masked.
#[utoipa::path(
    get, path = "/requests/{id}", tag = "requests",
    params(("id" = String, Path, description = "the id of the request")),
    responses(
        (status = 200, body = RequestAnswer, headers(("ETag" = String, description = "the decision revision"))),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    )
)]
pub(super) async fn show(
    State(api): At,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    caller.needs(Right::Read)?;
    case::show::<RequestId>(&api, &caller.actor, &id).await
}

/// What happened in a request and what was told about it, oldest first, without personal data.
#[utoipa::path(
    get, path = "/requests/{id}/timeline", tag = "requests",
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
    caller.needs(Right::Read)?;
    timeline::timeline::<RequestId>(&api, &id, caller.actor.role, query.as_deref()).await
}

/// Open personal fields for a purpose. It is put on record who did, and what for, before the answer
/// leaves.
#[utoipa::path(
    post, path = "/requests/{id}/reveal", tag = "requests", request_body = NewReveal,
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
    revealed::<RequestId>(&api, &id, &posted).await
}

/// A confidential hold is not spoken of to those who do not decide, nor an incident to those who see none.
impl Timeline for Case {
    fn is_hidden(&self, event: &Event, role: Role) -> bool {
        let secret = |no| self.holds.get(no).is_some_and(|track| track.hold.confidential);
        match event {
            Event::HoldPlaced { no, .. }
            | Event::HoldLifted { no }
            | Event::HoldReviewFellDue { no } => !sees_confidential(role) && secret(no),
            Event::IncidentLinked { .. } => !may(role, Right::SeeIncidents),
            _ => false,
        }
    }

    /// The work that it stopped would tell of it.
    fn hides_its_command(event: &Event) -> bool {
        matches!(event, Event::HoldPlaced { .. })
    }
}
