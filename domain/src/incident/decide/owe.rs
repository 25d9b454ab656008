//! What is owed by what is known, and the clocks of it.

use chrono::{DateTime, Utc};

use crate::breach::{Affected, Count, Severity};
use crate::clock::{Anchor, Duty, Rule};
use crate::docket::reckon::Whereabouts;
use crate::docket::{Docket, EndKind, Tick};
use crate::id::{ItemNo, VersionNo};
use crate::incident::assessment::{Finding, UNGRADED};
use crate::incident::case::{Case, Phase};
use crate::incident::event::Event;
use crate::incident::record::{Arisen, Obligation, Standing};
use crate::incident::refusal::Refusal;
use crate::moment::Moment;
use crate::place::Residence;
use crate::regime::{Pack, RegimeChoice};

use super::Draft;

/// Why duties are derived anew.
#[derive(Debug, Clone, Copy)]
pub(super) enum Because {
    /// A version was made: what was judged not notifiable by what was known before is judged again.
    Assessed {
        /// When that was known which it newly says, as an officer judged.
        known: Option<DateTime<Utc>>,
        /// Where nobody did: when it was made. None for the first version, which counts from the first
        /// knowledge.
        made: Option<DateTime<Utc>>,
    },
    /// Anything else became known: what is new counts from the first knowledge.
    Known,
}

