//! `GET /v1/requests/{id}/timeline`: what happened, and what was told, in order.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use cqrs_es::{Aggregate, DomainEvent as _, EventEnvelope};
use habeas_domain::ParseError;
use habeas_domain::actor::Role;
use habeas_domain::dispatch::Dispatch;
use habeas_domain::id::{RequestId, TrackNo};
use habeas_domain::request::{Case, Event, Request};
use serde_json::Value;

use super::id_of;
use crate::http::caller::{Caller, Right, sees_confidential};
use crate::http::dispatch::{DispatchAnswer, load};
use crate::http::field::{Problems, Text};
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Params;
use crate::http::{Api, At};
use crate::ledger::feed;
use crate::outbox;
use crate::store::{Metadata, StoreError};

/// Entries of a page when nothing is said.
const USUAL: i64 = 200;
/// The most entries of a page.
const MOST: i64 = 500;

/// One page of what happened.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct TimelineAnswer {
    /// The request.
    id: String,
    /// Its reference, for people.
    reference: String,
    /// What happened, oldest first.
    entries: Vec<Entry>,
    /// Messages that are owed and not begun.
    waiting: usize,
    /// The cursor of the next page; none when this is the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Something that happened, or a message at the time at which it was begun.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct Entry {
    /// When, by the clock of the desk.
    #[schema(value_type = String)]
    at: DateTime<Utc>,
    /// An event of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<EventAnswer>,
    /// A message, as it stands now.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<DispatchAnswer>,
    /// The stream and the place in it, by which the entry is found again.
    #[serde(skip)]
    place: (String, usize),
    /// The place in the ledger, which tells what happened at the same time apart; none comes last.
    #[serde(skip)]
    order: (bool, Option<i64>),
}

/// An event.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct EventAnswer {
    /// Its name.
    #[serde(rename = "type")]
    kind: String,
    /// The place in the stream of the request, from 1. For those who see every event alone: a gap
    /// would speak.
    #[serde(skip_serializing_if = "Option::is_none")]
    sequence: Option<usize>,
    /// The place in the ledger, from 0; none until it has one.
    position: Option<i64>,
    /// Who: role and name.
    actor: String,
    /// What it follows from.
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    /// What it says, with `[sealed]` for what is personal. For staff alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    details: Option<Value>,
}

