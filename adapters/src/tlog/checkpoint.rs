//! What a log vouches for: this many leaves, with this root (C2SP `tlog-checkpoint`).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use habeas_domain::digest::Digest;

use super::key::{LogKey, Origin, VerifierKey};
use super::note::{Note, NoteError};

/// Why a checkpoint is not to be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCheckpoint {
    /// The note around it.
    #[error("the checkpoint is no good: {0}")]
    Note(#[from] NoteError),
    /// The text in the note.
    #[error(
        "the text of the checkpoint is not: name of the log, number of entries, root in base64"
    )]
    Malformed,
    /// It is somebody else's.
    #[error("the checkpoint is of another log: {found}")]
    OtherLog {
        /// Whose.
        found: String,
    },
}

/// The size and the root of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log.
    pub origin: Origin,
    /// How many entries.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Digest,
}

/// A checkpoint that was signed by a key that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The note, with every signature that came with it.
    pub note: Note,
}

impl Checkpoint {
    /// The checkpoint, signed.
    pub fn sign(&self, keys: &[&LogKey]) -> Result<Note, NoteError> {
        Note::sign(self.to_string(), keys)
    }

    /// Reads the text of a note. Lines behind the third, which others may write, say nothing here.
    pub fn parse(text: &str) -> Result<Self, BadCheckpoint> {
        let mut lines = text.split('\n');
        let mut next = || lines.next().ok_or(BadCheckpoint::Malformed);
        let origin = Origin::parse(next()?).map_err(|_| BadCheckpoint::Malformed)?;
        let digits = next()?;
        let size: u64 = digits.parse().map_err(|_| BadCheckpoint::Malformed)?;
        let root = STANDARD.decode(next()?).map_err(|_| BadCheckpoint::Malformed)?;
        let root = root.as_slice().try_into().map_err(|_| BadCheckpoint::Malformed)?;
        // Behind the root is a line break, and no line is empty.
        let rest: Vec<&str> = lines.collect();
        let whole = matches!(rest.split_last(), Some((&"", others)) if others.iter().all(|l| !l.is_empty()));
        if !whole || digits != size.to_string() {
            return Err(BadCheckpoint::Malformed);
        }
        Ok(Self { origin, size, root: Digest::from_bytes(root) })
    }

    /// Reads a note of the log that these keys are of, and believes it only if one of them signed it.
    pub fn open(bytes: &[u8], keys: &[VerifierKey]) -> Result<Opened, BadCheckpoint> {
        let note = Note::parse(bytes)?;
        let by = note.signed_by(keys)?;
        let checkpoint = Self::parse(note.text())?;
        if by.iter().all(|key| *key.name() != checkpoint.origin) {
            return Err(BadCheckpoint::OtherLog { found: checkpoint.origin.to_string() });
        }
        Ok(Opened { checkpoint, note })
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = STANDARD.encode(self.root.as_bytes());
        writeln!(f, "{}\n{}\n{root}", self.origin, self.size)
    }
}
