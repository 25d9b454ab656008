//! The one way in which bytes are sealed, and how keys are made for it.

use chacha20poly1305::aead::{AeadInOut as _, KeyInit as _};
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};
use habeas_domain::digest::Digest;
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::chance::Chance;

/// First byte of everything sealed. Another value would name another layout.
const FORMAT: u8 = 1;
const NONCE: usize = 24;
const TAG: usize = 16;
const HEADER: usize = 1 + NONCE;

/// How much longer a sealed value is than the clear one.
pub(super) const OVERHEAD: usize = HEADER + TAG;

/// The sealed bytes are not what was sealed at that place under that key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tampered;

/// Thirty-two random bytes that keys are derived from. On the heap, so that moving it leaves no
/// copy behind; wiped when dropped; never printed.
pub(super) struct Secret(Box<Zeroizing<[u8; 32]>>);

impl Secret {
    pub(super) fn draw(chance: &Chance) -> Self {
        let mut bytes = Box::new(Zeroizing::new([0; 32]));
        chance.fill(&mut bytes[..]);
        Self(bytes)
    }

    pub(super) fn from_slice(slice: &[u8]) -> Option<Self> {
        let mut bytes = Box::new(Zeroizing::new([0; 32]));
        if slice.len() != bytes.len() {
            return None;
        }
        bytes.copy_from_slice(slice);
        Some(Self(bytes))
    }

    pub(super) fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The cipher that this secret stands for.
    pub(super) fn cipher(&self) -> Cipher {
        Cipher(XChaCha20Poly1305::new((&*self.derive("encrypt")).into()))
    }

    /// A public value that only this secret has. The cipher alone does not commit to its key: one
    /// ciphertext could be made to open differently under two of them. With this on record, it can
    /// be told which of them was meant.
    pub(super) fn commitment(&self) -> Digest {
        Digest::from_bytes(*self.derive("commit"))
    }

    /// A key for one use, from which neither the secret nor a key for another use can be found.
    pub(super) fn derive(&self, usage: &str) -> Zeroizing<[u8; 32]> {
        let info = prefixed(&[b"habeas/key/v1", usage.as_bytes()]);
        let mut key = Zeroizing::new([0; 32]);
        #[expect(clippy::expect_used, reason = "fails above 255 blocks only; this is one")]
        Hkdf::<Sha256>::new(None, &self.0[..])
            .expand(&info, &mut key[..])
            .expect("one block is within the limit");
        key
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[key]")
    }
}

/// XChaCha20-Poly1305 under one key. The nonce is drawn anew each time; its 192 bits make a
/// repetition unthinkable without any counter shared between nodes.
pub(super) struct Cipher(XChaCha20Poly1305);

impl Cipher {
    /// Format byte, nonce, ciphertext and tag. `place` says where the value belongs: it opens
    /// nowhere else.
    pub(super) fn seal(&self, chance: &Chance, place: &[&[u8]], clear: &[u8]) -> Vec<u8> {
        let nonce = chance.bytes::<NONCE>();
        // Room for all of it at once: growing would leave a copy of the clear text behind.
        let mut out = Vec::with_capacity(clear.len() + OVERHEAD);
        out.push(FORMAT);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(clear);
        #[expect(clippy::expect_used, reason = "fails above 256 GiB only")]
        let tag = self
            .0
            .encrypt_inout_detached(
                &XNonce::from(nonce),
                &prefixed(place),
                (&mut out[HEADER..]).into(),
            )
            .expect("the value is shorter than the limit of the cipher");
        out.extend_from_slice(&tag);
        out
    }

