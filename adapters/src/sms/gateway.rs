//! Text messages through an HTTP gateway that is spoken to as Twilio is:
//! `POST {url}/Accounts/{account}/Messages.json`.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, AUTHORIZATION, CONNECTION, CONTENT_TYPE, HOST, HeaderValue};
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use super::answer;
use crate::carrier::{Carrier, Loaded, NotSent, Parcel};
use crate::outbound::{Peer, PeerError, ReachError, TRANSIENT};

/// A gateway and how we are known there.
#[derive(Clone)]
pub struct GatewayConfig {
    /// The front of its addresses: `https://`, or `http://` to this machine.
    pub url: Url,
    /// Our account.
    pub account: String,
    /// Its secret.
    pub token: Zeroizing<String>,
    /// The number or name that it shows as the sender.
    pub from: String,
    /// How long the connection may take, and again how long the answer may take.
    pub timeout: Duration,
    /// Certificates (DER) trusted beside the public authorities. Usually none.
    pub more_roots: Vec<Vec<u8>>,
}

impl fmt::Debug for GatewayConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GatewayConfig").field("url", &self.url.as_str()).finish_non_exhaustive()
    }
}

/// A gateway as a way out.
pub struct Gateway {
    peer: Peer,
    path: String,
    authorization: HeaderValue,
    from: String,
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway").field("peer", &self.peer).finish_non_exhaustive()
    }
}

impl Gateway {
    /// Describes the way; nobody is called.
    pub fn new(config: &GatewayConfig) -> Result<Self, PeerError> {
        let peer = Peer::new(&config.url, config.timeout, &config.more_roots)?;
        let mut url = config.url.clone();
        url.path_segments_mut().map_err(|()| PeerError::Url)?.pop_if_empty().extend([
            "Accounts",
            &config.account,
            "Messages.json",
        ]);
        Ok(Self {
            peer,
            path: url.path().to_owned(),
            authorization: basic(&config.account, &config.token)?,
            from: config.from.clone(),
        })
    }

    /// Connects and encrypts, and hangs up. Nothing is sent, so account and token are not tried.
    pub async fn check(&self) -> Result<(), ReachError> {
        self.peer.check().await
    }

    fn request(&self, parcel: Parcel<'_>) -> Result<Request<Full<Bytes>>, hyper::http::Error> {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("To", parcel.to)
            .append_pair("From", &self.from)
            .append_pair("Body", parcel.bytes)
            .finish();
        Request::post(&self.path)
            .header(HOST, self.peer.host_header())
            .header(AUTHORIZATION, self.authorization.clone())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ACCEPT, "application/json")
            .header(CONNECTION, "close")
            .body(Full::new(Bytes::from(form)))
    }
}

fn basic(account: &str, token: &str) -> Result<HeaderValue, PeerError> {
    let unfit = PeerError::Login("account and token must fit into a header");
    // A colon would move the border between the two.
    if account.contains(':') {
        return Err(unfit);
    }
    let login = Zeroizing::new(format!("{account}:{token}"));
    let value = format!("Basic {}", STANDARD.encode(login.as_bytes()));
    let mut value = HeaderValue::try_from(value).map_err(|_| unfit)?;
    value.set_sensitive(true);
    Ok(value)
}

#[async_trait]
impl Carrier for Gateway {
    async fn load<'m>(&'m self, parcel: Parcel<'m>) -> Result<Box<dyn Loaded + 'm>, NotSent> {
        // The parts that could spoil a request were tried when the way was described.
        let request = self.request(parcel).map_err(|_| TRANSIENT)?;
        Ok(self.peer.load(request, answer::meaning).await?)
    }
}
