//! `/v1/requests`.

mod answer;
mod answer_work;
mod correspond;
mod find;
mod judge;
mod list;
mod receive;
mod reveal;
mod revoke;
mod show;
mod task;
mod timeline;
mod verify;
mod work;

use std::collections::BTreeSet;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use habeas_domain::actor::Role;
use habeas_domain::id::{ItemNo, RequestId};
use habeas_domain::request::{Act, Case, Items, Request};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use answer::RequestAnswer;
pub(super) use answer_work::state_of;

use super::Api;
use super::posted::Posted;
use super::problem::Problem;
use crate::desk::{Done, Effect};
use crate::requests::Sealer;
use crate::vault::SealError;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(receive::receive, list::list))
        .routes(routes!(list::search))
        .routes(routes!(show::show))
        .routes(routes!(reveal::reveal))
        .routes(routes!(timeline::timeline))
        .routes(routes!(verify::match_record))
        .routes(routes!(verify::challenge))
        .routes(routes!(verify::send_code_again))
        .routes(routes!(verify::answer_code))
        .routes(routes!(verify::record_proof))
        .routes(routes!(verify::deny))
        .routes(routes!(revoke::revoke))
        .routes(routes!(correspond::ask))
        .routes(routes!(correspond::answer))
        .routes(routes!(correspond::quote))
        .routes(routes!(correspond::settle_fee))
        .routes(routes!(correspond::log_call))
        .routes(routes!(correspond::withdraw))
        .routes(routes!(correspond::close))
        .routes(routes!(judge::take))
        .routes(routes!(judge::decide))
        .routes(routes!(judge::extend))
        .routes(routes!(judge::hold))
        .routes(routes!(judge::lift))
        .routes(routes!(judge::judge_transfer))
        .routes(routes!(judge::copy_handed_over))
        .routes(routes!(work::plan))
        .routes(routes!(work::claim))
        .routes(routes!(work::report))
        .routes(routes!(work::order_again))
        .routes(routes!(work::tail))
}

/// The id in a path; one that cannot be an id is simply not found.
fn id_of(text: &str) -> Result<RequestId, Problem> {
    RequestId::parse(text).map_err(|_| Problem::not_found())
}

/// Nothing but the wish.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// Carries an act out and answers with the case.
async fn act<T>(
    api: &Api,
    id: &str,
    posted: &Posted<T>,
    make: impl Fn(&T, &Sealer<'_>) -> Result<Act, SealError>,
) -> Result<Response, Problem> {
    let id = id_of(id)?;
    let make = |_: &Case, sealer: &Sealer<'_>| make(&posted.body, sealer);
    let done = api.requests().act(&id, &posted.call, posted.expect, make).await?;
    answered(api, posted.caller.actor.role, done)
}

/// Item numbers of a body.
fn items_of(numbers: &BTreeSet<u16>) -> Items {
    numbers.iter().copied().map(ItemNo).collect()
}

/// The case after a command, with the `ETag` of its decision revision.
fn answered(api: &Api, role: Role, done: Done<Request>) -> Result<Response, Problem> {
    let Request::Live(case) = done.state else { return Err(Problem::not_found()) };
    let mut response = shown(api, role, &case, done.version, StatusCode::OK);
    if done.effect == Effect::Repeated {
        let name = header::HeaderName::from_static("idempotent-replayed");
        response.headers_mut().insert(name, HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// The case as it stands, masked.
fn shown(api: &Api, role: Role, case: &Case, version: usize, status: StatusCode) -> Response {
    let now = api.desk().clock().now();
    let answer = RequestAnswer::of(case, version, &api.requests().rules().now(), now, role);
    let mut response = (status, axum::Json(answer)).into_response();
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", case.revision)) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
