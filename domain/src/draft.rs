//! A decision in the making, the same for every kind of case.

use chrono::{DateTime, NaiveDate, Utc};

use crate::actor::Actor;
use crate::case::{Case, Command};
use crate::docket::Tick;
use crate::docket::reckon::Unreckoned;
use crate::people::prove::Proving;
use crate::people::{People, Shown};
use crate::regime::Rulebook;

/// A kind of case that is decided about on a draft.
pub(crate) trait Drafted:
    Case<Event: Clone + From<Tick>, Refusal: From<Unreckoned>>
{
    /// Something that time alone brings about.
    type Alarm;

    /// Folds one event.
    fn follow(&mut self, event: Self::Event);
    /// When it was entered here.
    fn entered(&self) -> DateTime<Utc>;
    /// Every alarm that the case has ahead of it or overdue, with its moment.
    fn alarms(&self, rules: &Rulebook) -> Vec<(DateTime<Utc>, Self::Alarm)>;
    /// Does what an alarm is for.
    fn fire(draft: &mut Draft<'_, Self>, alarm: Self::Alarm) -> Result<(), Self::Refusal>;
    /// Adds what follows by itself.
    fn derive(draft: &mut Draft<'_, Self>) -> Result<(), Self::Refusal>;
}

/// The case as it will be, and the events that make it so.
pub(crate) struct Draft<'c, C: Case> {
    pub(crate) case: C,
    pub(crate) events: Vec<C::Event>,
    pub(crate) now: DateTime<Utc>,
    pub(crate) by: &'c Actor,
    pub(crate) rules: &'c Rulebook,
}

impl<'c, C: Drafted> Draft<'c, C> {
    pub(crate) fn of(case: C, command: &'c Command<C::Act>) -> Self {
        let Command { now, by, rules, .. } = command;
        Self { case, events: Vec::new(), now: *now, by, rules }
    }

    /// Adds an event and applies it at once.
    pub(crate) fn push(&mut self, event: C::Event) {
        self.case.follow(event.clone());
        self.events.push(event);
    }

    pub(crate) fn tick(&mut self, tick: Tick) {
        self.push(tick.into());
    }

    pub(crate) fn ticks(&mut self, ticks: Vec<Tick>) {
        for tick in ticks {
            self.tick(tick);
        }
    }

    /// Today in the zone of the house: the day by which standing, holds and tails are judged.
    pub(crate) fn today(&self) -> NaiveDate {
        self.now.with_timezone(&self.rules.house().zone).date_naive()
    }

    /// Looks at the time: fires the alarms whose time has come, earliest first. Idempotent, as an alarm
    /// that has fired is no longer listed.
    pub(crate) fn check_clocks(&mut self) -> Result<(), C::Refusal> {
        // Calendars and the time zone database follow adoption.
        self.ticks(self.case.docket().moves(self.rules)?);
        // So does the house's own policy, as far as that is better for the person.
        for favour in self.case.docket().favours(self.rules)? {
            if favour.from <= self.now {
                self.ticks(favour.made_at(self.now));
            }
        }
        loop {
            let alarms = self.case.alarms(self.rules).into_iter();
            let due = alarms.filter(|(at, _)| *at <= self.now).min_by_key(|(at, _)| *at);
            let Some((_, alarm)) = due else { return Ok(()) };
            let before = self.events.len();
            C::fire(self, alarm)?;
            C::derive(self)?;
            // An alarm that changes nothing would be listed for ever.
            if self.events.len() == before {
                return Ok(());
            }
        }
    }
}

/// When the time is to be looked at next: the earliest of the same alarms that is ahead.
pub(crate) fn next_check<C: Drafted>(case: &C, rules: &Rulebook) -> Option<DateTime<Utc>> {
    // A clock that the rules of today would move is moved by the next look: any time will do.
    let moves = case.docket().moves(rules).is_ok_and(|moves| !moves.is_empty());
    let at_once = moves.then(|| case.entered());
    let favours = case.docket().favours(rules).unwrap_or_default().into_iter();
    let favours = favours.map(|favour| favour.from.max(case.entered()));
    case.alarms(rules).into_iter().map(|(at, _)| at).chain(at_once).chain(favours).min()
}

impl<C: Drafted<Event: From<Shown>>> Proving for Draft<'_, C> {
    fn people(&self) -> &People {
        self.case.people()
    }

    fn now(&self) -> DateTime<Utc> {
        self.now
    }

    fn today(&self) -> NaiveDate {
        Draft::today(self)
    }

    fn by(&self) -> &Actor {
        self.by
    }

    fn happens(&mut self, shown: Shown) {
        self.push(shown.into());
    }
}
