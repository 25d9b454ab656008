//! Cases with a life, written straight into the store: histories that `Request::decide` allows.

use habeas_domain::notice::Heard;
use habeas_domain::notice::Message;
use habeas_domain::notice::Told;
use habeas_domain::people::{
    Challenge, Destination, Identifier, MatchRecord, Party, Standing, Subject, Track,
};
use habeas_domain::received::Received;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use cqrs_es::Aggregate as _;
use habeas_adapters::cases::Rules;
use habeas_adapters::store::{Metadata, Store};
use habeas_domain::actor::{Actor, Role};
use habeas_domain::assurance::{Method, Sensitivity};
use habeas_domain::calendar::overrides::Override;
use habeas_domain::calendar::{CalendarId, Calendars, Overrides};
use habeas_domain::contact::{Channel, Contact, Intake, Provenance};
use habeas_domain::digest::Digest;
use habeas_domain::ground::DeletionGround;
use habeas_domain::id::{ContactNo, DataCategory, DispatchId, ItemNo, KeyId, PartyNo};
use habeas_domain::id::{PrincipalId, RequestId, SystemId};
use habeas_domain::kind::{IdentifierType, ItemKind, Relation, SubjectCategory};
use habeas_domain::moment::Moment;
use habeas_domain::notice::NoticeKind;
use habeas_domain::place::{Country, Language, Region, Residence};
use habeas_domain::reference::Reference;
use habeas_domain::regime::{House, Rulebook};
use habeas_domain::request::*;
use habeas_domain::sealed::Sealed;
use habeas_domain::system::{BackupCycle, Register, System, SystemKind};

use super::metadata;

/// The mailbox of every letter.
const MAIL: ContactNo = ContactNo(1);

/// The shipped rules for a house in Los Angeles.
pub fn rulebook() -> Rulebook {
    Rulebook::shipped(House {
        country: Country::parse("US").unwrap(),
        zone: chrono_tz::America::Los_Angeles,
        calendar: CalendarId::parse("US").unwrap(),
        establishments: Vec::new(),
    })
}

/// The shipped rules with one more holiday of the house.
pub fn with_rest_day(day: &str) -> Rulebook {
    let said = Override { holidays: BTreeSet::from([day.parse().unwrap()]), ..Override::default() };
    let id = CalendarId::parse("US").unwrap();
    let calendars = Calendars::with_overrides(Overrides(BTreeMap::from([(id, said)]))).unwrap();
    rulebook().with_calendars(Arc::new(calendars))
}

/// The shipped rules, for whoever holds rules that can be exchanged.
pub fn rules() -> Rules {
    Rules::new(rulebook())
}

/// One request, folded beside its stream.
pub struct Story {
    pub id: RequestId,
    pub request: Request,
    pub version: usize,
    pub now: DateTime<Utc>,
    pub by: Actor,
    pub rules: Arc<Rulebook>,
    store: Store,
}

impl Story {
    /// A Californian's letter asks these things; it is entered five minutes after its receipt.
    pub async fn begin(store: &Store, name: &str, received: &str, kinds: &[ItemKind]) -> Self {
        let id = RequestId::derive(&[name]);
        let letter = letter(id, received.parse().unwrap(), kinds);
        Self::of(store, letter).await
    }

    /// The same from a country whose law no pack knows: the house's word alone counts.
    pub async fn from_afar(store: &Store, name: &str, received: &str, kinds: &[ItemKind]) -> Self {
        let id = RequestId::derive(&[name]);
        let mut letter = letter(id, received.parse().unwrap(), kinds);
        let country = Country::parse("JP").unwrap();
        letter.subject.residence = Some(Residence { country, region: None });
        Self::of(store, letter).await
    }

    async fn of(store: &Store, letter: Receive) -> Self {
        let received = letter.received.moment.earliest_in(letter.received.zone);
        let mut new = Self {
            id: letter.id.clone(),
            request: Request::default(),
            version: 0,
            now: received + TimeDelta::minutes(5),
            by: actor(Role::Officer, "officer.one"),
            rules: Arc::new(rulebook()),
            store: store.clone(),
        };
        new.does(Act::Receive(Box::new(letter))).await;
        new
    }

    /// Carries an act out if the request lets it; gives whether anything came of it.
    pub async fn tries(&mut self, act: Act) -> Result<bool, Refusal> {
        let (now, by, rules) = (self.now, self.by.clone(), Arc::clone(&self.rules));
        let events = self.request.decide(Command { now, by, rules, act })?;
        let some = !events.is_empty();
        let command = format!("{}/{}", self.id, self.version);
        let meta = Metadata { at: self.now, ..metadata(&command, 0) };
        let id = self.id.as_str();
        self.store.append::<Request>(id, self.version, events.clone(), &meta).await.unwrap();
        self.version += events.len();
        for event in events {
            self.request.apply(event);
        }
        Ok(some)
    }

