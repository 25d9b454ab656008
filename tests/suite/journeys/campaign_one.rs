//! People who come as two and turn out to be one: a line of the same list, or of a later one, names both.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::campaign::{Drive, about, breach, of_a_breach};
use crate::support::{Scene, on_both_engines};

on_both_engines!(InLondon:
    whoever_turns_out_to_be_one_is_told_once,
    whoever_turns_out_to_be_one_a_thousand_lines_later_is_one,
    what_two_lists_before_brought_stays_two,
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

fn counts(taken: &Value) -> (i64, i64) {
    (taken["people"].as_i64().unwrap(), taken["messages"].as_i64().unwrap())
}

async fn whoever_turns_out_to_be_one_is_told_once(mut scene: Scene) {
    let drive = worded(&mut scene, &["email", "sms"]).await;
    let list = "email,phone,account\nada@example.net,,\n,020 7946 0101,\n\
                ada@example.net,020 7946 0101,\n\
                ben@example.net,,\n,,acc-2\n,020 7946 0102,acc-2\nben@example.net,,acc-2\n";
    assert_eq!(counts(&drive.listed(&scene, 1, list).await), (2, 2));
    assert_eq!(scene.sees(&drive.matter).await["people"], 2);
    // Of two lists: whom the first brought is who the second means.
    assert_eq!(counts(&drive.listed(&scene, 1, "email\ncem@example.net\n").await), (1, 1));
    let both = "email,phone\n,020 7946 0103\ncem@example.net,020 7946 0103\n";
    assert_eq!(counts(&drive.listed(&scene, 1, both).await), (0, 0));
    drive.goes_out(&mut scene, 1).await;
    for who in ["ada", "ben", "cem"] {
        scene.mail(&format!("{who}@example.net"));
    }
    scene.no_more_mail();
    // Each is known by all of it: the mails come back, and the telephones are there.
    for (who, phone) in [("ada", 1), ("ben", 2), ("cem", 3)] {
        drive.comes_back(&scene, 1, &format!("{who}@example.net")).await;
        scene.works_a_minute_later().await;
        scene.mail(&format!("+44207946010{phone}"));
    }
    scene.no_more_mail();
    scene.comes_to_the_same_again().await;
}

async fn whoever_turns_out_to_be_one_a_thousand_lines_later_is_one(mut scene: Scene) {
    let drive = worded(&mut scene, &["email", "sms"]).await;
    let others = (1..=1_100).map(|no| format!("person{no}@example.net,\n"));
    let first = ["email,phone\nada@example.net,\n,020 7946 0101\n".to_owned()].into_iter();
    let list: String =
        first.chain(others).chain(["ada@example.net,020 7946 0101\n".to_owned()]).collect();
    assert_eq!(counts(&drive.listed(&scene, 1, &list).await), (1_101, 1_101));
    let world = &scene.office.world;
    assert_eq!(world.count("select count(*) from campaign_message").await, 1_101);
    let people = "select count(*) from campaign_person where person = no";
    assert_eq!(world.count(people).await, 1_101);
    // The rows of both are still what the roots in the ledger are over.
    assert_eq!(world.count("select count(*) from campaign_person").await, 1_102);
    scene.works().await;
    assert_eq!(drive.sees(&scene, 1).await["messages"]["total"], 1_101);
    scene.comes_to_the_same_again().await;
}

async fn what_two_lists_before_brought_stays_two(mut scene: Scene) {
    let drive = worded(&mut scene, &["email", "sms"]).await;
    drive.listed(&scene, 1, "email\nada@example.net\n").await;
    drive.listed(&scene, 1, "phone\n020 7946 0101\n").await;
    drive.goes_out(&mut scene, 1).await;
    scene.mail("ada@example.net");
    scene.mail("+442079460101");
    let both = "email,phone\nada@example.net,020 7946 0101\n";
    assert_eq!(counts(&drive.listed(&scene, 1, both).await), (0, 0), "both were told");
    scene.works().await;
    scene.no_more_mail();
    scene.comes_to_the_same_again().await;
}

async fn whoever_came_as_two_is_erased_whole(mut scene: Scene) {
    let drive = worded(&mut scene, &["email", "sms"]).await;
    let list = "email,phone,name\nada@example.net,,Ada Sample\n,020 7946 0101,\n\
                ben@example.net,,\nada@example.net,020 7946 0101,\n";
    drive.listed(&scene, 1, list).await;
    scene.works().await;
    let erase = async |scene: &Scene, kind: &str, value: &str| {
        let who = json!({ "identifier": { "type": kind, "value": value } });
        scene.officer.post("/v1/campaigns/erase", &scene.key(), &who).await
    };
    let erased = erase(&scene, "phone", "020 7946 0101").await;
    assert_eq!(erased.status, StatusCode::OK, "{:?}", erased.body);
    assert_eq!(erased.body["erased"].as_array().unwrap().len(), 1);
    let world = &scene.office.world;
    let left = "select count(*) from campaign_person where sealed is not null";
    assert_eq!(world.count(left).await, 1, "Ben's");
    assert_eq!(world.count("select count(*) from campaign_contact").await, 1);
    assert_eq!(erase(&scene, "email", "ada@example.net").await.body["erased"], json!([]));
    drive.goes_out(&mut scene, 1).await;
    scene.mail("ben@example.net");
    scene.no_more_mail();
    scene.comes_to_the_same_again().await;
}

async fn a_refused_list_makes_nobody_one(mut scene: Scene) {
    let drive = worded(&mut scene, &["email", "sms"]).await;
    drive.listed(&scene, 1, "email\nada@example.net\n").await;
    let good = (1..1_000).map(|no| format!("person{no}@example.net,\n"));
    let both = [",020 7946 0101\n".to_owned()].into_iter().chain(good);
    let both: String = both.chain(["ada@example.net,020 7946 0101\n".to_owned()]).collect();
    let list = format!("email,phone\n{both}nobody,\n");
    assert_eq!(drive.lists(&scene, 1, "", &list).await.code(), "bad_lines");
    let world = &scene.office.world;
    for table in ["campaign_person", "campaign_contact", "campaign_message", "campaign_batch"] {
        let count = world.count(&format!("select count(*) from {table}")).await;
        assert_eq!(count, 1, "{table}");
    }
    drive.goes_out(&mut scene, 1).await;
    scene.mail("ada@example.net");
    scene.no_more_mail();
    scene.comes_to_the_same_again().await;
}
