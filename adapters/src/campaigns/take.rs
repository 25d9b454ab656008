//! Taking a list in: whole, or not at all.

use std::collections::hash_map::Entry;

use chrono::{DateTime, TimeDelta, Utc};
use habeas_domain::campaign::{Act, Batch, Campaign, Command, MOST_ROWS, Refusal, Stage};
use habeas_domain::digest::Digest;
use habeas_domain::id::{BatchNo, CampaignId, ListId, VersionNo};
use sha2::{Digest as _, Sha256};

use super::list::{BadLine, Format, Line, ListedPerson, Reader, Unreadable};
use super::{CampaignError, Campaigns, messages, people, tidy};
use crate::desk::{Call, DeskError, Done, Effect};
use crate::store::{StoreError, sql};

/// How long whoever takes a list in may be silent before it is held to be gone.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// So many bad lines are named; of more, the number is said.
const MOST_NAMED: usize = 100;

/// Why a list was not taken in. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// Lines are bad: the first of them, and how many there are.
    #[error("the list has {count} bad lines")]
    Bad {
        /// The first hundred.
        lines: Vec<BadLine>,
        /// How many there are in all.
        count: u64,
    },
    /// It names nobody.
    #[error("the list names nobody")]
    Empty,
    /// Another list of the campaign is being taken in.
    #[error("another list of this campaign is being taken in")]
    Busy,
    /// The campaign did not take it.
    #[error(transparent)]
    Campaign(#[from] CampaignError),
}

impl From<StoreError> for ListError {
    fn from(error: StoreError) -> Self {
        Self::Campaign(error.into())
    }
}

impl From<DeskError<Refusal>> for ListError {
    fn from(error: DeskError<Refusal>) -> Self {
        Self::Campaign(error.into())
    }
}

/// A list that was taken in.
#[derive(Debug)]
pub struct Taken {
    /// The campaign after it.
    pub done: Done<Campaign>,
    /// The list.
    pub list: ListId,
    /// The lines that were left out: the first hundred.
    pub left_out: Vec<BadLine>,
}

/// A list on its way in.
#[derive(Debug)]
pub struct Taking {
    campaigns: Campaigns,
    campaign: CampaignId,
    version: VersionNo,
    list: ListId,
    call: Call,
    /// Whether bad lines are left out, and the others taken.
    lenient: bool,
    reader: Option<Reader>,
    hash: Sha256,
    lines: Vec<Line>,
    bad: Vec<BadLine>,
    bad_count: u64,
    batches: Vec<Batch>,
    next_batch: BatchNo,
    next_person: i64,
    /// It was taken in before: read to its end, to see that it is the same.
    repeated: bool,
}

impl Campaigns {
    /// Begins to take a list in for a version. The same command takes the same list in once.
    pub async fn take(
        &self,
        campaign: &CampaignId,
        version: VersionNo,
        format: Format,
        lenient: bool,
        call: &Call,
    ) -> Result<Taking, ListError> {
        let list = ListId::derive(&[campaign.as_str(), &call.command]);
        let (plan, _) = self.get(campaign).await?;
        let repeated = plan.lists.contains(&list);
        let refused = |refusal| ListError::Campaign(DeskError::Refused(refusal).into());
        let of = plan.version(version).ok_or_else(|| refused(Refusal::Unknown("version")))?;
        if !repeated && of.stage == Stage::Stopped {
            return Err(refused(Refusal::NoListHere));
        }
        let next_person = if repeated {
            1
        } else {
            tidy::begin(self, campaign, &plan, &list, LEASE).await?.ok_or(ListError::Busy)?
        };
        // Batches of lists that were taken in meanwhile count; none can come while this one is taken.
        let (plan, _) = self.get(campaign).await?;
        Ok(Taking {
            reader: Some(Reader::new(format, self.home(), of.drafted.language.clone())),
            campaigns: self.clone(),
            campaign: campaign.clone(),
            version,
            list,
            call: call.clone(),
            lenient,
            hash: Sha256::new(),
            lines: Vec::new(),
            bad: Vec::new(),
            bad_count: 0,
            batches: Vec::new(),
            next_batch: BatchNo::after(plan.batches.as_ref()),
            next_person,
            repeated,
        })
    }
}

