//! The door to campaigns.

use habeas_domain::campaign::{
    About, Act, Around, Campaign, Command, ConsentNow, Draft, IncidentNow, MOST_MERGERS, Plan,
    Refusal,
};
use habeas_domain::clock::Duty;
use habeas_domain::id::CampaignId;
use habeas_domain::incident::{Incident, Phase};
use habeas_domain::place::Country;
use habeas_domain::reference::Reference;

use super::stream;
use crate::cases::{CaseError, Cases, Sealer};
use crate::desk::{Call, Desk, DeskError, Done};
use crate::store::StoreError;
use crate::vault::{SealError, Vault};

/// Why something asked of a campaign came to nothing.
pub type CampaignError = CaseError<Refusal>;

/// Campaigns at this desk. A clone is the same desk.
#[derive(Debug, Clone)]
pub struct Campaigns {
    cases: Cases,
}

impl Campaigns {
    /// The campaigns of the desk at which these cases are.
    #[must_use]
    pub const fn new(cases: Cases) -> Self {
        Self { cases }
    }

    /// The cases beside them.
    #[must_use]
    pub const fn cases(&self) -> &Cases {
        &self.cases
    }

    /// The door.
    #[must_use]
    pub const fn desk(&self) -> &Desk {
        self.cases.desk()
    }

    /// The vault.
    #[must_use]
    pub const fn vault(&self) -> &Vault {
        self.cases.vault()
    }

    /// A campaign as it stands, with the sequence of its newest event.
    pub async fn get(&self, id: &CampaignId) -> Result<(Box<Plan>, usize), CampaignError> {
        match self.desk().fold::<Campaign>(id.as_str()).await? {
            (Campaign::Live(plan), version) => Ok((plan, version)),
            (Campaign::Absent, _) => Err(DeskError::Refused(Refusal::NotDrafted).into()),
        }
    }

    /// Begins a draft; the same command always begins the same one.
    pub async fn draft(&self, call: &Call, about: &About) -> Result<Done<Campaign>, CampaignError> {
        let id = CampaignId::derive(&[&call.command]);
        self.vault().begin_case(&stream(&id), &[]).await?;
        let around = self.around(about).await?;
        let draft = Draft {
            reference: Reference::from_chance(self.desk().chance().u64()),
            id: id.clone(),
            about: about.clone(),
            around,
        };
        let act = Act::Draft(Box::new(draft));
        let done = self.desk().execute::<Campaign, _>(id.as_str(), call, |_, now| {
            Ok(Command { now, by: call.actor.clone(), act: act.clone() })
        });
        Ok(done.await?)
    }

    /// What a campaign about that rests on, as that stands.
    pub async fn around(&self, about: &About) -> Result<Around, StoreError> {
        let consent = match about.consent() {
            Some(id) => {
                let (campaign, _) = self.desk().fold::<Campaign>(id.as_str()).await?;
                campaign.plan().and_then(ConsentNow::of)
            }
            None => None,
        };
        Ok(Around { incident: self.incident_of(about).await?, consent })
    }

    /// The incident that a campaign is about, as it stands; none where it is about none. What was merged into
    /// another one is treated with that: whether it is a breach is judged there, and silence that an authority
    /// asks for about either is kept.
    pub async fn incident_of(&self, about: &About) -> Result<Option<IncidentNow>, StoreError> {
        let Some(id) = about.incident() else { return Ok(None) };
        let now = self.desk().clock().now();
        let (incident, _) = self.desk().fold::<Incident>(id.as_str()).await?;
        let Some(case) = incident.case() else { return Ok(None) };
        let duties = case.obligations.iter();
        let of_people = duties.filter(|(_, one)| one.arisen.duty == Duty::NotifyPeople);
        let mut found = IncidentNow {
            people_duties: of_people.map(|(no, _)| *no).collect(),
            stayed: case.is_stayed(now),
            no_breach: case.phase == Phase::NotABreach,
        };
        let mut into = case.merged_into.clone();
        // Two that are merged into each other at the same moment would lead round for ever.
        for _ in 0..MOST_MERGERS {
            let Some(id) = into.take() else { break };
            let (incident, _) = self.desk().fold::<Incident>(id.as_str()).await?;
            let Some(case) = incident.case() else { break };
            found.stayed |= case.is_stayed(now);
            found.no_breach = case.phase == Phase::NotABreach;
            into.clone_from(&case.merged_into);
        }
        Ok(Some(found))
    }

    /// Carries out an act. `make` builds it from the campaign as it stands; what is to be kept sealed in it
    /// goes through the sealer. `expect` is the revision that the caller saw, when it insists on it.
    pub async fn act(
        &self,
        id: &CampaignId,
        call: &Call,
        expect: Option<u64>,
        make: impl Fn(&Plan, &Sealer<'_>) -> Result<Act, SealError>,
    ) -> Result<Done<Campaign>, CampaignError> {
        let keys = self.vault().case_keys(&stream(id)).await?;
        let sealer = Sealer::new(self.vault(), keys);
        let done = self
            .desk()
            .execute::<Campaign, _>(id.as_str(), call, |campaign, now| {
                let plan = campaign.plan().ok_or(DeskError::Refused(Refusal::NotDrafted))?;
                DeskError::if_stale(expect, plan.revision)?;
                let act = make(plan, &sealer)?;
                Ok(Command { now, by: call.actor.clone(), act })
            })
            .await?;
        Ok(done)
    }

    /// The country in whose way telephone numbers are written.
    pub(super) fn home(&self) -> Country {
        self.cases.rules().now().house().country.clone()
    }
}
