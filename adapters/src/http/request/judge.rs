//! What officers do: take, decide, extend, hold, judge a transfer, record a copy.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::digest::Digest;
use habeas_domain::ground::{DeletionGround, HoldGround};
use habeas_domain::id::{DataCategory, ItemNo, TrackNo};
use habeas_domain::request::{Act, Decide, HandOver, HandedCopy, Hold, HoldEnd, Part};
use habeas_domain::sealed::Slot;
use serde_json::Value;

use super::{Nothing, RequestAnswer, act, items_of};
use crate::http::At;
use crate::http::caller::Right;
use crate::http::case::extension::NewExtension;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// Take an item: it is then never decided by the passing of time.
#[utoipa::path(
    post, path = "/requests/{id}/items/{no}/take", tag = "decisions", request_body = Nothing,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 409, body = ProblemBody))
)]
pub(super) async fn take(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    act(&api, &id, &posted, |_, _| Ok(Act::TakeItem { item: ItemNo(no) })).await
}

/// A decision.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDecision {
    /// The outcome for each data category and system, as answers show them:
    /// `{"category": "invoices", "outcome": {"refused": {"ground": "legal_duty"}}}`.
    #[schema(value_type = Vec<Object>)]
    parts: Vec<Value>,
    /// On what a granted deletion is owed.
    deletion_ground: Option<Text>,
    /// The reason as the person reads it; owed where something is refused or restricted.
    reason_told: Option<Text>,
    /// The reason as it is kept.
    reason_kept: Option<Text>,
}

/// Decide an item.
#[utoipa::path(
    post, path = "/requests/{id}/items/{no}/decision", tag = "decisions", request_body = NewDecision,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn decide(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewDecision>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let parts: Vec<Part> = body
        .parts
        .iter()
        .enumerate()
        .filter_map(|(at, part)| out.value(&format!("/parts/{at}"), part))
        .collect();
    let ground = body
        .deletion_ground
        .as_ref()
        .map(|ground| ground.parse("/deletion_ground", &mut out, DeletionGround::parse));
    let told = body.reason_told.as_ref().map(|text| text.long_or("/reason_told", &mut out));
    let kept = body.reason_kept.as_ref().map(|text| text.long_or("/reason_kept", &mut out));
    out.finish(Some(()))?;
    let (told, kept) = (told.flatten(), kept.flatten());
    let register = api.register().await?;
    act(&api, &id, &posted, |_, sealer| {
        let told = told.as_ref().map(|text| text.reveal().as_str());
        let kept = kept.as_ref().map(|text| text.reveal().as_str());
        Ok(Act::Decide(Decide {
            item: ItemNo(no),
            parts: parts.clone(),
            deletion_ground: ground.flatten(),
            reason_told: sealer.seal_some(Slot::ContentMessage, told)?,
            reason_kept: sealer.seal_some(Slot::ContentReason, kept)?,
            register: register.clone(),
        }))
    })
    .await
}

/// Take more time for an item. It counts once the person was told, before the original due moment.
#[utoipa::path(
    post, path = "/requests/{id}/items/{no}/extension", tag = "decisions", request_body = NewExtension,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn extend(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewExtension>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let (regime, ground, reason) = posted.body.read()?;
    act(&api, &id, &posted, |_, sealer| {
        let reason = sealer.seal(Slot::ContentMessage, reason.reveal())?;
        Ok(Act::Extend { item: ItemNo(no), regime: regime.clone(), ground, reason })
    })
    .await
}

/// A hold.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewHold {
    /// The items it stops; none means all.
    #[serde(default)]
    items: BTreeSet<u16>,
    /// The data categories it covers; none means all.
    #[serde(default)]
    categories: Vec<Text>,
    /// `dispute`, `authority`, `preservation` or `party_objects`.
    ground: Text,
    /// Whether the person must not hear of it.
    #[serde(default)]
    confidential: bool,
    /// The day after which it lifts by itself …
    until: Option<Text>,
    /// … or the day on which it is looked at, at most twelve months ahead.
    review: Option<Text>,
    /// The reason kept.
    reason: Option<Text>,
}

