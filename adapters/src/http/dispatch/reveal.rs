//! `POST /v1/dispatches/{id}/reveal`: the message as it was read (P18).

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::case::CaseRef;
use habeas_domain::contact::Channel;
use habeas_domain::dispatch::{Dispatch, Event, Message};
use habeas_domain::notice::NoticeKind;
use habeas_domain::people::StepState;
use habeas_domain::sealed::{Sealed, Slot};

use super::{id_of, load, unstored};
use crate::cases::reveal::open;
use crate::cases::{Opened, Value};
use crate::http::caller::Right;
use crate::http::opening::{NewLook, NewOpening, text_of};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::{Api, At};
use crate::mailroom::{Kept, stream};

/// A message in clear.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub(super) struct ReadingAnswer {
    /// The message.
    id: String,
    /// The way it goes.
    channel: &'static str,
    /// The address or number it went to; `[forgotten: key …]` once its key is gone.
    address: String,
    /// What was sent, to the byte: for mail a whole RFC 5322 message. None before it is rendered;
    /// `[withheld: …]` while a code in it still counts, which is the person's alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// The page that a text message points to: an HTML document.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    /// What the provider or the post calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking: Option<String>,
    /// What was said in a call.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
}

/// Read a message as the person read it. It is put on record who did, and what for, before the answer
/// leaves.
#[utoipa::path(
    post, path = "/dispatches/{id}/reveal", tag = "messages", request_body = NewLook,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ReadingAnswer), (status = 403, body = ProblemBody),
              (status = 404, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn reveal(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewLook>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Reveal)?;
    let NewOpening { purpose, note } = posted.body.read(posted.caller.actor.role)?;
    let id = id_of(&id)?;
    let (state, events) = load(&api, &id).await?;
    let message = state.message().ok_or_else(Problem::not_found)?;
    let stream = stream(&id);
    let (mut slots, mut fields) = (BTreeSet::new(), 0);
    let mut texts = Vec::new();
    let withheld = holds_live_code(&api, message).await?;
    for (slot, sealed) in sealed_of(&state, events.iter().map(|event| &event.payload)) {
        if withheld && slot == Slot::DispatchText {
            texts.push((slot, "[withheld: the code in it still counts]".to_owned()));
            continue;
        }
        let value = open(api.vault(), &stream, slot, sealed).await?;
        if matches!(value, Value::Clear(_)) {
            slots.insert(slot);
            fields += 1;
        }
        texts.push((slot, text_of(&value)));
    }
    let opened = Opened { dossier: message.case.clone().into(), slots, fields };
    let cases = api.cases();
    cases.record_opening(api.record(), &posted.call, opened, purpose, note.as_ref()).await?;
    let kept = texts.iter().find(|(of, _)| *of == Slot::DispatchText);
    let kept = kept.map(|(_, text)| Kept::read(text));
    let take = |slot| texts.iter().find(|(of, _)| *of == slot).map(|(_, text)| text.clone());
    Ok(unstored(axum::Json(ReadingAnswer {
        id: id.as_str().to_owned(),
        channel: Channel::code(message.channel),
        address: take(Slot::DispatchAddress).unwrap_or_default(),
        text: kept.map(|kept| kept.travels.to_owned()),
        page: kept.and_then(|kept| kept.page).map(str::to_owned),
        tracking: take(Slot::DispatchReference),
        summary: take(Slot::DispatchCall),
    })))
}

/// Whether the message carries a code that can still be answered: whoever read it here could pass
/// for the person.
async fn holds_live_code(api: &Api, message: &Message) -> Result<bool, Problem> {
    if message.notices.iter().all(|notice| notice.kind != NoticeKind::Code) {
        return Ok(false);
    }
    let now = api.desk().clock().now();
    let people = match &message.case {
        CaseRef::Request(id) => api.cases().get(id).await?.0.people,
        CaseRef::Complaint(id) => api.cases().get(id).await?.0.people,
        CaseRef::Incident(id) => api.cases().get(id).await?.0.people,
    };
    let open = people.steps.values().filter(|step| step.state == StepState::Open);
    Ok(open.filter_map(|step| step.expires).any(|expires| now <= expires))
}

/// Everything sealed in a message but the salt, which is of use only to whoever checks its digest.
fn sealed_of<'e>(
    state: &'e Dispatch,
    events: impl Iterator<Item = &'e Event>,
) -> Vec<(Slot, &'e Sealed)> {
    let mut all = Vec::new();
    all.extend(state.message().map(|message| (Slot::DispatchAddress, &message.address)));
    all.extend(state.rendered().map(|rendered| (Slot::DispatchText, &rendered.text)));
    for event in events {
        let (slot, sealed) = match event {
            Event::HandedOver { provider, .. } => (Slot::DispatchReference, provider),
            Event::Posted { tracking, .. } => (Slot::DispatchReference, tracking),
            Event::ToldByPhone { summary, .. } => (Slot::DispatchCall, summary),
            _ => continue,
        };
        all.extend(sealed.as_ref().map(|sealed| (slot, sealed)));
    }
    all
}
