//! Several things alleged in one letter: each is looked into, decided and told by itself, and each can be
//! opened again by itself (P06, P35).

use serde_json::{Value, json};

use super::{MAIL, in_order, says};
use crate::support::{Matter, Scene, on_both_engines, words};

on_both_engines!(Scene:
    each_is_decided_and_told_by_itself,
    what_is_added_later_is_looked_into_by_itself,
    an_authority_has_one_opened_again,
    how_somebody_was_identified_is_decided_anew,
);

fn letter() -> Value {
    json!({
        "kind": "clue", "channel": "portal",
        "received": { "at": "2026-11-20T16:40:00-08:00", "zone": "America/Los_Angeles" },
        "subject": { "category": "user", "residence": { "country": "US", "region": "CA" },
                     "identifiers": [ { "type": "account", "value": "u-48213" } ] },
        "complainant": { "relation": "self", "name": "Sample Person", "language": "en",
                         "contacts": [ { "channel": "email", "value": MAIL } ] },
        "allegations": [ { "words": "The list is public." }, { "words": "It was sold." },
                         { "words": "A partner shows it." }, { "words": "It is slow." } ],
    })
}

async fn decides(scene: &Scene, matter: &Matter, no: u16, outcome: Value) -> Value {
    scene.does(&scene.officer, matter, &format!("allegations/{no}/outcome"), outcome).await
}

