//! How a complaint ends, and what opens it again.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::complaint::{Act, Around, Decide, Outcome, Reason, Remedy};
use habeas_domain::id::{ComplaintId, ItemNo};
use habeas_domain::sealed::Slot;

use super::{ComplaintAnswer, act};
use crate::http::At;
use crate::http::caller::Right;
use crate::http::case::extension::NewExtension;
use crate::http::case::{Nothing, id_of};
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// How an allegation ends.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOutcome {
    /// `upheld`, `partly_upheld`, `not_upheld`, `answered` (of a question, a suggestion, or a risk at a third
    /// party), `not_ours`, `identity_not_confirmed` or `withdrawn`.
    outcome: Text,
    /// What is done about what is upheld: `decided_anew`, `corrected`, `stopped`,
    /// `procedure_changed`, `apology`, `compensation`.
    #[serde(default)]
    remedies: Vec<Text>,
    /// The answer, or the reason, as the person reads it.
    reason_told: Option<Text>,
    /// The reason as it is kept.
    reason_kept: Option<Text>,
}

/// Decide an allegation. What is upheld about a request opens it again.
#[utoipa::path(
    post, path = "/complaints/{id}/allegations/{no}/outcome", tag = "complaints", request_body = NewOutcome,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn decide(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewOutcome>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let outcome = body.outcome.parse("/outcome", &mut out, Outcome::parse);
    let remedies: BTreeSet<Remedy> = out.set("/remedies", &body.remedies, Remedy::parse);
    let told = body.reason_told.as_ref().map(|text| text.long_or("/reason_told", &mut out));
    let kept = body.reason_kept.as_ref().map(|text| text.long_or("/reason_kept", &mut out));
    let outcome = out.finish(outcome)?;
    let (told, kept) = (told.flatten(), kept.flatten());
    let (case, _) = api.cases().get(&id_of::<ComplaintId>(&id)?).await?;
    let Around { request, .. } = api.cases().around_complaint(&case).await?;
    act(&api, &id, &posted, |_, sealer| {
        let told = told.as_ref().map(|text| text.reveal().as_str());
        let kept = kept.as_ref().map(|text| text.reveal().as_str());
        Ok(Act::Decide(Decide {
            allegation: ItemNo(no),
            outcome,
            remedies: remedies.clone(),
            reason_told: sealer.seal_some(Slot::ContentMessage, told)?,
            reason_kept: sealer.seal_some(Slot::ContentReason, kept)?,
            request: request.clone(),
        }))
    })
    .await
}

/// Somebody from outside.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReviewer {
    /// Who it is; kept sealed.
    name: Text,
    /// Why nobody of the house can look at it.
    reason: Text,
}

/// Name somebody from outside who looks at it, where the house has no other officer.
#[utoipa::path(
    post, path = "/complaints/{id}/reviewer", tag = "complaints", request_body = NewReviewer,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn name_reviewer(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewReviewer>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let mut out = Problems::default();
    let name = posted.body.name.long_or("/name", &mut out);
    let reason = posted.body.reason.long_or("/reason", &mut out);
    let (name, reason) = out.finish(name.zip(reason))?;
    let (case, _) = api.cases().get(&id_of::<ComplaintId>(&id)?).await?;
    let Around { other_officers, .. } = api.cases().around_complaint(&case).await?;
    act(&api, &id, &posted, |_, sealer| {
        Ok(Act::NameReviewer {
            name: sealer.seal(Slot::ContentNote, name.reveal())?,
            reason: sealer.seal(Slot::ContentReason, reason.reveal())?,
            other_officers,
        })
    })
    .await
}

/// Take more time for the answer, where a law lets an appeal take it. It counts once the complainant was
/// told, before the original due moment.
#[utoipa::path(
    post, path = "/complaints/{id}/extension", tag = "complaints", request_body = NewExtension,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn extend(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewExtension>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let (regime, ground, reason) = posted.body.read()?;
    act(&api, &id, &posted, |_, sealer| {
        let reason = sealer.seal(Slot::ContentMessage, reason.reveal())?;
        Ok(Act::Extend { regime: regime.clone(), ground, reason })
    })
    .await
}

/// Why it is opened again.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReopening {
    /// `new_facts`, `authority` or `our_error`. Late proof opens it by itself.
    why: Text,
    /// The allegations; none means all that are decided.
    #[serde(default)]
    allegations: BTreeSet<u16>,
}

/// Open it again, with new duties from now on.
#[utoipa::path(
    post, path = "/complaints/{id}/reopenings", tag = "complaints", request_body = NewReopening,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn reopen(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewReopening>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let mut out = Problems::default();
    let why = posted.body.why.parse("/why", &mut out, |text| match Reason::parse(text)? {
        Reason::LateProof => {
            let rule = "must be new_facts, authority or our_error";
            Err(habeas_domain::ParseError { what: "reason for reopening", rule })
        }
        why => Ok(why),
    });
    let why = out.finish(why)?;
    act(&api, &id, &posted, |body, _| {
        let allegations = body.allegations.iter().copied().map(ItemNo).collect();
        Ok(Act::Reopen { why, allegations })
    })
    .await
}

/// Close an answered complaint.
#[utoipa::path(
    post, path = "/complaints/{id}/close", tag = "complaints", request_body = Nothing,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 409, body = ProblemBody))
)]
pub(super) async fn close(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    act(&api, &id, &posted, |_, _| Ok(Act::Close)).await
}
