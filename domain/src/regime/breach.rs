//! Which regimes a breach falls under, and which of their rules are owed.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::area::Area;
use super::choice::{self, Because, RegimeChoice};
use super::pack::Pack;
use super::rulebook::Rulebook;
use crate::breach::{Affected, Facts};
use crate::clock::Rule;
use crate::place::{Country, Residence};

impl Rulebook {
    /// The regimes, of those adopted now, that have a rule owed for this breach on that day.
    #[must_use]
    pub fn regimes_for_breach(&self, facts: &Facts<'_>, on: NaiveDate) -> Vec<RegimeChoice> {
        let owes = |pack: &&Pack| {
            let people = self.people_under(pack, facts);
            pack.rules_for_breach(facts, people, on).next().is_some()
        };
        self.all_adopted().filter(owes).filter_map(|pack| self.reached(pack, facts)).collect()
    }

    /// The rules of a pack that are owed for this breach on that day, those that only advise too.
    /// Nothing where it does not reach the people affected, or the house.
    pub fn owed_for_breach<'a>(
        &'a self,
        pack: &'a Pack,
        facts: &'a Facts<'_>,
        on: NaiveDate,
    ) -> impl Iterator<Item = &'a Rule> {
        let reached = self.reached(pack, facts).is_some();
        let people = self.people_under(pack, facts);
        pack.rules_for_breach(facts, people, on).filter(move |_| reached)
    }

    /// Countries of which only parts have a law about breaches on that day, and in which somebody affected
    /// lives of whom nobody says in which part: it is not known whether anything is owed for them.
    #[must_use]
    pub fn unclear_places(&self, affected: &[Affected], on: NaiveDate) -> BTreeSet<Country> {
        let somebody = affected.iter().filter(|affected| affected.people.most() != Some(0));
        let places = somebody.filter_map(|affected| affected.place.as_ref());
        let countries = places.filter(|place| place.region.is_none()).map(|place| &place.country);
        let in_parts = |country: &&Country| {
            self.all_adopted()
                .any(|pack| pack.area.is_part_of(country) && pack.is_about_breaches(on))
        };
        countries.filter(in_parts).cloned().collect()
    }

    /// Whether and why a pack applies: somebody affected lives where it holds, or the house is
    /// established there.
    fn reached(&self, pack: &Pack, facts: &Facts<'_>) -> Option<RegimeChoice> {
        let somebody = facts.affected.iter().filter(|affected| affected.people.most() != Some(0));
        let places = somebody.map(|affected| affected.place.as_ref());
        let chosen = |place| choice::choose(pack, place, self.house());
        // Where people live is the stronger reason.
        let by_place =
            places.filter_map(chosen).find(|choice| choice.because != Because::Establishment);
        by_place.or_else(|| chosen(None))
    }

    /// Where somebody affected lives whom the pack speaks of: on whose calendar and in whose zone its
    /// rules may count.
    #[must_use]
    pub fn place_under<'f>(&self, pack: &Pack, facts: &Facts<'f>) -> Option<&'f Residence> {
        let places = facts.affected.iter().filter_map(|affected| affected.place.as_ref());
        places.into_iter().find(|place| pack.area.covers(place))
    }

    /// How many people at most a pack counts: everyone, where it came with an establishment.
    #[must_use]
    pub fn people_under(&self, pack: &Pack, facts: &Facts<'_>) -> u64 {
        let established = pack.area.establishments(&self.house().establishments).next().is_some();
        let everyone = established || pack.area == Area::Everywhere;
        facts.people_in(|place| everyone || place.is_some_and(|place| pack.area.covers(place)))
    }
}
