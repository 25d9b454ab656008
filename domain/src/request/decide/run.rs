//! Running the clocks: start, hold up, run on, and compute when they are due.

use chrono::{DateTime, NaiveDate, Utc};

use crate::assurance::Assurance;
use crate::clock::{
    Anchor, DueRecord, Duty, Gate, Pause, PauseMode, PauseWhen, Reckoning, Rule, Terms, Tier,
    reckon_legs, within_working_days,
};
use crate::ground::PauseGround;
use crate::id::ItemNo;
use crate::moment::Moment;
use crate::regime::{Pack, RegimeChoice, Rulebook};
use crate::request::case::Case;
use crate::request::clocks::{Clock, ClockNo, Started};
use crate::request::event::Event;
use crate::request::refusal::Refusal;

use super::Draft;

/// When a clock is due, or nothing while a pause holds it.
pub(super) fn due_of(
    rules: &Rulebook,
    clock: &Clock,
    anchor: Moment,
    pauses: &[Pause],
    extended: bool,
) -> Result<Option<DueRecord>, Refusal> {
    Ok(reckoned(rules, clock, anchor, pauses, extended)?.record())
}

fn reckoned(
    rules: &Rulebook,
    clock: &Clock,
    anchor: Moment,
    pauses: &[Pause],
    extended: bool,
) -> Result<Reckoning, Refusal> {
    let (_, rule) = rules.rule(&clock.started.rule).ok_or(Refusal::RuleNotAtHand)?;
    let terms = terms_of(rule, extended);
    let reckoning = reckon_legs(&terms, anchor, pauses, &clock.started.legs, rules.calendars())?;
    Ok(if extended { reckoning.extending(rule.period, terms.period) } else { reckoning })
}

impl Clock {
    /// How the due moment is found: recomputed from the facts of the case with these rules, never
    /// stored. Nothing, when a rule or calendar of the clock is not at hand.
    #[must_use]
    pub fn explain(&self, rules: &Rulebook) -> Option<Reckoning> {
        reckoned(rules, self, self.anchor, &self.pauses, self.extended).ok()
    }
}

fn terms_of(rule: &Rule, extended: bool) -> Terms {
    match &rule.extension {
        Some(extension) if extended => rule.terms().extended_to(extension.total),
        Some(_) | None => rule.terms(),
    }
}

/// Whether a clock of this rule waits for the gate and counts anew from it, instead of standing
/// still for a while.
fn waits_for(rule: &Rule, ground: PauseGround) -> bool {
    match &rule.anchor {
        Anchor::LatestOf(gates) => match ground {
            PauseGround::Identity => gates.contains(&Gate::Identity),
            PauseGround::Fee => gates.contains(&Gate::Fee),
            PauseGround::Clarification => false,
        },
        Anchor::IdentityIfAskedWithin { .. } => ground == PauseGround::Identity,
        Anchor::Receipt
        | Anchor::Decision
        | Anchor::Knowledge
        | Anchor::Assessment
        | Anchor::NoticeSent => false,
    }
}

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
        let zone = Some(receipt.received.zone);
        let legs = self.rules.legs(pack, rule, receipt.subject.residence.as_ref(), zone);
        let terms = terms_of(rule, false);
        let reckoning = reckon_legs(&terms, anchor, &[], &legs, self.rules.calendars())?;
        // Without a pause there is always a due moment.
        let Some(due) = reckoning.record() else { return Err(Refusal::RuleNotAtHand) };
        self.push(Event::ClockStarted(Box::new(Started {
            no: ClockNo::after(self.case.clocks.keys().next_back()),
            item,
            duty: rule.duty,
            tier: rule.tier,
            regime: choice.regime.clone(),
            rule: pack.name(rule),
            governs: self.rules.governs(pack, rule),
            legs,
            anchor,
            due,
        })));
        Ok(())
    }

    /// The day by which the version of a rule is chosen: the day of receipt where it was received.
    fn anchor_day(&self, anchor: Moment) -> NaiveDate {
        anchor.day_in(self.case.receipt.received.zone)
    }

    /// Something that clocks may stand still for has begun, for these items.
    pub(super) fn hold_up(&mut self, items: &[ItemNo], ground: PauseGround) -> Result<(), Refusal> {
        for (no, clock) in clocks_of(&self.case, items) {
            let paused = clock.pauses.iter().any(|p| p.ground == ground && p.to.is_none());
            if !paused && self.stands_still(&clock, ground)? {
                self.push(Event::ClockPaused { clock: no, ground, from: self.now });
            }
        }
        Ok(())
    }

    fn stands_still(&self, clock: &Clock, ground: PauseGround) -> Result<bool, Refusal> {
        let (pack, rule) = self.rules.rule(&clock.started.rule).ok_or(Refusal::RuleNotAtHand)?;
        if rule.pause_when == PauseWhen::WithStatute {
            // It follows the law only from the moment at which the person is told.
            return Ok(false);
        }
        if let (Anchor::IdentityIfAskedWithin { working_days }, PauseGround::Identity) =
            (&rule.anchor, ground)
        {
            // Asked too late, the time already running stays: a clock cannot be put to sleep.
            let now = Moment::At(self.now);
            for leg in &clock.started.legs {
                let calendar = self.calendar(&leg.calendar)?;
                let asked_by = clock.anchor;
                if !within_working_days(asked_by, now, *working_days, leg.zone, &calendar)? {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        Ok(waits_for(rule, ground)
            || (rule.pause != PauseMode::None
                && self.rules.pauses_on(pack, rule).contains(&ground)))
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
        let at = self.now;
        for (no, clock) in clocks_of(&self.case, items) {
            if !clock.pauses.iter().any(|p| p.ground == ground && p.to.is_none()) {
                continue;
            }
            let (_, rule) = self.rules.rule(&clock.started.rule).ok_or(Refusal::RuleNotAtHand)?;
            let held_still = clock.pauses.iter().any(|p| p.ground != ground && p.to.is_none());
            if waits_for(rule, ground) && !held_still {
                let anchor = Moment::At(at);
                if let Some(due) = due_of(self.rules, &clock, anchor, &[], clock.extended)? {
                    self.push(Event::ClockReanchored { clock: no, anchor, due });
                }
                continue;
            }
            let pauses = ended(&clock.pauses, ground, at);
            let due = due_of(self.rules, &clock, clock.anchor, &pauses, clock.extended)?;
            self.push(Event::ClockResumed { clock: no, ground, at, due });
        }
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

fn clocks_of(case: &Case, items: &[ItemNo]) -> Vec<(ClockNo, Clock)> {
    case.clocks
        .iter()
        .filter(|(_, c)| c.is_open() && c.started.item.is_some_and(|item| items.contains(&item)))
        .map(|(no, clock)| (*no, clock.clone()))
        .collect()
}

fn ended(pauses: &[Pause], ground: PauseGround, at: DateTime<Utc>) -> Vec<Pause> {
    let mut pauses = pauses.to_vec();
    for pause in pauses.iter_mut().filter(|pause| pause.ground == ground) {
        pause.to.get_or_insert(at);
    }
    pauses
}
