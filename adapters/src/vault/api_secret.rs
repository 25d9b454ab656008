//! API keys as a client holds them.

use habeas_domain::ParseError;
use habeas_domain::digest::Digest;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::service::Service;
use super::{Clear, Vault};

const PREFIX: &str = "hbs_";
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Digits of base 62 that 32 bytes need at most.
const DIGITS: usize = 43;

/// An API key: `hbs_`, the public id, `_`, and a secret half of 43 letters and digits. The prefix
/// lets scanners find one that was published by mistake. `Debug` shows the public half.
pub struct ApiSecret {
    key: String,
    secret: Zeroizing<String>,
}

impl ApiSecret {
    /// Reads what a client sent. Says nothing of whether such a key was ever made.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let bad = ParseError { what: "API key", rule: "must be hbs_<id>_<43 letters and digits>" };
        let rest = text.strip_prefix(PREFIX).ok_or(bad)?;
        let (key, secret) = rest.rsplit_once('_').ok_or(bad)?;
        let is_id = (1..=64).contains(&key.len())
            && key.bytes().all(|b| {
                b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-' | b'.')
            });
        if !is_id || secret.len() != DIGITS || !secret.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(bad);
        }
        Ok(Self { key: key.to_owned(), secret: Zeroizing::new(secret.to_owned()) })
    }

    /// The public half: which key it claims to be.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What the client is shown, once.
    #[must_use]
    pub fn text(&self) -> Clear<String> {
        Clear::new(format!("{PREFIX}{}_{}", self.key, *self.secret))
    }

    /// SHA-256 of the secret half: all that is kept. The secret has 256 bits, so that a slow hash
    /// would add nothing.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.secret.as_bytes())
    }

    /// Whether it is the key of which this digest was kept. Takes the same time either way.
    #[must_use]
    pub fn matches(&self, kept: &Digest) -> bool {
        self.digest().as_bytes().ct_eq(kept.as_bytes()).into()
    }
}

impl std::fmt::Debug for ApiSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{PREFIX}{}_[secret]", self.key)
    }
}

impl Vault {
    /// The API key with this public id (lower-case letters, digits, `_`, `-`, `.`). Its secret half
    /// is derived, so that the command that issues it can be repeated when the answer was lost;
    /// a new secret is a new id.
    #[must_use]
    pub fn api_secret(&self, key: &str) -> ApiSecret {
        let mac = self.inner.services.mac(Service::ApiSecrets, &[b"api-secret", key.as_bytes()]);
        ApiSecret { key: key.to_owned(), secret: base62(&mac) }
    }
}

/// The bytes as one big number in base 62, always [`DIGITS`] long.
fn base62(bytes: &[u8; 32]) -> Zeroizing<String> {
    let mut number = Zeroizing::new(*bytes);
    let mut digits = Zeroizing::new([0; DIGITS]);
    for digit in digits.iter_mut().rev() {
        let mut rest = 0_u16;
        for byte in number.iter_mut() {
            let value = rest << 8 | u16::from(*byte);
            // The quotient fits its low byte, since `rest` was below 62.
            [_, *byte] = (value / 62).to_be_bytes();
            rest = value % 62;
        }
        *digit = ALPHABET[usize::from(rest)];
    }
    Zeroizing::new(digits.iter().map(|&digit| char::from(digit)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_digits_of_a_fixed_number() {
        let mut bytes = [0; 32];
        assert_eq!(*base62(&bytes), "0".repeat(43));
        bytes[31] = 61;
        assert!(base62(&bytes).ends_with("0z"));
        (bytes[30], bytes[31]) = (1, 0);
        assert!(base62(&bytes).ends_with("048"), "256 is 4 × 62 + 8");
        // 2^256 - 1, by any calculator.
        assert_eq!(*base62(&[255; 32]), "yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp1");
    }

    #[test]
    fn what_is_shown_is_read_back() {
        let made = ApiSecret { key: "api_0a".to_owned(), secret: base62(&[9; 32]) };
        let read = ApiSecret::parse(made.text().reveal()).unwrap();
        assert_eq!(read.key(), "api_0a");
        assert!(read.matches(&made.digest()));
        assert!(!read.matches(&Digest::of(b"another")));
        assert_eq!(format!("{read:?}"), "hbs_api_0a_[secret]");
    }

    #[test]
    fn anything_else_is_refused_without_repeating_it() {
        let secret = "a".repeat(43);
        for wrong in [
            String::new(),
            "hbs_".to_owned(),
            format!("hbs_{secret}"),
            format!("hbs__{secret}"),
            format!("HBS_k_{secret}"),
            format!("hbs_K_{secret}"),
            format!("hbs_k_{secret}a"),
            format!("hbs_k_{}é", &secret[2..]),
            format!("hbs_{}_{secret}", "k".repeat(65)),
        ] {
            let error = ApiSecret::parse(&wrong).unwrap_err();
            assert!(!format!("{error:?} {error}").contains(&secret), "{wrong}");
        }
    }
}
