//! Incidents that the desk itself brings to light: a message that went astray, and a complaint that tells
//! of one (P19, P32).

use serde_json::{Value, json};

use super::incident::{due, duty};
use super::{MAIL, hides, letter, says};
use crate::support::{Scene, on_both_engines};

on_both_engines!(InLondon:
    a_message_went_to_the_wrong_person,
    a_complaint_is_referred_to_the_incident_desk,
    a_message_of_an_incident_went_to_the_wrong_person,
);

fn living_in_england(mut letter: Value) -> Value {
    letter["subject"]["residence"] = json!({ "country": "GB", "region": "ENG" });
    letter["received"] = json!({ "at": "2026-02-06T10:00:00Z", "zone": "Europe/London" });
    letter
}

async fn a_message_went_to_the_wrong_person(mut scene: Scene) {
    let asked = living_in_england(letter(json!([ { "kind": "access" } ])));
    let request = scene.receives(&asked).await;
    let timeline = scene.officer.get(&request.path("timeline")).await.body;
    let entries = timeline["entries"].as_array().unwrap();
    let message = entries.iter().find_map(|entry| entry["message"]["id"].as_str()).unwrap();
    assert!(scene.latest(MAIL).subject().contains(&request.reference));

    let path = format!("/v1/dispatches/{message}/incident");
    let with_word =
        |at: &str| json!({ "summary": "The address belongs to somebody else.", "word_came": at });
    let what = with_word("2026-02-06T10:30:00Z");
    scene.until("2026-02-06T11:00:00Z").await;
    // Nobody had word of it before it left.
    let before = with_word("2026-02-06T10:04:59Z");
    let clerk = scene.clerk.clone();
    assert_eq!(scene.refuses_at(&clerk, &path, before).await.code(), "facts_contradict");
    let nothing = json!({ "summary": " " });
    let refused = scene.clerk.post(&path, &scene.key(), &nothing).await;
    assert_eq!(refused.fields(), ["/summary"]);
    let by_portal = scene.portal.post(&path, &scene.key(), &what).await;
    assert_eq!(by_portal.status.as_u16(), 403);
    let key = scene.key();
    let opened = scene.clerk.post(&path, &key, &what).await;
    assert_eq!(opened.status.as_u16(), 201, "{:?}", opened.body);
    let again = scene.clerk.post(&path, &key, &what).await;
    assert_eq!(again.body["id"], opened.body["id"], "a repeat is answered");
    let twice = scene.clerk.post(&path, &scene.key(), &what).await;
    assert_eq!(twice.code(), "already_received", "one message is one incident");

    let incident = crate::support::Matter::of("incidents", opened.body);
    scene.works().await;
    let seen = scene.sees(&incident).await;
    assert_eq!((&seen["source"], &seen["dispatch"]), (&json!("dispatch"), &json!(message)));
    assert_eq!(seen["links"], json!([ { "case": request.id, "link": "from" } ]));
    assert_eq!(seen["measures"][0]["kind"], "ask_deletion");
    assert!(seen["times"]["occurred_from"].is_string(), "when it left is known");
    assert_eq!(seen["received"], "2026-02-06T10:30:00+00:00", "not when somebody entered it");
    // The request knows it too; its portal does not.
    let path = format!("/v1/requests/{}", request.id);
    assert_eq!(scene.officer.get(&path).await.body["incidents"], json!([incident.id]));
    assert!(scene.portal.get(&path).await.body.get("incidents").is_none());
    let timeline = scene.portal.get(&format!("{path}/timeline")).await.page;
    hides(&timeline, &["IncidentLinked", &incident.id]);
    says(&scene.officer.get(&format!("{path}/timeline")).await.page, &["IncidentLinked"]);
    // Whoever's data it carried lives in England: the law there is asked.
    assert_eq!(duty(&seen, "uk", "breach.authority")["state"], "owed");
    let absent = "/v1/dispatches/dsp_00000000000000000000000000000000/incident";
    assert_eq!(scene.clerk.post(absent, &scene.key(), &what).await.status.as_u16(), 404);
    scene.comes_to_the_same_again().await;
}

async fn a_complaint_is_referred_to_the_incident_desk(mut scene: Scene) {
    let told = json!({
        "kind": "third_party_risk", "channel": "portal",
        "received": { "at": "2026-02-06T10:00:00Z", "zone": "Europe/London" },
        "complainant": { "relation": "reporter", "name": "Sample Finder", "language": "en",
                         "contacts": [ { "channel": "email", "value": "finder@example.net" } ] },
        "statement": "A partner of yours shows lists to anyone.",
    });
    let complaint = scene.complains(&told).await;
    scene.crew.postbox.empty();
    scene.until("2026-02-07T10:00:00Z").await;
    let what = json!({ "summary": "A partner shows lists to anyone." });
    let opened = scene.tries(&scene.clerk, &complaint, "refer", what.clone()).await;
    assert_eq!(opened.status.as_u16(), 201, "{:?}", opened.body);
    assert_eq!(scene.refuses(&scene.clerk, &complaint, "refer", what).await, "already_received");
    let incident = crate::support::Matter::of("incidents", opened.body);
    scene.works().await;
    let seen = scene.sees(&incident).await;
    // The house has had word since the complaint came.
    assert_eq!(due(&seen, "uk", "breach.authority"), "2026-02-09T10:00:00+00:00");
    assert_eq!(seen["links"], json!([ { "case": complaint.id, "link": "from" } ]));
    let links = scene.sees(&complaint).await["links"].clone();
    assert_eq!(links, json!([ { "case": incident.id, "link": "incident" } ]));
    scene.comes_to_the_same_again().await;
}

/// Whoever reported it gave the address of somebody else, who now knows that something happened.
async fn a_message_of_an_incident_went_to_the_wrong_person(mut scene: Scene) {
    let report = super::incident::report("staff", "2026-02-06T10:00:00Z");
    let first = scene.takes_in("incidents", &scene.clerk.clone(), &report).await;
    let timeline = scene.officer.get(&first.path("timeline")).await.body;
    let thanks = timeline["entries"]
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["message"]["notices"][0]["kind"] == "acknowledgement");
    let message = thanks.expect("an acknowledgement")["message"]["id"].as_str().unwrap();
    let path = format!("/v1/dispatches/{message}/incident");
    let what = json!({ "summary": "The address belongs to somebody else." });
    let opened = scene.clerk.post(&path, &scene.key(), &what).await;
    assert_eq!(opened.status.as_u16(), 201, "{:?}", opened.body);
    let second = crate::support::Matter::of("incidents", opened.body);
    scene.works().await;
    let links = async |of| scene.sees(of).await["links"].clone();
    assert_eq!(links(&second).await, json!([ { "case": first.id, "link": "from" } ]));
    assert_eq!(links(&first).await, json!([ { "case": second.id, "link": "opened" } ]));
    scene.comes_to_the_same_again().await;
}
