//! Every worker, killed wherever it waits: whoever comes after it finishes, and everything has happened
//! once, as if nobody had died. (Couriers are killed in a file of their own: what has left the
//! building cannot be undone.)

use std::collections::BTreeSet;

use chrono::TimeDelta;
use cqrs_es::DomainEvent as _;
use habeas_adapters::outbox;
use habeas_adapters::vault::{Clear, Stream};
use habeas_domain::assurance::{Method, Sensitivity};
use habeas_domain::case::CaseId as _;
use habeas_domain::contact::Channel;
use habeas_domain::digest::Digest;
use habeas_domain::dispatch::Dispatch;
use habeas_domain::id::{ContactNo, ItemNo, RequestId};
use habeas_domain::kind::ItemKind;
use habeas_domain::moment::Moment;
use habeas_domain::people::{MatchRecord, REQUESTER, RecordProof, Track};
use habeas_domain::request::{Act, Decide, Outcome, Part, Request};

use crate::support::{Crew, Office, at, letter, on_both_engines, rebuild_views, view_rows};

on_both_engines!(Office: whoever_is_killed_anywhere_everything_has_happened_once);

/// More places than a step waits at; not each of them is tried with each worker.
const PLACES: usize = 60;
const STRIDE: usize = 4;

/// Two letters of one person, a fortnight old. For the first a document was shown, and it is decided.
/// Everyone has something to do about the two: acknowledge, warn, link, shred.
async fn story(office: &Office, name: &str) -> [RequestId; 2] {
    // Everyone finds the same state of affairs.
    office.clock.set(at("2026-11-20T16:45:00-08:00"));
    let mut letter = letter(&[ItemKind::Access]);
    letter.subject.identifiers[0].1 = Clear::new(format!("account-{name}"));
    letter.requester.contacts = vec![(Channel::Email, Clear::new(format!("{name}@example.net")))];
    letter.external_ref = None;
    letter.received.moment = Moment::At(at("2026-11-06T10:00:00-08:00"));
    let second = office.receives(&format!("{name}-2"), &letter).await;
    let first = office.receives(&format!("{name}-1"), &letter).await;
    let acts = [
        Act::MatchRecord(MatchRecord::Found {
            attested: BTreeSet::from([ContactNo(1)]),
            added: Vec::new(),
            sensitivity: Sensitivity::Ordinary,
        }),
        Act::RecordProof(RecordProof {
            step: None,
            party: REQUESTER,
            track: Track::Identity,
            item: None,
            method: Method::Document,
            accepted: true,
            evidence: Some(Digest::of(b"a scan")),
            until: None,
            attested: BTreeSet::new(),
        }),
        Act::Decide(Decide {
            item: ItemNo(1),
            parts: vec![Part { category: None, system: None, outcome: Outcome::NothingHeld }],
            deletion_ground: None,
            reason_told: None,
            reason_kept: None,
            register: std::sync::Arc::default(),
        }),
    ];
    for (no, act) in acts.into_iter().enumerate() {
        office.does(first.id(), &format!("{name}-act-{no}"), act).await;
    }
    // Keys of a letter that never came to be, an hour ago.
    office.vault.begin_case(&lost(name), &[]).await.unwrap();
    office.clock.advance(TimeDelta::minutes(61));
    [first.id().clone(), second.id().clone()]
}

fn lost(name: &str) -> Stream {
    Stream::new("request", RequestId::derive(&["lost", name]).as_str())
}

/// What has happened in both requests and to every message about them, by name.
async fn history(office: &Office, ids: &[RequestId; 2]) -> Vec<String> {
    let mut names = Vec::new();
    for (no, id) in ids.iter().enumerate() {
        let events = office.cases.desk().events::<Request>(id.as_str()).await.unwrap();
        names.extend(events.iter().map(|e| format!("{no} {}", e.payload.event_type())));
        let dispatches = {
            let mut reader = office.world.store.read().await.unwrap();
            outbox::of_case(reader.conn(), &id.case()).await.unwrap()
        };
        for dispatch in dispatches {
            let events = office.cases.desk().events::<Dispatch>(dispatch.as_str()).await.unwrap();
            let told: Vec<_> = events.iter().map(|e| e.payload.event_type()).collect();
            names.push(format!("{no} message: {}", told.join(" ")));
        }
    }
    names.sort();
    names
}

async fn whoever_is_killed_anywhere_everything_has_happened_once(office: Office) {
    // The first views are still being built when their readers come round.
    story(&office, "first").await;
    Crew::of(&office).works().await;
    let mut killings = 0;
    for victim in Crew::of(&office).names() {
        if victim.ends_with("courier") {
            continue;
        }
        let (_, expected) = killed(&office, victim, usize::MAX).await;
        for event in ["0 NoticeHandedOver", "0 LinkFound", "0 EvidenceDestroyed", "1 DutyWarned"] {
            assert!(expected.iter().any(|name| name == event), "{event} is not in {expected:#?}");
        }
        let (mut dead, mut alive) = (0, 0);
        for place in (0..PLACES).step_by(STRIDE) {
            let (ended, happened) = killed(&office, victim, place).await;
            assert_eq!(happened, expected, "the {victim} was killed at {place}");
            if ended {
                alive += 1;
            } else {
                dead += 1;
            }
            // Once it comes to its end, later places are the same.
            if alive == 2 {
                break;
            }
        }
        assert!(alive > 0, "the {victim} never came to its end");
        killings += dead;
    }
    // On a busy machine a database may answer before anybody had to wait for it, and a short step comes
    // to its end in one go; not all of them do.
    assert!(killings > 0, "nobody was ever killed");
    let shown = view_rows(&office.world).await;
    rebuild_views(&office.world, 100, office.cases.rules().clone()).await;
    assert_eq!(view_rows(&office.world).await, shown);
}

/// Lets this worker die in the middle of a story and everyone finish it. Gives whether it came to the
/// end of its step before, and what has happened.
async fn killed(office: &Office, victim: &str, place: usize) -> (bool, Vec<String>) {
    let name = format!("{}-{place}", victim.replace(' ', "-"));
    let ids = story(office, &name).await;
    let ended = Crew::of(office).killed_after(place, victim).await;
    Crew::of(office).works().await;
    assert_eq!(office.vault.remains(&lost(&name)).await.unwrap().live_keys, 0);
    (ended, history(office, &ids).await)
}
