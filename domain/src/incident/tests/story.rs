//! An incident and the clock, the rules and the people around it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use cqrs_es::Aggregate as _;

use crate::actor::{Actor, Role};
use crate::breach::{Affected, Capacity, Cause, Count, DataClass, Nature, Operator, Risk};
use crate::clock::Duty;
use crate::contact::{Channel, Contact, Intake, Means, Provenance};
use crate::docket::Clock;
use crate::id::{IncidentId, ItemNo, TrackNo};
use crate::incident::*;
use crate::kind::Relation;
use crate::moment::Moment;
use crate::people::{Party, Standing as MaySpeak};
use crate::place::Language;
use crate::received::Received;
use crate::reference::Reference;
use crate::regime::Rulebook;
use crate::request::tests::story::{MAIL, actor, at, residence, rules, sealed};

/// One incident and everything around it.
pub(crate) struct Story {
    pub(crate) incident: Incident,
    pub(crate) now: DateTime<Utc>,
    pub(crate) rules: Arc<Rulebook>,
    pub(crate) history: Vec<Event>,
    pub(crate) by: Actor,
}

/// A member of staff reports something in Berlin.
pub(crate) fn report(received: &str) -> Receive {
    let mail =
        Contact { channel: Channel::Email, value: sealed("mail"), provenance: Provenance::Given };
    Receive {
        id: IncidentId::derive(&["test"]),
        reference: Reference::from_chance(77),
        intake: Intake::Portal,
        received: Received {
            moment: Moment::At(at(received)),
            zone: chrono_tz::Europe::Berlin,
            country: None,
            by: None,
        },
        late_reason: None,
        source: Source::Staff,
        from: None,
        dispatch: None,
        reporter: Party {
            relation: Relation::Reporter,
            name: Some(sealed("name")),
            language: Language::english(),
            contacts: BTreeMap::from([(MAIL, mail)]),
            identity: BTreeMap::new(),
            standing: MaySpeak::NotShown,
        },
        summary: sealed("summary"),
        external_ref: None,
        times: Times::new(),
        processor: ProcessorWord::default(),
        capacity: Capacity::Controller,
        operator: Operator::Other,
        affected: Vec::new(),
    }
}

/// People by place: a country, or a country and a region behind a hyphen; `??` for nobody knows where.
pub(crate) fn people(of: &[(&str, Count)]) -> Vec<Affected> {
    let one = |(place, people): &(&str, Count)| {
        let place = match place.split_once('-') {
            _ if *place == "??" => None,
            Some((country, region)) => Some(residence(country, Some(region))),
            None => Some(residence(place, None)),
        };
        Affected { place, people: *people, records: Count::Unknown }
    };
    of.iter().map(one).collect()
}

/// Addresses got out by mistake.
pub(crate) fn leak(risk: Risk, of: &[(&str, Count)]) -> Finding {
    Finding {
        natures: BTreeSet::from([Nature::Leak]),
        data: BTreeSet::from([DataClass::Ordinary]),
        causes: BTreeSet::from([Cause::Mistake]),
        risk,
        ..Finding::assumed(&people(of))
    }
}

/// A version made now.
pub(crate) fn assess(finding: Finding) -> Act {
    Act::Assess {
        made: None,
        known: None,
        finding: Box::new(finding),
        reasoning: sealed("reasoning"),
        changed: Some(sealed("changed")),
    }
}

/// The house was aware then.
pub(crate) fn aware(at_text: &str) -> Act {
    Act::State(State {
        times: vec![(Fact::Aware, Some(at(at_text)))],
        reason: Some(sealed("reason")),
        ..State::default()
    })
}

impl Story {
    /// A controller in Berlin.
    pub(crate) fn of(report: Receive) -> Self {
        Self::under(rules("DE", chrono_tz::Europe::Berlin), report)
    }

    pub(crate) fn under(rules: Arc<Rulebook>, report: Receive) -> Self {
        let received = report.received.moment.earliest_in(report.received.zone);
        let mut story = Self {
            incident: Incident::default(),
            now: received + TimeDelta::minutes(5),
            rules,
            history: Vec::new(),
            by: actor(Role::Officer, "officer.one"),
        };
        story.does(Act::Receive(Box::new(report)));
        story
    }

