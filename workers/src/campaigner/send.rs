//! One group of messages: out, and what became of them.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::stream::{self, StreamExt as _};
use habeas_adapters::campaigns::messages::{self, Held, Next};
use habeas_adapters::campaigns::work::ClosedWay;
use habeas_adapters::carrier::{Carrier, Parcel, Sent};
use habeas_adapters::mailroom::{Outgoing, Reader, WriteError};
use habeas_domain::campaign::{Plan, Version};
use habeas_domain::contact::Channel;
use habeas_domain::delivery::NotSentClass;

use super::Campaigner;
use crate::step::WorkerError;

/// How long a group is held: longer than the slowest answer of a mail server.
const LEASE: TimeDelta = TimeDelta::minutes(15);
/// The most messages under way at once.
const AT_ONCE: usize = 16;
/// How long after each failure the same way is tried again; then the next way is.
const AGAIN: [TimeDelta; 6] = [
    TimeDelta::minutes(1),
    TimeDelta::minutes(5),
    TimeDelta::minutes(15),
    TimeDelta::hours(1),
    TimeDelta::hours(4),
    TimeDelta::hours(12),
];

/// How long nothing is sent of a campaign whose way is closed.
const CLOSED: TimeDelta = TimeDelta::minutes(15);

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
        let claim = i64::from_ne_bytes(desk.chance().u64().to_ne_bytes()) & i64::MAX;
        let (id, no) = (&plan.id, version.no());
        let mut tx = desk.store().begin().await?;
        let held = messages::claim(&mut tx, id, no, claim, (now, now + LEASE), limit).await?;
        tx.commit().await?;
        let ready = self.ready(plan, version, held).await?;
        let mut settled = Vec::with_capacity(ready.len());
        let mut out = Vec::new();
        for one in ready {
            match one {
                Ready::Out(held, channel, outgoing) => out.push((held, channel, outgoing)),
                Ready::Settled(held, next) => settled.push((held, next)),
            }
        }
        let sent = u32::try_from(out.len()).unwrap_or(u32::MAX);
        let each = stream::iter(out).map(async |(held, channel, outgoing)| {
            let next = self.carry(&held, channel, &outgoing).await;
            (held, next)
        });
        settled.extend(each.buffer_unordered(AT_ONCE).collect::<Vec<_>>().await);
        let now = self.now();
        let mut tx = desk.store().begin().await?;
        messages::settle(&mut tx, id, no, claim, &settled, now).await?;
        tx.commit().await?;
        let closed = settled.iter().filter_map(|(_, next)| match next {
            Next::Closed(channel, until) => Some(ClosedWay { channel: *channel, until: *until }),
            _ => None,
        });
        Ok(Group { sent, closed: closed.max_by_key(|closed| closed.until) })
    }

    /// Opens the rows of a group, and writes each message by the way that it goes next.
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
                        Ok(outgoing) => Ready::Out(held, channel, outgoing),
                        Err(WriteError::Mailroom(error)) => return Err(error.into()),
                        Err(error) => {
                            tracing::warn!(campaign = %plan.id, person = held.person, %channel, %error, "cannot be written by this way");
                            Ready::Settled(held, Next::NotBy(channel))
                        }
                    }
                }
            });
        }
        Ok(ready)
    }

    async fn carry(&self, held: &Held, channel: Channel, outgoing: &Outgoing) -> Next {
        let Some(carrier) = self.ways.get(&channel) else { return self.closed(channel) };
        match sent(&**carrier, outgoing).await {
            Sent::HandedOver { .. } => Next::Told(channel),
            Sent::NotSent(why) => match why.class {
                NotSentClass::Transient => again(held, channel, self.now()),
                NotSentClass::AddressPermanent | NotSentClass::MessagePermanent => {
                    Next::NotBy(channel)
                }
                NotSentClass::RelayPermanent => self.closed(channel),
            },
            // Nobody knows: the same message again, by which its reader sees that it is one.
            Sent::Unknown => again(held, channel, self.now()),
        }
    }
}

impl Campaigner {
    /// The way is closed to everybody: nobody is to lose it for that. The house has to see to it.
    fn closed(&self, channel: Channel) -> Next {
        tracing::error!(%channel, "this way takes no messages of the house: campaigns wait for it");
        Next::Closed(channel, self.now() + CLOSED)
    }
}

async fn sent(carrier: &dyn Carrier, outgoing: &Outgoing) -> Sent {
    let parcel = Parcel { id: &outgoing.id, to: &outgoing.to, bytes: &outgoing.bytes };
    match carrier.load(parcel).await {
        Ok(loaded) => loaded.send().await,
        Err(why) => Sent::NotSent(why),
    }
}

fn again(held: &Held, channel: Channel, now: DateTime<Utc>) -> Next {
    let tries = usize::try_from(held.tries).unwrap_or(usize::MAX);
    AGAIN.get(tries).map_or(Next::NotBy(channel), |wait| Next::Again(now + *wait))
}
