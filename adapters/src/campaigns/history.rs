//! What one person was sent by a campaign, and what became of it: the timeline of a message, by version.

use chrono::{DateTime, Utc};
use habeas_domain::actor::Actor;
use habeas_domain::campaign::Outcome;
use habeas_domain::contact::Channel;
use habeas_domain::digest::Digest;
use habeas_domain::id::{CampaignId, VersionNo};

use super::{CampaignError, Campaigns, texts};
use crate::store::{Conn, StoreError, sql};
use crate::vault::Term;

/// How the message of one version stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The version.
    pub version: VersionNo,
    /// `queued`, `by_hand`, `told`, `unreachable` or `withdrawn`.
    pub state: String,
    /// By which channel the person was told, or is to be.
    pub channel: Option<Channel>,
    /// What they answered, where they were asked for consent.
    pub answer: Option<String>,
    /// What became of it, in order.
    pub course: Vec<Step>,
}

/// Something that became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub outcome: Outcome,
    /// By which channel.
    pub channel: Option<Channel>,
    /// The text as it was read, by its name.
    pub text: Option<Digest>,
    /// Who said so; none where a machine saw it.
    pub by: Option<Actor>,
}

/// Somebody in a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The campaign.
    pub campaign: CampaignId,
    /// The number of the person in it.
    pub person: i64,
}

/// Who is meant by whoever names somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// Whoever is known by this, in any campaign.
    KnownBy(Term),
    /// The person of that number, in that campaign alone.
    Person(Found),
}

#[derive(sqlx::FromRow)]
struct MessageRow {
    version: i64,
    state: String,
    channel: Option<String>,
    answer: Option<String>,
}

#[derive(sqlx::FromRow)]
struct StepRow {
    no: i64,
    version: i64,
    outcome: String,
    channel: Option<String>,
    at: DateTime<Utc>,
    text: Option<Vec<u8>>,
    actor: Option<String>,
}

/// Somebody in a campaign, as a row names them.
#[derive(sqlx::FromRow)]
pub(super) struct Place {
    campaign: String,
    person: i64,
}

impl Place {
    /// Reads it from a row of this table.
    pub(super) fn read(self, table: &'static str) -> Result<Found, StoreError> {
        let Self { campaign, person } = self;
        let wrong = |_| StoreError::inconsistent(table, "campaign", &campaign);
        Ok(Found { campaign: CampaignId::parse(&campaign).map_err(wrong)?, person })
    }
}

fn channel_of(code: Option<&str>) -> Option<Channel> {
    code.and_then(|code| Channel::parse(code).ok())
}

impl StepRow {
    fn read(self) -> Result<Step, StoreError> {
        let wrong = |column| StoreError::inconsistent("campaign_outcome", column, self.no);
        let text = self.text.as_deref().map(|text| texts::digest_of(text).ok_or(wrong("text")));
        let by = self.actor.as_deref().map(serde_json::from_str).transpose();
        Ok(Step {
            at: self.at,
            outcome: Outcome::parse(&self.outcome).map_err(|_| wrong("outcome"))?,
            channel: channel_of(self.channel.as_deref()),
            text: text.transpose()?,
            by: by.map_err(|_| wrong("actor"))?,
        })
    }
}

/// Every message that a person of a campaign has, by version.
async fn messages(
    mut conn: Conn<'_>,
    campaign: &CampaignId,
    person: i64,
) -> Result<Vec<Message>, StoreError> {
    let rows = sql!(
        all MessageRow,
        conn.conn(),
        "select version, state, channel, answer from campaign_message m
          where campaign = $1 and person = $2
            and (batch = 0 or exists (select 1 from campaign_batch b
                where b.campaign = m.campaign and b.batch = m.batch and b.live))
          order by version",
        campaign.as_str(),
        person
    )?;
    let steps = sql!(
        all StepRow,
        conn,
        "select no, version, outcome, channel, at, text, actor from campaign_outcome
          where campaign = $1 and person = $2 order by no",
        campaign.as_str(),
        person
    )?;
    let mut messages = Vec::with_capacity(rows.len());
    for row in rows {
        let wrong = |_| StoreError::inconsistent("campaign_message", "version", person);
        messages.push(Message {
            version: VersionNo(u16::try_from(row.version).map_err(wrong)?),
            state: row.state,
            channel: channel_of(row.channel.as_deref()),
            answer: row.answer,
            course: Vec::new(),
        });
    }
    for step in steps {
        let of = messages.iter_mut().find(|message| i64::from(message.version.0) == step.version);
        if let Some(message) = of {
            message.course.push(step.read()?);
        }
    }
    Ok(messages)
}

impl Campaigns {
    /// What a person was sent, and what became of it.
    pub async fn history(
        &self,
        campaign: &CampaignId,
        person: i64,
    ) -> Result<Vec<Message>, CampaignError> {
        let mut reader = self.desk().read().await?;
        Ok(messages(reader.conn(), campaign, person).await?)
    }

    /// Those who are meant, by campaign; at most so many. Whether there is anybody of a number, their history
    /// shows.
    pub async fn find(&self, whom: &Whom, limit: i64) -> Result<Vec<Found>, CampaignError> {
        match whom {
            Whom::KnownBy(term) => self.known_by(term, limit).await,
            Whom::Person(found) => Ok(vec![found.clone()]),
        }
    }

    async fn known_by(&self, term: &Term, limit: i64) -> Result<Vec<Found>, CampaignError> {
        let mut reader = self.desk().read().await?;
        let places = sql!(
            all Place,
            reader.conn(),
            "select c.campaign, c.person from campaign_contact c
               join campaign_batch b on b.campaign = c.campaign and b.batch = c.batch
              where c.term = $1 and b.live order by c.campaign, c.person limit $2",
            self.vault().row_term(term).as_bytes().as_slice(),
            limit
        )?;
        let read = |place: Place| Ok(place.read("campaign_contact")?);
        places.into_iter().map(read).collect()
    }
}
