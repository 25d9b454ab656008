//! What happened in a request, in order.

use habeas_domain::actor::Role;
use serde_json::{Value, json};

use super::messages::queued;
use super::{letter, ok, project};
use crate::support::{Office, Portal, on_both_engines};

on_both_engines!(Office:
    events_and_messages_stand_in_order_and_masked,
    a_long_timeline_is_walked,
    a_confidential_hold_is_in_the_timeline_of_those_who_decide,
);

fn kinds(body: &Value) -> Vec<&str> {
    let entries = body["entries"].as_array().unwrap().iter();
    entries.map(|e| e["event"]["type"].as_str().unwrap_or("message")).collect()
}

async fn events_and_messages_stand_in_order_and_masked(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let clerk = Portal::of(&office, Role::Clerk).await;
    let case = ok(portal.post("/v1/requests", "one", &letter()).await);
    let id = case["id"].as_str().unwrap();
    let path = format!("/v1/requests/{id}/timeline");
    let fresh = ok(clerk.get(&path).await);
    assert_eq!(fresh["entries"][0]["event"]["type"], "RequestReceived");
    assert_eq!(fresh["entries"][0]["event"]["position"], Value::Null, "not in the ledger yet");
    project(&office).await;
    office.clock.advance(chrono::TimeDelta::minutes(1));
    let message = queued(&office, id, "letter", habeas_domain::contact::Channel::Email).await;
    office.clock.advance(chrono::TimeDelta::minutes(1));
    let record = json!({ "found": true, "attested": [1] });
    ok(clerk.post(&format!("/v1/requests/{id}/record"), "k", &record).await);

    let body = ok(clerk.get(&path).await);
    assert_eq!((&body["reference"], &body["waiting"]), (&case["reference"], &json!(0)));
    let names = kinds(&body);
    assert_eq!(names[..2], ["RequestReceived", "RegimesChosen"]);
    let told = names.iter().position(|name| *name == "message").unwrap();
    let matched = names.iter().position(|name| *name == "RecordMatched").unwrap();
    assert!(told < matched && names[..told].iter().all(|name| *name != "RecordMatched"));
    let first = &body["entries"][0]["event"];
    assert!(first["position"].as_i64().is_some());
    assert_eq!(first["actor"], "portal:portal.one");
    assert!(first.get("sequence").is_none(), "a gap would speak to who may not know");
    let officer = Portal::of(&office, Role::Officer).await;
    let whole = ok(officer.get(&path).await);
    let numbers = whole["entries"].as_array().unwrap().iter().filter_map(|e| e.get("event"));
    assert!(numbers.map(|event| event["sequence"].as_u64().unwrap()).eq(1..names.len() as u64));
    assert_eq!(first["details"]["requester"]["name"], "[sealed]");
    assert_eq!(first["details"].get("ticket_hash"), None);
    let shown = &body["entries"][told]["message"];
    assert_eq!((&shown["id"], &shown["state"]), (&json!(message.as_str()), &json!("queued")));
    assert_eq!(shown["notices"], json!([ { "kind": "acknowledgement", "items": [] } ]));
    let text = body.to_string().to_lowercase();
    assert!(!text.contains("marker") && !text.contains("key_"), "nothing personal or sealed");

    let seen = ok(portal.get(&path).await);
    assert_eq!(kinds(&seen), names);
    assert!(seen["entries"][0]["event"].get("details").is_none());
    let system = Portal::of_system(&office, "core").await;
    assert_eq!(system.get(&path).await.code(), "forbidden");
    assert_eq!(
        clerk.get(&format!("{path}?limit=0&x=1&cursor=y")).await.parameters(),
        ["cursor", "limit", "x"]
    );
}

async fn a_long_timeline_is_walked(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let case = ok(portal.post("/v1/requests", "one", &letter()).await);
    let path = format!("/v1/requests/{}/timeline", case["id"].as_str().unwrap());
    let whole = ok(portal.get(&path).await);
    assert_eq!(whole.get("next"), None);
    let mut walked = Vec::new();
    let mut next = String::new();
    loop {
        let page = ok(portal.get(&format!("{path}?limit=3{next}")).await);
        walked.extend(page["entries"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(Value::from(walked), whole["entries"]);
}

async fn a_confidential_hold_is_in_the_timeline_of_those_who_decide(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let officer = Portal::of(&office, Role::Officer).await;
    let case = ok(portal.post("/v1/requests", "one", &letter()).await);
    let path = |rest: &str| format!("/v1/requests/{}/{rest}", case["id"].as_str().unwrap());
    let hold = json!({ "ground": "authority", "confidential": true, "review": "2027-01-10" });
    ok(officer.post(&path("holds"), "h", &hold).await);
    assert!(kinds(&ok(officer.get(&path("timeline")).await)).contains(&"HoldPlaced"));
    for role in [Role::Portal, Role::Clerk, Role::Auditor] {
        let other = Portal::of(&office, role).await;
        let body = ok(other.get(&path("timeline")).await);
        assert!(!kinds(&body).contains(&"HoldPlaced"), "{role}");
    }
}
