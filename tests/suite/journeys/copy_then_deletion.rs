//! "Send me everything, then delete it": one letter, one acknowledgement, one code.

use habeas_domain::digest::Digest;
use serde_json::{Value, json};

use super::{MAIL, deleted, granted, hides, in_order, letter, says};
use crate::support::{Matter, Portal, Scene, blocks, clock, on_both_engines, words};

on_both_engines!(Scene: a_copy_then_a_deletion_to_the_last_backup);

const PHONE: &str = "+14155550123";

fn everything() -> Value {
    let mut letter = letter(json!([
        { "kind": "copy", "scope": ["viewing_history"] }, { "kind": "deletion", "after": [1] }
    ]));
    let contacts = letter["requester"]["contacts"].as_array_mut().unwrap();
    contacts.push(json!({ "channel": "sms", "value": PHONE }));
    letter["external_ref"] = json!("ZD-99120");
    letter["statement"] = json!("Send me my viewing history, then delete my account.");
    letter
}

async fn a_copy_then_a_deletion_to_the_last_backup(mut scene: Scene) {
    let matter = scene.receives(&everything()).await;
    arrives(&mut scene, &matter).await;
    is_verified(&mut scene, &matter).await;
    is_decided(&mut scene, &matter).await;
    is_carried_out(&mut scene, &matter).await;
    runs_out(&mut scene, &matter).await;
    let timeline = scene.timeline(&matter).await;
    in_order(
        &timeline,
        &[
            "RequestReceived",
            "RegimesChosen",
            "ClockStarted",
            "told: acknowledgement",
            "NoticeHandedOver",
            "RecordMatched",
            "told: consequences, ticket",
            "ChallengeIssued",
            "told: code",
            "IdentityConfirmed",
            "ItemDecided",
            "told: decision",
            "ItemDecided",
            "told: decision, ticket",
            "TasksPlanned",
            "CopyHandedOver",
            "RequestAnswered",
            "TaskClaimed",
            "TaskReported",
            "TailStarted",
            "told: completion",
            "IsolationConfirmed",
            "TailEnded",
            "RequestFinished",
            "told: backup_purged",
            "RequestClosed",
        ],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    let acknowledged = timeline.iter().filter(|entry| **entry == "told: acknowledgement").count();
    let codes = timeline.iter().filter(|entry| **entry == "told: code").count();
    assert_eq!((acknowledged, codes), (1, 1), "one letter, one acknowledgement, one code");
    scene.comes_to_the_same_again().await;
}

async fn arrives(scene: &mut Scene, matter: &Matter) {
    let body = &matter.body;
    assert_eq!(words(&body["waiting_on"]), ["identity", "officer"]);
    assert_eq!(clock(body, 2, "respond", "house")["due"], "2026-12-14");
    assert_eq!(clock(body, 2, "respond", "ccpa")["due"], "2027-01-03");
    assert_eq!(clock(body, 0, "acknowledge", "ccpa")["due"], "2026-12-07");
    let mail = scene.mail(MAIL);
    says(&mail.subject(), &[&matter.reference, "We have received your request"]);
    says(&mail.text(), &["Monday 14 December 2026 (end of day, Los Angeles time)"]);
    hides(&mail.text(), &["Sample Person", "ticket"]);
    scene.no_more_mail();
    assert_eq!(clock(&scene.sees(matter).await, 0, "acknowledge", "ccpa")["state"], "met");
}

async fn is_verified(scene: &mut Scene, matter: &Matter) {
    let found = json!({ "found": true, "attested": [1, 2] });
    scene.does(&scene.clerk, matter, "record", found).await;
    scene.works().await;
    // Now on record: what deleting ends, and the ticket. The telephone hears that someone asked.
    let mail = scene.mail(MAIL);
    says(&mail.text(), &["Dear Sample Person", "What deleting ends", "cannot be brought back"]);
    says(&mail.text(), &["What was paid and not used yet is lost", "Your ticket"]);
    let sms = scene.mail(PHONE);
    says(&sms.text(), &[&matter.reference, "Someone asked about an account", "/s/"]);
    assert_eq!(
        blocks(&scene.sees(matter).await, "decide", 2),
        Some(vec!["identity_not_confirmed"])
    );
    scene.confirms_by_code(matter, 1, MAIL).await;
    let code = scene.mail(MAIL).text();
    hides(&code, &["What deleting ends", "Your ticket"]);
    scene.no_more_mail();
    let seen = scene.sees(matter).await;
    assert_eq!(words(&seen["waiting_on"]), ["officer"]);
    assert_eq!(seen["contacts"][0]["provenance"], "confirmed");
}

async fn is_decided(scene: &mut Scene, matter: &Matter) {
    scene.does(&scene.officer, matter, "items/1/decision", granted()).await;
    scene.works().await;
    says(&scene.mail(MAIL).text(), &["a copy", "Yes. You get a copy.", "How to complain"]);
    let no_ground = scene.refuses(&scene.officer, matter, "items/2/decision", granted()).await;
    assert_eq!(no_ground, "deletion_ground_missing");
    scene.does(&scene.officer, matter, "items/2/decision", deleted()).await;
    scene.works().await;
    let answer = scene.mail(MAIL);
    says(&answer.text(), &["Yes. We delete it.", "Copies in our backups are kept apart"]);
    says(&answer.text(), &["How to complain", "our customer service", "Your ticket"]);
    let plan = json!({ "plan": "carry_out" });
    let planned = scene.does(&scene.officer, matter, "items/2/tasks", plan).await;
    assert_eq!(planned["tasks"].as_array().unwrap().len(), 3);
    // Arranged means decided, ordered in every live system, and told.
    scene.works().await;
    assert_eq!(clock(&scene.sees(matter).await, 2, "respond", "house")["state"], "met");
    // The deletion waits for the copy.
    assert_eq!(scene.claims("core", matter, 1).await.code(), "blocked");
    assert_eq!(blocks(&scene.sees(matter).await, "claim_tasks", 2), Some(vec!["waits_for_item"]));
    let copy = json!({ "how": "secure_link", "digest": Digest::of(b"copy"),
                       "at": "2026-11-20T16:44:00-08:00" });
    let body = scene.does(&scene.officer, matter, "items/1/copy", copy).await;
    assert_eq!(body["public_status"], "answered");
}

async fn is_carried_out(scene: &mut Scene, matter: &Matter) {
    for (task, system) in [(1, "core"), (2, "support"), (3, "newsletter")] {
        let other = if system == "core" { 2 } else { 1 };
        assert_eq!(scene.claims(system, matter, other).await.code(), "not_your_system");
        scene.finishes(system, matter, task, "done").await;
        let late = json!({ "fence": 9, "result": "failed" });
        let machine = Portal::of_system(&scene.office, system).await;
        let stale = scene.tries(&machine, matter, &format!("tasks/{task}/report"), late).await;
        assert_eq!(stale.code(), "stale_fence");
    }
    scene.works().await;
    let mail = scene.mail(MAIL);
    says(&mail.text(), &["now carried out in all our systems", "Friday 25 December 2026"]);
    let seen = scene.sees(matter).await;
    assert_eq!((&seen["phase"], &seen["items"][1]["state"]), (&json!("answered"), &json!("tail")));
    assert_eq!(seen["tails"][0]["until"], "2026-12-25");
    assert_eq!(words(&seen["waiting_on"]), ["tails"]);
    assert_eq!(scene.refuses(&scene.officer, matter, "close", json!({})).await, "blocked");
}

async fn runs_out(scene: &mut Scene, matter: &Matter) {
    let core = Portal::of_system(&scene.office, "core").await;
    let both = json!({ "isolated": true, "ended": "cleared" });
    assert_eq!(scene.refuses(&core, matter, "tails/1", both).await, "invalid_fields");
    scene.does(&core, matter, "tails/1", json!({ "isolated": true })).await;
    scene.crew.postbox.empty();
    scene.until("2026-12-27T00:00:00-08:00").await;
    assert_eq!(scene.alarms(matter).len(), 1, "its owner hears that the date has passed");
    scene.does(&core, matter, "tails/1", json!({ "ended": "cleared" })).await;
    scene.works().await;
    says(&scene.mail(MAIL).text(), &["The last copies in our backups are now gone too"]);
    let seen = scene.sees(matter).await;
    assert_eq!(seen["public_status"], "finished");
    assert_eq!(words(&seen["waiting_on"]), ["closing"]);
    let closed = scene.does(&scene.officer, matter, "close", json!({})).await;
    assert_eq!(closed["phase"], "closed");
    scene.no_more_mail();
}
