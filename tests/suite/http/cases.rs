//! Cases: a letter in, the person verified, bad input, rights.

use axum::http::StatusCode;
use habeas_adapters::vault::Stream;
use habeas_domain::actor::Role;
use habeas_domain::id::{RequestId, StepNo};
use serde_json::{Value, json};

use super::letter;
use crate::support::{Office, Portal, on_both_engines};

async fn a_letter_is_answered_with_the_case_and_its_clocks(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let answer = portal.post("/v1/requests", "one", &letter()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
    let id = answer.body["id"].as_str().unwrap();
    assert_eq!(answer.headers["location"], format!("/v1/requests/{id}").as_str());
    assert_eq!(answer.headers["etag"], format!("\"{}\"", answer.body["revision"]).as_str());
    assert!(answer.body["reference"].as_str().unwrap().starts_with("HB-"));
    let clocks = answer.body["items"][1]["clocks"].as_array().unwrap();
    let governing = clocks.iter().find(|clock| clock["governing"] == true).unwrap();
    assert_eq!(
        (governing["due"].as_str(), governing["regime"].as_str(), governing["tier"].as_str()),
        (Some("2026-12-14"), Some("house"), Some("promise"))
    );
    assert_eq!(governing["zone"], "America/Los_Angeles");
    let why = governing["why"].as_array().unwrap();
    assert!(
        why.iter().any(|line| line.as_str().unwrap().contains("26 Nov 2026: a public holiday")),
        "{why:?}"
    );
    assert!(clocks.iter().any(|clock| clock["regime"] == "ccpa" && clock["due"] == "2027-01-03"));
    assert_eq!(answer.body["public_status"], "received");
    assert_eq!(answer.body["waiting_on"][0], "identity");
    let acts = |body: &Value| {
        let blocked = body["blocked"].as_array().unwrap().clone();
        blocked.into_iter().map(|offer| offer["act"].clone()).collect::<Vec<_>>()
    };
    assert!(!acts(&answer.body).contains(&json!("decide")), "a portal is offered no decisions");
    let officer = Portal::of(&office, Role::Officer).await;
    let seen = officer.get(&format!("/v1/requests/{id}")).await;
    let blocked = seen.body["blocked"].as_array().unwrap();
    let decide = blocked.iter().find(|offer| offer["act"] == "decide" && offer["item"] == 2);
    assert_eq!(decide.unwrap()["reasons"], json!(["identity_not_confirmed"]));
    assert!(!answer.body.to_string().to_lowercase().contains("marker"), "masked");

    let read = portal.get(&format!("/v1/requests/{id}")).await;
    assert_eq!((read.status, &read.body["revision"]), (StatusCode::OK, &answer.body["revision"]));
    assert_eq!(read.headers["cache-control"], "no-store");
}

async fn a_repeat_is_replayed_and_a_used_key_is_a_problem(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let first = portal.post("/v1/requests", "one", &letter()).await;
    let again = portal.post("/v1/requests", "one", &letter()).await;
    assert_eq!((again.status, &again.body["id"]), (StatusCode::CREATED, &first.body["id"]));
    assert_eq!(again.headers["idempotent-replayed"], "true");
    let mut other = letter();
    other["statement"] = json!("Something else.");
    let used = portal.post("/v1/requests", "one", &other).await;
    assert_eq!(
        (used.status, used.code()),
        (StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused")
    );
    let none = portal.post_with("/v1/requests", &[], letter().to_string()).await;
    assert_eq!((none.status, none.code()), (StatusCode::BAD_REQUEST, "idempotency_key_missing"));
}

async fn bad_input_is_named_field_by_field_and_never_repeated(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let before = office.world.count("select count(*) from events").await;
    let mut bad = letter();
    bad["items"][0]["kind"] = json!("marker-kind");
    bad["received"] = json!({ "at": "2026-13-45", "zone": "Marker/Zone" });
    bad["subject"]["residence"]["country"] = json!("XX");
    bad["requester"]["language"] = json!("Marker!");
    let answer = portal.post("/v1/requests", "bad", &bad).await;
    assert_eq!(
        (answer.status, answer.code()),
        (StatusCode::UNPROCESSABLE_ENTITY, "invalid_fields")
    );
    let mut fields = answer.fields();
    fields.sort_unstable();
    let expected = [
        "/items/0/kind",
        "/received/at",
        "/received/zone",
        "/requester/language",
        "/subject/residence/country",
    ];
    assert_eq!(fields, expected);
    assert!(!answer.body.to_string().to_lowercase().contains("marker"));

    let mut bad = letter();
    bad["requester"]["contacts"][1]["value"] = json!("marker-phone");
    bad["statement"] = json!("x".repeat(20_001));
    let answer = portal.post("/v1/requests", "bad", &bad).await;
    assert_eq!(answer.fields(), ["/requester/contacts/1/value", "/statement"]);

    let mut bad = letter();
    bad["statement"] = json!("marker \0");
    let answer = portal.post("/v1/requests", "bad", &bad).await;
    assert_eq!(answer.fields(), ["/statement"]);
    // What is missing is named where it belongs.
    let mut bad = letter();
    bad["received"].as_object_mut().unwrap().remove("zone");
    let answer = portal.post("/v1/requests", "bad", &bad).await;
    assert_eq!(answer.fields(), ["/received/zone"]);
    assert_eq!(answer.body["errors"][0]["detail"], "is missing");
    let mut bad = letter();
    bad["marker_field"] = json!(1);
    let answer = portal.post("/v1/requests", "bad", &bad).await;
    assert_eq!(answer.code(), "invalid_fields");
    let mut future = letter();
    future["received"]["at"] = json!("2026-11-20T16:46:00-08:00");
    assert_eq!(portal.post("/v1/requests", "bad", &future).await.code(), "received_in_future");

    let post = |headers: &'static [(&str, &str)], body: String| {
        let portal = portal.clone();
        async move { portal.post_with("/v1/requests", headers, body).await }
    };
    let keyed: &[(&str, &str)] = &[("idempotency-key", "bad")];
    let answer = post(keyed, "{\"channel\": \"portal\",".to_owned()).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::BAD_REQUEST, "malformed_json"));
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    assert_eq!(post(keyed, deep).await.code(), "malformed_json");
    let large = format!("{{\"statement\": \"{}\"}}", "x".repeat(300 * 1024));
    let answer = post(keyed, large).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"));
    let plain: &[(&str, &str)] = &[("idempotency-key", "bad"), ("content-type", "text/plain")];
    let answer = post(plain, letter().to_string()).await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);

    assert_eq!(office.world.count("select count(*) from events").await, before, "nothing stored");
}

