//! Erasing one person from the lists of campaigns.

use habeas_domain::campaign::{Act, Campaign, Command};
use habeas_domain::digest::Digest;
use habeas_domain::id::{BatchNo, CampaignId, KeyId};

use super::people::{self, Person};
use super::{CampaignError, Campaigns, part_stream};
use crate::desk::Call;
use crate::store::{StoreError, sql};
use crate::vault::Term;

/// Where a person was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// From the lists of which campaign.
    pub campaign: CampaignId,
    /// Whose row it was; its hash is left.
    pub row: Digest,
}

#[derive(sqlx::FromRow)]
struct Found {
    campaign: String,
    person: i64,
}

impl Campaigns {
    /// Erases whoever is known by this from the lists of every campaign: their rows and what they are known
    /// by go, the others of the key are sealed under another one, and the key is destroyed. Repeating it
    /// goes on where it broke off.
    pub async fn erase(&self, term: &Term, call: &Call) -> Result<Vec<Erased>, CampaignError> {
        let found = {
            let mut reader = self.desk().read().await?;
            sql!(
                all Found,
                reader.conn(),
                "select campaign, person from campaign_contact where term = $1
                  order by campaign, person",
                self.vault().row_term(term).as_bytes().as_slice()
            )?
        };
        let mut erased = Vec::with_capacity(found.len());
        for Found { campaign, person } in found {
            let id = CampaignId::parse(&campaign)
                .map_err(|_| StoreError::inconsistent("campaign_contact", "campaign", &campaign))?;
            erased.extend(self.erase_from(&id, person, call).await?);
        }
        Ok(erased)
    }

    async fn erase_from(
        &self,
        campaign: &CampaignId,
        no: i64,
        call: &Call,
    ) -> Result<Option<Erased>, CampaignError> {
        let person = {
            let mut reader = self.desk().read().await?;
            people::by_number(reader.conn(), campaign, &[no]).await?.remove(&no)
        };
        let Some(person) = person else { return Ok(None) };
        if person.sealed.is_some() {
            self.seal_others(campaign, &person).await?;
        }
        self.destroy_old_keys(campaign, person.part).await?;
        // On record before it is found no more: until then, a repeat comes here again.
        let batch = u16::try_from(person.batch)
            .map_err(|_| StoreError::inconsistent("campaign_person", "batch", no))?;
        let name = format!("{}/erase/{campaign}/{no}", call.command);
        let call = Call { command: name, request: None, ..call.clone() };
        let act = Act::Erase { batch: BatchNo(batch), row: person.hash };
        self.desk()
            .execute::<Campaign, _>(campaign.as_str(), &call, |_, now| {
                Ok(Command { now, by: call.actor.clone(), act: act.clone() })
            })
            .await?;
        self.lose(campaign, no).await?;
        Ok(Some(Erased { campaign: campaign.clone(), row: person.hash }))
    }

    /// The others under the key are sealed under another one, and the row of this one is emptied, all at
    /// once.
    async fn seal_others(&self, campaign: &CampaignId, gone: &Person) -> Result<(), CampaignError> {
        let others = {
            let mut reader = self.desk().read().await?;
            people::of_part(reader.conn(), campaign, gone.part).await?
        };
        let key = self.vault().make_next_row_key(&part_stream(campaign, gone.part)).await?;
        let mut anew = Vec::with_capacity(others.len());
        for other in others.iter().filter(|other| other.no != gone.no) {
            if let Some(sealed) = other.under(self.vault(), campaign, &key).await? {
                anew.push((other.no, sealed));
            }
        }
        let mut desk = self.desk().clone();
        let mut tx = desk.store().begin().await?;
        for (no, sealed) in &anew {
            sql!(
                run tx.conn(),
                "update campaign_person set sealed = $3, key_id = $4
                  where campaign = $1 and no = $2 and sealed is not null",
                campaign.as_str(),
                *no,
                sealed.as_slice(),
                key.id().as_str()
            )?;
        }
        sql!(
            run tx.conn(),
            "update campaign_person set sealed = null, key_id = null where campaign = $1 and no = $2",
            campaign.as_str(),
            gone.no
        )?;
        sql!(
            run tx.conn(),
            "update campaign_message set state = 'withdrawn', next_at = null, held_until = null
              where campaign = $1 and person = $2 and state in ('queued', 'by_hand')",
            campaign.as_str(),
            gone.no
        )?;
        tx.commit().await?;
        Ok(())
    }

    /// Destroys every key of the part that is older than those under which anything lies. A newer one is
    /// that of somebody who erases at the same time, and has not moved the others yet.
    async fn destroy_old_keys(
        &self,
        campaign: &CampaignId,
        part: i64,
    ) -> Result<(), CampaignError> {
        let used = {
            let mut reader = self.desk().read().await?;
            people::of_part(reader.conn(), campaign, part).await?
        };
        let stream = part_stream(campaign, part);
        let is_used = |key: &KeyId| {
            used.iter().any(|person| person.sealed.as_ref().is_some_and(|(of, _)| of == key))
        };
        let keys = self.vault().live_row_keys(&stream).await?;
        for key in keys.iter().take_while(|key| !is_used(key)) {
            self.vault().forget(key).await?;
        }
        Ok(())
    }

    async fn lose(&self, campaign: &CampaignId, no: i64) -> Result<(), CampaignError> {
        let mut desk = self.desk().clone();
        let mut tx = desk.store().begin().await?;
        sql!(
            run tx.conn(),
            "delete from campaign_contact where campaign = $1 and person = $2",
            campaign.as_str(),
            no
        )?;
        Ok(tx.commit().await?)
    }
}
