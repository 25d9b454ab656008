//! `GET /v1/complaints/{id}`, its timeline, and its personal fields for a purpose.

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use habeas_domain::actor::Role;
use habeas_domain::complaint::{Case, Event, Link};
use habeas_domain::id::ComplaintId;
use habeas_domain::kind::ComplaintKind;

use super::ComplaintAnswer;
use crate::http::caller::{Caller, Right};
use crate::http::case::reveal::{NewReveal, RevealAnswer, revealed};
use crate::http::case::timeline::{self, Timeline, TimelineAnswer};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::{At, case};

/// A complaint as it stands: folded from its events, personal values masked.
#[utoipa::path(
    get, path = "/complaints/{id}", tag = "complaints",
    params(("id" = String, Path, description = "the id of the complaint")),
    responses(
        (status = 200, body = ComplaintAnswer, headers(("ETag" = String, description = "the decision revision"))),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    )
)]
pub(super) async fn show(
    State(api): At,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    caller.needs(Right::Read)?;
    case::show::<ComplaintId>(&api, &caller.actor, &id).await
}

/// What happened in a complaint and what was told about it, oldest first, without personal data.
#[utoipa::path(
    get, path = "/complaints/{id}/timeline", tag = "complaints",
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
    caller.needs(Right::Read)?;
    timeline::timeline::<ComplaintId>(&api, &id, caller.actor.role, query.as_deref()).await
}

/// Open personal fields for a purpose. It is put on record who did, and what for, before the answer
/// leaves.
#[utoipa::path(
    post, path = "/complaints/{id}/reveal", tag = "complaints", request_body = NewReveal,
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
    revealed::<ComplaintId>(&api, &id, &posted).await
}

impl Timeline for Case {
    /// What a report of a child's data led to is no concern of whoever reported (P20).
    fn is_hidden(&self, event: &Event, role: Role) -> bool {
        let limited = self.receipt.kind == ComplaintKind::ChildDataReport && !role.is_staff();
        let leads_on = matches!(
            event,
            Event::ChildDataChecked { .. }
                | Event::CaseLinked { link: Link::Deletion | Link::Incident | Link::Same, .. }
        );
        limited && leads_on
    }
}
