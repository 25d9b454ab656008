//! The webhook by which the service takes push messages and site letters.

use std::time::Duration;

use async_trait::async_trait;
use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{CONNECTION, CONTENT_TYPE, HOST};
use url::Url;

use super::answer;
use super::signature::{self, SigningKey};
use crate::carrier::{Carrier, Loaded, NotSent, Parcel};
use crate::clock::Clock;
use crate::outbound::{Peer, PeerError, ReachError, TRANSIENT};

/// The service, and how it knows us.
#[derive(Debug, Clone)]
pub struct PlatformConfig {
    /// Where it takes messages: `https://`, or `http://` to this machine.
    pub url: Url,
    /// The keys that sign: the one in use, and beside it one that is being exchanged.
    pub keys: Vec<SigningKey>,
    /// How long the connection may take, and again how long the answer may take.
    pub timeout: Duration,
    /// Certificates (DER) trusted beside the public authorities. Usually none.
    pub more_roots: Vec<Vec<u8>>,
}

/// The service's webhook as a way out.
#[derive(Debug)]
pub struct Platform {
    peer: Peer,
    path: String,
    keys: Vec<SigningKey>,
    clock: Clock,
}

impl Platform {
    /// Describes the way; nobody is called.
    pub fn new(config: &PlatformConfig, clock: Clock) -> Result<Self, PeerError> {
        if config.keys.is_empty() {
            return Err(PeerError::Login("there must be a key to sign with"));
        }
        let url = &config.url;
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        Ok(Self {
            peer: Peer::new(url, config.timeout, &config.more_roots)?,
            path: format!("{}{query}", url.path()),
            keys: config.keys.clone(),
            clock,
        })
    }

    /// Connects and encrypts, and hangs up. Nothing is sent, so no key is tried.
    pub async fn check(&self) -> Result<(), ReachError> {
        self.peer.check().await
    }

    fn request(&self, parcel: Parcel<'_>) -> Result<Request<Full<Bytes>>, hyper::http::Error> {
        // Without the host: a point has no place in what is signed first.
        let id = parcel.id.as_str().split('@').next().unwrap_or_default();
        let seconds = self.clock.now().timestamp();
        let signature = signature::header(&self.keys, id, seconds, parcel.bytes);
        Request::post(&self.path)
            .header(HOST, self.peer.host_header())
            .header(CONTENT_TYPE, "application/json")
            .header(CONNECTION, "close")
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature)
            .body(Full::new(Bytes::from(parcel.bytes.to_owned())))
    }
}

#[async_trait]
impl Carrier for Platform {
    async fn load<'m>(&'m self, parcel: Parcel<'m>) -> Result<Box<dyn Loaded + 'm>, NotSent> {
        // The parts that could spoil a request were tried when the way was described.
        let request = self.request(parcel).map_err(|_| TRANSIENT)?;
        Ok(self.peer.load(request, answer::meaning).await?)
    }
}
