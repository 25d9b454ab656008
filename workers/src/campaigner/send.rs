//! Groups of messages: out, and what became of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::stream::{self, StreamExt as _};
use habeas_adapters::campaigns::messages::{self, Claim, GROUP, Held, Next};
use habeas_adapters::campaigns::work;
use habeas_adapters::mailroom::{Outgoing, Reader, WriteError};
use habeas_adapters::store::StoreError;
use habeas_domain::campaign::{Plan, Stage, Version};
use habeas_domain::contact::Channel;

use super::Hands;
use super::ahead::Ahead;
use super::came::{self, Came, Settled, sent};
use super::gate::Gate;
use crate::step::WorkerError;

/// How long a group is held: longer than the slowest answer of a mail server. Whenever one of it has ended,
/// the rest is held for that long again: many slow answers never add up to more.
const LEASE: TimeDelta = TimeDelta::minutes(15);
/// How much longer it would be held before that is written down.
const RENEWED: TimeDelta = TimeDelta::minutes(1);
/// How often what became of a group is taken down before it is left in doubt.
const TRIES: u32 = 5;
/// The most messages under way at once.
const AT_ONCE: usize = 16;
/// How many groups a step sends at most. While one is sent, the next is written.
const GROUPS: usize = 8;
/// Behind how long a step writes none ahead: whoever stops the process waits for it.
const LONG: TimeDelta = TimeDelta::seconds(1);

/// A group that is held and written, and of which nothing has left.
struct Group {
    claim: i64,
    /// Since when it is held.
    since: DateTime<Utc>,
    /// What a machine carries next.
    out: Vec<(Held, Channel, Outgoing)>,
    /// What is settled without being sent.
    settled: Vec<(Held, Next)>,
}

impl Group {
    fn len(&self) -> usize {
        self.out.len() + self.settled.len()
    }
}

fn claim_of<'p>(plan: &'p Plan, version: &Version, no: i64) -> Claim<'p> {
    Claim { campaign: &plan.id, version: version.no(), no }
}

/// What came of a group.
enum Ended {
    /// What became of each of it is on record; the ways that turned out to be closed to everybody.
    Settled(Closed),
    /// It was held back, or what of it had not begun.
    HeldBack,
}

/// Ways that are closed, each until when.
type Closed = BTreeMap<Channel, DateTime<Utc>>;

impl Hands {
    /// Sends groups of messages of a version, one after the other: at no time is more than one of them in
    /// doubt. What would go by a way that is closed waits for it.
    pub(super) async fn send(
        &self,
        ahead: &mut Ahead,
        plan: &Plan,
        version: &Version,
    ) -> Result<(), WorkerError> {
        let until = self.now() + LONG;
        let mut closed = self.closed(plan).await?;
        let mut next = self.group(ahead, plan, version, &closed).await?;
        for left in (0..GROUPS).rev() {
            let Some(group) = next.take() else { return Ok(()) };
            let is_last = left == 0 || self.now() >= until;
            let after = async {
                if is_last { Ok(None) } else { self.group(ahead, plan, version, &closed).await }
            };
            let finished = self.finish(plan, version, group, &closed);
            let (came, after) = futures_util::join!(finished, after);
            let held_back = match came {
                Ok(Ended::Settled(ways)) => {
                    closed.extend(ways);
                    next = after?;
                    continue;
                }
                Ok(Ended::HeldBack) => Ok(()),
                Err(error) => Err(error),
            };
            // Nothing of what was written ahead leaves now: the next look is at the beginning.
            ahead.rest();
            if let Ok(Some(after)) = after {
                self.give_back(claim_of(plan, version, after.claim)).await;
            }
            return held_back;
        }
        Ok(())
    }

    async fn closed(&self, plan: &Plan) -> Result<Closed, WorkerError> {
        let mut reader = self.campaigns.desk().read().await?;
        let ways = work::closed_ways(reader.conn(), &plan.id, self.now()).await?;
        Ok(ways.into_iter().map(|way| (way.channel, way.until)).collect())
    }

