//! The section `house`: whose desk this is.

use chrono_tz::Tz;
use habeas_domain::calendar::CalendarId;
use habeas_domain::place::{Country, Language};
use habeas_domain::regime;
use serde::Serialize;
use url::Url;

use super::section::Section;
use super::texts;

/// The controller whose desk this is.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct HouseSettings {
    /// As letters name it.
    pub(crate) name: String,
    /// Its country.
    pub(crate) country: Country,
    /// The zone in which its days end.
    pub(crate) zone: Tz,
    /// The calendar that it works by.
    pub(crate) calendar: CalendarId,
    /// Where it is established as a law means it.
    pub(crate) establishments: Vec<Country>,
    /// The languages in which it writes; never empty.
    pub(crate) languages: Vec<Language>,
    /// The one of them for everyone else.
    pub(crate) default_language: Language,
    /// Where people reach it.
    pub(crate) addresses: Addresses,
}

/// Where people reach the house (P01). Printed in every notice.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Addresses {
    /// For letters on paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) postal: Option<String>,
    /// For e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    /// For calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) phone: Option<String>,
    /// Its own pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) web: Option<Url>,
}

impl HouseSettings {
    /// What decisions ask about the house.
    pub(crate) fn for_rules(&self) -> regime::House {
        regime::House {
            country: self.country.clone(),
            zone: self.zone,
            calendar: self.calendar.clone(),
            establishments: self.establishments.clone(),
        }
    }
}

impl Addresses {
    /// The kinds of address that are missing.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        let kinds = [
            ("postal", self.postal.is_some()),
            ("email", self.email.is_some()),
            ("phone", self.phone.is_some()),
            ("web", self.web.is_some()),
        ];
        kinds.into_iter().filter(|(_, said)| !said).map(|(kind, _)| kind).collect()
    }
}

/// Reads the section. The e-mail address is also given by itself: it counts elsewhere, however much
/// of the rest is wrong.
pub(super) fn read(mut section: Section<'_>) -> (Option<HouseSettings>, Option<String>) {
    let name = section.need("name", texts::line);
    let country = section.need("country", Country::parse);
    let zone = section.need("zone", |text| {
        text.parse::<Tz>()
            .map_err(|_| "must be a name of the time zone database, as in Europe/Berlin")
    });
    let calendar = if section.has("calendar") {
        section.read("calendar", CalendarId::parse)
    } else {
        // Every country that is accepted has a calendar of its name.
        country.as_ref().and_then(|country| CalendarId::parse(country.as_str()).ok())
    };
    let establishments = section.list("establishments", Country::parse);
    let languages = section.list("languages", Language::parse);
    let default_language = section.read("default_language", Language::parse);
    if let (Some(languages), Some(default)) = (&languages, &default_language)
        && !languages.contains(default)
    {
        section.wrong("default_language", "must be one of house.languages");
    }
    let addresses = addresses(section.inner("addresses"));
    section.finish();
    let email = addresses.email.clone();
    let house = || {
        Some(HouseSettings {
            name: name?,
            country: country?,
            zone: zone?,
            calendar: calendar?,
            establishments: establishments?,
            languages: languages?,
            default_language: default_language?,
            addresses,
        })
    };
    (house(), email)
}

fn addresses(mut section: Section<'_>) -> Addresses {
    let addresses = Addresses {
        postal: section.read("postal", texts::postal),
        email: section.read("email", texts::email),
        phone: section.read("phone", texts::phone),
        web: section.read("web", texts::web),
    };
    section.finish();
    addresses
}
