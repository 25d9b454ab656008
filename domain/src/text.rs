//! The one way in which text from outside becomes a domain type, and how it is refused.

/// Why a text was not accepted. Names the kind of value and the rule, never the input: what was
/// typed may be personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{what} {rule}")]
pub struct ParseError {
    /// What was being parsed, in the words of this crate.
    pub what: &'static str,
    /// The rule that the text breaks, as the end of a sentence ("must be …").
    pub rule: &'static str,
}

/// Lower-case ASCII words joined by `_`, `-` or `.`: the shape of every name that an operator
/// gives to a thing (systems, packs, rules, staff, data categories).
pub(crate) fn is_slug(text: &str, max: usize) -> bool {
    !text.is_empty()
        && text.len() <= max
        && text.bytes().all(|b| {
            b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-' | b'.')
        })
}

/// A text newtype that can only be made by `parse`, serialised as the bare text.
macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $what:literal, $rule:literal, $valid:expr) => {
        $(#[$doc])*
        // Shared, not copied: a case holds hundreds of these, and is copied for each decision.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(std::sync::Arc<str>);

        impl $name {
            /// Accepts a text that keeps the rule of this type.
            pub fn parse(text: &str) -> Result<Self, $crate::ParseError> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) {
                    Ok(Self(text.into()))
                } else {
                    Err($crate::ParseError { what: $what, rule: $rule })
                }
            }

            /// The text as it was parsed.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::ParseError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&self.0)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                (*value.0).to_owned()
            }
        }
    };
}
pub(crate) use text_type;

/// A closed list with one stable snake-case code a variant, the same in JSON, SQL and on screen.
macro_rules! closed_list {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize,
            serde::Deserialize,
        )]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every value, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable code used in JSON, SQL and notices.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// Reads a code; the error names the list, not the text.
            pub fn parse(code: &str) -> Result<Self, $crate::ParseError> {
                match code {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::ParseError { what: $what, rule: "must be one of its closed list" }),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}
pub(crate) use closed_list;
