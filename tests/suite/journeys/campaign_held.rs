//! What stands before a campaign, and what holds one back: papers, silence that an authority asks for, a
//! doubt (P21, P36; S44).

use serde_json::{Value, json};

use super::campaign::{Drive, about, breach, of_a_breach};
use super::says;
use crate::support::{Scene, on_both_engines};

on_both_engines!(InLondon:
    nothing_leaves_while_the_police_ask_for_silence,
    nobody_is_called_while_the_police_ask_for_silence,
    it_is_held_back_and_goes_on,
    a_transfer_is_told_with_who_takes_over,
);

/// S44: the pause ends by itself.
async fn nothing_leaves_while_the_police_ask_for_silence(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 1).await;
    let drive = Drive::begin(&mut scene, about(&incident, people)).await;
    drive.version(&scene, "listed", &["email"]).await;
    drive.word(&scene, 1, "full", "en", of_a_breach()).await;
    drive.listed(&scene, 1, "email\nada@example.net\n").await;
    drive.approves(&scene, 1).await;
    let stay = json!({ "authority": "Example Police", "reference": "CR-9",
                       "from": "2026-02-06T10:05:00Z", "until": "2026-02-09T12:00:00Z" });
    scene.does(&scene.officer, &incident, "stays", stay).await;
    assert_eq!(drive.refuses(&scene, "versions/1/begin", json!({})).await, "stayed");
    scene.works().await;
    assert_eq!(drive.waits(&scene).await, ["stay", "begin"]);
    let found = scene.clerk.get(&format!("/v1/campaigns?incident={}", incident.id)).await.body;
    assert_eq!(found["campaigns"][0]["id"], json!(drive.matter.id));
    let lift = json!({ "at": "2026-02-06T10:05:10Z" });
    scene.until("2026-02-06T10:06:00Z").await;
    scene.does(&scene.officer, &incident, "stays/1/lift", lift).await;
    drive.does(&scene, "versions/1/begin", json!({})).await;
    let stay = json!({ "authority": "Example Police", "reference": "CR-10",
                       "from": "2026-02-06T10:06:00Z", "until": "2026-02-09T12:00:00Z" });
    scene.does(&scene.officer, &incident, "stays", stay).await;
    scene.works().await;
    scene.no_more_mail();
    assert_eq!(drive.sees(&scene, 1).await["messages"]["queued"], 1);
    assert_eq!(drive.waits(&scene).await, ["stay", "sending"]);
    // Nobody does anything, and on Monday at noon it goes on.
    scene.until("2026-02-09T12:00:01Z").await;
    scene.mail("ada@example.net");
    assert_eq!(drive.waits(&scene).await, ["closing"]);
    scene.comes_to_the_same_again().await;
}

/// Calls and letters are no less a notice than mails; what was already said is taken down.
async fn nobody_is_called_while_the_police_ask_for_silence(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 1).await;
    let drive = Drive::begin(&mut scene, about(&incident, people)).await;
    drive.version(&scene, "listed", &["phone"]).await;
    drive.word(&scene, 1, "full", "en", of_a_breach()).await;
    drive.listed(&scene, 1, "phone\n020 7946 0101\n").await;
    drive.goes_out(&mut scene, 1).await;
    let path = drive.matter.path("versions/1/by-hand?channel=phone");
    let calls = scene.clerk.get(&path).await.body;
    assert_eq!(calls["people"].as_array().unwrap().len(), 1);
    let stay = json!({ "authority": "Example Police", "reference": "CR-9",
                       "from": scene.office.clock.now().to_rfc3339(),
                       "until": "2026-02-09T12:00:00Z" });
    scene.does(&scene.officer, &incident, "stays", stay).await;
    let calls = scene.clerk.get(&path).await.body;
    assert_eq!(calls, json!({ "people": [], "held_back": "stayed" }));
    let look = json!({ "purpose": "contact" });
    let open = "versions/1/by-hand/1/open";
    assert_eq!(scene.refuses(&scene.clerk, &drive.matter, open, look).await, "stayed");
    let offers = scene.sees(&drive.matter).await;
    assert!(offers["allowed"].as_array().unwrap().iter().all(|offer| offer["act"] != "resume"));
    let told = json!({ "result": "told" });
    let answer = scene.tries(&scene.clerk, &drive.matter, "versions/1/by-hand/1", told).await;
    assert_eq!(answer.status, axum::http::StatusCode::NO_CONTENT, "{:?}", answer.body);
    scene.works().await;
    scene.comes_to_the_same_again().await;
}

