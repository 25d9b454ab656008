//! When a clock is due, and whether something holds it up.

use chrono::{DateTime, Utc};

use crate::clock::{
    Anchor, ClockError, DueRecord, Gate, Pause, PauseMode, PauseWhen, Reckoning, Rule, Terms,
    reckon_legs, within_working_days,
};
use crate::ground::PauseGround;
use crate::moment::Moment;
use crate::place::Residence;
use crate::regime::{Pack, RegimeChoice, Rulebook};

use super::{Clock, ClockNo, Docket, Started, Tick};

/// Why nothing can be said about a clock.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreckoned {
    /// Its rule is not at hand.
    #[error("a rule of the clock is not at hand")]
    RuleNotAtHand,
    /// It cannot be counted: a calendar is missing, or ends.
    #[error(transparent)]
    Clock(#[from] ClockError),
}

/// What a case tells its clocks about itself.
#[derive(Debug, Clone, Copy)]
pub struct Whereabouts<'a> {
    /// Where the person lives, as far as it is known.
    pub residence: Option<&'a Residence>,
    /// The zone of the place where the case came in.
    pub zone: chrono_tz::Tz,
}

/// When a clock is due, or nothing while a pause holds it.
pub fn due_of<Of>(
    rules: &Rulebook,
    clock: &Clock<Of>,
    anchor: Moment,
    pauses: &[Pause],
    extended: bool,
) -> Result<Option<DueRecord>, Unreckoned> {
    Ok(reckoned(rules, clock, anchor, pauses, extended)?.record())
}

fn reckoned<Of>(
    rules: &Rulebook,
    clock: &Clock<Of>,
    anchor: Moment,
    pauses: &[Pause],
    extended: bool,
) -> Result<Reckoning, Unreckoned> {
    let (_, rule) = rules.rule(&clock.started.rule).ok_or(Unreckoned::RuleNotAtHand)?;
    let terms = terms_of(rule, extended);
    let reckoning = reckon_legs(&terms, anchor, pauses, &clock.started.legs, rules.calendars())?;
    Ok(if extended { reckoning.extending(rule.period, terms.period) } else { reckoning })
}

fn terms_of(rule: &Rule, extended: bool) -> Terms {
    match &rule.extension {
        Some(extension) if extended => rule.terms().extended_to(extension.total),
        Some(_) | None => rule.terms(),
    }
}

impl<Of> Clock<Of> {
    /// How the due moment is found: recomputed from the facts of the case with these rules, never
    /// stored. Nothing, when a rule or calendar of the clock is not at hand.
    #[must_use]
    pub fn explain(&self, rules: &Rulebook) -> Option<Reckoning> {
        reckoned(rules, self, self.anchor, &self.pauses, self.extended).ok()
    }

    fn is_held_on(&self, ground: PauseGround) -> bool {
        self.pauses.iter().any(|pause| pause.ground == ground && pause.to.is_none())
    }
}

/// Whether a clock of this rule waits for the gate and counts anew from it, instead of standing
/// still for a while.
fn waits_for(rule: &Rule, ground: PauseGround) -> bool {
    match &rule.anchor {
        Anchor::LatestOf(gates) => match ground {
            PauseGround::Identity => gates.contains(&Gate::Identity),
            PauseGround::Fee => gates.contains(&Gate::Fee),
            PauseGround::Clarification | PauseGround::Stay => false,
        },
        Anchor::IdentityIfAskedWithin { .. } => ground == PauseGround::Identity,
        Anchor::Receipt
        | Anchor::Decision
        | Anchor::Knowledge
        | Anchor::Assessment
        | Anchor::NoticeSent => false,
    }
}

/// Everything that holds a clock up which counts from there, again, in order.
pub(crate) fn held_up<Of: Copy>(
    rules: &Rulebook,
    (no, clock): (ClockNo, &Clock<Of>),
    anchor: Moment,
    pauses: &[Pause],
) -> Result<Vec<Tick<Of>>, Unreckoned> {
    let mut ticks = Vec::new();
    for (count, Pause { ground, from, to }) in (1..).zip(pauses.iter().copied()) {
        ticks.push(Tick::ClockPaused { clock: no, ground, from });
        if let Some(at) = to {
            let due = due_of(rules, clock, anchor, &pauses[..count], false)?;
            ticks.push(Tick::ClockResumed { clock: no, ground, at, due });
        }
    }
    Ok(ticks)
}

