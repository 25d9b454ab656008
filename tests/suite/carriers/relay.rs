//! A mail server that follows a script, and tells what it heard.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// What it does instead of the usual.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    /// Says this line (or these), CR LF excepted at the end.
    Say(&'static str),
    /// Says this line and hangs up.
    Last(&'static str),
    /// Hangs up.
    HangUp,
    /// Stays silent, while the clock runs as fast as it can.
    Freeze,
}

/// What it heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    Connected,
    Encrypted,
    Command(String),
    /// A message as it came over the wire, with the line end, the dot and the line end behind it.
    Message(Vec<u8>),
    Closed,
}

/// By verb; `GREETING`, `BODY` (a message has begun), `.` (its end) and `MAIL2` (the second message
/// on a connection) count as verbs.
pub type Script = &'static [(&'static str, Act)];

struct Manner {
    /// The scripts of the first, second … connection; the last holds for all others.
    scripts: Vec<HashMap<&'static str, Act>>,
    tls: Option<TlsAcceptor>,
    from_the_first_byte: bool,
    tell: mpsc::UnboundedSender<Heard>,
}

pub struct Relay {
    pub port: u16,
    heard: mpsc::UnboundedReceiver<Heard>,
    _serving: JoinSet<()>,
}

impl Relay {
    /// In clear.
    pub async fn start(scripts: &[Script]) -> Self {
        Self::with(scripts, None, false).await
    }

    /// With a certificate, for STARTTLS or from the first byte.
    pub async fn encrypted(scripts: &[Script], tls: TlsAcceptor, first_byte: bool) -> Self {
        Self::with(scripts, Some(tls), first_byte).await
    }

    async fn with(scripts: &[Script], tls: Option<TlsAcceptor>, from_the_first_byte: bool) -> Self {
        let listener = TcpListener::bind(("localhost", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (tell, heard) = mpsc::unbounded_channel();
        let scripts = scripts.iter().map(|script| script.iter().copied().collect()).collect();
        let manner = Arc::new(Manner { scripts, tls, from_the_first_byte, tell });
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            let mut sessions = JoinSet::new();
            for number in 0.. {
                let (tcp, _) = listener.accept().await.unwrap();
                let manner = Arc::clone(&manner);
                sessions.spawn(async move { manner.meet(tcp, number).await });
            }
        });
        Self { port, heard, _serving: serving }
    }

    /// What was heard so far.
    pub fn so_far(&mut self) -> Vec<Heard> {
        std::iter::from_fn(|| self.heard.try_recv().ok()).collect()
    }

    /// What is heard until a connection is closed.
    pub async fn until_closed(&mut self) -> Vec<Heard> {
        let mut all = Vec::new();
        while all.last() != Some(&Heard::Closed) {
            all.push(self.heard.recv().await.unwrap());
        }
        all
    }
}

/// How a conversation ends.
enum End {
    Closed,
    StartTls,
}

impl Manner {
    async fn meet(&self, tcp: TcpStream, number: usize) {
        self.tell(Heard::Connected);
        let script = self.scripts.get(number).or(self.scripts.last()).cloned().unwrap_or_default();
        if self.from_the_first_byte {
            self.encrypt(tcp, &script, true).await;
        } else {
            let mut stream = BufStream::new(tcp);
            let end = self.talk(&mut stream, &script, true, self.tls.is_some()).await;
            if matches!(end, Some(End::StartTls)) {
                self.encrypt(stream.into_inner(), &script, false).await;
            }
        }
        self.tell(Heard::Closed);
    }

    async fn encrypt(&self, tcp: TcpStream, script: &HashMap<&str, Act>, greets: bool) {
        let Ok(stream) = self.tls.as_ref().unwrap().accept(tcp).await else { return };
        self.tell(Heard::Encrypted);
        self.talk(&mut BufStream::new(stream), script, greets, false).await;
    }

    fn tell(&self, heard: Heard) {
        let _ = self.tell.send(heard);
    }

    /// None once either side has hung up.
    async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: &mut BufStream<S>,
        script: &HashMap<&str, Act>,
        greets: bool,
        offers_tls: bool,
    ) -> Option<End> {
        if greets {
            answer(stream, script, "GREETING", "220 relay.example.net").await?;
        }
        let mut mails = 0;
        loop {
            let mut line = Vec::new();
            if stream.read_until(b'\n', &mut line).await.ok()? == 0 {
                return Some(End::Closed);
            }
            let line = String::from_utf8(line).unwrap().trim_end().to_owned();
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_owned();
            self.tell(Heard::Command(line));
            let usual = match verb.as_str() {
                "EHLO" if offers_tls => "250-relay.example.net\r\n250-STARTTLS\r\n250 8BITMIME",
                "EHLO" => "250-relay.example.net\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME",
                "STARTTLS" => "220 go",
                "AUTH" => "235 2.7.0 welcome",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 2.0.0 fine",
            };
            mails += usize::from(verb == "MAIL");
            let is_second = verb == "MAIL" && mails == 2 && script.contains_key("MAIL2");
            let key = if is_second { "MAIL2" } else { verb.as_str() };
            let said = answer(stream, script, key, usual).await?;
            match verb.as_str() {
                "STARTTLS" if said.starts_with("220") => return Some(End::StartTls),
                "DATA" if said.starts_with("354") => self.take(stream, script).await?,
                _ => {}
            }
        }
    }

    async fn take<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: &mut BufStream<S>,
        script: &HashMap<&str, Act>,
    ) -> Option<()> {
        // A cut in the middle: everything that came is thrown away.
        if matches!(script.get("BODY"), Some(Act::HangUp)) {
            return None;
        }
        let mut message = Vec::new();
        while !message.ends_with(b"\r\n.\r\n") {
            if stream.read_until(b'\n', &mut message).await.ok()? == 0 {
                return None;
            }
        }
        self.tell(Heard::Message(message));
        answer(stream, script, ".", "250 2.0.0 Ok: queued as 4BcDeF").await.map(drop)
    }
}

async fn answer<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufStream<S>,
    script: &HashMap<&str, Act>,
    verb: &str,
    usual: &'static str,
) -> Option<&'static str> {
    let act = script.get(verb).copied().unwrap_or(Act::Say(usual));
    let text = match act {
        Act::Say(text) | Act::Last(text) => text,
        Act::HangUp => return None,
        Act::Freeze => {
            tokio::time::pause();
            std::future::pending::<()>().await;
            return None;
        }
    };
    stream.write_all(format!("{text}\r\n").as_bytes()).await.ok()?;
    stream.flush().await.ok()?;
    if matches!(act, Act::Last(_)) { None } else { Some(text) }
}
