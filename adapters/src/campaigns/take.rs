//! Taking a list in: whole, or not at all.

use habeas_domain::campaign::{Act, Batch, Campaign, Command, MOST_ROWS, Refusal};
use habeas_domain::digest::Digest;
use habeas_domain::id::{BatchNo, CampaignId, ListId, VersionNo};
use habeas_domain::place::Language;
use sha2::{Digest as _, Sha256};

use super::batch::{Good, Of, Put};
use super::lease::{Lease, Numbers};
use super::left_out::{self, MOST_LEFT_OUT};
use super::list::{BadLine, Format, Line, Reader, Unreadable};
use super::{CampaignError, Campaigns, tidy};
use crate::desk::{Call, DeskError, Done};
use crate::store::StoreError;

/// Why a list was not taken in. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// Lines are bad, and were not to be left out; or nobody would be left; or they are more than
    /// [`MOST_LEFT_OUT`].
    #[error("the list has {count} bad lines")]
    Bad {
        /// The first [`MOST_LEFT_OUT`] of them.
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
    /// The lines that were left out, each of them. They can be [read](left_out::list) later, too.
    pub left_out: Vec<BadLine>,
}

/// How a list is taken in.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// How it is written.
    pub format: Format,
    /// Whether bad lines are left out, and the others taken.
    pub lenient: bool,
    /// The revision of the campaign that whoever gives it saw, when they insist.
    pub expect: Option<u64>,
}

/// A list on its way in.
#[derive(Debug)]
pub struct Taking {
    campaigns: Campaigns,
    campaign: CampaignId,
    version: VersionNo,
    list: ListId,
    /// What whoever says nothing reads.
    language: Language,
    call: Call,
    manner: Manner,
    good_count: u64,
    reader: Option<Reader>,
    hash: Sha256,
    lines: Vec<Line>,
    bad: Vec<BadLine>,
    bad_count: u64,
    batches: Vec<Batch>,
    next_batch: BatchNo,
    /// None where it was taken in before: it is read to its end then, to see that it is the same.
    holds: Option<Holds>,
}

/// What whoever takes a list in has for itself.
#[derive(Debug)]
struct Holds {
    lease: Lease,
    /// The number of its first row.
    own: i64,
    /// For the rows of the next batch.
    numbers: Numbers,
    /// Behind the last row.
    end: i64,
}

impl Campaigns {
    /// Begins to take a list in for a version. The same command takes the same list in once.
    pub async fn take(
        &self,
        campaign: &CampaignId,
        version: VersionNo,
        manner: Manner,
        call: &Call,
    ) -> Result<Taking, ListError> {
        let list = ListId::derive(&[campaign.as_str(), &call.command]);
        // There is nothing to take of a campaign that is not there.
        self.get(campaign).await?;
        let lease = Lease::take(self, campaign).await?.ok_or(ListError::Busy)?;
        match self.begin(campaign, (version, &list), manner.expect, &lease).await {
            Ok(begun) => Ok(Taking {
                reader: Some(Reader::new(manner.format, self.home())),
                campaigns: self.clone(),
                campaign: campaign.clone(),
                version,
                list,
                call: call.clone(),
                manner,
                language: begun.language,
                good_count: 0,
                hash: Sha256::new(),
                lines: Vec::new(),
                bad: Vec::new(),
                bad_count: 0,
                batches: Vec::new(),
                next_batch: begun.batch,
                holds: begun.numbers.map(|numbers| Holds {
                    lease,
                    own: numbers.first,
                    numbers,
                    end: numbers.first,
                }),
            }),
            Err(error) => {
                tidy::give_back(self, &lease).await?;
                Err(error)
            }
        }
    }

    async fn begin(
        &self,
        campaign: &CampaignId,
        (version, list): (VersionNo, &ListId),
        expect: Option<u64>,
        lease: &Lease,
    ) -> Result<Begun, ListError> {
        let plan = tidy::set_right(self, campaign, lease).await?;
        let refused = |refusal| ListError::Campaign(DeskError::Refused(refusal).into());
        let of = plan.version(version).ok_or_else(|| refused(Refusal::Unknown("version")))?;
        let numbers = if plan.lists.contains(list) {
            tidy::give_back(self, lease).await?;
            None
        } else {
            // What would be refused at its end is refused before it is read.
            DeskError::if_stale(expect, plan.revision)?;
            if let Some(refusal) = plan.takes_no_list(of) {
                return Err(refused(refusal));
            }
            Some(tidy::numbers(self, lease).await?.ok_or(ListError::Busy)?)
        };
        let batch = BatchNo::after(plan.batches.as_ref());
        Ok(Begun { language: of.drafted.language.clone(), batch, numbers })
    }
}

/// Where a list begins.
struct Begun {
    /// What whoever says nothing reads.
    language: Language,
    /// The number of its first batch.
    batch: BatchNo,
    /// Numbers for its rows; none where it was taken in before.
    numbers: Option<Numbers>,
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

