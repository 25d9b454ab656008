//! Identifiers. Each kind of stream and each thing inside a case has a type of its own.
//!
//! Stream ids are derived, never drawn: the desk hands in the command id (itself a keyed hash of
//! client and idempotency key), so a repeated creation meets the stream that the first one made.

use crate::digest::Digest;
use crate::text::{is_slug, text_type};

/// Defines a stream id: a prefix, `_`, and 32 hexadecimal digits.
macro_rules! stream_id {
    ($(#[$doc:meta])* $name:ident, $what:literal, $prefix:literal) => {
        text_type!(
            $(#[$doc])* $name, $what,
            "must be its prefix and 32 lower-case hexadecimal digits",
            |text| is_stream_id(text, $prefix)
        );

        impl $name {
            /// The id that belongs to this seed (a command id, or an id and a distinguishing word),
            /// the same every time.
            #[must_use]
            pub fn derive(seed: &[&str]) -> Self {
                let mut parts = vec![$prefix.as_bytes()];
                parts.extend(seed.iter().map(|part| part.as_bytes()));
                let digest = Digest::of_parts(&parts).to_string();
                Self(format!(concat!($prefix, "_{}"), &digest[..32]).into())
            }
        }
    };
}

fn is_stream_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).is_some_and(|hex| {
        hex.len() == 32 && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    })
}

stream_id!(
    /// One request case.
    RequestId, "request id", "req"
);
stream_id!(
    /// One complaint, enquiry, suggestion or report.
    ComplaintId, "complaint id", "cmp"
);
stream_id!(
    /// One personal-data breach.
    IncidentId, "incident id", "inc"
);
stream_id!(
    /// One thing told to many people.
    CampaignId, "campaign id", "cmg"
);
stream_id!(
    /// A list of people whom a campaign tells. Derived from the command that brought it.
    ListId, "list id", "lst"
);
stream_id!(
    /// What one principal opened on one day, or a part of it.
    AccessId, "access id", "acc"
);
stream_id!(
    /// The public half of an API key. Derived from the command that issues it, so that a repeated
    /// command issues no second key; the secret half is drawn elsewhere.
    ApiKeyId, "API key id", "api"
);
stream_id!(
    /// One message to one person.
    DispatchId, "dispatch id", "dsp"
);
stream_id!(
    /// A data key in the vault. The vault derives none: it is made with the case and a purpose.
    KeyId, "key id", "key"
);

