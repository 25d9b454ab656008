//! Every refused access of someone known is on record (P24).

use axum::http::StatusCode;
use habeas_domain::access::{Attempted, Dossier, Event};
use habeas_domain::actor::Role;
use habeas_domain::case::CaseRef;
use habeas_domain::id::RequestId;
use serde_json::json;

use super::{letter, ok};
use crate::support::{Office, Portal, on_both_engines, record_of};

on_both_engines!(Office:
    what_was_tried_and_on_which_case_is_on_record,
    a_case_of_any_kind_is_named,
    strangers_and_other_problems_leave_no_entry,
);

async fn what_was_tried_and_on_which_case_is_on_record(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let case = ok(portal.post("/v1/requests", "one", &letter()).await);
    let id = RequestId::parse(case["id"].as_str().unwrap()).unwrap();
    let here = format!("/v1/requests/{id}");
    let nowhere = format!("/v1/requests/req_{}", "0".repeat(32));
    let admin = Portal::of(&office, Role::Administrator).await;
    for answer in [
        admin.get(&here).await,
        admin.get(&nowhere).await,
        admin.get("/v1/requests?state=open").await,
        admin.ask("/v1/requests/search", &json!({ "external_ref": "MARKER" })).await,
        admin.post(&format!("{here}/close"), "c", &json!({})).await,
        admin
            .post(
                &format!("{here}/reveal"),
                "r",
                &json!({ "purpose": "audit", "fields": ["name"] }),
            )
            .await,
    ] {
        assert_eq!((answer.status, answer.code()), (StatusCode::FORBIDDEN, "forbidden"));
    }
    let known = Some(Dossier::from(CaseRef::Request(id)));
    let expected = [
        (Attempted::Reading, known.clone()),
        (Attempted::Reading, None),
        (Attempted::Search, None),
        (Attempted::Search, None),
        (Attempted::Command, known.clone()),
        (Attempted::Opening, known.clone()),
    ];
    let record = record_of(&office, "administrator.one", 1).await;
    let seen: Vec<_> = record
        .iter()
        .map(|event| match event {
            Event::AccessRefused { by, refused, .. } => {
                assert_eq!((by.role, refused.code.as_str()), (Role::Administrator, "forbidden"));
                (refused.what, refused.case.clone())
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(seen, expected);

    // What the aggregate refuses for who it is counts too.
    let clerk = Portal::of(&office, Role::Clerk).await;
    let session = json!({ "method": "account_session", "accepted": true });
    let refused = clerk.post(&format!("{here}/proofs"), "s", &session).await;
    assert_eq!(refused.code(), "session_only_by_portal");
    let record = record_of(&office, "clerk.one", 1).await;
    let [Event::AccessRefused { refused, .. }] = &record[..] else { panic!("{record:?}") };
    assert_eq!((refused.code.as_str(), &refused.case), ("session_only_by_portal", &known));
    assert!(!office.world.dump().await.contains("MARKER"));
}

async fn a_case_of_any_kind_is_named(office: Office) {
    let clerk = Portal::of(&office, Role::Clerk).await;
    let officer = Portal::of(&office, Role::Officer).await;
    let asked = json!({
        "kind": "question", "channel": "portal",
        "received": { "at": "2026-11-20T16:40:00-08:00", "zone": "America/Los_Angeles" },
        "subject": { "category": "user", "residence": { "country": "US" } },
        "complainant": { "relation": "self", "language": "en",
                         "contacts": [ { "channel": "email", "value": "ada@example.net" } ] },
        "statement": "Who sees my list?",
    });
    let happened = json!({
        "source": "staff", "channel": "own_motion", "summary": "A list lay open.",
        "received": { "at": "2026-11-20T16:40:00-08:00", "zone": "America/Los_Angeles" },
    });
    let about = json!({ "about": { "policy_revision": {
        "policy": "2.1", "material": [], "lowers_rights": false } } });
    let admin = Portal::of(&office, Role::Administrator).await;
    for (who, path, body) in [
        (&clerk, "/v1/complaints", asked),
        (&officer, "/v1/incidents", happened),
        (&officer, "/v1/campaigns", about),
    ] {
        let made = who.post(path, path, &body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{path}: {}", made.body);
        let id = made.body["id"].as_str().unwrap();
        assert_eq!(admin.get(&format!("{path}/{id}")).await.code(), "forbidden");
        let record = record_of(&office, "administrator.one", 1).await;
        let Some(Event::AccessRefused { refused, .. }) = record.last() else {
            panic!("{record:?}")
        };
        let case = refused.case.as_ref().map(|dossier| dossier.stream().1);
        assert_eq!((case, refused.what), (Some(id), Attempted::Reading), "{path}");
    }
}

async fn strangers_and_other_problems_leave_no_entry(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let before = office.world.count("select count(*) from events").await;
    portal.with_key("nothing").get("/v1/requests").await;
    portal.get("/v1/requests?state=marker").await;
    portal.get("/v1/nothing").await;
    assert_eq!(office.world.count("select count(*) from events").await, before);
}
