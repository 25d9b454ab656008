//! A gateway that answers each request with the same bytes, whatever they are.

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// What it answers.
#[derive(Debug, Clone)]
pub enum Reply {
    /// A status and a body.
    Json(u16, &'static str),
    /// These bytes, and then it hangs up.
    Bytes(String),
    /// It hangs up.
    HangUp,
    /// It stays silent, while the clock runs as fast as it can.
    Freeze,
}

pub struct Peer {
    pub port: u16,
    /// Whole requests, head and body.
    pub requests: mpsc::UnboundedReceiver<String>,
    _serving: JoinSet<()>,
}

impl Peer {
    pub async fn start(reply: Reply) -> Self {
        Self::with(reply, None).await
    }

    pub async fn with(reply: Reply, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind(("localhost", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (tell, requests) = mpsc::unbounded_channel();
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            loop {
                let (tcp, _) = listener.accept().await.unwrap();
                match &tls {
                    None => meet(tcp, &reply, &tell).await,
                    Some(tls) => {
                        let Ok(stream) = tls.accept(tcp).await else { continue };
                        meet(stream, &reply, &tell).await;
                    }
                }
            }
        });
        Self { port, requests, _serving: serving }
    }
}

async fn meet<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    reply: &Reply,
    tell: &mpsc::UnboundedSender<String>,
) {
    let mut request = Vec::new();
    while !is_whole(&request) {
        let mut part = [0; 4096];
        match stream.read(&mut part).await {
            Ok(0) | Err(_) => return,
            Ok(count) => request.extend_from_slice(&part[..count]),
        }
    }
    let _ = tell.send(String::from_utf8(request).unwrap());
    let bytes = match reply {
        Reply::Json(status, body) => {
            let length = body.len();
            format!("HTTP/1.1 {status} Word\r\ncontent-length: {length}\r\n\r\n{body}")
        }
        Reply::Bytes(bytes) => bytes.clone(),
        Reply::HangUp => return,
        Reply::Freeze => {
            tokio::time::pause();
            return std::future::pending().await;
        }
    };
    let _ = stream.write_all(bytes.as_bytes()).await;
    let _ = stream.shutdown().await;
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length").then(|| value.parse::<usize>().unwrap())
    });
    body.len() >= length.unwrap_or(0)
}
