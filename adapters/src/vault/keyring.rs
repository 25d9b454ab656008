//! Key-encryption keys: what wraps every key in the vault's database, and never lies there.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::KeyringError;
use super::cipher::{Cipher, Secret};
use crate::chance::Chance;
use habeas_domain::digest::Digest;

/// The key-encryption keys that the operator gave: one that wraps what is made from now on, and
/// older ones that still unwrap.
///
/// Written as text, one key a line (or between commas, for an environment variable), empty lines
/// and lines that begin with `#` left out:
///
/// ```text
/// # the first one is current
/// 2027-02 q2l7FyhBrkGDM7A5D7Aow9mFmq1M8pV3vqGx7Q0VWdE
/// 2026-11 3s0fB0kKs0mJ2m3u0dWv5l9m1f6k0b8k3v1cL2n5rZQ
/// ```
///
/// A name (lower-case letters, digits, `_`, `-`, `.`), a space, and 32 random bytes in base64url
/// without padding. To rotate: add the new key as second line on every node, move it to the first
/// line on every node, [re-wrap](super::Vault::rewrap), and take the old line out once nothing is
/// left under it.
pub struct Keyring {
    current: String,
    known: BTreeMap<String, Kek>,
}

/// One key-encryption key.
pub(super) struct Kek {
    cipher: Cipher,
    commitment: Digest,
}

impl Keyring {
    /// Reads the text form.
    pub fn parse(text: &str) -> Result<Self, KeyringError> {
        let mut current = None;
        let mut known = BTreeMap::new();
        let lines = text.split(['\n', ',']).map(str::trim);
        for (number, line) in (1..).zip(lines) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let malformed = || KeyringError::Malformed { line: number };
            let (name, encoded) = line.split_once(char::is_whitespace).ok_or_else(malformed)?;
            if !is_name(name) {
                return Err(malformed());
            }
            let bytes = Zeroizing::new(
                URL_SAFE_NO_PAD.decode(encoded.trim_start()).map_err(|_| malformed())?,
            );
            let secret = Secret::from_slice(&bytes).ok_or_else(malformed)?;
            let kek = Kek { cipher: secret.cipher(), commitment: secret.commitment() };
            if known.values().any(|other: &Kek| other.commitment == kek.commitment)
                || known.insert(name.to_owned(), kek).is_some()
            {
                return Err(KeyringError::Twice { line: number });
            }
            current.get_or_insert_with(|| name.to_owned());
        }
        match current {
            Some(current) => Ok(Self { current, known }),
            None => Err(KeyringError::Empty),
        }
    }

    /// The text form of a new ring with one key, whose name has not been used before.
    pub(super) fn draw(chance: &Chance) -> Zeroizing<String> {
        let secret = Secret::draw(chance);
        let name = u32::from_be_bytes(chance.bytes());
        let encoded = Zeroizing::new(URL_SAFE_NO_PAD.encode(secret.expose()));
        Zeroizing::new(format!("kek-{name:08x} {}\n", *encoded))
    }

    /// The name of the key that wraps from now on.
    #[must_use]
    pub fn current(&self) -> &str {
        &self.current
    }

    /// Names and commitments of all keys.
    pub(super) fn commitments(&self) -> impl Iterator<Item = (&str, &Digest)> {
        self.known.iter().map(|(name, kek)| (name.as_str(), &kek.commitment))
    }

    /// Seals a key at its place, under the current key. Gives that key's name too.
    pub(super) fn wrap(
        &self,
        chance: &Chance,
        place: &[&[u8]],
        secret: &Secret,
    ) -> Result<(String, Vec<u8>), KeyringError> {
        let kek = self.kek(&self.current)?;
        let wrapped = kek.cipher.seal(chance, &bound(place, &self.current), secret.expose());
        Ok((self.current.clone(), wrapped))
    }

    /// The key that was sealed at that place under the named key.
    pub(super) fn unwrap(
        &self,
        name: &str,
        place: &[&[u8]],
        wrapped: &[u8],
    ) -> Result<Secret, KeyringError> {
        let kek = self.kek(name)?;
        kek.cipher
            .open(&bound(place, name), wrapped)
            .ok()
            .and_then(|clear| Secret::from_slice(&clear))
            .ok_or_else(|| KeyringError::NotUnwrapped { name: name.to_owned() })
    }

    fn kek(&self, name: &str) -> Result<&Kek, KeyringError> {
        self.known.get(name).ok_or_else(|| KeyringError::Missing { name: name.to_owned() })
    }
}

fn bound<'a>(place: &[&'a [u8]], name: &'a str) -> Vec<&'a [u8]> {
    let mut parts: Vec<&[u8]> = vec![b"habeas/wrapped/v1", name.as_bytes()];
    parts.extend(place);
    parts
}

fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|b| {
            b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-' | b'.')
        })
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.known.keys().map(String::as_str).collect();
        write!(f, "Keyring {{ current: {}, known: {names:?} }}", self.current)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    const OLD: &str = "HxwdHhsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA";

    #[test]
    fn the_first_line_is_current_and_the_others_still_unwrap() {
        let chance = Chance::seeded(1);
        let old = Keyring::parse(&format!("2026-11 {OLD}")).unwrap();
        let both =
            Keyring::parse(&format!("# rotated\n2027-02  {NEW}\r\n\n 2026-11 {OLD}\n")).unwrap();
        assert_eq!(both.current(), "2027-02");
        let secret = Secret::draw(&chance);
        let (name, wrapped) = old.wrap(&chance, &[b"key_1"], &secret).unwrap();
        let unwrapped = both.unwrap(&name, &[b"key_1"], &wrapped).unwrap();
        assert_eq!(unwrapped.expose(), secret.expose());
        assert!(matches!(
            both.unwrap("2027-02", &[b"key_1"], &wrapped),
            Err(KeyringError::NotUnwrapped { .. })
        ));
        assert!(matches!(
            both.unwrap(&name, &[b"key_2"], &wrapped),
            Err(KeyringError::NotUnwrapped { .. })
        ));
        let (name, wrapped) = both.wrap(&chance, &[b"key_1"], &secret).unwrap();
        assert!(matches!(
            old.unwrap(&name, &[b"key_1"], &wrapped),
            Err(KeyringError::Missing { .. })
        ));
    }

    #[test]
    fn one_line_fits_an_environment_variable() {
        let ring = Keyring::parse(&format!("b {NEW}, a {OLD}")).unwrap();
        assert_eq!(format!("{ring:?}"), r#"Keyring { current: b, known: ["a", "b"] }"#);
    }

    #[test]
    fn a_bad_ring_is_refused_without_showing_it() {
        for (text, is_right) in [
            ("", "no key-encryption key was given"),
            ("# nothing\n", "no key-encryption key was given"),
            ("a", "line 1 of the key-encryption keys"),
            (&format!("a {NEW}\nA {OLD}"), "line 2 of the key-encryption keys"),
            (&format!("a {}", &NEW[1..]), "line 1 of the key-encryption keys"),
            (&format!("a {NEW}=") as &str, "line 1 of the key-encryption keys"),
            (&format!("a {NEW}\na {OLD}"), "line 2 repeats"),
            (&format!("a {NEW}\nb {NEW}"), "line 2 repeats"),
        ] {
            let error = Keyring::parse(text).unwrap_err().to_string();
            assert!(error.starts_with(is_right), "{error}");
            assert!(!error.contains(&NEW[5..]));
        }
    }

    #[test]
    fn a_drawn_ring_reads_back() {
        let text = Keyring::draw(&Chance::seeded(1));
        assert!(Keyring::parse(&text).unwrap().current().starts_with("kek-"));
    }
}
