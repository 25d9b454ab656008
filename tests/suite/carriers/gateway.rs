//! Text messages over HTTP.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use habeas_adapters::carrier::{Carrier as _, Parcel, Sent};
use habeas_adapters::outbound::{PeerError, ReachError};
use habeas_adapters::sms::{Gateway, GatewayConfig};
use habeas_domain::delivery::NotSentClass::{
    AddressPermanent, MessagePermanent, RelayPermanent, Transient,
};
use tokio::net::TcpListener;
use url::Url;

use super::peer::{Peer, Reply};
use super::{certificate, code, id, not_sent, plain};

const NUMBER: &str = "+12025550147";

fn config(url: &str) -> GatewayConfig {
    GatewayConfig {
        url: Url::parse(url).unwrap(),
        account: "AC 1/2".to_owned(),
        token: "t:0ken".to_owned().into(),
        from: "+12025550100".to_owned(),
        timeout: Duration::from_secs(15),
        more_roots: Vec::new(),
    }
}

fn at(port: u16) -> Gateway {
    Gateway::new(&config(&format!("http://localhost:{port}/2010-04-01/"))).unwrap()
}

async fn attempt(gateway: &Gateway) -> Sent {
    let id = id("sms");
    plain(
        match gateway.load(Parcel { id: &id, to: NUMBER, bytes: "Code 123456 & more: 您好" }).await
        {
            Ok(loaded) => loaded.send().await,
            Err(refused) => Sent::NotSent(refused),
        },
    )
}

async fn outcome(reply: Reply) -> Sent {
    attempt(&at(Peer::start(reply).await.port)).await
}

#[tokio::test]
async fn a_message_is_one_form_and_its_answer_names_it() {
    let mut peer = Peer::start(Reply::Json(201, r#"{"sid":"SM0123","status":"queued"}"#)).await;
    let sent = attempt(&at(peer.port)).await;
    let taken = Sent::HandedOver { provider: Some("SM0123".to_owned()), code: Some(code("201")) };
    assert_eq!(sent, taken);
    let request = peer.requests.recv().await.unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    assert_eq!(lines.next(), Some("POST /2010-04-01/Accounts/AC%201%2F2/Messages.json HTTP/1.1"));
    let head = head.to_ascii_lowercase();
    let login = STANDARD.encode("AC 1/2:t:0ken").to_ascii_lowercase();
    for line in [
        format!("authorization: basic {login}"),
        format!("host: localhost:{}", peer.port),
        "content-type: application/x-www-form-urlencoded".to_owned(),
    ] {
        assert!(head.lines().any(|found| found == line), "{line}: {head}");
    }
    let form: Vec<(String, String)> =
        url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let pairs = [
        pair("To", NUMBER),
        pair("From", "+12025550100"),
        pair("Body", "Code 123456 & more: 您好"),
    ];
    assert_eq!(form, pairs);
}

#[tokio::test]
async fn answers_say_what_to_make_of_a_refusal() {
    let rows = [
        (400, r#"{"code":21211,"message":"no"}"#, not_sent(AddressPermanent, "21211")),
        (400, "{}", not_sent(MessagePermanent, "400")),
        (401, r#"{"code":20003}"#, not_sent(RelayPermanent, "20003")),
        (403, "", not_sent(RelayPermanent, "403")),
        (404, "<html>", not_sent(RelayPermanent, "404")),
        (429, "", not_sent(Transient, "429")),
        (503, "", not_sent(Transient, "503")),
        (500, "", Sent::Unknown),
        (502, "", Sent::Unknown),
        (504, "", Sent::Unknown),
    ];
    for (status, body, sent) in rows {
        assert_eq!(outcome(Reply::Json(status, body)).await, sent, "{status} {body}");
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let mut elsewhere = Peer::start(Reply::Json(201, "{}")).await;
    let there = format!("location: http://localhost:{}/", elsewhere.port);
    let reply = format!("HTTP/1.1 307 Elsewhere\r\n{there}\r\ncontent-length: 0\r\n\r\n");
    assert_eq!(outcome(Reply::Bytes(reply)).await, not_sent(RelayPermanent, "307"));
    assert!(elsewhere.requests.try_recv().is_err());
}

#[tokio::test]
async fn an_answer_without_an_end_is_read_as_far_as_may_be() {
    let endless = "x".repeat(1024 * 1024);
    let reply = format!("HTTP/1.1 201 Created\r\ncontent-length: 9999999\r\n\r\n{endless}");
    let taken = Sent::HandedOver { provider: None, code: Some(code("201")) };
    assert_eq!(outcome(Reply::Bytes(reply)).await, taken);
}

#[tokio::test]
async fn once_the_request_is_out_silence_means_that_nobody_knows() {
    assert_eq!(outcome(Reply::HangUp).await, Sent::Unknown);
    assert_eq!(outcome(Reply::Bytes("SSH-2.0-x\r\n".to_owned())).await, Sent::Unknown);
    assert_eq!(outcome(Reply::Freeze).await, Sent::Unknown);
}

#[tokio::test]
async fn a_gateway_that_is_not_there_got_nothing() {
    let listener = TcpListener::bind(("localhost", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    assert_eq!(attempt(&at(port)).await, not_sent(Transient, ""));
    assert!(matches!(at(port).check().await, Err(ReachError::Connect(_))));
}

#[tokio::test]
async fn what_is_dropped_between_the_halves_and_what_is_checked_sends_nothing() {
    let mut peer = Peer::start(Reply::Json(201, "{}")).await;
    let (gateway, id) = (at(peer.port), id("dropped"));
    drop(gateway.load(Parcel { id: &id, to: NUMBER, bytes: "Hello" }).await.unwrap());
    gateway.check().await.unwrap();
    // The peer meets one connection after the other: the first request is the third's.
    attempt(&gateway).await;
    assert!(peer.requests.recv().await.unwrap().contains("Code+123456"));
    assert!(peer.requests.try_recv().is_err());
}

#[tokio::test]
async fn certificates_are_verified() {
    let (tls, root) = certificate("localhost");
    let mut peer = Peer::with(Reply::Json(201, "{}"), Some(tls)).await;
    let config = config(&format!("https://localhost:{}", peer.port));
    let known = Gateway::new(&GatewayConfig { more_roots: vec![root], ..config.clone() }).unwrap();
    assert!(matches!(attempt(&known).await, Sent::HandedOver { .. }));
    assert!(peer.requests.try_recv().is_ok());
    let unknown = Gateway::new(&config).unwrap();
    assert_eq!(attempt(&unknown).await, not_sent(Transient, ""));
    assert!(matches!(unknown.check().await, Err(ReachError::Tls(_))));
    assert!(peer.requests.try_recv().is_err());
}

#[tokio::test]
async fn what_leaves_the_machine_is_encrypted() {
    for good in ["http://127.0.0.1:1", "http://[::1]:1", "https://sms.example.net/x"] {
        assert!(Gateway::new(&config(good)).is_ok(), "{good}");
    }
    for bad in ["http://sms.example.net", "ftp://localhost", "http://10.0.0.1", "data:x"] {
        assert!(matches!(Gateway::new(&config(bad)), Err(PeerError::Url)), "{bad}");
    }
    let colon = GatewayConfig { account: "a:b".to_owned(), ..config("https://sms.example.net") };
    assert!(matches!(Gateway::new(&colon), Err(PeerError::Login(_))));
    assert!(!format!("{colon:?}").contains("0ken"));
}
