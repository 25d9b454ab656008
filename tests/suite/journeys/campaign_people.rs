//! Who is who on the lists of a campaign: two who share a telephone are two, a new address of somebody known
//! is theirs, and what a refused list says of people is forgotten.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::campaign::{Drive, about, breach, of_a_breach};
use crate::support::{Scene, on_both_engines};

on_both_engines!(InLondon:
    two_who_share_a_telephone_are_both_told,
    a_later_list_knows_a_new_address_of_the_same_person,
    a_refused_list_says_nothing_of_anybody,
    what_a_later_list_says_counts_and_what_it_leaves_out_does_not,
);

async fn two_who_share_a_telephone_are_both_told(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 2).await;
    let drive = Drive::begin(&mut scene, about(&incident, people)).await;
    drive.version(&scene, "listed", &["email", "sms"]).await;
    drive.word(&scene, 1, "full", "en", of_a_breach()).await;
    let list = "email,phone,account\n\
                ada@example.net,020 7946 0101,\n\
                ben@example.net,020 7946 0101,\n\
                ada@example.net,,acc-1\n\
                shared@example.net,,acc-2\n\
                shared@example.net,,acc-3\n";
    let taken = drive.listed(&scene, 1, list).await;
    assert_eq!((&taken["lines"], &taken["people"]), (&json!(5), &json!(4)));
    assert_eq!(taken["messages"], 4);
    drive.goes_out(&mut scene, 1).await;
    scene.mail("ada@example.net");
    scene.mail("ben@example.net");
    let both = scene.crew.postbox.empty();
    let both: Vec<&str> = both.iter().map(|posted| posted.to.as_str()).collect();
    assert_eq!(both, ["shared@example.net"; 2], "two accounts, and each is somebody");

    // By the telephone alone nobody can say who is to be erased.
    let erase = async |scene: &Scene, kind: &str, value: &str| {
        let who = json!({ "identifier": { "type": kind, "value": value } });
        scene.officer.post("/v1/campaigns/erase", &scene.key(), &who).await
    };
    assert_eq!(erase(&scene, "phone", "020 7946 0101").await.code(), "several_people");
    assert_eq!(erase(&scene, "email", "shared@example.net").await.code(), "several_people");
    let rows = async |scene: &Scene, identifier: (&str, &str)| {
        let answer = erase(scene, identifier.0, identifier.1).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        answer.body["erased"].as_array().unwrap().len()
    };
    // A search says who there is, and each is named by number.
    let sought = json!({ "identifier": { "type": "phone", "value": "020 7946 0101" } });
    let found = scene.officer.post("/v1/campaigns/search", "", &sought).await.body;
    let numbers: Vec<&Value> =
        found["people"].as_array().unwrap().iter().map(|one| &one["person"]).collect();
    assert_eq!(numbers, [1, 2]);
    let ben = json!({ "campaign": drive.matter.id, "person": 2 });
    let key = scene.key();
    let erased = scene.officer.post("/v1/campaigns/erase", &key, &ben).await;
    assert_eq!(erased.body["erased"].as_array().unwrap().len(), 1, "{:?}", erased.body);
    assert_eq!(scene.officer.post("/v1/campaigns/erase", &key, &ben).await.body, erased.body);
    let other = json!({ "campaign": drive.matter.id, "person": 1 });
    let other = scene.officer.post("/v1/campaigns/erase", &key, &other).await;
    assert_eq!(other.code(), "idempotency_key_reused");
    assert_eq!(rows(&scene, ("account", "acc-3")).await, 1);
    // Now the telephone is hers alone.
    assert_eq!(rows(&scene, ("phone", "020 7946 0101")).await, 1);
    assert_eq!(scene.sees(&drive.matter).await["erased"], 3);
    let left = "select count(*) from campaign_person where sealed is not null";
    assert_eq!(scene.office.world.count(left).await, 1, "both rows of hers are gone");
    scene.comes_to_the_same_again().await;
}