impl Taking {
    /// Takes the next piece of it.
    pub async fn feed(&mut self, piece: &[u8]) -> Result<(), ListError> {
        self.hash.update(piece);
        let mut lines = std::mem::take(&mut self.lines);
        let read = match &mut self.reader {
            Some(reader) => reader.feed(piece, &mut lines),
            None => Ok(()),
        };
        self.lines = lines;
        self.readable(read).await?;
        while self.lines.len() >= MOST_ROWS {
            let rest = self.lines.split_off(MOST_ROWS);
            let lines = std::mem::replace(&mut self.lines, rest);
            self.stage(lines).await?;
        }
        Ok(())
    }

    /// The end of it: its events are appended, all at once, and its messages may leave.
    pub async fn finish(mut self) -> Result<Taken, ListError> {
        let mut lines = std::mem::take(&mut self.lines);
        let read = self.reader.take().map_or(Ok(()), |reader| reader.finish(&mut lines));
        self.readable(read).await?;
        self.stage(lines).await?;
        if self.is_refused() {
            let (lines, count) = (std::mem::take(&mut self.bad), self.bad_count);
            self.abandon().await?;
            return Err(ListError::Bad { lines, count });
        }
        if self.batches.is_empty() && !self.repeated {
            self.abandon().await?;
            return Err(ListError::Empty);
        }
        self.append().await
    }

    /// Leaves nothing of it behind. What a broken connection leaves is removed later.
    pub async fn abandon(self) -> Result<(), ListError> {
        self.leave_nothing().await
    }

    /// Rows of a list that was taken in before are not this one's to remove.
    async fn leave_nothing(&self) -> Result<(), ListError> {
        if self.repeated {
            return Ok(());
        }
        Ok(tidy::drop_list(&self.campaigns, &self.campaign, &self.list).await?)
    }

    const fn is_refused(&self) -> bool {
        self.bad_count > 0 && !self.lenient
    }

    async fn readable(&mut self, read: Result<(), Unreadable>) -> Result<(), ListError> {
        let Err(Unreadable(bad)) = read else { return Ok(()) };
        self.leave_nothing().await?;
        Err(ListError::Bad { lines: vec![bad], count: 1 })
    }

    /// Puts the rows of up to a thousand lines there; they are not live.
    async fn stage(&mut self, lines: Vec<Line>) -> Result<(), ListError> {
        let count = lines.len();
        let mut good = Vec::with_capacity(count);
        for (line, person) in lines {
            match person {
                Ok(person) => match person.terms() {
                    Ok(terms) => good.push((person, terms)),
                    Err(error) => self.put_bad(BadLine { line, field: None, reason: error.rule }),
                },
                Err(bad) => self.put_bad(bad),
            }
        }
        if good.is_empty() && count == 0 || self.is_refused() || self.repeated {
            return Ok(());
        }
        let left_out = u32::try_from(count - good.len()).unwrap_or(u32::MAX);
        let batch = self.put(good, left_out).await?;
        self.next_batch = BatchNo::after(Some(&batch.no));
        self.batches.push(batch);
        Ok(())
    }

    fn put_bad(&mut self, bad: BadLine) {
        self.bad_count += 1;
        if self.bad.len() < MOST_NAMED {
            self.bad.push(bad);
        }
    }

