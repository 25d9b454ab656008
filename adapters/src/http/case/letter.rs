//! What letters of every kind have: when and where received, whose data, who writes.

use habeas_domain::ParseError;
use habeas_domain::assurance::Sensitivity;
use habeas_domain::contact::{Channel, Intake};
use habeas_domain::id::VersionName;
use habeas_domain::kind::{IdentifierType, Relation, SubjectCategory};
use habeas_domain::moment::Moment;
use habeas_domain::place::{Country, Language, Region, Residence};
use habeas_domain::received::Received;

use crate::cases::{LetterSubject, LetterWriter};
use crate::http::caller::Right;
use crate::http::field::{Problems, Text};

/// When and where it was received: `at` to the instant, or `on` to the day.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewReceived {
    /// An instant with offset.
    at: Option<Text>,
    /// A day, where only that is known.
    on: Option<Text>,
    /// The zone of the place, as in `America/Los_Angeles`.
    zone: Text,
    /// The country of the place.
    country: Option<Text>,
}

/// Whose data it is about.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewSubject {
    /// `user`, `employee`, `creator`, `applicant`, `business_contact` or `other`.
    category: Text,
    residence: Option<NewResidence>,
    #[serde(default)]
    identifiers: Vec<NewIdentifier>,
    /// Whether the subject is known to be a minor.
    #[serde(default)]
    minor: bool,
    /// `ordinary` (default) or `high`.
    sensitivity: Option<Text>,
    /// The version of the published policy that they accepted last, as the service knows it.
    policy: Option<Text>,
}

#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewResidence {
    /// ISO 3166-1 alpha-2.
    country: Text,
    /// The part of ISO 3166-2 behind the hyphen.
    region: Option<Text>,
}

#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewIdentifier {
    /// `account`, `profile`, `email`, `phone`, `device`, `advertising_id`, `cookie`, `order`, `other`.
    #[serde(rename = "type")]
    kind: Text,
    value: Text,
}

/// Who writes.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewWriter {
    /// `self`, `guardian`, `representative`, `heir`, `reporter`, `house` or `authority`.
    relation: Text,
    name: Option<Text>,
    /// BCP 47, as in `en` or `zh`.
    language: Text,
    #[serde(default)]
    contacts: Vec<NewContact>,
}

#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewContact {
    /// `email`, `sms`, `post`, `phone`, `push` or `site_letter`.
    channel: Text,
    value: Text,
}

/// What it takes to open a case with this letter: what the house opens itself, where nobody wrote, is an
/// officer's to open.
pub(in crate::http) fn right_to_open(intake: Intake, relation: Option<Relation>) -> Right {
    let own = intake == Intake::OwnMotion || relation == Some(Relation::House);
    if own { Right::Decide } else { Right::Receive }
}

impl NewReceived {
    pub(in crate::http) fn read(&self, out: &mut Problems) -> Option<Received> {
        let zone = self.zone.zone("/received/zone", out);
        let country =
            self.country.as_ref().map(|c| c.parse("/received/country", out, Country::parse));
        let moment = match (&self.at, &self.on) {
            (Some(at), None) => at.instant("/received/at", out).map(Moment::At),
            (None, Some(on)) => on.day("/received/on", out).map(Moment::On),
            (Some(_), Some(_)) | (None, None) => {
                let rule = "must have either at or on";
                out.add("/received", ParseError { what: "received", rule });
                None
            }
        };
        Some(Received {
            moment: moment?,
            zone: zone?,
            country: match country {
                None => None,
                Some(read) => Some(read?),
            },
            by: None,
        })
    }
}

impl NewResidence {
    fn read(&self, out: &mut Problems) -> Option<Residence> {
        let country = self.country.parse("/subject/residence/country", out, Country::parse);
        let pointer = "/subject/residence/region";
        let region = self.region.as_ref().map(|region| region.parse(pointer, out, Region::parse));
        Some(Residence {
            country: country?,
            region: match region {
                None => None,
                Some(read) => Some(read?),
            },
        })
    }
}

impl NewSubject {
    pub(in crate::http) fn read(&self, out: &mut Problems) -> Option<LetterSubject> {
        let category = self.category.parse("/subject/category", out, SubjectCategory::parse);
        let residence = self.residence.as_ref().map(|residence| residence.read(out));
        let identifiers = self.identifiers.iter().enumerate().filter_map(|(at, identifier)| {
            let pointer = format!("/subject/identifiers/{at}/type");
            let kind = identifier.kind.parse(&pointer, out, IdentifierType::parse)?;
            Some((kind, identifier.value.clear()))
        });
        let identifiers = identifiers.collect();
        let sensitivity = self.sensitivity.as_ref().map_or(Some(Sensitivity::Ordinary), |text| {
            text.parse("/subject/sensitivity", out, Sensitivity::parse)
        });
        let policy = self.policy.as_ref();
        let policy = policy.map(|text| text.parse("/subject/policy", out, VersionName::parse));
        Some(LetterSubject {
            category: category?,
            residence: match residence {
                None => None,
                Some(read) => Some(read?),
            },
            identifiers,
            sensitivity: sensitivity?,
            minor: self.minor,
            policy: match policy {
                None => None,
                Some(read) => Some(read?),
            },
        })
    }
}

impl NewWriter {
    /// `at` is where the writer stands in the letter.
    pub(in crate::http) fn read(&self, at: &str, out: &mut Problems) -> Option<LetterWriter> {
        let relation = self.relation.parse(&format!("{at}/relation"), out, Relation::parse);
        let language = self.language.parse(&format!("{at}/language"), out, Language::parse);
        let contacts = self.contacts.iter().enumerate().filter_map(|(no, contact)| {
            let pointer = format!("{at}/contacts/{no}/channel");
            let channel = contact.channel.parse(&pointer, out, Channel::parse)?;
            Some((channel, contact.value.clear()))
        });
        let contacts = contacts.collect();
        Some(LetterWriter {
            relation: relation?,
            name: self.name.as_ref().map(Text::clear),
            language: language?,
            contacts,
        })
    }
}