async fn rights_follow_the_role_of_a_live_key(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let case = portal.post("/v1/requests", "one", &letter()).await;
    let path = format!("/v1/requests/{}", case.body["id"].as_str().unwrap());
    for key in ["", "hbs_key_wrong", "nothing"] {
        let answer = portal.with_key(key).get(&path).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::UNAUTHORIZED, "unauthorised"));
    }
    let record = json!({ "found": true, "attested": [1] });
    let answer = portal.post(&format!("{path}/record"), "match", &record).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::FORBIDDEN, "forbidden"));
    let auditor = Portal::of(&office, Role::Auditor).await;
    assert_eq!(auditor.get(&path).await.status, StatusCode::OK);
    assert_eq!(auditor.post("/v1/requests", "x", &letter()).await.status, StatusCode::FORBIDDEN);
    for path in ["/v1/requests/req_0", "/v1/requests/marker", "/v1/nothing"] {
        assert_eq!(portal.get(path).await.code(), "not_found");
    }
}

async fn the_person_is_verified_by_a_code_to_a_contact_on_record(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let clerk = Portal::of(&office, Role::Clerk).await;
    let case = portal.post("/v1/requests", "one", &letter()).await;
    let id = case.body["id"].as_str().unwrap().to_owned();
    let path = |rest: &str| format!("/v1/requests/{id}/{rest}");
    let code = json!({ "method": "one_time_code", "contact": 1 });
    let refused = portal.post(&path("challenges"), "c0", &code).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "contact_not_on_record"));
    let record = json!({ "found": true, "attested": [1],
                         "further": [ { "channel": "email", "value": "other.marker@example.net" } ] });
    let mut bad = record.clone();
    bad["further"] = json!([ { "channel": "sms", "value": "marker-phone" },
                             { "channel": "email", "value": "marker" },
                             { "channel": "post", "value": " " } ]);
    let refused = clerk.post(&path("record"), "m0", &bad).await;
    assert_eq!(refused.fields(), ["/further/0/value", "/further/1/value", "/further/2/value"]);
    let matched = clerk.post(&path("record"), "match", &record).await;
    assert_eq!(matched.status, StatusCode::OK, "{:?}", matched.body);
    assert_eq!(matched.body["contacts"][0]["provenance"], "on_record");
    assert_eq!(matched.body["contacts"][1]["provenance"], "given");
    assert_eq!(matched.body["contacts"][2]["provenance"], "on_record");
    let sent = portal.post(&path("challenges"), "c1", &code).await;
    assert_eq!(sent.body["steps"][0]["state"], "open");
    let typed = office.vault.code(&Stream::new("request", &*id), StepNo(1), 1).reveal().clone();
    let wrong = if typed == "00000000" { "00000001" } else { "00000000" };
    let missed = portal.post(&path("challenges/1/code"), "a1", &json!({ "code": wrong })).await;
    assert_eq!((missed.status, &missed.body["steps"][0]["misses"]), (StatusCode::OK, &json!(1)));
    let right = portal.post(&path("challenges/1/code"), "a2", &json!({ "code": typed })).await;
    assert_eq!(right.body["steps"][0]["state"], "accepted");
    assert_eq!(right.body["contacts"][0]["provenance"], "confirmed");
    assert!(!right.body["waiting_on"].as_array().unwrap().contains(&json!("identity")));
    // A revision seen before is stale now.
    let stale = portal
        .post_with(
            &path("denials"),
            &[("idempotency-key", "d1"), ("if-match", case.headers["etag"].to_str().unwrap())],
            json!({ "contact": 3 }).to_string(),
        )
        .await;
    assert_eq!((stale.status, stale.code()), (StatusCode::PRECONDITION_FAILED, "stale"));
    let denied = portal.post(&path("denials"), "d2", &json!({ "contact": 3 })).await;
    assert_eq!(denied.body["waiting_on"][0], "identity");
}

