//! Work in registered systems, and what lasts after it.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::digest::Digest;
use crate::id::{DataCategory, ItemNo, PrincipalId, SystemId, TaskNo};
use crate::system::BackupCycle;
use crate::text::closed_list;

use super::item::Until;

closed_list!(
    /// What a system is to do.
    TaskKind, "task kind" {
        /// Look what is held.
        Search = "search",
        /// Draw a copy.
        Export = "export",
        /// Put it right.
        Correct = "correct",
        /// Delete it.
        Delete = "delete",
        /// Anonymise it.
        Anonymise = "anonymise",
        /// Stop all processing but storage.
        Restrict = "restrict",
        /// Stop marketing.
        StopMarketing = "stop_marketing",
    }
);

impl TaskKind {
    /// Whether it shows personal data to someone.
    #[must_use]
    pub const fn discloses(self) -> bool {
        matches!(self, Self::Export)
    }

    /// Whether it cannot be taken back.
    #[must_use]
    pub const fn destroys(self) -> bool {
        matches!(self, Self::Correct | Self::Delete | Self::Anonymise)
    }

    /// Whether it protects the person and can be taken back.
    #[must_use]
    pub const fn is_protective(self) -> bool {
        matches!(self, Self::Restrict | Self::StopMarketing)
    }
}

/// One piece of work in one system.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Task {
    /// The item it serves.
    pub item: ItemNo,
    /// The round of the item (see [`Item::round`](super::Item::round)) in which it was ordered.
    pub round: u16,
    /// The system.
    pub system: SystemId,
    /// What is to be done.
    pub kind: TaskKind,
    /// The data categories; never empty.
    pub categories: BTreeSet<DataCategory>,
    /// How the system's backups age, as registered when the task was planned.
    pub backups: BackupCycle,
    /// The day by the end of which it is to be carried out, in the house's zone.
    pub due: NaiveDate,
    /// Where it stands.
    pub state: TaskState,
    /// The highest fencing number handed out.
    pub fence: u32,
}

/// Where a task stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// Ordered; nobody works on it.
    Ordered,
    /// Claimed under a lease.
    Claimed {
        /// Who claimed it.
        by: PrincipalId,
        /// Until when the claim holds.
        until: DateTime<Utc>,
    },
    /// Ended.
    Ended {
        /// How.
        result: TaskResult,
        /// When.
        at: DateTime<Utc>,
    },
    /// Taken back before it began.
    Cancelled,
}

closed_list!(
    /// How a task ended.
    TaskResult, "task result" {
        /// Done.
        Done = "done",
        /// The system holds nothing of this person.
        NothingFound = "nothing_found",
        /// It did not work; it can be ordered again.
        Failed = "failed",
        /// The system's owner says no; an officer must look.
        Refused = "refused",
    }
);

closed_list!(
    /// Why planning leaves a system out.
    LeftOut, "reason for leaving out" {
        /// It holds none of the categories asked about.
        HoldsNothingAsked = "holds_nothing_asked",
        /// It holds nothing about subjects of this kind.
        OtherSubjects = "other_subjects",
        /// The decision gives no work for it.
        NoWorkDecided = "no_work_decided",
        /// All it could do is under a hold.
        UnderHold = "under_hold",
        /// The same work is ordered there already.
        AlreadyOrdered = "already_ordered",
    }
);

/// What a system hands in when it ends a task.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TaskReport {
    /// How it ended.
    pub result: TaskResult,
    /// The digest of the evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Digest>,
}

crate::id::ordinal!(
    /// A tail within a case.
    TailNo
);

/// What lasts after the answer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Tail {
    /// The item.
    pub item: ItemNo,
    /// What it is.
    pub kind: TailKind,
    /// The day after which the desk wakes.
    pub until: NaiveDate,
    /// Whether the desk has woken for this day.
    pub alarmed: bool,
    /// When it ended.
    pub ended: Option<DateTime<Utc>>,
}

/// The sorts of tail.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TailKind {
    /// Deleted in the live system, not yet gone from its backups (P04).
    Backup {
        /// The task that deleted it.
        task: TaskNo,
        /// The system.
        system: SystemId,
        /// Whether the system confirmed that it is isolated until then.
        isolated: bool,
    },
    /// Restricted instead of deleted (P05).
    Restricted {
        /// The data category, or all.
        category: Option<DataCategory>,
        /// The system, or all.
        system: Option<SystemId>,
        /// The end that was decided.
        until: Until,
    },
}

closed_list!(
    /// How a tail ended.
    TailEnd, "tail end" {
        /// Purged, or deleted after the restriction.
        Cleared = "cleared",
        /// Anonymised.
        Anonymised = "anonymised",
        /// The restriction was lifted: the data is in use again.
        Lifted = "lifted",
    }
);

impl Task {
    /// Whether it still has to be carried out.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        match &self.state {
            TaskState::Ordered | TaskState::Claimed { .. } => true,
            TaskState::Ended { result, .. } => {
                matches!(result, TaskResult::Failed | TaskResult::Refused)
            }
            TaskState::Cancelled => false,
        }
    }

    /// Whether it counts as carried out.
    #[must_use]
    pub const fn is_carried_out(&self) -> bool {
        matches!(
            self.state,
            TaskState::Ended { result: TaskResult::Done | TaskResult::NothingFound, .. }
        )
    }
}
