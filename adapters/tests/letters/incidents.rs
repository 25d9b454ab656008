//! Incidents, and every message that they owe.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use cqrs_es::Aggregate as _;
use habeas_domain::actor::{Actor, Role};
use habeas_domain::breach::{Affected, Capacity, Cause, Count, DataClass, Nature, Operator, Risk};
use habeas_domain::case::CaseRef;
use habeas_domain::clock::{Due, Duty};
use habeas_domain::contact::{Channel, Contact, Intake, Provenance};
use habeas_domain::id::{IncidentId, PrincipalId, TrackNo};
use habeas_domain::incident::*;
use habeas_domain::kind::Relation;
use habeas_domain::moment::Moment;
use habeas_domain::notice::{Heard, NoticeKind};
use habeas_domain::people::{Party, Standing};
use habeas_domain::place::{Country, Language, Residence};
use habeas_domain::received::Received;
use habeas_domain::reference::Reference;
use habeas_domain::regime::Rulebook;

use crate::samples::Sample;
use crate::story::{MAIL, at, house, message, sealed};

/// An incident, and the events of its last command.
pub struct Happened {
    pub incident: Incident,
    pub last: Vec<Event>,
    pub rules: Arc<Rulebook>,
    now: DateTime<Utc>,
    by: Actor,
}

impl Happened {
    fn of(source: Source) -> Self {
        let received = at("2026-11-20T16:40:00+01:00");
        let mut happened = Self {
            incident: Incident::default(),
            last: Vec::new(),
            rules: Arc::new(Rulebook::shipped(house("DE", chrono_tz::Europe::Berlin))),
            now: received + TimeDelta::minutes(5),
            by: Actor { role: Role::Officer, id: PrincipalId::parse("officer.two").unwrap() },
        };
        happened.does(Act::Receive(Box::new(report(source, received))));
        happened
    }

    fn does(&mut self, act: Act) -> &mut Self {
        let told = format!("{act:?}");
        let (now, by, rules) = (self.now, self.by.clone(), Arc::clone(&self.rules));
        let events = self.incident.decide(Command { now, by, rules, act });
        self.last = events.unwrap_or_else(|refusal| panic!("{told}: {refusal}"));
        for event in &self.last {
            self.incident.apply(event.clone());
        }
        self
    }

    fn on(&mut self, instant: &str) -> &mut Self {
        self.now = at(instant);
        self
    }

    fn assessed(&mut self, risk: Risk) -> &mut Self {
        let country = |code| Residence { country: Country::parse(code).unwrap(), region: None };
        let affected = |place, people| Affected { place, people, records: Count::Unknown };
        self.does(Act::Assess {
            made: None,
            known: None,
            finding: Box::new(Finding {
                natures: BTreeSet::from([Nature::Leak, Nature::UnauthorisedAccess]),
                data: BTreeSet::from([DataClass::Ordinary, DataClass::Credentials]),
                causes: BTreeSet::from([Cause::Hacking]),
                risk,
                ..Finding::assumed(&[
                    affected(Some(country("DE")), Count::Between(38_000, 40_000)),
                    affected(Some(country("KR")), Count::Exactly(900)),
                    affected(None, Count::Unknown),
                ])
            }),
            reasoning: sealed("reasoning"),
            changed: Some(sealed("changed")),
        })
    }
}

