//! What came of the messages of a group, and what is to become of each: one recipient closes no way to
//! everybody, what concerns the house uses up nobody's ways, and a way that is closed keeps back what goes by
//! it alone.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use habeas_adapters::campaigns::messages::{Held, Next};
use habeas_adapters::campaigns::work::ClosedWay;
use habeas_adapters::carrier::{Carrier, Concerns, NotSent, Parcel, Sent};
use habeas_adapters::clock::Clock;
use habeas_adapters::mailroom::Outgoing;
use habeas_domain::contact::Channel;
use habeas_domain::delivery::NotSentClass;

/// How long after each failure the same way is tried again; then the next way is.
const AGAIN: [TimeDelta; 6] = [
    TimeDelta::minutes(1),
    TimeDelta::minutes(5),
    TimeDelta::minutes(15),
    TimeDelta::hours(1),
    TimeDelta::hours(4),
    TimeDelta::hours(12),
];
/// How long nothing of a campaign goes by a way that is closed.
const CLOSED: TimeDelta = TimeDelta::minutes(15);
/// How often a way that refuses a message and took none beside it is tried for it: for an hour the house may
/// mend what only looks as if it concerned the message.
const PATIENCE: i64 = 4;

/// What came of one message.
pub(super) enum Came {
    /// What becomes of it is known.
    To(Next),
    /// The way did not take it. Why that is, the others of the group say, too.
    Refused(Channel, Concerns),
    /// The way did not say whether it took it.
    Unknown(Channel),
    /// It was held back, and nothing of it has left.
    HeldBack,
}

/// Sends one message, and says what came of it.
pub(super) async fn sent(
    carrier: Option<&dyn Carrier>,
    channel: Channel,
    outgoing: &Outgoing,
    tries: i64,
    clock: &Clock,
) -> Came {
    let Some(carrier) = carrier else { return Came::Refused(channel, Concerns::House) };
    let parcel = Parcel { id: &outgoing.id, to: &outgoing.to, bytes: &outgoing.bytes };
    let sent = match carrier.load(parcel).await {
        Ok(loaded) => loaded.send().await,
        Err(why) => Sent::NotSent(why),
    };
    match sent {
        Sent::HandedOver { .. } => Came::To(Next::Told(channel)),
        Sent::NotSent(NotSent { class, concerns, .. }) => match (class, concerns) {
            (NotSentClass::Transient, Concerns::Message) => {
                Came::To(again(channel, tries, clock.now()))
            }
            (NotSentClass::AddressPermanent | NotSentClass::MessagePermanent, _) => {
                Came::To(Next::NotBy(channel))
            }
            (NotSentClass::Transient, Concerns::House) | (NotSentClass::RelayPermanent, _) => {
                Came::Refused(channel, concerns)
            }
        },
        // The same message again, by which its reader sees that it is one.
        Sent::Unknown => Came::Unknown(channel),
    }
}

/// After so many tries that certainly sent nothing: the next one, or the next way.
fn again(channel: Channel, tries: i64, now: DateTime<Utc>) -> Next {
    ladder(tries).map_or(Next::NotBy(channel), |wait| Next::Again(now + wait))
}

/// How long after so many tries the next one is.
fn ladder(tries: i64) -> Option<TimeDelta> {
    usize::try_from(tries).ok().and_then(|tries| AGAIN.get(tries)).copied()
}

/// How a way did: by one group, and by those before it.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Way {
    /// Whether it took any message.
    takes: bool,
    /// Whether it refused one for what concerns the house.
    refuses_us: bool,
    /// How many it did not take, or did not say that it took, since it took one.
    failed: usize,
}

/// How each way did, up to the last group.
pub(super) type Lately = BTreeMap<Channel, Way>;

impl Way {
    /// The same after a group: what it took says more than what it refused before.
    fn after(self, group: Self) -> Self {
        if group.takes {
            return Self { takes: true, refuses_us: false, failed: 0 };
        }
        Self { takes: false, refuses_us: group.refuses_us, failed: self.failed + group.failed }
    }

    /// Whether it is closed to everybody. One recipient alone says nothing about the others: of a way that took
    /// the one before, or of which nobody has heard yet, unless it is the house that it refuses.
    const fn is_closed(&self, before: Self) -> bool {
        !self.takes && (self.failed + before.failed > 1 || self.refuses_us && !before.takes)
    }
}

