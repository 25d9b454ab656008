//! Erasing one person from the lists of campaigns.
//!
//! ```text
//! a fresh key ─► the others sealed under it, this row emptied ─► the old key destroyed
//!                  one transaction, of rows that are as they were read
//! ```
//! Two who erase at once under one key would undo each other's work: whoever comes second finds rows under
//! another key than it read, takes everything back, and begins anew.

use habeas_domain::campaign::{Act, Campaign, Command, RowOf};
use habeas_domain::digest::Digest;
use habeas_domain::id::{BatchNo, CampaignId, KeyId};

use super::people::{self, ListedRow};
use super::{CampaignError, Campaigns, outcomes, part_stream, tidy};
use crate::desk::{Call, DeskError};
use crate::store::{StoreError, sql};
use crate::vault::{RowKey, Term};

/// Where a person was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// From the lists of which campaign.
    pub campaign: CampaignId,
    /// Whose row it was; its hash is left.
    pub row: Digest,
}

/// Why nobody was erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// Several people of one campaign are known by that, and share no more.
    #[error(
        "several people on the lists are known by this: name them by an account or an e-mail address"
    )]
    Several,
    /// The campaign, or its rows.
    #[error(transparent)]
    Campaign(#[from] CampaignError),
}

impl From<StoreError> for EraseError {
    fn from(error: StoreError) -> Self {
        Self::Campaign(error.into())
    }
}

#[derive(sqlx::FromRow)]
struct Found {
    campaign: String,
    person: i64,
}

/// A row sealed anew: its number, the key under which it was read, and what is to be there.
struct Anew {
    no: i64,
    was: KeyId,
    sealed: Option<Vec<u8>>,
}

impl Campaigns {
    /// Erases whoever is known by this from the lists of every campaign: their rows and what they are known
    /// by go, the others of the key are sealed under another one, and the key is destroyed. Repeating it
    /// goes on where it broke off.
    pub async fn erase(&self, term: &Term, call: &Call) -> Result<Vec<Erased>, EraseError> {
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
        if found.windows(2).any(|two| two[0].campaign == two[1].campaign) {
            return Err(EraseError::Several);
        }
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
        person: i64,
        call: &Call,
    ) -> Result<Option<Erased>, CampaignError> {
        let rows = {
            let mut reader = self.desk().read().await?;
            people::of_people(reader.conn(), campaign, &[person], true).await?
        };
        let batches = rows.iter().map(|row| row.batch).collect();
        if tidy::is_on_its_way(self, campaign, &batches).await? {
            // A list that names them is being taken in. It ends, and then there is somebody to erase.
            return Err(DeskError::Busy.into());
        }
        let Some((first, besides)) = rows.split_first() else { return Ok(None) };
        for row in &rows {
            self.empty(campaign, row).await?;
            self.destroy_old_keys(campaign, row.part).await?;
        }
        // On record before it is found no more: until then, a repeat comes here again.
        let name = format!("{}/erase/{campaign}/{person}", call.command);
        let call = Call { command: name, request: None, ..call.clone() };
        let act = Act::Erase {
            row: row_of(first)?,
            besides: besides.iter().map(row_of).collect::<Result<_, _>>()?,
        };
        self.desk()
            .execute::<Campaign, _>(campaign.as_str(), &call, |_, now| {
                Ok(Command { now, by: call.actor.clone(), act: act.clone() })
            })
            .await?;
        self.lose(campaign, person).await?;
        Ok(Some(Erased { campaign: campaign.clone(), row: first.hash }))
    }

    /// The others under the key are sealed under another one, and this row is emptied, all at once.
    async fn empty(&self, campaign: &CampaignId, gone: &ListedRow) -> Result<(), CampaignError> {
        loop {
            let rows = {
                let mut reader = self.desk().read().await?;
                people::of_part(reader.conn(), campaign, gone.part).await?
            };
            if rows.iter().any(|row| row.no == gone.no && row.sealed.is_none()) {
                return Ok(());
            }
            let key = self.vault().make_next_row_key(&part_stream(campaign, gone.part)).await?;
            if let Some(anew) = self.anew(campaign, &rows, gone, &key).await?
                && self.replace(campaign, gone.person, &anew, &key).await?
            {
                return Ok(());
            }
            // Somebody else was first. Nothing lies under this key.
            self.vault().forget(key.id()).await?;
        }
    }

