//! Whole requests over HTTP, from the letter to the end, on both engines.

use axum::http::StatusCode;
use chrono::TimeDelta;
use habeas_adapters::vault::Stream;
use habeas_domain::actor::Role;
use habeas_domain::contact::Channel;
use habeas_domain::digest::Digest;
use habeas_domain::house::Act as HouseAct;
use habeas_domain::id::{
    ContactNo, DataCategory, DispatchId, ItemNo, PartyNo, RequestId, StepNo, SystemId,
};
use habeas_domain::kind::SubjectCategory;
use habeas_domain::notice::NoticeKind;
use habeas_domain::request::{Act, Message, Told};
use habeas_domain::system::{BackupCycle, System, SystemKind};
use serde_json::{Value, json};

use crate::support::{Office, Portal, on_both_engines};

fn system(id: &str, holds: &[&str], backups: BackupCycle, marketing: bool) -> System {
    System {
        id: SystemId::parse(id).unwrap(),
        kind: SystemKind::Own,
        holds: holds.iter().map(|name| DataCategory::parse(name).unwrap()).collect(),
        subjects: [SubjectCategory::User].into(),
        backups,
        carry_out_days: 10,
        marketing,
    }
}

/// What the courier will report once a message was handed over to the first contact.
async fn told(office: &Office, id: &RequestId, key: &str, notices: &[(NoticeKind, Option<u16>)]) {
    let message = Message {
        dispatch: DispatchId::derive(&[key]),
        notices: notices
            .iter()
            .map(|(kind, item)| Told { kind: *kind, item: item.map(ItemNo) })
            .collect(),
        party: Some(PartyNo(1)),
        contact: Some(ContactNo(1)),
    };
    let at = office.clock.now();
    office.does(id, key, Act::RecordHandedOver { message, channel: Channel::Email, at }).await;
}

