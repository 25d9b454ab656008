//! People of a list on its way in who are somebody else, as one of its later lines shows: their rows become
//! those of the other one. Nothing of the list has left, and nobody has read of it.

use std::collections::BTreeMap;

use habeas_domain::id::{BatchNo, CampaignId};

use super::known::LINE;
use crate::store::{StoreError, Tx, sql};

/// Who is nobody any more, each with who it is.
#[derive(Debug, Default)]
pub(super) struct Joined(BTreeMap<i64, i64>);

#[derive(sqlx::FromRow)]
struct OfBatch {
    batch: i64,
}

impl Joined {
    pub(super) fn put(&mut self, (stays, gone): (i64, i64)) {
        self.0.insert(gone, stays);
    }

    /// Who that person is by now.
    pub(super) fn one(&self, person: i64) -> i64 {
        let mut one = person;
        while let Some(stays) = self.0.get(&one) {
            one = *stays;
        }
        one
    }

    pub(super) fn is_gone(&self, person: i64) -> bool {
        self.0.contains_key(&person)
    }

    /// Joins those who came by batches before the one that begins with this number; gives how many people
    /// and messages each of those batches brings less.
    pub(super) async fn join(
        &self,
        tx: &mut Tx<'_>,
        campaign: &CampaignId,
        before: i64,
    ) -> Result<BTreeMap<BatchNo, u32>, StoreError> {
        let mut less: BTreeMap<BatchNo, u32> = BTreeMap::new();
        for gone in self.0.range(..before).map(|(gone, _)| *gone) {
            let (campaign, stays) = (campaign.as_str(), self.one(gone));
            sql!(
                run tx.conn(),
                "update campaign_person set person = $3 where campaign = $1 and person = $2",
                campaign,
                gone,
                stays
            )?;
            sql!(
                run tx.conn(),
                "insert into campaign_contact (campaign, term, person, kind, batch)
                 select c.campaign, c.term, $3, c.kind, c.batch from campaign_contact c
                  where c.campaign = $1 and c.person = $2 and c.kind <> $4
                 on conflict (campaign, term, person) do nothing",
                campaign,
                gone,
                stays,
                LINE
            )?;
            sql!(
                run tx.conn(),
                "delete from campaign_contact where campaign = $1 and person = $2",
                campaign,
                gone
            )?;
            let brought = sql!(
                all OfBatch,
                tx.conn(),
                "delete from campaign_message where campaign = $1 and person = $2 returning batch",
                campaign,
                gone
            )?;
            for OfBatch { batch } in brought {
                let wrong = |_| StoreError::inconsistent("campaign_message", "batch", gone);
                *less.entry(BatchNo(u16::try_from(batch).map_err(wrong)?)).or_default() += 1;
            }
        }
        Ok(less)
    }
}
