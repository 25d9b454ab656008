//! `/v1/complaints`.

mod answer;
mod authority;
mod find;
mod investigate;
mod judge;
mod list;
mod receive;
mod show;
mod verify;

use axum::response::Response;
use habeas_domain::complaint::Act;
use habeas_domain::id::ComplaintId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use answer::ComplaintAnswer;

use super::Api;
use super::case;
use super::posted::Posted;
use super::problem::Problem;
use crate::cases::Sealer;
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
        .routes(routes!(verify::revoke))
        .routes(routes!(investigate::take))
        .routes(routes!(investigate::add_allegation))
        .routes(routes!(investigate::record_step))
        .routes(routes!(investigate::record_measure))
        .routes(routes!(investigate::record_finding))
        .routes(routes!(investigate::record_letter))
        .routes(routes!(investigate::log_call))
        .routes(routes!(investigate::check_child_data))
        .routes(routes!(judge::decide))
        .routes(routes!(judge::name_reviewer))
        .routes(routes!(judge::extend))
        .routes(routes!(judge::reopen))
        .routes(routes!(judge::close))
        .routes(routes!(authority::escalate))
        .routes(routes!(authority::impose))
        .routes(routes!(authority::meet))
        .routes(routes!(authority::withdraw))
}

/// Carries an act out and answers with the complaint.
async fn act<T>(
    api: &Api,
    id: &str,
    posted: &Posted<T>,
    make: impl Fn(&T, &Sealer<'_>) -> Result<Act, SealError>,
) -> Result<Response, Problem> {
    case::act::<ComplaintId, T>(api, id, posted, make).await
}
