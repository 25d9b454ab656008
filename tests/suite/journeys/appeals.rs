//! Appeals against a refusal, by the law of each state: when they are answered, whom a denial names, and
//! where one may take longer.

use habeas_domain::actor::Role;
use serde_json::{Value, json};

use super::{in_order, says};
use crate::support::{Crew, Matter, Portal, Scene, clock, on_both_engines};

on_both_engines!(InAutumn:
    each_group_of_states_has_its_own_time_and_names_its_attorney_general,
    an_appeal_takes_longer_where_the_law_lets_it,
    an_appeal_whose_longer_time_is_told_after_midnight_is_late,
);

fn mail(state: &str) -> String {
    format!("person.{}@example.net", state.to_lowercase())
}

/// What counsel advised to be followed governs from now on.
pub(crate) async fn accepts(scene: &Scene, regime: &str, rows: &[&str]) {
    for row in rows {
        let path = format!("/v1/packs/{regime}/rules/{row}/acceptance");
        let reason = json!({ "reason": "counsel_advised" });
        let accepted = scene.admin.post(&path, &scene.key(), &reason).await;
        assert!(accepted.status.is_success(), "{:?}", accepted.body);
    }
}

/// Friday 30 October at noon in New York.
const THEN: &str = "2026-10-30T09:00:00-07:00";

/// Somebody in that state was refused, and appeals at once.
pub(crate) async fn appeal(scene: &mut Scene, state: &str, at: &str) -> Matter {
    let received = json!({ "at": at, "zone": "America/Los_Angeles" });
    let asks = json!({
        "channel": "portal", "received": received,
        "subject": { "category": "user", "residence": { "country": "US", "region": state },
                     "identifiers": [ { "type": "account", "value": format!("u-{state}") } ] },
        "requester": { "relation": "self", "name": format!("Sample {state}"), "language": "en",
                       "contacts": [ { "channel": "email", "value": mail(state) } ] },
        "items": [ { "kind": "access" } ],
    });
    let request = scene.receives(&asks).await;
    scene.verifies(&request, &mail(state)).await;
    let ground = json!({ "refused": { "ground": "unreasonable_repetition" } });
    let refused =
        json!({ "parts": [ { "outcome": ground } ], "reason_told": "It was asked every day." });
    scene.does(&scene.officer, &request, "items/1/decision", refused).await;
    scene.works().await;
    let appeal = json!({ "kind": "outcome", "channel": "portal", "received": received,
                         "about": { "request": request.id } });
    scene.complains(&appeal).await
}

/// Another officer looks into it and comes to the same view.
async fn denied(scene: &mut Scene, by: &Portal, appeal: &Matter) {
    scene.does(by, appeal, "investigations", json!({ "what": "Counted." })).await;
    let denied = json!({ "outcome": "not_upheld", "reason_told": "It was asked every day." });
    scene.does(by, appeal, "allegations/1/outcome", denied).await;
    scene.works().await;
}

async fn another_officer(scene: &Scene) -> Portal {
    Portal::named(&scene.office, Role::Officer, "officer.two").await
}

async fn each_group_of_states_has_its_own_time_and_names_its_attorney_general(mut scene: Scene) {
    let second = another_officer(&scene).await;
    for (state, regime, due, named) in [
        ("VA", "us_va", "2026-12-29", "the Attorney General of Virginia"),
        ("IA", "us_ia", "2026-12-29", "the Attorney General of Iowa"),
        ("TX", "us_60", "2026-12-28", "the attorney general of your state"),
        ("NJ", "us_45", "2026-12-13", "the attorney general of your state"),
        ("MN", "us_45_60", "2026-12-13", "the attorney general of your state"),
    ] {
        if regime != "us_va" {
            accepts(&scene, regime, &["appeal", "complain"]).await;
        }
        let appeal = appeal(&mut scene, state, THEN).await;
        let owed = clock(&appeal.body, 0, "appeal", regime);
        assert_eq!((&owed["due"], &owed["advisory"]), (&json!(due), &json!(false)), "{state}");
        denied(&mut scene, &second, &appeal).await;
        says(&scene.latest(&mail(state)).text(), &["How to complain", named]);
        assert_eq!(clock(&scene.sees(&appeal).await, 0, "appeal", regime)["state"], "met");
    }
    scene.comes_to_the_same_again().await;
}

pub(crate) fn longer(regime: &str, ground: &str) -> Value {
    json!({ "regime": regime, "ground": ground, "reason": "Nine years of logs." })
}

