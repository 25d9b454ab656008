//! `/v1/complaints`: what is taken, what is refused and why, lists, keys and rights.

use std::slice::from_ref;

use axum::http::StatusCode;
use habeas_adapters::vault::Stream;
use habeas_domain::actor::Role;
use habeas_domain::sealed::Purpose;
use serde_json::{Value, json};

use crate::support::{Matter, Office, Portal, Scene, on_both_engines};

mod here {
    use super::*;

    on_both_engines!(Scene:
        a_complaint_is_listed_found_and_shown,
        the_record_and_the_lists_hold_nothing_personal,
        what_is_here_is_not_named_as_forgotten,
        it_is_about_the_subject_of_the_request_and_nobody_else,
    );
}

on_both_engines!(Office:
    bad_input_is_named_field_by_field_and_nothing_is_kept,
    a_forgotten_request_is_named_by_its_reference,
    a_repeat_is_replayed_and_a_revision_is_honoured,
    machines_and_onlookers_judge_nothing,
    what_the_house_opens_itself_is_an_officers_to_open,
);

fn question() -> Value {
    json!({
        "kind": "question", "channel": "portal",
        "received": { "at": "2026-11-20T16:40:00-08:00", "zone": "America/Los_Angeles" },
        "subject": { "category": "user", "residence": { "country": "US", "region": "CA" },
                     "identifiers": [ { "type": "account", "value": "u-51000" } ] },
        "complainant": { "relation": "self", "name": "Marker Person", "language": "en",
                         "contacts": [ { "channel": "email", "value": "marker.person@example.net" } ] },
        "external_ref": "MARKER-77",
        "statement": "Marker statement: who sees my list?",
    })
}

async fn bad_input_is_named_field_by_field_and_nothing_is_kept(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let before = office.world.count("select count(*) from events").await;
    let mut bad = question();
    bad["kind"] = json!("grumble");
    bad["channel"] = json!("pigeon");
    bad["received"]["zone"] = json!("Mars/Base");
    bad["subject"]["category"] = json!("alien");
    bad["complainant"]["language"] = json!("!");
    bad["about"] = json!({ "items": [1] });
    let refused = portal.post("/v1/complaints", "bad", &bad).await;
    assert_eq!(
        (refused.status, refused.code()),
        (StatusCode::UNPROCESSABLE_ENTITY, "invalid_fields")
    );
    let mut fields = refused.fields();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "/about",
            "/channel",
            "/complainant/language",
            "/kind",
            "/received/zone",
            "/subject/category"
        ]
    );
    assert!(!refused.page.contains("grumble"), "what was typed may be personal");

    let mut worse = question();
    worse["complainant"]["contacts"][0]["value"] = json!("no mailbox");
    worse["statement"] = json!("  ");
    worse["allegations"] = json!([ { "words": "" } ]);
    let refused = portal.post("/v1/complaints", "worse", &worse).await;
    let mut fields = refused.fields();
    fields.sort_unstable();
    assert_eq!(fields, ["/allegations/0/words", "/complainant/contacts/0/value", "/statement"]);

    let unknown = json!({ "request": "req_00000000000000000000000000000000" });
    for (about, field) in [
        (unknown, "/about/request"),
        (json!({ "request": "req_1" }), "/about/request"),
        (json!({ "forgotten": "HB-1" }), "/about/forgotten"),
    ] {
        let mut about_nothing = question();
        about_nothing["about"] = about;
        let refused = portal.post("/v1/complaints", field, &about_nothing).await;
        assert_eq!(refused.fields(), [field]);
    }
    let mut nobody = question();
    nobody.as_object_mut().unwrap().remove("complainant");
    let refused = portal.post("/v1/complaints", "nobody", &nobody).await;
    assert_eq!(refused.fields(), ["/complainant"]);
    let typo = portal.post("/v1/complaints", "typo", &json!({ "kindd": 1 })).await;
    assert_eq!(typo.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(office.world.count("select count(*) from events").await, before, "nothing stored");
}

