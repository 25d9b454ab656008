//! Given what happened, when this is asked, then that.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use cqrs_es::Aggregate as _;
use proptest::prelude::*;

use super::*;
use crate::actor::{Actor, Role};
use crate::case::CaseRef;
use crate::id::{RefusalCode, RequestId};
use crate::sealed::Slot;
use crate::stream::golden;

fn noon() -> DateTime<Utc> {
    "2026-12-01T12:00:00Z".parse().unwrap()
}

fn clerk(name: &str) -> Actor {
    Actor { role: Role::Clerk, id: PrincipalId::parse(name).unwrap() }
}

fn opening() -> Opening {
    Opening {
        case: CaseRef::Request(RequestId::derive(&["case"])).into(),
        slots: BTreeSet::from([Slot::ContactEmail, Slot::ContactName]),
        fields: 3,
        reason: Reason { purpose: OpeningPurpose::CaseWork, note: None },
    }
}

fn export() -> Export {
    Export {
        kind: ExportKind::CaseList,
        case: None,
        count: 40,
        slots: BTreeSet::new(),
        digest: None,
        reason: Reason { purpose: OpeningPurpose::Audit, note: None },
    }
}

fn refused() -> Refused {
    Refused {
        what: Attempted::Opening,
        case: None,
        code: RefusalCode::parse("role_not_granted").unwrap(),
    }
}

fn ask(state: &Access, by: &str, now: DateTime<Utc>, act: Act) -> Result<Vec<Event>, Refusal> {
    state.decide(Command { now, by: clerk(by), act })
}

fn fold(events: &[Event]) -> Access {
    let mut state = Access::default();
    for event in events {
        state.apply(event.clone());
    }
    state
}

/// A record that holds so many openings.
fn kept(events: usize) -> Access {
    let opened = Event::Opened { by: clerk("ada"), at: noon(), opening: opening() };
    fold(&vec![opened; events])
}

#[test]
fn each_response_is_one_event() {
    let (by, at) = (clerk("ada"), noon());
    for (act, event) in [
        (Act::RecordOpening(opening()), Event::Opened { by: by.clone(), at, opening: opening() }),
        (Act::RecordExport(export()), Event::Exported { by: by.clone(), at, export: export() }),
        (
            Act::RecordRefusal(refused()),
            Event::AccessRefused { by: by.clone(), at, refused: refused() },
        ),
    ] {
        cqrs_es::test::TestFramework::<Access>::with(())
            .given(vec![Event::Opened { by: by.clone(), at, opening: opening() }])
            .when(Command { now: at, by: by.clone(), act })
            .then_expect_events(vec![event]);
    }
}

#[test]
fn looking_twice_is_two_events() {
    let state = kept(2);
    assert!(
        matches!(state, Access::Kept { events: 2, fields: 6, .. }),
        "the same opening again is not already so: it was looked at again"
    );
    assert!(ask(&state, "ada", noon(), Act::RecordOpening(opening())).is_ok_and(|e| e.len() == 1));
}

#[test]
fn a_part_is_full_at_its_limit() {
    assert!(!Access::default().is_full());
    assert!(!kept(499).is_full());
    let full = kept(500);
    assert!(full.is_full());
    assert_eq!(ask(&full, "ada", noon(), Act::RecordExport(export())), Err(Refusal::Full));
}

#[test]
fn a_record_is_of_one_principal_and_one_utc_day() {
    let act = || Act::RecordRefusal(refused());
    let state = kept(1);
    assert_eq!(ask(&state, "bo", noon(), act()), Err(Refusal::NotThisRecord));
    let midnight = noon() + TimeDelta::hours(12);
    assert!(ask(&state, "ada", midnight - TimeDelta::microseconds(1), act()).is_ok());
    assert_eq!(ask(&state, "ada", midnight, act()), Err(Refusal::NotThisRecord));
}

#[test]
fn the_stream_of_a_part_is_derived() {
    let (ada, bo) = (PrincipalId::parse("ada").unwrap(), PrincipalId::parse("bo").unwrap());
    let day = noon().date_naive();
    let first = AccessId::of(&ada, day, 1);
    assert_eq!(first, AccessId::of(&ada, day, 1));
    for other in [
        AccessId::of(&ada, day, 2),
        AccessId::of(&bo, day, 1),
        AccessId::of(&ada, day.succ_opt().unwrap(), 1),
    ] {
        assert_ne!(first, other);
    }
}

#[test]
fn every_stored_event_loads() {
    let events: Vec<Event> = golden::check("access", Event::TYPES);
    assert!(events.len() >= Event::TYPES.len());
}

proptest! {
    #[test]
    fn what_is_decided_can_be_folded_and_always_to_the_same(
        steps in proptest::collection::vec((0_usize..3, 0_i64..30), 0..40)
    ) {
        let acts =
            [Act::RecordOpening(opening()), Act::RecordExport(export()), Act::RecordRefusal(refused())];
        let (mut events, mut state, mut now) = (vec![], Access::default(), noon());
        for (which, hours) in steps {
            now += TimeDelta::hours(hours / 10);
            for event in ask(&state, "ada", now, acts[which].clone()).unwrap_or_default() {
                state.apply(event.clone());
                events.push(event);
            }
        }
        prop_assert_eq!(&fold(&events), &state);
        let kept = serde_json::to_string(&state).unwrap();
        prop_assert_eq!(serde_json::from_str::<Access>(&kept).unwrap(), state);
    }
}
