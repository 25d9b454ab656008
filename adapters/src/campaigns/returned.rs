//! Messages that come back after they were handed over.

use habeas_domain::campaign::Outcome;
use habeas_domain::contact::Channel;
use habeas_domain::id::{CampaignId, VersionNo};

use super::by_hand::goes_on;
use super::outcomes::{self, Became};
use super::{CampaignError, Campaigns};
use crate::desk::{Call, DeskError};
use crate::store::{StoreError, sql};
use crate::vault::Term;

#[derive(sqlx::FromRow)]
struct Found {
    person: i64,
}

impl Campaigns {
    /// A message came back from a contact: the next way is tried for everybody whom it was to tell there, or
    /// people see to it. False when nobody was told there by that channel. Said again by the same command, it
    /// changes nothing.
    pub async fn came_back(
        &self,
        campaign: &CampaignId,
        version: VersionNo,
        (term, channel): (&Term, Channel),
        call: &Call,
        expect: Option<u64>,
    ) -> Result<bool, CampaignError> {
        let (plan, _) = self.get(campaign).await?;
        let goes_on = plan.version(version).is_some_and(|of| goes_on(&plan, of));
        // Whoever has the correction needs what it corrects no more.
        let corrected = plan.superseded_by(version).is_some();
        let left = match (goes_on, corrected) {
            (true, _) => "queued",
            (false, true) => "withdrawn",
            (false, false) => "unreachable",
        };
        let people = self.reached_at(campaign, term).await?;
        let now = self.desk().clock().now();
        let mut desk = self.desk().clone();
        let mut tx = desk.store().begin().await?;
        outcomes::wait(&mut tx, campaign).await?;
        if outcomes::is_said(tx.conn(), campaign, call).await? {
            return Ok(true);
        }
        DeskError::if_stale(expect, plan.revision)?;
        let mut became = Vec::new();
        for person in people {
            let came = sql!(
                run tx.conn(),
                "update campaign_message
                    set state = $5, next_at = $6, told_at = null, channel = null, tries = 0,
                        tried = trim(tried || ' ' || channel)
                  where campaign = $1 and version = $2 and person = $3 and state = 'told'
                    and channel = $4",
                campaign.as_str(),
                i64::from(version.0),
                person,
                channel.code(),
                left,
                goes_on.then_some(now)
            )?;
            if came == 0 {
                continue;
            }
            let one = |outcome, channel| Became::of(person, (outcome, channel), now);
            became.push(one(Outcome::CameBack, Some(channel)));
            if left == "unreachable" {
                became.push(one(Outcome::Unreachable, None));
            }
        }
        if became.is_empty() {
            return Ok(false);
        }
        outcomes::add(&mut tx, campaign, version, &became, Some(call)).await?;
        tx.commit().await?;
        Ok(true)
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
