//! P29: asked again, and silence is no consent; given by a link, taken back by the same one.

use serde_json::{Value, json};

use super::campaign::Drive;
use super::{hides, says};
use crate::support::{Portal, Scene, on_both_engines};

on_both_engines!(InLondon:
    people_are_asked_and_may_change_their_minds,
    an_answer_is_to_the_text_that_was_read,
    what_never_left_has_asked_nobody,
    what_people_say_to_a_clerk_counts_too,
);

fn parts() -> Value {
    json!({
        "title": "May we store your data abroad?", "short": "May we store your data abroad?",
        "question": "Do you agree that we store your data in Exampleland?",
        "purpose": "To show films faster.", "data_concerned": "Your viewing history.",
        "rights": "You lose nothing by saying no.", "receiver": "Example Hosting",
        "receiver_contact": "privacy@hosting.example",
    })
}

/// People with mailboxes were asked.
async fn asked(scene: &mut Scene, list: &str) -> Drive {
    let about = json!({ "consent_asked": { "purpose": "analytics", "reason": "abroad" } });
    let drive = Drive::begin(scene, about).await;
    drive.version(scene, "listed", &["email", "phone"]).await;
    drive.word(scene, 1, "full", "en", parts()).await;
    drive.listed(scene, 1, list).await;
    drive.goes_out(scene, 1).await;
    drive
}

/// A second version for all of them, since the first named the wrong country; approved.
async fn corrected(scene: &Scene, drive: &Drive) {
    drive.version(scene, "everyone", &["email"]).await;
    let mut corrected = parts();
    corrected["question"] = json!("Do you agree that we store your data in Otherland?");
    drive.word(scene, 2, "full", "en", corrected.clone()).await;
    corrected["what_was_wrong"] = json!("We had named the wrong country.");
    corrected["what_is_right"] = json!("It is Otherland.");
    corrected["contact_point"] = json!("privacy@dramalight.example");
    drive.word(scene, 2, "correction", "en", corrected).await;
    drive.approves(scene, 2).await;
}

/// Where the link in a mail leads.
fn link(text: &str) -> String {
    let start = text.find("https://privacy.dramalight.example/a/").expect("a link");
    let link = text[start..].split_whitespace().next().unwrap();
    link.strip_prefix("https://privacy.dramalight.example").unwrap().to_owned()
}

/// What a button on the page sends: the version that the page shows, and the answer.
fn button(page: &str, answer: &str) -> Option<String> {
    let values = page.split("value=\"").skip(1).filter_map(|rest| rest.split('"').next());
    values.map(str::to_owned).find(|value| value.ends_with(&format!(".{answer}")))
}

async fn says_on_the_page(portal: &Portal, path: &str, answer: &str) -> String {
    let page = portal.get(path).await.page;
    let answer = button(&page, answer).unwrap_or_else(|| answer.to_owned());
    presses(portal, path, &answer).await
}

async fn presses(portal: &Portal, path: &str, answer: &str) -> String {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    portal.post_with(path, &headers, format!("answer={answer}")).await.page
}

