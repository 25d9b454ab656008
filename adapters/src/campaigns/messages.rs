//! Messages of campaigns, a row a person and version, as they are worked off.
//!
//! ```text
//! queued ─► told                                  handed over, or a clerk told the person
//!   │  ▲──── not reached: the next way ─────┐
//!   ├──────► by_hand (a call, a letter) ────┤
//!   └──────► unreachable                    no way is left
//! ```
//! Whoever works them off takes a group under a claim, and says what became of all of it in one
//! transaction. A crash between the two leaves the whole group in doubt: it goes out again when the claim
//! runs out, under the same message ids.

use chrono::{DateTime, Utc};
use habeas_domain::campaign::Outcome;
use habeas_domain::contact::Channel;
use habeas_domain::id::{CampaignId, VersionNo};

use super::outcomes::{self, Became};
use crate::store::{Conn, StoreError, Tx, sql};

/// The most messages under one claim: as many can go out twice after a crash.
pub const GROUP: i64 = 50;
/// The most rows written by one statement.
const CHUNK: usize = 1_000;

/// A message that is held.
#[derive(Debug, Clone)]
pub struct Held {
    /// To whom.
    pub person: i64,
    /// By which channels the person was not reached.
    pub tried: Vec<Channel>,
    /// How often the present way was tried.
    pub tries: i64,
    /// Whether a version before told the person.
    pub told_before: bool,
}

/// What is to become of a message that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The person is told.
    Told(Channel),
    /// The same way is tried again at that time.
    Again(DateTime<Utc>),
    /// Another way is tried: this one does not reach the person.
    NotBy(Channel),
    /// People take it from here.
    ByHand(Channel),
    /// No way is left.
    Unreachable,
}

/// How many messages of a version stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Standing {
    /// Are to leave.
    pub queued: i64,
    /// Are with people.
    pub by_hand: i64,
    /// Reached their person.
    pub told: i64,
    /// Cannot reach theirs.
    pub unreachable: i64,
    /// Were held back for good, or their person was erased.
    pub withdrawn: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    person: i64,
    tried: String,
    tries: i64,
    told_before: bool,
}

