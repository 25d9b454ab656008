//! Texts for letters, in several languages.

use std::collections::BTreeMap;

use crate::place::Language;

/// The language that every text has.
pub(super) const FALLBACK: &str = "en";

/// One text in every language that a pack gives it in; English always among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    english: String,
    others: BTreeMap<String, String>,
}

impl Words {
    /// The English text, and the others by language tag.
    #[must_use]
    pub const fn new(english: String, others: BTreeMap<String, String>) -> Self {
        Self { english, others }
    }

    /// The text in that language; else in the language without script and region; else in English.
    #[must_use]
    pub fn in_language(&self, language: &Language) -> &str {
        let tag = language.as_str();
        let primary = tag.split('-').next().unwrap_or(tag);
        self.others.get(tag).or_else(|| self.others.get(primary)).unwrap_or(&self.english)
    }
}