async fn a_forgotten_request_is_named_by_its_reference(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    // About a forgotten request, all that is left to name it by is enough.
    let mut forgotten = question();
    forgotten["kind"] = json!("outcome");
    let reference = habeas_domain::reference::Reference::from_chance(7).as_str().to_owned();
    forgotten["about"] = json!({ "forgotten": reference.to_lowercase() });
    let taken = portal.post("/v1/complaints", "forgotten", &forgotten).await;
    assert_eq!(taken.status, StatusCode::CREATED, "{:?}", taken.body);
    let kept = json!({ "items": [], "forgotten": reference, "on_record": false });
    assert_eq!(taken.body["about"], kept, "kept as it is named, and said so");
}

async fn what_is_here_is_not_named_as_forgotten(mut scene: Scene) {
    // Nobody works yet: no view has it, and the stream is asked.
    let portal = scene.portal.clone();
    let request = portal.post("/v1/requests", "request", &super::letter()).await;
    let request = Matter::of("requests", request.body);
    let mut named = question();
    named["kind"] = json!("outcome");
    named["about"] = json!({ "forgotten": request.reference });
    let refused = scene.portal.post("/v1/complaints", "here", &named).await;
    assert_eq!((refused.code(), refused.fields()), ("invalid_fields", vec!["/about/forgotten"]));
    // Its key is gone: then it is named so, and not by its id.
    let keys = scene.office.vault.case_keys(&Stream::new("request", &*request.id)).await.unwrap();
    scene.office.vault.forget(keys.id(Purpose::Contact).unwrap()).await.unwrap();
    let taken = scene.portal.post("/v1/complaints", "gone", &named).await;
    assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.body);
    let there = json!({ "request": request.id, "items": [], "forgotten": request.reference, "on_record": true });
    assert_eq!(taken.body["about"], there);
    named["about"] = json!({ "request": request.id });
    named["subject"] = Value::Null;
    let refused = scene.portal.post("/v1/complaints", "by id", &named).await;
    assert_eq!((refused.code(), refused.fields()), ("invalid_fields", vec!["/about/request"]));
    // What happened in it stays: they are linked both ways, like any other.
    scene.works().await;
    let complaint = Matter::of("complaints", taken.body);
    let links = scene.sees(&complaint).await["links"].clone();
    assert_eq!(links, json!([ { "case": request.id, "link": "about" } ]));
    assert_eq!(scene.sees(&request).await["complaints"], json!([complaint.id]));
    let listed = format!("/v1/complaints?about={}", request.id);
    let listed = scene.officer.get(&listed).await.body;
    assert_eq!(listed["complaints"][0]["id"], complaint.id);
}

async fn it_is_about_the_subject_of_the_request_and_nobody_else(mut scene: Scene) {
    let request = scene.receives(&super::letter()).await;
    let mut appeal = question();
    appeal["kind"] = json!("outcome");
    appeal["about"] = json!({ "request": request.id });
    let refused = scene.portal.post("/v1/complaints", "mine", &appeal).await;
    assert_eq!((refused.code(), refused.fields()), ("invalid_fields", vec!["/subject"]));
    appeal.as_object_mut().unwrap().remove("subject");
    appeal["complainant"]["relation"] = json!("representative");
    let taken = scene.complains(&appeal).await;
    assert_eq!(taken.body["contacts"][0]["provenance"], "given", "who complains is who wrote");
    let wish = json!({ "purpose": "case_work", "fields": ["identifiers"] });
    let mut known = Vec::new();
    for matter in [&request, &taken] {
        let shown = scene.officer.post(&matter.path("reveal"), &matter.id, &wish).await.body;
        known.push(shown["values"].clone());
    }
    assert_eq!(known[0], known[1]);
    assert_eq!(known[0].as_array().unwrap().len(), 1, "{known:?}");
}

