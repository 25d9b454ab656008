//! Calendars: which days are worked, and why the others are not.
//!
//! Calendars are data. About 900 of them (countries and their regions, 2015–2035) are shipped in
//! `domain/data/`, with source, licence and the script that writes them beside them. Settings lay
//! further days over them; both together are one edition, named by its digest.
//!
//! - [`day`]: what a day can be.
//! - [`days`]: one calendar, expanded.
//! - [`edition`]: all calendars as they stand together, and where they come from.
//! - [`overrides`]: what settings add and remove.
//!
//! A statutory working day is more than "not a public holiday", so three calendars are derived:
//!
//! | calendar | rests also | source |
//! |---|---|---|
//! | `GB+any-part` | on a holiday in any part of the United Kingdom | Freedom of Information Act 2000 s.10(6) |
//! | `NZ+privacy-act` | 25 December to 15 January | Privacy Act 2020 s.7 (NZ) |
//! | `JP+year-end` | 29 December to 3 January | Act on Holidays of Administrative Organs art. 1 (JP) |

mod build;
pub mod day;
pub mod days;
pub mod edition;
pub mod overrides;
mod shipped;
#[cfg(test)]
mod tests;

pub use day::DayKind;
pub use days::{Calendar, CalendarError};
pub use edition::Calendars;
pub use overrides::{Closure, OverrideProblem, Overrides, RefusedOverrides};
pub use shipped::Source;

crate::text::text_type!(
    /// The name of a calendar: a country (`CN`), a region of it (`US-CA`), or a derived one
    /// (`GB+any-part`). Only names of calendars that are shipped are accepted.
    CalendarId, "calendar",
    "must be a country, a country and region, or a derived calendar, as in CN, US-CA, GB+any-part",
    |text| build::Derived::named(text).is_some() || shipped::find(text).is_some()
);

/// Whether this ISO 3166-1 alpha-2 code is of a country that has a calendar.
#[must_use]
pub fn is_country(code: &str) -> bool {
    code.len() == 2 && shipped::find(code).is_some()
}
