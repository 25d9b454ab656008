//! A desk on PostgreSQL with its sequencer at work.

use std::sync::Arc;

use chrono::TimeDelta;
use habeas_adapters::cases::{Cases, Letter, LetterItem, LetterSubject, LetterWriter, Rules};
use habeas_adapters::chance::Chance;
use habeas_adapters::clock::Clock;
use habeas_adapters::desk::{Call, Desk};
use habeas_adapters::nudge::Nudge;
use habeas_adapters::rules::{self, Brought};
use habeas_adapters::store::Store;
use habeas_adapters::vault::{Clear, Keyring, Vault};
use habeas_domain::actor::{Actor, Role};
use habeas_domain::assurance::Sensitivity;
use habeas_domain::calendar::{CalendarId, Calendars};
use habeas_domain::contact::{Channel, Intake};
use habeas_domain::digest::Digest;
use habeas_domain::id::{PrincipalId, RequestId, VersionName};
use habeas_domain::kind::{IdentifierType, ItemKind, Relation, SubjectCategory};
use habeas_domain::moment::Moment;
use habeas_domain::place::{Country, Language, Region, Residence};
use habeas_domain::received::Received;
use habeas_domain::regime;
use habeas_workers::{Health, Sequencer, run};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

/// Key-encryption key of the measurement.
const KEY: &str = "bench AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// The desk.
pub(crate) struct Bench {
    pub(crate) cases: Cases,
    pub(crate) store: Store,
    pub(crate) ledger: Nudge,
    /// The owner's URL of the server, without a database.
    pub(crate) base: String,
    stop: CancellationToken,
}

impl Bench {
    pub(crate) async fn open() -> Self {
        let base = base();
        let (events, keys) =
            (database(&base, "speed_events").await, database(&base, "speed_keys").await);
        Store::open_postgres(&events, 2).await.unwrap().migrate().await.unwrap();
        Vault::migrate_postgres(&keys).await.unwrap();
        let store = Store::open_postgres(&events, 40).await.unwrap();
        let ring = Keyring::parse(KEY).unwrap();
        let (clock, chance) = (Clock::System, Chance::System);
        let vault =
            Vault::open_postgres(&keys, 40, ring, clock.clone(), chance.clone()).await.unwrap();
        let mut desk = Desk::new(store.clone(), clock, chance, "speed");
        let book = rules::adopt(&mut desk, &brought()).await.unwrap();
        let (ledger, stop) = (Nudge::new(), CancellationToken::new());
        let sequencer = Sequencer::new(store.clone(), ledger.clone());
        let running = run(
            sequencer,
            desk.appended().listener(),
            || Clock::System.now(),
            stop.clone(),
            Health::default(),
        );
        let cases = Cases::new(desk, vault, Rules::new(book));
        let bench = Self { cases, store, ledger, base, stop };
        spawn(running);
        bench
    }

    pub(crate) async fn close(&self) {
        self.stop.cancel();
        self.store.close().await;
    }

    /// Takes a letter in by somebody who has not written before.
    pub(crate) async fn receives(&self, name: &str) -> RequestId {
        let actor = Actor { role: Role::Portal, id: PrincipalId::parse("portal.one").unwrap() };
        let call = Call {
            actor,
            command: format!("letter-{name}"),
            request: Some(format!("letter-{name}")),
            cause: None,
            trace: None,
        };
        let now = self.cases.desk().clock().now();
        let done =
            self.cases.receive(&call, &letter(name, now - TimeDelta::hours(1))).await.unwrap();
        done.state.case().unwrap().id().clone()
    }
}

#[expect(clippy::disallowed_methods, reason = "a measurement has no life cycle to be stopped by")]
fn spawn(task: impl Future<Output = habeas_workers::Ended> + Send + 'static) {
    tokio::spawn(task);
}

#[expect(clippy::disallowed_methods, reason = "the only setting of the measurement")]
fn base() -> String {
    std::env::var("HABEAS_TEST_PG").expect("HABEAS_TEST_PG says which server is measured")
}

/// The events of the desk, seen from outside.
pub(crate) fn events_url() -> String {
    format!("{}/speed_events", base())
}

/// A database with the tables of a desk and nothing in them.
pub(crate) async fn desk_database(name: &str) -> String {
    let url = database(&base(), name).await;
    Store::open_postgres(&url, 2).await.unwrap().migrate().await.unwrap();
    url
}

/// Makes an empty database in place of an old one.
pub(crate) async fn database(base: &str, name: &str) -> String {
    let admin = PgPool::connect(&format!("{base}/postgres")).await.unwrap();
    for statement in [format!("drop database if exists {name}"), format!("create database {name}")]
    {
        sqlx::raw_sql(&statement).execute(&admin).await.unwrap();
    }
    admin.close().await;
    format!("{base}/{name}")
}

fn brought() -> Brought {
    Brought {
        house: regime::House {
            country: Country::parse("US").unwrap(),
            zone: chrono_tz::America::Los_Angeles,
            calendar: CalendarId::parse("US").unwrap(),
            establishments: Vec::new(),
        },
        packs: Vec::new(),
        calendars: Arc::new(Calendars::shipped()),
        settings: Digest::of(b"speed"),
        version: VersionName::parse("0.1.0").unwrap(),
    }
}

fn letter(name: &str, at: chrono::DateTime<chrono::Utc>) -> Letter {
    let clear = |text: &str| Clear::new(text.to_owned());
    let item = |kind| LetterItem { kind, scope: [].into(), after: [].into(), detail: None };
    Letter {
        intake: Intake::Portal,
        received: Received {
            moment: Moment::At(at),
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
            identifiers: vec![(IdentifierType::Account, clear(&format!("u-{name}")))],
            sensitivity: Sensitivity::Ordinary,
            minor: false,
            policy: None,
        },
        requester: LetterWriter {
            relation: Relation::Itself,
            name: Some(clear("Sample Person")),
            language: Language::parse("en").unwrap(),
            contacts: vec![(Channel::Email, clear(&format!("sample.{name}@example.net")))],
        },
        items: vec![item(ItemKind::Copy), item(ItemKind::Deletion)],
        statement: Some(clear("Send me my viewing history, then delete my account.")),
        external_ref: Some(clear(&format!("ZD-{name}"))),
        last_notice: true,
    }
}
