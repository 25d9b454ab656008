//! An incident as the API answers it: the fold of its stream, masked, with what may be done now.

use chrono::{DateTime, Utc};
use habeas_domain::actor::Actor;
use habeas_domain::incident::{Case, Measure, Offered, Stay, WaitingOn};
use habeas_domain::regime::Rulebook;

use super::duties::{AssessmentAnswer, DutyAnswer, NoticeAnswer, ToldAnswer, duties};
use super::processor::ProcessorAnswer;
use crate::cases::Cases;
use crate::http::caller::{Right, may, sees_confidential};
use crate::http::case::Answers;
use crate::http::case::answer::{ContactAnswer, OfferAnswer, contacts};
use crate::http::case::imposed::ImposedAnswer;
use crate::http::case::list::moment;
use crate::store::StoreError;

/// An incident as it stands.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(in crate::http) struct IncidentAnswer {
    /// The id, for machines.
    id: String,
    /// The reference, for people.
    reference: String,
    /// The sequence of the newest event; with the id, the answer to a write. For those who see every
    /// event alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<usize>,
    /// The decision revision, which is also the `ETag`.
    revision: u64,
    /// One word that may be shown to whoever reported it.
    public_status: &'static str,
    /// When word of it came: an instant, or a day where only that is known.
    received: String,
    /// All else; for staff alone.
    #[serde(flatten)]
    inside: Option<InsideAnswer>,
}

/// What staff see of an incident.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct InsideAnswer {
    /// `open`, `closed`, `not_a_breach` or `merged`.
    phase: &'static str,
    /// What is waited for.
    waiting_on: Vec<&'static str>,
    /// Who or what brought word.
    source: &'static str,
    /// The message that went astray.
    #[serde(skip_serializing_if = "Option::is_none")]
    dispatch: Option<String>,
    /// What the house is to the data.
    capacity: &'static str,
    /// What sort of operator it is there.
    operator: &'static str,
    /// The times that are known, and from when the house counts as knowing.
    times: TimesAnswer,
    /// Which processor told the house, and how.
    #[serde(skip_serializing_if = "Option::is_none")]
    processor: Option<ProcessorAnswer>,
    /// Countries of whose parts only some have a law about breaches, and of which nobody says in which part
    /// people live: nothing is owed for them until somebody does.
    places_unclear: Vec<String>,
    /// The officer who took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_by: Option<String>,
    /// Every version of the assessment, the newest last.
    assessments: Vec<AssessmentAnswer>,
    /// Everything that is or was owed, each with its clocks.
    duties: Vec<DutyAnswer>,
    /// The plan.
    measures: Vec<MeasureAnswer>,
    /// What authorities were given.
    authority_notices: Vec<NoticeAnswer>,
    /// How people were told.
    people_told: Vec<ToldAnswer>,
    /// Silence that authorities asked for.
    stays: Vec<StayAnswer>,
    /// What authorities imposed by dates of their own: owed beside the `duties`, however it ends.
    imposed_duties: Vec<ImposedAnswer>,
    /// Notes so far.
    notes: u16,
    /// When it was reviewed last.
    #[schema(value_type = Option<String>)]
    reviewed: Option<DateTime<Utc>>,
    /// Contacts, without their values: those are opened for a purpose.
    contacts: Vec<ContactAnswer>,
    /// Other cases, and what they are to this one.
    links: Vec<LinkAnswer>,
    /// What may be done now; `item` is a duty.
    allowed: Vec<OfferAnswer>,
    /// What may not, and why.
    blocked: Vec<OfferAnswer>,
}

/// The times that are known.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct TimesAnswer {
    /// Each by its name.
    #[serde(flatten)]
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    stated: std::collections::BTreeMap<&'static str, DateTime<Utc>>,
    /// From when the house counts as knowing.
    #[schema(value_type = String)]
    knowledge: DateTime<Utc>,
}

/// A measure.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct MeasureAnswer {
    /// Its number.
    no: u16,
    /// `containment` or `remedy`.
    stage: &'static str,
    /// What is to be done.
    kind: &'static str,
    /// Who sees to it; while nobody is named, the officers.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    /// By when.
    #[schema(value_type = Option<String>)]
    due: Option<DateTime<Utc>>,
    /// `open`, `slipped`, `done` or `not_needed`.
    state: &'static str,
}

/// Silence that an authority asked for.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct StayAnswer {
    /// Its number.
    no: u16,
    /// From when.
    #[schema(value_type = String)]
    from: DateTime<Utc>,
    /// Until when.
    #[schema(value_type = String)]
    until: DateTime<Utc>,
    /// When it ended.
    #[schema(value_type = Option<String>)]
    ended: Option<DateTime<Utc>>,
}

