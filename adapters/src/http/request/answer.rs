//! A request as the API answers it: the fold of its stream, masked, with what may be done now.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use habeas_domain::actor::{Actor, Role};
use habeas_domain::contact::Intake;
use habeas_domain::regime::Rulebook;
use habeas_domain::request::{Case, Item, Offered, Stage, WaitingOn};
use serde_json::Value;

use super::answer_work::{self as work, TailAnswer, TaskAnswer, TrackAnswer};
use crate::cases::Cases;
use crate::http::caller::{Right, may, sees_confidential};
use crate::http::case::Answers;
use crate::http::case::answer::{
    ClockAnswer, ContactAnswer, OfferAnswer, StepAnswer, clocks, contacts, steps,
};
use crate::store::StoreError;

/// A request as it stands.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(in crate::http) struct RequestAnswer {
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
    /// `open`, `answered`, `finished` or `closed`.
    #[schema(value_type = String)]
    phase: Value,
    /// One word that may be shown to the person.
    public_status: &'static str,
    /// What is waited for.
    waiting_on: Vec<&'static str>,
    /// The version of the published policy that the subject accepted last, as the letter says.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
    /// What was asked.
    items: Vec<ItemAnswer>,
    /// Duties of the whole case.
    clocks: Vec<ClockAnswer>,
    /// Contacts, without their values: those are opened for a purpose.
    contacts: Vec<ContactAnswer>,
    /// Verification steps.
    steps: Vec<StepAnswer>,
    /// Work in systems.
    tasks: Vec<TaskAnswer>,
    /// What lasts after the answer.
    tails: Vec<TailAnswer>,
    /// Questions, fees and holds. A confidential hold is shown to officers alone.
    tracks: Vec<TrackAnswer>,
    /// Complaints about it, and for staff the one for which the house opened it.
    complaints: Vec<String>,
    /// Incidents that a message of it opened, by going astray; told to whoever may see incidents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    incidents: Vec<String>,
    /// Other cases of the same person or from the same sender, and what they are to this one.
    #[schema(value_type = Object)]
    links: Value,
    /// What may be done now.
    allowed: Vec<OfferAnswer>,
    /// What may not, and why.
    blocked: Vec<OfferAnswer>,
}

/// One thing asked.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(in crate::http) struct ItemAnswer {
    /// Its number.
    no: u16,
    /// What is asked.
    kind: &'static str,
    /// `asked`, `decided`, `doing`, `done`, `tail` or `finished`.
    state: &'static str,
    /// Data categories; none means all.
    scope: Vec<String>,
    /// Items that must be done first.
    after: Vec<u16>,
    /// The assurance that serving it needs.
    needs: &'static str,
    /// The outcome for each data category and system, once decided.
    #[schema(value_type = Vec<Object>)]
    outcome: Value,
    /// Every clock that runs or ran for it.
    clocks: Vec<ClockAnswer>,
}

impl Answers for Case {
    type Answer = RequestAnswer;
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
    ) -> RequestAnswer {
        let (case, role) = (self, by.role);
        let today = now.with_timezone(&rules.house().zone).date_naive();
        let sees_all = sees_confidential(role);
        let (public_status, waiting_on) = (case.public_status(today), case.waiting_on(today));
        let case = &if sees_all {
            Cow::Borrowed(case)
        } else {
            Cow::Owned(case.without_confidential_holds())
        };
        let clocks_of = |item| clocks(&case.docket, item, rules);
        let (allowed, blocked) = offers(case, today, by);
        RequestAnswer {
            id: case.id().as_str().to_owned(),
            reference: case.receipt.reference.as_str().to_owned(),
            version: sees_all.then_some(version),
            revision: case.revision,
            phase: serde_json::to_value(case.phase).unwrap_or_default(),
            public_status: public_status.code(),
            waiting_on: waiting_on.into_iter().map(WaitingOn::code).collect(),
            policy: case.subject.policy.as_ref().map(ToString::to_string),
            items: case
                .items
                .values()
                .map(|item| item_answer(case, item, clocks_of(Some(item.asked.no))))
                .collect(),
            clocks: clocks_of(None),
            contacts: contacts(&case.people),
            steps: steps(&case.people),
            tasks: work::tasks(case),
            tails: work::tails(case),
            tracks: work::tracks(case),
            complaints: complaints(case, role),
            incidents: incidents(case, role),
            links: serde_json::to_value(&case.links).unwrap_or_default(),
            allowed,
            blocked,
        }
    }
}

/// What made the house delete on its own motion is told to staff alone: it may have been a report,
/// and whoever reported is not told what was found (P20).
fn complaints(case: &Case, role: Role) -> Vec<String> {
    let told = role.is_staff() || case.receipt.intake != Intake::OwnMotion;
    case.complaints.iter().filter(|_| told).map(ToString::to_string).collect()
}

fn incidents(case: &Case, role: Role) -> Vec<String> {
    let told = may(role, Right::SeeIncidents);
    case.incidents.iter().filter(|_| told).map(ToString::to_string).collect()
}

/// Only what the caller's role could do at all is offered.
fn offers(case: &Case, on: NaiveDate, by: &Actor) -> (Vec<OfferAnswer>, Vec<OfferAnswer>) {
    let open = case.offers(&by.id, on).into_iter();
    let open = open.filter(|offer| may(by.role, right_of(offer.act)));
    let answers = open.map(|offer| OfferAnswer {
        act: offer.act.code(),
        item: offer.item.map(|no| no.0),
        reasons: offer.blocks.iter().map(|block| block.code()).collect(),
    });
    answers.partition(|answer| answer.reasons.is_empty())
}

const fn right_of(act: Offered) -> Right {
    match act {
        Offered::IssueChallenge | Offered::Withdraw => Right::Relay,
        Offered::MatchRecord | Offered::AskClarification | Offered::HandOverCopy => Right::Handle,
        Offered::QuoteFee
        | Offered::PlaceHold
        | Offered::Decide
        | Offered::PlanTasks
        | Offered::Close => Right::Decide,
        Offered::ClaimTasks => Right::Work,
    }
}

fn item_answer(case: &Case, item: &Item, clocks: Vec<ClockAnswer>) -> ItemAnswer {
    let outcome = item.stage.decided().map(|decided| &decided.decision.parts);
    ItemAnswer {
        no: item.asked.no.0,
        kind: item.asked.kind.code(),
        state: state_of(case, item),
        scope: item.asked.scope.iter().map(ToString::to_string).collect(),
        after: item.asked.after.iter().map(|no| no.0).collect(),
        needs: item.asked.needs.code(),
        outcome: serde_json::to_value(outcome.map_or(&[][..], Vec::as_slice)).unwrap_or_default(),
        clocks,
    }
}

/// *Doing* and *tail* are read off the tasks and tails.
fn state_of(case: &Case, item: &Item) -> &'static str {
    let no = item.asked.no;
    match &item.stage {
        Stage::Asked => "asked",
        Stage::Decided(_) if case.tasks_of(no).any(|(_, task)| task.is_open()) => "doing",
        Stage::Decided(_) => "decided",
        Stage::Done(_) if case.tails.values().any(|t| t.item == no && t.ended.is_none()) => "tail",
        Stage::Done(_) => "done",
        Stage::Finished(_) => "finished",
    }
}
