//! How the messages of a version stand.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use habeas_domain::campaign::Plan;
use habeas_domain::id::{CampaignId, ListId, VersionNo};

use crate::campaigns::staged::staged;
use crate::store::{Conn, Store, StoreError, sql};

/// How many messages of a version stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Standing {
    /// Are to leave.
    pub queued: i64,
    /// Are with people.
    pub by_hand: i64,
    /// Reached their person.
    pub told: i64,
    /// Cannot reach theirs.
    pub unreachable: i64,
    /// Were held back for good, or their person was erased.
    pub withdrawn: i64,
}

#[derive(sqlx::FromRow)]
struct OfVersion {
    version: i64,
    #[sqlx(flatten)]
    standing: Standing,
}

#[derive(sqlx::FromRow)]
struct Due {
    at: Option<DateTime<Utc>>,
}

/// More than all nodes together hold at once.
const LOOKED_AT: i64 = 1_000;

/// When the next message of a version falls due, or a claim runs out; none when there is none. The first
/// ones are looked at, not the million behind them.
pub async fn next(
    conn: Conn<'_>,
    campaign: &CampaignId,
    version: VersionNo,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let due = sql!(
        one Due,
        conn,
        "select min(case when f.held_until > f.next_at then f.held_until else f.next_at end) as at
           from (select m.next_at, m.held_until from campaign_message m
                  where m.campaign = $1 and m.version = $2 and m.next_at is not null
                    and (m.batch = 0 or exists (select 1 from campaign_batch b
                        where b.campaign = m.campaign and b.batch = m.batch and b.live))
                  order by m.next_at limit $3) f",
        campaign.as_str(),
        i64::from(version.0),
        LOOKED_AT
    )?;
    Ok(due.at)
}

/// The lists that are in the stream, and not in the ledger as far as anybody has seen, each with the version
/// that it is for: their messages are still to leave.
async fn arriving(
    conn: Conn<'_>,
    plan: &Plan,
) -> Result<BTreeSet<(VersionNo, ListId)>, StoreError> {
    let staged = staged(conn, &plan.id).await?.into_iter();
    let arriving = staged.filter(|one| plan.lists.contains(&one.list));
    Ok(arriving.map(|one| (one.version, one.list)).collect())
}

/// Whether any message of a version is still to leave, or with people.
pub async fn is_open(
    mut conn: Conn<'_>,
    plan: &Plan,
    version: VersionNo,
) -> Result<bool, StoreError> {
    // First those that are not live: what becomes live behind this look is found by the next one.
    if arriving(conn.conn(), plan).await?.iter().any(|(of, _)| *of == version) {
        return Ok(true);
    }
    let open = sql!(
        value i64,
        conn,
        "select cast(case when exists (select 1 from campaign_message m
                                        where m.campaign = $1 and m.version = $2
                                          and m.next_at is not null
                                          and (m.batch = 0 or exists (select 1 from campaign_batch b
                                                 where b.campaign = m.campaign
                                                   and b.batch = m.batch and b.live)))
                            or exists (select 1 from campaign_message m
                                        where m.campaign = $1 and m.version = $2
                                          and m.state = 'by_hand')
                          then 1 else 0 end as bigint)",
        plan.id.as_str(),
        i64::from(version.0)
    )?;
    Ok(open == 1)
}

/// How the messages of each version stand: of every list that is in the stream. What is read are the counts
/// that each change of messages keeps (`campaign_count`), and not the messages.
pub async fn standing(
    mut conn: Conn<'_>,
    plan: &Plan,
) -> Result<BTreeMap<VersionNo, Standing>, StoreError> {
    let arriving = arriving(conn.conn(), plan).await?;
    let rows = sql!(built OfVersion, conn, |query| {
        query.push("select c.version");
        for state in ["queued", "by_hand", "told", "unreachable", "withdrawn"] {
            query.push(format!(
                ", cast(coalesce(sum(c.change) filter (where c.state = '{state}'), 0) as bigint)
                     as {state}"
            ));
        }
        query.push(" from campaign_count c where c.campaign = ").push_bind(plan.id.as_str());
        query.push(
            " and (c.batch = 0 or exists (select 1 from campaign_batch b
                where b.campaign = c.campaign and b.batch = c.batch and (b.live",
        );
        for (_, list) in &arriving {
            query.push(" or b.list = ").push_bind(list.as_str());
        }
        query.push("))) group by c.version");
    })?;
    let read = |OfVersion { version, standing }: OfVersion| {
        let wrong = |_| StoreError::inconsistent("campaign_count", "version", &plan.id);
        Ok((VersionNo(u16::try_from(version).map_err(wrong)?), standing))
    };
    rows.into_iter().map(read).collect()
}

/// Folds the changes behind [`standing`] into one row a batch and state, of campaigns of which that makes more
/// than so many go. Only PostgreSQL has any: there each group of messages adds some, and nobody waits for anybody.
pub async fn fold_counts(store: &mut Store, most: i64) -> Result<(), StoreError> {
    if matches!(store, Store::Lite { .. }) {
        return Ok(());
    }
    let mut tx = store.begin().await?;
    sql!(
        run tx.conn(),
        "with gone as (
             delete from campaign_count where campaign in
                 (select campaign from campaign_count group by campaign
                  having count(*) - count(distinct (version, batch, state)) > $1)
             returning campaign, version, batch, state, change)
         insert into campaign_count (campaign, version, batch, state, change)
         select campaign, version, batch, state, sum(change) from gone
          group by campaign, version, batch, state having sum(change) <> 0",
        most
    )?;
    tx.commit().await
}

/// How many people any version of a campaign told.
pub async fn people_told(conn: Conn<'_>, campaign: &CampaignId) -> Result<u64, StoreError> {
    let count = sql!(
        value i64,
        conn,
        "select count(distinct person) from campaign_message
          where campaign = $1 and told_at is not null",
        campaign.as_str()
    )?;
    Ok(u64::try_from(count).unwrap_or(0))
}
