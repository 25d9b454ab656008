//! All calendars as they stand together.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::CalendarId;
use super::build::{self, Derived};
use super::days::{Calendar, CalendarError};
use super::overrides::{Overrides, RefusedOverrides};
use super::shipped::{self, Source};
use crate::digest::Digest;

/// One edition of the calendars: the shipped ones with what settings lay over them. A calendar is
/// expanded when it is first asked for, and kept.
#[derive(Debug)]
pub struct Calendars {
    overrides: Overrides,
    expanded: Mutex<BTreeMap<CalendarId, Arc<Calendar>>>,
}

impl Calendars {
    /// The calendars as they are shipped.
    #[must_use]
    pub fn shipped() -> Self {
        Self::edition(Overrides::default())
    }

    /// The shipped calendars with these days laid over them, or everything that is wrong with
    /// these days.
    pub fn with_overrides(overrides: Overrides) -> Result<Self, RefusedOverrides> {
        overrides.check()?;
        Ok(Self::edition(overrides))
    }

    fn edition(overrides: Overrides) -> Self {
        Self { overrides, expanded: Mutex::default() }
    }

    /// The calendar of this name.
    pub fn get(&self, id: &CalendarId) -> Result<Arc<Calendar>, CalendarError> {
        let mut expanded = self.expanded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(calendar) = expanded.get(id) {
            return Ok(Arc::clone(calendar));
        }
        let calendar =
            build::build(id, &self.overrides).ok_or_else(|| CalendarError::Unknown(id.clone()))?;
        expanded.insert(id.clone(), Arc::clone(&calendar));
        Ok(calendar)
    }

    /// The digest of the whole edition: the shipped file and what settings say.
    #[must_use]
    pub fn digest(&self) -> Digest {
        // Ordered maps and sets of texts and dates always serialise, and always alike.
        let laid_over = serde_json::to_vec(&self.overrides).unwrap_or_default();
        Digest::of_parts(&[b"calendars 1", shipped::digest().as_bytes(), &laid_over])
    }

    /// What settings say.
    #[must_use]
    pub const fn overrides(&self) -> &Overrides {
        &self.overrides
    }

    /// The text of the shipped file, for keeping it by its digest.
    #[must_use]
    pub fn shipped_text() -> &'static str {
        shipped::TEXT
    }

    /// Where the shipped calendars come from.
    #[must_use]
    pub fn source() -> &'static Source {
        shipped::source()
    }

    /// The names of all calendars, the derived ones last.
    pub fn ids() -> impl Iterator<Item = CalendarId> {
        shipped::names().chain(Derived::names()).filter_map(|name| CalendarId::parse(name).ok())
    }
}
