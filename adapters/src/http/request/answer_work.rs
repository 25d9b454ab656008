//! The part of an answer about work: tasks, tails, and the tracks beside the items.

use chrono::{DateTime, Utc};
use habeas_domain::id::SystemId;
use habeas_domain::request::{Case, FeeState, HoldEnd, Items, TailKind, TaskState};
use serde_json::{Value, json};

/// One piece of work in one system.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct TaskAnswer {
    /// Its number.
    no: u16,
    /// The item it serves.
    item: u16,
    /// The system.
    system: String,
    /// What is to be done.
    kind: &'static str,
    /// The data categories.
    categories: Vec<String>,
    /// The day by the end of which it is to be carried out, in the house's zone.
    due: String,
    /// `ordered`, `claimed`, `cancelled`, or how it ended.
    state: &'static str,
    /// Until when the claim holds.
    #[schema(value_type = Option<String>)]
    claimed_until: Option<DateTime<Utc>>,
    /// The fencing number of the last claim.
    fence: u32,
}

/// What lasts after the answer.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct TailAnswer {
    /// Its number.
    no: u16,
    /// The item.
    item: u16,
    /// `backup` or `restricted`.
    kind: &'static str,
    /// The system, or all.
    system: Option<String>,
    /// For a backup leg: whether it is isolated.
    isolated: Option<bool>,
    /// The day after which the desk wakes.
    until: String,
    /// Whether it has ended.
    ended: bool,
}

/// A question, a fee or a hold.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct TrackAnswer {
    /// `clarification`, `fee` or `hold`.
    track: &'static str,
    /// Its number among those of its track.
    no: u16,
    /// The items it is about; none means all.
    items: Vec<u16>,
    /// `open`, `answered`, `quoted`, `accepted`, `paid`, `waived`, `lapsed` or `lifted`.
    state: &'static str,
    /// Ground, amount, end: whatever the track has.
    #[schema(value_type = Object)]
    details: Value,
}

/// Where a task stands in one word, and until when a claim holds.
pub(in crate::http) const fn state_of(state: &TaskState) -> (&'static str, Option<DateTime<Utc>>) {
    match state {
        TaskState::Ordered => ("ordered", None),
        TaskState::Claimed { until, .. } => ("claimed", Some(*until)),
        TaskState::Ended { result, .. } => (result.code(), None),
        TaskState::Cancelled => ("cancelled", None),
    }
}

impl TailAnswer {
    /// Whether it lies in this system.
    pub(super) fn is_of(&self, system: &SystemId) -> bool {
        self.system.as_deref() == Some(system.as_str())
    }
}

pub(super) fn tasks(case: &Case) -> Vec<TaskAnswer> {
    let answer = |(no, task): (&habeas_domain::id::TaskNo, &habeas_domain::request::Task)| {
        let (state, claimed_until) = state_of(&task.state);
        TaskAnswer {
            no: no.0,
            item: task.item.0,
            system: task.system.to_string(),
            kind: task.kind.code(),
            categories: task.categories.iter().map(ToString::to_string).collect(),
            due: task.due.to_string(),
            state,
            claimed_until,
            fence: task.fence,
        }
    };
    case.tasks.iter().map(answer).collect()
}

pub(super) fn tails(case: &Case) -> Vec<TailAnswer> {
    let answers = case.tails.iter().map(|(no, tail)| {
        let (kind, system, isolated) = match &tail.kind {
            TailKind::Backup { system, isolated, .. } => {
                ("backup", Some(system.to_string()), Some(*isolated))
            }
            TailKind::Restricted { system, .. } => {
                ("restricted", system.as_ref().map(ToString::to_string), None)
            }
        };
        TailAnswer {
            no: no.0,
            item: tail.item.0,
            kind,
            system,
            isolated,
            until: tail.until.to_string(),
            ended: tail.ended.is_some(),
        }
    });
    answers.collect()
}

pub(super) fn tracks(case: &Case) -> Vec<TrackAnswer> {
    let numbers = |items: &Items| items.iter().map(|no| no.0).collect();
    let clarifications = case.clarifications.iter().map(|(no, asked)| TrackAnswer {
        track: "clarification",
        no: no.0,
        items: numbers(&asked.items),
        state: if asked.answered.is_some() { "answered" } else { "open" },
        details: json!({ "asked": asked.asked, "answered": asked.answered }),
    });
    let fees = case.fees.iter().map(|(no, fee)| TrackAnswer {
        track: "fee",
        no: no.0,
        items: numbers(&fee.items),
        state: match fee.state {
            FeeState::Quoted => "quoted",
            FeeState::Accepted => "accepted",
            FeeState::Paid(_) => "paid",
            FeeState::Waived(_) => "waived",
            FeeState::Lapsed(_) => "lapsed",
        },
        details: json!({
            "amount": fee.amount, "currency": fee.currency, "ground": fee.ground,
            "answer_by": fee.answer_by,
        }),
    });
    let holds = case.holds.iter().map(|(no, track)| TrackAnswer {
        track: "hold",
        no: no.0,
        items: numbers(&track.hold.items),
        state: if track.lifted { "lifted" } else { "open" },
        details: json!({
            "ground": track.hold.ground,
            "categories": track.hold.categories,
            "confidential": track.hold.confidential,
            "until": match track.hold.end { HoldEnd::Until(day) => Some(day), HoldEnd::Review(_) => None },
            "review": match track.hold.end { HoldEnd::Review(day) => Some(day), HoldEnd::Until(_) => None },
        }),
    });
    clarifications.chain(fees).chain(holds).collect()
}
