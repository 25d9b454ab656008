//! A mother asks for her child, and then may no longer.

use habeas_domain::digest::Digest;
use serde_json::{Value, json};

use super::{granted, hides, in_order, says};
use crate::support::{Scene, allows, blocks, on_both_engines, words};

on_both_engines!(Scene: a_guardian_is_confirmed_and_loses_her_standing);

const MOTHER: &str = "mother@example.net";
const OFFICERS: &str = "officers@dramalight.example";

fn of_a_twelve_year_old() -> Value {
    json!({
        "channel": "portal",
        "received": { "at": "2026-11-20T16:40:00-08:00", "zone": "America/Los_Angeles" },
        "subject": { "category": "user", "minor": true, "residence": { "country": "US", "region": "CA" },
                     "identifiers": [ { "type": "profile", "value": "child-profile-7" } ] },
        "requester": { "relation": "guardian", "name": "Sample Mother", "language": "en",
                       "contacts": [ { "channel": "email", "value": MOTHER } ] },
        "items": [ { "kind": "copy", "scope": ["viewing_history"] } ],
    })
}

async fn a_guardian_is_confirmed_and_loses_her_standing(mut scene: Scene) {
    // Day 0: received, and found on a record that has her mailbox.
    let matter = scene.receives(&of_a_twelve_year_old()).await;
    says(&scene.mail(MOTHER).text(), &[&matter.reference, "We aim to answer by"]);
    assert_eq!(matter.body["public_status"], "received");
    assert_eq!(matter.body["items"][0]["needs"], "matched");
    scene.verifies(&matter, MOTHER).await;
    let seen = scene.sees(&matter).await;
    // She is who she says. Whether she may speak for the child is another question.
    assert_eq!(words(&seen["waiting_on"]), ["standing", "officer"]);
    assert_eq!(seen["public_status"], "verifying");
    assert_eq!(blocks(&seen, "decide", 1), Some(vec!["standing_not_held"]));
    let early = scene.refuses(&scene.officer, &matter, "items/1/decision", granted()).await;
    assert_eq!(early, "blocked");
    scene.crew.postbox.empty();

    // Day 3: her authority is shown to a clerk, until the child comes of age. A machine cannot judge.
    scene.until("2026-11-23T10:00:00-08:00").await;
    let asked = json!({ "track": "standing", "method": "document" });
    scene.does(&scene.clerk, &matter, "challenges", asked).await;
    scene.works().await;
    says(&scene.mail(MOTHER).text(), &[&matter.reference]);
    let shown = json!({ "step": 2, "track": "standing", "method": "document", "accepted": true,
                        "until": "2032-05-01", "evidence": Digest::of(b"a scan") });
    let by_machine = scene.refuses(&scene.portal, &matter, "proofs", shown.clone()).await;
    assert_eq!(by_machine, "judged_by_staff_only");
    scene.does(&scene.clerk, &matter, "proofs", shown).await;
    let seen = scene.sees(&matter).await;
    assert_eq!(words(&seen["waiting_on"]), ["officer"]);
    assert_eq!(seen["public_status"], "in_progress");
    assert_eq!(seen["steps"][1]["evidence"], Digest::of(b"a scan").to_string());

    // Day 5: granted, and the export begins.
    scene.until("2026-11-25T10:00:00-08:00").await;
    scene.does(&scene.officer, &matter, "items/1/decision", granted()).await;
    let planned =
        scene.does(&scene.officer, &matter, "items/1/tasks", json!({ "plan": "carry_out" })).await;
    assert_eq!(planned["tasks"][0]["kind"], "export");
    assert_eq!(scene.claims("core", &matter, 1).await.status, 200);
    scene.works().await;
    says(&scene.mail(MOTHER).text(), &["Yes. You get a copy.", "You get it separately"]);
    assert!(allows(&scene.sees(&matter).await, "hand_over_copy", 1));
    let shown = scene.timeline(&matter).await;
    in_order(&shown, &["StandingConfirmed", "ItemDecided", "EvidenceDestroyed"])
        .unwrap_or_else(|kept| panic!("the scan has served: {kept}"));
    let steps = scene.sees(&matter).await["steps"].clone();
    assert!(steps[1].get("evidence").is_none(), "which tells whoever holds the scan: {steps}");

    // Day 6: the father sends a court order.
    scene.until("2026-11-26T10:00:00-08:00").await;
    let order = json!({ "track": "standing", "why": "superseded" });
    let forbidden = scene.tries(&scene.portal, &matter, "revocations", order.clone()).await;
    assert_eq!(forbidden.status, 403);
    let wrong = json!({ "track": "authorisation", "why": "expired" });
    let wrong = scene.tries(&scene.officer, &matter, "revocations", wrong).await;
    assert_eq!(wrong.fields(), ["/track", "/why"]);
    scene.does(&scene.officer, &matter, "revocations", order.clone()).await;
    let again = scene.does(&scene.officer, &matter, "revocations", order).await;
    scene.works().await;
    assert_eq!(again["public_status"], "verifying");
    let seen = scene.sees(&matter).await;
    assert!(words(&seen["waiting_on"]).contains(&"standing"));
    assert_eq!(blocks(&seen, "hand_over_copy", 1), Some(vec!["standing_not_held"]));
    assert_eq!(blocks(&seen, "claim_tasks", 1), Some(vec!["standing_not_held"]));
    let copy = json!({ "how": "secure_link", "at": "2026-11-26T09:59:00-08:00",
                       "digest": Digest::of(b"copy") });
    assert_eq!(scene.refuses(&scene.officer, &matter, "items/1/copy", copy).await, "blocked");
    // Once the lease is over, the system cannot begin again either.
    scene.until("2026-11-26T11:00:00-08:00").await;
    assert_eq!(scene.claims("core", &matter, 1).await.code(), "blocked");

    // She hears that it cannot go on and how to complain; not why, and nothing of the father.
    let letter = scene.mail(MOTHER);
    assert!(letter.subject().contains("We cannot go on with your request"));
    says(&letter.text(), &["We are not able to tell you more here.", "How to complain"]);
    hides(&letter.text(), &["court", "father", "standing", "viewing"]);
    let alarm = scene.mail(OFFICERS);
    says(&alarm.text(), &[&matter.reference]);
    scene.no_more_mail();
    let timeline = scene.timeline(&matter).await;
    in_order(
        &timeline,
        &["StandingConfirmed", "TaskClaimed", "StandingLost", "told: standing_not_shown"],
    )
    .unwrap();
    scene.comes_to_the_same_again().await;
}
