//! Somebody is right in part, and what was told of the rest stands; the house finds its own mistake; and
//! suggestions are answered, with a name or without (P06, P11, P16).

use habeas_domain::actor::Role;
use serde_json::{Value, json};

use super::{MAIL, hides, in_order, letter, says};
use crate::support::{Matter, Portal, Scene, clock, on_both_engines, words};

on_both_engines!(Scene:
    what_is_right_in_part_opens_only_that_again,
    our_own_mistake_opens_an_answer_again,
    a_suggestion_is_answered_by_a_clerk,
    a_suggestion_without_a_name_is_answered_to_nobody,
);

const OUTCOME: &str = "allegations/1/outcome";

fn brings(kind: &str) -> Value {
    json!({
        "kind": kind, "channel": "portal",
        "received": { "at": "2026-11-20T16:40:00-08:00", "zone": "America/Los_Angeles" },
        "complainant": { "relation": "self", "name": "Sample Person", "language": "en",
                         "contacts": [ { "channel": "email", "value": MAIL } ] },
        "statement": "Let people export their watch list.",
    })
}

/// What somebody is told, of what was sent to the mailbox since the last look.
fn told(scene: &Scene, of: &Matter) -> String {
    let all = scene.crew.postbox.empty().into_iter();
    let mine = all.filter(|posted| posted.to == MAIL && posted.subject().contains(&of.reference));
    mine.map(|posted| posted.text()).collect::<Vec<_>>().join("\n")
}

/// Two things were refused by the first officer, and told.
async fn refused_twice(scene: &mut Scene) -> Matter {
    let items = json!([ { "kind": "access" }, { "kind": "correction" } ]);
    let request = scene.receives(&letter(items)).await;
    scene.verifies(&request, MAIL).await;
    for item in [1, 2] {
        let refused = json!({ "parts": [ { "outcome": { "refused": { "ground": "others_rights" } } } ],
                              "reason_told": "It would show somebody else." });
        scene.does(&scene.officer, &request, &format!("items/{item}/decision"), refused).await;
    }
    scene.works().await;
    scene.crew.postbox.empty();
    request
}

async fn what_is_right_in_part_opens_only_that_again(mut scene: Scene) {
    let request = refused_twice(&mut scene).await;
    let second = Portal::named(&scene.office, Role::Officer, "officer.two").await;
    let mut appeal = brings("outcome");
    appeal.as_object_mut().unwrap().remove("complainant");
    appeal["about"] = json!({ "request": request.id, "items": [1, 2] });
    appeal["allegations"] = json!([ { "words": "The list is mine alone.", "item": 1 },
                                    { "words": "The date is wrong.", "item": 2 } ]);
    let complaint = scene.complains(&appeal).await;
    scene.crew.postbox.empty();
    let looked = json!({ "what": "Of nine entries, four name nobody else." });
    scene.does(&second, &complaint, "investigations", looked).await;

    let upheld = |remedies: Value| json!({ "outcome": "partly_upheld", "remedies": remedies, "reason_told": "Four entries are yours to read." });
    for (remedies, code) in
        [(json!([]), "remedy_mismatch"), (json!(["apology"]), "decided_anew_missing")]
    {
        let refused = scene.refuses(&second, &complaint, OUTCOME, upheld(remedies)).await;
        assert_eq!(refused, code);
    }
    let anew = upheld(json!(["decided_anew", "procedure_changed"]));
    assert_eq!(
        scene.refuses(&scene.officer, &complaint, OUTCOME, anew.clone()).await,
        "same_officer"
    );
    let seen = scene.does(&second, &complaint, OUTCOME, anew).await;
    assert_eq!(seen["allegations"][0]["outcome"], "partly_upheld");
    let denied =
        json!({ "outcome": "not_upheld", "reason_told": "The date is that of the receipt." });
    scene.does(&second, &complaint, "allegations/2/outcome", denied).await;
    scene.works().await;
    let text = told(&scene, &complaint);
    says(&text, &["You were right in part.", "> Four entries are yours to read."]);
    says(&text, &["We open your request again", "We changed how we work."]);
    says(&text, &["came to another view than you", "> The date is that of the receipt."]);
    hides(&text, &["We are sorry.", "You were right.", "name nobody else"]);
    assert_eq!(scene.sees(&complaint).await["phase"], "answered");
    scene.does(&second, &complaint, "close", json!({})).await;
    only_the_first_is_decided_anew(&mut scene, &request, &second).await;
    scene.comes_to_the_same_again().await;
}

async fn only_the_first_is_decided_anew(scene: &mut Scene, request: &Matter, second: &Portal) {
    let seen = scene.sees(request).await;
    assert_eq!(seen["items"][0]["state"], "asked");
    assert_eq!(clock(&seen, 1, "respond", "house")["state"], "running");
    assert_ne!(seen["items"][1]["state"], "asked", "what was told of it stands");
    assert_eq!(clock(&seen, 2, "respond", "house")["state"], "met");
    let refused = scene.refuses(&scene.officer, request, "items/1/decision", super::granted());
    assert_eq!(refused.await, "same_officer");
    let again = scene.refuses(second, request, "items/2/decision", super::granted()).await;
    assert_eq!(again, "already_decided");
    scene.does(second, request, "items/1/decision", super::granted()).await;
    scene.works().await;
    let course =
        ["ItemDecided", "ComplaintLinked", "Reopened", "told: acknowledgement", "ItemDecided"];
    in_order(&scene.timeline(request).await, &course).unwrap_or_else(|missing| panic!("{missing}"));
}

