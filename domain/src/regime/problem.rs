//! What is wrong with a pack. A pack is operators' data, never personal, so a problem may show it.

use std::fmt;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackProblem {
    /// Where: `rules[3].period`, or `line 7` where the text is no TOML at all.
    pub place: String,
    /// What.
    pub what: String,
}

impl fmt::Display for PackProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// The problems found so far.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<PackProblem>);

impl Problems {
    pub(super) fn say(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.0.push(PackProblem { place: place.into(), what: what.into() });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was read, unless something is wrong with it.
    pub(super) fn none_or<T>(self, read: T) -> Result<T, Vec<PackProblem>> {
        if self.0.is_empty() { Ok(read) } else { Err(self.0) }
    }

    pub(super) fn into_inner(self) -> Vec<PackProblem> {
        self.0
    }
}
