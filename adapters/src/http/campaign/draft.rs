//! Beginning a campaign, and what is filed with it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use habeas_domain::campaign::{About, Act, Audience, Paper};
use habeas_domain::contact::Channel;
use habeas_domain::place::Language;
use habeas_domain::sealed::Slot;

use super::{CampaignAnswer, act, answered};
use crate::http::At;
use crate::http::caller::Right;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// What a campaign is about.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCampaign {
    /// One of `{"breach_notice": {"incident", "duties"}}`,
    /// `{"transfer_of_control": {"purposes_change", "consent"}}`,
    /// `{"policy_revision": {"policy", "material", "lowers_rights", "consent"}}` and
    /// `{"consent_asked": {"purpose", "reason"}}`.
    #[schema(value_type = Object)]
    about: serde_json::Value,
}

impl NewCampaign {
    fn read(&self) -> Result<About, Problem> {
        let mut out = Problems::default();
        let about = out.value::<About>("/about", &self.about);
        out.finish(about)
    }
}

/// Begin a campaign.
#[utoipa::path(
    post, path = "/campaigns", tag = "campaigns", request_body = NewCampaign,
    params(("Idempotency-Key" = String, Header)),
    responses((status = 201, body = CampaignAnswer), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn draft(
    State(api): At,
    posted: Posted<NewCampaign>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::RunCampaigns)?;
    let about = posted.body.read()?;
    let done = api.campaigns().draft(&posted.call, &about).await?;
    answered(&api, &posted.caller.actor, done, StatusCode::CREATED).await
}

/// Say anew what it is about, before any approval.
#[utoipa::path(
    post, path = "/campaigns/{id}/about", tag = "campaigns", request_body = NewCampaign,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = CampaignAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn state(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewCampaign>,
) -> Result<Response, Problem> {
    let about = posted.body.read()?;
    let around = api.campaigns().around(&about).await?;
    act(&api, &id, &posted, |_, _| Ok(Act::State { about: about.clone(), around: around.clone() }))
        .await
}

/// A paper that stands before an approval.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPaper {
    /// `assessment` or `undertaking`.
    paper: Text,
    /// Where it is filed; kept sealed.
    reference: Text,
}

/// File the impact assessment (P36) or the receiver's undertaking (P21).
#[utoipa::path(
    post, path = "/campaigns/{id}/papers", tag = "campaigns", request_body = NewPaper,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = CampaignAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn file(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewPaper>,
) -> Result<Response, Problem> {
    let mut out = Problems::default();
    let paper = posted.body.paper.parse("/paper", &mut out, Paper::parse);
    let reference = posted.body.reference.long_or("/reference", &mut out);
    let (paper, reference) = out.finish(paper.zip(reference))?;
    act(&api, &id, &posted, |_, sealer| {
        let reference = sealer.seal(Slot::ContentNote, reference.reveal())?;
        Ok(Act::File { paper, reference })
    })
    .await
}

/// A version of what is told.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewVersion {
    /// `listed`: whoever is on the lists given for it. `everyone`: everybody on the lists before, since
    /// something in them was wrong.
    audience: Text,
    /// `email`, `sms`, `push`, `site_letter`, `phone` and `post`, in the order in which they are tried.
    #[serde(default)]
    channels: Vec<Text>,
    /// The language for whoever reads none of the others.
    language: Text,
    /// Whether it is announced in public, too.
    #[serde(default)]
    announce: bool,
    /// Whether everybody has been told who must be, once it is told.
    #[serde(default)]
    complete: bool,
}

/// Begin a version.
#[utoipa::path(
    post, path = "/campaigns/{id}/versions", tag = "campaigns", request_body = NewVersion,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = CampaignAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn draft_version(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewVersion>,
) -> Result<Response, Problem> {
    let body = &posted.body;
    let mut out = Problems::default();
    let audience = body.audience.parse("/audience", &mut out, Audience::parse);
    let language = body.language.parse("/language", &mut out, Language::parse);
    let each = body.channels.iter().enumerate();
    let channels: Vec<Channel> = each
        .filter_map(|(at, text)| text.parse(&format!("/channels/{at}"), &mut out, Channel::parse))
        .collect();
    let (audience, language) = out.finish(audience.zip(language))?;
    let (announced, complete) = (body.announce, body.complete);
    act(&api, &id, &posted, |_, _| {
        let (channels, language) = (channels.clone(), language.clone());
        Ok(Act::DraftVersion { audience, channels, language, announced, complete })
    })
    .await
}
