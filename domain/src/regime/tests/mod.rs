//! Tests of packs and of the rulebook.

mod accepting;
mod assurance;
mod bad_packs;
mod breaches;
mod choices;
mod clocks;
mod demands;
mod shipped;

use chrono_tz::Tz;

use super::{House, Pack, RegimeChoice, Rulebook};
use crate::calendar::CalendarId;
use crate::clock::Rule;
use crate::id::{RegimeId, RuleId};
use crate::kind::SubjectCategory;
use crate::moment::Moment;
use crate::place::{Country, Region, Residence};

/// A controller in that country, on its national calendar.
fn house(country: &str, zone: Tz) -> House {
    House {
        country: Country::parse(country).unwrap(),
        zone,
        calendar: CalendarId::parse(country).unwrap(),
        establishments: Vec::new(),
    }
}

/// The shipped rulebook of a controller in China.
fn book() -> Rulebook {
    Rulebook::shipped(house("CN", chrono_tz::Asia::Shanghai))
}

/// `US-CA`, `DE`, or nothing known.
fn lives(place: &str) -> Option<Residence> {
    let (country, region) = place.split_once('-').unwrap_or((place, ""));
    Some(Residence { country: Country::parse(country).ok()?, region: Region::parse(region).ok() })
}

fn choices(book: &Rulebook, place: &str) -> Vec<RegimeChoice> {
    book.regimes_for(lives(place).as_ref(), SubjectCategory::User, on("2026-11-20"))
}

fn on(day: &str) -> Moment {
    Moment::On(day.parse().unwrap())
}

fn regime(name: &str) -> RegimeId {
    RegimeId::parse(name).unwrap()
}

fn row(name: &str) -> RuleId {
    RuleId::parse(name).unwrap()
}

fn find<'a>(book: &'a Rulebook, pack: &str, rule: &str) -> (&'a Pack, &'a Rule) {
    let pack = book.adopted(&regime(pack)).unwrap();
    (pack, pack.rule(&row(rule)).unwrap())
}

/// The text of a small, whole pack of a law.
const SMALL: &str = r#"
regime = "xx"
title.en = "the Law of Xx"
zone = "Europe/Oslo"
calendar = "NO"

[applies]
territories = ["NO"]
by_establishment = false

[[rules]]
id = "respond"
duty = "respond"
tier = "statute"
kinds = "all"
anchor = "receipt"
period = "20 days"
first_day = "excluded"
roll = "working-day"
calendars = ["fixed"]
pause = { mode = "suspend_exclusive", grounds = ["identity"], advised = ["clarification"] }
extension = { total = "40 days", grounds = ["complexity"], basis = "s.2" }
discharge = "handed_over"
basis = "s.1"
reviewed = true
effective_from = 2020-01-01

[[rights]]
id = "rights"
kinds = "all"
given = true
basis = "s.3"
reviewed = true

[complain]
id = "complain"
to.en = "the authority"
court = false
basis = "s.4"
reviewed = true
"#;

/// The small pack with one piece of its text put in place of another.
fn small(from: &str, to: &str) -> String {
    assert_eq!(SMALL.matches(from).count(), 1, "{from:?} must stand there once");
    SMALL.replace(from, to)
}
