//! `GET /v1/campaigns/{id}`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::{CampaignAnswer, id_of, shown};
use crate::http::At;
use crate::http::caller::{Caller, Right};
use crate::http::problem::{Problem, ProblemBody};

/// A campaign as it stands, with how its messages stand.
#[utoipa::path(
    get, path = "/campaigns/{id}", tag = "campaigns",
    params(("id" = String, Path, description = "the id of the campaign")),
    responses(
        (status = 200, body = CampaignAnswer, headers(("ETag" = String, description = "the revision"))),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    )
)]
pub(super) async fn show(
    State(api): At,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    caller.needs(Right::SeeCampaigns)?;
    let (plan, version) = api.campaigns().get(&id_of(&id)?).await?;
    shown(&api, &caller.actor, &plan, version, StatusCode::OK).await
}
