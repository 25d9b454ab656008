//! `/v1/incidents`.

mod answer;
mod assess;
mod competence;
mod correct;
mod duties;
mod end;
mod find;
mod imposed;
mod list;
mod notify;
mod open;
mod place;
mod plan;
mod processor;
mod receive;
mod show;
mod state;
mod stay;

use axum::response::Response;
use habeas_domain::id::IncidentId;
use habeas_domain::incident::Act;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use answer::IncidentAnswer;

use super::Api;
use super::case;
use super::field::Text;
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
        .routes(routes!(state::take))
        .routes(routes!(state::state))
        .routes(routes!(assess::assess))
        .routes(routes!(assess::judge_not_notifiable))
        .routes(routes!(assess::revise))
        .routes(routes!(plan::plan))
        .routes(routes!(plan::assign))
        .routes(routes!(plan::settle))
        .routes(routes!(plan::note))
        .routes(routes!(plan::review))
        .routes(routes!(notify::notify_authority))
        .routes(routes!(notify::tell_people))
        .routes(routes!(correct::correct_notice))
        .routes(routes!(correct::correct_told))
        .routes(routes!(correct::explain_lateness))
        .routes(routes!(stay::stay))
        .routes(routes!(stay::lift))
        .routes(routes!(imposed::impose))
        .routes(routes!(imposed::meet))
        .routes(routes!(imposed::withdraw))
        .routes(routes!(end::judge_no_breach))
        .routes(routes!(end::merge))
        .routes(routes!(end::reopen))
        .routes(routes!(end::close))
        .routes(routes!(open::from_dispatch))
        .routes(routes!(open::from_complaint))
}

/// Carries an act out and answers with the incident.
async fn act<T>(
    api: &Api,
    id: &str,
    posted: &Posted<T>,
    make: impl Fn(&T, &Sealer<'_>) -> Result<Act, SealError>,
) -> Result<Response, Problem> {
    case::act::<IncidentId, T>(api, id, posted, make).await
}

/// Why somebody judged so.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReasoning {
    /// In own words; kept sealed.
    reasoning: Text,
}
