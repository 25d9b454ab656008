//! Who complains: `/v1/complaints/{id}/record`, `/challenges`, `/proofs`, `/revocations`.

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::id::{ComplaintId, StepNo};
use habeas_domain::people;

use super::{ComplaintAnswer, act};
use crate::http::At;
use crate::http::caller::Right;
use crate::http::case::verify::{self, NewChallenge, NewCode, NewProof, NewRecord, NewRevocation};
use crate::http::case::{Nothing, answered, id_of};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// Say whether a record matches, and which contacts are on it.
#[utoipa::path(
    post, path = "/complaints/{id}/record", tag = "verification", request_body = NewRecord,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn match_record(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewRecord>,
) -> Result<Response, Problem> {
    verify::match_record::<ComplaintId>(&api, &id, posted).await
}

/// Ask who complains, once; a code is sent at once.
#[utoipa::path(
    post, path = "/complaints/{id}/challenges", tag = "verification", request_body = NewChallenge,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody), (status = 429, body = ProblemBody))
)]
pub(super) async fn challenge(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewChallenge>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Relay)?;
    let challenge = posted.body.read()?;
    let id: ComplaintId = id_of(&id)?;
    let done = api.cases().challenge(&id, &posted.call, posted.expect, challenge).await?;
    answered::<ComplaintId>(&api, &posted.caller.actor, done).await
}

/// Send a new code for an open step; the one before counts no more.
#[utoipa::path(
    post, path = "/complaints/{id}/challenges/{step}/resend", tag = "verification", request_body = Nothing,
    params(("id" = String, Path), ("step" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 409, body = ProblemBody))
)]
pub(super) async fn send_code_again(
    State(api): At,
    Path((id, step)): Path<(String, u16)>,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Relay)?;
    let id: ComplaintId = id_of(&id)?;
    let done = api.cases().send_code_again(&id, &posted.call, StepNo(step)).await?;
    answered::<ComplaintId>(&api, &posted.caller.actor, done).await
}

/// Give the answer to a code. A wrong one is no error: the step in the answer says how it stands.
#[utoipa::path(
    post, path = "/complaints/{id}/challenges/{step}/code", tag = "verification", request_body = NewCode,
    params(("id" = String, Path), ("step" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 409, body = ProblemBody))
)]
pub(super) async fn answer_code(
    State(api): At,
    Path((id, step)): Path<(String, u16)>,
    posted: Posted<NewCode>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Relay)?;
    let (id, typed): (ComplaintId, _) = (id_of(&id)?, posted.body.typed());
    let done = api.cases().answer_code(&id, &posted.call, StepNo(step), typed.reveal()).await?;
    answered::<ComplaintId>(&api, &posted.caller.actor, done).await
}

/// Record what was shown: a session by its portal, all else by staff.
#[utoipa::path(
    post, path = "/complaints/{id}/proofs", tag = "verification", request_body = NewProof,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn record_proof(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewProof>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Relay)?;
    let proof = posted.body.read()?;
    act(&api, &id, &posted, |_, _| Ok(people::Act::RecordProof(proof.clone()).into())).await
}

/// Say that identity or standing no longer holds.
#[utoipa::path(
    post, path = "/complaints/{id}/revocations", tag = "verification", request_body = NewRevocation,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
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
