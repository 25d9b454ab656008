//! What every kind of case has at the API: how it is answered, and what is posted about it.

pub(super) mod answer;
pub(super) mod extension;
pub(super) mod find;
pub(super) mod imposed;
pub(super) mod letter;
pub(super) mod list;
pub(super) mod reveal;
pub(super) mod timeline;
pub(super) mod verify;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use habeas_domain::actor::Actor;
use habeas_domain::case::{Case, CaseId, CaseStream};
use habeas_domain::regime::Rulebook;

use super::Api;
use super::posted::Posted;
use super::problem::Problem;
use crate::cases::{ActOf, CaseOf, Cases, Sealer};
use crate::desk::{Done, Effect};
use crate::store::StoreError;
use crate::vault::SealError;

/// A kind of case that the API answers with: folded from its events, personal values masked.
pub(super) trait Answers: Case {
    /// What it is answered as.
    type Answer: serde::Serialize;
    /// What of other streams says what may be done with it.
    type Around: Send + Sync;

    /// Finds that, as it stands now.
    fn around(
        &self,
        cases: &Cases,
    ) -> impl Future<Output = Result<Self::Around, StoreError>> + Send;

    /// The case as whoever asks may see it, by these rules and what was found around it.
    fn answer(
        &self,
        version: usize,
        by_what: (&Rulebook, &Self::Around),
        now: DateTime<Utc>,
        by: &Actor,
    ) -> Self::Answer;
}

/// The id in a path; one that cannot be an id is simply not found.
pub(super) fn id_of<I: CaseId>(text: &str) -> Result<I, Problem> {
    I::read(text).map_err(|_| Problem::not_found())
}

/// Nothing but the wish.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// The case with that id as it stands.
pub(super) async fn show<I>(api: &Api, by: &Actor, id: &str) -> Result<Response, Problem>
where
    I: CaseId<Stream: CaseStream<Case: Answers>>,
    Problem: From<<I::Stream as Aggregate>::Error>,
{
    let (case, version) = api.cases().get::<I>(&id_of(id)?).await?;
    shown(api, by, &*case, version, StatusCode::OK).await
}

/// Carries an act out and answers with the case.
pub(super) async fn act<I, T>(
    api: &Api,
    id: &str,
    posted: &Posted<T>,
    make: impl Fn(&T, &Sealer<'_>) -> Result<ActOf<I>, SealError>,
) -> Result<Response, Problem>
where
    I: CaseId<Stream: CaseStream<Case: Answers>>,
    Problem: From<<I::Stream as Aggregate>::Error>,
{
    let id: I = id_of(id)?;
    let make = |_: &CaseOf<I>, sealer: &Sealer<'_>| make(&posted.body, sealer);
    let done = api.cases().act(&id, &posted.call, posted.expect, make).await?;
    answered::<I>(api, &posted.caller.actor, done).await
}

/// The case after a command, with the `ETag` of its decision revision.
pub(super) async fn answered<I>(
    api: &Api,
    by: &Actor,
    done: Done<I::Stream>,
) -> Result<Response, Problem>
where
    I: CaseId<Stream: CaseStream<Case: Answers>>,
{
    let case = done.state.into_live().ok_or_else(Problem::not_found)?;
    let response = shown(api, by, &*case, done.version, StatusCode::OK).await?;
    Ok(marked(response, done.effect))
}

/// The same of a case that was just taken in; `at` is what its address begins with.
pub(super) async fn created<I>(
    api: &Api,
    by: &Actor,
    done: Done<I::Stream>,
    at: &str,
) -> Result<Response, Problem>
where
    I: CaseId<Stream: CaseStream<Case: Answers>>,
{
    let case = done.state.into_live().ok_or_else(Problem::not_found)?;
    let mut response = shown(api, by, &*case, done.version, StatusCode::CREATED).await?;
    if let Ok(place) = HeaderValue::from_str(&format!("{at}/{}", case.id())) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(marked(response, done.effect))
}

/// Says so when the command was answered from the stream.
fn marked(mut response: Response, effect: Effect) -> Response {
    if effect == Effect::Repeated {
        let yes = HeaderValue::from_static("true");
        response.headers_mut().insert("idempotent-replayed", yes);
    }
    response
}

/// The case as it stands, masked.
async fn shown<C: Answers>(
    api: &Api,
    by: &Actor,
    case: &C,
    version: usize,
    status: StatusCode,
) -> Result<Response, Problem> {
    let (now, around) = (api.desk().clock().now(), case.around(api.cases()).await?);
    let answer = case.answer(version, (&api.cases().rules().now(), &around), now, by);
    let mut response = (status, axum::Json(answer)).into_response();
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", case.revision())) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
