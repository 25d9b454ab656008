//! Systems at work: what they see, what a claim hands them, and nothing more.

use axum::http::StatusCode;
use chrono::TimeDelta;
use habeas_domain::actor::Role;
use habeas_domain::contact::Channel;
use habeas_domain::house::Act as HouseAct;
use habeas_domain::id::{
    ContactNo, DataCategory, DispatchId, ItemNo, PartyNo, RequestId, StepNo, SystemId,
};
use habeas_domain::kind::SubjectCategory;
use habeas_domain::notice::Heard;
use habeas_domain::notice::NoticeKind;
use habeas_domain::notice::{Message, Told};
use habeas_domain::request::Act;
use habeas_domain::system::{BackupCycle, System, SystemKind};
use serde_json::{Value, json};

use super::{letter, ok, project};
use crate::support::{Office, Portal, on_both_engines};

on_both_engines!(Office:
    a_system_sees_its_own_work_and_claims_it,
    officers_see_what_slipped_and_what_came_back,
);

/// A deletion that was granted, told and ordered from two systems.
async fn ordered(office: &Office) -> RequestId {
    for (id, holds) in [("core", "profile"), ("support", "chats")] {
        office
            .house(HouseAct::RegisterSystem(System {
                id: SystemId::parse(id).unwrap(),
                kind: SystemKind::Own,
                holds: [DataCategory::parse(holds).unwrap()].into(),
                subjects: [SubjectCategory::User].into(),
                backups: BackupCycle::Days(35),
                carry_out_days: 10,
                marketing: false,
            }))
            .await;
    }
    let portal = Portal::of(office, Role::Portal).await;
    let officer = Portal::of(office, Role::Officer).await;
    let clerk = Portal::of(office, Role::Clerk).await;
    let mut wish = letter();
    wish["items"] = json!([ { "kind": "deletion" } ]);
    let case = ok(portal.post("/v1/requests", "letter", &wish).await);
    let id = RequestId::parse(case["id"].as_str().unwrap()).unwrap();
    let path = |rest: &str| format!("/v1/requests/{id}/{rest}");
    ok(clerk.post(&path("record"), "k1", &json!({ "found": true, "attested": [1] })).await);
    let code = json!({ "method": "one_time_code", "contact": 1 });
    ok(portal.post(&path("challenges"), "k2", &code).await);
    let stream = habeas_adapters::vault::Stream::new("request", id.as_str());
    let typed = json!({ "code": office.vault.code(&stream, StepNo(1), 1).reveal() });
    ok(portal.post(&path("challenges/1/code"), "k3", &typed).await);
    let granted =
        json!({ "parts": [ { "outcome": "granted" } ], "deletion_ground": "purpose_ended" });
    ok(officer.post(&path("items/1/decision"), "k4", &granted).await);
    let message = Message {
        dispatch: DispatchId::derive(&["m"]),
        notices: [NoticeKind::Consequences, NoticeKind::Decision]
            .map(|kind| Told { kind, item: Some(ItemNo(1)) })
            .to_vec(),
        party: Some(PartyNo(1)),
        contact: Some(ContactNo(1)),
    };
    let at = office.clock.now();
    office
        .does(&id, "m", Act::Hear(Heard::NoticeHandedOver { message, channel: Channel::Email, at }))
        .await;
    ok(officer.post(&path("items/1/tasks"), "k5", &json!({ "plan": "carry_out" })).await);
    project(office).await;
    id
}

fn rows(body: &Value) -> Vec<&Value> {
    body["tasks"].as_array().unwrap().iter().collect()
}

