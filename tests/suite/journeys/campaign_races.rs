//! What people say of messages while somebody stops the version or corrects it: nobody is left where neither a
//! machine nor a clerk looks, what took place can be said, and nobody waits for somebody who waits for them.

use axum::http::StatusCode;
use habeas_adapters::campaigns::Campaigns;
use habeas_adapters::campaigns::by_hand::{Heard, Said};
use habeas_adapters::campaigns::history::{Found, Whom};
use habeas_adapters::store::Store;
use habeas_domain::actor::Role;
use habeas_domain::contact::Channel;
use habeas_domain::delivery::NotSentClass;
use habeas_domain::id::{CampaignId, VersionNo};
use serde_json::json;
use sqlx::{PgPool, Postgres, Transaction};

use super::campaign::{Drive, of_a_breach};
use super::campaign_after::{goes_out, said, stands};
use crate::support::{Scene, call, on_both_engines};

on_both_engines!(InLondon:
    what_is_said_while_the_version_is_stopped_puts_nothing_back,
    what_comes_back_just_before_the_correction_is_not_sent,
    a_call_that_had_begun_when_the_version_was_stopped_took_place,
    nobody_holds_a_message_while_they_wait_for_the_campaign,
);

const FIRST: VersionNo = VersionNo(1);

fn of(drive: &Drive) -> CampaignId {
    CampaignId::parse(&drive.matter.id).unwrap()
}

/// Takes the lock of a campaign.
async fn lock<'p>(pool: &'p PgPool, campaign: &CampaignId) -> Transaction<'p, Postgres> {
    let mut lock = pool.begin().await.unwrap();
    let take = "update campaign_work set next_outcome = next_outcome where campaign = $1";
    sqlx::query(take).bind(campaign.as_str()).execute(&mut *lock).await.unwrap();
    lock
}

/// Goes on once so many wait for a lock.
async fn until_they_wait(pool: &PgPool, count: i64) {
    let waits = "select count(*) from pg_stat_activity
                  where datname = current_database() and wait_event_type = 'Lock'";
    while sqlx::query_scalar::<_, i64>(waits).fetch_one(pool).await.unwrap() < count {}
}

/// Whoever says it has looked at the campaign, and writes only once it is stopped. SQLite has one writer, who
/// does not look before.
async fn what_is_said_while_the_version_is_stopped_puts_nothing_back(mut scene: Scene) {
    let list = "email,phone,name,address\n\
                ada@example.net,020 7946 0101,,\n,020 7946 0102,Ben Sample,1 Sample Street\n";
    let (_, drive) = goes_out(&mut scene, &["email", "phone", "post"], list).await;
    scene.works().await;
    let Store::Pg(pool) = scene.office.world.store.clone() else { return };
    let (id, campaigns) = (of(&drive), Campaigns::new(scene.office.cases.clone()));
    let lock = lock(&pool, &id).await;
    let whom = Whom::Person(Found { campaign: id.clone(), person: 1 });
    let (one, other) = (call(Role::Clerk, "back"), call(Role::Clerk, "said"));
    let back = campaigns.came_back(&id, (FIRST, Channel::Email), &whom, &one, None);
    let heard = campaigns.said(&id, (FIRST, 2), Said::NotThisWay, &other, None);
    let stop = async {
        until_they_wait(&pool, 2).await;
        drive.does(&scene, "versions/1/stop", json!({ "reason": "The wrong date." })).await;
        lock.rollback().await.unwrap();
    };
    let (back, heard, ()) = tokio::join!(back, heard, stop);
    assert!(back.unwrap());
    assert_eq!(heard.unwrap(), Heard::Yes);
    for _ in 0..2 {
        let (stage, messages) = stands(&scene, &drive).await;
        assert_eq!((&stage, &messages["unreachable"]), (&json!("stopped"), &json!(2)));
        scene.works().await;
    }
    scene.comes_to_the_same_again().await;
}

async fn what_comes_back_just_before_the_correction_is_not_sent(mut scene: Scene) {
    let list = "email,phone\nada@example.net,020 7946 0101\n";
    let (_, drive) = goes_out(&mut scene, &["email", "sms"], list).await;
    scene.works().await;
    scene.mail("ada@example.net");
    drive.version(&scene, "everyone", &["email", "sms"]).await;
    let mut right = of_a_breach();
    right["what_was_wrong"] = json!("It was not the sixth.");
    right["what_is_right"] = json!("It was the fifth.");
    for form in ["full", "correction"] {
        drive.word(&scene, 2, form, "en", right.clone()).await;
    }
    drive.approves(&scene, 2).await;
    let back = drive.comes_back(&scene, 1, "ada@example.net").await;
    assert_eq!(back.status, StatusCode::NO_CONTENT);
    assert_eq!(stands(&scene, &drive).await.1["queued"], 1);
    drive.does(&scene, "versions/2/begin", json!({})).await;
    scene.works().await;
    scene.mail("ada@example.net");
    scene.no_more_mail();
    let messages = stands(&scene, &drive).await.1;
    assert_eq!((&messages["queued"], &messages["withdrawn"]), (&json!(0), &json!(1)));
    scene.comes_to_the_same_again().await;
}

