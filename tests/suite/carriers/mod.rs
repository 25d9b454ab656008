//! The ways out for messages, against servers that do as they are told.

mod folders;
mod gateway;
pub(crate) mod peer;
mod platform;
pub(crate) mod relay;
mod smtp_lines;
mod smtp_outcomes;
mod smtp_tls;

use std::time::Duration;

use chrono::DateTime;
use habeas_adapters::carrier::{Carrier, Concerns, NotSent, Parcel, Sent};
use habeas_adapters::mail::{Bodies, Draft, Security, Sender, Smtp, SmtpConfig, compose};
use habeas_domain::delivery::{NotSentClass, StatusCode};
use habeas_domain::id::{DispatchId, MessageId, RequestId};
use habeas_domain::place::Language;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

/// The address that all messages here go to.
const TO: &str = "mei@example.net";

fn id(seed: &str) -> MessageId {
    MessageId::of(&DispatchId::derive(&[seed]), "desk.example.net").unwrap()
}

/// A complete message with lines that begin with dots.
fn mail(seed: &str) -> String {
    compose(&Draft {
        from: &sender(),
        to: TO,
        id: &id(seed),
        about: RequestId::derive(&[seed]).as_str(),
        subject: "Your request R-1",
        bodies: &Bodies::of("Hello\n.one dot\n..two dots\n.\nthe end\n", "<p>Hello").unwrap(),
        language: &Language::english(),
        at: DateTime::UNIX_EPOCH,
    })
    .unwrap()
}

fn sender() -> Sender {
    Sender::parse("Example Privacy <privacy@desk.example.net>").unwrap()
}

fn config(port: u16, security: Security) -> SmtpConfig {
    SmtpConfig {
        host: "localhost".to_owned(),
        port,
        security,
        login: None,
        from: sender(),
        timeout: Duration::from_secs(30),
        more_roots: Vec::new(),
    }
}

fn in_clear(port: u16) -> Smtp {
    Smtp::new(config(port, Security::None)).unwrap()
}

/// Both halves of an attempt, whomever it concerns that nothing was sent.
async fn attempt(carrier: &dyn Carrier, seed: &str, bytes: &str) -> Sent {
    plain(whole(carrier, seed, bytes).await)
}

/// The same, whomever it concerns.
fn plain(sent: Sent) -> Sent {
    match sent {
        Sent::NotSent(NotSent { class, code, .. }) => {
            Sent::NotSent(NotSent::of_message(class, code))
        }
        other => other,
    }
}

/// Whom it concerns that nothing was sent.
async fn concerns(carrier: &dyn Carrier, seed: &str) -> Concerns {
    match whole(carrier, seed, &mail(seed)).await {
        Sent::NotSent(refused) => refused.concerns,
        other => panic!("{other:?}"),
    }
}

async fn whole(carrier: &dyn Carrier, seed: &str, bytes: &str) -> Sent {
    match carrier.load(Parcel { id: &id(seed), to: TO, bytes }).await {
        Ok(loaded) => loaded.send().await,
        Err(refused) => Sent::NotSent(refused),
    }
}

fn not_sent(class: NotSentClass, reply: &str) -> Sent {
    let code = (!reply.is_empty()).then(|| code(reply));
    Sent::NotSent(NotSent::of_message(class, code))
}

fn code(text: &str) -> StatusCode {
    StatusCode::parse(text).unwrap()
}

/// A certificate for `name` that nobody has signed: what a server shows, and what it is (DER).
fn certificate(name: &str) -> (TlsAcceptor, Vec<u8>) {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let der = made.cert.der().clone();
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let provider = tokio_rustls::rustls::crypto::ring::default_provider();
    let config = ServerConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![der.clone()], key.into())
        .unwrap();
    (TlsAcceptor::from(std::sync::Arc::new(config)), der.to_vec())
}
