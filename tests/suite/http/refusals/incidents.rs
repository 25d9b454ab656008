//! The refusals of incidents.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{NEVER, Walk};
use crate::journeys::campaign::{Drive, about, of_a_breach};
use crate::journeys::incident::{contained, duty, finding, no, notice, report};
use crate::support::{Matter, Scene, on_both_engines};

on_both_engines!(InLondon: every_refusal_of_an_incident_is_met);

const SOURCES: [&str; 1] = [include_str!("../../../../domain/src/incident/refusal.rs")];

/// Between the report and when it was entered.
const JUST_NOW: &str = "2026-02-06T10:05:01Z";

async fn every_refusal_of_an_incident_is_met(scene: Scene) {
    let mut walk = Walk::of(scene);
    walk.meets_nothing_at(&format!("/v1/incidents/inc_{}/take", "0".repeat(32)), "not_received")
        .await;
    at_the_door(&mut walk).await;
    of_facts(&mut walk).await;
    of_the_plan(&mut walk).await;
    of_notices(&mut walk).await;
    of_what_a_campaign_told(&mut walk).await;
    of_merging(&mut walk).await;
    of_closing(&mut walk).await;
    let unmet = [("staff_only", "whoever is no staff is forbidden before the case is looked at")];
    walk.has_met_all_of(&SOURCES, &[&unmet[..], &NEVER].concat()).await;
}

async fn reported(walk: &mut Walk, at: &str) -> Matter {
    let clerk = walk.scene.clerk.clone();
    walk.scene.takes_in("incidents", &clerk, &report("staff", at)).await
}

fn in_england(risk: &str, people: u64) -> Value {
    finding(risk, &json!([ { "country": "GB", "people": people } ]))
}

/// The officer judges, and sees what is owed.
async fn assessed(walk: &Walk, on: &Matter, found: Value) -> Value {
    walk.scene.does(&walk.scene.officer, on, "assessments", found).await
}

fn reasoned() -> Value {
    json!({ "reasoning": "As the log shows." })
}

async fn at_the_door(walk: &mut Walk) {
    let portal = walk.scene.portal.clone();
    let with = |more: &[(&str, Value)]| {
        let mut told = report("user", "2026-02-06T10:00:00Z");
        for (field, value) in more {
            told[*field] = value.clone();
        }
        told
    };
    let received = json!({ "on": "2026-01-20", "zone": "Europe/London" });
    let (ahead, first) = (json!("2030-01-01T00:00:00Z"), json!("2026-02-01T00:00:00Z"));
    let twice = json!([ { "country": "DE" }, { "country": "DE" } ]);
    let range = json!([ { "country": "DE", "people": { "from": 9, "to": 3 } } ]);
    let late = [("channel", json!("letter")), ("received", received)];
    let backwards =
        [("occurred_from", json!("2026-02-02T00:00:00Z")), ("occurred_to", first.clone())];
    let before_it_began =
        [("occurred_from", json!("2026-02-02T00:00:00Z")), ("processor_told", first)];
    let before_word = [("occurred_from", json!("2026-02-06T10:00:01Z"))];
    for (told, code) in [
        (report("user", "2030-01-01T00:00:00Z"), "received_in_future"),
        (with(&late), "late_reason_missing"),
        (with(&[("suspected", ahead)]), "fact_in_future"),
        (with(&backwards), "facts_contradict"),
        (with(&before_it_began), "facts_contradict"),
        (with(&before_word), "facts_contradict"),
        (with(&[("operator", json!("state_organ"))]), "officer_only"),
        (with(&[("affected", range)]), "contradiction"),
        (with(&[("affected", twice)]), "contradiction"),
    ] {
        let status = walk.meets_at(&portal, "/v1/incidents", told, code).await;
        let judged = code == "officer_only";
        let expected =
            if judged { StatusCode::FORBIDDEN } else { StatusCode::UNPROCESSABLE_ENTITY };
        assert_eq!(status, expected, "{code}");
    }
    // A complaint is one incident, however often it is referred.
    let told = json!({
        "kind": "third_party_risk", "channel": "portal",
        "received": { "at": "2026-02-06T10:00:00Z", "zone": "Europe/London" },
        "complainant": { "relation": "reporter", "language": "en" }, "statement": "It lies open.",
    });
    let complaint = walk.scene.complains(&told).await;
    let what = json!({ "summary": "It lies open." });
    let opened = walk.scene.tries(&walk.scene.clerk, &complaint, "refer", what.clone()).await;
    assert_eq!(opened.status.as_u16(), 201, "{:?}", opened.body);
    walk.meets_each(&complaint, [("refer", what, "already_received")]).await;
}

