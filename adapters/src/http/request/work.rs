//! Work in systems: plan, claim, report, order again, and the tails that last.

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::digest::Digest;
use habeas_domain::id::{ItemNo, TaskNo};
use habeas_domain::request::{Act, Plan, TailEnd, TailKind, TailNo, TaskReport, TaskResult};
use habeas_domain::sealed::Slot;

use super::task::{WorkAnswer, worked};
use super::{Nothing, RequestAnswer, act, answered, id_of};
use crate::cases::Sealer;
use crate::http::At;
use crate::http::caller::Right;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// What is to be ordered.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPlan {
    /// `search`, `protect` or `carry_out`.
    plan: Text,
}

/// Order work for an item from the registered systems.
#[utoipa::path(
    post, path = "/requests/{id}/items/{no}/tasks", tag = "work", request_body = NewPlan,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn plan(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewPlan>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let mut out = Problems::default();
    let read = posted.body.plan.parse("/plan", &mut out, Plan::parse);
    let plan = out.finish(read)?;
    let register = api.register().await?;
    act(&api, &id, &posted, |_, _| {
        Ok(Act::PlanTasks { item: ItemNo(no), plan, register: register.clone() })
    })
    .await
}

/// A claim.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewClaim {
    /// How long the claim holds, 1 to 1,440 minutes.
    lease_minutes: u16,
}

/// Claim a task. The answer has the fencing number under which to report and, for a system, what it
/// needs to find the person's data. An officer is answered with the case.
#[utoipa::path(
    post, path = "/requests/{id}/tasks/{no}/claim", tag = "work", request_body = NewClaim,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = WorkAnswer), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn claim(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewClaim>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Work)?;
    let task = TaskNo(no);
    let lease_minutes = posted.body.lease_minutes;
    let done = api
        .cases()
        .act(&id_of(&id)?, &posted.call, posted.expect, |_, _| {
            Ok(Act::ClaimTask { task, lease_minutes })
        })
        .await?;
    worked(&api, &posted.caller.actor, task, done).await
}

/// How a task ended.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReport {
    /// The fencing number of the claim.
    fence: u32,
    /// `done`, `nothing_found`, `failed` or `refused`.
    result: Text,
    /// SHA-256 of the evidence.
    evidence: Option<Text>,
}

/// Report how a task ended. An officer is answered with the case.
#[utoipa::path(
    post, path = "/requests/{id}/tasks/{no}/report", tag = "work", request_body = NewReport,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = WorkAnswer), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn report(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewReport>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Work)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let result = body.result.parse("/result", &mut out, TaskResult::parse);
    let evidence = body.evidence.as_ref().map(|e| e.parse("/evidence", &mut out, Digest::parse));
    let result = out.finish(result)?;
    let report = TaskReport { result, evidence: evidence.flatten() };
    let (task, fence) = (TaskNo(no), posted.body.fence);
    let done = api
        .cases()
        .act(&id_of(&id)?, &posted.call, posted.expect, |_, _| {
            Ok(Act::ReportTask { task, fence, report: report.clone() })
        })
        .await?;
    worked(&api, &posted.caller.actor, task, done).await
}

/// Order a failed or refused task again.
#[utoipa::path(
    post, path = "/requests/{id}/tasks/{no}/again", tag = "work", request_body = Nothing,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 409, body = ProblemBody))
)]
pub(super) async fn order_again(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let register = api.register().await?;
    act(&api, &id, &posted, |_, _| {
        Ok(Act::OrderTaskAgain { task: TaskNo(no), register: register.clone() })
    })
    .await
}

/// What became of a tail: exactly one of the three.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewTailNews {
    /// A backup leg is isolated.
    #[serde(default)]
    isolated: bool,
    /// It lasts longer, through this day.
    until: Option<Text>,
    /// Why it lasts longer.
    reason: Option<Text>,
    /// It ended: `cleared`, `anonymised` or `lifted`.
    ended: Option<Text>,
}

/// Say what became of a backup leg or a restriction. A system speaks of its own backups alone, and is
/// answered with the task; an officer is answered with the case.
#[utoipa::path(
    post, path = "/requests/{id}/tails/{no}", tag = "work", request_body = NewTailNews,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = WorkAnswer), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn tail(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewTailNews>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Work)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let until = body.until.as_ref().map(|until| until.day("/until", &mut out));
    let ended = body.ended.as_ref().map(|e| e.parse("/ended", &mut out, TailEnd::parse));
    let reason = body.reason.as_ref().map(|text| text.long_or("/reason", &mut out));
    let said = [body.isolated, until.is_some(), ended.is_some()];
    if said.iter().filter(|said| **said).count() != 1 {
        let rule = "must say exactly one of isolated, until and ended";
        out.add("", habeas_domain::ParseError { what: "tail", rule });
    }
    out.finish(Some(()))?;
    let (until, ended, reason) = (until.flatten(), ended.flatten(), reason.flatten());
    let tail = TailNo(no);
    let make = |sealer: &Sealer<'_>| {
        Ok(match (until, ended) {
            (Some(until), _) => {
                let reason = reason.as_ref().map(|text| text.reveal().as_str());
                let reason = sealer.seal_some(Slot::ContentReason, reason)?;
                Act::MoveTail { tail, until, reason }
            }
            (None, Some(how)) => Act::EndTail { tail, how },
            (None, None) => Act::ConfirmIsolation { tail },
        })
    };
    let done = api
        .cases()
        .act(&id_of(&id)?, &posted.call, posted.expect, |_, sealer| make(sealer))
        .await?;
    let task = done.state.case().and_then(|case| match case.tails.get(&tail)?.kind {
        TailKind::Backup { task, .. } => Some(task),
        TailKind::Restricted { .. } => None,
    });
    match task {
        Some(task) => worked(&api, &posted.caller.actor, task, done).await,
        None => answered(&api, &posted.caller.actor, done).await,
    }
}
