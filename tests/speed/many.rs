//! How fast many people are told, from their sealed rows to what became of each message: claimed, opened,
//! written, sent, settled and reported, a transaction a group; against `smtp-source`, which makes up one
//! message and keeps nothing.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use habeas_adapters::campaigns::Campaigns;
use habeas_adapters::desk::Call;
use habeas_adapters::letters::HouseCard;
use habeas_adapters::mailroom::{Letterhead, Mailboxes, Mailroom};
use habeas_domain::actor::{Actor, Role};
use habeas_domain::campaign::{About, Act, Around, Begin, Form, Part, Stage};
use habeas_domain::contact::Channel;
use habeas_domain::id::{CampaignId, PrincipalId, VersionName, VersionNo};
use habeas_domain::place::Language;
use habeas_domain::regime::Words;
use habeas_domain::sealed::Slot;
use habeas_workers::{Campaigner, Linker, Speed, Step, Worker as _};
use sqlx::PgPool;

use crate::house::{self, Bench};
use crate::import;
use crate::mail;
use crate::postfix::Postfix;

/// People of each turn.
const PEOPLE: usize = 20_000;
/// How often they take turns.
const TURNS: usize = 3;

const FIRST: VersionNo = VersionNo(1);

pub(crate) async fn measure(postfix: &Postfix) {
    let bench = Bench::open().await;
    let campaigns = Campaigns::new(bench.cases.clone());
    let tables = PgPool::connect(&house::events_url()).await.unwrap();
    let sink = postfix.sink();
    let rooms = Mailroom::new(bench.cases.clone(), letterhead());
    let ways = BTreeMap::from([(Channel::Email, Arc::new(mail::way(sink.port)) as _)]);
    let mut linker = Linker::new(bench.cases.clone());
    let mut campaigner = Campaigner::new(rooms, ways, Speed::unbounded());
    let mut rates = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        let campaign = begun(&campaigns, turn).await;
        while !may_leave(&tables).await {
            linker.step().await.unwrap();
        }
        let since = Instant::now();
        while stage(&campaigns, &campaign).await != Stage::Told {
            while campaigner.step().await.unwrap() == Step::Worked {}
            linker.step().await.unwrap();
        }
        rates.0.push(rate(since.elapsed()));
        let count = u32::try_from(PEOPLE).unwrap();
        let took = postfix.source(sink.port, count, mail::mail().len(), mail::CONNECTIONS);
        rates.1.push(rate(took));
    }
    mail::print("people told by mail, and smtp-source, 16 connections", &rates.0, &rates.1);
    bench.close().await;
}

fn rate(took: Duration) -> f64 {
    PEOPLE as f64 / took.as_secs_f64()
}

fn call(name: &str, role: Role) -> Call {
    let id = PrincipalId::parse(&format!("{role}.one")).unwrap();
    Call::of_worker(Actor { role, id }, name.to_owned(), None)
}

/// A campaign with its list, approved and begun.
async fn begun(campaigns: &Campaigns, turn: usize) -> CampaignId {
    let about = About::PolicyRevision {
        policy: VersionName::parse("2.1").unwrap(),
        material: [].into(),
        lowers_rights: false,
        consent: None,
    };
    let id = import::drafted(campaigns, &about, turn).await;
    let act = async |name: &str, role, act: Act| {
        let call = call(&format!("{name}-{turn}"), role);
        campaigns.act(&id, &call, None, |_, _| Ok(act.clone())).await.unwrap();
    };
    let words = |_: &_, sealer: &habeas_adapters::cases::Sealer<'_>| {
        let seal = |part, text: &str| Ok((part, sealer.seal(Slot::ContentMessage, text)?));
        let words = [
            seal(Part::Title, "Our policy changes"),
            seal(Part::Short, "Our policy changes."),
            seal(Part::WhatChanges, "We keep what you watched for a year."),
            seal(Part::When, "On 1 March."),
            seal(Part::WhereToRead, "https://dramalight.example/privacy"),
            seal(Part::Rights, "Your rights stay as they are."),
        ];
        let words = words.into_iter().collect::<Result<_, _>>()?;
        Ok(Act::Word { version: FIRST, form: Form::Full, language: Language::english(), words })
    };
    let word = call(&format!("word-{turn}"), Role::Officer);
    campaigns.act(&id, &word, None, words).await.unwrap();
    import::takes(campaigns, &id, PEOPLE, turn).await;
    act(
        "approve",
        Role::Approver,
        Act::Approve { version: FIRST, late_reason: None, around: Around::default() },
    )
    .await;
    act(
        "begin",
        Role::Officer,
        Act::Begin(Begin { version: FIRST, incident: None, ways: [Channel::Email].into() }),
    )
    .await;
    id
}

/// Whether everything that was listed and begun was met in the ledger.
async fn may_leave(tables: &PgPool) -> bool {
    let behind = "select not exists (select 1 from campaign_batch where not live)
         and not exists (select 1 from events e where e.aggregate_type = 'campaign'
                            and e.sequence > (select w.wake from campaign_work w
                                               where w.campaign = e.aggregate_id))";
    sqlx::query_scalar(behind).fetch_one(tables).await.unwrap()
}

async fn stage(campaigns: &Campaigns, id: &CampaignId) -> Stage {
    let (plan, _) = campaigns.get(id).await.unwrap();
    plan.version(FIRST).unwrap().stage
}

fn letterhead() -> Letterhead {
    Letterhead {
        card: HouseCard {
            name: Words::new("Example Games".to_owned(), BTreeMap::new()),
            email: "privacy@games.example.net".to_owned(),
            phone: Some("+1 555 0100".to_owned()),
            page: None,
            post: vec!["Example Games".to_owned(), "1 Sample Street".to_owned()],
            endings: Vec::new(),
            names: BTreeMap::new(),
        },
        sender: mail::sender(),
        mailboxes: Mailboxes { everyone: "desk@games.example.net".to_owned(), of: BTreeMap::new() },
        language: Language::english(),
        public_url: "https://privacy.games.example.net".parse().unwrap(),
    }
}
