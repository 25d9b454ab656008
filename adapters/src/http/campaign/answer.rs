//! A campaign as the API answers it: the fold of its stream, with how its messages stand and what may be
//! done now. What it says is opened for itself.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use habeas_domain::actor::Actor;
use habeas_domain::campaign::{
    About, Around, Beside, Kind, Offered, Plan, Stage, Version, WaitingOn,
};

use crate::campaigns::Answers;
use crate::campaigns::messages::{self, Standing};
use crate::campaigns::work::{self, ClosedWay};
use crate::http::Api;
use crate::http::caller::{Right, may, sees_confidential};
use crate::store::StoreError;

/// A campaign as it stands.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct CampaignAnswer {
    /// The id, for machines.
    id: String,
    /// The reference, for people.
    reference: String,
    /// The sequence of the newest event; with the id, the answer to a write. For those who run campaigns.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<usize>,
    /// The revision, which is also the `ETag`.
    revision: u64,
    /// `breach_notice`, `transfer_of_control`, `policy_revision` or `consent_asked`.
    kind: &'static str,
    /// What it is about.
    #[schema(value_type = Object)]
    about: About,
    /// `open` or `closed`.
    phase: &'static str,
    /// What is waited for: `version`, `wording`, `list`, `paper`, `consent`, `approval`, `incident` (judged no
    /// breach), `stay` (by an authority), `begin`, `resume`, `way` (a closed one), `sending` (by the desk),
    /// `clerks`, `announcement`, `closing` or `nothing`.
    waiting_on: Vec<&'static str>,
    /// When it was begun.
    #[schema(value_type = String)]
    drafted: DateTime<Utc>,
    /// Who wrote any of it, and so approves none of it.
    authors: Vec<String>,
    /// Whether the impact assessment is on file.
    assessment_filed: bool,
    /// Whether the receiver's undertaking is.
    undertaking_filed: bool,
    /// How many people are on its lists.
    people: u64,
    /// How many of them were erased.
    erased: u64,
    /// What people answered who were asked for consent; silence is never consent.
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<AnswersAnswer>,
    /// Ways that took nothing of the house: until they are tried again, nothing goes by them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    closed_ways: Vec<ClosedAnswer>,
    /// Its versions, the first one first.
    versions: Vec<VersionAnswer>,
    /// What may be done now.
    allowed: Vec<OfferAnswer>,
    /// What may not, and why.
    blocked: Vec<OfferAnswer>,
}

/// A version of what is told.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct VersionAnswer {
    /// Its number.
    no: u16,
    /// `draft`, `approved`, `under_way`, `paused`, `stopped` or `told`.
    stage: &'static str,
    /// `listed` or `everyone`.
    audience: &'static str,
    /// The ways, in the order in which they are tried.
    channels: Vec<&'static str>,
    /// The language for whoever reads none of the others.
    language: String,
    /// Whether it is announced in public, too.
    announce: bool,
    /// Whether everybody has been told who must be, once it is told.
    complete: bool,
    /// The languages in which it is worded, by form.
    wording: BTreeMap<&'static str, Vec<String>>,
    /// Who approved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    approved_by: Option<String>,
    /// How its messages stand now.
    messages: MessagesAnswer,
    /// What became of them, as it is on record.
    recorded: Vec<RecordedAnswer>,
    /// When the first of them was handed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    first_told: Option<DateTime<Utc>>,
    /// When the last of them was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    last_told: Option<DateTime<Utc>>,
    /// When it was announced.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    announced: Option<DateTime<Utc>>,
}

/// What people answered.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct AnswersAnswer {
    /// Agreed.
    given: i64,
    /// Refused, or took back what they had given.
    refused: i64,
    /// Did not answer.
    unanswered: i64,
}

/// A way for which some of a campaign waits.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct ClosedAnswer {
    /// Which.
    channel: &'static str,
    /// When it is tried again.
    #[schema(value_type = String)]
    until: DateTime<Utc>,
}

impl From<ClosedWay> for ClosedAnswer {
    fn from(ClosedWay { channel, until }: ClosedWay) -> Self {
        Self { channel: channel.code(), until }
    }
}

/// How messages stand.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct MessagesAnswer {
    /// All of them.
    total: i64,
    /// Are to leave.
    queued: i64,
    /// Are with people: calls and letters.
    by_hand: i64,
    /// Reached their person.
    told: i64,
    /// Cannot reach theirs by any way that was planned.
    unreachable: i64,
    /// Were held back for good.
    withdrawn: i64,
}