text_type!(
    /// A registered system, as the operator named it (`crm`, `billing-eu`).
    SystemId, "system id", "must be 1 to 64 lower-case letters, digits, `_`, `-` or `.`",
    |text| is_slug(text, 64)
);
text_type!(
    /// A category of personal data that systems hold (`viewing_history`, `invoices`).
    DataCategory, "data category", "must be 1 to 64 lower-case letters, digits, `_`, `-` or `.`",
    |text| is_slug(text, 64)
);
text_type!(
    /// A pseudonymous name of a member of staff, a portal or a connected system.
    PrincipalId, "principal id", "must be 1 to 64 lower-case letters, digits, `_`, `-` or `.`",
    |text| is_slug(text, 64)
);
text_type!(
    /// A stable snake-case code of a refusal.
    RefusalCode, "refusal code", "must be 1 to 64 lower-case letters, digits, `_`, `-` or `.`",
    |text| is_slug(text, 64)
);
text_type!(
    /// The name of a template of notices (`acknowledgement`).
    TemplateName, "template name", "must be 1 to 64 lower-case letters, digits, `_`, `-` or `.`",
    |text| is_slug(text, 64)
);
text_type!(
    /// Where an edition of data comes from (`holidays`).
    SourceName, "source name", "must be 1 to 64 lower-case letters, digits, `_`, `-` or `.`",
    |text| is_slug(text, 64)
);
text_type!(
    /// A version as its maker writes it (`0.4.1`, `2026-11+build.7`).
    VersionName, "version", "must be 1 to 64 letters, digits, `.`, `_`, `-` or `+`",
    |text| (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+'))
);
text_type!(
    /// The identity of a message on the wire, `dsp_…@host`: the same on every attempt, so that a
    /// message sent again after a crash is recognisably the same one.
    MessageId, "message id", "must be a dispatch id, `@` and a host name",
    |text| text.split_once('@').is_some_and(|(id, host)| {
        is_stream_id(id, "dsp")
            && (1..=253).contains(&host.len())
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
    })
);
text_type!(
    /// A regime, by the name of its pack (`house`, `gdpr`, `uk`).
    RegimeId, "regime", "must be 1 to 32 lower-case letters, digits, `_`, `-` or `.`",
    |text| is_slug(text, 32)
);
text_type!(
    /// A rule or another row of a pack (`respond`, `carry_out.deletion`, `rights.access`).
    RuleId, "rule id", "must be 1 to 64 lower-case letters, digits, `_`, `-` or `.`",
    |text| is_slug(text, 64)
);

impl MessageId {
    /// The message id of a dispatch, at the host name of the house's own mail.
    pub fn of(dispatch: &DispatchId, host: &str) -> Result<Self, crate::ParseError> {
        Self::parse(&format!("{dispatch}@{host}"))
    }
}

impl PrincipalId {
    /// Whoever holds a shell on the machine itself. Nobody else may bear this name.
    #[must_use]
    pub fn command_line() -> Self {
        Self("command-line".into())
    }

    /// Whoever follows a link of ours: known by the letter alone.
    #[must_use]
    pub fn by_link() -> Self {
        Self("by-link".into())
    }

    /// A worker of the desk itself; `name` keeps the rule of principal ids.
    #[must_use]
    pub(crate) fn of_worker(name: &'static str) -> Self {
        debug_assert!(is_slug(name, 64), "{name}");
        Self(name.into())
    }

    /// The process itself as it starts, when it puts on record what it brings along.
    #[must_use]
    pub fn start() -> Self {
        Self("start".into())
    }
}

impl RegimeId {
    /// The published policy of the house, which always applies.
    #[must_use]
    pub fn house() -> Self {
        Self("house".into())
    }

    /// An authority that imposes a duty by a date of its own: no pack is behind it.
    #[must_use]
    pub fn by_authority() -> Self {
        Self("authority".into())
    }
}

impl RuleId {
    /// The name by which one pause ground of a rule is accepted: `respond.clarification`.
    #[must_use]
    pub fn with_ground(&self, ground: crate::ground::PauseGround) -> Self {
        Self(format!("{self}.{ground}").into())
    }
}

text_type!(
    /// A purpose consented to, by the name that the house pack gives it (`marketing_sms`).
    PurposeId, "consent purpose", "must be 1 to 64 lower-case letters, digits, `_`, `-` or `.`",
    |text| is_slug(text, 64)
);

/// Defines a small number that counts things of one sort inside one case, from 1.
macro_rules! ordinal {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize,
            serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub u16);

        impl $name {
            /// The number that follows the highest in use, or 1.
            #[must_use]
            pub fn after(last: Option<&Self>) -> Self {
                Self(last.map_or(1, |no| no.0.saturating_add(1)))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    };
}

pub(crate) use ordinal;

ordinal!(
    /// An item of a request, in the order in which the letter asks.
    ItemNo
);
ordinal!(
    /// A party of a case; the requester is 1.
    PartyNo
);
ordinal!(
    /// A contact point within a case.
    ContactNo
);
ordinal!(
    /// A verification step within a case.
    StepNo
);
ordinal!(
    /// A clarification, fee quote or hold within a case: each track counts its own.
    TrackNo
);
ordinal!(
    /// A version of the assessment of an incident, or of what a campaign tells.
    VersionNo
);
ordinal!(
    /// Up to a thousand lines of the lists of a campaign.
    BatchNo
);
ordinal!(
    /// A task within a case.
    TaskNo
);
ordinal!(
    /// An attempt to deliver one dispatch; the first is 1.
    AttemptNo
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_id() {
        let id = RequestId::derive(&["cmd-1"]);
        assert_eq!(id, RequestId::derive(&["cmd-1"]));
        assert_ne!(id, RequestId::derive(&["cmd-2"]));
        assert_eq!(RequestId::parse(id.as_str()), Ok(id));
    }

    #[test]
    fn kinds_of_ids_do_not_pass_for_each_other() {
        let id = DispatchId::derive(&["cmd-1"]);
        assert!(RequestId::parse(id.as_str()).is_err());
        assert!(RequestId::parse("req_é").is_err());
        assert!(RequestId::parse("req_ABCDEF00112233445566778899aabbcc").is_err());
    }

    #[test]
    fn a_message_id_is_one_line_of_a_header() {
        let id = DispatchId::derive(&["cmd-1"]);
        assert_eq!(
            MessageId::of(&id, "desk.example.net").unwrap().as_str(),
            format!("{id}@desk.example.net")
        );
        for host in ["", "example.net\r\nBcc: x", "ex ample", "a@b"] {
            assert!(MessageId::of(&id, host).is_err(), "{host:?}");
        }
    }
}
