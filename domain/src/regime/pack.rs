//! One pack: the rules of one regime, as its file gives them.

use chrono::NaiveDate;

use super::area::{Area, Zones};
use super::policy::Policy;
use super::problem::{PackProblem, Problems};
use super::read;
use super::rows::{AssuranceRow, ComplainRow, FeeRow, PreservationRow, RefusalRow, RightRow};
use super::words::Words;
use crate::breach::Facts;
use crate::calendar::CalendarId;
use crate::clock::Rule;
use crate::digest::Digest;
use crate::id::{RegimeId, RuleId};
use crate::kind::{ComplaintKind, ItemKind, SubjectCategory};

/// One regime at one edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// The regime.
    pub regime: RegimeId,
    /// SHA-256 of the file's text: the name of this edition in events.
    pub digest: Digest,
    /// What the regime is called in letters.
    pub title: Words,
    /// For whom it holds.
    pub area: Area,
    /// Whose data it is about; `None` for everyone's.
    pub subjects: Option<std::collections::BTreeSet<SubjectCategory>>,
    /// In which zone its days end.
    pub zones: Zones,
    /// The calendar used where its rules point to no other; none in the pack of the house.
    pub calendar: Option<CalendarId>,
    /// Its rules about time.
    pub rules: Vec<Rule>,
    /// Which rights it gives.
    pub rights: Vec<RightRow>,
    /// How sure one must be who speaks.
    pub assurance: Vec<AssuranceRow>,
    /// On which grounds what is asked may be refused.
    pub refusals: Vec<RefusalRow>,
    /// When a fee may be asked.
    pub fees: Vec<FeeRow>,
    /// How long what was refused is preserved.
    pub preservation: Vec<PreservationRow>,
    /// How to complain; none where it only speaks of breaches.
    pub complain: Option<ComplainRow>,
    /// What the house promises beside; in the pack of the house only.
    pub policy: Option<Policy>,
}

/// From where a row of a pack comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The name of the row, unique in its pack.
    pub id: RuleId,
    /// The article or promise.
    pub basis: String,
    /// Whether that was read or reliably quoted (not: whether counsel approved it).
    pub reviewed: bool,
}

/// The name of a rule, or of another row, in one edition of a pack, as events keep it.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct RuleRef {
    /// The pack.
    pub pack: Digest,
    /// The rule.
    pub rule: RuleId,
}

impl Pack {
    /// Reads the text of a pack. A pack with any problem is refused with all of its problems.
    pub fn parse(text: &str) -> Result<Self, Vec<PackProblem>> {
        read::pack(text)
    }

    /// Reads the text of a pack that is to hold from now on: that of the house answers every kind of
    /// complaint too. Texts of earlier releases, which knew of none, are only [read](Self::parse).
    pub fn parse_to_hold(text: &str) -> Result<Self, Vec<PackProblem>> {
        let pack = Self::parse(text)?;
        let mut problems = Problems::default();
        for kind in ComplaintKind::ALL.iter().filter(|_| pack.regime == RegimeId::house()) {
            if !pack.rules.iter().any(|rule| rule.answers() && rule.about.is_complaint(*kind)) {
                problems.say("rules", read::silent_on(kind.code()));
            }
        }
        problems.none_or(pack)
    }

    /// The rule of that name.
    #[must_use]
    pub fn rule(&self, id: &RuleId) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == *id)
    }

    /// The name of one of its rules for events.
    #[must_use]
    pub fn name(&self, rule: &Rule) -> RuleRef {
        RuleRef { pack: self.digest, rule: rule.id.clone() }
    }

    /// The rules about items of that kind that are in force for an anchor on that day.
    pub fn rules_for(&self, kind: ItemKind, on: NaiveDate) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.about.is_item(kind) && in_force(rule, on))
    }

    /// The rules about complaints of that kind that are in force for an anchor on that day.
    pub fn rules_for_complaint(
        &self,
        kind: ComplaintKind,
        on: NaiveDate,
    ) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.about.is_complaint(kind) && in_force(rule, on))
    }

    /// Its rules in force on that day that are owed for a breach of which this is known, with so
    /// many people at most in its area.
    pub fn rules_for_breach<'a>(
        &'a self,
        facts: &'a Facts<'_>,
        people: u64,
        on: NaiveDate,
    ) -> impl Iterator<Item = &'a Rule> {
        let owed = move |rule: &&Rule| rule.about.is_breach(facts, people) && in_force(rule, on);
        self.rules.iter().filter(owed)
    }

    /// Whether any of its rules about breaches is in force on that day.
    #[must_use]
    pub fn is_about_breaches(&self, on: NaiveDate) -> bool {
        self.rules.iter().any(|rule| !rule.about.is_of_letters() && in_force(rule, on))
    }

    /// Whether any of its rules about what people bring is in force on that day.
    #[must_use]
    pub fn is_in_force(&self, on: NaiveDate) -> bool {
        self.rules.iter().any(|rule| rule.about.is_of_letters() && in_force(rule, on))
    }

    /// The sources of all rows that are not rules about time.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        let rights = self.rights.iter().map(|row| &row.source);
        let assurance = self.assurance.iter().map(|row| &row.source);
        let refusals = self.refusals.iter().map(|row| &row.source);
        let fees = self.fees.iter().map(|row| &row.source);
        let preservation = self.preservation.iter().map(|row| &row.source);
        rights
            .chain(assurance)
            .chain(refusals)
            .chain(fees)
            .chain(preservation)
            .chain(self.complain.iter().map(|row| &row.source))
    }
}

fn in_force(rule: &Rule, on: NaiveDate) -> bool {
    rule.effective_from <= on && rule.effective_to.is_none_or(|last| on <= last)
}
