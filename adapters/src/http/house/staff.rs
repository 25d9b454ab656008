//! `/v1/staff`: the team (P25). One change a command, so that a repeat never undoes another's.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use habeas_domain::ParseError;
use habeas_domain::actor::Role;
use habeas_domain::house::{Act, House, Staff};
use habeas_domain::id::PrincipalId;

use super::{house, tell, told};
use crate::desk::{Done, Effect};
use crate::http::caller::{Caller, Right};
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::{Api, At};

/// Someone who joins.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMember {
    /// The pseudonymous name, for ever.
    principal: Text,
    /// `clerk`, `officer`, `approver`, `auditor` or `administrator`.
    roles: Vec<Text>,
    /// The day of the last training.
    trained_on: Option<Text>,
    /// Whether a second factor is registered.
    #[serde(default)]
    second_factor: bool,
}

/// A change: exactly one of these.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewChange {
    /// May act in this role too.
    grant: Option<Text>,
    /// May act in this role no longer; its keys are revoked.
    withdraw: Option<Text>,
    /// Was trained on this day.
    trained_on: Option<Text>,
    /// Whether a second factor is registered.
    second_factor: Option<bool>,
    /// Whether the member is with the house; who leaves loses all keys.
    active: Option<bool>,
}

/// One member of the team.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct MemberAnswer {
    /// The pseudonymous name.
    principal: String,
    /// The roles.
    roles: Vec<&'static str>,
    /// The day of the last training.
    trained_on: Option<String>,
    /// Whether that is older than twelve months, or never was.
    training_lapsed: bool,
    /// Whether a second factor is registered.
    second_factor: bool,
    /// Whether the member is with the house.
    active: bool,
}

/// The team.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct TeamAnswer {
    /// Everyone, those who left included.
    staff: Vec<MemberAnswer>,
}

/// Take someone into the team.
#[utoipa::path(
    post, path = "/staff", tag = "house", request_body = NewMember,
    params(("Idempotency-Key" = String, Header)),
    responses((status = 200, body = MemberAnswer), (status = 403, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn enrol(State(api): At, posted: Posted<NewMember>) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Administer)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let principal = body.principal.parse("/principal", &mut out, PrincipalId::parse);
    let roles = out.set("/roles", &body.roles, Role::parse);
    let trained = body.trained_on.as_ref().map(|day| day.day("/trained_on", &mut out));
    let principal = out.finish(principal)?;
    let done = tell(&api, &posted, |_, _| Act::EnrolStaff {
        principal: principal.clone(),
        roles: roles.clone(),
        trained_on: trained.flatten(),
        second_factor: body.second_factor,
    })
    .await?;
    member(&api, &principal, &done)
}

/// Change what is known of a member: one thing a call.
#[utoipa::path(
    post, path = "/staff/{principal}", tag = "house", request_body = NewChange,
    params(("principal" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = MemberAnswer), (status = 403, body = ProblemBody),
              (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn change(
    State(api): At,
    Path(principal): Path<String>,
    posted: Posted<NewChange>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Administer)?;
    let principal = PrincipalId::parse(&principal).map_err(|_| Problem::not_found())?;
    let act = posted.body.act(&principal)?;
    let done = tell(&api, &posted, |_, _| act.clone()).await?;
    member(&api, &principal, &done)
}

/// List the team.
#[utoipa::path(
    get, path = "/staff", tag = "house",
    responses((status = 200, body = TeamAnswer), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody))
)]
pub(super) async fn list(State(api): At, caller: Caller) -> Result<Response, Problem> {
    caller.needs(Right::Oversee)?;
    let today = today(&api);
    let house = house(&api).await?;
    let staff = house.records().staff.iter();
    let staff = staff.map(|(name, member)| MemberAnswer::of(name, member, today)).collect();
    Ok(told(StatusCode::OK, TeamAnswer { staff }, Effect::AlreadySo))
}

fn today(api: &Api) -> NaiveDate {
    let zone = api.cases().rules().now().house().zone;
    api.desk().clock().now().with_timezone(&zone).date_naive()
}

fn member(api: &Api, name: &PrincipalId, done: &Done<House>) -> Result<Response, Problem> {
    let member = done.state.records().staff.get(name).ok_or_else(Problem::not_found)?;
    Ok(told(StatusCode::OK, MemberAnswer::of(name, member, today(api)), done.effect))
}

impl MemberAnswer {
    fn of(name: &PrincipalId, member: &Staff, today: NaiveDate) -> Self {
        Self {
            principal: name.to_string(),
            roles: member.roles.iter().copied().map(Role::code).collect(),
            trained_on: member.trained_on.map(|day| day.to_string()),
            training_lapsed: member.training_lapsed(today),
            second_factor: member.second_factor,
            active: member.active,
        }
    }
}

impl NewChange {
    fn act(&self, principal: &PrincipalId) -> Result<Act, Problem> {
        let mut out = Problems::default();
        let mut acts = Vec::new();
        let who = || principal.clone();
        let mut said = 0;
        if let Some(role) = &self.grant {
            said += 1;
            let role = role.parse("/grant", &mut out, Role::parse);
            acts.extend(role.map(|role| Act::GrantRole { principal: who(), role }));
        }
        if let Some(role) = &self.withdraw {
            said += 1;
            let role = role.parse("/withdraw", &mut out, Role::parse);
            acts.extend(role.map(|role| Act::WithdrawRole { principal: who(), role }));
        }
        if let Some(day) = &self.trained_on {
            said += 1;
            let on = day.day("/trained_on", &mut out);
            acts.extend(on.map(|on| Act::RecordTraining { principal: who(), on }));
        }
        if let Some(registered) = self.second_factor {
            said += 1;
            acts.push(Act::RecordSecondFactor { principal: who(), registered });
        }
        if let Some(active) = self.active {
            said += 1;
            let principal = who();
            acts.push(if active {
                Act::RecordReturn { principal }
            } else {
                Act::RecordLeaving { principal }
            });
        }
        if said != 1 {
            let rule =
                "must say exactly one of grant, withdraw, trained_on, second_factor and active";
            out.add("", ParseError { what: "change", rule });
        }
        out.finish(acts.pop())
    }
}
