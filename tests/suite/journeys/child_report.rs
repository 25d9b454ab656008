//! Anyone reports a child's data (P20, P33): our own check decides, the data goes on the house's own
//! motion, and whoever reported is answered without a word about it.

use serde_json::{Value, json};

use super::{deleted, hides, in_order, says};
use crate::support::{Scene, clock, on_both_engines, words};

on_both_engines!(Scene:
    a_childs_data_goes_without_being_asked,
    whoever_does_not_say_who_they_are_is_not_asked,
);

const TEACHER: &str = "teacher@example.net";

fn report() -> Value {
    json!({
        "kind": "child_data_report", "channel": "form",
        "received": { "at": "2026-11-20T16:40:00-08:00", "zone": "America/Los_Angeles" },
        "subject": { "category": "user", "minor": true,
                     "residence": { "country": "US", "region": "CA" },
                     "identifiers": [ { "type": "profile", "value": "child-profile-9" } ] },
        "complainant": { "relation": "reporter", "name": "Sample Teacher", "language": "en",
                         "contacts": [ { "channel": "email", "value": TEACHER } ] },
        "statement": "A pupil of mine has a profile.",
    })
}

async fn a_childs_data_goes_without_being_asked(mut scene: Scene) {
    let complaint = scene.complains(&report()).await;
    assert_eq!(complaint.body["needs"], "none");
    says(&scene.mail(TEACHER).text(), &["We have received your report", "14 December 2026"]);
    let asks = json!({ "method": "document" });
    let asked = scene.refuses(&scene.clerk, &complaint, "challenges", asks).await;
    assert_eq!(asked, "identity_not_needed");

    // It ends in no way before we have looked ourselves.
    let not_ours = json!({ "outcome": "not_ours", "reason_told": "Somebody else answers for it." });
    let at_once =
        scene.refuses(&scene.officer, &complaint, "allegations/1/outcome", not_ours.clone()).await;
    assert_eq!(at_once, "not_investigated");
    scene
        .does(&scene.officer, &complaint, "investigations", json!({ "what": "Looked it up." }))
        .await;
    let outcome =
        json!({ "outcome": "upheld", "remedies": ["stopped"], "reason_told": "It is gone." });
    let early =
        scene.refuses(&scene.officer, &complaint, "allegations/1/outcome", outcome.clone()).await;
    assert_eq!(early, "child_data_unchecked");
    let taken_back = json!({ "outcome": "withdrawn" });
    for early in [not_ours, taken_back] {
        let early = scene.refuses(&scene.officer, &complaint, "allegations/1/outcome", early).await;
        assert_eq!(early, "child_data_unchecked");
    }
    let by_clerk =
        scene.tries(&scene.clerk, &complaint, "child-data", json!({ "found": true })).await;
    assert_eq!(by_clerk.status, 403);
    scene.does(&scene.officer, &complaint, "child-data", json!({ "found": true })).await;
    scene.works().await;

    // The deletion is opened, by nobody but the house, and both know each other.
    let listed = scene.officer.get("/v1/requests").await.body;
    let request = &listed["requests"][0];
    assert_eq!(words(&request["kinds"]), ["deletion"]);
    let id = request["id"].as_str().unwrap().to_owned();
    let seen = scene.officer.get(&format!("/v1/requests/{id}")).await.body;
    assert_eq!(seen["complaints"], json!([complaint.id]));
    assert_eq!(seen["items"][0]["needs"], "none", "the house need not show who it is");
    assert_eq!(clock(&seen, 1, "respond", "house")["due"], "2026-12-14");
    let links = scene.sees(&complaint).await["links"].clone();
    assert_eq!(links, json!([{ "case": id, "link": "deletion" }]));
    let as_portal = scene.portal.get(&format!("/v1/complaints/{}", complaint.id)).await.body;
    assert_eq!(as_portal["links"], json!([]), "whoever reported learns nothing of it");
    assert!(as_portal.get("child_data").is_none());
    let request_as_portal = scene.portal.get(&format!("/v1/requests/{id}")).await.body;
    assert_eq!(request_as_portal["complaints"], json!([]));
    let events = scene.portal.get(&format!("/v1/complaints/{}/timeline", complaint.id)).await.body;
    let events = events["entries"].to_string();
    assert!(events.contains("ComplaintReceived"), "{events}");
    assert!(!events.contains("ChildDataChecked") && !events.contains("CaseLinked"), "{events}");
    scene.no_more_mail();
    let matter = crate::support::Matter::of("requests", seen);
    scene.does(&scene.officer, &matter, "items/1/decision", deleted()).await;
    let plan = json!({ "plan": "carry_out" });
    let planned = scene.does(&scene.officer, &matter, "items/1/tasks", plan).await;
    assert_eq!(planned["tasks"].as_array().unwrap().len(), 3);

    scene.does(&scene.officer, &complaint, "allegations/1/outcome", outcome).await;
    scene.works().await;
    let mail = scene.mail(TEACHER);
    says(&mail.text(), &["We have looked into your report and dealt with it."]);
    hides(&mail.text(), &["It is gone", "right", "profile", "delet"]);
    says(&mail.text(), &["How to complain"]);
    let as_portal = scene.portal.get(&format!("/v1/complaints/{}", complaint.id)).await.body;
    let ended = &as_portal["allegations"][0];
    assert!(ended.get("outcome").is_none() && ended["told"].is_string(), "{ended}");
    assert_eq!(ended["remedies"], json!([]));
    let seen = scene.sees(&complaint).await;
    assert_eq!(seen["allegations"][0]["outcome"], "upheld");
    assert_eq!(clock(&seen, 0, "respond", "house")["state"], "met");
    in_order(
        &scene.timeline(&complaint).await,
        &[
            "ComplaintReceived",
            "told: acknowledgement",
            "ChildDataChecked",
            "CaseLinked",
            "told: decision",
        ],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}

async fn whoever_does_not_say_who_they_are_is_not_asked(mut scene: Scene) {
    let mut anonymous = report();
    anonymous["complainant"] = json!({ "relation": "reporter", "language": "en" });
    let complaint = scene.complains(&anonymous).await;
    scene.no_more_mail();
    scene
        .does(&scene.officer, &complaint, "investigations", json!({ "what": "Looked it up." }))
        .await;
    scene.does(&scene.officer, &complaint, "child-data", json!({ "found": false })).await;
    let outcome = json!({ "outcome": "not_upheld", "reason_told": "We hold nothing." });
    scene.does(&scene.officer, &complaint, "allegations/1/outcome", outcome).await;
    scene.works().await;
    let seen = scene.sees(&complaint).await;
    assert_eq!(seen["phase"], "answered", "there is nobody to be told");
    let listed = scene.officer.get("/v1/requests").await.body;
    assert_eq!(listed["count"]["number"], 0, "nothing found, nothing to delete");
    scene.no_more_mail();
    scene.comes_to_the_same_again().await;
}