/// Place a hold: what has not begun stops.
#[utoipa::path(
    post, path = "/requests/{id}/holds", tag = "decisions", request_body = NewHold,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 422, body = ProblemBody))
)]
pub(super) async fn hold(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewHold>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let ground = body.ground.parse("/ground", &mut out, HoldGround::parse);
    let categories = out.set("/categories", &body.categories, DataCategory::parse);
    let end = match (&body.until, &body.review) {
        (Some(until), None) => until.day("/until", &mut out).map(HoldEnd::Until),
        (None, Some(review)) => review.day("/review", &mut out).map(HoldEnd::Review),
        (Some(_), Some(_)) | (None, None) => {
            let rule = "must have either until or review";
            out.add("", habeas_domain::ParseError { what: "hold", rule });
            None
        }
    };
    let reason = body.reason.as_ref().map(|text| text.long_or("/reason", &mut out));
    let (ground, end) = out.finish(ground.zip(end))?;
    let reason = reason.flatten();
    act(&api, &id, &posted, |body, sealer| {
        let reason = reason.as_ref().map(|text| text.reveal().as_str());
        Ok(Act::PlaceHold {
            hold: Hold {
                items: items_of(&body.items),
                categories: categories.clone(),
                ground,
                confidential: body.confidential,
                end,
                reason: sealer.seal_some(Slot::ContentReason, reason)?,
            },
        })
    })
    .await
}

/// Lift a hold.
#[utoipa::path(
    post, path = "/requests/{id}/holds/{no}/lift", tag = "decisions", request_body = Nothing,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 404, body = ProblemBody))
)]
pub(super) async fn lift(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    act(&api, &id, &posted, |_, _| Ok(Act::LiftHold { no: TrackNo(no) })).await
}

/// Whether a recipient can take it.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewFeasibility {
    feasible: bool,
    /// Owed where it is not: the reason as the person reads it.
    reason: Option<Text>,
}

/// Say whether the recipient's interface can take a transfer.
#[utoipa::path(
    post, path = "/requests/{id}/items/{no}/feasibility", tag = "decisions", request_body = NewFeasibility,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn judge_transfer(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewFeasibility>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let mut out = Problems::default();
    let reason = posted.body.reason.as_ref().map(|text| text.long_or("/reason", &mut out));
    out.finish(Some(()))?;
    let reason = reason.flatten();
    act(&api, &id, &posted, |body, sealer| {
        let reason = reason.as_ref().map(|text| text.reveal().as_str());
        let reason = sealer.seal_some(Slot::ContentMessage, reason)?;
        Ok(Act::JudgeTransfer { item: ItemNo(no), feasible: body.feasible, reason })
    })
    .await
}

/// A copy that left the house.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCopy {
    /// `account_session`, `secure_link`, `post`, `in_person` or `recipient`.
    how: Text,
    /// SHA-256 of what was handed over.
    digest: Text,
    /// When.
    at: Text,
    /// The recipient's receipt, for a transfer.
    receipt: Option<Text>,
}

/// Record how a copy was handed over.
#[utoipa::path(
    post, path = "/requests/{id}/items/{no}/copy", tag = "decisions", request_body = NewCopy,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn copy_handed_over(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewCopy>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let how = body.how.parse("/how", &mut out, HandOver::parse);
    let digest = body.digest.parse("/digest", &mut out, Digest::parse);
    let at = body.at.instant("/at", &mut out);
    let receipt = body.receipt.as_ref().map(|text| text.long_or("/receipt", &mut out));
    let ((how, digest), at) = out.finish(how.zip(digest).zip(at))?;
    let receipt = receipt.flatten();
    act(&api, &id, &posted, |_, sealer| {
        let receipt = receipt.as_ref().map(|text| text.reveal().as_str());
        let receipt = sealer.seal_some(Slot::ContentNote, receipt)?;
        let copy = HandedCopy { how, digest, receipt };
        Ok(Act::RecordCopyHandedOver { item: ItemNo(no), copy, at })
    })
    .await
}
