//! A request and the rules around it, told command by command.

use habeas_domain::notice::Heard;
use habeas_domain::notice::Message;
use habeas_domain::notice::Told;
use habeas_domain::people::{
    Challenge, Destination, Identifier, MatchRecord, Party, RecordProof, Standing, Subject, Track,
};
use habeas_domain::received::Received;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use cqrs_es::Aggregate as _;
use habeas_domain::actor::{Actor, Role};
use habeas_domain::assurance::{Method, Sensitivity};
use habeas_domain::calendar::CalendarId;
use habeas_domain::contact::{Channel, Contact, Intake, Provenance};
use habeas_domain::digest::Digest;
use habeas_domain::ground::DeletionGround;
use habeas_domain::id::{ContactNo, DataCategory, ItemNo, KeyId, PartyNo, PrincipalId};
use habeas_domain::id::{RequestId, StepNo, SystemId, TaskNo};
use habeas_domain::kind::{IdentifierType, ItemKind, Relation, SubjectCategory};
use habeas_domain::moment::Moment;
use habeas_domain::notice::NoticeKind;
use habeas_domain::place::{Country, Language, Region, Residence};
use habeas_domain::reference::Reference;
use habeas_domain::regime::{House, Rulebook};
use habeas_domain::request::*;
use habeas_domain::sealed::Sealed;
use habeas_domain::system::{BackupCycle, Register, System, SystemKind};

pub const P1: PartyNo = PartyNo(1);
pub const MAIL: ContactNo = ContactNo(1);
pub const PHONE: ContactNo = ContactNo(2);

