//! What people said who were asked for consent, and who they are.

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use habeas_domain::ParseError;
use habeas_domain::campaign::Kind;

use super::id_of;
use crate::campaigns::consent::{self, Answer, Asked};
use crate::campaigns::list::ListedPerson;
use crate::http::caller::{Caller, Right};
use crate::http::field::{Problems, Text};
use crate::http::opening::{NewLook, NewOpening};
use crate::http::paging::Rows;
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Params;
use crate::http::{At, unkept};

/// Those who were asked.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct AskedAnswer {
    /// The rows, by person.
    people: Vec<PersonAnswer>,
    /// The cursor of the next page; none when this is the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<i64>,
}

/// Somebody who was asked, without who it is.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct PersonAnswer {
    /// The number of the person in the campaign.
    person: i64,
    /// The version that asked them last.
    version: u16,
    /// `given`, `refused` or `nothing`.
    answer: &'static str,
}

impl PersonAnswer {
    fn of(asked: &Asked) -> Self {
        let Asked { person, version, answer } = asked;
        Self { person: *person, version: version.0, answer: answer.code() }
    }
}

/// What each said who was asked for consent, by the newest version that asked them. Silence is no consent.
#[utoipa::path(
    get, path = "/campaigns/{id}/answers", tag = "campaigns",
    params(("id" = String, Path), ("answer" = Option<String>, Query, description = "`given`, `refused` or `nothing`"),
           ("limit" = Option<i64>, Query), ("cursor" = Option<i64>, Query)),
    responses((status = 200, body = AskedAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn list(
    State(api): At,
    caller: Caller,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    caller.needs(Right::SeeCampaigns)?;
    let id = id_of(&id)?;
    let (plan, _) = api.campaigns().get(&id).await?;
    if plan.about.kind() != Kind::ConsentAsked {
        return Err(Problem::not_found());
    }
    let mut out = Problems::default();
    let mut params = Params::read(query.as_deref());
    let said = params.take("answer", &mut out);
    let said = said.and_then(|text| text.parse("/answer", &mut out, Answer::parse));
    let rows = Rows::take(&mut params, &mut out);
    let after = params.number("cursor", &mut out).unwrap_or(0);
    params.finish(&mut out);
    out.of_parameters().finish(Some(()))?;
    let mut people = {
        let mut reader = api.desk().read().await?;
        consent::list(reader.conn(), &id, said, (after, rows.and_one())).await?
    };
    let next = rows.cut(&mut people, |last| last.person);
    Ok(unkept(AskedAnswer { people: people.iter().map(PersonAnswer::of).collect(), next }))
}

/// What somebody said to a clerk, by telephone or in a letter.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAnswer {
    /// `given`, or `refused`: also for what was given before, and is taken back.
    answer: Text,
}

/// Record what a person said who was asked for consent, where they did not use the link.
#[utoipa::path(
    post, path = "/campaigns/{id}/people/{person}/answer", tag = "campaigns", request_body = NewAnswer,
    params(("id" = String, Path), ("person" = i64, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn record(
    State(api): At,
    Path((id, person)): Path<(String, i64)>,
    posted: Posted<NewAnswer>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let id = id_of(&id)?;
    let mut out = Problems::default();
    let agrees = posted.body.answer.parse("/answer", &mut out, |text| match Answer::parse(text)? {
        Answer::Given => Ok(true),
        Answer::Refused => Ok(false),
        Answer::Nothing => Err(ParseError { what: "answer", rule: "must be given or refused" }),
    });
    let agrees = out.finish(agrees)?;
    let campaigns = api.campaigns();
    let (plan, _) = campaigns.get(&id).await?;
    let asked = campaigns.asked(&id, person).await?;
    let version = asked.filter(|_| plan.about.kind() == Kind::ConsentAsked);
    let version = version.ok_or_else(Problem::not_found)?;
    if campaigns.answered(&id, (version, person), agrees, Some(&posted.call)).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(Problem::not_found())
    }
}

/// Whoever has that number.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub(super) struct OpenedAnswer {
    /// The number of the person in the campaign.
    person: i64,
    /// Whatever the lists gave: `email`, `phone`, `account`, `address`, `name`.
    #[schema(value_type = Object)]
    contacts: ListedPerson,
}

impl std::fmt::Debug for OpenedAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenedAnswer").field("person", &self.person).finish_non_exhaustive()
    }
}

/// Open who a person of a campaign is. It is on record before the answer leaves.
#[utoipa::path(
    post, path = "/campaigns/{id}/people/{person}/open", tag = "campaigns", request_body = NewLook,
    params(("id" = String, Path), ("person" = i64, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = OpenedAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn open(
    State(api): At,
    Path((id, person)): Path<(String, i64)>,
    posted: Posted<NewLook>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Reveal)?;
    posted.caller.needs(Right::SeeCampaigns)?;
    let id = id_of(&id)?;
    let NewOpening { purpose, note } = posted.body.read(posted.caller.actor.role)?;
    let campaigns = api.campaigns();
    let (plan, _) = campaigns.get(&id).await?;
    let why = (purpose, note.as_ref());
    let opened = campaigns.look_at(api.record(), &posted.call, (&plan, person), why).await?;
    let contacts = opened.ok_or_else(Problem::not_found)?;
    Ok(unkept(OpenedAnswer { person, contacts }))
}
