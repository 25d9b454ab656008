//! Commands to erase somebody, and what came of each: repeated, it is answered as the first time, and a name
//! that was used for somebody else erases nobody. One that died on its way is gone on with.

use chrono::{DateTime, TimeDelta, Utc};
use habeas_domain::digest::Digest;
use habeas_domain::id::CampaignId;

use super::history::{Found, Place};
use super::{CampaignError, Campaigns, Erased};
use crate::desk::{Call, DeskError};
use crate::store::{StoreError, Tx, sql};

/// How long whoever erases may take before it is held to be gone. Two who go on with the same come to the same.
const SILENCE: TimeDelta = TimeDelta::minutes(2);

/// Whom commands have put down and not erased.
const TABLE: &str = "campaign_erasing";

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

#[derive(sqlx::FromRow)]
struct Left {
    command: String,
    actor: String,
    #[sqlx(flatten)]
    place: Place,
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

/// Puts down whom it erases, before anything of them is erased.
pub(super) async fn put_down(
    campaigns: &Campaigns,
    call: &Call,
    found: &[Found],
) -> Result<(), StoreError> {
    let actor = serde_json::to_string(&call.actor);
    let actor = actor.map_err(|_| StoreError::inconsistent(TABLE, "actor", &call.command))?;
    let mut desk = campaigns.desk().clone();
    let now = desk.clock().now();
    let mut tx = desk.store().begin().await?;
    for Found { campaign, person } in found {
        sql!(
            run tx.conn(),
            "insert into campaign_erasing (command, campaign, person, actor, since)
             values ($1, $2, $3, $4, $5) on conflict (command, campaign, person) do nothing",
            call.command.as_str(),
            campaign.as_str(),
            *person,
            actor.as_str(),
            now
        )?;
    }
    tx.commit().await
}

/// Whom it has put down and not erased.
pub(super) async fn open(campaigns: &Campaigns, call: &Call) -> Result<Vec<Found>, StoreError> {
    let mut reader = campaigns.desk().read().await?;
    let rows = sql!(
        all Place,
        reader.conn(),
        "select campaign, person from campaign_erasing where command = $1
          order by campaign, person",
        call.command.as_str()
    )?;
    rows.into_iter().map(|place| place.read(TABLE)).collect()
}

/// Whom commands have put down that are held to be gone, each with the command, as whoever gave it.
async fn left(campaigns: &Campaigns, now: DateTime<Utc>) -> Result<Vec<(Call, Found)>, StoreError> {
    let mut reader = campaigns.desk().read().await?;
    let rows = sql!(
        all Left,
        reader.conn(),
        "select command, actor, campaign, person from campaign_erasing where since <= $1
          order by since, command, campaign, person",
        now - SILENCE
    )?;
    let read = |Left { command, actor, place }: Left| {
        let wrong = |_| StoreError::inconsistent(TABLE, "actor", &command);
        let actor = serde_json::from_str(&actor).map_err(wrong)?;
        Ok((Call::of_worker(actor, command, None), place.read(TABLE)?))
    };
    rows.into_iter().map(read).collect()
}

/// It was carried out, unless somebody is left: from here on it is answered.
pub(super) async fn finish(campaigns: &Campaigns, call: &Call) -> Result<(), StoreError> {
    let mut desk = campaigns.desk().clone();
    let mut tx = desk.store().once().await?;
    sql!(
        run tx.conn(),
        "update campaign_erasure set done = $2
          where command = $1
            and not exists (select 1 from campaign_erasing e where e.command = $1)",
        call.command.as_str(),
        true
    )?;
    tx.commit().await
}

impl Campaigns {
    /// Goes on with erasures that broke off. Gives whether there was any that could be.
    pub(super) async fn go_on_erasing(&self) -> Result<bool, CampaignError> {
        let mut any = false;
        for (call, found) in left(self, self.desk().clock().now()).await? {
            match self.erase_from(&found, &call).await {
                Ok(()) => any = true,
                // A list that names them is on its way in, or somebody has the campaign: another time.
                Err(CampaignError::Desk(DeskError::Busy)) => continue,
                Err(error) if error.is_passing() => {
                    tracing::warn!(%error, "an erasure is finished another time");
                    continue;
                }
                // Somebody has to see to it; whatever else there is to do goes on.
                Err(error) => {
                    let Found { campaign, person } = &found;
                    tracing::error!(%campaign, person, %error, "an erasure cannot be finished");
                    continue;
                }
            }
            finish(self, &call).await?;
        }
        Ok(any)
    }
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

/// From here on the person is found no more by what they were known by, and the command has no more to do with
/// them.
pub(super) async fn lose(
    campaigns: &Campaigns,
    found: &Found,
    (person, row): (i64, Digest),
    call: &Call,
) -> Result<(), StoreError> {
    let campaign = found.campaign.as_str();
    let mut desk = campaigns.desk().clone();
    let mut tx = desk.store().begin().await?;
    sql!(
        run tx.conn(),
        "delete from campaign_contact where campaign = $1 and person = $2",
        campaign,
        person
    )?;
    sql!(
        run tx.conn(),
        "insert into campaign_erased (command, campaign, row_hash) values ($1, $2, $3)
         on conflict (command, campaign, row_hash) do nothing",
        call.command.as_str(),
        campaign,
        row.as_bytes().as_slice()
    )?;
    remove(&mut tx, found, call).await?;
    tx.commit().await
}

/// The command has nothing to do with them: nothing of them is there.
pub(super) async fn leave(
    campaigns: &Campaigns,
    found: &Found,
    call: &Call,
) -> Result<(), StoreError> {
    let mut desk = campaigns.desk().clone();
    let mut tx = desk.store().begin().await?;
    remove(&mut tx, found, call).await?;
    tx.commit().await
}

async fn remove(tx: &mut Tx<'_>, found: &Found, call: &Call) -> Result<(), StoreError> {
    sql!(
        run tx.conn(),
        "delete from campaign_erasing where command = $1 and campaign = $2 and person = $3",
        call.command.as_str(),
        found.campaign.as_str(),
        found.person
    )?;
    Ok(())
}
