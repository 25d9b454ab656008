//! E-mail to a mail server, step by step, so that "certainly not sent" and "unknown" are told apart.
//!
//! The server is the house's own relay. Messages are never brought to the servers of their
//! recipients from here.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use habeas_domain::delivery::NotSentClass;
use lettre::Address;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt, Rset};
use tokio::time::Instant;
use tokio_rustls::rustls::pki_types::ServerName;
use zeroize::Zeroizing;

use super::address::{Sender, on_the_wire};
use super::idle::Idle;
use super::opening::{Line, OpenError, Opening, Step};
use super::outcome::{self, NO_LINE, SILENCE};
use super::wire::length_on_the_wire;
use crate::carrier::{Carrier, Loaded, NotSent, Parcel, Sent};
use crate::tls;

/// How long the answer to the last byte is waited for (RFC 5321, 4.5.3.2.6). The server may be
/// delivering meanwhile; who hangs up earlier makes duplicates.
const AFTER_LAST_BYTE: Duration = Duration::from_mins(10);
/// A connection is not used for more messages than this: servers count.
const MESSAGES_A_LINE: u32 = 100;

/// How a mail server is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Encrypted after the greeting, or not at all.
    StartTls,
    /// Encrypted from the first byte.
    Tls,
    /// In clear. For a relay on this machine alone; whoever reads the settings sees to that.
    None,
}

/// Who logs in at a mail server.
#[derive(Clone)]
pub struct Login {
    /// The name.
    pub username: String,
    /// The secret.
    pub password: Zeroizing<String>,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").finish_non_exhaustive()
    }
}

/// A mail server and how we are known there.
#[derive(Debug, Clone)]
pub struct SmtpConfig {
    /// Its name or address; an IPv6 address may stand in brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How it is spoken to.
    pub security: Security,
    /// Who logs in, if anyone.
    pub login: Option<Login>,
    /// Whom messages come from: the sender of the envelope, and the host name in the greeting.
    pub from: Sender,
    /// How long each answer may take. The one to the last byte has ten minutes beside.
    pub timeout: Duration,
    /// Certificates (DER) trusted beside the public authorities. Usually none.
    pub more_roots: Vec<Vec<u8>>,
}

/// What is wrong with the description of a mail server.
#[derive(Debug, thiserror::Error)]
pub enum SmtpConfigError {
    /// The host is neither a name nor an address.
    #[error("the mail server's host is neither a name nor an address")]
    Host,
    /// The encryption cannot be set up.
    #[error("encryption to the mail server cannot be set up")]
    Tls(#[source] tokio_rustls::rustls::Error),
}

/// A mail server as a way out. Connections are kept for a short while, for the next message.
pub struct Smtp {
    opening: Opening,
    from: Address,
    idle: Idle<Line>,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (host, port) = (&self.opening.host, self.opening.port);
        f.debug_struct("Smtp").field("host", host).field("port", &port).finish_non_exhaustive()
    }
}

/// Why an attempt ended before the last byte.
enum Stop {
    /// The server said no; the connection is still good.
    Answer(NotSent),
    /// There was no answer, or the server says that it hangs up.
    Gone(NotSent),
}

impl Smtp {
    /// Describes the way; nobody is called.
    pub fn new(config: SmtpConfig) -> Result<Self, SmtpConfigError> {
        let host = config.host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let server = ServerName::try_from(host.clone()).map_err(|_| SmtpConfigError::Host)?;
        let login = config
            .login
            .map(|login| Credentials::new(login.username, String::clone(&login.password)));
        let opening = Opening {
            host,
            port: config.port,
            security: config.security,
            server,
            tls: tls::connector(&config.more_roots).map_err(SmtpConfigError::Tls)?,
            hello: config.from.host().to_owned(),
            login,
            timeout: config.timeout,
        };
        Ok(Self { opening, from: config.from.address().clone(), idle: Idle::new() })
    }

    /// Does everything that comes before a message (connects, encrypts, logs in) and says goodbye.
    /// Nothing is sent.
    pub async fn check(&self) -> Result<(), OpenError> {
        let mut line = self.opening.open().await?;
        // Politeness: what was to be found out is known.
        let _ = self.opening.timed(Step::Greeting, line.smtp.command(Quit)).await;
        Ok(())
    }

