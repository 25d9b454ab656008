//! Alarms: what comes due is looked at once, nothing spins, and new rules are followed.

use habeas_domain::case::CaseId as _;
use habeas_domain::people::MatchRecord;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use habeas_adapters::cases::Rules;
use habeas_adapters::views::timer::{self, Alarm, Check};
use habeas_domain::kind::ItemKind;
use habeas_domain::notice::NoticeKind;
use habeas_domain::request::*;

use super::{project, project_by};
use crate::support::{Story, World, on_both_engines, rulebook, with_rest_day};

on_both_engines!(
    every_alarm_is_shown_when_it_comes_due_and_not_before,
    a_timekeeper_reaches_the_end_of_a_case_without_spinning,
    an_alarm_that_brings_nothing_about_rests,
    a_row_behind_the_last_look_rests_until_it_has_caught_up,
    new_calendars_bring_up_the_cases_that_they_move,
    a_closed_case_leaves_the_list,
);

async fn due(world: &World, now: DateTime<Utc>) -> Vec<Alarm> {
    timer::due(world.store.read().await.unwrap().conn(), now, 100).await.unwrap()
}

async fn next(world: &World, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    timer::next(world.store.read().await.unwrap().conn(), now).await.unwrap()
}

async fn checked(world: &mut World, check: &Check<'_>) {
    let mut tx = world.store.begin().await.unwrap();
    timer::checked(tx.conn(), check).await.unwrap();
    tx.commit().await.unwrap();
}

async fn deletion(world: &World, name: &str) -> Story {
    Story::begin(&world.store, name, "2026-11-21T00:40:00Z", &[ItemKind::Deletion]).await
}

async fn every_alarm_is_shown_when_it_comes_due_and_not_before(world: World) {
    let story = deletion(&world, "one").await;
    let later = Story::begin(&world.store, "two", "2026-11-25T00:40:00Z", &[ItemKind::Deletion]);
    let later = later.await;
    project(&world.store).await;
    let at = story.request.next_check(&story.rules).unwrap();
    assert_eq!(next(&world, story.now).await, Some(at));
    assert_eq!(due(&world, at - TimeDelta::microseconds(1)).await, []);
    let version = i64::try_from(story.version).unwrap();
    let alarm = Alarm { case: story.id.case(), at, version };
    assert_eq!(due(&world, at).await, std::slice::from_ref(&alarm));
    let then = later.request.next_check(&later.rules).unwrap();
    assert_eq!(next(&world, at).await, Some(then));
    let both = due(&world, then).await;
    assert_eq!((both.len(), &both[0]), (2, &alarm), "the earliest first");
    let one = timer::due(world.store.read().await.unwrap().conn(), then, 1).await.unwrap();
    assert_eq!(one, [alarm]);
}

async fn a_timekeeper_reaches_the_end_of_a_case_without_spinning(mut world: World) {
    let mut story = deletion(&world, "one").await;
    story.verified().await;
    project(&world.store).await;
    let mut looks = 0;
    while let Some(at) = next(&world, story.now).await {
        story.now = at;
        for alarm in due(&world, at).await {
            looks += 1;
            assert!(looks < 100, "it spins at {alarm:?}");
            let some = story.does(Act::CheckClocks).await;
            assert!(some, "the list is exact: {alarm:?}");
            let version = i64::try_from(story.version).unwrap();
            checked(&mut world, &Check { case: &story.id.case(), version, at, until: at }).await;
            assert_eq!(due(&world, at).await, [], "not again before the view has caught up");
        }
        project(&world.store).await;
        assert_eq!(due(&world, at).await, [], "one look fires all that has come due");
    }
    assert!(looks > 3, "warnings and lateness: {looks}");
    let mut tx = world.store.begin().await.unwrap();
    assert_eq!(timer::sweep(tx.conn(), story.now, 100).await.unwrap(), 1);
}

