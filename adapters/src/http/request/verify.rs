//! Who speaks: `/v1/requests/{id}/record`, `/challenges`, `/codes`, `/proofs`, `/denials`.

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::id::{ContactNo, RequestId, StepNo};
use habeas_domain::people;
use habeas_domain::request::Act;

use super::{Nothing, RequestAnswer, act, answered, id_of};
use crate::http::At;
use crate::http::caller::Right;
use crate::http::case::verify::{self, NewChallenge, NewCode, NewProof, NewRecord};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// Say whether a record matches, and which contacts are on it.
#[utoipa::path(
    post, path = "/requests/{id}/record", tag = "verification", request_body = NewRecord,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn match_record(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewRecord>,
) -> Result<Response, Problem> {
    verify::match_record::<RequestId>(&api, &id, posted).await
}

/// Ask a party to show something; a code is sent at once.
#[utoipa::path(
    post, path = "/requests/{id}/challenges", tag = "verification", request_body = NewChallenge,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody), (status = 429, body = ProblemBody))
)]
pub(super) async fn challenge(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewChallenge>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Relay)?;
    let challenge = posted.body.read()?;
    let id = id_of(&id)?;
    let done = api.cases().challenge(&id, &posted.call, posted.expect, challenge).await?;
    answered(&api, &posted.caller.actor, done).await
}

/// Send a new code for an open step; the one before counts no more.
#[utoipa::path(
    post, path = "/requests/{id}/challenges/{step}/resend", tag = "verification", request_body = Nothing,
    params(("id" = String, Path), ("step" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 409, body = ProblemBody))
)]
pub(super) async fn send_code_again(
    State(api): At,
    Path((id, step)): Path<(String, u16)>,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Relay)?;
    let done = api.cases().send_code_again(&id_of(&id)?, &posted.call, StepNo(step)).await?;
    answered(&api, &posted.caller.actor, done).await
}

/// Give the answer to a code. A wrong one is no error: the step in the answer says how it stands.
#[utoipa::path(
    post, path = "/requests/{id}/challenges/{step}/code", tag = "verification", request_body = NewCode,
    params(("id" = String, Path), ("step" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 409, body = ProblemBody))
)]
pub(super) async fn answer_code(
    State(api): At,
    Path((id, step)): Path<(String, u16)>,
    posted: Posted<NewCode>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Relay)?;
    let typed = posted.body.typed();
    let done =
        api.cases().answer_code(&id_of(&id)?, &posted.call, StepNo(step), typed.reveal()).await?;
    answered(&api, &posted.caller.actor, done).await
}

/// Record what was shown: a session by its portal, all else by staff.
#[utoipa::path(
    post, path = "/requests/{id}/proofs", tag = "verification", request_body = NewProof,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
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

/// The contact from which it came.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDenial {
    /// The number of a contact on record.
    contact: u16,
}

/// Someone at a contact on record says that this is not their request: what has not begun stops.
#[utoipa::path(
    post, path = "/requests/{id}/denials", tag = "verification", request_body = NewDenial,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 409, body = ProblemBody))
)]
pub(super) async fn deny(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewDenial>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Relay)?;
    act(&api, &id, &posted, |body, _| Ok(Act::Deny { contact: ContactNo(body.contact) })).await
}
