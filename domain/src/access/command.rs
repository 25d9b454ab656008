//! What is put on the record of access.

use chrono::{DateTime, Utc};

use super::event::{Export, Opening, Refused};
use crate::actor::Actor;

/// An act, with who does it and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The time at the desk.
    pub now: DateTime<Utc>,
    /// Who looked, took, or was refused.
    pub by: Actor,
    /// What is put on record.
    pub act: Act,
}

/// The acts on the record of access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Personal fields are about to be shown.
    RecordOpening(Opening),
    /// Something is about to be taken out.
    RecordExport(Export),
    /// Someone was refused.
    RecordRefusal(Refused),
}
