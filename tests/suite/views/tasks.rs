//! The lists of tasks: what a system can claim, and what an officer must look at.

use chrono::{DateTime, Days, TimeDelta, Utc};
use habeas_adapters::store::Store;
use habeas_adapters::views::task::{self, Page, Row, Wanted};
use habeas_domain::actor::Role;
use habeas_domain::id::{SystemId, TaskNo};
use habeas_domain::kind::ItemKind;
use habeas_domain::notice::NoticeKind;
use habeas_domain::request::*;

use super::project;
use crate::support::{Story, World, actor, on_both_engines, register};

on_both_engines!(
    a_system_sees_what_it_can_claim,
    what_failed_is_with_the_officers_until_it_is_ordered_again,
    what_slipped_is_shown_by_the_day_that_the_caller_names,
    a_walk_through_tasks_shows_each_once,
);

async fn listed(store: &Store, wanted: &Wanted) -> Vec<Row> {
    let page = Page::parse(200, None).unwrap();
    task::list(store.read().await.unwrap().conn(), wanted, &page).await.unwrap().rows
}

fn claimable(system: &str, now: DateTime<Utc>) -> Wanted {
    Wanted::Claimable { system: SystemId::parse(system).unwrap(), now }
}

/// A deletion that was granted, with its work ordered from all systems.
pub(super) async fn ordered(world: &World, name: &str, received: &str) -> Story {
    let mut story = Story::begin(&world.store, name, received, &[ItemKind::Deletion]).await;
    story.verified().await;
    story.told(NoticeKind::Consequences, Some(1)).await;
    story.decides(1, Outcome::Granted).await;
    story.plans(1).await;
    story
}

fn task_in(story: &Story, system: &str) -> TaskNo {
    let mut tasks = story.case().tasks.iter();
    *tasks.find(|(_, task)| task.system.as_str() == system).unwrap().0
}

async fn a_system_sees_what_it_can_claim(world: World) {
    let mut story = ordered(&world, "one", "2026-11-21T00:40:00Z").await;
    project(&world.store).await;
    let no = task_in(&story, "core");
    let rows = listed(&world.store, &claimable("core", story.now)).await;
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    let task = &story.case().tasks[&no];
    assert_eq!((&row.request, row.task), (&story.id, no));
    assert_eq!(row.reference, story.case().receipt.reference);
    assert_eq!((row.item, &row.system, row.kind), (task.item, &task.system, task.kind));
    assert_eq!((&row.categories, row.due), (&task.categories, task.due));
    assert_eq!((&row.state, row.fence), (&TaskState::Ordered, 0));
    assert_eq!(row.categories.len(), 2);

    story.by = actor(Role::System, "core");
    story.does(Act::ClaimTask { task: no, lease_minutes: 30 }).await;
    project(&world.store).await;
    let until = story.now + TimeDelta::minutes(30);
    let just_before = until - TimeDelta::microseconds(1);
    assert_eq!(listed(&world.store, &claimable("core", just_before)).await, []);
    let run_out = listed(&world.store, &claimable("core", until)).await;
    let claim = TaskState::Claimed { by: story.by.id.clone(), until };
    assert_eq!((&run_out[0].state, run_out[0].fence), (&claim, 1));
    assert_eq!(listed(&world.store, &claimable("support", until)).await.len(), 1);

    let report = TaskReport { result: TaskResult::Done, evidence: None };
    story.does(Act::ReportTask { task: no, fence: 1, report }).await;
    project(&world.store).await;
    assert_eq!(listed(&world.store, &claimable("core", until)).await, []);
    let left = world.count("select count(*) from live_task").await;
    assert_eq!(usize::try_from(left).unwrap(), story.case().tasks.len() - 1);
}

async fn what_failed_is_with_the_officers_until_it_is_ordered_again(world: World) {
    let mut story = ordered(&world, "one", "2026-11-21T00:40:00Z").await;
    let no = task_in(&story, "support");
    for (fence, result) in [(1, TaskResult::Failed), (2, TaskResult::Refused)] {
        story.does(Act::ClaimTask { task: no, lease_minutes: 30 }).await;
        let report = TaskReport { result, evidence: None };
        story.does(Act::ReportTask { task: no, fence, report }).await;
        project(&world.store).await;
        let now = story.now + TimeDelta::days(100);
        assert_eq!(listed(&world.store, &claimable("support", now)).await, []);
        let returned = listed(&world.store, &Wanted::Returned).await;
        assert_eq!(returned.len(), 1);
        assert_eq!(returned[0].state, TaskState::Ended { result, at: story.now });
        story.later(TimeDelta::days(1));
        story.does(Act::OrderTaskAgain { task: no, register: register() }).await;
        project(&world.store).await;
        assert_eq!(listed(&world.store, &Wanted::Returned).await, []);
        assert_eq!(listed(&world.store, &claimable("support", story.now)).await.len(), 1);
    }
}

async fn what_slipped_is_shown_by_the_day_that_the_caller_names(world: World) {
    let early = ordered(&world, "early", "2026-11-11T00:40:00Z").await;
    let late = ordered(&world, "late", "2026-11-21T00:40:00Z").await;
    project(&world.store).await;
    let day = |story: &Story| story.case().tasks[&TaskNo(1)].due;
    assert!(day(&early) < day(&late));
    let overdue = async |today| listed(&world.store, &Wanted::Overdue { today }).await;
    assert_eq!(overdue(day(&early)).await, [], "its own day is not past");
    let next = day(&early) + Days::new(1);
    let rows = overdue(next).await;
    assert_eq!(rows.len(), early.case().tasks.len());
    assert!(rows.iter().all(|row| row.request == early.id));
    let both = overdue(day(&late) + Days::new(1)).await;
    assert_eq!(both.len(), early.case().tasks.len() + late.case().tasks.len());
    assert!(both.is_sorted_by_key(|row| (row.due, row.request.clone(), row.task)));
}

async fn a_walk_through_tasks_shows_each_once(world: World) {
    for name in ["one", "two", "three", "four"] {
        ordered(&world, name, "2026-11-21T00:40:00Z").await;
    }
    project(&world.store).await;
    let wanted = Wanted::Overdue { today: "2030-01-01".parse().unwrap() };
    let whole = listed(&world.store, &wanted).await;
    let all = world.count("select count(*) from live_task").await;
    assert_eq!(whole.len(), usize::try_from(all).unwrap());
    for limit in [1, 2, 5] {
        let mut rows = Vec::new();
        let mut next = None;
        loop {
            let page = Page::parse(limit, next.as_deref()).unwrap();
            let mut reader = world.store.read().await.unwrap();
            let listed = task::list(reader.conn(), &wanted, &page).await.unwrap();
            rows.extend(listed.rows);
            next = listed.next;
            if next.is_none() {
                break;
            }
        }
        assert_eq!(rows, whole, "{limit} at a time");
    }
}
