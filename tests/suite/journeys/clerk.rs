//! What does not come through the portal: a letter on paper, a call, a correction that is disputed, and
//! something taken back.

use serde_json::{Value, json};

use super::{MAIL, granted, in_order, letter, says};
use crate::support::{Scene, clock, on_both_engines, words};

on_both_engines!(Scene:
    a_letter_on_paper_is_entered_later_than_it_was_received,
    a_disputed_correction_ends_with_the_statement_attached,
    what_is_taken_back_stops_and_says_what_was_done_already,
);

fn on_paper() -> Value {
    let mut scan = letter(json!([ { "kind": "access" } ]));
    scan["channel"] = json!("letter");
    scan["received"] = json!({ "on": "2026-11-16", "zone": "America/New_York", "country": "US" });
    scan["requester"]["contacts"] = json!([ { "channel": "phone", "value": "+14155550123" } ]);
    scan
}

async fn a_letter_on_paper_is_entered_later_than_it_was_received(mut scene: Scene) {
    // The scan says Monday; it is Friday. A machine need not explain that, a clerk must.
    let unexplained = scene.clerk.post("/v1/requests", &scene.key(), &on_paper()).await;
    assert_eq!(unexplained.code(), "late_reason_missing");
    let mut scan = on_paper();
    scan["late_reason"] = json!("The letterbox in New York was opened on Thursday.");
    let clerk = scene.clerk.clone();
    let matter = scene.receives_from(&clerk, &scan).await;
    // Counted from the day of receipt: fifteen working days after the sixteenth, less Thanksgiving.
    let promised = clock(&matter.body, 1, "respond", "house");
    assert_eq!(promised["due"], "2026-12-08");
    assert_eq!(clock(&matter.body, 0, "acknowledge", "house")["due"], "2026-11-18");
    // What nobody can write to is told by people: officers hear so, and a clerk calls.
    let alarms = scene.alarms(&matter);
    assert!(!alarms.is_empty());
    scene.until("2026-11-23T10:00:00-08:00").await;
    let call = json!({ "at": "2026-11-23T09:30:00-08:00",
                       "summary": "Told her the reference and that we answer by 8 December.",
                       "told": [ { "kind": "acknowledgement" } ] });
    scene.does(&scene.clerk, &matter, "calls", call.clone()).await;
    let mut decision = call;
    decision["told"] = json!([ { "kind": "decision", "item": 1 } ]);
    let refused = scene.refuses(&scene.clerk, &matter, "calls", decision).await;
    assert_eq!(refused, "not_by_call", "a decision is written");
    let seen = scene.sees(&matter).await;
    assert_eq!(clock(&seen, 0, "acknowledge", "house")["state"], "met_late");
    assert_eq!(clock(&seen, 0, "acknowledge", "ccpa")["state"], "met");
    // Both times are kept, and what was said can be opened by whoever has a purpose.
    let timeline = scene.officer.get(&matter.path("timeline")).await.body;
    let first = &timeline["entries"][0]["event"]["details"];
    assert_eq!(first["received"]["moment"]["on"], "2026-11-16");
    assert!(first["entered"].as_str().unwrap().starts_with("2026-11-21T00:4"));
    let open = json!({ "purpose": "case_work", "fields": ["notes", "reasons"] });
    let opened = scene.does(&scene.clerk, &matter, "reveal", open).await.to_string();
    says(&opened, &["Told her the reference", "letterbox in New York"]);
    in_order(&scene.timeline(&matter).await, &["RequestReceived", "CallLogged"])
        .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}

async fn a_disputed_correction_ends_with_the_statement_attached(mut scene: Scene) {
    let items = json!([ { "kind": "correction", "detail": "I never watched episode 12." } ]);
    let matter = scene.receives(&letter(items)).await;
    scene.verifies(&matter, MAIL).await;
    scene.crew.postbox.empty();
    let attached = json!({ "parts": [ { "outcome": "statement_attached" } ],
                           "reason_told": "Our records show it; your statement now stands beside them." });
    scene.does(&scene.officer, &matter, "items/1/decision", attached).await;
    scene.works().await;
    let mail = scene.mail(MAIL);
    says(&mail.text(), &["We have attached your statement to it.", "How to complain"]);
    // What was sent is kept as it was read, with template and language.
    let timeline = scene.officer.get(&matter.path("timeline")).await.body;
    let entries = timeline["entries"].as_array().unwrap();
    let mut messages = entries.iter().rev().filter_map(|entry| entry.get("message"));
    let message = messages.next().unwrap();
    assert_eq!((&message["language"], &message["state"]), (&json!("en"), &json!("handed_over")));
    assert_eq!(message["attempts"][0]["outcome"], "handed_over");
    assert!(message["template"]["version"].as_u64().is_some());
    let path = format!("/v1/dispatches/{}/reveal", message["id"].as_str().unwrap());
    let read = json!({ "purpose": "case_work" });
    let kept = scene.clerk.post(&path, &scene.key(), &read).await.body;
    assert_eq!((&kept["text"], &kept["address"]), (&json!(mail.bytes), &json!(MAIL)));
    assert_eq!(scene.sees(&matter).await["public_status"], "finished");
    scene.comes_to_the_same_again().await;
}

async fn what_is_taken_back_stops_and_says_what_was_done_already(mut scene: Scene) {
    let items = json!([ { "kind": "deletion" }, { "kind": "access" } ]);
    let matter = scene.receives(&letter(items)).await;
    let early = scene.refuses(&scene.portal, &matter, "withdrawals", json!({})).await;
    assert_eq!(early, "blocked", "whoever takes it back shows who they are, as whoever asks");
    scene.verifies(&matter, MAIL).await;
    scene.does(&scene.officer, &matter, "items/1/decision", super::deleted()).await;
    scene.does(&scene.officer, &matter, "items/1/tasks", json!({ "plan": "carry_out" })).await;
    scene.finishes("support", &matter, 2, "done").await;
    scene.works().await;
    scene.crew.postbox.empty();
    scene.does(&scene.portal, &matter, "withdrawals", json!({ "items": [1] })).await;
    scene.works().await;
    let mail = scene.mail(MAIL);
    says(&mail.subject(), &["You have withdrawn your request"]);
    says(&mail.text(), &["This was already carried out before you withdrew", "deletion (support)"]);
    says(&mail.text(), &["Was it not you who withdrew? Tell us, and we go on with the request."]);
    let seen = scene.sees(&matter).await;
    let states: Vec<_> = seen["tasks"].as_array().unwrap().iter().map(|t| &t["state"]).collect();
    assert_eq!(states, ["cancelled", "done", "cancelled"]);
    assert_eq!(clock(&seen, 1, "carry_out", "house")["state"], "fell_away");
    assert_eq!(scene.claims("core", &matter, 1).await.code(), "task_not_claimable");
    // The other item goes on.
    assert_eq!((&seen["phase"], words(&seen["waiting_on"])), (&json!("open"), vec!["officer"]));
    scene.does(&scene.officer, &matter, "items/2/decision", granted()).await;
    let copy = json!({ "how": "account_session", "at": "2026-11-20T16:44:00-08:00",
                       "digest": habeas_domain::digest::Digest::of(b"copy") });
    scene.does(&scene.officer, &matter, "items/2/copy", copy).await;
    scene.works().await;
    assert_eq!(scene.sees(&matter).await["public_status"], "finished");
    scene.comes_to_the_same_again().await;
}
