//! What passes between the person and us: questions, fees, calls, withdrawals.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::ground::FeeGround;
use habeas_domain::id::{ItemNo, PartyNo, TrackNo};
use habeas_domain::notice::NoticeKind;
use habeas_domain::notice::Told;
use habeas_domain::people::REQUESTER;
use habeas_domain::request::{Act, Currency, Items, QuoteFee};
use habeas_domain::sealed::Slot;

use super::{Nothing, RequestAnswer, act, id_of, items_of};
use crate::http::At;
use crate::http::caller::Right;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// A question about what is meant.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewQuestion {
    /// The items it is about; none means all.
    #[serde(default)]
    items: BTreeSet<u16>,
    /// The question as the person reads it.
    question: Text,
}

/// Put a question to the person.
#[utoipa::path(
    post, path = "/requests/{id}/clarifications", tag = "correspondence", request_body = NewQuestion,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn ask(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewQuestion>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let question = posted.body.question.long("/question")?;
    act(&api, &id, &posted, |body, sealer| {
        let question = sealer.seal(Slot::ContentMessage, question.reveal())?;
        Ok(Act::AskClarification { items: items_of(&body.items), question })
    })
    .await
}

/// What the person answered.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAnswer {
    answer: Text,
}

/// Record the answer to a question.
#[utoipa::path(
    post, path = "/requests/{id}/clarifications/{no}/answer", tag = "correspondence", request_body = NewAnswer,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody))
)]
pub(super) async fn answer(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewAnswer>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Relay)?;
    let answer = posted.body.answer.long("/answer")?;
    act(&api, &id, &posted, |_, sealer| {
        let answer = sealer.seal(Slot::ContentLetter, answer.reveal())?;
        Ok(Act::AnswerClarification { no: TrackNo(no), answer })
    })
    .await
}

/// A fee.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewFee {
    /// The items it is asked for; none means all.
    #[serde(default)]
    items: BTreeSet<u16>,
    /// In the currency's smallest unit.
    amount: u32,
    /// ISO 4217.
    currency: Text,
    /// `repeated`, `excessive`, `further_copy` or `cost_related`.
    ground: Text,
    /// The day by the end of which the person is to agree.
    answer_by: Text,
    /// The reason as the person reads it.
    reason: Text,
}

/// Quote a fee.
#[utoipa::path(
    post, path = "/requests/{id}/fees", tag = "correspondence", request_body = NewFee,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn quote(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewFee>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let currency = body.currency.parse("/currency", &mut out, Currency::parse);
    let ground = body.ground.parse("/ground", &mut out, FeeGround::parse);
    let answer_by = body.answer_by.day("/answer_by", &mut out);
    let reason = body.reason.long_or("/reason", &mut out);
    let read = currency.zip(ground).zip(answer_by.zip(reason));
    let ((currency, ground), (answer_by, reason)) = out.finish(read)?;
    // Who asked before is found by the linker and kept on the case.
    let earlier = api.cases().linked(&id_of(&id)?).await?;
    act(&api, &id, &posted, |body, sealer| {
        Ok(Act::QuoteFee(QuoteFee {
            items: items_of(&body.items),
            amount: body.amount,
            currency: currency.clone(),
            ground,
            answer_by,
            reason: sealer.seal(Slot::ContentMessage, reason.reveal())?,
            earlier: earlier.clone(),
        }))
    })
    .await
}

/// What became of a fee.
#[derive(Debug, Clone, Copy, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum FeeEnd {
    /// The person agrees to pay.
    Accepted,
    /// It was paid.
    Paid,
    /// It is no longer asked.
    Waived,
    /// It was not accepted.
    Lapsed,
}

/// What became of a fee.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewFeeEnd {
    state: FeeEnd,
}

/// Say what became of a fee.
#[utoipa::path(
    post, path = "/requests/{id}/fees/{no}", tag = "correspondence", request_body = NewFeeEnd,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody))
)]
pub(super) async fn settle_fee(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewFeeEnd>,
) -> Result<Response, Problem> {
    let right = match posted.body.state {
        FeeEnd::Accepted => Right::Relay,
        FeeEnd::Paid => Right::Handle,
        FeeEnd::Waived | FeeEnd::Lapsed => Right::Decide,
    };
    let posted = posted.needs(right)?;
    let no = TrackNo(no);
    act(&api, &id, &posted, |body, _| {
        Ok(match body.state {
            FeeEnd::Accepted => Act::AcceptFee { no },
            FeeEnd::Paid => Act::RecordFeePaid { no },
            FeeEnd::Waived => Act::WaiveFee { no },
            FeeEnd::Lapsed => Act::LapseFee { no },
        })
    })
    .await
}

/// A call.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCall {
    /// With whom; the requester is 1, which is the default.
    party: Option<u16>,
    /// When.
    at: Text,
    /// What was said.
    summary: Text,
    /// What it told: `acknowledgement` or `consequences`, each with its item.
    #[serde(default)]
    told: Vec<NewTold>,
}

#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewTold {
    kind: Text,
    item: Option<u16>,
}

/// Log a call.
#[utoipa::path(
    post, path = "/requests/{id}/calls", tag = "correspondence", request_body = NewCall,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 422, body = ProblemBody))
)]
pub(super) async fn log_call(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewCall>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let at = body.at.instant("/at", &mut out);
    let summary = body.summary.long_or("/summary", &mut out);
    let told: Vec<Told> = body
        .told
        .iter()
        .enumerate()
        .filter_map(|(no, told)| {
            let pointer = format!("/told/{no}/kind");
            let kind = told.kind.parse(&pointer, &mut out, NoticeKind::parse)?;
            Some(Told { kind, item: told.item.map(ItemNo) })
        })
        .collect();
    let (at, summary) = out.finish(at.zip(summary))?;
    act(&api, &id, &posted, |body, sealer| {
        Ok(Act::LogCall {
            party: body.party.map_or(REQUESTER, PartyNo),
            at,
            summary: sealer.seal(Slot::ContentNote, summary.reveal())?,
            told: told.clone(),
        })
    })
    .await
}

/// What is taken back.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWithdrawal {
    /// The items; none means all.
    #[serde(default)]
    items: BTreeSet<u16>,
    /// Who takes it back; the requester is 1, which is the default.
    party: Option<u16>,
}

/// Take back what was asked.
#[utoipa::path(
    post, path = "/requests/{id}/withdrawals", tag = "correspondence", request_body = NewWithdrawal,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 409, body = ProblemBody))
)]
pub(super) async fn withdraw(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewWithdrawal>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Relay)?;
    act(&api, &id, &posted, |body, _| {
        let party = body.party.map_or(REQUESTER, PartyNo);
        let items: Items = items_of(&body.items);
        Ok(Act::Withdraw { party, items })
    })
    .await
}

/// Close a case in which nothing is left to wait for.
#[utoipa::path(
    post, path = "/requests/{id}/close", tag = "requests", request_body = Nothing,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 409, body = ProblemBody))
)]
pub(super) async fn close(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    act(&api, &id, &posted, |_, _| Ok(Act::Close)).await
}
