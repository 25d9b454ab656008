//! Lists and searches of requests.

use axum::http::StatusCode;
use habeas_domain::actor::Role;
use serde_json::{Value, json};

use super::{letter, ok, project};
use crate::support::{Answer, Office, Portal, on_both_engines};

on_both_engines!(Office:
    a_list_is_filtered_sorted_and_walked,
    a_person_is_found_by_what_they_are_known_by,
    a_confidential_hold_is_listed_to_those_who_decide_alone,
    every_bad_parameter_is_named_at_once,
);

fn references(answer: &Value) -> Vec<&str> {
    let rows = answer["requests"].as_array().unwrap();
    rows.iter().map(|row| row["reference"].as_str().unwrap()).collect()
}

/// Two requests: of a Californian, and of someone in Japan who only wants no more marketing.
async fn two(office: &Office) -> (Portal, Value, Value) {
    let portal = Portal::of(office, Role::Portal).await;
    let first = ok(portal.post("/v1/requests", "one", &letter()).await);
    let mut other = letter();
    other["external_ref"] = json!("MARKER-7");
    other["received"]["at"] = json!("2026-11-19T16:40:00-08:00");
    other["subject"] = json!({ "category": "user", "residence": { "country": "JP" },
                               "identifiers": [ { "type": "account", "value": "marker-2" } ] });
    other["requester"]["contacts"] =
        json!([ { "channel": "email", "value": "marker.other@example.net" } ]);
    other["items"] = json!([ { "kind": "access" } ]);
    let second = ok(portal.post("/v1/requests", "two", &other).await);
    project(office).await;
    (portal, first, second)
}

async fn a_list_is_filtered_sorted_and_walked(office: Office) {
    let (portal, first, second) = two(&office).await;
    let all = ok(portal.get("/v1/requests").await);
    assert_eq!(all["count"], json!({ "number": 2, "at_least": false }));
    assert_eq!(all.get("next"), None);
    let row = &all["requests"].as_array().unwrap().iter().find(|r| r["id"] == first["id"]).unwrap();
    assert_eq!(row["kinds"], json!(["copy", "deletion"]));
    assert_eq!((&row["phase"], &row["public_status"]), (&json!("open"), &json!("received")));
    assert_eq!(row["revision"], first["revision"]);
    let due = &row["due"];
    assert_eq!((&due["day"], &due["zone"]), (&json!("2026-12-14"), &json!("America/Los_Angeles")));
    assert_eq!((&due["duty"], &due["tier"]), (&json!("respond"), &json!("promise")));
    assert_eq!((&due["overdue"], &due["provisional"]), (&json!(false), &json!(false)));
    assert!(!all.to_string().to_lowercase().contains("marker"), "masked");

    let newest_first = ok(portal.get("/v1/requests?sort=received&limit=1").await);
    assert_eq!(references(&newest_first), [first["reference"].as_str().unwrap()]);
    let next = newest_first["next"].as_str().unwrap();
    let rest = format!("/v1/requests?sort=received&limit=1&cursor={next}");
    let rest = ok(portal.get(&rest).await);
    assert_eq!(references(&rest), [second["reference"].as_str().unwrap()]);
    assert_eq!(rest.get("next"), None);

    let count = async |query: &str| {
        let answer = ok(portal.get(&format!("/v1/requests?{query}")).await);
        answer["count"]["number"].as_u64().unwrap()
    };
    let typed = first["reference"].as_str().unwrap().to_lowercase().replace('-', "%20");
    for (query, found) in [
        ("state=open", 2),
        ("state=closed", 0),
        ("status=received", 2),
        ("kind=deletion", 1),
        ("kind=access&waiting_on=identity", 1),
        ("waiting_on=systems", 0),
        ("taken_by=officer.one", 0),
        ("due_before=2026-12-11", 0),
        ("due_before=2027-03-01", 2),
        ("due_before=2026-12-15T00:00:00-08:00&kind=copy", 1),
        ("overdue=true", 0),
        ("overdue=false", 2),
        (&format!("reference={typed}"), 1),
    ] {
        assert_eq!(count(query).await, found, "{query}");
    }
    office.clock.advance(chrono::TimeDelta::days(60));
    assert_eq!(count("overdue=true").await, 2);
}