/// "Send me everything, then delete it", from the letter to the last backup.
#[expect(clippy::too_many_lines, reason = "one story from its beginning to its end")]
async fn a_copy_then_a_deletion_to_the_last_backup(office: Office) {
    for system in [
        system("core", &["profile", "viewing_history"], BackupCycle::Days(35), false),
        system("support", &["chats"], BackupCycle::None, false),
        system("newsletter", &["marketing_profile"], BackupCycle::None, true),
    ] {
        office.house(HouseAct::RegisterSystem(system)).await;
    }
    let portal = Portal::of(&office, Role::Portal).await;
    let clerk = Portal::of(&office, Role::Clerk).await;
    let officer = Portal::of(&office, Role::Officer).await;
    let letter = json!({
        "channel": "portal",
        "received": { "at": "2026-11-20T16:40:00-08:00", "zone": "America/Los_Angeles" },
        "subject": { "category": "user", "residence": { "country": "US", "region": "CA" },
                     "identifiers": [ { "type": "account", "value": "u-48213" } ] },
        "requester": { "relation": "self", "name": "Sample Person", "language": "en",
                       "contacts": [ { "channel": "email", "value": "sample.person@example.net" } ] },
        "items": [ { "kind": "copy" }, { "kind": "deletion", "after": [1] } ]
    });
    let case = portal.post("/v1/requests", "letter", &letter).await;
    assert_eq!(case.status, StatusCode::CREATED, "{:?}", case.body);
    let id = RequestId::parse(case.body["id"].as_str().unwrap()).unwrap();
    let path = |rest: &str| format!("/v1/requests/{id}/{rest}");
    let ok = |answer: crate::support::Answer| {
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        answer.body
    };

    // One code for both items.
    ok(clerk.post(&path("record"), "k1", &json!({ "found": true, "attested": [1] })).await);
    let code = json!({ "method": "one_time_code", "contact": 1 });
    ok(portal.post(&path("challenges"), "k2", &code).await);
    let typed = office.vault.code(&Stream::new("request", id.as_str()), StepNo(1), 1);
    let typed = json!({ "code": typed.reveal() });
    ok(portal.post(&path("challenges/1/code"), "k3", &typed).await);

    // Both granted; nothing is destroyed before its consequences are told and the copy is out.
    let granted = json!({ "parts": [ { "outcome": "granted" } ] });
    ok(officer.post(&path("items/1/decision"), "k4", &granted).await);
    let mut deletion = granted.clone();
    let refused = officer.post(&path("items/2/decision"), "k5", &deletion).await;
    assert_eq!(refused.code(), "deletion_ground_missing");
    deletion["deletion_ground"] = json!("purpose_ended");
    ok(officer.post(&path("items/2/decision"), "k5", &deletion).await);
    let planned =
        ok(officer.post(&path("items/2/tasks"), "k6", &json!({ "plan": "carry_out" })).await);
    assert_eq!(planned["tasks"].as_array().unwrap().len(), 3);
    let machine = Portal::of_system(&office, "core").await;
    let claim = json!({ "lease_minutes": 30 });
    let early = machine.post(&path("tasks/1/claim"), "k7", &claim).await;
    assert_eq!((early.status, early.code()), (StatusCode::CONFLICT, "blocked"));
    told(
        &office,
        &id,
        "m1",
        &[(NoticeKind::Acknowledgement, None), (NoticeKind::Consequences, Some(2))],
    )
    .await;
    let copy = json!({ "how": "secure_link", "digest": Digest::of(b"copy"), "at": "2026-11-20T16:44:00-08:00" });
    ok(officer.post(&path("items/1/copy"), "k8", &copy).await);
    told(&office, &id, "m2", &[(NoticeKind::Decision, Some(1)), (NoticeKind::Decision, Some(2))])
        .await;

    // The systems work, each under its own key and fencing number.
    for (task, name) in [(1, "core"), (2, "support"), (3, "newsletter")] {
        let system = Portal::of_system(&office, name).await;
        let other = if name == "core" { 2 } else { 1 };
        let stolen =
            system.post(&path(&format!("tasks/{other}/claim")), &format!("s{task}"), &claim).await;
        assert_eq!(stolen.code(), "task_held_by_other");
        ok(system.post(&path(&format!("tasks/{task}/claim")), &format!("c{task}"), &claim).await);
        let wrong = json!({ "fence": 9, "result": "done" });
        let stale =
            system.post(&path(&format!("tasks/{task}/report")), &format!("w{task}"), &wrong).await;
        assert_eq!(stale.code(), "stale_fence");
        let done = json!({ "fence": 1, "result": "done", "evidence": Digest::of(b"log") });
        ok(system.post(&path(&format!("tasks/{task}/report")), &format!("r{task}"), &done).await);
    }
    let seen = officer.get(&format!("/v1/requests/{id}")).await.body;
    assert_eq!(seen["public_status"], "answered");
    let respond = |body: &Value| {
        let clocks = body["items"][1]["clocks"].as_array().unwrap().clone();
        clocks.into_iter().find(|c| c["duty"] == "respond" && c["regime"] == "house").unwrap()
    };
    assert_eq!(respond(&seen)["state"], "met");
    assert_eq!(seen["items"][1]["state"], "tail");
    assert_eq!(seen["tails"][0]["until"], "2026-12-25");
    assert_eq!(officer.post(&path("close"), "k9", &json!({})).await.code(), "blocked");

    // The backup leg: isolated, fallen due, cleared, and then nothing is left.
    ok(machine.post(&path("tails/1"), "t1", &json!({ "isolated": true })).await);
    office.clock.advance(TimeDelta::days(36));
    office.does(&id, "look", Act::CheckClocks).await;
    let two = json!({ "isolated": true, "ended": "cleared" });
    assert_eq!(machine.post(&path("tails/1"), "t2", &two).await.code(), "invalid_fields");
    let over = ok(machine.post(&path("tails/1"), "t2", &json!({ "ended": "cleared" })).await);
    assert_eq!(over["tails"][0]["ended"], true);
    let over = officer.get(&format!("/v1/requests/{id}")).await.body;
    assert_eq!(over["public_status"], "finished");
    let closed = ok(officer.post(&path("close"), "k10", &json!({})).await);
    assert_eq!(closed["phase"], "closed");

    // What stands in the log holds nothing personal, and folds to what was answered.
    let dump = office.world.dump().await.to_lowercase();
    for marker in ["u-48213", "sample", "example.net"] {
        assert!(!dump.contains(marker), "{marker} lies in clear");
    }
}

on_both_engines!(Office: a_copy_then_a_deletion_to_the_last_backup);
