//! What is written stays, and the application may do no more than it must.

use habeas_adapters::store::Store;

use crate::support::{World, on_both_engines};

on_both_engines!(nobody_changes_or_removes_what_is_written);

async fn nobody_changes_or_removes_what_is_written(world: World) {
    world.note("t-1", 0, "for ever").await.unwrap();
    world.sequence_all().await;
    let mut attempts = vec![
        "update events set payload = '{}'",
        "delete from events",
        "update ledger set position = 7",
        "delete from ledger",
    ];
    if let Store::Pg(_) = world.store {
        attempts.extend(["truncate events", "truncate ledger", "update events set xid = '3'"]);
    } else {
        attempts.extend([
            "update event_log set sequence = 9",
            "delete from event_log",
            "insert or replace into events select * from events",
            "insert or replace into event_log select * from event_log",
            "insert or replace into ledger select * from ledger",
        ]);
    }
    for attempt in attempts {
        let error = world.as_owner(attempt).await.expect_err(attempt);
        assert!(error.to_string().contains("append-only"), "{attempt}: {error}");
    }
    assert_eq!(world.ledger().await.len(), 1);
}

#[tokio::test]
async fn the_application_has_no_rights_beyond_its_work() {
    let world = World::postgres().await;
    world.note("t-1", 0, "x").await.unwrap();
    world.sequence_all().await;
    let Store::Pg(pool) = &world.store else { unreachable!() };
    let row =
        "aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata";
    let insert = |column: &str, value: &str| {
        format!(
            "insert into events ({row}, {column})
             values ('Tally', 't', 9, 'Noted', '1', '{{}}', '{{}}', {value})"
        )
    };
    let forbidden = [
        insert("recorded_at", "'2001-01-01'"),
        insert("xid", "'3'"),
        "update events set payload = '{}'".into(),
        "delete from events".into(),
        "truncate events".into(),
        "update ledger set position = 7".into(),
        "delete from ledger".into(),
        "update ledger_head set cluster = 'x'".into(),
        "delete from ledger_head".into(),
        "alter table events disable trigger all".into(),
        "create table mine ()".into(),
        "update _sqlx_migrations set success = false".into(),
    ];
    for statement in forbidden {
        let error = sqlx::raw_sql(&statement).execute(pool).await.expect_err(&statement);
        let code = error.as_database_error().and_then(|e| e.code().map(|c| c.to_string()));
        assert_eq!(code.as_deref(), Some("42501"), "{statement}: {error}");
    }
}
