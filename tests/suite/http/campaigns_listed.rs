//! `GET /v1/campaigns`, and people looked for in all of them.

use axum::http::StatusCode;
use chrono::{SecondsFormat, TimeDelta};
use habeas_domain::actor::Role;
use serde_json::{Value, json};

use super::campaigns::{drafted, revision};
use super::ok;
use crate::support::{Portal, Scene, on_both_engines};

on_both_engines!(Scene:
    campaigns_are_filtered_sorted_and_walked,
    every_bad_parameter_of_the_list_is_named_at_once,
    whoever_shares_a_number_is_found_in_each_campaign,
);

fn consent() -> Value {
    json!({ "about": { "consent_asked": { "purpose": "analytics", "reason": "abroad" } } })
}

fn ids(page: &Value) -> Vec<String> {
    let rows = page["campaigns"].as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

/// Every page of one row, and their cursors.
async fn walked(who: &Portal, sort: &str) -> (Vec<String>, Vec<String>) {
    let (mut walked, mut cursors) = (Vec::new(), Vec::new());
    loop {
        let cursor = cursors.last().map(|next| format!("&cursor={next}")).unwrap_or_default();
        let page = ok(who.get(&format!("/v1/campaigns?limit=1&sort={sort}{cursor}")).await);
        assert_eq!(page["count"], json!({ "number": 3, "at_least": false }));
        walked.extend(ids(&page));
        let Some(next) = page["next"].as_str() else { return (walked, cursors) };
        cursors.push(next.to_owned());
    }
}

async fn campaigns_are_filtered_sorted_and_walked(mut scene: Scene) {
    let officer = scene.officer.clone();
    let approver = Portal::of(&scene.office, Role::Approver).await;
    let mut drafts = Vec::new();
    for (who, key, about) in [
        (&officer, "one", revision()),
        (&officer, "two", revision()),
        (&approver, "three", consent()),
    ] {
        drafts.push(ok(who.post("/v1/campaigns", key, &about).await));
        scene.office.clock.advance(TimeDelta::hours(1));
    }
    let all: Vec<String> =
        drafts.iter().map(|draft| draft["id"].as_str().unwrap().to_owned()).collect();
    let version = json!({ "audience": "listed", "channels": ["email"], "language": "en" });
    ok(officer.post(&format!("/v1/campaigns/{}/versions", all[0]), "version", &version).await);
    scene.works().await;

    // What is newest comes first, by when it was begun or by when anything happened in it.
    let (by_drafted, cursors) = walked(&officer, "drafted").await;
    assert_eq!(by_drafted, [all[2].clone(), all[1].clone(), all[0].clone()]);
    assert_eq!(walked(&officer, "moved").await.0, [all[0].clone(), all[2].clone(), all[1].clone()]);
    let usual = ok(officer.get("/v1/campaigns").await);
    assert_eq!((ids(&usual), usual.get("next")), (by_drafted, None));
    let row = &usual["campaigns"][2];
    assert_eq!((&row["stage"], &row["authors"]), (&json!("draft"), &json!(["officer.one"])));
    assert_eq!((&row["phase"], &row["people"]), (&json!("open"), &json!(0)));
    assert_eq!(row["waiting_on"], json!(["wording", "list"]));
    let elsewhere = format!("/v1/campaigns?sort=moved&cursor={}", cursors[0]);
    assert_eq!(officer.get(&elsewhere).await.parameters(), ["cursor"], "it is of another order");
    let elsewhere = format!("/v1/complaints?cursor={}", cursors[0]);
    assert_eq!(officer.get(&elsewhere).await.parameters(), ["cursor"], "and of another list");

    let begun = |no: usize| drafts[no]["drafted"].as_str().unwrap();
    let later = scene.office.clock.now().to_rfc3339_opts(SecondsFormat::Secs, true);
    let typed = drafts[1]["reference"].as_str().unwrap().to_lowercase().replace('-', "%20");
    let count = async |query: &str| {
        let answer = ok(officer.get(&format!("/v1/campaigns?{query}")).await);
        let listed = ids(&answer).len();
        assert_eq!(answer["count"]["number"], json!(listed), "{query}");
        listed
    };
    for (query, found) in [
        ("state=open", 3),
        ("state=closed", 0),
        ("kind=policy_revision", 2),
        ("kind=consent_asked&author=approver.one", 1),
        ("author=officer.one", 2),
        ("author=officer_one", 0),
        ("stage=draft", 1),
        ("stage=told", 0),
        ("waiting_on=version", 2),
        ("waiting_on=list&stage=draft", 1),
        ("waiting_on=sending", 0),
        ("incident=inc_00000000000000000000000000000000", 0),
        ("drafted_from=2020-01-01", 3),
        ("drafted_before=2020-01-01", 0),
        (&format!("drafted_from={}", begun(1)), 2),
        (&format!("drafted_before={}", begun(1)), 1),
        (&format!("drafted_from={}&drafted_before={later}", begun(2)), 1),
        (&format!("reference={typed}"), 1),
    ] {
        assert_eq!(count(query).await, found, "{query}");
    }
}

async fn every_bad_parameter_of_the_list_is_named_at_once(scene: Scene) {
    let officer = scene.officer.clone();
    let all = [
        "author",
        "colour",
        "drafted_before",
        "drafted_from",
        "incident",
        "kind",
        "limit",
        "reference",
        "sort",
        "stage",
        "state",
        "waiting_on",
    ];
    let query = all.map(|name| format!("{name}=Marker%21")).join("&");
    let refused = officer.get(&format!("/v1/campaigns?{query}&cursor=Marker")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    let mut named = refused.parameters();
    named.sort_unstable();
    assert_eq!(named, all, "of the cursor nothing can be said while the order is not known");
    assert!(!refused.page.contains("Marker"));
    let twice = officer.get("/v1/campaigns?kind=consent_asked&kind=policy_revision&cursor=x").await;
    let mut named = twice.parameters();
    named.sort_unstable();
    assert_eq!(named, ["cursor", "kind"]);
}

async fn whoever_shares_a_number_is_found_in_each_campaign(mut scene: Scene) {
    let officer = scene.officer.clone();
    let first = drafted(&officer).await;
    let other = ok(officer.post("/v1/campaigns", "other", &consent()).await);
    let second = format!("/v1/campaigns/{}", other["id"].as_str().unwrap());
    let version = json!({ "audience": "listed", "channels": ["email"], "language": "en" });
    ok(officer.post(&format!("{second}/versions"), "version-two", &version).await);
    let list = "email,phone\nada@example.net,+44 20 7946 0101\nben@example.net,+44 20 7946 0101\n";
    for path in [&first, &second] {
        let headers = [("idempotency-key", path.as_str()), ("content-type", "text/csv")];
        let people = format!("{path}/versions/1/people");
        ok(officer.post_with(&people, &headers, list.to_owned()).await);
    }
    scene.works().await;
    let who = json!({ "identifier": { "type": "phone", "value": "+44 20 7946 0101" } });
    let found = ok(officer.ask("/v1/campaigns/search", &who).await);
    let mut people: Vec<(String, i64)> = Vec::new();
    for one in found["people"].as_array().unwrap() {
        let campaign = format!("/v1/campaigns/{}", one["campaign"].as_str().unwrap());
        people.push((campaign, one["person"].as_i64().unwrap()));
    }
    let mut expected: Vec<(String, i64)> =
        [first, second].iter().flat_map(|path| [(path.clone(), 1), (path.clone(), 2)]).collect();
    expected.sort();
    assert_eq!(people, expected);
}
