//! Authorities: a complaint goes to one, comes from one, and they impose duties by dates of their own
//! (P35).

use serde_json::{Value, json};

use super::{in_order, says};
use crate::support::{Matter, Scene, clock, on_both_engines, words};

on_both_engines!(InLondon:
    a_complaint_goes_to_the_regulator_and_comes_back_with_a_duty,
    the_law_asks_for_an_acknowledgement_and_appeals_have_their_own_time,
);

const MAIL: &str = "resident@example.net";

fn from_london(kind: &str) -> Value {
    json!({
        "kind": kind, "channel": "portal",
        "received": { "at": "2026-02-06T10:00:00Z", "zone": "Europe/London" },
        "subject": { "category": "user", "residence": { "country": "GB", "region": "ENG" },
                     "identifiers": [ { "type": "account", "value": "u-77" } ] },
        "complainant": { "relation": "self", "name": "Sample Resident", "language": "en",
                         "contacts": [ { "channel": "email", "value": MAIL } ] },
        "statement": "They shared my list.",
    })
}

fn to(direction: &str, at: &str) -> Value {
    json!({ "authority": { "name": "Example Commissioner", "language": "en",
                           "contacts": [ { "channel": "post", "value": "1 Example Road" } ] },
            "direction": direction, "reference": "IC-1234-X", "at": at })
}

