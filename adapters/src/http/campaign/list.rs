//! `GET /v1/campaigns`.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use habeas_domain::ParseError;
use habeas_domain::campaign::{Campaign, Plan};
use habeas_domain::id::CampaignId;

use crate::http::At;
use crate::http::caller::{Caller, Right};
use crate::http::field::Problems;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Params;
use crate::views::stream;

/// Rows of a page when nothing is said, and at most.
const USUAL: i64 = 50;
const MOST: i64 = 200;

/// One page of campaigns.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct CampaignListAnswer {
    /// The rows, by id.
    campaigns: Vec<CampaignRow>,
    /// The cursor of the next page; none when this is the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A campaign in a list.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct CampaignRow {
    /// The id, for machines.
    id: String,
    /// The reference, for people.
    reference: String,
    /// What it is about.
    kind: &'static str,
    /// The incident, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    incident: Option<String>,
    /// `open` or `closed`.
    phase: &'static str,
    /// When it was begun.
    #[schema(value_type = String)]
    drafted: DateTime<Utc>,
    /// How many people are on its lists.
    people: u64,
    /// Where its newest version stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'static str>,
    /// The revision.
    revision: u64,
}

impl CampaignRow {
    fn of(plan: &Plan) -> Self {
        Self {
            id: plan.id.as_str().to_owned(),
            reference: plan.reference.as_str().to_owned(),
            kind: plan.about.kind().code(),
            incident: plan.about.incident().map(ToString::to_string),
            phase: plan.phase.code(),
            drafted: plan.drafted,
            people: plan.people,
            stage: plan.versions.last().map(|version| version.stage.code()),
            revision: plan.revision,
        }
    }
}

/// List campaigns. There are few: each is folded from its events.
#[utoipa::path(
    get, path = "/campaigns", tag = "campaigns",
    params(("limit" = Option<i64>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = CampaignListAnswer), (status = 401, body = ProblemBody),
              (status = 403, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn list(
    State(api): At,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    caller.needs(Right::SeeCampaigns)?;
    let mut out = Problems::default();
    let mut params = Params::read(query.as_deref());
    let limit = params.number("limit", &mut out).unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        out.add("/limit", ParseError { what: "limit", rule: "must be 1 to 200" });
    }
    let cursor = params.take("cursor", &mut out);
    let cursor = cursor.and_then(|text| text.parse("/cursor", &mut out, CampaignId::parse));
    params.finish(&mut out);
    out.of_parameters().finish(Some(()))?;
    let after = cursor.as_ref().map_or("", CampaignId::as_str);
    let mut streams = {
        let mut reader = api.desk().read().await?;
        let kind = <Campaign as cqrs_es::Aggregate>::TYPE;
        stream::list(reader.conn(), kind, after, limit + 1).await?
    };
    let more = i64::try_from(streams.len()).is_ok_and(|count| count > limit);
    if more {
        streams.pop();
    }
    let mut campaigns = Vec::with_capacity(streams.len());
    for of in &streams {
        let (campaign, _) = api.desk().fold::<Campaign>(&of.aggregate_id).await?;
        campaigns.extend(campaign.plan().map(CampaignRow::of));
    }
    let next = streams.last().filter(|_| more).map(|last| last.aggregate_id.clone());
    let mut response = axum::Json(CampaignListAnswer { campaigns, next }).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
