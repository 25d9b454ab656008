//! What goes over the wire, and the connections that are kept for the next message.

use habeas_adapters::carrier::{Carrier as _, Parcel, Sent};
use habeas_domain::delivery::NotSentClass::{AddressPermanent, Transient};

use super::relay::{Act, Heard, Relay};
use super::{TO, attempt, id, in_clear, mail, not_sent};

fn is_handed_over(sent: &Sent) -> bool {
    matches!(sent, Sent::HandedOver { .. })
}

fn messages(heard: &[Heard]) -> Vec<&[u8]> {
    heard
        .iter()
        .filter_map(|heard| match heard {
            Heard::Message(bytes) => Some(bytes.as_slice()),
            _ => None,
        })
        .collect()
}

fn connections(heard: &[Heard]) -> usize {
    heard.iter().filter(|heard| **heard == Heard::Connected).count()
}

/// The message as a server stores it: doubled dots single again, the end taken off.
fn stored(wire: &[u8]) -> String {
    let text = std::str::from_utf8(wire).unwrap().strip_suffix(".\r\n").unwrap();
    text.split_inclusive("\r\n").map(|line| line.strip_prefix('.').unwrap_or(line)).collect()
}

#[tokio::test]
async fn every_attempt_brings_exactly_the_kept_bytes() {
    let mut relay = Relay::start(&[&[(".", Act::Say("451 4.3.0 later"))]]).await;
    let (smtp, bytes) = (in_clear(relay.port), mail("same"));
    for _ in 0..3 {
        assert_eq!(attempt(&smtp, "same", &bytes).await, not_sent(Transient, "4.3.0"));
    }
    let heard = relay.so_far();
    let all = messages(&heard);
    assert_eq!(all.len(), 3);
    for message in all {
        assert_eq!(stored(message), bytes);
        assert!(message.windows(9).any(|part| part == b"\n..one do"), "dots are doubled");
    }
}

#[tokio::test]
async fn the_envelope_names_the_house_and_one_recipient() {
    let mut relay = Relay::start(&[]).await;
    attempt(&in_clear(relay.port), "envelope", &mail("envelope")).await;
    let heard = relay.so_far();
    for line in ["EHLO desk.example.net", "RCPT TO:<mei@example.net>"] {
        assert!(heard.contains(&Heard::Command(line.to_owned())), "{line}: {heard:?}");
    }
    assert!(heard.iter().any(|heard| {
        matches!(heard, Heard::Command(line) if line.starts_with("MAIL FROM:<privacy@desk.example.net>"))
    }));
}

#[tokio::test]
async fn one_connection_serves_many_messages() {
    let mut relay = Relay::start(&[]).await;
    let smtp = in_clear(relay.port);
    for number in 0..100 {
        assert!(is_handed_over(&attempt(&smtp, "many", &mail("many")).await), "{number}");
    }
    let heard = relay.so_far();
    assert_eq!((connections(&heard), messages(&heard).len()), (1, 100));
    // Servers count: then another begins.
    assert!(is_handed_over(&attempt(&smtp, "many", &mail("many")).await));
    assert_eq!(connections(&relay.so_far()), 1);
}

#[tokio::test]
async fn a_refused_recipient_does_not_cost_the_connection() {
    let mut relay = Relay::start(&[&[("RCPT", Act::Say("550 5.1.1 no"))]]).await;
    let smtp = in_clear(relay.port);
    for _ in 0..3 {
        let sent = attempt(&smtp, "refused", &mail("refused")).await;
        assert_eq!(sent, not_sent(AddressPermanent, "5.1.1"));
    }
    let heard = relay.so_far();
    let resets = heard.iter().filter(|heard| **heard == Heard::Command("RSET".to_owned()));
    assert_eq!((connections(&heard), resets.count()), (1, 3));
}

#[tokio::test]
async fn a_connection_that_went_stale_is_replaced_in_silence() {
    for end in [Act::HangUp, Act::Last("421 4.4.2 idle for too long")] {
        let first: super::relay::Script = Box::leak(Box::new([("MAIL2", end)]));
        let mut relay = Relay::start(&[first, &[]]).await;
        let smtp = in_clear(relay.port);
        for _ in 0..2 {
            assert!(is_handed_over(&attempt(&smtp, "stale", &mail("stale")).await));
        }
        let heard = relay.so_far();
        assert_eq!((connections(&heard), messages(&heard).len()), (2, 2), "{end:?}");
    }
}

#[tokio::test]
async fn an_answer_on_a_kept_connection_is_an_answer() {
    let mut relay = Relay::start(&[&[("MAIL2", Act::Say("550 5.7.1 enough"))]]).await;
    let smtp = in_clear(relay.port);
    assert!(is_handed_over(&attempt(&smtp, "first", &mail("first")).await));
    let refused = attempt(&smtp, "second", &mail("second")).await;
    assert_eq!(refused, not_sent(habeas_domain::delivery::NotSentClass::RelayPermanent, "5.7.1"));
    assert_eq!(connections(&relay.so_far()), 1);
}

#[tokio::test]
async fn what_is_dropped_between_the_halves_is_not_sent() {
    let mut relay = Relay::start(&[]).await;
    let (smtp, bytes, id) = (in_clear(relay.port), mail("dropped"), id("dropped"));
    drop(smtp.load(Parcel { id: &id, to: TO, bytes: &bytes }).await.unwrap());
    let heard = relay.until_closed().await;
    assert!(heard.contains(&Heard::Command("DATA".to_owned())));
    assert!(messages(&heard).is_empty());
}

#[tokio::test]
async fn an_address_that_cannot_be_written_is_never_tried() {
    let mut relay = Relay::start(&[]).await;
    let (smtp, bytes, id) = (in_clear(relay.port), mail("odd"), id("odd"));
    for to in ["", "mei", "mei@example.net>\r\nRCPT TO:<x@example.net", "梅@example.net"] {
        let refused = smtp.load(Parcel { id: &id, to, bytes: &bytes }).await.err().unwrap();
        assert_eq!(Sent::NotSent(refused), not_sent(AddressPermanent, ""), "{to:?}");
    }
    assert!(relay.so_far().is_empty());
}