    /// Takes a group of messages and writes them, as many as may leave now; none, if none is due.
    async fn group(
        &self,
        ahead: &mut Ahead,
        plan: &Plan,
        version: &Version,
        closed: &Closed,
    ) -> Result<Option<Group>, WorkerError> {
        let now = self.now();
        let limit = i64::from(ahead.speed.room(now)).min(GROUP);
        if limit == 0 {
            return Ok(None);
        }
        let mut desk = self.campaigns.desk().clone();
        // Whoever claims has a number of its own; the sign is of no use.
        let no = i64::from_ne_bytes(desk.chance().u64().to_ne_bytes()) & i64::MAX;
        let claim = claim_of(plan, version, no);
        let from = ahead.from(plan, version, now);
        let mut tx = desk.store().begin().await?;
        let held = messages::claim(&mut tx, claim, (now, now + LEASE), (from, limit)).await?;
        tx.commit().await?;
        // Behind fewer than were asked for there are no more: the next look is at the beginning.
        let is_full = i64::try_from(held.len()).is_ok_and(|found| found == limit);
        let last = held.last().filter(|_| is_full).map(Held::place);
        ahead.found(plan, version, (last, now));
        if held.is_empty() {
            return Ok(None);
        }
        let mut group = Group { claim: no, since: now, out: Vec::new(), settled: Vec::new() };
        let written = self.write(ahead, plan, version, closed, (held, &mut group)).await;
        if let Err(error) = written {
            ahead.rest();
            self.give_back(claim).await;
            return Err(error);
        }
        ahead.speed.take(u32::try_from(group.out.len()).unwrap_or(u32::MAX));
        Ok(Some(group))
    }

    /// Sends a group, and says what became of all of it.
    async fn finish(
        &self,
        plan: &Plan,
        version: &Version,
        group: Group,
        closed: &Closed,
    ) -> Result<Ended, WorkerError> {
        let claim = claim_of(plan, version, group.claim);
        let gone = match self.is_to_go(claim, plan, version, &group).await {
            Ok(Some(gone)) => gone,
            held_back => {
                self.give_back(claim).await;
                return held_back.map(|_| Ended::HeldBack);
            }
        };
        let Group { mut out, mut settled, .. } = group;
        let erased = out.extract_if(.., |(held, ..)| gone.contains(&held.person));
        settled.extend(erased.map(|(held, ..)| (held, Next::Withdrawn)));
        // Ways that were closed since it was written.
        let waits = out.extract_if(.., |(_, channel, _)| closed.contains_key(channel));
        settled.extend(waits.map(|(held, channel, _)| (held, Next::Later(closed[&channel]))));
        let settled = settled.into_iter().map(|(held, next)| (held, Came::To(next)));
        let mut came: Vec<_> = settled.collect();
        came.extend(self.carry(claim, Gate::new(self, plan, version), out).await);
        let settled = came::settled(came, &mut *self.lately.lock().await, self.now());
        // It has left, and whoever has the campaign's row gives it back within seconds.
        let mut tries = 1;
        while let Err(error) = self.take_down(claim, &settled).await {
            if tries == TRIES || !error.is_passing() {
                return Err(error.into());
            }
            tracing::warn!(campaign = %plan.id, %error, "what became of a group is taken down again");
            tries += 1;
        }
        let Settled { closed, held_back, .. } = settled;
        if held_back {
            return Ok(Ended::HeldBack);
        }
        Ok(Ended::Settled(closed.into_iter().map(|way| (way.channel, way.until)).collect()))
    }

    async fn take_down(&self, claim: Claim<'_>, settled: &Settled) -> Result<(), StoreError> {
        let mut desk = self.campaigns.desk().clone();
        let mut tx = desk.store().begin().await?;
        messages::settle(&mut tx, claim, &settled.next, self.now()).await?;
        for way in &settled.closed {
            work::close_way(&mut tx, claim.campaign, *way).await?;
        }
        tx.commit().await
    }

    /// Whether a group leaves now that the one before it has left, and who of it was erased meanwhile.
    async fn is_to_go(
        &self,
        claim: Claim<'_>,
        plan: &Plan,
        version: &Version,
        group: &Group,
    ) -> Result<Option<BTreeSet<i64>>, WorkerError> {
        if !self.is_held(claim, group).await? || !self.may_leave(plan, version).await? {
            return Ok(None);
        }
        let out = group.out.iter().map(|(held, ..)| held.person);
        Ok(Some(self.campaigns.erased_among(&plan.id, out).await?))
    }

