//! Putting right what was recorded of notices, and saying why something was late.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::contact::Means;
use habeas_domain::id::{ItemNo, TrackNo};
use habeas_domain::incident::{Act, Content, NoticeChange, ToldChange};
use habeas_domain::sealed::Slot;

use super::{IncidentAnswer, act};
use crate::http::At;
use crate::http::caller::Right;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// What is put right of a notice to an authority: what is left out stays as it is.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoticeCorrection {
    /// When it was given: an instant with offset.
    at: Option<Text>,
    /// The duties that it serves, all of them, by their numbers.
    duties: Option<BTreeSet<u16>>,
    /// What it said, whole: `nature`, `numbers`, `times`, `cause`, `contact_point`, `consequences`,
    /// `measures`, `people`, `other_countries`.
    contents: Option<Vec<Text>>,
    /// The number that the authority gave it.
    reference: Option<Text>,
    /// Why; demanded, unless all that is new is a number where there was none.
    reason: Option<Text>,
}

/// Put right what was recorded of a notice to an authority, or add the number that it has there.
#[utoipa::path(
    post, path = "/incidents/{id}/authority-notices/{no}/correct", tag = "incidents",
    request_body = NoticeCorrection,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn correct_notice(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NoticeCorrection>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let NoticeCorrection { at, duties, contents, reference, reason } = &posted.body;
    let mut out = Problems::default();
    let at = at.as_ref().and_then(|text| text.instant("/at", &mut out));
    let contents = contents.as_ref().map(|list| out.set("/contents", list, Content::parse));
    let reference = reference.as_ref().and_then(|text| text.long_or("/reference", &mut out));
    let reason = reason.as_ref().and_then(|text| text.long_or("/reason", &mut out));
    out.finish(Some(()))?;
    act(&api, &id, &posted, |_, sealer| {
        let change = NoticeChange {
            at,
            duties: duties.as_ref().map(|list| list.iter().copied().map(ItemNo).collect()),
            contents: contents.clone(),
            reference: sealer.seal_given(Slot::ContentMessage, reference.as_ref())?,
            reason: sealer.seal_given(Slot::ContentReason, reason.as_ref())?,
        };
        Ok(Act::CorrectNotice { notice: TrackNo(no), change })
    })
    .await
}

/// What is put right of how people were told: what is left out stays as it is.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToldCorrection {
    /// When the first of them was told: an instant with offset.
    from: Option<Text>,
    /// When the last of them was told.
    at: Option<Text>,
    /// How, whole: `email`, `sms`, `push`, `site_letter`, `phone`, `post`, `announcement`.
    means: Option<Vec<Text>>,
    /// How many were told.
    people: Option<u64>,
    /// Whether everybody is told who has to be, by what is known.
    complete: Option<bool>,
    /// Why.
    reason: Text,
}

/// Put right what was recorded of how people were told, otherwise than by a campaign of this desk.
#[utoipa::path(
    post, path = "/incidents/{id}/people-told/{no}/correct", tag = "incidents",
    request_body = ToldCorrection,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn correct_told(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<ToldCorrection>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let ToldCorrection { from, at, means, people, complete, reason } = &posted.body;
    let mut out = Problems::default();
    let from = from.as_ref().and_then(|text| text.instant("/from", &mut out));
    let at = at.as_ref().and_then(|text| text.instant("/at", &mut out));
    let means = means.as_ref().map(|list| out.set("/means", list, Means::parse));
    let reason = reason.long_or("/reason", &mut out);
    let reason = out.finish(reason)?;
    act(&api, &id, &posted, |_, sealer| {
        let reason = sealer.seal(Slot::ContentReason, reason.reveal())?;
        let (means, people, complete) = (means.clone(), *people, *complete);
        let change = ToldChange { from, at, means, people, complete, reason };
        Ok(Act::CorrectTold { told: TrackNo(no), change })
    })
    .await
}

/// Why a duty was done late.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewExplanation {
    /// In own words; kept sealed.
    reason: Text,
}

/// Say why a duty was done late, where no notice says it: because only a correction showed it, or because a
/// campaign took longer than was thought.
#[utoipa::path(
    post, path = "/incidents/{id}/duties/{no}/explain-lateness", tag = "incidents",
    request_body = NewExplanation,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn explain_lateness(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewExplanation>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let reason = posted.body.reason.long("/reason")?;
    act(&api, &id, &posted, |_, sealer| {
        let reason = sealer.seal(Slot::ContentReason, reason.reveal())?;
        Ok(Act::ExplainLateness { duty: ItemNo(no), reason })
    })
    .await
}
