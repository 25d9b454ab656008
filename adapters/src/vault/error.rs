//! What can go wrong with the vault.

use std::path::PathBuf;

use habeas_domain::id::KeyId;
use habeas_domain::sealed::Purpose;

use crate::store::StoreError;

/// Why the key-encryption keys cannot be used. Names files and keys, never their content.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The source holds no key at all.
    #[error("no key-encryption key was given")]
    Empty,

    /// A line is not a name, a space, and 32 bytes in base64url.
    #[error(
        "line {line} of the key-encryption keys is not a name, a space and 32 bytes in base64url \
         without padding"
    )]
    Malformed {
        /// Counted from 1.
        line: usize,
    },

    /// A name or a key stands there a second time.
    #[error("line {line} repeats a name or a key")]
    Twice {
        /// Counted from 1.
        line: usize,
    },

    /// The file cannot be read or made.
    #[error("the key file {} cannot be used", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },

    /// The file's mode lets others in.
    #[error("the key file {} is open to others: set its mode to 0600", path.display())]
    OpenToOthers {
        /// The file.
        path: PathBuf,
    },

    /// The command could not be run, failed, or took too long.
    #[error("the command {} gave no key-encryption keys", program.display())]
    Command {
        /// The program.
        program: PathBuf,
        /// Why.
        source: std::io::Error,
    },

    /// Keys in the vault are wrapped under a key that was not given.
    #[error("keys of this vault are wrapped under the key-encryption key {name}: it must be given")]
    Missing {
        /// Its name.
        name: String,
    },

    /// The key of that name is another one than this vault was used with.
    #[error("the key-encryption key {name} is not the one that this vault knows by that name")]
    Exchanged {
        /// Its name.
        name: String,
    },

    /// A wrapped key does not open: the row was changed or moved.
    #[error("a key wrapped under {name} does not unwrap")]
    NotUnwrapped {
        /// The key-encryption key's name.
        name: String,
    },
}

/// Why the vault did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// Its database.
    #[error("the vault's database failed")]
    Store(#[from] StoreError),

    /// Its key-encryption keys.
    #[error("the vault's key-encryption keys failed")]
    Keyring(#[from] KeyringError),

    /// Its file.
    #[error("the vault's file {} cannot be made", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl VaultError {
    /// Whether doing the same again later may work without anyone's help.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_passing())
    }
}

/// Why a value cannot be sealed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SealError {
    /// The case's key for this purpose was destroyed: nothing can be sealed under it again.
    #[error("the key {key} is forgotten")]
    Forgotten {
        /// The key.
        key: KeyId,
    },

    /// The case was never begun.
    #[error("the case has no key for {purpose}")]
    NoKey {
        /// What for.
        purpose: Purpose,
    },

    /// A file is longer than [`LONGEST_FILE_BYTES`](super::LONGEST_FILE_BYTES).
    #[error("the file is longer than 25 MiB")]
    TooLong,
}

/// Why a sealed value does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The key was destroyed, and with it the meaning of everything under it. Not a fault.
    #[error("the key {key} is forgotten")]
    Forgotten {
        /// The key.
        key: KeyId,
    },

    /// The vault has never had this key, or lost it: it is older than the event, or another's.
    #[error("the key {key} is not in this vault")]
    Unknown {
        /// The key.
        key: KeyId,
    },

    /// The vault cannot answer now.
    #[error("the vault cannot be asked")]
    Unavailable(#[from] VaultError),

    /// The value was changed, or was sealed for another place.
    #[error("a value sealed under {key} was changed or moved")]
    Tampered {
        /// The key that it names.
        key: KeyId,
    },
}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        Self::Unavailable(error.into())
    }
}
