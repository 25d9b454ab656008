//! Who is told: lists in.

use axum::body::Body;
use axum::extract::{FromRequestParts as _, Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use habeas_domain::ParseError;
use habeas_domain::campaign::{Campaign, Event};
use habeas_domain::id::ListId;
use http_body_util::BodyExt as _;

use super::{CampaignAnswer, id_of, version_of};
use crate::campaigns::left_out::{self, LeftOut, MOST_LEFT_OUT};
use crate::campaigns::list::{BadLine, Field, Format};
use crate::campaigns::{ListError, Manner, Taken, Taking};
use crate::desk::{Call, Effect};
use crate::http::caller::{Caller, Right};
use crate::http::field::Problems;
use crate::http::paging::Rows;
use crate::http::posted::{idempotency_key, revision};
use crate::http::problem::{FieldProblem, Problem, ProblemBody};
use crate::http::query::Params;
use crate::http::{Api, At, unkept};

/// No list is longer than this many bytes: some ten million people.
const LONGEST_LIST: usize = 1024 * 1024 * 1024;
/// So many bad lines are named in the answer to a list.
const MOST_NAMED: usize = 100;

/// A list that was taken in.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct TakenAnswer {
    /// The list.
    list: String,
    /// How many lines it had, without the header and empty ones.
    lines: u64,
    /// How many of them named somebody who was on no list before.
    people: u64,
    /// How many messages it brought: nobody is told twice by one version.
    messages: u64,
    /// How many lines were left out.
    left_out: u64,
    /// The first hundred of them.
    bad_lines: Vec<BadLineAnswer>,
    /// Where there are more: the cursor with which `GET /campaigns/{id}/lists/{list}/bad-lines` gives the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    bad_lines_next: Option<u64>,
    /// The campaign after it.
    campaign: CampaignAnswer,
}

/// A line that was left out.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct BadLineAnswer {
    /// The line, counted from 1 as an editor does.
    line: u64,
    /// The field, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// What is wrong with it. Nothing of what stands in it.
    reason: String,
}

impl BadLineAnswer {
    fn of(bad: &BadLine) -> Self {
        let field = bad.field.map(|field| field.code().to_owned());
        Self { line: bad.line, field, reason: bad.reason.to_owned() }
    }

    fn of_kept(LeftOut { line, field, reason }: LeftOut) -> Self {
        Self { line: u64::try_from(line).unwrap_or_default(), field, reason }
    }
}

impl From<ListError> for Problem {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Bad { lines, count } => {
                let errors = lines.iter().take(MOST_NAMED).map(|bad| {
                    let field = bad.field.map_or("", Field::code);
                    let pointer = format!("/{}/{field}", bad.line);
                    let detail = format!("line {}: {}", bad.line, bad.reason);
                    FieldProblem::at(pointer.trim_end_matches('/'), detail)
                });
                Self::lines(errors.collect(), count, MOST_LEFT_OUT)
            }
            ListError::Empty => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "empty_list", error.to_string())
            }
            ListError::Busy => Self::new(
                StatusCode::CONFLICT,
                "list_in_progress",
                "another list of this campaign is being taken in, or this one broke off a moment ago; \
                 send it again in two minutes",
            ),
            ListError::Campaign(error) => error.into(),
        }
    }
}

/// Add people to a version: comma-separated values with a header (`text/csv`) or a JSON object a line
/// (`application/x-ndjson`), with `email`, `phone`, `account`, `address`, `name`, `language` and `channel`.
/// The list is taken in whole or not at all; with `bad_lines=leave_out` without its bad lines, of which each is
/// named, here or by `bad_lines_next`, unless they are more than 10,000, nobody would be left, or nothing behind
/// one of them can be read: without a header, or behind a quote that is not closed. Of a list that is refused
/// for its bad lines the first hundred are named. Whoever is on a list already, by any contact, gets one message
/// a version.
#[utoipa::path(
    post, path = "/campaigns/{id}/versions/{no}/people", tag = "campaigns",
    request_body(content((String = "text/csv"), (String = "application/x-ndjson"))),
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header),
           ("bad_lines" = Option<String>, Query)),
    responses((status = 200, body = TakenAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn take(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    let caller = Caller::from_request_parts(&mut parts, &api).await?;
    caller.needs(Right::RunCampaigns)?;
    let key = idempotency_key(&parts.headers)?;
    let format = format_of(&parts.headers)?;
    let lenient = is_lenient(query.as_deref())?;
    let id = id_of(&id)?;
    let call = Call {
        actor: caller.actor.clone(),
        command: api.vault().command_id(&caller.client, &key),
        request: None,
        cause: None,
        trace: None,
    };
    let expect = revision(&parts.headers)?;
    let manner = Manner { format, lenient, expect };
    let mut taking = api.campaigns().take(&id, version_of(no), manner, &call).await?;
    if let Err(problem) = feed(&mut taking, body).await {
        taking.abandon().await?;
        return Err(problem);
    }
    let taken = taking.finish().await?;
    answered(&api, &caller, taken).await
}

async fn feed(taking: &mut Taking, mut body: Body) -> Result<(), Problem> {
    let mut length = 0_usize;
    while let Some(frame) = body.frame().await {
        let broke = |_| {
            let detail = "the list broke off on its way, and nothing of it was kept";
            Problem::new(StatusCode::BAD_REQUEST, "list_broken_off", detail)
        };
        let Ok(piece) = frame.map_err(broke)?.into_data() else { continue };
        length += piece.len();
        if length > LONGEST_LIST {
            let detail = "a list has at most a gibibyte: send it in parts";
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail));
        }
        taking.feed(&piece).await?;
    }
    Ok(())
}

