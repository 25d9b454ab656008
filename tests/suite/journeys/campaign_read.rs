//! What people were sent, as they read it: kept once, and named by each message (P18).

use axum::http::StatusCode;
use habeas_adapters::campaigns::outcomes;
use habeas_domain::campaign::{Campaign, Event};
use habeas_domain::digest::Digest;
use habeas_domain::id::CampaignId;
use serde_json::{Value, json};

use super::campaign::{Drive, about, breach, of_a_breach};
use super::{hides, says};
use crate::support::{Answer, Scene, on_both_engines};

on_both_engines!(InLondon:
    whoever_asks_sees_what_somebody_was_sent,
    a_letter_is_printed_as_it_will_be_read,
    the_page_of_an_answer_is_nobodys_but_the_readers,
);

async fn searches(scene: &Scene, email: &str) -> Answer {
    let who = json!({ "identifier": { "type": "email", "value": email } });
    scene
        .clerk
        .post_with("/v1/campaigns/search", &[("content-type", "application/json")], who.to_string())
        .await
}

async fn read(scene: &Scene, drive: &Drive, text: &Value) -> Value {
    let path = drive.matter.path(&format!("texts/{}", text.as_str().unwrap()));
    let answer = scene.clerk.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.body
}

async fn whoever_asks_sees_what_somebody_was_sent(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 3).await;
    let drive = Drive::begin(&mut scene, about(&incident, people)).await;
    drive.version(&scene, "listed", &["email", "sms"]).await;
    drive.word(&scene, 1, "full", "en", of_a_breach()).await;
    let mut chinese = of_a_breach();
    chinese["title"] = json!("您的邮箱地址曾被他人看到");
    drive.word(&scene, 1, "full", "zh", chinese).await;
    let list = "email,phone,language\nada@example.net,020 7946 0101,en\nben@example.net,,en\n\
                mei@example.net,,zh\n";
    drive.listed(&scene, 1, list).await;
    drive.goes_out(&mut scene, 1).await;
    let sent = scene.mail("ada@example.net");
    drive.comes_back(&scene, 1, "ada@example.net").await;
    scene.works_a_minute_later().await;

    // Two languages by mail, and a text message: three texts, whoever many read them.
    let texts = scene.clerk.get(&drive.matter.path("texts")).await.body;
    assert_eq!(texts["texts"].as_array().unwrap().len(), 3, "{texts:?}");
    let found = searches(&scene, "ada@example.net").await;
    hides(&found.page, &["ada@example.net", "79460101"]);
    let hers = &found.body["people"][0];
    assert_eq!(hers["campaign"], json!(drive.matter.id));
    let course = hers["messages"][0]["course"].as_array().unwrap();
    let happened: Vec<_> = course.iter().map(|step| step["outcome"].as_str().unwrap()).collect();
    assert_eq!(happened, ["handed_over", "came_back", "handed_over"]);
    let mail = read(&scene, &drive, &course[0]["text"]).await;
    assert_eq!((&mail["channel"], &mail["language"]), (&json!("email"), &json!("en")));
    assert_eq!(
        (&mail["template"], &mail["form"]),
        (&json!("campaign.breach_notice"), &json!("full"))
    );
    assert_eq!(mail["body"]["subject"], json!(sent.subject()));
    let text = |body: &Value| body["text"].as_str().unwrap().replace("\r\n", "\n");
    assert_eq!(text(&mail["body"]).trim(), sent.text().replace("\r\n", "\n").trim());
    let short = read(&scene, &drive, &course[2]["text"]).await;
    assert_eq!(short["channel"], "sms");
    assert_eq!(short["body"]["text"], json!(scene.mail("+442079460101").bytes));
    let path = drive.matter.path(&format!("people/{}", hers["person"]));
    assert_eq!(scene.clerk.get(&path).await.body, *hers);

    // Ben read what Ada read, and Mei did not.
    let bens = searches(&scene, "ben@example.net").await.body;
    assert_eq!(bens["people"][0]["messages"][0]["course"][0]["text"], course[0]["text"]);
    let meis = searches(&scene, "mei@example.net").await.body;
    let zh = read(&scene, &drive, &meis["people"][0]["messages"][0]["course"][0]["text"]).await;
    says(zh["body"]["subject"].as_str().unwrap(), &["您的邮箱地址"]);
    assert_eq!(searches(&scene, "nobody@example.net").await.body["people"], json!([]));

    // The reports in the stream cover it: another text would be another digest.
    let id = CampaignId::parse(&drive.matter.id).unwrap();
    let desk = scene.office.cases.desk();
    let events = desk.events::<Campaign>(id.as_str()).await.unwrap();
    let report = events.iter().find_map(|event| match &event.payload {
        Event::ResultsRecorded(results) => Some(results.clone()),
        _ => None,
    });
    let report = report.unwrap();
    let mut reader = desk.read().await.unwrap();
    let kept = outcomes::of_report(reader.conn(), &id, report.no).await.unwrap().unwrap();
    drop(reader);
    assert_eq!(kept.digest, report.digest);

    // Portals learn nothing of it, and what is no text is not found.
    let none = drive.matter.path("texts");
    assert_eq!(scene.portal.get(&none).await.code(), "forbidden");
    for name in [Digest::of(b"nothing").to_string(), "x".to_owned()] {
        let path = drive.matter.path(&format!("texts/{name}"));
        assert_eq!(scene.clerk.get(&path).await.status, StatusCode::NOT_FOUND);
    }
    let nobody = drive.matter.path("people/9");
    assert_eq!(scene.clerk.get(&nobody).await.status, StatusCode::NOT_FOUND);
    scene.comes_to_the_same_again().await;
}

