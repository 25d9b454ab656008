//! Messages that people see to: calls, letters, and whoever no way reached; and what comes back.

use chrono::{DateTime, Utc};
use habeas_domain::campaign::{Outcome, Stage};
use habeas_domain::contact::Channel;
use habeas_domain::id::{CampaignId, VersionNo};

use super::outcomes::{self, Became};
use super::{CampaignError, Campaigns};
use crate::store::{Conn, StoreError, sql};
use crate::vault::Term;

/// A message with people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// To whom.
    pub person: i64,
    /// What they read.
    pub language: String,
    /// The way; none where no way is left.
    pub channel: Option<Channel>,
    /// How often it was tried.
    pub tries: i64,
    /// Whether a version before told the person.
    pub told_before: bool,
}

/// What a clerk says became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// The person was told by that channel, at that time.
    Told(Channel, DateTime<Utc>),
    /// Nobody was there: it stays where it is.
    Again,
    /// This way does not reach the person: the next one is tried.
    NotThisWay,
}

#[derive(sqlx::FromRow)]
struct Row {
    person: i64,
    language: String,
    channel: Option<String>,
    tries: i64,
    told_before: bool,
}

#[derive(sqlx::FromRow)]
struct Stands {
    state: String,
    channel: Option<String>,
    tried: String,
}

#[derive(sqlx::FromRow)]
struct Found {
    person: i64,
}

impl Row {
    fn read(self) -> Task {
        let Self { person, language, channel, tries, told_before } = self;
        let channel = channel.and_then(|code| Channel::parse(&code).ok());
        Task { person, language, channel, tries, told_before }
    }
}

/// What is with people of a version, and not erased; a condition follows.
const WITH_PEOPLE: &str = "select m.person, p.language, m.channel, m.tries,
            exists (select 1 from campaign_message t
                     where t.campaign = m.campaign and t.person = m.person
                       and t.version < m.version and t.told_at is not null) as told_before
       from campaign_message m
       join campaign_person p on p.campaign = m.campaign and p.no = m.person
      where p.sealed is not null and m.campaign = ";

/// What is with people of a version, by person, after that one: calls, letters, or with no channel whoever
/// no way reached.
pub async fn list(
    conn: Conn<'_>,
    campaign: &CampaignId,
    version: VersionNo,
    channel: Option<Channel>,
    (after, limit): (i64, i64),
) -> Result<Vec<Task>, StoreError> {
    let rows = sql!(built Row, conn, |query| {
        query.push(WITH_PEOPLE).push_bind(campaign.as_str());
        query.push(" and m.version = ").push_bind(i64::from(version.0));
        query.push(" and m.person > ").push_bind(after);
        match channel {
            Some(channel) => {
                query.push(" and m.state = 'by_hand' and m.channel = ").push_bind(channel.code());
            }
            None => {
                query.push(" and m.state = 'unreachable'");
            }
        }
        query.push(" order by m.person limit ").push_bind(limit);
    })?;
    Ok(rows.into_iter().map(Row::read).collect())
}

/// One message of a version that is with people.
pub async fn one(
    conn: Conn<'_>,
    campaign: &CampaignId,
    version: VersionNo,
    person: i64,
) -> Result<Option<Task>, StoreError> {
    let rows = sql!(built Row, conn, |query| {
        query.push(WITH_PEOPLE).push_bind(campaign.as_str());
        query.push(" and m.version = ").push_bind(i64::from(version.0));
        query.push(" and m.person = ").push_bind(person);
        query.push(" and m.state in ('by_hand', 'unreachable')");
    })?;
    Ok(rows.into_iter().next().map(Row::read))
}

