//! Ways that are slow, closed, or say nothing: what is on record stays small, nobody waits for a way that is not
//! theirs, and what nobody knows is said to be unknown.

use chrono::TimeDelta;
use habeas_domain::delivery::NotSentClass;
use habeas_workers::Speed;
use serde_json::json;

use super::campaign_after::{goes_out, stands};
use crate::support::{Scene, on_both_engines};

on_both_engines!(InLondon:
    a_slow_pace_makes_no_event_of_each_message,
    a_closed_way_keeps_back_what_goes_by_it_alone,
    two_whom_a_policy_refuses_for_an_hour_are_told_by_the_next_way,
    what_nobody_knows_is_said_to_be_unknown,
    what_has_not_begun_when_it_is_paused_is_held_back,
);

/// Fifty a second: as many are in hand at once. Of a thousand and a half three reports are made: the first words,
/// a full one, and what is left at the end.
async fn a_slow_pace_makes_no_event_of_each_message(mut scene: Scene) {
    let lines = (1..=1_500).map(|no| format!("person{no}@example.net\n"));
    let list: String = std::iter::once("email\n".to_owned()).chain(lines).collect();
    let (_, drive) = goes_out(&mut scene, &["email"], &list).await;
    scene.works_without("campaigner").await;
    scene.crew.tells_many_at(&scene.office, Speed::per_minute(3_000));
    scene.crew.postbox.empty();
    for second in 0..30 {
        assert_eq!(scene.crew.postbox.empty().len(), if second == 0 { 0 } else { 50 });
        scene.works().await;
        scene.office.clock.advance(TimeDelta::seconds(1));
    }
    assert_eq!(stands(&scene, &drive).await.0, "told");
    let reports = "select count(*) from events where event_type = 'ResultsRecorded'";
    assert_eq!(scene.office.world.count(reports).await, 3);
    scene.comes_to_the_same_again().await;
}

/// The login for text messages is wrong for a day. Everybody with a mailbox is told at once, and the others as
/// soon as it is mended.
async fn a_closed_way_keeps_back_what_goes_by_it_alone(mut scene: Scene) {
    let lines = (1..=200).map(|no| {
        if no % 3 == 0 {
            format!(",020 7946 {no:04}\n")
        } else {
            format!("person{no}@example.net,\n")
        }
    });
    let list: String = std::iter::once("email,phone\n".to_owned()).chain(lines).collect();
    let (_, drive) = goes_out(&mut scene, &["sms", "email"], &list).await;
    scene.works_without("campaigner").await;
    scene.crew.postbox.empty();
    scene.crew.postbox.takes_no_texts();
    scene.works().await;
    assert_eq!(scene.crew.postbox.empty().len(), 134);
    for _ in 0..30 {
        scene.office.clock.advance(TimeDelta::minutes(48));
        scene.works().await;
    }
    scene.no_more_mail();
    assert_eq!(stands(&scene, &drive).await.1["queued"], 66);
    let closed = scene.sees(&drive.matter).await["closed_ways"].clone();
    assert_eq!(closed[0]["channel"], "sms");
    assert_eq!(closed.as_array().unwrap().len(), 1);
    // A list that comes in meanwhile waits for nothing but its own way.
    drive.listed(&scene, 1, "email\nlate@example.net\n").await;
    scene.works().await;
    scene.mail("late@example.net");
    scene.crew.postbox.refuses(None);
    scene.office.clock.advance(TimeDelta::minutes(16));
    scene.works().await;
    assert_eq!(scene.crew.postbox.empty().len(), 66);
    assert_eq!(stands(&scene, &drive).await.0, "told");
    scene.comes_to_the_same_again().await;
}

