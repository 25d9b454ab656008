//! How fast a list comes in, against a plain insert of the same rows: many rows a statement, one transaction
//! for a thousand lines, nothing sealed and nothing looked up.

use std::time::{Duration, Instant};

use habeas_adapters::campaigns::list::Format;
use habeas_adapters::campaigns::{Campaigns, Manner, Taken};
use habeas_adapters::desk::Call;
use habeas_domain::actor::{Actor, Role};
use habeas_domain::campaign::{About, Act, Audience, ConsentReason};
use habeas_domain::contact::Channel;
use habeas_domain::id::{CampaignId, PrincipalId, PurposeId, VersionNo};
use habeas_domain::place::Language;
use sqlx::{PgPool, Postgres, QueryBuilder};

use crate::house::{self, Bench};
use crate::mail;

/// Lines of the list, each turn.
const LINES: usize = 50_000;
/// How often they take turns.
const TURNS: usize = 3;
/// Lines in one transaction.
const BATCH: usize = 1_000;

type Person = (i64, i64, i64, i64, String, Vec<u8>, Vec<u8>, String);

pub(crate) async fn measure() {
    let bench = Bench::open().await;
    let campaigns = Campaigns::new(bench.cases.clone());
    let pool = PgPool::connect(&house::events_url()).await.unwrap();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        let about = About::ConsentAsked {
            purpose: PurposeId::parse("analytics").unwrap(),
            reason: ConsentReason::Abroad,
        };
        let campaign = drafted(&campaigns, &about, turn).await;
        ours.push(rate(takes(&campaigns, &campaign, LINES, turn).await));
        theirs.push(rate(inserts(&pool, &campaign).await));
    }
    mail::print("lines of a list, and their rows plainly inserted", &ours, &theirs);
    bench.close().await;
}

fn rate(took: Duration) -> f64 {
    LINES as f64 / took.as_secs_f64()
}

fn call(name: String) -> Call {
    let actor = Actor { role: Role::Officer, id: PrincipalId::parse("officer.one").unwrap() };
    Call { actor, command: name, request: None, cause: None, trace: None }
}

/// A campaign with a version for whoever is listed, by mail.
pub(crate) async fn drafted(campaigns: &Campaigns, about: &About, turn: usize) -> CampaignId {
    let done = campaigns.draft(&call(format!("draft-{turn}")), about).await.unwrap();
    let id = done.state.plan().unwrap().id.clone();
    let version = Act::DraftVersion {
        audience: Audience::Listed,
        channels: vec![Channel::Email],
        language: Language::english(),
        announced: false,
        complete: true,
    };
    let call = call(format!("version-{turn}"));
    campaigns.act(&id, &call, None, |_, _| Ok(version.clone())).await.unwrap();
    id
}

const MANNER: Manner = Manner { format: Format::Csv, lenient: false, expect: None };

/// Takes a list of so many people in, and says how long that took.
pub(crate) async fn takes(
    campaigns: &Campaigns,
    campaign: &CampaignId,
    people: usize,
    turn: usize,
) -> Duration {
    let lines = (0..people).map(|no| format!("person{no}@example.net,acc-{no}\n"));
    let list: String = std::iter::once("email,account\n".to_owned()).chain(lines).collect();
    let begun = Instant::now();
    let call = call(format!("list-{turn}"));
    let mut taking = campaigns.take(campaign, VersionNo(1), MANNER, &call).await.unwrap();
    for piece in list.as_bytes().chunks(16 * 1024) {
        taking.feed(piece).await.unwrap();
    }
    let Taken { left_out, .. } = taking.finish().await.unwrap();
    assert_eq!(left_out, []);
    begun.elapsed()
}

/// The same rows into tables of the same shape.
async fn inserts(pool: &PgPool, campaign: &CampaignId) -> Duration {
    for table in ["person", "contact", "message"] {
        let make = format!(
            "drop table if exists plain_{table};
             create table plain_{table} (like campaign_{table} including all)"
        );
        sqlx::raw_sql(&make).execute(pool).await.unwrap();
    }
    let people: Vec<Person> = sqlx::query_as(
        "select no, person, batch, part, key_id, sealed, hash, language from campaign_person
          where campaign = $1 order by no",
    )
    .bind(campaign.as_str())
    .fetch_all(pool)
    .await
    .unwrap();
    let contacts: Vec<(Vec<u8>, i64, String, i64)> = sqlx::query_as(
        "select term, person, kind, batch from campaign_contact where campaign = $1 order by person",
    )
    .bind(campaign.as_str())
    .fetch_all(pool)
    .await
    .unwrap();
    assert_eq!((people.len(), contacts.len()), (LINES, LINES * 2));
    let id = campaign.as_str();
    let begun = Instant::now();
    for (people, contacts) in people.chunks(BATCH).zip(contacts.chunks(BATCH * 2)) {
        let mut tx = pool.begin().await.unwrap();
        let mut query = QueryBuilder::<Postgres>::new(
            "insert into plain_person
                (campaign, no, person, batch, part, key_id, sealed, hash, language) ",
        );
        query.push_values(people, |mut b, row| {
            b.push_bind(id).push_bind(row.0).push_bind(row.1).push_bind(row.2).push_bind(row.3);
            b.push_bind(&row.4).push_bind(&row.5).push_bind(&row.6).push_bind(&row.7);
        });
        query.build().execute(&mut *tx).await.unwrap();
        let mut query = QueryBuilder::<Postgres>::new(
            "insert into plain_contact (campaign, term, person, kind, batch) ",
        );
        query.push_values(contacts, |mut b, row| {
            b.push_bind(id).push_bind(&row.0).push_bind(row.1).push_bind(&row.2).push_bind(row.3);
        });
        query.build().execute(&mut *tx).await.unwrap();
        let mut query = QueryBuilder::<Postgres>::new(
            "insert into plain_message (campaign, person, version, batch, state, next_at) ",
        );
        query.push_values(people, |mut b, row| {
            b.push_bind(id).push_bind(row.1).push_bind(1_i64).push_bind(row.2);
            b.push_bind("queued").push_bind(chrono::DateTime::UNIX_EPOCH);
        });
        query.build().execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    begun.elapsed()
}
