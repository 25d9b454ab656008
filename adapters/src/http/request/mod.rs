//! `/v1/requests`.

mod answer;
mod receive;
mod show;
mod verify;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use habeas_domain::id::RequestId;
use habeas_domain::request::{Case, Request};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use answer::RequestAnswer;

use super::Api;
use super::problem::Problem;
use crate::desk::{Done, Effect};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(receive::receive))
        .routes(routes!(show::show))
        .routes(routes!(verify::match_record))
        .routes(routes!(verify::challenge))
        .routes(routes!(verify::send_code_again))
        .routes(routes!(verify::answer_code))
        .routes(routes!(verify::record_proof))
        .routes(routes!(verify::deny))
}

/// The id in a path; one that cannot be an id is simply not found.
fn id_of(text: &str) -> Result<RequestId, Problem> {
    RequestId::parse(text).map_err(|_| Problem::not_found())
}

/// The case after a command, with the `ETag` of its decision revision.
fn answered(api: &Api, done: Done<Request>) -> Result<Response, Problem> {
    let Request::Live(case) = done.state else { return Err(Problem::not_found()) };
    let mut response = shown(api, &case, done.version, StatusCode::OK);
    if done.effect == Effect::Repeated {
        let name = header::HeaderName::from_static("idempotent-replayed");
        response.headers_mut().insert(name, HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// The case as it stands, masked.
fn shown(api: &Api, case: &Case, version: usize, status: StatusCode) -> Response {
    let answer =
        RequestAnswer::of(case, version, &api.requests().rules().now(), api.desk().clock().now());
    let mut response = (status, axum::Json(answer)).into_response();
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", case.revision)) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
