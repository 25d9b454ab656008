//! What a campaign is about.

use std::collections::BTreeSet;

use crate::id::{CampaignId, IncidentId, ItemNo, PurposeId, VersionName};
use crate::text::closed_list;

closed_list!(
    /// The four things that many people are told.
    Kind, "kind of campaign" {
        /// A personal-data breach (P19).
        BreachNotice = "breach_notice",
        /// Somebody else takes the data over: merger, division, dissolution, bankruptcy (P21).
        TransferOfControl = "transfer_of_control",
        /// The published policy changes (P22).
        PolicyRevision = "policy_revision",
        /// People are asked for their consent (P29).
        ConsentAsked = "consent_asked",
    }
);

closed_list!(
    /// Why a change of the policy is material (P22).
    MaterialReason, "reason why a revision is material" {
        /// Purposes, sorts of data, or what is done with them changed.
        Processing = "processing",
        /// People's rights, or how they are used, changed.
        Rights = "rights",
        /// An impact assessment shows a risk.
        Risk = "risk",
    }
);

closed_list!(
    /// Why people are asked again (P29).
    ConsentReason, "reason why consent is asked" {
        /// A new purpose that has nothing to do with those before.
        NewPurpose = "new_purpose",
        /// Storage or transfer abroad.
        Abroad = "abroad",
        /// Public disclosure.
        PublicDisclosure = "public_disclosure",
        /// Whoever received the data changes what for.
        ReceiverChangesPurpose = "receiver_changes_purpose",
        /// Rights under the policy are lowered (P34).
        RightsLowered = "rights_lowered",
    }
);

/// What a campaign is about, and what only that kind has.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A breach: the incident, and the duties to tell people that it serves.
    BreachNotice {
        /// The incident.
        incident: IncidentId,
        /// Its duties.
        duties: BTreeSet<ItemNo>,
    },
    /// Somebody else takes the data over.
    TransferOfControl {
        /// Whether the receiver uses the data for other purposes: then consent is asked again.
        purposes_change: bool,
        /// The campaign that asks for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        consent: Option<CampaignId>,
    },
    /// The policy changes.
    PolicyRevision {
        /// The version of the policy that is to apply.
        policy: VersionName,
        /// Why the change is material; none means that it is not.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        material: BTreeSet<MaterialReason>,
        /// Whether rights are lowered: then consent is asked.
        lowers_rights: bool,
        /// The campaign that asks for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        consent: Option<CampaignId>,
    },
    /// People are asked.
    ConsentAsked {
        /// What for, by the name that the house gives it.
        purpose: PurposeId,
        /// Why they are asked.
        reason: ConsentReason,
    },
}

impl About {
    /// Which of the four it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::BreachNotice { .. } => Kind::BreachNotice,
            Self::TransferOfControl { .. } => Kind::TransferOfControl,
            Self::PolicyRevision { .. } => Kind::PolicyRevision,
            Self::ConsentAsked { .. } => Kind::ConsentAsked,
        }
    }

    /// The incident whose people it tells.
    #[must_use]
    pub const fn incident(&self) -> Option<&IncidentId> {
        match self {
            Self::BreachNotice { incident, .. } => Some(incident),
            Self::TransferOfControl { .. }
            | Self::PolicyRevision { .. }
            | Self::ConsentAsked { .. } => None,
        }
    }

    /// Whether an impact assessment comes first (P36): before the public is told, and before what is
    /// material.
    #[must_use]
    pub fn needs_assessment(&self) -> bool {
        match self {
            Self::BreachNotice { .. } | Self::TransferOfControl { .. } => false,
            Self::PolicyRevision { .. } => self.is_material(),
            Self::ConsentAsked { reason, .. } => *reason == ConsentReason::PublicDisclosure,
        }
    }

    /// Whether it changes what people agreed to: then each of them is told, and not only the public (P22).
    #[must_use]
    pub fn is_material(&self) -> bool {
        matches!(self, Self::PolicyRevision { material, .. } if !material.is_empty())
    }

    /// Whether the receiver's undertaking to stay bound is to be on file (P21).
    #[must_use]
    pub const fn needs_undertaking(&self) -> bool {
        matches!(self, Self::TransferOfControl { .. })
    }

    /// The campaign named that asks for people's consent.
    #[must_use]
    pub const fn consent(&self) -> Option<&CampaignId> {
        match self {
            Self::TransferOfControl { consent, .. } | Self::PolicyRevision { consent, .. } => {
                consent.as_ref()
            }
            Self::BreachNotice { .. } | Self::ConsentAsked { .. } => None,
        }
    }

    /// Why people's consent is needed, where it is: another campaign asks for it, for this reason (P21, P29,
    /// P34).
    #[must_use]
    pub const fn needs_consent(&self) -> Option<ConsentReason> {
        match self {
            Self::TransferOfControl { purposes_change: true, .. } => {
                Some(ConsentReason::ReceiverChangesPurpose)
            }
            Self::PolicyRevision { lowers_rights: true, .. } => Some(ConsentReason::RightsLowered),
            Self::TransferOfControl { .. }
            | Self::PolicyRevision { .. }
            | Self::BreachNotice { .. }
            | Self::ConsentAsked { .. } => None,
        }
    }

    /// Whether people's consent is needed, and no campaign is named that asks for it.
    #[must_use]
    pub const fn lacks_consent(&self) -> bool {
        self.needs_consent().is_some() && self.consent().is_none()
    }
}
