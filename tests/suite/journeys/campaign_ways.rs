//! Ways that take some messages, or none: one recipient closes none to everybody, what concerns the house uses
//! up nobody's ways, and however slow a way is, nobody else sends what is held.

use chrono::TimeDelta;
use habeas_adapters::campaigns::messages::fold_counts;
use habeas_adapters::campaigns::work::open_ways;
use habeas_domain::delivery::NotSentClass;
use serde_json::json;

use super::campaign_after::{goes_out, stands};
use crate::support::{Scene, on_both_engines};

on_both_engines!(InLondon:
    one_who_is_refused_by_a_policy_is_told_by_the_next_way,
    a_relay_that_is_down_uses_up_nobodys_ways,
    a_slow_group_is_held_until_it_has_ended,
    what_is_written_ahead_waits_for_the_group_before_it,
    what_is_written_ahead_of_a_closed_way_is_held_by_nobody,
    what_leaves_to_somebody_who_is_erased_meanwhile_is_recorded,
    whoever_is_erased_before_their_group_leaves_is_told_nothing,
);

/// A policy of her own mail server: she is told by text message, and everybody else goes on at once.
async fn one_who_is_refused_by_a_policy_is_told_by_the_next_way(mut scene: Scene) {
    let list = "email,phone\nada@example.net,020 7946 0101\nben@example.net,\ncem@example.net,\n";
    let (_, drive) = goes_out(&mut scene, &["email", "sms"], list).await;
    scene.works_without("campaigner").await;
    scene.crew.postbox.empty();
    scene.crew.postbox.refuses_one("ada@example.net", NotSentClass::RelayPermanent);
    scene.works().await;
    scene.mail("+442079460101");
    scene.mail("ben@example.net");
    scene.mail("cem@example.net");
    let (stage, messages) = stands(&scene, &drive).await;
    assert_eq!((&stage, &messages["told"]), (&json!("told"), &json!(3)));
    // Alone in her group she closes it as little.
    drive.listed(&scene, 1, "email,phone\ndan@example.net,020 7946 0104\n").await;
    scene.crew.postbox.refuses_one("dan@example.net", NotSentClass::RelayPermanent);
    scene.works().await;
    scene.mail("+442079460104");
    assert!(scene.sees(&drive.matter).await.get("closed_ways").is_none());
    scene.crew.postbox.refuses(None);
    scene.comes_to_the_same_again().await;
}

/// Down for a day and a half: much longer than a message is tried by one way.
async fn a_relay_that_is_down_uses_up_nobodys_ways(mut scene: Scene) {
    let list = "email,phone\nada@example.net,020 7946 0101\n";
    let (_, drive) = goes_out(&mut scene, &["email", "sms"], list).await;
    scene.works_without("campaigner").await;
    scene.crew.postbox.empty();
    scene.crew.postbox.is_down(true);
    for _ in 0..36 {
        scene.works().await;
        scene.office.clock.advance(TimeDelta::hours(1));
    }
    let (stage, messages) = stands(&scene, &drive).await;
    assert_eq!((&stage, &messages["queued"]), (&json!("under_way"), &json!(1)));
    scene.works().await;
    assert_eq!(scene.sees(&drive.matter).await["closed_ways"][0]["channel"], "email");
    assert_eq!(drive.waits(&scene).await, ["way", "sending"]);
    scene.crew.postbox.is_down(false);
    scene.office.clock.advance(TimeDelta::minutes(16));
    scene.works().await;
    scene.mail("ada@example.net");
    let version = drive.sees(&scene, 1).await;
    assert_eq!(
        version["recorded"],
        json!([ { "outcome": "handed_over", "channel": "email", "count": 1 } ])
    );
    scene.comes_to_the_same_again().await;
}

/// Three messages of which each takes ten minutes: the third is still held when the first began half an hour
/// ago, and nobody else takes it.
async fn a_slow_group_is_held_until_it_has_ended(mut scene: Scene) {
    let list = "email\nada@example.net\nben@example.net\ncem@example.net\n";
    let (_, drive) = goes_out(&mut scene, &["email"], list).await;
    scene.works_without("campaigner").await;
    scene.crew.postbox.empty();
    let clock = scene.office.clock.clone();
    scene.crew.postbox.takes_its_time(&clock, TimeDelta::minutes(10));
    scene.crew.kills_behind(3, "campaigner").await;
    assert_eq!(scene.crew.postbox.empty().len(), 3);
    scene.crew.postbox.takes_its_time(&clock, TimeDelta::zero());
    scene.works().await;
    scene.no_more_mail();
    assert_eq!(stands(&scene, &drive).await.1["queued"], 3, "whoever holds them may still say");
    scene.office.clock.advance(TimeDelta::minutes(16));
    scene.works().await;
    assert_eq!(scene.crew.postbox.empty().len(), 3, "the group again, since nobody knows");
    assert_eq!(stands(&scene, &drive).await.0, "told");
    scene.comes_to_the_same_again().await;
}

fn people(count: u32) -> String {
    let lines = (1..=count).map(|no| format!("person{no}@example.net\n"));
    std::iter::once("email\n".to_owned()).chain(lines).collect()
}

