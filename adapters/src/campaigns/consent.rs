//! What people answer who are asked for consent. Silence is never consent.

use habeas_domain::campaign::Outcome;
use habeas_domain::id::{CampaignId, VersionNo};

use super::outcomes::{self, Became};
use super::{CampaignError, Campaigns};
use crate::store::{StoreError, sql};

impl Campaigns {
    /// What a person answered when asked for consent; false when they were asked nothing, or are erased.
    /// Whoever was sent a question may answer it, whatever became of it since.
    pub async fn answered(
        &self,
        campaign: &CampaignId,
        person: i64,
        agrees: bool,
    ) -> Result<bool, CampaignError> {
        #[derive(sqlx::FromRow)]
        struct Asked {
            version: i64,
            answer: Option<String>,
        }
        let now = self.desk().clock().now();
        let answer = if agrees { "given" } else { "refused" };
        let mut desk = self.desk().clone();
        let mut tx = desk.store().begin().await?;
        let asked = sql!(
            optional Asked,
            tx.conn(),
            "select m.version, m.answer from campaign_message m
               join campaign_person p on p.campaign = m.campaign and p.no = m.person
              where m.campaign = $1 and m.person = $2 and p.sealed is not null
                and m.claim > 0
              order by m.version desc limit 1",
            campaign.as_str(),
            person
        )?;
        let Some(Asked { version, answer: before }) = asked else { return Ok(false) };
        if before.as_deref() == Some(answer) {
            return Ok(true);
        }
        let said = sql!(
            run tx.conn(),
            "update campaign_message set answer = $4
              where campaign = $1 and person = $2 and version = $3
                and (answer is null or answer <> $4)",
            campaign.as_str(),
            person,
            version,
            answer
        )?;
        if said == 1 {
            let wrong = || StoreError::inconsistent("campaign_message", "version", person);
            let no = VersionNo(u16::try_from(version).map_err(|_| wrong())?);
            let outcome = if agrees { Outcome::ConsentGiven } else { Outcome::ConsentRefused };
            let became = [Became { person, outcome, channel: None, at: now }];
            outcomes::add(&mut tx, campaign, no, &became, None).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// How many of those asked agreed, refused, and did not answer.
    pub async fn answers(&self, campaign: &CampaignId) -> Result<Answers, StoreError> {
        let mut reader = self.desk().read().await?;
        sql!(
            one Answers,
            reader.conn(),
            "select count(*) filter (where answer = 'given') as given,
                    count(*) filter (where answer = 'refused') as refused,
                    count(*) filter (where answer is null and state = 'told') as unanswered
               from campaign_message m
              where campaign = $1 and version =
                    (select max(l.version) from campaign_message l
                      where l.campaign = m.campaign and l.person = m.person
                        and l.claim > 0)",
            campaign.as_str()
        )
    }
}

/// What people answered who were asked for consent. Silence is never consent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Answers {
    /// Agreed.
    pub given: i64,
    /// Refused, or withdrew what they had given.
    pub refused: i64,
    /// Did not answer.
    pub unanswered: i64,
}
