//! Backups of two weeks, five weeks and thirteen months, and an archive that never ends.

use serde_json::{Value, json};

use super::{MAIL, deleted, in_order, letter, says};
use crate::support::{Matter, Portal, Scene, on_both_engines, words};

on_both_engines!(Scene:
    answered_long_before_the_last_tape_is_gone,
    whoever_wants_no_last_notice_gets_none,
);

/// An archive at a processor that is never refreshed, two systems with cycles, one tape.
async fn with_archives(scene: &mut Scene) {
    scene.registers("support", &["chats", "moderation_notes"], json!({ "days": 14 }), false).await;
    scene.registers("newsletter", &["marketing_profile"], json!({ "days": 395 }), true).await;
    scene.registers("archive", &["invoices"], json!("never"), false).await;
}

fn invoices_kept() -> Value {
    let kept = json!({ "restricted": { "ground": "technically_too_hard",
                                       "until": { "review": "2027-11-01" } } });
    json!({ "parts": [ { "outcome": "granted" }, { "system": "archive", "outcome": kept } ],
            "deletion_ground": "consent_withdrawn",
            "reason_told": "The archive of our tax adviser cannot forget single pages." })
}

async fn deletes(scene: &mut Scene, letter: &Value) -> Matter {
    let matter = scene.receives(letter).await;
    scene.verifies(&matter, MAIL).await;
    let never = scene.refuses(&scene.officer, &matter, "items/1/decision", deleted()).await;
    assert_eq!(never, "backups_never_end", "never is no cycle: an officer must choose");
    scene.does(&scene.officer, &matter, "items/1/decision", invoices_kept()).await;
    scene.crew.postbox.empty();
    scene.works().await;
    let answer = scene.mail(MAIL);
    says(
        &answer.text(),
        &["archive: We do not delete this yet", "everything else: Yes. We delete it."],
    );
    says(&answer.text(), &["We look at this again on Monday 1 November 2027 at the latest."]);
    let plan = json!({ "plan": "carry_out" });
    scene.does(&scene.officer, &matter, "items/1/tasks", plan).await;
    for (task, system) in [(1, "core"), (2, "support"), (3, "newsletter"), (4, "archive")] {
        scene.finishes(system, &matter, task, "done").await;
    }
    scene.works().await;
    matter
}

/// The day and the state of each tail, by system.
fn tails(seen: &Value) -> Vec<(String, String, bool)> {
    let tails = seen["tails"].as_array().unwrap().iter();
    let mut tails: Vec<_> = tails
        .map(|tail| {
            let word = |name: &str| tail[name].as_str().unwrap().to_owned();
            (word("system"), word("until"), tail["ended"].as_bool().unwrap())
        })
        .collect();
    tails.sort();
    tails
}

fn tail_of(seen: &Value, system: &str) -> String {
    let tails = seen["tails"].as_array().unwrap();
    let tail = tails.iter().find(|tail| tail["system"] == system).unwrap();
    format!("tails/{}", tail["no"])
}

async fn ends(scene: &mut Scene, matter: &Matter, system: &str) {
    let machine = Portal::of_system(&scene.office, system).await;
    let tail = tail_of(&scene.sees(matter).await, system);
    scene.does(&machine, matter, &tail, json!({ "ended": "cleared" })).await;
    scene.works().await;
}

async fn answered_long_before_the_last_tape_is_gone(mut scene: Scene) {
    with_archives(&mut scene).await;
    let matter = deletes(&mut scene, &letter(json!([ { "kind": "deletion" } ]))).await;
    let done = scene.mail(MAIL);
    says(&done.text(), &["The last of them is gone by Monday 20 December 2027"]);
    let seen = scene.sees(&matter).await;
    let expected = [
        ("archive", "2027-11-01"),
        ("core", "2026-12-25"),
        ("newsletter", "2027-12-20"),
        ("support", "2026-12-04"),
    ];
    let expected = expected.map(|(name, day)| (name.to_owned(), day.to_owned(), false));
    assert_eq!(tails(&seen), expected);
    assert_eq!(seen["public_status"], "answered");
    let slow = Portal::of_system(&scene.office, "support").await;
    let tail = tail_of(&seen, "support");
    scene.does(&slow, &matter, &tail, json!({ "isolated": true })).await;
    let stranger =
        scene.refuses(&slow, &matter, &tail_of(&seen, "core"), json!({ "isolated": true })).await;
    assert_eq!(stranger, "not_your_system");

    // A date that slips alarms its owner.
    scene.until("2026-12-03T09:00:00-08:00").await;
    scene.crew.postbox.empty();
    let slips = json!({ "until": "2026-12-11", "reason": "The tape robot is broken." });
    scene.does(&slow, &matter, &tail, slips).await;
    scene.works().await;
    assert_eq!(scene.alarms(&matter).len(), 1);
    scene.until("2026-12-12T09:00:00-08:00").await;
    ends(&mut scene, &matter, "support").await;
    scene.until("2026-12-26T09:00:00-08:00").await;
    ends(&mut scene, &matter, "core").await;
    scene.crew.postbox.empty();

    // The review of what never ends, in a year: an officer lifts it, since the contract is over.
    scene.until("2027-11-02T09:00:00-07:00").await;
    assert_eq!(scene.alarms(&matter).len(), 1, "the desk wakes");
    let archive = tail_of(&scene.sees(&matter).await, "archive");
    scene.does(&scene.officer, &matter, &archive, json!({ "ended": "cleared" })).await;
    scene.works().await;
    scene.no_more_mail();
    assert_eq!(scene.sees(&matter).await["public_status"], "answered", "one tape is left");

    // Thirteen months later the last tape is gone, and one last letter leaves.
    scene.until("2027-12-21T09:00:00-08:00").await;
    scene.crew.postbox.empty();
    ends(&mut scene, &matter, "newsletter").await;
    says(&scene.mail(MAIL).text(), &["The last copies in our backups are now gone too."]);
    let seen = scene.sees(&matter).await;
    assert_eq!((&seen["phase"], &seen["public_status"]), (&json!("finished"), &json!("finished")));
    assert_eq!(words(&seen["waiting_on"]), ["closing"]);
    scene.does(&scene.officer, &matter, "close", json!({})).await;
    in_order(
        &scene.timeline(&matter).await,
        &[
            "RequestAnswered",
            "told: completion",
            "IsolationConfirmed",
            "TailMoved",
            "told: task_alarm",
            "TailEnded",
            "TailEnded",
            "TailFellDue",
            "TailEnded",
            "TailEnded",
            "RequestFinished",
            "told: backup_purged",
            "RequestClosed",
        ],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}

async fn whoever_wants_no_last_notice_gets_none(mut scene: Scene) {
    with_archives(&mut scene).await;
    let mut quiet = letter(json!([ { "kind": "deletion" } ]));
    quiet["last_notice"] = json!(false);
    let matter = deletes(&mut scene, &quiet).await;
    says(&scene.mail(MAIL).subject(), &["We have done it"]);
    scene.until("2027-12-21T09:00:00-08:00").await;
    for system in ["support", "core", "newsletter"] {
        ends(&mut scene, &matter, system).await;
    }
    let archive = tail_of(&scene.sees(&matter).await, "archive");
    scene.does(&scene.officer, &matter, &archive, json!({ "ended": "cleared" })).await;
    scene.works().await;
    scene.no_more_mail();
    assert_eq!(scene.sees(&matter).await["public_status"], "finished");
    scene.comes_to_the_same_again().await;
}
