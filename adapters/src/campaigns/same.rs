//! People of a campaign who turned out to be one, because a line named both: one of them goes for both, and
//! the other gives way.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use habeas_domain::campaign::Outcome;
use habeas_domain::id::{BatchNo, CampaignId, VersionNo};

use super::outcomes::{self, Became};
use crate::store::{Conn, StoreError, Tx, push_list, sql};

/// The most people looked up by one statement.
const CHUNK: usize = 1_000;

/// Who is one with whom.
#[derive(Debug, Default)]
pub(super) struct Same(BTreeMap<i64, i64>);

#[derive(sqlx::FromRow)]
struct Pair {
    person: i64,
    same_as: i64,
}

#[derive(sqlx::FromRow)]
struct OfList {
    batch: i64,
}

#[derive(sqlx::FromRow)]
struct Lost {
    person: i64,
    version: i64,
}

impl Same {
    /// Who among these people, and those who are one with any of them, is one with whom.
    pub(super) async fn among(
        mut conn: Conn<'_>,
        campaign: &CampaignId,
        people: impl IntoIterator<Item = i64>,
    ) -> Result<Self, StoreError> {
        let mut same = Self::default();
        let mut next: BTreeSet<i64> = people.into_iter().collect();
        let mut seen = next.clone();
        while !next.is_empty() {
            let asked: Vec<i64> = std::mem::take(&mut next).into_iter().collect();
            for chunk in asked.chunks(CHUNK) {
                // One after the other, each along its index.
                for side in ["person", "same_as"] {
                    let pairs = sql!(built Pair, conn.conn(), |query| {
                        query.push("select person, same_as from campaign_same where campaign = ");
                        query.push_bind(campaign.as_str()).push(" and ").push(side).push(" in ");
                        push_list(&mut query, chunk.iter().copied());
                    })?;
                    for Pair { person, same_as } in pairs {
                        same.0.insert(person, same_as);
                        next.extend([person, same_as].into_iter().filter(|one| seen.insert(*one)));
                    }
                }
            }
        }
        Ok(same)
    }

    /// Who goes for that person.
    pub(super) fn one(&self, person: i64) -> i64 {
        let mut one = person;
        while let Some(next) = self.0.get(&one) {
            one = *next;
        }
        one
    }

    /// Everybody who is one with that person.
    pub(super) fn all(&self, person: i64) -> BTreeSet<i64> {
        let one = self.one(person);
        let others = self.0.keys().copied().filter(|other| self.one(*other) == one);
        others.chain([one, person]).collect()
    }
}

/// Puts down who is one with whom by the lines of a batch: whoever gives way first, then who goes for both.
pub(super) async fn insert(
    tx: &mut Tx<'_>,
    campaign: &CampaignId,
    batch: BatchNo,
    pairs: &[(i64, i64)],
) -> Result<(), StoreError> {
    for chunk in pairs.chunks(CHUNK) {
        sql!(
            many tx.conn(),
            "insert into campaign_same (campaign, person, same_as, batch) ",
            chunk,
            |b, pair| {
                b.push_bind(campaign.as_str()).push_bind(pair.0).push_bind(pair.1);
                b.push_bind(i64::from(batch.0))
            }
        )?;
    }
    Ok(())
}

/// Nobody is told twice: with the first batch of a list, what was to leave to both leaves to one, for the
/// whole of the list, since all of it is in the stream by then.
pub(super) async fn withdraw(
    tx: &mut Tx<'_>,
    campaign: &CampaignId,
    batch: BatchNo,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let batches = sql!(
        all OfList,
        tx.conn(),
        "select distinct s.batch from campaign_same s
           join campaign_batch b on b.campaign = s.campaign and b.batch = s.batch
          where s.campaign = $1
            and b.list = (select f.list from campaign_batch f where f.campaign = $1 and f.batch = $2)
            and $2 = (select min(f.batch) from campaign_batch f
                       where f.campaign = $1 and f.list = b.list)
          order by s.batch",
        campaign.as_str(),
        i64::from(batch.0)
    )?;
    for OfList { batch } in batches {
        for statement in [GIVE_WAY, TOLD_ALREADY] {
            sql!(run tx.conn(), statement, campaign.as_str(), batch, now)?;
        }
        let lost = sql!(all Lost, tx.conn(), NOT_LOST, campaign.as_str(), batch)?;
        for Lost { person, version } in lost {
            let wrong = |_| StoreError::inconsistent("campaign_message", "version", person);
            let version = VersionNo(u16::try_from(version).map_err(wrong)?);
            let became = [Became::of(person, (Outcome::Gone, None), now)];
            outcomes::add(tx, campaign, version, &became, None).await?;
        }
    }
    Ok(())
}

/// Whoever gives way is told nothing more, where the other one is told, or will be. What somebody holds may
/// be on its way out: what came of it is said of it.
const GIVE_WAY: &str = "update campaign_message
    set state = 'withdrawn', next_at = null, held_until = null
  where campaign = $1 and state in ('queued', 'by_hand')
    and (held_until is null or held_until <= $3)
    and person in (select s.person from campaign_same s where s.campaign = $1 and s.batch = $2)
    and exists (select 1 from campaign_same s
                  join campaign_message o on o.campaign = s.campaign and o.person = s.same_as
                 where s.campaign = $1 and s.person = campaign_message.person
                   and o.version = campaign_message.version and o.state <> 'withdrawn')";

/// Where the one who gives way was told before, or is being told, the other one is not told again.
const TOLD_ALREADY: &str = "update campaign_message
    set state = 'withdrawn', next_at = null, held_until = null
  where campaign = $1 and state in ('queued', 'by_hand')
    and (held_until is null or held_until <= $3)
    and person in (select s.same_as from campaign_same s where s.campaign = $1 and s.batch = $2)
    and exists (select 1 from campaign_same s
                  join campaign_message o on o.campaign = s.campaign and o.person = s.person
                 where s.campaign = $1 and s.batch = $2 and s.same_as = campaign_message.person
                   and o.version = campaign_message.version and o.state in ('told', 'queued'))";

/// Whoever no way reached is not looked for where the other one is told, or may still be.
const NOT_LOST: &str = "update campaign_message set state = 'withdrawn'
  where campaign = $1 and state = 'unreachable'
    and person in (select s.person from campaign_same s where s.campaign = $1 and s.batch = $2
                   union select s.same_as from campaign_same s where s.campaign = $1 and s.batch = $2)
    and exists (select 1 from campaign_same s
                  join campaign_message o on o.campaign = s.campaign
                                         and o.person in (s.person, s.same_as)
                 where s.campaign = $1 and s.batch = $2
                   and campaign_message.person in (s.person, s.same_as)
                   and o.person <> campaign_message.person
                   and o.version = campaign_message.version
                   and o.state in ('told', 'queued', 'by_hand'))
 returning person, version";
