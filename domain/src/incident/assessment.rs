//! What an incident is judged to be, version by version.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::actor::Actor;
use crate::breach::{Affected, Capacity, Cause, Count, DataClass, Facts, Nature, Operator};
use crate::breach::{Risk, Severity};
use crate::id::{DataCategory, SystemId, VersionNo};
use crate::kind::SubjectCategory;
use crate::sealed::Sealed;

use super::competence::Competence;

/// What one version finds.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Finding {
    /// What happened to the data.
    pub natures: BTreeSet<Nature>,
    /// What sorts of data, as far as laws tell sorts apart.
    pub data: BTreeSet<DataClass>,
    /// What categories of data, as the house names them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub categories: BTreeSet<DataCategory>,
    /// In which systems of the house, as it registered them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub systems: BTreeSet<SystemId>,
    /// Whose data.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub subjects: BTreeSet<SubjectCategory>,
    /// How it came about.
    pub causes: BTreeSet<Cause>,
    /// How many people and records, by where people live.
    pub affected: Vec<Affected>,
    /// Whether nobody can read what got out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unreadable: bool,
    /// How likely people are harmed, and how badly.
    pub risk: Risk,
    /// How grave, where a grading was made; none leaves it open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// What is likely to follow for people (GDPR Art. 33(3)(c) and (5)), in own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consequences: Option<Sealed>,
    /// Whether the processing is cross-border, and which authority leads, where that was judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub competence: Option<Box<Competence>>,
}

/// A version of the assessment.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Assessment {
    /// Its number.
    pub version: VersionNo,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// When what it newly says was known: duties that it brings count from there. None in the first
    /// version means the first knowledge of the breach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<DateTime<Utc>>,
    /// What it finds.
    pub finding: Finding,
    /// Why the risk is what it is.
    pub reasoning: Sealed,
    /// What changed since the version before, and why; from the second version on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Sealed>,
    /// Who made it.
    pub by: Actor,
}

/// How grave it counts as while nobody has graded it: as the least of which a law wants word. That counts in
/// hours from the first knowledge, so whoever waits for a grading has waited too long.
pub(super) const UNGRADED: Severity = Severity::Large;

/// Why one version cannot be true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Contradiction {
    /// Nothing happened to the data.
    #[error("it names nothing that happened to the data")]
    NoNature,
    /// A range that is none.
    #[error("a range runs from more to less, or from a number to itself")]
    BadRange,
    /// A place is named twice.
    #[error("a place is named twice")]
    PlaceTwice,
    /// Fewer records than people.
    #[error("there are fewer records than people in them")]
    FewerRecords,
    /// Nobody is affected, and yet somebody is at risk.
    #[error("nobody is affected, and yet there is a risk to somebody")]
    NobodyAtRisk,
    /// Nobody can read the data, and yet the risk is high.
    #[error("nobody can read what got out, and yet the risk is high by its getting out alone")]
    UnreadableHigh,
    /// An authority leads only where the processing reaches into several states.
    #[error("an authority leads, and yet the processing reaches into one state alone")]
    LeadInOneState,
    /// Of establishments in several states one is the main one, whose authority leads.
    #[error("the house has establishments in several states, and yet no authority leads")]
    NobodyLeads,
}

impl Finding {
    /// What is assumed while nobody has judged: a risk, to whoever was named at first.
    #[must_use]
    pub fn assumed(affected: &[Affected]) -> Self {
        Self {
            natures: BTreeSet::new(),
            data: BTreeSet::new(),
            categories: BTreeSet::new(),
            systems: BTreeSet::new(),
            subjects: BTreeSet::new(),
            causes: BTreeSet::new(),
            affected: affected.to_vec(),
            unreadable: false,
            risk: Risk::Risk,
            severity: None,
            consequences: None,
            competence: None,
        }
    }

    /// The same as the packs ask for it.
    #[must_use]
    pub fn facts(&self, capacity: Capacity, operator: Operator) -> Facts<'_> {
        Facts {
            capacity,
            operator,
            affected: &self.affected,
            data: &self.data,
            causes: &self.causes,
            unreadable: self.unreadable,
            risk: self.risk,
            severity: self.severity,
        }
    }

    /// Whether it can be true: only nonsense inside one version is refused. Counts may be unknown, and
    /// may be fewer than they were.
    pub fn check(&self) -> Result<(), Contradiction> {
        if self.natures.is_empty() {
            return Err(Contradiction::NoNature);
        }
        check_counts(&self.affected)?;
        self.competence.as_deref().map_or(Ok(()), Competence::check)?;
        let nobody = !self.affected.is_empty()
            && self.affected.iter().all(|affected| affected.people == Count::Exactly(0));
        if nobody && self.risk > Risk::Unlikely {
            return Err(Contradiction::NobodyAtRisk);
        }
        // Whoever cannot reach their data, or finds it changed, is not helped by its being unreadable.
        let only_out = self.natures.iter().all(|nature| match nature {
            Nature::Leak | Nature::UnauthorisedAccess | Nature::UnauthorisedDisclosure => true,
            Nature::Destruction | Nature::Misuse | Nature::Alteration => false,
        });
        if self.unreadable && only_out && self.risk == Risk::High {
            return Err(Contradiction::UnreadableHigh);
        }
        Ok(())
    }

    /// Whether whoever acts by this acts by all that the other one finds: as many people at most, the same
    /// data, and no less of a risk.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let people = |of: &Self| {
            let most = of.affected.iter().filter_map(|affected| affected.people.most());
            most.fold(0, u64::saturating_add)
        };
        people(other) <= people(self) && other.data.is_subset(&self.data) && other.risk <= self.risk
    }

    /// Whether an authority that was told by this one knows all that a notice says of the other one (GDPR
    /// Art. 33(3)): what happened to which and whose data, how, to how many people, and how bad it is. What
    /// stands in own words is sealed, and shows only whether anything is said; which systems it was in and who
    /// leads is no part of a notice.
    #[must_use]
    pub fn tells_all_of(&self, other: &Self) -> bool {
        let of = |finding: &Self| {
            let Self { unreadable, risk, .. } = *finding;
            (unreadable, risk)
        };
        of(self) == of(other)
            && (other.severity.is_none() || self.severity == other.severity)
            && self.natures == other.natures
            && self.data == other.data
            && self.categories == other.categories
            && self.subjects == other.subjects
            && self.causes == other.causes
            && self.affected.len() == other.affected.len()
            && other.affected.iter().all(|affected| self.affected.contains(affected))
            && (self.consequences.is_some() || other.consequences.is_none())
    }

    /// Whether more people, or other data, are affected by what this says than by what was said
    /// before, for a regime that counts so many people now and counted so many before.
    #[must_use]
    pub fn goes_beyond(&self, before: &Self, people: u64, people_before: u64) -> bool {
        people > people_before || !self.data.is_subset(&before.data)
    }
}

/// Whether counts by place can be true.
pub(super) fn check_counts(affected: &[Affected]) -> Result<(), Contradiction> {
    for (index, Affected { place, people, records }) in affected.iter().enumerate() {
        if !people.is_sound() || !records.is_sound() {
            return Err(Contradiction::BadRange);
        }
        if affected[..index].iter().any(|other| other.place == *place) {
            return Err(Contradiction::PlaceTwice);
        }
        // Each of them is in at least one record.
        if records.most().is_some_and(|records| records < people.least()) {
            return Err(Contradiction::FewerRecords);
        }
    }
    Ok(())
}
