//! How many people and records, by where people live: as it is sent and as it is shown.

use habeas_domain::ParseError;
use habeas_domain::breach::{Affected, Count};
use habeas_domain::place::{Country, Region, Residence};

use crate::http::field::{Problems, Text};

/// How many people of one place.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAffected {
    /// ISO 3166-1 alpha-2; none for people of whom nobody knows where they live.
    country: Option<Text>,
    /// The part of ISO 3166-2 behind the hyphen.
    region: Option<Text>,
    /// How many people; none while nobody knows.
    people: Option<CountBody>,
    /// How many records about them.
    records: Option<CountBody>,
}

/// A number, or from the one to the other.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub(super) enum CountBody {
    /// So many.
    Exactly(u64),
    /// From the one to the other, both included.
    #[serde(rename_all = "snake_case")]
    Between {
        /// At least so many.
        from: u64,
        /// At most so many.
        to: u64,
    },
}

/// How many people of one place, as far as it is known.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct AffectedAnswer {
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    /// How many people; null while nobody knows.
    people: Option<CountBody>,
    /// How many records.
    records: Option<CountBody>,
}

impl CountBody {
    const fn read(of: Option<Self>) -> Count {
        match of {
            None => Count::Unknown,
            Some(Self::Exactly(count)) => Count::Exactly(count),
            Some(Self::Between { from, to }) => Count::Between(from, to),
        }
    }

    const fn of(count: Count) -> Option<Self> {
        match count {
            Count::Unknown => None,
            Count::Exactly(count) => Some(Self::Exactly(count)),
            Count::Between(from, to) => Some(Self::Between { from, to }),
        }
    }
}

impl NewAffected {
    /// Reads a list of them; problems are named under the pointer.
    pub(super) fn read_all(list: &[Self], pointer: &str, out: &mut Problems) -> Vec<Affected> {
        let each = list.iter().enumerate();
        each.filter_map(|(at, one)| one.read(&format!("{pointer}/{at}"), out)).collect()
    }

    fn read(&self, at: &str, out: &mut Problems) -> Option<Affected> {
        let (people, records) = (CountBody::read(self.people), CountBody::read(self.records));
        let place = match (&self.country, &self.region) {
            (None, None) => None,
            (None, Some(_)) => {
                let rule = "must be given where a region is";
                out.add(&format!("{at}/country"), ParseError { what: "country", rule });
                return None;
            }
            (Some(country), region) => {
                let country = country.parse(&format!("{at}/country"), out, Country::parse);
                let pointer = format!("{at}/region");
                let region = match region {
                    None => None,
                    Some(region) => Some(region.parse(&pointer, out, Region::parse)?),
                };
                Some(Residence { country: country?, region })
            }
        };
        Some(Affected { place, people, records })
    }
}

impl AffectedAnswer {
    pub(super) fn of(affected: &Affected) -> Self {
        let place = affected.place.as_ref();
        Self {
            country: place.map(|place| place.country.to_string()),
            region: place.and_then(|place| place.region.as_ref()).map(ToString::to_string),
            people: CountBody::of(affected.people),
            records: CountBody::of(affected.records),
        }
    }
}
