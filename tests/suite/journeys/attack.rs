//! The account that a letter names is a stranger's.

use serde_json::{Value, json};

use super::{MAIL, deleted, hides, in_order, letter, says};
use crate::support::{Scene, blocks, code_in, on_both_engines, words};

on_both_engines!(Scene:
    another_mailbox_for_the_same_account_gets_no_further_than_given,
    an_owner_who_does_not_answer_loses_nothing,
);

const OWNER: &str = "owner@example.net";

/// Someone with a mailbox of his own wants an account to be deleted; the record knows another.
async fn the_attack(scene: &mut Scene) -> crate::support::Matter {
    let matter = scene.receives(&letter(json!([ { "kind": "deletion" } ]))).await;
    let mail = scene.mail(MAIL);
    says(&mail.text(), &[&matter.reference, "Monday 14 December 2026"]);
    hides(&mail.text(), &["Sample Person", "u-48213", "ticket", "delet", "account,"]);
    // His own mailbox cannot carry a code, before a record is looked up and after.
    let to_himself = json!({ "method": "one_time_code", "contact": 1 });
    let ask = |matter: &crate::support::Matter| (matter.clone(), to_himself.clone());
    let (case, body) = ask(&matter);
    let refused = scene.refuses(&scene.portal, &case, "challenges", body).await;
    assert_eq!(refused, "contact_not_on_record");
    let found = json!({ "found": true, "attested": [],
                        "further": [ { "channel": "email", "value": OWNER } ] });
    scene.does(&scene.clerk, &matter, "record", found).await;
    scene.works().await;
    let (case, body) = ask(&matter);
    let refused = scene.refuses(&scene.portal, &case, "challenges", body).await;
    assert_eq!(refused, "contact_not_on_record");
    matter
}

fn provenance(seen: &Value) -> Vec<&str> {
    let contacts = seen["contacts"].as_array().unwrap().iter();
    contacts.map(|contact| contact["provenance"].as_str().unwrap()).collect()
}

async fn another_mailbox_for_the_same_account_gets_no_further_than_given(mut scene: Scene) {
    let matter = the_attack(&mut scene).await;
    // The owner hears of it at once, with what deleting would end and a way to stop it.
    let warning = scene.mail(OWNER);
    says(&warning.text(), &["Someone sent us a request", "What deleting ends", "/s/"]);
    hides(&warning.text(), &["Sample Person", MAIL]);
    let link = warning.text();
    let link = link.split_whitespace().find(|word| word.contains("/s/")).unwrap().to_owned();

    // A code for the account goes to the owner and nowhere else; five guesses end the step.
    let asked = json!({ "method": "one_time_code", "contact": 2 });
    scene.does(&scene.portal, &matter, "challenges", asked).await;
    scene.works().await;
    let code = code_in(&scene.mail(OWNER));
    scene.no_more_mail();
    let guess = if code == "12345678" { "12345679" } else { "12345678" };
    for _ in 0..5 {
        scene.does(&scene.portal, &matter, "challenges/1/code", json!({ "code": guess })).await;
    }
    let seen = scene.sees(&matter).await;
    assert_eq!(seen["steps"][0]["state"], "too_many_tries");
    let late =
        scene.refuses(&scene.portal, &matter, "challenges/1/code", json!({ "code": code })).await;
    assert_eq!(late, "step_not_open");
    assert_eq!(provenance(&seen), ["given", "on_record"]);
    assert_eq!(blocks(&seen, "decide", 1), Some(vec!["identity_not_confirmed"]));
    // Nobody can decide anything that says whether there is an account, not even to refuse.
    for outcome in [json!("granted"), json!({ "refused": { "ground": "legal_duty" } })] {
        let decision = json!({ "parts": [ { "outcome": outcome } ], "reason_told": "Because.",
                               "deletion_ground": "purpose_ended" });
        assert_eq!(
            scene.refuses(&scene.officer, &matter, "items/1/decision", decision).await,
            "blocked"
        );
    }
    let withdrawn = scene.refuses(&scene.portal, &matter, "withdrawals", json!({})).await;
    assert_eq!(withdrawn, "blocked", "to withdraw needs what asking needs");

    // The owner presses the button; everything stands still and an officer looks.
    let token = link.rsplit_once('/').unwrap().1;
    let anyone = scene.portal.with_key("");
    let pressed = anyone.post_with(&format!("/s/{token}"), &[], String::new()).await;
    assert_eq!(pressed.status, 200);
    scene.works().await;
    assert_eq!(scene.alarms(&matter).len(), 1, "officers hear of it, and nobody else");
    let seen = scene.sees(&matter).await;
    assert_eq!(words(&seen["waiting_on"]), ["identity", "hold", "officer"]);
    assert_eq!(seen["tracks"][0]["details"]["ground"], "party_objects");

    // The time runs out. The stranger is told what holds whoever asks, and no more.
    scene.until("2026-12-15T00:00:00-08:00").await;
    let all = scene.crew.postbox.all();
    assert!(all.iter().all(|posted| posted.to != OWNER), "who denied is left alone");
    let seen = scene.sees(&matter).await;
    assert_eq!(seen["items"][0]["outcome"][0]["outcome"], "identity_not_confirmed");
    assert_eq!(provenance(&seen), ["given", "on_record"], "no further than given");
    for posted in all.iter().filter(|posted| posted.to == MAIL) {
        hides(&posted.text(), &["u-48213", "ticket", OWNER, "Sample Person", "deletion"]);
    }
    let last = all.iter().rfind(|posted| posted.to == MAIL).unwrap();
    says(&last.text(), &["it says nothing about whether we hold any data", "How to complain"]);
    assert!(seen["tasks"].as_array().unwrap().is_empty(), "nothing was ever ordered");
    let timeline = scene.timeline(&matter).await;
    in_order(
        &timeline,
        &[
            "told: acknowledgement",
            "told: someone_asked, consequences, ticket",
            "told: code",
            "StepFailed",
            "DeniedByContact",
            "HoldPlaced",
            "told: identity_not_confirmed",
        ],
    )
    .unwrap();
    scene.comes_to_the_same_again().await;
}

async fn an_owner_who_does_not_answer_loses_nothing(mut scene: Scene) {
    let matter = the_attack(&mut scene).await;
    scene.mail(OWNER);
    let asked = json!({ "method": "one_time_code", "contact": 2 });
    scene.does(&scene.portal, &matter, "challenges", asked).await;
    scene.until("2026-12-15T00:00:00-08:00").await;
    let seen = scene.sees(&matter).await;
    assert_eq!(seen["items"][0]["outcome"][0]["outcome"], "identity_not_confirmed");
    assert!(seen["tasks"].as_array().unwrap().is_empty());
    let refused = scene.refuses(&scene.officer, &matter, "items/1/decision", deleted()).await;
    assert_eq!(refused, "already_decided");
    let all = scene.crew.postbox.all();
    assert!(all.iter().all(|posted| posted.to != MAIL), "the stranger hears nothing more at all");
    scene.comes_to_the_same_again().await;
}
