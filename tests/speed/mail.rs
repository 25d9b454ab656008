//! How fast mails leave: the carrier alone with messages that are ready, against `smtp-source` with as many
//! connections and bytes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use habeas_adapters::carrier::{Carrier as _, Parcel, Sent};
use habeas_adapters::mail::{Bodies, Draft, Security, Sender, Smtp, SmtpConfig, compose};
use habeas_domain::id::{DispatchId, MessageId};
use habeas_domain::place::Language;
use tokio::task::JoinSet;

use crate::postfix::Postfix;

/// Messages of each side, each turn.
const MESSAGES: u32 = 20_000;
/// How often they take turns.
const TURNS: usize = 3;
/// As many connections as the campaigner has at once.
pub(crate) const CONNECTIONS: u32 = 16;

pub(crate) async fn measure(postfix: &Postfix) {
    let sink = postfix.sink();
    let mail = mail();
    let mut rates = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        rates.0.push(rate(sends(sink.port, &mail).await));
        rates.1.push(rate(postfix.source(sink.port, MESSAGES, mail.len(), CONNECTIONS)));
    }
    print("mails by the carrier and by smtp-source, 16 connections", &rates.0, &rates.1);
}

fn rate(took: Duration) -> f64 {
    f64::from(MESSAGES) / took.as_secs_f64()
}

pub(crate) fn print(what: &str, ours: &[f64], theirs: &[f64]) {
    let mean = |rates: &[f64]| rates.iter().sum::<f64>() / rates.len() as f64;
    println!("{what}");
    println!("  ours   {ours:.0?} a second");
    println!("  theirs {theirs:.0?} a second");
    println!("  ratio of the means {:.2}", mean(ours) / mean(theirs));
}

pub(crate) fn sender() -> Sender {
    Sender::parse("Example Games <privacy@games.example.net>").unwrap()
}

fn id(no: u32) -> MessageId {
    MessageId::of(&DispatchId::derive(&["speed", &no.to_string()]), "games.example.net").unwrap()
}

pub(crate) fn mail() -> String {
    let text = "A list lay open for an hour.\n".repeat(40);
    let bodies = Bodies::of(&text, &"<p>A list lay open for an hour.</p>\n".repeat(80)).unwrap();
    compose(&Draft {
        from: &sender(),
        to: "somebody@example.net",
        id: &id(0),
        about: "cmg_speed",
        subject: "Somebody saw your mail address",
        bodies: &bodies,
        language: &Language::english(),
        at: chrono::DateTime::UNIX_EPOCH,
    })
    .unwrap()
}

/// The way to a server on this machine, without TLS.
pub(crate) fn way(port: u16) -> Smtp {
    let config = SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::None,
        login: None,
        from: sender(),
        timeout: Duration::from_secs(30),
        more_roots: Vec::new(),
    };
    Smtp::new(config).unwrap()
}

async fn sends(port: u16, mail: &str) -> Duration {
    let (smtp, next) = (Arc::new(way(port)), Arc::new(AtomicU32::new(0)));
    let mail: Arc<str> = mail.into();
    let begun = Instant::now();
    let mut all = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (smtp, next, mail) = (Arc::clone(&smtp), Arc::clone(&next), Arc::clone(&mail));
        all.spawn(async move {
            loop {
                let no = next.fetch_add(1, Ordering::Relaxed);
                if no >= MESSAGES {
                    return;
                }
                let id = id(no);
                let parcel = Parcel { id: &id, to: "somebody@example.net", bytes: &mail };
                let sent = smtp.load(parcel).await.unwrap().send().await;
                assert!(matches!(sent, Sent::HandedOver { .. }), "{sent:?}");
            }
        });
    }
    all.join_all().await;
    begun.elapsed()
}
