//! Why a command came to nothing.

use crate::store::StoreError;
use crate::vault::SealError;

/// Why a command came to nothing; `R` is the refusal of the aggregate.
#[derive(Debug, thiserror::Error)]
pub enum DeskError<R: std::error::Error> {
    /// The aggregate refused.
    #[error(transparent)]
    Refused(R),
    /// The command's name was used before, for something else.
    #[error("this idempotency key was used for another request")]
    KeyReused,
    /// The caller decided on an older revision of the case.
    #[error("the case has changed: it is at revision {now}")]
    Stale {
        /// The revision as it stands.
        now: u64,
    },
    /// Too many others were first.
    #[error("the case is being changed by many at once; try again")]
    Busy,
    /// Something in the command could not be sealed: its key is forgotten or was never made.
    #[error("a value could not be sealed")]
    Seal(#[from] SealError),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<R: std::error::Error> DeskError<R> {
    /// Refuses a caller who insists on a revision that is not the one there is.
    pub fn if_stale(expect: Option<u64>, now: u64) -> Result<(), Self> {
        if expect.is_some_and(|seen| seen != now) { Err(Self::Stale { now }) } else { Ok(()) }
    }
}