fn report(source: Source, received: DateTime<Utc>) -> Receive {
    let mail =
        Contact { channel: Channel::Email, value: sealed("mail"), provenance: Provenance::Given };
    Receive {
        id: IncidentId::derive(&["sample"]),
        reference: Reference::from_chance(77_000_000_000),
        intake: Intake::Portal,
        received: Received {
            moment: Moment::At(received),
            zone: chrono_tz::Europe::Berlin,
            country: None,
            by: None,
        },
        late_reason: None,
        source,
        from: None,
        dispatch: None,
        reporter: Party {
            relation: Relation::Reporter,
            name: Some(sealed("name")),
            language: Language::english(),
            contacts: BTreeMap::from([(MAIL, mail)]),
            identity: BTreeMap::new(),
            standing: Standing::NotShown,
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

/// An authority wants people to be told by that day.
fn order(day: &str) -> Act {
    Act::Impose {
        by: Authority { name: sealed("authority"), reference: sealed("reference") },
        duty: Duty::NotifyPeople,
        due: Due::Day(day.parse().unwrap()),
        demand: sealed("tell them"),
    }
}

pub fn all() -> Vec<Sample> {
    let mut graver = Happened::of(Source::Processor);
    graver.assessed(Risk::Unlikely).on("2026-11-23T09:00:00+01:00").assessed(Risk::High);
    let mut again = Happened::of(Source::System);
    again.does(Act::JudgeNoBreach { reasoning: sealed("a test") });
    again.does(Act::Reopen { reasoning: sealed("no test") });
    let mut ended = Happened::of(Source::Staff);
    ended.does(Act::JudgeNoBreach { reasoning: sealed("a test") });
    let other = IncidentId::derive(&["other"]);
    ended.does(Act::Link { other: CaseRef::Incident(other), link: Link::Merged });
    let mut near = Happened::of(Source::Staff);
    near.assessed(Risk::High).on("2026-11-23T13:00:00+01:00").does(Act::CheckClocks);
    let mut late = Happened::of(Source::Authority);
    late.on("2026-11-24T09:00:00+01:00").does(Act::CheckClocks);
    let mut given = Happened::of(Source::Dispatch);
    given.does(Act::Assign {
        measure: TrackNo(1),
        owner: Owner { id: PrincipalId::parse("officer.one").unwrap(), on_staff: true },
        due: Some(at("2026-11-20T18:00:00+01:00")),
    });
    let mut stayed = Happened::of(Source::User);
    stayed.does(Act::Stay {
        authority: sealed("police"),
        reference: sealed("reference"),
        from: at("2026-11-20T16:41:00+01:00"),
        until: at("2026-11-27T12:00:00+01:00"),
    });
    let mut imposed = Happened::of(Source::Staff);
    imposed.does(order("2026-12-04"));
    let mut due_soon = Happened::of(Source::Staff);
    due_soon.does(Act::JudgeNoBreach { reasoning: sealed("a test") }).does(order("2026-11-27"));
    due_soon.on("2026-11-25T09:00:00+01:00").does(Act::CheckClocks);
    let mut missed = Happened::of(Source::Staff);
    missed.does(Act::JudgeNoBreach { reasoning: sealed("a test") }).does(order("2026-11-27"));
    missed.on("2026-11-28T09:00:00+01:00").does(Act::CheckClocks);
    let mut up = Happened::of(Source::Complaint);
    let lost = message(&[NoticeKind::Acknowledgement], None);
    let at = up.now;
    up.does(Act::Hear(Heard::NoticeGivenUp { message: lost, at }));
    let of = Sample::of_incident;
    vec![
        of("incident_accepted", Happened::of(Source::User), NoticeKind::Acknowledgement),
        of("incident_alarm", Happened::of(Source::Staff), NoticeKind::IncidentAlarm),
        of("incident_alarm_graver", graver, NoticeKind::IncidentAlarm),
        of("incident_alarm_again", again, NoticeKind::IncidentAlarm),
        of("incident_alarm_merged", ended, NoticeKind::IncidentAlarm),
        of("incident_four_hours", near, NoticeKind::FourHoursLeft),
        of("incident_overdue", late, NoticeKind::Overdue),
        of("incident_measure", given, NoticeKind::TaskAlarm),
        of("incident_stayed", stayed, NoticeKind::TrackAlarm),
        of("incident_imposed", imposed, NoticeKind::TrackAlarm),
        of("incident_imposed_near", due_soon, NoticeKind::TwoDaysLeft),
        of("incident_imposed_late", missed, NoticeKind::Overdue),
        of("incident_given_up", up, NoticeKind::Undeliverable),
    ]
}
