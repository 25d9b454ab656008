//! Values of a shape that several tables share.

use std::collections::{BTreeMap, BTreeSet};

use super::Section;
use crate::ParseError;
use crate::breach::{BreachTest, Capacity, Cause, DataClass, Operator, Risk, Severity};
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
        if self.has("breach") {
            return self.breach(out).map(About::Breach);
        }
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

    /// Tests of a breach, any of which makes the rule owed; an empty one always does.
    fn breach(&mut self, out: &mut Problems) -> Option<Vec<BreachTest>> {
        for other in ["kinds", "complaints"] {
            if self.has(other) {
                self.value(other, out);
                out.say(self.at(other), "must be left out where breaches are spoken of");
            }
        }
        let tables = self.tables("breach", out);
        if tables.is_empty() {
            out.say(self.at("breach"), "must have at least one test, which may be empty");
        }
        let count = tables.len();
        let tests: Vec<BreachTest> =
            tables.into_iter().filter_map(|inner| breach_test(inner, out)).collect();
        (count > 0 && tests.len() == count).then_some(tests)
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

fn breach_test(mut section: Section, out: &mut Problems) -> Option<BreachTest> {
    let capacities = if section.has("capacities") {
        section.set("capacities", Capacity::parse, out)
    } else {
        Some([Capacity::Controller, Capacity::Joint].into())
    };
    let operators = section.set_or_none("operators", Operator::parse, out);
    let risk = section.read_or("risk", None, |text| Risk::parse(text).map(Some), out);
    let people = if section.has("people") {
        section.number("people", out).map(|count| Some(u64::from(count)))
    } else {
        Some(None)
    };
    let data = section.set_or_none("data", DataClass::parse, out);
    let causes = section.set_or_none("causes", Cause::parse, out);
    let readable =
        if section.has("readable") { section.flag("readable", out) } else { Some(false) };
    let severity = section.read_or("severity", None, |text| Severity::parse(text).map(Some), out);
    section.finish(out);
    Some(BreachTest {
        capacities: capacities?,
        operators: operators?,
        risk: risk?,
        people: people?,
        data: data?,
        causes: causes?,
        readable: readable?,
        severity: severity?,
    })
}

/// A length of time that is longer than nothing.
pub(super) fn length(text: &str) -> Result<Period, ParseError> {
    let period = Period::parse(text)?;
    if period.count() == 0 {
        return Err(ParseError { what: "period", rule: "must be longer than nothing" });
    }
    Ok(period)
}
