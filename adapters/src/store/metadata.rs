//! What stands beside every event, in the same words for ever.

use std::collections::HashMap;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use habeas_domain::actor::{Actor, Role};
use habeas_domain::id::PrincipalId;

use super::StoreError;

/// The metadata of the events of one command. Stored as a flat JSON object of strings, whose keys
/// are fixed from the first event on: `v`, `command`, `request`, `actor`, `cause`, `at`, `salt`,
/// `trace`, `program`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// The command: a keyed hash of client and idempotency key, or the worker's own id. A stream
    /// that already holds it answers the repeat.
    pub command: String,
    /// A keyed hash of what was asked, so that a used key with another body is told apart.
    pub request: Option<String>,
    /// Who.
    pub actor: Actor,
    /// What it follows from: an earlier event, a letter, a timer.
    pub cause: Option<String>,
    /// Business time, by the desk's clock, in whole microseconds.
    pub at: DateTime<Utc>,
    /// Chance, so that the digest in the ledger says nothing about a guessed event.
    pub salt: [u8; 16],
    /// The trace of the request, for the operator.
    pub trace: Option<String>,
    /// Version of the binary and digest of its rules.
    pub program: String,
}

impl Metadata {
    /// The key under which the command is found.
    pub const COMMAND: &'static str = "command";
    /// The key under which the hash of what was asked is found.
    pub const REQUEST: &'static str = "request";

    /// The map that goes with each event.
    #[must_use]
    pub fn to_map(&self) -> HashMap<String, String> {
        let salt = self.salt.iter().fold(String::with_capacity(32), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        let optional = [
            (Self::REQUEST, self.request.as_ref()),
            ("cause", self.cause.as_ref()),
            ("trace", self.trace.as_ref()),
        ];
        let mut map: HashMap<String, String> = optional
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), value?.clone())))
            .collect();
        map.extend(
            [
                ("v", "1".to_owned()),
                (Self::COMMAND, self.command.clone()),
                ("actor", format!("{}:{}", self.actor.role, self.actor.id)),
                ("at", instant(self.at)),
                ("salt", salt),
                ("program", self.program.clone()),
            ]
            .map(|(key, value)| (key.to_owned(), value)),
        );
        map
    }

    /// Reads the metadata of a stored event; `row` names it in the error.
    pub fn from_map(map: &HashMap<String, String>, row: &str) -> Result<Self, StoreError> {
        Self::parse(map).ok_or_else(|| StoreError::inconsistent("events", "metadata", row))
    }

    fn parse(map: &HashMap<String, String>) -> Option<Self> {
        let (role, id) = map.get("actor")?.split_once(':')?;
        if map.get("v")? != "1" {
            return None;
        }
        Some(Self {
            command: map.get(Self::COMMAND)?.clone(),
            request: map.get(Self::REQUEST).cloned(),
            actor: Actor { role: Role::parse(role).ok()?, id: PrincipalId::parse(id).ok()? },
            cause: map.get("cause").cloned(),
            at: DateTime::parse_from_rfc3339(map.get("at")?).ok()?.to_utc(),
            salt: salt(map.get("salt")?)?,
            trace: map.get("trace").cloned(),
            program: map.get("program")?.clone(),
        })
    }
}

/// An instant as it is written wherever bytes matter: UTC, six digits of a second, `Z`.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

fn salt(text: &str) -> Option<[u8; 16]> {
    if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    Some(u128::from_str_radix(text, 16).ok()?.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Metadata {
        Metadata {
            command: "c-1".into(),
            request: None,
            actor: Actor { role: Role::Clerk, id: PrincipalId::parse("anna").unwrap() },
            cause: Some("letter".into()),
            at: DateTime::from_timestamp_micros(1_700_000_000_000_001).unwrap(),
            salt: *b"\x00\x01salt of sixteen"[..16].first_chunk().unwrap(),
            trace: None,
            program: "0.1.0".into(),
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let map = sample().to_map();
        assert_eq!(map["at"], "2023-11-14T22:13:20.000001Z");
        assert_eq!(map["actor"], "clerk:anna");
        assert_eq!(Metadata::from_map(&map, "x").unwrap(), sample());
    }

    #[test]
    fn damage_names_the_row_and_not_the_value() {
        for (key, value) in [("salt", "+0"), ("at", "yesterday"), ("actor", "anna"), ("v", "2")] {
            let mut map = sample().to_map();
            map.insert(key.into(), value.into());
            let error = Metadata::from_map(&map, "Request/req_1#1").unwrap_err().to_string();
            assert!(error.contains("events.metadata at Request/req_1#1"), "{error}");
        }
    }
}
