//! Telling authorities and people.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::contact::Means;
use habeas_domain::id::ItemNo;
use habeas_domain::incident::{Act, Content, NoticePhase, NotifyAuthority, TellPeople};
use habeas_domain::sealed::Slot;

use super::{IncidentAnswer, act};
use crate::http::At;
use crate::http::caller::Right;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// A notice that an authority was given.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAuthorityNotice {
    /// Which authority; of a processor, which controllers.
    to: Text,
    /// `initial`, `supplementary` or `final`.
    phase: Text,
    /// The duties that it serves, by their numbers.
    duties: BTreeSet<u16>,
    /// When it was given: an instant with offset.
    at: Text,
    /// `nature`, `numbers`, `times`, `cause`, `contact_point`, `consequences`, `measures`, `people`,
    /// `other_countries`.
    contents: Vec<Text>,
    /// The same in words, or where it is filed.
    text: Option<Text>,
    /// The number that the authority gave it.
    reference: Option<Text>,
    /// Why it was given late; demanded when it was.
    late_reason: Option<Text>,
}

/// Record a notice that an authority was given.
#[utoipa::path(
    post, path = "/incidents/{id}/authority-notices", tag = "incidents", request_body = NewAuthorityNotice,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn notify_authority(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewAuthorityNotice>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let to = body.to.long_or("/to", &mut out);
    let phase = body.phase.parse("/phase", &mut out, NoticePhase::parse);
    let at = body.at.instant("/at", &mut out);
    let contents = out.set("/contents", &body.contents, Content::parse);
    let text = body.text.as_ref().and_then(|text| text.long_or("/text", &mut out));
    let reference = body.reference.as_ref().and_then(|text| text.long_or("/reference", &mut out));
    let late = body.late_reason.as_ref().and_then(|text| text.long_or("/late_reason", &mut out));
    let ((to, phase), at) = out.finish(to.zip(phase).zip(at))?;
    act(&api, &id, &posted, |body, sealer| {
        Ok(Act::NotifyAuthority(Box::new(NotifyAuthority {
            to: sealer.seal(Slot::ContactName, to.reveal())?,
            phase,
            duties: body.duties.iter().copied().map(ItemNo).collect(),
            at,
            contents: contents.clone(),
            text: sealer.seal_given(Slot::ContentNote, text.as_ref())?,
            reference: sealer.seal_given(Slot::ContentMessage, reference.as_ref())?,
            late_reason: sealer.seal_given(Slot::ContentReason, late.as_ref())?,
        })))
    })
    .await
}

/// That people were told, otherwise than by a campaign of this desk.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPeopleTold {
    /// The duties that it serves, by their numbers.
    duties: BTreeSet<u16>,
    /// When the first of them was told: an instant with offset; `at`, where nothing is said.
    from: Option<Text>,
    /// When the last of them was told.
    at: Text,
    /// `email`, `sms`, `push`, `site_letter`, `phone`, `post`, `announcement`.
    means: Vec<Text>,
    /// How many were told.
    people: u64,
    /// Whether everybody is told who has to be, by what is known.
    complete: bool,
    /// What was told, or where it is filed.
    text: Option<Text>,
    /// Why they were told late; demanded when they were.
    late_reason: Option<Text>,
}

/// Record that people were told.
#[utoipa::path(
    post, path = "/incidents/{id}/people-told", tag = "incidents", request_body = NewPeopleTold,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn tell_people(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewPeopleTold>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let from = body.from.as_ref().map(|text| text.instant("/from", &mut out));
    let at = body.at.instant("/at", &mut out);
    let means = out.set("/means", &body.means, Means::parse);
    let text = body.text.as_ref().and_then(|text| text.long_or("/text", &mut out));
    let late = body.late_reason.as_ref().and_then(|text| text.long_or("/late_reason", &mut out));
    let at = out.finish(at)?;
    let from = from.flatten().unwrap_or(at);
    act(&api, &id, &posted, |body, sealer| {
        Ok(Act::TellPeople(Box::new(TellPeople {
            duties: body.duties.iter().copied().map(ItemNo).collect(),
            from,
            at,
            means: means.clone(),
            people: body.people,
            complete: body.complete,
            text: sealer.seal_given(Slot::ContentNote, text.as_ref())?,
            late_reason: sealer.seal_given(Slot::ContentReason, late.as_ref())?,
        })))
    })
    .await
}
