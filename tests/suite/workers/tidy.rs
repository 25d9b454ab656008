//! Evidence that has served, and keys that nobody uses, go away.

use chrono::TimeDelta;
use habeas_adapters::vault::Stream;
use habeas_domain::actor::Role;
use habeas_domain::digest::Digest;
use habeas_domain::kind::ItemKind;
use habeas_workers::{Step, Sweeper, Worker as _};
use serde_json::json;

use crate::support::{Crew, Office, Portal, letter, on_both_engines};

on_both_engines!(
    Office: evidence_is_destroyed_after_the_decision,
    keys_without_a_case_are_swept_after_an_hour,
);

async fn evidence_is_destroyed_after_the_decision(office: Office) {
    let mut crew = Crew::of(&office);
    let clerk = Portal::of(&office, Role::Clerk).await;
    let officer = Portal::of(&office, Role::Officer).await;
    let received = office.receives("letter", &letter(&[ItemKind::Access, ItemKind::Copy])).await;
    let path = |rest: &str| format!("/v1/requests/{}/{rest}", received.id());
    let found = json!({ "found": true, "attested": [1] });
    assert_eq!(clerk.post(&path("record"), "k1", &found).await.status, 200);
    let shown = json!({ "track": "identity", "method": "document", "accepted": true,
                        "evidence": Digest::of(b"a scan") });
    let answer = clerk.post(&path("proofs"), "k2", &shown).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    let stream = Stream::new("request", received.id().as_str());
    let live = async || office.vault.remains(&stream).await.unwrap().live_keys;

    let granted = json!({ "parts": [ { "outcome": "granted" } ] });
    assert_eq!(officer.post(&path("items/1/decision"), "k3", &granted).await.status, 200);
    crew.works().await;
    assert_eq!(live().await, 4, "one item is still to be judged by it");
    assert_eq!(officer.post(&path("items/2/decision"), "k4", &granted).await.status, 200);
    crew.works().await;
    assert_eq!(live().await, 3, "the key of the proofs is gone");
    let (case, version) = office.cases.get(received.id()).await.unwrap();
    assert!(case.people.steps.values().all(|step| step.evidence.is_none()));
    let today = office.clock.now().date_naive();
    assert!(case.items.values().all(|item| case.is_settled(item, today)), "the fact stays");

    // As after a kill before the position was moved.
    office
        .world
        .as_owner("update subscription set position = 0 where name = 'shredder'")
        .await
        .unwrap();
    crew.works().await;
    assert_eq!(office.cases.get(received.id()).await.unwrap().1, version);
}

async fn keys_without_a_case_are_swept_after_an_hour(office: Office) {
    let received = office.receives("letter", &letter(&[ItemKind::Access])).await;
    let kept = Stream::new("request", received.id().as_str());
    let lost = Stream::new("request", "req_00112233445566778899aabbccddeeff");
    office.vault.begin_case(&lost, &[]).await.unwrap();
    let mut sweeper = Sweeper::new(office.cases.clone());
    assert!(matches!(sweeper.step().await.unwrap(), Step::Idle { until: Some(_) }));
    office.clock.advance(TimeDelta::minutes(61));
    assert_eq!(sweeper.step().await.unwrap(), Step::Worked);
    assert!(matches!(sweeper.step().await.unwrap(), Step::Idle { until: Some(_) }));
    assert_eq!(office.vault.remains(&kept).await.unwrap().live_keys, 4);
    assert_eq!(office.vault.remains(&lost).await.unwrap().live_keys, 0);
}
