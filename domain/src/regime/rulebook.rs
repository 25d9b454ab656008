//! The packs, which of them are adopted, the calendars, and the house: what decisions ask.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::choice::{self, RegimeChoice};
use super::house::House;
use super::pack::{Pack, RuleRef, Source};
use super::{leg, shipped};
use crate::calendar::Calendars;
use crate::clock::{ClockError, Leg, Rule, within_working_days};
use crate::digest::Digest;
use crate::ground::PauseGround;
use crate::id::{RegimeId, RuleId};
use crate::kind::SubjectCategory;
use crate::moment::Moment;
use crate::place::Residence;

/// Everything about regimes that a decision may ask. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Rulebook {
    packs: BTreeMap<Digest, Arc<Pack>>,
    adopted: BTreeMap<RegimeId, Digest>,
    accepted: BTreeSet<(RegimeId, RuleId)>,
    calendars: Arc<Calendars>,
    house: House,
}

/// A case names a pack that is not there. Nothing can be decided by rules that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no pack with the digest {0}")]
pub struct UnknownPack(pub Digest);

/// A row was accepted by a name that the adopted pack does not have, or that needs no accepting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the adopted pack {regime} has no unreviewed row named {row}")]
pub struct UnknownRow {
    /// The regime.
    pub regime: RegimeId,
    /// The name.
    pub row: RuleId,
}

impl Rulebook {
    /// The packs and calendars as they are shipped, each pack adopted, nothing accepted.
    #[must_use]
    pub fn shipped(house: House) -> Self {
        let book = Self {
            packs: BTreeMap::new(),
            adopted: BTreeMap::new(),
            accepted: BTreeSet::new(),
            calendars: Arc::new(Calendars::shipped()),
            house,
        };
        shipped::packs().iter().map(Arc::clone).fold(book, Self::with_pack)
    }

    /// Adopts these packs too, each in place of the one that its regime had. Those stay known, so
    /// that cases under them still find their rules.
    #[must_use]
    pub fn with_packs(self, packs: Vec<Pack>) -> Self {
        packs.into_iter().map(Arc::new).fold(self, Self::with_pack)
    }

    fn with_pack(mut self, pack: Arc<Pack>) -> Self {
        self.adopted.insert(pack.regime.clone(), pack.digest);
        self.packs.insert(pack.digest, pack);
        self
    }

    /// Knows these packs by digest without adopting them: editions that held for older cases.
    #[must_use]
    pub fn with_former(mut self, packs: Vec<Pack>) -> Self {
        self.packs.extend(packs.into_iter().map(|pack| (pack.digest, Arc::new(pack))));
        self
    }

    /// Counts by these calendars instead of the shipped ones.
    #[must_use]
    pub fn with_calendars(mut self, calendars: Arc<Calendars>) -> Self {
        self.calendars = calendars;
        self
    }

    /// Lets an unreviewed row of the adopted pack govern: a rule (`respond.access`), another row
    /// (`assurance.optout`), or one pause ground of a rule (`respond.clarification`). It then
    /// governs by that name in every edition of the regime.
    pub fn accepting(mut self, regime: &RegimeId, row: &RuleId) -> Result<Self, UnknownRow> {
        if self.adopted(regime).is_some_and(|pack| unreviewed(pack).any(|id| id == *row)) {
            self.accepted.insert((regime.clone(), row.clone()));
            return Ok(self);
        }
        Err(UnknownRow { regime: regime.clone(), row: row.clone() })
    }

    /// Lets exactly these rows govern beside the reviewed ones, each by the name of its regime and
    /// its own. A name that the adopted pack does not have, or that needs no accepting, is left out.
    #[must_use]
    pub fn accepting_only(mut self, rows: BTreeSet<(RegimeId, RuleId)>) -> Self {
        self.accepted.clear();
        for (regime, row) in rows {
            if self.acceptable(&regime).contains(&row) {
                self.accepted.insert((regime, row));
            }
        }
        self
    }

    /// The rows that govern because they were accepted.
    #[must_use]
    pub const fn accepted(&self) -> &BTreeSet<(RegimeId, RuleId)> {
        &self.accepted
    }

    /// The names of everything in the adopted pack of a regime that can be accepted.
    #[must_use]
    pub fn acceptable(&self, regime: &RegimeId) -> BTreeSet<RuleId> {
        self.adopted(regime).into_iter().flat_map(unreviewed).collect()
    }

    /// One digest of everything by which due moments and alarms of a case are found: the packs that
    /// are known, the policy of the house and what is accepted, the calendars, the zone of the house and
    /// the time zone database.
    #[must_use]
    pub fn reckoning(&self) -> Digest {
        let calendars = self.calendars.digest();
        let (zone, tzdb) = (self.house.zone.name(), chrono_tz::IANA_TZDB_VERSION);
        let mut parts = vec![b"reckoning 2".as_slice(), calendars.as_bytes()];
        parts.extend([zone.as_bytes(), tzdb.as_bytes()]);
        let policy = self.adopted.get(&RegimeId::house());
        parts.push(policy.map_or(b"".as_slice(), |digest| digest.as_bytes()));
        for (regime, row) in &self.accepted {
            parts.extend([regime.as_str().as_bytes(), row.as_str().as_bytes()]);
        }
        parts.extend(self.packs.keys().map(|digest| digest.as_bytes().as_slice()));
        Digest::of_parts(&parts)
    }

