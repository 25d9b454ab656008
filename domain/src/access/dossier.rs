//! What is looked at.

use cqrs_es::Aggregate as _;

use crate::campaign::Campaign;
use crate::case::CaseRef;
use crate::id::CampaignId;

/// A case, or a campaign with its lists: `{"request":"req_…"}`, `{"campaign":"cmg_…"}`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Dossier {
    /// A case.
    Case(CaseRef),
    /// A campaign.
    Campaign {
        /// Which.
        campaign: CampaignId,
    },
}

impl Dossier {
    /// The type and the id of its stream.
    #[must_use]
    pub fn stream(&self) -> (&'static str, &str) {
        match self {
            Self::Case(case) => (case.kind().code(), case.stream()),
            Self::Campaign { campaign } => (Campaign::TYPE, campaign.as_str()),
        }
    }
}

impl From<CaseRef> for Dossier {
    fn from(case: CaseRef) -> Self {
        Self::Case(case)
    }
}

impl From<CampaignId> for Dossier {
    fn from(campaign: CampaignId) -> Self {
        Self::Campaign { campaign }
    }
}
