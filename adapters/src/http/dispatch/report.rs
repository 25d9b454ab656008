//! What people did with a message, and what was heard of it. The case learns of it from the ledger.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use habeas_domain::ParseError;
use habeas_domain::delivery::{BounceClass, StatusCode};
use habeas_domain::dispatch::Act;
use habeas_domain::sealed::Slot;

use super::{DispatchAnswer, tell};
use crate::http::caller::Right;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::{Api, At};

/// A report that it arrived.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDelivery {
    /// When, by the report.
    at: Text,
}

/// Record a report that it arrived.
#[utoipa::path(
    post, path = "/dispatches/{id}/delivered", tag = "messages", request_body = NewDelivery,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = DispatchAnswer), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody))
)]
pub(super) async fn delivered(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewDelivery>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let mut out = Problems::default();
    let at = heard(&api, &posted.body.at, &mut out);
    let at = out.finish(at)?;
    tell(&api, &id, &posted, |_| Ok(Act::RecordDelivered { at })).await
}

/// A report that it came back.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewBounce {
    /// When, by the report.
    at: Text,
    /// `address_permanent`, `message_permanent`, `relay_permanent` or `returned`.
    class: Text,
    /// The status code of the report, as in `5.1.1`. Its text is not kept.
    code: Option<Text>,
}

/// Record that it came back.
#[utoipa::path(
    post, path = "/dispatches/{id}/bounced", tag = "messages", request_body = NewBounce,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = DispatchAnswer), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody))
)]
pub(super) async fn bounced(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewBounce>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let at = heard(&api, &body.at, &mut out);
    let class = body.class.parse("/class", &mut out, BounceClass::parse);
    let code = body.code.as_ref().map(|code| code.parse("/code", &mut out, StatusCode::parse));
    let (at, class) = out.finish(at.zip(class))?;
    let code = code.flatten();
    tell(&api, &id, &posted, |_| Ok(Act::RecordBounced { at, class, code: code.clone() })).await
}

/// A letter that was posted.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPosting {
    /// The day, at the place of posting.
    on: Text,
    /// The number under which the post follows it.
    tracking: Option<Text>,
}

/// Record that a letter was posted.
#[utoipa::path(
    post, path = "/dispatches/{id}/posted", tag = "messages", request_body = NewPosting,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = DispatchAnswer), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody))
)]
pub(super) async fn posted(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewPosting>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let mut out = Problems::default();
    let on = posted.body.on.day("/on", &mut out);
    let tracking = posted.body.tracking.as_ref().map(|text| text.long_or("/tracking", &mut out));
    let on = out.finish(on)?;
    let tracking = tracking.flatten();
    tell(&api, &id, &posted, |sealer| {
        let tracking = tracking.as_ref().map(crate::vault::Clear::reveal);
        let tracking = sealer.seal_some(Slot::DispatchReference, tracking)?;
        Ok(Act::RecordPosted { on, tracking })
    })
    .await
}

/// A call that was made.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCalled {
    /// When.
    at: Text,
    /// Whether the person was reached and told.
    reached: bool,
    /// What was said.
    summary: Option<Text>,
}

/// Record that a call was made.
#[utoipa::path(
    post, path = "/dispatches/{id}/called", tag = "messages", request_body = NewCalled,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = DispatchAnswer), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody))
)]
pub(super) async fn called(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewCalled>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let mut out = Problems::default();
    let at = posted.body.at.instant("/at", &mut out);
    let summary = posted.body.summary.as_ref().map(|text| text.long_or("/summary", &mut out));
    let at = out.finish(at)?;
    let (summary, reached) = (summary.flatten(), posted.body.reached);
    tell(&api, &id, &posted, |sealer| {
        let summary = summary.as_ref().map(crate::vault::Clear::reveal);
        let summary = sealer.seal_some(Slot::DispatchCall, summary)?;
        Ok(Act::RecordCall { at, reached, summary })
    })
    .await
}

/// When something was heard, by the clock of whoever reports it, which may be a little ahead of ours.
fn heard(api: &Api, at: &Text, out: &mut Problems) -> Option<DateTime<Utc>> {
    let latest = api.desk().clock().now() + TimeDelta::minutes(5);
    let at = at.instant("/at", out)?;
    if at > latest {
        out.add("/at", ParseError { what: "report", rule: "must not lie in the future" });
    }
    Some(at)
}
