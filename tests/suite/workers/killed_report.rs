//! The linker, killed wherever it waits while a report of a child's data becomes a deletion: the
//! deletion is opened once, and both know each other, as if nobody had died (P20).

use serde_json::{Value, json};

use crate::support::{Crew, Matter, Scene, on_both_engines, words};

on_both_engines!(Scene: a_report_opens_one_deletion_wherever_the_linker_dies);

/// More places than the step waits at; not each of them is tried.
const PLACES: usize = 90;
const STRIDE: usize = 6;

/// A report about a child that nobody else speaks of.
fn report(name: &str) -> Value {
    json!({
        "kind": "child_data_report", "channel": "form",
        "received": { "at": "2026-11-20T16:40:00-08:00", "zone": "America/Los_Angeles" },
        "subject": { "category": "user", "minor": true,
                     "residence": { "country": "US", "region": "CA" },
                     "identifiers": [ { "type": "profile", "value": format!("child-{name}") } ] },
        "complainant": { "relation": "reporter", "language": "en" },
        "statement": "A pupil of mine has a profile.",
    })
}

async fn a_report_opens_one_deletion_wherever_the_linker_dies(mut scene: Scene) {
    let (_, expected) = killed(&mut scene, usize::MAX).await;
    assert_eq!(expected.iter().filter(|name| *name == "opened: CaseLinked").count(), 1);
    assert_eq!(expected.iter().filter(|name| *name == "deletion: RequestReceived").count(), 1);
    assert_eq!(expected.iter().filter(|name| *name == "deletion: ComplaintLinked").count(), 1);
    let mut dead = 0;
    for place in (0..PLACES).step_by(STRIDE) {
        let (ended, happened) = killed(&mut scene, place).await;
        assert_eq!(happened, expected, "killed at {place}");
        if ended {
            break;
        }
        dead += 1;
    }
    assert!(dead > 0, "nobody was ever killed");
    // As after a kill between the commands and the position.
    let before = scene.office.world.ledger().await.len();
    let back = "update subscription set position = 0 where name = 'linker'";
    scene.office.world.as_owner(back).await.unwrap();
    scene.works().await;
    assert_eq!(scene.office.world.ledger().await.len(), before);
}

/// Lets the linker die in the middle of what a report leads to, and everyone finish it. Gives whether
/// it came to the end of its step before, and what has happened.
async fn killed(scene: &mut Scene, place: usize) -> (bool, Vec<String>) {
    let complaint = scene.complains(&report(&place.to_string())).await;
    // Checked, taken back and found again: still one deletion.
    for found in [true, false, true] {
        scene.does(&scene.officer, &complaint, "child-data", json!({ "found": found })).await;
    }
    let ended = Crew::of(&scene.office).killed_after(place, "linker").await;
    scene.works().await;
    let mut names = Vec::new();
    let seen = scene.sees(&complaint).await;
    names.extend(events_of(scene, "opened", &complaint).await);
    let links = seen["links"].as_array().unwrap().clone();
    for link in links {
        let id = link["case"].as_str().unwrap();
        let body = scene.officer.get(&format!("/v1/requests/{id}")).await.body;
        assert_eq!(words(&body["complaints"]), [complaint.id.as_str()]);
        let request = Matter::of("requests", body);
        names.extend(events_of(scene, "deletion", &request).await);
    }
    (ended, names)
}

/// The events of a case by name, in their order.
async fn events_of(scene: &Scene, which: &str, matter: &Matter) -> Vec<String> {
    let timeline = scene.timeline(matter).await;
    timeline.iter().map(|name| format!("{which}: {name}")).collect()
}