    /// The clear bytes of what was sealed at that place.
    pub(super) fn open(
        &self,
        place: &[&[u8]],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Tampered> {
        let (header, rest) = sealed.split_at_checked(HEADER).ok_or(Tampered)?;
        let (body, tag) = rest.split_last_chunk::<TAG>().ok_or(Tampered)?;
        let (&format, nonce) = header.split_first().ok_or(Tampered)?;
        if format != FORMAT {
            return Err(Tampered);
        }
        let nonce = XNonce::try_from(nonce).map_err(|_| Tampered)?;
        let mut clear = Zeroizing::new(body.to_vec());
        self.0
            .decrypt_inout_detached(
                &nonce,
                &prefixed(place),
                clear.as_mut_slice().into(),
                &Tag::from(*tag),
            )
            .map_err(|_| Tampered)?;
        Ok(clear)
    }
}

/// Parts with the length of each before it (u64, big-endian): no two lists share an encoding.
pub(super) fn prefixed(parts: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
    for part in parts {
        out.extend_from_slice(&(part.len() as u64).to_be_bytes());
        out.extend_from_slice(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: &[&[u8]] = &[b"Request", b"req_1", b"contact.email"];

    #[test]
    fn what_was_sealed_opens_at_its_place_only() {
        let chance = Chance::seeded(1);
        let cipher = Secret::draw(&chance).cipher();
        let sealed = cipher.seal(&chance, PLACE, b"ada@example.net");
        assert_eq!(sealed.len(), 15 + OVERHEAD);
        assert_eq!(cipher.open(PLACE, &sealed).unwrap().as_slice(), b"ada@example.net");
        let shifted: &[&[u8]] = &[b"Requestr", b"eq_1", b"contact.email"];
        for elsewhere in [&PLACE[..2], shifted, &[]] {
            assert_eq!(cipher.open(elsewhere, &sealed), Err(Tampered));
        }
        assert_eq!(Secret::draw(&chance).cipher().open(PLACE, &sealed), Err(Tampered));
    }

    #[test]
    fn every_byte_counts() {
        let chance = Chance::seeded(2);
        let cipher = Secret::draw(&chance).cipher();
        let sealed = cipher.seal(&chance, PLACE, b"x");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(cipher.open(PLACE, &changed), Err(Tampered), "byte {at}");
            assert_eq!(cipher.open(PLACE, &sealed[..at]), Err(Tampered), "cut at {at}");
        }
    }

    #[test]
    fn the_same_value_never_looks_the_same() {
        let chance = Chance::seeded(3);
        let cipher = Secret::draw(&chance).cipher();
        assert_ne!(cipher.seal(&chance, PLACE, b"x"), cipher.seal(&chance, PLACE, b"x"));
    }

    #[test]
    fn a_commitment_is_of_one_key_and_is_not_that_key() {
        let secret = Secret::from_slice(&[7; 32]).unwrap();
        let other = Secret::from_slice(&[8; 32]).unwrap();
        assert_eq!(secret.commitment(), Secret::from_slice(&[7; 32]).unwrap().commitment());
        assert_ne!(secret.commitment(), other.commitment());
        assert_ne!(secret.commitment().as_bytes(), &*secret.derive("encrypt"));
        assert!(Secret::from_slice(&[7; 31]).is_none());
        assert_eq!(format!("{secret:?}"), "[key]");
    }

    /// Made by another implementation. Values in events are for ever, so this must always open.
    #[test]
    fn what_was_once_sealed_opens_for_ever() {
        use base64::Engine as _;
        let secret = Secret::from_slice(&(0..32).collect::<Vec<u8>>()).unwrap();
        let sealed = base64::engine::general_purpose::URL_SAFE_NO_PAD
            .decode("AWRlZmdoaWprbG1ub3BxcnN0dXZ3eHl6ezPjqdyCIXLWA4F9aYhK0D2O2z5q7HLwchz-tee0lIQ")
            .unwrap();
        let place: &[&[u8]] =
            &[b"habeas/sealed/v1", b"Request", b"req_1", b"contact.email", b"key_1"];
        let clear = secret.cipher().open(place, &sealed).unwrap();
        assert_eq!(clear.as_slice(), b"ada@example.net");
        assert_eq!(
            secret.commitment().to_string(),
            "b183071ad954a190afc99ffede0bee8c1d177c508f3ab6b7a8c91e96988c14d2"
        );
    }
}
