//! The single door, on both engines: one effect a command, whatever happens around it.

use std::sync::Arc;

use chrono::DateTime;
use habeas_adapters::chance::Chance;
use habeas_adapters::clock::{Clock, Simulated};
use habeas_adapters::desk::{Call, Desk, DeskError, Done, Effect};
use habeas_domain::actor::{Actor, Role};
use habeas_domain::id::PrincipalId;
use tokio::task::JoinSet;

use crate::support::{Tally, World, on_both_engines};

fn desk(world: &World) -> Desk {
    let clock = Simulated::at(DateTime::from_timestamp(1_790_000_000, 0).unwrap());
    Desk::new(world.store.clone(), Clock::from(clock), Chance::seeded(1), "test")
}

fn call(command: &str) -> Call {
    Call {
        actor: Actor { role: Role::Clerk, id: PrincipalId::parse("anna").unwrap() },
        command: command.to_owned(),
        request: Some("body".to_owned()),
        cause: None,
        trace: None,
    }
}

type Answer = Result<Done<Tally>, DeskError<crate::support::Refused>>;

async fn note(desk: &Desk, id: &str, call: &Call, text: &str) -> Answer {
    desk.execute::<Tally, _>(id, call, |_, _| Ok(text.to_owned())).await
}

async fn a_command_sent_by_many_at_once_has_one_effect(world: World) {
    let desk = Arc::new(desk(&world));
    for round in 0..5 {
        let id = format!("t-{round}");
        let mut senders = JoinSet::new();
        for _ in 0..16 {
            let (desk, id) = (Arc::clone(&desk), id.clone());
            senders.spawn(async move { note(&desk, &id, &call("same"), "once").await.unwrap() });
        }
        let done = senders.join_all().await;
        let applied = done.iter().filter(|done| done.effect == Effect::Applied).count();
        assert_eq!(applied, 1);
        assert!(done.iter().all(|done| done.version == 1 && done.state.notes == ["once"]));
    }
}

async fn commands_of_many_on_one_stream_all_take_effect(world: World) {
    let desk = Arc::new(desk(&world));
    let mut senders = JoinSet::new();
    for sender in 0..12 {
        let desk = Arc::clone(&desk);
        let command = format!("c-{sender}");
        senders.spawn(async move { note(&desk, "t", &call(&command), &command).await.unwrap() });
    }
    let mut versions: Vec<usize> = senders.join_all().await.iter().map(|d| d.version).collect();
    versions.sort_unstable();
    assert_eq!(versions, (1..=12).collect::<Vec<_>>());
}

async fn a_repeat_is_answered_as_it_was_then(world: World) {
    let desk = desk(&world);
    note(&desk, "t", &call("first"), "a").await.unwrap();
    note(&desk, "t", &call("second"), "b").await.unwrap();
    let repeat = note(&desk, "t", &call("first"), "a").await.unwrap();
    assert_eq!((repeat.effect, repeat.version), (Effect::Repeated, 1));
    assert_eq!(repeat.state.notes, ["a"]);
    let (now, version) = desk.fold::<Tally>("t").await.unwrap();
    assert_eq!((now.notes.len(), version), (2, 2));
}

async fn a_used_name_for_another_request_is_told_apart(world: World) {
    let desk = desk(&world);
    note(&desk, "t", &call("first"), "a").await.unwrap();
    let other = Call { request: Some("another body".to_owned()), ..call("first") };
    let error = note(&desk, "t", &other, "a").await.unwrap_err();
    assert!(matches!(error, DeskError::KeyReused), "{error}");
    let none = Call { request: None, ..call("first") };
    assert!(matches!(note(&desk, "t", &none, "a").await, Err(DeskError::KeyReused)));
}

async fn what_is_refused_or_already_so_leaves_nothing(world: World) {
    let desk = desk(&world);
    assert!(matches!(note(&desk, "t", &call("x"), "no").await, Err(DeskError::Refused(_))));
    let so = note(&desk, "t", &call("y"), "").await.unwrap();
    assert_eq!((so.effect, so.version), (Effect::AlreadySo, 0));
    assert_eq!(world.count("select count(*) from events").await, 0);
    // The name is still free: nothing happened under it.
    assert_eq!(note(&desk, "t", &call("y"), "now").await.unwrap().effect, Effect::Applied);
}

async fn a_stale_caller_is_told_the_revision(world: World) {
    let desk = desk(&world);
    note(&desk, "t", &call("first"), "a").await.unwrap();
    let answer: Answer = desk
        .execute("t", &call("second"), |state: &Tally, _| {
            let now = state.notes.len() as u64;
            if now == 0 { Ok("b".to_owned()) } else { Err(DeskError::Stale { now }) }
        })
        .await;
    assert!(matches!(answer, Err(DeskError::Stale { now: 1 })));
    assert_eq!(world.count("select count(*) from events").await, 1);
}

/// Only what is new is read of a stream that was folded before: a row in front of it that nobody can
/// read is not met, until somebody reads the whole.
async fn a_stream_is_read_on_from_where_it_was(world: World) {
    let desk = desk(&world);
    note(&desk, "t", &call("first"), "a").await.unwrap();
    desk.fold::<Tally>("t").await.unwrap();
    let damaged = "insert into events (aggregate_type, aggregate_id, sequence, event_type,
                          event_version, payload, metadata)
                   values ('Tally', 't', 0, 'Noted', '1', '{}', '{}')";
    world.as_owner(damaged).await.unwrap();
    note(&desk, "t", &call("second"), "b").await.unwrap();
    let (now, version) = desk.fold::<Tally>("t").await.unwrap();
    assert_eq!((now.notes.len(), version), (2, 2));
    assert!(desk.events::<Tally>("t").await.is_err());
    let fresh = self::desk(&world);
    assert!(fresh.fold::<Tally>("t").await.is_err());
}

on_both_engines!(
    a_stream_is_read_on_from_where_it_was,
    a_command_sent_by_many_at_once_has_one_effect,
    commands_of_many_on_one_stream_all_take_effect,
    a_repeat_is_answered_as_it_was_then,
    a_used_name_for_another_request_is_told_apart,
    what_is_refused_or_already_so_leaves_nothing,
    a_stale_caller_is_told_the_revision,
);
