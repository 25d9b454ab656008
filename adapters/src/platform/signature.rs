//! Signatures as Standard Webhooks 1.0.0 has them: `v1,` and the base64 of an HMAC-SHA256 over
//! `{id}.{seconds}.{body}`.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// What a key begins with when it is written.
const PREFIX: &str = "whsec_";

/// A key both sides know.
#[derive(Clone)]
pub struct SigningKey(Zeroizing<Vec<u8>>);

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey [hidden]")
    }
}

/// A key that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be `whsec_` and the base64 of 24 to 64 random bytes")]
pub struct UnfitKey;

impl SigningKey {
    /// Reads a key as it is written.
    pub fn parse(text: &str) -> Result<Self, UnfitKey> {
        let key = STANDARD.decode(text.strip_prefix(PREFIX).ok_or(UnfitKey)?);
        let key = Zeroizing::new(key.map_err(|_| UnfitKey)?);
        if (24..=64).contains(&key.len()) { Ok(Self(key)) } else { Err(UnfitKey) }
    }

    fn sign(&self, id: &str, seconds: i64, body: &str) -> String {
        let mac = Hmac::<Sha256>::new_from_slice(&self.0).map(|mac| {
            mac.chain_update(format!("{id}.{seconds}.")).chain_update(body).finalize().into_bytes()
        });
        // A key of any length makes one.
        mac.map(|mac| format!("v1,{}", STANDARD.encode(mac))).unwrap_or_default()
    }
}

/// What the header `webhook-signature` says: one signature a key, so that a key can be exchanged while both
/// are good.
pub(super) fn header(keys: &[SigningKey], id: &str, seconds: i64, body: &str) -> String {
    let each: Vec<String> = keys.iter().map(|key| key.sign(id, seconds, body)).collect();
    each.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with Python's `hmac` and `base64`, and taken by the library `standardwebhooks` of `PyPI`.
    #[test]
    fn others_make_the_same_signature() {
        let key = |text| SigningKey::parse(text).unwrap();
        let keys = [
            key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            key("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"),
        ];
        let body = r#"{"type":"message.push","text":"您好"}"#;
        let header = header(&keys, "dsp_1", 1_767_225_600, body);
        let theirs = [
            "v1,40HTRZA5yjSsr7McQLCsVNBfJW/83DKVAU3eCNAjOHo=",
            "v1,VNzN9hEbjgfxOmp7O86rAHYXlR4bHBIpGZ79u5UnUc4=",
        ];
        assert_eq!(header, theirs.join(" "));
    }

    #[test]
    fn a_key_is_long_enough_and_says_what_it_is() {
        for bad in ["", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_?"] {
            assert_eq!(SigningKey::parse(bad).unwrap_err(), UnfitKey, "{bad}");
        }
        let long = format!("whsec_{}", STANDARD.encode([7; 65]));
        assert!(SigningKey::parse(&long).is_err());
        assert_eq!(format!("{:?}", SigningKey(Zeroizing::new(vec![7]))), "SigningKey [hidden]");
    }
}