async fn a_repeat_is_replayed_and_a_revision_is_honoured(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let officer = Portal::of(&office, Role::Officer).await;
    let first = portal.post("/v1/complaints", "one", &question()).await;
    assert_eq!(first.status, StatusCode::CREATED);
    let path = first.headers["location"].to_str().unwrap().to_owned();
    let again = portal.post("/v1/complaints", "one", &question()).await;
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(again.body, first.body);
    let mut other = question();
    other["statement"] = json!("Something else.");
    let other = portal.post("/v1/complaints", "one", &other).await;
    assert_eq!(other.code(), "idempotency_key_reused");

    let seen = officer.get(&path).await;
    let tag = seen.headers["etag"].to_str().unwrap().to_owned();
    let take = |key: &'static str, tag: String| {
        let (officer, path) = (officer.clone(), format!("{path}/take"));
        async move {
            let headers = [("idempotency-key", key), ("if-match", &*tag)];
            officer.post_with(&path, &headers, "{}".to_owned()).await
        }
    };
    assert_eq!(take("a", tag.clone()).await.status, StatusCode::OK);
    let stale = take("b", tag).await;
    assert_eq!((stale.status, stale.code()), (StatusCode::PRECONDITION_FAILED, "stale"));
    let missing = officer.get("/v1/complaints/cmp_00000000000000000000000000000000").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(officer.get("/v1/complaints/nonsense").await.status, StatusCode::NOT_FOUND);
}

async fn what_the_house_opens_itself_is_an_officers_to_open(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let officer = Portal::of(&office, Role::Officer).await;
    let mut own = question();
    own["channel"] = json!("own_motion");
    let mut house = question();
    house["complainant"] = json!({ "relation": "house", "language": "en" });
    for (no, letter) in [&own, &house].into_iter().enumerate() {
        let tried = portal.post("/v1/complaints", &format!("own-{no}"), letter).await;
        assert_eq!(tried.status, StatusCode::FORBIDDEN);
    }
    let opened = officer.post("/v1/complaints", "own", &own).await;
    assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.body);
}

async fn machines_and_onlookers_judge_nothing(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let taken = portal.post("/v1/complaints", "one", &question()).await;
    let path = taken.headers["location"].to_str().unwrap().to_owned();
    let offered = taken.body["allowed"].as_array().unwrap();
    assert!(offered.iter().all(|offer| offer["act"] == "issue_challenge"), "{offered:?}");
    let outcome = json!({ "outcome": "answered", "reason_told": "It is private." });
    for role in [Role::Portal, Role::Auditor, Role::Administrator, Role::Approver] {
        let who = Portal::of(&office, role).await;
        let refused = who.post(&format!("{path}/allegations/1/outcome"), "x", &outcome).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{role}");
    }
    let auditor = Portal::of(&office, Role::Auditor).await;
    assert_eq!(auditor.get(&path).await.status, StatusCode::OK);
    assert_eq!(auditor.get(&format!("{path}/timeline")).await.status, StatusCode::OK);
    let admin = Portal::of(&office, Role::Administrator).await;
    assert_eq!(admin.get(&path).await.status, StatusCode::FORBIDDEN);
}

