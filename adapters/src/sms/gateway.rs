//! Text messages through an HTTP gateway that is spoken to as Twilio is:
//! `POST {url}/Accounts/{account}/Messages.json`.
//!
//! Loading connects and encrypts, and that certainly sends nothing. The request is one piece: with
//! its first byte begins the time in which only an answer tells what became of it. Each message has
//! a connection of its own; at the pace of text messages nothing is gained by keeping them.

use std::fmt;
use std::io;
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use habeas_domain::delivery::NotSentClass;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{Connection, SendRequest, handshake};
use hyper::header::{ACCEPT, AUTHORIZATION, CONNECTION, CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use url::{Host, Url, form_urlencoded};
use zeroize::Zeroizing;

use super::answer;
use crate::carrier::{Carrier, Loaded, NotSent, Parcel, Sent};
use crate::tls;

/// No more than this is read of an answer, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;
/// The gateway was not reached.
const TRANSIENT: NotSent = NotSent { class: NotSentClass::Transient, code: None };

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

/// What is wrong with the description of a gateway.
#[derive(Debug, thiserror::Error)]
pub enum GatewayConfigError {
    /// The address is not `https://`, and not on this machine either; or it has no host.
    #[error("the gateway's address must be https://, or http:// on this machine")]
    Url,
    /// The account and its secret cannot be written in a header.
    #[error("the gateway's account and token cannot be written in a header")]
    Login,
    /// The encryption cannot be set up.
    #[error("encryption to the gateway cannot be set up")]
    Tls(#[source] tokio_rustls::rustls::Error),
}

/// Why there is no connection to the gateway. Nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum ReachError {
    /// The name is unknown, or nobody listens there.
    #[error("no connection to the gateway can be made")]
    Connect(#[source] io::Error),
    /// Encryption failed; most often, the certificate is not good for this server.
    #[error("no encryption could be agreed with the gateway")]
    Tls(#[source] io::Error),
    /// It was too slow.
    #[error("the gateway did not answer in time")]
    TimedOut,
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A gateway as a way out.
pub struct Gateway {
    host: String,
    port: u16,
    tls: Option<(TlsConnector, ServerName<'static>)>,
    host_header: HeaderValue,
    path: String,
    authorization: HeaderValue,
    from: String,
    timeout: Duration,
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (host, port) = (&self.host, self.port);
        f.debug_struct("Gateway").field("host", host).field("port", &port).finish_non_exhaustive()
    }
}

impl Gateway {
    /// Describes the way; nobody is called.
    pub fn new(config: &GatewayConfig) -> Result<Self, GatewayConfigError> {
        let mut url = config.url.clone();
        let (host, is_here) = match url.host().ok_or(GatewayConfigError::Url)? {
            Host::Domain(name) => (name.to_owned(), name == "localhost"),
            Host::Ipv4(ip) => (ip.to_string(), ip.is_loopback()),
            Host::Ipv6(ip) => (ip.to_string(), ip.is_loopback()),
        };
        let tls = match url.scheme() {
            "https" => {
                let server =
                    ServerName::try_from(host.clone()).map_err(|_| GatewayConfigError::Url)?;
                let connector =
                    tls::connector(&config.more_roots).map_err(GatewayConfigError::Tls)?;
                Some((connector, server))
            }
            "http" if is_here => None,
            _ => return Err(GatewayConfigError::Url),
        };
        url.path_segments_mut().map_err(|()| GatewayConfigError::Url)?.pop_if_empty().extend([
            "Accounts",
            &config.account,
            "Messages.json",
        ]);
        let host_header =
            HeaderValue::from_str(url.authority()).map_err(|_| GatewayConfigError::Url)?;
        Ok(Self {
            port: url.port_or_known_default().ok_or(GatewayConfigError::Url)?,
            host,
            tls,
            host_header,
            path: url.path().to_owned(),
            authorization: basic(&config.account, &config.token)?,
            from: config.from.clone(),
            timeout: config.timeout,
        })
    }

    /// Connects and encrypts, and hangs up. Nothing is sent, so account and token are not tried.
    pub async fn check(&self) -> Result<(), ReachError> {
        self.reach().await.map(drop)
    }

    async fn reach(&self) -> Result<Box<dyn Stream>, ReachError> {
        let reached = tokio::time::timeout(self.timeout, async {
            let tcp = TcpStream::connect((self.host.as_str(), self.port))
                .await
                .map_err(ReachError::Connect)?;
            tcp.set_nodelay(true).map_err(ReachError::Connect)?;
            let Some((connector, server)) = &self.tls else {
                return Ok(Box::new(tcp) as Box<dyn Stream>);
            };
            let stream = connector.connect(server.clone(), tcp).await.map_err(ReachError::Tls)?;
            Ok(Box::new(stream) as Box<dyn Stream>)
        });
        reached.await.unwrap_or(Err(ReachError::TimedOut))
    }

    fn request(&self, parcel: Parcel<'_>) -> Result<Request<Full<Bytes>>, hyper::http::Error> {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("To", parcel.to)
            .append_pair("From", &self.from)
            .append_pair("Body", parcel.bytes)
            .finish();
        Request::post(&self.path)
            .header(HOST, self.host_header.clone())
            .header(AUTHORIZATION, self.authorization.clone())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ACCEPT, "application/json")
            .header(CONNECTION, "close")
            .body(Full::new(Bytes::from(form)))
    }
}

fn basic(account: &str, token: &str) -> Result<HeaderValue, GatewayConfigError> {
    // A colon would move the border between the two.
    if account.contains(':') {
        return Err(GatewayConfigError::Login);
    }
    let login = Zeroizing::new(format!("{account}:{token}"));
    let value = format!("Basic {}", STANDARD.encode(login.as_bytes()));
    let mut value = HeaderValue::try_from(value).map_err(|_| GatewayConfigError::Login)?;
    value.set_sensitive(true);
    Ok(value)
}

#[async_trait]
impl Carrier for Gateway {
    async fn load<'m>(&'m self, parcel: Parcel<'m>) -> Result<Box<dyn Loaded + 'm>, NotSent> {
        // The parts that could spoil a request were tried when the way was described.
        let request = self.request(parcel).map_err(|_| TRANSIENT)?;
        let stream = self.reach().await.map_err(|error| {
            tracing::warn!(error = &error as &dyn std::error::Error, "no way to the gateway");
            TRANSIENT
        })?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(|_| TRANSIENT)?;
        Ok(Box::new(Ready { sender, connection, request, timeout: self.timeout }))
    }
}

type Io = TokioIo<Box<dyn Stream>>;

/// A request of which nothing is out. Dropped, its connection is closed.
struct Ready {
    sender: SendRequest<Full<Bytes>>,
    connection: Connection<Io, Full<Bytes>>,
    request: Request<Full<Bytes>>,
    timeout: Duration,
}

#[async_trait]
impl Loaded for Ready {
    async fn send(self: Box<Self>) -> Sent {
        let Self { mut sender, connection, request, timeout } = *self;
        let exchange = async move {
            match tokio::time::timeout(timeout, sender.try_send_request(request)).await {
                Ok(Ok(response)) => heard(response, timeout).await,
                // The request comes back only if no byte of it was written.
                Ok(Err(error)) if error.message().is_some() => Sent::NotSent(TRANSIENT),
                Ok(Err(_)) | Err(_) => Sent::Unknown,
            }
        };
        // The connection moves only while someone looks after it.
        tokio::pin!(exchange, connection);
        tokio::select! {
            biased;
            sent = &mut exchange => sent,
            _ = &mut connection => exchange.await,
        }
    }
}

/// The status decides; of the body as much is read as there is in time.
async fn heard(response: Response<Incoming>, timeout: Duration) -> Sent {
    let status = response.status().as_u16();
    let body = Limited::new(response.into_body(), LONGEST_ANSWER).collect();
    let body = match tokio::time::timeout(timeout, body).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(_)) | Err(_) => Bytes::new(),
    };
    answer::meaning(status, &body)
}
