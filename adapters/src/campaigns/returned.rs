//! Messages that come back after they were handed over.

use chrono::{DateTime, Utc};
use habeas_domain::campaign::{Outcome, Plan};
use habeas_domain::contact::Channel;
use habeas_domain::id::{CampaignId, VersionNo};

use super::by_hand::goes_on;
use super::history::Whom;
use super::outcomes::{self, Became};
use super::{CampaignError, Campaigns, fence, known};
use crate::desk::{Call, DeskError};
use crate::store::{StoreError, Tx, sql};
use crate::vault::Term;

#[derive(sqlx::FromRow)]
struct Found {
    person: i64,
}

/// What becomes of a message that came back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Left {
    /// The next way is tried.
    Queued,
    /// Whoever has the correction needs what it corrects no more.
    Withdrawn,
    /// Nothing more is sent by itself: people see to it.
    Unreachable,
}

impl Left {
    fn of(plan: &Plan, version: VersionNo) -> Self {
        if plan.version(version).is_some_and(|of| goes_on(plan, of)) {
            Self::Queued
        } else if plan.superseded_by(version).is_some() {
            Self::Withdrawn
        } else {
            Self::Unreachable
        }
    }

    const fn state(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Withdrawn => "withdrawn",
            Self::Unreachable => "unreachable",
        }
    }
}

impl Campaigns {
    /// A message came back from a contact, or from somebody: the next way is tried for everybody whom it was
    /// to tell there, or people see to it. False when nobody was told there by that channel. Said again by the
    /// same command, it changes nothing.
    pub async fn came_back(
        &self,
        campaign: &CampaignId,
        (version, channel): (VersionNo, Channel),
        from: &Whom,
        call: &Call,
        expect: Option<u64>,
    ) -> Result<bool, CampaignError> {
        let people = match from {
            Whom::KnownBy(term) => self.reached_at(campaign, term).await?,
            Whom::Person(found) if found.campaign == *campaign => vec![found.person],
            Whom::Person(_) => Vec::new(),
        };
        for _ in 0..fence::ROUNDS {
            let (plan, seen) = self.get(campaign).await?;
            let now = self.desk().clock().now();
            let mut desk = self.desk().clone();
            let mut tx = desk.store().begin().await?;
            outcomes::wait(&mut tx, campaign).await?;
            if !fence::stands(tx.conn(), campaign, seen).await? {
                continue;
            }
            if outcomes::is_said(tx.conn(), campaign, call).await? {
                return Ok(true);
            }
            DeskError::if_stale(expect, plan.revision)?;
            let left = Left::of(&plan, version);
            let back = Back { campaign, version, channel, left, now };
            let became = back.write(&mut tx, &people).await?;
            if became.is_empty() {
                return Ok(false);
            }
            outcomes::add(&mut tx, campaign, version, &became, Some(call)).await?;
            tx.commit().await?;
            return Ok(true);
        }
        Err(DeskError::Busy.into())
    }

    /// Everybody whom messages reach there now. Who was known by it before a newer list is not among them.
    async fn reached_at(
        &self,
        campaign: &CampaignId,
        term: &Term,
    ) -> Result<Vec<i64>, CampaignError> {
        let sought = self.vault().row_term(term);
        let found = {
            let mut reader = self.desk().read().await?;
            sql!(
                all Found,
                reader.conn(),
                "select person from campaign_contact where campaign = $1 and term = $2",
                campaign.as_str(),
                sought.as_bytes().as_slice()
            )?
        };
        let people = self.people(campaign, found.iter().map(|found| found.person)).await?;
        let mut reached = Vec::with_capacity(people.len());
        for (no, person) in people {
            let terms = person
                .terms()
                .map_err(|_| StoreError::inconsistent("campaign_person", "sealed", no))?;
            if terms.iter().any(|(_, term)| self.vault().row_term(term) == sought) {
                reached.push(no);
            }
        }
        Ok(reached)
    }
}

/// Messages that came back, and what becomes of them.
struct Back<'c> {
    campaign: &'c CampaignId,
    version: VersionNo,
    channel: Channel,
    left: Left,
    now: DateTime<Utc>,
}

impl Back<'_> {
    /// Writes it to the messages of those who were told so; gives what became of each. Whoever was erased
    /// is told by no other way, and nobody looks for them.
    async fn write(&self, tx: &mut Tx<'_>, people: &[i64]) -> Result<Vec<Became>, StoreError> {
        let erased = known::erased(tx.conn(), self.campaign, people).await?;
        let mut became = Vec::new();
        for person in people.iter().copied().filter(|person| !erased.contains(person)) {
            let came = sql!(
                run tx.conn(),
                "update campaign_message
                    set state = $5, next_at = $6, told_at = null, channel = null, tries = 0,
                        tried = trim(tried || ' ' || channel)
                  where campaign = $1 and version = $2 and person = $3 and state = 'told'
                    and channel = $4",
                self.campaign.as_str(),
                i64::from(self.version.0),
                person,
                self.channel.code(),
                self.left.state(),
                (self.left == Left::Queued).then_some(self.now)
            )?;
            if came == 0 {
                continue;
            }
            let one = |outcome, channel| Became::of(person, (outcome, channel), self.now);
            became.push(one(Outcome::CameBack, Some(self.channel)));
            if self.left == Left::Unreachable {
                became.push(one(Outcome::Unreachable, None));
            }
        }
        Ok(became)
    }
}
