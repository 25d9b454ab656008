//! Why something asked of a case came to nothing.

use super::LetterProblem;
use crate::desk::DeskError;
use crate::store::StoreError;
use crate::vault::{OpenError, SealError, VaultError};

/// Why something asked of a case came to nothing. `R` is the refusal of its kind.
#[derive(Debug, thiserror::Error)]
pub enum CaseError<R: std::error::Error + 'static> {
    /// The letter cannot be taken as it is: every field with a problem.
    #[error("the letter has {} fields that cannot be taken", .0.len())]
    Letter(Vec<LetterProblem>),
    /// The desk did not do it.
    #[error(transparent)]
    Desk(#[from] DeskError<R>),
    /// A value could not be sealed.
    #[error("a value could not be sealed")]
    Seal(#[from] SealError),
    /// A value could not be opened.
    #[error("a value could not be opened")]
    Open(#[from] OpenError),
    /// The vault did not do it.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl<R: std::error::Error> CaseError<R> {
    /// Whether the same may work later without anyone's help.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        match self {
            Self::Desk(DeskError::Store(error)) => error.is_passing(),
            Self::Desk(DeskError::Busy) => true,
            Self::Vault(error) | Self::Open(OpenError::Unavailable(error)) => error.is_passing(),
            Self::Letter(_) | Self::Desk(_) | Self::Seal(_) | Self::Open(_) => false,
        }
    }
}

impl<R: std::error::Error> From<StoreError> for CaseError<R> {
    fn from(error: StoreError) -> Self {
        Self::Desk(DeskError::Store(error))
    }
}
