//! Reads the head of a pack and hands its parts to their readers.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;

use super::check::{self, Placed, Rows};
use super::{Section, policy, row, rule};
use crate::ParseError;
use crate::calendar::CalendarId;
use crate::digest::Digest;
use crate::id::RegimeId;
use crate::kind::SubjectCategory;
use crate::place::Country;
use crate::regime::area::{Area, Territory, Zones};
use crate::regime::pack::Pack;
use crate::regime::problem::Problems;

pub(super) fn pack(mut section: Section, text: &str, out: &mut Problems) -> Option<Pack> {
    let regime = section.read("regime", RegimeId::parse, out);
    let title = section.words("title", out);
    let applies = section.table("applies", out).and_then(|inner| applies(inner, out));
    let zones = zones(&mut section, out);
    let calendar = section.read_or("calendar", None, |t| CalendarId::parse(t).map(Some), out);

    let mut names = check::Names::default();
    let rules = each("rules", rule::rule, &mut section, &mut names, out);
    let rights = each("rights", row::right, &mut section, &mut names, out);
    let assurance = each("assurance", row::assurance, &mut section, &mut names, out);
    let refusals = each("refusals", row::refusal, &mut section, &mut names, out);
    let fees = each("fees", row::fee, &mut section, &mut names, out);
    let preservation = each("preservation", row::preservation, &mut section, &mut names, out);
    let only_breaches = check::only_breaches(&rules);
    let complain = if only_breaches && !section.has("complain") {
        Some(None)
    } else {
        section.table("complain", out).and_then(|inner| {
            names.add(&inner);
            row::complain(inner, out).map(Some)
        })
    };
    let policy =
        section.table_or("policy", None, |inner, out| policy::policy(inner, out).map(Some), out);
    section.finish(out);

    names.check(&rules.read, out);
    check::overlaps(&rules.read, out);
    if !only_breaches {
        check::rights(&rights, out);
    }
    check::once(&rights.read, |row| &row.kinds, out);
    check::once(&fees.read, |row| &row.kinds, out);
    check::assurance(&assurance.read, out);
    if let (Some(zones), Some(calendar)) = (&zones, &calendar) {
        check::calendars(&rules.read, zones, calendar.as_ref(), out);
    }
    if let Some(regime) = &regime {
        check::house(regime, &rules, &assurance, policy.as_ref(), out);
    }
    let (area, subjects) = applies?;
    Some(Pack {
        regime: regime?,
        digest: Digest::of(text.as_bytes()),
        title: title?,
        area,
        subjects,
        zones: zones?,
        calendar: calendar?,
        rules: bare(rules),
        rights: bare(rights),
        assurance: bare(assurance),
        refusals: bare(refusals),
        fees: bare(fees),
        preservation: bare(preservation),
        complain: complain?,
        policy: policy?,
    })
}

fn each<T>(
    key: &str,
    read: impl Fn(Section, &mut Problems) -> Option<T>,
    section: &mut Section,
    names: &mut check::Names,
    out: &mut Problems,
) -> Rows<T> {
    let tables = section.tables(key, out);
    let count = tables.len();
    let read: Vec<Placed<T>> = tables
        .into_iter()
        .filter_map(|inner| {
            names.add(&inner);
            let place = inner.place().to_owned();
            read(inner, out).map(|row| Placed { place, row })
        })
        .collect();
    Rows { whole: read.len() == count, read }
}

fn bare<T>(rows: Rows<T>) -> Vec<T> {
    rows.read.into_iter().map(|placed| placed.row).collect()
}

type Applies = (Area, Option<BTreeSet<SubjectCategory>>);

/// Either `everywhere = true`, or `territories` and `by_establishment`.
fn applies(mut section: Section, out: &mut Problems) -> Option<Applies> {
    let area = if section.has("everywhere") {
        let everywhere = section.flag("everywhere", out);
        if everywhere == Some(false) {
            out.say(section.at("everywhere"), "must be true, or territories must be given instead");
        }
        everywhere.map(|_| Area::Everywhere)
    } else {
        let territories = section.set("territories", Territory::parse, out);
        let by_establishment = section.flag("by_establishment", out);
        territories.zip(by_establishment).map(|(territories, by_establishment)| Area::In {
            territories: territories.into_iter().collect(),
            by_establishment,
        })
    };
    let subjects = if section.has("subjects") {
        section.set("subjects", SubjectCategory::parse, out).map(Some)
    } else {
        Some(None)
    };
    section.finish(out);
    Some((area?, subjects?))
}

/// `zone = "controller"` or one zone; or a table `[zones]` with `default` and a zone a country.
fn zones(section: &mut Section, out: &mut Problems) -> Option<Zones> {
    if !section.has("zones") {
        return section.read("zone", zone_or_controller, out);
    }
    let mut inner = section.table("zones", out)?;
    let default = inner.read("default", zone, out);
    let mut countries = BTreeMap::new();
    for key in inner.keys() {
        let place = inner.at(&key);
        let zone = inner.read(&key, zone, out);
        match Country::parse(&key) {
            Ok(country) => countries.extend(zone.map(|zone| (country, zone))),
            Err(error) => out.say(place, error.to_string()),
        }
    }
    Some(Zones::ByCountry { default: default?, countries })
}

fn zone_or_controller(text: &str) -> Result<Zones, ParseError> {
    if text == "controller" { Ok(Zones::Controller) } else { zone(text).map(Zones::One) }
}

fn zone(text: &str) -> Result<Tz, ParseError> {
    let rule = "must be a name of the time zone database, as in Europe/London";
    text.parse().map_err(|_| ParseError { what: "zone", rule })
}