async fn of_facts(walk: &mut Walk) {
    let incident = reported(walk, "2026-02-06T10:00:00Z").await;
    let aware = |at: &str| json!({ "aware": at, "reason": "It was plain by then." });
    let clerk = walk.scene.clerk.clone();
    walk.meets(&clerk, &incident, "facts", aware(JUST_NOW), "officer_only").await;
    let suspected = json!({ "suspected": "2026-02-05T10:00:00Z" });
    walk.scene.does(&clerk, &incident, "facts", suspected).await;
    let mut empty = in_england("risk", 3);
    empty["natures"] = json!([]);
    let mut ahead = in_england("risk", 3);
    ahead["made"] = json!("2026-02-07T10:00:00Z");
    walk.meets_each(
        &incident,
        [
            ("facts", json!({ "aware": JUST_NOW }), "aware_without_reasoning"),
            ("facts", aware("2026-02-07T10:00:00Z"), "fact_in_future"),
            ("facts", aware("2026-02-04T10:00:00Z"), "facts_contradict"),
            ("facts", json!({ "suspected": "2026-02-04T10:00:00Z" }), "reason_missing"),
            (
                "facts",
                json!({ "processor_told": "2024-02-04T10:00:00Z" }),
                "processor_told_out_of_range",
            ),
            ("assessments", empty, "contradiction"),
            ("assessments", ahead, "time_out_of_range"),
            ("reopen", reasoned(), "not_closed"),
            ("close", json!({}), "not_assessed"),
        ],
    )
    .await;
    let mut back = aware("2024-02-06T10:00:00Z");
    back["taken_back"] = json!(["suspected"]);
    walk.meets_each(&incident, [("facts", back, "aware_out_of_range")]).await;
    assessed(walk, &incident, in_england("risk", 3)).await;
    let mut silent = in_england("risk", 4);
    silent.as_object_mut().unwrap().remove("changed");
    walk.meets_each(&incident, [("assessments", silent, "change_missing")]).await;
}

async fn of_the_plan(walk: &mut Walk) {
    let incident = reported(walk, "2026-02-06T10:00:00Z").await;
    let plan = |more: Value| {
        let mut plan = json!({ "stage": "containment", "kind": "stop_it" });
        plan.as_object_mut().unwrap().append(more.clone().as_object_mut().unwrap());
        plan
    };
    let done = |at: &str| json!({ "done": true, "at": at });
    let silence = |until: &str| {
        json!({ "authority": "Example Police", "reference": "CR-9", "from": JUST_NOW,
                "until": until })
    };
    let order = json!({ "authority": "Example Commissioner", "reference": "IC-1", "demand": "Answer.",
                        "duty": "respond", "due": "2036-03-01" });
    let over = json!({ "owner": "officer.one", "due": "2026-02-06T10:00:00Z" });
    walk.meets_each(
        &incident,
        [
            ("measures", plan(json!({ "kind": "other" })), "measure_unsaid"),
            ("measures", plan(json!({ "owner": "nobody.here" })), "owner_not_on_staff"),
            ("measures", plan(json!({ "due": "2026-02-06T10:00:00Z" })), "due_out_of_range"),
            ("measures/1/assign", over, "due_out_of_range"),
            ("measures/9/settle", done(JUST_NOW), "unknown_in_case"),
            ("measures/1/settle", done("2026-02-07T10:00:00Z"), "time_out_of_range"),
            ("measures/1/settle", json!({ "done": false, "at": JUST_NOW }), "reason_missing"),
            ("stays", silence("2026-02-06T10:05:00Z"), "stay_out_of_range"),
            ("stays", silence("2028-02-06T10:05:00Z"), "stay_out_of_range"),
            ("stays/1/lift", json!({ "at": JUST_NOW }), "unknown_in_case"),
            ("imposed-duties", order, "due_out_of_range"),
        ],
    )
    .await;
    walk.scene.does(&walk.scene.clerk, &incident, "measures/1/settle", done(JUST_NOW)).await;
    walk.meets_each(&incident, [("measures/1/settle", done(JUST_NOW), "already_settled")]).await;
}

