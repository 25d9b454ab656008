//! `GET /v1/tasks`.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use habeas_domain::ParseError;
use habeas_domain::actor::Role;
use habeas_domain::id::SystemId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::{Caller, Right};
use super::field::Problems;
use super::paging::paged;
use super::problem::{Problem, ProblemBody};
use super::query::Params;
use super::request::state_of;
use super::{Api, At, unkept};
use crate::views::task::{self, Page, Row, Wanted};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list))
}

/// One page of tasks.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct TasksAnswer {
    /// The rows, by due day.
    tasks: Vec<TaskRow>,
    /// The cursor of the next page; none when this is the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A task, as lists and the system that carries it out see it.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct TaskRow {
    /// The request.
    request: String,
    /// Its reference, for people.
    reference: String,
    /// The number of the task within the request.
    task: u16,
    /// The item that it serves.
    item: u16,
    /// The system.
    system: String,
    /// What is to be done.
    kind: &'static str,
    /// The data categories.
    categories: Vec<String>,
    /// The day by the end of which it is to be carried out, in the zone of the house.
    due: String,
    /// `ordered`, `claimed`, `cancelled`, or how it ended.
    state: &'static str,
    /// Until when the last claim held.
    #[schema(value_type = Option<String>)]
    claimed_until: Option<DateTime<Utc>>,
    /// The highest fencing number handed out.
    fence: u32,
}

/// List work. A system sees what it can claim, and nothing of other systems. An officer asks for
/// `state=overdue`, `state=returned` (failed or refused), or what a `system` can claim. Whether a
/// task may begin is decided when it is claimed.
#[utoipa::path(
    get, path = "/tasks", tag = "work",
    params(("state" = Option<String>, Query), ("system" = Option<String>, Query),
           ("limit" = Option<i64>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = TasksAnswer), (status = 401, body = ProblemBody),
              (status = 403, body = ProblemBody), (status = 422, body = ProblemBody))
)]
async fn list(
    State(api): At,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    caller.needs(Right::Work)?;
    let Wish { wanted, page } = Wish::read(query.as_deref(), &caller)?;
    if caller.actor.role == Role::System && !wanted.is_of(&caller) {
        return Err(Problem::forbidden());
    }
    let wanted = wanted.at(&api);
    let mut reader = api.desk().read().await?;
    let listed = task::list(reader.conn(), &wanted, &page).await?;
    let tasks = listed.rows.iter().map(TaskRow::of).collect();
    Ok(unkept(TasksAnswer { tasks, next: listed.next }))
}

/// What is asked for, read.
struct Wish {
    wanted: Of,
    page: Page,
}

/// Whose tasks, before the time is known.
enum Of {
    Claimable(SystemId),
    Overdue,
    Returned,
}

impl Wish {
    fn read(query: Option<&str>, caller: &Caller) -> Result<Self, Problem> {
        let (mut params, mut out) = (Params::read(query), Problems::default());
        let state = params.take("state", &mut out);
        let system = params.take("system", &mut out);
        let (limit, cursor) = (params.number("limit", &mut out), params.take("cursor", &mut out));
        params.finish(&mut out);
        let system = match &system {
            Some(text) => text.parse("/system", &mut out, SystemId::parse),
            None if caller.actor.role == Role::System => {
                SystemId::parse(caller.actor.id.as_str()).ok()
            }
            None => None,
        };
        let claimable = |out: &mut Problems| {
            if system.is_none() {
                out.add("/system", ParseError { what: "system", rule: "must be named" });
            }
            system.clone().map(Of::Claimable)
        };
        let state = state.map(|text| text.clear());
        let wanted = match state.as_ref().map(|text| text.reveal().as_str()) {
            None | Some("claimable") => claimable(&mut out),
            Some("overdue") => Some(Of::Overdue),
            Some("returned") => Some(Of::Returned),
            Some(_) => {
                let rule = "must be claimable, overdue or returned";
                out.add("/state", ParseError { what: "state", rule });
                None
            }
        };
        let page = paged(limit, cursor.as_ref(), &mut out, Page::parse);
        out.of_parameters().finish(wanted.zip(page).map(|(wanted, page)| Self { wanted, page }))
    }
}

impl Of {
    /// Whether it is the caller's own.
    fn is_of(&self, caller: &Caller) -> bool {
        matches!(self, Self::Claimable(system) if system.as_str() == caller.actor.id.as_str())
    }

    fn at(self, api: &Api) -> Wanted {
        let now = api.desk().clock().now();
        match self {
            Self::Claimable(system) => Wanted::Claimable { system, now },
            Self::Overdue => {
                let zone = api.cases().rules().now().house().zone;
                Wanted::Overdue { today: now.with_timezone(&zone).date_naive() }
            }
            Self::Returned => Wanted::Returned,
        }
    }
}

impl TaskRow {
    pub(super) fn of(row: &Row) -> Self {
        let (state, claimed_until) = state_of(&row.state);
        Self {
            request: row.request.as_str().to_owned(),
            reference: row.reference.as_str().to_owned(),
            task: row.task.0,
            item: row.item.0,
            system: row.system.to_string(),
            kind: row.kind.code(),
            categories: row.categories.iter().map(ToString::to_string).collect(),
            due: row.due.to_string(),
            state,
            claimed_until,
            fence: row.fence,
        }
    }
}