/// Another case.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct LinkAnswer {
    /// Its id.
    case: String,
    /// `from`, `opened`, `merged_into` or `merged`.
    link: &'static str,
}

impl Answers for Case {
    type Answer = IncidentAnswer;
    type Around = ();

    async fn around(&self, _: &Cases) -> Result<(), StoreError> {
        Ok(())
    }

    fn answer(
        &self,
        version: usize,
        (rules, ()): (&Rulebook, &()),
        now: DateTime<Utc>,
        by: &Actor,
    ) -> IncidentAnswer {
        let seen = may(by.role, Right::SeeIncidents);
        IncidentAnswer {
            id: self.id().as_str().to_owned(),
            reference: self.receipt.reference.as_str().to_owned(),
            version: sees_confidential(by.role).then_some(version),
            revision: self.revision,
            public_status: self.public_status().code(),
            received: moment(self.receipt.received.moment),
            inside: seen.then(|| inside(self, rules, now, by)),
        }
    }
}

fn inside(case: &Case, rules: &Rulebook, now: DateTime<Utc>, by: &Actor) -> InsideAnswer {
    let (allowed, blocked) = offers(case, by);
    let links = case
        .links
        .iter()
        .map(|one| LinkAnswer { case: one.case.to_string(), link: one.link.code() });
    InsideAnswer {
        phase: case.phase.code(),
        waiting_on: case.waiting_on(now).into_iter().map(WaitingOn::code).collect(),
        source: case.receipt.source.code(),
        dispatch: case.receipt.dispatch.as_ref().map(ToString::to_string),
        capacity: case.capacity.code(),
        operator: case.operator.code(),
        times: TimesAnswer {
            stated: case.times.iter().map(|(fact, at)| (fact.code(), *at)).collect(),
            knowledge: case.knowledge(),
        },
        processor: ProcessorAnswer::of(&case.processor),
        places_unclear: case.unclear.iter().map(ToString::to_string).collect(),
        taken_by: case.taken.as_ref().map(ToString::to_string),
        assessments: case.assessments.iter().map(|one| AssessmentAnswer::of(one)).collect(),
        duties: duties(case, rules),
        measures: case.measures.values().map(measure).collect(),
        authority_notices: case.notified.values().map(|one| NoticeAnswer::of(one)).collect(),
        people_told: case.told_people.values().map(|one| ToldAnswer::of(one)).collect(),
        stays: case.stays.values().map(stay).collect(),
        imposed_duties: case.imposed.iter().map(|(no, one)| ImposedAnswer::of(no, one)).collect(),
        notes: case.notes,
        reviewed: case.reviewed,
        contacts: contacts(&case.people),
        links: links.collect(),
        allowed,
        blocked,
    }
}

/// Only what the caller's role could do at all is offered.
fn offers(case: &Case, by: &Actor) -> (Vec<OfferAnswer>, Vec<OfferAnswer>) {
    let open = case.offers(&by.id).into_iter();
    let answers = open.filter(|offer| may(by.role, right_of(offer.act))).map(|offer| OfferAnswer {
        act: offer.act.code(),
        item: offer.duty.map(|no| no.0),
        reasons: offer.blocks.iter().copied().map(habeas_domain::incident::Block::code).collect(),
    });
    answers.partition(|answer| answer.reasons.is_empty())
}

/// Clerks record what happens and what is done; the rest is judged by officers.
const fn right_of(act: Offered) -> Right {
    match act {
        Offered::StateFacts | Offered::Plan => Right::Handle,
        Offered::Take
        | Offered::Assess
        | Offered::JudgeNotNotifiable
        | Offered::Revise
        | Offered::NotifyAuthority
        | Offered::TellPeople
        | Offered::CorrectNotice
        | Offered::ExplainLateness
        | Offered::Stay
        | Offered::Impose
        | Offered::MeetImposed
        | Offered::WithdrawImposed
        | Offered::Review
        | Offered::JudgeNoBreach
        | Offered::Merge
        | Offered::Reopen
        | Offered::Close => Right::Decide,
    }
}

fn measure(of: &Measure) -> MeasureAnswer {
    MeasureAnswer {
        no: of.planned.no.0,
        stage: of.planned.stage.code(),
        kind: of.planned.kind.code(),
        owner: of.planned.owner.as_ref().map(ToString::to_string),
        due: of.planned.due,
        state: match (of.settled, of.done, of.slipped) {
            (Some(_), true, _) => "done",
            (Some(_), false, _) => "not_needed",
            (None, _, true) => "slipped",
            (None, _, false) => "open",
        },
    }
}

const fn stay(of: &Stay) -> StayAnswer {
    StayAnswer { no: of.no.0, from: of.from, until: of.until, ended: of.ended }
}