async fn of_notices(walk: &mut Walk) {
    let incident = reported(walk, "2026-02-06T10:00:00Z").await;
    let places =
        json!([ { "country": "GB", "people": 300 }, { "country": "JP", "people": 2_000 } ]);
    let mut found = finding("high", &places);
    found["causes"] = json!(["hacking"]);
    let seen = assessed(walk, &incident, found).await;
    let authority = no(duty(&seen, "uk", "breach.authority"));
    let people = no(duty(&seen, "uk", "breach.people"));
    let last = no(duty(&seen, "jp", "breach.final.improper"));
    let judging = no(duty(&seen, "house", "breach.assess"));
    let told = |duty: u64, people: u64| json!({ "duties": [duty], "at": JUST_NOW, "means": ["email"], "people": people, "complete": true });
    let mut mute = notice(&[authority], "initial", JUST_NOW);
    mute["contents"] = json!([]);
    let path = "authority-notices";
    let not_notifiable = |no: u64| format!("duties/{no}/not-notifiable");
    let exempt = json!({ "exemption": "risk_averted", "reasoning": "The keys were changed." });
    walk.meets_each(
        &incident,
        [
            (path, mute, "empty_notice"),
            (path, notice(&[people], "initial", JUST_NOW), "wrong_duty"),
            (path, notice(&[99], "initial", JUST_NOW), "unknown_in_case"),
            (path, notice(&[authority], "supplementary", JUST_NOW), "not_initial"),
            (path, notice(&[last], "initial", JUST_NOW), "not_final"),
            (path, notice(&[authority], "initial", "2026-02-07T10:00:00Z"), "time_out_of_range"),
            ("people-told", told(authority, 3), "wrong_duty"),
            ("people-told", told(people, 0), "nobody_told"),
            (&not_notifiable(99), reasoned(), "unknown_in_case"),
            (&not_notifiable(authority), exempt, "exemption_not_for_duty"),
            (&format!("duties/{authority}/revise"), reasoned(), "nothing_to_revise"),
        ],
    )
    .await;
    // By all that is known: nothing more need be said.
    let now = walk.scene.office.clock.now().to_rfc3339();
    let first = notice(&[authority], "initial", &now);
    walk.scene.does(&walk.scene.officer, &incident, path, first).await;
    walk.scene.does(&walk.scene.officer, &incident, &not_notifiable(people), reasoned()).await;
    let mut empty = json!({ "contents": [], "reason": "A slip." });
    empty["at"] = json!(JUST_NOW);
    let late = format!("duties/{authority}/explain-lateness");
    walk.meets_each(
        &incident,
        [
            (&not_notifiable(authority), reasoned(), "not_owed"),
            (&not_notifiable(judging), reasoned(), "not_owed"),
            ("people-told", told(people, 3), "not_owed"),
            ("authority-notices/1/correct", empty, "empty_notice"),
            (
                "authority-notices/1/correct",
                json!({ "at": "2026-02-06T10:05:00Z" }),
                "reason_missing",
            ),
            (&late, json!({ "reason": "x" }), "not_late"),
        ],
    )
    .await;
}

/// What a campaign counted is not corrected by hand.
async fn of_what_a_campaign_told(walk: &mut Walk) {
    let incident = reported(walk, "2026-02-06T10:00:00Z").await;
    let seen = assessed(walk, &incident, in_england("high", 1)).await;
    let people = no(duty(&seen, "uk", "breach.people"));
    let scene = &mut walk.scene;
    let drive = Drive::begin(scene, about(&incident, people)).await;
    drive.version(scene, "listed", &["email"]).await;
    drive.word(scene, 1, "full", "en", of_a_breach()).await;
    drive.listed(scene, 1, "email\nada@example.net\n").await;
    drive.goes_out(scene, 1).await;
    let more = json!({ "people": 2, "reason": "A slip." });
    walk.meets_each(&incident, [("people-told/1/correct", more, "counted_by_campaign")]).await;
}