    async fn put(
        &mut self,
        good: Vec<(ListedPerson, Vec<crate::vault::Term>)>,
        left_out: u32,
    ) -> Result<Batch, ListError> {
        let desk = self.campaigns.desk().clone();
        let vault = self.campaigns.vault();
        let terms: Vec<Vec<Digest>> = good
            .iter()
            .map(|(_, terms)| terms.iter().map(|term| vault.row_term(term)).collect())
            .collect();
        let all: Vec<Digest> = terms.iter().flatten().copied().collect();
        let mut known = {
            let mut reader = desk.read().await?;
            people::known(reader.conn(), &self.campaign, &all).await?
        };
        // Whoever shares anything with somebody on a list is that person.
        let (mut new, mut told, mut new_terms) = (Vec::new(), Vec::new(), Vec::new());
        for ((person, _), terms) in good.iter().zip(&terms) {
            let no = if let Some(no) = terms.iter().find_map(|term| known.get(term)) {
                *no
            } else {
                new.push(person);
                self.next_person + i64::try_from(new.len() - 1).unwrap_or(i64::MAX)
            };
            for term in terms {
                if let Entry::Vacant(entry) = known.entry(*term) {
                    entry.insert(no);
                    new_terms.push((*term, no));
                }
            }
            told.push(no);
        }
        told.sort_unstable();
        told.dedup();
        let (first, no) = (self.next_person, self.next_batch);
        let chance = desk.chance().clone();
        let sealed = people::seal(vault, || chance.bytes(), &self.campaign, (first, no), &new)
            .await
            .map_err(CampaignError::from)?;
        let next_person = first + i64::try_from(sealed.len()).unwrap_or(i64::MAX);
        let now = desk.clock().now();
        let messages = self.write(desk, &sealed, &new_terms, &told, (next_person, now)).await?;
        self.next_person = next_person;
        let hashes: Vec<Digest> = sealed.iter().map(|person| person.hash).collect();
        let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
        Ok(Batch {
            no,
            list: self.list.clone(),
            version: self.version,
            lines: count(good.len()) + left_out,
            people: count(sealed.len()),
            messages: u32::try_from(messages).unwrap_or(u32::MAX),
            left_out,
            digest: Digest::root_of(&hashes),
        })
    }

    async fn write(
        &self,
        mut desk: crate::desk::Desk,
        people: &[people::Person],
        terms: &[(Digest, i64)],
        told: &[i64],
        (next_person, now): (i64, DateTime<Utc>),
    ) -> Result<u64, ListError> {
        let mut tx = desk.store().begin().await?;
        let held = sql!(
            run tx.conn(),
            "update campaign_work set next_person = $3, list_until = $4
              where campaign = $1 and list = $2",
            self.campaign.as_str(),
            self.list.as_str(),
            next_person,
            now + LEASE
        )?;
        if held != 1 {
            // It took so long that somebody else began another one.
            return Err(ListError::Busy);
        }
        sql!(
            run tx.conn(),
            "insert into campaign_batch (campaign, batch, list, version, live)
             values ($1, $2, $3, $4, $5)",
            self.campaign.as_str(),
            i64::from(self.next_batch.0),
            self.list.as_str(),
            i64::from(self.version.0),
            false
        )?;
        people::insert(&mut tx, &self.campaign, people, terms).await?;
        let of = (self.version, i64::from(self.next_batch.0));
        let added = messages::add(&mut tx, &self.campaign, of, told, now).await?;
        tx.commit().await?;
        Ok(added)
    }

    async fn append(self) -> Result<Taken, ListError> {
        if !self.repeated && !tidy::hold(&self.campaigns, &self.campaign, &self.list, LEASE).await?
        {
            return Err(ListError::Busy);
        }
        let body = Digest::from_bytes(self.hash.finalize().into()).to_string();
        let asked = serde_json::json!({
            "list": body, "version": self.version.0, "lenient": self.lenient,
        });
        let path = self.campaign.as_str();
        let fingerprint = self.campaigns.vault().fingerprint("POST", path, &asked);
        let call = Call { request: Some(fingerprint), ..self.call };
        let act = Act::List(self.batches);
        let done = self
            .campaigns
            .desk()
            .execute::<Campaign, _>(self.campaign.as_str(), &call, |_, now| {
                Ok(Command { now, by: call.actor.clone(), act: act.clone() })
            })
            .await;
        let done = match done {
            Ok(done) => done,
            Err(error @ (DeskError::Store(_) | DeskError::Busy)) => return Err(error.into()),
            Err(error) => {
                if !self.repeated {
                    tidy::drop_list(&self.campaigns, &self.campaign, &self.list).await?;
                }
                return Err(error.into());
            }
        };
        if done.effect != Effect::Repeated {
            tidy::end(&self.campaigns, &self.campaign, &self.list).await?;
        }
        Ok(Taken { done, list: self.list, left_out: self.bad })
    }
}
