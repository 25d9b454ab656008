//! What became of a message on its way to a person, in words that promise no more than is known.

use chrono::{DateTime, TimeDelta, Utc};

use crate::id::AttemptNo;
use crate::moment::Moment;
use crate::text::{closed_list, text_type};

closed_list!(
    /// Where a message is. There is no bare "sent": it would hide who knows what.
    DeliveryState, "delivery state" {
        /// It waits here, for its time, for a relay, or for a clerk.
        Queued = "queued",
        /// The relay, the gateway, the post or the person on the telephone took it.
        HandedOver = "handed_over",
        /// A report says that it arrived.
        Delivered = "delivered",
        /// It came back.
        Bounced = "bounced",
        /// The answer to its last byte was lost: it may have gone out or not.
        Unknown = "unknown",
        /// It is not tried any more. A human has to see this.
        GivenUp = "given_up",
    }
);

closed_list!(
    /// Why an attempt certainly sent nothing.
    NotSentClass, "outcome class" {
        /// Unreachable, interrupted, or asked to come back (4yz): tried again by the schedule.
        Transient = "transient",
        /// There is no such address (5.1.1, 5.1.2, 5.1.6, 5.1.10, 5.2.1): not tried again, and the
        /// address is to be suppressed.
        AddressPermanent = "address_permanent",
        /// Refused as it is (mailbox full, too big): one more try a day later. Says nothing about
        /// the address.
        MessagePermanent = "message_permanent",
        /// Our relay refuses us (policy, authentication): the operator's matter, not the person's.
        RelayPermanent = "relay_permanent",
    }
);

closed_list!(
    /// Why a message came back after it had been handed over.
    BounceClass, "bounce class" {
        /// There is no such address.
        AddressPermanent = "address_permanent",
        /// This message was not taken (mailbox full, too big, expired in the relay).
        MessagePermanent = "message_permanent",
        /// Refused by a policy on the way.
        RelayPermanent = "relay_permanent",
        /// A letter on paper was returned.
        Returned = "returned",
    }
);

impl BounceClass {
    /// Whether it speaks against the address and not only against this message.
    #[must_use]
    pub const fn condemns_address(self) -> bool {
        matches!(self, Self::AddressPermanent | Self::Returned)
    }
}

closed_list!(
    /// Why a message is not tried any more.
    GiveUpReason, "give-up reason" {
        /// The next try would come after the time until which it makes sense.
        OutOfTime = "out_of_time",
        /// There is no such address.
        AddressPermanent = "address_permanent",
        /// The message was refused as it is, twice.
        MessagePermanent = "message_permanent",
        /// Our relay refuses us.
        RelayPermanent = "relay_permanent",
        /// It may have gone out, and must not go out twice or cannot be tried again in time.
        OutcomeUnknown = "outcome_unknown",
        /// The address is suppressed for this channel.
        Suppressed = "suppressed",
        /// What it would say is no longer true, or its case was forgotten.
        Moot = "moot",
        /// It could not be rendered.
        Unrenderable = "unrenderable",
    }
);

closed_list!(
    /// Why a message waits longer than its schedule says.
    PostponeReason, "postponement reason" {
        /// It is night where the person lives.
        QuietHours = "quiet_hours",
        /// The gateway takes no more for now.
        RateLimited = "rate_limited",
        /// The relay is known to be down.
        RelayDown = "relay_down",
        /// Someone of the house asked for it.
        Operator = "operator",
    }
);

text_type!(
    /// A reply code or enhanced status code of a relay or gateway: `250`, `5.1.1`. The text beside
    /// it is never kept: relays repeat the address there.
    StatusCode, "status code", "must be 1 to 16 digits and dots",
    |text| (1..=16).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
);

/// How long to wait after this many attempts that sent nothing: 1, 5, 15, 30 minutes, then an hour
/// each time. The first attempt waits for nothing. Spreading the load (jitter) is the courier's.
#[must_use]
pub const fn retry_after(made: AttemptNo) -> TimeDelta {
    TimeDelta::minutes(match made.0 {
        0 => 0,
        1 => 1,
        2 => 5,
        3 => 15,
        4 => 30,
        _ => 60,
    })
}

/// What the case has to be told about one of its messages.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseReport {
    /// It was handed over. May still follow `GivenUp { reason: OutcomeUnknown }`, when a report
    /// proves that the message had gone out.
    HandedOver {
        /// When: an instant, or the day of posting.
        at: Moment,
    },
    /// A report says that it arrived: matters to duties that only delivery discharges.
    Delivered {
        /// When.
        at: DateTime<Utc>,
    },
    /// It is not tried any more.
    GivenUp {
        /// When that was decided.
        at: DateTime<Utc>,
        /// Why.
        reason: GiveUpReason,
    },
    /// It came back after it had been handed over.
    CameBack {
        /// When.
        at: DateTime<Utc>,
        /// Why.
        class: BounceClass,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schedule_is_the_published_one() {
        let minutes: Vec<i64> =
            (0..8).map(|made| retry_after(AttemptNo(made)).num_minutes()).collect();
        assert_eq!(minutes, [0, 1, 5, 15, 30, 60, 60, 60]);
    }

    #[test]
    fn a_status_code_cannot_carry_an_address() {
        assert!(StatusCode::parse("5.1.1").is_ok());
        assert!(StatusCode::parse("250").is_ok());
        for bad in ["", "5.1.1 <mei@example.net>", "5.1.1\n", "12345678901234567", "٥.١"] {
            assert!(StatusCode::parse(bad).is_err(), "{bad:?}");
        }
    }
}
