//! Messages of a version that is for everybody on the lists of those before.

use chrono::{DateTime, Utc};
use habeas_domain::id::{CampaignId, VersionNo};

use super::CHUNK;
use crate::store::{Conn, StoreError, Tx, sql};

#[derive(sqlx::FromRow)]
struct Last {
    person: Option<i64>,
}

/// Adds messages of a version that is for everybody on the lists of those before, up to a thousand at a
/// time; gives how many.
pub async fn add_everyone(
    tx: &mut Tx<'_>,
    campaign: &CampaignId,
    version: VersionNo,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let last = sql!(
        one Last,
        tx.conn(),
        "select max(person) as person from campaign_message
          where campaign = $1 and version = $2 and batch = 0",
        campaign.as_str(),
        i64::from(version.0)
    )?;
    sql!(
        run tx.conn(),
        "insert into campaign_message (campaign, person, version, batch, state, next_at)
         select p.campaign, p.no, $2, 0, 'queued', $3 from campaign_person p
          where p.campaign = $1 and p.no > $4 and p.person = p.no and p.sealed is not null
            and exists (select 1 from campaign_message m join campaign_batch b
                            on b.campaign = m.campaign and b.batch = m.batch
                         where m.campaign = p.campaign and m.person = p.no
                           and m.version < $2 and b.live)
            and not exists (select 1 from campaign_message l
                             where l.campaign = p.campaign and l.person = p.no and l.version = $2)
          order by p.no limit $5
         on conflict (campaign, person, version) do nothing",
        campaign.as_str(),
        i64::from(version.0),
        now,
        last.person.unwrap_or(0),
        i64::try_from(CHUNK).unwrap_or(i64::MAX)
    )
}

/// Whether anybody is left to whom such messages are still to be added.
pub async fn is_anybody_left(
    conn: Conn<'_>,
    campaign: &CampaignId,
    version: VersionNo,
) -> Result<bool, StoreError> {
    let left = sql!(
        value i64,
        conn,
        "select cast(case when exists (
             select 1 from campaign_person p
              where p.campaign = $1 and p.person = p.no and p.sealed is not null
                and p.no > coalesce((select max(m.person) from campaign_message m
                     where m.campaign = $1 and m.batch = 0 and m.version = $2), 0)
                and exists (select 1 from campaign_message m join campaign_batch b
                                on b.campaign = m.campaign and b.batch = m.batch
                             where m.campaign = p.campaign and m.person = p.no
                               and m.version < $2 and b.live)
                and not exists (select 1 from campaign_message l
                                 where l.campaign = p.campaign and l.person = p.no
                                   and l.version = $2))
           then 1 else 0 end as bigint)",
        campaign.as_str(),
        i64::from(version.0)
    )?;
    Ok(left == 1)
}
