//! Silence that an authority asks for, waves of people, two incidents that are one, and one that was none
//! (S43, S44).

use serde_json::{Value, json};

use super::in_order;
use super::incident::{contained, due, duty, finding, no, notice, report};
use crate::support::{Scene, allows, on_both_engines};

on_both_engines!(InLondon:
    the_police_ask_for_silence_until_friday,
    silence_is_entered_when_it_is_over,
    more_people_are_told_in_a_second_wave,
    two_incidents_are_one,
    it_was_no_breach,
);

async fn the_police_ask_for_silence_until_friday(mut scene: Scene) {
    let incident = scene
        .takes_in("incidents", &scene.clerk.clone(), &report("staff", "2026-02-06T10:00:00Z"))
        .await;
    let mut grave = finding(
        "high",
        &json!([ { "country": "GB", "people": 300 }, { "country": "US", "region": "CA", "people": 600 } ]),
    );
    grave["data"] = json!(["financial"]);
    let seen = scene.does(&scene.officer, &incident, "assessments", grave).await;
    assert_eq!(due(&seen, "ccpa", "breach.people"), "2026-03-08");
    assert_eq!(duty(&seen, "ccpa", "breach.attorney_general")["state"], "waiting");
    contained(&scene, &incident, "2026-02-06T10:01:00Z").await;
    scene.works().await;
    scene.crew.postbox.empty();
    let stay = |until: &str| {
        json!({ "authority": "Example Police", "reference": "CR-9", "from": "2026-02-06T10:05:00Z",
                "until": until })
    };
    let never = stay("2026-02-06T10:05:00Z");
    assert_eq!(scene.refuses(&scene.officer, &incident, "stays", never).await, "stay_out_of_range");
    let seen = scene.does(&scene.officer, &incident, "stays", stay("2026-02-13T12:00:00Z")).await;
    let state = |body: &Value, regime, rule| duty(body, regime, rule)["clocks"][0]["state"].clone();
    assert_eq!(state(&seen, "ccpa", "breach.people"), "paused");
    assert_eq!(state(&seen, "uk", "breach.people"), "paused");
    assert_eq!(
        state(&seen, "uk", "breach.authority"),
        "running",
        "the law stays no authority's clock"
    );
    scene.works().await;
    assert_eq!(scene.alarms(&incident), ["A case needs a look"]);
    let listed = scene.officer.get("/v1/incidents").await.body;
    assert_eq!(listed["incidents"][0]["marks"], json!(["stayed"]));

    // Nobody does anything, and on Friday at noon it is over.
    let authority = no(duty(&seen, "uk", "breach.authority"));
    let first = notice(&[authority], "initial", "2026-02-06T10:05:01Z");
    scene.does(&scene.officer, &incident, "authority-notices", first).await;
    scene.until("2026-02-13T12:01:00Z").await;
    assert_eq!(scene.alarms(&incident), ["A case needs a look"]);
    let seen = scene.sees(&incident).await;
    assert_eq!(state(&seen, "ccpa", "breach.people"), "running");
    assert_eq!(due(&seen, "ccpa", "breach.people"), "2026-03-15");
    assert_eq!(seen["stays"][0]["ended"], "2026-02-13T12:00:00Z");

    // People are told; the attorney general has fifteen days more.
    let ccpa = no(duty(&seen, "ccpa", "breach.people"));
    let told = json!({ "duties": [ccpa], "at": "2026-02-13T12:00:30Z", "means": ["email", "announcement"],
                       "people": 600, "complete": true });
    let seen = scene.does(&scene.officer, &incident, "people-told", told).await;
    assert_eq!(duty(&seen, "ccpa", "breach.people")["state"], "done");
    assert_eq!(due(&seen, "ccpa", "breach.attorney_general"), "2026-02-28");
    in_order(
        &scene.timeline(&incident).await,
        &[
            "NoticesStayed",
            "ClockPaused",
            "told: track_alarm",
            "StayEnded",
            "ClockResumed",
            "told: track_alarm",
            "PeopleTold",
            "ClockStarted",
        ],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}

/// Asked for on Friday until Sunday, which nobody told the desk before Monday at noon.
async fn silence_is_entered_when_it_is_over(mut scene: Scene) {
    let incident = scene
        .takes_in("incidents", &scene.clerk.clone(), &report("staff", "2026-02-06T10:00:00Z"))
        .await;
    let grave = finding("high", &json!([ { "country": "GB", "people": 300 } ]));
    let seen = scene.does(&scene.officer, &incident, "assessments", grave).await;
    assert_eq!(due(&seen, "uk", "breach.people"), "2026-02-09T10:00:00+00:00");
    contained(&scene, &incident, "2026-02-06T10:01:00Z").await;
    scene.until("2026-02-09T12:00:00Z").await;
    let clock = |seen: &Value| duty(seen, "uk", "breach.people")["clocks"][0].clone();
    assert_eq!(clock(&scene.sees(&incident).await)["late"], true);
    scene.crew.postbox.empty();
    let over = json!({ "authority": "Example Police", "reference": "CR-9",
                       "from": "2026-02-06T12:00:00Z", "until": "2026-02-08T12:00:00Z" });
    let seen = scene.does(&scene.officer, &incident, "stays", over).await;
    assert_eq!(due(&seen, "uk", "breach.people"), "2026-02-11T10:00:00+00:00");
    assert_eq!(clock(&seen)["state"], "running");
    assert_eq!(seen["stays"][0]["ended"], "2026-02-08T12:00:00Z");
    assert!(!crate::support::words(&seen["waiting_on"]).contains(&"stay"));
    scene.works().await;
    let look = "A case needs a look".to_owned();
    assert!(!scene.alarms(&incident).contains(&look), "nobody need wait");
    let listed = scene.officer.get("/v1/incidents").await.body;
    assert_eq!(listed["incidents"][0]["marks"], json!([]));
    let told = json!({ "duties": [no(duty(&seen, "uk", "breach.people"))], "at": "2026-02-09T12:00:01Z",
                       "means": ["email"], "people": 300, "complete": true });
    let seen = scene.does(&scene.officer, &incident, "people-told", told).await;
    assert_eq!(clock(&seen)["state"], "met");
    in_order(
        &scene.timeline(&incident).await,
        &[
            "DutyMissed",
            "told: overdue",
            "NoticesStayed",
            "ClockPaused",
            "ClockResumed",
            "PeopleTold",
        ],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}

async fn more_people_are_told_in_a_second_wave(mut scene: Scene) {
    let incident = scene
        .takes_in("incidents", &scene.clerk.clone(), &report("staff", "2026-02-06T10:00:00Z"))
        .await;
    let grave = |people: u64| finding("high", &json!([ { "country": "GB", "people": people } ]));
    let seen = scene.does(&scene.officer, &incident, "assessments", grave(10_000)).await;
    let first = no(duty(&seen, "uk", "breach.people"));
    let told = |duty: u64, people: u64, at: &str| json!({ "duties": [duty], "at": at, "means": ["email"], "people": people, "complete": true });
    let nobody = told(first, 0, "2026-02-06T10:05:02Z");
    assert_eq!(
        scene.refuses(&scene.officer, &incident, "people-told", nobody).await,
        "nobody_told"
    );
    let wave = told(first, 10_000, "2026-02-06T10:05:02Z");
    scene.does(&scene.officer, &incident, "people-told", wave).await;
    scene.until("2026-02-08T09:00:00Z").await;
    let mut hashes = grave(40_000);
    hashes["data"] = json!(["ordinary", "credentials"]);
    let seen = scene.does(&scene.officer, &incident, "assessments", hashes).await;
    let second = no(duty(&seen, "uk", "breach.people"));
    assert_ne!(first, second, "whoever was not thought of was not told");
    let due = due(&seen, "uk", "breach.people");
    assert!(due.starts_with("2026-02-11T09:00:0"), "{due}");
    scene.comes_to_the_same_again().await;
}

async fn two_incidents_are_one(mut scene: Scene) {
    let clerk = scene.clerk.clone();
    let first = scene.takes_in("incidents", &clerk, &report("staff", "2026-02-06T10:00:00Z")).await;
    let second = scene.takes_in("incidents", &clerk, &report("user", "2026-02-06T10:02:00Z")).await;
    let merge = |into: &str| json!({ "into": into, "reasoning": "The same open list." });
    let itself = scene.refuses(&scene.officer, &second, "merge", merge(&second.id)).await;
    assert_eq!(itself, "merge_target");
    let nowhere = merge("inc_00000000000000000000000000000000");
    assert_eq!(scene.refuses(&scene.officer, &second, "merge", nowhere).await, "merge_target");
    let merged = scene.does(&scene.officer, &second, "merge", merge(&first.id)).await;
    assert_eq!(merged["phase"], "merged");
    let states = merged["duties"].as_array().unwrap().iter().map(|duty| duty["state"].clone());
    assert!(states.into_iter().all(|state| state == "fell_away"), "what is owed is owed there");
    scene.works().await;
    let links = |body: &Value| body["links"].clone();
    let of_first = links(&scene.sees(&first).await);
    assert_eq!(of_first, json!([ { "case": second.id, "link": "merged" } ]));
    let of_second = links(&scene.sees(&second).await);
    assert_eq!(of_second, json!([ { "case": first.id, "link": "merged_into" } ]));
    let back = scene.refuses(&scene.officer, &first, "merge", merge(&second.id)).await;
    assert_eq!(back, "merge_target", "it is no longer open");
    scene.comes_to_the_same_again().await;
}

async fn it_was_no_breach(mut scene: Scene) {
    let incident = scene
        .takes_in("incidents", &scene.clerk.clone(), &report("user", "2026-02-06T10:00:00Z"))
        .await;
    let reasoned = json!({ "reasoning": "The list holds invented names: a test file." });
    let by_clerk = scene.tries(&scene.clerk, &incident, "no-breach", reasoned.clone()).await;
    assert_eq!(by_clerk.status.as_u16(), 403);
    let seen = scene.does(&scene.officer, &incident, "no-breach", reasoned).await;
    assert_eq!(seen["phase"], "not_a_breach");
    assert_eq!(duty(&seen, "house", "breach.assess")["state"], "done");
    assert!(allows_case(&seen, "reopen"));
    scene.works().await;
    scene.crew.postbox.empty();
    scene.until("2026-02-12T10:00:00Z").await;
    assert!(scene.alarms(&incident).is_empty(), "nothing is owed");
    let again = json!({ "reasoning": "One of them is real." });
    let seen = scene.does(&scene.officer, &incident, "reopen", again).await;
    assert_eq!(due(&seen, "uk", "breach.authority"), "2026-02-09T10:00:00+00:00", "it was known");
    scene.works().await;
    let alarms = scene.alarms(&incident);
    assert!(alarms.contains(&"An incident is open again".to_owned()), "{alarms:?}");
    scene.comes_to_the_same_again().await;
}

/// Whether an act on the case may be done now.
fn allows_case(body: &Value, act: &str) -> bool {
    let case = body["allowed"].as_array().unwrap().iter();
    let found = case.filter(|offer| offer["act"] == act).any(|offer| offer.get("item").is_none());
    found && !allows(body, act, 1)
}
