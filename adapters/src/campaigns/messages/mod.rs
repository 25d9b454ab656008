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

mod everyone;
mod settle;
mod standing;

pub use everyone::{add_everyone, is_anybody_left};
pub use settle::settle;
pub use standing::{Standing, fold_counts, is_open, next, people_told, standing};

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use habeas_domain::contact::Channel;
use habeas_domain::digest::Digest;
use habeas_domain::id::{CampaignId, VersionNo};

use super::outcomes;
use crate::store::{Conn, StoreError, Tx, push_any, push_list, push_numbers, sql};

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
    /// What they are sent, by its digest, once it is written.
    pub text: Option<Digest>,
    /// Since when it was due.
    next_at: DateTime<Utc>,
}

impl Held {
    /// Where it is in the order in which messages are taken.
    #[must_use]
    pub const fn place(&self) -> From {
        (self.next_at, self.person)
    }
}

/// What is to become of a message that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The person is told.
    Told(Channel),
    /// The same way is tried again at that time.
    Again(DateTime<Utc>),
    /// The same way is tried again at that time. It may have left already.
    Doubtful(DateTime<Utc>),
    /// The same way is tried again at that time, since this time it was not the message's fault. It counts as
    /// no try.
    Later(DateTime<Utc>),
    /// Another way is tried: this one does not reach the person.
    NotBy(Channel),
    /// Another way is tried: however often it left by this one, nobody knows whether it reached the person.
    Unknown(Channel),
    /// People take it from here.
    ByHand(Channel),
    /// No way is left.
    Unreachable,
    /// The person was erased: there is nobody to tell.
    Withdrawn,
}

#[derive(sqlx::FromRow)]
struct Row {
    person: i64,
    tried: String,
    tries: i64,
    next_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Told {
    person: i64,
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

/// Messages of a version, held under a number that nobody else has.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'c> {
    /// The campaign.
    pub campaign: &'c CampaignId,
    /// The version.
    pub version: VersionNo,
    /// The number.
    pub no: i64,
}

/// Where in their order the next messages are looked for: behind these nothing that is due was passed by.
pub type From = (DateTime<Utc>, i64);

/// Takes at most `limit` messages that are due and that nobody holds, until `until`; of those behind a place,
/// if one is given.
pub async fn claim(
    tx: &mut Tx<'_>,
    claim: Claim<'_>,
    (now, until): (DateTime<Utc>, DateTime<Utc>),
    (from, limit): (Option<From>, i64),
) -> Result<Vec<Held>, StoreError> {
    // Rivals on PostgreSQL pass each other; SQLite has one writer at a time.
    let apart = match tx.conn() {
        Conn::Pg(_) => " for update of m skip locked",
        Conn::Lite(_) => "",
    };
    let rows = sql!(built Row, tx.conn(), |query| {
        query.push(
            "select m.person, m.tried, m.tries, m.next_at from campaign_message m where m.campaign = ",
        );
        push_any(&mut query, claim.campaign.as_str());
        query.push(" and m.version = ").push_bind(i64::from(claim.version.0));
        query.push(" and m.next_at <= ").push_bind(now);
        if let Some((next_at, person)) = from {
            query.push(" and (m.next_at, m.person) > (").push_bind(next_at);
            query.push(", ").push_bind(person).push(")");
        }
        query.push(" and (m.held_until is null or m.held_until <= ").push_bind(now);
        query.push(
            ") and (m.batch = 0 or exists (select 1 from campaign_batch b
                where b.campaign = m.campaign and b.batch = m.batch and b.live))
              order by m.next_at, m.person limit ",
        );
        query.push_bind(limit).push(apart);
    })?;
    if !rows.is_empty() {
        sql!(built run tx.conn(), |query| {
            query.push("update campaign_message set claim = ").push_bind(claim.no);
            // Of whoever held it before nothing was heard: it may have left.
            query.push(", sent = sent or held_until is not null, held_until = ").push_bind(until);
            query.push(" where campaign = ");
            push_any(&mut query, claim.campaign.as_str());
            query.push(" and version = ").push_bind(i64::from(claim.version.0));
            query.push(" and ");
            push_numbers(&mut query, "person", rows.iter().map(|row| row.person));
        })?;
    }
    let mut told_before = told_before(tx.conn(), claim.campaign, claim.version, &rows).await?;
    let held = |row: Row| Held {
        person: row.person,
        tried: channels(&row.tried),
        tries: row.tries,
        told_before: told_before.remove(&row.person),
        text: None,
        next_at: row.next_at,
    };
    Ok(rows.into_iter().map(held).collect())
}