/// Both mailboxes are under a policy that will never take it. One refusal says nothing about the other, and yet
/// neither can be believed for ever to be about the house.
async fn two_whom_a_policy_refuses_for_an_hour_are_told_by_the_next_way(mut scene: Scene) {
    let list = "email,phone\nada@example.net,020 7946 0101\nben@example.net,020 7946 0102\n";
    let (_, drive) = goes_out(&mut scene, &["email", "sms"], list).await;
    scene.works_without("campaigner").await;
    scene.crew.postbox.empty();
    scene.crew.postbox.takes_no_mail(NotSentClass::RelayPermanent);
    for _ in 0..3 {
        scene.works().await;
        scene.no_more_mail();
        assert_eq!(scene.sees(&drive.matter).await["closed_ways"][0]["channel"], "email");
        scene.office.clock.advance(TimeDelta::minutes(16));
    }
    scene.works().await;
    scene.mail("+442079460101");
    scene.mail("+442079460102");
    assert_eq!(stands(&scene, &drive).await.0, "told");
    scene.comes_to_the_same_again().await;
}

/// The relay keeps every message and never says so, for two days. Each is sent again under the same id, a few
/// times; then it is tried by the next way, and nobody says that the first one did not reach them.
async fn what_nobody_knows_is_said_to_be_unknown(mut scene: Scene) {
    let (_, drive) = goes_out(&mut scene, &["email", "phone"], "email\nada@example.net\n").await;
    scene.works_without("campaigner").await;
    scene.crew.postbox.empty();
    scene.crew.postbox.keeps_silent();
    for _ in 0..60 {
        scene.works().await;
        scene.office.clock.advance(TimeDelta::hours(1));
    }
    let mut kept = scene.crew.postbox.empty();
    // The desk's own mails are kept over and over, too.
    kept.retain(|one| one.to == "ada@example.net");
    assert_eq!(kept.len(), 7);
    assert!(kept.iter().all(|one| (&one.id, &one.to) == (&kept[0].id, &kept[0].to)));
    let version = drive.sees(&scene, 1).await;
    let recorded = version["recorded"].as_array().unwrap();
    assert!(recorded.contains(&json!({ "outcome": "unknown", "channel": "email", "count": 1 })));
    assert_eq!(version["messages"]["unreachable"], 1, "people have to see to it");
    scene.comes_to_the_same_again().await;
}

/// Forty are in hand, of which sixteen are on their way: these arrive, and the others wait for whoever paused
/// it.
async fn what_has_not_begun_when_it_is_paused_is_held_back(mut scene: Scene) {
    let lines = (1..=40).map(|no| format!("person{no}@example.net\n"));
    let list: String = std::iter::once("email\n".to_owned()).chain(lines).collect();
    let (_, drive) = goes_out(&mut scene, &["email"], &list).await;
    scene.works_without("campaigner").await;
    let (postbox, clock) = (scene.crew.postbox.clone(), scene.office.clock.clone());
    postbox.empty();
    postbox.lets_wait();
    let why = json!({ "reason": "A doubt about the date." });
    let (path, key) = (drive.matter.path("versions/1/pause"), scene.key());
    let paused = async {
        postbox.somebody_waits().await;
        let paused = scene.officer.post(&path, &key, &why).await;
        clock.advance(TimeDelta::seconds(1));
        postbox.lets_in();
        paused
    };
    let (paused, ()) = tokio::join!(paused, scene.crew.works());
    assert!(paused.status.is_success(), "{:?}", paused.body);
    assert_eq!(postbox.empty().len(), 16);
    let (stage, messages) = stands(&scene, &drive).await;
    assert_eq!(
        (&stage, &messages["queued"], &messages["told"]),
        (&json!("paused"), &json!(24), &json!(16))
    );
    let held = "select count(*) from campaign_message where held_until is not null";
    assert_eq!(scene.office.world.count(held).await, 0);
    drive.does(&scene, "versions/1/resume", json!({})).await;
    scene.works().await;
    assert_eq!(postbox.empty().len(), 24);
    assert_eq!(stands(&scene, &drive).await.0, "told");
    scene.comes_to_the_same_again().await;
}
