//! One taker of lists a campaign at a time.
//!
//! A taker draws a number by chance, and whatever it writes it writes in a transaction that first asks for
//! that number: whoever was silent for too long, and was held to be gone, writes nothing more. What it may
//! still append to the stream is refused there, because batches follow each other and the next taker has
//! [broken its list off](habeas_domain::campaign::Act::BreakOff).

use chrono::{DateTime, TimeDelta, Utc};
use habeas_domain::campaign::MOST_ROWS;
use habeas_domain::id::CampaignId;

use super::Campaigns;
use crate::store::{StoreError, Tx, sql};

/// How long a taker may be silent before it is held to be gone.
const SILENCE: TimeDelta = TimeDelta::minutes(2);

/// Numbers for rows: from this one on, as many as a batch can need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numbers {
    /// The first of them.
    pub first: i64,
}

/// The right to take lists of a campaign in.
#[derive(Debug, Clone)]
pub(super) struct Lease {
    campaign: CampaignId,
    taker: i64,
}

#[derive(sqlx::FromRow)]
struct First {
    first: i64,
}

#[derive(sqlx::FromRow)]
struct Left {
    campaign: String,
}

/// As many rows as one batch can have.
fn block() -> i64 {
    i64::try_from(MOST_ROWS).unwrap_or(i64::MAX)
}

impl Lease {
    /// Takes it, unless somebody has it.
    pub(super) async fn take(
        campaigns: &Campaigns,
        campaign: &CampaignId,
    ) -> Result<Option<Self>, StoreError> {
        let mut desk = campaigns.desk().clone();
        // Positive numbers only: the sign is of no use.
        let taker = i64::from_ne_bytes(desk.chance().u64().to_ne_bytes()) & i64::MAX;
        let now = desk.clock().now();
        let mut tx = desk.store().begin().await?;
        sql!(
            run tx.conn(),
            "insert into campaign_work (campaign) values ($1) on conflict (campaign) do nothing",
            campaign.as_str()
        )?;
        let mine = sql!(
            run tx.conn(),
            "update campaign_work set taker = $2, taken_until = $3
              where campaign = $1 and (taker is null or taken_until <= $4)",
            campaign.as_str(),
            taker,
            now + SILENCE,
            now
        )?;
        tx.commit().await?;
        Ok((mine == 1).then(|| Self { campaign: campaign.clone(), taker }))
    }

    /// The campaigns whose takers are gone.
    pub(super) async fn left(
        campaigns: &Campaigns,
        now: DateTime<Utc>,
    ) -> Result<Vec<CampaignId>, StoreError> {
        let mut reader = campaigns.desk().read().await?;
        let left = sql!(
            all Left,
            reader.conn(),
            "select campaign from campaign_work where taker is not null and taken_until <= $1",
            now
        )?;
        let read = |Left { campaign }| {
            CampaignId::parse(&campaign)
                .map_err(|_| StoreError::inconsistent("campaign_work", "campaign", &campaign))
        };
        left.into_iter().map(read).collect()
    }

    /// Has it for longer, to the end of this transaction at least; false when somebody else has it. To be
    /// asked first in each transaction: others wait here.
    pub(super) async fn hold(
        &self,
        tx: &mut Tx<'_>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let held = sql!(
            run tx.conn(),
            "update campaign_work set taken_until = $3 where campaign = $1 and taker = $2",
            self.campaign.as_str(),
            self.taker,
            now + SILENCE
        )?;
        Ok(held == 1)
    }

    /// Numbers for the rows of a batch, which nobody else gets, whatever comes of them: keys are made for
    /// them, in a database of their own. None when somebody else has the campaign.
    pub(super) async fn numbers(&self, tx: &mut Tx<'_>) -> Result<Option<Numbers>, StoreError> {
        let first = sql!(
            optional First,
            tx.conn(),
            "update campaign_work set next_person = next_person + $3
              where campaign = $1 and taker = $2 returning next_person - $3 as first",
            self.campaign.as_str(),
            self.taker,
            block()
        )?;
        Ok(first.map(|First { first }| Numbers { first }))
    }

    /// Gives back what there is of numbers from this one on, of those that were given last.
    pub(super) async fn return_numbers(
        &self,
        tx: &mut Tx<'_>,
        next: i64,
    ) -> Result<(), StoreError> {
        sql!(
            run tx.conn(),
            "update campaign_work set next_person = $3
              where campaign = $1 and taker = $2 and next_person - $3 <= $4",
            self.campaign.as_str(),
            self.taker,
            next,
            block()
        )?;
        Ok(())
    }

    /// Gives the campaign back.
    pub(super) async fn give_back(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        sql!(
            run tx.conn(),
            "update campaign_work set taker = null, taken_until = null
              where campaign = $1 and taker = $2",
            self.campaign.as_str(),
            self.taker
        )?;
        Ok(())
    }
}
