//! A complaint and the clock, the rules and the people around it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use cqrs_es::Aggregate as _;

use crate::actor::{Actor, Role};
use crate::assurance::{Assurance, Method, Sensitivity};
use crate::clock::Duty;
use crate::complaint::*;
use crate::contact::{Channel, Contact, Intake, Provenance};
use crate::digest::Digest;
use crate::docket::Clock;
use crate::id::{ComplaintId, ItemNo, PrincipalId, RequestId, StepNo};
use crate::kind::{ComplaintKind, IdentifierType, Relation, SubjectCategory};
use crate::moment::Moment;
use crate::notice::Heard;
use crate::notice::NoticeKind;
use crate::people::{
    Challenge, Destination, Identifier, MatchRecord, Party, REQUESTER, Standing, Subject, Track,
};
use crate::place::Language;
use crate::received::Received;
use crate::reference::Reference;
use crate::regime::Rulebook;
use crate::request::tests::story::{MAIL, actor, at, message, residence, rules, sealed};

/// One complaint and everything around it.
pub(crate) struct Story {
    pub(crate) complaint: Complaint,
    pub(crate) now: DateTime<Utc>,
    pub(crate) rules: Arc<Rulebook>,
    pub(crate) history: Vec<Event>,
    pub(crate) by: Actor,
}

/// A letter by somebody in London with a mailbox, read where they live.
pub(crate) fn letter(kind: ComplaintKind, received: &str) -> Receive {
    let mail =
        Contact { channel: Channel::Email, value: sealed("mail"), provenance: Provenance::Given };
    Receive {
        id: ComplaintId::derive(&["test"]),
        reference: Reference::from_chance(42),
        intake: Intake::Portal,
        received: Received {
            moment: Moment::At(at(received)),
            zone: chrono_tz::Europe::London,
            country: None,
            by: None,
        },
        late_reason: None,
        kind,
        subject: Some(subject("GB", Some("ENG"))),
        complainant: Party {
            relation: Relation::Itself,
            name: Some(sealed("name")),
            language: Language::parse("en").unwrap(),
            contacts: BTreeMap::from([(MAIL, mail)]),
            identity: BTreeMap::new(),
            standing: Standing::NotShown,
        },
        about: None,
        inherited: None,
        allegations: Vec::new(),
        statement: Some(sealed("statement")),
        external_ref: None,
        ticket: sealed("ticket"),
        ticket_hash: Digest::of(b"ticket"),
    }
}

pub(crate) fn subject(country: &str, region: Option<&str>) -> Subject {
    Subject {
        category: SubjectCategory::User,
        residence: Some(residence(country, region)),
        identifiers: vec![Identifier { kind: IdentifierType::Account, value: sealed("account") }],
        sensitivity: Sensitivity::Ordinary,
        minor: false,
        policy: None,
    }
}

/// Opened from a request whose second item "officer.one" refused.
pub(crate) fn about_a_refusal(received: &str) -> Receive {
    let mut letter = letter(ComplaintKind::Outcome, received);
    letter.about = Some(About::Request {
        case: RequestId::derive(&["test"]),
        items: BTreeSet::from([ItemNo(2)]),
        refused: true,
        decided_by: BTreeSet::from([PrincipalId::parse("officer.one").unwrap()]),
    });
    letter.inherited = Some(Inherited {
        level: Assurance::Matched,
        since: at(received),
        until: None,
        speaks: None,
    });
    letter
}

impl Story {
    /// A controller in England receives this letter and enters it at once.
    pub(crate) fn of(letter: Receive) -> Self {
        Self::under(rules("GB", chrono_tz::Europe::London), letter)
    }

    pub(crate) fn under(rules: Arc<Rulebook>, letter: Receive) -> Self {
        let received = letter.received.moment.earliest_in(letter.received.zone);
        let mut story = Self {
            complaint: Complaint::default(),
            now: received + TimeDelta::minutes(5),
            rules,
            history: Vec::new(),
            by: actor(Role::Officer, "officer.one"),
        };
        story.does(Act::Receive(Box::new(letter)));
        story
    }

    fn decide(&self, act: Act) -> Result<Vec<Event>, Refusal> {
        let (now, by, rules) = (self.now, self.by.clone(), Arc::clone(&self.rules));
        self.complaint.decide(Command { now, by, rules, act })
    }

    /// Carries a command out and returns the names of its events.
    pub(crate) fn does(&mut self, act: Act) -> Vec<String> {
        let told = format!("{act:?}");
        let events = self.decide(act).unwrap_or_else(|refusal| panic!("{told}: {refusal}"));
        for event in &events {
            self.complaint.apply(event.clone());
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
        self.complaint.case().unwrap()
    }

    pub(crate) fn clock(&self, duty: Duty, regime: &str) -> &Clock {
        let of =
            |clock: &&Clock| clock.started.duty == duty && clock.started.regime.as_str() == regime;
        let clocks = &self.case().docket.clocks;
        clocks.values().rfind(of).unwrap_or_else(|| panic!("no {duty} of {regime}"))
    }

    /// When the clock of this duty and regime is due, as recorded.
    pub(crate) fn due(&self, duty: Duty, regime: &str) -> String {
        let due = self.clock(duty, regime).due.due;
        serde_json::to_value(due).unwrap().as_str().unwrap().to_owned()
    }

    pub(crate) fn owes(&self, duty: Duty) -> bool {
        self.case().docket.clocks.values().any(|clock| clock.started.duty == duty)
    }

    /// The record is found and the mailbox is on it.
    pub(crate) fn matched(&mut self) -> &mut Self {
        self.does(Act::MatchRecord(MatchRecord::Found {
            attested: BTreeSet::from([MAIL]),
            added: Vec::new(),
            sensitivity: Sensitivity::Ordinary,
        }));
        self
    }

    pub(crate) fn code() -> Act {
        Act::IssueChallenge(Challenge {
            party: REQUESTER,
            track: Track::Identity,
            item: None,
            method: Method::OneTimeCode,
            contact: Some(MAIL),
            destination: Destination::Open,
        })
    }

    pub(crate) fn code_comes_back(&mut self) -> Vec<String> {
        let step: StepNo = *self.case().people.steps.keys().next_back().unwrap();
        self.does(Act::AnswerCode { step, correct: true })
    }

    /// A message about an allegation, or all of them, was handed over to the mailbox just now.
    pub(crate) fn told(&mut self, kind: NoticeKind, allegation: Option<u16>) -> Vec<String> {
        let (message, channel) = (message(&[kind], allegation), Channel::Email);
        self.does(Act::Hear(Heard::NoticeHandedOver { message, channel, at: self.now }))
    }

    pub(crate) fn investigated(&mut self) -> &mut Self {
        self.does(Act::RecordStep { what: sealed("asked the team") });
        self
    }
}

pub(crate) fn decide(allegation: u16, outcome: Outcome, remedies: &[Remedy]) -> Act {
    Act::Decide(Decide {
        allegation: ItemNo(allegation),
        outcome,
        remedies: remedies.iter().copied().collect(),
        reason_told: Some(sealed("reason")),
        reason_kept: None,
        request: None,
    })
}
