//! On whose calendar, and in whose zone, a rule is counted.

use chrono_tz::Tz;

use super::area::Zones;
use super::house::House;
use super::pack::Pack;
use crate::calendar::CalendarId;
use crate::clock::{CalendarSource, Leg, Rule};
use crate::place::{Country, Residence};

/// The legs of a rule: without repeats, and never none.
pub(super) fn legs(
    pack: &Pack,
    rule: &Rule,
    residence: Option<&Residence>,
    receipt_zone: Option<Tz>,
    house: &House,
) -> Vec<Leg> {
    let around = Around { pack, residence, receipt_zone, house };
    let mut legs = Vec::new();
    for leg in rule.calendars.iter().flat_map(|source| around.of(*source)) {
        if !legs.contains(&leg) {
            legs.push(leg);
        }
    }
    if legs.is_empty() {
        legs.push(around.default());
    }
    legs
}

struct Around<'a> {
    pack: &'a Pack,
    residence: Option<&'a Residence>,
    receipt_zone: Option<Tz>,
    house: &'a House,
}

impl Around<'_> {
    fn of(&self, source: CalendarSource) -> Vec<Leg> {
        match source {
            CalendarSource::Controller => vec![self.controller()],
            CalendarSource::SubjectCountry => self.subject_country().into_iter().collect(),
            CalendarSource::SubjectRegion => vec![self.subject_region()],
            CalendarSource::Establishment => self.establishments(),
            CalendarSource::Fixed => vec![self.default()],
        }
    }

    fn controller(&self) -> Leg {
        Leg { calendar: self.house.calendar.clone(), zone: self.house.zone }
    }

    /// The pack's own calendar; where it has none, the controller's.
    fn default(&self) -> Leg {
        match &self.pack.calendar {
            Some(calendar) => Leg { calendar: calendar.clone(), zone: self.zone(None) },
            None => self.controller(),
        }
    }

    /// Where the subject lives, as far as the pack holds there.
    fn home(&self) -> Option<&Residence> {
        self.residence.filter(|residence| self.pack.area.covers(residence))
    }

    fn subject_country(&self) -> Option<Leg> {
        self.country(&self.home()?.country)
    }

    /// The region's calendar where there is one. A country whose parts have holidays of their own
    /// has few that all share, so without a region it is the pack's own calendar, not the
    /// country's.
    fn subject_region(&self) -> Leg {
        let regional = self.home().and_then(|home| {
            let name = format!("{}-{}", home.country, home.region.as_ref()?);
            let calendar = CalendarId::parse(&name).ok()?;
            Some(Leg { calendar, zone: self.zone(Some(&home.country)) })
        });
        regional.unwrap_or_else(|| self.default())
    }

    /// The controller's establishments in the area; without one, the subject's country.
    fn establishments(&self) -> Vec<Leg> {
        let there = self.house.establishments.iter().filter(|c| self.pack.area.has_country(c));
        let legs: Vec<Leg> = there.filter_map(|country| self.country(country)).collect();
        if legs.is_empty() { self.subject_country().into_iter().collect() } else { legs }
    }

    fn country(&self, country: &Country) -> Option<Leg> {
        let calendar = CalendarId::parse(country.as_str()).ok()?;
        Some(Leg { calendar, zone: self.zone(Some(country)) })
    }

    fn zone(&self, country: Option<&Country>) -> Tz {
        match &self.pack.zones {
            // Someone far away counts from the day it was where the letter arrived.
            Zones::Controller => self.receipt_zone.unwrap_or(self.house.zone),
            Zones::One(zone) => *zone,
            Zones::ByCountry { default, countries } => {
                country.and_then(|country| countries.get(country)).copied().unwrap_or(*default)
            }
        }
    }
}
