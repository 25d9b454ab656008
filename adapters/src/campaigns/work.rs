//! Which campaigns there is something to do for, and which ways are closed to them.

use chrono::{DateTime, Utc};
use habeas_domain::contact::Channel;
use habeas_domain::id::{BatchNo, CampaignId};

use super::tidy::make_live;
use super::{Campaigns, outcomes};
use crate::store::{Conn, Store, StoreError, Tx, sql};

#[derive(sqlx::FromRow)]
struct Row {
    campaign: String,
    wake: i64,
    loose: i64,
    last_report: i64,
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
}

#[derive(sqlx::FromRow)]
struct Closed {
    channel: String,
    until: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct OfCampaign {
    campaign: String,
    #[sqlx(flatten)]
    way: Closed,
}

/// A way that takes nothing of the house, whoever it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosedWay {
    /// Which.
    pub channel: Channel,
    /// When it is tried again. Until then nothing of the campaign goes by it.
    pub until: DateTime<Utc>,
}

/// Campaigns of which there are events that nobody has looked at, or outcomes that no report holds.
pub async fn awake(conn: Conn<'_>) -> Result<Vec<Awake>, StoreError> {
    let rows = sql!(
        all Row,
        conn,
        "select w.campaign, w.wake, w.next_outcome - 1 - w.in_reports as loose, w.last_report
           from campaign_work w
          where w.wake > w.rested
             or w.next_outcome - 1 > w.in_reports
             or w.last_report > w.reported
          order by w.campaign"
    )?;
    let read = |row: Row| {
        let campaign = read_id("campaign_work", &row.campaign)?;
        let Row { wake: upto, loose, last_report, .. } = row;
        Ok(Awake { campaign, upto, loose, last_report })
    };
    rows.into_iter().map(read).collect()
}

fn read_id(table: &'static str, campaign: &str) -> Result<CampaignId, StoreError> {
    let wrong = |_| StoreError::inconsistent(table, "campaign", campaign);
    CampaignId::parse(campaign).map_err(wrong)
}

/// The ways by which nothing of a campaign goes at that time, by channel.
pub async fn closed_ways(
    conn: Conn<'_>,
    campaign: &CampaignId,
    now: DateTime<Utc>,
) -> Result<Vec<ClosedWay>, StoreError> {
    let rows = sql!(
        all Closed,
        conn,
        "select channel, until from campaign_closed
          where campaign = $1 and until > $2 order by channel",
        campaign.as_str(),
        now
    )?;
    let read = |Closed { channel, until }: Closed| {
        let channel = Channel::parse(&channel)
            .map_err(|_| StoreError::inconsistent("campaign_closed", "channel", campaign))?;
        Ok(ClosedWay { channel, until })
    };
    rows.into_iter().map(read).collect()
}

/// Every way is tried again at once: for a process that starts, since whoever mended one starts it anew. Gives
/// how many were closed.
pub async fn open_ways(store: &mut Store, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let closed = {
        let mut reader = store.read().await?;
        sql!(all OfCampaign, reader.conn(), "select campaign, channel, until from campaign_closed")?
    };
    let mut opened = 0;
    for OfCampaign { campaign, way: Closed { channel, until } } in closed {
        let campaign = read_id("campaign_closed", &campaign)?;
        // What waits for a way waits until the very time at which it is tried again. Others write to the
        // campaign meanwhile, so it is not all of it at once.
        let mut is_any_left = until > now;
        while is_any_left {
            let mut tx = store.begin().await?;
            is_any_left = free(&mut tx, (&campaign, until), now).await? > 0;
            tx.commit().await?;
        }
        let mut tx = store.once().await?;
        opened += sql!(
            run tx.conn(),
            "delete from campaign_closed where campaign = $1 and channel = $2 and until = $3",
            campaign.as_str(),
            &channel,
            until
        )?;
        tx.commit().await?;
    }
    Ok(opened)
}

/// Lets a thousand of what waits until that time leave now; gives how many there were.
async fn free(
    tx: &mut Tx<'_>,
    (campaign, until): (&CampaignId, DateTime<Utc>),
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    outcomes::wait(tx, campaign).await?;
    sql!(
        run tx.conn(),
        "update campaign_message set next_at = $3
          where campaign = $1 and next_at = $2
            and (version, person) in (
                select m.version, m.person from campaign_message m
                 where m.campaign = $1 and m.next_at = $2 limit 1000)",
        campaign.as_str(),
        until,
        now
    )
}

/// Nothing of a campaign goes by this way until it is tried again.
pub async fn close_way(
    tx: &mut Tx<'_>,
    campaign: &CampaignId,
    closed: ClosedWay,
) -> Result<(), StoreError> {
    sql!(
        run tx.conn(),
        "insert into campaign_closed (campaign, channel, until) values ($1, $2, $3)
         on conflict (campaign, channel) do update set until = excluded.until",
        campaign.as_str(),
        closed.channel.code(),
        closed.until
    )?;
    Ok(())
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
