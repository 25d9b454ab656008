//! What became of a group of messages, in one transaction.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use habeas_domain::campaign::Outcome;
use habeas_domain::contact::Channel;
use habeas_domain::digest::Digest;
use habeas_domain::id::CampaignId;

use super::{Claim, Held, Next};
use crate::campaigns::known;
use crate::campaigns::outcomes::{self, Became};
use crate::store::{StoreError, Tx, push_any, push_numbers, sql};

/// How a message stands after it. Those that stand alike, and that is mostly the whole group, are written by
/// one statement.
#[derive(PartialEq, Eq)]
struct After {
    state: &'static str,
    channel: Option<Channel>,
    next_at: Option<DateTime<Utc>>,
    told_at: Option<DateTime<Utc>>,
    /// The codes of the channels that did not reach the person.
    tried: String,
    tries: i64,
    outcome: Option<(Outcome, Option<Channel>)>,
    /// What they read.
    text: Option<Digest>,
    /// Whether it left, or may have.
    sent: bool,
}

#[derive(sqlx::FromRow)]
struct Said {
    person: i64,
}

impl After {
    fn of(message: &Held, next: Next, now: DateTime<Utc>) -> Self {
        let (state, channel, next_at, told_at) = match next {
            Next::Told(channel) => ("told", Some(channel), None, Some(now)),
            Next::Again(at) | Next::Doubtful(at) | Next::Later(at) => {
                ("queued", None, Some(at), None)
            }
            Next::NotBy(_) | Next::Unknown(_) => ("queued", None, Some(now), None),
            Next::ByHand(channel) => ("by_hand", Some(channel), None, None),
            Next::Unreachable => ("unreachable", None, None, None),
            Next::Withdrawn => ("withdrawn", None, None, None),
        };
        let in_vain = match next {
            Next::NotBy(channel) | Next::Unknown(channel) => Some(channel),
            _ => None,
        };
        let codes: Vec<&str> =
            message.tried.iter().chain(&in_vain).map(|channel| channel.code()).collect();
        Self {
            state,
            channel,
            next_at,
            told_at,
            tried: codes.join(" "),
            tries: match next {
                Next::NotBy(_) | Next::Unknown(_) => 0,
                Next::Later(_) => message.tries,
                _ => message.tries + 1,
            },
            outcome: match next {
                Next::Told(channel) => Some((Outcome::HandedOver, Some(channel))),
                Next::NotBy(channel) => Some((Outcome::NotReached, Some(channel))),
                Next::Unknown(channel) => Some((Outcome::Unknown, Some(channel))),
                Next::Unreachable => Some((Outcome::Unreachable, None)),
                Next::Again(_)
                | Next::Doubtful(_)
                | Next::Later(_)
                | Next::ByHand(_)
                | Next::Withdrawn => None,
            },
            text: message.text.filter(|_| matches!(next, Next::Told(_))),
            sent: matches!(next, Next::Told(_) | Next::Doubtful(_) | Next::Unknown(_)),
        }
    }
}

/// Says what becomes of messages that were held, all at once. Of those that somebody else holds by now,
/// nothing is said; whoever was erased meanwhile is with nobody.
pub async fn settle(
    tx: &mut Tx<'_>,
    claim: Claim<'_>,
    held: &[(Held, Next)],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    outcomes::wait(tx, claim.campaign).await?;
    let erased = erased(tx, claim.campaign, held).await?;
    let mut alike: Vec<(After, Vec<i64>)> = Vec::new();
    for (message, next) in held {
        let next = if erased.contains(&message.person) { Next::Withdrawn } else { *next };
        let after = After::of(message, next, now);
        match alike.iter_mut().find(|(other, _)| *other == after) {
            Some((_, people)) => people.push(message.person),
            None => alike.push((after, vec![message.person])),
        }
    }
    let mut became = Vec::with_capacity(held.len());
    for (after, people) in &alike {
        let mut said = write(tx, claim, after, people).await?;
        said.sort_unstable();
        let Some((outcome, channel)) = after.outcome else { continue };
        became.extend(said.into_iter().map(|person| Became {
            text: after.text,
            ..Became::of(person, (outcome, channel), now)
        }));
    }
    outcomes::add(tx, claim.campaign, claim.version, &became, None).await
}

/// Who was erased of those that people are to see to, or whom nobody reaches: whoever erases somebody passes
/// over what is held, and by the campaign's lock comes before this or after it.
async fn erased(
    tx: &mut Tx<'_>,
    campaign: &CampaignId,
    held: &[(Held, Next)],
) -> Result<BTreeSet<i64>, StoreError> {
    let stays = |next: &Next| matches!(next, Next::ByHand(_) | Next::Unreachable);
    let stay = held.iter().filter(|(_, next)| stays(next)).map(|(held, _)| held.person);
    let stay: Vec<i64> = stay.collect();
    if stay.is_empty() {
        return Ok(BTreeSet::new());
    }
    known::erased(tx.conn(), campaign, &stay).await
}

/// Writes it to those of these messages that are still held; gives to whom they are.
async fn write(
    tx: &mut Tx<'_>,
    claim: Claim<'_>,
    after: &After,
    people: &[i64],
) -> Result<Vec<i64>, StoreError> {
    let said = sql!(built Said, tx.conn(), |query| {
        query.push("update campaign_message set held_until = null, state = ").push_bind(after.state);
        query.push(", channel = ").push_bind(after.channel.map(Channel::code));
        query.push(", next_at = ").push_bind(after.next_at);
        query.push(", told_at = ").push_bind(after.told_at);
        query.push(", tried = ").push_bind(&after.tried);
        query.push(", tries = ").push_bind(after.tries);
        query.push(", sent = sent or ").push_bind(after.sent);
        query.push(" where campaign = ");
        push_any(&mut query, claim.campaign.as_str());
        query.push(" and version = ").push_bind(i64::from(claim.version.0));
        query.push(" and claim = ").push_bind(claim.no);
        // Said twice it changes nothing: whoever is not sure that it was taken down says it again.
        query.push(" and state = 'queued' and held_until is not null and ");
        push_numbers(&mut query, "person", people.iter().copied());
        query.push(" returning person");
    })?;
    Ok(said.into_iter().map(|said| said.person).collect())
}
