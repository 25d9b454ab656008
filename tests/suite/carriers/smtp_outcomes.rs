//! Each row of the table of outcomes, over the wire.

use habeas_adapters::carrier::{Concerns, Sent};
use habeas_domain::delivery::NotSentClass::{
    AddressPermanent, MessagePermanent, RelayPermanent, Transient,
};
use tokio::net::TcpListener;

use super::relay::{Act, Heard, Relay, Script};
use super::{attempt, code, concerns, in_clear, mail, not_sent};

/// The outcome of one message at a server that does this, and whether the message came whole.
async fn outcome(script: Script) -> (Sent, bool) {
    let mut relay = Relay::start(&[script]).await;
    let sent = attempt(&in_clear(relay.port), "outcome", &mail("outcome")).await;
    let whole = relay.so_far().iter().any(|heard| matches!(heard, Heard::Message(_)));
    (sent, whole)
}

#[tokio::test]
async fn what_is_taken_is_handed_over_with_the_name_that_the_relay_gave_it() {
    let sent = Sent::HandedOver { provider: Some("4BcDeF".to_owned()), code: Some(code("250")) };
    assert_eq!(outcome(&[]).await, (sent, true));
}

#[tokio::test]
async fn a_relay_that_is_not_there_took_nothing() {
    let listener = TcpListener::bind(("localhost", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let sent = attempt(&in_clear(port), "nobody", &mail("nobody")).await;
    assert_eq!(sent, not_sent(Transient, ""));
    assert_eq!(concerns(&in_clear(port), "whose").await, Concerns::House);
}

#[tokio::test]
async fn a_policy_against_one_recipient_is_no_matter_of_the_house() {
    let rows: [(Script, Concerns); 7] = [
        (&[("GREETING", Act::Say("554 5.7.1 no"))], Concerns::House),
        (&[("MAIL", Act::Say("550 5.7.1 you may not"))], Concerns::House),
        (&[("RCPT", Act::Say("550 5.1.8 bad sender"))], Concerns::House),
        (&[("RCPT", Act::Say("530 5.7.0 log in"))], Concerns::House),
        (&[("RCPT", Act::Say("554 5.7.1 policy"))], Concerns::Message),
        (&[("RCPT", Act::Say("450 4.2.0 later"))], Concerns::Message),
        (&[(".", Act::Say("554 5.7.1 spam"))], Concerns::Message),
    ];
    for (row, (script, whom)) in rows.into_iter().enumerate() {
        let relay = Relay::start(&[script]).await;
        assert_eq!(concerns(&in_clear(relay.port), "whose").await, whom, "{row}");
    }
}

#[tokio::test]
async fn refusals_before_the_message_say_what_to_make_of_it() {
    let rows: [(Script, Sent); 16] = [
        (&[("GREETING", Act::Say("554 5.7.1 no"))], not_sent(Transient, "5.7.1")),
        (&[("EHLO", Act::Say("421 4.3.2 busy"))], not_sent(Transient, "4.3.2")),
        (&[("MAIL", Act::Say("451 4.7.1 later"))], not_sent(Transient, "4.7.1")),
        (&[("MAIL", Act::Say("530 5.7.0 log in"))], not_sent(RelayPermanent, "5.7.0")),
        (&[("MAIL", Act::Say("552 5.3.4 too big"))], not_sent(MessagePermanent, "5.3.4")),
        (&[("RCPT", Act::Say("450 4.2.0 later"))], not_sent(Transient, "4.2.0")),
        (&[("RCPT", Act::Say("421 4.3.2 closing"))], not_sent(Transient, "4.3.2")),
        (&[("RCPT", Act::Say("550 5.1.1 <mei@example.net>"))], not_sent(AddressPermanent, "5.1.1")),
        (&[("RCPT", Act::Say("550-5.1.2 a\r\n550 5.1.2 b"))], not_sent(AddressPermanent, "5.1.2")),
        (&[("RCPT", Act::Say("550 5.1.6 moved"))], not_sent(AddressPermanent, "5.1.6")),
        (&[("RCPT", Act::Say("556 5.1.10 none"))], not_sent(AddressPermanent, "5.1.10")),
        (&[("RCPT", Act::Say("550 5.2.1 off"))], not_sent(AddressPermanent, "5.2.1")),
        (&[("RCPT", Act::Say("552 5.2.2 full"))], not_sent(MessagePermanent, "5.2.2")),
        (&[("RCPT", Act::Say("554 5.7.1 relaying"))], not_sent(RelayPermanent, "5.7.1")),
        (&[("DATA", Act::Say("451 4.3.0 later"))], not_sent(Transient, "4.3.0")),
        // A server that wants no message now is not given one.
        (&[("DATA", Act::Say("250 what?"))], not_sent(Transient, "250")),
    ];
    for (script, sent) in rows {
        assert_eq!(outcome(script).await, (sent, false), "{script:?}");
    }
}

#[tokio::test]
async fn who_hangs_up_before_the_message_took_nothing() {
    for verb in ["GREETING", "EHLO", "MAIL", "RCPT", "DATA"] {
        let script: Script = Box::leak(Box::new([(verb, Act::HangUp)]));
        assert_eq!(outcome(script).await, (not_sent(Transient, ""), false), "{verb}");
    }
}

#[tokio::test]
async fn silence_before_the_message_is_cut_short_and_nothing_was_sent() {
    assert_eq!(outcome(&[("RCPT", Act::Freeze)]).await, (not_sent(Transient, ""), false));
}

#[tokio::test]
async fn a_relay_that_speaks_something_else_took_nothing() {
    let script: Script = &[("GREETING", Act::Say("HTTP/1.1 400 Bad Request"))];
    assert_eq!(outcome(script).await, (not_sent(Transient, ""), false));
}

#[tokio::test]
async fn refusals_after_the_last_byte_are_answers_too() {
    let rows: [(Script, Sent); 3] = [
        (&[(".", Act::Say("451 4.3.0 later"))], not_sent(Transient, "4.3.0")),
        (&[(".", Act::Say("552 5.3.4 too big"))], not_sent(MessagePermanent, "5.3.4")),
        (&[(".", Act::Say("554 5.7.1 spam"))], not_sent(RelayPermanent, "5.7.1")),
    ];
    for (script, sent) in rows {
        assert_eq!(outcome(script).await, (sent, true), "{script:?}");
    }
}

#[tokio::test]
async fn without_an_answer_to_the_last_byte_nobody_knows() {
    let rows: [Script; 3] = [
        &[(".", Act::HangUp)],
        &[(".", Act::Say("HTTP/1.1 200 OK"))],
        &[(".", Act::Say("354 more?"))],
    ];
    for script in rows {
        assert_eq!(outcome(script).await, (Sent::Unknown, true), "{script:?}");
    }
}

#[tokio::test]
async fn the_answer_to_the_last_byte_is_waited_for_ten_minutes() {
    let relay = Relay::start(&[&[(".", Act::Freeze)]]).await;
    let start = tokio::time::Instant::now();
    assert_eq!(attempt(&in_clear(relay.port), "slow", &mail("slow")).await, Sent::Unknown);
    assert!(start.elapsed() >= std::time::Duration::from_mins(10));
}

/// A cut while the message is on its way: without its last byte it cannot have been taken. The
/// message is longer than what the two ends of a connection hold, so the writer notices.
#[tokio::test]
async fn a_message_that_was_cut_in_the_middle_was_not_sent() {
    let relay = Relay::start(&[&[("BODY", Act::HangUp)]]).await;
    let long = "x".repeat(70) + "\r\n";
    let bytes = mail("cut") + &long.repeat(300_000);
    let sent = attempt(&in_clear(relay.port), "cut", &bytes).await;
    assert_eq!(sent, not_sent(Transient, ""));
}
