//! `/l/{token}`: the letter that a text message points to, as it was written when the message
//! left.
//!
//! The link went to one contact of the person and holds a keyed hash of the message, so it cannot be
//! guessed. It says no more than a mail to the same contact would have said. Each reading is on
//! record, and a quarter of a year after the message the link leads nowhere.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use chrono::TimeDelta;
use habeas_domain::access::{Act, Opening, OpeningPurpose, Reason};
use habeas_domain::actor::{Actor, Role};
use habeas_domain::dispatch::Dispatch;
use habeas_domain::id::PrincipalId;
use habeas_domain::sealed::Slot;

use super::problem::Problem;
use super::stop::{guarded, nothing};
use super::{Api, At};
use crate::desk::Call;
use crate::mailroom::{Kept, stream};
use crate::vault::{OpenError, Place};

/// How long a link leads to its letter.
const LEADS_FOR: TimeDelta = TimeDelta::days(90);

pub(super) fn routes() -> Router<Api> {
    Router::new().route("/l/{token}", get(read))
}

async fn read(State(api): At, Path(token): Path<String>) -> Result<Response, Problem> {
    let Some(id) = api.vault().letter_of(&token) else { return nothing() };
    let (dispatch, _): (Dispatch, _) = api.desk().fold(id.as_str()).await?;
    let (Some(message), Some(rendered)) = (dispatch.message(), dispatch.rendered()) else {
        return nothing();
    };
    let now = api.desk().clock().now();
    if now > message.due_from + LEADS_FOR {
        return nothing();
    }
    let place = Place { stream: &stream(&id), slot: Slot::DispatchText.code() };
    let bytes = match api.vault().open(place, &rendered.text).await {
        Ok(bytes) => bytes,
        Err(OpenError::Forgotten { .. }) => return nothing(),
        Err(error) => return Err(error.into()),
    };
    let Some(page) = Kept::read(bytes.reveal()).page else { return nothing() };
    let reading = Opening {
        case: message.case.clone().into(),
        slots: [Slot::DispatchText].into(),
        fields: 1,
        reason: Reason { purpose: OpeningPurpose::Contact, note: None },
    };
    let call = Call {
        actor: Actor { role: Role::Person, id: PrincipalId::by_link() },
        command: format!("letter/{id}/{}", now.timestamp_micros()),
        request: None,
        cause: Some(id.as_str().to_owned()),
        trace: None,
    };
    // On record before it is shown.
    let recorded = api.record().add(&call, &Act::RecordOpening(reading)).await;
    recorded.map_err(|error| Problem::ours(&error))?;
    Ok(guarded(StatusCode::OK, page.to_owned()))
}
