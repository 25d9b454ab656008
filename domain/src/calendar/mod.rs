//! Working-day calendars (placeholder filled in next).
crate::text::text_type!(
    /// The name of a calendar: `CN`, `US-CA`, `GB+any-part`.
    CalendarId, "calendar", "must be a country, a country and region, or a derived calendar",
    |text| !text.is_empty() && text.len() <= 24
);
/// Whether this country has a calendar.
#[must_use]
pub fn is_country(code: &str) -> bool {
    code.len() == 2
}
