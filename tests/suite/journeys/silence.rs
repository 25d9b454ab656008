//! Nobody shows who they are: reminded, called once more, answered in time, and opened again later.

use serde_json::{Value, json};

use super::{MAIL, deleted, hides, in_order, letter, says};
use crate::support::{Matter, Scene, clock, code_in, on_both_engines, words};

on_both_engines!(Scene: a_deletion_that_nobody_confirms_is_answered_in_time_and_opened_again);

async fn a_deletion_that_nobody_confirms_is_answered_in_time_and_opened_again(mut scene: Scene) {
    let items = json!([ { "kind": "deletion" }, { "kind": "marketing_opt_out" } ]);
    let matter = scene.receives(&letter(items)).await;
    assert_eq!(clock(&matter.body, 1, "respond", "house")["due"], "2026-12-14");
    scene.mail(MAIL);
    codes_fail(&mut scene, &matter).await;
    the_opt_out_waits_for_nobody(&mut scene, &matter).await;

    // A third of the time is gone, then two thirds.
    scene.until("2026-11-29T00:00:00-08:00").await;
    let reminder = scene.mail(MAIL);
    says(&reminder.subject(), &["We still need proof from you"]);
    scene.until("2026-12-08T00:00:00-08:00").await;
    let last_call = scene.mail(MAIL);
    says(&last_call.subject(), &["Last call: we need proof from you"]);
    says(&last_call.text(), &["Thursday 10 December 2026"]);
    // One working day before the due day the explained outcome is on its way.
    scene.crew.postbox.empty();
    scene.until("2026-12-11T12:00:00-08:00").await;
    let answer = scene.mail(MAIL);
    says(&answer.subject(), &["We could not confirm who is asking"]);
    says(
        &answer.text(),
        &["This is not a refusal", "You can still send us proof", "How to complain"],
    );
    scene.until("2026-12-16T00:00:00-08:00").await;
    let seen = scene.sees(&matter).await;
    assert_eq!(seen["items"][0]["outcome"][0]["outcome"], "identity_not_confirmed");
    let house = clock(&seen, 1, "respond", "house");
    assert_eq!((&house["state"], &house["late"]), (&json!("met"), &json!(false)));
    assert_eq!(seen["public_status"], "finished");
    let late = scene.crew.postbox.empty();
    assert!(late.iter().all(|posted| !posted.subject().contains("late")), "nothing was late");

    proof_comes_later(&mut scene, &matter).await;
    scene.comes_to_the_same_again().await;
}

/// Five wrong answers end a step; four codes within a quarter of an hour are one too many.
async fn codes_fail(scene: &mut Scene, matter: &Matter) {
    let found = json!({ "found": true, "attested": [1] });
    scene.does(&scene.clerk, matter, "record", found).await;
    scene.works().await;
    scene.mail(MAIL);
    let asked = json!({ "method": "one_time_code", "contact": 1 });
    scene.does(&scene.portal, matter, "challenges", asked.clone()).await;
    scene.works().await;
    let code = code_in(&scene.mail(MAIL));
    let wrong = if code == "00000000" { "00000001" } else { "00000000" };
    for _ in 0..5 {
        scene.does(&scene.portal, matter, "challenges/1/code", json!({ "code": wrong })).await;
    }
    scene.does(&scene.portal, matter, "challenges", asked).await;
    let mut last = Value::Null;
    for _ in 0..2 {
        last = scene.does(&scene.portal, matter, "challenges/2/resend", json!({})).await;
    }
    let states = |body: &Value| {
        let steps = body["steps"].as_array().unwrap().clone();
        steps.into_iter().map(|step| step["state"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(states(&last), ["too_many_tries", "too_many_sends"]);
    scene.works().await;
    // Only the first code of the second step and its repeat went out, and they are of no use now.
    for posted in scene.crew.postbox.empty() {
        let typed = json!({ "code": code_in(&posted) });
        let refused = scene.refuses(&scene.portal, matter, "challenges/2/code", typed).await;
        assert_eq!(refused, "step_not_open");
    }
}

async fn the_opt_out_waits_for_nobody(scene: &mut Scene, matter: &Matter) {
    let granted = json!({ "parts": [ { "outcome": "granted" } ] });
    scene.does(&scene.officer, matter, "items/2/decision", granted).await;
    let plan = json!({ "plan": "carry_out" });
    let planned = scene.does(&scene.officer, matter, "items/2/tasks", plan).await;
    assert_eq!(planned["tasks"].as_array().unwrap().len(), 1);
    scene.finishes("newsletter", matter, 1, "done").await;
    scene.works().await;
    says(&scene.mail(MAIL).text(), &["We send no more marketing to this contact."]);
    let seen = scene.sees(matter).await;
    assert_eq!(seen["items"][1]["state"], "finished");
    assert_eq!(words(&seen["waiting_on"]), ["identity", "officer"]);
}

/// The same case, a new receipt: new clocks, and the old ones stay to be seen.
async fn proof_comes_later(scene: &mut Scene, matter: &Matter) {
    scene.until("2027-01-11T10:00:00-08:00").await;
    let shown = json!({ "track": "identity", "method": "document", "accepted": true });
    scene.does(&scene.clerk, matter, "proofs", shown).await;
    scene.works().await;
    let again = scene.mail(MAIL);
    says(&again.subject(), &["Your request is open again"]);
    // Fifteen working days after 11 January, with Martin Luther King's day among them.
    says(&again.text(), &["What deleting ends", "Tuesday 2 February 2027"]);
    let seen = scene.sees(matter).await;
    assert_eq!(seen["phase"], "open");
    let dues = |regime: &str| {
        let clocks = seen["items"][0]["clocks"].as_array().unwrap().clone();
        let of = clocks.into_iter().filter(|c| c["duty"] == "respond" && c["regime"] == regime);
        of.map(|c| (c["due"].clone(), c["state"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(
        dues("house"),
        [(json!("2026-12-14"), json!("met")), (json!("2027-02-02"), json!("running"))]
    );
    scene.does(&scene.officer, matter, "items/1/decision", deleted()).await;
    let plan = json!({ "plan": "carry_out" });
    scene.does(&scene.officer, matter, "items/1/tasks", plan).await;
    scene.works().await;
    let answer = scene.mail(MAIL);
    says(&answer.text(), &["Yes. We delete it."]);
    hides(&answer.text(), &["could not confirm"]);
    assert_eq!(clock(&scene.sees(matter).await, 1, "respond", "house")["state"], "met");
    let timeline = scene.timeline(matter).await;
    in_order(
        &timeline,
        &[
            "StepFailed",
            "StepFailed",
            "told: identity_reminder",
            "told: identity_last_call",
            "told: identity_not_confirmed, ticket",
            "RequestFinished",
            "IdentityConfirmed",
            "Reopened",
            "told: acknowledgement, consequences",
            "ItemDecided",
            "RequestAnswered",
        ],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
}
