//! One list of a campaign at a time, and what a list leaves behind that was not taken in.

use chrono::TimeDelta;
use habeas_domain::campaign::Plan;
use habeas_domain::id::{CampaignId, ListId};

use super::{CampaignError, Campaigns, part_stream};
use crate::store::{StoreError, Tx, sql};

#[derive(sqlx::FromRow)]
struct Work {
    next_person: i64,
}

#[derive(sqlx::FromRow)]
struct Named {
    list: String,
}

#[derive(sqlx::FromRow)]
struct Part {
    part: i64,
}

#[derive(sqlx::FromRow)]
struct Left {
    campaign: String,
}

/// Has the campaign to itself for this list, and gives the number that the next person gets; nothing when
/// another list is being taken in. What lists before it left behind is set right.
pub(super) async fn begin(
    campaigns: &Campaigns,
    campaign: &CampaignId,
    plan: &Plan,
    list: &ListId,
    lease: TimeDelta,
) -> Result<Option<i64>, CampaignError> {
    let mut desk = campaigns.desk().clone();
    let now = desk.clock().now();
    let mut tx = desk.store().begin().await?;
    sql!(
        run tx.conn(),
        "insert into campaign_work (campaign) values ($1) on conflict (campaign) do nothing",
        campaign.as_str()
    )?;
    let mine = sql!(
        run tx.conn(),
        "update campaign_work set list = $2, list_until = $3
          where campaign = $1 and (list is null or list_until <= $4)",
        campaign.as_str(),
        list.as_str(),
        now + lease,
        now
    )?;
    tx.commit().await?;
    if mine != 1 {
        return Ok(None);
    }
    settle(campaigns, campaign, plan).await?;
    let mut reader = desk.read().await?;
    let work = sql!(
        one Work,
        reader.conn(),
        "select next_person from campaign_work where campaign = $1",
        campaign.as_str()
    )?;
    Ok(Some(work.next_person))
}

/// Batches that are not live and of which nobody is taking the list in any more: they become so, where
/// their events are there, and are removed where not.
async fn settle(
    campaigns: &Campaigns,
    campaign: &CampaignId,
    plan: &Plan,
) -> Result<(), CampaignError> {
    let lists = {
        let mut reader = campaigns.desk().read().await?;
        sql!(
            all Named,
            reader.conn(),
            "select distinct list from campaign_batch where campaign = $1 and not live",
            campaign.as_str()
        )?
    };
    for Named { list } in lists {
        let list = ListId::parse(&list)
            .map_err(|_| StoreError::inconsistent("campaign_batch", "list", campaign))?;
        if plan.lists.contains(&list) {
            make_live(campaigns, campaign, &list).await?;
        } else {
            remove(campaigns, campaign, &list).await?;
        }
    }
    Ok(())
}

/// Lets messages of a list leave: its events are there.
pub(super) async fn make_live(
    campaigns: &Campaigns,
    campaign: &CampaignId,
    list: &ListId,
) -> Result<(), StoreError> {
    let mut desk = campaigns.desk().clone();
    let mut tx = desk.store().begin().await?;
    sql!(
        run tx.conn(),
        "update campaign_batch set live = $3 where campaign = $1 and list = $2",
        campaign.as_str(),
        list.as_str(),
        true
    )?;
    tx.commit().await
}

/// Holds the campaign longer; false when it was held to be gone.
pub(super) async fn hold(
    campaigns: &Campaigns,
    campaign: &CampaignId,
    list: &ListId,
    lease: TimeDelta,
) -> Result<bool, StoreError> {
    let mut desk = campaigns.desk().clone();
    let now = desk.clock().now();
    let mut tx = desk.store().begin().await?;
    let held = sql!(
        run tx.conn(),
        "update campaign_work set list_until = $3 where campaign = $1 and list = $2",
        campaign.as_str(),
        list.as_str(),
        now + lease
    )?;
    tx.commit().await?;
    Ok(held == 1)
}

