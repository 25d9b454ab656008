//! Systems that hold personal data, as the house registered them.

use std::collections::BTreeSet;

use crate::id::{DataCategory, SystemId};
use crate::kind::SubjectCategory;
use crate::text::closed_list;

closed_list!(
    /// In what capacity a system holds data (P30).
    SystemKind, "system kind" {
        /// Ours.
        Own = "own",
        /// A processor's, on our instructions.
        Processor = "processor",
        /// A recipient's.
        Recipient = "recipient",
    }
);

/// How a system's backups age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupCycle {
    /// It keeps no backups.
    None,
    /// Whatever is deleted today is gone from every backup after this many days (P04).
    Days(u16),
    /// Its backups are never refreshed. That is no cycle: an officer must choose anonymisation,
    /// termination, or restriction with a review.
    Never,
}

/// One registered system.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct System {
    /// Its name in the register.
    pub id: SystemId,
    /// Own, processor or recipient.
    pub kind: SystemKind,
    /// Data categories it holds.
    pub holds: BTreeSet<DataCategory>,
    /// Whose data it holds.
    pub subjects: BTreeSet<SubjectCategory>,
    /// How its backups age.
    pub backups: BackupCycle,
    /// Days from the order until carrying out is due there.
    pub carry_out_days: u16,
    /// Whether it is a marketing system, which takes opt-outs at once.
    pub marketing: bool,
}

/// The register of systems at one version; planning pins the version it used.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Register {
    /// Counts every change of the register.
    pub version: u32,
    /// The systems in use.
    pub systems: Vec<System>,
}
