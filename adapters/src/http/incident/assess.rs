//! Judging what it is, and whether anybody need be told.

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::ParseError;
use habeas_domain::breach::{Cause, DataClass, Exemption, Nature, Risk, Severity};
use habeas_domain::house::House;
use habeas_domain::id::{DataCategory, ItemNo, SystemId};
use habeas_domain::incident::{Act, Finding};
use habeas_domain::kind::SubjectCategory;
use habeas_domain::sealed::Slot;

use super::competence::NewCompetence;
use super::place::NewAffected;
use super::{IncidentAnswer, act};
use crate::http::caller::Right;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::{Api, At};

/// One version of the assessment.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAssessment {
    /// When it was made; now, where nothing is said.
    made: Option<Text>,
    /// When that was known which it newly says: duties that it brings count from there. Nothing said: the
    /// first version counts from the first knowledge, a further one from when it was made.
    known: Option<Text>,
    /// `leak`, `destruction`, `misuse`, `unauthorised_access`, `unauthorised_disclosure`, `alteration`.
    natures: Vec<Text>,
    /// `ordinary`, `sensitive`, `unique_id`, `financial`, `credentials`, `children_or_elderly`,
    /// `professional_secret`.
    #[serde(default)]
    data: Vec<Text>,
    /// Categories of data, as the house names them.
    #[serde(default)]
    categories: Vec<Text>,
    /// Systems of the house, by the ids under which they are registered.
    #[serde(default)]
    systems: Vec<Text>,
    /// Whose data: subject categories, as of requests.
    #[serde(default)]
    subjects: Vec<Text>,
    /// What is likely to follow for people; kept sealed.
    consequences: Option<Text>,
    /// `mistake`, `loss_or_theft`, `hacking`, `insider`, `failure`, `unknown`.
    #[serde(default)]
    causes: Vec<Text>,
    /// How many people and records, by where people live.
    #[serde(default)]
    affected: Vec<NewAffected>,
    /// Whether nobody can read what got out.
    #[serde(default)]
    unreadable: bool,
    /// `unlikely`, `risk` or `high`.
    risk: Text,
    /// `general`, `large`, `major` or `extreme`, where a grading was made. Where a law gives hours to what is
    /// grave, it counts as `large` until some version grades it.
    severity: Option<Text>,
    /// Whether the processing is cross-border, and which authority leads, where that was judged.
    competence: Option<NewCompetence>,
    /// Why the risk is what it is.
    reasoning: Text,
    /// What changed, and why; demanded from the second version on.
    changed: Option<Text>,
}

/// Assess the incident. Every version derives anew what is owed to whom.
#[utoipa::path(
    post, path = "/incidents/{id}/assessments", tag = "incidents", request_body = NewAssessment,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn assess(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewAssessment>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let made = body.made.as_ref().and_then(|text| text.instant("/made", &mut out));
    let known = body.known.as_ref().and_then(|text| text.instant("/known", &mut out));
    let finding = body.finding(&mut out);
    let reasoning = body.reasoning.long_or("/reasoning", &mut out);
    let changed = body.changed.as_ref().and_then(|text| text.long_or("/changed", &mut out));
    let consequences = body.consequences.as_ref();
    let consequences = consequences.and_then(|text| text.long_or("/consequences", &mut out));
    let competence = body.competence.as_ref().and_then(|judged| judged.read(&mut out));
    let (finding, reasoning) = out.finish(finding.zip(reasoning))?;
    known_systems(&api, &finding).await?;
    act(&api, &id, &posted, |_, sealer| {
        let consequences = sealer.seal_given(Slot::ContentNote, consequences.as_ref())?;
        let competence = competence.as_ref().map(|judged| judged.sealed(sealer)).transpose()?;
        let competence = competence.map(Box::new);
        Ok(Act::Assess {
            made,
            known,
            finding: Box::new(Finding { consequences, competence, ..finding.clone() }),
            reasoning: sealer.seal(Slot::ContentReason, reasoning.reveal())?,
            changed: sealer.seal_given(Slot::ContentReason, changed.as_ref())?,
        })
    })
    .await
}