async fn people_are_asked_and_may_change_their_minds(mut scene: Scene) {
    let about = json!({ "consent_asked": { "purpose": "analytics", "reason": "abroad" } });
    let drive = Drive::begin(&mut scene, about).await;
    drive.version(&scene, "listed", &["email", "sms"]).await;
    let mut parts = parts();
    parts.as_object_mut().unwrap().remove("receiver_contact");
    drive.word(&scene, 1, "full", "en", parts.clone()).await;
    drive
        .listed(&scene, 1, "email,phone\nada@example.net,\nben@example.net,\n,+44 20 7946 0103\n")
        .await;
    let what = "versions/1/approve";
    let missing = scene.refuses(&drive.approver, &drive.matter, what, json!({})).await;
    assert_eq!(missing, "wording_incomplete", "how to reach whoever receives the data");
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
    scene.works_a_minute_later().await;
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

async fn an_answer_is_to_the_text_that_was_read(mut scene: Scene) {
    let drive = asked(&mut scene, "email\nada@example.net\nben@example.net\n").await;
    let ada = link(&scene.mail("ada@example.net").text());
    scene.mail("ben@example.net");
    let old = button(&scene.portal.get(&ada).await.page, "yes").expect("a button");
    says_on_the_page(&scene.portal, &ada, "yes").await;

    // The question was wrong, and is put again: until it is sent, the page says what was sent.
    corrected(&scene, &drive).await;
    says(&scene.portal.get(&ada).await.page, &["Exampleland"]);
    drive.does(&scene, "versions/2/begin", json!({})).await;
    scene.works().await;
    says(&scene.portal.get(&ada).await.page, &["Otherland"]);
    let answers = async |scene: &Scene| scene.sees(&drive.matter).await["answers"].clone();
    let nobody = json!({ "given": 0, "refused": 0, "unanswered": 2 });
    assert_eq!(answers(&scene).await, nobody, "what was agreed to was another text");
    // A page that was open all the while still answers what is on it.
    presses(&scene.portal, &ada, &old).await;
    assert_eq!(answers(&scene).await, nobody);
    says_on_the_page(&scene.portal, &ada, "yes").await;
    assert_eq!(answers(&scene).await, json!({ "given": 1, "refused": 0, "unanswered": 1 }));
    scene.comes_to_the_same_again().await;
}

/// The corrected question was taken in hand while no mail went out, and then it was stopped: nobody has seen it,
/// and what they said to the one before holds.
async fn what_never_left_has_asked_nobody(mut scene: Scene) {
    let drive = asked(&mut scene, "email,phone\nada@example.net,\nben@example.net,\n").await;
    let ada = link(&scene.mail("ada@example.net").text());
    scene.mail("ben@example.net");
    says_on_the_page(&scene.portal, &ada, "yes").await;
    corrected(&scene, &drive).await;
    scene.crew.postbox.is_down(true);
    drive.does(&scene, "versions/2/begin", json!({})).await;
    scene.works().await;
    let as_before = async |scene: &Scene| {
        says(&scene.portal.get(&ada).await.page, &["Exampleland"]);
        let answers = scene.sees(&drive.matter).await["answers"].clone();
        assert_eq!(answers, json!({ "given": 1, "refused": 0, "unanswered": 1 }));
        let listed = scene.clerk.get(&drive.matter.path("answers")).await.body["people"].clone();
        let row =
            |person: u64, answer: &str| json!({ "person": person, "version": 1, "answer": answer });
        assert_eq!(listed, json!([row(1, "given"), row(2, "nothing")]));
    };
    as_before(&scene).await;
    drive
        .does(&scene, "versions/2/stop", json!({ "reason": "The right country after all." }))
        .await;
    scene.crew.postbox.is_down(false);
    scene.works_a_minute_later().await;
    as_before(&scene).await;
    scene.no_more_mail();
    scene.comes_to_the_same_again().await;
}

async fn what_people_say_to_a_clerk_counts_too(mut scene: Scene) {
    let list = "email,phone\nada@example.net,\nben@example.net,\n,+44 20 7946 0103\n";
    let drive = asked(&mut scene, list).await;
    let ada = link(&scene.mail("ada@example.net").text());
    says_on_the_page(&scene.portal, &ada, "yes").await;
    let answer = async |scene: &Scene, person: u64, key: &str, answer: &str| {
        let path = drive.matter.path(&format!("people/{person}/answer"));
        scene.clerk.post(&path, key, &json!({ "answer": answer })).await
    };
    let told = json!({ "result": "told" });
    scene.tries(&scene.clerk, &drive.matter, "versions/1/by-hand/3", told).await;
    assert_eq!(answer(&scene, 3, "call", "given").await.status, 204);
    assert_eq!(answer(&scene, 2, "letter", "refused").await.status, 204);
    assert_eq!(answer(&scene, 2, "letter", "refused").await.status, 204, "said again");
    assert_eq!(answer(&scene, 2, "slip", "nothing").await.fields(), ["/answer"]);
    assert_eq!(answer(&scene, 9, "nobody", "given").await.status, 404);

    let listed = async |query: &str| {
        let page = scene.clerk.get(&drive.matter.path(&format!("answers{query}"))).await;
        hides(&page.page, &["example.net", "79460103"]);
        page.body["people"].clone()
    };
    let row =
        |person: u64, answer: &str| json!({ "person": person, "version": 1, "answer": answer });
    let all = json!([row(1, "given"), row(2, "refused"), row(3, "given")]);
    assert_eq!(listed("").await, all);
    assert_eq!(listed("?answer=refused").await, json!([row(2, "refused")]));
    assert_eq!(listed("?answer=nothing").await, json!([]));
    assert_eq!(listed("?limit=1&cursor=2").await, json!([row(3, "given")]));
    let bad = scene.clerk.get(&drive.matter.path("answers?answer=perhaps")).await;
    assert_eq!(bad.parameters(), ["answer"]);
    let path = drive.matter.path("people/2/open");
    let wish = json!({ "purpose": "case_work" });
    let opened = scene.clerk.post(&path, "open", &wish).await.body;
    assert_eq!(opened["contacts"]["email"], "ben@example.net");
    let refused = scene.portal.get(&drive.matter.path("answers")).await;
    assert_eq!(refused.code(), "forbidden");
    scene.comes_to_the_same_again().await;
}
