//! What an incident is judged to be and what is owed for it, as the API answers it.

use chrono::{DateTime, Utc};
use habeas_domain::breach::{Cause, DataClass, Exemption, Nature};
use habeas_domain::contact::Means;
use habeas_domain::incident::{
    Assessment, AuthorityNotice, Case, Content, Obligation, PeopleTold, Standing,
};
use habeas_domain::kind::SubjectCategory;
use habeas_domain::regime::Rulebook;

use super::competence::CompetenceAnswer;
use super::place::AffectedAnswer;
use crate::http::case::answer::{ClockAnswer, clocks};

/// A version of the assessment.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct AssessmentAnswer {
    /// Its number.
    version: u16,
    /// When it was made.
    #[schema(value_type = String)]
    made: DateTime<Utc>,
    /// When that was known which it newly says; none in the first version means the first knowledge.
    #[schema(value_type = Option<String>)]
    known: Option<DateTime<Utc>>,
    /// What happened to the data.
    natures: Vec<&'static str>,
    /// What sorts of data.
    data: Vec<&'static str>,
    /// What categories, as the house names them.
    categories: Vec<String>,
    /// In which systems.
    systems: Vec<String>,
    /// Whose data.
    subjects: Vec<&'static str>,
    /// Whether it says what is likely to follow for people; what it says is opened for a purpose.
    consequences: bool,
    /// How it came about.
    causes: Vec<&'static str>,
    /// How many people and records, by place.
    affected: Vec<AffectedAnswer>,
    /// Whether nobody can read what got out.
    unreadable: bool,
    /// How likely people are harmed, and how badly.
    risk: &'static str,
    /// How grave, where a grading was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'static str>,
    /// Whether the processing is cross-border, and which authority leads, where that was judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    competence: Option<CompetenceAnswer>,
    /// Who made it.
    by: String,
}

/// Something owed.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct DutyAnswer {
    /// Its number.
    no: u16,
    /// What is owed.
    duty: &'static str,
    /// The regime it comes from.
    regime: String,
    /// The rule inside its pack.
    rule: String,
    /// The article or promise.
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<String>,
    /// Whether it only advises.
    advisory: bool,
    /// `owed`, `waiting` (for what its clock counts from), `done`, `not_notifiable` or `fell_away`.
    state: &'static str,
    /// Of people who need not be told, the exemption of the law, where one was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    exemption: Option<&'static str>,
    /// The version of the assessment that brought it; none before the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u16>,
    /// When it was done.
    #[schema(value_type = Option<String>)]
    done: Option<DateTime<Utc>>,
    /// Whether it was done late, and nothing on record says why.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unexplained: bool,
    /// Whether the authority has a notice and does not know yet what the newest version says of what happened,
    /// to whom and how bad it is.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    supplement: bool,
    /// Its clocks, the newest last.
    clocks: Vec<ClockAnswer>,
}

/// A notice that an authority was given.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct NoticeAnswer {
    /// Its number.
    no: u16,
    /// `initial`, `supplementary` or `final`.
    phase: &'static str,
    /// The duties that it serves.
    duties: Vec<u16>,
    /// When it was given.
    #[schema(value_type = String)]
    at: DateTime<Utc>,
    /// What it said.
    contents: Vec<&'static str>,
    /// Whether its lateness is explained.
    late: bool,
    /// Whether the number is on record that the authority gave it.
    referenced: bool,
    /// By which version of the assessment.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u16>,
    /// Who gave it.
    by: String,
}

/// That people were told.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct ToldAnswer {
    /// Its number.
    no: u16,
    /// The duties that it serves.
    duties: Vec<u16>,
    /// When the first of them was told.
    #[schema(value_type = String)]
    from: DateTime<Utc>,
    /// When the last of them was.
    #[schema(value_type = String)]
    at: DateTime<Utc>,
    /// How.
    means: Vec<&'static str>,
    /// How many.
    people: u64,
    /// Whether everybody was told who had to be.
    complete: bool,
    /// The campaign that told them.
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign: Option<String>,
    /// By which version of the assessment.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u16>,
    /// Who says so.
    by: String,
}