/// A request, and the events of its last command.
pub struct Story {
    pub request: Request,
    pub last: Vec<Event>,
    pub rules: Arc<Rulebook>,
    now: DateTime<Utc>,
    by: Actor,
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

pub fn sealed(word: &str) -> Sealed {
    Sealed { k: KeyId::derive(&["test"]), c: word.into() }
}

pub fn category(name: &str) -> DataCategory {
    DataCategory::parse(name).unwrap()
}

pub fn house(country: &str, zone: chrono_tz::Tz) -> House {
    House {
        country: Country::parse(country).unwrap(),
        zone,
        calendar: CalendarId::parse(country).unwrap(),
        establishments: Vec::new(),
    }
}

pub fn ask(kind: ItemKind) -> Ask {
    let detail = (kind == ItemKind::Portability).then(|| sealed("recipient"));
    Ask { kind, scope: BTreeSet::new(), after: BTreeSet::new(), detail }
}

/// A letter from California that names a mailbox and a telephone.
pub fn letter(kinds: &[ItemKind]) -> Receive {
    let contact =
        |channel| Contact { channel, value: sealed("contact"), provenance: Provenance::Given };
    Receive {
        id: RequestId::derive(&["test"]),
        reference: Reference::from_chance(987_654_321_987_654),
        intake: Intake::Portal,
        received: Received {
            moment: Moment::At(at("2026-11-20T16:40:00-08:00")),
            zone: chrono_tz::America::Los_Angeles,
            country: None,
            by: None,
        },
        late_reason: None,
        subject: Subject {
            category: SubjectCategory::User,
            residence: Some(Residence {
                country: Country::parse("US").unwrap(),
                region: Some(Region::parse("CA").unwrap()),
            }),
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
            language: Language::english(),
            contacts: BTreeMap::from([
                (MAIL, contact(Channel::Email)),
                (PHONE, contact(Channel::Sms)),
            ]),
            identity: BTreeMap::new(),
            standing: Standing::NotShown,
        },
        items: kinds.iter().copied().map(ask).collect(),
        statement: None,
        external_ref: None,
        ticket: sealed("ticket"),
        ticket_hash: Digest::of(b"ticket"),
        last_notice: true,
        related: Vec::new(),
    }
}

/// The same from someone in this relation.
pub fn letter_of(relation: Relation, kinds: &[ItemKind]) -> Receive {
    let mut letter = letter(kinds);
    letter.requester.relation = relation;
    letter
}

pub fn register() -> Arc<Register> {
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

pub fn decision(item: u16, outcome: Outcome) -> Decide {
    Decide {
        item: ItemNo(item),
        parts: vec![part(None, outcome)],
        deletion_ground: Some(DeletionGround::PurposeEnded),
        reason_told: Some(sealed("reason")),
        reason_kept: Some(sealed("reason kept")),
        register: register(),
    }
}

pub fn part(category_of: Option<&str>, outcome: Outcome) -> Part {
    Part { category: category_of.map(category), system: None, outcome }
}

impl Story {
    /// A house in California receives this letter.
    pub fn of(letter: Receive) -> Self {
        let house = house("US", chrono_tz::America::Los_Angeles);
        Self::under(Arc::new(Rulebook::shipped(house)), letter)
    }

    /// A house in London receives a letter from London.
    pub fn from_london(rules: Rulebook, kinds: &[ItemKind]) -> Self {
        let mut asked = letter(kinds);
        asked.received.zone = chrono_tz::Europe::London;
        asked.received.moment = Moment::At(at("2026-03-02T10:00:00Z"));
        asked.subject.residence = Some(Residence {
            country: Country::parse("GB").unwrap(),
            region: Some(Region::parse("ENG").unwrap()),
        });
        Self::under(Arc::new(rules), asked)
    }

    fn under(rules: Arc<Rulebook>, letter: Receive) -> Self {
        let received = letter.received.moment.earliest_in(letter.received.zone);
        let mut story = Self {
            request: Request::default(),
            last: Vec::new(),
            rules,
            now: received + TimeDelta::minutes(5),
            by: Actor { role: Role::Officer, id: PrincipalId::parse("officer.one").unwrap() },
        };
        story.does(Act::Receive(Box::new(letter)));
        story
    }

    pub fn does(&mut self, act: Act) -> &mut Self {
        let told = format!("{act:?}");
        let (now, by, rules) = (self.now, self.by.clone(), Arc::clone(&self.rules));
        let events = self.request.decide(Command { now, by, rules, act });
        self.last = events.unwrap_or_else(|refusal| panic!("{told}: {refusal}"));
        for event in &self.last {
            self.request.apply(event.clone());
        }
        self
    }

    pub fn case(&self) -> &Case {
        self.request.case().unwrap()
    }

    pub fn as_role(&mut self, role: Role, id: &str) -> &mut Self {
        self.by = Actor { role, id: PrincipalId::parse(id).unwrap() };
        self
    }

    pub fn on(&mut self, instant: &str) -> &mut Self {
        self.now = at(instant);
        self
    }

    pub fn later(&mut self, delta: TimeDelta) -> &mut Self {
        self.now += delta;
        self
    }

    /// The record is found, with these contacts of the letter and these others on it.
    pub fn matched(&mut self, attested: &[ContactNo], added: &[Channel]) -> &mut Self {
        let contact = |channel: &Channel| Contact {
            channel: *channel,
            value: sealed("on the record"),
            provenance: Provenance::Given,
        };
        self.later(TimeDelta::minutes(1)).does(Act::MatchRecord(MatchRecord::Found {
            attested: attested.iter().copied().collect(),
            added: added.iter().map(contact).collect(),
            sensitivity: Sensitivity::Ordinary,
        }))
    }

    pub fn challenged(
        &mut self,
        track: Track,
        method: Method,
        contact: Option<ContactNo>,
    ) -> &mut Self {
        self.later(TimeDelta::minutes(1)).does(Act::IssueChallenge(Challenge {
            party: P1,
            track,
            item: None,
            method,
            contact,
            destination: Destination::Open,
        }))
    }

    pub fn proves(&mut self, track: Track, method: Method) -> &mut Self {
        self.later(TimeDelta::minutes(1)).does(Act::RecordProof(RecordProof {
            step: None,
            party: P1,
            track,
            item: None,
            method,
            accepted: true,
            evidence: None,
            until: None,
            attested: BTreeSet::new(),
        }))
    }

    pub fn code_comes_back(&mut self) -> &mut Self {
        self.challenged(Track::Identity, Method::OneTimeCode, Some(MAIL));
        let step: StepNo = *self.case().people.steps.keys().next_back().unwrap();
        self.later(TimeDelta::minutes(2)).does(Act::AnswerCode { step, correct: true })
    }

    /// Both contacts are on record, and a code by mail came back.
    pub fn verified(mut self) -> Self {
        self.matched(&[MAIL, PHONE], &[]).code_comes_back();
        self
    }

    pub fn decides(&mut self, decide: Decide) -> &mut Self {
        self.does(Act::Decide(decide))
    }

    pub fn told(&mut self, kinds: &[NoticeKind], item: Option<u16>) -> &mut Self {
        let (channel, at) = (Channel::Email, self.now);
        self.does(Act::Hear(Heard::NoticeHandedOver { message: message(kinds, item), channel, at }))
    }

    pub fn plans(&mut self, item: u16) -> &mut Self {
        let (item, plan) = (ItemNo(item), Plan::CarryOut);
        self.does(Act::PlanTasks { item, plan, register: register() })
    }

    /// The system of this task claims it and ends it.
    pub fn works(&mut self, task: u16, result: TaskResult) -> &mut Self {
        let task = TaskNo(task);
        let system = self.case().tasks[&task].system.as_str().to_owned();
        self.as_role(Role::System, &system).does(Act::ClaimTask { task, lease_minutes: 30 });
        let fence = self.case().tasks[&task].fence;
        let report = TaskReport { result, evidence: None };
        self.does(Act::ReportTask { task, fence, report }).as_role(Role::Officer, "officer.one")
    }

    /// A deletion that is decided, told and ordered in three systems.
    pub fn ordered_deletion() -> Self {
        let mut story = Self::of(letter(&[ItemKind::Deletion])).verified();
        story
            .told(&[NoticeKind::Acknowledgement, NoticeKind::Consequences], Some(1))
            .decides(decision(1, Outcome::Granted))
            .told(&[NoticeKind::Decision], Some(1))
            .plans(1);
        story
    }
}

pub fn message(kinds: &[NoticeKind], item: Option<u16>) -> Message {
    Message {
        dispatch: habeas_domain::id::DispatchId::derive(&["test"]),
        notices: kinds.iter().map(|kind| Told { kind: *kind, item: item.map(ItemNo) }).collect(),
        party: Some(P1),
        contact: Some(MAIL),
    }
}
