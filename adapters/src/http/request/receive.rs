//! `POST /v1/requests`.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use habeas_domain::contact::Intake;
use habeas_domain::id::{DataCategory, ItemNo, RequestId};
use habeas_domain::kind::ItemKind;

use super::RequestAnswer;
use crate::cases::{Letter, LetterItem};
use crate::http::At;
use crate::http::caller::Right;
use crate::http::case::created;
use crate::http::case::letter::{NewReceived, NewSubject, NewWriter, right_to_open};
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

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
    requester: NewWriter,
    /// What is asked, in the order of the letter; at most twenty.
    items: Vec<NewItem>,
    /// The words of the letter.
    statement: Option<Text>,
    /// Whether the person wants one more notice when the last backup is clear; `true` unless said
    /// otherwise.
    last_notice: Option<bool>,
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
    posted.caller.needs(right_to_open(letter.intake, Some(letter.requester.relation)))?;
    let done = api.cases().receive(&posted.call, &letter).await?;
    created::<RequestId>(&api, &posted.caller.actor, done, "/v1/requests").await
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
        let subject = self.subject.read(out);
        let requester = self.requester.read("/requester", out);
        let items: Vec<LetterItem> =
            self.items.iter().enumerate().filter_map(|(at, item)| item.read(at, out)).collect();
        Some(Letter {
            intake: intake?,
            received: received?,
            late_reason: self.late_reason.as_ref().map(Text::clear),
            subject: subject?,
            requester: requester?,
            items,
            statement: self.statement.as_ref().map(Text::clear),
            external_ref: self.external_ref.as_ref().map(Text::clear),
            last_notice: self.last_notice.unwrap_or(true),
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
