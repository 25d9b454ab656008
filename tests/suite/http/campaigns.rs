//! `/v1/campaigns`: what is taken, what is refused and why, keys and rights.

use axum::http::StatusCode;
use habeas_domain::access::{Dossier, Event};
use habeas_domain::actor::Role;
use habeas_domain::id::CampaignId;
use serde_json::{Value, json};

use super::ok;
use super::reveal::values;
use crate::support::{Answer, Office, Portal, Scene, hex, on_both_engines, record_of};

mod here {
    use super::*;

    on_both_engines!(Scene:
        the_record_and_the_answers_hold_nothing_personal,
    );
}

on_both_engines!(Office:
    bad_input_is_named_field_by_field_and_nothing_is_kept,
    what_is_not_there_is_not_found,
    a_repeat_is_replayed_and_a_revision_is_honoured,
    only_officers_and_approvers_run_campaigns,
    reasons_and_papers_are_opened_for_a_purpose_and_on_record,
);

/// Who was refused is on record elsewhere.
const EVENTS: &str = "select count(*) from events where aggregate_type = 'campaign'";

pub(super) fn revision() -> Value {
    json!({ "about": { "policy_revision": { "policy": "2.1", "material": [], "lowers_rights": false } } })
}

fn version() -> Value {
    json!({ "audience": "listed", "channels": ["email", "sms"], "language": "en" })
}

fn wording() -> Value {
    json!({ "form": "full", "language": "en", "parts": {
        "title": "Our policy changes", "short": "Our policy changes.",
        "what_changes": "Marker words about a year.", "when": "On 1 March.",
        "where_to_read": "https://dramalight.example/privacy", "rights": "They stay.",
    } })
}

/// A campaign with a version, and where it is.
pub(super) async fn drafted(officer: &Portal) -> String {
    let drafted = officer.post("/v1/campaigns", "draft", &revision()).await;
    assert_eq!(drafted.status, StatusCode::CREATED, "{}", drafted.body);
    let path = format!("/v1/campaigns/{}", drafted.body["id"].as_str().unwrap());
    let begun = officer.post(&format!("{path}/versions"), "version", &version()).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.body);
    path
}

fn invalid(answer: &Answer, fields: &[&str]) {
    assert_eq!(
        (answer.status, answer.code()),
        (StatusCode::UNPROCESSABLE_ENTITY, "invalid_fields"),
        "{}",
        answer.body
    );
    let mut named = answer.fields();
    named.sort_unstable();
    assert_eq!(named, fields);
}

