//! A request and the clock, the rules and the people around it.

use crate::docket::Clock;
use crate::notice::Heard;
use crate::notice::Message;
use crate::notice::Told;
use crate::people::{
    Challenge, Destination, Identifier, MatchRecord, Party, Standing, Subject, Track,
};
use crate::received::Received;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use cqrs_es::Aggregate as _;

use crate::actor::{Actor, Role};
use crate::assurance::{Method, Sensitivity};
use crate::contact::{Channel, Contact, Intake, Provenance};
use crate::digest::Digest;
use crate::id::{ContactNo, DataCategory, DispatchId, ItemNo, KeyId, PartyNo, PrincipalId};
use crate::id::{RequestId, StepNo, SystemId};
use crate::kind::{IdentifierType, ItemKind, Relation, SubjectCategory};
use crate::moment::Moment;
use crate::notice::NoticeKind;
use crate::place::{Country, Language, Region, Residence};
use crate::reference::Reference;
use crate::regime::{House, Rulebook};
use crate::request::*;
use crate::sealed::Sealed;
use crate::system::{BackupCycle, Register, System, SystemKind};

pub(crate) const P1: PartyNo = PartyNo(1);
pub(crate) const MAIL: ContactNo = ContactNo(1);
pub(crate) const PHONE: ContactNo = ContactNo(2);

/// One request and everything around it.
pub(crate) struct Story {
    pub(crate) request: Request,
    pub(crate) now: DateTime<Utc>,
    pub(crate) rules: Arc<Rulebook>,
    pub(crate) history: Vec<Event>,
    pub(crate) by: Actor,
}

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

pub(crate) fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn sealed(word: &str) -> Sealed {
    Sealed { k: KeyId::derive(&["test"]), c: word.into() }
}

pub(crate) fn category(name: &str) -> DataCategory {
    DataCategory::parse(name).unwrap()
}

pub(crate) fn actor(role: Role, id: &str) -> Actor {
    Actor { role, id: PrincipalId::parse(id).unwrap() }
}

pub(crate) fn residence(country: &str, region: Option<&str>) -> Residence {
    Residence {
        country: Country::parse(country).unwrap(),
        region: region.map(|r| Region::parse(r).unwrap()),
    }
}

/// The published rules for a controller in this country.
pub(crate) fn rules(country: &str, zone: chrono_tz::Tz) -> Arc<Rulebook> {
    Arc::new(Rulebook::shipped(House {
        country: Country::parse(country).unwrap(),
        zone,
        calendar: crate::calendar::CalendarId::parse(country).unwrap(),
        establishments: Vec::new(),
    }))
}

pub(crate) fn ask(kind: ItemKind) -> Ask {
    let detail = (kind == ItemKind::Portability).then(|| sealed("recipient"));
    Ask { kind, scope: BTreeSet::new(), after: BTreeSet::new(), detail }
}

/// A letter by someone who asks about their own account, with a mailbox and a phone given.
pub(crate) fn letter(received: &str, items: Vec<Ask>) -> Receive {
    let contact =
        |channel, value| Contact { channel, value: sealed(value), provenance: Provenance::Given };
    Receive {
        id: RequestId::derive(&["test"]),
        reference: Reference::from_chance(42),
        intake: Intake::Portal,
        received: Received {
            moment: Moment::At(at(received)),
            zone: chrono_tz::America::Los_Angeles,
            country: None,
            by: None,
        },
        late_reason: None,
        subject: Subject {
            category: SubjectCategory::User,
            residence: Some(residence("US", Some("CA"))),
            identifiers: vec![Identifier {
                kind: IdentifierType::Account,
                value: sealed("account"),
            }],
            sensitivity: Sensitivity::Ordinary,
            minor: false,
            policy: None,
        },
        requester: Party {
            relation: Relation::Itself,
            name: Some(sealed("name")),
            language: Language::parse("en").unwrap(),
            contacts: BTreeMap::from([
                (MAIL, contact(Channel::Email, "mail")),
                (PHONE, contact(Channel::Sms, "phone")),
            ]),
            identity: BTreeMap::new(),
            standing: Standing::NotShown,
        },
        items,
        statement: Some(sealed("statement")),
        external_ref: Some(sealed("ZD-99120")),
        ticket: sealed("ticket"),
        ticket_hash: Digest::of(b"ticket"),
        last_notice: true,
        related: Vec::new(),
    }
}

/// Systems as a streaming house would register them.
pub(crate) fn register() -> Arc<Register> {
    let system = |id: &str, holds: &[&str], backups, marketing| System {
        id: SystemId::parse(id).unwrap(),
        kind: SystemKind::Own,
        holds: holds.iter().map(|name| category(name)).collect(),
        subjects: BTreeSet::from([SubjectCategory::User]),
        backups,
        carry_out_days: 10,
        marketing,
    };
    Arc::new(Register {
        version: 7,
        systems: vec![
            system("core", &["profile", "viewing_history"], BackupCycle::Days(35), false),
            system("support", &["chats", "moderation_notes"], BackupCycle::Days(14), false),
            system("newsletter", &["marketing_profile"], BackupCycle::None, true),
        ],
    })
}

