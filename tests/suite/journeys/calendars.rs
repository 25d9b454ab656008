//! Whose working days count, and what happens when a calendar changes.

use serde_json::{Value, json};

use super::{MAIL, granted, hides, in_order, letter, living_in, received, says};
use crate::support::{Matter, Scene, clock, with_rest_day, words};

mod in_los_angeles {
    use super::{a_day_off_moves_open_clocks, the_promise_of_a_house_in_the_united_states};
    use crate::support::on_both_engines;
    on_both_engines!(Scene: the_promise_of_a_house_in_the_united_states, a_day_off_moves_open_clocks);
}

mod in_shanghai {
    use super::the_earlier_of_two_calendars_is_promised;
    use crate::support::on_both_engines;
    on_both_engines!(InShanghai: the_earlier_of_two_calendars_is_promised);
}

mod in_spring {
    use super::around_the_spring_festival_the_earlier_is_owed;
    use crate::support::on_both_engines;
    on_both_engines!(InSpring: around_the_spring_festival_the_earlier_is_owed);
}

fn deletion() -> Value {
    letter(json!([ { "kind": "deletion" } ]))
}

fn promise(matter: &Matter) -> &Value {
    clock(&matter.body, 1, "respond", "house")
}

async fn the_promise_of_a_house_in_the_united_states(mut scene: Scene) {
    let matter = scene.receives(&deletion()).await;
    let promised = promise(&matter);
    assert_eq!((&promised["due"], &promised["calendar"]), (&json!("2026-12-14"), &json!("US")));
    assert_eq!(promised["governing"], true);
    says(&words(&promised["why"]).join("\n"), &["26 Nov 2026"]);
    // The law's dates run beside it.
    assert_eq!(clock(&matter.body, 0, "acknowledge", "ccpa")["due"], "2026-12-07");
    assert_eq!(clock(&matter.body, 1, "respond", "ccpa")["due"], "2027-01-03");
    says(&scene.mail(MAIL).text(), &["Monday 14 December 2026 (end of day, Los Angeles time)"]);

    // Due today, and to be seen: neither late, nor lost among what is due later.
    scene.verifies(&matter, MAIL).await;
    scene.does(&scene.officer, &matter, "items/1/take", json!({})).await;
    let listed = async |scene: &Scene, query: &str| {
        let answer = scene.officer.get(&format!("/v1/requests?{query}")).await;
        answer.body["requests"].as_array().unwrap().clone()
    };
    scene.until("2026-12-14T23:59:00-08:00").await;
    let today = listed(&scene, "due_before=2026-12-15").await;
    assert_eq!(
        (&today[0]["id"], &today[0]["due"]["day"]),
        (&json!(matter.id), &json!("2026-12-14"))
    );
    assert_eq!(today[0]["due"]["overdue"], false);
    assert!(listed(&scene, "due_before=2026-12-14").await.is_empty());
    assert!(listed(&scene, "overdue=true").await.is_empty());
    scene.until("2026-12-15T00:00:00-08:00").await;
    assert_eq!(listed(&scene, "overdue=true").await[0]["id"], matter.id);
    scene.comes_to_the_same_again().await;
}

async fn the_earlier_of_two_calendars_is_promised(mut scene: Scene) {
    // In Shanghai it was Saturday already when the Californian wrote.
    let matter = scene.receives(&deletion()).await;
    let promised = promise(&matter);
    assert_eq!((&promised["due"], &promised["calendar"]), (&json!("2026-12-11"), &json!("CN")));
    assert_eq!(promised["zone"], "Asia/Shanghai");
    let why = words(&promised["why"]).join("\n");
    says(&why, &["CN", "US", "11 Dec 2026", "14 Dec 2026"]);
    let mail = scene.mail(MAIL);
    says(&mail.text(), &["Friday 11 December 2026 (end of day, Shanghai time)"]);
    hides(&mail.text(), &["14 December"]);
    scene.comes_to_the_same_again().await;
}

async fn around_the_spring_festival_the_earlier_is_owed(mut scene: Scene) {
    let at = |zone: &str, country: &str| {
        let written = received("2026-02-06T08:30:00-08:00", zone, deletion());
        living_in(country, written)
    };
    let mut dues = Vec::new();
    for (zone, country) in
        [("America/Los_Angeles", "US"), ("Europe/London", "GB"), ("Asia/Shanghai", "CN")]
    {
        let matter = scene.receives(&at(zone, country)).await;
        dues.push(promise(&matter)["due"].as_str().unwrap().to_owned());
    }
    // 2 March on the calendar of the United States; 27 February on that of Great Britain; China's
    // 5 March comes later than the house's own.
    assert_eq!(dues, ["2026-03-02", "2026-02-27", "2026-03-02"]);
    scene.comes_to_the_same_again().await;
}

async fn a_day_off_moves_open_clocks(mut scene: Scene) {
    let open = scene.receives(&deletion()).await;
    let mut done = letter(json!([ { "kind": "marketing_opt_out" } ]));
    done["subject"]["identifiers"][0]["value"] = json!("u-other");
    let done = scene.receives(&done).await;
    scene.does(&scene.officer, &done, "items/1/decision", granted()).await;
    scene.does(&scene.officer, &done, "items/1/tasks", json!({ "plan": "carry_out" })).await;
    scene.works().await;
    let met = scene.sees(&done).await;
    assert_eq!(clock(&met, 1, "respond", "house")["state"], "met");

    scene.until("2026-12-01T09:00:00-08:00").await;
    scene.office.cases.rules().set(with_rest_day("2026-12-04"));
    scene.works().await;
    let seen = scene.sees(&open).await;
    let moved = clock(&seen, 1, "respond", "house");
    assert_eq!(moved["due"], "2026-12-15", "one day later");
    says(&words(&moved["why"]).join("\n"), &["4 Dec 2026"]);
    in_order(&scene.timeline(&open).await, &["ClockStarted", "ClockMoved"])
        .unwrap_or_else(|missing| panic!("{missing}"));
    let events = scene.officer.get(&open.path("timeline?limit=500")).await.body;
    let events = events["entries"].as_array().unwrap().clone();
    let details = events.iter().find(|entry| entry["event"]["type"] == "ClockMoved").unwrap();
    let details = &details["event"]["details"];
    assert_eq!(
        (&details["before"]["due"], &details["after"]["due"], &details["cause"]),
        (&json!("2026-12-14"), &json!("2026-12-15"), &json!("calendar"))
    );
    assert_ne!(details["before"]["calendar_digest"], details["after"]["calendar_digest"]);
    // What was met stays met on the day on which it was.
    let still = clock(&scene.sees(&done).await, 1, "respond", "house").clone();
    assert_eq!(still["due"], clock(&met, 1, "respond", "house")["due"]);
    assert!(!scene.timeline(&done).await.contains(&"ClockMoved".to_owned()));
    // On the fourteenth it is not late any more.
    scene.does(&scene.officer, &open, "items/1/take", json!({})).await;
    scene.until("2026-12-15T12:00:00-08:00").await;
    assert_eq!(clock(&scene.sees(&open).await, 1, "respond", "house")["late"], false);
    scene.until("2026-12-16T00:00:00-08:00").await;
    assert_eq!(clock(&scene.sees(&open).await, 1, "respond", "house")["late"], true);
    scene.comes_to_the_same_again().await;
}