    /// The end of it: its events are appended, all at once; its messages leave once they are in the ledger.
    pub async fn finish(mut self) -> Result<Taken, ListError> {
        let mut lines = std::mem::take(&mut self.lines);
        let read = self.reader.take().map_or(Ok(()), |reader| reader.finish(&mut lines));
        self.readable(read).await?;
        self.stage(lines).await?;
        if self.is_refused() {
            // Of a list that is all bad nothing is left to be taken.
            let (lines, count) = (std::mem::take(&mut self.bad), self.bad_count);
            self.abandon().await?;
            return Err(ListError::Bad { lines, count });
        }
        if self.batches.is_empty() && self.holds.is_some() {
            self.abandon().await?;
            return Err(ListError::Empty);
        }
        if let Some(Holds { lease, .. }) = &self.holds {
            let of = (&self.campaign, &self.list);
            left_out::keep(&self.campaigns, of, lease, &self.bad).await?;
        }
        self.append().await
    }

    /// Leaves nothing of it behind. What a broken connection leaves is removed later.
    pub async fn abandon(self) -> Result<(), ListError> {
        self.leave_nothing().await
    }

    /// Rows of a list that was taken in before are not this one's to remove.
    async fn leave_nothing(&self) -> Result<(), ListError> {
        let Some(Holds { lease, .. }) = &self.holds else { return Ok(()) };
        Ok(tidy::drop_list(&self.campaigns, &self.campaign, lease, &self.list).await?)
    }

    fn is_refused(&self) -> bool {
        self.bad_count > 0 && (!self.manner.lenient || self.good_count == 0 || self.is_too_bad())
    }

    /// Whether more lines are bad than are left out of one list.
    fn is_too_bad(&self) -> bool {
        usize::try_from(self.bad_count).map_or(true, |count| count > MOST_LEFT_OUT)
    }

    async fn readable(&mut self, read: Result<(), Unreadable>) -> Result<(), ListError> {
        let Err(Unreadable(bad)) = read else { return Ok(()) };
        self.leave_nothing().await?;
        Err(ListError::Bad { lines: vec![bad], count: 1 })
    }

    /// Puts the rows of up to a thousand lines there; they are not live.
    async fn stage(&mut self, lines: Vec<Line>) -> Result<(), ListError> {
        let count = lines.len();
        let mut good: Vec<Good> = Vec::with_capacity(count);
        for (line, person) in lines {
            match person {
                Ok(person) => match person.terms() {
                    Ok(terms) => good.push((person, terms)),
                    Err(error) => self.put_bad(BadLine { line, field: None, reason: error.rule }),
                },
                Err(bad) => self.put_bad(bad),
            }
        }
        self.good_count += u64::try_from(good.len()).unwrap_or(u64::MAX);
        // What will be refused is read to its end, since its bad lines are counted.
        if count == 0 || self.bad_count > 0 && !self.manner.lenient || self.is_too_bad() {
            return Ok(());
        }
        let Some(holds) = &mut self.holds else { return Ok(()) };
        let left_out = u32::try_from(count - good.len()).unwrap_or(u32::MAX);
        let of = Of {
            campaigns: &self.campaigns,
            campaign: &self.campaign,
            lease: &holds.lease,
            list: &self.list,
            version: self.version,
            language: &self.language,
            no: self.next_batch,
            own: holds.own,
        };
        let Put { batch, numbers, end, less } = of.put(&good, left_out, holds.numbers).await?;
        (holds.numbers, holds.end) = (numbers, end);
        for before in &mut self.batches {
            let less = less.get(&before.no).copied().unwrap_or(0);
            before.people = before.people.saturating_sub(less);
            before.messages = before.messages.saturating_sub(less);
        }
        self.next_batch = BatchNo::after(Some(&batch.no));
        self.batches.push(batch);
        Ok(())
    }

    fn put_bad(&mut self, bad: BadLine) {
        self.bad_count += 1;
        if self.bad.len() < MOST_LEFT_OUT {
            self.bad.push(bad);
        }
    }

    async fn append(self) -> Result<Taken, ListError> {
        let body = Digest::from_bytes(self.hash.finalize().into()).to_string();
        let asked = serde_json::json!({
            "list": body, "version": self.version.0, "lenient": self.manner.lenient,
        });
        let path = self.campaign.as_str();
        let fingerprint = self.campaigns.vault().fingerprint("POST", path, &asked);
        let call = Call { request: Some(fingerprint), ..self.call };
        let (act, expect) = (Act::List(self.batches), self.manner.expect);
        let done = self
            .campaigns
            .desk()
            .execute::<Campaign, _>(self.campaign.as_str(), &call, |campaign, now| {
                if let Some(plan) = campaign.plan() {
                    DeskError::if_stale(expect, plan.revision)?;
                }
                Ok(Command { now, by: call.actor.clone(), act: act.clone() })
            })
            .await;
        let done = match done {
            Ok(done) => done,
            Err(error @ (DeskError::Store(_) | DeskError::Busy)) => return Err(error.into()),
            // Somebody else has the campaign by now, and has broken this list off.
            Err(DeskError::Refused(Refusal::BadBatch)) => return Err(ListError::Busy),
            Err(error) => {
                if let Some(Holds { lease, .. }) = &self.holds {
                    tidy::drop_list(&self.campaigns, &self.campaign, lease, &self.list).await?;
                }
                return Err(error.into());
            }
        };
        if let Some(Holds { lease, end, .. }) = &self.holds {
            tidy::end(&self.campaigns, lease, *end).await?;
        }
        Ok(Taken { done, list: self.list, left_out: self.bad })
    }
}
