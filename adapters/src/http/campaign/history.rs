//! What one person was sent, as they read it, and what became of it (P18).

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use habeas_domain::campaign::Plan;
use habeas_domain::contact::Channel;
use habeas_domain::digest::Digest;

use super::id_of;
use super::whom::{Known, Sought};
use crate::campaigns::history::{Found, Message, Step};
use crate::campaigns::texts::{self, KeptText};
use crate::http::caller::{Caller, Right};
use crate::http::field::Text;
use crate::http::posted::Asked;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::{Api, At, unkept};

/// What a person was sent.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct HistoryAnswer {
    /// The campaign.
    campaign: String,
    /// Its reference, for people.
    reference: String,
    /// `breach_notice`, `transfer_of_control`, `policy_revision` or `consent_asked`.
    kind: &'static str,
    /// The number of the person in the campaign.
    person: i64,
    /// Their messages, by version.
    messages: Vec<MessageAnswer>,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct MessageAnswer {
    /// The version.
    version: u16,
    /// `queued`, `by_hand`, `told`, `unreachable` or `withdrawn`.
    state: String,
    /// By which channel the person was told, or is to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'static str>,
    /// What they answered, where they were asked: `given` or `refused`.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
    /// What became of it, in order.
    course: Vec<StepAnswer>,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct StepAnswer {
    /// When.
    #[schema(value_type = String)]
    at: DateTime<Utc>,
    /// `handed_over`, `not_reached`, `came_back` ….
    outcome: &'static str,
    /// By which channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'static str>,
    /// The text as it was read: one of `…/texts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// Who said so; nobody where a machine saw it.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
}

impl StepAnswer {
    fn of(step: &Step) -> Self {
        Self {
            at: step.at,
            outcome: step.outcome.code(),
            channel: step.channel.map(Channel::code),
            text: step.text.map(|text| text.to_string()),
            by: step.by.as_ref().map(|by| by.id.to_string()),
        }
    }
}

impl MessageAnswer {
    fn of(message: &Message) -> Self {
        Self {
            version: message.version.0,
            state: message.state.clone(),
            channel: message.channel.map(Channel::code),
            answer: message.answer.clone(),
            course: message.course.iter().map(StepAnswer::of).collect(),
        }
    }
}

async fn history(api: &Api, plan: &Plan, person: i64) -> Result<HistoryAnswer, Problem> {
    let messages = api.campaigns().history(&plan.id, person).await?;
    if messages.is_empty() {
        return Err(Problem::not_found());
    }
    Ok(HistoryAnswer {
        campaign: plan.id.to_string(),
        reference: plan.reference.to_string(),
        kind: plan.about.kind().code(),
        person,
        messages: messages.iter().map(MessageAnswer::of).collect(),
    })
}

/// What a person was sent by a campaign, and what became of it, without who they are.
#[utoipa::path(
    get, path = "/campaigns/{id}/people/{person}", tag = "campaigns",
    params(("id" = String, Path), ("person" = i64, Path)),
    responses((status = 200, body = HistoryAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody))
)]
pub(super) async fn person(
    State(api): At,
    caller: Caller,
    Path((id, person)): Path<(String, i64)>,
) -> Result<Response, Problem> {
    caller.needs(Right::SeeCampaigns)?;
    let (plan, _) = api.campaigns().get(&id_of(&id)?).await?;
    Ok(unkept(history(&api, &plan, person).await?))
}

/// Whoever is looked for: by what they are known by, or by their number in a campaign.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonSearch {
    /// What they are known by, in whichever campaign.
    identifier: Option<Known>,
    /// In place of it: a campaign,
    campaign: Option<Text>,
    /// and the number of the person in it.
    person: Option<i64>,
}

/// What whoever was looked for was sent.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct FoundAnswer {
    /// Each campaign in which somebody is known by that, and each who is, where several share it.
    people: Vec<HistoryAnswer>,
    /// Whether there are more than a search looks at.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    incomplete: bool,
}

/// As many does a search look at: a number that a thousand people share says nothing of any of them.
const MOST_FOUND: usize = 50;

