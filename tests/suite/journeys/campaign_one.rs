//! People who came as two and turn out to be one: a line of a later list names both.

use axum::http::StatusCode;
use serde_json::json;

use super::campaign::{Drive, about, breach, of_a_breach};
use crate::support::{Scene, on_both_engines};

on_both_engines!(InLondon:
    whoever_turns_out_to_be_one_is_told_once,
    whoever_was_told_before_they_turned_out_to_be_one_is_told_no_more,
    whoever_came_as_two_is_erased_whole,
    a_refused_list_makes_nobody_one,
);

async fn worded(scene: &mut Scene, channels: &[&str]) -> Drive {
    let (incident, people) = breach(scene, 2).await;
    let drive = Drive::begin(scene, about(&incident, people)).await;
    drive.version(scene, "listed", channels).await;
    drive.word(scene, 1, "full", "en", of_a_breach()).await;
    drive
}

async fn whoever_turns_out_to_be_one_is_told_once(mut scene: Scene) {
    let drive = worded(&mut scene, &["email", "sms"]).await;
    let two = drive.listed(&scene, 1, "email,phone\nada@example.net,\n,020 7946 0101\n").await;
    assert_eq!((&two["people"], &two["messages"]), (&json!(2), &json!(2)));
    // The first of these lines names both; the others are one within their list.
    let one = "email,phone,account\nada@example.net,020 7946 0101,\n\
               ben@example.net,,\n,,acc-2\nben@example.net,,acc-2\n";
    let one = drive.listed(&scene, 1, one).await;
    assert_eq!((&one["people"], &one["joined"]), (&json!(2), &json!(2)));
    assert_eq!(one["messages"], 1, "Ben's, once");
    let seen = scene.sees(&drive.matter).await;
    assert_eq!(seen["people"], 2, "{seen:?}");
    drive.goes_out(&mut scene, 1).await;
    scene.mail("ada@example.net");
    scene.mail("ben@example.net");
    scene.no_more_mail();
    let messages = drive.sees(&scene, 1).await["messages"].clone();
    assert_eq!((&messages["told"], &messages["withdrawn"]), (&json!(2), &json!(1)));

    // The mail comes back: there is the telephone with which she came as somebody else.
    let back = json!({ "identifier": { "type": "email", "value": "ada@example.net" }, "channel": "email" });
    scene.tries(&scene.clerk, &drive.matter, "versions/1/came-back", back).await;
    scene.works().await;
    scene.mail("+442079460101");
    scene.no_more_mail();

    // A correction for everybody reaches each once, as somebody who was told before.
    drive.version(&scene, "everyone", &["email", "sms"]).await;
    for form in ["full", "correction"] {
        let mut parts = of_a_breach();
        parts["what_was_wrong"] = json!("It was not one hour.");
        parts["what_is_right"] = json!("It was two.");
        parts["title"] = json!(format!("A {form} text"));
        drive.word(&scene, 2, form, "en", parts).await;
    }
    drive.goes_out(&mut scene, 2).await;
    for who in ["ada@example.net", "ben@example.net"] {
        assert!(scene.mail(who).subject().contains("A correction text"), "{who}");
    }
    scene.no_more_mail();
    scene.comes_to_the_same_again().await;
}

async fn whoever_was_told_before_they_turned_out_to_be_one_is_told_no_more(mut scene: Scene) {
    let drive = worded(&mut scene, &["email", "phone"]).await;
    // The one by mail, the other is to be called.
    drive.listed(&scene, 1, "email,phone\nada@example.net,\n,020 7946 0101\n").await;
    drive.goes_out(&mut scene, 1).await;
    scene.mail("ada@example.net");
    let calls = drive.matter.path("versions/1/by-hand?channel=phone");
    assert_eq!(scene.clerk.get(&calls).await.body["people"].as_array().unwrap().len(), 1);
    let version = drive.sees(&scene, 1).await;
    assert_eq!(version["stage"], "under_way");
    let both = "email,phone\nada@example.net,020 7946 0101\n";
    assert_eq!(drive.listed(&scene, 1, both).await["joined"], 1);
    scene.works().await;
    assert_eq!(scene.clerk.get(&calls).await.body["people"], json!([]), "she knows already");
    let version = drive.sees(&scene, 1).await;
    assert_eq!(version["stage"], "told", "{version:?}");
    scene.no_more_mail();
    scene.comes_to_the_same_again().await;
}

async fn whoever_came_as_two_is_erased_whole(mut scene: Scene) {
    let drive = worded(&mut scene, &["email", "sms"]).await;
    let list = "email,phone,name\nada@example.net,,Ada Sample\n,020 7946 0101,\n\
                ben@example.net,,\n";
    drive.listed(&scene, 1, list).await;
    let erase = async |scene: &Scene, kind: &str, value: &str| {
        let who = json!({ "identifier": { "type": kind, "value": value } });
        scene.officer.post("/v1/campaigns/erase", &scene.key(), &who).await
    };
    drive.listed(&scene, 1, "email,phone\nada@example.net,020 7946 0101\n").await;
    scene.works().await;
    let erased = erase(&scene, "phone", "020 7946 0101").await;
    assert_eq!(erased.status, StatusCode::OK, "{:?}", erased.body);
    assert_eq!(erased.body["erased"].as_array().unwrap().len(), 1);
    let world = &scene.office.world;
    let left = "select count(*) from campaign_person where sealed is not null";
    assert_eq!(world.count(left).await, 1, "Ben's");
    assert_eq!(world.count("select count(*) from campaign_contact").await, 1);
    assert_eq!(scene.sees(&drive.matter).await["erased"], 1);
    assert_eq!(erase(&scene, "email", "ada@example.net").await.body["erased"], json!([]));
    drive.goes_out(&mut scene, 1).await;
    scene.mail("ben@example.net");
    scene.no_more_mail();
    scene.comes_to_the_same_again().await;
}

async fn a_refused_list_makes_nobody_one(mut scene: Scene) {
    let drive = worded(&mut scene, &["email", "sms"]).await;
    drive.listed(&scene, 1, "email,phone\nada@example.net,\n,020 7946 0101\n").await;
    let both = (1..1_000).map(|no| format!("person{no}@example.net,\n"));
    let both: String = both.chain(["ada@example.net,020 7946 0101\n".to_owned()]).collect();
    let list = format!("email,phone\n{both}nobody,\n");
    assert_eq!(drive.lists(&scene, 1, "", &list).await.code(), "bad_lines");
    let joined = scene.office.world.count("select count(*) from campaign_same").await;
    assert_eq!(joined, 0);
    drive.goes_out(&mut scene, 1).await;
    scene.mail("ada@example.net");
    scene.mail("+442079460101");
    scene.no_more_mail();
    scene.comes_to_the_same_again().await;
}