#[derive(sqlx::FromRow)]
struct Due {
    at: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct Last {
    person: Option<i64>,
}

fn channels(codes: &str) -> Vec<Channel> {
    codes.split_whitespace().filter_map(|code| Channel::parse(code).ok()).collect()
}

/// Adds messages to people; whoever has one of that version has it already. Gives how many were new.
pub(super) async fn add(
    tx: &mut Tx<'_>,
    campaign: &CampaignId,
    (version, batch): (VersionNo, i64),
    people: &[i64],
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let mut added = 0;
    for chunk in people.chunks(CHUNK) {
        added += sql!(
            many tx.conn(),
            "insert into campaign_message (campaign, person, version, batch, state, next_at) ",
            chunk,
            |b, person| {
                b.push_bind(campaign.as_str()).push_bind(*person);
                b.push_bind(i64::from(version.0)).push_bind(batch);
                b.push_bind("queued").push_bind(now)
            },
            " on conflict (campaign, person, version) do nothing"
        )?;
    }
    Ok(added)
}

/// Adds messages of a version that is for everybody on the lists of those before, up to a thousand at a
/// time; gives how many.
pub async fn add_everyone(
    tx: &mut Tx<'_>,
    campaign: &CampaignId,
    version: VersionNo,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let last = sql!(
        one Last,
        tx.conn(),
        "select max(person) as person from campaign_message
          where campaign = $1 and version = $2 and batch = 0",
        campaign.as_str(),
        i64::from(version.0)
    )?;
    sql!(
        run tx.conn(),
        "insert into campaign_message (campaign, person, version, batch, state, next_at)
         select p.campaign, p.no, $2, 0, 'queued', $3 from campaign_person p
          where p.campaign = $1 and p.no > $4 and p.sealed is not null
            and exists (select 1 from campaign_message m join campaign_batch b
                            on b.campaign = m.campaign and b.batch = m.batch
                         where m.campaign = p.campaign and m.person = p.no
                           and m.version < $2 and b.live)
          order by p.no limit $5
         on conflict (campaign, person, version) do nothing",
        campaign.as_str(),
        i64::from(version.0),
        now,
        last.person.unwrap_or(0),
        i64::try_from(CHUNK).unwrap_or(i64::MAX)
    )
}

/// Takes at most `limit` messages of a version that are due and that nobody holds, until `until`, under a
/// number that nobody else has.
pub async fn claim(
    tx: &mut Tx<'_>,
    campaign: &CampaignId,
    version: VersionNo,
    claim: i64,
    (now, until): (DateTime<Utc>, DateTime<Utc>),
    limit: i64,
) -> Result<Vec<Held>, StoreError> {
    // Rivals on PostgreSQL pass each other; SQLite has one writer at a time.
    let apart = match tx.conn() {
        Conn::Pg(_) => " for update of m skip locked",
        Conn::Lite(_) => "",
    };
    let (id, no) = (campaign.as_str(), i64::from(version.0));
    sql!(built run tx.conn(), |query| {
        // Chosen once, and not anew for each row that is looked at.
        query.push(
            "with chosen as materialized (select m.person from campaign_message m
              where m.campaign = ",
        );
        query.push_bind(id).push(" and m.version = ").push_bind(no);
        query.push(" and m.next_at <= ").push_bind(now);
        query.push(" and (m.held_until is null or m.held_until <= ").push_bind(now);
        query.push(
            ") and (m.batch = 0 or exists (select 1 from campaign_batch b
                where b.campaign = m.campaign and b.batch = m.batch and b.live))
              order by m.next_at, m.person limit ",
        );
        query.push_bind(limit).push(apart).push(") update campaign_message set claim = ");
        query.push_bind(claim).push(", held_until = ").push_bind(until);
        query.push(" where campaign = ").push_bind(id).push(" and version = ").push_bind(no);
        query.push(" and person in (select person from chosen)");
    })?;
    let rows = sql!(
        all Row,
        tx.conn(),
        "select m.person, m.tried, m.tries,
                exists (select 1 from campaign_message t
                         where t.campaign = m.campaign and t.person = m.person
                           and t.version < m.version and t.told_at is not null) as told_before
           from campaign_message m
          where m.campaign = $1 and m.version = $2 and m.claim = $3 and m.held_until = $4
            and m.next_at is not null
          order by m.person",
        campaign.as_str(),
        i64::from(version.0),
        claim,
        until
    )?;
    let held = |row: Row| Held {
        person: row.person,
        tried: channels(&row.tried),
        tries: row.tries,
        told_before: row.told_before,
    };
    Ok(rows.into_iter().map(held).collect())
}

/// Says what becomes of messages that were held, all at once. Of those that somebody else holds by now,
/// nothing is said.
pub async fn settle(
    tx: &mut Tx<'_>,
    campaign: &CampaignId,
    version: VersionNo,
    claim: i64,
    held: &[(Held, Next)],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut became = Vec::new();
    for (message, next) in held {
        let (state, channel, next_at, told_at) = match next {
            Next::Told(channel) => ("told", Some(*channel), None, Some(now)),
            Next::Again(at) => ("queued", None, Some(*at), None),
            Next::NotBy(_) => ("queued", None, Some(now), None),
            Next::ByHand(channel) => ("by_hand", Some(*channel), None, None),
            Next::Unreachable => ("unreachable", None, None, None),
        };
        let mut in_vain = message.tried.clone();
        let mut tries = message.tries + 1;
        if let Next::NotBy(channel) = next {
            in_vain.push(*channel);
            tries = 0;
        }
        let codes: Vec<&str> = in_vain.iter().map(|channel| channel.code()).collect();
        let said = sql!(
            run tx.conn(),
            "update campaign_message
                set state = $5, channel = $6, next_at = $7, told_at = $8, tried = $9, tries = $10,
                    held_until = null
              where campaign = $1 and person = $2 and version = $3 and claim = $4
                and state = 'queued'",
            campaign.as_str(),
            message.person,
            i64::from(version.0),
            claim,
            state,
            channel.map(Channel::code),
            next_at,
            told_at,
            codes.join(" "),
            tries
        )?;
        let outcome = match next {
            Next::Told(channel) => Some((Outcome::HandedOver, Some(*channel))),
            Next::NotBy(channel) => Some((Outcome::NotReached, Some(*channel))),
            Next::Unreachable => Some((Outcome::Unreachable, None)),
            Next::Again(_) | Next::ByHand(_) => None,
        };
        if let Some((outcome, channel)) = outcome.filter(|_| said == 1) {
            became.push(Became { person: message.person, outcome, channel });
        }
    }
    outcomes::add(tx, campaign, version, &became, now).await
}

