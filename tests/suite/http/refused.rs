//! Every refused access of someone known is on record (P24).

use axum::http::StatusCode;
use habeas_domain::access::{Attempted, Event};
use habeas_domain::actor::Role;
use habeas_domain::case::CaseRef;
use habeas_domain::id::RequestId;
use serde_json::json;

use super::reveal::record_of;
use super::{letter, ok};
use crate::support::{Office, Portal, on_both_engines};

on_both_engines!(Office:
    what_was_tried_and_on_which_case_is_on_record,
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
    let known = Some(CaseRef::Request(id));
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

async fn strangers_and_other_problems_leave_no_entry(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let before = office.world.count("select count(*) from events").await;
    portal.with_key("nothing").get("/v1/requests").await;
    portal.get("/v1/requests?state=marker").await;
    portal.get("/v1/nothing").await;
    assert_eq!(office.world.count("select count(*) from events").await, before);
}
