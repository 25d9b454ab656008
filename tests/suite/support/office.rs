//! A whole desk: store, vault, rules and a clock that the test moves.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use habeas_adapters::cases::{
    CaseError, Cases, Letter, LetterItem, LetterSubject, LetterWriter, Rules,
};
use habeas_adapters::chance::Chance;
use habeas_adapters::clock::{Clock, Simulated};
use habeas_adapters::desk::{Call, Desk, Done};
use habeas_adapters::rules::{self, Brought};
use habeas_adapters::vault::{Clear, Stream, Term, Vault, Whose};
use habeas_domain::access;
use habeas_domain::actor::{Actor, Role};
use habeas_domain::assurance::Sensitivity;
use habeas_domain::calendar::{CalendarId, Calendars};
use habeas_domain::contact::{Channel, Intake};
use habeas_domain::digest::Digest;
use habeas_domain::house;
use habeas_domain::id::{AccessId, ApiKeyId, PrincipalId, RequestId, VersionName};
use habeas_domain::kind::{IdentifierType, ItemKind, Relation, SubjectCategory};
use habeas_domain::moment::Moment;
use habeas_domain::place::{Country, Language, Region, Residence};
use habeas_domain::received::Received;
use habeas_domain::regime;
use habeas_domain::request::{Act, Case, Request};

use super::{House, World};

/// A desk in Los Angeles, where it is Friday 20 November 2026, 16:45.
pub struct Office {
    pub world: World,
    pub keeper: House,
    pub vault: Vault,
    pub cases: Cases,
    pub clock: Simulated,
}

impl Office {
    pub async fn postgres() -> Self {
        Self::of(World::postgres().await, House::postgres().await).await
    }

    pub async fn sqlite() -> Self {
        Self::of(World::sqlite().await, House::sqlite().await).await
    }

    async fn of(world: World, keeper: House) -> Self {
        let begun = at("2026-11-20T16:45:00-08:00");
        let place = ("US", chrono_tz::America::Los_Angeles);
        Self::elsewhere(world, keeper, place, begun, Vec::new()).await
    }

    /// A desk in another country, at another time, with packs of the operator's own.
    pub async fn elsewhere(
        world: World,
        keeper: House,
        (country, zone): (&str, chrono_tz::Tz),
        begun: DateTime<Utc>,
        packs: Vec<String>,
    ) -> Self {
        let clock = keeper.clock.clone();
        clock.set(begun);
        let vault = keeper.vault().await;
        let time = Clock::from(clock.clone());
        let mut desk = Desk::new(world.store.clone(), time, Chance::System, "test");
        let brought = Brought {
            house: regime::House {
                country: Country::parse(country).unwrap(),
                zone,
                calendar: CalendarId::parse(country).unwrap(),
                establishments: Vec::new(),
            },
            packs,
            calendars: Arc::new(Calendars::shipped()),
            settings: Digest::of(b"settings"),
            version: VersionName::parse("0.1.0").unwrap(),
        };
        let book = rules::adopt(&mut desk, &brought).await.unwrap();
        let cases = Cases::new(desk, vault.clone(), Rules::new(book));
        Self { world, keeper, vault, cases, clock }
    }

    /// Issues an API key for this role and gives its text.
    pub async fn key(&self, role: Role) -> String {
        self.key_of(role, &format!("{role}.one")).await
    }

    /// Issues an API key for this principal and gives its text; the same again when it has one.
    pub async fn key_of(&self, role: Role, principal: &str) -> String {
        let id = ApiKeyId::derive(&[principal]);
        let secret = self.vault.api_secret(id.as_str());
        let principal = PrincipalId::parse(principal).unwrap();
        if role.is_staff() {
            self.house(house::Act::EnrolStaff {
                principal: principal.clone(),
                roles: BTreeSet::from([role]),
                trained_on: None,
                second_factor: true,
            })
            .await;
        }
        self.house(house::Act::IssueKey {
            key: id,
            role,
            principal,
            secret: secret.digest(),
            expires_at: at("2030-01-01T00:00:00Z"),
        })
        .await;
        secret.text().reveal().clone()
    }

    /// Tells the house something, as an administrator.
    pub async fn house(&self, act: house::Act) {
        let by = Actor { role: Role::Administrator, id: PrincipalId::parse("admin.one").unwrap() };
        let call = Call::of_worker(by.clone(), format!("house/{act:?}"), None);
        self.cases
            .desk()
            .execute::<house::House, _>(house::House::STREAM, &call, |_, now| {
                Ok(house::Command { now, by: by.clone(), act: act.clone() })
            })
            .await
            .unwrap();
    }

