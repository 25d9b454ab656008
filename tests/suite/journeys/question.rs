//! Two regimes, two rules about waiting: the law stands still for an answer, the promise does not.

use serde_json::{Value, json};

use super::{MAIL, hides, in_order, letter, living_in, received, says};
use crate::support::{Scene, clock, words};

mod by_the_shipped_policy {
    use super::a_question_stops_the_law_and_the_letter_does_not_promise_that_all_waits;
    use crate::support::on_both_engines;
    on_both_engines!(InLondon: a_question_stops_the_law_and_the_letter_does_not_promise_that_all_waits);
}

mod by_counsel {
    use super::a_promise_that_follows_the_law_stands_still_once_that_is_told;
    use crate::support::on_both_engines;
    on_both_engines!(
        InLondonByCounsel: a_promise_that_follows_the_law_stands_still_once_that_is_told
    );
}

fn from_england() -> Value {
    let asked = letter(json!([ { "kind": "access" } ]));
    living_in("GB", received("2026-02-06T10:00:00Z", "Europe/London", asked))
}

/// Counsel's choice is data: nothing but the pack differs.
async fn a_promise_that_follows_the_law_stands_still_once_that_is_told(mut scene: Scene) {
    let matter = scene.receives(&from_england()).await;
    scene.verifies(&matter, MAIL).await;
    scene.does(&scene.officer, &matter, "items/1/take", json!({})).await;
    scene.until("2026-02-16T10:00:00Z").await;
    scene.crew.postbox.empty();
    let question = json!({ "items": [1], "question": "Which of your two profiles do you mean?" });
    let asked = scene.does(&scene.officer, &matter, "clarifications", question).await;
    assert_eq!(clock(&asked, 1, "respond", "uk")["state"], "paused");
    assert_eq!(clock(&asked, 1, "respond", "house")["state"], "running", "it is not told yet");
    scene.works().await;
    let mail = scene.mail(MAIL);
    says(&mail.text(), &["> Which of your two profiles do you mean?"]);
    says(&mail.text(), &["The time for our answer stands still until then."]);
    hides(&mail.text(), &["We still aim to answer"]);
    assert_eq!(clock(&scene.sees(&matter).await, 1, "respond", "house")["state"], "paused");
    scene.until("2026-03-18T10:00:00Z").await;
    assert!(scene.alarms(&matter).is_empty(), "nothing fell due meanwhile");
    let answer = json!({ "answer": "The second one." });
    scene.does(&scene.portal, &matter, "clarifications/1/answer", answer).await;
    let seen = scene.sees(&matter).await;
    for regime in ["house", "uk"] {
        let clock = clock(&seen, 1, "respond", regime);
        assert_eq!((&clock["state"], &clock["late"]), (&json!("running"), &json!(false)));
    }
    assert!(clock(&seen, 1, "respond", "house")["due"].as_str() > Some("2026-03-18"));
    in_order(
        &scene.timeline(&matter).await,
        &["ClockPaused", "ClockPaused", "told: clarification", "ClockResumed", "ClockResumed"],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}

async fn a_question_stops_the_law_and_the_letter_does_not_promise_that_all_waits(mut scene: Scene) {
    let matter = scene.receives(&from_england()).await;
    scene.verifies(&matter, MAIL).await;
    scene.does(&scene.officer, &matter, "items/1/take", json!({})).await;
    scene.crew.postbox.empty();
    let seen = scene.sees(&matter).await;
    let due = |body: &Value, regime| clock(body, 1, "respond", regime)["due"].clone();
    assert_eq!((due(&seen, "house"), due(&seen, "uk")), (json!("2026-02-27"), json!("2026-03-06")));
    assert_eq!(clock(&seen, 1, "respond", "house")["governing"], true);

    // Day 10.
    scene.until("2026-02-16T10:00:00Z").await;
    let question = json!({ "items": [1], "question": "Which of your two profiles do you mean?" });
    scene.does(&scene.officer, &matter, "clarifications", question).await;
    scene.works().await;
    let mail = scene.mail(MAIL);
    says(&mail.text(), &["> Which of your two profiles do you mean?"]);
    says(
        &mail.text(),
        &["We still aim to answer by Friday 27 February 2026 (end of day, London time)"],
    );
    let seen = scene.sees(&matter).await;
    assert_eq!(seen["public_status"], "waiting_for_you");
    assert!(words(&seen["waiting_on"]).contains(&"clarification"));
    assert_eq!(clock(&seen, 1, "respond", "uk")["state"], "paused");
    assert_eq!(clock(&seen, 1, "respond", "house")["state"], "running");

    // Day 21: the promise is late, and nobody pretends otherwise.
    scene.crew.postbox.empty();
    scene.until("2026-02-28T12:00:00Z").await;
    let alarms = scene.crew.postbox.empty();
    assert!(
        alarms.iter().any(|posted| posted.subject().to_lowercase().contains("late")),
        "{alarms:?}"
    );
    let seen = scene.sees(&matter).await;
    assert_eq!(clock(&seen, 1, "respond", "house")["late"], true);
    assert_eq!(clock(&seen, 1, "respond", "uk")["late"], false);
    let overdue = scene.officer.get("/v1/requests?overdue=true").await;
    assert_eq!(overdue.body["requests"][0]["id"], matter.id);

    // Day 40: answered. The days from asking to answering do not count; 6 April is Easter Monday.
    scene.until("2026-03-18T10:00:00Z").await;
    let answer = json!({ "answer": "The second one." });
    scene.does(&scene.portal, &matter, "clarifications/1/answer", answer).await;
    let seen = scene.sees(&matter).await;
    let uk = clock(&seen, 1, "respond", "uk");
    assert_eq!((&uk["state"], &uk["due"]), (&json!("running"), &json!("2026-04-07")));
    let why = words(&uk["why"]).join("\n");
    says(&why, &["6 Apr 2026"]);
    scene
        .does(
            &scene.officer,
            &matter,
            "items/1/decision",
            json!({ "parts": [ { "outcome": "nothing_held" } ] }),
        )
        .await;
    scene.works().await;
    let seen = scene.sees(&matter).await;
    // Each met or late by itself.
    assert_eq!(clock(&seen, 1, "respond", "uk")["state"], "met");
    assert_eq!(clock(&seen, 1, "respond", "house")["state"], "met_late");
    in_order(
        &scene.timeline(&matter).await,
        &[
            "ClarificationAsked",
            "ClockPaused",
            "told: clarification",
            "DutyMissed",
            "told: overdue",
            "ClarificationAnswered",
            "ClockResumed",
            "told: decision, ticket",
        ],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}
