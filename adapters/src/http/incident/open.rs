//! Incidents that the desk itself brings to light, each with one command.

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::id::{ComplaintId, DispatchId, IncidentId};

use super::IncidentAnswer;
use crate::cases::{IncidentOpened, OpenFrom};
use crate::http::caller::Right;
use crate::http::case::created;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::{Api, At};

/// What happened.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSummary {
    /// In own words; kept sealed.
    summary: Text,
    /// When the house had word of it: an instant with offset. Nothing said: with the complaint; of a
    /// message, now. Nobody has word of a message before it left: `facts_contradict`.
    word_came: Option<Text>,
}

/// A message went to the wrong person: open an incident. When it left, and where the person lives whose
/// data it carried, are taken over.
#[utoipa::path(
    post, path = "/dispatches/{id}/incident", tag = "incidents", request_body = NewSummary,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 201, body = IncidentAnswer, headers(("Location" = String), ("ETag" = String))),
              (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn from_dispatch(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewSummary>,
) -> Result<Response, Problem> {
    let id = DispatchId::parse(&id).map_err(|_| Problem::not_found())?;
    open(&api, posted, &OpenFrom::Dispatch(id)).await
}

/// Refer a complaint to the incident desk: it opens an incident, of which the house has had word since
/// the complaint arrived.
#[utoipa::path(
    post, path = "/complaints/{id}/refer", tag = "complaints", request_body = NewSummary,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 201, body = IncidentAnswer, headers(("Location" = String), ("ETag" = String))),
              (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn from_complaint(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewSummary>,
) -> Result<Response, Problem> {
    let id = ComplaintId::parse(&id).map_err(|_| Problem::not_found())?;
    open(&api, posted, &OpenFrom::Complaint(id)).await
}

async fn open(api: &Api, posted: Posted<NewSummary>, from: &OpenFrom) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let mut out = Problems::default();
    let word = posted.body.word_came.as_ref();
    let word = word.and_then(|text| text.instant("/word_came", &mut out));
    let summary = posted.body.summary.long_or("/summary", &mut out);
    let summary = out.finish(summary)?;
    match api.cases().open_incident_from(&posted.call, from, summary, word).await? {
        IncidentOpened::Incident(done) => {
            created::<IncidentId>(api, &posted.caller.actor, *done, "/v1/incidents").await
        }
        IncidentOpened::NothingThere => Err(Problem::not_found()),
    }
}
