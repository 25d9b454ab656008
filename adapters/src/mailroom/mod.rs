//! The mailroom: messages that are owed, made ready to go.
//!
//! A message is worked out again from the case whenever it is needed: the events of the command
//! that owes it, and the case folded through them. So nothing that it says has to be kept before it
//! is rendered, and it is rendered once: the sealed bytes are what every attempt sends.

mod kept;
mod letterhead;
mod many;
mod matter;
mod moot;
mod owed;
mod queue;
mod write;

use habeas_domain::dispatch::Dispatch;
use habeas_domain::id::DispatchId;

pub use kept::Kept;
pub use letterhead::{Letterhead, Mailboxes};
pub use many::{Outgoing, Reader, Wording};
pub use matter::Matter;
pub use owed::owed;
pub use write::WriteError;

use std::sync::Arc;

use crate::cases::Cases;
use crate::desk::Desk;
use crate::store::StoreError;
use crate::vault::{OpenError, SealError, Stream, VaultError};

/// Where messages are made. A clone is the same mailroom.
#[derive(Debug, Clone)]
pub struct Mailroom {
    cases: Cases,
    letterhead: Arc<Letterhead>,
}

/// Why the mailroom could not do its part.
#[derive(Debug, thiserror::Error)]
pub enum MailroomError {
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault did not do it.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A value does not open.
    #[error("a value for a message does not open")]
    Open(#[source] OpenError),
    /// A value cannot be sealed.
    #[error("a value of a message cannot be sealed")]
    Seal(#[source] SealError),
    /// The keys of the case are gone, and with them whatever was to be said. Not a fault.
    #[error("the case is forgotten")]
    Forgotten,
}

impl MailroomError {
    /// Whether the same may work later without anyone's help.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        match self {
            Self::Store(error) => error.is_passing(),
            Self::Vault(error) | Self::Open(OpenError::Unavailable(error)) => error.is_passing(),
            Self::Open(_) | Self::Seal(_) | Self::Forgotten => false,
        }
    }
}

impl From<OpenError> for MailroomError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Forgotten { .. } => Self::Forgotten,
            other => Self::Open(other),
        }
    }
}

impl From<SealError> for MailroomError {
    fn from(error: SealError) -> Self {
        match error {
            SealError::Forgotten { .. } => Self::Forgotten,
            other => Self::Seal(other),
        }
    }
}

impl Mailroom {
    /// A mailroom for the cases of this desk, writing under this letterhead.
    #[must_use]
    pub fn new(cases: Cases, letterhead: Letterhead) -> Self {
        Self { cases, letterhead: Arc::new(letterhead) }
    }

    /// The cases and campaigns that it writes about.
    #[must_use]
    pub const fn cases(&self) -> &Cases {
        &self.cases
    }

    /// The door, through which couriers report.
    #[must_use]
    pub const fn desk(&self) -> &Desk {
        self.cases.desk()
    }
}

/// The vault's name of a message's stream.
pub(crate) fn stream(id: &DispatchId) -> Stream {
    Stream::new(<Dispatch as cqrs_es::Aggregate>::TYPE, id.as_str())
}
