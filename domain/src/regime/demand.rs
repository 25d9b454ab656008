//! What several regimes demand together. Only rows that govern count: unreviewed ones that were
//! not accepted are left out, save where a right might be denied.

use std::collections::BTreeSet;

use chrono::{Days, Months, NaiveDate};

use super::pack::{Pack, RuleRef, Source};
use super::rows::{AssuranceRow, ComplainRow, RightRow};
use super::rulebook::Rulebook;
use super::words::Words;
use crate::assurance::{Assurance, Sensitivity};
use crate::clock::Period;
use crate::ground::{FeeGround, RefusalGround};
use crate::id::RegimeId;
use crate::kind::{ComplaintKind, ItemKind};

/// Who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// The regime.
    pub regime: RegimeId,
    /// The row, for events.
    pub row: RuleRef,
    /// The article or promise.
    pub words: String,
}

impl Basis {
    fn of(pack: &Pack, source: &Source) -> Self {
        Self {
            regime: pack.regime.clone(),
            row: RuleRef { pack: pack.digest, rule: source.id.clone() },
            words: source.basis.clone(),
        }
    }
}

/// What must be shown before an item may be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needed {
    /// The least assurance.
    pub assurance: Assurance,
    /// Whether someone who speaks for the subject must show that they may.
    pub standing: bool,
    /// The rows that speak of it.
    pub because: Vec<Basis>,
}

impl Needed {
    /// What these rows need together; none where there is no row.
    fn by(rows: &[(&Pack, &AssuranceRow)]) -> Option<Self> {
        let needs = rows.iter().map(|(_, row)| row.needs).max()?;
        let ceiling = rows.iter().filter_map(|(_, row)| row.at_most).min();
        Some(Self {
            assurance: ceiling.map_or(needs, |ceiling| needs.min(ceiling)),
            standing: rows.iter().any(|(_, row)| row.standing),
            because: rows.iter().map(|(pack, row)| Basis::of(pack, &row.source)).collect(),
        })
    }
}

/// Whether a right is given by regimes taken together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RightAnswer<'a> {
    /// At least one of them gives it; with what its rows tell of conditions.
    Given {
        /// Which, and by what.
        by: Vec<Basis>,
        /// The conditions to tell.
        told: Vec<&'a Words>,
    },
    /// None that governs gives it, but one that only advises does: an officer judges.
    Unsettled {
        /// Which, and by what.
        by: Vec<Basis>,
    },
    /// None gives it (P15).
    NotGiven {
        /// Which say so, and by what.
        by: Vec<Basis>,
        /// What to tell.
        told: Vec<&'a Words>,
    },
}

/// When a fee may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeTerms {
    /// On which grounds: those that every regime with a word on fees allows.
    pub grounds: BTreeSet<FeeGround>,
    /// How far back earlier requests count as repeats, in months: the shortest.
    pub months: Option<u32>,
    /// How many answers within it are free: the most.
    pub free: u32,
    /// The rows that speak of it.
    pub because: Vec<Basis>,
}

/// Until when what was refused is preserved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preserved {
    /// The last day.
    pub until: NaiveDate,
    /// The row that asks for it.
    pub because: Basis,
}

impl Rulebook {
    /// What must be shown for an item of that kind: the most that any of these packs needs, and
    /// never more than the least that any of them lets be demanded. Where none of them speaks,
    /// the strictest: nobody is served on the strength of a gap.
    #[must_use]
    pub fn needed(&self, packs: &[&Pack], kind: ItemKind, sensitivity: Sensitivity) -> Needed {
        let rows: Vec<_> = packs
            .iter()
            .flat_map(|pack| pack.assurance.iter().map(move |row| (*pack, row)))
            .filter(|(pack, row)| row.is_about(kind, sensitivity) && self.holds(pack, &row.source))
            .collect();
        Needed::by(&rows).unwrap_or(Needed {
            assurance: Assurance::InPerson,
            standing: true,
            because: Vec::new(),
        })
    }

    /// What must be shown before a complaint of that kind is answered. Where no pack asks for
    /// anything, nothing is.
    #[must_use]
    pub fn needed_to_complain(
        &self,
        packs: &[&Pack],
        kind: ComplaintKind,
        sensitivity: Sensitivity,
    ) -> Needed {
        let rows: Vec<_> = packs
            .iter()
            .flat_map(|pack| pack.assurance.iter().map(move |row| (*pack, row)))
            .filter(|(pack, row)| {
                row.is_about_complaint(kind, sensitivity) && self.holds(pack, &row.source)
            })
            .collect();
        Needed::by(&rows).unwrap_or(Needed {
            assurance: Assurance::None,
            standing: false,
            because: Vec::new(),
        })
    }

