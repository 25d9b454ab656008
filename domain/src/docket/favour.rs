//! Of two versions of the published policy, the one that is better for the person governs (P22).

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::clock::Rule;
use crate::id::RegimeId;
use crate::moment::start_of_day;
use crate::regime::Rulebook;

use super::reckon::{Unreckoned, due_of, held_up};
use super::{Clock, ClockNo, Docket, Started, Tick};

/// A promise that is made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Favour<Of> {
    /// From when on the policy of today is in force.
    pub from: DateTime<Utc>,
    /// From when on it is late.
    late_from: DateTime<Utc>,
    made: Started<Of>,
    held: Vec<Tick<Of>>,
}

impl<Of: Copy + Eq> Docket<Of> {
    /// Running promises of the house that its policy of today makes for an earlier time than the one under
    /// which they began: each is made again, from the same moment and standing still when that one did, once
    /// the policy is in force. The old one runs on beside it, and whichever is due first governs. A policy
    /// that promises more time changes nothing for a case that was there before it.
    ///
    /// The same is promised by a rule that differs in its time alone, whatever its name. What was extended was
    /// told to the person, and stays as it was told.
    pub fn favours(&self, rules: &Rulebook) -> Result<Vec<Favour<Of>>, Unreckoned> {
        let house = RegimeId::house();
        let Some(pack) = rules.adopted(&house) else { return Ok(Vec::new()) };
        let mut favours: Vec<Favour<Of>> = Vec::new();
        for (no, clock) in &self.clocks {
            let started = &clock.started;
            if started.regime != house || !clock.is_running() || self.is_extended(*no, clock) {
                continue;
            }
            let Some((_, old)) = rules.rule(&started.rule) else { continue };
            for rule in pack.rules.iter().filter(|rule| promises_the_same(rule, old)) {
                let name = pack.name(rule);
                let is_it = |other: &Started<Of>| {
                    (other.item, other.duty) == (started.item, started.duty) && other.rule == name
                };
                let there = self.clocks.values().any(|other| is_it(&other.started))
                    || favours.iter().any(|favour| is_it(&favour.made));
                if there || !rules.governs(pack, rule) {
                    continue;
                }
                let no = ClockNo::after(favours.last().map(|last| &last.made.no).or(self.last()));
                let made =
                    Started { no, rule: name, anchor: clock.anchor, ..Started::clone(started) };
                let again = Clock { started: Arc::new(made.clone()), ..clock.clone() };
                let (anchor, pauses) = (clock.anchor, clock.pauses.as_slice());
                if let Some(due) = due_of(rules, &again, anchor, pauses, false)?
                    && self.open(started.item, started.duty).all(|(_, other)| {
                        other.started.regime != house || due.late_from < other.due.late_from
                    })
                    && let Some(at_first) = due_of(rules, &again, anchor, &[], false)?
                {
                    let from = start_of_day(rule.effective_from, rules.house().zone);
                    let held = held_up(rules, (no, &again), anchor, pauses)?;
                    let made = Started { due: at_first, ..made };
                    favours.push(Favour { from, late_from: due.late_from, made, held });
                }
            }
        }
        Ok(favours)
    }

    fn is_extended(&self, no: ClockNo, clock: &Clock<Of>) -> bool {
        clock.extended || self.extensions.iter().any(|ordered| ordered.clocks.contains(&no))
    }

    fn last(&self) -> Option<&ClockNo> {
        self.clocks.keys().next_back()
    }
}

/// Whether two rules differ in their time alone. One that is to end promises nothing new.
fn promises_the_same(rule: &Rule, old: &Rule) -> bool {
    let of = |rule: &Rule| (rule.duty, rule.tier, rule.discharge);
    of(rule) == of(old)
        && rule.about == old.about
        && rule.anchor == old.anchor
        && rule.calendars == old.calendars
        && rule.effective_to.is_none()
}

impl<Of: Copy> Favour<Of> {
    /// What happens when it is made at that time. What would be late at once is shown and does not govern: a
    /// policy makes nobody late before it was there.
    #[must_use]
    pub fn made_at(self, now: DateTime<Utc>) -> Vec<Tick<Of>> {
        let Self { late_from, made, held, .. } = self;
        let governs = made.governs && late_from > now;
        let started = Tick::ClockStarted(Box::new(Started { governs, ..made }));
        std::iter::once(started).chain(held).collect()
    }
}
