//! `POST /v1/requests`.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use habeas_domain::ParseError;
use habeas_domain::assurance::Sensitivity;
use habeas_domain::contact::{Channel, Intake};
use habeas_domain::id::{DataCategory, ItemNo};
use habeas_domain::kind::{IdentifierType, ItemKind, Relation, SubjectCategory};
use habeas_domain::moment::Moment;
use habeas_domain::place::{Country, Language, Region, Residence};
use habeas_domain::received::Received;
use habeas_domain::request::Request;

use super::{RequestAnswer, shown};
use crate::desk::Effect;
use crate::http::At;
use crate::http::caller::Right;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};
use crate::requests::{Letter, LetterItem};

/// A letter as a portal hands it in.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRequest {
    /// The portal's own ticket number.
    external_ref: Option<Text>,
    /// `portal`, `form`, `email`, `letter`, `phone`, `chat` or `counter`.
    channel: Text,
    received: NewReceived,
    /// Why it is entered late; demanded of what clerks enter later than the next working day.
    late_reason: Option<Text>,
    subject: NewSubject,
    requester: NewRequester,
    /// What is asked, in the order of the letter; at most twenty.
    items: Vec<NewItem>,
    /// The words of the letter.
    statement: Option<Text>,
    /// Whether the person wants one more notice when the last backup is clear; `true` unless said
    /// otherwise.
    last_notice: Option<bool>,
}

/// When and where it was received: `at` to the instant, or `on` to the day.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReceived {
    /// An instant with offset.
    at: Option<Text>,
    /// A day, where only that is known.
    on: Option<Text>,
    /// The zone of the place, as in `America/Los_Angeles`.
    zone: Text,
    /// The country of the place.
    country: Option<Text>,
}

#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSubject {
    /// `user`, `employee`, `creator`, `applicant`, `business_contact` or `other`.
    category: Text,
    residence: Option<NewResidence>,
    #[serde(default)]
    identifiers: Vec<NewIdentifier>,
    /// Whether the subject is known to be a minor.
    #[serde(default)]
    minor: bool,
    /// `ordinary` (default) or `high`.
    sensitivity: Option<Text>,
}

#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewResidence {
    /// ISO 3166-1 alpha-2.
    country: Text,
    /// The part of ISO 3166-2 behind the hyphen.
    region: Option<Text>,
}

#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewIdentifier {
    /// `account`, `profile`, `email`, `phone`, `device`, `advertising_id`, `cookie`, `order`, `other`.
    #[serde(rename = "type")]
    kind: Text,
    value: Text,
}

#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRequester {
    /// `self`, `guardian`, `representative`, `heir`, `reporter`, `house` or `authority`.
    relation: Text,
    name: Option<Text>,
    /// BCP 47, as in `en` or `zh`.
    language: Text,
    #[serde(default)]
    contacts: Vec<NewContact>,
}

#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewContact {
    /// `email`, `sms`, `post`, `phone`, `push` or `site_letter`.
    channel: Text,
    value: Text,
}

#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewItem {
    /// `access`, `copy`, `portability`, `correction`, `deletion`, `restriction`, `objection`,
    /// `consent_withdrawal` or `marketing_opt_out`.
    kind: Text,
    /// Data categories; none means all.
    #[serde(default)]
    scope: Vec<Text>,
    /// Items that must be done first, by their place from 1.
    #[serde(default)]
    after: BTreeSet<u16>,
    /// The recipient of a transfer, the purpose of a withdrawal, or what is to be corrected.
    detail: Option<Text>,
}

/// Take a letter in.
#[utoipa::path(
    post, path = "/requests", tag = "requests", request_body = NewRequest,
    params(("Idempotency-Key" = String, Header, description = "new for each letter")),
    responses(
        (status = 201, body = RequestAnswer, headers(("Location" = String), ("ETag" = String))),
        (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 422, body = ProblemBody),
        (status = 503, body = ProblemBody),
    )
)]
pub(super) async fn receive(
    State(api): At,
    posted: Posted<NewRequest>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Receive)?;
    let letter = posted.body.letter()?;
    let done = api.requests().receive(&posted.call, &letter).await?;
    let Request::Live(case) = done.state else { return Err(Problem::not_found()) };
    let mut response =
        shown(&api, posted.caller.actor.role, &case, done.version, StatusCode::CREATED);
    let headers = response.headers_mut();
    if let Ok(place) = HeaderValue::from_str(&format!("/v1/requests/{}", case.id())) {
        headers.insert(header::LOCATION, place);
    }
    if done.effect == Effect::Repeated {
        headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    Ok(response)
}

