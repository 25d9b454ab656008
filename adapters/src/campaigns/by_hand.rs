//! Messages that people see to: calls, letters, and whoever no way reached.

use chrono::{DateTime, Utc};
use habeas_domain::campaign::{Outcome, Phase, Plan, Refusal, Stage, Version};
use habeas_domain::contact::Channel;
use habeas_domain::digest::Digest;
use habeas_domain::id::{CampaignId, VersionNo};

use super::outcomes::{self, Became};
use super::{CampaignError, Campaigns, fence, texts};
use crate::desk::{Call, DeskError};
use crate::store::{Conn, StoreError, Tx, sql};

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
    /// The person was told by that channel (none: by that of the task), at that time.
    Told(Option<Channel>, DateTime<Utc>),
    /// Nobody was there: it stays where it is.
    Again,
    /// This way does not reach the person: the next one is tried.
    NotThisWay,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// It is on record.
    Yes,
    /// The message is not with people.
    NotThere,
    /// No way was planned, and none is said.
    ByWhichChannel,
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
    text: Option<Vec<u8>>,
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
    /// Puts down which letter was made for somebody who is to be written to.
    pub async fn is_written(
        &self,
        campaign: &CampaignId,
        (version, person): (VersionNo, i64),
        text: Digest,
    ) -> Result<(), StoreError> {
        let mut desk = self.desk().clone();
        let mut tx = desk.store().begin().await?;
        sql!(
            run tx.conn(),
            "update campaign_message set text = $4
              where campaign = $1 and version = $2 and person = $3",
            campaign.as_str(),
            i64::from(version.0),
            person,
            text.as_bytes().as_slice()
        )?;
        tx.commit().await
    }

    /// Takes in what a clerk says of a message that is with people, or was when it was held back for good: a call
    /// that had begun took place. Said again by the same command, it changes nothing.
    pub async fn said(
        &self,
        campaign: &CampaignId,
        (version, person): (VersionNo, i64),
        said: Said,
        call: &Call,
        expect: Option<u64>,
    ) -> Result<Heard, CampaignError> {
        for _ in 0..fence::ROUNDS {
            let (plan, seen) = self.get(campaign).await?;
            let now = self.desk().clock().now();
            let of = plan.version(version);
            if let Said::Told(_, at) = said {
                let approved = of.and_then(|v| v.approval.as_ref());
                if at > now || approved.is_none_or(|approval| at < approval.at) {
                    return Err(DeskError::Refused(Refusal::TimeOutOfRange).into());
                }
            }
            let mut desk = self.desk().clone();
            let mut tx = desk.store().begin().await?;
            outcomes::wait(&mut tx, campaign).await?;
            if !fence::stands(tx.conn(), campaign, seen).await? {
                continue;
            }
            let message = OneOf { campaign, version, person };
            let Some(stands) = message.stands(&mut tx).await? else { return Ok(Heard::NotThere) };
            if outcomes::is_said(tx.conn(), campaign, call).await? {
                return Ok(Heard::Yes);
            }
            DeskError::if_stale(expect, plan.revision)?;
            let goes_on = of.is_some_and(|v| goes_on(&plan, v));
            let change = match stands.after(said, goes_on, now) {
                Ok(change) => change,
                Err(why) => return Ok(why),
            };
            message.write(&mut tx, &change).await?;
            let became = change.became(person, now);
            outcomes::add(&mut tx, campaign, version, &became, Some(call)).await?;
            tx.commit().await?;
            return Ok(Heard::Yes);
        }
        Err(DeskError::Busy.into())
    }
}

/// One message.
struct OneOf<'c> {
    campaign: &'c CampaignId,
    version: VersionNo,
    person: i64,
}