/// Refuses a system that nobody registered: it would be a slip of the pen.
async fn known_systems(api: &Api, finding: &Finding) -> Result<(), Problem> {
    if finding.systems.is_empty() {
        return Ok(());
    }
    let (house, _): (House, _) = api.desk().fold(House::STREAM).await?;
    let systems = &house.register().systems;
    let is_known = |id: &SystemId| systems.iter().any(|system| system.id == *id);
    let mut out = Problems::default();
    if !finding.systems.iter().all(is_known) {
        out.add("/systems", ParseError { what: "system", rule: "must be one that is registered" });
    }
    out.finish(Some(()))
}

impl NewAssessment {
    fn finding(&self, out: &mut Problems) -> Option<Finding> {
        let risk = self.risk.parse("/risk", out, Risk::parse);
        let severity = self.severity.as_ref();
        let severity = severity.and_then(|text| text.parse("/severity", out, Severity::parse));
        Some(Finding {
            natures: out.set("/natures", &self.natures, Nature::parse),
            data: out.set("/data", &self.data, DataClass::parse),
            categories: out.set("/categories", &self.categories, DataCategory::parse),
            systems: out.set("/systems", &self.systems, SystemId::parse),
            subjects: out.set("/subjects", &self.subjects, SubjectCategory::parse),
            causes: out.set("/causes", &self.causes, Cause::parse),
            affected: NewAffected::read_all(&self.affected, "/affected", out),
            unreadable: self.unreadable,
            risk: risk?,
            severity,
            consequences: None,
            competence: None,
        })
    }
}

/// That nobody need be told.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSparing {
    /// Of a duty to tell people, the exemption of the law (GDPR Art. 34(3)), where it is one: `unintelligible`,
    /// `risk_averted` or `disproportionate_effort`. In the last case people are told in public: that is recorded
    /// with the others who were told, by `announcement`, and the incident is not closed before.
    exemption: Option<Text>,
    /// In own words; kept sealed.
    reasoning: Text,
}

/// Judge that nobody need be told by a duty. The next version of the assessment asks again. Of a duty that is
/// done and marked `supplement`: that the authority need not be told what came behind its notice.
#[utoipa::path(
    post, path = "/incidents/{id}/duties/{no}/not-notifiable", tag = "incidents", request_body = NewSparing,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn judge_not_notifiable(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewSparing>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let mut out = Problems::default();
    let exemption = posted.body.exemption.as_ref();
    let exemption = exemption.and_then(|text| text.parse("/exemption", &mut out, Exemption::parse));
    let reasoning = posted.body.reasoning.long_or("/reasoning", &mut out);
    let reasoning = out.finish(reasoning)?;
    act(&api, &id, &posted, |_, sealer| {
        let reasoning = sealer.seal(Slot::ContentReason, reasoning.reveal())?;
        Ok(Act::JudgeNotNotifiable { duty: ItemNo(no), exemption, reasoning })
    })
    .await
}

/// That somebody must be told after all.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRevision {
    /// When that was known which changed the judgement; none means that it was wrong from the start.
    known: Option<Text>,
    /// In own words; kept sealed.
    reasoning: Text,
}

/// Revise that nobody need be told.
#[utoipa::path(
    post, path = "/incidents/{id}/duties/{no}/revise", tag = "incidents", request_body = NewRevision,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn revise(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewRevision>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let mut out = Problems::default();
    let known = posted.body.known.as_ref().and_then(|text| text.instant("/known", &mut out));
    let reasoning = posted.body.reasoning.long_or("/reasoning", &mut out);
    let reasoning = out.finish(reasoning)?;
    act(&api, &id, &posted, |_, sealer| {
        let reasoning = sealer.seal(Slot::ContentReason, reasoning.reveal())?;
        Ok(Act::Revise { duty: ItemNo(no), known, reasoning })
    })
    .await
}
