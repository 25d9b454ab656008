//! What comes after a message has left, or could not: calls, returns, a way that is closed, a campaigner who
//! died, and a stop while something was under way.

use axum::http::StatusCode;
use chrono::TimeDelta;
use habeas_adapters::campaigns::{outcomes, work};
use habeas_domain::delivery::NotSentClass;
use habeas_domain::id::CampaignId;
use serde_json::{Value, json};

use super::campaign::{Drive, about, breach, of_a_breach};
use super::incident::duty;
use crate::support::{Matter, Scene, on_both_engines};

on_both_engines!(InLondon:
    whoever_a_message_came_back_from_late_is_told_by_the_next_way,
    calls_go_on_while_the_rest_is_held_back,
    a_way_that_is_closed_to_everybody_loses_nobody,
    what_was_under_way_when_it_was_stopped_is_settled,
    a_report_that_was_made_and_not_told_is_told,
    the_incident_hears_that_the_last_one_was_told_after_all,
);

/// Ready to go out: approved and begun, and nobody has worked since.
pub(super) async fn goes_out(scene: &mut Scene, channels: &[&str], list: &str) -> (Matter, Drive) {
    let (incident, people) = breach(scene, 2).await;
    let drive = Drive::begin(scene, about(&incident, people)).await;
    drive.version(scene, "listed", channels).await;
    drive.word(scene, 1, "full", "en", of_a_breach()).await;
    drive.listed(scene, 1, list).await;
    drive.approves(scene, 1).await;
    drive.does(scene, "versions/1/begin", json!({})).await;
    (incident, drive)
}

pub(super) async fn stands(scene: &Scene, drive: &Drive) -> (Value, Value) {
    let version = drive.sees(scene, 1).await;
    (version["stage"].clone(), version["messages"].clone())
}

pub(super) async fn said(scene: &Scene, drive: &Drive, person: u64, report: Value) {
    let what = format!("versions/1/by-hand/{person}");
    let answer = scene.tries(&scene.clerk, &drive.matter, &what, report).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{:?}", answer.body);
}

/// All were told; a day later one mail comes back. The text message goes out, and the incident hears of it.
async fn whoever_a_message_came_back_from_late_is_told_by_the_next_way(mut scene: Scene) {
    let list = "email,phone\nada@example.net,020 7946 0101\nben@example.net,\n";
    let (incident, drive) = goes_out(&mut scene, &["email", "sms"], list).await;
    scene.works().await;
    scene.crew.postbox.empty();
    assert_eq!(stands(&scene, &drive).await.0, "told");
    scene.until("2026-02-07T10:00:00Z").await;
    for who in ["ada", "ben"] {
        drive.comes_back(&scene, 1, &format!("{who}@example.net")).await;
    }
    scene.works().await;
    scene.mail("+442079460101");
    let (stage, messages) = stands(&scene, &drive).await;
    assert_eq!((&stage, &messages["told"]), (&json!("told"), &json!(1)));
    assert_eq!(messages["unreachable"], 1, "Ben has no telephone");
    let seen = scene.sees(&incident).await;
    let told = seen["people_told"].as_array().unwrap();
    assert_eq!(told.last().unwrap()["complete"], false);
    assert_eq!(told.last().unwrap()["people"], 1);
    assert_eq!(duty(&seen, "uk", "breach.people")["state"], "done", "what was met was met then");
    scene.comes_to_the_same_again().await;
}