    /// Names sender and recipient and announces the message.
    async fn announce(&self, line: &mut Line, to: &Address) -> Result<(), Stop> {
        line.used += 1;
        let mail = Mail::new(Some(self.from.clone()), Vec::new());
        self.say(line, Step::Sender, mail).await?;
        self.say(line, Step::Recipient, Rcpt::new(to.clone(), Vec::new())).await?;
        match self.say(line, Step::Data, Data).await? {
            354 => Ok(()),
            // It does not wait for a message; whatever came next would be taken for commands.
            code => Err(Stop::Gone(outcome::refusal(Step::Data, code, None))),
        }
    }

    async fn say(
        &self,
        line: &mut Line,
        step: Step,
        command: impl fmt::Display,
    ) -> Result<u16, Stop> {
        let answered = self.opening.timed(step, line.smtp.command(command)).await;
        // Before the recipient is named, silence has nothing to do with them.
        let silence = || if step == Step::Sender { NO_LINE } else { SILENCE };
        let Ok(answered) = answered else { return Err(Stop::Gone(silence())) };
        let error = match answered {
            Ok(reply) => return Ok(reply.code().into()),
            Err(error) => error,
        };
        let hangs_up = error.status().is_some_and(|code| u16::from(code) == 421);
        Err(match outcome::refused(step, &error) {
            Some(answer) if !hangs_up => Stop::Answer(answer),
            answer => Stop::Gone(answer.unwrap_or_else(silence)),
        })
    }

    /// Keeps a connection after a refusal, if the server forgets the message on it.
    async fn keep_after_refusal(&self, mut line: Line) {
        let reset = self.opening.timed(Step::Sender, line.smtp.command(Rset)).await;
        if matches!(reset, Ok(Ok(_))) {
            self.keep(line);
        }
    }

    fn keep(&self, line: Line) {
        if line.used < MESSAGES_A_LINE {
            self.idle.put(line, Instant::now());
        }
    }

    /// An attempt on one connection.
    async fn try_on<'m>(
        &'m self,
        mut line: Line,
        to: &Address,
        bytes: &'m str,
    ) -> Result<Box<dyn Loaded + 'm>, Stop> {
        match self.announce(&mut line, to).await {
            Ok(()) => Ok(Box::new(Announced { smtp: self, line, bytes })),
            Err(Stop::Answer(answer)) => {
                self.keep_after_refusal(line).await;
                Err(Stop::Answer(answer))
            }
            Err(gone) => Err(gone),
        }
    }
}

#[async_trait]
impl Carrier for Smtp {
    async fn load<'m>(&'m self, parcel: Parcel<'m>) -> Result<Box<dyn Loaded + 'm>, NotSent> {
        let to = on_the_wire(parcel.to)
            .map_err(|_| NotSent::of_message(NotSentClass::AddressPermanent, None))?;
        if let Some(line) = self.idle.take(Instant::now()) {
            match self.try_on(line, &to, parcel.bytes).await {
                Ok(loaded) => return Ok(loaded),
                Err(Stop::Answer(answer)) => return Err(answer),
                // It had gone stale while it waited. Nothing was sent: once more on a new one.
                Err(Stop::Gone(_)) => self.idle.clear(),
            }
        }
        let line = self.opening.open().await.map_err(|error| {
            tracing::warn!(error = &error as &dyn std::error::Error, "no way to the mail server");
            error.for_message()
        })?;
        self.try_on(line, &to, parcel.bytes).await.map_err(|stop| match stop {
            Stop::Answer(answer) | Stop::Gone(answer) => answer,
        })
    }
}

/// A message that the server waits for. Dropped, its connection is closed before the message.
struct Announced<'m> {
    smtp: &'m Smtp,
    line: Line,
    bytes: &'m str,
}

#[async_trait]
impl Loaded for Announced<'_> {
    async fn send(mut self: Box<Self>) -> Sent {
        // The mail client ends the last line itself.
        let body = self.bytes.strip_suffix("\r\n").unwrap_or(self.bytes);
        let whole = self.line.written.get() + length_on_the_wire(body);
        let limit = AFTER_LAST_BYTE + self.smtp.opening.timeout;
        let answer = tokio::time::timeout(limit, self.line.smtp.message(body.as_bytes())).await;
        let refused = match answer {
            Ok(Ok(reply)) => {
                let sent = outcome::taken(&reply);
                if sent != Sent::Unknown {
                    self.smtp.keep(self.line);
                }
                return sent;
            }
            Ok(Err(error)) => outcome::refused(Step::LastByte, &error),
            Err(_) => None,
        };
        match refused {
            Some(answer) => Sent::NotSent(answer),
            // Without its last byte no server may take a message (RFC 5321, 4.1.1.4).
            None if self.line.written.get() < whole => Sent::NotSent(SILENCE),
            None => Sent::Unknown,
        }
    }
}