/// Look for somebody in every campaign, by e-mail address, telephone number, account, or name and postal
/// address: what were they sent? Where a campaign and a number are given, there is somebody, or nothing here.
#[utoipa::path(
    post, path = "/campaigns/search", tag = "campaigns", request_body = PersonSearch,
    responses((status = 200, body = FoundAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn search(
    State(api): At,
    asked: Asked<PersonSearch>,
) -> Result<Response, Problem> {
    asked.caller.needs(Right::SeeCampaigns)?;
    let PersonSearch { identifier, campaign, person } = &asked.body;
    let sought =
        Sought { identifier: identifier.as_ref(), campaign: campaign.as_ref(), person: *person };
    let whom = sought.read(&api)?;
    let rows = i64::try_from(MOST_FOUND + 1).unwrap_or(i64::MAX);
    let mut found = api.campaigns().find(&whom, rows).await?;
    let incomplete = found.len() > MOST_FOUND;
    found.truncate(MOST_FOUND);
    let mut people = Vec::with_capacity(found.len());
    // They come by campaign: each is folded once, however many are known by that in it.
    for of_one in found.chunk_by(|one, next| one.campaign == next.campaign) {
        let Some(Found { campaign, .. }) = of_one.first() else { continue };
        let (plan, _) = api.campaigns().get(campaign).await?;
        for Found { person, .. } in of_one {
            people.push(history(&api, &plan, *person).await?);
        }
    }
    Ok(unkept(FoundAnswer { people, incomplete }))
}

/// The texts of a campaign, as people read them.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct TextsAnswer {
    /// In the order in which they were made.
    texts: Vec<TextAnswer>,
}

/// What is kept of a text.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct TextAnswer {
    /// Its name: SHA-256 over what is said here but the time, each part behind its length: version, form,
    /// language, channel, template, edition, and `body` as JSON with its names in order.
    text: String,
    /// The version.
    version: u16,
    /// `full`, `supplement` or `correction`.
    form: &'static str,
    /// The language.
    language: String,
    /// The way.
    channel: &'static str,
    /// The template that it was made from.
    template: String,
    /// Its edition.
    edition: u32,
    /// When it was first made.
    #[schema(value_type = String)]
    at: DateTime<Utc>,
}

impl TextAnswer {
    fn of(text: &KeptText) -> Self {
        Self {
            text: text.digest.to_string(),
            version: text.version.0,
            form: text.form.code(),
            language: text.language.clone(),
            channel: text.channel.code(),
            template: text.template.name.to_string(),
            edition: text.template.version,
            at: text.at,
        }
    }
}

/// Every text that a campaign sent, or made to be sent: one for each version, form, language and way.
#[utoipa::path(
    get, path = "/campaigns/{id}/texts", tag = "campaigns", params(("id" = String, Path)),
    responses((status = 200, body = TextsAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody))
)]
pub(super) async fn texts(
    State(api): At,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    caller.needs(Right::SeeCampaigns)?;
    let id = id_of(&id)?;
    api.campaigns().get(&id).await?;
    let mut reader = api.desk().read().await?;
    let texts = texts::list(reader.conn(), &id).await?;
    drop(reader);
    Ok(unkept(TextsAnswer { texts: texts.iter().map(TextAnswer::of).collect() }))
}

/// A text as it was read.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct ReadAnswer {
    /// What is kept beside it.
    #[serde(flatten)]
    about: TextAnswer,
    /// `subject`, `text` and `html`, as far as the way has them. What stands above a letter is not among it:
    /// name, address and date; and of a link by which each answers only how it begins.
    #[schema(value_type = BTreeMap<String, String>)]
    body: BTreeMap<String, String>,
}

/// One text as people read it. It is about nobody: what is kept sealed is our own words.
#[utoipa::path(
    get, path = "/campaigns/{id}/texts/{text}", tag = "campaigns",
    params(("id" = String, Path), ("text" = String, Path)),
    responses((status = 200, body = ReadAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody))
)]
pub(super) async fn text(
    State(api): At,
    caller: Caller,
    Path((id, text)): Path<(String, String)>,
) -> Result<Response, Problem> {
    caller.needs(Right::SeeCampaigns)?;
    let id = id_of(&id)?;
    let digest = Digest::parse(&text).map_err(|_| Problem::not_found())?;
    let found = api.campaigns().text(&id, digest).await?;
    let (kept, body) = found.ok_or_else(Problem::not_found)?;
    // What is kept was made from a map of texts.
    let body = serde_json::from_str(body.reveal()).unwrap_or_default();
    Ok(unkept(ReadAnswer { about: TextAnswer::of(&kept), body }))
}
