//! What the service's answer to a webhook means.
//!
//! | answer | meaning |
//! |---|---|
//! | 2xx | taken |
//! | 408, 425, 429, 503 | not taken, transient |
//! | 422 | nobody has this account, or it takes no such messages: the next way is tried |
//! | 413 | the message is too long |
//! | 3xx, other 4xx | the webhook itself is wrong: everything waits until somebody has seen to it |
//! | other 5xx, or none | unknown: it may have been taken, and the same id says so when it comes again |

use habeas_domain::delivery::{NotSentClass, StatusCode};

use crate::carrier::{NotSent, Sent};

/// What an answer means; nothing of its body is read.
pub(super) fn meaning(status: u16, _: &[u8]) -> Sent {
    let code = StatusCode::parse(&status.to_string()).ok();
    let class = match status {
        200..=299 => return Sent::HandedOver { provider: None, code },
        408 | 425 | 429 | 503 => NotSentClass::Transient,
        422 => NotSentClass::AddressPermanent,
        413 => NotSentClass::MessagePermanent,
        300..=499 => NotSentClass::RelayPermanent,
        _ => return Sent::Unknown,
    };
    // Whoever has no such account, or is written too much, is one; everything else is between the house and
    // its service.
    Sent::NotSent(match class {
        NotSentClass::AddressPermanent | NotSentClass::MessagePermanent => {
            NotSent::of_message(class, code)
        }
        NotSentClass::Transient | NotSentClass::RelayPermanent => NotSent::of_house(class, code),
    })
}
