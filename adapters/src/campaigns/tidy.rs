//! What lists leave behind: their rows go where there will be no events. They become live by nobody but the
//! linker, who has seen the event in the ledger: nothing leaves the building before its cause is there.

use std::collections::BTreeSet;

use habeas_domain::actor::Actor;
use habeas_domain::campaign::{Act, Plan};
use habeas_domain::id::{BatchNo, CampaignId, ListId};

use super::lease::{Lease, Numbers};
use super::staged::staged;
use super::{CampaignError, Campaigns, left_out, part_stream};
use crate::desk::{Call, DeskError};
use crate::store::{StoreError, Tx, sql};

#[derive(sqlx::FromRow)]
struct Part {
    part: i64,
}

/// Whether one of these batches is of a list that is not in the stream, and may never come into it.
pub(super) async fn is_on_its_way(
    campaigns: &Campaigns,
    campaign: &CampaignId,
    batches: &BTreeSet<BatchNo>,
) -> Result<bool, CampaignError> {
    let staged = {
        let mut reader = campaigns.desk().read().await?;
        staged(reader.conn(), campaign).await?
    };
    let of_these = staged.into_iter().filter(|one| batches.contains(&one.batch));
    let lists: BTreeSet<ListId> = of_these.map(|one| one.list).collect();
    if lists.is_empty() {
        return Ok(false);
    }
    let (plan, _) = campaigns.get(campaign).await?;
    Ok(!lists.is_subset(&plan.lists))
}

/// Sets right what takers before this one left behind, and gives the campaign as it is then. No rows are
/// removed of which the events could still come.
pub(super) async fn set_right(
    campaigns: &Campaigns,
    campaign: &CampaignId,
    lease: &Lease,
) -> Result<Box<Plan>, CampaignError> {
    let staged = {
        let mut reader = campaigns.desk().read().await?;
        staged(reader.conn(), campaign).await?
    };
    let (plan, _) = campaigns.get(campaign).await?;
    if staged.is_empty() {
        return Ok(plan);
    }
    let open = staged.iter().filter(|one| !plan.lists.contains(&one.list));
    let plan = match open.map(|one| one.batch).max() {
        Some(last) => {
            break_off(campaigns, campaign, last).await?;
            campaigns.get(campaign).await?.0
        }
        None => plan,
    };
    let mut desk = campaigns.desk().clone();
    let mut tx = desk.store().begin().await?;
    if !lease.hold(&mut tx, campaigns.desk().clock().now()).await? {
        return Err(DeskError::Busy.into());
    }
    let mut parts = Vec::new();
    let lists: BTreeSet<&ListId> = staged.iter().map(|one| &one.list).collect();
    for list in lists.into_iter().filter(|list| !plan.lists.contains(list)) {
        parts.extend(remove(&mut tx, campaign, list).await?);
    }
    tx.commit().await?;
    drop_keys(campaigns, campaign, &parts).await?;
    Ok(plan)
}

/// Whoever was taking those in comes too late with them from here on.
async fn break_off(
    campaigns: &Campaigns,
    campaign: &CampaignId,
    last: BatchNo,
) -> Result<(), CampaignError> {
    let name = format!("lists/{campaign}/break-off/{last}");
    let call = Call::of_worker(Actor::worker("lists"), name, None);
    campaigns.act(campaign, &call, None, |_, _| Ok(Act::BreakOff { last })).await?;
    Ok(())
}

/// Removes every row of a list whose events will not come; the parts of those are given, whose keys nobody
/// needs any more.
async fn remove(
    tx: &mut Tx<'_>,
    campaign: &CampaignId,
    list: &ListId,
) -> Result<Vec<i64>, StoreError> {
    let parts = sql!(
        all Part,
        tx.conn(),
        "select distinct part from campaign_person
          where campaign = $1 and batch in
                (select batch from campaign_batch where campaign = $1 and list = $2 and not live)",
        campaign.as_str(),
        list.as_str()
    )?;
    for statement in [
        "delete from campaign_contact where campaign = $1 and batch in
            (select batch from campaign_batch where campaign = $1 and list = $2 and not live)",
        "delete from campaign_message where campaign = $1 and batch in
            (select batch from campaign_batch where campaign = $1 and list = $2 and not live)",
        "delete from campaign_person where campaign = $1 and batch in
            (select batch from campaign_batch where campaign = $1 and list = $2 and not live)",
        "delete from campaign_batch where campaign = $1 and list = $2 and not live",
    ] {
        sql!(run tx.conn(), statement, campaign.as_str(), list.as_str())?;
    }
    left_out::remove(tx, campaign, list).await?;
    Ok(parts.into_iter().map(|part| part.part).collect())
}