/// The first fifty take longer than the ten behind them are held without a word: these are held on, and leave
/// once.
async fn what_is_written_ahead_waits_for_the_group_before_it(mut scene: Scene) {
    let (_, drive) = goes_out(&mut scene, &["email"], &people(60)).await;
    scene.works_without("campaigner").await;
    scene.crew.postbox.empty();
    let clock = scene.office.clock.clone();
    scene.crew.postbox.takes_its_time(&clock, TimeDelta::minutes(1));
    scene.works().await;
    scene.crew.postbox.takes_its_time(&clock, TimeDelta::zero());
    let told = scene.crew.postbox.empty();
    let to: std::collections::BTreeSet<&str> = told.iter().map(|one| one.to.as_str()).collect();
    assert_eq!((told.len(), to.len()), (60, 60));
    assert_eq!(stands(&scene, &drive).await.0, "told");
    scene.comes_to_the_same_again().await;
}

/// The relay is down: of a hundred and twenty nobody is held, and all leave as soon as the way is open.
async fn what_is_written_ahead_of_a_closed_way_is_held_by_nobody(mut scene: Scene) {
    let (_, drive) = goes_out(&mut scene, &["email"], &people(120)).await;
    scene.works_without("campaigner").await;
    scene.crew.postbox.empty();
    scene.crew.postbox.is_down(true);
    scene.works().await;
    scene.crew.postbox.is_down(false);
    assert_eq!(scene.sees(&drive.matter).await["closed_ways"][0]["channel"], "email");
    let held = "select count(*) from campaign_message where held_until is not null";
    assert_eq!(scene.office.world.count(held).await, 0);
    // Shorter than any claim lasts: whoever was held would still be.
    let now = scene.office.clock.now();
    open_ways(&mut scene.office.world.store, now).await.unwrap();
    scene.works().await;
    assert_eq!(scene.crew.postbox.empty().len(), 120);
    assert_eq!(stands(&scene, &drive).await.0, "told");
    // A row of what was told, and none of what was queued.
    fold_counts(&mut scene.office.world.store, 0).await.unwrap();
    assert_eq!(
        scene.office.world.count("select count(*) from campaign_count where change <> 0").await,
        1
    );
    scene.comes_to_the_same_again().await;
}

/// She is erased while her message is on its way: it went out, and that is on record; the one whom nobody
/// holds is told nothing.
async fn what_leaves_to_somebody_who_is_erased_meanwhile_is_recorded(mut scene: Scene) {
    let (_, drive) = goes_out(&mut scene, &["email"], "email\nada@example.net\n").await;
    scene.works_without("campaigner").await;
    let postbox = scene.crew.postbox.clone();
    postbox.empty();
    postbox.lets_wait();
    let key = scene.key();
    let erase = json!({ "identifier": { "type": "email", "value": "ada@example.net" } });
    let erased = async {
        postbox.somebody_waits().await;
        let erased = scene.officer.post("/v1/campaigns/erase", &key, &erase).await;
        postbox.lets_in();
        erased
    };
    let (erased, ()) = tokio::join!(erased, scene.crew.works());
    assert_eq!(erased.body["erased"].as_array().unwrap().len(), 1, "{:?}", erased.body);
    scene.works().await;
    assert_eq!(postbox.empty().len(), 1);
    let version = drive.sees(&scene, 1).await;
    assert_eq!((&version["stage"], &version["messages"]["told"]), (&json!("told"), &json!(1)));
    assert_eq!(
        version["recorded"],
        json!([ { "outcome": "handed_over", "channel": "email", "count": 1 } ])
    );
    scene.comes_to_the_same_again().await;
}

/// While fifty are on their way, the group behind them is written already: one by mail, one whom somebody is to
/// call. Both are erased: no mail leaves, and nobody is asked to call.
async fn whoever_is_erased_before_their_group_leaves_is_told_nothing(mut scene: Scene) {
    let first = (1..=50).map(|no| format!("person{no}@example.net,\n"));
    let list: String = std::iter::once("email,phone\n".to_owned()).chain(first).collect();
    let list = list + "zoe@example.net,\n,020 7946 0102\n";
    let (_, drive) = goes_out(&mut scene, &["email", "phone"], &list).await;
    scene.works_without("campaigner").await;
    let postbox = scene.crew.postbox.clone();
    postbox.empty();
    postbox.lets_wait();
    let keys = [scene.key(), scene.key()];
    let erase = async {
        postbox.somebody_waits().await;
        let held = "select count(*) from campaign_message where held_until is not null";
        while scene.office.world.count(held).await < 52 {
            tokio::task::yield_now().await;
        }
        for (key, (kind, value)) in
            keys.iter().zip([("email", "zoe@example.net"), ("phone", "020 7946 0102")])
        {
            let erase = json!({ "identifier": { "type": kind, "value": value } });
            let erased = scene.officer.post("/v1/campaigns/erase", key, &erase).await;
            assert_eq!(erased.body["erased"].as_array().unwrap().len(), 1, "{:?}", erased.body);
        }
        postbox.lets_in();
    };
    let ((), ()) = tokio::join!(erase, scene.crew.works());
    scene.works().await;
    assert_eq!(postbox.empty().len(), 50);
    let (stage, messages) = stands(&scene, &drive).await;
    assert_eq!((&stage, &messages["told"]), (&json!("told"), &json!(50)));
    assert_eq!((&messages["withdrawn"], &messages["by_hand"]), (&json!(2), &json!(0)));
    scene.comes_to_the_same_again().await;
}
