//! What is in a campaign's stream and not in the ledger yet: nothing leaves for it, and nothing is said to be
//! at its end.

use axum::http::StatusCode;
use chrono::TimeDelta;
use habeas_adapters::campaigns::list::Format;
use habeas_adapters::campaigns::{Campaigns, Manner};
use habeas_domain::actor::Role;
use habeas_domain::id::{CampaignId, VersionNo};
use serde_json::json;

use super::campaign::{Drive, about, breach, of_a_breach};
use crate::support::{Scene, call, dies_after, on_both_engines};

on_both_engines!(InLondon:
    a_list_whose_taker_died_behind_its_events_is_told_whole,
    nothing_leaves_before_its_cause_is_in_the_ledger,
);

const CSV: Manner = Manner { format: Format::Csv, lenient: false, expect: None };
const SETTLED: &str = "select count(*) from events where event_type = 'VersionSettled'";

fn list(people: std::ops::Range<usize>) -> String {
    let lines = people.map(|no| format!("person{no}@example.net\n"));
    std::iter::once("email\n".to_owned()).chain(lines).collect()
}

/// Ten are told. A list comes in of which the first thousand lines name one of them and the rest somebody
/// new, and its taker dies when its events are there; before anybody has seen them in the ledger, the
/// campaigner looks for another reason.
async fn a_list_whose_taker_died_behind_its_events_is_told_whole(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 13).await;
    let drive = Drive::begin(&mut scene, about(&incident, people)).await;
    drive.version(&scene, "listed", &["email"]).await;
    drive.word(&scene, 1, "full", "en", of_a_breach()).await;
    drive.listed(&scene, 1, &list(0..10)).await;
    drive.goes_out(&mut scene, 1).await;
    assert_eq!(scene.crew.postbox.empty().len(), 10);
    assert_eq!(scene.office.world.count(SETTLED).await, 1);

    let id = CampaignId::parse(&drive.matter.id).unwrap();
    let campaigns = Campaigns::new(scene.office.cases.clone());
    let late = format!("email\n{}{}", "person0@example.net\n".repeat(1_000), &list(10..13)[6..]);
    let mut waits = 0;
    while campaigns.get(&id).await.unwrap().0.lists.len() < 2 {
        assert!(waits < 200, "it never comes to its end");
        // What the one before left is set right.
        scene.office.clock.advance(TimeDelta::minutes(3));
        let call = call(Role::Officer, &format!("late-{waits}"));
        let taking = campaigns.take(&id, VersionNo(1), CSV, &call).await;
        let mut taking = taking.unwrap();
        taking.feed(late.as_bytes()).await.unwrap();
        dies_after(waits, taking.finish()).await;
        waits += 1;
    }
    let listed = "select count(*) from events where event_type = 'PeopleListed'";
    assert_eq!(scene.office.world.count(listed).await, 3, "the second list has two batches");
    let answer = drive.comes_back(&scene, 1, "person7@example.net").await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{:?}", answer.body);
    scene.works_without("linker").await;
    assert_eq!(scene.office.world.count(SETTLED).await, 1, "three are still to be told");
    assert!(scene.crew.postbox.empty().is_empty());

    scene.works().await;
    assert_eq!(scene.crew.postbox.empty().len(), 3);
    let version = drive.sees(&scene, 1).await;
    assert_eq!((&version["stage"], &version["messages"]["told"]), (&json!("told"), &json!(12)));
    assert_eq!(version["messages"]["queued"], 0);
    scene.comes_to_the_same_again().await;
}

/// The campaigner is awake for another reason, and finds what lets messages leave before the sequencer has
/// been there.
async fn nothing_leaves_before_its_cause_is_in_the_ledger(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 2).await;
    let drive = Drive::begin(&mut scene, about(&incident, people)).await;
    drive.version(&scene, "listed", &["email", "phone"]).await;
    drive.word(&scene, 1, "full", "en", of_a_breach()).await;
    drive.listed(&scene, 1, "email,phone\n,020 7946 0101\n").await;
    drive.goes_out(&mut scene, 1).await;
    drive.does(&scene, "versions/1/pause", json!({ "reason": "A doubt." })).await;
    drive.listed(&scene, 1, "email\nada@example.net\n").await;
    scene.works().await;
    drive.does(&scene, "versions/1/resume", json!({})).await;
    let told = json!({ "result": "told" });
    let answer = scene.tries(&scene.clerk, &drive.matter, "versions/1/by-hand/1", told).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{:?}", answer.body);
    scene.works_without("sequencer").await;
    scene.no_more_mail();
    assert_eq!(scene.office.world.count(SETTLED).await, 0);
    scene.works().await;
    scene.mail("ada@example.net");
    assert_eq!(drive.sees(&scene, 1).await["stage"], "told");
    scene.comes_to_the_same_again().await;
}
