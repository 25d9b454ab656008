//! `/v1/dispatches`: messages, what people report of them, and how they read.

mod answer;
mod report;
mod reveal;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use habeas_domain::actor::Role;
use habeas_domain::dispatch::{Act, Command, Dispatch};
use habeas_domain::id::DispatchId;
use habeas_domain::sealed::{Sealed, Slot};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) use answer::{DispatchAnswer, load, provenance_of};

use super::caller::{Caller, Right};
use super::posted::Posted;
use super::problem::{Problem, ProblemBody};
use super::{Api, At};
use crate::cases::stream_of;
use crate::desk::Effect;
use crate::mailroom::stream;
use crate::vault::{CaseKeys, Place, SealError, Stream, Vault};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(report::delivered))
        .routes(routes!(report::bounced))
        .routes(routes!(report::posted))
        .routes(routes!(report::called))
        .routes(routes!(reveal::reveal))
}

/// A message as it stands, masked.
#[utoipa::path(
    get, path = "/dispatches/{id}", tag = "messages",
    params(("id" = String, Path, description = "the id of the message")),
    responses((status = 200, body = DispatchAnswer), (status = 401, body = ProblemBody),
              (status = 403, body = ProblemBody), (status = 404, body = ProblemBody))
)]
async fn show(State(api): At, caller: Caller, Path(id): Path<String>) -> Result<Response, Problem> {
    caller.needs(Right::Read)?;
    shown(&api, &id_of(&id)?, caller.actor.role).await
}

fn id_of(text: &str) -> Result<DispatchId, Problem> {
    DispatchId::parse(text).map_err(|_| Problem::not_found())
}

async fn shown(api: &Api, id: &DispatchId, role: Role) -> Result<Response, Problem> {
    let (state, events) = load(api, id).await?;
    let answer = DispatchAnswer::of(id, &state, &events, role).ok_or_else(Problem::not_found)?;
    Ok(unstored(axum::Json(answer)))
}

fn unstored(answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Seals values of one message under the keys of its case.
struct Sealer<'v> {
    vault: &'v Vault,
    keys: CaseKeys,
    stream: Stream,
}

impl Sealer<'_> {
    fn seal_some(&self, slot: Slot, clear: Option<&String>) -> Result<Option<Sealed>, SealError> {
        let place = Place { stream: &self.stream, slot: slot.code() };
        let seal = |text: &String| self.vault.seal(&self.keys, slot.purpose(), place, text);
        clear.map(seal).transpose()
    }
}

/// Tells a message something, and answers with it.
async fn tell<T>(
    api: &Api,
    id: &str,
    posted: &Posted<T>,
    make: impl Fn(&Sealer<'_>) -> Result<Act, SealError>,
) -> Result<Response, Problem> {
    let id = id_of(id)?;
    let (state, _): (Dispatch, _) = api.desk().fold(id.as_str()).await?;
    let message = state.message().ok_or_else(Problem::not_found)?;
    let keys = api.vault().case_keys(&stream_of(&message.case)).await?;
    let sealer = Sealer { vault: api.vault(), keys, stream: stream(&id) };
    let by = &posted.caller.actor;
    let done = api
        .desk()
        .execute::<Dispatch, _>(id.as_str(), &posted.call, |_, now| {
            Ok(Command { now, by: by.clone(), act: make(&sealer)? })
        })
        .await?;
    let mut response = shown(api, &id, by.role).await?;
    if done.effect == Effect::Repeated {
        let yes = HeaderValue::from_static("true");
        response.headers_mut().insert("idempotent-replayed", yes);
    }
    Ok(response)
}
