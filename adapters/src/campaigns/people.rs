//! The rows of people.

use std::collections::{BTreeMap, BTreeSet};

use habeas_domain::digest::Digest;
use habeas_domain::id::{BatchNo, CampaignId, KeyId};
use habeas_domain::place::Language;
use zeroize::Zeroizing;

use super::known::{self, KnownBy, LINE};
use super::list::ListedPerson;
use super::{CampaignError, Campaigns, part_stream, slot};
use crate::store::{Conn, StoreError, Tx, push_any, push_list, push_numbers, sql};
use crate::vault::{OpenError, Place, RowKey, Vault, VaultError};

/// How many people share a key: as many as are sealed anew when one of them is erased.
pub(super) const PART: usize = 100;
/// The salt in front of a row.
const SALT: usize = 16;
/// How often rows are read again whose key was just given up.
const READ_AGAIN: usize = 5;
/// The most terms looked up by one statement.
const CHUNK: usize = 1_000;

/// A row of a person, sealed: what one list said of them.
#[derive(Debug, Clone)]
pub(super) struct ListedRow {
    /// Its number in the campaign.
    pub(super) no: i64,
    /// Whose it is: the number of the first row of the same person.
    pub(super) person: i64,
    /// The number of the first row under the same key.
    pub(super) part: i64,
    /// The batch by which it came.
    pub(super) batch: BatchNo,
    pub(super) hash: Digest,
    /// What they read; nothing once the person is erased.
    pub(super) language: String,
    /// None once the person is erased.
    pub(super) sealed: Option<(KeyId, Vec<u8>)>,
}

/// A row as the tables have it; a condition follows.
const ROWS: &str = "select p.no, p.person, p.part, p.batch, p.key_id, p.sealed, p.hash, p.language
       from campaign_person p where p.campaign = ";

#[derive(sqlx::FromRow)]
struct Row {
    no: i64,
    person: i64,
    part: i64,
    batch: i64,
    key_id: Option<String>,
    sealed: Option<Vec<u8>>,
    hash: Vec<u8>,
    language: String,
}

impl Row {
    fn read(self) -> Result<ListedRow, StoreError> {
        let wrong = |column| StoreError::inconsistent("campaign_person", column, self.no);
        let key = self.key_id.as_deref().map(KeyId::parse).transpose();
        let key = key.map_err(|_| wrong("key_id"))?;
        Ok(ListedRow {
            no: self.no,
            person: self.person,
            part: self.part,
            batch: BatchNo(u16::try_from(self.batch).map_err(|_| wrong("batch"))?),
            hash: hash_of(self.no, &self.hash)?,
            language: self.language,
            sealed: key.zip(self.sealed),
        })
    }
}

#[derive(sqlx::FromRow)]
struct Hashed {
    no: i64,
    hash: Vec<u8>,
}

fn hash_of(no: i64, hash: &[u8]) -> Result<Digest, StoreError> {
    let hash = hash.try_into();
    let hash = hash.map_err(|_| StoreError::inconsistent("campaign_person", "hash", no))?;
    Ok(Digest::from_bytes(hash))
}

/// Every row of these people, in the order in which they came; of lists that are not live, only if asked.
pub(super) async fn of_people(
    conn: Conn<'_>,
    campaign: &CampaignId,
    people: &[i64],
    with_staged: bool,
) -> Result<Vec<ListedRow>, StoreError> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sql!(built Row, conn, |query| {
        query.push(ROWS);
        push_any(&mut query, campaign.as_str());
        query.push(" and ");
        push_numbers(&mut query, "p.person", people.iter().copied());
        if !with_staged {
            query.push(
                " and exists (select 1 from campaign_batch b
                      where b.campaign = p.campaign and b.batch = p.batch and b.live)",
            );
        }
        query.push(" order by p.no");
    })?;
    rows.into_iter().map(Row::read).collect()
}

/// A row, without what it says.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(super) struct Stub {
    /// Whose it is.
    pub(super) person: i64,
    /// Whether its person is not erased.
    pub(super) is_there: bool,
}

/// The row of that number, of a list that is live or not.
pub(super) async fn first_of(
    conn: Conn<'_>,
    campaign: &CampaignId,
    no: i64,
) -> Result<Option<Stub>, StoreError> {
    sql!(
        optional Stub,
        conn,
        "select person, sealed is not null as is_there from campaign_person
          where campaign = $1 and no = $2",
        campaign.as_str(),
        no
    )
}

/// The numbers of the rows of a person, of every list, live or not.
pub(super) async fn numbers_of(
    conn: Conn<'_>,
    campaign: &CampaignId,
    person: i64,
) -> Result<BTreeSet<i64>, StoreError> {
    let rows = sql!(
        all(i64,),
        conn,
        "select no from campaign_person where campaign = $1 and person = $2",
        campaign.as_str(),
        person
    )?;
    Ok(rows.into_iter().map(|(no,)| no).collect())
}

