//! Calls and letters, and whoever no way reached: the lists for clerks.

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use habeas_domain::ParseError;
use habeas_domain::campaign::{IncidentNow, Plan, Refusal, Version};
use habeas_domain::contact::Channel;

use super::{id_of, version_of};
use crate::campaigns::by_hand::{self, Heard, Said, Task};
use crate::campaigns::list::ListedPerson;
use crate::http::caller::{Caller, Right};
use crate::http::field::{Problems, Text};
use crate::http::opening::{NewLook, NewOpening};
use crate::http::paging::Rows;
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Params;
use crate::http::{Api, At, unkept};
use crate::mailroom::Reader;

/// What is with people.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct ByHandAnswer {
    /// The rows, by person; nobody while it is held back.
    people: Vec<TaskAnswer>,
    /// `stayed` while an authority asks for silence about the incident, `no_breach` where it was judged none.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_back: Option<&'static str>,
    /// The cursor of the next page; none when this is the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<i64>,
}

/// One message with people, without whom it is for.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct TaskAnswer {
    /// The number of the person in the campaign.
    person: i64,
    /// What they read.
    language: String,
    /// `phone` or `post`; none where no way is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'static str>,
    /// How often it was tried.
    tries: i64,
}

impl TaskAnswer {
    fn of(task: &Task) -> Self {
        Self {
            person: task.person,
            language: task.language.clone(),
            channel: task.channel.map(Channel::code),
            tries: task.tries,
        }
    }
}

/// What clerks have to do for a version: calls (`channel=phone`), letters (`channel=post`), or without a
/// channel whoever no way reached.
#[utoipa::path(
    get, path = "/campaigns/{id}/versions/{no}/by-hand", tag = "campaigns",
    params(("id" = String, Path), ("no" = u16, Path), ("channel" = Option<String>, Query),
           ("limit" = Option<i64>, Query), ("cursor" = Option<i64>, Query)),
    responses((status = 200, body = ByHandAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn list(
    State(api): At,
    caller: Caller,
    Path((id, no)): Path<(String, u16)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    caller.needs(Right::SeeCampaigns)?;
    let id = id_of(&id)?;
    let (plan, _) = api.campaigns().get(&id).await?;
    plan.version(version_of(no)).ok_or_else(Problem::not_found)?;
    let mut out = Problems::default();
    let mut params = Params::read(query.as_deref());
    let channel = params.take("channel", &mut out);
    let channel = channel.and_then(|text| text.parse("/channel", &mut out, Channel::parse));
    let rows = Rows::take(&mut params, &mut out);
    let after = params.number("cursor", &mut out).unwrap_or(0);
    params.finish(&mut out);
    out.of_parameters().finish(Some(()))?;
    if let Some(why) = held_back(&api, &plan).await? {
        let held_back = Some(why.code());
        return Ok(unkept(ByHandAnswer { people: Vec::new(), held_back, next: None }));
    }
    let mut tasks = {
        let mut reader = api.desk().read().await?;
        let page = (after, rows.and_one());
        by_hand::list(reader.conn(), &id, version_of(no), channel, page).await?
    };
    let next = rows.cut(&mut tasks, |last| last.person);
    let answer =
        ByHandAnswer { people: tasks.iter().map(TaskAnswer::of).collect(), held_back: None, next };
    Ok(unkept(answer))
}

/// Why nobody is called or written to now: an authority asks for silence about what a campaign tells, or that was
/// judged no breach.
async fn held_back(api: &Api, plan: &Plan) -> Result<Option<Refusal>, Problem> {
    let incident = api.campaigns().incident_of(&plan.about).await?;
    Ok(incident.as_ref().and_then(IncidentNow::holds_back))
}

/// Whom to call or to write to.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub(super) struct ContactsAnswer {
    /// The number of the person in the campaign.
    person: i64,
    /// Whatever the list gave: `email`, `phone`, `account`, `address`, `name`.
    #[schema(value_type = Object)]
    contacts: ListedPerson,
    /// The form for them: `full`, `supplement` or `correction`. What it says is the wording of the version.
    form: &'static str,
    /// The letter for whoever is to be written to, an HTML document made to be printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    letter: Option<String>,
}

impl std::fmt::Debug for ContactsAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContactsAnswer").field("person", &self.person).finish_non_exhaustive()
    }
}

