//! `/v1/campaigns`.

mod answer;
mod answers;
mod by_hand;
mod consent;
mod draft;
mod history;
mod list;
mod one;
mod people;
mod run;
mod show;
mod whom;
mod word;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use habeas_domain::actor::Actor;
use habeas_domain::campaign::{Act, Campaign, Plan};
use habeas_domain::id::{CampaignId, VersionNo};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use answer::CampaignAnswer;

use super::Api;
use super::caller::Right;
use super::posted::Posted;
use super::problem::Problem;
use crate::campaigns::Campaigns;
use crate::cases::Sealer;
use crate::desk::{Done, Effect};
use crate::vault::SealError;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(draft::draft, list::list))
        .routes(routes!(show::show))
        .routes(routes!(show::timeline))
        .routes(routes!(show::reveal))
        .routes(routes!(draft::state))
        .routes(routes!(draft::file))
        .routes(routes!(draft::draft_version))
        .routes(routes!(word::word))
        .routes(routes!(word::read))
        .routes(routes!(people::take))
        .routes(routes!(people::bad_lines))
        .routes(routes!(one::erase))
        .routes(routes!(one::came_back))
        .routes(routes!(run::approve))
        .routes(routes!(run::begin))
        .routes(routes!(run::pause))
        .routes(routes!(run::resume))
        .routes(routes!(run::stop))
        .routes(routes!(run::announce))
        .routes(routes!(run::close))
        .routes(routes!(by_hand::list))
        .routes(routes!(by_hand::open))
        .routes(routes!(by_hand::report))
        .routes(routes!(answers::list))
        .routes(routes!(answers::record))
        .routes(routes!(answers::open))
        .routes(routes!(history::search))
        .routes(routes!(history::person))
        .routes(routes!(history::texts))
        .routes(routes!(history::text))
}

/// The pages behind links in messages.
pub(super) fn pages() -> Router<Api> {
    consent::routes()
}

impl Api {
    fn campaigns(&self) -> Campaigns {
        Campaigns::new(self.cases().clone())
    }
}

/// The id in a path; one that cannot be an id is simply not found.
fn id_of(text: &str) -> Result<CampaignId, Problem> {
    CampaignId::parse(text).map_err(|_| Problem::not_found())
}

/// Carries an act out and answers with the campaign.
async fn act<T>(
    api: &Api,
    id: &str,
    posted: &Posted<T>,
    make: impl Fn(&Plan, &Sealer<'_>) -> Result<Act, SealError>,
) -> Result<Response, Problem> {
    posted.caller.needs(Right::RunCampaigns)?;
    let id = id_of(id)?;
    let done = api.campaigns().act(&id, &posted.call, posted.expect, make).await?;
    answered(api, &posted.caller.actor, done, StatusCode::OK).await
}

/// The campaign after a command, with the `ETag` of its revision.
async fn answered(
    api: &Api,
    by: &Actor,
    done: Done<Campaign>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let Campaign::Live(plan) = done.state else { return Err(Problem::not_found()) };
    let mut response = shown(api, by, &plan, done.version, status).await?;
    if done.effect == Effect::Repeated {
        let yes = HeaderValue::from_static("true");
        response.headers_mut().insert("idempotent-replayed", yes);
    }
    Ok(response)
}

/// The campaign as it stands.
async fn shown(
    api: &Api,
    by: &Actor,
    plan: &Plan,
    version: usize,
    status: StatusCode,
) -> Result<Response, Problem> {
    let answer = CampaignAnswer::of(api, plan, version, by).await?;
    let mut response = (status, axum::Json(answer)).into_response();
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", plan.revision)) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status == StatusCode::CREATED
        && let Ok(place) = HeaderValue::from_str(&format!("/v1/campaigns/{}", plan.id))
    {
        headers.insert(header::LOCATION, place);
    }
    Ok(response)
}

/// The number of a version in a path.
const fn version_of(no: u16) -> VersionNo {
    VersionNo(no)
}
