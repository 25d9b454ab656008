//! The keys of a log: Ed25519, written as Go's `sumdb/note` and C2SP write them.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::chance::Chance;

/// An Ed25519 signature of a note.
const ED25519_NOTE: u8 = 1;

/// A key that does not read. Never shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// It is not written as such a key is.
    #[error(
        "not a key: `<name>+<8 hexadecimal digits>+<base64>`, a secret one after `PRIVATE+KEY+`"
    )]
    Format,
    /// Only Ed25519 is known here.
    #[error("a key of a kind that is not known here: Ed25519 (1) is")]
    Algorithm,
    /// Its digits are not those of the key.
    #[error("the eight digits are not those of this key: something was changed")]
    Id,
    /// The name of a log.
    #[error(
        "the name of a log has neither spaces nor `+`, and is not empty: `habeas.example/ledger`"
    )]
    Name,
}

/// The name of a log, by which everybody tells it from others: an address without its scheme.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin(String);

impl Origin {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        let odd = |c: char| c.is_whitespace() || c.is_control() || c == '+';
        if text.is_empty() || text.contains(odd) {
            return Err(BadKey::Name);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The public half: what an auditor is given once.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: Origin,
    id: [u8; 4],
    public: [u8; 32],
}

impl VerifierKey {
    fn new(name: Origin, public: [u8; 32]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(name.as_str());
        hasher.update(b"\n");
        hasher.update([ED25519_NOTE]);
        hasher.update(public);
        let digest = hasher.finalize();
        Self { name, id: [digest[0], digest[1], digest[2], digest[3]], public }
    }

    /// Reads `name+id+base64`.
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        let (name, id, public) = parts(text)?;
        let key = Self::new(name, public);
        if key.id == id { Ok(key) } else { Err(BadKey::Id) }
    }

    /// The log that it is of.
    #[must_use]
    pub const fn name(&self) -> &Origin {
        &self.name
    }

    /// Four bytes by which a signature names its key.
    #[must_use]
    pub const fn id(&self) -> [u8; 4] {
        self.id
    }

    /// Whether these bytes are its signature of the text.
    #[must_use]
    pub fn verifies(&self, text: &str, signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.public).verify(text.as_bytes(), signature).is_ok()
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}+{}", self.name, Id(self.id), encode(&self.public))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The secret half: whoever has it can vouch in the name of the log.
pub struct LogKey {
    pair: Ed25519KeyPair,
    seed: Zeroizing<[u8; 32]>,
    verifier: VerifierKey,
}

impl LogKey {
    /// A new one.
    #[must_use]
    pub fn draw(chance: &Chance, name: Origin) -> Option<Self> {
        Self::of(name, Zeroizing::new(chance.bytes::<32>())).ok()
    }

    fn of(name: Origin, seed: Zeroizing<[u8; 32]>) -> Result<Self, BadKey> {
        let pair = Ed25519KeyPair::from_seed_unchecked(&*seed).map_err(|_| BadKey::Format)?;
        let public = pair.public_key().as_ref().try_into().map_err(|_| BadKey::Format)?;
        Ok(Self { pair, seed, verifier: VerifierKey::new(name, public) })
    }

    /// Reads `PRIVATE+KEY+name+id+base64`.
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        let (name, id, seed) = parts(text.strip_prefix(PRIVATE).ok_or(BadKey::Format)?)?;
        let key = Self::of(name, Zeroizing::new(seed))?;
        if key.verifier.id == id { Ok(key) } else { Err(BadKey::Id) }
    }

    /// As [`parse`](Self::parse) reads it. For the one file it is kept in.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        let VerifierKey { name, id, .. } = &self.verifier;
        Zeroizing::new(format!("{PRIVATE}{name}+{}+{}", Id(*id), encode(&self.seed)))
    }

    /// The public half.
    #[must_use]
    pub const fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Its signature of a text.
    #[must_use]
    pub fn sign(&self, text: &str) -> Vec<u8> {
        self.pair.sign(text.as_bytes()).as_ref().to_vec()
    }
}

impl fmt::Debug for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LogKey of {}", self.verifier)
    }
}

const PRIVATE: &str = "PRIVATE+KEY+";

fn encode(key: &[u8; 32]) -> String {
    let mut bytes = Zeroizing::new([ED25519_NOTE; 33]);
    bytes[1..].copy_from_slice(key);
    STANDARD.encode(*bytes)
}

/// Name, id and key of `name+id+base64`.
fn parts(text: &str) -> Result<(Origin, [u8; 4], [u8; 32]), BadKey> {
    let (name, rest) = text.split_once('+').ok_or(BadKey::Format)?;
    let (id, key) = rest.split_once('+').ok_or(BadKey::Format)?;
    let name = Origin::parse(name)?;
    let digits = id.len() == 8 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let id = u32::from_str_radix(id, 16).ok().filter(|_| digits).ok_or(BadKey::Format)?;
    let key = Zeroizing::new(STANDARD.decode(key).map_err(|_| BadKey::Format)?);
    let (kind, key) = key.split_first().ok_or(BadKey::Format)?;
    if *kind != ED25519_NOTE {
        return Err(BadKey::Algorithm);
    }
    Ok((name, id.to_be_bytes(), key.try_into().map_err(|_| BadKey::Format)?))
}

/// Four bytes as hexadecimal digits.
pub(super) struct Id(pub(super) [u8; 4]);

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}