async fn each_is_decided_and_told_by_itself(mut scene: Scene) {
    let complaint = scene.complains(&letter()).await;
    scene.crew.postbox.empty();
    let step = json!({ "what": "Looked at the settings and the contracts." });
    scene.does(&scene.officer, &complaint, "investigations", step).await;
    let upheld = json!({ "outcome": "upheld", "remedies": ["stopped", "apology"],
                         "reason_told": "The list was public by mistake." });
    decides(&scene, &complaint, 1, upheld).await;
    scene.works().await;
    says(&scene.mail(MAIL).text(), &["> The list was public by mistake."]);
    let not_upheld = json!({ "outcome": "not_upheld", "reason_told": "Nothing was sold." });
    decides(&scene, &complaint, 2, not_upheld).await;
    let not_ours = json!({ "outcome": "not_ours", "reason_told": "The partner answers for it." });
    decides(&scene, &complaint, 3, not_ours).await;
    scene.works().await;
    let seen = scene.sees(&complaint).await;
    assert_eq!((&seen["phase"], &seen["public_status"]), (&json!("open"), &json!("in_progress")));
    let early = scene.refuses(&scene.officer, &complaint, "close", json!({})).await;
    assert_eq!(early, "not_answered", "one of them is open");
    let seen = decides(&scene, &complaint, 4, json!({ "outcome": "withdrawn" })).await;
    let outcomes = seen["allegations"].as_array().unwrap().iter();
    let outcomes: Vec<&str> = outcomes.map(|a| a["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["upheld", "not_upheld", "not_ours", "withdrawn"]);
    scene.works().await;
    let seen = scene.sees(&complaint).await;
    assert_eq!(seen["phase"], "answered");
    scene.does(&scene.officer, &complaint, "close", json!({})).await;
    scene.comes_to_the_same_again().await;
}

async fn what_is_added_later_is_looked_into_by_itself(mut scene: Scene) {
    let mut one = letter();
    one["allegations"].as_array_mut().unwrap().truncate(1);
    let complaint = scene.complains(&one).await;
    let early = json!({ "outcome": "not_ours", "reason_told": "The partner answers for it." });
    let outcome = |no: u16| format!("allegations/{no}/outcome");
    let refused = scene.refuses(&scene.officer, &complaint, &outcome(1), early.clone()).await;
    assert_eq!(refused, "not_investigated", "nobody knows yet whose it is");
    let step = json!({ "what": "Looked at the settings." });
    scene.does(&scene.officer, &complaint, "investigations", step.clone()).await;
    let more = json!({ "words": "It was sold." });
    let seen = scene.does(&scene.officer, &complaint, "allegations", more).await;
    assert_eq!(words(&seen["waiting_on"]), ["investigation", "officer"]);
    let denied = json!({ "outcome": "not_upheld", "reason_told": "It was not so." });
    let refused = scene.refuses(&scene.officer, &complaint, &outcome(2), denied.clone()).await;
    assert_eq!(refused, "not_investigated", "nobody has looked since");
    decides(&scene, &complaint, 1, early).await;
    scene.does(&scene.officer, &complaint, "investigations", step).await;
    decides(&scene, &complaint, 2, denied).await;
    scene.works().await;
    assert_eq!(scene.sees(&complaint).await["phase"], "answered");
    scene.comes_to_the_same_again().await;
}

async fn an_authority_has_one_opened_again(mut scene: Scene) {
    let mut two = letter();
    two["allegations"].as_array_mut().unwrap().truncate(2);
    let complaint = scene.complains(&two).await;
    let step = json!({ "what": "Looked at the settings." });
    scene.does(&scene.officer, &complaint, "investigations", step.clone()).await;
    let denied = json!({ "outcome": "not_upheld", "reason_told": "It was not so." });
    decides(&scene, &complaint, 1, denied.clone()).await;
    scene.works().await;
    scene.until("2026-11-30T10:00:00-08:00").await;
    let letter = json!({ "authority": { "name": "Example Agency", "language": "en" },
                         "direction": "in", "reference": "EA-9", "at": "2026-11-30T17:00:00Z" });
    scene.does(&scene.officer, &complaint, "escalations", letter).await;
    let again = json!({ "why": "authority", "allegations": [1] });
    scene.does(&scene.officer, &complaint, "reopenings", again).await;
    // It writes once more: it is the same party.
    let more = json!({ "party": 2, "direction": "in", "reference": "EA-10",
                       "at": "2026-11-30T17:30:00Z" });
    let seen = scene.does(&scene.officer, &complaint, "escalations", more).await;
    assert_eq!(words(&seen["waiting_on"])[0], "investigation");
    let nobody = json!({ "direction": "in", "reference": "EA-11", "at": "2026-11-30T17:30:00Z" });
    let refused = scene.tries(&scene.officer, &complaint, "escalations", nobody).await;
    assert_eq!(refused.fields(), ["/authority"]);
    let stale = scene.refuses(&scene.officer, &complaint, "allegations/1/outcome", denied.clone());
    assert_eq!(stale.await, "not_investigated", "it asks for another look");
    // The other one is answered within its own time, which the reopening does not make late.
    decides(&scene, &complaint, 2, denied.clone()).await;
    scene.works().await;
    scene.does(&scene.officer, &complaint, "investigations", step).await;
    decides(&scene, &complaint, 1, denied).await;
    scene.works().await;
    scene.until("2026-12-16T10:00:00-08:00").await;
    let timeline = scene.timeline(&complaint).await;
    in_order(&timeline, &["told: decision", "Escalated", "ComplaintReopened", "told: decision"])
        .unwrap_or_else(|missing| panic!("{missing}"));
    assert!(!timeline.contains(&"DutyMissed".to_owned()), "{timeline:?}");
    scene.comes_to_the_same_again().await;
}

async fn how_somebody_was_identified_is_decided_anew(mut scene: Scene) {
    let request = scene.receives(&super::letter(json!([ { "kind": "access" } ]))).await;
    let nobody = json!({ "parts": [ { "outcome": "identity_not_confirmed" } ],
                         "reason_told": "No answer came." });
    scene.does(&scene.officer, &request, "items/1/decision", nobody).await;
    scene.works().await;
    let second = crate::support::Portal::named(
        &scene.office,
        habeas_domain::actor::Role::Officer,
        "officer.two",
    )
    .await;
    let complaint = scene
        .complains(&json!({
            "kind": "identification", "channel": "portal", "about": { "request": request.id },
            "received": { "at": "2026-11-20T16:44:00-08:00", "zone": "America/Los_Angeles" },
            "statement": "The code never came.",
        }))
        .await;
    scene.does(&second, &complaint, "investigations", json!({ "what": "The code bounced." })).await;
    let upheld = |remedy: &str| json!({ "outcome": "upheld", "remedies": [remedy], "reason_told": "The code bounced." });
    let sorry =
        scene.refuses(&second, &complaint, "allegations/1/outcome", upheld("apology")).await;
    assert_eq!(sorry, "decided_anew_missing", "sorry alone changes nothing");
    scene.does(&second, &complaint, "allegations/1/outcome", upheld("decided_anew")).await;
    scene.works().await;
    let seen = scene.sees(&request).await;
    assert_eq!(seen["items"][0]["state"], "asked", "{}", seen["items"][0]);
    scene.comes_to_the_same_again().await;
}
