//! Approving, sending and holding back.

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::campaign::{Act, Begin};
use habeas_domain::sealed::{Sealed, Slot};

use super::{CampaignAnswer, act, id_of, version_of};
use crate::http::case::Nothing;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::{Api, At};

/// An approval.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewApproval {
    /// Why people are told late, where they are; kept sealed.
    late_reason: Option<Text>,
}

/// Approve a version. Whoever wrote any of it does not.
#[utoipa::path(
    post, path = "/campaigns/{id}/versions/{no}/approve", tag = "campaigns", request_body = NewApproval,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = CampaignAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn approve(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewApproval>,
) -> Result<Response, Problem> {
    let reason = posted.body.late_reason.as_ref();
    let reason = reason.map(|text| text.long("/late_reason")).transpose()?;
    let version = version_of(no);
    let (plan, _) = api.campaigns().get(&id_of(&id)?).await?;
    let around = api.campaigns().around(&plan.about).await?;
    act(&api, &id, &posted, |_, sealer| {
        let late_reason = sealer.seal_given(Slot::ContentReason, reason.as_ref())?;
        Ok(Act::Approve { version, late_reason, around: around.clone() })
    })
    .await
}

async fn begin_of(api: &Api, id: &str, no: u16) -> Result<Begin, Problem> {
    let campaigns = api.campaigns();
    let (plan, _) = campaigns.get(&id_of(id)?).await?;
    let incident = campaigns.incident_of(&plan.about).await?;
    Ok(Begin { version: version_of(no), incident, ways: api.ways().clone() })
}

/// Let messages leave.
#[utoipa::path(
    post, path = "/campaigns/{id}/versions/{no}/begin", tag = "campaigns", request_body = Nothing,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = CampaignAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody))
)]
pub(super) async fn begin(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    let begin = begin_of(&api, &id, no).await?;
    act(&api, &id, &posted, |_, _| Ok(Act::Begin(begin.clone()))).await
}

/// Let them leave again.
#[utoipa::path(
    post, path = "/campaigns/{id}/versions/{no}/resume", tag = "campaigns", request_body = Nothing,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = CampaignAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody))
)]
pub(super) async fn resume(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    let begin = begin_of(&api, &id, no).await?;
    act(&api, &id, &posted, |_, _| Ok(Act::Resume(begin.clone()))).await
}

/// Why messages are held back.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReason {
    /// In own words; kept sealed.
    reason: Text,
}

async fn because(
    api: &Api,
    id: &str,
    posted: &Posted<NewReason>,
    make: impl Fn(Sealed) -> Act,
) -> Result<Response, Problem> {
    let reason = posted.body.reason.long("/reason")?;
    act(api, id, posted, |_, sealer| Ok(make(sealer.seal(Slot::ContentReason, reason.reveal())?)))
        .await
}

/// Hold messages back.
#[utoipa::path(
    post, path = "/campaigns/{id}/versions/{no}/pause", tag = "campaigns", request_body = NewReason,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = CampaignAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn pause(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewReason>,
) -> Result<Response, Problem> {
    because(&api, &id, &posted, |reason| Act::Pause { version: version_of(no), reason }).await
}

/// Hold messages back for good: what has left has left, and the rest does not.
#[utoipa::path(
    post, path = "/campaigns/{id}/versions/{no}/stop", tag = "campaigns", request_body = NewReason,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = CampaignAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn stop(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewReason>,
) -> Result<Response, Problem> {
    because(&api, &id, &posted, |reason| Act::Stop { version: version_of(no), reason }).await
}

/// Where and when something was announced.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAnnouncement {
    /// Where: a page, a paper; kept sealed.
    place: Text,
    /// An instant with offset.
    at: Text,
}

/// Record that a version was announced in public.
#[utoipa::path(
    post, path = "/campaigns/{id}/versions/{no}/announcement", tag = "campaigns", request_body = NewAnnouncement,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = CampaignAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn announce(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewAnnouncement>,
) -> Result<Response, Problem> {
    let mut out = Problems::default();
    let place = posted.body.place.long_or("/place", &mut out);
    let at = posted.body.at.instant("/at", &mut out);
    let (place, at) = out.finish(place.zip(at))?;
    let version = version_of(no);
    act(&api, &id, &posted, |_, sealer| {
        let place = sealer.seal(Slot::ContentNote, place.reveal())?;
        Ok(Act::Announce { version, place, at })
    })
    .await
}

/// Close it.
#[utoipa::path(
    post, path = "/campaigns/{id}/close", tag = "campaigns", request_body = Nothing,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = CampaignAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody))
)]
pub(super) async fn close(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    act(&api, &id, &posted, |_, _| Ok(Act::Close)).await
}
