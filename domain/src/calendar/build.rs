//! How a calendar is put together: the shipped days, what a derived calendar adds, and what
//! settings say.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::CalendarId;
use super::day::DayKind;
use super::days::Calendar;
use super::overrides::{Override, Overrides};
use super::shipped::{self, DAYS, FIRST};

/// A calendar made from others.
#[derive(Debug)]
pub(super) struct Derived {
    name: &'static str,
    /// Rests when any of these does.
    of: &'static [&'static str],
    /// And in this part of each year.
    also: Option<Season>,
}

/// A part of each year that crosses New Year.
#[derive(Debug)]
struct Season {
    /// From this month and day of December on.
    from: (u32, u32),
    /// To this month and day of January.
    to: (u32, u32),
    kind: DayKind,
}

const DERIVED: [Derived; 3] = [
    // The Act counts a bank holiday "in any part of the United Kingdom".
    Derived {
        name: "GB+any-part",
        of: &["GB", "GB-ENG", "GB-NIR", "GB-SCT", "GB-WLS"],
        also: None,
    },
    // Regional anniversary days stay working days, so the national calendar is the base.
    Derived {
        name: "NZ+privacy-act",
        of: &["NZ"],
        also: Some(Season { from: (12, 25), to: (1, 15), kind: DayKind::SummerBreak }),
    },
    Derived {
        name: "JP+year-end",
        of: &["JP"],
        also: Some(Season { from: (12, 29), to: (1, 3), kind: DayKind::YearEnd }),
    },
];

impl Derived {
    /// The derived calendar of this name.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        DERIVED.iter().find(|derived| derived.name == name)
    }

    /// The names of all derived calendars.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        DERIVED.iter().map(|derived| derived.name)
    }
}

impl Season {
    fn holds(&self, day: NaiveDate) -> bool {
        let at = (day.month(), day.day());
        at >= self.from || at <= self.to
    }
}

/// The calendar of this name with what settings say about it; `None` if none is shipped.
pub(super) fn build(id: &CalendarId, overrides: &Overrides) -> Option<Arc<Calendar>> {
    let draft = Draft::of(id.as_str(), overrides)?;
    Some(Arc::new(Calendar::new(id.clone(), draft.kinds.into(), draft.official_through)))
}

/// A calendar in the making.
struct Draft {
    kinds: Vec<DayKind>,
    /// Which days are of a weekend, whatever else they are: what remains when a holiday is lifted.
    weekend: Vec<bool>,
    official_through: i32,
}

impl Draft {
    fn of(name: &str, overrides: &Overrides) -> Option<Self> {
        let mut draft = match Derived::named(name) {
            Some(derived) => Self::derived(derived, overrides)?,
            None => Self::shipped(name)?,
        };
        if let Some(said) = overrides.of(name) {
            draft.apply(said);
        }
        Some(draft)
    }

    fn shipped(name: &str) -> Option<Self> {
        let coded = shipped::read(name)?;
        let mut eras = coded.weekend.iter().peekable();
        let mut mask = "";
        let weekend: Vec<bool> = (0..DAYS)
            .zip(FIRST.iter_days())
            .map(|(index, day)| {
                if let Some((_, next)) = eras.next_if(|(from, _)| *from == index) {
                    mask = next;
                }
                let weekday = day.weekday().num_days_from_monday() as usize;
                mask.as_bytes().get(weekday) == Some(&b'1')
            })
            .collect();
        let mut kinds: Vec<DayKind> = weekend.iter().map(|rests| plain(*rests)).collect();
        // A day that is worked in exchange is worked even where a holiday falls on it.
        let marks = coded
            .holidays()
            .map(|day| (day, DayKind::PublicHoliday))
            .chain(coded.makeup().map(|day| (day, DayKind::MakeUp)));
        for (day, kind) in marks {
            if let Some(slot) = kinds.get_mut(day) {
                *slot = kind;
            }
        }
        Some(Self { kinds, weekend, official_through: coded.through })
    }

    fn derived(derived: &Derived, overrides: &Overrides) -> Option<Self> {
        let mut drafts = derived.of.iter().map(|name| Self::of(name, overrides));
        let mut draft = drafts.next()??;
        for part in drafts {
            draft.rest_also_with(&part?);
        }
        if let Some(season) = &derived.also {
            for (kind, day) in draft.kinds.iter_mut().zip(FIRST.iter_days()) {
                if season.holds(day) && *kind != DayKind::PublicHoliday {
                    *kind = season.kind;
                }
            }
        }
        Some(draft)
    }

    fn rest_also_with(&mut self, other: &Self) {
        for (kind, others) in self.kinds.iter_mut().zip(&other.kinds) {
            *kind = kind.or_rest_of(*others);
        }
        for (weekend, others) in self.weekend.iter_mut().zip(&other.weekend) {
            *weekend |= others;
        }
        self.official_through = self.official_through.min(other.official_through);
    }

    fn apply(&mut self, said: &Override) {
        for day in &said.not_holidays {
            if let Some(index) = index_of(*day)
                && self.kinds[index].is_holiday()
            {
                self.kinds[index] = plain(self.weekend[index]);
            }
        }
        for closure in &said.closures {
            let days = closure.from.iter_days().take_while(|day| *day <= closure.to);
            self.mark(days, DayKind::Closure);
        }
        self.mark(said.holidays.iter().copied(), DayKind::DeclaredHoliday);
        self.mark(said.working.iter().copied(), DayKind::DeclaredWorking);
        if let Some(year) = said.official_through {
            self.official_through = year;
        }
    }

    fn mark(&mut self, days: impl Iterator<Item = NaiveDate>, kind: DayKind) {
        for index in days.filter_map(index_of) {
            self.kinds[index] = kind;
        }
    }
}

const fn plain(of_a_weekend: bool) -> DayKind {
    if of_a_weekend { DayKind::Weekend } else { DayKind::Working }
}

/// Where a day stands in a calendar, if calendars cover it.
pub(super) fn index_of(day: NaiveDate) -> Option<usize> {
    usize::try_from((day - FIRST).num_days()).ok().filter(|index| *index < DAYS)
}
