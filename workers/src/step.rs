//! What a worker is.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use habeas_adapters::cases::CaseError;
use habeas_adapters::mailroom::MailroomError;
use habeas_adapters::store::StoreError;
use habeas_adapters::vault::VaultError;
use habeas_domain::id::DispatchId;
use habeas_domain::{campaign, complaint, dispatch, incident, request};

/// What is left after one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Something was done, and there may be more.
    Worked,
    /// There is nothing to do until a nudge, or until the given time.
    Idle {
        /// When something comes due by itself.
        until: Option<DateTime<Utc>>,
    },
    /// There is something to do that cannot be done yet: it waits for others to finish.
    Behind,
}

/// Why a step failed.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The store did.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault did.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A command to a request came to nothing.
    #[error(transparent)]
    Request(#[from] CaseError<request::Refusal>),
    /// A command to a complaint came to nothing.
    #[error(transparent)]
    Complaint(#[from] CaseError<complaint::Refusal>),
    /// A command to an incident came to nothing.
    #[error(transparent)]
    Incident(#[from] CaseError<incident::Refusal>),
    /// A command to a campaign came to nothing.
    #[error(transparent)]
    Campaign(#[from] CaseError<campaign::Refusal>),
    /// A message could not be made ready.
    #[error(transparent)]
    Mailroom(#[from] MailroomError),
    /// A message does not take what its courier reports.
    #[error("the message {id} does not take what its courier reports: {refusal}")]
    Dispatch {
        /// The message.
        id: DispatchId,
        /// What it answered.
        refusal: dispatch::Refusal,
    },
    /// A stream is changed by many at once.
    #[error("a stream is being changed by many at once")]
    Busy,
}

impl WorkerError {
    /// Whether the same step may work later without anyone's help. Everything else is poison: it
    /// stops the worker, because skipping it would be a silent loss.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        match self {
            Self::Store(error) => error.is_passing(),
            Self::Vault(error) => error.is_passing(),
            Self::Request(error) => error.is_passing(),
            Self::Complaint(error) => error.is_passing(),
            Self::Incident(error) => error.is_passing(),
            Self::Campaign(error) => error.is_passing(),
            Self::Mailroom(error) => error.is_passing(),
            Self::Dispatch { .. } => false,
            Self::Busy => true,
        }
    }
}

/// One part of the desk that works by itself.
#[async_trait]
pub trait Worker: Send {
    /// Its name in logs, metrics and health.
    fn name(&self) -> &'static str;

    /// Does one bounded batch.
    async fn step(&mut self) -> Result<Step, WorkerError>;
}
