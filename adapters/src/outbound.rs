//! Requests to others over HTTP, in two halves with the commit point between.
//!
//! Loading connects and encrypts, and that certainly sends nothing. The request is one piece: with its
//! first byte begins the time in which only an answer tells what became of it. Each request has a
//! connection of its own, goes where the settings say, and follows no redirect: whoever is spoken to, the
//! operator named.

use std::fmt;
use std::io;
use std::time::Duration;

use async_trait::async_trait;
use habeas_domain::delivery::NotSentClass;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{Connection, SendRequest, handshake};
use hyper::header::HeaderValue;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use url::{Host, Url};

use crate::carrier::{Loaded, NotSent, Sent};
use crate::tls;

/// No more than this is read of an answer, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;
/// They were not reached.
pub(crate) const TRANSIENT: NotSent = NotSent::of_house(NotSentClass::Transient, None);

/// What is wrong with the description of somebody who is spoken to.
#[derive(Debug, thiserror::Error)]
pub enum PeerError {
    /// The address is not `https://`, and not on this machine either; or it has no host.
    #[error("the address must be https://, or http:// on this machine")]
    Url,
    /// What says who we are cannot be used.
    #[error("the login or the secret cannot be used: {0}")]
    Login(&'static str),
    /// The encryption cannot be set up.
    #[error("encryption cannot be set up")]
    Tls(#[source] tokio_rustls::rustls::Error),
}

/// Why there is no connection. Nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum ReachError {
    /// The name is unknown, or nobody listens there.
    #[error("no connection can be made")]
    Connect(#[source] io::Error),
    /// Encryption failed; most often, the certificate is not good for this server.
    #[error("no encryption could be agreed")]
    Tls(#[source] io::Error),
    /// It was too slow.
    #[error("nobody answered in time")]
    TimedOut,
}

/// What an answer means, by its status and as much of its body as was read.
pub(crate) type Meaning = fn(u16, &[u8]) -> Sent;

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Somebody who is spoken to.
pub(crate) struct Peer {
    host: String,
    port: u16,
    tls: Option<(TlsConnector, ServerName<'static>)>,
    host_header: HeaderValue,
    timeout: Duration,
}

impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (host, port) = (&self.host, self.port);
        f.debug_struct("Peer").field("host", host).field("port", &port).finish_non_exhaustive()
    }
}

impl Peer {
    /// Whoever is behind this address; nobody is called. The time is that which the connection may take,
    /// and again that which the answer may take. Certificates (DER) are trusted beside the public
    /// authorities.
    pub(crate) fn new(
        url: &Url,
        timeout: Duration,
        more_roots: &[Vec<u8>],
    ) -> Result<Self, PeerError> {
        let (host, is_here) = match url.host().ok_or(PeerError::Url)? {
            Host::Domain(name) => (name.to_owned(), name == "localhost"),
            Host::Ipv4(ip) => (ip.to_string(), ip.is_loopback()),
            Host::Ipv6(ip) => (ip.to_string(), ip.is_loopback()),
        };
        let tls = match url.scheme() {
            "https" => {
                let server = ServerName::try_from(host.clone()).map_err(|_| PeerError::Url)?;
                Some((tls::connector(more_roots).map_err(PeerError::Tls)?, server))
            }
            "http" if is_here => None,
            _ => return Err(PeerError::Url),
        };
        Ok(Self {
            port: url.port_or_known_default().ok_or(PeerError::Url)?,
            host_header: HeaderValue::from_str(url.authority()).map_err(|_| PeerError::Url)?,
            host,
            tls,
            timeout,
        })
    }

    /// What the header `Host` says.
    pub(crate) fn host_header(&self) -> HeaderValue {
        self.host_header.clone()
    }

    /// Connects and encrypts, and hangs up. Nothing is sent.
    pub(crate) async fn check(&self) -> Result<(), ReachError> {
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

    /// Connects, so that only the request is left to be sent.
    pub(crate) async fn load(
        &self,
        request: Request<Full<Bytes>>,
        meaning: Meaning,
    ) -> Result<Box<dyn Loaded>, NotSent> {
        let stream = self.reach().await.map_err(|error| {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(host = self.host, error, "no way to a host");
            TRANSIENT
        })?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(|_| TRANSIENT)?;
        Ok(Box::new(Ready { sender, connection, request, meaning, timeout: self.timeout }))
    }
}

type Io = TokioIo<Box<dyn Stream>>;

/// A request of which nothing is out. Dropped, its connection is closed.
struct Ready {
    sender: SendRequest<Full<Bytes>>,
    connection: Connection<Io, Full<Bytes>>,
    request: Request<Full<Bytes>>,
    meaning: Meaning,
    timeout: Duration,
}

#[async_trait]
impl Loaded for Ready {
    async fn send(self: Box<Self>) -> Sent {
        let Self { mut sender, connection, request, meaning, timeout } = *self;
        let exchange = async move {
            match tokio::time::timeout(timeout, sender.try_send_request(request)).await {
                Ok(Ok(response)) => heard(response, meaning, timeout).await,
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
async fn heard(response: Response<Incoming>, meaning: Meaning, timeout: Duration) -> Sent {
    let status = response.status().as_u16();
    let body = Limited::new(response.into_body(), LONGEST_ANSWER).collect();
    let body = match tokio::time::timeout(timeout, body).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(_)) | Err(_) => Bytes::new(),
    };
    meaning(status, &body)
}
