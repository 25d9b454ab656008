//! Commands to erase somebody, and what came of each: repeated, it is answered as the first time, and a name
//! that was used for somebody else erases nobody.

use habeas_domain::digest::Digest;
use habeas_domain::id::CampaignId;

use super::{CampaignError, Campaigns, Erased};
use crate::desk::{Call, DeskError};
use crate::store::{StoreError, sql};

#[derive(sqlx::FromRow)]
struct Asked {
    request: Option<String>,
    done: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    campaign: String,
    row_hash: Vec<u8>,
}

/// Puts the command down; gives whether it was carried out before.
pub(super) async fn is_done(campaigns: &Campaigns, call: &Call) -> Result<bool, CampaignError> {
    let mut desk = campaigns.desk().clone();
    let mut tx = desk.store().begin().await?;
    sql!(
        run tx.conn(),
        "insert into campaign_erasure (command, request) values ($1, $2)
         on conflict (command) do nothing",
        call.command.as_str(),
        call.request.as_deref()
    )?;
    let asked = sql!(
        one Asked,
        tx.conn(),
        "select request, done from campaign_erasure where command = $1",
        call.command.as_str()
    )?;
    tx.commit().await?;
    if asked.request == call.request { Ok(asked.done) } else { Err(DeskError::KeyReused.into()) }
}

/// It was carried out: from here on it is answered.
pub(super) async fn finish(campaigns: &Campaigns, call: &Call) -> Result<(), StoreError> {
    let mut desk = campaigns.desk().clone();
    let mut tx = desk.store().once().await?;
    sql!(
        run tx.conn(),
        "update campaign_erasure set done = $2 where command = $1",
        call.command.as_str(),
        true
    )?;
    tx.commit().await
}

/// Whom it erased.
pub(super) async fn erased(campaigns: &Campaigns, call: &Call) -> Result<Vec<Erased>, StoreError> {
    let mut reader = campaigns.desk().read().await?;
    let rows = sql!(
        all Row,
        reader.conn(),
        "select campaign, row_hash from campaign_erased where command = $1
          order by campaign, row_hash",
        call.command.as_str()
    )?;
    let read = |Row { campaign, row_hash }: Row| {
        let wrong = |column| StoreError::inconsistent("campaign_erased", column, &campaign);
        let row = row_hash.as_slice().try_into().map_err(|_| wrong("row_hash"))?;
        let id = CampaignId::parse(&campaign).map_err(|_| wrong("campaign"))?;
        Ok(Erased { campaign: id, row: Digest::from_bytes(row) })
    };
    rows.into_iter().map(read).collect()
}

/// From here on the person is found no more by what they were known by.
pub(super) async fn lose(
    campaigns: &Campaigns,
    campaign: &CampaignId,
    (person, row): (i64, Digest),
    call: &Call,
) -> Result<(), StoreError> {
    let mut desk = campaigns.desk().clone();
    let mut tx = desk.store().begin().await?;
    sql!(
        run tx.conn(),
        "delete from campaign_contact where campaign = $1 and person = $2",
        campaign.as_str(),
        person
    )?;
    sql!(
        run tx.conn(),
        "insert into campaign_erased (command, campaign, row_hash) values ($1, $2, $3)
         on conflict (command, campaign, row_hash) do nothing",
        call.command.as_str(),
        campaign.as_str(),
        row.as_bytes().as_slice()
    )?;
    tx.commit().await
}