async fn a_call_that_had_begun_when_the_version_was_stopped_took_place(mut scene: Scene) {
    scene.crew.postbox.refuses(Some(NotSentClass::RelayPermanent));
    let list = "email,phone\n,020 7946 0101\n,020 7946 0102\n,020 7946 0103\n\
                ada@example.net,\nben@example.net,\n";
    let (incident, drive) = goes_out(&mut scene, &["email", "phone"], list).await;
    scene.works().await;
    let messages = stands(&scene, &drive).await.1;
    assert_eq!((&messages["by_hand"], &messages["queued"]), (&json!(3), &json!(2)));
    drive.does(&scene, "versions/1/stop", json!({ "reason": "The wrong date." })).await;
    scene.works().await;
    assert_eq!(stands(&scene, &drive).await.1["withdrawn"], 5);
    let calls = scene.clerk.get(&drive.matter.path("versions/1/by-hand?channel=phone")).await.body;
    assert_eq!(calls["people"], json!([]), "nobody else is called");

    said(&scene, &drive, 1, json!({ "result": "told" })).await;
    said(&scene, &drive, 2, json!({ "result": "not_this_way" })).await;
    said(&scene, &drive, 3, json!({ "result": "again" })).await;
    let told = json!({ "result": "told", "channel": "phone" });
    let machine = scene.tries(&scene.clerk, &drive.matter, "versions/1/by-hand/4", told.clone());
    assert_eq!(machine.await.status, StatusCode::NOT_FOUND, "that was never with people");
    let twice = scene.tries(&scene.clerk, &drive.matter, "versions/1/by-hand/1", told).await;
    assert_eq!(twice.status, StatusCode::NOT_FOUND, "it is said already");
    scene.works_a_minute_later().await;
    let told = scene.sees(&incident).await["people_told"].clone();
    assert_eq!(told.as_array().unwrap().last().unwrap()["people"], 1, "the incident hears of it");
    let (stage, messages) = stands(&scene, &drive).await;
    assert_eq!(stage, "stopped");
    assert_eq!((&messages["told"], &messages["withdrawn"]), (&json!(1), &json!(4)));
    let recorded = drive.sees(&scene, 1).await["recorded"].clone();
    for outcome in ["handed_over", "not_reached", "no_answer"] {
        let of = recorded.as_array().unwrap().iter().find(|one| one["outcome"] == outcome);
        assert_eq!(of.unwrap()["count"], 1, "{outcome}: {recorded}");
    }
    // What came back of it goes to nobody but people.
    let back = json!({ "person": 1, "channel": "phone" });
    scene.tries(&scene.clerk, &drive.matter, "versions/1/came-back", back).await;
    scene.works().await;
    assert_eq!(stands(&scene, &drive).await.1["unreachable"], 1);
    scene.comes_to_the_same_again().await;
}

/// Lets something run into the lock of a campaign, and looks whether the message of a person is free then.
async fn runs_into_the_lock<T>(
    pool: &PgPool,
    (campaign, person): (&CampaignId, i64),
    work: impl Future<Output = T>,
) -> T {
    let mut held = lock(pool, campaign).await;
    let look = async {
        until_they_wait(pool, 1).await;
        let message = "select 1 from campaign_message where campaign = $1 and person = $2
                          for update nowait";
        let message = sqlx::query(message).bind(campaign.as_str()).bind(person);
        let free = message.execute(&mut *held).await;
        held.rollback().await.unwrap();
        free.expect("whoever waits for the campaign holds no message of it");
    };
    tokio::join!(work, look).0
}

/// One order for everybody: first the campaign, then its messages. SQLite has one writer anyway.
async fn nobody_holds_a_message_while_they_wait_for_the_campaign(mut scene: Scene) {
    let list = "email,phone\nada@example.net,020 7946 0101\n,020 7946 0102\n";
    let (_, drive) = goes_out(&mut scene, &["email", "phone"], list).await;
    scene.works_without("campaigner").await;
    let Store::Pg(pool) = scene.office.world.store.clone() else { return };
    let (id, campaigns) = (of(&drive), Campaigns::new(scene.office.cases.clone()));
    runs_into_the_lock(&pool, (&id, 1), scene.works()).await;
    scene.mail("ada@example.net");
    let clerk = |key: &str| call(Role::Clerk, key);
    let again = clerk("again");
    let heard = campaigns.said(&id, (FIRST, 2), Said::Again, &again, None);
    assert_eq!(runs_into_the_lock(&pool, (&id, 2), heard).await.unwrap(), Heard::Yes);
    let answered = campaigns.answered(&id, (FIRST, 1), true, None);
    assert!(runs_into_the_lock(&pool, (&id, 1), answered).await.unwrap());
    let (back, whom) = (clerk("back"), Whom::Person(Found { campaign: id.clone(), person: 1 }));
    let back = campaigns.came_back(&id, (FIRST, Channel::Email), &whom, &back, None);
    assert!(runs_into_the_lock(&pool, (&id, 1), back).await.unwrap());
    let officer = call(Role::Officer, "erase");
    let erased = campaigns.erase(&whom, &officer);
    assert_eq!(runs_into_the_lock(&pool, (&id, 1), erased).await.unwrap().len(), 1);
    scene.comes_to_the_same_again().await;
}
