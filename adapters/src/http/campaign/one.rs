//! One person on the lists: erased, and messages to them that came back.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use habeas_domain::contact::Channel;

use super::whom::{Known, Sought};
use super::{id_of, version_of};
use crate::http::At;
use crate::http::caller::Right;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// Somebody to be erased: by what they are known by, from the lists of every campaign; or by their number in
/// one, from its lists alone.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewErasure {
    /// What they are known by.
    identifier: Option<Known>,
    /// In place of it: a campaign,
    campaign: Option<Text>,
    /// and the number of the person in it, as `GET /campaigns/{id}/people/{person}` has it.
    person: Option<i64>,
}

/// Where somebody was erased.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct ErasedAnswer {
    /// The campaigns, each with the hash of the row that was.
    erased: Vec<ErasedRow>,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct ErasedRow {
    /// The campaign.
    campaign: String,
    /// The hash of the row, which the root in the ledger covers.
    row: String,
}

/// Erase a person from the lists of every campaign, or by their number from those of one. The others are
/// sealed under another key, the old one is destroyed, and of the row its hash is left. Where several people
/// of one campaign are known by what is given (`several_people`), search by it and name each by number.
#[utoipa::path(
    post, path = "/campaigns/erase", tag = "campaigns", request_body = NewErasure,
    params(("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ErasedAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn erase(State(api): At, posted: Posted<NewErasure>) -> Result<Response, Problem> {
    let posted = posted.needs(Right::RunCampaigns)?;
    let NewErasure { identifier, campaign, person } = &posted.body;
    let sought =
        Sought { identifier: identifier.as_ref(), campaign: campaign.as_ref(), person: *person };
    let whom = sought.read(&api)?;
    let erased = api.campaigns().erase(&whom, &posted.call).await?;
    let rows = erased
        .iter()
        .map(|one| ErasedRow { campaign: one.campaign.to_string(), row: one.row.to_string() });
    Ok(axum::Json(ErasedAnswer { erased: rows.collect() }).into_response())
}

/// That a message came back: from where, or to whom it had been.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReturn {
    /// From where: what whoever was to be told there is known by.
    identifier: Option<Known>,
    /// In place of it: the number of the person in the campaign.
    person: Option<i64>,
    /// By which channel it had left: `email`, `sms`, `push`, `site_letter`, `post`.
    channel: Text,
}

/// Report that a message came back. The next way is tried, or people see to it.
#[utoipa::path(
    post, path = "/campaigns/{id}/versions/{no}/came-back", tag = "campaigns", request_body = NewReturn,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn came_back(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewReturn>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let id = id_of(&id)?;
    let NewReturn { identifier, person, channel } = &posted.body;
    let mut out = Problems::default();
    let channel = channel.parse("/channel", &mut out, Channel::parse);
    let channel = out.finish(channel)?;
    let sought = Sought { identifier: identifier.as_ref(), campaign: None, person: *person };
    let whom = sought.read_in(&id, &api)?;
    let of = (version_of(no), channel);
    if api.campaigns().came_back(&id, of, &whom, &posted.call, posted.expect).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(Problem::not_found())
    }
}
