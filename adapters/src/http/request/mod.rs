//! `/v1/requests`.

mod answer;
mod answer_work;
mod correspond;
mod find;
mod judge;
mod list;
mod receive;
mod revoke;
mod show;
mod task;
mod verify;
mod work;

use std::collections::BTreeSet;

use axum::response::Response;
use habeas_domain::actor::Actor;
use habeas_domain::id::{ItemNo, RequestId};
use habeas_domain::request::{Act, Items, Request};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use answer::RequestAnswer;
pub(super) use answer_work::state_of;

use super::Api;
use super::case::{self, Nothing};
use super::posted::Posted;
use super::problem::Problem;
use crate::cases::Sealer;
use crate::desk::Done;
use crate::vault::SealError;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(receive::receive, list::list))
        .routes(routes!(list::search))
        .routes(routes!(show::show))
        .routes(routes!(show::reveal))
        .routes(routes!(show::timeline))
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
    case::id_of(text)
}

/// Carries an act out and answers with the request.
async fn act<T>(
    api: &Api,
    id: &str,
    posted: &Posted<T>,
    make: impl Fn(&T, &Sealer<'_>) -> Result<Act, SealError>,
) -> Result<Response, Problem> {
    case::act::<RequestId, T>(api, id, posted, make).await
}

/// The request after a command.
async fn answered(api: &Api, by: &Actor, done: Done<Request>) -> Result<Response, Problem> {
    case::answered::<RequestId>(api, by, done).await
}

/// Item numbers of a body.
fn items_of(numbers: &BTreeSet<u16>) -> Items {
    numbers.iter().copied().map(ItemNo).collect()
}
