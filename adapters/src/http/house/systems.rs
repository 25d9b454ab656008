//! `/v1/systems`: the register (P30).

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use habeas_domain::ParseError;
use habeas_domain::house::{Act, House};
use habeas_domain::id::{DataCategory, SystemId};
use habeas_domain::kind::SubjectCategory;
use habeas_domain::system::{BackupCycle, System, SystemKind};
use serde_json::Value;

use super::{house, tell, told};
use crate::desk::Effect;
use crate::http::At;
use crate::http::caller::{Caller, Right};
use crate::http::case::Nothing;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// A system as an administrator describes it.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSystem {
    /// Its name, for ever.
    id: Text,
    /// `own`, `processor` or `recipient`.
    kind: Text,
    /// Data categories it holds; at least one.
    holds: Vec<Text>,
    /// Whose data it holds; at least one.
    subjects: Vec<Text>,
    /// `"none"`, `"never"`, or `{"days": 35}`: whatever is deleted is gone from every backup then.
    #[schema(value_type = Object)]
    backups: Value,
    /// Days from the order until carrying out is due there.
    carry_out_days: u16,
    /// Whether it is a marketing system, which takes opt-outs at once.
    #[serde(default)]
    marketing: bool,
}

/// The register.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct RegisterAnswer {
    /// Counts every change; planning pins it.
    version: u32,
    /// The systems in use, as they are registered.
    #[schema(value_type = Vec<Object>)]
    systems: Vec<System>,
}

/// Register a system, or replace what the register says of it.
#[utoipa::path(
    post, path = "/systems", tag = "house", request_body = NewSystem,
    params(("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RegisterAnswer), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn register(
    State(api): At,
    posted: Posted<NewSystem>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Administer)?;
    let system = posted.body.read()?;
    let done = tell(&api, &posted, |house, _| {
        let system = system.clone();
        match house.records().system(&system.id) {
            Some(_) => Act::AmendSystem(system),
            None => Act::RegisterSystem(system),
        }
    })
    .await?;
    Ok(told(StatusCode::OK, RegisterAnswer::of(&done.state), done.effect))
}

/// Take a system out of the register.
#[utoipa::path(
    post, path = "/systems/{id}/retire", tag = "house", request_body = Nothing,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RegisterAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody))
)]
pub(super) async fn retire(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Administer)?;
    let id = SystemId::parse(&id).map_err(|_| Problem::not_found())?;
    let done = tell(&api, &posted, |_, _| Act::RetireSystem(id.clone())).await?;
    Ok(told(StatusCode::OK, RegisterAnswer::of(&done.state), done.effect))
}

/// List the systems in use.
#[utoipa::path(
    get, path = "/systems", tag = "house",
    responses((status = 200, body = RegisterAnswer), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody))
)]
pub(super) async fn list(State(api): At, caller: Caller) -> Result<Response, Problem> {
    caller.needs(Right::Inspect)?;
    let answer = RegisterAnswer::of(&house(&api).await?);
    Ok(told(StatusCode::OK, answer, Effect::AlreadySo))
}

impl RegisterAnswer {
    fn of(house: &House) -> Self {
        let register = house.register();
        Self { version: register.version, systems: register.systems.clone() }
    }
}

impl NewSystem {
    fn read(&self) -> Result<System, Problem> {
        let mut out = Problems::default();
        let id = self.id.parse("/id", &mut out, SystemId::parse);
        let kind = self.kind.parse("/kind", &mut out, SystemKind::parse);
        let holds = out.set("/holds", &self.holds, DataCategory::parse);
        let subjects = out.set("/subjects", &self.subjects, SubjectCategory::parse);
        let backups = out.value::<BackupCycle>("/backups", &self.backups);
        for (pointer, empty) in
            [("/holds", self.holds.is_empty()), ("/subjects", self.subjects.is_empty())]
        {
            if empty {
                out.add(pointer, ParseError { what: "list", rule: "must name at least one" });
            }
        }
        let read = id.zip(kind).zip(backups).map(|((id, kind), backups)| System {
            id,
            kind,
            holds,
            subjects,
            backups,
            carry_out_days: self.carry_out_days,
            marketing: self.marketing,
        });
        out.finish(read)
    }
}
