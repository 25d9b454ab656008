//! Facts carried from one stream to another, once.

use habeas_adapters::desk::Effect;
use habeas_adapters::outbox;
use habeas_domain::actor::Role;
use habeas_domain::case::CaseId as _;
use habeas_domain::delivery::BounceClass;
use habeas_domain::dispatch::{self, Dispatch};
use habeas_domain::id::RequestId;
use habeas_domain::kind::ItemKind;
use habeas_domain::request::{Act, LinkKind, Request};

use crate::support::{Crew, Office, call, letter, on_both_engines};

on_both_engines!(
    Office: letters_of_one_person_are_linked_both_ways,
    a_link_that_one_side_missed_is_completed,
    what_comes_back_is_told_to_the_case,
    a_repeated_batch_changes_nothing,
);

async fn link(office: &Office, from: &RequestId, to: &RequestId) -> Option<LinkKind> {
    office.cases.get(from).await.unwrap().0.links.get(to).copied()
}

async fn letters_of_one_person_are_linked_both_ways(office: Office) {
    let mut crew = Crew::of(&office);
    let one = office.receives("one", &letter(&[ItemKind::Copy])).await;
    let two = office.receives("two", &letter(&[ItemKind::Copy, ItemKind::Deletion])).await;
    let mut other = letter(&[ItemKind::Copy]);
    other.subject.identifiers[0].1 = habeas_adapters::vault::Clear::new("somebody-else".to_owned());
    other.requester.contacts.clear();
    other.external_ref = None;
    let three = office.receives("three", &other).await;
    crew.works().await;
    assert_eq!(link(&office, one.id(), two.id()).await, Some(LinkKind::Duplicate));
    assert_eq!(link(&office, two.id(), one.id()).await, Some(LinkKind::Duplicate));
    assert_eq!(link(&office, one.id(), three.id()).await, None);
    // Flagged, never suppressed: both were acknowledged.
    assert_eq!(
        crew.postbox.all().iter().filter(|mail| mail.to == "marker.person@example.net").count(),
        2
    );
}

/// Two letters at once: neither door saw the other's case.
async fn a_link_that_one_side_missed_is_completed(office: Office) {
    let one = office.receives("one", &letter(&[ItemKind::Access])).await;
    // The second case exists for the vault, and its letter is taken in without a look at others.
    let two = office.receives_blindly("two", &letter(&[ItemKind::Access])).await;
    assert!(two.links.is_empty());
    Crew::of(&office).works().await;
    assert_eq!(link(&office, one.id(), two.id()).await, Some(LinkKind::Duplicate));
    assert_eq!(link(&office, two.id(), one.id()).await, Some(LinkKind::Duplicate));
}

async fn what_comes_back_is_told_to_the_case(office: Office) {
    let mut crew = Crew::of(&office);
    let received = office.receives("letter", &letter(&[ItemKind::Access])).await;
    crew.works().await;
    crew.postbox.empty();
    let id = {
        let mut reader = office.world.store.read().await.unwrap();
        outbox::of_case(reader.conn(), &received.id().case()).await.unwrap().remove(0)
    };
    let by = call(Role::Clerk, "bounce");
    let class = BounceClass::AddressPermanent;
    let bounced = |_: &Dispatch, now| {
        let act = dispatch::Act::RecordBounced { at: now, class, code: None };
        Ok(dispatch::Command { now, by: by.actor.clone(), act })
    };
    office.cases.desk().execute::<Dispatch, _>(id.as_str(), &by, bounced).await.unwrap();
    crew.works().await;
    let alarm = crew.postbox.only("officers@dramalight.example").text();
    assert!(alarm.contains("came back"), "{alarm}");
    assert!(!office.cases.get(received.id()).await.unwrap().0.undelivered.is_empty());
}

async fn a_repeated_batch_changes_nothing(office: Office) {
    let mut crew = Crew::of(&office);
    let one = office.receives("one", &letter(&[ItemKind::Copy])).await;
    office.receives("two", &letter(&[ItemKind::Copy])).await;
    crew.works().await;
    let before = office.world.ledger().await.len();
    // As after a kill between the commands and the position.
    for name in ["linker", "notifier"] {
        let back = format!("update subscription set position = 0 where name = '{name}'");
        office.world.as_owner(&back).await.unwrap();
    }
    let sent = crew.postbox.empty().len();
    assert!(sent >= 2);
    crew.works().await;
    assert_eq!(office.world.ledger().await.len(), before);
    assert!(crew.postbox.all().is_empty());
    let again = call(Role::Worker, "x");
    let done = office.cases.act(one.id(), &again, None, |_, _| Ok(Act::CheckClocks)).await.unwrap();
    assert_eq!(done.effect, Effect::AlreadySo, "nothing waits either");
    let _: &Request = &done.state;
}