/// Every row under one key, in their order.
pub(super) async fn of_part(
    conn: Conn<'_>,
    campaign: &CampaignId,
    part: i64,
) -> Result<Vec<ListedRow>, StoreError> {
    let rows = sql!(built Row, conn, |query| {
        query.push(ROWS).push_bind(campaign.as_str());
        query.push(" and p.part = ").push_bind(part).push(" order by p.no");
    })?;
    rows.into_iter().map(Row::read).collect()
}

impl Campaigns {
    /// Whether there are rows under the keys of a stream of [`RECIPIENTS`](super::RECIPIENTS).
    pub async fn has_rows(&self, stream: &str) -> Result<bool, StoreError> {
        let parts = stream.split_once('/').and_then(|(id, part)| Some((id, part.parse().ok()?)));
        let Some((campaign, part)): Option<(&str, i64)> = parts else { return Ok(true) };
        let mut reader = self.desk().read().await?;
        let rows = sql!(
            all Hashed,
            reader.conn(),
            "select no, hash from campaign_person where campaign = $1 and part = $2 limit 1",
            campaign,
            part
        )?;
        Ok(!rows.is_empty())
    }
}

/// The hashes of the rows that a batch added, in their order: what its digest in the ledger is over.
pub async fn hashes_of_batch(
    conn: Conn<'_>,
    campaign: &CampaignId,
    batch: BatchNo,
) -> Result<Vec<Digest>, StoreError> {
    let rows = sql!(
        all Hashed,
        conn,
        "select no, hash from campaign_person where campaign = $1 and batch = $2 order by no",
        campaign.as_str(),
        i64::from(batch.0)
    )?;
    rows.into_iter().map(|row| hash_of(row.no, &row.hash)).collect()
}

impl Campaigns {
    /// Opens people by their numbers, as all lists together have them; those who were erased are not there.
    pub async fn people(
        &self,
        campaign: &CampaignId,
        numbers: impl Iterator<Item = i64>,
    ) -> Result<BTreeMap<i64, ListedPerson>, CampaignError> {
        let mut numbers: Vec<i64> = numbers.collect();
        let mut people = BTreeMap::<i64, ListedPerson>::new();
        // Somebody else under the same key may be erased between reading and opening: the others lie under
        // another one then.
        for _ in 0..READ_AGAIN {
            let rows = {
                let mut reader = self.desk().read().await?;
                of_people(reader.conn(), campaign, &numbers, false).await?
            };
            let mut moved = BTreeSet::new();
            for row in rows {
                let Some(said) = row.open(self.vault(), campaign).await? else {
                    if row.sealed.is_some() {
                        moved.insert(row.person);
                    }
                    continue;
                };
                let before = people.remove(&row.person);
                let said = before.map_or_else(|| said.clone(), |b| said.clone().over(&b));
                people.insert(row.person, said);
            }
            people.retain(|person, _| !moved.contains(person));
            if moved.is_empty() {
                break;
            }
            numbers = moved.into_iter().collect();
        }
        Ok(people)
    }

    /// Which of these people were erased.
    pub async fn erased_among(
        &self,
        campaign: &CampaignId,
        numbers: impl Iterator<Item = i64>,
    ) -> Result<BTreeSet<i64>, StoreError> {
        let numbers: Vec<i64> = numbers.collect();
        let mut reader = self.desk().read().await?;
        known::erased(reader.conn(), campaign, &numbers).await
    }
}

/// Seals rows, which get the numbers from `first` on, a new key for each hundred. Each says whose it is;
/// who says nothing is somebody new.
pub(super) async fn seal(
    vault: &Vault,
    salts: impl Fn() -> [u8; SALT],
    campaign: &CampaignId,
    (first, batch): (i64, BatchNo),
    rows: &[(&ListedPerson, Option<i64>)],
    of_version: &Language,
) -> Result<Vec<ListedRow>, VaultError> {
    let parts: Vec<i64> = (first..).step_by(PART).take(rows.len().div_ceil(PART)).collect();
    let streams = parts.iter().map(|part| part_stream(campaign, *part)).collect();
    let keys = vault.make_row_keys(streams).await?;
    let mut sealed = Vec::with_capacity(rows.len());
    for ((rows, part), key) in rows.chunks(PART).zip(parts).zip(&keys) {
        for (no, (person, of)) in (part..).zip(rows) {
            let clear = clear(person, &salts());
            sealed.push(ListedRow {
                no,
                person: of.unwrap_or(no),
                part,
                batch,
                hash: Digest::of_leaf(&[&clear]),
                language: person.language(of_version).as_str().to_owned(),
                sealed: Some((key.id().clone(), vault.seal_row(key, &slot(no), &clear))),
            });
        }
    }
    Ok(sealed)
}