async fn a_later_list_knows_a_new_address_of_the_same_person(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 1).await;
    let drive = Drive::begin(&mut scene, about(&incident, people)).await;
    drive.version(&scene, "listed", &["email"]).await;
    drive.word(&scene, 1, "full", "en", of_a_breach()).await;
    drive.listed(&scene, 1, "email,account\nold@example.net,acc-1\n").await;
    drive.goes_out(&mut scene, 1).await;
    scene.mail("old@example.net");
    let back = |value: &str| json!({ "identifier": { "type": "email", "value": value }, "channel": "email" });
    let key = scene.key();
    let path = drive.matter.path("versions/1/came-back");
    let first = scene.clerk.post(&path, &key, &back("old@example.net")).await;
    assert_eq!(first.status, StatusCode::NO_CONTENT);
    // Said again by the same command it changes nothing; its name is not for another return.
    let again = scene.clerk.post(&path, &key, &back("old@example.net")).await;
    assert_eq!(again.status, StatusCode::NO_CONTENT);
    let other = scene.clerk.post(&path, &key, &back("new@example.net")).await;
    assert_eq!(other.code(), "idempotency_key_reused");
    scene.works_a_minute_later().await;
    let version = drive.sees(&scene, 1).await;
    assert_eq!(
        (&version["stage"], &version["messages"]["unreachable"]),
        (&json!("told"), &json!(1))
    );
    assert_eq!(version["recorded"].as_array().unwrap().len(), 3, "{:?}", version["recorded"]);

    // The house has found a new address: nobody new, and the next version reaches them there.
    let taken = drive.listed(&scene, 1, "email,account\nnew@example.net,acc-1\n").await;
    assert_eq!((&taken["people"], &taken["messages"]), (&json!(0), &json!(0)));
    drive.version(&scene, "listed", &["email"]).await;
    for form in ["full", "supplement"] {
        let mut parts = of_a_breach();
        parts["what_is_new"] = json!("We have your new address.");
        drive.word(&scene, 2, form, "en", parts).await;
    }
    drive.listed(&scene, 2, "account\nacc-1\n").await;
    drive.goes_out(&mut scene, 2).await;
    scene.mail("new@example.net");
    scene.no_more_mail();
    // It did not come back from the old one: nothing went there.
    let stale =
        scene.tries(&scene.clerk, &drive.matter, "versions/2/came-back", back("old@example.net"));
    assert_eq!(stale.await.status, StatusCode::NOT_FOUND);
    scene.comes_to_the_same_again().await;
}

async fn a_refused_list_says_nothing_of_anybody(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 1).await;
    let drive = Drive::begin(&mut scene, about(&incident, people)).await;
    drive.version(&scene, "listed", &["email"]).await;
    drive.listed(&scene, 1, "email\nada@example.net\n").await;
    // A thousand good lines, of which one says something of Ada, and then a bad one.
    let good = (1..1_000).map(|no| format!("person{no}@example.net,\n"));
    let lines: String = good.chain(["ada@example.net,acc-1\n".to_owned()]).collect();
    let list = format!("email,account\n{lines}nobody,\n");
    assert_eq!(drive.lists(&scene, 1, "", &list).await.code(), "bad_lines");
    let world = &scene.office.world;
    for table in ["campaign_person", "campaign_contact", "campaign_message", "campaign_batch"] {
        let count = world.count(&format!("select count(*) from {table}")).await;
        assert_eq!(count, 1, "{table}");
    }
    let taken = drive.listed(&scene, 1, "account\nacc-1\n").await;
    assert_eq!(taken["people"], 1, "the account is nobody's yet");
    scene.comes_to_the_same_again().await;
}

async fn what_a_later_list_says_counts_and_what_it_leaves_out_does_not(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 2).await;
    let drive = Drive::begin(&mut scene, about(&incident, people)).await;
    drive.version(&scene, "listed", &["email", "sms"]).await;
    drive.word(&scene, 1, "full", "en", of_a_breach()).await;
    let mut chinese = of_a_breach();
    chinese["title"] = json!("您的邮箱地址曾被他人看到");
    drive.word(&scene, 1, "full", "zh", chinese).await;
    drive.listed(&scene, 1, "email,language\nmei@example.net,zh\nben@example.net,\n").await;
    let rows = "select count(*) from campaign_person";
    // A new telephone and no language: she reads what she read. The second line says of Ben what was not known.
    let more = "email,phone,language,channel\nmei@example.net,020 7946 0101,,\n\
                ben@example.net,020 7946 0102,zh,sms\n";
    let taken = drive.listed(&scene, 1, more).await;
    assert_eq!((&taken["people"], &taken["messages"]), (&json!(0), &json!(0)));
    assert_eq!(scene.office.world.count(rows).await, 4);
    // Only what he wishes is new here, and then nothing at all.
    for (wish, count) in [("email", 5), ("email", 5), ("sms", 6)] {
        let wish = format!("email,phone,channel\nben@example.net,020 7946 0102,{wish}\n");
        drive.listed(&scene, 1, &wish).await;
        assert_eq!(scene.office.world.count(rows).await, count);
    }
    drive.goes_out(&mut scene, 1).await;
    assert!(scene.mail("mei@example.net").subject().contains("您的邮箱地址"));
    scene.mail("+442079460102");
    scene.no_more_mail();
    scene.comes_to_the_same_again().await;
}