async fn calls_go_on_while_the_rest_is_held_back(mut scene: Scene) {
    let list = "phone,name,address\n\
                020 7946 0101,Ada Sample,1 Sample Street\n020 7946 0102,,\n020 7946 0103,,\n";
    let (_, drive) = goes_out(&mut scene, &["phone", "post"], list).await;
    scene.works().await;
    assert_eq!(stands(&scene, &drive).await.1["by_hand"], 3);
    drive.does(&scene, "versions/1/pause", json!({ "reason": "A doubt." })).await;
    said(&scene, &drive, 1, json!({ "result": "not_this_way" })).await;
    let before = json!({ "result": "told", "at": "2026-02-06T09:00:00Z" });
    let early = scene.tries(&scene.clerk, &drive.matter, "versions/1/by-hand/2", before).await;
    assert_eq!(early.code(), "time_out_of_range", "nobody is told before the approval");
    // A call is reported once, however often it is said.
    let path = drive.matter.path("versions/1/by-hand/2");
    let (key, again) = (scene.key(), json!({ "result": "again" }));
    for _ in 0..2 {
        let answer = scene.clerk.post(&path, &key, &again).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
    }
    let other = scene.clerk.post(&path, &key, &json!({ "result": "told" })).await;
    assert_eq!(other.code(), "idempotency_key_reused");
    let key = scene.key();
    for _ in 0..2 {
        let answer = scene.clerk.post(&path, &key, &json!({ "result": "told" })).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
    }
    scene.works().await;
    let (stage, messages) = stands(&scene, &drive).await;
    assert_eq!(
        (&stage, &messages["queued"], &messages["told"]),
        (&json!("paused"), &json!(1), &json!(1))
    );
    drive.does(&scene, "versions/1/resume", json!({})).await;
    scene.works().await;
    let letters = scene.clerk.get(&drive.matter.path("versions/1/by-hand?channel=post")).await.body;
    assert_eq!(letters["people"][0]["person"], 1);
    said(&scene, &drive, 1, json!({ "result": "told" })).await;
    said(&scene, &drive, 3, json!({ "result": "not_this_way" })).await;
    scene.works().await;
    assert_eq!(stands(&scene, &drive).await.0, "told");
    let nobody = scene.tries(
        &scene.clerk,
        &drive.matter,
        "versions/1/by-hand/3",
        json!({ "result": "told" }),
    );
    assert_eq!(nobody.await.fields(), ["/channel"], "no way was left: by which was it?");
    said(&scene, &drive, 3, json!({ "result": "told", "channel": "phone" })).await;
    scene.works_a_minute_later().await;
    let version = drive.sees(&scene, 1).await;
    assert_eq!(version["messages"]["told"], 3);
    let recorded = version["recorded"].as_array().unwrap();
    let of = |outcome: &str| {
        let of = recorded.iter().filter(|one| one["outcome"] == outcome);
        of.map(|one| one["count"].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!(["handed_over", "no_answer", "not_reached", "recovered"].map(of), [3, 1, 2, 1]);
    scene.comes_to_the_same_again().await;
}

/// The mail server refuses the house as a whole: nobody loses their way by it, and when it takes mail again
/// everybody is told.
async fn a_way_that_is_closed_to_everybody_loses_nobody(mut scene: Scene) {
    let list = "email,phone\nada@example.net,020 7946 0101\nben@example.net,\n";
    let (_, drive) = goes_out(&mut scene, &["email", "sms"], list).await;
    scene.works_without("campaigner").await;
    scene.crew.postbox.empty();
    scene.crew.postbox.knows_us_no_more();
    for _ in 0..20 {
        scene.works().await;
        scene.office.clock.advance(TimeDelta::minutes(16));
    }
    assert_eq!(stands(&scene, &drive).await.1["queued"], 2);
    // Whoever looks sees for what it waits, and until when.
    scene.works().await;
    let until = scene.office.clock.now() + TimeDelta::minutes(15);
    let waits = scene.sees(&drive.matter).await["closed_ways"].clone();
    assert_eq!(waits, json!([ { "channel": "email", "until": until } ]));
    scene.crew.postbox.refuses(None);
    scene.works().await;
    assert_eq!(scene.sees(&drive.matter).await["closed_ways"], waits, "nothing is tried before");
    // Whoever mended it starts the desk anew, and need not wait.
    let now = scene.office.clock.now();
    assert_eq!(work::open_ways(&mut scene.office.world.store, now).await.unwrap(), 1);
    scene.works().await;
    assert!(scene.sees(&drive.matter).await.get("closed_ways").is_none());
    scene.mail("ada@example.net");
    scene.mail("ben@example.net");
    let (stage, messages) = stands(&scene, &drive).await;
    assert_eq!((&stage, &messages["told"]), (&json!("told"), &json!(2)));
    // An address that takes nothing is another matter: the next way is tried.
    drive.listed(&scene, 1, "email,phone\ncem@example.net,020 7946 0103\n").await;
    scene.crew.postbox.refuses(Some(NotSentClass::AddressPermanent));
    scene.works().await;
    assert_eq!(stands(&scene, &drive).await.1["unreachable"], 1);
    scene.crew.postbox.refuses(None);
    scene.comes_to_the_same_again().await;
}

/// Whoever sent it died, and then it was stopped: once nobody holds anything any more, that is said. Nobody
/// who was erased meanwhile is told, or keeps it open.
async fn what_was_under_way_when_it_was_stopped_is_settled(mut scene: Scene) {
    let list = "email\nada@example.net\nben@example.net\n";
    let (_, drive) = goes_out(&mut scene, &["email"], list).await;
    scene.works_without("campaigner").await;
    scene.crew.postbox.empty();
    scene.crew.kills_behind(1, "campaigner").await;
    let erase = json!({ "identifier": { "type": "email", "value": "ben@example.net" } });
    scene.officer.post("/v1/campaigns/erase", &scene.key(), &erase).await;
    drive.does(&scene, "versions/1/stop", json!({ "reason": "The wrong date." })).await;
    scene.works().await;
    let settled = "select count(*) from events where event_type = 'VersionSettled'";
    assert_eq!(scene.office.world.count(settled).await, 0, "one may still be on its way");
    scene.until("2026-02-06T11:00:00Z").await;
    assert_eq!(scene.office.world.count(settled).await, 1);
    let (stage, messages) = stands(&scene, &drive).await;
    assert_eq!((&stage, &messages["withdrawn"]), (&json!("stopped"), &json!(2)));
    scene.comes_to_the_same_again().await;
}

/// It died between making the report and telling it: the report is told before anything is settled.
async fn a_report_that_was_made_and_not_told_is_told(mut scene: Scene) {
    let (_, drive) = goes_out(&mut scene, &["phone"], "phone\n020 7946 0101\n").await;
    scene.works().await;
    said(&scene, &drive, 1, json!({ "result": "told" })).await;
    let id = CampaignId::parse(&drive.matter.id).unwrap();
    let mut store = scene.office.world.store.clone();
    let mut tx = store.begin().await.unwrap();
    let made = outcomes::report(&mut tx, &id, 1).await.unwrap();
    assert!(made.is_some());
    tx.commit().await.unwrap();
    scene.works().await;
    let version = drive.sees(&scene, 1).await;
    assert_eq!(version["stage"], "told");
    assert_eq!(
        version["recorded"],
        json!([ { "outcome": "handed_over", "channel": "phone", "count": 1 } ])
    );
    scene.comes_to_the_same_again().await;
}

/// Of three one was told; one is called after all, and one is erased: then everybody is told who must be.
async fn the_incident_hears_that_the_last_one_was_told_after_all(mut scene: Scene) {
    let list = "email,account\nada@example.net,\n,acc-2\n,acc-3\n";
    let (incident, drive) = goes_out(&mut scene, &["email"], list).await;
    scene.works().await;
    let met = async |scene: &Scene| {
        let seen = scene.sees(&incident).await;
        let told = seen["people_told"].as_array().unwrap().last().unwrap().clone();
        (duty(&seen, "uk", "breach.people")["state"].clone(), told["complete"].clone())
    };
    assert_eq!(stands(&scene, &drive).await.1["unreachable"], 2);
    assert_eq!(met(&scene).await, (json!("owed"), json!(false)));
    said(&scene, &drive, 2, json!({ "result": "told", "channel": "phone" })).await;
    scene.works_a_minute_later().await;
    assert_eq!(met(&scene).await, (json!("owed"), json!(false)), "one is left");
    let erase = json!({ "identifier": { "type": "account", "value": "acc-3" } });
    let erased = scene.officer.post("/v1/campaigns/erase", &scene.key(), &erase).await;
    assert_eq!(erased.body["erased"].as_array().unwrap().len(), 1, "{:?}", erased.body);
    scene.works_a_minute_later().await;
    assert_eq!(met(&scene).await, (json!("done"), json!(true)));
    assert_eq!(stands(&scene, &drive).await.0, "told");
    scene.comes_to_the_same_again().await;
}
