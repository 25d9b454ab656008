//! The request in words.

use chrono::NaiveDate;
use chrono_tz::Tz;
use habeas_domain::assurance::Assurance;
use habeas_domain::clock::{Duty, PauseWhen, Tier};
use habeas_domain::docket::Clock;
use habeas_domain::ground::PauseGround;
use habeas_domain::id::{DataCategory, ItemNo, SystemId};
use habeas_domain::kind::Relation;
use habeas_domain::request::{Case, Item, Stage};

use super::{Aim, Pen};
use crate::letters::words::asked;

/// A message about a request in the making.
pub(in crate::letters) type RequestPen<'a> = Pen<'a, Case>;

impl<'a> RequestPen<'a> {
    /// Whether the house opened the case itself (P31).
    pub(in crate::letters) fn is_own_motion(&self) -> bool {
        self.case.requester().relation == Relation::House
    }

    fn list<'t>(&self, texts: impl Iterator<Item = &'t str>) -> String {
        let separator = self.tongue.pick((", ", "、"));
        texts.map(|text| self.named(text)).collect::<Vec<_>>().join(separator)
    }

    /// What an item asks for, with the data it is about where the letter limits it.
    pub(in crate::letters) fn item(&self, item: &Item) -> String {
        let what = self.tongue.pick(asked::item(item.asked.kind));
        if item.asked.scope.is_empty() || self.is_given() {
            return what.to_owned();
        }
        let scope = self.list(item.asked.scope.iter().map(DataCategory::as_str));
        format!("{what}{}", self.in_brackets(&scope))
    }

    /// These items in words, or all of them where none is named; nothing for a reader of whom
    /// nothing is known.
    pub(in crate::letters) fn items(&self, numbers: &[ItemNo]) -> Vec<String> {
        if self.is_given() {
            return Vec::new();
        }
        self.these(numbers).map(|item| self.item(item)).collect()
    }

    pub(in crate::letters) fn these<'n>(
        &self,
        numbers: &'n [ItemNo],
    ) -> impl Iterator<Item = &'a Item> + use<'a, 'n> {
        let of = move |item: &&Item| numbers.is_empty() || numbers.contains(&item.asked.no);
        self.case.items.values().filter(of)
    }

    /// The data category and system of an outcome, where it names them.
    pub(in crate::letters) fn about(
        &self,
        category: Option<&DataCategory>,
        system: Option<&SystemId>,
    ) -> Option<String> {
        let (category, system) =
            (category.map(|c| self.named(c.as_str())), system.map(|s| self.named(s.as_str())));
        match (category, system) {
            (Some(category), Some(system)) => {
                Some(format!("{category}{}", self.in_brackets(&system)))
            }
            (one, other) => one.or(other),
        }
    }

    /// Whether a clock runs on while this is awaited. A pause is told only if none does; else the
    /// reader hears by when we still aim to answer.
    pub(in crate::letters) fn aim(&self, numbers: &[ItemNo], ground: PauseGround) -> Aim {
        let mut clocks: Vec<(&Item, &Clock)> = Vec::new();
        for item in self.these(numbers).filter(|item| matches!(item.stage, Stage::Asked)) {
            let of = self.case.docket.open(Some(item.asked.no), Duty::Respond);
            clocks.extend(of.filter(|(_, clock)| clock.started.governs).map(|(_, c)| (item, c)));
        }
        let runs = |item: &Item, clock: &Clock| {
            clock.is_running() && !self.will_follow_the_law(item, clock, ground)
        };
        let running = clocks.iter().filter(|(item, clock)| runs(item, clock));
        let by = running.map(|(_, clock)| &clock.due).min_by_key(|due| due.late_from);
        Aim { by: by.map(|due| self.due(due)), stands_still: by.is_none() && !clocks.is_empty() }
    }

    /// Whether a promise stands still from the moment at which this very message tells that the
    /// law's clock does.
    fn will_follow_the_law(&self, item: &Item, clock: &Clock, ground: PauseGround) -> bool {
        let Some((pack, rule)) = self.material.rules.rule(&clock.started.rule) else {
            return false;
        };
        let told = matches!(ground, PauseGround::Clarification | PauseGround::Fee);
        let law_waits = self.case.docket.open(Some(item.asked.no), Duty::Respond).any(|(_, c)| {
            c.started.tier == Tier::Statute
                && c.pauses.iter().any(|pause| pause.ground == ground && pause.to.is_none())
        });
        told && law_waits
            && rule.pause_when == PauseWhen::WithStatute
            && self.material.rules.pauses_on(pack, rule).contains(&ground)
    }

    /// The last day on which proof still comes before the explained end, and its zone.
    pub(in crate::letters) fn last_day_for_proof(&self) -> Option<(NaiveDate, Tz)> {
        let waiting = self.case.items.values().filter(|item| {
            matches!(item.stage, Stage::Asked) && item.asked.needs > Assurance::None
        });
        let clocks = waiting.flat_map(|item| {
            [
                self.governing(Some(item.asked.no), Duty::Respond),
                self.governing(None, Duty::SettleIdentity),
            ]
        });
        self.last_day_before(clocks.flatten())
    }
}
