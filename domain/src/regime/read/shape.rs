//! Values of a shape that several tables share.

use std::collections::{BTreeMap, BTreeSet};

use super::Section;
use crate::ParseError;
use crate::clock::Period;
use crate::kind::ItemKind;
use crate::place::Language;
use crate::regime::problem::Problems;
use crate::regime::words::{FALLBACK, Words};

impl Section {
    /// Item kinds: a list of them, or `"all"`.
    pub(super) fn kinds(&mut self, out: &mut Problems) -> Option<BTreeSet<ItemKind>> {
        if self.peek("kinds") == Some("all") {
            self.value("kinds", out);
            return Some(ItemKind::ALL.iter().copied().collect());
        }
        self.set("kinds", ItemKind::parse, out)
    }

    /// A text for letters, by language.
    pub(super) fn words(&mut self, key: &str, out: &mut Problems) -> Option<Words> {
        let mut section = self.table(key, out)?;
        let english = section.text(FALLBACK, out);
        let mut others = BTreeMap::new();
        for tag in section.keys() {
            let place = section.at(&tag);
            match Language::parse(&tag) {
                Ok(_) => others.extend(section.text(&tag, out).map(|text| (tag, text))),
                Err(error) => {
                    section.value(&tag, out);
                    out.say(place, error.to_string());
                }
            }
        }
        Some(Words::new(english?, others))
    }
}

/// A length of time that is longer than nothing.
pub(super) fn length(text: &str) -> Result<Period, ParseError> {
    let period = Period::parse(text)?;
    if period.count() == 0 {
        return Err(ParseError { what: "period", rule: "must be longer than nothing" });
    }
    Ok(period)
}