/// Which of these a version before told.
async fn told_before(
    conn: Conn<'_>,
    campaign: &CampaignId,
    version: VersionNo,
    rows: &[Row],
) -> Result<HashSet<i64>, StoreError> {
    if rows.is_empty() || version == VersionNo(1) {
        return Ok(HashSet::new());
    }
    let told = sql!(built Told, conn, |query| {
        query.push("select distinct person from campaign_message where campaign = ");
        query.push_bind(campaign.as_str()).push(" and version < ");
        query.push_bind(i64::from(version.0)).push(" and told_at is not null and person in ");
        push_list(&mut query, rows.iter().map(|row| row.person));
    })?;
    Ok(told.into_iter().map(|told| told.person).collect())
}

/// Holds what is still held under a claim for longer.
pub async fn hold(
    tx: &mut Tx<'_>,
    claim: Claim<'_>,
    until: DateTime<Utc>,
) -> Result<u64, StoreError> {
    held_until(tx, claim, Some(until)).await
}

/// Gives back what is held under a claim: nothing became of it.
pub async fn give_back(tx: &mut Tx<'_>, claim: Claim<'_>) -> Result<u64, StoreError> {
    held_until(tx, claim, None).await
}

async fn held_until(
    tx: &mut Tx<'_>,
    claim: Claim<'_>,
    until: Option<DateTime<Utc>>,
) -> Result<u64, StoreError> {
    sql!(
        run tx.conn(),
        "update campaign_message set held_until = $4
          where campaign = $1 and version = $2 and claim = $3
            and next_at is not null and held_until is not null",
        claim.campaign.as_str(),
        i64::from(claim.version.0),
        claim.no,
        until
    )
}

/// Takes every message back from whoever holds it. For a store that one process has to itself, when it
/// starts: whoever held them is gone.
pub async fn take_back(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    sql!(
        run tx.conn(),
        "update campaign_message set held_until = null, sent = true where held_until is not null"
    )
}

/// Messages of a version that nobody holds: with people, or to leave.
macro_rules! unheld {
    ($select:literal, $limit:literal) => {
        concat!(
            "select ",
            $select,
            " from (select m.person from campaign_message m
                     where m.campaign = $1 and m.version = $2 and m.state = 'by_hand'
                    union all
                    select m.person from campaign_message m
                     where m.campaign = $1 and m.version = $2 and m.next_at is not null
                       and (m.held_until is null or m.held_until <= $3)) f limit ",
            $limit
        )
    };
}

/// Whether anything is left of a version that nobody holds.
pub async fn is_any_unheld(
    conn: Conn<'_>,
    campaign: &CampaignId,
    version: VersionNo,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let any = sql!(
        optional Told,
        conn,
        unheld!("f.person as person", "1"),
        campaign.as_str(),
        i64::from(version.0),
        now
    )?;
    Ok(any.is_some())
}

/// Holds back for good what has not left of a version that was stopped or corrected, a thousand at once: others
/// wait for the campaign's row meanwhile. Whoever puts something back to leave has seen that event, or comes
/// before this.
pub async fn withdraw(
    tx: &mut Tx<'_>,
    campaign: &CampaignId,
    version: VersionNo,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    outcomes::wait(tx, campaign).await?;
    // What somebody held until it ran out may have left.
    sql!(
        run tx.conn(),
        concat!(
            "update campaign_message
                set state = 'withdrawn', next_at = null, sent = sent or held_until is not null,
                    held_until = null
              where campaign = $1 and version = $2 and person in (",
            unheld!("f.person", "1000"),
            ")"
        ),
        campaign.as_str(),
        i64::from(version.0),
        now
    )
}