impl OneOf<'_> {
    /// How it stands; whoever would take it out waits until all of this is written.
    async fn stands(&self, tx: &mut Tx<'_>) -> Result<Option<Stands>, StoreError> {
        sql!(
            optional Stands,
            tx.conn(),
            "update campaign_message set tries = tries
              where campaign = $1 and version = $2 and person = $3
             returning state, channel, tried, text",
            self.campaign.as_str(),
            i64::from(self.version.0),
            self.person
        )
    }

    async fn write(&self, tx: &mut Tx<'_>, change: &Change) -> Result<(), StoreError> {
        sql!(
            run tx.conn(),
            "update campaign_message
                set state = $4, tried = $5, next_at = $6, channel = $7, told_at = $8,
                    tries = case when $4 = state then tries + 1 else 0 end
              where campaign = $1 and version = $2 and person = $3",
            self.campaign.as_str(),
            i64::from(self.version.0),
            self.person,
            change.state,
            &change.tried,
            change.next_at,
            change.channel.map(Channel::code),
            change.told_at
        )?;
        Ok(())
    }
}

/// Whether somebody of that version who is not told yet, or not after all, is tried by the next way.
pub(super) fn goes_on(plan: &Plan, version: &Version) -> bool {
    plan.phase == Phase::Open
        && plan.superseded_by(version.no()).is_none()
        && matches!(version.stage, Stage::UnderWay | Stage::Paused | Stage::Told)
}

/// How a message stands after a clerk has said something of it.
struct Change {
    state: &'static str,
    tried: String,
    channel: Option<Channel>,
    next_at: Option<DateTime<Utc>>,
    told_at: Option<DateTime<Utc>>,
    outcomes: Vec<(Outcome, Option<Channel>)>,
    /// The letter that was made for them, where that is the way.
    text: Option<Digest>,
}

impl Change {
    /// What became of the message by it.
    fn became(&self, person: i64, now: DateTime<Utc>) -> Vec<Became> {
        let at = self.told_at.unwrap_or(now);
        let became = self.outcomes.iter().map(|(outcome, channel)| {
            let text = self.text.filter(|_| *outcome == Outcome::HandedOver);
            Became { text, ..Became::of(person, (*outcome, *channel), at) }
        });
        became.collect()
    }
}

/// Where a clerk finds a message.
#[derive(Clone, Copy, PartialEq, Eq)]
enum With {
    /// It is to be told by people.
    People,
    /// No way is left.
    Nobody,
    /// It was with people when it was held back for good.
    HeldBack,
}

impl Stands {
    fn after(self, said: Said, goes_on: bool, now: DateTime<Utc>) -> Result<Change, Heard> {
        let channel = self.channel.as_deref().and_then(|code| Channel::parse(code).ok());
        let (state, with) = match (self.state.as_str(), channel) {
            ("by_hand", _) => ("by_hand", With::People),
            ("unreachable", _) => ("unreachable", With::Nobody),
            // What a machine was to carry has no way of its own when it is held back.
            ("withdrawn", Some(_)) => ("withdrawn", With::HeldBack),
            _ => return Err(Heard::NotThere),
        };
        let text = self.text.as_deref().and_then(texts::digest_of);
        let tried = self.tried;
        let stays = Change {
            state,
            tried,
            channel,
            next_at: None,
            told_at: None,
            outcomes: vec![(Outcome::NoAnswer, channel)],
            text: None,
        };
        Ok(match said {
            Said::Again => stays,
            Said::NotThisWay if with == With::Nobody => stays,
            Said::NotThisWay if with == With::HeldBack => {
                Change { outcomes: vec![(Outcome::NotReached, channel)], ..stays }
            }
            Said::Told(by, at) => {
                let by = by.or(channel).ok_or(Heard::ByWhichChannel)?;
                let found = (with == With::Nobody).then_some((Outcome::Recovered, None));
                let told = [(Outcome::HandedOver, Some(by))].into_iter().chain(found);
                Change {
                    state: "told",
                    channel: Some(by),
                    told_at: Some(at),
                    outcomes: told.collect(),
                    text: text.filter(|_| by == Channel::Post),
                    ..stays
                }
            }
            Said::NotThisWay => {
                let code = channel.map_or("", Channel::code);
                let lost = (!goes_on).then_some((Outcome::Unreachable, None));
                Change {
                    state: if goes_on { "queued" } else { "unreachable" },
                    tried: format!("{} {code}", stays.tried).trim().to_owned(),
                    channel: None,
                    next_at: goes_on.then_some(now),
                    told_at: None,
                    outcomes: [(Outcome::NotReached, channel)].into_iter().chain(lost).collect(),
                    text: None,
                }
            }
        })
    }
}
