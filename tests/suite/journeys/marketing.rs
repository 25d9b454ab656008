//! What needs no identity, and what needs no more than an answer.

use serde_json::json;

use super::{MAIL, granted, hides, letter, says};
use crate::support::{Scene, allows, clock, on_both_engines, words};

on_both_engines!(Scene:
    marketing_stops_without_anyone_asking_who_it_is,
    a_consent_is_withdrawn_at_once_and_deletion_is_not_assumed,
);

async fn marketing_stops_without_anyone_asking_who_it_is(mut scene: Scene) {
    let mut asked = letter(json!([ { "kind": "marketing_opt_out" } ]));
    // Not even an account is named.
    asked["subject"] = json!({ "category": "other", "identifiers": [
        { "type": "email", "value": MAIL } ] });
    asked["subject"]["category"] = json!("user");
    let matter = scene.receives(&asked).await;
    assert_eq!(matter.body["items"][0]["needs"], "none");
    assert_eq!(words(&matter.body["waiting_on"]), ["officer"]);
    assert_eq!(matter.body["public_status"], "in_progress");
    let due = clock(&matter.body, 1, "opt_out", "house");
    assert_eq!(
        (&due["due"], &due["tier"]),
        (&json!("2026-11-22T00:40:00+00:00"), &json!("promise"))
    );
    scene.mail(MAIL);
    assert!(allows(&scene.sees(&matter).await, "decide", 1));
    scene.does(&scene.officer, &matter, "items/1/decision", granted()).await;
    let planned =
        scene.does(&scene.officer, &matter, "items/1/tasks", json!({ "plan": "carry_out" })).await;
    let tasks = planned["tasks"].as_array().unwrap();
    assert_eq!((tasks.len(), &tasks[0]["kind"]), (1, &json!("stop_marketing")));
    let claimed = scene.claims("newsletter", &matter, 1).await.body;
    assert_eq!(claimed["identifiers"], json!([ { "type": "email", "value": MAIL } ]));
    scene.finishes("newsletter", &matter, 1, "done").await;
    scene.works().await;
    // Confirmed once, to a contact that is only given, which learns nothing else.
    let mail = scene.mail(MAIL);
    says(&mail.text(), &["We send no more marketing to this contact."]);
    hides(&mail.text(), &["Sample Person", "ticket"]);
    scene.no_more_mail();
    let seen = scene.sees(&matter).await;
    assert_eq!(seen["public_status"], "finished");
    assert_eq!(clock(&seen, 1, "opt_out", "house")["state"], "met");
    assert!(seen["steps"].as_array().unwrap().is_empty(), "nobody was asked for anything");
    let closed = scene.does(&scene.officer, &matter, "close", json!({})).await;
    assert_eq!(closed["public_status"], "closed");
    scene.until("2027-01-20T00:00:00-08:00").await;
    scene.no_more_mail();
    scene.comes_to_the_same_again().await;
}

async fn a_consent_is_withdrawn_at_once_and_deletion_is_not_assumed(mut scene: Scene) {
    let asked =
        json!([ { "kind": "consent_withdrawal", "detail": "personalised_recommendation" } ]);
    let matter = scene.receives(&letter(asked)).await;
    assert_eq!(matter.body["items"][0]["needs"], "contact");
    scene.mail(MAIL);
    let protect = json!({ "plan": "protect" });
    let early = scene.refuses(&scene.officer, &matter, "items/1/tasks", protect.clone()).await;
    assert_eq!(early, "blocked");
    scene.verifies(&matter, MAIL).await;
    scene.crew.postbox.empty();
    // Protected at once, before anyone decides.
    let planned = scene.does(&scene.officer, &matter, "items/1/tasks", protect).await;
    let kinds: Vec<_> = planned["tasks"].as_array().unwrap().iter().map(|t| &t["kind"]).collect();
    assert_eq!(kinds, ["restrict", "restrict", "stop_marketing"]);
    for (task, system) in [(1, "core"), (2, "support"), (3, "newsletter")] {
        scene.finishes(system, &matter, task, "done").await;
    }
    scene.does(&scene.officer, &matter, "items/1/decision", granted()).await;
    scene.works().await;
    let answer = scene.mail(MAIL);
    says(&answer.text(), &["Your consent no longer counts."]);
    scene.does(&scene.officer, &matter, "items/1/tasks", json!({ "plan": "carry_out" })).await;
    scene.works().await;
    says(&scene.mail(MAIL).text(), &["now carried out in all our systems"]);
    let seen = scene.sees(&matter).await;
    assert_eq!(clock(&seen, 1, "opt_out", "house")["state"], "met");
    let destroys = |task: &serde_json::Value| task["kind"] == "delete";
    assert!(!seen["tasks"].as_array().unwrap().iter().any(destroys), "nothing is deleted");
    // Deleting is offered, never assumed.
    says(&answer.text(), &["does not delete", "If you want us to delete it too, tell us."]);
    scene.comes_to_the_same_again().await;
}