impl Story {
    /// A controller in the United States receives this letter and enters it at once.
    pub(crate) fn of(letter: Receive) -> Self {
        Self::under(rules("US", chrono_tz::America::Los_Angeles), letter)
    }

    pub(crate) fn under(rules: Arc<Rulebook>, letter: Receive) -> Self {
        let received = letter.received.moment.earliest_in(letter.received.zone);
        let mut story = Self {
            request: Request::default(),
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
        self.request.decide(Command { now, by, rules, act })
    }

    /// Carries a command out and returns its events.
    pub(crate) fn does(&mut self, act: Act) -> Vec<Event> {
        let told = format!("{act:?}");
        let events = self.decide(act).unwrap_or_else(|refusal| panic!("{told}: {refusal}"));
        for event in &events {
            self.request.apply(event.clone());
        }
        self.history.extend(events.clone());
        events
    }

    /// Carries a command out, or nothing where the case refuses it.
    pub(crate) fn tries(&mut self, act: Act) -> Vec<Event> {
        if self.decide(act.clone()).is_ok() { self.does(act) } else { Vec::new() }
    }

    /// The names of the events of a command.
    pub(crate) fn names(&mut self, act: Act) -> Vec<&'static str> {
        self.does(act).iter().map(name).collect()
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

    pub(crate) fn later(&mut self, delta: TimeDelta) -> &mut Self {
        self.now += delta;
        self
    }

    pub(crate) fn case(&self) -> &Case {
        self.request.case().unwrap()
    }

    pub(crate) fn item(&self, no: u16) -> &Item {
        &self.case().items[&ItemNo(no)]
    }

    /// The record is found and both contacts are on it; a code by mail comes back.
    pub(crate) fn verified(mut self) -> Self {
        self.matched(&[MAIL, PHONE]);
        self.code_comes_back();
        self
    }

    pub(crate) fn matched(&mut self, attested: &[ContactNo]) {
        self.does(Act::MatchRecord(MatchRecord::Found {
            attested: attested.iter().copied().collect(),
            added: Vec::new(),
            sensitivity: Sensitivity::Ordinary,
        }));
    }

    pub(crate) fn challenge(contact: ContactNo) -> Act {
        Act::IssueChallenge(Challenge {
            party: P1,
            track: Track::Identity,
            item: None,
            method: Method::OneTimeCode,
            contact: Some(contact),
            destination: Destination::Open,
        })
    }

    pub(crate) fn last_step(&self) -> StepNo {
        *self.case().people.steps.keys().next_back().unwrap()
    }

    pub(crate) fn code_comes_back(&mut self) {
        self.does(Self::challenge(MAIL));
        let step = self.last_step();
        self.later(TimeDelta::minutes(2)).does(Act::AnswerCode { step, correct: true });
    }

    /// A message with these notices about an item was handed over to the mailbox just now.
    pub(crate) fn told(&mut self, kinds: &[NoticeKind], item: Option<u16>) -> Vec<&'static str> {
        self.told_at(self.now, kinds, item)
    }

    /// The same, at a time by the clock of another machine.
    pub(crate) fn told_at(
        &mut self,
        at: DateTime<Utc>,
        kinds: &[NoticeKind],
        item: Option<u16>,
    ) -> Vec<&'static str> {
        let (message, channel) = (message(kinds, item), Channel::Email);
        self.names(Act::Hear(Heard::NoticeHandedOver { message, channel, at }))
    }

    pub(crate) fn decision(item: u16, outcome: Outcome) -> Decide {
        Decide {
            item: ItemNo(item),
            parts: vec![Part { category: None, system: None, outcome }],
            deletion_ground: Some(crate::ground::DeletionGround::PurposeEnded),
            reason_told: Some(sealed("reason")),
            reason_kept: None,
            register: register(),
        }
    }

    pub(crate) fn grants(&mut self, item: u16) -> Vec<Event> {
        self.does(Act::Decide(Self::decision(item, Outcome::Granted)))
    }

    /// When the clock of this duty and regime is due, as recorded.
    pub(crate) fn due(&self, item: Option<u16>, duty: crate::clock::Duty, regime: &str) -> String {
        let clock = self.clock(item, duty, regime);
        serde_json::to_value(clock.due.due).unwrap().as_str().unwrap().to_owned()
    }

    pub(crate) fn clock(
        &self,
        item: Option<u16>,
        duty: crate::clock::Duty,
        regime: &str,
    ) -> &Clock {
        let of = |clock: &&Clock| {
            clock.started.item == item.map(ItemNo)
                && clock.started.duty == duty
                && clock.started.regime.as_str() == regime
        };
        self.case()
            .docket
            .clocks
            .values()
            .rfind(of)
            .unwrap_or_else(|| panic!("no {duty} of {regime}"))
    }
}

/// The type of an event, as a word of the program.
pub(crate) fn name(event: &Event) -> &'static str {
    let stored = cqrs_es::DomainEvent::event_type(event);
    Event::TYPES.iter().find(|name| **name == stored).unwrap()
}

pub(crate) fn message(kinds: &[NoticeKind], item: Option<u16>) -> Message {
    Message {
        dispatch: DispatchId::derive(&["test"]),
        notices: kinds.iter().map(|kind| Told { kind: *kind, item: item.map(ItemNo) }).collect(),
        party: Some(P1),
        contact: Some(MAIL),
    }
}