/// What happened in a request and what was told about it, oldest first, without personal data.
#[utoipa::path(
    get, path = "/requests/{id}/timeline", tag = "requests",
    params(("id" = String, Path), ("limit" = Option<i64>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = TimelineAnswer), (status = 401, body = ProblemBody),
              (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn timeline(
    State(api): At,
    caller: Caller,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    caller.needs(Right::Read)?;
    let id = id_of(&id)?;
    let page = Page::read(query.as_deref())?;
    let role = caller.actor.role;
    let (case, _) = api.requests().get(&id).await?;
    let mut entries = events(&api, &id, &case, role).await?;
    let waiting = messages(&api, &id, role, &mut entries).await?;
    entries.sort_by(|a, b| (a.at, a.order, &a.place).cmp(&(b.at, b.order, &b.place)));
    let (entries, next) = page.cut(entries);
    let reference = case.receipt.reference.as_str().to_owned();
    let answer = TimelineAnswer { id: id.as_str().to_owned(), reference, entries, waiting, next };
    let mut response = axum::Json(answer).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

async fn events(
    api: &Api,
    id: &RequestId,
    case: &Case,
    role: Role,
) -> Result<Vec<Entry>, StoreError> {
    let events = api.desk().events::<Request>(id.as_str()).await?;
    let positions: BTreeMap<i64, i64> = {
        let mut reader = api.desk().read().await?;
        feed::positions(reader.conn(), Request::TYPE, id.as_str()).await?.into_iter().collect()
    };
    let hidden = hidden(&events, case, role);
    let mut entries = Vec::with_capacity(events.len());
    for event in &events {
        if is_hidden(&event.payload, case, role)
            || event.metadata.get(Metadata::COMMAND).is_some_and(|command| hidden.contains(command))
        {
            continue;
        }
        let at = i64::try_from(event.sequence).unwrap_or_default();
        entries.push(entry(event, positions.get(&at).copied(), role)?);
    }
    Ok(entries)
}

fn entry(
    event: &EventEnvelope<Request>,
    position: Option<i64>,
    role: Role,
) -> Result<Entry, StoreError> {
    let row = format!("{}#{}", event.aggregate_id, event.sequence);
    let meta = Metadata::from_map(&event.metadata, &row)?;
    Ok(Entry {
        at: meta.at,
        place: (String::new(), event.sequence),
        order: (position.is_none(), position),
        message: None,
        event: Some(EventAnswer {
            kind: event.payload.event_type(),
            sequence: sees_confidential(role).then_some(event.sequence),
            position,
            actor: format!("{}:{}", meta.actor.role, meta.actor.id),
            cause: meta.cause.map(|cause| shown_cause(cause, role)),
            details: role.is_staff().then(|| details(&event.payload, role)),
        }),
    })
}

/// Adds the messages; gives how many are owed that no courier has begun.
async fn messages(
    api: &Api,
    id: &RequestId,
    role: Role,
    entries: &mut Vec<Entry>,
) -> Result<usize, StoreError> {
    let ids = {
        let mut reader = api.desk().read().await?;
        outbox::of_request(reader.conn(), id).await?
    };
    let mut waiting = 0;
    for dispatch in ids {
        let (state, events) = load(api, &dispatch).await?;
        let Some(first) = events.first() else {
            waiting += 1;
            continue;
        };
        let at = Metadata::from_map(&first.metadata, dispatch.as_str())?.at;
        let position = {
            let mut reader = api.desk().read().await?;
            let all = feed::positions(reader.conn(), Dispatch::TYPE, dispatch.as_str()).await?;
            all.first().map(|(_, position)| *position)
        };
        let message = DispatchAnswer::of(&dispatch, &state, &events, role);
        entries.extend(message.map(|message| Entry {
            at,
            place: (dispatch.as_str().to_owned(), 1),
            order: (position.is_none(), position),
            event: None,
            message: Some(message),
        }));
    }
    Ok(waiting)
}

/// What an event follows from: to those who do not see every event, without the number of the event
/// that a worker followed.
fn shown_cause(cause: String, role: Role) -> String {
    match cause.rsplit_once('#') {
        Some((stream, _)) if !sees_confidential(role) => stream.to_owned(),
        Some(_) | None => cause,
    }
}

/// The commands that placed a confidential hold: the work that one stopped would tell of it.
fn hidden<'e>(
    events: &'e [EventEnvelope<Request>],
    case: &Case,
    role: Role,
) -> BTreeSet<&'e String> {
    let placed = events.iter().filter(|event| {
        matches!(event.payload, Event::HoldPlaced { .. }) && is_hidden(&event.payload, case, role)
    });
    placed.filter_map(|event| event.metadata.get(Metadata::COMMAND)).collect()
}

/// A confidential hold is not spoken of to those who do not decide.
fn is_hidden(event: &Event, case: &Case, role: Role) -> bool {
    let secret = |no: &TrackNo| case.holds.get(no).is_some_and(|track| track.hold.confidential);
    match event {
        Event::HoldPlaced { no, .. }
        | Event::HoldLifted { no }
        | Event::HoldReviewFellDue { no } => !sees_confidential(role) && secret(no),
        _ => false,
    }
}

/// What an event says, without what is personal.
fn details(event: &Event, role: Role) -> Value {
    let mut said = match serde_json::to_value(event) {
        Ok(Value::Object(variant)) => variant.into_iter().next().map_or(Value::Null, |(_, v)| v),
        _ => Value::Null,
    };
    mask(&mut said);
    if let Value::Object(fields) = &mut said {
        fields.remove("ticket_hash");
        // Why a system was left out may be a hold that is not spoken of.
        if !sees_confidential(role) {
            fields.remove("left_out");
        }
    }
    said
}

/// Puts a word in the place of every sealed value.
fn mask(value: &mut Value) {
    match value {
        Value::Object(fields)
            if fields.len() == 2 && ["k", "c"].iter().all(|n| fields.contains_key(*n)) =>
        {
            *value = Value::from("[sealed]");
        }
        Value::Object(fields) => fields.values_mut().for_each(mask),
        Value::Array(items) => items.iter_mut().for_each(mask),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// How many entries, and after which: so many at this instant and all before it. Numbers of streams and
/// events, which would tell of those that are hidden, are not in it.
struct Page {
    limit: usize,
    after: Option<(DateTime<Utc>, usize)>,
}

impl Page {
    fn read(query: Option<&str>) -> Result<Self, Problem> {
        let (mut params, mut out) = (Params::read(query), Problems::default());
        let limit = params.number("limit", &mut out).unwrap_or(USUAL);
        let cursor = params.take("cursor", &mut out);
        params.finish(&mut out);
        if !(1..=MOST).contains(&limit) {
            out.add("/limit", ParseError { what: "limit", rule: "must be 1 to 500" });
        }
        let after = cursor.as_ref().map(|text: &Text| {
            text.parse("/cursor", &mut out, |text| {
                let rule = "must be one that the page before gave";
                place_of(text).ok_or(ParseError { what: "cursor", rule })
            })
        });
        let limit = usize::try_from(limit).unwrap_or_default();
        out.of_parameters().finish(Some(Self { limit, after: after.flatten() }))
    }

    fn cut(self, mut entries: Vec<Entry>) -> (Vec<Entry>, Option<String>) {
        let begins = self.after.map_or(0, |(at, count)| {
            let before = entries.partition_point(|entry| entry.at < at);
            let there = entries.partition_point(|entry| entry.at <= at) - before;
            before + count.min(there)
        });
        let mut page = entries.split_off(begins);
        let more = page.len() > self.limit;
        page.truncate(self.limit);
        let last = page.last().filter(|_| more).map(|last| last.at);
        let next = last.map(|at| {
            let all = entries.iter().chain(&page);
            let count = all.filter(|entry| entry.at == at).count();
            URL_SAFE_NO_PAD.encode(format!("{} {count}", at.timestamp_micros()))
        });
        (page, next)
    }
}

fn place_of(cursor: &str) -> Option<(DateTime<Utc>, usize)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let (at, count) = text.split_once(' ')?;
    Some((DateTime::from_timestamp_micros(at.parse().ok()?)?, count.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_sealed_is_shown() {
        let mut said = serde_json::json!({
            "reason": { "k": "key_1", "c": "secret" },
            "list": [ { "value": { "k": "key_1", "c": "secret" } } ],
            "item": 1
        });
        mask(&mut said);
        let masked = serde_json::json!({
            "reason": "[sealed]", "list": [ { "value": "[sealed]" } ], "item": 1
        });
        assert_eq!(said, masked);
    }

    #[test]
    fn a_cursor_that_was_not_given_is_refused() {
        for bad in ["", "x", "MQ", "MSBhIGI", "AAAA"] {
            assert!(place_of(bad).is_none(), "{bad}");
        }
    }
}
