//! `GET /v1/requests/{id}`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::{RequestAnswer, id_of, shown};
use crate::http::At;
use crate::http::caller::{Caller, Right};
use crate::http::problem::{Problem, ProblemBody};

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
    let (case, version) = api.requests().get(&id_of(&id)?).await?;
    Ok(shown(&api, &case, version, StatusCode::OK))
}
