//! A copy is refused in part and the deletion granted: what was refused must outlive the deletion for
//! a while, and nothing else.

use habeas_domain::digest::Digest;
use serde_json::{Value, json};

use super::{MAIL, hides, in_order, letter, says};
use crate::support::{Matter, Scene, blocks, clock, on_both_engines, words};

on_both_engines!(Scene: what_is_refused_to_be_shown_is_kept_while_it_can_be_challenged);

/// "Keep until the hold is over" for the notes, deletion for all else.
fn all_but_the_notes() -> Value {
    let kept = json!({ "restricted": { "ground": "hold", "until": { "date": "2026-12-21" } } });
    json!({
        "parts": [
            { "category": "moderation_notes", "outcome": kept }, { "outcome": "granted" },
        ],
        "deletion_ground": "purpose_ended",
        "reason_told": "The notes stay until you have had time to complain.",
    })
}

async fn what_is_refused_to_be_shown_is_kept_while_it_can_be_challenged(mut scene: Scene) {
    let items = json!([ { "kind": "copy" }, { "kind": "deletion", "after": [1] } ]);
    let matter = scene.receives(&letter(items)).await;
    scene.verifies(&matter, MAIL).await;
    scene.crew.postbox.empty();
    the_copy_is_refused_in_part(&mut scene, &matter).await;
    the_rest_is_deleted(&mut scene, &matter).await;
    the_hold_ends_by_itself(&mut scene, &matter).await;
    scene.comes_to_the_same_again().await;
}

async fn the_copy_is_refused_in_part(scene: &mut Scene, matter: &Matter) {
    let refused = json!({ "refused": { "ground": "others_rights" } });
    let parts = json!([ { "category": "moderation_notes", "outcome": refused },
                        { "outcome": "granted" } ]);
    let silent = json!({ "parts": parts });
    let silent = scene.refuses(&scene.officer, matter, "items/1/decision", silent).await;
    assert_eq!(silent, "reason_missing", "a ground alone explains nothing");
    let decision = json!({ "parts": parts, "reason_told": "The notes name other users.",
                           "reason_kept": "Seen with counsel." });
    let decided = scene.does(&scene.officer, matter, "items/1/decision", decision).await;
    let hold = &decided["tracks"][0];
    assert_eq!(hold["details"]["ground"], "preservation");
    assert_eq!(hold["details"]["categories"], json!(["moderation_notes"]), "on that data alone");
    assert_eq!(hold["details"]["until"], "2026-12-20");
    scene.works().await;
    let mail = scene.mail(MAIL);
    says(
        &mail.text(),
        &["moderation notes: We do not do this: it would harm the rights of other people."],
    );
    says(&mail.text(), &["everything else: Yes. You get a copy.", "> The notes name other users."]);
    says(&mail.text(), &["How to complain", "while you can challenge", "Sunday 20 December 2026"]);
    hides(&mail.text(), &["Seen with counsel"]);
    let copy = json!({ "how": "account_session", "digest": Digest::of(b"copy"),
                       "at": "2026-11-20T16:44:00-08:00" });
    scene.does(&scene.officer, matter, "items/1/copy", copy).await;
}

async fn the_rest_is_deleted(scene: &mut Scene, matter: &Matter) {
    let everything =
        scene.refuses(&scene.officer, matter, "items/2/decision", super::deleted()).await;
    assert_eq!(everything, "blocked", "what is preserved cannot be promised to be deleted");
    scene.does(&scene.officer, matter, "items/2/decision", all_but_the_notes()).await;
    let plan = json!({ "plan": "carry_out" });
    let planned = scene.does(&scene.officer, matter, "items/2/tasks", plan).await;
    let work: Vec<_> = planned["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| (task["system"].clone(), task["kind"].clone(), task["categories"].clone()))
        .collect();
    assert_eq!(
        work,
        [
            (json!("core"), json!("delete"), json!(["profile", "viewing_history"])),
            (json!("support"), json!("delete"), json!(["chats"])),
            (json!("support"), json!("restrict"), json!(["moderation_notes"])),
            (json!("newsletter"), json!("delete"), json!(["marketing_profile"])),
        ]
    );
    scene.works().await;
    let mail = scene.mail(MAIL);
    says(
        &mail.text(),
        &["We do not delete this yet. We stop every use of it and only store and protect it"],
    );
    says(&mail.text(), &["This ends on Monday 21 December 2026."]);
    let seen = scene.sees(matter).await;
    assert_eq!(seen["public_status"], "answered");
    assert_eq!(clock(&seen, 2, "respond", "house")["state"], "met");
    assert_eq!(blocks(&seen, "claim_tasks", 2), None, "nothing of it waits for the hold");
    for (task, system) in [(1, "core"), (2, "support"), (3, "support"), (4, "newsletter")] {
        scene.finishes(system, matter, task, "done").await;
    }
    scene.works().await;
    says(&scene.mail(MAIL).text(), &["What we must keep for now, as our answer said"]);
    let seen = scene.sees(matter).await;
    assert_eq!(words(&seen["waiting_on"]), ["tails"]);
}

async fn the_hold_ends_by_itself(scene: &mut Scene, matter: &Matter) {
    scene.crew.postbox.empty();
    scene.until("2026-12-22T08:00:00-08:00").await;
    let seen = scene.sees(matter).await;
    assert_eq!(seen["tracks"][0]["state"], "lifted");
    assert_eq!(scene.alarms(matter).len(), 1, "the desk wakes: the restriction is at its end");
    for (tail, how) in [(1, "lifted"), (2, "cleared")] {
        let kind = seen["tails"][tail - 1]["kind"].clone();
        assert_eq!(kind == "restricted", how == "lifted", "{seen}");
    }
    in_order(
        &scene.timeline(matter).await,
        &[
            "ItemDecided",
            "HoldPlaced",
            "told: decision, hold",
            "ItemDecided",
            "TasksPlanned",
            "RequestAnswered",
            "HoldLifted",
            "TailFellDue",
            "told: task_alarm",
        ],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
}
