//! Which supervisory authority is competent for a breach in the Union (GDPR Art. 33(1), 55, 56).

use crate::place::Country;
use crate::sealed::Sealed;
use crate::text::closed_list;

use super::assessment::Contradiction;

closed_list!(
    /// How far the processing reaches that the breach is of (GDPR Art. 4(23)).
    Reach, "reach of the processing" {
        /// Into one member state: the authority there is competent (Art. 55).
        OneState = "one_state",
        /// Into several, in which the house has establishments (Art. 4(23)(a)).
        Establishments = "establishments",
        /// Into several, as people there are substantially affected (Art. 4(23)(b)).
        People = "people",
    }
);

impl Reach {
    /// Whether the processing is cross-border.
    #[must_use]
    pub const fn is_cross_border(self) -> bool {
        match self {
            Self::OneState => false,
            Self::Establishments | Self::People => true,
        }
    }
}

/// What was judged of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Competence {
    /// How far the processing reaches.
    pub reach: Reach,
    /// Which authority leads: that of the main establishment, or of the only one (Art. 56(1)). None where the
    /// processing is not cross-border; and none where the house has no establishment in the Union, which
    /// answers to the authority of each member state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<Lead>,
    /// Why, in own words.
    pub reasoning: Sealed,
}

/// An authority that leads.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Lead {
    /// Of which member state.
    pub country: Country,
    /// Which one.
    pub name: Sealed,
}

impl Competence {
    /// Whether it can be true.
    pub(super) const fn check(&self) -> Result<(), Contradiction> {
        match (self.reach, &self.lead) {
            (Reach::OneState, Some(_)) => Err(Contradiction::LeadInOneState),
            (Reach::Establishments, None) => Err(Contradiction::NobodyLeads),
            (Reach::OneState, None)
            | (Reach::Establishments, Some(_))
            | (Reach::People, Some(_) | None) => Ok(()),
        }
    }
}