async fn bad_input_is_named_field_by_field_and_nothing_is_kept(office: Office) {
    let officer = Portal::of(&office, Role::Officer).await;
    let path = drafted(&officer).await;
    let before = office.world.count(EVENTS).await;
    let post = async |what: &str, body: Value| {
        officer.post(&format!("{path}{what}"), &format!("{what}{body}"), &body).await
    };
    for about in [
        json!({}),
        json!({ "gossip": {} }),
        json!({ "policy_revision": { "policy": "2.1" } }),
        json!({ "breach_notice": { "incident": "inc_1", "duties": [1] } }),
        json!({ "consent_asked": { "purpose": "a b", "reason": "abroad" } }),
    ] {
        let (key, body) = (about.to_string(), json!({ "about": about }));
        invalid(&officer.post("/v1/campaigns", &key, &body).await, &["/about"]);
    }
    let bad = json!({ "audience": "friends", "channels": ["email", "pigeon"], "language": "!" });
    invalid(&post("/versions", bad).await, &["/audience", "/channels/1", "/language"]);
    let bad = json!({ "form": "poem", "language": "!", "parts": { "title": " ", "moral": "x" } });
    let refused = post("/versions/1/wording", bad).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    invalid(
        &post("/papers", json!({ "paper": "napkin", "reference": " " })).await,
        &["/paper", "/reference"],
    );
    invalid(&post("/versions/1/pause", json!({ "reason": "" })).await, &["/reason"]);
    let bad = json!({ "place": " ", "at": "yesterday" });
    invalid(&post("/versions/1/announcement", bad).await, &["/at", "/place"]);
    let bad = json!({ "identifier": { "type": "email", "value": "no mailbox" }, "channel": "owl" });
    invalid(&post("/versions/1/came-back", bad).await, &["/channel"]);
    invalid(
        &post("/versions/1/by-hand/1", json!({ "result": "perhaps", "at": "soon" })).await,
        &["/at", "/result"],
    );
    let typo = officer.post("/v1/campaigns", "typo", &json!({ "abuot": {} })).await;
    assert_eq!(typo.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(office.world.count(EVENTS).await, before, "nothing stored");
}

async fn what_is_not_there_is_not_found(office: Office) {
    let officer = Portal::of(&office, Role::Officer).await;
    for nowhere in ["cmg_00000000000000000000000000000000", "nonsense"] {
        let answer = officer.get(&format!("/v1/campaigns/{nowhere}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
}

async fn a_repeat_is_replayed_and_a_revision_is_honoured(office: Office) {
    let officer = Portal::of(&office, Role::Officer).await;
    let first = officer.post("/v1/campaigns", "one", &revision()).await;
    let again = officer.post("/v1/campaigns", "one", &revision()).await;
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(again.body, first.body);
    let mut other = revision();
    other["about"]["policy_revision"]["policy"] = json!("2.2");
    let other = officer.post("/v1/campaigns", "one", &other).await;
    assert_eq!(other.code(), "idempotency_key_reused");
    let path = format!("/v1/campaigns/{}", first.body["id"].as_str().unwrap());
    let tag = officer.get(&path).await.headers["etag"].to_str().unwrap().to_owned();
    let begin = async |key: &str, tag: &str| {
        let headers = [("idempotency-key", key), ("if-match", tag)];
        officer.post_with(&format!("{path}/versions"), &headers, version().to_string()).await
    };
    let taken = begin("a", &tag).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    assert_ne!(taken.headers["etag"].to_str().unwrap(), tag);
    let stale = begin("b", &tag).await;
    assert_eq!((stale.status, stale.code()), (StatusCode::PRECONDITION_FAILED, "stale"));
    let keyless = officer.ask(&format!("{path}/close"), &json!({})).await;
    assert_eq!(keyless.status, StatusCode::BAD_REQUEST, "{}", keyless.body);
}

async fn only_officers_and_approvers_run_campaigns(office: Office) {
    let officer = Portal::of(&office, Role::Officer).await;
    let path = drafted(&officer).await;
    for role in [Role::Portal, Role::Clerk, Role::Auditor, Role::Administrator] {
        let who = Portal::of(&office, role).await;
        let sees = matches!(role, Role::Clerk | Role::Auditor);
        let expected = if sees { StatusCode::OK } else { StatusCode::FORBIDDEN };
        for shown in ["", "/timeline", "/versions/1/by-hand"] {
            assert_eq!(who.get(&format!("{path}{shown}")).await.status, expected, "{role} {shown}");
        }
        assert_eq!(who.get("/v1/campaigns").await.status, expected, "{role}");
        for (what, body) in [
            ("/versions", version()),
            ("/versions/1/wording", wording()),
            ("/versions/1/approve", json!({})),
            ("/versions/1/begin", json!({})),
            ("/versions/1/stop", json!({ "reason": "x" })),
            ("/close", json!({})),
        ] {
            let answer = who.post(&format!("{path}{what}"), "x", &body).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role} {what}: {}", answer.body);
        }
        let headers = [("idempotency-key", "x"), ("content-type", "text/csv")];
        let list = "email\nada@example.net\n".to_owned();
        let listed = who.post_with(&format!("{path}/versions/1/people"), &headers, list).await;
        assert_eq!(listed.status, StatusCode::FORBIDDEN, "{role}");
        let erase = json!({ "identifier": { "type": "email", "value": "ada@example.net" } });
        let erased = who.post("/v1/campaigns/erase", "x", &erase).await;
        assert_eq!(erased.status, StatusCode::FORBIDDEN, "{role}");
        if sees {
            let offered = who.get(&path).await.body;
            assert_eq!(
                (&offered["allowed"], &offered["blocked"]),
                (&json!([]), &json!([])),
                "{role}"
            );
        }
    }
    // Calls and returns are a clerk's; only there is nothing to report yet.
    let clerk = Portal::of(&office, Role::Clerk).await;
    let (call, again) = (format!("{path}/versions/1/by-hand/1"), json!({ "result": "again" }));
    assert_eq!(clerk.post(&call, "y", &again).await.status, StatusCode::NOT_FOUND);
}

async fn reasons_and_papers_are_opened_for_a_purpose_and_on_record(office: Office) {
    let officer = Portal::of(&office, Role::Officer).await;
    let path = drafted(&officer).await;
    let paper = json!({ "paper": "assessment", "reference": "Marker paper, shelf 4" });
    ok(officer.post(&format!("{path}/papers"), "paper", &paper).await);
    ok(officer.post(&format!("{path}/versions/1/wording"), "word", &wording()).await);
    let headers = [("idempotency-key", "list"), ("content-type", "text/csv")];
    let list = "email\nada@example.net\n".to_owned();
    ok(officer.post_with(&format!("{path}/versions/1/people"), &headers, list).await);
    let approver = Portal::of(&office, Role::Approver).await;
    let late = json!({ "late_reason": "Marker was away." });
    ok(approver.post(&format!("{path}/versions/1/approve"), "approve", &late).await);
    ok(officer.post(&format!("{path}/versions/1/begin"), "begin", &json!({})).await);
    let wait = json!({ "reason": "Marker asks us to wait." });
    ok(officer.post(&format!("{path}/versions/1/pause"), "pause", &wait).await);

    let reveal = format!("{path}/reveal");
    let wish = json!({ "purpose": "audit", "fields": ["reasons", "notes", "contacts"] });
    let auditor = Portal::of(&office, Role::Auditor).await;
    let body = ok(auditor.post(&reveal, "open", &wish).await);
    assert_eq!(values(&body, "reasons"), ["Marker was away.", "Marker asks us to wait."]);
    assert_eq!(values(&body, "notes"), ["Marker paper, shelf 4"]);
    assert_eq!(body["values"].as_array().unwrap().len(), 3, "nobody's contacts are among them");
    // Each says which event of the timeline holds it.
    let timeline = officer.get(&format!("{path}/timeline")).await.body;
    for value in body["values"].as_array().unwrap() {
        let of = |entry: &&Value| entry["event"]["sequence"] == value["event"];
        let entry = timeline["entries"].as_array().unwrap().iter().find(of).unwrap();
        assert!(entry["event"]["details"].to_string().contains("[sealed]"), "{entry}");
    }
    let id = CampaignId::parse(path.rsplit('/').next().unwrap()).unwrap();
    let record = record_of(&office, "auditor.one", 1).await;
    let [Event::Opened { opening, .. }] = &record[..] else { panic!("{record:?}") };
    assert_eq!((&opening.case, opening.fields), (&Dossier::from(id.clone()), 3));

    let other = json!({ "purpose": "case_work", "fields": ["reasons"] });
    assert_eq!(auditor.post(&reveal, "other", &other).await.code(), "forbidden");
    let portal = Portal::of(&office, Role::Portal).await;
    assert_eq!(portal.post(&reveal, "mine", &other).await.code(), "forbidden");
    let record = record_of(&office, "portal.one", 1).await;
    let [Event::AccessRefused { refused, .. }] = &record[..] else { panic!("{record:?}") };
    assert_eq!(refused.case, Some(id.into()));
    let none = format!("/v1/campaigns/cmg_{}/reveal", "0".repeat(32));
    assert_eq!(officer.post(&none, "none", &other).await.status, StatusCode::NOT_FOUND);
    let dump = office.world.dump().await;
    assert!(!dump.contains("Marker"));
}

async fn the_record_and_the_answers_hold_nothing_personal(mut scene: Scene) {
    let officer = scene.officer.clone();
    let path = drafted(&officer).await;
    let post = async |what: &str, body: Value| {
        let answer = officer.post(&format!("{path}{what}"), what, &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{what}: {}", answer.body);
        answer
    };
    post("/papers", json!({ "paper": "assessment", "reference": "Marker paper" })).await;
    post("/versions/1/wording", wording()).await;
    let list = "email,phone,account,name,address\n\
                marker@example.net,+44 20 7946 0101,MARKER-1,Marker Person,1 Marker Street\n";
    let headers = [("idempotency-key", "list"), ("content-type", "text/csv")];
    let people = format!("{path}/versions/1/people");
    let listed = officer.post_with(&people, &headers, list.to_owned()).await;
    assert_eq!(listed.status, StatusCode::OK, "{}", listed.body);
    let approver = Portal::of(&scene.office, Role::Approver).await;
    approver.post(&format!("{path}/versions/1/approve"), "approve", &json!({})).await;
    post("/versions/1/begin", json!({})).await;
    scene.works().await;
    assert!(scene.crew.postbox.empty().iter().any(|posted| posted.to == "marker@example.net"));
    let dump = scene.office.world.dump().await;
    let page = officer.get(&path).await.page;
    // Long enough that no hash, number or digest has them by chance; in a blob they stand as hex.
    for mark in ["Marker", "MARKER", "marker", "20 7946 0101", "2079460101"] {
        assert!(!dump.contains(mark) && !page.contains(mark), "{mark}");
        assert!(!dump.to_lowercase().contains(&hex(mark)), "{mark} in a blob");
    }
    let timeline = officer.get(&format!("{path}/timeline")).await;
    let entries = timeline.body["entries"].as_array().unwrap();
    let kinds: Vec<&str> =
        entries.iter().map(|entry| entry["event"]["type"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        [
            "CampaignDrafted",
            "VersionDrafted",
            "PaperFiled",
            "VersionWorded",
            "PeopleListed",
            "VersionApproved",
            "SendingBegun",
            "ResultsRecorded",
            "VersionSettled",
        ]
    );
    assert_eq!(entries[2]["event"]["details"]["reference"], "[sealed]");
    assert!(!timeline.page.to_lowercase().contains("marker"), "{}", timeline.page);
    // What it says is opened for itself, by whoever sees campaigns.
    let wording = officer.get(&format!("{path}/versions/1/wording")).await;
    assert!(wording.page.contains("Marker words about a year."), "{}", wording.page);
}
