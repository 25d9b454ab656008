//! The lines that were left out of lists, of which whoever gave them must know who was not told.

use habeas_domain::id::{CampaignId, ListId};

use super::lease::Lease;
use super::list::BadLine;
use super::{Campaigns, ListError};
use crate::store::{Conn, StoreError, Tx, sql};

/// The most lines that are left out of one list, each of them named. A list with more bad lines is refused:
/// whoever can look at each of so many can as well mend what wrote them.
pub const MOST_LEFT_OUT: usize = 10_000;
/// The most rows written by one statement.
const CHUNK: usize = 1_000;

/// A line that was left out.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LeftOut {
    /// The line, counted from 1 as an editor does.
    pub line: i64,
    /// The field, where it is one.
    pub field: Option<String>,
    /// What is wrong with it, as the end of a sentence.
    pub reason: String,
}

/// Those of a list that come after that line, at most so many.
pub async fn list(
    conn: Conn<'_>,
    campaign: &CampaignId,
    list: &ListId,
    (after, limit): (i64, i64),
) -> Result<Vec<LeftOut>, StoreError> {
    sql!(
        all LeftOut,
        conn,
        "select line, field, reason from campaign_bad_line
          where campaign = $1 and list = $2 and line > $3 order by line limit $4",
        campaign.as_str(),
        list.as_str(),
        after,
        limit
    )
}

/// Keeps those of a list that is about to be taken in: they are there before its events, and go with it if
/// these do not come.
pub(super) async fn keep(
    campaigns: &Campaigns,
    (campaign, list): (&CampaignId, &ListId),
    lease: &Lease,
    bad: &[BadLine],
) -> Result<(), ListError> {
    if bad.is_empty() {
        return Ok(());
    }
    let mut desk = campaigns.desk().clone();
    let now = desk.clock().now();
    let mut tx = desk.store().begin().await?;
    if !lease.hold(&mut tx, now).await? {
        return Err(ListError::Busy);
    }
    for chunk in bad.chunks(CHUNK) {
        sql!(
            many tx.conn(),
            "insert into campaign_bad_line (campaign, list, line, field, reason) ",
            chunk,
            |b, bad| {
                b.push_bind(campaign.as_str()).push_bind(list.as_str());
                b.push_bind(i64::try_from(bad.line).unwrap_or(i64::MAX));
                b.push_bind(bad.field.map(super::list::Field::code)).push_bind(bad.reason)
            }
        )?;
    }
    tx.commit().await?;
    Ok(())
}

/// Forgets those of a list that did not come in.
pub(super) async fn remove(
    tx: &mut Tx<'_>,
    campaign: &CampaignId,
    list: &ListId,
) -> Result<(), StoreError> {
    sql!(
        run tx.conn(),
        "delete from campaign_bad_line where campaign = $1 and list = $2",
        campaign.as_str(),
        list.as_str()
    )?;
    Ok(())
}