/// Takes every message back from whoever holds it. For a store that one process has to itself, when it
/// starts: whoever held them is gone.
pub async fn take_back(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    sql!(
        run tx.conn(),
        "update campaign_message set held_until = null where held_until is not null"
    )
}

/// More than all nodes together hold at once.
const LOOKED_AT: i64 = 1_000;

/// When the next message of a version falls due, or a claim runs out; none when there is none. The first
/// ones are looked at, not the million behind them.
pub async fn next(
    conn: Conn<'_>,
    campaign: &CampaignId,
    version: VersionNo,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let due = sql!(
        one Due,
        conn,
        "select min(case when f.held_until > f.next_at then f.held_until else f.next_at end) as at
           from (select m.next_at, m.held_until from campaign_message m
                  where m.campaign = $1 and m.version = $2 and m.next_at is not null
                    and (m.batch = 0 or exists (select 1 from campaign_batch b
                        where b.campaign = m.campaign and b.batch = m.batch and b.live))
                  order by m.next_at limit $3) f",
        campaign.as_str(),
        i64::from(version.0),
        LOOKED_AT
    )?;
    Ok(due.at)
}

/// Whether any message of a version is still to leave, or with people.
pub async fn is_open(
    conn: Conn<'_>,
    campaign: &CampaignId,
    version: VersionNo,
) -> Result<bool, StoreError> {
    let open = sql!(
        value i64,
        conn,
        "select cast(case when exists (select 1 from campaign_message m
                                        where m.campaign = $1 and m.version = $2
                                          and m.next_at is not null
                                          and (m.batch = 0 or exists (select 1 from campaign_batch b
                                                 where b.campaign = m.campaign
                                                   and b.batch = m.batch and b.live)))
                            or exists (select 1 from campaign_message m
                                        where m.campaign = $1 and m.version = $2
                                          and m.state = 'by_hand')
                          then 1 else 0 end as bigint)",
        campaign.as_str(),
        i64::from(version.0)
    )?;
    Ok(open == 1)
}

/// How the messages of a version stand.
pub async fn standing(
    conn: Conn<'_>,
    campaign: &CampaignId,
    version: VersionNo,
) -> Result<Standing, StoreError> {
    sql!(
        one Standing,
        conn,
        "select count(*) filter (where state = 'queued') as queued,
                count(*) filter (where state = 'by_hand') as by_hand,
                count(*) filter (where state = 'told') as told,
                count(*) filter (where state = 'unreachable') as unreachable,
                count(*) filter (where state = 'withdrawn') as withdrawn
           from campaign_message m
          where campaign = $1 and version = $2
            and (batch = 0 or exists (select 1 from campaign_batch b
                where b.campaign = m.campaign and b.batch = m.batch and b.live))",
        campaign.as_str(),
        i64::from(version.0)
    )
}

/// How many people any version of a campaign told.
pub async fn people_told(conn: Conn<'_>, campaign: &CampaignId) -> Result<u64, StoreError> {
    let count = sql!(
        value i64,
        conn,
        "select count(distinct person) from campaign_message
          where campaign = $1 and told_at is not null",
        campaign.as_str()
    )?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Holds back for good what has not left of a version that was stopped.
pub async fn withdraw(
    tx: &mut Tx<'_>,
    campaign: &CampaignId,
    version: VersionNo,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    sql!(
        run tx.conn(),
        "update campaign_message set state = 'withdrawn', next_at = null, held_until = null
          where campaign = $1 and version = $2
            and (state = 'by_hand'
                 or state = 'queued' and (held_until is null or held_until <= $3))",
        campaign.as_str(),
        i64::from(version.0),
        now
    )
}
