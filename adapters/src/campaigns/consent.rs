//! What people answer who are asked for consent. Silence is never consent.

use habeas_domain::ParseError;
use habeas_domain::campaign::Outcome;
use habeas_domain::id::{CampaignId, VersionNo};

use super::outcomes::{self, Became};
use super::{CampaignError, Campaigns};
use crate::desk::Call;
use crate::store::{Conn, StoreError, sql};

/// What somebody who was asked said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// They agreed.
    Given,
    /// They refused, or took back what they had given.
    Refused,
    /// Nothing.
    Nothing,
}

impl Answer {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Refused => "refused",
            Self::Nothing => "nothing",
        }
    }

    /// Reads a code.
    pub fn parse(code: &str) -> Result<Self, ParseError> {
        let found =
            [Self::Given, Self::Refused, Self::Nothing].into_iter().find(|a| a.code() == code);
        let rule = "must be given, refused or nothing";
        found.ok_or(ParseError { what: "answer", rule })
    }
}

/// Somebody who was asked, by the newest version that asked them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The number of the person in the campaign.
    pub person: i64,
    /// The version.
    pub version: VersionNo,
    /// What they said to it. What was agreed to by a version before was another text.
    pub answer: Answer,
}

#[derive(sqlx::FromRow)]
struct Row {
    person: i64,
    version: i64,
    answer: Option<String>,
}

/// Whether a message (a row `l`) asked its person: it left or may have, is on its way, or a clerk read it to them.
/// What was taken in hand and given back has asked nobody.
macro_rules! asked {
    () => {
        "(l.sent or l.held_until is not null or l.state = 'told')"
    };
}

/// The newest message of each person that asked them.
const NEWEST: &str = concat!(
    "m.version = (select max(l.version) from campaign_message l
                   where l.campaign = m.campaign and l.person = m.person and ",
    asked!(),
    ")"
);

/// Those who were asked, by person, after that one; those alone who said this, where it is given.
pub async fn list(
    conn: Conn<'_>,
    campaign: &CampaignId,
    said: Option<Answer>,
    (after, limit): (i64, i64),
) -> Result<Vec<Asked>, StoreError> {
    let rows = sql!(built Row, conn, |query| {
        query.push("select m.person, m.version, m.answer from campaign_message m where m.campaign = ");
        query.push_bind(campaign.as_str()).push(" and ").push(NEWEST);
        query.push(" and m.person > ").push_bind(after);
        match said {
            Some(Answer::Nothing) => {
                query.push(" and m.answer is null");
            }
            Some(said) => {
                query.push(" and m.answer = ").push_bind(said.code());
            }
            None => {}
        }
        query.push(" order by m.person limit ").push_bind(limit);
    })?;
    rows.into_iter().map(Row::read).collect()
}

impl Row {
    fn read(self) -> Result<Asked, StoreError> {
        let Self { person, version, answer } = self;
        let wrong = |column| StoreError::inconsistent("campaign_message", column, person);
        let version = VersionNo(u16::try_from(version).map_err(|_| wrong("version"))?);
        let answer = answer.map_or(Ok(Answer::Nothing), |code| Answer::parse(&code));
        Ok(Asked { person, version, answer: answer.map_err(|_| wrong("answer"))? })
    }
}

impl Campaigns {
    /// The version by which a person was asked last; none when they were asked nothing, or are erased.
    pub async fn asked(
        &self,
        campaign: &CampaignId,
        person: i64,
    ) -> Result<Option<VersionNo>, StoreError> {
        let mut reader = self.desk().read().await?;
        let rows = sql!(built Row, reader.conn(), |query| {
            query.push("select m.person, m.version, m.answer from campaign_message m
                          join campaign_person p on p.campaign = m.campaign and p.no = m.person
                         where p.sealed is not null and m.campaign = ");
            query.push_bind(campaign.as_str()).push(" and ").push(NEWEST);
            query.push(" and m.person = ").push_bind(person);
        })?;
        Ok(rows.into_iter().next().map(Row::read).transpose()?.map(|asked| asked.version))
    }

    /// What a person answered to a version that asked them; false when it did not, or they are erased.
    /// Whoever was sent a question may answer it, whatever became of it since. `said` is the command of a
    /// clerk to whom they said it.
    pub async fn answered(
        &self,
        campaign: &CampaignId,
        (version, person): (VersionNo, i64),
        agrees: bool,
        said: Option<&Call>,
    ) -> Result<bool, CampaignError> {
        let now = self.desk().clock().now();
        let answer = if agrees { Answer::Given } else { Answer::Refused };
        let mut desk = self.desk().clone();
        let mut tx = desk.store().begin().await?;
        // Two who answer for the same person at the same time do so one after the other.
        outcomes::wait(&mut tx, campaign).await?;
        let asked = sql!(
            optional Row,
            tx.conn(),
            concat!(
                "update campaign_message as l set tries = tries
                  where l.campaign = $1 and l.person = $2 and l.version = $3 and ",
                asked!(),
                " and exists (select 1 from campaign_person p
                               where p.campaign = $1 and p.no = $2 and p.sealed is not null)
                 returning person, version, answer"
            ),
            campaign.as_str(),
            person,
            i64::from(version.0)
        )?;
        let Some(before) = asked.map(Row::read).transpose()? else { return Ok(false) };
        if let Some(call) = said
            && outcomes::is_said(tx.conn(), campaign, call).await?
        {
            return Ok(true);
        }
        if before.answer == answer {
            return Ok(true);
        }
        sql!(
            run tx.conn(),
            "update campaign_message set answer = $4
              where campaign = $1 and person = $2 and version = $3",
            campaign.as_str(),
            person,
            i64::from(version.0),
            answer.code()
        )?;
        let outcome = if agrees { Outcome::ConsentGiven } else { Outcome::ConsentRefused };
        let became = [Became::of(person, (outcome, None), now)];
        outcomes::add(&mut tx, campaign, version, &became, said).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// How many of those asked agreed, refused, and did not answer.
    pub async fn answers(&self, campaign: &CampaignId) -> Result<Answers, StoreError> {
        let mut reader = self.desk().read().await?;
        let rows = sql!(built Answers, reader.conn(), |query| {
            query.push("select count(*) filter (where m.answer = 'given') as given,
                               count(*) filter (where m.answer = 'refused') as refused,
                               count(*) filter (where m.answer is null) as unanswered
                          from campaign_message m where m.campaign = ");
            query.push_bind(campaign.as_str()).push(" and ").push(NEWEST);
        })?;
        Ok(rows.into_iter().next().unwrap_or_default())
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
