//! What a system is handed with a claim, and what it is told of its own work: never the case.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use habeas_domain::actor::{Actor, Role};
use habeas_domain::id::TaskNo;
use habeas_domain::request::{Case, Request, Task, TaskState};
use habeas_domain::sealed::Slot;

use super::answer_work::{TailAnswer, tails};
use super::{Api, Problem, answered};
use crate::cases::reveal::open;
use crate::cases::stream;
use crate::desk::{Done, Effect};
use crate::http::opening::text_of;
use crate::http::task::TaskRow;
use crate::views::task::Row;

/// A task as the system that carries it out needs it.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct WorkAnswer {
    /// The task.
    #[serde(flatten)]
    task: TaskRow,
    /// What the subject is known by, while the claim holds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identifiers: Vec<IdentifierAnswer>,
    /// What its work left behind in its own backups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tails: Vec<TailAnswer>,
}

/// One thing that the subject is known by, in clear.
#[derive(serde::Serialize, utoipa::ToSchema)]
struct IdentifierAnswer {
    /// As in letters: `account`, `email`, `phone` …
    #[serde(rename = "type")]
    kind: &'static str,
    /// The value; `[forgotten: key …]` once its key is gone.
    value: String,
}

impl std::fmt::Debug for IdentifierAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} [personal]", self.kind)
    }
}

/// The answer to whoever works: the case for officers, the task alone for systems.
pub(super) async fn worked(
    api: &Api,
    actor: &Actor,
    task: TaskNo,
    done: Done<Request>,
) -> Result<Response, Problem> {
    if actor.role != Role::System {
        return answered(api, actor, done).await;
    }
    let Request::Live(mut case) = done.state else { return Err(Problem::not_found()) };
    let repeated = done.effect == Effect::Repeated;
    if repeated {
        // The claim that is answered again may have ended since.
        case = api.cases().get(case.id()).await?.0;
    }
    let answer = WorkAnswer::of(api, &case, actor, task).await?;
    let mut response = axum::Json(answer).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if repeated {
        headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    Ok(response)
}

impl WorkAnswer {
    async fn of(api: &Api, case: &Case, actor: &Actor, no: TaskNo) -> Result<Self, Problem> {
        let task = case.tasks.get(&no).ok_or_else(Problem::not_found)?;
        let now = api.desk().clock().now();
        let identifiers =
            if holds(task, actor, now) { identifiers(api, case).await? } else { Vec::new() };
        let tails = tails(case).into_iter().filter(|tail| tail.is_of(&task.system));
        Ok(Self {
            task: TaskRow::of(&Row::of(case, no, task)),
            identifiers,
            tails: tails.collect(),
        })
    }
}

/// Whether the caller has the task in hand now. That it was handed the identifiers is then told by
/// the claim itself.
fn holds(task: &Task, actor: &Actor, now: DateTime<Utc>) -> bool {
    matches!(&task.state, TaskState::Claimed { by, until } if *by == actor.id && now < *until)
}

async fn identifiers(api: &Api, case: &Case) -> Result<Vec<IdentifierAnswer>, Problem> {
    let stream = stream(case.id());
    let mut answers = Vec::new();
    for identifier in &case.subject.identifiers {
        let slot = Slot::SubjectIdentifier;
        let value = text_of(&open(api.vault(), &stream, slot, &identifier.value).await?);
        answers.push(IdentifierAnswer { kind: identifier.kind.code(), value });
    }
    Ok(answers)
}
