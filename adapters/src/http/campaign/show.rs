//! `GET /v1/campaigns/{id}`, what happened in it, and what it keeps sealed, for a purpose.

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::{CampaignAnswer, id_of, shown};
use crate::http::At;
use crate::http::caller::{Caller, Right};
use crate::http::case::reveal::{NewReveal, RevealAnswer, answered};
use crate::http::case::timeline::{self, TimelineAnswer};
use crate::http::posted::Posted;
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

/// What happened in a campaign, oldest first: who wrote, approved and sent what, and what became of messages,
/// without personal data.
#[utoipa::path(
    get, path = "/campaigns/{id}/timeline", tag = "campaigns",
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
    caller.needs(Right::SeeCampaigns)?;
    let (plan, _) = api.campaigns().get(&id_of(&id)?).await?;
    timeline::of_campaign(&api, &plan, caller.actor.role, query.as_deref()).await
}

/// Open reasons (`reasons`), and where papers and announcements are (`notes`), for a purpose. It is put on
/// record who did, and what for, before the answer leaves.
#[utoipa::path(
    post, path = "/campaigns/{id}/reveal", tag = "campaigns", request_body = NewReveal,
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
    posted.caller.needs(Right::SeeCampaigns)?;
    let wish = posted.body.read(&posted)?;
    let id = id_of(&id)?;
    let shown = api.campaigns().reveal(api.record(), &id, &posted.call, &wish).await?;
    Ok(answered(id.as_str(), &shown))
}
