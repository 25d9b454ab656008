//! One group of messages: out, and what became of them.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::stream::{self, StreamExt as _};
use habeas_adapters::campaigns::messages::{self, Claim, Held, Next};
use habeas_adapters::campaigns::work::ClosedWay;
use habeas_adapters::mailroom::{Outgoing, Reader, WriteError};
use habeas_domain::campaign::{Plan, Stage, Version};
use habeas_domain::contact::Channel;

use super::Campaigner;
use super::came::{Came, sent, settled};
use crate::step::WorkerError;

/// How long a group is held: longer than the slowest answer of a mail server. Whenever one of it has ended,
/// the rest is held for that long again: many slow answers never add up to more.
const LEASE: TimeDelta = TimeDelta::minutes(15);
/// How much longer it would be held before that is written down.
const RENEWED: TimeDelta = TimeDelta::minutes(1);
/// The most messages under way at once.
const AT_ONCE: usize = 16;
/// What came of a group.
pub(super) struct Group {
    /// How many messages were handed to a carrier.
    pub sent: u32,
    /// A way that is closed to everybody.
    pub closed: Option<ClosedWay>,
}

/// A message with the way that it goes next.
enum Ready {
    /// A machine carries it.
    Out(Held, Channel, Outgoing),
    /// It is settled without being sent.
    Settled(Held, Next),
}

impl Campaigner {
    /// Takes a group of messages as far as they go now.
    pub(super) async fn send_group(
        &self,
        plan: &Plan,
        version: &Version,
        limit: i64,
    ) -> Result<Group, WorkerError> {
        let now = self.now();
        let mut desk = self.campaigns.desk().clone();
        // Whoever claims has a number of its own; the sign is of no use.
        let no = i64::from_ne_bytes(desk.chance().u64().to_ne_bytes()) & i64::MAX;
        let claim = Claim { campaign: &plan.id, version: version.no(), no };
        let mut tx = desk.store().begin().await?;
        let held = messages::claim(&mut tx, claim, (now, now + LEASE), limit).await?;
        tx.commit().await?;
        if !self.is_under_way(plan, version).await? {
            let mut tx = desk.store().begin().await?;
            messages::give_back(&mut tx, claim).await?;
            tx.commit().await?;
            return Ok(Group { sent: 0, closed: None });
        }
        let ready = self.ready(plan, version, held).await?;
        let mut came = Vec::with_capacity(ready.len());
        let mut out = Vec::new();
        for one in ready {
            match one {
                Ready::Out(held, channel, outgoing) => out.push((held, channel, outgoing)),
                Ready::Settled(held, next) => came.push((held, Came::To(next))),
            }
        }
        let sent = u32::try_from(out.len()).unwrap_or(u32::MAX);
        came.extend(self.carry(claim, out).await);
        let now = self.now();
        let settled = settled(came, now);
        let mut tx = desk.store().begin().await?;
        messages::settle(&mut tx, claim, &settled, now).await?;
        tx.commit().await?;
        let closed = settled.iter().filter_map(|(_, next)| match next {
            Next::Closed(channel, until) => Some(ClosedWay { channel: *channel, until: *until }),
            _ => None,
        });
        Ok(Group { sent, closed: closed.max_by_key(|closed| closed.until) })
    }

    /// Whether messages of a version leave now that a group of it is held: whatever held it back before that
    /// holds back the group.
    async fn is_under_way(&self, plan: &Plan, version: &Version) -> Result<bool, WorkerError> {
        let (plan, _) = self.campaigns.get(&plan.id).await?;
        Ok(plan.version(version.no()).is_some_and(|now| now.stage == Stage::UnderWay))
    }

    /// Sends what is held; none is waited for so long that the others are held no more.
    async fn carry(
        &self,
        claim: Claim<'_>,
        out: Vec<(Held, Channel, Outgoing)>,
    ) -> Vec<(Held, Came)> {
        let each = stream::iter(out).map(async |(held, channel, outgoing)| {
            let carrier = self.ways.get(&channel).map(|carrier| &**carrier);
            let came = sent(carrier, channel, &outgoing, held.tries, self.campaigns.desk().clock());
            let came = came.await;
            (held, came)
        });
        let mut each = std::pin::pin!(each.buffer_unordered(AT_ONCE));
        let (mut came, mut held_until) = (Vec::new(), self.now() + LEASE);
        while let Some(one) = each.next().await {
            came.push(one);
            let until = self.now() + LEASE;
            if until - held_until >= RENEWED {
                // Whoever cannot say so now may lose the rest to somebody else, and says what came of it.
                match self.hold(claim, until).await {
                    Ok(()) => held_until = until,
                    Err(error) => tracing::warn!(%error, "a group cannot be held for longer"),
                }
            }
        }
        came
    }

    async fn hold(&self, claim: Claim<'_>, until: DateTime<Utc>) -> Result<(), WorkerError> {
        let mut desk = self.campaigns.desk().clone();
        let mut tx = desk.store().begin().await?;
        messages::hold(&mut tx, claim, until).await?;
        Ok(tx.commit().await?)
    }

    /// Opens the rows of a group, writes each message by the way that it goes next, and keeps what it says.
    async fn ready(
        &self,
        plan: &Plan,
        version: &Version,
        held: Vec<Held>,
    ) -> Result<Vec<Ready>, WorkerError> {
        let people = self.campaigns.people(&plan.id, held.iter().map(|held| held.person)).await?;
        let mut wording = self.mailroom.wording(plan, version).await?;
        let mut ready = Vec::with_capacity(held.len());
        for held in held {
            let Some(person) = people.get(&held.person) else {
                ready.push(Ready::Settled(held, Next::Withdrawn));
                continue;
            };
            let channels = &version.drafted.channels;
            let next = person.ways(channels).find(|channel| !held.tried.contains(channel));
            ready.push(match next {
                None => Ready::Settled(held, Next::Unreachable),
                Some(channel @ (Channel::Phone | Channel::Post)) => {
                    Ready::Settled(held, Next::ByHand(channel))
                }
                Some(channel) => {
                    let (no, told_before) = (held.person, held.told_before);
                    let reader = Reader { no, person, told_before, channel };
                    match self.mailroom.write_to(&mut wording, reader) {
                        Ok(outgoing) => {
                            let held = Held { text: Some(outgoing.text), ..held };
                            Ready::Out(held, channel, outgoing)
                        }
                        Err(WriteError::Mailroom(error)) => return Err(error.into()),
                        Err(error) => {
                            tracing::warn!(campaign = %plan.id, person = held.person, %channel, %error, "cannot be written by this way");
                            Ready::Settled(held, Next::NotBy(channel))
                        }
                    }
                }
            });
        }
        // Before any of it leaves: what people read is on record, whatever becomes of this process.
        let texts: Vec<_> = wording.texts().collect();
        self.campaigns.keep_texts(&plan.id, version.no(), &texts).await?;
        Ok(ready)
    }
}