async fn of_merging(walk: &mut Walk) {
    let first = reported(walk, "2026-02-06T10:00:00Z").await;
    let second = reported(walk, "2026-02-06T10:02:00Z").await;
    let into = |other: &Matter| json!({ "into": other.id, "reasoning": "The same open list." });
    walk.meets_each(&second, [("merge", into(&second), "merge_target")]).await;
    walk.meets_each(&first, [("merge", into(&second), "merge_later")]).await;
    let at = walk.scene.office.clock.now().to_rfc3339();
    let silence = json!({ "authority": "Example Police", "reference": "CR-9", "from": at,
                          "until": "2026-02-09T12:00:00Z" });
    walk.scene.does(&walk.scene.officer, &second, "stays", silence).await;
    walk.meets_each(&second, [("merge", into(&first), "merge_loses_silence")]).await;
    // Here people are at a high risk, and the other one does not know it.
    assessed(walk, &second, in_england("high", 300)).await;
    walk.meets_each(&second, [("merge", into(&first), "merge_loses_duties")]).await;
    walk.scene.does(&walk.scene.officer, &second, "no-breach", reasoned()).await;
    walk.meets_each(
        &second,
        [
            ("merge", into(&first), "case_closed"),
            ("assessments", in_england("risk", 3), "case_closed"),
            ("close", json!({}), "case_closed"),
        ],
    )
    .await;
    walk.meets_each(&first, [("merge", into(&second), "merge_target")]).await;
}

/// What is still to be done is named in the order in which it stands in the way.
async fn of_closing(walk: &mut Walk) {
    let incident = reported(walk, "2026-02-06T10:00:00Z").await;
    let seen = assessed(walk, &incident, in_england("risk", 300)).await;
    let authority = no(duty(&seen, "uk", "breach.authority"));
    let (officer, close) = (walk.scene.officer.clone(), ("close", json!({})));
    walk.meets_each(&incident, [(close.0, close.1.clone(), "duties_owed")]).await;
    walk.scene.until("2026-02-10T09:00:00Z").await;
    let late = notice(&[authority], "initial", "2026-02-10T08:00:00Z");
    walk.meets_each(&incident, [("authority-notices", late, "lateness_unexplained")]).await;
    let first = notice(&[authority], "initial", "2026-02-09T09:00:00Z");
    walk.scene.does(&officer, &incident, "authority-notices", first).await;
    let seen = assessed(walk, &incident, in_england("high", 40_000)).await;
    assert_eq!(duty(&seen, "uk", "breach.authority")["supplement"], true);
    let people = no(duty(&seen, "uk", "breach.people"));
    let spared =
        json!({ "exemption": "disproportionate_effort", "reasoning": "Nobody has addresses." });
    let path = format!("duties/{people}/not-notifiable");
    walk.scene.does(&officer, &incident, &path, spared).await;
    walk.meets_each(&incident, [(close.0, close.1.clone(), "announcement_owed")]).await;
    let told = json!({ "duties": [], "at": "2026-02-10T08:00:00Z", "means": ["announcement"],
                       "people": 40_000, "complete": true });
    walk.scene.does(&officer, &incident, "people-told", told).await;
    walk.meets_each(&incident, [(close.0, close.1.clone(), "supplement_owed")]).await;
    let spared = format!("duties/{authority}/not-notifiable");
    let seen = walk.scene.does(&officer, &incident, &spared, reasoned()).await;
    assert_eq!(duty(&seen, "uk", "breach.authority")["state"], "done");
    let order = json!({ "authority": "Example Commissioner", "reference": "IC-1", "demand": "Answer.",
                        "duty": "respond", "due": "2026-03-01" });
    walk.scene.does(&officer, &incident, "imposed-duties", order.clone()).await;
    walk.meets_each(&incident, [(close.0, close.1.clone(), "imposed_duties_open")]).await;
    let met = json!({ "at": "2026-02-10T08:00:00Z" });
    walk.scene.does(&officer, &incident, "imposed-duties/1/met", met.clone()).await;
    let slip = json!({ "reason": "Meant for another incident." });
    walk.meets_each(&incident, [("imposed-duties/1/withdrawn", slip.clone(), "imposed_duty_met")])
        .await;
    walk.scene.does(&officer, &incident, "imposed-duties", order).await;
    walk.scene.does(&officer, &incident, "imposed-duties/2/withdrawn", slip).await;
    walk.meets_each(&incident, [("imposed-duties/2/met", met, "imposed_duty_withdrawn")]).await;
    walk.meets_each(&incident, [(close.0, close.1.clone(), "measures_open")]).await;
    contained(&walk.scene, &incident, "2026-02-10T08:00:00Z").await;
    walk.meets_each(&incident, [(close.0, close.1.clone(), "not_reviewed")]).await;
    walk.scene.does(&officer, &incident, "review", json!({ "findings": "A form." })).await;
    let slip = json!({ "at": "2026-02-09T12:00:00Z", "reason": "The log says so." });
    walk.scene.does(&officer, &incident, "authority-notices/1/correct", slip).await;
    walk.meets_each(&incident, [(close.0, close.1, "lateness_unexplained")]).await;
}
