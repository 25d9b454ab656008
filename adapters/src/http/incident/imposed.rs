//! What authorities impose, by dates of their own.

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::id::TrackNo;
use habeas_domain::incident::{Act, Authority};
use habeas_domain::sealed::Slot;

use super::{IncidentAnswer, act};
use crate::http::At;
use crate::http::caller::Right;
use crate::http::case::imposed::{NewMeeting, NewWithdrawal, demand};
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// A duty with the date that the authority gave.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewImposedDuty {
    /// Which authority.
    authority: Text,
    /// The number under which it has the incident.
    reference: Text,
    /// `respond`, `notify_people`, `carry_out`, `report_final` …
    duty: Text,
    /// The due day, or an instant with its offset.
    due: Text,
    /// What is to be done, in the authority's words.
    demand: Text,
}

/// Record a duty that an authority imposed. It is owed however the incident ends.
#[utoipa::path(
    post, path = "/incidents/{id}/imposed-duties", tag = "incidents", request_body = NewImposedDuty,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn impose(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewImposedDuty>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let authority = body.authority.long_or("/authority", &mut out);
    let reference = body.reference.long_or("/reference", &mut out);
    let demand = demand((&body.duty, &body.due, &body.demand), &mut out);
    let whose = authority.zip(reference);
    let ((name, reference), (duty, due, demand)) = out.finish(whose.zip(demand))?;
    act(&api, &id, &posted, |_, sealer| {
        Ok(Act::Impose {
            by: Authority {
                name: sealer.seal(Slot::ContactName, name.reveal())?,
                reference: sealer.seal(Slot::ContentMessage, reference.reveal())?,
            },
            duty,
            due,
            demand: sealer.seal(Slot::ContentLetter, demand.reveal())?,
        })
    })
    .await
}

/// Record that an imposed duty was done.
#[utoipa::path(
    post, path = "/incidents/{id}/imposed-duties/{no}/met", tag = "incidents", request_body = NewMeeting,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn meet(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewMeeting>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let at = posted.body.read()?;
    act(&api, &id, &posted, |_, _| Ok(Act::MeetImposed { no: TrackNo(no), at })).await
}

/// Say that an imposed duty is not owed: it was recorded by mistake, or the authority took it back. An officer
/// does.
#[utoipa::path(
    post, path = "/incidents/{id}/imposed-duties/{no}/withdrawn", tag = "incidents", request_body = NewWithdrawal,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn withdraw(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewWithdrawal>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let reason = posted.body.read()?;
    act(&api, &id, &posted, |_, sealer| {
        let reason = sealer.seal(Slot::ContentReason, reason.reveal())?;
        Ok(Act::WithdrawImposed { no: TrackNo(no), reason })
    })
    .await
}
