//! The plan, notes and the review.

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::house::House;
use habeas_domain::id::{PrincipalId, TrackNo};
use habeas_domain::incident::{Act, MeasureKind, Owner, Stage};
use habeas_domain::sealed::Slot;

use super::{IncidentAnswer, act};
use crate::http::caller::Right;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::{Api, At};

/// Something that is to be done.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMeasure {
    /// `containment` or `remedy`.
    stage: Text,
    /// `stop_it`, `secure_access`, `preserve_evidence`, `find_scope`, `ask_deletion` or `other`.
    kind: Text,
    /// In own words; demanded of `other`.
    what: Option<Text>,
    /// Who sees to it; a member of staff.
    owner: Option<Text>,
    /// By when: an instant with offset.
    due: Option<Text>,
}

/// Plan a measure.
#[utoipa::path(
    post, path = "/incidents/{id}/measures", tag = "incidents", request_body = NewMeasure,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn plan(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewMeasure>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let stage = body.stage.parse("/stage", &mut out, Stage::parse);
    let kind = body.kind.parse("/kind", &mut out, MeasureKind::parse);
    let what = body.what.as_ref().and_then(|text| text.long_or("/what", &mut out));
    let owner = body.owner.as_ref();
    let owner = match owner {
        Some(text) => owner_of(&api, text, &mut out).await?,
        None => None,
    };
    let due = body.due.as_ref().and_then(|text| text.instant("/due", &mut out));
    let (stage, kind) = out.finish(stage.zip(kind))?;
    act(&api, &id, &posted, |_, sealer| {
        let what = sealer.seal_given(Slot::ContentNote, what.as_ref())?;
        Ok(Act::Plan { stage, kind, what, owner: owner.clone(), due })
    })
    .await
}

/// Whoever is named, and whether they are with the house.
async fn owner_of(api: &Api, text: &Text, out: &mut Problems) -> Result<Option<Owner>, Problem> {
    let Some(id) = text.parse("/owner", out, PrincipalId::parse) else { return Ok(None) };
    let (house, _): (House, _) = api.desk().fold(House::STREAM).await?;
    let on_staff = house.records().staff.get(&id).is_some_and(|staff| staff.active);
    Ok(Some(Owner { id, on_staff }))
}

/// Who sees to a measure.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOwner {
    /// A member of staff.
    owner: Text,
    /// By when: an instant with offset; as before, where nothing is said.
    due: Option<Text>,
}

/// Say who sees to a measure, and by when.
#[utoipa::path(
    post, path = "/incidents/{id}/measures/{no}/assign", tag = "incidents", request_body = NewOwner,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn assign(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewOwner>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let mut out = Problems::default();
    let owner = owner_of(&api, &posted.body.owner, &mut out).await?;
    let due = posted.body.due.as_ref().and_then(|text| text.instant("/due", &mut out));
    let owner = out.finish(owner)?;
    act(&api, &id, &posted, |_, _| {
        Ok(Act::Assign { measure: TrackNo(no), owner: owner.clone(), due })
    })
    .await
}

/// How a measure ended.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSettlement {
    /// Whether it was done; else it is not needed, and the words say why.
    done: bool,
    /// When: an instant with offset.
    at: Text,
    /// What was done, or why it is not needed.
    words: Option<Text>,
}

/// Say that a measure was done, or is not needed.
#[utoipa::path(
    post, path = "/incidents/{id}/measures/{no}/settle", tag = "incidents", request_body = NewSettlement,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn settle(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewSettlement>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let mut out = Problems::default();
    let at = posted.body.at.instant("/at", &mut out);
    let words = posted.body.words.as_ref().and_then(|text| text.long_or("/words", &mut out));
    let at = out.finish(at)?;
    act(&api, &id, &posted, |body, sealer| {
        let words = sealer.seal_given(Slot::ContentNote, words.as_ref())?;
        Ok(Act::Settle { measure: TrackNo(no), done: body.done, at, words })
    })
    .await
}

/// What was done, or found.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewNote {
    /// In our words; kept sealed.
    what: Text,
}

/// Record something that was done or found.
#[utoipa::path(
    post, path = "/incidents/{id}/notes", tag = "incidents", request_body = NewNote,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn note(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewNote>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let what = posted.body.what.long("/what")?;
    act(&api, &id, &posted, |_, sealer| {
        Ok(Act::Note { what: sealer.seal(Slot::ContentNote, what.reveal())? })
    })
    .await
}

/// What the review found.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReview {
    /// What happened, its effects, and what is learned from it; kept sealed.
    findings: Text,
}

/// Record the review.
#[utoipa::path(
    post, path = "/incidents/{id}/review", tag = "incidents", request_body = NewReview,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn review(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewReview>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let findings = posted.body.findings.long("/findings")?;
    act(&api, &id, &posted, |_, sealer| {
        Ok(Act::Review { findings: sealer.seal(Slot::ContentNote, findings.reveal())? })
    })
    .await
}
