//! The rows of people.

use std::collections::{BTreeMap, HashMap};

use habeas_domain::digest::Digest;
use habeas_domain::id::{BatchNo, CampaignId, KeyId};
use zeroize::Zeroizing;

use super::list::ListedPerson;
use super::{CampaignError, Campaigns, part_stream, slot};
use crate::store::{Conn, StoreError, Tx, sql};
use crate::vault::{OpenError, Place, RowKey, Vault, VaultError};

/// How many people share a key: as many as are sealed anew when one of them is erased.
pub(super) const PART: usize = 100;
/// The salt in front of a row.
const SALT: usize = 16;
/// The most terms looked up by one statement.
const CHUNK: usize = 1_000;

/// A person as the rows have them, sealed.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their number in the campaign.
    pub no: i64,
    /// The number of the first person under the same key.
    pub(super) part: i64,
    /// The batch by which they came.
    pub(super) batch: i64,
    pub(super) hash: Digest,
    pub(super) language: String,
    /// None once they are erased.
    pub(super) sealed: Option<(KeyId, Vec<u8>)>,
}

#[derive(sqlx::FromRow)]
struct Row {
    no: i64,
    part: i64,
    batch: i64,
    key_id: Option<String>,
    sealed: Option<Vec<u8>>,
    hash: Vec<u8>,
    language: String,
}

#[derive(sqlx::FromRow)]
struct Known {
    term: Vec<u8>,
    person: i64,
}

impl Row {
    fn read(self) -> Result<Person, StoreError> {
        let wrong = |column| StoreError::inconsistent("campaign_person", column, self.no);
        let key = self.key_id.as_deref().map(KeyId::parse).transpose();
        let key = key.map_err(|_| wrong("key_id"))?;
        Ok(Person {
            no: self.no,
            part: self.part,
            batch: self.batch,
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

/// Which of these terms the lists of a campaign know, and as whom.
pub(super) async fn known(
    mut conn: Conn<'_>,
    campaign: &CampaignId,
    terms: &[Digest],
) -> Result<HashMap<Digest, i64>, StoreError> {
    let mut known = HashMap::new();
    for chunk in terms.chunks(CHUNK) {
        let rows = sql!(built Known, conn.conn(), |query| {
            query.push("select term, person from campaign_contact where campaign = ");
            query.push_bind(campaign.as_str());
            query.push(" and term in (");
            let mut list = query.separated(", ");
            for term in chunk {
                list.push_bind(term.as_bytes().as_slice());
            }
            query.push(")");
        })?;
        for row in rows {
            let term =
                row.term.as_slice().try_into().map_err(|_| {
                    StoreError::inconsistent("campaign_contact", "term", row.person)
                })?;
            known.insert(Digest::from_bytes(term), row.person);
        }
    }
    Ok(known)
}

/// People by their numbers; those whom nobody knows are not there.
pub(super) async fn by_number(
    conn: Conn<'_>,
    campaign: &CampaignId,
    people: &[i64],
) -> Result<BTreeMap<i64, Person>, StoreError> {
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = sql!(built Row, conn, |query| {
        query.push(
            "select no, part, batch, key_id, sealed, hash, language from campaign_person
              where campaign = ",
        );
        query.push_bind(campaign.as_str());
        query.push(" and no in (");
        let mut list = query.separated(", ");
        for no in people {
            list.push_bind(*no);
        }
        query.push(")");
    })?;
    let read = |row: Row| Ok((row.no, row.read()?));
    rows.into_iter().map(read).collect()
}

/// Everybody under one key, in their order.
pub(super) async fn of_part(
    conn: Conn<'_>,
    campaign: &CampaignId,
    part: i64,
) -> Result<Vec<Person>, StoreError> {
    let rows = sql!(
        all Row,
        conn,
        "select no, part, batch, key_id, sealed, hash, language from campaign_person
          where campaign = $1 and part = $2 order by no",
        campaign.as_str(),
        part
    )?;
    rows.into_iter().map(Row::read).collect()
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
    /// Opens people by their numbers; those who were erased are not there.
    pub async fn people(
        &self,
        campaign: &CampaignId,
        numbers: impl Iterator<Item = i64>,
    ) -> Result<BTreeMap<i64, ListedPerson>, CampaignError> {
        let numbers: Vec<i64> = numbers.collect();
        let rows = {
            let mut reader = self.desk().read().await?;
            by_number(reader.conn(), campaign, &numbers).await?
        };
        let mut people = BTreeMap::new();
        for (no, row) in rows {
            if let Some(person) = row.open(self.vault(), campaign).await? {
                people.insert(no, person);
            }
        }
        Ok(people)
    }
}

/// Seals people, who get the numbers from `first` on, a new key for each hundred.
pub(super) async fn seal(
    vault: &Vault,
    salts: impl Fn() -> [u8; SALT],
    campaign: &CampaignId,
    (first, batch): (i64, BatchNo),
    people: &[&ListedPerson],
) -> Result<Vec<Person>, VaultError> {
    let parts: Vec<i64> = (first..).step_by(PART).take(people.len().div_ceil(PART)).collect();
    let streams = parts.iter().map(|part| part_stream(campaign, *part)).collect();
    let keys = vault.make_row_keys(streams).await?;
    let mut sealed = Vec::with_capacity(people.len());
    for ((people, part), key) in people.chunks(PART).zip(parts).zip(&keys) {
        for (no, person) in (part..).zip(people) {
            let clear = clear(person, &salts());
            sealed.push(Person {
                no,
                part,
                batch: i64::from(batch.0),
                hash: Digest::of_leaf(&[&clear]),
                language: person.language().as_str().to_owned(),
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

impl Person {
    /// Opens the row; nothing once the person is erased. What a worker opens is on record by what it
    /// sends; whoever else opens it records that.
    pub async fn open(
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

/// Puts the rows of people there, and what they are known by.
pub(super) async fn insert(
    tx: &mut Tx<'_>,
    campaign: &CampaignId,
    people: &[Person],
    terms: &[(Digest, i64)],
) -> Result<(), StoreError> {
    for chunk in people.chunks(CHUNK) {
        sql!(
            many tx.conn(),
            "insert into campaign_person (campaign, no, batch, part, key_id, sealed, hash, language) ",
            chunk,
            |b, row| {
                b.push_bind(campaign.as_str()).push_bind(row.no).push_bind(row.batch);
                b.push_bind(row.part);
                b.push_bind(row.sealed.as_ref().map(|(key, _)| key.as_str()));
                b.push_bind(row.sealed.as_ref().map(|(_, sealed)| sealed.as_slice()));
                b.push_bind(row.hash.as_bytes().as_slice()).push_bind(&row.language)
            }
        )?;
    }
    for chunk in terms.chunks(CHUNK) {
        sql!(
            many tx.conn(),
            "insert into campaign_contact (campaign, term, person) ",
            chunk,
            |b, row| {
                b.push_bind(campaign.as_str()).push_bind(row.0.as_bytes().as_slice());
                b.push_bind(row.1)
            },
            " on conflict (campaign, term) do nothing"
        )?;
    }
    Ok(())
}
