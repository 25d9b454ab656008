//! `GET /v1/campaigns`.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use habeas_domain::campaign::{Campaign, Plan};
use habeas_domain::id::CampaignId;

use crate::http::caller::{Caller, Right};
use crate::http::field::Problems;
use crate::http::paging::Rows;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Params;
use crate::http::{At, unkept};
use crate::views::stream;

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
    let rows = Rows::take(&mut params, &mut out);
    let cursor = params.take("cursor", &mut out);
    let cursor = cursor.and_then(|text| text.parse("/cursor", &mut out, CampaignId::parse));
    params.finish(&mut out);
    out.of_parameters().finish(Some(()))?;
    let after = cursor.as_ref().map_or("", CampaignId::as_str);
    let mut streams = {
        let mut reader = api.desk().read().await?;
        let kind = <Campaign as cqrs_es::Aggregate>::TYPE;
        stream::list(reader.conn(), kind, after, rows.and_one()).await?
    };
    let next = rows.cut(&mut streams, |last| last.aggregate_id.clone());
    let mut campaigns = Vec::with_capacity(streams.len());
    for of in &streams {
        let (campaign, _) = api.desk().fold::<Campaign>(&of.aggregate_id).await?;
        campaigns.extend(campaign.plan().map(CampaignRow::of));
    }
    Ok(unkept(CampaignListAnswer { campaigns, next }))
}
