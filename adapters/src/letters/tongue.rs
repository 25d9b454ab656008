//! The languages in which letters are written.

use habeas_domain::place::Language;

/// A language that has every template and every word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    /// English, into which everything falls back.
    En,
    /// Chinese.
    Zh,
}

impl Tongue {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// The one for readers of that language: its own, or English.
    #[must_use]
    pub fn for_readers_of(language: &Language) -> Self {
        match language.as_str().split('-').next() {
            Some("zh") => Self::Zh,
            _ => Self::En,
        }
    }

    /// Its BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// Its tag as the domain knows it.
    #[must_use]
    pub fn language(self) -> Language {
        match self {
            Self::En => Language::english(),
            Self::Zh => Language::chinese(),
        }
    }

    /// One of two texts.
    pub(crate) const fn pick(self, (en, zh): (&'static str, &'static str)) -> &'static str {
        match self {
            Self::En => en,
            Self::Zh => zh,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_of_another_language_gets_english() {
        let of = |tag: &str| Tongue::for_readers_of(&Language::parse(tag).unwrap()).language();
        for (tag, used) in [("zh", "zh"), ("zh-Hant-TW", "zh"), ("en-GB", "en"), ("pt-BR", "en")] {
            assert_eq!(of(tag).as_str(), used);
        }
    }
}
