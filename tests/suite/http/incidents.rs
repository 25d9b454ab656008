//! `/v1/incidents`: what is taken, what is refused and why, lists, keys and rights.

use std::slice::from_ref;

use axum::http::StatusCode;
use habeas_domain::actor::Role;
use serde_json::{Value, json};

use crate::support::{Office, Portal, Scene, on_both_engines};

mod here {
    use super::*;

    on_both_engines!(Scene:
        an_incident_is_listed_found_and_shown,
        the_record_and_the_lists_hold_nothing_personal,
        a_country_of_parts_is_asked_for_the_part,
    );
}

on_both_engines!(Office:
    bad_input_is_named_field_by_field_and_nothing_is_kept,
    a_repeat_is_replayed_and_a_revision_is_honoured,
    machines_and_onlookers_judge_nothing,
    what_the_house_opens_itself_is_an_officers_to_open,
    what_the_house_is_to_the_data_is_an_officers_to_judge,
    what_an_authority_imposes_is_an_officers_to_record,
);

fn report() -> Value {
    json!({
        "source": "user", "channel": "portal",
        "received": { "at": "2026-11-20T16:40:00-08:00", "zone": "America/Los_Angeles" },
        "summary": "Marker summary: my list is on the web.",
        "reporter": { "relation": "reporter", "name": "Marker Person", "language": "en",
                      "contacts": [ { "channel": "email", "value": "marker.person@example.net" } ] },
        "external_ref": "MARKER-91",
        "affected": [ { "country": "US", "region": "CA", "people": { "from": 3, "to": 9 } } ],
    })
}

