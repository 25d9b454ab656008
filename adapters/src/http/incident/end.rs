//! How an incident ends, and begins again.

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::id::IncidentId;
use habeas_domain::incident::{Act, Incident, MergeTarget};
use habeas_domain::sealed::Slot;

use super::{IncidentAnswer, NewReasoning, act};
use crate::http::At;
use crate::http::caller::Right;
use crate::http::case::Nothing;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// Judge that it was no breach. Nothing is owed any more.
#[utoipa::path(
    post, path = "/incidents/{id}/no-breach", tag = "incidents", request_body = NewReasoning,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn judge_no_breach(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewReasoning>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let reasoning = posted.body.reasoning.long("/reasoning")?;
    act(&api, &id, &posted, |_, sealer| {
        let reasoning = sealer.seal(Slot::ContentReason, reasoning.reveal())?;
        Ok(Act::JudgeNoBreach { reasoning })
    })
    .await
}

/// The incident with which this one is treated from now on.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMerge {
    /// Its id; it is open.
    into: Text,
    /// In own words; kept sealed.
    reasoning: Text,
}

/// Merge it into another incident, which is known at least as long and owes whatever this one owes (say
/// there first what is known here). The officers assess that one anew: what is owed is owed there.
#[utoipa::path(
    post, path = "/incidents/{id}/merge", tag = "incidents", request_body = NewMerge,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn merge(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewMerge>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let mut out = Problems::default();
    let into = posted.body.into.parse("/into", &mut out, IncidentId::parse);
    let reasoning = posted.body.reasoning.long_or("/reasoning", &mut out);
    let (into, reasoning) = out.finish(into.zip(reasoning))?;
    let (target, _): (Incident, _) = api.desk().fold(into.as_str()).await?;
    let target = target.case().and_then(MergeTarget::of);
    act(&api, &id, &posted, |_, sealer| {
        let reasoning = sealer.seal(Slot::ContentReason, reasoning.reveal())?;
        Ok(Act::Merge { into: into.clone(), target: target.clone(), reasoning })
    })
    .await
}

/// Open it again. What fell away with the end is owed again.
#[utoipa::path(
    post, path = "/incidents/{id}/reopen", tag = "incidents", request_body = NewReasoning,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn reopen(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewReasoning>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let reasoning = posted.body.reasoning.long("/reasoning")?;
    act(&api, &id, &posted, |_, sealer| {
        Ok(Act::Reopen { reasoning: sealer.seal(Slot::ContentReason, reasoning.reveal())? })
    })
    .await
}

/// Close it: assessed, everybody told who has to be, contained, and reviewed.
#[utoipa::path(
    post, path = "/incidents/{id}/close", tag = "incidents", request_body = Nothing,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody))
)]
pub(super) async fn close(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    act(&api, &id, &posted, |_, _| Ok(Act::Close)).await
}
