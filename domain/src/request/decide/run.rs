//! Running the clocks: start, hold up, run on.

use chrono::{DateTime, NaiveDate, Utc};

use crate::assurance::Assurance;
use crate::clock::{Anchor, Duty, PauseWhen, Rule, Tier};
use crate::docket::reckon::Whereabouts;
use crate::docket::{Clock, ClockNo};
use crate::ground::PauseGround;
use crate::id::ItemNo;
use crate::moment::Moment;
use crate::regime::{Pack, RegimeChoice};
use crate::request::case::Case;
use crate::request::event::Event;
use crate::request::refusal::Refusal;

use super::Draft;

impl Draft<'_> {
    /// Starts every duty that the receipt owes.
    pub(super) fn start_receipt_clocks(&mut self) -> Result<(), Refusal> {
        let received = self.case.receipt.received.clone();
        let items: Vec<ItemNo> = self.case.items.keys().copied().collect();
        self.start_case_clocks(received.moment)?;
        for item in items {
            self.start_item_clocks(item, received.moment, is_owed_from_receipt)?;
        }
        Ok(())
    }

    fn start_case_clocks(&mut self, anchor: Moment) -> Result<(), Refusal> {
        let needs_identity =
            self.case.items.values().any(|item| item.asked.needs > Assurance::None);
        for choice in self.case.regimes.clone() {
            let pack = self.rules.pack(&choice.pack).ok_or(Refusal::RuleNotAtHand)?;
            let day = self.anchor_day(anchor);
            let mut rules: Vec<&Rule> = Vec::new();
            for item in self.case.items.values() {
                for rule in pack.rules_for(item.asked.kind, day) {
                    let wanted = rule.duty == Duty::Acknowledge
                        || (rule.duty == Duty::SettleIdentity && needs_identity);
                    if wanted && !rules.iter().any(|other| other.id == rule.id) {
                        rules.push(rule);
                    }
                }
            }
            for rule in rules {
                self.start_clock(None, &choice, pack, rule, anchor)?;
            }
        }
        Ok(())
    }

    /// Starts the duties of one item whose rules pass the test.
    pub(super) fn start_item_clocks(
        &mut self,
        item: ItemNo,
        anchor: Moment,
        wanted: fn(&Rule) -> bool,
    ) -> Result<(), Refusal> {
        let kind = self.item(item)?.asked.kind;
        for choice in self.case.regimes.clone() {
            let pack = self.rules.pack(&choice.pack).ok_or(Refusal::RuleNotAtHand)?;
            let day = self.anchor_day(self.case.receipt.received.moment);
            let owed = |rule: &&Rule| !rule.duty.is_of_the_case() && wanted(rule);
            for rule in pack.rules_for(kind, day).filter(owed) {
                self.start_clock(Some(item), &choice, pack, rule, anchor)?;
            }
        }
        Ok(())
    }

    fn start_clock(
        &mut self,
        item: Option<ItemNo>,
        choice: &RegimeChoice,
        pack: &Pack,
        rule: &Rule,
        anchor: Moment,
    ) -> Result<(), Refusal> {
        let receipt = &self.case.receipt;
        let (residence, zone) = (receipt.subject.residence.as_ref(), receipt.received.zone);
        let at = Whereabouts { residence, zone };
        let tick = self.case.docket.starting(self.rules, (choice, pack, rule), item, anchor, at)?;
        self.tick(tick);
        Ok(())
    }

    /// The day by which the version of a rule is chosen: the day of receipt where it was received.
    fn anchor_day(&self, anchor: Moment) -> NaiveDate {
        anchor.day_in(self.case.receipt.received.zone)
    }

    /// Something that clocks may stand still for has begun, for these items.
    pub(super) fn hold_up(&mut self, items: &[ItemNo], ground: PauseGround) -> Result<(), Refusal> {
        let ticks = self.case.docket.hold_up(self.rules, about(items), ground, self.now)?;
        self.ticks(ticks);
        Ok(())
    }

    /// The person was told that the law's clock on this item stands still: a promise that says
    /// that it follows the law then stands still too, from the telling on.
    pub(super) fn follow_the_law(
        &mut self,
        item: ItemNo,
        ground: PauseGround,
        told: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let open =
            |clock: &Clock| clock.pauses.iter().any(|p| p.ground == ground && p.to.is_none());
        let clocks = clocks_of(&self.case, &[item]);
        if !clocks.iter().any(|(_, clock)| clock.started.tier == Tier::Statute && open(clock)) {
            return Ok(());
        }
        for (no, clock) in clocks.iter().filter(|(_, clock)| !open(clock)) {
            let (pack, rule) =
                self.rules.rule(&clock.started.rule).ok_or(Refusal::RuleNotAtHand)?;
            if rule.pause_when == PauseWhen::WithStatute
                && self.rules.pauses_on(pack, rule).contains(&ground)
            {
                self.push(Event::ClockPaused { clock: *no, ground, from: told });
            }
        }
        Ok(())
    }

    /// What these items' clocks stood still for has come in.
    pub(super) fn run_on(&mut self, items: &[ItemNo], ground: PauseGround) -> Result<(), Refusal> {
        let ticks = self.case.docket.run_on(self.rules, about(items), ground, self.now)?;
        self.ticks(ticks);
        Ok(())
    }

    /// Identity or standing may have changed: clocks that waited for it run on, item by item.
    pub(super) fn settle(&mut self) -> Result<(), Refusal> {
        let today = self.today();
        let settled: Vec<ItemNo> = self
            .case
            .items
            .values()
            .filter(|item| self.case.is_settled(item, today))
            .map(|item| item.asked.no)
            .collect();
        self.run_on(&settled, PauseGround::Identity)?;
        self.reopen_for_late_proof(&settled)
    }
}

/// The duties that count from the receipt or from what it waits for.
pub(super) fn is_owed_from_receipt(rule: &Rule) -> bool {
    match rule.anchor {
        Anchor::Receipt | Anchor::LatestOf(_) | Anchor::IdentityIfAskedWithin { .. } => true,
        Anchor::Decision | Anchor::Knowledge | Anchor::Assessment | Anchor::NoticeSent => false,
    }
}

/// The duties that count from the decision.
pub(super) fn is_owed_from_decision(rule: &Rule) -> bool {
    rule.anchor == Anchor::Decision
}

/// The duties of these items.
fn about(items: &[ItemNo]) -> impl Fn(Option<ItemNo>) -> bool {
    |item| item.is_some_and(|item| items.contains(&item))
}

fn clocks_of(case: &Case, items: &[ItemNo]) -> Vec<(ClockNo, Clock)> {
    let of_these = about(items);
    let mine = |clock: &Clock| clock.is_open() && of_these(clock.started.item);
    let clocks = case.docket.clocks.iter().filter(|(_, clock)| mine(clock));
    clocks.map(|(no, clock)| (*no, clock.clone())).collect()
}
