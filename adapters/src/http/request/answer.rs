//! A request as the API answers it: the fold of its stream, masked, with what may be done now.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use habeas_domain::actor::Role;
use habeas_domain::clock::Due;
use habeas_domain::docket::{Clock, ClockNo};
use habeas_domain::id::ItemNo;
use habeas_domain::people::StepState;
use habeas_domain::regime::Rulebook;
use habeas_domain::request::{Case, Item, Offered, Stage, WaitingOn};
use serde_json::Value;

use super::answer_work::{self as work, TailAnswer, TaskAnswer, TrackAnswer};
use crate::http::caller::{Right, may, sees_confidential};
use crate::http::dispatch::provenance_of;

/// A request as it stands.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct RequestAnswer {
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
pub(super) struct ItemAnswer {
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

/// One duty and its time.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is one answer to the portal")]
pub(super) struct ClockAnswer {
    /// What is owed.
    duty: &'static str,
    /// `statute`, `promise` or `target`.
    tier: &'static str,
    /// The regime.
    regime: String,
    /// The rule inside its pack.
    rule: String,
    /// The calendar by which it was found.
    calendar: String,
    /// The zone in which the due day ends.
    zone: String,
    /// The due day (or instant), as last recorded.
    due: String,
    /// The first instant at which it is late.
    #[schema(value_type = String)]
    late_from: DateTime<Utc>,
    /// Whether it reaches into a year whose official calendar is not published.
    provisional: bool,
    /// Whether it governs: the one that is worked to.
    governing: bool,
    /// Whether it only advises, because nobody has reviewed or accepted its rule.
    advisory: bool,
    /// `running`, `paused`, `met`, `met_late` or `fell_away`.
    state: &'static str,
    /// Whether it was extended.
    extended: bool,
    /// Whether it was found late.
    late: bool,
    /// How the due moment is found, in plain words.
    why: Vec<String>,
}

/// One contact.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct ContactAnswer {
    /// Its number.
    no: u16,
    /// The party whose it is.
    party: u16,
    /// The channel.
    channel: &'static str,
    /// `given`, `on_record` or `confirmed`.
    provenance: &'static str,
}

/// One verification step.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct StepAnswer {
    /// Its number.
    no: u16,
    /// Whose.
    party: u16,
    /// What it is to show.
    track: &'static str,
    /// How.
    method: &'static str,
    /// `open`, `accepted` or why it failed.
    state: &'static str,
    /// Until when the latest code counts.
    #[schema(value_type = Option<String>)]
    expires: Option<DateTime<Utc>>,
    /// Wrong answers so far.
    misses: u8,
    /// SHA-256 of the evidence, until that has served.
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<String>,
}

/// One act, allowed or blocked.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct OfferAnswer {
    /// The act.
    act: &'static str,
    /// The item that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<u16>,
    /// What stands in the way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reasons: Vec<&'static str>,
}

impl RequestAnswer {
    /// The case as this role may see it.
    pub(super) fn of(
        case: &Case,
        version: usize,
        rules: &Rulebook,
        now: DateTime<Utc>,
        role: Role,
    ) -> Self {
        let today = now.with_timezone(&rules.house().zone).date_naive();
        let sees_all = sees_confidential(role);
        let (public_status, waiting_on) = (case.public_status(today), case.waiting_on(today));
        let case = &if sees_all {
            Cow::Borrowed(case)
        } else {
            Cow::Owned(case.without_confidential_holds())
        };
        let clocks_of = |item| clocks(case, item, rules);
        let (allowed, blocked) = offers(case, today, role);
        Self {
            id: case.id().as_str().to_owned(),
            reference: case.receipt.reference.as_str().to_owned(),
            version: sees_all.then_some(version),
            revision: case.revision,
            phase: serde_json::to_value(case.phase).unwrap_or_default(),
            public_status: public_status.code(),
            waiting_on: waiting_on.into_iter().map(WaitingOn::code).collect(),
            items: case
                .items
                .values()
                .map(|item| item_answer(case, item, clocks_of(Some(item.asked.no))))
                .collect(),
            clocks: clocks_of(None),
            contacts: contacts(case),
            steps: steps(case),
            tasks: work::tasks(case),
            tails: work::tails(case),
            tracks: work::tracks(case),
            links: serde_json::to_value(&case.links).unwrap_or_default(),
            allowed,
            blocked,
        }
    }
}

/// Only what the caller's role could do at all is offered.
fn offers(case: &Case, on: NaiveDate, role: Role) -> (Vec<OfferAnswer>, Vec<OfferAnswer>) {
    let open = case.offers(on).into_iter().filter(|offer| may(role, right_of(offer.act)));
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

fn clocks(case: &Case, item: Option<ItemNo>, rules: &Rulebook) -> Vec<ClockAnswer> {
    let of = case.docket.clocks.iter().filter(|(_, clock)| clock.started.item == item);
    of.map(|(no, clock)| clock_answer(case, *no, clock, rules)).collect()
}

fn clock_answer(case: &Case, no: ClockNo, clock: &Clock, rules: &Rulebook) -> ClockAnswer {
    let due = match clock.due.due {
        Due::Day(day) => day.to_string(),
        Due::Instant(at) => at.to_rfc3339(),
    };
    let why = clock.explain(rules).map(|reckoning| reckoning.trace.to_string());
    ClockAnswer {
        duty: clock.started.duty.code(),
        tier: clock.started.tier.code(),
        regime: clock.started.regime.to_string(),
        rule: clock.started.rule.rule.to_string(),
        calendar: clock.due.calendar.to_string(),
        zone: clock.due.zone.name().to_owned(),
        due,
        late_from: clock.due.late_from,
        provisional: clock.due.provisional,
        governing: clock.is_open() && case.docket.governing.iter().any(|g| g.clock == no),
        advisory: !clock.started.governs,
        state: match clock.ended {
            Some(ended) => ended.how.code(),
            None if clock.is_running() => "running",
            None => "paused",
        },
        extended: clock.extended,
        late: clock.late.is_some(),
        why: why.map_or_else(Vec::new, |why| why.lines().map(str::to_owned).collect()),
    }
}

fn contacts(case: &Case) -> Vec<ContactAnswer> {
    let of_all = case.people.parties.iter().flat_map(|(party, of)| {
        of.contacts.iter().map(move |(no, contact)| ContactAnswer {
            no: no.0,
            party: party.0,
            channel: contact.channel.code(),
            provenance: provenance_of(&contact.provenance),
        })
    });
    of_all.collect()
}

fn steps(case: &Case) -> Vec<StepAnswer> {
    let answer =
        |(no, step): (&habeas_domain::id::StepNo, &habeas_domain::people::Step)| StepAnswer {
            no: no.0,
            party: step.party.0,
            track: step.track.code(),
            method: step.method.code(),
            state: match step.state {
                StepState::Open => "open",
                StepState::Accepted => "accepted",
                StepState::Failed(why) => why.code(),
            },
            expires: step.expires,
            misses: step.misses,
            evidence: step.evidence.map(|digest| digest.to_string()),
        };
    case.people.steps.iter().map(answer).collect()
}