impl Draft<'_> {
    /// Derives anew what is owed, because of that.
    pub(super) fn owe(&mut self, because: Because) -> Result<(), Refusal> {
        let judged_anew = matches!(because, Because::Assessed { .. });
        let (finding, day, rules) = (self.finding(), self.day(), self.rules);
        let facts = finding.facts(self.case.capacity, self.case.operator);
        let regimes = rules.regimes_for_breach(&facts, day);
        if regimes != self.case.regimes {
            self.push(Event::RegimesChosen { regimes: regimes.clone() });
        }
        self.ask_for_parts();
        let version = self.case.version();
        let mut owed: Vec<(RegimeChoice, &Pack, &Rule)> = Vec::new();
        for choice in regimes {
            let pack = rules.pack(&choice.pack).ok_or(Refusal::RuleNotAtHand)?;
            let of_pack = rules.owed_for_breach(pack, &facts, day);
            owed.extend(of_pack.map(|rule| (choice.clone(), pack, rule)));
        }
        let gone = self.fall_away(|arisen| {
            !owed.iter().any(|(choice, _, rule)| arisen.is_of(&choice.regime, &rule.id))
        });
        for (choice, pack, rule) in &owed {
            let stands = |one: &Obligation| match one.standing {
                Standing::NotNotifiable { .. } => !judged_anew,
                Standing::FellAway { .. } => false,
                Standing::Done { version, .. } if rule.duty == Duty::NotifyPeople => {
                    self.told_everybody(&finding, pack, one.arisen.no, version)
                }
                Standing::Owed | Standing::Done { .. } => true,
            };
            let last = self.last_of(choice, rule);
            if last.is_some_and(stands) {
                continue;
            }
            // What comes back counts from what had brought it, and so does what was judged not to be owed
            // and is to be judged again: a version that is wrong in between gives nobody more time. What was
            // only assumed had not been judged: before the first version, and how grave it is before the
            // first that grades it. A rule that takes the place of one which gave less time
            // brings nobody more of it by being found out later.
            let back = last.filter(|one| {
                let judged = match one.standing {
                    Standing::NotNotifiable { .. } => true,
                    Standing::FellAway { version } => {
                        let at_all = one.arisen.version.is_none() && version <= Some(VersionNo(1));
                        let how_grave = rule.asks_how_grave() && version == self.first_graded();
                        !(at_all || how_grave)
                    }
                    Standing::Owed | Standing::Done { .. } => false,
                };
                !judged_anew || judged
            });
            let before = || {
                gone.iter().filter_map(|no| self.case.obligations.get(no)).find(|one| {
                    let stands_for =
                        one.arisen.regime == choice.regime && one.arisen.duty == rule.duty;
                    let gave = rules.rule(&one.arisen.rule).map(|(_, rule)| rule.period);
                    stands_for && gave.is_some_and(|gave| gave.at_least() <= rule.period.at_least())
                })
            };
            let from = back.or_else(before).map(|one| (one.arisen.version, one.arisen.known));
            let (version, known) = match (because, from) {
                (Because::Assessed { known: Some(known), .. }, _) => (version, Some(known)),
                (_, Some(inherited)) => inherited,
                (Because::Assessed { made, .. }, None) => (version, made),
                (Because::Known, None) => (version, None),
            };
            self.push(Event::DutyArose(Box::new(Arisen {
                no: ItemNo::after(self.case.obligations.keys().next_back()),
                regime: choice.regime.clone(),
                rule: pack.name(rule),
                duty: rule.duty,
                governs: rules.governs(pack, rule),
                version,
                known,
            })));
        }
        Ok(())
    }

    /// Whether anything that what is known brings is undone: nobody did it after all, or not to everybody. What
    /// fell away, or was judged not to be owed, was not done.
    pub(super) fn is_owed_again(&self) -> Result<bool, Refusal> {
        let (finding, day, rules) = (self.finding(), self.day(), self.rules);
        let facts = finding.facts(self.case.capacity, self.case.operator);
        for choice in rules.regimes_for_breach(&facts, day) {
            let pack = rules.pack(&choice.pack).ok_or(Refusal::RuleNotAtHand)?;
            let undone = |one: &Obligation| match one.standing {
                Standing::Owed => true,
                Standing::Done { version, .. } => {
                    one.arisen.duty == Duty::NotifyPeople
                        && !self.told_everybody(&finding, pack, one.arisen.no, version)
                }
                Standing::NotNotifiable { .. } | Standing::FellAway { .. } => false,
            };
            let mut owed = rules.owed_for_breach(pack, &facts, day);
            if owed.any(|rule| self.last_of(&choice, rule).is_some_and(undone)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The last duty that this rule brought: it counts, and those before it are history.
    fn last_of(&self, choice: &RegimeChoice, rule: &Rule) -> Option<&Obligation> {
        let mut all = self.case.obligations.values();
        all.rfind(|one| one.arisen.is_of(&choice.regime, &rule.id))
    }

    /// Whether a duty towards people that was done by that version was done to everybody of whom is known now:
    /// whoever was not thought of before was not told either.
    fn told_everybody(
        &self,
        finding: &Finding,
        pack: &Pack,
        no: ItemNo,
        version: Option<VersionNo>,
    ) -> bool {
        let people_of = |finding: &Finding| {
            let facts = finding.facts(self.case.capacity, self.case.operator);
            self.rules.people_under(pack, &facts)
        };
        let (before, people) = (self.found_by(version), people_of(finding));
        let told = self.case.people_told_by(no);
        // Where nobody had counted, as many were thought of as were told.
        let thought_of = match people_of(&before) {
            0 => told,
            counted => counted,
        };
        match version {
            Some(_) => !finding.goes_beyond(&before, people, thought_of),
            None => people <= told,
        }
    }

    /// Nothing is guessed of people of whom nobody says in which part of a country they live.
    fn ask_for_parts(&mut self) {
        let affected = self.placed(self.case.version()).affected;
        let places = self.rules.unclear_places(&affected, self.day());
        if places != self.case.unclear {
            self.push(Event::PlacesFoundUnclear { places });
        }
    }

    /// What is known now.
    fn finding(&self) -> Finding {
        self.found_by(self.case.version())
    }

    /// Where the house is.
    fn here(&self) -> Residence {
        Residence { country: self.rules.house().country.clone(), region: None }
    }

    /// What that version finds. People of whom nobody knows where they live count as living where the house
    /// is.
    fn placed(&self, version: Option<VersionNo>) -> Finding {
        let mut finding = self.case.finding(version);
        for affected in &mut finding.affected {
            affected.place.get_or_insert_with(|| self.here());
        }
        finding
    }

    /// The same; but before anybody has judged, some live where the house is whatever a report says: who
    /// reports does not say that nothing is owed. Nor does whoever leaves open how grave it is.
    fn found_by(&self, version: Option<VersionNo>) -> Finding {
        let (mut finding, here) = (self.placed(version), self.here());
        finding.severity = Some(self.graded(version));
        let is_here =
            |one: &Affected| one.place.as_ref().is_some_and(|at| at.country == here.country);
        let said = version.is_some() && !finding.affected.is_empty();
        if !said && !finding.affected.iter().any(is_here) {
            let (people, records) = (Count::Unknown, Count::Unknown);
            finding.affected.push(Affected { place: Some(here), people, records });
        }
        finding
    }

    /// The first version that grades it: until then it only counts as grave.
    fn first_graded(&self) -> Option<VersionNo> {
        let mut all = self.case.assessments.iter();
        all.find(|one| one.finding.severity.is_some()).map(|one| one.version)
    }

    /// How grave it counts as by that version: as it was graded last.
    fn graded(&self, version: Option<VersionNo>) -> Severity {
        let by_then = self.case.assessments.iter().filter(|one| Some(one.version) <= version);
        let mut graded = by_then.filter_map(|one| one.finding.severity);
        graded.next_back().unwrap_or(UNGRADED)
    }

    /// Nothing is owed any more.
    pub(super) fn owe_nothing(&mut self) {
        self.fall_away(|_| true);
    }

    fn fall_away(&mut self, gone: impl Fn(&Arisen) -> bool) -> Vec<ItemNo> {
        let version = self.case.version();
        let owed = self.case.owed().filter(|(_, one)| gone(&one.arisen));
        let gone: Vec<ItemNo> = owed.map(|(no, _)| no).collect();
        for duty in gone.iter().copied() {
            self.push(Event::DutyFellAway { duty, version });
        }
        gone
    }

    /// What follows by itself: clocks end, begin and stand still, and others govern.
    pub(super) fn derive(&mut self) -> Result<(), Refusal> {
        self.end_clocks();
        if self.case.phase == Phase::Open {
            self.start_clocks()?;
        }
        self.ticks(self.case.docket.changes());
        Ok(())
    }

    fn end_clocks(&mut self) {
        let open = self.case.docket.clocks.iter().filter(|(_, clock)| clock.is_open());
        let ended: Vec<Tick> = open
            .filter_map(|(no, clock)| {
                let one = self.case.obligations.get(&clock.started.item?)?;
                match one.standing {
                    Standing::Owed => None,
                    Standing::Done { at, .. } => Some(Docket::met(*no, clock, at)),
                    Standing::NotNotifiable { .. } | Standing::FellAway { .. } => {
                        Some(Tick::ClockEnded { clock: *no, at: self.now, how: EndKind::FellAway })
                    }
                }
            })
            .collect();
        self.ticks(ended);
    }

    fn start_clocks(&mut self) -> Result<(), Refusal> {
        let waiting: Vec<Arisen> = self
            .case
            .owed()
            .filter(|(no, one)| self.case.docket.open(Some(*no), one.arisen.duty).next().is_none())
            .map(|(_, one)| one.arisen.clone())
            .collect();
        let finding = self.finding();
        let facts = finding.facts(self.case.capacity, self.case.operator);
        for arisen in waiting {
            let (pack, rule) = self.rules.rule(&arisen.rule).ok_or(Refusal::RuleNotAtHand)?;
            let Some(anchor) = anchor(&self.case, &arisen, rule) else { continue };
            let chosen = |choice: &&RegimeChoice| choice.regime == arisen.regime;
            let choice = self.case.regimes.iter().find(chosen).ok_or(Refusal::RuleNotAtHand)?;
            let residence = self.rules.place_under(pack, &facts);
            let at = Whereabouts { residence, zone: self.case.receipt.received.zone };
            let named = (choice, pack, rule);
            let (of, no) = (Some(arisen.no), self.case.docket.next_no());
            let tick = self.case.docket.starting(self.rules, named, of, anchor, at)?;
            self.tick(tick);
            self.hold_anew(no)?;
        }
        Ok(())
    }

    /// The first knowledge, or when people were first told, was corrected: what counts from it counts anew,
    /// and what was done in time may have been late.
    pub(super) fn count_anew(&mut self) -> Result<(), Refusal> {
        let mut moved = Vec::new();
        for (no, clock) in &self.case.docket.clocks {
            let fell_away = clock.ended.is_some_and(|ended| ended.how == EndKind::FellAway);
            let of = clock.started.item.and_then(|item| self.case.obligations.get(&item));
            let Some(one) = of.filter(|_| !fell_away) else { continue };
            let (_, rule) = self.rules.rule(&clock.started.rule).ok_or(Refusal::RuleNotAtHand)?;
            if let Some(anchor) = anchor(&self.case, &one.arisen, rule)
                && matches!(rule.anchor, Anchor::Knowledge | Anchor::NoticeSent)
                && anchor != clock.anchor
            {
                moved.push((*no, anchor));
            }
        }
        for (no, anchor) in moved {
            self.reanchor(no, anchor)?;
        }
        Ok(())
    }
}

/// From where a duty counts; nothing while that is still ahead.
fn anchor(case: &Case, arisen: &Arisen, rule: &Rule) -> Option<Moment> {
    match rule.anchor {
        Anchor::Receipt => Some(case.receipt.received.moment),
        Anchor::Knowledge => Some(Moment::At(case.known(arisen))),
        Anchor::Assessment => {
            // By the version that found it; what was only assumed, by the first one.
            let mut versions = case.assessments.iter();
            let found = versions.find(|one| arisen.version.is_none_or(|no| one.version == no));
            found.map(|assessment| Moment::At(assessment.made))
        }
        Anchor::NoticeSent => case.first_told(&arisen.regime).map(Moment::At),
        // Of requests and complaints.
        Anchor::LatestOf(_) | Anchor::IdentityIfAskedWithin { .. } | Anchor::Decision => None,
    }
}