    /// Whether these packs give the right to what is asked (P15).
    #[must_use]
    pub fn right<'a>(&self, packs: &[&'a Pack], kind: ItemKind) -> RightAnswer<'a> {
        let rows: Vec<(&'a Pack, &'a RightRow)> = packs
            .iter()
            .flat_map(|pack| pack.rights.iter().map(move |row| (*pack, row)))
            .filter(|(_, row)| row.kinds.contains(&kind))
            .collect();
        let of = |given: bool, governing: bool| {
            let chosen = rows.iter().filter(move |(pack, row)| {
                row.given == given && self.holds(pack, &row.source) == governing
            });
            let by: Vec<Basis> =
                chosen.clone().map(|(pack, row)| Basis::of(pack, &row.source)).collect();
            let told: Vec<&'a Words> = chosen.filter_map(|(_, row)| row.told.as_ref()).collect();
            (by, told)
        };
        let (by, told) = of(true, true);
        if !by.is_empty() {
            return RightAnswer::Given { by, told };
        }
        let (by, _) = of(true, false);
        if !by.is_empty() {
            return RightAnswer::Unsettled { by };
        }
        let (by, told) = of(false, true);
        RightAnswer::NotGiven { by, told }
    }

    /// Whether an officer may refuse an item of that kind on that ground, and who lets them: every
    /// pack that lists grounds for the kind must list this one. `None` if it is not allowed.
    #[must_use]
    pub fn may_refuse(
        &self,
        packs: &[&Pack],
        kind: ItemKind,
        ground: RefusalGround,
    ) -> Option<Vec<Basis>> {
        if ground == RefusalGround::RightNotGiven {
            return match self.right(packs, kind) {
                RightAnswer::NotGiven { by, .. } if !by.is_empty() => Some(by),
                RightAnswer::NotGiven { .. }
                | RightAnswer::Given { .. }
                | RightAnswer::Unsettled { .. } => None,
            };
        }
        let mut because = Vec::new();
        for pack in packs {
            let mut rows = pack
                .refusals
                .iter()
                .filter(|row| row.kinds.contains(&kind) && self.holds(pack, &row.source))
                .peekable();
            if rows.peek().is_none() {
                continue;
            }
            let row = rows.find(|row| row.grounds.contains(&ground))?;
            because.push(Basis::of(pack, &row.source));
        }
        (!because.is_empty()).then_some(because)
    }

    /// When a fee may be asked for an item of that kind. `None` if no pack lets one be asked.
    #[must_use]
    pub fn fee(&self, packs: &[&Pack], kind: ItemKind) -> Option<FeeTerms> {
        packs
            .iter()
            .flat_map(|pack| pack.fees.iter().map(move |row| (*pack, row)))
            .filter(|(pack, row)| row.kinds.contains(&kind) && self.holds(pack, &row.source))
            .map(|(pack, row)| FeeTerms {
                grounds: row.grounds.clone(),
                months: row.repeat.map(|repeat| repeat.months),
                free: row.repeat.map_or(0, |repeat| repeat.free),
                because: vec![Basis::of(pack, &row.source)],
            })
            .reduce(|mine, other| FeeTerms {
                grounds: mine.grounds.intersection(&other.grounds).copied().collect(),
                months: mine.months.into_iter().chain(other.months).min(),
                free: mine.free.max(other.free),
                because: [mine.because, other.because].concat(),
            })
            .filter(|terms| !terms.grounds.is_empty())
    }

    /// Until when what is refused on that day must be preserved: the latest that any pack asks
    /// for, `None` if none does.
    #[must_use]
    pub fn preserved(
        &self,
        packs: &[&Pack],
        kind: ItemKind,
        refused: NaiveDate,
    ) -> Option<Preserved> {
        packs
            .iter()
            .flat_map(|pack| pack.preservation.iter().map(move |row| (*pack, row)))
            .filter(|(pack, row)| row.kinds.contains(&kind) && self.holds(pack, &row.source))
            .filter_map(|(pack, row)| {
                let until = after(refused, row.period)?;
                Some(Preserved { until, because: Basis::of(pack, &row.source) })
            })
            .max_by_key(|preserved| preserved.until)
    }

    /// How to complain, by each pack that may be quoted.
    pub fn complaints<'a>(
        &'a self,
        packs: &'a [&'a Pack],
    ) -> impl Iterator<Item = (&'a Pack, &'a ComplainRow)> {
        packs
            .iter()
            .filter_map(|pack| pack.complain.as_ref().map(|row| (*pack, row)))
            .filter(|(pack, row)| self.holds(pack, &row.source))
    }
}

fn after(day: NaiveDate, period: Period) -> Option<NaiveDate> {
    match period {
        Period::Days(days) => day.checked_add_days(Days::new(u64::from(days))),
        Period::Months(months) => day.checked_add_months(Months::new(months)),
        // Refused when the pack is read: they would need a calendar or an instant.
        Period::Hours(_) | Period::WorkingDays(_) => None,
    }
}