/// Rows of a part come and go together, and their numbers are given away once: no key is dropped under
/// which anything lies. What a crash leaves of keys, the sweeper finds.
async fn drop_keys(
    campaigns: &Campaigns,
    campaign: &CampaignId,
    parts: &[i64],
) -> Result<(), CampaignError> {
    let streams: Vec<_> = parts.iter().map(|part| part_stream(campaign, *part)).collect();
    Ok(campaigns.vault().drop_row_keys(&streams).await?)
}

/// The list was not taken in, and its events will not come: nothing of it is left.
pub(super) async fn drop_list(
    campaigns: &Campaigns,
    campaign: &CampaignId,
    lease: &Lease,
    list: &ListId,
) -> Result<(), CampaignError> {
    let mut desk = campaigns.desk().clone();
    let mut tx = desk.store().begin().await?;
    if !lease.hold(&mut tx, campaigns.desk().clock().now()).await? {
        return Ok(());
    }
    let parts = remove(&mut tx, campaign, list).await?;
    lease.give_back(&mut tx).await?;
    tx.commit().await?;
    drop_keys(campaigns, campaign, &parts).await
}

/// Lets messages of a batch leave: its event is in the ledger.
pub(super) async fn make_live(
    campaigns: &Campaigns,
    campaign: &CampaignId,
    batch: BatchNo,
) -> Result<(), StoreError> {
    let mut desk = campaigns.desk().clone();
    let mut tx = desk.store().once().await?;
    sql!(
        run tx.conn(),
        "update campaign_batch set live = $3 where campaign = $1 and batch = $2",
        campaign.as_str(),
        i64::from(batch.0),
        true
    )?;
    tx.commit().await
}

/// The list was taken in, and another one may come. Its messages leave once its events are in the ledger.
pub(super) async fn end(campaigns: &Campaigns, lease: &Lease, next: i64) -> Result<(), StoreError> {
    let mut desk = campaigns.desk().clone();
    let mut tx = desk.store().begin().await?;
    if !lease.hold(&mut tx, campaigns.desk().clock().now()).await? {
        // Whoever has the campaign now has seen the events.
        return Ok(());
    }
    lease.return_numbers(&mut tx, next).await?;
    lease.give_back(&mut tx).await?;
    tx.commit().await
}

/// Numbers for the rows of a list that begins; none when somebody else has the campaign.
pub(super) async fn numbers(
    campaigns: &Campaigns,
    lease: &Lease,
) -> Result<Option<Numbers>, StoreError> {
    let mut desk = campaigns.desk().clone();
    let mut tx = desk.store().begin().await?;
    let numbers = lease.numbers(&mut tx).await?;
    tx.commit().await?;
    Ok(numbers)
}

/// Nothing was begun, or all of it is set right.
pub(super) async fn give_back(campaigns: &Campaigns, lease: &Lease) -> Result<(), StoreError> {
    let mut desk = campaigns.desk().clone();
    let mut tx = desk.store().once().await?;
    lease.give_back(&mut tx).await?;
    tx.commit().await
}

impl Campaigns {
    /// Sets right what lists left behind whose takers are gone, and goes on with erasures that broke off. Gives
    /// whether there was any.
    pub async fn tidy(&self) -> Result<bool, CampaignError> {
        let left = Lease::left(self, self.desk().clock().now()).await?;
        let mut any = false;
        for campaign in &left {
            // Another node, or the next list, may be first.
            let Some(lease) = Lease::take(self, campaign).await? else { continue };
            set_right(self, campaign, &lease).await?;
            give_back(self, &lease).await?;
            any = true;
        }
        Ok(any | self.go_on_erasing().await?)
    }
}
