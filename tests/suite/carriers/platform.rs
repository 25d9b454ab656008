//! Messages into the service, by a webhook that it can check.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use habeas_adapters::carrier::{Carrier as _, Parcel, Sent};
use habeas_adapters::clock::{Clock, Simulated};
use habeas_adapters::outbound::PeerError;
use habeas_adapters::platform::{Folder, Platform, PlatformConfig, SigningKey};
use habeas_adapters::store::Durability;
use habeas_domain::delivery::NotSentClass::{
    AddressPermanent, MessagePermanent, RelayPermanent, Transient,
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use url::Url;

use super::peer::{Peer, Reply};
use super::{code, id, not_sent, plain};

const BODY: &str = r#"{"type":"message.push","data":{"account":"acc-7","text":"您好"}}"#;
const KEYS: [[u8; 24]; 2] = [[7; 24], [9; 24]];

fn config(url: &str) -> PlatformConfig {
    let keys = KEYS.map(|key| SigningKey::parse(&format!("whsec_{}", STANDARD.encode(key))));
    PlatformConfig {
        url: Url::parse(url).unwrap(),
        keys: keys.into_iter().map(Result::unwrap).collect(),
        timeout: Duration::from_secs(15),
        more_roots: Vec::new(),
    }
}

fn at(port: u16) -> Platform {
    let clock = Clock::from(Simulated::at(DateTime::from_timestamp(1_767_225_600, 0).unwrap()));
    Platform::new(&config(&format!("http://localhost:{port}/hooks/habeas?house=1")), clock).unwrap()
}

async fn attempt(platform: &Platform) -> Sent {
    let id = id("push");
    plain(match platform.load(Parcel { id: &id, to: "acc-7", bytes: BODY }).await {
        Ok(loaded) => loaded.send().await,
        Err(refused) => Sent::NotSent(refused),
    })
}

async fn outcome(reply: Reply) -> Sent {
    attempt(&at(Peer::start(reply).await.port)).await
}

#[tokio::test]
async fn the_service_can_check_whose_message_it_is() {
    let mut peer = Peer::start(Reply::Json(204, "")).await;
    let sent = attempt(&at(peer.port)).await;
    assert_eq!(sent, Sent::HandedOver { provider: None, code: Some(code("204")) });
    let request = peer.requests.recv().await.unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert_eq!(body, BODY);
    assert!(head.starts_with("POST /hooks/habeas?house=1 HTTP/1.1\r\n"), "{head}");
    let header = |name: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
    };
    assert_eq!(header("content-type").as_deref(), Some("application/json"));
    let (id, seconds) = (header("webhook-id").unwrap(), header("webhook-timestamp").unwrap());
    assert!(id.starts_with("dsp_") && !id.contains('.'), "{id}");
    assert_eq!(seconds, "1767225600");
    // Checked as the standard says, with either key.
    let signatures = header("webhook-signature").unwrap();
    for (key, signature) in KEYS.iter().zip(signatures.split(' ')) {
        let mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        let mac = mac.chain_update(format!("{id}.{seconds}.{BODY}"));
        let theirs = STANDARD.decode(signature.strip_prefix("v1,").unwrap()).unwrap();
        mac.verify_slice(&theirs).unwrap();
    }
}

#[tokio::test]
async fn answers_say_whether_one_account_or_the_whole_way_is_closed() {
    for (status, sent) in [
        (422, not_sent(AddressPermanent, "422")),
        (413, not_sent(MessagePermanent, "413")),
        (400, not_sent(RelayPermanent, "400")),
        (401, not_sent(RelayPermanent, "401")),
        (404, not_sent(RelayPermanent, "404")),
        (410, not_sent(RelayPermanent, "410")),
        (429, not_sent(Transient, "429")),
        (503, not_sent(Transient, "503")),
        (500, Sent::Unknown),
        (504, Sent::Unknown),
    ] {
        assert_eq!(outcome(Reply::Json(status, "{}")).await, sent, "{status}");
    }
    let elsewhere = "HTTP/1.1 308 Elsewhere\r\nlocation: http://localhost:1/\r\n\r\n".to_owned();
    assert_eq!(outcome(Reply::Bytes(elsewhere)).await, not_sent(RelayPermanent, "308"));
    assert_eq!(outcome(Reply::HangUp).await, Sent::Unknown);
}

#[tokio::test]
async fn what_cannot_be_a_way_is_refused_before_it_is_used() {
    let made = |config: &PlatformConfig| Platform::new(config, Clock::System);
    assert!(matches!(made(&config("http://service.example.net/")), Err(PeerError::Url)));
    let unsigned = PlatformConfig { keys: Vec::new(), ..config("https://service.example.net/") };
    assert!(matches!(made(&unsigned), Err(PeerError::Login(_))));
    assert!(!format!("{:?}", config("https://service.example.net/")).contains("BwcH"));
}

#[tokio::test]
async fn a_folder_holds_what_the_webhook_would_carry() {
    let home = tempfile::tempdir().unwrap();
    let folder = Folder::new(home.path().join("platform"), Durability::Off);
    let id = id("push");
    let parcel = Parcel { id: &id, to: "acc-7", bytes: BODY };
    let loaded = folder.load(parcel).await.unwrap();
    assert!(matches!(loaded.send().await, Sent::HandedOver { .. }));
    let stem = id.as_str().split('@').next().unwrap();
    let file = home.path().join(format!("platform/{stem}.json"));
    assert_eq!(std::fs::read_to_string(file).unwrap().trim_end(), BODY);
}
