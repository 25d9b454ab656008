//! From nothing to a mail server that takes messages from us.

use std::fmt;
use std::io;
use std::time::Duration;

use habeas_domain::delivery::NotSentClass;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use super::smtp::Security;
use super::wire::{Count, Stream, Wire};
use super::{dialogue, outcome};
use crate::carrier::NotSent;

/// The steps of an attempt, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The name is looked up and a connection made.
    Connect,
    /// The server greets, and says what it can.
    Greeting,
    /// Encryption is asked for and agreed.
    Encryption,
    /// The login.
    Login,
    /// The sender is named.
    Sender,
    /// The recipient is named.
    Recipient,
    /// The message is announced.
    Data,
    /// The message and the dot that ends it.
    LastByte,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connecting",
            Self::Greeting => "the greeting",
            Self::Encryption => "the encryption",
            Self::Login => "the login",
            Self::Sender => "the sender",
            Self::Recipient => "the recipient",
            Self::Data => "announcing the message",
            Self::LastByte => "the last byte",
        })
    }
}

/// Why there is no mail server that takes messages from us. Nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The name is unknown, or nobody listens there.
    #[error("no connection to the mail server can be made")]
    Connect(#[source] io::Error),
    /// The server was too slow.
    #[error("the mail server did not answer in time ({0})")]
    TimedOut(Step),
    /// The server hung up, or what it said is not SMTP.
    #[error("the mail server hung up, or does not speak SMTP ({0})")]
    Broken(Step),
    /// The server said no.
    #[error("the mail server refused ({step}{})", shown(answer))]
    Refused {
        /// When.
        step: Step,
        /// What that means, with the code of its reply.
        answer: NotSent,
    },
    /// Encryption is demanded and not offered. It is never done without.
    #[error("the mail server does not offer STARTTLS")]
    NoStartTls,
    /// Encryption failed; most often, the certificate is not good for this server.
    #[error("no encryption could be agreed with the mail server")]
    Tls(#[source] io::Error),
    /// A login is demanded, and none of the ways known here (PLAIN, LOGIN) is offered.
    #[error("the mail server offers no way to log in that is known here")]
    NoMechanism,
}

fn shown(answer: &NotSent) -> String {
    answer.code.as_ref().map(|code| format!(", {code}")).unwrap_or_default()
}

impl OpenError {
    /// What it means for a message that was to go out.
    pub(super) fn for_message(self) -> NotSent {
        match self {
            Self::Refused { answer, .. } => answer,
            Self::NoMechanism => NotSent::of_house(NotSentClass::RelayPermanent, None),
            // Missing encryption and bad certificates too: whoever stands between us and the relay
            // can bring them about, and must not be able to end a message's life.
            Self::Connect(_)
            | Self::TimedOut(_)
            | Self::Broken(_)
            | Self::NoStartTls
            | Self::Tls(_) => outcome::NO_LINE,
        }
    }
}

/// An open connection.
pub(super) struct Line {
    /// The conversation.
    pub(super) smtp: AsyncSmtpConnection,
    /// The bytes that went out on it.
    pub(super) written: Count,
    /// The messages for which it was used.
    pub(super) used: u32,
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("used", &self.used).finish_non_exhaustive()
    }
}

/// How to open one.
#[derive(Clone)]
pub(super) struct Opening {
    /// The server: a name or an address without brackets.
    pub(super) host: String,
    /// Its port.
    pub(super) port: u16,
    /// How it is spoken to.
    pub(super) security: Security,
    /// The name that its certificate must be good for.
    pub(super) server: ServerName<'static>,
    /// What encrypts.
    pub(super) tls: TlsConnector,
    /// What we call ourselves.
    pub(super) hello: String,
    /// Who logs in.
    pub(super) login: Option<Credentials>,
    /// How long each step may take.
    pub(super) timeout: Duration,
}

impl Opening {
    /// Connects, greets, encrypts and logs in.
    pub(super) async fn open(&self) -> Result<Line, OpenError> {
        let connect = TcpStream::connect((self.host.as_str(), self.port));
        let mut tcp = self.timed(Step::Connect, connect).await?.map_err(OpenError::Connect)?;
        tcp.set_nodelay(true).map_err(OpenError::Connect)?;
        let peer = tcp.peer_addr().map_err(OpenError::Connect)?;
        let (stream, greeting): (Box<dyn Stream>, Vec<u8>) = match self.security {
            Security::None => (Box::new(tcp), Vec::new()),
            Security::Tls => (self.encrypt(tcp).await?, Vec::new()),
            Security::StartTls => {
                let asked = dialogue::ask_for_tls(&mut tcp, &self.hello);
                let greeting = self.timed(Step::Encryption, asked).await??;
                (self.encrypt(tcp).await?, greeting)
            }
        };
        let written = Count::default();
        let wire = Box::new(Wire::new(stream, peer, greeting, written.clone()));
        let hello = ClientId::Domain(self.hello.clone());
        let greeted = AsyncSmtpConnection::connect_with_transport(wire, &hello);
        let smtp = self
            .timed(Step::Greeting, greeted)
            .await?
            .map_err(|error| unopened(Step::Greeting, &error))?;
        let mut line = Line { smtp, written, used: 0 };
        self.log_in(&mut line).await?;
        Ok(line)
    }

    async fn encrypt(&self, tcp: TcpStream) -> Result<Box<dyn Stream>, OpenError> {
        let shaken = self.tls.connect(self.server.clone(), tcp);
        let stream = self.timed(Step::Encryption, shaken).await?.map_err(OpenError::Tls)?;
        Ok(Box::new(stream))
    }

    async fn log_in(&self, line: &mut Line) -> Result<(), OpenError> {
        let Some(login) = &self.login else { return Ok(()) };
        let asked = line.smtp.auth(DEFAULT_MECHANISMS, login);
        match self.timed(Step::Login, asked).await? {
            Ok(reply) if reply.has_code(235) => Ok(()),
            Ok(_) => Err(OpenError::Broken(Step::Login)),
            Err(error) if error.is_client() => Err(OpenError::NoMechanism),
            Err(error) => Err(unopened(Step::Login, &error)),
        }
    }

    /// Waits as long as one step may take.
    pub(super) async fn timed<F: Future>(
        &self,
        step: Step,
        act: F,
    ) -> Result<F::Output, OpenError> {
        tokio::time::timeout(self.timeout, act).await.map_err(|_| OpenError::TimedOut(step))
    }
}

fn unopened(step: Step, error: &Error) -> OpenError {
    match outcome::refused(step, error) {
        Some(answer) => OpenError::Refused { step, answer },
        None => OpenError::Broken(step),
    }
}
