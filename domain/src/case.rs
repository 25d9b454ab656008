//! Which case something belongs to.

use crate::id::{ComplaintId, IncidentId, RequestId};
use crate::text::closed_list;

closed_list!(
    /// The three kinds of case.
    CaseKind, "case kind" {
        /// What someone asks about their personal data.
        Request = "request",
        /// What someone complains about, asks in general, or reports.
        Complaint = "complaint",
        /// A personal-data breach.
        Incident = "incident",
    }
);

/// A case of any kind, by its stream: `{"request":"req_…"}`.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum CaseRef {
    /// A request.
    Request(RequestId),
    /// A complaint.
    Complaint(ComplaintId),
    /// An incident.
    Incident(IncidentId),
}

impl CaseRef {
    /// The kind of case.
    #[must_use]
    pub const fn kind(&self) -> CaseKind {
        match self {
            Self::Request(_) => CaseKind::Request,
            Self::Complaint(_) => CaseKind::Complaint,
            Self::Incident(_) => CaseKind::Incident,
        }
    }

    /// The id of its stream.
    #[must_use]
    pub fn stream(&self) -> &str {
        match self {
            Self::Request(id) => id.as_str(),
            Self::Complaint(id) => id.as_str(),
            Self::Incident(id) => id.as_str(),
        }
    }
}