impl<Of: Copy + Eq> Docket<Of> {
    /// A clock of a rule as it starts from an anchor.
    pub fn starting(
        &self,
        rules: &Rulebook,
        (choice, pack, rule): (&RegimeChoice, &Pack, &Rule),
        item: Option<Of>,
        anchor: Moment,
        at: Whereabouts<'_>,
    ) -> Result<Tick<Of>, Unreckoned> {
        let legs = rules.legs(pack, rule, at.residence, Some(at.zone));
        let terms = terms_of(rule, false);
        let reckoning = reckon_legs(&terms, anchor, &[], &legs, rules.calendars())?;
        // Without a pause there is always a due moment.
        let due = reckoning.record().ok_or(Unreckoned::RuleNotAtHand)?;
        Ok(Tick::ClockStarted(Box::new(Started {
            no: self.next_no(),
            item,
            duty: rule.duty,
            tier: rule.tier,
            regime: choice.regime.clone(),
            rule: pack.name(rule),
            governs: rules.governs(pack, rule),
            legs,
            anchor,
            due,
        })))
    }

    /// Something that clocks may stand still for has begun for what these are about: those that do.
    pub fn hold_up(
        &self,
        rules: &Rulebook,
        about: impl Fn(Option<Of>) -> bool,
        ground: PauseGround,
        now: DateTime<Utc>,
    ) -> Result<Vec<Tick<Of>>, Unreckoned> {
        let mut ticks = Vec::new();
        for (no, clock) in self.owed(about) {
            if !clock.is_held_on(ground) && stands_still(rules, clock, ground, now)? {
                ticks.push(Tick::ClockPaused { clock: no, ground, from: now });
            }
        }
        Ok(ticks)
    }

    /// What clocks stood still for has come in: those that run on, or count anew from now.
    pub fn run_on(
        &self,
        rules: &Rulebook,
        about: impl Fn(Option<Of>) -> bool,
        ground: PauseGround,
        at: DateTime<Utc>,
    ) -> Result<Vec<Tick<Of>>, Unreckoned> {
        let mut ticks = Vec::new();
        for (no, clock) in self.owed(about).filter(|(_, clock)| clock.is_held_on(ground)) {
            let (_, rule) = rules.rule(&clock.started.rule).ok_or(Unreckoned::RuleNotAtHand)?;
            let held_still = clock.pauses.iter().any(|p| p.ground != ground && p.to.is_none());
            if waits_for(rule, ground) && !held_still {
                let anchor = Moment::At(at);
                if let Some(due) = due_of(rules, clock, anchor, &[], clock.extended)? {
                    ticks.push(Tick::ClockReanchored { clock: no, anchor, due });
                }
                continue;
            }
            let pauses = ended(&clock.pauses, ground, at);
            let due = due_of(rules, clock, clock.anchor, &pauses, clock.extended)?;
            ticks.push(Tick::ClockResumed { clock: no, ground, at, due });
        }
        Ok(ticks)
    }

    fn owed(
        &self,
        about: impl Fn(Option<Of>) -> bool,
    ) -> impl Iterator<Item = (ClockNo, &Clock<Of>)> {
        self.clocks
            .iter()
            .filter(move |(_, clock)| clock.is_open() && about(clock.started.item))
            .map(|(no, clock)| (*no, clock))
    }
}

/// Whether a clock stands still for that, by its law.
pub(crate) fn stands_still<Of>(
    rules: &Rulebook,
    clock: &Clock<Of>,
    ground: PauseGround,
    now: DateTime<Utc>,
) -> Result<bool, Unreckoned> {
    let (pack, rule) = rules.rule(&clock.started.rule).ok_or(Unreckoned::RuleNotAtHand)?;
    if rule.pause_when == PauseWhen::WithStatute {
        // It follows the law only from the moment at which the person is told.
        return Ok(false);
    }
    if let (Anchor::IdentityIfAskedWithin { working_days }, PauseGround::Identity) =
        (&rule.anchor, ground)
    {
        // Asked too late, the time already running stays: a clock cannot be put to sleep.
        for leg in &clock.started.legs {
            let calendar = rules.calendars().get(&leg.calendar).map_err(ClockError::from)?;
            let (asked_by, now) = (clock.anchor, Moment::At(now));
            if !within_working_days(asked_by, now, *working_days, leg.zone, &calendar)? {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    Ok(waits_for(rule, ground)
        || (rule.pause != PauseMode::None && rules.pauses_on(pack, rule).contains(&ground)))
}

fn ended(pauses: &[Pause], ground: PauseGround, at: DateTime<Utc>) -> Vec<Pause> {
    let mut pauses = pauses.to_vec();
    for pause in pauses.iter_mut().filter(|pause| pause.ground == ground) {
        pause.to.get_or_insert(at);
    }
    pauses
}