async fn a_letter_is_printed_as_it_will_be_read(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 1).await;
    let drive = Drive::begin(&mut scene, about(&incident, people)).await;
    drive.version(&scene, "listed", &["post"]).await;
    drive.word(&scene, 1, "full", "en", of_a_breach()).await;
    drive.listed(&scene, 1, "name,address\nAda Sample,\"7 Sample Lane\nExampletown\"\n").await;
    drive.goes_out(&mut scene, 1).await;
    let open = "versions/1/by-hand/1/open";
    let look = json!({ "purpose": "contact" });
    let opened = scene.does(&scene.clerk, &drive.matter, open, look).await;
    let letter = opened["letter"].as_str().unwrap();
    says(letter, &["<!doctype html>", "Ada Sample", "7 Sample Lane", "a list lay open"]);
    let told = json!({ "result": "told" });
    let said = scene.tries(&scene.clerk, &drive.matter, "versions/1/by-hand/1", told).await;
    assert_eq!(said.status, StatusCode::NO_CONTENT);
    let seen = scene.clerk.get(&drive.matter.path("people/1")).await.body;
    let step = &seen["messages"][0]["course"][0];
    assert_eq!((&step["outcome"], &step["channel"]), (&json!("handed_over"), &json!("post")));
    assert_eq!(step["by"], "clerk.one");
    let kept = read(&scene, &drive, &step["text"]).await;
    says(kept["body"]["html"].as_str().unwrap(), &["a list lay open"]);
    hides(&kept.to_string(), &["Ada Sample", "7 Sample Lane"]);
    scene.works().await;
    scene.comes_to_the_same_again().await;
}

async fn the_page_of_an_answer_is_nobodys_but_the_readers(mut scene: Scene) {
    let asks = json!({ "consent_asked": { "purpose": "marketing_sms", "reason": "new_purpose" } });
    let drive = Drive::begin(&mut scene, asks).await;
    drive.version(&scene, "listed", &["email"]).await;
    let parts = json!({ "title": "May we?", "question": "May we write to you?",
                        "purpose": "Offers.", "data_concerned": "Your number.",
                        "rights": "You can say no." });
    drive.word(&scene, 1, "full", "en", parts).await;
    drive.listed(&scene, 1, "email\nada@example.net\nben@example.net\n").await;
    drive.goes_out(&mut scene, 1).await;
    let mails = [scene.mail("ada@example.net"), scene.mail("ben@example.net")];
    let texts = scene.clerk.get(&drive.matter.path("texts")).await.body;
    let [text] = texts["texts"].as_array().unwrap().as_slice() else { panic!("{texts:?}") };
    let kept = read(&scene, &drive, &text["text"]).await;
    let kept = kept["body"]["text"].as_str().unwrap();
    says(kept, &["May we write to you?", "/a/..."]);
    for mail in &mails {
        let mail = mail.text();
        let link = mail.split("/a/").nth(1).unwrap().split_whitespace().next().unwrap();
        hides(kept, &[link]);
    }
    scene.comes_to_the_same_again().await;
}
