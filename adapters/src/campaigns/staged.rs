//! Batches whose messages do not leave yet: their list is on its way in, or in the stream and not seen in the
//! ledger.

use habeas_domain::id::{BatchNo, CampaignId, ListId, VersionNo};

use crate::store::{Conn, StoreError, sql};

/// One of them.
#[derive(Debug)]
pub(super) struct Staged {
    pub(super) batch: BatchNo,
    pub(super) list: ListId,
    pub(super) version: VersionNo,
}

#[derive(sqlx::FromRow)]
struct Row {
    batch: i64,
    list: String,
    version: i64,
}

/// Those of a campaign, in order.
pub(super) async fn staged(
    conn: Conn<'_>,
    campaign: &CampaignId,
) -> Result<Vec<Staged>, StoreError> {
    let rows = sql!(
        all Row,
        conn,
        "select batch, list, version from campaign_batch where campaign = $1 and not live
          order by batch",
        campaign.as_str()
    )?;
    let read = |Row { batch, list, version }: Row| {
        let wrong = |column| StoreError::inconsistent("campaign_batch", column, campaign);
        Ok(Staged {
            batch: BatchNo(u16::try_from(batch).map_err(|_| wrong("batch"))?),
            list: ListId::parse(&list).map_err(|_| wrong("list"))?,
            version: VersionNo(u16::try_from(version).map_err(|_| wrong("version"))?),
        })
    };
    rows.into_iter().map(read).collect()
}
