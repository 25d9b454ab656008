//! The time, told to requests when it has come.

use chrono::TimeDelta;
use habeas_adapters::views::timer;
use habeas_domain::actor::Role;
use habeas_domain::docket::Warning;
use habeas_domain::kind::ItemKind;
use habeas_domain::request::Outcome;
use habeas_workers::{Step, Timekeeper, Worker as _};
use serde_json::json;

use crate::support::{Crew, Office, Portal, letter, on_both_engines};

on_both_engines!(
    Office: warnings_reach_the_officers_in_time,
    a_look_that_was_not_noted_is_repeated_without_effect,
);

async fn warnings_reach_the_officers_in_time(office: Office) {
    let mut crew = Crew::of(&office);
    let clerk = Portal::of(&office, Role::Clerk).await;
    let received = office.receives("letter", &letter(&[ItemKind::Access])).await;
    // Asked for a code on the first day; nobody ever answers.
    let path = |rest: &str| format!("/v1/requests/{}/{rest}", received.id());
    let found = json!({ "found": true, "attested": [1] });
    assert_eq!(clerk.post(&path("record"), "k1", &found).await.status, 200);
    let code = json!({ "method": "one_time_code", "contact": 1 });
    assert_eq!(clerk.post(&path("challenges"), "k2", &code).await.status, 200);
    crew.works().await;
    let due = {
        let (case, _) = office.cases.get(received.id()).await.unwrap();
        let clocks = case.docket.clocks.values();
        clocks.map(|clock| clock.due.late_from).max().unwrap()
    };
    crew.postbox.empty();
    crew.works_until(&office, due + TimeDelta::days(1)).await;
    let (case, _) = office.cases.get(received.id()).await.unwrap();
    let warned = case.docket.clocks.values().any(|clock| clock.warned.contains(&Warning::HalfTime));
    assert!(warned);
    let letters = crew.postbox.all();
    let told: Vec<_> = letters.iter().map(|mail| (mail.to.as_str(), mail.subject())).collect();
    let reference = case.receipt.reference.as_str();
    let told: Vec<_> = told
        .iter()
        .map(|(to, subject)| {
            (*to, subject.strip_prefix(reference).unwrap().trim_start_matches(": "))
        })
        .collect();
    let (person, officers) = ("marker.person@example.net", "officers@dramalight.example");
    let expected = [
        (person, "We still need proof from you"),
        (officers, "Half the time is gone"),
        (person, "Last call: we need proof from you"),
        // Four fifths are gone at the same time: the more urgent of the two is told.
        (officers, "Two working days are left"),
        (person, "We could not confirm who is asking"),
    ];
    assert_eq!(told, expected);
    let item = case.items.values().next().unwrap();
    let decided = item.stage.decided().expect("identity not confirmed is an answer");
    assert!(
        decided.decision.parts.iter().all(|part| part.outcome == Outcome::IdentityNotConfirmed)
    );
}

async fn a_look_that_was_not_noted_is_repeated_without_effect(office: Office) {
    let mut crew = Crew::without_couriers(&office);
    let received = office.receives("letter", &letter(&[ItemKind::Access])).await;
    crew.works().await;
    let next = {
        let mut reader = office.world.store.read().await.unwrap();
        timer::next(reader.conn(), office.clock.now()).await.unwrap().unwrap()
    };
    office.clock.set(next);
    let mut timekeeper = Timekeeper::new(office.cases.clone());
    assert_eq!(timekeeper.step().await.unwrap(), Step::Worked);
    let (_, version) = office.cases.get(received.id()).await.unwrap();
    // As after a kill between the look and the note, with the list still behind.
    office.world.as_owner("delete from timer_rest").await.unwrap();
    assert_eq!(timekeeper.step().await.unwrap(), Step::Worked);
    assert!(matches!(timekeeper.step().await.unwrap(), Step::Idle { .. }), "noted: it rests");
    assert_eq!(office.cases.get(received.id()).await.unwrap().1, version);
}