async fn a_person_is_found_by_what_they_are_known_by(office: Office) {
    let (portal, first, _) = two(&office).await;
    let reference = first["reference"].as_str().unwrap();
    let one = |answer: Answer| {
        let body = ok(answer);
        assert_eq!(references(&body), [reference]);
        assert!(!body.to_string().to_lowercase().contains("marker"));
    };
    for query in [
        "identifier_type=account&identifier=marker-48213",
        "identifier_type=email&identifier=Marker.Person%40EXAMPLE.net",
        "identifier_type=phone&identifier=%2B1%20415%20555-0123",
        "identifier_type=phone&identifier=(415)%20555-0123",
        "external_ref=MARKER-99120",
        "external_ref=MARKER-99120&identifier_type=account&identifier=marker-48213&kind=copy",
    ] {
        one(portal.get(&format!("/v1/requests?{query}")).await);
    }
    let search = async |body: Value| portal.ask("/v1/requests/search", &body).await;
    let known = json!({ "type": "account", "value": "marker-48213" });
    one(search(json!({ "identifier": known, "limit": 10 })).await);
    one(search(json!({ "external_ref": " MARKER-99120 ", "overdue": false })).await);
    for nobody in [
        json!({ "external_ref": "MARKER-7", "identifier": known }),
        json!({ "external_ref": "MARKER-0" }),
        json!({ "identifier": { "type": "email", "value": "nobody@example.net" } }),
    ] {
        let none = ok(search(nobody).await);
        assert_eq!(none["count"]["number"], 0);
    }
    let bad = json!({ "state": "marker", "limit": 0, "cursor": "marker",
                      "identifier": { "type": "phone", "value": "marker" } });
    let refused = search(bad).await;
    let mut fields = refused.fields();
    fields.sort_unstable();
    assert_eq!(fields, ["/cursor", "/identifier/value", "/limit", "/state"]);
    assert!(!refused.body.to_string().contains("marker"));
    assert_eq!(search(json!({ "marker": 1 })).await.code(), "invalid_fields");
}

async fn a_confidential_hold_is_listed_to_those_who_decide_alone(office: Office) {
    let (portal, first, _) = two(&office).await;
    let officer = Portal::of(&office, Role::Officer).await;
    let clerk = Portal::of(&office, Role::Clerk).await;
    let hold = json!({ "ground": "authority", "confidential": true, "review": "2027-01-10" });
    let path = format!("/v1/requests/{}/holds", first["id"].as_str().unwrap());
    ok(officer.post(&path, "hold", &hold).await);
    project(&office).await;
    let marks = async |who: &Portal| {
        let body = ok(who.get("/v1/requests?kind=copy").await);
        body["requests"][0]["marks"].clone()
    };
    assert_eq!(marks(&officer).await, json!(["held_confidentially"]));
    for who in [&portal, &clerk] {
        assert_eq!(marks(who).await, json!([]));
    }
}

async fn every_bad_parameter_is_named_at_once(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let query = "state=marker&kind=marker&sort=marker&limit=x&overdue=perhaps&due_before=soon\
                 &reference=HB-1&cursor=a&cursor=b&marker_field=1&MARKER=1&identifier=marker";
    let refused = portal.get(&format!("/v1/requests?{query}")).await;
    assert_eq!(
        (refused.status, refused.code()),
        (StatusCode::UNPROCESSABLE_ENTITY, "invalid_fields")
    );
    let expected = [
        "cursor",
        "due_before",
        "identifier_type",
        "kind",
        "limit",
        "marker_field",
        "overdue",
        "reference",
        "sort",
        "state",
        "…",
    ];
    assert_eq!(refused.parameters(), expected);
    let foreign = portal.get("/v1/requests?cursor=bWFya2Vy&limit=201").await;
    assert_eq!(foreign.parameters(), ["cursor", "limit"]);
}
