//! What is not given, not deleted, or not told; each explained in the person's language as far as it
//! may be.

use base64::Engine as _;
use serde_json::{Value, json};

use super::{MAIL, deleted, hides, in_order, letter, living_in, says};
use crate::support::{Scene, blocks, clock, on_both_engines, words};

on_both_engines!(Scene:
    every_part_has_an_outcome_and_the_letter_lists_them_in_chinese,
    a_confidential_hold_stops_all_and_is_spoken_of_by_nobody,
);

fn from_japan(items: Value) -> Value {
    let mut letter = living_in("JP", letter(items));
    letter["requester"]["language"] = json!("zh");
    letter
}

fn mixed() -> Value {
    let part = |category: &str, outcome: Value| json!({ "category": category, "outcome": outcome });
    let until =
        json!({ "event": { "event": "bill_settled", "then_years": 7, "review": "2027-11-01" } });
    let refused = |ground: &str| json!({ "refused": { "ground": ground } });
    json!({
        "parts": [
            part("profile", json!("granted")),
            part("viewing_history", json!({ "anonymised": { "method": "aggregated" } })),
            part("chats", json!({ "restricted": { "ground": "statutory_period", "until": until } })),
            part("moderation_notes", refused("dispute")),
            part("marketing_profile", json!("nothing_held")),
        ],
        "deletion_ground": "purpose_ended",
        "reason_told": "账单尚未结清。",
        "reason_kept": "Collection agency informed.",
    })
}

