//! Silence that an authority asks for.

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::id::TrackNo;
use habeas_domain::incident::Act;
use habeas_domain::sealed::Slot;

use super::{IncidentAnswer, act};
use crate::http::At;
use crate::http::caller::Right;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// That an authority asks that nobody be told.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewStay {
    /// Which authority.
    authority: Text,
    /// Under what reference.
    reference: Text,
    /// From when: an instant with offset.
    from: Text,
    /// Until when, at most a year ahead: it ends by itself. Silence that is over by now can be recorded, too.
    until: Text,
}

/// Record that an authority asks for silence, or asked for it. Clocks stand still whose law says so; the others
/// run on. Whoever enters silence that is over already has clocks counted anew by it.
#[utoipa::path(
    post, path = "/incidents/{id}/stays", tag = "incidents", request_body = NewStay,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn stay(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewStay>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let authority = body.authority.long_or("/authority", &mut out);
    let reference = body.reference.long_or("/reference", &mut out);
    let from = body.from.instant("/from", &mut out);
    let until = body.until.instant("/until", &mut out);
    let words = authority.zip(reference);
    let ((authority, reference), (from, until)) = out.finish(words.zip(from.zip(until)))?;
    act(&api, &id, &posted, |_, sealer| {
        Ok(Act::Stay {
            authority: sealer.seal(Slot::ContactName, authority.reveal())?,
            reference: sealer.seal(Slot::ContentMessage, reference.reveal())?,
            from,
            until,
        })
    })
    .await
}

/// When an authority no longer asked for silence.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewLift {
    /// An instant with offset.
    at: Text,
}

/// Record that an authority no longer asks for silence; of silence that has ended, that it ended earlier than is
/// on record.
#[utoipa::path(
    post, path = "/incidents/{id}/stays/{no}/lift", tag = "incidents", request_body = NewLift,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn lift(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewLift>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let mut out = Problems::default();
    let at = posted.body.at.instant("/at", &mut out);
    let at = out.finish(at)?;
    act(&api, &id, &posted, |_, _| Ok(Act::LiftStay { stay: TrackNo(no), at })).await
}