async fn an_alarm_that_brings_nothing_about_rests(mut world: World) {
    let mut story = deletion(&world, "one").await;
    project(&world.store).await;
    let at = next(&world, story.now).await.unwrap();
    let version = i64::try_from(story.version).unwrap();
    let until = at + TimeDelta::hours(1);
    checked(&mut world, &Check { case: &story.id.case(), version, at, until }).await;
    assert_eq!(due(&world, at).await, []);
    assert_eq!(due(&world, until - TimeDelta::microseconds(1)).await, []);
    assert_eq!(due(&world, until).await.len(), 1, "it is not forgotten");
    let mut tx = world.store.begin().await.unwrap();
    assert_eq!(timer::sweep(tx.conn(), at, 100).await.unwrap(), 0, "it still rests");
    drop(tx);
    // Whatever happens to the case ends the rest.
    story.later(TimeDelta::hours(1)).does(Act::MatchRecord(MatchRecord::NotFound)).await;
    project(&world.store).await;
    assert_eq!(due(&world, at).await.len(), 1);
    let mut tx = world.store.begin().await.unwrap();
    assert_eq!(timer::sweep(tx.conn(), at, 100).await.unwrap(), 0);
    assert_eq!(timer::sweep(tx.conn(), until, 100).await.unwrap(), 1);
}

async fn a_row_behind_the_last_look_rests_until_it_has_caught_up(mut world: World) {
    let mut story = deletion(&world, "one").await;
    project(&world.store).await;
    let at = next(&world, story.now).await.unwrap();
    // Something happened that the list does not know yet, and the look found nothing to do.
    story.later(TimeDelta::hours(1)).does(Act::MatchRecord(MatchRecord::NotFound)).await;
    let version = i64::try_from(story.version).unwrap();
    let earlier = at - TimeDelta::hours(1);
    checked(&mut world, &Check { case: &story.id.case(), version, at: earlier, until: at }).await;
    assert_eq!(due(&world, at + TimeDelta::days(1)).await, []);
    project(&world.store).await;
    // Caught up: the alarm lies after that look, so it is another one.
    assert_eq!(due(&world, at).await.len(), 1);
}

async fn new_calendars_bring_up_the_cases_that_they_move(world: World) {
    let mut moved = deletion(&world, "one").await;
    let afterwards = "2026-12-08T00:40:00Z";
    let mut unmoved = Story::begin(&world.store, "two", afterwards, &[ItemKind::Deletion]).await;
    project(&world.store).await;
    let now = moved.now;
    assert_eq!(due(&world, now).await, []);

    let new = with_rest_day("2026-12-04");
    moved.rules = Arc::new(new.clone());
    unmoved.rules = Arc::clone(&moved.rules);
    let rules = Rules::new(rulebook());
    project_by(&world.store, rules.clone()).await;
    rules.set(new.clone());
    project_by(&world.store, rules.clone()).await;
    let up: Vec<_> = due(&world, now).await.into_iter().map(|alarm| alarm.case).collect();
    assert_eq!(up, [moved.id.case()]);
    assert!(!unmoved.does(Act::CheckClocks).await);
    assert!(moved.does(Act::CheckClocks).await);
    project_by(&world.store, rules).await;
    assert_eq!(due(&world, now).await, []);
    let by_new = format!("select count(*) from view_timer where rules = '{}'", new.reckoning());
    assert_eq!(world.count(&by_new).await, 2);
}

async fn a_closed_case_leaves_the_list(world: World) {
    let mut story = deletion(&world, "one").await;
    story.verified().await;
    story.told(NoticeKind::Acknowledgement, None).await;
    story.decides(1, Outcome::NothingHeld).await;
    story.told(NoticeKind::Decision, Some(1)).await;
    project(&world.store).await;
    assert_eq!(world.count("select count(*) from live_timer").await, 1);
    story.does(Act::Close).await;
    project(&world.store).await;
    let expected = i64::from(story.request.next_check(&story.rules).is_some());
    assert_eq!(world.count("select count(*) from live_timer").await, expected);
}
