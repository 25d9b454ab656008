//! Parameters of an address, each known and given at most once.

use std::collections::BTreeMap;

use habeas_domain::ParseError;

use super::field::{Problems, Text};
use super::posted::shown_name;
use super::problem::FieldProblem;

/// The parameters as they came. What is left at the end is not known.
#[derive(Debug)]
pub(super) struct Params(BTreeMap<String, Vec<String>>);

impl Params {
    /// Reads what stands behind the question mark.
    pub(super) fn read(query: Option<&str>) -> Self {
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            found.entry(name.into_owned()).or_default().push(value.into_owned());
        }
        Self(found)
    }

    /// Takes a parameter out. One that is given twice is a problem: which of the two is meant?
    pub(super) fn take(&mut self, name: &str, out: &mut Problems) -> Option<Text> {
        let mut values = self.0.remove(name)?;
        if values.len() > 1 {
            out.push(FieldProblem::of_parameter(name, "must be given at most once"));
            return None;
        }
        values.pop().map(Text::from)
    }

    /// Takes a number out.
    pub(super) fn number(&mut self, name: &str, out: &mut Problems) -> Option<i64> {
        let text = self.take(name, out)?;
        text.parse(&format!("/{name}"), out, |text| {
            text.parse().map_err(|_| ParseError { what: "number", rule: "must be a whole number" })
        })
    }

    /// Takes a yes or no out.
    pub(super) fn flag(&mut self, name: &str, out: &mut Problems) -> Option<bool> {
        let text = self.take(name, out)?;
        text.parse(&format!("/{name}"), out, |text| {
            text.parse().map_err(|_| ParseError { what: "flag", rule: "must be true or false" })
        })
    }

    /// Whatever was not taken is not known here.
    pub(super) fn finish(self, out: &mut Problems) {
        for name in self.0.keys() {
            out.push(FieldProblem::of_parameter(shown_name(name), "is not known here"));
        }
    }
}