async fn a_system_sees_its_own_work_and_claims_it(office: Office) {
    let id = ordered(&office).await;
    let core = Portal::of_system(&office, "core").await;
    let seen = ok(core.get("/v1/tasks").await);
    let [row] = rows(&seen)[..] else { panic!("{seen}") };
    assert_eq!((&row["system"], &row["kind"]), (&json!("core"), &json!("delete")));
    assert_eq!((&row["state"], &row["fence"]), (&json!("ordered"), &json!(0)));
    assert_eq!(row["categories"], json!(["profile"]));
    assert!(!seen.to_string().to_lowercase().contains("marker"), "a list hands nothing over");
    for query in ["?system=support", "?state=overdue", "?state=returned"] {
        let refused = core.get(&format!("/v1/tasks{query}")).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "forbidden"));
    }
    assert_eq!(core.get(&format!("/v1/requests/{id}")).await.status, StatusCode::FORBIDDEN);

    let path = |rest: &str| format!("/v1/requests/{id}/tasks/{}/{rest}", row["task"]);
    let claim = json!({ "lease_minutes": 30 });
    let handed = ok(core.post(&path("claim"), "c", &claim).await);
    let mut keys: Vec<_> = handed.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    let expected = [
        "categories",
        "claimed_until",
        "due",
        "fence",
        "identifiers",
        "item",
        "kind",
        "reference",
        "request",
        "state",
        "system",
        "task",
    ];
    assert_eq!(keys, expected, "the task, and not the case");
    assert_eq!(handed["identifiers"], json!([ { "type": "account", "value": "marker-48213" } ]));
    assert_eq!((&handed["fence"], &handed["state"]), (&json!(1), &json!("claimed")));
    assert_eq!(handed["request"], id.as_str());
    project(&office).await;
    assert!(rows(&ok(core.get("/v1/tasks").await)).is_empty());

    // The same claim again hands the same over while it holds, and nothing afterwards.
    let again = core.post(&path("claim"), "c", &claim).await;
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(again.body["identifiers"], handed["identifiers"]);
    office.clock.advance(TimeDelta::minutes(31));
    let late = ok(core.post(&path("claim"), "c", &claim).await);
    assert_eq!(late.get("identifiers"), None);
    assert_eq!(rows(&ok(core.get("/v1/tasks").await)).len(), 1, "it can be claimed anew");

    let done = ok(core.post(&path("report"), "r", &json!({ "fence": 1, "result": "done" })).await);
    assert_eq!((&done["state"], done.get("identifiers")), (&json!("done"), None));
    assert_eq!(done["tails"][0]["system"], "core");
    let support = Portal::of_system(&office, "support").await;
    let tail = format!("/v1/requests/{id}/tails/1");
    let foreign = support.post(&tail, "t", &json!({ "isolated": true })).await;
    assert_eq!(foreign.code(), "not_your_system");
    let own = ok(core.post(&tail, "t", &json!({ "isolated": true })).await);
    assert_eq!(own["tails"][0]["isolated"], true);
    assert!(!own.to_string().contains("marker"));
}

async fn officers_see_what_slipped_and_what_came_back(office: Office) {
    let id = ordered(&office).await;
    let officer = Portal::of(&office, Role::Officer).await;
    let core = Portal::of_system(&office, "core").await;
    let path = |rest: &str| format!("/v1/requests/{id}/tasks/1/{rest}");
    ok(core.post(&path("claim"), "c", &json!({ "lease_minutes": 30 })).await);
    ok(core.post(&path("report"), "r", &json!({ "fence": 1, "result": "failed" })).await);
    project(&office).await;
    let returned = ok(officer.get("/v1/tasks?state=returned").await);
    assert_eq!((rows(&returned).len(), &returned["tasks"][0]["state"]), (1, &json!("failed")));
    assert!(rows(&ok(officer.get("/v1/tasks?state=overdue").await)).is_empty());
    let other = ok(officer.get("/v1/tasks?system=support").await);
    assert_eq!(rows(&other).len(), 1);
    office.clock.advance(TimeDelta::days(12));
    let slipped = ok(officer.get("/v1/tasks?state=overdue&limit=1").await);
    let next = slipped["next"].as_str().unwrap();
    let rest = ok(officer.get(&format!("/v1/tasks?state=overdue&limit=1&cursor={next}")).await);
    assert_ne!(slipped["tasks"][0]["task"], rest["tasks"][0]["task"]);
    assert_eq!(rest.get("next"), None);
    let bad = officer.get("/v1/tasks?limit=0&system=%20&marker=1&state=done").await;
    assert_eq!(bad.parameters(), ["limit", "marker", "state", "system"]);
    assert_eq!(officer.get("/v1/tasks").await.parameters(), ["system"]);
    let portal = Portal::of(&office, Role::Portal).await;
    assert_eq!(portal.get("/v1/tasks").await.status, StatusCode::FORBIDDEN);
}
