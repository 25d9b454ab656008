//! Whether the processing is cross-border and which authority leads: as it is sent and as it is shown.

use habeas_domain::incident::{Competence, Lead, Reach};
use habeas_domain::place::Country;
use habeas_domain::sealed::Slot;

use crate::cases::Sealer;
use crate::http::field::{Problems, Text};
use crate::vault::{Clear, SealError};

/// Whether the processing is cross-border (GDPR Art. 4(23)), and which authority leads (Art. 56).
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCompetence {
    /// `one_state`, or, where it is cross-border, `establishments` (the house has some in several member
    /// states) or `people` (those of several are substantially affected).
    reach: Text,
    /// The authority that leads; none where it is not cross-border, or where the house has no establishment in
    /// the Union. Demanded with `establishments`, of which one is the main one.
    lead: Option<NewLead>,
    /// Why; kept sealed.
    reasoning: Text,
}

/// An authority that leads.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewLead {
    /// Of which member state: ISO 3166-1 alpha-2.
    country: Text,
    /// Which one; kept sealed.
    name: Text,
}

/// Whether the processing is cross-border, and which authority leads.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct CompetenceAnswer {
    /// `one_state`, `establishments` or `people`.
    reach: &'static str,
    /// Whether that is cross-border.
    cross_border: bool,
    /// The member state whose authority leads; its name, and the reasoning, are opened for a purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    lead: Option<String>,
}

/// The same in clear.
pub(super) struct Judged {
    reach: Reach,
    lead: Option<(Country, Clear<String>)>,
    reasoning: Clear<String>,
}

impl NewCompetence {
    /// Reads it; every part before any is missed.
    pub(super) fn read(&self, out: &mut Problems) -> Option<Judged> {
        let reach = self.reach.parse("/competence/reach", out, Reach::parse);
        let lead = self.lead.as_ref().map(|lead| {
            let country = lead.country.parse("/competence/lead/country", out, Country::parse);
            country.zip(lead.name.long_or("/competence/lead/name", out))
        });
        let reasoning = self.reasoning.long_or("/competence/reasoning", out);
        Some(Judged { reach: reach?, lead: lead.flatten(), reasoning: reasoning? })
    }
}

impl Judged {
    /// The same, sealed.
    pub(super) fn sealed(&self, sealer: &Sealer<'_>) -> Result<Competence, SealError> {
        let lead = self.lead.as_ref().map(|(country, name)| {
            let name = sealer.seal(Slot::ContactName, name.reveal())?;
            Ok(Lead { country: country.clone(), name })
        });
        Ok(Competence {
            reach: self.reach,
            lead: lead.transpose()?,
            reasoning: sealer.seal(Slot::ContentReason, self.reasoning.reveal())?,
        })
    }
}

impl CompetenceAnswer {
    /// What was judged, without what is sealed.
    pub(super) fn of(competence: &Competence) -> Self {
        Self {
            reach: competence.reach.code(),
            cross_border: competence.reach.is_cross_border(),
            lead: competence.lead.as_ref().map(|lead| lead.country.to_string()),
        }
    }
}
