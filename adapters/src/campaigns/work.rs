//! Which campaigns there is something to do for.

use habeas_domain::id::{BatchNo, CampaignId};

use super::Campaigns;
use super::tidy::make_live;
use crate::store::{Conn, StoreError, sql};

#[derive(sqlx::FromRow)]
struct Named {
    campaign: String,
}

/// Campaigns of which there are events that nobody has looked at, or outcomes that no report holds.
pub async fn awake(conn: Conn<'_>) -> Result<Vec<CampaignId>, StoreError> {
    let rows = sql!(
        all Named,
        conn,
        "select w.campaign from campaign_work w
          where w.wake > w.rested
             or exists (select 1 from campaign_outcome o
                         where o.campaign = w.campaign and o.report is null)
             or exists (select 1 from campaign_outcome o
                         where o.campaign = w.campaign and o.report > w.reported)
          order by w.campaign"
    )?;
    let read = |Named { campaign }| {
        CampaignId::parse(&campaign)
            .map_err(|_| StoreError::inconsistent("campaign_work", "campaign", &campaign))
    };
    rows.into_iter().map(read).collect()
}

impl Campaigns {
    /// An event of a campaign is in the ledger: whatever follows from it may be done.
    pub async fn wake(&self, campaign: &CampaignId, sequence: i64) -> Result<(), StoreError> {
        let mut desk = self.desk().clone();
        let mut tx = desk.store().once().await?;
        sql!(
            run tx.conn(),
            "insert into campaign_work (campaign, wake) values ($1, $2)
             on conflict (campaign) do update
                set wake = case when campaign_work.wake < excluded.wake then excluded.wake
                                else campaign_work.wake end",
            campaign.as_str(),
            sequence
        )?;
        tx.commit().await
    }

    /// Nothing is left to be done up to this event, and to this report.
    pub async fn rest(
        &self,
        campaign: &CampaignId,
        (sequence, report): (i64, u32),
    ) -> Result<(), StoreError> {
        let mut desk = self.desk().clone();
        let mut tx = desk.store().once().await?;
        sql!(
            run tx.conn(),
            "update campaign_work set rested = $2, reported = $3
              where campaign = $1 and (rested < $2 or reported < $3)",
            campaign.as_str(),
            sequence,
            i64::from(report)
        )?;
        tx.commit().await
    }

    /// Messages of a batch may leave: its event is in the ledger.
    pub async fn listed(&self, campaign: &CampaignId, batch: BatchNo) -> Result<(), StoreError> {
        make_live(self, campaign, batch).await
    }
}
