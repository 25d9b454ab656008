//! One batch of a list on its way in: up to a thousand lines, which become rows that are not live.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use habeas_domain::campaign::Batch;
use habeas_domain::digest::Digest;
use habeas_domain::id::{BatchNo, CampaignId, ListId, VersionNo};
use habeas_domain::place::Language;

use super::joined::Joined;
use super::known::{self, Known, KnownBy};
use super::lease::{Lease, Numbers};
use super::list::{Field, ListedPerson};
use super::people::{self, ListedRow};
use super::take::ListError;
use super::{CampaignError, Campaigns, messages, tidy};
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
    /// The number from which on people came by this list.
    pub own: i64,
}

/// A batch that is there.
pub(super) struct Put {
    pub batch: Batch,
    /// Numbers for the rows of the next one.
    pub numbers: Numbers,
    /// Behind its last row.
    pub end: i64,
    /// How many people and messages the batches before it bring less: they are somebody else's.
    pub less: BTreeMap<BatchNo, u32>,
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
    /// Who turned out to be somebody else.
    joined: Joined,
}

impl Sorted<'_> {
    /// Puts everything to whom it belongs now that the whole batch is read, of which the rows are numbered
    /// from there on.
    fn settle(&mut self, first: i64) {
        let Self { rows, terms, said, told, joined } = self;
        for (no, (_, who)) in (first..).zip(rows) {
            let one = joined.one(who.unwrap_or(no));
            *who = (one != no).then_some(one);
        }
        for (person, _) in terms {
            *person = joined.one(*person);
        }
        said.retain(|person, _| !joined.is_gone(*person));
        for person in &mut *told {
            *person = joined.one(*person);
        }
        told.sort_unstable();
        told.dedup();
    }
}

/// What came of writing a batch.
enum Written {
    /// It is there, with so many messages; the numbers for the next one; what batches before bring less.
    There(u64, Numbers, BTreeMap<BatchNo, u32>),
    /// Somebody on it was erased meanwhile: whoever is on it now is somebody else.
    Erased,
}

impl Of<'_> {
    /// Puts the lines there.
    pub(super) async fn put(
        &self,
        good: &[Good],
        left_out: u32,
        mut numbers: Numbers,
    ) -> Result<Put, ListError> {
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
            match self.write(&rows, &sorted, numbers.first).await? {
                Written::There(messages, next, less) => {
                    let batch = self.batch(good.len(), left_out, &rows, messages);
                    let end = rows.last().map_or(numbers.first, |row| row.no + 1);
                    return Ok(Put { batch, numbers: next, end, less });
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
            joined: Joined::default(),
        };
        let mut next = numbers.first;
        for ((line, _), terms) in good.iter().zip(terms) {
            let mut who = known.who(terms);
            while let Some(one) = who
                && let Some(other) = known.other(one, terms, self.own)
            {
                let joined = known.join(one, other);
                sorted.joined.put(joined);
                who = Some(joined.0);
            }
            let person = who.unwrap_or(next);
            let new = known.learn(person, terms);
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
        sorted.settle(numbers.first);
        Ok(sorted)
    }

    async fn write(
        &self,
        rows: &[ListedRow],
        sorted: &Sorted<'_>,
        first: i64,
    ) -> Result<Written, ListError> {
        let mut desk = self.campaigns.desk().clone();
        let now = desk.clock().now();
        let mut tx = desk.store().begin().await?;
        // It took so long that somebody else began another one.
        if !self.lease.hold(&mut tx, now).await? {
            return Err(ListError::Busy);
        }
        // Whoever erases waits for the lease of the campaign's row, too: nobody comes in between.
        if !known::erased(tx.conn(), self.campaign, &sorted.told).await?.is_empty() {
            return Ok(Written::Erased);
        }
        let less = sorted.joined.join(&mut tx, self.campaign, first).await?;
        let messages = self.insert(&mut tx, rows, sorted, now).await?;
        let next = self.lease.numbers(&mut tx).await?.ok_or(ListError::Busy)?;
        tx.commit().await?;
        Ok(Written::There(messages, next, less))
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
        messages::add(tx, self.campaign, (self.version, no), &sorted.told, now).await
    }

    fn batch(&self, good: usize, left_out: u32, rows: &[ListedRow], messages: u64) -> Batch {
        let hashes: Vec<Digest> = rows.iter().map(|row| row.hash).collect();
        let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
        Batch {
            no: self.no,
            list: self.list.clone(),
            version: self.version,
            lines: count(good) + left_out,
            people: count(rows.iter().filter(|row| row.person == row.no).count()),
            messages: u32::try_from(messages).unwrap_or(u32::MAX),
            left_out,
            digest: Digest::root_of(&hashes),
        }
    }
}
