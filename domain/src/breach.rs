//! What can be said of a personal-data breach, and when a rule about breaches is owed.

use std::collections::BTreeSet;

use crate::place::Residence;
use crate::text::closed_list;

closed_list!(
    /// What happened to the data (P19).
    Nature, "nature of a breach" {
        /// It got out.
        Leak = "leak",
        /// It was destroyed, or cannot be reached.
        Destruction = "destruction",
        /// It was used for something else.
        Misuse = "misuse",
        /// Somebody got at it who may not.
        UnauthorisedAccess = "unauthorised_access",
        /// It was shown to somebody who may not see it.
        UnauthorisedDisclosure = "unauthorised_disclosure",
        /// It was changed.
        Alteration = "alteration",
    }
);

closed_list!(
    /// What sort of data it is, as far as laws tell sorts apart.
    DataClass, "class of data" {
        /// Nothing special.
        Ordinary = "ordinary",
        /// What laws call special or sensitive: health, belief, biometrics …
        Sensitive = "sensitive",
        /// Numbers by which a state or a bank knows a person.
        UniqueId = "unique_id",
        /// What lets somebody pay, or be paid.
        Financial = "financial",
        /// What lets somebody sign in.
        Credentials = "credentials",
        /// Data of children or of old people.
        ChildrenOrElderly = "children_or_elderly",
        /// What a secrecy of the profession protects.
        ProfessionalSecret = "professional_secret",
    }
);

closed_list!(
    /// How it came about.
    Cause, "cause of a breach" {
        /// A mistake.
        Mistake = "mistake",
        /// Something was lost or stolen.
        LossOrTheft = "loss_or_theft",
        /// An attack from outside.
        Hacking = "hacking",
        /// Somebody inside, on purpose.
        Insider = "insider",
        /// Something failed.
        Failure = "failure",
        /// Nobody knows yet.
        Unknown = "unknown",
    }
);

closed_list!(
    /// How likely people are harmed, and how badly. In rising order.
    Risk, "risk" {
        /// Not likely at all.
        Unlikely = "unlikely",
        /// There is a risk.
        Risk = "risk",
        /// The risk is high.
        High = "high",
    }
);

closed_list!(
    /// How grave the incident is by a grading that a law gives. In rising order.
    Severity, "severity" {
        /// General.
        General = "general",
        /// Relatively large.
        Large = "large",
        /// Major.
        Major = "major",
        /// Particularly major.
        Extreme = "extreme",
    }
);

closed_list!(
    /// Why people need not be told although a law would have them told, by the terms of GDPR Art. 34(3).
    Exemption, "exemption" {
        /// Measures were in place by which nobody who got the data can make sense of it.
        Unintelligible = "unintelligible",
        /// Measures taken since see to it that the high risk is not likely to come about any more.
        RiskAverted = "risk_averted",
        /// To tell each of them would take disproportionate effort: they are told in public instead.
        DisproportionateEffort = "disproportionate_effort",
    }
);

closed_list!(
    /// What the house is to the data.
    Capacity, "capacity" {
        /// It decides what for and how.
        Controller = "controller",
        /// It decides together with others.
        Joint = "joint",
        /// It works for those who decide: then it owes them word.
        Processor = "processor",
    }
);

closed_list!(
    /// What sort of operator the house is, where a law gives each its own time.
    Operator, "sort of operator" {
        /// One of critical infrastructure.
        CriticalInfrastructure = "critical_infrastructure",
        /// An organ of the state.
        StateOrgan = "state_organ",
        /// Any other.
        Other = "other",
    }
);

/// How many, as far as it is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Nobody knows.
    #[default]
    Unknown,
    /// So many.
    Exactly(u64),
    /// From the one to the other, both included.
    Between(u64, u64),
}

impl Count {
    /// At least so many.
    #[must_use]
    pub const fn least(self) -> u64 {
        match self {
            Self::Unknown => 0,
            Self::Exactly(count) | Self::Between(count, _) => count,
        }
    }

