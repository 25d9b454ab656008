//! Looking into a complaint: steps, measures, findings, letters and calls.

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::complaint::{Act, Direction};
use habeas_domain::contact::Channel;
use habeas_domain::id::{ItemNo, PartyNo};
use habeas_domain::notice::{NoticeKind, Told};
use habeas_domain::people::REQUESTER;
use habeas_domain::sealed::Slot;

use super::{ComplaintAnswer, act};
use crate::http::At;
use crate::http::caller::Right;
use crate::http::case::Nothing;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// Take the case: it is then never ended by the passing of time.
#[utoipa::path(
    post, path = "/complaints/{id}/take", tag = "complaints", request_body = Nothing,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody))
)]
pub(super) async fn take(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    act(&api, &id, &posted, |_, _| Ok(Act::Take)).await
}

/// One more thing found in the letter.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAllegation {
    /// In the words of the letter.
    words: Text,
    /// The item of the request.
    item: Option<u16>,
}

/// Find one more thing in the letter.
#[utoipa::path(
    post, path = "/complaints/{id}/allegations", tag = "complaints", request_body = NewAllegation,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn add_allegation(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewAllegation>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let words = posted.body.words.long("/words")?;
    act(&api, &id, &posted, |body, sealer| {
        let words = sealer.seal(Slot::ContentLetter, words.reveal())?;
        Ok(Act::AddAllegation { words, item: body.item.map(ItemNo) })
    })
    .await
}

/// What was done, or found.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewEntry {
    /// In our words; kept sealed.
    what: Text,
}

/// Record a step of investigation.
#[utoipa::path(
    post, path = "/complaints/{id}/investigations", tag = "complaints", request_body = NewEntry,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn record_step(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewEntry>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let what = posted.body.what.long("/what")?;
    act(&api, &id, &posted, |_, sealer| {
        Ok(Act::RecordStep { what: sealer.seal(Slot::ContentNote, what.reveal())? })
    })
    .await
}

/// Record a measure that was taken.
#[utoipa::path(
    post, path = "/complaints/{id}/measures", tag = "complaints", request_body = NewEntry,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn record_measure(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewEntry>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let what = posted.body.what.long("/what")?;
    act(&api, &id, &posted, |_, sealer| {
        Ok(Act::RecordMeasure { what: sealer.seal(Slot::ContentNote, what.reveal())? })
    })
    .await
}

/// Record what was found about an allegation.
#[utoipa::path(
    post, path = "/complaints/{id}/allegations/{no}/findings", tag = "complaints", request_body = NewEntry,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn record_finding(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewEntry>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let what = posted.body.what.long("/what")?;
    act(&api, &id, &posted, |_, sealer| {
        let finding = sealer.seal(Slot::ContentNote, what.reveal())?;
        Ok(Act::RecordFinding { allegation: ItemNo(no), finding })
    })
    .await
}

/// A letter, a call or a talk that did not go through this desk.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewLetter {
    /// `in` or `out`.
    direction: Text,
    /// With whom; the complainant is 1, which is the default.
    party: Option<u16>,
    /// `email`, `sms`, `post`, `phone`, `push` or `site_letter`.
    channel: Text,
    /// When.
    at: Text,
    /// What it says.
    summary: Text,
}

/// Record a letter that came or went by another way.
#[utoipa::path(
    post, path = "/complaints/{id}/letters", tag = "complaints", request_body = NewLetter,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn record_letter(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewLetter>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let direction = body.direction.parse("/direction", &mut out, Direction::parse);
    let channel = body.channel.parse("/channel", &mut out, Channel::parse);
    let at = body.at.instant("/at", &mut out);
    let summary = body.summary.long_or("/summary", &mut out);
    let ((direction, channel), (at, summary)) =
        out.finish(direction.zip(channel).zip(at.zip(summary)))?;
    act(&api, &id, &posted, |body, sealer| {
        Ok(Act::RecordLetter {
            direction,
            party: body.party.map_or(REQUESTER, PartyNo),
            channel,
            at,
            summary: sealer.seal(Slot::ContentNote, summary.reveal())?,
        })
    })
    .await
}

/// A call.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewComplaintCall {
    /// With whom; the complainant is 1, which is the default.
    party: Option<u16>,
    /// When.
    at: Text,
    /// What was said.
    summary: Text,
    /// Whether it said that the letter has arrived. An outcome is written.
    #[serde(default)]
    acknowledged: bool,
}

/// Log a call.
#[utoipa::path(
    post, path = "/complaints/{id}/calls", tag = "complaints", request_body = NewComplaintCall,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn log_call(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewComplaintCall>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let at = body.at.instant("/at", &mut out);
    let summary = body.summary.long_or("/summary", &mut out);
    let (at, summary) = out.finish(at.zip(summary))?;
    act(&api, &id, &posted, |body, sealer| {
        let told = Told { kind: NoticeKind::Acknowledgement, item: None };
        Ok(Act::LogCall {
            party: body.party.map_or(REQUESTER, PartyNo),
            at,
            summary: sealer.seal(Slot::ContentNote, summary.reveal())?,
            told: body.acknowledged.then_some(told).into_iter().collect(),
        })
    })
    .await
}

/// What our own check found.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCheck {
    /// Whether we hold data of that child: then its deletion is opened on our own motion.
    found: bool,
}

/// Say what our own check of a child's data found.
#[utoipa::path(
    post, path = "/complaints/{id}/child-data", tag = "complaints", request_body = NewCheck,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody))
)]
pub(super) async fn check_child_data(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewCheck>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    act(&api, &id, &posted, |body, _| Ok(Act::CheckChildData { found: body.found })).await
}