/// The list was taken in.
pub(super) async fn end(
    campaigns: &Campaigns,
    campaign: &CampaignId,
    list: &ListId,
) -> Result<(), StoreError> {
    make_live(campaigns, campaign, list).await?;
    give_back(campaigns, campaign, list).await
}

/// The list was not taken in.
pub(super) async fn drop_list(
    campaigns: &Campaigns,
    campaign: &CampaignId,
    list: &ListId,
) -> Result<(), CampaignError> {
    remove(campaigns, campaign, list).await?;
    Ok(give_back(campaigns, campaign, list).await?)
}

async fn give_back(
    campaigns: &Campaigns,
    campaign: &CampaignId,
    list: &ListId,
) -> Result<(), StoreError> {
    let mut desk = campaigns.desk().clone();
    let mut tx = desk.store().begin().await?;
    sql!(
        run tx.conn(),
        "update campaign_work set list = null, list_until = null where campaign = $1 and list = $2",
        campaign.as_str(),
        list.as_str()
    )?;
    tx.commit().await
}

/// Removes the rows of a list that are not live, and then the keys under which nobody is left.
async fn remove(
    campaigns: &Campaigns,
    campaign: &CampaignId,
    list: &ListId,
) -> Result<(), CampaignError> {
    let mut desk = campaigns.desk().clone();
    let parts = {
        let mut reader = desk.read().await?;
        sql!(
            all Part,
            reader.conn(),
            "select distinct part from campaign_person
              where campaign = $1 and batch in
                    (select batch from campaign_batch
                      where campaign = $1 and list = $2 and not live)",
            campaign.as_str(),
            list.as_str()
        )?
    };
    let mut tx = desk.store().begin().await?;
    delete(&mut tx, campaign, list).await?;
    tx.commit().await?;
    let streams: Vec<_> = parts.iter().map(|part| part_stream(campaign, part.part)).collect();
    Ok(campaigns.vault().drop_row_keys(&streams).await?)
}

async fn delete(tx: &mut Tx<'_>, campaign: &CampaignId, list: &ListId) -> Result<(), StoreError> {
    for statement in [
        "delete from campaign_contact where campaign = $1 and person in
            (select p.no from campaign_person p join campaign_batch b
                 on b.campaign = p.campaign and b.batch = p.batch
              where b.campaign = $1 and b.list = $2 and not b.live)",
        "delete from campaign_message where campaign = $1 and batch in
            (select batch from campaign_batch where campaign = $1 and list = $2 and not live)",
        "delete from campaign_person where campaign = $1 and batch in
            (select batch from campaign_batch where campaign = $1 and list = $2 and not live)",
        "delete from campaign_batch where campaign = $1 and list = $2 and not live",
    ] {
        sql!(run tx.conn(), statement, campaign.as_str(), list.as_str())?;
    }
    Ok(())
}

impl Campaigns {
    /// Sets right what lists left behind whose takers are gone. Gives whether there was any.
    pub async fn tidy(&self) -> Result<bool, CampaignError> {
        let now = self.desk().clock().now();
        let left = {
            let mut reader = self.desk().read().await?;
            sql!(
                all Left,
                reader.conn(),
                "select campaign from campaign_work where list is not null and list_until <= $1",
                now
            )?
        };
        for Left { campaign } in &left {
            let id = CampaignId::parse(campaign)
                .map_err(|_| StoreError::inconsistent("campaign_work", "campaign", campaign))?;
            let (plan, _) = self.get(&id).await?;
            settle(self, &id, &plan).await?;
            let mut desk = self.desk().clone();
            let mut tx = desk.store().begin().await?;
            sql!(
                run tx.conn(),
                "update campaign_work set list = null, list_until = null
                  where campaign = $1 and list_until <= $2",
                campaign,
                now
            )?;
            tx.commit().await?;
        }
        Ok(!left.is_empty())
    }
}
