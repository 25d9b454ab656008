//! Erasing one person from the lists of campaigns.
//!
//! ```text
//! a fresh key ─► the others sealed under it, this row emptied ─► the old key destroyed
//!                  one transaction, of rows that are as they were read
//! ```
//! Whom a command erases is put down before anything of them is. Should it die on its way, and nobody repeat
//! it, whoever tidies up goes on with it ([`tidy`](super::Campaigns::tidy)).
//!
//! Two who erase at once under one key would undo each other's work: whoever comes second finds rows under
//! another key than it read, takes everything back, and begins anew.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use habeas_domain::campaign::{Act, Campaign, Command, Outcome, RowOf};
use habeas_domain::digest::Digest;
use habeas_domain::id::{CampaignId, KeyId, VersionNo};

use super::history::{Found, Place, Whom};
use super::outcomes::{self, Became};
use super::people::{self, ListedRow};
use super::{CampaignError, Campaigns, erasure, part_stream, tidy};
use crate::desk::{Call, DeskError};
use crate::store::{StoreError, Tx, sql};
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
        "several people on the lists are known by this: name each by an account, an e-mail address, a name \
         with a postal address, or by campaign and number, which a search by this shows"
    )]
    Several,
    /// The campaign never had a person of that number.
    #[error("the campaign has no person of that number")]
    Nobody,
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
struct Lost {
    version: i64,
}

/// What came of putting rows in place of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Replaced {
    /// They are there.
    Yes,
    /// One of those that were read is another by now.
    No,
    /// The person has others, too, by now.
    Others,
}

/// A row sealed anew: its number, the key under which it was read, and what is to be there.
struct Anew {
    no: i64,
    was: KeyId,
    sealed: Option<Vec<u8>>,
}

impl Campaigns {
    /// Erases whoever is meant from the lists of every campaign, or of the one in which they have that number:
    /// their rows and what they are known by go, the others of the key are sealed under another one, and the
    /// key is destroyed. Repeating it goes on where it broke off, and once it is done gives the same again.
    pub async fn erase(&self, whom: &Whom, call: &Call) -> Result<Vec<Erased>, EraseError> {
        if !erasure::is_done(self, call).await? {
            let found = self.meant(whom).await?;
            erasure::put_down(self, call, &found).await?;
            for found in erasure::open(self, call).await? {
                self.erase_from(&found, call).await?;
            }
            erasure::finish(self, call).await?;
        }
        Ok(erasure::erased(self, call).await?)
    }

    /// Those who are meant, at most one of each campaign.
    async fn meant(&self, whom: &Whom) -> Result<Vec<Found>, EraseError> {
        match whom {
            Whom::KnownBy(term) => self.listed_by(term).await,
            Whom::Person(found) => {
                self.get(&found.campaign).await?;
                let row = {
                    let mut reader = self.desk().read().await?;
                    people::first_of(reader.conn(), &found.campaign, found.person).await?
                };
                let row = row.filter(|row| row.person == found.person).ok_or(EraseError::Nobody)?;
                // Of whoever was erased nothing is left to be.
                Ok(row.is_there.then(|| found.clone()).into_iter().collect())
            }
        }
    }

    /// Those who are known by this, on lists that are on their way in, too.
    async fn listed_by(&self, term: &Term) -> Result<Vec<Found>, EraseError> {
        let places = {
            let mut reader = self.desk().read().await?;
            sql!(
                all Place,
                reader.conn(),
                "select campaign, person from campaign_contact where term = $1
                  order by campaign, person",
                self.vault().row_term(term).as_bytes().as_slice()
            )?
        };
        let read = |place: Place| place.read("campaign_contact");
        let found: Vec<Found> = places.into_iter().map(read).collect::<Result<_, _>>()?;
        if found.windows(2).any(|two| two[0].campaign == two[1].campaign) {
            return Err(EraseError::Several);
        }
        Ok(found)
    }

    /// Erases one whom a command put down. It may be another one who goes on with it.
    pub(super) async fn erase_from(&self, found: &Found, call: &Call) -> Result<(), CampaignError> {
        let Found { campaign, person: put_down } = found;
        let rows = loop {
            let row = {
                let mut reader = self.desk().read().await?;
                people::first_of(reader.conn(), campaign, *put_down).await?
            };
            let Some(row) = row else {
                // They were on a list that did not come in: nothing of them is there.
                return Ok(erasure::leave(self, found, call).await?);
            };
            let rows = {
                let mut reader = self.desk().read().await?;
                people::of_people(reader.conn(), campaign, &[row.person], true).await?
            };
            let batches = rows.iter().map(|row| row.batch).collect();
            if tidy::is_on_its_way(self, campaign, &batches).await? {
                // A list that names them is being taken in. It ends, and then there is somebody to erase.
                return Err(DeskError::Busy.into());
            }
            if self.empty_all(campaign, &rows).await? {
                break rows;
            }
            // A list has named them meanwhile: then that is on its way, too.
        };
        let Some((first, besides)) = rows.split_first() else {
            // A list on its way in has shown them to be somebody else.
            return Err(DeskError::Busy.into());
        };
        // On record before they are found no more, and once, whichever command comes to it: nobody is erased
        // twice.
        let own = Call {
            command: format!("erase/{campaign}/{}", first.person),
            request: None,
            ..call.clone()
        };
        let act = Act::Erase { row: row_of(first), besides: besides.iter().map(row_of).collect() };
        self.desk()
            .execute::<Campaign, _>(campaign.as_str(), &own, |_, now| {
                Ok(Command { now, by: own.actor.clone(), act: act.clone() })
            })
            .await?;
        Ok(erasure::lose(self, found, (first.person, first.hash), call).await?)
    }

