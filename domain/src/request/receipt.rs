//! How a request came in.

use chrono::{DateTime, Utc};

use crate::contact::Intake;
use crate::digest::Digest;
use crate::id::RequestId;
use crate::received::Received;
use crate::reference::Reference;
use crate::sealed::Sealed;
use crate::text::closed_list;

use super::item::Asked;
use crate::people::{Party, Subject};

/// A request as it was taken in.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Receipt {
    /// The case.
    pub id: RequestId,
    /// Its human reference.
    pub reference: Reference,
    /// The channel.
    pub intake: Intake,
    /// When and where it was received.
    pub received: Received,
    /// When it was entered here.
    pub entered: DateTime<Utc>,
    /// Why it was entered much later than received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_reason: Option<Sealed>,
    /// Whom it is about.
    pub subject: Subject,
    /// Who asks: party 1.
    pub requester: Party,
    /// What is asked, in the order of the letter.
    pub items: Vec<Asked>,
    /// The words of the letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<Sealed>,
    /// The portal's own ticket number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_ref: Option<Sealed>,
    /// The claim ticket.
    pub ticket: Sealed,
    /// What proves later that a ticket shown belongs to this case.
    pub ticket_hash: Digest,
    /// Whether the person wants one more notice when the last backup is clear (P04).
    #[serde(default = "wanted", skip_serializing_if = "Clone::clone")]
    pub last_notice: bool,
}

/// Unless the letter says otherwise.
const fn wanted() -> bool {
    true
}

closed_list!(
    /// What another case is to this one.
    LinkKind, "link" {
        /// By the same sender or under the same ticket of the portal: a contact that a letter only
        /// names says nothing about whose data it is.
        SameSender = "same_sender",
        /// About the same subject, asking something else.
        SameSubject = "same_subject",
        /// About the same subject, asking the same, before the other was answered.
        Duplicate = "duplicate",
        /// The same verified person asked the same before and was answered.
        Repeat = "repeat",
    }
);

/// What the desk found out about another case, by folding it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// That case.
    pub case: RequestId,
    /// Whether it is about the same subject: an identifier of the subject, or a contact that the
    /// record has, is the same in both. Otherwise only a sender or a ticket is.
    pub same_subject: bool,
    /// The kinds it asks for.
    pub kinds: std::collections::BTreeSet<crate::kind::ItemKind>,
    /// When it was received.
    pub received: DateTime<Utc>,
    /// Whether its requester was verified to what its items need.
    pub verified: bool,
    /// When it was answered.
    pub answered: Option<DateTime<Utc>>,
}
