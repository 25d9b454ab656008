//! Walking through lists by cursor while requests come and move.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use habeas_adapters::store::Store;
use habeas_adapters::views::page::{Limit, PageError};
use habeas_adapters::views::request::{Filter, Page, Row, Sort};
use habeas_adapters::views::{build, task};
use habeas_domain::id::RequestId;
use habeas_domain::kind::ItemKind;

use super::{page, project};
use crate::support::{Crowd, Story, World, on_both_engines};

on_both_engines!(
    a_walk_shows_everything_once_in_order,
    what_stays_in_place_is_shown_once_whatever_moves,
    a_walk_goes_on_across_a_rebuild,
    a_cursor_of_another_list_and_a_limit_out_of_range_are_refused,
);

#[tokio::test]
async fn postgres_sorts_by_bytes_whatever_its_locale() {
    let world = World::postgres().await;
    let texts = "select count(*) from information_schema.columns
                  where table_name like 'view%' and data_type = 'text'";
    assert!(world.count(texts).await > 20);
    let by_locale = format!("{texts} and collation_name is distinct from 'C'");
    assert_eq!(world.count(&by_locale).await, 0);
}

/// A crowd of so many requests, some of whose lives have gone on.
async fn crowd(world: &World, size: usize, acts: usize) -> Crowd {
    let mut crowd = Crowd::new(&world.store, 7);
    for _ in 0..size {
        crowd.receives().await;
    }
    crowd.lives(acts).await;
    // Two at the same moment, so that the id has to tell them apart.
    for name in ["twin-one", "twin-two", "twin-three"] {
        let story = Story::begin(&world.store, name, "2026-11-05T18:00:00Z", &[ItemKind::Copy]);
        crowd.stories.push(story.await);
    }
    project(&world.store).await;
    crowd
}

async fn step(
    store: &Store,
    sort: Sort,
    limit: i64,
    cursor: Option<&str>,
) -> (Vec<Row>, Option<String>) {
    let wanted = Page::parse(sort, limit, cursor).unwrap();
    let listed = page(store, &Filter::default(), &wanted).await;
    (listed.rows, listed.next)
}

async fn walk(store: &Store, sort: Sort, limit: i64) -> Vec<Row> {
    let (mut rows, mut next) = step(store, sort, limit, None).await;
    while let Some(cursor) = next {
        let (more, after) = step(store, sort, limit, Some(&cursor)).await;
        assert!(!more.is_empty(), "a cursor is given only when something is left");
        rows.extend(more);
        next = after;
    }
    rows
}

/// What a row is sorted by when sorted by due moment, nothing due last.
fn due_order(row: &Row) -> (bool, Option<DateTime<Utc>>, String) {
    let late_from = row.due.as_ref().map(|due| due.late_from);
    (late_from.is_none(), late_from, row.id.as_str().to_owned())
}

async fn a_walk_shows_everything_once_in_order(world: World) {
    let crowd = crowd(&world, 20, 150).await;
    let due = walk(&world.store, Sort::Due, 200).await;
    assert_eq!(due.len(), crowd.stories.len());
    let answered = due.iter().filter(|row| row.due.is_none()).count();
    assert!(answered > 0 && answered < due.len(), "some are due and some are not");
    assert!(due.is_sorted_by_key(due_order));
    let received = walk(&world.store, Sort::Received, 200).await;
    let backwards = |row: &Row| (row.received_at, row.id.as_str().to_owned());
    assert!(received.iter().rev().is_sorted_by_key(backwards));
    for limit in [1, 2, 7, 23] {
        assert_eq!(walk(&world.store, Sort::Due, limit).await, due, "{limit}");
        assert_eq!(walk(&world.store, Sort::Received, limit).await, received, "{limit}");
    }
}

async fn what_stays_in_place_is_shown_once_whatever_moves(world: World) {
    let mut crowd = crowd(&world, 16, 40).await;
    for sort in [Sort::Received, Sort::Due] {
        let before = walk(&world.store, sort, 200).await;
        let mut seen: BTreeMap<RequestId, usize> = BTreeMap::new();
        let mut next = None;
        loop {
            let (rows, after) = step(&world.store, sort, 3, next.as_deref()).await;
            for row in rows {
                *seen.entry(row.id).or_default() += 1;
            }
            next = after;
            if next.is_none() {
                break;
            }
            crowd.receives().await;
            crowd.lives(6).await;
            project(&world.store).await;
        }
        let after = walk(&world.store, sort, 200).await;
        let place = |row: &Row| match sort {
            Sort::Received => (false, Some(row.received_at), row.id.as_str().to_owned()),
            Sort::Due => due_order(row),
        };
        let places: BTreeMap<&RequestId, _> = after.iter().map(|r| (&r.id, place(r))).collect();
        let mut stayed = 0;
        for row in &before {
            if places[&row.id] == place(row) {
                stayed += 1;
                assert_eq!(seen.get(&row.id), Some(&1), "{} by {sort:?}", row.id);
            }
        }
        assert!(stayed > 0);
        if sort == Sort::Received {
            assert_eq!(stayed, before.len(), "a receipt never moves");
            assert!(seen.values().all(|times| *times == 1));
        }
    }
}

async fn a_walk_goes_on_across_a_rebuild(mut world: World) {
    crowd(&world, 8, 30).await;
    let whole = walk(&world.store, Sort::Due, 200).await;
    let (mut rows, next) = step(&world.store, Sort::Due, 4, None).await;
    let mut tx = world.store.begin().await.unwrap();
    build::start(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    project(&world.store).await;
    assert_eq!(world.count("select build from projection").await, 2);
    rows.extend(step(&world.store, Sort::Due, 200, next.as_deref()).await.0);
    assert_eq!(rows, whole);
}

async fn a_cursor_of_another_list_and_a_limit_out_of_range_are_refused(world: World) {
    crowd(&world, 3, 0).await;
    let (_, next) = step(&world.store, Sort::Due, 1, None).await;
    let cursor = next.unwrap();
    assert!(Page::parse(Sort::Due, 1, Some(&cursor)).is_ok());
    assert_eq!(Page::parse(Sort::Received, 1, Some(&cursor)), Err(PageError::Cursor));
    assert_eq!(task::Page::parse(1, Some(&cursor)), Err(PageError::Cursor));
    let mut damaged = cursor.clone();
    damaged.truncate(cursor.len() - 4);
    for bad in ["", "x", "due", &damaged, &format!("{cursor}{cursor}")] {
        assert_eq!(Page::parse(Sort::Due, 1, Some(bad)), Err(PageError::Cursor), "{bad}");
    }
    for limit in [0, -1, Limit::MAX + 1] {
        assert_eq!(Page::parse(Sort::Due, limit, None), Err(PageError::Limit));
        assert_eq!(task::Page::parse(limit, None), Err(PageError::Limit));
    }
}