fn format_of(headers: &HeaderMap) -> Result<Format, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next());
    match kind.map(|kind| kind.trim().to_ascii_lowercase()).as_deref() {
        Some("text/csv") => Ok(Format::Csv),
        Some("application/x-ndjson" | "application/jsonl") => Ok(Format::JsonLines),
        Some(_) | None => {
            let detail = "send the list as text/csv or application/x-ndjson";
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            Err(Problem::new(status, "unsupported_media_type", detail))
        }
    }
}

fn is_lenient(query: Option<&str>) -> Result<bool, Problem> {
    let mut out = Problems::default();
    let mut params = Params::read(query);
    let wish = params.take("bad_lines", &mut out).and_then(|text| {
        text.parse("/bad_lines", &mut out, |text| match text {
            "refuse" => Ok(false),
            "leave_out" => Ok(true),
            _ => Err(ParseError { what: "bad_lines", rule: "must be refuse or leave_out" }),
        })
    });
    params.finish(&mut out);
    out.of_parameters().finish(Some(wish.unwrap_or(false)))
}

async fn answered(api: &Api, caller: &Caller, taken: Taken) -> Result<Response, Problem> {
    let Taken { done, list, left_out } = taken;
    let Campaign::Live(plan) = &done.state else { return Err(Problem::not_found()) };
    let counts = counts(api, plan.id.as_str(), &list).await?;
    let is_cut = left_out.len() > MOST_NAMED;
    let answer = TakenAnswer {
        list: list.as_str().to_owned(),
        lines: counts[0],
        people: counts[1],
        messages: counts[2],
        left_out: counts[3],
        bad_lines: left_out.iter().take(MOST_NAMED).map(BadLineAnswer::of).collect(),
        bad_lines_next: left_out.get(MOST_NAMED - 1).filter(|_| is_cut).map(|last| last.line),
        campaign: CampaignAnswer::of(api, plan, done.version, &caller.actor).await?,
    };
    let mut response = axum::Json(answer).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if done.effect == Effect::Repeated {
        headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// Lines, people, messages and lines left out of a list, as its events say.
async fn counts(api: &Api, id: &str, list: &ListId) -> Result<[u64; 4], Problem> {
    let mut counts = [0; 4];
    for event in api.desk().events::<Campaign>(id).await? {
        if let Event::PeopleListed { batch, .. } = event.payload
            && batch.list == *list
        {
            let of = [batch.lines, batch.people, batch.messages, batch.left_out];
            for (sum, more) in counts.iter_mut().zip(of) {
                *sum += u64::from(more);
            }
        }
    }
    Ok(counts)
}

/// The lines that were left out of a list.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct BadLinesAnswer {
    /// How many there are in all.
    left_out: u64,
    /// The rows, by line.
    bad_lines: Vec<BadLineAnswer>,
    /// The cursor of the next page; none when this is the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<i64>,
}

/// The lines that were left out of a list, each with what is wrong with it: whoever stands there is not told.
#[utoipa::path(
    get, path = "/campaigns/{id}/lists/{list}/bad-lines", tag = "campaigns",
    params(("id" = String, Path), ("list" = String, Path),
           ("limit" = Option<i64>, Query), ("cursor" = Option<i64>, Query)),
    responses((status = 200, body = BadLinesAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn bad_lines(
    State(api): At,
    caller: Caller,
    Path((id, list)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    caller.needs(Right::SeeCampaigns)?;
    let id = id_of(&id)?;
    let list = ListId::parse(&list).map_err(|_| Problem::not_found())?;
    let (plan, _) = api.campaigns().get(&id).await?;
    if !plan.lists.contains(&list) {
        return Err(Problem::not_found());
    }
    let mut out = Problems::default();
    let mut params = Params::read(query.as_deref());
    let rows = Rows::take(&mut params, &mut out);
    let after = params.number("cursor", &mut out).unwrap_or(0);
    params.finish(&mut out);
    out.of_parameters().finish(Some(()))?;
    let mut bad = {
        let mut reader = api.desk().read().await?;
        left_out::list(reader.conn(), &id, &list, (after, rows.and_one())).await?
    };
    let next = rows.cut(&mut bad, |last| last.line);
    let [.., left_out] = counts(&api, id.as_str(), &list).await?;
    let bad_lines = bad.into_iter().map(BadLineAnswer::of_kept).collect();
    Ok(unkept(BadLinesAnswer { left_out, bad_lines, next }))
}