/// Salt and row, as they are sealed and hashed.
fn clear(person: &ListedPerson, salt: &[u8; SALT]) -> Zeroizing<Vec<u8>> {
    // Room for all of it at once: growing would leave copies behind.
    let mut clear = Zeroizing::new(Vec::with_capacity(8 * 1024));
    clear.extend_from_slice(salt);
    // Texts and closed lists always have JSON.
    let _ = serde_json::to_writer(&mut *clear, person);
    clear
}

impl ListedRow {
    /// Opens the row; nothing once the person is erased. What a worker opens is on record by what it
    /// sends; whoever else opens it records that.
    async fn open(
        &self,
        vault: &Vault,
        campaign: &CampaignId,
    ) -> Result<Option<ListedPerson>, OpenError> {
        let Some(clear) = self.open_bytes(vault, campaign).await? else { return Ok(None) };
        let key = || OpenError::Tampered { key: KeyId::derive(&[&self.no.to_string()]) };
        let row = clear.get(SALT..).ok_or_else(key)?;
        serde_json::from_slice(row).map(Some).map_err(|_| key())
    }

    async fn open_bytes(
        &self,
        vault: &Vault,
        campaign: &CampaignId,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, OpenError> {
        let Some((key, sealed)) = &self.sealed else { return Ok(None) };
        let (stream, slot) = (part_stream(campaign, self.part), slot(self.no));
        let place = Place { stream: &stream, slot: &slot };
        match vault.open_row(place, key, sealed).await {
            Ok(clear) => Ok(Some(Zeroizing::new(clear.reveal().clone()))),
            Err(OpenError::Forgotten { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The same row under another key.
    pub(super) async fn under(
        &self,
        vault: &Vault,
        campaign: &CampaignId,
        key: &RowKey,
    ) -> Result<Option<Vec<u8>>, OpenError> {
        let clear = self.open_bytes(vault, campaign).await?;
        Ok(clear.map(|clear| vault.seal_row(key, &slot(self.no), &clear)))
    }
}

/// Puts rows there, and what the people of a batch are known by.
pub(super) async fn insert(
    tx: &mut Tx<'_>,
    campaign: &CampaignId,
    batch: BatchNo,
    people: &[ListedRow],
    terms: &[(i64, KnownBy)],
) -> Result<(), StoreError> {
    for chunk in people.chunks(CHUNK) {
        sql!(
            many tx.conn(),
            "insert into campaign_person
                 (campaign, no, person, batch, part, key_id, sealed, hash, language) ",
            chunk,
            |b, row| {
                b.push_bind(campaign.as_str()).push_bind(row.no).push_bind(row.person);
                b.push_bind(i64::from(row.batch.0)).push_bind(row.part);
                b.push_bind(row.sealed.as_ref().map(|(key, _)| key.as_str()));
                b.push_bind(row.sealed.as_ref().map(|(_, sealed)| sealed.as_slice()));
                b.push_bind(row.hash.as_bytes().as_slice()).push_bind(&row.language)
            }
        )?;
    }
    for chunk in terms.chunks(CHUNK) {
        sql!(
            many tx.conn(),
            "insert into campaign_contact (campaign, term, person, kind, batch) ",
            chunk,
            |b, row| {
                let (person, (kind, term)) = row;
                b.push_bind(campaign.as_str()).push_bind(term.as_bytes().as_slice());
                b.push_bind(*person).push_bind(kind.code()).push_bind(i64::from(batch.0))
            },
            " on conflict (campaign, term, person) do nothing"
        )?;
    }
    Ok(())
}

/// Puts down what the newest line says of people who were known before, in place of what the one before it
/// did.
pub(super) async fn insert_said(
    tx: &mut Tx<'_>,
    campaign: &CampaignId,
    batch: BatchNo,
    said: &BTreeMap<i64, Digest>,
) -> Result<(), StoreError> {
    let said: Vec<(&i64, &Digest)> = said.iter().collect();
    for chunk in said.chunks(CHUNK) {
        sql!(built run tx.conn(), |query| {
            query.push("delete from campaign_contact where campaign = ");
            query.push_bind(campaign.as_str()).push(" and kind = ").push_bind(LINE);
            query.push(" and person in ");
            push_list(&mut query, chunk.iter().map(|(person, _)| **person));
        })?;
        sql!(
            many tx.conn(),
            "insert into campaign_contact (campaign, term, person, kind, batch) ",
            chunk,
            |b, row| {
                b.push_bind(campaign.as_str()).push_bind(row.1.as_bytes().as_slice());
                b.push_bind(*row.0).push_bind(LINE).push_bind(i64::from(batch.0))
            },
            " on conflict (campaign, term, person) do nothing"
        )?;
    }
    Ok(())
}
