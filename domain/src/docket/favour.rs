//! Of two versions of the published policy, the one that is better for the person governs (P22).

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::clock::{DueRecord, reckon_legs};
use crate::id::RegimeId;
use crate::moment::start_of_day;
use crate::regime::Rulebook;

use super::reckon::{Unreckoned, due_of};
use super::{Clock, ClockNo, Docket, Started, Tick};

/// A promise that is made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Favour<Of> {
    /// From when on the policy of today is in force.
    pub from: DateTime<Utc>,
    /// The clock, and everything that held the old one up.
    pub ticks: Vec<Tick<Of>>,
}

impl<Of: Copy + Eq> Docket<Of> {
    /// Running promises of the house that its policy of today makes for an earlier time than the one under
    /// which they began: each is made again, from the same moment and standing still when that one did, once
    /// the policy is in force. The old one runs on beside it, and whichever is due first governs. A policy
    /// that promises more time changes nothing for a case that was there before it.
    ///
    /// A rule takes the place of the one that has its name.
    pub fn favours(&self, rules: &Rulebook) -> Result<Vec<Favour<Of>>, Unreckoned> {
        let house = RegimeId::house();
        let Some(pack) = rules.adopted(&house) else { return Ok(Vec::new()) };
        let mut favours = Vec::new();
        let mut no = self.next_no();
        for clock in self.clocks.values().filter(|clock| clock.is_running()) {
            let started = &clock.started;
            let Some(rule) = pack.rule(&started.rule.rule) else { continue };
            let name = pack.name(rule);
            let mut beside = self.open(started.item, started.duty);
            if started.regime != house || beside.any(|(_, other)| other.started.rule == name) {
                continue;
            }
            let reckoned = |pauses| {
                reckon_legs(&rule.terms(), clock.anchor, pauses, &started.legs, rules.calendars())
            };
            let (Some(due), Some(at_first)) =
                (reckoned(&clock.pauses)?.record(), reckoned(&[])?.record())
            else {
                continue;
            };
            if due.late_from >= clock.due.late_from {
                continue;
            }
            let made = Started {
                no,
                rule: name,
                tier: rule.tier,
                governs: rules.governs(pack, rule),
                anchor: clock.anchor,
                due: at_first,
                ..Started::clone(started)
            };
            let from = start_of_day(rule.effective_from, rules.house().zone);
            favours.push(Favour { from, ticks: made_again(rules, made, clock)? });
            no = ClockNo::after(Some(&no));
        }
        Ok(favours)
    }
}

/// A promise made again, with everything that held the old one up.
fn made_again<Of: Copy + Eq>(
    rules: &Rulebook,
    made: Started<Of>,
    old: &Clock<Of>,
) -> Result<Vec<Tick<Of>>, Unreckoned> {
    let clock = made.no;
    let like = Clock { started: Arc::new(made.clone()), due: made.due.clone(), ..old.clone() };
    let mut ticks = vec![Tick::ClockStarted(Box::new(made))];
    for (count, pause) in (1..).zip(&old.pauses) {
        let (ground, from) = (pause.ground, pause.from);
        ticks.push(Tick::ClockPaused { clock, ground, from });
        if let Some(at) = pause.to {
            let pauses = &old.pauses[..count];
            let due: Option<DueRecord> = due_of(rules, &like, old.anchor, pauses, false)?;
            ticks.push(Tick::ClockResumed { clock, ground, at, due });
        }
    }
    Ok(ticks)
}