    /// Carries an act out.
    pub async fn does(&mut self, act: Act) -> bool {
        let told = format!("{act:?}");
        self.tries(act).await.unwrap_or_else(|refusal| panic!("{told}: {refusal}"))
    }

    pub fn case(&self) -> &Case {
        self.request.case().unwrap()
    }

    pub fn later(&mut self, span: TimeDelta) -> &mut Self {
        self.now += span;
        self
    }

    /// The record is found, the mailbox is on it, and a code comes back from there.
    pub async fn verified(&mut self) {
        self.does(found()).await;
        self.does(code()).await;
        let step = *self.case().people.steps.keys().next_back().unwrap();
        self.later(TimeDelta::minutes(2)).does(Act::AnswerCode { step, correct: true }).await;
    }

    pub async fn decides(&mut self, item: u16, outcome: Outcome) {
        self.does(Act::Decide(decision(item, outcome))).await;
    }

    /// This was handed over to the mailbox just now.
    pub async fn told(&mut self, kind: NoticeKind, item: Option<u16>) {
        let (channel, at) = (Channel::Email, self.now);
        self.does(Act::Hear(Heard::NoticeHandedOver { message: message(kind, item), channel, at }))
            .await;
    }

    pub async fn plans(&mut self, item: u16) {
        let (item, plan) = (ItemNo(item), Plan::CarryOut);
        self.does(Act::PlanTasks { item, plan, register: register() }).await;
    }
}

pub fn actor(role: Role, id: &str) -> Actor {
    Actor { role, id: PrincipalId::parse(id).unwrap() }
}

pub fn sealed(word: &str) -> Sealed {
    Sealed { k: KeyId::derive(&["test"]), c: word.into() }
}

pub fn found() -> Act {
    Act::MatchRecord(MatchRecord::Found {
        attested: BTreeSet::from([MAIL]),
        added: Vec::new(),
        sensitivity: Sensitivity::Ordinary,
    })
}

pub fn code() -> Act {
    Act::IssueChallenge(Challenge {
        party: PartyNo(1),
        track: Track::Identity,
        item: None,
        method: Method::OneTimeCode,
        contact: Some(MAIL),
        destination: Destination::Open,
    })
}

pub fn decision(item: u16, outcome: Outcome) -> Decide {
    Decide {
        item: ItemNo(item),
        parts: vec![Part { category: None, system: None, outcome }],
        deletion_ground: Some(DeletionGround::PurposeEnded),
        reason_told: Some(sealed("reason")),
        reason_kept: None,
        register: register(),
    }
}

pub fn message(kind: NoticeKind, item: Option<u16>) -> Message {
    Message {
        dispatch: DispatchId::derive(&["test"]),
        notices: vec![Told { kind, item: item.map(ItemNo) }],
        party: Some(PartyNo(1)),
        contact: Some(MAIL),
    }
}

/// Systems as a streaming house would register them.
pub fn register() -> Arc<Register> {
    let system = |id: &str, holds: &[&str], backups, marketing| System {
        id: SystemId::parse(id).unwrap(),
        kind: SystemKind::Own,
        holds: holds.iter().map(|name| DataCategory::parse(name).unwrap()).collect(),
        subjects: BTreeSet::from([SubjectCategory::User]),
        backups,
        carry_out_days: 10,
        marketing,
    };
    Arc::new(Register {
        version: 7,
        systems: vec![
            system("core", &["profile", "viewing_history"], BackupCycle::Days(35), false),
            system("support", &["chats"], BackupCycle::None, false),
            system("newsletter", &["marketing_profile"], BackupCycle::None, true),
        ],
    })
}

fn letter(id: RequestId, received: DateTime<Utc>, kinds: &[ItemKind]) -> Receive {
    let mail =
        Contact { channel: Channel::Email, value: sealed("mail"), provenance: Provenance::Given };
    let chance = Digest::of(id.as_str().as_bytes());
    let ask = |kind: &ItemKind| Ask {
        kind: *kind,
        scope: BTreeSet::new(),
        after: BTreeSet::new(),
        detail: (*kind == ItemKind::Portability).then(|| sealed("recipient")),
    };
    Receive {
        id,
        reference: Reference::from_chance(u64::from_be_bytes(
            *chance.as_bytes().first_chunk().unwrap(),
        )),
        intake: Intake::Portal,
        received: Received {
            moment: Moment::At(received),
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
            language: Language::parse("en").unwrap(),
            contacts: BTreeMap::from([(MAIL, mail)]),
            identity: BTreeMap::new(),
            standing: Standing::NotShown,
        },
        items: kinds.iter().map(ask).collect(),
        statement: None,
        external_ref: None,
        ticket: sealed("ticket"),
        ticket_hash: Digest::of(b"ticket"),
        last_notice: true,
        related: Vec::new(),
    }
}
