//! What a case keeps of what was told.

use super::NoticeKind;
use crate::id::{ContactNo, DispatchId, ItemNo, PartyNo};

/// One notice inside a dispatch: what, and about which item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Told {
    /// What was told.
    pub kind: NoticeKind,
    /// The item it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemNo>,
}

/// A message as the case needs to know it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Message {
    /// The dispatch that carried it.
    pub dispatch: DispatchId,
    /// What it told.
    pub notices: Vec<Told>,
    /// To which party; none for staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<PartyNo>,
    /// To which contact of that party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactNo>,
}