async fn an_appeal_takes_longer_where_the_law_lets_it(mut scene: Scene) {
    let second = another_officer(&scene).await;
    let asked = longer("us_45_60", "complexity");
    // Nobody read that law: its clock advises, and a date that only advises is never told.
    let advised = appeal(&mut scene, "MN", THEN).await;
    assert_eq!(clock(&advised.body, 0, "appeal", "us_45_60")["advisory"], true);
    let refused = scene.refuses(&second, &advised, "extension", asked.clone()).await;
    assert_eq!(refused, "extension_not_allowed");

    accepts(&scene, "us_45_60", &["appeal"]).await;
    let appeal = appeal(&mut scene, "CO", THEN).await;
    assert_eq!(clock(&appeal.body, 0, "appeal", "us_45_60")["due"], "2026-12-13");
    for (body, code) in [
        (longer("us_45_60", "consultation"), "extension_not_allowed"),
        (longer("house", "complexity"), "extension_not_allowed"),
        (longer("us_60", "complexity"), "regime_not_chosen"),
    ] {
        assert_eq!(scene.refuses(&second, &appeal, "extension", body).await, code);
    }
    let unknown = longer("us_45_60", "because");
    let unknown = second.post(&appeal.path("extension"), &scene.key(), &unknown).await;
    assert_eq!(unknown.fields(), ["/ground"]);
    let by_clerk = scene.clerk.post(&appeal.path("extension"), &scene.key(), &asked).await;
    assert_eq!(by_clerk.status, 403);

    scene.until("2026-11-10T09:00:00-08:00").await;
    scene.crew.postbox.empty();
    let ordered = scene.does(&second, &appeal, "extension", asked.clone()).await;
    assert_eq!(
        clock(&ordered, 0, "appeal", "us_45_60")["due"],
        "2026-12-13",
        "not before it is told"
    );
    scene.works().await;
    let text = scene.mail(&mail("CO")).text();
    // A hundred and five days, of which the day of receipt is the first.
    says(&text, &["more time to answer your complaint", "Thursday 11 February 2027"]);
    says(&text, &["the request is complex", "> Nine years of logs.", "How to complain"]);
    says(&text, &["We still aim to answer by Monday 23 November 2026"]);
    let seen = scene.sees(&appeal).await;
    let owed = clock(&seen, 0, "appeal", "us_45_60");
    assert_eq!((&owed["due"], &owed["extended"]), (&json!("2027-02-11"), &json!(true)));
    assert_eq!(clock(&seen, 0, "respond", "house")["due"], "2026-11-23");
    let twice = scene.refuses(&second, &appeal, "extension", asked).await;
    assert_eq!(twice, "already_extended");

    scene.until("2027-02-10T09:00:00-08:00").await;
    denied(&mut scene, &second, &appeal).await;
    let seen = scene.sees(&appeal).await;
    let owed = clock(&seen, 0, "appeal", "us_45_60");
    assert_eq!((&owed["state"], &owed["late"]), (&json!("met"), &json!(false)));
    in_order(
        &scene.timeline(&appeal).await,
        &["ExtensionOrdered", "told: extension", "ClockExtended", "ComplaintAnswered"],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}

async fn an_appeal_whose_longer_time_is_told_after_midnight_is_late(mut scene: Scene) {
    let second = another_officer(&scene).await;
    accepts(&scene, "us_45_60", &["appeal"]).await;
    accepts(&scene, "us_45", &["appeal"]).await;
    let elsewhere = appeal(&mut scene, "OR", THEN).await;
    let refused =
        scene.refuses(&second, &elsewhere, "extension", longer("us_45", "complexity")).await;
    assert_eq!(refused, "extension_not_allowed", "the others give no more time");

    let appeal = appeal(&mut scene, "CO", THEN).await;
    scene.until("2026-12-13T23:40:00-06:00").await;
    scene.crew.postbox.empty();
    // The mail relay is down that night.
    let crew = std::mem::replace(&mut scene.crew, Crew::without_couriers(&scene.office));
    scene.until("2026-12-13T23:50:00-06:00").await;
    scene.does(&second, &appeal, "extension", longer("us_45_60", "complexity")).await;
    scene.until("2026-12-14T00:04:00-06:00").await;
    let waiting = scene.sees(&appeal).await;
    assert_eq!(clock(&waiting, 0, "appeal", "us_45_60")["late"], false, "a notice is on its way");
    scene.crew = crew;
    scene.works().await;
    let seen = scene.sees(&appeal).await;
    let owed = clock(&seen, 0, "appeal", "us_45_60");
    assert_eq!((&owed["due"], &owed["extended"]), (&json!("2026-12-13"), &json!(false)));
    assert_eq!(owed["late"], true);
    let alarms = scene.alarms(&appeal);
    assert!(alarms.iter().any(|alarm| alarm == "A case needs a look"), "{alarms:?}");
    let refused =
        scene.refuses(&second, &appeal, "extension", longer("us_45_60", "complexity")).await;
    assert_eq!(refused, "extension_too_late");
    in_order(
        &scene.timeline(&appeal).await,
        &["ExtensionOrdered", "ExtensionFailed", "DutyMissed"],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}
