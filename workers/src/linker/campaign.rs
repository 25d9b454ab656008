//! What follows from a campaign elsewhere: its messages may leave, and the incident knows who was told.

use std::collections::BTreeSet;

use habeas_adapters::campaigns::{Campaigns, messages};
use habeas_adapters::ledger::feed::Event;
use habeas_adapters::store::StoreError;
use habeas_domain::campaign::{self, About, Plan};
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
            campaign::Event::VersionSettled { version, .. } => {
                self.told(&campaigns, &id, version, event).await?;
            }
            campaign::Event::Announced { version, at, .. } => {
                let told = |told: &mut ToldByCampaign| {
                    told.means = BTreeSet::from([Means::Announcement]);
                    (told.from, told.at) = (at, at);
                };
                let (plan, _) = campaigns.get(&id).await?;
                self.tell_incident(&plan, version, event, told).await?;
            }
            _ => {}
        }
        Ok(campaigns.wake(&id, event.sequence).await?)
    }

    /// Everybody of a version is told who can be, or it was stopped.
    async fn told(
        &self,
        campaigns: &Campaigns,
        id: &CampaignId,
        version: VersionNo,
        event: &Event,
    ) -> Result<(), WorkerError> {
        let (plan, _) = campaigns.get(id).await?;
        let Some(of) = plan.version(version) else { return Ok(()) };
        let Some((from, at)) = of.tally.told else { return Ok(()) };
        let progress = of.progress();
        let means: BTreeSet<Means> = of.tally.channels().map(means_of).collect();
        let whole = of.stage == campaign::Stage::Told && progress.unreachable == 0;
        let complete = of.drafted.complete && whole;
        let people = {
            let mut reader = campaigns.desk().read().await?;
            messages::people_told(reader.conn(), id).await?
        };
        self.tell_incident(&plan, version, event, |told| {
            told.means.clone_from(&means);
            (told.from, told.at) = (from, at);
            (told.people, told.complete) = (people, complete);
        })
        .await
    }

    async fn tell_incident(
        &self,
        plan: &Plan,
        version: VersionNo,
        event: &Event,
        fill: impl FnOnce(&mut ToldByCampaign),
    ) -> Result<(), WorkerError> {
        let About::BreachNotice { incident, duties } = &plan.about else { return Ok(()) };
        let approved = plan.version(version).and_then(|of| of.approval.as_ref()).map(|by| by.at);
        let mut told = ToldByCampaign {
            campaign: plan.id.clone(),
            duties: duties.clone(),
            from: plan.drafted,
            at: plan.drafted,
            means: BTreeSet::new(),
            people: 0,
            complete: false,
            approved: approved.unwrap_or(plan.drafted),
            explained: plan.version(version).is_some_and(|of| of.late_reason.is_some()),
        };
        fill(&mut told);
        let act = Act::HearTold(Box::new(told));
        act_on(&self.cases, &self.actor, incident, event, &format!("told/{version}"), act).await
    }
}

const fn means_of(channel: Channel) -> Means {
    match channel {
        Channel::Email => Means::Email,
        Channel::Sms => Means::Sms,
        Channel::Post => Means::Post,
        Channel::Phone => Means::Phone,
        Channel::Push => Means::Push,
        Channel::SiteLetter => Means::SiteLetter,
    }
}
