//! What administrators do: systems, team, keys, and what is accepted of packs.

mod keys;
mod packs;
mod staff;
mod systems;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use habeas_domain::house::{Act, Command, House};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Api;
use super::posted::Posted;
use super::problem::Problem;
use crate::desk::{Done, Effect};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(systems::register, systems::list))
        .routes(routes!(systems::retire))
        .routes(routes!(staff::enrol, staff::list))
        .routes(routes!(staff::change))
        .routes(routes!(keys::issue, keys::list))
        .routes(routes!(keys::revoke))
        .routes(routes!(packs::list))
        .routes(routes!(packs::accept))
        .routes(routes!(packs::withdraw))
}

/// The house as it stands.
async fn house(api: &Api) -> Result<House, Problem> {
    Ok(api.desk().fold::<House>(House::STREAM).await?.0)
}

/// Tells the house something, once for the command.
async fn tell<T>(
    api: &Api,
    posted: &Posted<T>,
    make: impl Fn(&House, chrono::DateTime<chrono::Utc>) -> Act,
) -> Result<Done<House>, Problem> {
    let by = &posted.caller.actor;
    let told = api.desk().execute::<House, _>(House::STREAM, &posted.call, |house, now| {
        Ok(Command { now, by: by.clone(), act: make(house, now) })
    });
    Ok(told.await?)
}

/// An answer after a command.
fn told(status: StatusCode, answer: impl serde::Serialize, effect: Effect) -> Response {
    let mut response = (status, axum::Json(answer)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if effect == Effect::Repeated {
        headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    response
}