async fn bad_input_is_named_field_by_field_and_nothing_is_kept(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let before = office.world.count("select count(*) from events").await;
    let mut bad = report();
    bad["source"] = json!("dispatch");
    bad["channel"] = json!("pigeon");
    bad["received"]["zone"] = json!("Mars/Base");
    bad["reporter"]["language"] = json!("!");
    bad["capacity"] = json!("owner");
    bad["suspected"] = json!("yesterday");
    bad["affected"] = json!([ { "country": "Atlantis" }, { "region": "CA" } ]);
    let refused = portal.post("/v1/incidents", "bad", &bad).await;
    assert_eq!(
        (refused.status, refused.code()),
        (StatusCode::UNPROCESSABLE_ENTITY, "invalid_fields")
    );
    let mut fields = refused.fields();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "/affected/0/country",
            "/affected/1/country",
            "/capacity",
            "/channel",
            "/received/zone",
            "/reporter/language",
            "/source",
            "/suspected"
        ]
    );
    assert!(!refused.page.contains("pigeon"), "what was typed may be personal");
    let mut worse = report();
    worse["summary"] = json!("  ");
    worse["reporter"]["contacts"][0]["value"] = json!("no mailbox");
    let refused = portal.post("/v1/incidents", "worse", &worse).await;
    let mut fields = refused.fields();
    fields.sort_unstable();
    assert_eq!(fields, ["/reporter/contacts/0/value", "/summary"]);
    let typo = portal.post("/v1/incidents", "typo", &json!({ "sauce": 1 })).await;
    assert_eq!(typo.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Only an officer says when the house was aware, and later.
    let mut aware = report();
    aware["aware"] = json!("2026-11-20T16:40:00-08:00");
    let aware = portal.post("/v1/incidents", "aware", &aware).await;
    assert_eq!(aware.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(office.world.count("select count(*) from events").await, before, "nothing stored");
}

async fn a_repeat_is_replayed_and_a_revision_is_honoured(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let officer = Portal::of(&office, Role::Officer).await;
    let first = portal.post("/v1/incidents", "one", &report()).await;
    assert_eq!(first.status, StatusCode::CREATED);
    let path = first.headers["location"].to_str().unwrap().to_owned();
    let again = portal.post("/v1/incidents", "one", &report()).await;
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(again.body, first.body);
    let mut other = report();
    other["summary"] = json!("Something else.");
    let other = portal.post("/v1/incidents", "one", &other).await;
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
    let missing = officer.get("/v1/incidents/inc_00000000000000000000000000000000").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(officer.get("/v1/incidents/nonsense").await.status, StatusCode::NOT_FOUND);
}

async fn machines_and_onlookers_judge_nothing(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let taken = portal.post("/v1/incidents", "one", &report()).await;
    let path = taken.headers["location"].to_str().unwrap().to_owned();
    let fields: Vec<&String> = taken.body.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["id", "public_status", "received", "reference", "revision"]);
    let reasoning = json!({ "reasoning": "It is nothing." });
    for role in [Role::Portal, Role::Clerk, Role::Auditor, Role::Administrator, Role::Approver] {
        let who = Portal::of(&office, role).await;
        let refused = who.post(&format!("{path}/no-breach"), "x", &reasoning).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{role}");
    }
    for closed in ["/timeline", ""] {
        let admin = Portal::of(&office, Role::Administrator).await;
        assert_eq!(admin.get(&format!("{path}{closed}")).await.status, StatusCode::FORBIDDEN);
        let auditor = Portal::of(&office, Role::Auditor).await;
        assert_eq!(auditor.get(&format!("{path}{closed}")).await.status, StatusCode::OK);
    }
    assert_eq!(portal.get(&format!("{path}/timeline")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(portal.ask("/v1/incidents/search", &json!({})).await.status, StatusCode::FORBIDDEN);
    let slip = json!({ "aware": "2024-11-20T16:40:00-08:00", "reason": "The log says so." });
    let officer = Portal::of(&office, Role::Officer).await;
    let slip = officer.post(&format!("{path}/facts"), "slip", &slip).await;
    assert_eq!(
        (slip.status, slip.code()),
        (StatusCode::UNPROCESSABLE_ENTITY, "aware_out_of_range")
    );
    let slip = json!({ "processor_told": "2024-11-20T16:40:00-08:00" });
    let slip = officer.post(&format!("{path}/facts"), "told", &slip).await;
    assert_eq!(
        (slip.status, slip.code()),
        (StatusCode::UNPROCESSABLE_ENTITY, "processor_told_out_of_range")
    );
    for (bad, field) in [
        (json!({ "processor": { "system": "core", "name": "Example" } }), "/processor/system"),
        (json!({ "processor": { "system": "nobody" } }), "/processor/system"),
        (json!({ "processor": { "channel": "own_motion" } }), "/processor/channel"),
        (json!({ "processor": { "name": "" } }), "/processor/name"),
        (json!({ "processor": { "name": "x" }, "taken_back": ["processor"] }), "/taken_back"),
        (json!({ "taken_back": ["processor_name"] }), "/taken_back/0"),
    ] {
        let refused = officer.post(&format!("{path}/facts"), field, &bad).await;
        assert_eq!(refused.fields(), [field], "{bad}: {}", refused.body);
    }
    let clerk = Portal::of(&office, Role::Clerk).await.get(&path).await.body;
    let offered = clerk["allowed"].as_array().unwrap().iter();
    let acts: Vec<_> = offered.map(|offer| offer["act"].as_str().unwrap()).collect();
    assert_eq!(acts, ["state_facts", "plan"], "a clerk records, and judges nothing");
}

async fn what_the_house_opens_itself_is_an_officers_to_open(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let officer = Portal::of(&office, Role::Officer).await;
    let mut own = report();
    own["channel"] = json!("own_motion");
    let tried = portal.post("/v1/incidents", "own", &own).await;
    assert_eq!(tried.status, StatusCode::FORBIDDEN);
    // Whoever may not open it learns nothing of what is registered.
    let mut probing = own.clone();
    probing["processor"] = json!({ "system": "nobody" });
    let tried = portal.post("/v1/incidents", "probing", &probing).await;
    assert_eq!(tried.status, StatusCode::FORBIDDEN);
    let tried = officer.post("/v1/incidents", "probing", &probing).await;
    assert_eq!(tried.fields(), ["/processor/system"], "{}", tried.body);
    own.as_object_mut().unwrap().remove("reporter");
    let opened = officer.post("/v1/incidents", "own", &own).await;
    assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.body);
    assert_eq!(opened.body["contacts"], json!([]), "nobody is answered");
}

async fn what_the_house_is_to_the_data_is_an_officers_to_judge(office: Office) {
    let before = office.world.count("select count(*) from events").await;
    let with = |field: &str, value: &str| {
        let mut told = report();
        told[field] = json!(value);
        told
    };
    for role in [Role::Portal, Role::Clerk] {
        let who = Portal::of(&office, role).await;
        for (field, value) in [
            ("operator", "critical_infrastructure"),
            ("operator", "state_organ"),
            ("capacity", "processor"),
            ("capacity", "joint"),
        ] {
            let tried = who.post("/v1/incidents", value, &with(field, value)).await;
            let refused = (tried.status, tried.code());
            assert_eq!(refused, (StatusCode::FORBIDDEN, "officer_only"), "{role} {value}");
        }
    }
    let stored = "select count(*) from events where aggregate_type = 'incident'";
    assert_eq!(office.world.count(stored).await, 0, "nothing stored");
    assert!(office.world.count("select count(*) from events").await > before, "who was refused");
    let portal = Portal::of(&office, Role::Portal).await;
    let taken = portal.post("/v1/incidents", "default", &with("operator", "other")).await;
    assert_eq!(taken.status, StatusCode::CREATED, "nothing is dropped: {}", taken.body);
    let officer = Portal::of(&office, Role::Officer).await;
    let taken = officer.post("/v1/incidents", "judged", &with("operator", "state_organ")).await;
    assert_eq!(taken.body["operator"], "state_organ", "{}", taken.body);
}

async fn what_an_authority_imposes_is_an_officers_to_record(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let taken = portal.post("/v1/incidents", "one", &report()).await;
    let path = taken.headers["location"].to_str().unwrap();
    let path = format!("{path}/imposed-duties");
    let officer = Portal::of(&office, Role::Officer).await;
    let before = office.world.count("select count(*) from events").await;
    let bad =
        json!({ "authority": " ", "reference": "", "duty": "obey", "due": "soon", "demand": " " });
    let refused = officer.post(&path, "bad", &bad).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut fields = refused.fields();
    fields.sort_unstable();
    assert_eq!(fields, ["/authority", "/demand", "/due", "/duty", "/reference"]);
    assert_eq!(office.world.count("select count(*) from events").await, before, "nothing stored");
    let good = json!({ "authority": "Example Commissioner", "reference": "IC-1", "duty": "respond",
                       "due": "2026-12-01T09:00:00+01:00", "demand": "Answer." });
    let clerk = Portal::of(&office, Role::Clerk).await.post(&path, "clerk", &good).await;
    assert_eq!(clerk.status, StatusCode::FORBIDDEN);
    let seen = officer.post(&path, "good", &good).await;
    assert_eq!(seen.body["imposed_duties"][0]["due"], "2026-12-01T08:00:00+00:00");
    for (no, at, code) in [
        (2, "2026-11-20T16:40:00-08:00", "unknown_in_case"),
        (1, "2030-01-01T00:00:00Z", "time_out_of_range"),
        (1, "2026-11-19T00:00:00Z", "time_out_of_range"),
    ] {
        let met = officer.post(&format!("{path}/{no}/met"), at, &json!({ "at": at })).await;
        assert_eq!(met.code(), code, "{no} {at}");
    }
    let mute = officer.post(&format!("{path}/1/met"), "mute", &json!({ "at": "today" })).await;
    assert_eq!(mute.fields(), ["/at"]);
}

async fn an_incident_is_listed_found_and_shown(mut scene: Scene) {
    let clerk = scene.clerk.clone();
    let one = scene.takes_in("incidents", &clerk, &report()).await;
    let mut other = report();
    other["source"] = json!("system");
    other["external_ref"] = json!("MARKER-92");
    let two = scene.takes_in("incidents", &clerk, &other).await;
    let mut graded = json!({ "natures": ["leak"], "risk": "high", "reasoning": "As the log shows.",
                             "systems": ["attic"], "subjects": ["user"],
                             "consequences": "Marker words: strangers may write to them." });
    let unknown = scene.tries(&scene.officer, &two, "assessments", graded.clone()).await;
    assert_eq!((unknown.code(), unknown.fields()), ("invalid_fields", vec!["/systems"]));
    graded["systems"] = json!(["core", "support"]);
    let seen = scene.does(&scene.officer, &two, "assessments", graded).await;
    let version = &seen["assessments"][0];
    assert_eq!(
        (&version["systems"], &version["subjects"], &version["consequences"]),
        (&json!(["core", "support"]), &json!(["user"]), &json!(true))
    );
    let wish = json!({ "purpose": "case_work", "fields": ["notes"] });
    let opened = scene.officer.post(&two.path("reveal"), "open", &wish).await.body;
    assert_eq!(opened["values"][0]["value"], "Marker words: strangers may write to them.");
    scene.works().await;
    let ids = async |query: &str| -> Vec<String> {
        let answer = scene.officer.get(&format!("/v1/incidents{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query} {:?}", answer.body);
        let rows = answer.body["incidents"].as_array().unwrap();
        rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    let (a, b) = (one.id.clone(), two.id.clone());
    assert_eq!(ids("?source=user").await, from_ref(&a));
    assert_eq!(ids("?risk=high").await, from_ref(&b));
    assert_eq!(ids("?waiting_on=assessment").await, from_ref(&a));
    assert_eq!(ids(&format!("?reference={}", one.reference)).await, from_ref(&a));
    assert_eq!(ids("?state=closed").await, [""; 0]);
    assert_eq!(ids("?due_before=2026-11-20").await, [""; 0]);
    assert_eq!(ids("?external_ref=MARKER-92").await, from_ref(&b));
    for sort in ["due", "received"] {
        let (mut walked, mut cursor) = (Vec::new(), String::new());
        loop {
            let query = format!("/v1/incidents?sort={sort}&limit=1{cursor}");
            let page = scene.officer.get(&query).await.body;
            walked.push(page["incidents"][0]["id"].as_str().unwrap().to_owned());
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        walked.sort();
        let mut both = [a.clone(), b.clone()];
        both.sort();
        assert_eq!(walked, both, "{sort}");
    }
    let bad = scene.officer.get("/v1/incidents?sort=size&limit=0&colour=red&risk=medium").await;
    assert_eq!(bad.parameters(), ["colour", "limit", "risk", "sort"]);
    let sought = json!({ "identifier": { "type": "email", "value": "marker.person@example.net" } });
    let found = scene.officer.ask("/v1/incidents/search", &sought).await;
    assert_eq!(found.body["count"]["number"], 2);
}

async fn a_country_of_parts_is_asked_for_the_part(mut scene: Scene) {
    let mut told = report();
    told["affected"] = json!([ { "country": "US", "people": 9 } ]);
    let incident = scene.takes_in("incidents", &scene.clerk.clone(), &told).await;
    let waits = |seen: &Value| seen["waiting_on"].as_array().unwrap().contains(&json!("region"));
    let seen = scene.sees(&incident).await;
    assert_eq!(seen["places_unclear"], json!(["US"]));
    assert!(waits(&seen));
    let found = scene.officer.get("/v1/incidents?waiting_on=region").await.body;
    assert_eq!(found["incidents"][0]["id"], incident.id);
    let placed = json!({ "natures": ["leak"], "risk": "risk", "reasoning": "As the log shows.",
                         "affected": [ { "country": "US", "region": "TX", "people": 9 } ] });
    let seen = scene.does(&scene.officer, &incident, "assessments", placed).await;
    assert_eq!(seen["places_unclear"], json!([]));
    assert!(!waits(&seen));
    scene.comes_to_the_same_again().await;
}

async fn the_record_and_the_lists_hold_nothing_personal(mut scene: Scene) {
    let incident = scene.takes_in("incidents", &scene.clerk.clone(), &report()).await;
    let reason = json!({ "occurred_from": "2026-11-19T00:00:00Z", "reason": "Marker reason" });
    scene.does(&scene.officer, &incident, "facts", reason).await;
    let note = json!({ "what": "Marker note" });
    scene.does(&scene.clerk, &incident, "notes", note).await;
    let stay = json!({ "authority": "Marker Police", "reference": "Marker 9",
                       "from": "2026-11-20T16:41:00-08:00", "until": "2026-12-01T00:00:00Z" });
    scene.does(&scene.officer, &incident, "stays", stay).await;
    let order = json!({ "authority": "Marker Commissioner", "reference": "Marker 10",
                        "duty": "respond", "due": "2026-12-04", "demand": "Marker demand" });
    scene.does(&scene.officer, &incident, "imposed-duties", order).await;
    scene.works().await;
    let dump = scene.office.world.dump().await;
    for mark in ["Marker", "MARKER", "marker"] {
        assert!(!dump.contains(mark), "{mark}");
    }
    let timeline = scene.officer.get(&incident.path("timeline")).await;
    assert!(!timeline.page.to_lowercase().contains("marker"), "{}", timeline.page);
    let wish = json!({ "fields": ["statement", "contacts", "name", "reasons", "notes", "messages", "external_ref"],
                       "purpose": "case_work" });
    let shown = scene.officer.post(&incident.path("reveal"), "r", &wish).await;
    assert_eq!(shown.status, StatusCode::OK, "{:?}", shown.body);
    let values: Vec<&str> = shown.body["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v["value"].as_str().unwrap())
        .collect();
    for value in [
        "Marker summary: my list is on the web.",
        "marker.person@example.net",
        "Marker Person",
        "Marker reason",
        "Marker note",
        "Marker Police",
        "Marker 9",
        "Marker Commissioner",
        "Marker 10",
        "Marker demand",
        "MARKER-91",
    ] {
        assert!(values.contains(&value), "{value}: {values:?}");
    }
    let by_portal = scene.portal.post(&incident.path("reveal"), "p", &wish).await;
    assert_eq!(by_portal.status, StatusCode::FORBIDDEN);
}
