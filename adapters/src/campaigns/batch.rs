//! One batch of a list on its way in: up to a thousand lines, which become rows that are not live.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use habeas_domain::campaign::Batch;
use habeas_domain::digest::Digest;
use habeas_domain::id::{BatchNo, CampaignId, ListId, VersionNo};
use habeas_domain::place::Language;

use super::known::{self, Known, KnownBy};
use super::lease::{Lease, Numbers};
use super::list::{Field, ListedPerson};
use super::people::{self, ListedRow};
use super::take::ListError;
use super::{CampaignError, Campaigns, messages, same, tidy};
use crate::store::{StoreError, Tx, sql};
use crate::vault::Term;

/// A good line, and what the person is known by.
pub(super) type Good = (ListedPerson, Vec<(Field, Term)>);

/// What a batch belongs to.
pub(super) struct Of<'t> {
    pub campaigns: &'t Campaigns,
    pub campaign: &'t CampaignId,
    pub lease: &'t Lease,
    pub list: &'t ListId,
    pub version: VersionNo,
    /// What whoever says nothing reads.
    pub language: &'t Language,
    pub no: BatchNo,
}

/// Who is on the lines of a batch.
struct Sorted<'g> {
    /// The rows to be added, and whose they are where it is somebody who is known.
    rows: Vec<(&'g ListedPerson, Option<i64>)>,
    /// What people are known by that was not known of them.
    terms: Vec<(i64, KnownBy)>,
    /// What the lines say beside that of people who were known before.
    said: BTreeMap<i64, Digest>,
    /// To whom there is to be a message.
    told: Vec<i64>,
    /// Who gives way, and to whom: a line named both.
    same: Vec<(i64, i64)>,
}

/// What came of writing a batch.
enum Written {
    /// It is there, with so many messages; the numbers for the next one.
    There(u64, Numbers),
    /// Somebody on it was erased meanwhile: whoever is on it now is somebody else.
    Erased,
}

impl Of<'_> {
    /// Puts the lines there; gives the batch, and numbers for the rows of the next one.
    pub(super) async fn put(
        &self,
        good: &[Good],
        left_out: u32,
        mut numbers: Numbers,
    ) -> Result<(Batch, Numbers, i64), ListError> {
        let desk = self.campaigns.desk();
        let vault = self.campaigns.vault();
        let terms: Vec<Vec<KnownBy>> = good
            .iter()
            .map(|(_, terms)| {
                terms.iter().map(|(kind, term)| (*kind, vault.row_term(term))).collect()
            })
            .collect();
        loop {
            let sorted = self.sort(good, &terms, numbers).await?;
            let chance = desk.chance().clone();
            let place = (numbers.first, self.no);
            let rows = people::seal(
                vault,
                || chance.bytes(),
                self.campaign,
                place,
                &sorted.rows,
                self.language,
            )
            .await;
            let rows = rows.map_err(CampaignError::from)?;
            match self.write(&rows, &sorted).await? {
                Written::There(messages, next) => {
                    let lines = (good.len(), left_out);
                    let batch = self.batch(lines, &rows, sorted.same.len(), messages);
                    let end = rows.last().map_or(numbers.first, |row| row.no + 1);
                    return Ok((batch, next, end));
                }
                // There are keys for the numbers by now: it takes others.
                Written::Erased => {
                    let others = tidy::numbers(self.campaigns, self.lease).await?;
                    numbers = others.ok_or(ListError::Busy)?;
                }
            }
        }
    }

    async fn sort<'g>(
        &self,
        good: &'g [Good],
        terms: &[Vec<KnownBy>],
        numbers: Numbers,
    ) -> Result<Sorted<'g>, ListError> {
        let all: Vec<Digest> = terms.iter().flatten().map(|(_, term)| *term).collect();
        let mut known = {
            let mut reader = self.campaigns.desk().read().await?;
            Known::read(reader.conn(), self.campaign, &all).await?
        };
        let mut sorted = Sorted {
            rows: Vec::new(),
            terms: Vec::new(),
            said: BTreeMap::new(),
            told: Vec::new(),
            same: Vec::new(),
        };
        let mut next = numbers.first;
        for ((line, _), terms) in good.iter().zip(terms) {
            let who = known.who(terms);
            let person = who.unwrap_or(next);
            let new = known.learn(person, terms);
            while let Some(other) = known.other(person, terms) {
                known.join(other, person);
                sorted.same.push((other, person));
            }
            let said = line.said().ok().flatten();
            let said = said.map(|said| self.campaigns.vault().row_term(&said));
            // What the first line of somebody says is in its row anyway.
            let heard = said.is_some_and(|said| known.hear(person, said));
            let says_more = heard && who.is_some();
            if says_more && let Some(said) = said {
                sorted.said.insert(person, said);
            }
            if says_more || !new.is_empty() {
                sorted.rows.push((line, who));
                next += 1;
            }
            sorted.terms.extend(new.into_iter().map(|term| (person, term)));
            sorted.told.push(person);
        }
        sorted.told.sort_unstable();
        sorted.told.dedup();
        let given_way: BTreeSet<i64> = sorted.same.iter().map(|(other, _)| *other).collect();
        sorted.told.retain(|person| !given_way.contains(person));
        Ok(sorted)
    }

    async fn write(&self, rows: &[ListedRow], sorted: &Sorted<'_>) -> Result<Written, ListError> {
        let mut desk = self.campaigns.desk().clone();
        let now = desk.clock().now();
        let mut tx = desk.store().begin().await?;
        // It took so long that somebody else began another one.
        if !self.lease.hold(&mut tx, now).await? {
            return Err(ListError::Busy);
        }
        // Whoever erases waits for the lease of the campaign's row, too: nobody comes in between.
        let named = sorted.same.iter().map(|(other, _)| *other);
        let named: Vec<i64> = sorted.told.iter().copied().chain(named).collect();
        if !known::erased(tx.conn(), self.campaign, &named).await?.is_empty() {
            return Ok(Written::Erased);
        }
        let messages = self.insert(&mut tx, rows, sorted, now).await?;
        let next = self.lease.numbers(&mut tx).await?.ok_or(ListError::Busy)?;
        tx.commit().await?;
        Ok(Written::There(messages, next))
    }

    async fn insert(
        &self,
        tx: &mut Tx<'_>,
        rows: &[ListedRow],
        sorted: &Sorted<'_>,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let no = i64::from(self.no.0);
        sql!(
            run tx.conn(),
            "insert into campaign_batch (campaign, batch, list, version, live)
             values ($1, $2, $3, $4, $5)",
            self.campaign.as_str(),
            no,
            self.list.as_str(),
            i64::from(self.version.0),
            false
        )?;
        people::insert(tx, self.campaign, self.no, rows, &sorted.terms).await?;
        people::insert_said(tx, self.campaign, self.no, &sorted.said).await?;
        same::insert(tx, self.campaign, self.no, &sorted.same).await?;
        messages::add(tx, self.campaign, (self.version, no), &sorted.told, now).await
    }

    fn batch(
        &self,
        (good, left_out): (usize, u32),
        rows: &[ListedRow],
        joined: usize,
        messages: u64,
    ) -> Batch {
        let hashes: Vec<Digest> = rows.iter().map(|row| row.hash).collect();
        let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
        Batch {
            no: self.no,
            list: self.list.clone(),
            version: self.version,
            lines: count(good) + left_out,
            people: count(rows.iter().filter(|row| row.person == row.no).count()),
            joined: count(joined),
            messages: u32::try_from(messages).unwrap_or(u32::MAX),
            left_out,
            digest: Digest::root_of(&hashes),
        }
    }
}
