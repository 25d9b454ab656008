//! What a reply of a mail server means, by the step at which it came.
//!
//! | step | reply | meaning |
//! |---|---|---|
//! | connection, greeting, encryption | any, or none | transient: nothing is known about the message |
//! | every other | 4yz, or none before the last byte | transient |
//! | login | 5yz | our relay refuses us |
//! | sender | 552, 5.3.4 | this message |
//! | sender | other 5yz | our relay refuses us |
//! | recipient and later | 5.1.1, 5.1.2, 5.1.6, 5.1.10, 5.2.1, 556 | this address |
//! | recipient and later | 530, 535, 5.7.z, sender (5.1.7, 5.1.8), protocol | our relay refuses us |
//! | recipient and later | other 5yz; a bare 550 too, which may mean a policy | this message |
//! | after the last byte | none | unknown |
//!
//! A refusal up to the sender concerns the house, and so does one that asks for a login or names our sender.
//! Any other at the recipient or later concerns whom the message is for: a policy (5.7.z) there may be theirs.

use std::error::Error as _;

use habeas_domain::delivery::{NotSentClass, StatusCode};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::response::{Response, Severity};

use super::opening::Step;
use crate::carrier::{Concerns, NotSent, Sent};

/// Nothing was answered, and nothing was sent.
pub(super) const SILENCE: NotSent = NotSent::of_message(NotSentClass::Transient, None);
/// There is no line to the server, whoever the message is for.
pub(super) const NO_LINE: NotSent = NotSent::of_house(NotSentClass::Transient, None);

/// What a refusal means; none if the error is not a reply.
pub(super) fn refused(step: Step, error: &Error) -> Option<NotSent> {
    let code = u16::from(error.status()?);
    // The mail client keeps the text of the reply as the source of its error.
    let text = error.source().map(ToString::to_string);
    Some(refusal(step, code, text.as_deref()))
}

/// What a reply that is not the one hoped for means.
pub(super) fn refusal(step: Step, code: u16, text: Option<&str>) -> NotSent {
    let detail = text.and_then(|text| Detail::read(text, code));
    let shown = detail.map_or_else(|| code.to_string(), |detail| detail.shown(code));
    let class = class(step, code, detail);
    let shown = StatusCode::parse(&shown).ok();
    NotSent { class, code: shown, concerns: concerns(step, class, code, detail) }
}

fn concerns(step: Step, class: NotSentClass, code: u16, detail: Option<Detail>) -> Concerns {
    let of_house = match step {
        Step::Connect | Step::Greeting | Step::Encryption | Step::Login => true,
        Step::Sender => class != NotSentClass::MessagePermanent,
        Step::Recipient | Step::Data | Step::LastByte => {
            matches!(code, 530 | 534 | 535 | 538)
                || code >= 500 && matches!(detail, Some(Detail(1, 7 | 8)))
        }
    };
    if of_house { Concerns::House } else { Concerns::Message }
}

fn class(step: Step, code: u16, detail: Option<Detail>) -> NotSentClass {
    if code < 500 {
        return NotSentClass::Transient;
    }
    match step {
        Step::Connect | Step::Greeting | Step::Encryption => NotSentClass::Transient,
        Step::Login => NotSentClass::RelayPermanent,
        Step::Sender => match (code, detail) {
            (552, _) | (_, Some(Detail(3, 4))) => NotSentClass::MessagePermanent,
            _ => NotSentClass::RelayPermanent,
        },
        Step::Recipient | Step::Data | Step::LastByte => about_recipient(code, detail),
    }
}

fn about_recipient(code: u16, detail: Option<Detail>) -> NotSentClass {
    if matches!(code, 500..=504 | 521 | 530 | 534 | 535 | 538) {
        return NotSentClass::RelayPermanent;
    }
    match detail {
        Some(Detail(1, 1 | 2 | 6 | 10) | Detail(2, 1)) => NotSentClass::AddressPermanent,
        Some(Detail(7, _) | Detail(1, 7 | 8) | Detail(5, 1..)) => NotSentClass::RelayPermanent,
        None if code == 556 => NotSentClass::AddressPermanent,
        _ => NotSentClass::MessagePermanent,
    }
}

/// The subject and detail of an enhanced status code (RFC 3463).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Detail(u16, u16);