/// Open the contacts of one person to be told by hand; while an authority asks for silence, nobody's are
/// (`stayed`), nor those of a campaign whose incident was judged no breach (`no_breach`). It is on record before
/// the answer leaves.
#[utoipa::path(
    post, path = "/campaigns/{id}/versions/{no}/by-hand/{person}/open", tag = "campaigns", request_body = NewLook,
    params(("id" = String, Path), ("no" = u16, Path), ("person" = i64, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ContactsAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn open(
    State(api): At,
    Path((id, no, person)): Path<(String, u16, i64)>,
    posted: Posted<NewLook>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Reveal)?;
    let id = id_of(&id)?;
    let NewOpening { purpose, note } = posted.body.read(posted.caller.actor.role)?;
    let (plan, _) = api.campaigns().get(&id).await?;
    let version = plan.version(version_of(no)).ok_or_else(Problem::not_found)?;
    if let Some(why) = held_back(&api, &plan).await? {
        return Err(why.into());
    }
    let task = {
        let mut reader = api.desk().read().await?;
        by_hand::one(reader.conn(), &id, version.no(), person).await?
    };
    let task = task.ok_or_else(Problem::not_found)?;
    let why = (purpose, note.as_ref());
    let campaigns = api.campaigns();
    let opened = campaigns.look_at(api.record(), &posted.call, (&plan, person), why).await?;
    let contacts = opened.ok_or_else(Problem::not_found)?;
    let form = version.form_for(task.told_before).code();
    let letter = match task.channel {
        Some(Channel::Post) => Some(letter_to(&api, (&plan, version), &contacts, &task).await?),
        Some(_) | None => None,
    };
    Ok(unkept(ContactsAnswer { person, contacts, form, letter }))
}

/// The letter on paper for somebody; what it says is kept as it will be read.
async fn letter_to(
    api: &Api,
    (plan, version): (&Plan, &Version),
    contacts: &ListedPerson,
    task: &Task,
) -> Result<String, Problem> {
    let (mailroom, campaigns) = (api.mailroom(), api.campaigns());
    let mut wording = mailroom.wording(plan, version).await?;
    let (no, told_before) = (task.person, task.told_before);
    let reader = Reader { no, person: contacts, told_before, channel: Channel::Post };
    let letter = mailroom.write_to(&mut wording, reader)?;
    let texts: Vec<_> = wording.to_keep().collect();
    campaigns.keep_texts(&plan.id, version.no(), &texts).await?;
    campaigns.is_written(&plan.id, (version.no(), task.person), letter.text).await?;
    Ok(letter.bytes.as_str().to_owned())
}

/// What became of a call or a letter.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReport {
    /// `told`; `again`: nobody was there; `not_this_way`: the number or address is wrong, and the next way is
    /// tried.
    result: Text,
    /// How the person was told, where no way was left: `phone`, `post` …
    channel: Option<Text>,
    /// When: an instant with offset; now, where nothing is said.
    at: Option<Text>,
}

/// Report what became of a call or a letter, also of one that had begun when its version was stopped.
#[utoipa::path(
    post, path = "/campaigns/{id}/versions/{no}/by-hand/{person}", tag = "campaigns", request_body = NewReport,
    params(("id" = String, Path), ("no" = u16, Path), ("person" = i64, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn report(
    State(api): At,
    Path((id, no, person)): Path<(String, u16, i64)>,
    posted: Posted<NewReport>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let id = id_of(&id)?;
    let said = posted.body.read(api.desk().clock().now())?;
    match api
        .campaigns()
        .said(&id, (version_of(no), person), said, &posted.call, posted.expect)
        .await?
    {
        Heard::Yes => Ok(StatusCode::NO_CONTENT.into_response()),
        Heard::NotThere => Err(Problem::not_found()),
        Heard::ByWhichChannel => {
            let mut out = Problems::default();
            let rule = "must say how they were told";
            out.add("/channel", ParseError { what: "channel", rule });
            out.finish(None)
        }
    }
}

impl NewReport {
    fn read(&self, now: DateTime<Utc>) -> Result<Said, Problem> {
        let mut out = Problems::default();
        let channel = self.channel.as_ref();
        let channel = channel.and_then(|text| text.parse("/channel", &mut out, Channel::parse));
        let at = self.at.as_ref().and_then(|text| text.instant("/at", &mut out)).unwrap_or(now);
        if at > now {
            out.add("/at", ParseError { what: "instant", rule: "must not lie in the future" });
        }
        let said = self.result.parse("/result", &mut out, |text| match text {
            "told" => Ok(Said::Told(channel, at)),
            "again" => Ok(Said::Again),
            "not_this_way" => Ok(Said::NotThisWay),
            _ => Err(ParseError { what: "result", rule: "must be told, again or not_this_way" }),
        });
        out.finish(said)
    }
}