    /// Empties the rows of a person; false when there are others by now. Once the first of them is empty,
    /// nothing is added to the person any more.
    async fn empty_all(
        &self,
        campaign: &CampaignId,
        rows: &[ListedRow],
    ) -> Result<bool, CampaignError> {
        let all: BTreeSet<i64> = rows.iter().map(|row| row.no).collect();
        for row in rows {
            if !self.empty(campaign, row, &all).await? {
                return Ok(false);
            }
            self.destroy_old_keys(campaign, row.part).await?;
        }
        Ok(true)
    }

    /// The others under the key are sealed under another one, and this row is emptied, all at once; false
    /// when these are not all the rows of the person any more.
    async fn empty(
        &self,
        campaign: &CampaignId,
        gone: &ListedRow,
        all: &BTreeSet<i64>,
    ) -> Result<bool, CampaignError> {
        loop {
            let rows = {
                let mut reader = self.desk().read().await?;
                people::of_part(reader.conn(), campaign, gone.part).await?
            };
            if rows.iter().any(|row| row.no == gone.no && row.sealed.is_none()) {
                return Ok(true);
            }
            let key = self.vault().make_next_row_key(&part_stream(campaign, gone.part)).await?;
            let replaced = match self.anew(campaign, &rows, gone, &key).await? {
                Some(anew) => self.replace(campaign, (gone.person, all), &anew, &key).await?,
                None => Replaced::No,
            };
            if replaced == Replaced::Yes {
                return Ok(true);
            }
            // Somebody else was first. Nothing lies under this key.
            self.vault().forget(key.id()).await?;
            if replaced == Replaced::Others {
                return Ok(false);
            }
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

    /// Puts rows in place of those that were read, all of them or none.
    async fn replace(
        &self,
        campaign: &CampaignId,
        (person, all): (i64, &BTreeSet<i64>),
        anew: &[Anew],
        key: &RowKey,
    ) -> Result<Replaced, StoreError> {
        let mut desk = self.desk().clone();
        let mut tx = desk.store().begin().await?;
        // One after the other with whoever writes a batch: it asks who is erased, and then adds to them.
        outcomes::wait(&mut tx, campaign).await?;
        let now_there = people::numbers_of(tx.conn(), campaign, person).await?;
        if !now_there.is_subset(all) {
            return Ok(Replaced::Others);
        }
        for Anew { no, was, sealed } in anew {
            let replaced = sql!(
                run tx.conn(),
                "update campaign_person set sealed = $3, key_id = $4,
                        language = case when $6 then language else '' end
                  where campaign = $1 and no = $2 and key_id = $5",
                campaign.as_str(),
                *no,
                sealed.as_deref(),
                sealed.as_ref().map(|_| key.id().as_str()),
                was.as_str(),
                sealed.is_some()
            )?;
            if replaced != 1 {
                return Ok(Replaced::No);
            }
        }
        withdraw(&mut tx, campaign, person, self.desk().clock().now()).await?;
        tx.commit().await?;
        Ok(Replaced::Yes)
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
}

/// Nobody is told any more, and nobody is looked for.
async fn withdraw(
    tx: &mut Tx<'_>,
    campaign: &CampaignId,
    person: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    // What somebody holds may be on its way out: what came of it is said of it.
    sql!(
        run tx.conn(),
        "update campaign_message set state = 'withdrawn', next_at = null, held_until = null
          where campaign = $1 and person = $2 and state in ('queued', 'by_hand')
            and (held_until is null or held_until <= $3)",
        campaign.as_str(),
        person,
        now
    )?;
    let lost = sql!(
        all Lost,
        tx.conn(),
        "update campaign_message set state = 'withdrawn'
          where campaign = $1 and person = $2 and state = 'unreachable' returning version",
        campaign.as_str(),
        person
    )?;
    for Lost { version } in lost {
        let wrong = |_| StoreError::inconsistent("campaign_message", "version", person);
        let version = VersionNo(u16::try_from(version).map_err(wrong)?);
        let became = [Became::of(person, (Outcome::Gone, None), now)];
        outcomes::add(tx, campaign, version, &became, None).await?;
    }
    Ok(())
}

const fn row_of(row: &ListedRow) -> RowOf {
    RowOf { batch: row.batch, row: row.hash }
}
