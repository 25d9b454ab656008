//! The connection beneath the mail client: it counts what goes out, and may begin with a greeting
//! that came in before the encryption.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A connection in clear or encrypted.
pub(super) trait Stream:
    AsyncRead + AsyncWrite + std::fmt::Debug + Send + Sync + Unpin
{
}

impl<S: AsyncRead + AsyncWrite + std::fmt::Debug + Send + Sync + Unpin> Stream for S {}

/// How many bytes were taken from the mail client, to be asked while it works.
#[derive(Debug, Clone, Default)]
pub(super) struct Count(Arc<AtomicU64>);

impl Count {
    /// The bytes so far.
    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The connection as the mail client sees it.
#[derive(Debug)]
pub(super) struct Wire {
    stream: Box<dyn Stream>,
    peer: SocketAddr,
    replay: io::Cursor<Vec<u8>>,
    written: Count,
}

impl Wire {
    /// A connection on which the client first reads `replay`.
    pub(super) fn new(
        stream: Box<dyn Stream>,
        peer: SocketAddr,
        replay: Vec<u8>,
        written: Count,
    ) -> Self {
        Self { stream, peer, replay: io::Cursor::new(replay), written }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = io::Read::read(&mut self.replay, into.initialize_unfilled())?;
        if read > 0 {
            into.advance(read);
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if let Poll::Ready(Ok(count)) = written {
            self.written.0.fetch_add(count as u64, Ordering::Relaxed);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

/// How many bytes the mail client writes for a message: its dots at the start of lines are
/// doubled, and a line end, a dot and a line end follow.
pub(super) fn length_on_the_wire(body: &str) -> u64 {
    let dots = body.matches("\r\n.").count() + usize::from(body.starts_with('.'));
    (body.len() + dots + "\r\n.\r\n".len()) as u64
}
