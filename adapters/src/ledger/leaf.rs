//! What one entry of the ledger commits to.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use habeas_domain::digest::Digest;
use sha2::{Digest as _, Sha256};

use crate::store::StoreError;
use crate::store::instant;

/// Bundles of entries give the length of each in two bytes.
const LONGEST: usize = 65_535;

/// Whole numbers above this are not the same in every JSON reader.
const EXACT: i64 = 1 << 53;

/// Names one stored event and the digest of its text. Holds no personal data and no payload, so
/// that forgetting never touches it.
#[derive(Debug, Clone)]
pub struct Entry<'e> {
    /// The kind of stream.
    pub aggregate_type: &'e str,
    /// The stream.
    pub aggregate_id: &'e str,
    /// The place in the stream.
    pub sequence: i64,
    /// The name of the event.
    pub event_type: &'e str,
    /// The version of its payload.
    pub event_version: &'e str,
    /// [`body_digest`] of payload and metadata.
    pub digest: [u8; 32],
    /// When the database wrote it, by the database's clock.
    pub recorded_at: DateTime<Utc>,
}

impl Entry<'_> {
    /// The entry as RFC 8785 JSON: keys in order, only strings and small whole numbers, so that
    /// plain serialisation is already canonical.
    pub fn to_canonical(&self) -> Result<String, StoreError> {
        #[derive(serde::Serialize)]
        struct Canonical<'c> {
            d: String,
            et: &'c str,
            ev: &'c str,
            id: &'c str,
            s: i64,
            t: &'c str,
            ts: String,
            v: i64,
        }
        let row = || format!("{}/{}#{}", self.aggregate_type, self.aggregate_id, self.sequence);
        if !(0..EXACT).contains(&self.sequence) {
            return Err(StoreError::inconsistent("events", "sequence", row()));
        }
        let text = serde_json::to_string(&Canonical {
            d: URL_SAFE_NO_PAD.encode(self.digest),
            et: self.event_type,
            ev: self.event_version,
            id: self.aggregate_id,
            s: self.sequence,
            t: self.aggregate_type,
            ts: instant(self.recorded_at),
            v: 1,
        })
        .map_err(|error| StoreError::Other(error.into()))?;
        if text.len() > LONGEST {
            return Err(StoreError::TooLong { row: row() });
        }
        Ok(text)
    }
}

/// The digest of an event's body: its payload and metadata exactly as the database holds them.
/// The metadata carries a salt, so the digest cannot be searched by guessing.
#[must_use]
pub fn body_digest(payload: &str, metadata: &str) -> [u8; 32] {
    let mut hasher = Sha256::new_with_prefix(b"habeas/body/v1\0");
    for part in [payload, metadata] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// The leaf of the Merkle tree for an entry (RFC 6962, 2.1).
#[must_use]
pub fn leaf_hash(entry: &str) -> [u8; 32] {
    *Digest::of_leaf(&[entry.as_bytes()]).as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOLDEN_ENTRY: &str = concat!(
        r#"{"d":"94TnsAcauAny61OzRmrEQ_hMq7rX_Bc6taOxCABm6yA","et":"RequestReceived","ev":"1","#,
        r#""id":"req_00112233445566778899aabbccddeeff","s":1,"t":"Request","ts":"2026-01-15T10:22:31.123456Z","v":1}"#
    );
    const GOLDEN_LEAF: &str = "26c6a7b89b08250034589ebc99b9687dd678325e606adfccf562cbba9447c721";

    fn entry() -> Entry<'static> {
        Entry {
            aggregate_type: "Request",
            aggregate_id: "req_00112233445566778899aabbccddeeff",
            sequence: 1,
            event_type: "RequestReceived",
            event_version: "1",
            digest: body_digest(r#"{"a":1}"#, r#"{"salt":"00"}"#),
            recorded_at: DateTime::from_timestamp_micros(1_768_472_551_123_456).unwrap(),
        }
    }

    // Expected values computed independently, with Python's hashlib and the rfc8785 rules.
    #[test]
    fn an_entry_has_one_exact_text_and_leaf() {
        let text = entry().to_canonical().unwrap();
        assert_eq!(text, GOLDEN_ENTRY);
        assert_eq!(Digest::from_bytes(leaf_hash(&text)).to_string(), GOLDEN_LEAF);
    }

    #[test]
    fn nothing_can_be_shifted_between_payload_and_metadata() {
        assert_ne!(body_digest("ab", "c"), body_digest("a", "bc"));
    }

    #[test]
    fn escapes_are_those_of_rfc_8785() {
        let odd = Entry { aggregate_id: "\u{1f}\u{8}\"\\/é\u{7f}", ..entry() };
        let text = odd.to_canonical().unwrap();
        assert!(text.contains(r#""id":"\u001f\b\"\\/é"#), "{text}");
        assert!(text.contains("\u{7f}\",\"s\""), "{text}");
    }

    #[test]
    fn what_a_bundle_cannot_hold_is_refused() {
        let id = "x".repeat(70_000);
        assert!(matches!(
            Entry { aggregate_id: &id, ..entry() }.to_canonical(),
            Err(StoreError::TooLong { .. })
        ));
        assert!(Entry { sequence: EXACT, ..entry() }.to_canonical().is_err());
    }
}
