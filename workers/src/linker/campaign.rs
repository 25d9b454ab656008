//! What follows from a campaign elsewhere: its messages may leave, and the incident knows who was told.

use std::collections::BTreeSet;

use habeas_adapters::campaigns::{Campaigns, messages};
use habeas_adapters::ledger::feed::Event;
use habeas_adapters::store::StoreError;
use habeas_domain::campaign::{self, About, Version};
use habeas_domain::contact::{Channel, Means};
use habeas_domain::id::{CampaignId, VersionNo};
use habeas_domain::incident::{Act, ToldByCampaign};

use super::Links;
use crate::follow::act_on;
use crate::step::WorkerError;

impl Links {
    pub(super) async fn of_campaign(&self, event: &Event) -> Result<(), WorkerError> {
        let campaigns = Campaigns::new(self.cases.clone());
        let id = CampaignId::parse(&event.aggregate_id)
            .map_err(|_| StoreError::inconsistent("events", "aggregate_id", event.position))?;
        match event.payload()? {
            campaign::Event::PeopleListed { batch, .. } => {
                campaigns.listed(&id, batch.no).await?;
            }
            campaign::Event::VersionSettled { version, .. }
            | campaign::Event::Announced { version, .. } => {
                self.told(&campaigns, &id, version, event).await?;
            }
            _ => {}
        }
        Ok(campaigns.wake(&id, event.sequence).await?)
    }

    /// The incident hears how a version told people, as far as it has: each time that nothing of it is under way
    /// any more, and once it was announced. Everybody is told after whichever is last.
    async fn told(
        &self,
        campaigns: &Campaigns,
        id: &CampaignId,
        version: VersionNo,
        event: &Event,
    ) -> Result<(), WorkerError> {
        let (plan, _) = campaigns.get(id).await?;
        let About::BreachNotice { incident, duties } = &plan.about else { return Ok(()) };
        let Some(of) = plan.version(version) else { return Ok(()) };
        let Some((from, at)) = of.told() else { return Ok(()) };
        let people = {
            let mut reader = campaigns.desk().read().await?;
            messages::people_told(reader.conn(), id).await?
        };
        let told = ToldByCampaign {
            campaign: plan.id.clone(),
            duties: duties.clone(),
            from,
            at,
            means: means_of(of),
            people,
            complete: of.drafted.complete && of.is_whole(),
            approved: of.approval.as_ref().map_or(plan.drafted, |by| by.at),
            explained: of.late_reason.is_some(),
        };
        let act = Act::HearTold(Box::new(told));
        act_on(&self.cases, &self.actor, incident, event, &format!("told/{version}"), act).await
    }
}

/// How anybody was told by a version.
fn means_of(version: &Version) -> BTreeSet<Means> {
    let announced = version.announced.map(|_| Means::Announcement);
    version.tally.channels().map(means_by).chain(announced).collect()
}

const fn means_by(channel: Channel) -> Means {
    match channel {
        Channel::Email => Means::Email,
        Channel::Sms => Means::Sms,
        Channel::Post => Means::Post,
        Channel::Phone => Means::Phone,
        Channel::Push => Means::Push,
        Channel::SiteLetter => Means::SiteLetter,
    }
}