async fn our_own_mistake_opens_an_answer_again(mut scene: Scene) {
    let report = scene.complains(&brings("clue")).await;
    let looked = json!({ "what": "Looked at the settings." });
    scene.does(&scene.officer, &report, "investigations", looked).await;
    let denied = json!({ "outcome": "not_upheld", "reason_told": "The list is closed." });
    scene.does(&scene.officer, &report, OUTCOME, denied).await;
    scene.works().await;
    scene.does(&scene.officer, &report, "close", json!({})).await;
    scene.until("2026-12-01T10:00:00-08:00").await;
    scene.crew.postbox.empty();

    let because = |why: &str| json!({ "why": why, "allegations": [1] });
    let by_itself = scene.tries(&scene.officer, &report, "reopenings", because("late_proof")).await;
    assert_eq!(by_itself.fields(), ["/why"]);
    let by_clerk = scene.refuses(&scene.clerk, &report, "reopenings", because("our_error")).await;
    assert_eq!(by_clerk, "officer_only");
    let seen = scene.does(&scene.officer, &report, "reopenings", because("our_error")).await;
    assert_eq!((&seen["phase"], &seen["public_status"]), (&json!("open"), &json!("in_progress")));
    assert!(seen["allegations"][0].get("outcome").is_none());
    let respond = clock(&seen, 0, "respond", "house");
    assert_eq!(
        (&respond["state"], &respond["due"]),
        (&json!("running"), &json!("2026-12-22")),
        "a new duty, from now on"
    );
    scene.works().await;
    says(&told(&scene, &report), &["Your report is open again", "because we made a mistake"]);

    let right = json!({ "outcome": "partly_upheld", "remedies": ["corrected", "compensation"],
                        "reason_told": "It lay open for a day." });
    // What was looked into is known: the slip was in what was made of it.
    scene.does(&scene.officer, &report, OUTCOME, right).await;
    scene.works().await;
    let text = told(&scene, &report);
    says(&text, &["You were right in part.", "We put the data right.", "We make up for it."]);
    hides(&text, &["We open your request again", "The list is closed."]);
    let seen = scene.sees(&report).await;
    assert_eq!(clock(&seen, 0, "respond", "house")["state"], "met");
    let course = [
        "told: decision",
        "ComplaintAnswered",
        "ComplaintClosed",
        "ComplaintReopened",
        "OutcomeDecided",
        "ComplaintAnswered",
    ];
    in_order(&scene.timeline(&report).await, &course).unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}

async fn a_suggestion_is_answered_by_a_clerk(mut scene: Scene) {
    let suggestion = scene.complains(&brings("suggestion")).await;
    assert!(!words(&suggestion.body["waiting_on"]).contains(&"identity"), "nobody asks who it is");
    assert_eq!(clock(&suggestion.body, 0, "acknowledge", "house")["due"], "2026-11-24");
    assert_eq!(clock(&suggestion.body, 0, "respond", "house")["due"], "2026-12-14");
    says(&told(&scene, &suggestion), &["We have received your suggestion"]);
    let judged = json!({ "outcome": "partly_upheld", "remedies": ["procedure_changed"],
                         "reason_told": "Yes." });
    let judged = scene.refuses(&scene.clerk, &suggestion, OUTCOME, judged).await;
    assert_eq!(judged, "outcome_not_for_kind");
    let measure = json!({ "what": "Put on the list of wishes." });
    scene.does(&scene.clerk, &suggestion, "measures", measure).await;
    let answer = json!({ "outcome": "answered", "reason_told": "The export comes in March." });
    scene.does(&scene.clerk, &suggestion, OUTCOME, answer).await;
    scene.works().await;
    let text = told(&scene, &suggestion);
    says(&text, &["This is our answer.", "> The export comes in March."]);
    hides(&text, &["list of wishes"]);
    let seen = scene.sees(&suggestion).await;
    assert_eq!((&seen["phase"], &seen["public_status"]), (&json!("answered"), &json!("answered")));
    assert_eq!(clock(&seen, 0, "respond", "house")["state"], "met");
    scene.does(&scene.clerk, &suggestion, "close", json!({})).await;
    scene.comes_to_the_same_again().await;
}

async fn a_suggestion_without_a_name_is_answered_to_nobody(mut scene: Scene) {
    let mut nameless = brings("suggestion");
    nameless["complainant"] = json!({ "relation": "reporter", "language": "en", "contacts": [] });
    let suggestion = scene.complains(&nameless).await;
    let clocks = suggestion.body["clocks"].as_array().unwrap();
    assert!(clocks.iter().all(|clock| clock["duty"] == "respond"), "{clocks:?}");
    let answer = json!({ "outcome": "answered", "reason_told": "The export comes in March." });
    scene.does(&scene.clerk, &suggestion, OUTCOME, answer).await;
    scene.works().await;
    scene.no_more_mail();
    let seen = scene.sees(&suggestion).await;
    assert_eq!(seen["phase"], "answered", "it is on record");
    assert_eq!(clock(&seen, 0, "respond", "house")["state"], "met");
    scene.does(&scene.clerk, &suggestion, "close", json!({})).await;
    scene.comes_to_the_same_again().await;
}
