//! Which campaigns there is something to do for, and which wait for a way that is closed.

use chrono::{DateTime, Utc};
use habeas_domain::contact::Channel;
use habeas_domain::id::{BatchNo, CampaignId};

use super::Campaigns;
use super::tidy::make_live;
use crate::store::{Conn, Store, StoreError, sql};

#[derive(sqlx::FromRow)]
struct Row {
    campaign: String,
    wake: i64,
    loose: i64,
    last_report: i64,
    #[sqlx(flatten)]
    closed: Closed,
}

/// A campaign that there is something to do for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awake {
    /// Which.
    pub campaign: CampaignId,
    /// The sequence of its newest event that is in the ledger: what came after it moves nobody yet.
    pub upto: i64,
    /// How many outcomes no report holds.
    pub loose: i64,
    /// The number of the last report that was made, appended or not.
    pub last_report: i64,
    /// The way for which it waits, or did.
    pub closed: Option<ClosedWay>,
}

#[derive(sqlx::FromRow)]
struct Closed {
    closed_channel: Option<String>,
    closed_until: Option<DateTime<Utc>>,
}

/// A way that takes nothing of the house, whoever it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosedWay {
    /// Which.
    pub channel: Channel,
    /// When it is tried again. Until then nothing is sent of the campaign.
    pub until: DateTime<Utc>,
}

/// Campaigns of which there are events that nobody has looked at, or outcomes that no report holds.
pub async fn awake(conn: Conn<'_>) -> Result<Vec<Awake>, StoreError> {
    let rows = sql!(
        all Row,
        conn,
        "select w.campaign, w.wake, w.next_outcome - 1 - w.in_reports as loose, w.last_report,
                w.closed_channel, w.closed_until
           from campaign_work w
          where w.wake > w.rested
             or w.next_outcome - 1 > w.in_reports
             or w.last_report > w.reported
          order by w.campaign"
    )?;
    let read = |row: Row| {
        let campaign = CampaignId::parse(&row.campaign)
            .map_err(|_| StoreError::inconsistent("campaign_work", "campaign", &row.campaign))?;
        let closed = row.closed.read(&campaign)?;
        let Row { wake: upto, loose, last_report, .. } = row;
        Ok(Awake { campaign, upto, loose, last_report, closed })
    };
    rows.into_iter().map(read).collect()
}

impl Closed {
    fn read(self, campaign: &CampaignId) -> Result<Option<ClosedWay>, StoreError> {
        let Some((channel, until)) = self.closed_channel.zip(self.closed_until) else {
            return Ok(None);
        };
        let channel = Channel::parse(&channel)
            .map_err(|_| StoreError::inconsistent("campaign_work", "closed_channel", campaign))?;
        Ok(Some(ClosedWay { channel, until }))
    }
}

/// The way for which a campaign waits at that time.
pub async fn closed_way(
    conn: Conn<'_>,
    campaign: &CampaignId,
    now: DateTime<Utc>,
) -> Result<Option<ClosedWay>, StoreError> {
    let row = sql!(
        optional Closed,
        conn,
        "select closed_channel, closed_until from campaign_work where campaign = $1",
        campaign.as_str()
    )?;
    let Some(row) = row else { return Ok(None) };
    Ok(row.read(campaign)?.filter(|closed| closed.until > now))
}

/// Every way is tried again at once: for a process that starts, since whoever mended one starts it anew.
pub async fn open_ways(store: &mut Store) -> Result<u64, StoreError> {
    let mut tx = store.once().await?;
    let opened = sql!(
        run tx.conn(),
        "update campaign_work set closed_channel = null, closed_until = null
          where closed_until is not null"
    )?;
    tx.commit().await?;
    Ok(opened)
}

impl Campaigns {
    /// Nothing is sent of a campaign until this way is tried again.
    pub async fn close_way(
        &self,
        campaign: &CampaignId,
        closed: ClosedWay,
    ) -> Result<(), StoreError> {
        let mut desk = self.desk().clone();
        let mut tx = desk.store().once().await?;
        sql!(
            run tx.conn(),
            "update campaign_work set closed_channel = $2, closed_until = $3 where campaign = $1",
            campaign.as_str(),
            closed.channel.code(),
            closed.until
        )?;
        tx.commit().await
    }

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

    /// Nothing is left to be done up to this event in the ledger, and to this report. Of an event behind it
    /// that nobody has seen there yet, whoever sees it wakes the campaign again.
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