async fn a_complaint_goes_to_the_regulator_and_comes_back_with_a_duty(mut scene: Scene) {
    let complaint = scene.complains(&from_london("clue")).await;
    scene.crew.postbox.empty();
    let ahead = scene
        .refuses(&scene.officer, &complaint, "escalations", to("out", "2027-01-01T00:00:00Z"))
        .await;
    assert_eq!(ahead, "time_out_of_range");
    scene.does(&scene.officer, &complaint, "escalations", to("out", "2026-02-06T10:05:00Z")).await;
    scene.works().await;
    let mail = scene.mail(MAIL).text();
    says(&mail, &["is now with this authority: Example Commissioner", "> IC-1234-X"]);

    // It writes back and wants an answer by its own date.
    scene.until("2026-02-10T09:00:00Z").await;
    scene.crew.postbox.empty();
    scene.does(&scene.officer, &complaint, "escalations", to("in", "2026-02-10T08:00:00Z")).await;
    let demand =
        json!({ "party": 3, "duty": "respond", "due": "2026-02-18", "demand": "Send us the log." });
    let nobody = json!({ "party": 1, "duty": "respond", "due": "2026-02-18", "demand": "x" });
    assert_eq!(scene.refuses(&scene.officer, &complaint, "duties", nobody).await, "no_authority");
    let past = json!({ "party": 3, "duty": "respond", "due": "2026-02-01", "demand": "x" });
    assert_eq!(scene.refuses(&scene.officer, &complaint, "duties", past).await, "due_out_of_range");
    let imposed = scene.does(&scene.officer, &complaint, "duties", demand).await;
    assert_eq!(imposed["duties"][0]["state"], "open");
    assert_eq!(words(&imposed["waiting_on"])[0], "authority");
    let offered = imposed["allowed"].as_array().unwrap().iter();
    let acts: Vec<_> = offered.map(|offer| offer["act"].as_str().unwrap()).collect();
    for act in ["impose", "meet_imposed", "withdraw_imposed"] {
        assert!(acts.contains(&act), "{act} in {acts:?}");
    }
    scene.works().await;
    assert_eq!(scene.alarms(&complaint), ["A case needs a look", "A case needs a look"]);
    scene.until("2026-02-16T01:00:00Z").await;
    assert_eq!(scene.alarms(&complaint), ["Two working days are left"]);
    scene.until("2026-02-19T01:00:00Z").await;
    let late = scene.alarms(&complaint);
    assert!(late.contains(&"A duty is late".to_owned()), "{late:?}");
    assert_eq!(scene.sees(&complaint).await["duties"][0]["state"], "late");
    let late = scene.officer.get("/v1/complaints?overdue=true").await.body;
    let due = &late["complaints"][0]["due"];
    assert_eq!((&due["regime"], &due["day"]), (&json!("authority"), &json!("2026-02-18")));
    let met = json!({ "at": "2026-02-18T16:00:00Z" });
    let met = scene.does(&scene.officer, &complaint, "duties/1/met", met).await;
    assert_eq!(met["duties"][0]["state"], "met", "it was done in time, and heard of late");
    a_date_that_belongs_to_another_is_withdrawn(&mut scene, &complaint).await;
    let listed = scene.officer.get("/v1/complaints?kind=clue").await.body;
    assert_eq!(listed["complaints"][0]["marks"], json!(["escalated"]));
    in_order(
        &scene.timeline(&complaint).await,
        &[
            "Escalated",
            "told: escalation",
            "Escalated",
            "DutyImposed",
            "ImposedDutyNear",
            "ImposedDutyMissed",
            "ImposedDutyMet",
            "DutyImposed",
            "ImposedDutyWithdrawn",
        ],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}

async fn a_date_that_belongs_to_another_is_withdrawn(scene: &mut Scene, complaint: &Matter) {
    let slip = json!({ "party": 3, "duty": "respond", "due": "2026-02-20", "demand": "Send us the list." });
    scene.does(&scene.officer, complaint, "duties", slip).await;
    let path = "duties/2/withdrawn";
    let why = json!({ "reason": "It belongs to another complaint." });
    let by_clerk = scene.tries(&scene.clerk, complaint, path, why.clone()).await;
    assert_eq!(by_clerk.status.as_u16(), 403);
    let done = scene.refuses(&scene.officer, complaint, "duties/1/withdrawn", why.clone()).await;
    assert_eq!(done, "imposed_duty_met");
    let seen = scene.does(&scene.officer, complaint, path, why.clone()).await;
    assert_eq!(seen["duties"][1]["state"], "withdrawn");
    assert!(!words(&seen["waiting_on"]).contains(&"authority"), "{}", seen["waiting_on"]);
    assert_eq!(scene.refuses(&scene.officer, complaint, path, why).await, "imposed_duty_withdrawn");
    let late = json!({ "at": "2026-02-19T01:00:00Z" });
    let late = scene.refuses(&scene.officer, complaint, "duties/2/met", late).await;
    assert_eq!(late, "imposed_duty_withdrawn");
    scene.works().await;
    scene.crew.postbox.empty();
    scene.until("2026-02-21T01:00:00Z").await;
    let heard = scene.alarms(complaint);
    assert!(!heard.contains(&"A duty is late".to_owned()), "{heard:?}");
    let overdue = scene.officer.get("/v1/complaints?overdue=true").await.body;
    assert_eq!(overdue["complaints"], json!([]));
    let shown = json!({ "purpose": "case_work", "fields": ["reasons"] });
    let shown = scene.does(&scene.officer, complaint, "reveal", shown).await;
    assert_eq!(shown["values"][0]["value"], "It belongs to another complaint.");
}

async fn the_law_asks_for_an_acknowledgement_and_appeals_have_their_own_time(mut scene: Scene) {
    // s.164A: thirty days, the first of which is the day after receipt; in force from 19 June 2026.
    let early = scene.complains(&from_london("infringement_report")).await;
    let clocks = early.body["clocks"].as_array().unwrap();
    assert!(clocks.iter().all(|clock| clock["regime"] != "uk"), "not in force yet");
    scene.until("2026-06-25T11:00:00+01:00").await;
    let mut later = from_london("infringement_report");
    later["received"]["at"] = json!("2026-06-25T10:00:00+01:00");
    let later = scene.complains(&later).await;
    assert_eq!(clock(&later.body, 0, "acknowledge", "uk")["due"], "2026-07-27");

    // Somebody in Virginia was refused: sixty days.
    let mut asks = super::living_in("US", super::letter(json!([ { "kind": "access" } ])));
    asks["subject"]["residence"]["region"] = json!("VA");
    asks["received"] = json!({ "at": "2026-06-25T10:30:00+01:00", "zone": "Europe/London" });
    let request = scene.receives(&asks).await;
    scene.verifies(&request, super::MAIL).await;
    let refused = json!({ "parts": [ { "outcome": { "refused": { "ground": "unreasonable_repetition" } } } ],
                          "reason_told": "Asked daily." });
    scene.does(&scene.officer, &request, "items/1/decision", refused).await;
    scene.works().await;
    let appeal = json!({
        "kind": "outcome", "channel": "portal", "about": { "request": request.id },
        "received": { "at": "2026-06-25T11:00:00+01:00", "zone": "Europe/London" },
    });
    let appeal = scene.complains(&appeal).await;
    let owed = clock(&appeal.body, 0, "appeal", "us_va");
    assert_eq!(
        (owed["due"].as_str(), owed["tier"].as_str()),
        (Some("2026-08-24"), Some("statute"))
    );
    let second = crate::support::Portal::named(
        &scene.office,
        habeas_domain::actor::Role::Officer,
        "officer.two",
    )
    .await;
    scene.does(&second, &appeal, "investigations", json!({ "what": "Counted." })).await;
    let denied = json!({ "outcome": "not_upheld", "reason_told": "It was asked daily." });
    scene.does(&second, &appeal, "allegations/1/outcome", denied).await;
    scene.works().await;
    // The attorney general is named where an appeal is denied.
    says(
        &scene.latest(super::MAIL).text(),
        &["How to complain", "the Attorney General of Virginia"],
    );
    assert_eq!(clock(&scene.sees(&appeal).await, 0, "appeal", "us_va")["state"], "met");
    scene.comes_to_the_same_again().await;
}