impl Detail {
    /// Reads the code at the start of a reply's text, if it is of the same class as the reply.
    fn read(text: &str, code: u16) -> Option<Self> {
        let number = |part: &str| {
            let fine = (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            part.parse::<u16>().ok().filter(|_| fine)
        };
        let mut parts = text.split_ascii_whitespace().next()?.split('.').map(number);
        let (class, subject, detail) = (parts.next()??, parts.next()??, parts.next()??);
        (class == code / 100 && parts.next().is_none()).then_some(Self(subject, detail))
    }

    fn shown(self, code: u16) -> String {
        format!("{}.{}.{}", code / 100, self.0, self.1)
    }
}

/// What the reply to the last byte means when it is not a refusal.
pub(super) fn taken(reply: &Response) -> Sent {
    match reply.code().severity {
        Severity::PositiveCompletion => Sent::HandedOver {
            provider: reply.message().find_map(queue_id),
            code: StatusCode::parse(&reply.code().to_string()).ok(),
        },
        _ => Sent::Unknown,
    }
}

/// What the server calls the message in its own log (`queued as 4BcD…`, `id=1sXy…`). Only a plain
/// word is taken, so that nothing else of the text is kept.
fn queue_id(text: &str) -> Option<String> {
    let mut words = text.split_ascii_whitespace();
    let word = words.find_map(|word| word.strip_prefix("id=")).or_else(|| {
        text.split_once("queued as ").and_then(|(_, rest)| rest.split_ascii_whitespace().next())
    })?;
    let fine = (4..=64).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    fine.then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(step: Step, code: u16, text: &str) -> (NotSentClass, String) {
        let refused = refusal(step, code, Some(text));
        (refused.class, refused.code.unwrap().to_string())
    }

    #[test]
    fn each_row_of_the_table() {
        use NotSentClass::{AddressPermanent, MessagePermanent, RelayPermanent, Transient};
        use Step::{Data, Encryption, Greeting, LastByte, Login, Recipient, Sender};
        let rows = [
            (Greeting, 554, "5.7.1 go away", Transient, "5.7.1"),
            (Encryption, 501, "syntax", Transient, "501"),
            (Login, 454, "4.7.0 later", Transient, "4.7.0"),
            (Login, 535, "5.7.8 wrong", RelayPermanent, "5.7.8"),
            (Sender, 451, "later", Transient, "451"),
            (Sender, 530, "5.7.0 log in first", RelayPermanent, "5.7.0"),
            (Sender, 550, "5.1.8 unknown host", RelayPermanent, "5.1.8"),
            (Sender, 552, "5.3.4 too big", MessagePermanent, "5.3.4"),
            (Recipient, 421, "4.3.2 closing", Transient, "4.3.2"),
            (Recipient, 450, "4.2.0 greylisted", Transient, "4.2.0"),
            (Recipient, 550, "5.1.1 <mei@example.net> no such user", AddressPermanent, "5.1.1"),
            (Recipient, 550, "5.1.2 no such host", AddressPermanent, "5.1.2"),
            (Recipient, 550, "5.1.6 moved", AddressPermanent, "5.1.6"),
            (Recipient, 556, "5.1.10 takes no mail", AddressPermanent, "5.1.10"),
            (Recipient, 556, "takes no mail", AddressPermanent, "556"),
            (Recipient, 550, "5.2.1 disabled", AddressPermanent, "5.2.1"),
            (Recipient, 552, "5.2.2 full", MessagePermanent, "5.2.2"),
            (Recipient, 550, "mailbox unavailable", MessagePermanent, "550"),
            (Recipient, 553, "5.1.3 odd", MessagePermanent, "5.1.3"),
            (Recipient, 554, "5.7.1 relaying denied", RelayPermanent, "5.7.1"),
            (Recipient, 530, "log in first", RelayPermanent, "530"),
            (Recipient, 503, "5.5.1 what?", RelayPermanent, "5.5.1"),
            (Data, 554, "5.5.0 no", MessagePermanent, "5.5.0"),
            (LastByte, 451, "4.3.0 later", Transient, "4.3.0"),
            (LastByte, 552, "5.3.4 too big", MessagePermanent, "5.3.4"),
            (LastByte, 554, "5.7.1 spam", RelayPermanent, "5.7.1"),
        ];
        for (step, code, text, class, shown) in rows {
            assert_eq!(seen(step, code, text), (class, shown.to_owned()), "{step}: {code} {text}");
        }
    }

    #[test]
    fn a_detail_of_another_class_does_not_count() {
        let (class, shown) = seen(Step::Recipient, 550, "4.1.1 confused");
        assert_eq!((class, shown.as_str()), (NotSentClass::MessagePermanent, "550"));
        for text in ["5.1", "5.1.1.1", "5.1.x", "5.1.1234", "", "5.1.+1"] {
            assert_eq!(Detail::read(text, 550), None, "{text}");
        }
    }

    #[test]
    fn only_plain_words_are_taken_from_an_answer() {
        assert_eq!(queue_id("2.0.0 Ok: queued as 4BcDeF").as_deref(), Some("4BcDeF"));
        assert_eq!(queue_id("OK id=1sXyZ0-000A1B-2c").as_deref(), Some("1sXyZ0-000A1B-2c"));
        for text in ["2.0.0 Ok", "queued as <mei@example.net>", "queued as ", "id=mei@example.net"]
        {
            assert_eq!(queue_id(text), None, "{text}");
        }
    }
}