    /// At most so many, where that is known.
    #[must_use]
    pub const fn most(self) -> Option<u64> {
        match self {
            Self::Unknown => None,
            Self::Exactly(count) | Self::Between(_, count) => Some(count),
        }
    }

    /// Whether it says something that can be.
    #[must_use]
    pub const fn is_sound(self) -> bool {
        match self {
            Self::Unknown | Self::Exactly(_) => true,
            Self::Between(from, to) => from < to,
        }
    }
}

/// How many people of one place are affected.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Affected {
    /// Where they live; none for those of whom nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Residence>,
    /// How many of them.
    pub people: Count,
    /// How many records about them.
    #[serde(default)]
    pub records: Count,
}

/// What is known of a breach, wherever people live.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'f> {
    /// What the house is to the data.
    pub capacity: Capacity,
    /// What sort of operator it is.
    pub operator: Operator,
    /// How many people, by where they live.
    pub affected: &'f [Affected],
    /// What sorts of data.
    pub data: &'f BTreeSet<DataClass>,
    /// How it came about; where nothing is said, nobody knows.
    pub causes: &'f BTreeSet<Cause>,
    /// Whether nobody can read what got out.
    pub unreadable: bool,
    /// How likely and bad.
    pub risk: Risk,
    /// How grave, where a grading was made.
    pub severity: Option<Severity>,
}

impl Facts<'_> {
    /// How many people at most live in places that are counted, as far as anybody knows: a range
    /// counts by its upper end. What nobody knows reaches no threshold, and is found out.
    #[must_use]
    pub fn people_in(&self, counted: impl Fn(Option<&Residence>) -> bool) -> u64 {
        let of = self.affected.iter().filter(|affected| counted(affected.place.as_ref()));
        of.filter_map(|affected| affected.people.most()).fold(0, u64::saturating_add)
    }
}

/// One way in which a rule about breaches becomes owed: everything that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct BreachTest {
    /// What the house is to the data: a controller, alone or jointly, unless it says otherwise.
    pub capacities: BTreeSet<Capacity>,
    /// What sort of operator; none means any.
    pub operators: BTreeSet<Operator>,
    /// The risk is at least this.
    pub risk: Option<Risk>,
    /// At least so many people in the area.
    pub people: Option<u64>,
    /// Any of these sorts of data; none means any.
    pub data: BTreeSet<DataClass>,
    /// Any of these causes; none means any.
    pub causes: BTreeSet<Cause>,
    /// Only where somebody can read it.
    pub readable: bool,
    /// At least this grave.
    pub severity: Option<Severity>,
}

impl BreachTest {
    /// Whether it holds, where so many people at most are in the area of the law.
    #[must_use]
    pub fn holds(&self, facts: &Facts<'_>, people: u64) -> bool {
        let nobody_knows = BTreeSet::from([Cause::Unknown]);
        self.capacities.contains(&facts.capacity)
            && (self.operators.is_empty() || self.operators.contains(&facts.operator))
            && self.risk.is_none_or(|least| facts.risk >= least)
            && self.people.is_none_or(|least| people >= least)
            && any_of(&self.data, facts.data)
            && any_of(
                &self.causes,
                if facts.causes.is_empty() { &nobody_knows } else { facts.causes },
            )
            && !(self.readable && facts.unreadable)
            && self.severity.is_none_or(|least| facts.severity.is_some_and(|is| is >= least))
    }
}

fn any_of<T: Ord>(named: &BTreeSet<T>, found: &BTreeSet<T>) -> bool {
    named.is_empty() || !named.is_disjoint(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_from_less_to_more() {
        assert!(Count::Unknown.is_sound() && Count::Exactly(0).is_sound());
        assert!(Count::Between(5, 6).is_sound());
        assert!(!Count::Between(5, 5).is_sound() && !Count::Between(6, 5).is_sound());
        let ends = |count: Count| (count.least(), count.most());
        assert_eq!(ends(Count::Unknown), (0, None));
        assert_eq!(ends(Count::Between(3, 9)), (3, Some(9)));
    }
}