/// How often something happened.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct RecordedAnswer {
    /// `handed_over`, `not_reached`, `no_answer`, `came_back`, `unreachable`, `recovered`, `gone`,
    /// `consent_given` or `consent_refused`.
    outcome: &'static str,
    /// By which channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'static str>,
    /// How often.
    count: u32,
}

/// Something that may be done, or not.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct OfferAnswer {
    /// What.
    act: &'static str,
    /// With which version.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u16>,
    /// What stands in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

impl CampaignAnswer {
    pub(super) async fn of(
        api: &Api,
        plan: &Plan,
        version: usize,
        by: &Actor,
    ) -> Result<Self, StoreError> {
        let around = api.campaigns().around(&plan.about).await?;
        let incident = around.incident.as_ref();
        let mut beside = Beside {
            no_breach: incident.is_some_and(|incident| incident.no_breach),
            stayed: incident.is_some_and(|incident| incident.stayed),
            ..Beside::default()
        };
        let mut versions = Vec::with_capacity(plan.versions.len());
        let mut reader = api.desk().read().await?;
        let mut standings = messages::standing(reader.conn(), plan).await?;
        for of in &plan.versions {
            let standing = standings.remove(&of.no()).unwrap_or_default();
            beside.queued |= standing.queued > 0;
            beside.by_hand |= standing.by_hand > 0;
            versions.push(VersionAnswer::of(of, standing));
        }
        let now = api.desk().clock().now();
        let closed = work::closed_ways(reader.conn(), &plan.id, now).await?;
        beside.way_closed = !closed.is_empty();
        drop(reader);
        let asked = plan.about.kind() == Kind::ConsentAsked;
        let answers = if asked { Some(api.campaigns().answers(&plan.id).await?) } else { None };
        let answers = answers.map(|Answers { given, refused, unanswered }| AnswersAnswer {
            given,
            refused,
            unanswered,
        });
        let (allowed, blocked) = offers(api, plan, &around, by);
        Ok(Self {
            id: plan.id.as_str().to_owned(),
            reference: plan.reference.as_str().to_owned(),
            version: sees_confidential(by.role).then_some(version),
            revision: plan.revision,
            kind: plan.about.kind().code(),
            about: plan.about.clone(),
            phase: plan.phase.code(),
            waiting_on: plan.waiting_on(beside).into_iter().map(WaitingOn::code).collect(),
            drafted: plan.drafted,
            authors: plan.authors.iter().map(ToString::to_string).collect(),
            assessment_filed: plan.assessment.is_some(),
            undertaking_filed: plan.undertaking.is_some(),
            people: plan.people,
            erased: plan.erased,
            answers,
            closed_ways: closed.into_iter().map(ClosedAnswer::from).collect(),
            versions,
            allowed,
            blocked,
        })
    }
}

fn offers(
    api: &Api,
    plan: &Plan,
    around: &Around,
    by: &Actor,
) -> (Vec<OfferAnswer>, Vec<OfferAnswer>) {
    if !may(by.role, Right::RunCampaigns) {
        return (Vec::new(), Vec::new());
    }
    let answers = plan.offers(&by.id, around, api.ways()).into_iter().map(|offer| OfferAnswer {
        act: Offered::code(offer.act),
        version: offer.version.map(|no| no.0),
        reason: offer.block,
    });
    answers.partition(|answer| answer.reason.is_none())
}

impl VersionAnswer {
    fn of(of: &Version, standing: Standing) -> Self {
        let Standing { queued, by_hand, told, unreachable, withdrawn } = standing;
        let total = queued + by_hand + told + unreachable + withdrawn;
        let wording = of.wording.iter().map(|(form, languages)| {
            (form.code(), languages.keys().map(ToString::to_string).collect())
        });
        let recorded = of.tally.counts.iter().map(|one| RecordedAnswer {
            outcome: one.outcome.code(),
            channel: one.channel.map(habeas_domain::contact::Channel::code),
            count: one.count,
        });
        Self {
            no: of.no().0,
            stage: Stage::code(of.stage),
            audience: of.drafted.audience.code(),
            channels: of.drafted.channels.iter().map(|channel| channel.code()).collect(),
            language: of.drafted.language.to_string(),
            announce: of.drafted.announced,
            complete: of.drafted.complete,
            wording: wording.collect(),
            approved_by: of.approval.as_ref().map(|approval| approval.by.id.to_string()),
            messages: MessagesAnswer { total, queued, by_hand, told, unreachable, withdrawn },
            recorded: recorded.collect(),
            first_told: of.tally.told.map(|(first, _)| first),
            last_told: of.tally.told.map(|(_, last)| last),
            announced: of.announced,
        }
    }
}