impl NewRequest {
    fn letter(&self) -> Result<Letter, Problem> {
        let mut problems = Problems::default();
        let read = self.read(&mut problems);
        problems.finish(read)
    }

    /// Every part is read before any is missed, so that all problems are found at once.
    fn read(&self, out: &mut Problems) -> Option<Letter> {
        let intake = self.channel.parse("/channel", out, Intake::parse);
        let received = self.received.read(out);
        let subject = &self.subject;
        let category = subject.category.parse("/subject/category", out, SubjectCategory::parse);
        let residence = subject.residence.as_ref().map(|residence| residence.read(out));
        let identifiers = subject.identifiers.iter().enumerate().filter_map(|(at, identifier)| {
            let pointer = format!("/subject/identifiers/{at}/type");
            let kind = identifier.kind.parse(&pointer, out, IdentifierType::parse)?;
            Some((kind, identifier.value.clear()))
        });
        let identifiers = identifiers.collect();
        let sensitivity =
            subject.sensitivity.as_ref().map_or(Some(Sensitivity::Ordinary), |text| {
                text.parse("/subject/sensitivity", out, Sensitivity::parse)
            });
        let requester = &self.requester;
        let relation = requester.relation.parse("/requester/relation", out, Relation::parse);
        let language = requester.language.parse("/requester/language", out, Language::parse);
        let contacts = requester.contacts.iter().enumerate().filter_map(|(at, contact)| {
            let pointer = format!("/requester/contacts/{at}/channel");
            let channel = contact.channel.parse(&pointer, out, Channel::parse)?;
            Some((channel, contact.value.clear()))
        });
        let contacts = contacts.collect();
        let items: Vec<LetterItem> =
            self.items.iter().enumerate().filter_map(|(at, item)| item.read(at, out)).collect();
        Some(Letter {
            intake: intake?,
            received: received?,
            late_reason: self.late_reason.as_ref().map(Text::clear),
            category: category?,
            residence: match residence {
                None => None,
                Some(read) => Some(read?),
            },
            identifiers,
            sensitivity: sensitivity?,
            minor: subject.minor,
            relation: relation?,
            name: requester.name.as_ref().map(Text::clear),
            language: language?,
            contacts,
            items,
            statement: self.statement.as_ref().map(Text::clear),
            external_ref: self.external_ref.as_ref().map(Text::clear),
            last_notice: self.last_notice.unwrap_or(true),
        })
    }
}

impl NewReceived {
    fn read(&self, out: &mut Problems) -> Option<Received> {
        let zone = self.zone.zone("/received/zone", out);
        let country =
            self.country.as_ref().map(|c| c.parse("/received/country", out, Country::parse));
        let moment = match (&self.at, &self.on) {
            (Some(at), None) => at.instant("/received/at", out).map(Moment::At),
            (None, Some(on)) => on.day("/received/on", out).map(Moment::On),
            (Some(_), Some(_)) | (None, None) => {
                let rule = "must have either at or on";
                out.add("/received", ParseError { what: "received", rule });
                None
            }
        };
        Some(Received {
            moment: moment?,
            zone: zone?,
            country: match country {
                None => None,
                Some(read) => Some(read?),
            },
            by: None,
        })
    }
}

impl NewResidence {
    fn read(&self, out: &mut Problems) -> Option<Residence> {
        let country = self.country.parse("/subject/residence/country", out, Country::parse);
        let pointer = "/subject/residence/region";
        let region = self.region.as_ref().map(|region| region.parse(pointer, out, Region::parse));
        Some(Residence {
            country: country?,
            region: match region {
                None => None,
                Some(read) => Some(read?),
            },
        })
    }
}

impl NewItem {
    fn read(&self, at: usize, out: &mut Problems) -> Option<LetterItem> {
        let kind = self.kind.parse(&format!("/items/{at}/kind"), out, ItemKind::parse);
        let scope = out.set(&format!("/items/{at}/scope"), &self.scope, DataCategory::parse);
        Some(LetterItem {
            kind: kind?,
            scope,
            after: self.after.iter().copied().map(ItemNo).collect(),
            detail: self.detail.as_ref().map(Text::clear),
        })
    }
}