async fn it_is_held_back_and_goes_on(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 2).await;
    let drive = Drive::begin(&mut scene, about(&incident, people)).await;
    drive.version(&scene, "listed", &["email"]).await;
    drive.word(&scene, 1, "full", "en", of_a_breach()).await;
    drive.listed(&scene, 1, "email\nada@example.net\n").await;
    drive.approves(&scene, 1).await;
    drive.does(&scene, "versions/1/begin", json!({})).await;
    let why = json!({ "reason": "A doubt about the date." });
    drive.does(&scene, "versions/1/pause", why.clone()).await;
    scene.works().await;
    scene.no_more_mail();
    drive.does(&scene, "versions/1/resume", json!({})).await;
    scene.works().await;
    scene.mail("ada@example.net");
    // Stopped for good: a list that came in meanwhile is told nothing.
    drive
        .does(
            &scene,
            "versions",
            json!({ "audience": "listed", "channels": ["email"], "language": "en" }),
        )
        .await;
    for form in ["full", "supplement"] {
        let mut parts = of_a_breach();
        parts["what_is_new"] = json!("Names were in it, too.");
        drive.word(&scene, 2, form, "en", parts).await;
    }
    drive.listed(&scene, 2, "email\nben@example.net\n").await;
    drive.approves(&scene, 2).await;
    drive.does(&scene, "versions/2/begin", json!({})).await;
    drive.does(&scene, "versions/2/stop", why).await;
    scene.works().await;
    scene.no_more_mail();
    let version = drive.sees(&scene, 2).await;
    assert_eq!(
        (&version["stage"], &version["messages"]["withdrawn"]),
        (&json!("stopped"), &json!(1))
    );
    assert_eq!(drive.refuses(&scene, "versions/2/begin", json!({})).await, "stopped");
    scene.comes_to_the_same_again().await;
}

/// P21: the name and the contact of whoever takes over, and their undertaking on file.
async fn a_transfer_is_told_with_who_takes_over(mut scene: Scene) {
    let about = json!({ "transfer_of_control": { "purposes_change": false } });
    let drive = Drive::begin(&mut scene, about).await;
    let version = json!({ "audience": "listed", "channels": ["email", "site_letter"],
                          "language": "en", "announce": true });
    drive.does(&scene, "versions", version).await;
    let mut parts = json!({ "title": "Example Films takes over", "when": "From 1 March on.",
                            "receiver": "Example Films Ltd", "rights": "They stay as they are." });
    drive.word(&scene, 1, "full", "en", parts.clone()).await;
    drive.listed(&scene, 1, "email,account\nada@example.net,\n,acc-7\n").await;
    let approve = async |scene: &Scene| {
        let what = "versions/1/approve";
        scene.refuses(&drive.approver, &drive.matter, what, json!({})).await
    };
    assert_eq!(approve(&scene).await, "wording_incomplete");
    parts["receiver_contact"] = json!("privacy@films.example");
    drive.word(&scene, 1, "full", "en", parts).await;
    assert_eq!(approve(&scene).await, "assessment_missing", "it is announced in public");
    drive.does(&scene, "papers", json!({ "paper": "assessment", "reference": "DPIA-4" })).await;
    assert_eq!(approve(&scene).await, "undertaking_missing");
    drive.does(&scene, "papers", json!({ "paper": "undertaking", "reference": "File 12" })).await;
    drive.goes_out(&mut scene, 1).await;
    says(&scene.mail("ada@example.net").text(), &["Who receives the data", "Example Films Ltd"]);
    let inside: Value = serde_json::from_str(&scene.mail("acc-7").bytes).unwrap();
    assert_eq!(inside["type"], "message.site_letter");
    assert_eq!(inside["data"]["account"], "acc-7");
    says(inside["data"]["text"].as_str().unwrap(), &["Example Films Ltd"]);
    assert_eq!(drive.refuses(&scene, "close", json!({})).await, "not_announced");
    let announced = json!({ "place": "The front page", "at": "2026-02-06T10:05:00Z" });
    let past = drive.refuses(&scene, "versions/1/announcement", announced).await;
    assert_eq!(past, "time_out_of_range");
    let now = scene.office.clock.now().to_rfc3339();
    let announced = json!({ "place": "The front page", "at": now });
    drive.does(&scene, "versions/1/announcement", announced).await;
    drive.does(&scene, "close", json!({})).await;
    scene.comes_to_the_same_again().await;
}
