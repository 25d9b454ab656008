//! P29: asked again, and silence is no consent; given by a link, taken back by the same one.

use serde_json::{Value, json};

use super::campaign::Drive;
use super::says;
use crate::support::{Portal, Scene, on_both_engines};

on_both_engines!(InLondon: people_are_asked_and_may_change_their_minds);

/// Where the link in a mail leads.
fn link(text: &str) -> String {
    let start = text.find("https://privacy.dramalight.example/a/").expect("a link");
    let link = text[start..].split_whitespace().next().unwrap();
    link.strip_prefix("https://privacy.dramalight.example").unwrap().to_owned()
}

async fn says_on_the_page(portal: &Portal, path: &str, answer: &str) -> String {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    portal.post_with(path, &headers, format!("answer={answer}")).await.page
}

async fn people_are_asked_and_may_change_their_minds(mut scene: Scene) {
    let about = json!({ "consent_asked": { "purpose": "analytics", "reason": "abroad" } });
    let drive = Drive::begin(&mut scene, about).await;
    drive.version(&scene, "listed", &["email", "sms"]).await;
    let parts = json!({
        "title": "May we store your data abroad?", "short": "May we store your data abroad?",
        "question": "Do you agree that we store your data in Exampleland?",
        "purpose": "To show films faster.", "data_concerned": "Your viewing history.",
        "rights": "You lose nothing by saying no.", "receiver": "Example Hosting",
    });
    drive.word(&scene, 1, "full", "en", parts.clone()).await;
    drive
        .listed(&scene, 1, "email,phone\nada@example.net,\nben@example.net,\n,+44 20 7946 0103\n")
        .await;
    let what = "versions/1/approve";
    let missing = scene.refuses(&drive.approver, &drive.matter, what, json!({})).await;
    assert_eq!(missing, "wording_incomplete", "how to reach whoever receives the data");
    let mut parts = parts;
    parts["receiver_contact"] = json!("privacy@hosting.example");
    drive.word(&scene, 1, "full", "en", parts).await;
    drive.goes_out(&mut scene, 1).await;

    let ada = link(&scene.mail("ada@example.net").text());
    let ben = link(&scene.mail("ben@example.net").text());
    let cem = link(&scene.mail("+442079460103").bytes);
    assert!(ada != ben && ben != cem, "each has a link of their own");
    // A mail scanner opens every link, and nobody has agreed by that.
    let page = scene.portal.get(&ada).await;
    says(&page.page, &["Do you agree", "Example Hosting", "Yes, I agree", "To show films faster."]);
    scene.portal.get(&ben).await;
    let answers = async |scene: &Scene| scene.sees(&drive.matter).await["answers"].clone();
    assert_eq!(answers(&scene).await, json!({ "given": 0, "refused": 0, "unanswered": 3 }));
    says(&says_on_the_page(&scene.portal, &ada, "yes").await, &["You agreed", "take that back"]);
    says_on_the_page(&scene.portal, &ada, "yes").await;
    says(&says_on_the_page(&scene.portal, &ben, "no").await, &["did not agree"]);
    says(&says_on_the_page(&scene.portal, &ben, "perhaps").await, &["leads nowhere"]);
    assert_eq!(answers(&scene).await, json!({ "given": 1, "refused": 1, "unanswered": 1 }));
    scene.works().await;
    drive.does(&scene, "close", json!({})).await;
    // Taken back, at any time.
    says(&says_on_the_page(&scene.portal, &ada, "no").await, &["did not agree"]);
    scene.works().await;
    assert_eq!(answers(&scene).await, json!({ "given": 0, "refused": 2, "unanswered": 1 }));
    let recorded = drive.sees(&scene, 1).await["recorded"].clone();
    let of = |outcome: &str| {
        let mut all = recorded.as_array().unwrap().iter();
        all.find(|one| one["outcome"] == outcome).map(|one: &Value| one["count"].clone())
    };
    assert_eq!((of("consent_given"), of("consent_refused")), (Some(json!(1)), Some(json!(2))));

    // Links that were not made here, and those of whoever was erased, lead nowhere.
    let last = if ada.ends_with('x') { 'y' } else { 'x' };
    let changed = format!("{}{last}", &ada[..ada.len() - 1]);
    says(&scene.portal.get(&changed).await.page, &["leads nowhere"]);
    let erase = json!({ "identifier": { "type": "email", "value": "ada@example.net" } });
    scene.officer.post("/v1/campaigns/erase", &scene.key(), &erase).await;
    says(&scene.portal.get(&ada).await.page, &["leads nowhere"]);
    scene.comes_to_the_same_again().await;
}
