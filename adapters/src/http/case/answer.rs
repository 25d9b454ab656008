//! What answers about cases of every kind have in common.

use chrono::{DateTime, Utc};
use habeas_domain::clock::Due;
use habeas_domain::docket::{Clock, ClockNo, Docket};
use habeas_domain::id::{ItemNo, StepNo};
use habeas_domain::people::{People, Step, StepState};
use habeas_domain::regime::Rulebook;

use crate::http::dispatch::provenance_of;

/// One duty and its time.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is one answer to the portal")]
pub(in crate::http) struct ClockAnswer {
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
pub(in crate::http) struct ContactAnswer {
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
pub(in crate::http) struct StepAnswer {
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
pub(in crate::http) struct OfferAnswer {
    /// The act.
    pub(in crate::http) act: &'static str,
    /// The item that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) item: Option<u16>,
    /// What stands in the way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::http) reasons: Vec<&'static str>,
}

/// Every clock that runs or ran for an item, or for the case.
pub(in crate::http) fn clocks(
    docket: &Docket,
    item: Option<ItemNo>,
    rules: &Rulebook,
) -> Vec<ClockAnswer> {
    let of = docket.clocks.iter().filter(|(_, clock)| clock.started.item == item);
    of.map(|(no, clock)| clock_answer(docket, *no, clock, rules)).collect()
}

fn clock_answer(docket: &Docket, no: ClockNo, clock: &Clock, rules: &Rulebook) -> ClockAnswer {
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
        governing: clock.is_open() && docket.governing.iter().any(|g| g.clock == no),
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

/// Contacts of everyone in a case.
pub(in crate::http) fn contacts(people: &People) -> Vec<ContactAnswer> {
    let of_all = people.parties.iter().flat_map(|(party, of)| {
        of.contacts.iter().map(move |(no, contact)| ContactAnswer {
            no: no.0,
            party: party.0,
            channel: contact.channel.code(),
            provenance: provenance_of(&contact.provenance),
        })
    });
    of_all.collect()
}

/// Verification steps of a case.
pub(in crate::http) fn steps(people: &People) -> Vec<StepAnswer> {
    let answer = |(no, step): (&StepNo, &Step)| StepAnswer {
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
    people.steps.iter().map(answer).collect()
}
