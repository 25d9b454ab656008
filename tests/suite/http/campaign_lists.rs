//! `/v1/campaigns`: what a campaign rests on, and who is on its lists: repeats, revisions, and what is refused
//! at once.

use axum::http::StatusCode;
use habeas_domain::actor::Role;
use serde_json::{Value, json};

use super::campaigns::drafted;
use super::ok;
use crate::support::{Answer, Office, Portal, on_both_engines};

on_both_engines!(Office:
    the_campaign_that_asks_for_consent_is_one,
    an_erasure_is_repeated_and_its_name_is_no_others,
    lists_and_reports_honour_a_revision,
    a_list_that_cannot_be_taken_is_refused_at_once,
);

async fn the_campaign_that_asks_for_consent_is_one(office: Office) {
    let officer = Portal::of(&office, Role::Officer).await;
    let lowers = |consent: &str| {
        json!({ "about": { "policy_revision": {
            "policy": "2.1", "material": [], "lowers_rights": true, "consent": consent } } })
    };
    let nowhere = format!("cmg_{}", "0".repeat(32));
    let refused = officer.post("/v1/campaigns", "nowhere", &lowers(&nowhere)).await;
    assert_eq!(refused.code(), "no_consent_campaign");
    let path = drafted(&officer).await;
    let own = path.rsplit('/').next().unwrap().to_owned();
    // Another that asks nothing, and itself.
    let refused = officer.post("/v1/campaigns", "other", &lowers(&own)).await;
    assert_eq!(refused.code(), "no_consent_campaign");
    let refused = officer.post(&format!("{path}/about"), "itself", &lowers(&own)).await;
    assert_eq!(refused.code(), "no_consent_campaign");
    let asks = json!({ "about": { "consent_asked": {
        "purpose": "analytics", "reason": "rights_lowered" } } });
    let asks = officer.post("/v1/campaigns", "asks", &asks).await.body;
    let asks = asks["id"].as_str().unwrap();
    ok(officer.post(&format!("{path}/about"), "asks-it", &lowers(asks)).await);
}

/// Lists these people for the first version.
async fn listed(officer: &Portal, path: &str, key: &str, tag: &str, csv: &str) -> Answer {
    let headers = [("idempotency-key", key), ("content-type", "text/csv"), ("if-match", tag)];
    officer.post_with(&format!("{path}/versions/1/people"), &headers, csv.to_owned()).await
}

async fn an_erasure_is_repeated_and_its_name_is_no_others(office: Office) {
    let officer = Portal::of(&office, Role::Officer).await;
    let path = drafted(&officer).await;
    ok(listed(&officer, &path, "list", "*", "email\nada@example.net\nben@example.net\n").await);
    let erase = async |key: &str, who: &str| {
        let who = json!({ "identifier": { "type": "email", "value": who } });
        officer.post("/v1/campaigns/erase", key, &who).await
    };
    let first = ok(erase("one", "ada@example.net").await);
    assert_eq!(first["erased"].as_array().unwrap().len(), 1);
    // The answer was lost: it is the same again, though nobody is there any more.
    assert_eq!(ok(erase("one", "ada@example.net").await), first);
    assert_eq!(erase("one", "ben@example.net").await.code(), "idempotency_key_reused");
    // Whoever is listed later is somebody else, whom that command did not mean.
    ok(listed(&officer, &path, "later", "*", "email\nada@example.net\n").await);
    assert_eq!(ok(erase("one", "ada@example.net").await), first);
    let open = "select count(*) from campaign_person where sealed is not null";
    assert_eq!(office.world.count(open).await, 2);
    let again = ok(erase("two", "ada@example.net").await);
    assert_eq!(again["erased"].as_array().unwrap().len(), 1);
    assert_eq!(office.world.count(open).await, 1);
}

async fn lists_and_reports_honour_a_revision(office: Office) {
    let officer = Portal::of(&office, Role::Officer).await;
    let path = drafted(&officer).await;
    let tag = officer.get(&path).await.headers["etag"].to_str().unwrap().to_owned();
    let csv = "email\nada@example.net\n";
    ok(listed(&officer, &path, "list", &tag, csv).await);
    // The same command again is the same list, whatever it made of the revision.
    assert_eq!(listed(&officer, &path, "list", &tag, csv).await.status, StatusCode::OK);
    let stale = listed(&officer, &path, "other", &tag, "email\nben@example.net\n").await;
    assert_eq!((stale.status, stale.code()), (StatusCode::PRECONDITION_FAILED, "stale"));
    assert_eq!(office.world.count("select count(*) from campaign_person").await, 1);
    let stale = async |what: &str, body: Value| {
        let headers = [("idempotency-key", what), ("if-match", tag.as_str())];
        officer.post_with(&format!("{path}/versions/1/{what}"), &headers, body.to_string()).await
    };
    let back = json!({ "identifier": { "type": "email", "value": "ada@example.net" },
                       "channel": "email" });
    assert_eq!(stale("came-back", back).await.code(), "stale");
    assert_eq!(stale("by-hand/1", json!({ "result": "again" })).await.code(), "stale");
}

/// Before the whole of it is read: its lines, which are bad, are not even looked at.
async fn a_list_that_cannot_be_taken_is_refused_at_once(office: Office) {
    let officer = Portal::of(&office, Role::Officer).await;
    let path = drafted(&officer).await;
    let bad = "email\nnobody\nnobody else\n";
    let headers = [("idempotency-key", "lenient"), ("content-type", "text/csv")];
    let people = format!("{path}/versions/1/people?bad_lines=leave_out");
    let lenient = officer.post_with(&people, &headers, bad.to_owned()).await;
    assert_eq!((lenient.code(), lenient.fields().len()), ("bad_lines", 2), "nothing is left of it");
    assert_eq!(office.world.count("select count(*) from campaign_batch").await, 0);
    ok(officer.post(&format!("{path}/close"), "close", &json!({})).await);
    assert_eq!(listed(&officer, &path, "late", "*", bad).await.code(), "campaign_closed");
}