    pub(crate) fn decide(&self, act: Act) -> Result<Vec<Event>, Refusal> {
        let (now, by, rules) = (self.now, self.by.clone(), Arc::clone(&self.rules));
        self.incident.decide(Command { now, by, rules, act })
    }

    /// Carries a command out and returns the names of its events.
    pub(crate) fn does(&mut self, act: Act) -> Vec<String> {
        let told = format!("{act:?}");
        let events = self.decide(act).unwrap_or_else(|refusal| panic!("{told}: {refusal}"));
        for event in &events {
            self.incident.apply(event.clone());
        }
        self.history.extend(events.clone());
        events.iter().map(cqrs_es::DomainEvent::event_type).collect()
    }

    /// The code with which a command is refused.
    pub(crate) fn refuses(&self, act: Act) -> &'static str {
        let told = format!("{act:?}");
        self.decide(act).err().unwrap_or_else(|| panic!("not refused: {told}")).code()
    }

    pub(crate) fn as_role(&mut self, role: Role, id: &str) -> &mut Self {
        self.by = actor(role, id);
        self
    }

    pub(crate) fn on(&mut self, instant: &str) -> &mut Self {
        self.now = at(instant);
        self
    }

    pub(crate) fn case(&self) -> &Case {
        self.incident.case().unwrap()
    }

    /// The last duty that this rule of a regime brought.
    pub(crate) fn duty(&self, regime: &str, rule: &str) -> ItemNo {
        self.find(regime, rule).unwrap_or_else(|| panic!("no {rule} of {regime}"))
    }

    pub(crate) fn find(&self, regime: &str, rule: &str) -> Option<ItemNo> {
        let of = |one: &&Obligation| {
            one.arisen.regime.as_str() == regime && one.arisen.rule.rule.as_str() == rule
        };
        self.case().obligations.values().rfind(of).map(|one| one.arisen.no)
    }

    pub(crate) fn standing(&self, regime: &str, rule: &str) -> Standing {
        self.case().obligations[&self.duty(regime, rule)].standing
    }

    /// Whether it is owed now.
    pub(crate) fn owes(&self, regime: &str, rule: &str) -> bool {
        self.find(regime, rule)
            .is_some_and(|no| self.case().obligations[&no].standing == Standing::Owed)
    }

    pub(crate) fn clock(&self, regime: &str, rule: &str) -> &Clock {
        let no = Some(self.duty(regime, rule));
        let clocks = &self.case().docket.clocks;
        clocks.values().rfind(|clock| clock.started.item == no).unwrap()
    }

    /// When it is due, as recorded.
    pub(crate) fn due(&self, regime: &str, rule: &str) -> String {
        let due = self.clock(regime, rule).due.due;
        serde_json::to_value(due).unwrap().as_str().unwrap().to_owned()
    }

    /// A notice to an authority, given now.
    pub(crate) fn notice(&self, phase: NoticePhase, duties: &[ItemNo]) -> Act {
        Act::NotifyAuthority(Box::new(NotifyAuthority {
            to: sealed("authority"),
            phase,
            duties: duties.iter().copied().collect(),
            at: self.now,
            contents: BTreeSet::from([Content::Nature, Content::Numbers]),
            text: None,
            reference: Some(sealed("reference")),
            late_reason: None,
        }))
    }

    /// So many people were told, just now.
    pub(crate) fn tells(&self, duties: &[ItemNo], people: u64, complete: bool) -> Act {
        Act::TellPeople(Box::new(TellPeople {
            duties: duties.iter().copied().collect(),
            from: self.now,
            at: self.now,
            means: BTreeSet::from([Means::Email]),
            people,
            complete,
            text: None,
            late_reason: None,
        }))
    }

    /// Everything that was planned is done.
    pub(crate) fn contains(&mut self) -> &mut Self {
        let open = self.case().measures.values().filter(|m| m.settled.is_none());
        let open: Vec<TrackNo> = open.map(|measure| measure.planned.no).collect();
        for measure in open {
            self.does(Act::Settle { measure, done: true, at: self.now, words: None });
        }
        self
    }

    pub(crate) fn duties_of(&self, duty: Duty) -> usize {
        self.case().owed().filter(|(_, one)| one.arisen.duty == duty).count()
    }
}