    /// What is to be in place of each sealed row of a part; nothing when one of them cannot be opened any
    /// more, because it lies under another key by now.
    async fn anew(
        &self,
        campaign: &CampaignId,
        rows: &[ListedRow],
        gone: &ListedRow,
        key: &RowKey,
    ) -> Result<Option<Vec<Anew>>, CampaignError> {
        let mut anew = Vec::with_capacity(rows.len());
        for row in rows {
            let Some((was, _)) = &row.sealed else { continue };
            let sealed = if row.no == gone.no {
                None
            } else {
                match row.under(self.vault(), campaign, key).await? {
                    Some(sealed) => Some(sealed),
                    None => return Ok(None),
                }
            };
            anew.push(Anew { no: row.no, was: was.clone(), sealed });
        }
        Ok(Some(anew))
    }

    /// Puts rows in place of those that were read, all of them or none; false when one is another by now.
    async fn replace(
        &self,
        campaign: &CampaignId,
        person: i64,
        anew: &[Anew],
        key: &RowKey,
    ) -> Result<bool, StoreError> {
        let mut desk = self.desk().clone();
        let mut tx = desk.store().begin().await?;
        // One after the other with whoever writes a batch: it asks who is erased, and then adds to them.
        outcomes::wait(&mut tx, campaign).await?;
        for Anew { no, was, sealed } in anew {
            let replaced = sql!(
                run tx.conn(),
                "update campaign_person set sealed = $3, key_id = $4
                  where campaign = $1 and no = $2 and key_id = $5",
                campaign.as_str(),
                *no,
                sealed.as_deref(),
                sealed.as_ref().map(|_| key.id().as_str()),
                was.as_str()
            )?;
            if replaced != 1 {
                return Ok(false);
            }
        }
        sql!(
            run tx.conn(),
            "update campaign_message set state = 'withdrawn', next_at = null, held_until = null
              where campaign = $1 and person = $2 and state in ('queued', 'by_hand')",
            campaign.as_str(),
            person
        )?;
        tx.commit().await?;
        Ok(true)
    }

    /// Destroys every key of the part that is older than those under which anything lies. A newer one is
    /// that of somebody who erases at the same time, and has not moved the others yet.
    async fn destroy_old_keys(
        &self,
        campaign: &CampaignId,
        part: i64,
    ) -> Result<(), CampaignError> {
        // The keys first: one that is made after this look is not among them, and rows only ever move to
        // younger ones.
        let keys = self.vault().live_row_keys(&part_stream(campaign, part)).await?;
        let used = {
            let mut reader = self.desk().read().await?;
            people::of_part(reader.conn(), campaign, part).await?
        };
        let is_used = |key: &KeyId| {
            used.iter().any(|row| row.sealed.as_ref().is_some_and(|(of, _)| of == key))
        };
        for key in keys.iter().take_while(|key| !is_used(key)) {
            self.vault().forget(key).await?;
        }
        Ok(())
    }

    async fn lose(&self, campaign: &CampaignId, person: i64) -> Result<(), CampaignError> {
        let mut desk = self.desk().clone();
        let mut tx = desk.store().begin().await?;
        sql!(
            run tx.conn(),
            "delete from campaign_contact where campaign = $1 and person = $2",
            campaign.as_str(),
            person
        )?;
        Ok(tx.commit().await?)
    }
}

fn row_of(row: &ListedRow) -> Result<RowOf, StoreError> {
    let batch = u16::try_from(row.batch)
        .map_err(|_| StoreError::inconsistent("campaign_person", "batch", row.no))?;
    Ok(RowOf { batch: BatchNo(batch), row: row.hash })
}