    /// Whether a group that waited for the one before it is still held; then it is for as long as one that
    /// did not wait.
    async fn is_held(&self, claim: Claim<'_>, group: &Group) -> Result<bool, WorkerError> {
        if self.now() < group.since + RENEWED {
            return Ok(true);
        }
        let held = self.hold(claim, self.now() + LEASE).await?;
        Ok(usize::try_from(held).is_ok_and(|held| held == group.len()))
    }

    /// Whether messages of a version leave now that a group of it is held: whatever held it back before that
    /// holds back the group.
    pub(super) async fn may_leave(
        &self,
        plan: &Plan,
        version: &Version,
    ) -> Result<bool, WorkerError> {
        let (plan, _) = self.campaigns.get(&plan.id).await?;
        if plan.version(version.no()).is_none_or(|now| now.stage != Stage::UnderWay) {
            return Ok(false);
        }
        let incident = self.campaigns.incident_of(&plan.about).await?;
        Ok(incident.is_none_or(|incident| incident.holds_back().is_none()))
    }

    /// Gives back what nothing became of. Where that fails, it comes back by itself.
    async fn give_back(&self, claim: Claim<'_>) {
        let mut desk = self.campaigns.desk().clone();
        let given = async {
            let mut tx = desk.store().begin().await?;
            messages::give_back(&mut tx, claim).await?;
            tx.commit().await
        };
        if let Err(error) = given.await {
            tracing::warn!(campaign = %claim.campaign, %error, "a group stays held until its claim runs out");
        }
    }

    /// Sends what is held; none is waited for so long that the others are held no more.
    async fn carry(
        &self,
        claim: Claim<'_>,
        gate: Gate<'_>,
        out: Vec<(Held, Channel, Outgoing)>,
    ) -> Vec<(Held, Came)> {
        let each = stream::iter(out).map(async |(held, channel, outgoing)| {
            if !gate.is_open().await {
                return (held, Came::HeldBack);
            }
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
                    Ok(_) => held_until = until,
                    Err(error) => tracing::warn!(%error, "a group cannot be held for longer"),
                }
            }
        }
        came
    }

    async fn hold(&self, claim: Claim<'_>, until: DateTime<Utc>) -> Result<u64, WorkerError> {
        let mut desk = self.campaigns.desk().clone();
        let mut tx = desk.store().begin().await?;
        let held = messages::hold(&mut tx, claim, until).await?;
        tx.commit().await?;
        Ok(held)
    }

    /// Opens the rows of a group, writes each message by the way that it goes next, and keeps what it says.
    async fn write(
        &self,
        ahead: &mut Ahead,
        plan: &Plan,
        version: &Version,
        closed: &Closed,
        (held, group): (Vec<Held>, &mut Group),
    ) -> Result<(), WorkerError> {
        let people = self.campaigns.people(&plan.id, held.iter().map(|held| held.person)).await?;
        let wording = match &mut ahead.wording {
            Some(wording) if wording.is_of(plan, version) => wording,
            kept => kept.insert(self.mailroom.wording(plan, version).await?),
        };
        for mut held in held {
            let Some(person) = people.get(&held.person) else {
                group.settled.push((held, Next::Withdrawn));
                continue;
            };
            let channels = &version.drafted.channels;
            let next = person.ways(channels).find(|channel| !held.tried.contains(channel));
            match next {
                None => group.settled.push((held, Next::Unreachable)),
                Some(channel @ (Channel::Phone | Channel::Post)) => {
                    group.settled.push((held, Next::ByHand(channel)));
                }
                Some(channel) if closed.contains_key(&channel) => {
                    group.settled.push((held, Next::Later(closed[&channel])));
                }
                Some(channel) => {
                    let (no, told_before) = (held.person, held.told_before);
                    let reader = Reader { no, person, told_before, channel };
                    match self.mailroom.write_to(wording, reader) {
                        Ok(outgoing) => {
                            held.text = Some(outgoing.text);
                            group.out.push((held, channel, outgoing));
                        }
                        Err(WriteError::Mailroom(error)) => return Err(error.into()),
                        Err(error) => {
                            tracing::warn!(campaign = %plan.id, person = held.person, %channel, %error, "cannot be written by this way");
                            group.settled.push((held, Next::NotBy(channel)));
                        }
                    }
                }
            }
        }
        // Before any of it leaves: what people read is on record, whatever becomes of this process.
        let texts: Vec<_> = wording.to_keep().collect();
        self.campaigns.keep_texts(&plan.id, version.no(), &texts).await?;
        wording.keep();
        Ok(())
    }
}
