//! `/v1/keys`: API keys. The secret of a key is in the answer that issues it, and nowhere else.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use habeas_domain::ParseError;
use habeas_domain::actor::Role;
use habeas_domain::house::{Act, ApiKey, RevokeReason};
use habeas_domain::id::{ApiKeyId, PrincipalId};

use super::{house, tell, told};
use crate::desk::Effect;
use crate::http::At;
use crate::http::caller::{Caller, Right};
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// The longest that a key lives, and how long it does when nothing is said.
const DAYS_MOST: u16 = 366;

/// A key.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewKey {
    /// `portal`, `system`, `clerk`, `officer`, `approver`, `auditor` or `administrator`. Staff must
    /// be enrolled with it.
    role: Text,
    /// Whose: a member of the team, a portal, or a registered system by its own name.
    principal: Text,
    /// How many days it opens something, 1 to 366 (default).
    days: Option<u16>,
}

/// A key that was issued.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub(super) struct IssuedAnswer {
    /// The key, shown this once. The same call sent again, because its answer was lost, shows it
    /// again.
    key: String,
    /// What is known of it.
    #[serde(flatten)]
    about: KeyAnswer,
}

/// What is known of a key.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct KeyAnswer {
    /// Its public half.
    id: String,
    /// The role of whoever shows it.
    role: &'static str,
    /// Who that is.
    principal: String,
    /// From when it opens nothing any more.
    #[schema(value_type = String)]
    expires_at: DateTime<Utc>,
    /// Whether it was revoked.
    revoked: bool,
    /// Whether it opens something now.
    live: bool,
}

/// Every key.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct KeysAnswer {
    /// Every key ever issued, without its secret.
    keys: Vec<KeyAnswer>,
}

/// Issue an API key.
#[utoipa::path(
    post, path = "/keys", tag = "house", request_body = NewKey,
    params(("Idempotency-Key" = String, Header)),
    responses((status = 201, body = IssuedAnswer), (status = 403, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn issue(State(api): At, posted: Posted<NewKey>) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Administer)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let role = body.role.parse("/role", &mut out, Role::parse);
    let principal = body.principal.parse("/principal", &mut out, PrincipalId::parse);
    let days = body.days.unwrap_or(DAYS_MOST);
    if !(1..=DAYS_MOST).contains(&days) {
        out.add("/days", ParseError { what: "days", rule: "must be 1 to 366" });
    }
    let (role, principal) = out.finish(role.zip(principal))?;
    let id = ApiKeyId::derive(&[&posted.call.command]);
    let secret = api.vault().api_secret(id.as_str());
    let done = tell(&api, &posted, |_, now| Act::IssueKey {
        key: id.clone(),
        role,
        principal: principal.clone(),
        secret: secret.digest(),
        expires_at: now + TimeDelta::days(i64::from(days)),
    })
    .await?;
    let issued = done.state.records().keys.get(&id).ok_or_else(Problem::not_found)?;
    let now = api.desk().clock().now();
    let key = secret.text().reveal().clone();
    let answer = IssuedAnswer { key, about: KeyAnswer::of(&id, issued, now) };
    Ok(told(StatusCode::CREATED, answer, done.effect))
}

/// Why a key is revoked.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRevocation {
    /// `rotated`, `exposed`, `holder_gone` or `unused`.
    reason: Text,
}

/// Let a key open nothing any more, on every node, from now on.
#[utoipa::path(
    post, path = "/keys/{id}/revoke", tag = "house", request_body = NewRevocation,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = KeyAnswer), (status = 403, body = ProblemBody),
              (status = 404, body = ProblemBody), (status = 409, body = ProblemBody))
)]
pub(super) async fn revoke(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewRevocation>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Administer)?;
    let id = ApiKeyId::parse(&id).map_err(|_| Problem::not_found())?;
    let mut out = Problems::default();
    let reason = posted.body.reason.parse("/reason", &mut out, RevokeReason::parse);
    let reason = out.finish(reason)?;
    let done = tell(&api, &posted, |_, _| Act::RevokeKey { key: id.clone(), reason }).await?;
    let key = done.state.records().keys.get(&id).ok_or_else(Problem::not_found)?;
    let answer = KeyAnswer::of(&id, key, api.desk().clock().now());
    Ok(told(StatusCode::OK, answer, done.effect))
}

/// List the keys, without their secrets.
#[utoipa::path(
    get, path = "/keys", tag = "house",
    responses((status = 200, body = KeysAnswer), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody))
)]
pub(super) async fn list(State(api): At, caller: Caller) -> Result<Response, Problem> {
    caller.needs(Right::Oversee)?;
    let now = api.desk().clock().now();
    let house = house(&api).await?;
    let keys = house.records().keys.iter();
    let keys = keys.map(|(id, key)| KeyAnswer::of(id, key, now)).collect();
    Ok(told(StatusCode::OK, KeysAnswer { keys }, Effect::AlreadySo))
}

impl KeyAnswer {
    fn of(id: &ApiKeyId, key: &ApiKey, now: DateTime<Utc>) -> Self {
        Self {
            id: id.as_str().to_owned(),
            role: key.role.code(),
            principal: key.principal.to_string(),
            expires_at: key.expires_at,
            revoked: key.revoked,
            live: key.is_live(now),
        }
    }
}