async fn every_part_has_an_outcome_and_the_letter_lists_them_in_chinese(mut scene: Scene) {
    let items = json!([ { "kind": "deletion" }, { "kind": "restriction" },
                        { "kind": "access", "scope": ["moderation_notes"] } ]);
    let matter = scene.receives(&from_japan(items)).await;
    // No pack knows Japan: the published promise is owed, on the earlier of two calendars.
    for item in 1..=3 {
        let of_item = matter.body["items"][item - 1]["clocks"].as_array().unwrap();
        assert!(!of_item.is_empty(), "no case without a clock");
    }
    scene.verifies(&matter, MAIL).await;
    let consequences = scene.crew.postbox.empty();
    assert!(
        consequences.iter().any(|posted| posted.text().contains("您的凭证")),
        "{consequences:?}"
    );

    scene.does(&scene.officer, &matter, "items/1/decision", mixed()).await;
    scene.works().await;
    let mail = scene.mail(MAIL);
    says(&mail.subject(), &["我们的答复"]);
    says(&mail.text(), &["同意。我们将予以删除。", "我们以匿名化代替删除", "无法复原"]);
    says(&mail.text(), &["法定保存期限尚未届满", "发生后满7年", "2027年11月1日（星期一）"]);
    says(
        &mail.text(),
        &["处理争议或主张权利需要", "未持有此类信息", "> 账单尚未结清。", "如何投诉"],
    );
    hides(&mail.text(), &["Collection agency"]);

    // A right that the person's country does not give is explained, not an error.
    let no_right = json!({ "parts": [ { "outcome": { "refused": { "ground": "right_not_given" } } } ],
                           "reason_told": "日本法律未规定此项权利。" });
    scene.does(&scene.officer, &matter, "items/2/decision", no_right).await;
    scene.works().await;
    let mail = scene.mail(MAIL);
    says(&mail.text(), &["取决于您所在国家或地区的法律", "如何投诉"]);

    // What may not be told is kept apart from what is told; a ground outside the list is refused.
    let about = |ground: &str| {
        json!({ "parts": [ { "outcome": { "refused": { "ground": ground } } } ],
                                       "reason_told": "出于法律规定，我们不能说明更多。",
                                       "reason_kept": "Order 4711 of the court." })
    };
    let wrong =
        scene.refuses(&scene.officer, &matter, "items/3/decision", about("finance_audit")).await;
    assert_eq!(wrong, "ground_not_allowed");
    let machine =
        scene.tries(&scene.portal, &matter, "items/3/decision", about("crime_prevention")).await;
    assert_eq!(machine.status, 403, "no refusal by a machine");
    scene.does(&scene.officer, &matter, "items/3/decision", about("crime_prevention")).await;
    scene.works().await;
    let mail = scene.mail(MAIL);
    says(&mail.text(), &["涉及犯罪的预防或追究", "如何投诉", "您的凭证"]);
    hides(&mail.text(), &["4711"]);

    // Anonymised, restricted and deleted are three kinds of work.
    let plan = json!({ "plan": "carry_out" });
    let planned = scene.does(&scene.officer, &matter, "items/1/tasks", plan).await;
    let work: Vec<_> = planned["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| (task["kind"].clone(), task["categories"].clone()))
        .collect();
    assert_eq!(work.len(), 3, "{work:?}");
    for kind in ["delete", "anonymise", "restrict"] {
        assert!(work.iter().any(|(of, _)| of == kind), "{kind} in {work:?}");
    }
    scene.works().await;
    let seen = scene.sees(&matter).await;
    assert_eq!(seen["public_status"], "answered");
    assert!(words(&seen["waiting_on"]).contains(&"tails"));
    let restricted = seen["tails"].as_array().unwrap().iter().find(|t| t["kind"] == "restricted");
    assert_eq!(restricted.unwrap()["until"], "2027-11-01");
    scene.comes_to_the_same_again().await;
}

async fn a_confidential_hold_stops_all_and_is_spoken_of_by_nobody(mut scene: Scene) {
    let matter = scene.receives(&letter(json!([ { "kind": "deletion" } ]))).await;
    scene.verifies(&matter, MAIL).await;
    scene.does(&scene.officer, &matter, "items/1/decision", deleted()).await;
    let plan = json!({ "plan": "carry_out" });
    scene.does(&scene.officer, &matter, "items/1/tasks", plan.clone()).await;
    scene.works().await;
    scene.crew.postbox.empty();
    let started = scene.claims("core", &matter, 1).await;
    assert_eq!(started.status, 200);
    let hold = json!({ "ground": "authority", "confidential": true, "review": "2027-05-20",
                       "reason": "Letter of the prosecutor." });
    let stopped = scene.does(&scene.officer, &matter, "holds", hold).await;
    let states: Vec<_> = stopped["tasks"].as_array().unwrap().iter().map(|t| &t["state"]).collect();
    assert_eq!(states, ["claimed", "cancelled", "cancelled"], "what runs is left to report");
    scene.works().await;
    scene.no_more_mail();
    let seen = scene.sees(&matter).await;
    assert_eq!(blocks(&seen, "claim_tasks", 1), Some(vec!["held"]));
    assert!(!words(&seen["waiting_on"]).contains(&"hold"));
    for who in [&scene.portal, &scene.clerk] {
        let seen = who.get(&format!("/v1/requests/{}", matter.id)).await.body;
        assert_eq!(seen["tracks"], json!([]));
        let timeline = who.get(&matter.path("timeline")).await.body.to_string();
        assert!(!timeline.contains("HoldPlaced") && !timeline.contains("TasksCancelled"));
        let states: Vec<_> =
            seen["tasks"].as_array().unwrap().iter().map(|t| &t["state"]).collect();
        assert_eq!(states, ["claimed", "ordered", "ordered"], "nothing stopped, to them");
        assert!(seen.get("version").is_none());
        for offer in ["allowed", "blocked"] {
            assert!(!seen[offer].to_string().contains("held"), "{}", seen[offer]);
        }
        // No number in what surrounds the events says that one is missing.
        assert!(!timeline.contains('#'), "{timeline}");
        let first = who.get(&matter.path("timeline?limit=1")).await.body;
        let cursor = first["next"].as_str().unwrap();
        let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(cursor).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(text.ends_with(" 1") && !text.contains("req_"), "{text}");
    }
    // The day of review wakes the desk; then the hold is lifted and the rest is ordered again.
    scene.until("2027-05-21T09:00:00-07:00").await;
    let alarms = scene.alarms(&matter);
    assert!(alarms.iter().any(|alarm| alarm == "A case needs a look"), "{alarms:?}");
    scene.does(&scene.officer, &matter, "holds/1/lift", json!({})).await;
    let again = scene.does(&scene.officer, &matter, "items/1/tasks", plan).await;
    assert_eq!(again["tasks"].as_array().unwrap().len(), 5);
    for (task, system) in [(1, "core"), (4, "support"), (5, "newsletter")] {
        scene.finishes(system, &matter, task, "done").await;
    }
    scene.works().await;
    says(&scene.mail(MAIL).text(), &["now carried out in all our systems"]);
    assert_eq!(clock(&scene.sees(&matter).await, 1, "respond", "house")["state"], "met");
    in_order(
        &scene.timeline(&matter).await,
        &[
            "TasksPlanned",
            "HoldPlaced",
            "TasksCancelled",
            "HoldReviewFellDue",
            "HoldLifted",
            "TasksPlanned",
            "told: completion",
        ],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}
