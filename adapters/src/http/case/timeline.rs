//! What happened in a case and what was told about it, in order.

use std::collections::{BTreeMap, BTreeSet};

use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use cqrs_es::{Aggregate, DomainEvent, EventEnvelope};
use habeas_domain::ParseError;
use habeas_domain::actor::Role;
use habeas_domain::campaign::{Campaign, Plan};
use habeas_domain::case::{Case, CaseId, CaseRef, CaseStream};
use habeas_domain::dispatch::Dispatch;
use serde_json::Value;

use super::id_of;
use crate::cases::CaseOf;
use crate::http::caller::sees_confidential;
use crate::http::dispatch::{DispatchAnswer, load};
use crate::http::field::{Problems, Text};
use crate::http::problem::Problem;
use crate::http::query::Params;
use crate::http::{Api, unkept};
use crate::ledger::feed;
use crate::outbox;
use crate::store::{Metadata, StoreError};

/// Entries of a page when nothing is said.
const USUAL: i64 = 200;
/// The most entries of a page.
const MOST: i64 = 500;

/// One page of what happened.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(in crate::http) struct TimelineAnswer {
    /// The case.
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
    /// An event of the case.
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
    /// The place in the stream of the case, from 1. For those who see every event alone: a gap
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

/// A kind of case whose events are shown.
pub(in crate::http) trait Timeline: Case {
    /// Whether an event is not spoken of to this role.
    fn is_hidden(&self, _event: &Self::Event, _role: Role) -> bool {
        false
    }

    /// Whether all else that the command of such an event did would speak of it.
    fn hides_its_command(_event: &Self::Event) -> bool {
        false
    }
}

/// What happened in a case and what was told about it, oldest first, without personal data.
pub(in crate::http) async fn timeline<I>(
    api: &Api,
    id: &str,
    role: Role,
    query: Option<&str>,
) -> Result<Response, Problem>
where
    I: CaseId<Stream: CaseStream<Case: Timeline>>,
    Problem: From<<I::Stream as Aggregate>::Error>,
{
    let id: I = id_of(id)?;
    let page = Page::read(query)?;
    let (case, _) = api.cases().get(&id).await?;
    let mut entries = events(api, &id, &*case, role).await?;
    let waiting = messages(api, &id.case(), role, &mut entries).await?;
    entries.sort_by(|a, b| (a.at, a.order, &a.place).cmp(&(b.at, b.order, &b.place)));
    let (entries, next) = page.cut(entries);
    let reference = case.reference().as_str().to_owned();
    let answer = TimelineAnswer { id: id.text().to_owned(), reference, entries, waiting, next };
    Ok(unkept(answer))
}

async fn events<I>(
    api: &Api,
    id: &I,
    case: &CaseOf<I>,
    role: Role,
) -> Result<Vec<Entry>, StoreError>
where
    I: CaseId<Stream: CaseStream<Case: Timeline>>,
{
    let events = api.desk().events::<I::Stream>(id.text()).await?;
    let hidden: BTreeSet<&String> = events
        .iter()
        .filter(|event| CaseOf::<I>::hides_its_command(&event.payload))
        .filter(|event| case.is_hidden(&event.payload, role))
        .filter_map(|event| event.metadata.get(Metadata::COMMAND))
        .collect();
    let shown = events.iter().filter(|event| {
        let command = event.metadata.get(Metadata::COMMAND);
        let is_hidden = command.is_some_and(|command| hidden.contains(command));
        !is_hidden && !case.is_hidden(&event.payload, role)
    });
    entries(api, id.text(), shown, role).await
}

/// Events of one stream, with their places in the ledger.
async fn entries<'e, A: Aggregate + 'e>(
    api: &Api,
    id: &str,
    events: impl Iterator<Item = &'e EventEnvelope<A>>,
    role: Role,
) -> Result<Vec<Entry>, StoreError> {
    let positions: BTreeMap<i64, i64> = {
        let mut reader = api.desk().read().await?;
        feed::positions(reader.conn(), A::TYPE, id).await?.into_iter().collect()
    };
    events
        .map(|event| {
            let at = i64::try_from(event.sequence).unwrap_or_default();
            entry(event, positions.get(&at).copied(), role)
        })
        .collect()
}

/// What happened in a campaign, oldest first. What became of its messages is told a thousand at a time.
pub(in crate::http) async fn of_campaign(
    api: &Api,
    plan: &Plan,
    role: Role,
    query: Option<&str>,
) -> Result<Response, Problem> {
    let page = Page::read(query)?;
    let (id, reference) = (plan.id.as_str(), plan.reference.as_str().to_owned());
    let events = api.desk().events::<Campaign>(id).await?;
    let (entries, next) = page.cut(entries(api, id, events.iter(), role).await?);
    Ok(unkept(TimelineAnswer { id: id.to_owned(), reference, entries, waiting: 0, next }))
}

fn entry<A: Aggregate>(
    event: &EventEnvelope<A>,
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
    case: &CaseRef,
    role: Role,
    entries: &mut Vec<Entry>,
) -> Result<usize, StoreError> {
    let ids = {
        let mut reader = api.desk().read().await?;
        outbox::of_case(reader.conn(), case).await?
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

/// What an event says, without what is personal.
fn details(event: &impl DomainEvent, role: Role) -> Value {
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
