//! What settings say about the controller.

use chrono_tz::Tz;

use crate::calendar::CalendarId;
use crate::place::Country;

/// The controller whose desk this is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct House {
    /// Its country.
    pub country: Country,
    /// The zone in which its days end.
    pub zone: Tz,
    /// The calendar that it works by.
    pub calendar: CalendarId,
    /// The countries in which it is established as a law means it. Some laws then hold for
    /// everyone whom it serves; its own country is listed too where that is so.
    pub establishments: Vec<Country>,
}
