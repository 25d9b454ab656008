//! The public is told of a breach, beside the people whom mails reach or where none can: the incident hears that
//! everybody is told after whichever is last (P19, P36).

use serde_json::{Value, json};

use super::campaign::{Drive, about, breach, of_a_breach};
use super::incident::duty;
use crate::support::{Matter, Scene, on_both_engines};

on_both_engines!(InLondon:
    mails_are_not_all_where_the_public_is_to_be_told_too,
    an_announcement_is_not_all_where_mails_are_to_leave_too,
    an_announcement_alone_tells_everybody,
);

/// An announced breach by these channels, worded, with these people and the assessment on file, and approved.
async fn announced(scene: &mut Scene, channels: &[&str], list: Option<&str>) -> (Matter, Drive) {
    let (incident, people) = breach(scene, 1).await;
    let drive = Drive::begin(scene, about(&incident, people)).await;
    let version = json!({ "audience": "listed", "channels": channels, "language": "en",
                          "announce": true, "complete": true });
    drive.does(scene, "versions", version).await;
    drive.word(scene, 1, "full", "en", of_a_breach()).await;
    if let Some(list) = list {
        drive.listed(scene, 1, list).await;
    }
    let approve = "versions/1/approve";
    let early = scene.refuses(&drive.approver, &drive.matter, approve, json!({})).await;
    assert_eq!(early, "assessment_missing", "it is announced in public");
    drive.does(scene, "papers", json!({ "paper": "assessment", "reference": "DPIA-9" })).await;
    drive.approves(scene, 1).await;
    scene.works().await;
    (incident, drive)
}

/// It stands on the front page now.
async fn stands_there(scene: &mut Scene, drive: &Drive) -> String {
    let at = scene.office.clock.now().to_rfc3339();
    let place = json!({ "place": "The front page", "at": at });
    drive.does(scene, "versions/1/announcement", place).await;
    scene.works().await;
    at
}

/// How the duty to tell people stands, and what was last said of how they were told.
async fn told(scene: &Scene, incident: &Matter) -> (Value, Value) {
    let seen = scene.sees(incident).await;
    let last = seen["people_told"].as_array().unwrap().last().cloned().unwrap_or_default();
    (duty(&seen, "uk", "breach.people").clone(), last)
}

async fn mails_are_not_all_where_the_public_is_to_be_told_too(mut scene: Scene) {
    let (incident, drive) =
        announced(&mut scene, &["email"], Some("email\nada@example.net\n")).await;
    assert_eq!(drive.waits(&scene).await, ["begin", "announcement"]);
    drive.does(&scene, "versions/1/begin", json!({})).await;
    scene.works().await;
    scene.mail("ada@example.net");
    assert_eq!(drive.waits(&scene).await, ["announcement"]);
    let (owed, mailed) = told(&scene, &incident).await;
    assert_eq!(owed["state"], "owed", "the public knows nothing yet");
    assert_eq!((&mailed["means"], &mailed["people"]), (&json!(["email"]), &json!(1)));
    assert_eq!(mailed["complete"], false);
    stands_there(&mut scene, &drive).await;
    let (done, all) = told(&scene, &incident).await;
    assert_eq!((&done["state"], &done["clocks"][0]["state"]), (&json!("done"), &json!("met")));
    assert_eq!((&all["means"], &all["people"]), (&json!(["email", "announcement"]), &json!(1)));
    assert_eq!(all["complete"], true);
    assert_eq!(drive.waits(&scene).await, ["closing"]);
    drive.does(&scene, "close", json!({})).await;
    scene.comes_to_the_same_again().await;
}

async fn an_announcement_is_not_all_where_mails_are_to_leave_too(mut scene: Scene) {
    let (incident, drive) = announced(&mut scene, &["email"], None).await;
    stands_there(&mut scene, &drive).await;
    let (owed, public) = told(&scene, &incident).await;
    assert_eq!((&owed["state"], &public["complete"]), (&json!("owed"), &json!(false)));
    assert_eq!((&public["means"], &public["people"]), (&json!(["announcement"]), &json!(0)));
    drive.listed(&scene, 1, "email\nada@example.net\n").await;
    drive.does(&scene, "versions/1/begin", json!({})).await;
    scene.works().await;
    scene.mail("ada@example.net");
    let (done, all) = told(&scene, &incident).await;
    assert_eq!((&done["state"], &all["complete"]), (&json!("done"), &json!(true)));
    assert_eq!(all["means"], json!(["email", "announcement"]));
    scene.comes_to_the_same_again().await;
}

/// Nobody has their addresses.
async fn an_announcement_alone_tells_everybody(mut scene: Scene) {
    let (incident, drive) = announced(&mut scene, &[], None).await;
    assert_eq!(drive.waits(&scene).await, ["announcement"]);
    assert_eq!(told(&scene, &incident).await.0["state"], "owed");
    let at = stands_there(&mut scene, &drive).await;
    let (done, public) = told(&scene, &incident).await;
    assert_eq!((&done["state"], &done["clocks"][0]["state"]), (&json!("done"), &json!("met")));
    assert_eq!((&public["means"], &public["people"]), (&json!(["announcement"]), &json!(0)));
    assert_eq!(public["complete"], true);
    let same = |time: &Value| {
        chrono::DateTime::parse_from_rfc3339(time.as_str().unwrap()).unwrap()
            == chrono::DateTime::parse_from_rfc3339(&at).unwrap()
    };
    assert!(same(&public["at"]), "{public}");
    scene.no_more_mail();
    assert_eq!(drive.waits(&scene).await, ["closing"]);
    drive.does(&scene, "close", json!({})).await;
    scene.comes_to_the_same_again().await;
}
