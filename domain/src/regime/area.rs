//! For whom a pack holds, and in which zone its days end.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use crate::place::{Country, Region, Residence};

/// A country, or a region of one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Territory {
    /// The country.
    pub country: Country,
    /// The region, where the law is one region's only.
    pub region: Option<Region>,
}

impl Territory {
    /// Reads `GB` or `US-CA`.
    pub fn parse(text: &str) -> Result<Self, crate::ParseError> {
        match text.split_once('-') {
            None => Ok(Self { country: Country::parse(text)?, region: None }),
            Some((country, region)) => {
                Ok(Self { country: Country::parse(country)?, region: Some(Region::parse(region)?) })
            }
        }
    }

    /// Whether someone who lives there lives in this territory. Someone whose region is not known
    /// does not live in a region.
    #[must_use]
    pub fn covers(&self, residence: &Residence) -> bool {
        self.country == residence.country
            && (self.region.is_none() || self.region == residence.region)
    }
}

/// For whom a pack holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Area {
    /// For everyone: the policy of the house.
    Everywhere,
    /// For those who live in one of these territories.
    In {
        /// The territories.
        territories: Vec<Territory>,
        /// Whether it also holds for everyone else, once the controller is established there.
        by_establishment: bool,
    },
}

impl Area {
    /// Whether it holds for someone who lives there.
    #[must_use]
    pub fn covers(&self, residence: &Residence) -> bool {
        match self {
            Self::Everywhere => true,
            Self::In { territories, .. } => territories.iter().any(|t| t.covers(residence)),
        }
    }

    /// Whether the whole of this country is in it.
    #[must_use]
    pub fn has_country(&self, country: &Country) -> bool {
        self.covers(&Residence { country: country.clone(), region: None })
    }

    /// Whether it holds in a part of this country, and not in the whole of it.
    #[must_use]
    pub fn is_part_of(&self, country: &Country) -> bool {
        match self {
            Self::Everywhere => false,
            Self::In { territories, .. } => {
                !self.has_country(country) && territories.iter().any(|t| t.country == *country)
            }
        }
    }

    /// Those of these establishments that bring the pack to everyone whom the controller serves.
    pub fn establishments<'a>(&'a self, of: &'a [Country]) -> impl Iterator<Item = &'a Country> {
        let counts = match self {
            Self::Everywhere => false,
            Self::In { by_establishment, .. } => *by_establishment,
        };
        of.iter().filter(move |country| counts && self.has_country(country))
    }
}

/// In which zone the days of a pack end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Zones {
    /// The controller's; on another calendar, where the letter was received.
    Controller,
    /// The same for the whole area.
    One(Tz),
    /// By country.
    ByCountry {
        /// Where no country is known.
        default: Tz,
        /// The zone of each country.
        countries: BTreeMap<Country, Tz>,
    },
}