async fn a_complaint_is_listed_found_and_shown(mut scene: Scene) {
    let one = scene.complains(&question()).await;
    let mut report = question();
    report["kind"] = json!("infringement_report");
    report["subject"]["identifiers"][0]["value"] = json!("u-52000");
    report["external_ref"] = json!("MARKER-78");
    let two = scene.complains(&report).await;
    let ids = async |who: &Portal, query: &str| -> Vec<String> {
        let answer = who.get(&format!("/v1/complaints{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query} {:?}", answer.body);
        let rows = answer.body["complaints"].as_array().unwrap();
        rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    let (a, b) = (one.id.clone(), two.id.clone());
    assert_eq!(ids(&scene.officer, "?kind=question").await, from_ref(&a));
    assert_eq!(ids(&scene.officer, "?waiting_on=identity").await, from_ref(&b));
    assert_eq!(ids(&scene.officer, &format!("?reference={}", one.reference)).await, from_ref(&a));
    assert_eq!(ids(&scene.officer, "?state=closed").await, [""; 0]);
    assert_eq!(ids(&scene.officer, "?due_before=2026-11-21").await, [""; 0]);
    assert_eq!(ids(&scene.officer, "?due_before=2027-01-01").await.len(), 2);
    assert_eq!(ids(&scene.officer, "?external_ref=MARKER-78").await, from_ref(&b));
    // By pages, in both orders.
    for sort in ["due", "received"] {
        let mut walked = Vec::new();
        let mut cursor = String::new();
        loop {
            let query = format!("/v1/complaints?sort={sort}&limit=1{cursor}");
            let page = scene.officer.get(&query).await.body;
            walked.push(page["complaints"][0]["id"].as_str().unwrap().to_owned());
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        walked.sort();
        let mut both = [a.clone(), b.clone()];
        both.sort();
        assert_eq!(walked, both, "{sort}");
    }
    let bad =
        scene.officer.get("/v1/complaints?sort=size&limit=0&colour=red&due_before=soon").await;
    assert_eq!(bad.parameters(), ["colour", "due_before", "limit", "sort"]);
    let foreign = scene.officer.get("/v1/requests?limit=1").await;
    assert_eq!(foreign.body["count"]["number"], 0);
    let sought = json!({ "identifier": { "type": "account", "value": "u-52000" } });
    let found = scene.officer.ask("/v1/complaints/search", &sought).await;
    assert_eq!(found.body["complaints"][0]["id"], json!(b));
    // A complaint is no request, though both are found by the same words.
    let requests = scene.officer.ask("/v1/requests/search", &sought).await;
    assert_eq!(requests.body["count"]["number"], 0);
}

async fn the_record_and_the_lists_hold_nothing_personal(mut scene: Scene) {
    let complaint = scene.complains(&question()).await;
    scene.works().await;
    let dump = scene.office.world.dump().await;
    for personal in ["Marker Person", "marker.person", "Marker statement", "MARKER-77", "u-51000"] {
        assert!(!dump.contains(personal), "{personal}");
    }
    let answer = json!({ "outcome": "answered", "reason_told": "Marker answer: nobody." });
    scene.does(&scene.clerk, &complaint, "allegations/1/outcome", answer).await;
    scene.works().await;
    assert!(!scene.office.world.dump().await.contains("Marker answer"));
    // Opened for a purpose, and that is on record.
    let wish =
        json!({ "purpose": "case_work", "fields": ["statement", "identifiers", "external_ref"] });
    let shown = scene.does(&scene.officer, &complaint, "reveal", wish).await;
    let values: Vec<_> = shown["values"].as_array().unwrap().iter().map(|v| &v["value"]).collect();
    for value in ["Marker statement: who sees my list?", "u-51000", "MARKER-77"] {
        assert!(values.contains(&&json!(value)), "{value} in {values:?}");
    }
    let opened = format!(
        "select count(*) from events where aggregate_type = 'access' and cast(payload as text) like '%{}%'",
        complaint.id
    );
    assert_eq!(scene.office.world.count(&opened).await, 1);
    // What was sent can be read as it was read, for a purpose.
    let timeline = scene.officer.get(&complaint.path("timeline")).await.body;
    let entries = timeline["entries"].as_array().unwrap().iter();
    let message = entries.filter_map(|entry| entry["message"]["id"].as_str()).next_back().unwrap();
    let read = json!({ "purpose": "case_work" });
    let path = format!("/v1/dispatches/{message}/reveal");
    let read = scene.officer.post(&path, &scene.key(), &read).await;
    assert!(read.body["text"].as_str().unwrap().contains("Marker answer: nobody."));
}
