//! One record's proof in one file, which says all that is needed to check it (C2SP `tlog-proof`).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use habeas_domain::digest::Digest;

use super::checkpoint::{BadCheckpoint, Checkpoint, Opened};
use super::key::VerifierKey;
use super::note::Note;
use super::verify::{self, NotProved};

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";

/// Levels of the largest tree.
const LONGEST_PROOF: usize = 63;

/// Why a proof is worth nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadProofFile {
    /// It is not written as such a file is.
    #[error("not a proof of a log: line {line} does not read")]
    Malformed {
        /// Which line, from 1.
        line: usize,
    },
    /// The checkpoint in it.
    #[error(transparent)]
    Checkpoint(#[from] BadCheckpoint),
    /// The hashes in it.
    #[error(transparent)]
    NotProved(#[from] NotProved),
}

/// A record's place in a log, and the way from it to a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofFile {
    /// What goes with it: here the entry itself.
    pub extra: Option<Vec<u8>>,
    /// Its place, from 0.
    pub index: u64,
    /// The hashes from the leaf up.
    pub proof: Vec<Digest>,
    /// The checkpoint, signed.
    pub checkpoint: Note,
}

impl ProofFile {
    /// Reads a file, and believes nothing yet.
    pub fn parse(bytes: &[u8]) -> Result<Self, BadProofFile> {
        let bad = |line| BadProofFile::Malformed { line };
        let text = std::str::from_utf8(bytes).map_err(|_| bad(1))?;
        let (head, checkpoint) = text.split_once("\n\n").ok_or(bad(1))?;
        let mut lines = head.split('\n').zip(1..).peekable();
        if lines.next().is_none_or(|(first, _)| first != FIRST_LINE) {
            return Err(bad(1));
        }
        let extra =
            match lines.peek().and_then(|(line, no)| Some((line.strip_prefix("extra ")?, *no))) {
                None => None,
                Some((extra, no)) => {
                    lines.next();
                    Some(STANDARD.decode(extra).map_err(|_| bad(no))?)
                }
            };
        let (index, no) = lines.next().ok_or(bad(2))?;
        let digits = index.strip_prefix("index ").ok_or(bad(no))?;
        let index: u64 = digits.parse().map_err(|_| bad(no))?;
        if digits != index.to_string() {
            return Err(bad(no));
        }
        let mut proof = Vec::new();
        for (line, no) in lines {
            let hash = STANDARD.decode(line).map_err(|_| bad(no))?;
            let hash = hash.as_slice().try_into().map_err(|_| bad(no))?;
            if proof.len() == LONGEST_PROOF {
                return Err(bad(no));
            }
            proof.push(Digest::from_bytes(hash));
        }
        let checkpoint = Note::parse(checkpoint.as_bytes()).map_err(BadCheckpoint::from)?;
        Ok(Self { extra, index, proof, checkpoint })
    }

    /// That the record with this leaf is in the log that one of these keys has vouched for; the
    /// checkpoint by which it is.
    pub fn prove(&self, leaf: Digest, keys: &[VerifierKey]) -> Result<Opened, BadProofFile> {
        let opened = Checkpoint::open(self.checkpoint.to_string().as_bytes(), keys)?;
        let Checkpoint { size, root, .. } = opened.checkpoint;
        verify::inclusion(leaf, self.index, size, &self.proof, root)?;
        Ok(opened)
    }
}

impl fmt::Display for ProofFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST_LINE}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.proof {
            writeln!(f, "{}", STANDARD.encode(hash.as_bytes()))?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}
