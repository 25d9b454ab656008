//! Encryption and login: never in clear when it was not to be.

use habeas_adapters::carrier::Sent;
use habeas_adapters::mail::{Login, OpenError, Security, Smtp, SmtpConfig, Step};
use habeas_domain::delivery::NotSentClass::{RelayPermanent, Transient};

use super::relay::{Act, Heard, Relay};
use super::{attempt, certificate, config, in_clear, mail, not_sent};

fn login() -> Login {
    Login { username: "habeas".to_owned(), password: "s3cret".to_owned().into() }
}

fn trusting(port: u16, security: Security, root: Vec<u8>) -> Smtp {
    let more =
        SmtpConfig { login: Some(login()), more_roots: vec![root], ..config(port, security) };
    Smtp::new(more).unwrap()
}

fn commands(heard: &[Heard]) -> Vec<&str> {
    heard
        .iter()
        .filter_map(|heard| match heard {
            Heard::Command(line) => line.split([' ', ':']).next(),
            Heard::Encrypted => Some("(encrypted)"),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn login_and_message_go_only_after_the_encryption() {
    let rest = ["EHLO", "AUTH", "MAIL", "RCPT", "DATA"];
    for (security, before) in [
        (Security::StartTls, &["EHLO", "STARTTLS", "(encrypted)"][..]),
        (Security::Tls, &["(encrypted)"][..]),
    ] {
        let (tls, root) = certificate("localhost");
        let mut relay = Relay::encrypted(&[], tls, security == Security::Tls).await;
        let smtp = trusting(relay.port, security, root);
        let sent = attempt(&smtp, "tls", &mail("tls")).await;
        assert!(matches!(sent, Sent::HandedOver { .. }), "{security:?}: {sent:?}");
        assert_eq!(commands(&relay.so_far()), [before, &rest].concat());
    }
}

#[tokio::test]
async fn a_server_without_starttls_gets_nothing() {
    let mut relay = Relay::start(&[]).await;
    let more = SmtpConfig { login: Some(login()), ..config(relay.port, Security::StartTls) };
    let smtp = Smtp::new(more).unwrap();
    assert_eq!(attempt(&smtp, "clear", &mail("clear")).await, not_sent(Transient, ""));
    assert_eq!(commands(&relay.until_closed().await), ["EHLO"]);
    assert!(matches!(smtp.check().await, Err(OpenError::NoStartTls)));
}

#[tokio::test]
async fn a_server_that_refuses_starttls_gets_nothing() {
    for answer in ["454 4.7.0 not now", "501 5.5.4 no", "250 odd"] {
        let (tls, root) = certificate("localhost");
        let script: super::relay::Script = Box::leak(Box::new([("STARTTLS", Act::Say(answer))]));
        let mut relay = Relay::encrypted(&[script], tls, false).await;
        let smtp = trusting(relay.port, Security::StartTls, root);
        let sent = attempt(&smtp, "no", &mail("no")).await;
        assert!(matches!(sent, Sent::NotSent(no) if no.class == Transient), "{answer}");
        assert_eq!(commands(&relay.until_closed().await), ["EHLO", "STARTTLS"], "{answer}");
    }
}

#[tokio::test]
async fn words_put_behind_the_go_ahead_are_not_taken_for_encrypted_ones() {
    let (tls, root) = certificate("localhost");
    let script = &[("STARTTLS", Act::Say("220 go\r\n250-evil.example.net\r\n250 AUTH PLAIN"))];
    let relay = Relay::encrypted(&[script], tls, false).await;
    let smtp = trusting(relay.port, Security::StartTls, root);
    assert!(matches!(smtp.check().await, Err(OpenError::Tls(_))));
    assert_eq!(attempt(&smtp, "put", &mail("put")).await, not_sent(Transient, ""));
}

#[tokio::test]
async fn certificates_are_verified() {
    for security in [Security::StartTls, Security::Tls] {
        // Nobody vouches for it; or it is another's.
        for (name, is_trusted) in [("localhost", false), ("other.example.net", true)] {
            let (tls, root) = certificate(name);
            let mut relay = Relay::encrypted(&[], tls, security == Security::Tls).await;
            let smtp =
                trusting(relay.port, security, if is_trusted { root } else { certificate(name).1 });
            assert_eq!(attempt(&smtp, "who", &mail("who")).await, not_sent(Transient, ""));
            let heard = relay.until_closed().await;
            assert!(!commands(&heard).contains(&"AUTH"), "{security:?} {name}: {heard:?}");
            assert!(matches!(smtp.check().await, Err(OpenError::Tls(_))), "{security:?} {name}");
        }
    }
}

#[tokio::test]
async fn a_login_that_fails_is_the_operators_matter() {
    let (tls, root) = certificate("localhost");
    let script = &[("AUTH", Act::Say("535 5.7.8 wrong"))];
    let relay = Relay::encrypted(&[script], tls, true).await;
    let smtp = trusting(relay.port, Security::Tls, root);
    assert_eq!(attempt(&smtp, "who", &mail("who")).await, not_sent(RelayPermanent, "5.7.8"));
    let error = smtp.check().await.unwrap_err();
    assert!(matches!(&error, OpenError::Refused { step: Step::Login, .. }), "{error:?}");
    assert_eq!(error.to_string(), "the mail server refused (the login, 5.7.8)");

    let (tls, root) = certificate("localhost");
    let script = &[("EHLO", Act::Say("250-relay.example.net\r\n250 AUTH GSSAPI"))];
    let relay = Relay::encrypted(&[script], tls, true).await;
    let smtp = trusting(relay.port, Security::Tls, root);
    assert_eq!(attempt(&smtp, "how", &mail("how")).await, not_sent(RelayPermanent, ""));
    assert!(matches!(smtp.check().await, Err(OpenError::NoMechanism)));
}

#[tokio::test]
async fn a_check_logs_in_and_sends_nothing() {
    let (tls, root) = certificate("localhost");
    let mut relay = Relay::encrypted(&[], tls, false).await;
    trusting(relay.port, Security::StartTls, root).check().await.unwrap();
    let heard = relay.until_closed().await;
    let all = ["EHLO", "STARTTLS", "(encrypted)", "EHLO", "AUTH", "QUIT"];
    assert_eq!(commands(&heard), all);

    let frozen = Relay::start(&[&[("GREETING", Act::Freeze)]]).await;
    let late = in_clear(frozen.port).check().await;
    assert!(matches!(late, Err(OpenError::TimedOut(Step::Greeting))), "{late:?}");
}