    /// Takes a letter in and gives its case.
    pub async fn receives(&self, key: &str, letter: &Letter) -> Box<Case> {
        live(self.cases.receive(&call(Role::Portal, key), letter).await.unwrap())
    }

    /// Takes a letter in as if it knew no other case: at this very moment, others are taken in.
    pub async fn receives_blindly(&self, key: &str, letter: &Letter) -> Box<Case> {
        let id = RequestId::derive(&[key]);
        let mut blind = self::letter(&[]);
        let own = format!("only-{key}");
        blind.subject.identifiers = vec![(IdentifierType::Account, Clear::new(own))];
        blind.requester.contacts.clear();
        blind.external_ref = None;
        blind.items = letter
            .items
            .iter()
            .map(|item| LetterItem {
                kind: item.kind,
                scope: BTreeSet::new(),
                after: BTreeSet::new(),
                detail: None,
            })
            .collect();
        let case = self.receives(key, &blind).await;
        // What it is really found by comes a moment later.
        let term = Term::identifier(
            IdentifierType::Account,
            letter.subject.identifiers[0].1.reveal(),
            None,
        );
        let stream = Stream::new("request", id.as_str());
        self.vault.add_entries(&stream, &[term.unwrap().of(Whose::Subject)]).await.unwrap();
        case
    }

    /// Carries an act without personal values out, as an officer.
    pub async fn does(&self, id: &RequestId, key: &str, act: Act) -> Box<Case> {
        live(self.tries(id, key, act).await.unwrap())
    }

    pub async fn tries(
        &self,
        id: &RequestId,
        key: &str,
        act: Act,
    ) -> Result<Done<Request>, CaseError<habeas_domain::request::Refusal>> {
        self.cases.act(id, &call(Role::Officer, key), None, |_, _| Ok(act.clone())).await
    }
}

pub fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn live(done: Done<Request>) -> Box<Case> {
    match done.state {
        Request::Live(case) => case,
        Request::Absent => panic!("no case"),
    }
}

/// A command under this key, by someone in this role.
pub fn call(role: Role, key: &str) -> Call {
    Call {
        actor: Actor { role, id: PrincipalId::parse(&format!("{role}.one")).unwrap() },
        command: key.to_owned(),
        request: Some(format!("body of {key}")),
        cause: None,
        trace: None,
    }
}

/// A Californian asks these things about the account `marker-account`.
pub fn letter(kinds: &[ItemKind]) -> Letter {
    let clear = |text: &str| Clear::new(text.to_owned());
    Letter {
        intake: Intake::Portal,
        received: Received {
            moment: Moment::At(at("2026-11-20T16:40:00-08:00")),
            zone: chrono_tz::America::Los_Angeles,
            country: None,
            by: None,
        },
        late_reason: None,
        subject: LetterSubject {
            category: SubjectCategory::User,
            residence: Some(Residence {
                country: Country::parse("US").unwrap(),
                region: Some(Region::parse("CA").unwrap()),
            }),
            identifiers: vec![(IdentifierType::Account, clear("marker-account"))],
            sensitivity: Sensitivity::Ordinary,
            minor: false,
            policy: None,
        },
        requester: LetterWriter {
            relation: Relation::Itself,
            name: Some(clear("Marker Person")),
            language: Language::parse("en").unwrap(),
            contacts: vec![
                (Channel::Email, clear("marker.person@example.net")),
                (Channel::Sms, clear("+14155550123")),
            ],
        },
        items: kinds
            .iter()
            .map(|kind| LetterItem {
                kind: *kind,
                scope: BTreeSet::new(),
                after: BTreeSet::new(),
                detail: None,
            })
            .collect(),
        statement: Some(clear("Marker statement: send me what you hold.")),
        external_ref: Some(clear("MARKER-99120")),
        last_notice: true,
    }
}

/// Everything on record of a principal today.
pub async fn record_of(office: &Office, principal: &str, part: u32) -> Vec<access::Event> {
    let principal = PrincipalId::parse(principal).unwrap();
    let id = AccessId::of(&principal, office.clock.now().date_naive(), part);
    let events = office.cases.desk().events::<access::Access>(id.as_str()).await.unwrap();
    events.into_iter().map(|event| event.payload).collect()
}
