//! Messages that people see to: calls, letters, and whoever no way reached.

use chrono::{DateTime, Utc};
use habeas_domain::campaign::{Outcome, Phase, Plan, Refusal, Stage, Version};
use habeas_domain::contact::Channel;
use habeas_domain::digest::Digest;
use habeas_domain::id::{CampaignId, VersionNo};

use super::outcomes::{self, Became};
use super::{CampaignError, Campaigns, texts};
use crate::desk::{Call, DeskError};
use crate::store::{Conn, StoreError, sql};

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

    /// Takes in what a clerk says of a message that is with people. Said again by the same command, it changes
    /// nothing.
    pub async fn said(
        &self,
        campaign: &CampaignId,
        (version, person): (VersionNo, i64),
        said: Said,
        call: &Call,
        expect: Option<u64>,
    ) -> Result<Heard, CampaignError> {
        let (plan, _) = self.get(campaign).await?;
        let now = self.desk().clock().now();
        let of = plan.version(version);
        if let Said::Told(_, at) = said {
            let approved = of.and_then(|v| v.approval.as_ref());
            if at > now || approved.is_none_or(|approval| at < approval.at) {
                return Err(DeskError::Refused(Refusal::TimeOutOfRange).into());
            }
        }
        let goes_on = of.is_some_and(|v| goes_on(&plan, v));
        let mut desk = self.desk().clone();
        let mut tx = desk.store().begin().await?;
        // Whoever says something of the same message at the same time waits here.
        let stands = sql!(
            optional Stands,
            tx.conn(),
            "update campaign_message set tries = tries
              where campaign = $1 and version = $2 and person = $3
             returning state, channel, tried, text",
            campaign.as_str(),
            i64::from(version.0),
            person
        )?;
        let Some(stands) = stands else { return Ok(Heard::NotThere) };
        if outcomes::is_said(tx.conn(), campaign, call).await? {
            return Ok(Heard::Yes);
        }
        DeskError::if_stale(expect, plan.revision)?;
        let change = match stands.after(said, goes_on, now) {
            Ok(change) => change,
            Err(why) => return Ok(why),
        };
        sql!(
            run tx.conn(),
            "update campaign_message
                set state = $4, tried = $5, next_at = $6, channel = $7, told_at = $8,
                    tries = case when $4 = state then tries + 1 else 0 end
              where campaign = $1 and version = $2 and person = $3",
            campaign.as_str(),
            i64::from(version.0),
            person,
            change.state,
            &change.tried,
            change.next_at,
            change.channel.map(Channel::code),
            change.told_at
        )?;
        let at = change.told_at.unwrap_or(now);
        let became = change.outcomes.iter();
        let became = became.map(|(outcome, channel)| {
            let text = change.text.filter(|_| *outcome == Outcome::HandedOver);
            Became { text, ..Became::of(person, (*outcome, *channel), at) }
        });
        let became: Vec<Became> = became.collect();
        outcomes::add(&mut tx, campaign, version, &became, Some(call)).await?;
        tx.commit().await?;
        Ok(Heard::Yes)
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

impl Stands {
    fn after(self, said: Said, goes_on: bool, now: DateTime<Utc>) -> Result<Change, Heard> {
        let channel = self.channel.as_deref().and_then(|code| Channel::parse(code).ok());
        let (state, was_lost) = match self.state.as_str() {
            "by_hand" => ("by_hand", false),
            "unreachable" => ("unreachable", true),
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
            Said::NotThisWay if was_lost => stays,
            Said::Told(by, at) => {
                let by = by.or(channel).ok_or(Heard::ByWhichChannel)?;
                let found = was_lost.then_some((Outcome::Recovered, None));
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