/// What is to become of a group.
pub(super) struct Settled {
    /// Of each message.
    pub(super) next: Vec<(Held, Next)>,
    /// Ways that turned out to be closed.
    pub(super) closed: Vec<ClosedWay>,
    /// Whether any was held back.
    pub(super) held_back: bool,
}

/// What is to become of each message of a group.
pub(super) fn settled(came: Vec<(Held, Came)>, lately: &mut Lately, now: DateTime<Utc>) -> Settled {
    let mut ways = BTreeMap::<Channel, Way>::new();
    for (_, came) in &came {
        match came {
            Came::To(Next::Told(channel)) => ways.entry(*channel).or_default().takes = true,
            Came::Refused(channel, concerns) => {
                let way = ways.entry(*channel).or_default();
                way.failed += 1;
                way.refuses_us |= *concerns == Concerns::House;
            }
            Came::Unknown(channel) => ways.entry(*channel).or_default().failed += 1,
            Came::To(_) | Came::HeldBack => {}
        }
    }
    let mut closed = Vec::new();
    for (channel, way) in ways {
        let before = lately.get(&channel).copied().unwrap_or_default();
        if way.is_closed(before) {
            closed.push(ClosedWay { channel, until: now + CLOSED });
        }
        lately.insert(channel, before.after(way));
    }
    for ClosedWay { channel, until } in &closed {
        // The house has to see to it.
        tracing::error!(%channel, %until, "this way took none of a group of messages");
    }
    let is_closed = |channel| closed.iter().any(|way| way.channel == channel);
    let next = |held: &Held, came| match came {
        Came::To(next) => next,
        Came::HeldBack => Next::Later(held.place().0),
        Came::Refused(channel, Concerns::House) if is_closed(channel) => Next::Later(now + CLOSED),
        // The way takes others: it may yet be about this one.
        Came::Refused(channel, Concerns::House) => again(channel, held.tries, now),
        // One policy against all of them is one against us, for as long as anybody can believe it.
        Came::Refused(channel, Concerns::Message) => {
            if is_closed(channel) && held.tries + 1 < PATIENCE {
                Next::Again(now + CLOSED)
            } else {
                Next::NotBy(channel)
            }
        }
        Came::Unknown(channel) => {
            let at_least = if is_closed(channel) { CLOSED } else { TimeDelta::zero() };
            let again = |wait: TimeDelta| Next::Doubtful(now + wait.max(at_least));
            ladder(held.tries).map_or(Next::Unknown(channel), again)
        }
    };
    let held_back = came.iter().any(|(_, came)| matches!(came, Came::HeldBack));
    let next = came.into_iter().map(|(held, came)| {
        let next = next(&held, came);
        (held, next)
    });
    Settled { next: next.collect(), closed, held_back }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOOK: Way = Way { takes: true, refuses_us: false, failed: 0 };
    const REFUSED_ONE: Way = Way { takes: false, refuses_us: false, failed: 1 };
    const REFUSED_US: Way = Way { takes: false, refuses_us: true, failed: 1 };

    /// Slow sending makes groups of one: each alone would say nothing about the way.
    #[test]
    fn a_second_refusal_with_nothing_taken_between_closes_a_way() {
        let unknown = Way::default();
        assert!(!REFUSED_ONE.is_closed(unknown) && !REFUSED_ONE.is_closed(TOOK));
        let once = TOOK.after(REFUSED_ONE);
        assert!(REFUSED_ONE.is_closed(once));
        assert!(!REFUSED_ONE.is_closed(once.after(TOOK)), "it took one between them");
        let two = Way { failed: 2, ..REFUSED_ONE };
        assert!(two.is_closed(TOOK));
        assert!(!Way { takes: true, ..two }.is_closed(once));
    }

    #[test]
    fn a_way_that_refuses_the_house_is_closed_unless_it_took_the_one_before() {
        assert!(REFUSED_US.is_closed(Way::default()));
        assert!(!REFUSED_US.is_closed(TOOK));
        assert!(REFUSED_US.is_closed(TOOK.after(REFUSED_US)));
    }
}