async fn whoever_wants_no_last_notice_is_heard(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    for (key, wish) in [("one", None), ("two", Some(true)), ("three", Some(false))] {
        let mut letter = letter();
        if let Some(wish) = wish {
            letter["last_notice"] = json!(wish);
        }
        let case = portal.post("/v1/requests", key, &letter).await;
        let id = RequestId::parse(case.body["id"].as_str().unwrap()).unwrap();
        let (case, _) = office.cases.get(&id).await.unwrap();
        assert_eq!(case.receipt.last_notice, wish != Some(false));
    }
    let mut bad = letter();
    bad["last_notice"] = json!("marker");
    assert_eq!(portal.post("/v1/requests", "bad", &bad).await.fields(), ["/last_notice"]);
}

async fn the_document_describes_every_route(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let document = portal.get("/v1/openapi.json").await.body;
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().unwrap();
    for (path, methods) in [
        ("/v1/requests", &["get", "post"][..]),
        ("/v1/requests/search", &["post"]),
        ("/v1/requests/{id}", &["get"]),
        ("/v1/requests/{id}/challenges", &["post"]),
        ("/v1/requests/{id}/reveal", &["post"]),
        ("/v1/requests/{id}/revocations", &["post"]),
        ("/v1/requests/{id}/timeline", &["get"]),
        ("/v1/complaints", &["get", "post"]),
        ("/v1/complaints/search", &["post"]),
        ("/v1/complaints/{id}", &["get"]),
        ("/v1/complaints/{id}/allegations/{no}/outcome", &["post"]),
        ("/v1/complaints/{id}/extension", &["post"]),
        ("/v1/complaints/{id}/timeline", &["get"]),
        ("/v1/tasks", &["get"]),
        ("/v1/dispatches/{id}", &["get"]),
        ("/v1/dispatches/{id}/bounced", &["post"]),
        ("/v1/dispatches/{id}/reveal", &["post"]),
        ("/v1/systems", &["get", "post"]),
        ("/v1/staff", &["get", "post"]),
        ("/v1/staff/{principal}", &["post"]),
        ("/v1/keys", &["get", "post"]),
        ("/v1/keys/{id}/revoke", &["post"]),
        ("/v1/packs", &["get"]),
        ("/v1/packs/{regime}/rules/{rule}/acceptance", &["post"]),
    ] {
        let of = paths.get(path).unwrap_or_else(|| panic!("{path} of {:?}", paths.keys()));
        for method in methods {
            assert!(of.get(method).is_some(), "{method} {path}");
        }
    }
    // Whatever is posted under a key says so; a search changes nothing and needs none.
    for (path, of) in paths {
        let Some(post) = of.get("post") else { continue };
        let keyed = post["parameters"].to_string().contains("Idempotency-Key");
        assert_eq!(keyed, !path.ends_with("/search"), "{path}");
    }
}

on_both_engines!(Office:
    a_letter_is_answered_with_the_case_and_its_clocks,
    a_repeat_is_replayed_and_a_used_key_is_a_problem,
    bad_input_is_named_field_by_field_and_never_repeated,
    rights_follow_the_role_of_a_live_key,
    the_person_is_verified_by_a_code_to_a_contact_on_record,
    whoever_wants_no_last_notice_is_heard,
    the_document_describes_every_route,
);
