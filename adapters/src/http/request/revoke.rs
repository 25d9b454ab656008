//! Who may no longer speak: `/v1/requests/{id}/revocations`.

use axum::extract::{Path, State};
use axum::response::Response;

use super::{RequestAnswer, act};
use crate::http::At;
use crate::http::caller::Right;
use crate::http::case::verify::NewRevocation;
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// Say that identity or standing no longer holds: what would show or destroy something stops.
#[utoipa::path(
    post, path = "/requests/{id}/revocations", tag = "verification", request_body = NewRevocation,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn revoke(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewRevocation>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let revoked = posted.body.read()?;
    act(&api, &id, &posted, |_, _| Ok(revoked.clone().into())).await
}
