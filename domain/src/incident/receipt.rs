//! How word of an incident came in.

use chrono::{DateTime, Utc};

use crate::breach::{Affected, Capacity, Operator};
use crate::case::CaseRef;
use crate::contact::Intake;
use crate::id::{DispatchId, IncidentId};
use crate::people::Party;
use crate::received::Received;
use crate::reference::Reference;
use crate::sealed::Sealed;
use crate::text::closed_list;

use super::facts::Times;
use super::processor::ProcessorWord;

closed_list!(
    /// Who or what brought word of an incident (P19).
    Source, "source of an incident" {
        /// Somebody who works for the house.
        Staff = "staff",
        /// A user.
        User = "user",
        /// A processor of ours.
        Processor = "processor",
        /// A system that watches.
        System = "system",
        /// An authority.
        Authority = "authority",
        /// A complaint that was referred.
        Complaint = "complaint",
        /// A message of ours that went to the wrong person.
        Dispatch = "dispatch",
    }
);

/// Word of an incident as it was taken in.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Receipt {
    /// The case.
    pub id: IncidentId,
    /// Its human reference.
    pub reference: Reference,
    /// The channel.
    pub intake: Intake,
    /// When and where word of it reached the house.
    pub received: Received,
    /// When it was entered here.
    pub entered: DateTime<Utc>,
    /// Why it was entered much later than received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_reason: Option<Sealed>,
    /// Who or what brought word.
    pub source: Source,
    /// The case from which it was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<CaseRef>,
    /// The message that went astray.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispatch: Option<DispatchId>,
    /// Who reported it: party 1. Without a contact nobody is answered.
    pub reporter: Party,
    /// What happened, in the words of the report.
    pub summary: Sealed,
    /// The reporter's own number for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_ref: Option<Sealed>,
    /// What was known of times; corrected by events of their own.
    pub times: Times,
    /// Which processor told the house, and how, as far as the report says.
    #[serde(default, skip_serializing_if = "ProcessorWord::is_empty")]
    pub processor: ProcessorWord,
    /// What the house is to the data, as first thought.
    pub capacity: Capacity,
    /// What sort of operator it is there.
    pub operator: Operator,
    /// Where the people live, as far as the report says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub affected: Vec<Affected>,
}