impl AssessmentAnswer {
    pub(super) fn of(of: &Assessment) -> Self {
        let finding = &of.finding;
        Self {
            version: of.version.0,
            made: of.made,
            known: of.known,
            natures: finding.natures.iter().copied().map(Nature::code).collect(),
            data: finding.data.iter().copied().map(DataClass::code).collect(),
            categories: finding.categories.iter().map(ToString::to_string).collect(),
            systems: finding.systems.iter().map(ToString::to_string).collect(),
            subjects: finding.subjects.iter().copied().map(SubjectCategory::code).collect(),
            consequences: finding.consequences.is_some(),
            causes: finding.causes.iter().copied().map(Cause::code).collect(),
            affected: finding.affected.iter().map(AffectedAnswer::of).collect(),
            unreadable: finding.unreadable,
            risk: finding.risk.code(),
            severity: finding.severity.map(habeas_domain::breach::Severity::code),
            competence: finding.competence.as_deref().map(CompetenceAnswer::of),
            by: of.by.id.to_string(),
        }
    }
}

/// Everything that is or was owed.
pub(super) fn duties(case: &Case, rules: &Rulebook) -> Vec<DutyAnswer> {
    let (behind, unexplained) = (case.behind(), case.unexplained().collect::<Vec<_>>());
    let answer = |one: &Obligation| {
        let arisen = &one.arisen;
        let clocks = clocks(&case.docket, Some(arisen.no), rules);
        DutyAnswer {
            no: arisen.no.0,
            duty: arisen.duty.code(),
            regime: arisen.regime.to_string(),
            rule: arisen.rule.rule.to_string(),
            basis: rules.rule(&arisen.rule).map(|(_, rule)| rule.basis.clone()),
            advisory: !arisen.governs,
            state: match one.standing {
                Standing::Owed if clocks.is_empty() => "waiting",
                Standing::Owed => "owed",
                Standing::Done { .. } => "done",
                Standing::NotNotifiable { .. } => "not_notifiable",
                Standing::FellAway { .. } => "fell_away",
            },
            exemption: match one.standing {
                Standing::NotNotifiable { exemption, .. } => exemption.map(Exemption::code),
                Standing::Owed | Standing::Done { .. } | Standing::FellAway { .. } => None,
            },
            version: arisen.version.map(|version| version.0),
            done: match one.standing {
                Standing::Done { at, .. } => Some(at),
                Standing::Owed | Standing::NotNotifiable { .. } | Standing::FellAway { .. } => None,
            },
            unexplained: unexplained.contains(&arisen.no),
            supplement: behind.contains(&arisen.no),
            clocks,
        }
    };
    case.obligations.values().map(answer).collect()
}

impl NoticeAnswer {
    pub(super) fn of(of: &AuthorityNotice) -> Self {
        Self {
            no: of.no.0,
            phase: of.phase.code(),
            duties: of.duties.iter().map(|no| no.0).collect(),
            at: of.at,
            contents: of.contents.iter().copied().map(Content::code).collect(),
            late: of.late_reason.is_some(),
            referenced: of.reference.is_some(),
            version: of.version.map(|version| version.0),
            by: of.by.id.to_string(),
        }
    }
}

impl ToldAnswer {
    pub(super) fn of(of: &PeopleTold) -> Self {
        Self {
            no: of.no.0,
            duties: of.duties.iter().map(|no| no.0).collect(),
            from: of.from,
            at: of.at,
            means: of.means.iter().copied().map(Means::code).collect(),
            people: of.people,
            complete: of.complete,
            campaign: of.campaign.as_ref().map(ToString::to_string),
            version: of.version.map(|version| version.0),
            by: of.by.id.to_string(),
        }
    }
}
