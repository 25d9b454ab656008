//! Personal data as the domain sees it: not at all.

use crate::digest::Digest;
use crate::id::KeyId;

/// A personal value under a key of the vault. The domain can carry, store and compare it, and can
/// never read it: opening one is a recorded act of the desk.
///
/// `c` is opaque here (base64url of format version, nonce and ciphertext). The additional data
/// that binds a value to its place (stream type, stream id, slot, key) is the vault's business.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Sealed {
    /// The key that opens it.
    pub k: KeyId,
    /// The ciphertext.
    pub c: String,
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[sealed under {}]", self.k)
    }
}

/// A file under a key of the vault; its bytes lie in the blob store, named by their digest.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SealedFile {
    /// The key that opens it.
    pub k: KeyId,
    /// The digest of the ciphertext. Never of the clear bytes: those could be guessed.
    pub digest: Digest,
    /// The length of the clear file in bytes.
    pub bytes: u64,
}

crate::text::closed_list!(
    /// What a data key of a case protects; each purpose can be forgotten by itself.
    Purpose, "key purpose" {
        /// Names, contact points, the portal's ticket number, the claim ticket.
        Contact = "contact",
        /// What was written, by either side, and reasons kept.
        Content = "content",
        /// Evidence of identity or standing: destroyed soon after the decision.
        Proof = "proof",
        /// Identifiers that backup legs need until the oldest backup is gone.
        Tail = "tail",
    }
);
