//! Values of a shape that several tables share.

use std::collections::{BTreeMap, BTreeSet};

use super::Section;
use crate::ParseError;
use crate::clock::Period;
use crate::kind::{About, ComplaintKind, ItemKind};
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

    /// What a row is about: item kinds under `kinds`, or complaint kinds under `complaints`.
    pub(super) fn about(&mut self, out: &mut Problems) -> Option<About> {
        const COMPLAINTS: &str = "complaints";
        if !self.has(COMPLAINTS) {
            return self.kinds(out).map(About::Items);
        }
        if self.has("kinds") {
            self.value("kinds", out);
            out.say(self.at("kinds"), "must be left out where complaints are named");
        }
        if self.peek(COMPLAINTS) == Some("all") {
            self.value(COMPLAINTS, out);
            return Some(About::Complaints(ComplaintKind::ALL.iter().copied().collect()));
        }
        self.set(COMPLAINTS, ComplaintKind::parse, out).map(About::Complaints)
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
