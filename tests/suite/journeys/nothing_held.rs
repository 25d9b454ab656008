//! The commonest answers: we hold nothing, and it is not ours. Told in the person's language.

use serde_json::json;

use super::{MAIL, hides, in_order, letter, living_in, says};
use crate::support::{Scene, clock, on_both_engines, words};

on_both_engines!(Scene:
    nobody_is_found_and_the_systems_searched_are_on_record,
    what_is_not_ours_is_passed_on,
);

async fn nobody_is_found_and_the_systems_searched_are_on_record(mut scene: Scene) {
    let mut asked = living_in("CN", letter(json!([ { "kind": "access" } ])));
    asked["requester"]["language"] = json!("zh");
    let matter = scene.receives(&asked).await;
    let mail = scene.mail(MAIL);
    says(&mail.subject(), &["我们已收到您的请求"]);
    says(&mail.text(), &["洛杉矶时间", &matter.reference]);
    scene.does(&scene.clerk, &matter, "record", json!({ "found": false })).await;
    let planned =
        scene.does(&scene.officer, &matter, "items/1/tasks", json!({ "plan": "search" })).await;
    assert_eq!(planned["tasks"].as_array().unwrap().len(), 3);
    for (task, system) in [(1, "core"), (2, "support"), (3, "newsletter")] {
        scene.finishes(system, &matter, task, "nothing_found").await;
    }
    // It says nothing about an account, so nobody has to show who they are.
    let nothing = json!({ "parts": [ { "outcome": "nothing_held" } ] });
    scene.does(&scene.officer, &matter, "items/1/decision", nothing).await;
    scene.works().await;
    let answer = scene.mail(MAIL);
    says(&answer.subject(), &["我们的答复"]);
    says(&answer.text(), &["经查找，我们未持有此类信息。", "如何投诉"]);
    hides(&answer.text(), &["Sample Person", "u-48213"]);
    let seen = scene.sees(&matter).await;
    assert_eq!(seen["public_status"], "finished");
    assert_eq!(words(&seen["waiting_on"]), ["closing"]);
    assert_eq!(clock(&seen, 1, "respond", "house")["state"], "met");
    let results: Vec<_> = seen["tasks"].as_array().unwrap().iter().map(|t| &t["state"]).collect();
    assert_eq!(results, ["nothing_found", "nothing_found", "nothing_found"]);
    in_order(
        &scene.timeline(&matter).await,
        &[
            "told: acknowledgement",
            "RecordNotFound",
            "TasksPlanned",
            "TaskReported",
            "ItemDecided",
            "told: decision",
            "RequestFinished",
        ],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}

async fn what_is_not_ours_is_passed_on(mut scene: Scene) {
    let items = json!([ { "kind": "access" }, { "kind": "correction", "detail": "My name." } ]);
    let matter = scene.receives(&letter(items)).await;
    scene.mail(MAIL);
    let not_ours = |passed_on: bool| {
        json!({ "parts": [ { "outcome": { "not_ours": { "passed_on": passed_on } } } ],
                "reason_told": "Shop.example sold you this; its mailbox is privacy@shop.example." })
    };
    scene.does(&scene.officer, &matter, "items/1/decision", not_ours(true)).await;
    scene.works().await;
    let mail = scene.mail(MAIL);
    says(&mail.text(), &["We have passed it on to those who can.", "privacy@shop.example"]);
    scene.does(&scene.officer, &matter, "items/2/decision", not_ours(false)).await;
    scene.works().await;
    says(&scene.mail(MAIL).text(), &["Please ask those who hold the data."]);
    let seen = scene.sees(&matter).await;
    assert_eq!(seen["public_status"], "finished");
    assert_eq!(seen["items"][0]["outcome"][0]["outcome"]["not_ours"]["passed_on"], true);
    let closed = scene.does(&scene.officer, &matter, "close", json!({})).await;
    assert_eq!(closed["phase"], "closed");
    scene.comes_to_the_same_again().await;
}
