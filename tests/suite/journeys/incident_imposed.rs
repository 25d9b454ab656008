//! What an authority imposes on an incident by a date of its own is watched, whatever the incident turns
//! out to be (P35).

use serde_json::{Value, json};

use super::in_order;
use super::incident::report;
use crate::support::{Matter, Scene, on_both_engines};

on_both_engines!(InLondon:
    the_regulator_wants_a_report_of_what_was_no_breach,
);

async fn the_regulator_wants_a_report_of_what_was_no_breach(mut scene: Scene) {
    let incident = scene
        .takes_in("incidents", &scene.clerk.clone(), &report("staff", "2026-02-06T10:00:00Z"))
        .await;
    let reasoned = json!({ "reasoning": "The list holds invented names: a test file." });
    scene.does(&scene.officer, &incident, "no-breach", reasoned).await;
    scene.works().await;
    scene.crew.postbox.empty();

    let order = |due: &str| {
        json!({ "authority": "Example Commissioner", "reference": "IC-99", "duty": "report_final",
                "due": due, "demand": "Show us that the names are invented." })
    };
    let path = "imposed-duties";
    for slip in ["2025-02-18", "2036-02-18"] {
        let refused = scene.refuses(&scene.officer, &incident, path, order(slip)).await;
        assert_eq!(refused, "due_out_of_range");
    }
    let seen = scene.does(&scene.officer, &incident, path, order("2026-02-18")).await;
    let open = json!({ "no": 1, "duty": "report_final", "due": "2026-02-18", "state": "open", "met": null });
    assert_eq!(seen["imposed_duties"], json!([open]));
    assert_eq!(
        (&seen["phase"], &seen["waiting_on"]),
        (&json!("not_a_breach"), &json!(["authority"]))
    );
    let acts = seen["allowed"].as_array().unwrap().iter().map(|offer| offer["act"].clone());
    let acts: Vec<_> = acts.collect();
    assert!(acts.contains(&json!("impose")) && acts.contains(&json!("meet_imposed")), "{acts:?}");
    scene.works().await;
    assert_eq!(scene.alarms(&incident), ["A case needs a look"]);

    scene.until("2026-02-16T01:00:00Z").await;
    assert_eq!(scene.alarms(&incident), ["Two working days are left"]);
    scene.until("2026-02-19T01:00:00Z").await;
    assert_eq!(scene.alarms(&incident), ["A duty is late"]);
    let late = scene.officer.get("/v1/incidents?overdue=true").await.body;
    let due = &late["incidents"][0]["due"];
    assert_eq!((&due["regime"], &due["day"]), (&json!("authority"), &json!("2026-02-18")));

    let met = |at: &str| json!({ "at": at });
    let ahead = met("2026-02-20T00:00:00Z");
    let path = "imposed-duties/1/met";
    let refused = scene.refuses(&scene.officer, &incident, path, ahead).await;
    assert_eq!(refused, "time_out_of_range");
    let seen = scene.does(&scene.officer, &incident, path, met("2026-02-18T16:00:00Z")).await;
    assert_eq!(seen["imposed_duties"][0]["state"], "met");
    assert_eq!(seen["waiting_on"], json!(["nothing"]));
    let again = scene.does(&scene.officer, &incident, path, met("2026-02-18T16:00:00Z")).await;
    assert_eq!(again["revision"], seen["revision"], "it is so already");
    scene.works().await;
    let late = scene.officer.get("/v1/incidents?overdue=true").await.body;
    assert_eq!(late["incidents"], json!([]));
    one_that_was_meant_for_another_is_withdrawn(&mut scene, &incident, order("2026-02-24")).await;
    in_order(
        &scene.timeline(&incident).await,
        &[
            "JudgedNoBreach",
            "DutyImposed",
            "told: track_alarm",
            "ImposedDutyNear",
            "told: two_days_left",
            "ImposedDutyMissed",
            "told: overdue",
            "ImposedDutyMet",
            "DutyImposed",
            "ImposedDutyWithdrawn",
        ],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}

async fn one_that_was_meant_for_another_is_withdrawn(
    scene: &mut Scene,
    incident: &Matter,
    order: Value,
) {
    scene.does(&scene.officer, incident, "imposed-duties", order).await;
    let why = json!({ "reason": "It is about another list." });
    let path = "imposed-duties/2/withdrawn";
    let seen = scene.does(&scene.officer, incident, path, why.clone()).await;
    assert_eq!(seen["imposed_duties"][1]["state"], "withdrawn");
    assert_eq!(seen["waiting_on"], json!(["nothing"]));
    let again = scene.refuses(&scene.officer, incident, path, why.clone()).await;
    assert_eq!(again, "imposed_duty_withdrawn");
    let done = scene.refuses(&scene.officer, incident, "imposed-duties/1/withdrawn", why).await;
    assert_eq!(done, "imposed_duty_met");
    scene.works().await;
    scene.crew.postbox.empty();
    scene.until("2026-02-26T01:00:00Z").await;
    assert_eq!(scene.alarms(incident), Vec::<String>::new());
    let late = scene.officer.get("/v1/incidents?overdue=true").await.body;
    assert_eq!(late["incidents"], json!([]));
}
