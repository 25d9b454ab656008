//! What came of the messages of a group, and what is to become of each: one recipient closes no way to
//! everybody, and what concerns the house uses up nobody's ways.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use habeas_adapters::campaigns::messages::{Held, Next};
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
/// How long nothing is sent of a campaign whose way is closed.
const CLOSED: TimeDelta = TimeDelta::minutes(15);
/// When a message is tried again that met a way others of its group went by.
const SOON: TimeDelta = TimeDelta::minutes(1);

/// What came of one message.
pub(super) enum Came {
    /// What becomes of it is known.
    To(Next),
    /// The way did not take it. Why that is, the others of the group say, too.
    Refused(Channel, Concerns),
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
            (NotSentClass::Transient, Concerns::Message) => again(tries, channel, clock.now()),
            (NotSentClass::AddressPermanent | NotSentClass::MessagePermanent, _) => {
                Came::To(Next::NotBy(channel))
            }
            (NotSentClass::Transient, Concerns::House) | (NotSentClass::RelayPermanent, _) => {
                Came::Refused(channel, concerns)
            }
        },
        // Nobody knows: the same message again, by which its reader sees that it is one.
        Sent::Unknown => again(tries, channel, clock.now()),
    }
}

fn again(tries: i64, channel: Channel, now: DateTime<Utc>) -> Came {
    let tries = usize::try_from(tries).unwrap_or(usize::MAX);
    Came::To(AGAIN.get(tries).map_or(Next::NotBy(channel), |wait| Next::Again(now + *wait)))
}

/// What the others of a group say of a way.
#[derive(Default)]
struct Way {
    /// Whether it took any message.
    takes: bool,
    /// How many it refused.
    refused: usize,
}

/// What is to become of each message of a group.
pub(super) fn settled(came: Vec<(Held, Came)>, now: DateTime<Utc>) -> Vec<(Held, Next)> {
    let mut ways = BTreeMap::<Channel, Way>::new();
    for (_, came) in &came {
        match came {
            Came::To(Next::Told(channel)) => ways.entry(*channel).or_default().takes = true,
            Came::Refused(channel, _) => ways.entry(*channel).or_default().refused += 1,
            Came::To(_) => {}
        }
    }
    for (channel, way) in &ways {
        if !way.takes && way.refused > 0 {
            // The house has to see to it, unless it was one message alone.
            tracing::error!(%channel, refused = way.refused, "this way took none of a group of messages");
        }
    }
    let next = |came| match came {
        Came::To(next) => next,
        Came::Refused(channel, concerns) => {
            let (takes, refused) =
                ways.get(&channel).map_or((false, 0), |way| (way.takes, way.refused));
            match concerns {
                Concerns::House if takes => Next::Later(now + SOON),
                Concerns::House => Next::Closed(channel, now + CLOSED),
                // One policy against all of them is one against us.
                Concerns::Message if !takes && refused > 1 => Next::Closed(channel, now + CLOSED),
                Concerns::Message => Next::NotBy(channel),
            }
        }
    };
    came.into_iter().map(|(held, came)| (held, next(came))).collect()
}