    /// The controller.
    #[must_use]
    pub const fn house(&self) -> &House {
        &self.house
    }

    /// Whether what was received then is entered late: not by the end of the working day of the house
    /// that follows the receipt.
    pub fn is_entered_late(
        &self,
        received: Moment,
        now: DateTime<Utc>,
    ) -> Result<bool, ClockError> {
        let House { calendar, zone, .. } = &self.house;
        let calendar = self.calendars.get(calendar)?;
        Ok(!within_working_days(received, Moment::At(now), 1, *zone, &calendar)?)
    }

    /// The calendars.
    #[must_use]
    pub const fn calendars(&self) -> &Arc<Calendars> {
        &self.calendars
    }

    /// The pack of that digest, adopted or not.
    #[must_use]
    pub fn pack(&self, digest: &Digest) -> Option<&Pack> {
        self.packs.get(digest).map(AsRef::as_ref)
    }

    /// The pack that is adopted for that regime.
    #[must_use]
    pub fn adopted(&self, regime: &RegimeId) -> Option<&Pack> {
        self.adopted.get(regime).and_then(|digest| self.pack(digest))
    }

    /// Every adopted pack, by the name of its regime.
    pub fn all_adopted(&self) -> impl Iterator<Item = &Pack> {
        self.adopted.values().filter_map(|digest| self.pack(digest))
    }

    /// The packs of these choices, in their order.
    pub fn packs_of(&self, choices: &[RegimeChoice]) -> Result<Vec<&Pack>, UnknownPack> {
        let find = |choice: &RegimeChoice| self.pack(&choice.pack).ok_or(UnknownPack(choice.pack));
        choices.iter().map(find).collect()
    }

    /// The rule that an event names.
    #[must_use]
    pub fn rule(&self, name: &RuleRef) -> Option<(&Pack, &Rule)> {
        let pack = self.pack(&name.pack)?;
        Some((pack, pack.rule(&name.rule)?))
    }

    /// Which regimes apply to a request about someone who lives there (`None`: not known), and
    /// why; by the packs adopted now. The house's own always applies.
    #[must_use]
    pub fn regimes_for(
        &self,
        residence: Option<&Residence>,
        category: SubjectCategory,
        received: Moment,
    ) -> Vec<RegimeChoice> {
        let on = received.day_in(self.house.zone);
        self.all_adopted()
            .filter(|pack| pack.is_in_force(on))
            .filter(|pack| pack.subjects.as_ref().is_none_or(|only| only.contains(&category)))
            .filter_map(|pack| choice::choose(pack, residence, &self.house))
            .collect()
    }

    /// Whether a rule governs: an unreviewed one only advises, until it is accepted by name.
    #[must_use]
    pub fn governs(&self, pack: &Pack, rule: &Rule) -> bool {
        rule.reviewed || self.is_accepted(pack, &rule.id)
    }

    /// The same for a row that is not about time.
    #[must_use]
    pub fn holds(&self, pack: &Pack, source: &Source) -> bool {
        source.reviewed || self.is_accepted(pack, &source.id)
    }

    /// The grounds on which the rule's clock really pauses: what its pack states firmly, and what
    /// was accepted by name.
    #[must_use]
    pub fn pauses_on(&self, pack: &Pack, rule: &Rule) -> BTreeSet<PauseGround> {
        let accepted = rule
            .pause_advised
            .iter()
            .filter(|ground| self.is_accepted(pack, &rule.id.with_ground(**ground)));
        rule.pause_grounds.iter().chain(accepted).copied().collect()
    }

    /// On which calendars, and in which zones, the rule is counted for someone who lives there.
    /// Never empty; the earliest due moment is owed. `receipt_zone` is the zone of the place
    /// where the letter was received, if that is known.
    #[must_use]
    pub fn legs(
        &self,
        pack: &Pack,
        rule: &Rule,
        residence: Option<&Residence>,
        receipt_zone: Option<Tz>,
    ) -> Vec<Leg> {
        leg::legs(pack, rule, residence, receipt_zone, &self.house)
    }

    fn is_accepted(&self, pack: &Pack, row: &RuleId) -> bool {
        self.accepted.contains(&(pack.regime.clone(), row.clone()))
    }
}

/// The names of everything in a pack that can be accepted.
fn unreviewed(pack: &Pack) -> impl Iterator<Item = RuleId> {
    let rules = pack.rules.iter().filter(|rule| !rule.reviewed).map(|rule| rule.id.clone());
    let rows = pack.sources().filter(|source| !source.reviewed).map(|source| source.id.clone());
    let pauses = pack
        .rules
        .iter()
        .flat_map(|rule| rule.pause_advised.iter().map(|ground| rule.id.with_ground(*ground)));
    rules.chain(rows).chain(pauses)
}
