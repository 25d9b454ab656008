//! What was recorded about notices was wrong, or not known yet: it is put right with its reason, the clocks
//! follow, and what thereby turns out to be late is explained before anybody closes the case.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::incident::{contained, duty, finding, no, notice, report};
use super::{hides, in_order};
use crate::support::{Scene, on_both_engines, words};

on_both_engines!(InLondon:
    a_notice_is_put_right_and_its_lateness_explained,
    people_told_elsewhere_are_counted_anew,
    a_measure_needs_somebody_on_the_staff,
);

async fn a_notice_is_put_right_and_its_lateness_explained(mut scene: Scene) {
    let report = report("staff", "2026-02-06T10:00:00Z");
    let incident = scene.takes_in("incidents", &scene.clerk.clone(), &report).await;
    let found = finding("risk", &json!([ { "country": "GB", "people": 300 } ]));
    let seen = scene.does(&scene.officer, &incident, "assessments", found).await;
    let authority = no(duty(&seen, "uk", "breach.authority"));
    scene.until("2026-02-08T12:00:00Z").await;
    let mut first = notice(&[authority], "initial", "2026-02-08T11:00:00Z");
    first.as_object_mut().unwrap().remove("reference");
    let seen = scene.does(&scene.officer, &incident, "authority-notices", first).await;
    assert_eq!(seen["authority_notices"][0]["referenced"], false);

    // The authority answers with a number two days later; a clerk may not say so.
    scene.until("2026-02-10T09:00:00Z").await;
    let (path, number) = ("authority-notices/1/correct", json!({ "reference": "IC-4711-Q" }));
    let by_clerk = scene.tries(&scene.clerk, &incident, path, number.clone()).await;
    assert_eq!(by_clerk.status, StatusCode::FORBIDDEN);
    let seen = scene.does(&scene.officer, &incident, path, number).await;
    assert_eq!(seen["authority_notices"][0]["referenced"], true);

    // The log says another time than the officer did.
    let bad = json!({ "at": "yesterday", "contents": ["nothing"], "reason": "" });
    let refused = scene.tries(&scene.officer, &incident, path, bad).await;
    assert_eq!(refused.fields(), ["/at", "/contents/0", "/reason"]);
    let other = json!({ "at": "2026-02-09T11:00:00Z" });
    assert_eq!(scene.refuses(&scene.officer, &incident, path, other).await, "reason_missing");
    let ahead = json!({ "at": "2026-02-11T11:00:00Z", "reason": "A slip." });
    assert_eq!(scene.refuses(&scene.officer, &incident, path, ahead).await, "time_out_of_range");
    let none = "authority-notices/2/correct";
    let nobody = scene.tries(&scene.officer, &incident, none, json!({ "reference": "x" })).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    let early = "duties/1/explain-lateness";
    let reason = json!({ "reason": "Nobody saw the form." });
    assert_eq!(scene.refuses(&scene.officer, &incident, early, reason.clone()).await, "not_late");
    let other = json!({ "at": "2026-02-09T11:00:00Z", "reason": "The log of the form says so." });
    let seen = scene.does(&scene.officer, &incident, path, other).await;
    let owed = duty(&seen, "uk", "breach.authority");
    assert_eq!(owed["clocks"][0]["state"], "met_late");
    assert_eq!(
        (&owed["unexplained"], &owed["done"]),
        (&json!(true), &json!("2026-02-09T11:00:00Z"))
    );
    assert!(words(&seen["waiting_on"]).contains(&"explanation"));

    contained(&scene, &incident, "2026-02-10T08:00:00Z").await;
    scene.does(&scene.officer, &incident, "review", json!({ "findings": "A form." })).await;
    let refused = scene.refuses(&scene.officer, &incident, "close", json!({})).await;
    assert_eq!(refused, "lateness_unexplained");
    let explain = format!("duties/{authority}/explain-lateness");
    let seen = scene.does(&scene.officer, &incident, &explain, reason).await;
    assert!(duty(&seen, "uk", "breach.authority").get("unexplained").is_none());
    scene.does(&scene.officer, &incident, "close", json!({})).await;

    let timeline = scene.timeline(&incident).await;
    let told = ["AuthorityNotified", "NoticeCorrected", "LatenessExplained", "IncidentClosed"];
    in_order(&timeline, &told).unwrap_or_else(|missing| panic!("{missing}"));
    let look = json!({ "purpose": "case_work", "fields": ["messages", "reasons"] });
    let opened = scene.does(&scene.officer, &incident, "reveal", look).await.to_string();
    for said in ["IC-4711-Q", "The log of the form says so.", "Nobody saw the form."] {
        assert!(opened.contains(said), "{said}: {opened}");
    }
    hides(&scene.office.world.dump().await, &["IC-4711-Q", "The log of the form", "saw the form"]);
    scene.comes_to_the_same_again().await;
}

async fn people_told_elsewhere_are_counted_anew(mut scene: Scene) {
    let report = report("staff", "2026-02-06T10:00:00Z");
    let incident = scene.takes_in("incidents", &scene.clerk.clone(), &report).await;
    let found = finding("high", &json!([ { "country": "GB", "people": 300 } ]));
    let seen = scene.does(&scene.officer, &incident, "assessments", found).await;
    let people = no(duty(&seen, "uk", "breach.people"));
    scene.until("2026-02-07T12:00:00Z").await;
    let told = json!({ "duties": [people], "at": "2026-02-07T11:00:00Z", "means": ["announcement"],
                       "people": 30, "complete": true });
    scene.does(&scene.officer, &incident, "people-told", told).await;
    let path = "people-told/1/correct";
    let nobody = json!({ "people": 0, "reason": "A slip." });
    assert_eq!(scene.refuses(&scene.officer, &incident, path, nobody).await, "nobody_told");
    let bare = scene.tries(&scene.officer, &incident, path, json!({ "people": 300 })).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "no reason");
    let more = json!({ "people": 300, "means": ["post", "announcement"], "from": "2026-02-07T09:00:00Z",
                       "reason": "A nought was missing." });
    let seen = scene.does(&scene.officer, &incident, path, more.clone()).await;
    let wave: &Value = &seen["people_told"][0];
    assert_eq!((&wave["people"], &wave["from"]), (&json!(300), &json!("2026-02-07T09:00:00Z")));
    assert_eq!(wave["means"], json!(["post", "announcement"]));
    let again = scene.does(&scene.officer, &incident, path, more).await;
    assert_eq!(again["revision"], seen["revision"], "it is so already");
    scene.comes_to_the_same_again().await;
}

async fn a_measure_needs_somebody_on_the_staff(mut scene: Scene) {
    let report = report("staff", "2026-02-06T10:00:00Z");
    let incident = scene.takes_in("incidents", &scene.clerk.clone(), &report).await;
    let measure = |owner| json!({ "stage": "containment", "kind": "stop_it", "owner": owner });
    for (path, body) in [
        ("measures", measure("nobody.known")),
        ("measures/1/assign", json!({ "owner": "nobody.known" })),
    ] {
        let refused = scene.tries(&scene.clerk, &incident, path, body).await;
        assert_eq!(refused.code(), "owner_not_on_staff");
    }
    let seen = scene.does(&scene.clerk, &incident, "measures", measure("officer.one")).await;
    assert_eq!(seen["measures"].as_array().unwrap().last().unwrap()["owner"], "officer.one");
    scene.comes_to_the_same_again().await;
}
