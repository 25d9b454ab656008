//! Where people live, as far as the law cares.

use crate::text::text_type;

text_type!(
    /// An ISO 3166-1 alpha-2 country code in capitals.
    Country, "country", "must be a two-letter ISO 3166-1 code that has a calendar",
    |text| text.len() == 2
        && text.bytes().all(|b| b.is_ascii_uppercase())
        && crate::calendar::is_country(text)
);
text_type!(
    /// The part of an ISO 3166-2 code behind the hyphen (`CA`, `ENG`, `BE`).
    Region, "region", "must be 1 to 3 capitals or digits, as in ISO 3166-2",
    |text| (1..=3).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
);
text_type!(
    /// A language of notices: a BCP 47 primary tag, with a script or region if need be.
    Language, "language", "must be a BCP 47 tag such as en, zh or pt-BR",
    |text| {
        let mut parts = text.split('-');
        parts.next().is_some_and(|p| (2..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_lowercase()))
            && parts.all(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
            && text.len() <= 35
    }
);

impl Language {
    /// English, in which every notice can be written.
    #[must_use]
    pub fn english() -> Self {
        Self("en".into())
    }

    /// Chinese.
    #[must_use]
    pub fn chinese() -> Self {
        Self("zh".into())
    }
}

/// Where a subject lives. Coarse on purpose: it chooses regimes and calendars, nothing else.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Residence {
    /// The country.
    pub country: Country,
    /// The state, province or nation within it, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
}