impl Campaigns {
    /// Takes in what a clerk says of a message that is with people; false when it is not.
    pub async fn said(
        &self,
        campaign: &CampaignId,
        version: VersionNo,
        person: i64,
        said: Said,
    ) -> Result<bool, CampaignError> {
        let (plan, _) = self.get(campaign).await?;
        let goes_on = plan.version(version).is_some_and(|v| v.stage == Stage::UnderWay);
        let now = self.desk().clock().now();
        let mut desk = self.desk().clone();
        let mut tx = desk.store().begin().await?;
        let stands = sql!(
            optional Stands,
            tx.conn(),
            "update campaign_message set tries = tries + 1
              where campaign = $1 and version = $2 and person = $3
                and state in ('by_hand', 'unreachable')
             returning state, channel, tried",
            campaign.as_str(),
            i64::from(version.0),
            person
        )?;
        let Some(stands) = stands else { return Ok(false) };
        let channel = stands.channel.as_deref().and_then(|code| Channel::parse(code).ok());
        let was_lost = stands.state == "unreachable";
        let mut became = Vec::new();
        let mut put = |outcome, channel| became.push(Became { person, outcome, channel });
        let (state, tried, next_at, told) = match said {
            Said::Again => ("", stands.tried, None, None),
            Said::Told(by, at) => {
                put(Outcome::HandedOver, Some(by));
                if was_lost {
                    put(Outcome::Recovered, None);
                }
                ("told", stands.tried, None, Some((by, at)))
            }
            Said::NotThisWay if was_lost => ("", stands.tried, None, None),
            Said::NotThisWay => {
                put(Outcome::NotReached, channel);
                let code = channel.map_or("", Channel::code);
                let tried = format!("{} {code}", stands.tried).trim().to_owned();
                if goes_on {
                    ("queued", tried, Some(now), None)
                } else {
                    put(Outcome::Unreachable, None);
                    ("unreachable", tried, None, None)
                }
            }
        };
        if !state.is_empty() {
            sql!(
                run tx.conn(),
                "update campaign_message
                    set state = $4, tried = $5, next_at = $6, channel = $7, told_at = $8, tries = 0
                  where campaign = $1 and version = $2 and person = $3",
                campaign.as_str(),
                i64::from(version.0),
                person,
                state,
                tried,
                next_at,
                told.map(|(by, _)| by.code()),
                told.map(|(_, at)| at)
            )?;
        }
        outcomes::add(&mut tx, campaign, version, &became, now).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// A message came back from a contact: the next way is tried, or people see to it. False when nobody
    /// who is known by that was told by that channel.
    pub async fn came_back(
        &self,
        campaign: &CampaignId,
        version: VersionNo,
        term: &Term,
        channel: Channel,
    ) -> Result<bool, CampaignError> {
        let (plan, _) = self.get(campaign).await?;
        let goes_on = plan.version(version).is_some_and(|v| v.stage == Stage::UnderWay);
        let now = self.desk().clock().now();
        let mut desk = self.desk().clone();
        let mut tx = desk.store().begin().await?;
        let found = sql!(
            optional Found,
            tx.conn(),
            "select person from campaign_contact where campaign = $1 and term = $2",
            campaign.as_str(),
            self.vault().row_term(term).as_bytes().as_slice()
        )?;
        let Some(Found { person }) = found else { return Ok(false) };
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
            if goes_on { "queued" } else { "unreachable" },
            goes_on.then_some(now)
        )?;
        if came == 0 {
            return Ok(false);
        }
        let back = Became { person, outcome: Outcome::CameBack, channel: Some(channel) };
        let lost = Became { person, outcome: Outcome::Unreachable, channel: None };
        let became = if goes_on { vec![back] } else { vec![back, lost] };
        outcomes::add(&mut tx, campaign, version, &became, now).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// What a person answered when asked for consent; false when they were asked nothing, or are erased.
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
                and m.state in ('told', 'queued')
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
            let became = [Became { person, outcome, channel: None }];
            outcomes::add(&mut tx, campaign, no, &became, now).await?;
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
                        and l.state in ('told', 'queued'))",
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
