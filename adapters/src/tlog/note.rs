//! A text with signatures (C2SP `signed-note`).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::key::{Id, LogKey, Origin, VerifierKey};

/// No note of ours comes near it, and nobody's need be read beyond it.
const LONGEST: usize = 1_000_000;

/// Of witnesses and of keys in rotation.
const MOST_SIGNATURES: usize = 100;

/// Why a note is not to be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It is not written as a note is.
    #[error("not a signed note: a text, an empty line, and lines `— <name> <base64>`")]
    Malformed,
    /// A key that is known signed something else.
    #[error("the signature of {name}+{id} is not of this text")]
    Forged {
        /// The key's name.
        name: String,
        /// Its eight digits.
        id: String,
    },
    /// Nobody known has signed it.
    #[error("none of its signatures is by a key that was named")]
    Unsigned,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Signature {
    name: Origin,
    id: [u8; 4],
    bytes: Vec<u8>,
}

/// A text, and who says that they signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

impl Note {
    /// Signs a text, which ends with a line break and has no other control characters.
    pub fn sign(text: String, keys: &[&LogKey]) -> Result<Self, NoteError> {
        if !is_text(&text) || keys.is_empty() {
            return Err(NoteError::Malformed);
        }
        let signatures = keys.iter().map(|key| Signature {
            name: key.verifier().name().clone(),
            id: key.verifier().id(),
            bytes: key.sign(&text),
        });
        Ok(Self { signatures: signatures.collect(), text })
    }

    /// Reads a note, and believes nothing yet.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        let whole = std::str::from_utf8(bytes).map_err(|_| NoteError::Malformed)?;
        // The text may have empty lines of its own: the last one is the one in front of the signatures.
        let (text, signatures) = whole.rsplit_once("\n\n").ok_or(NoteError::Malformed)?;
        let text = format!("{text}\n");
        let lines = signatures.strip_suffix('\n').ok_or(NoteError::Malformed)?;
        if whole.len() > LONGEST || !is_text(&text) || !is_text(signatures) {
            return Err(NoteError::Malformed);
        }
        let signatures: Vec<Signature> =
            lines.split('\n').map(signature).collect::<Option<_>>().ok_or(NoteError::Malformed)?;
        if signatures.len() > MOST_SIGNATURES {
            return Err(NoteError::Malformed);
        }
        Ok(Self { text, signatures })
    }

    /// What was signed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Which of these keys have signed it. Signatures by others are passed over; one known key that has not
    /// signed what stands under its name makes the whole note worthless.
    pub fn signed_by<'k>(
        &self,
        known: &'k [VerifierKey],
    ) -> Result<Vec<&'k VerifierKey>, NoteError> {
        let mut by: Vec<&VerifierKey> = Vec::new();
        for signature in &self.signatures {
            let is_of =
                |key: &&VerifierKey| *key.name() == signature.name && key.id() == signature.id;
            let Some(key) = known.iter().find(is_of) else { continue };
            if !key.verifies(&self.text, &signature.bytes) {
                let (name, id) = (signature.name.to_string(), Id(signature.id).to_string());
                return Err(NoteError::Forged { name, id });
            }
            if !by.contains(&key) {
                by.push(key);
            }
        }
        if by.is_empty() { Err(NoteError::Unsigned) } else { Ok(by) }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for Signature { name, id, bytes } in &self.signatures {
            let whole: Vec<u8> = id.iter().chain(bytes).copied().collect();
            writeln!(f, "— {name} {}", STANDARD.encode(whole))?;
        }
        Ok(())
    }
}

fn is_text(text: &str) -> bool {
    text.ends_with('\n') && !text.contains(|c: char| c < ' ' && c != '\n')
}

fn signature(line: &str) -> Option<Signature> {
    let (name, encoded) = line.strip_prefix("— ")?.split_once(' ')?;
    let whole = STANDARD.decode(encoded).ok()?;
    let (id, bytes) = whole.split_first_chunk()?;
    let name = Origin::parse(name).ok()?;
    (!bytes.is_empty()).then(|| Signature { name, id: *id, bytes: bytes.to_vec() })
}
