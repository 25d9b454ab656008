//! A deletion told in Chinese by text message, with a letter behind it where that holds too little.

use serde_json::{Value, json};

use super::{deleted, hides, in_order, letter, living_in, says};
use crate::support::{Matter, Portal, Scene, clock, on_both_engines};

on_both_engines!(Scene: each_step_is_told_in_the_persons_language_and_never_half);

const PHONE: &str = "+8613900000000";

fn by_telephone() -> Value {
    let mut letter = living_in("CN", letter(json!([ { "kind": "deletion" } ])));
    letter["requester"]["language"] = json!("zh");
    letter["requester"]["contacts"] = json!([ { "channel": "sms", "value": PHONE } ]);
    letter
}

/// The only text message since the last look: in Chinese, with the reference, and nobody's name.
#[track_caller]
fn told(scene: &Scene, matter: &Matter, words: &[&str]) {
    let text = scene.mail(PHONE).text();
    says(&text, &[&matter.reference]);
    says(&text, words);
    hides(&text, &["Sample Person", "u-48213", "request"]);
}

/// The letter that a text message points to, as whoever has the link reads it. Another link leads
/// nowhere.
async fn letter_at(scene: &Scene, text: &str) -> String {
    let (_, token) = text.trim().split_once("/l/").unwrap_or_else(|| panic!("{text}"));
    let anyone = scene.portal.with_key("");
    let other: String = token.chars().rev().collect();
    assert_eq!(anyone.get(&format!("/l/{other}")).await.status, 404);
    let read = anyone.get(&format!("/l/{token}")).await;
    assert_eq!(read.status, 200);
    assert_eq!(read.headers["cache-control"], "no-store");
    read.page
}

async fn each_step_is_told_in_the_persons_language_and_never_half(mut scene: Scene) {
    let matter = scene.receives(&by_telephone()).await;
    told(&scene, &matter, &["已收到您的请求", "2026年12月11日（北京时间）"]);
    let found = json!({ "found": true, "attested": [1] });
    scene.does(&scene.clerk, &matter, "record", found).await;
    scene.works().await;
    // The ticket is no matter for a text message; what deleting ends is.
    told(&scene, &matter, &["删除不可恢复"]);
    scene.confirms_by_code(&matter, 1, PHONE).await;
    let code = scene.mail(PHONE).text();
    says(&code, &["验证码"]);

    // An answer is more than a text message holds: the message points to the letter.
    scene.does(&scene.officer, &matter, "items/1/decision", deleted()).await;
    scene.works().await;
    let text = scene.mail(PHONE).text();
    says(&text, &[&matter.reference, "我们已答复您的请求"]);
    hides(&text, &["同意", "删除"]);
    let page = letter_at(&scene, &text).await;
    says(&page, &["同意。我们将予以删除。", "如何投诉", "lang=\"zh\""]);
    let plan = json!({ "plan": "carry_out" });
    scene.does(&scene.officer, &matter, "items/1/tasks", plan).await;
    let seen = scene.sees(&matter).await;
    assert_eq!(clock(&seen, 1, "respond", "house")["state"], "met");
    for (task, system) in [(1, "core"), (2, "support"), (3, "newsletter")] {
        scene.finishes(system, &matter, task, "done").await;
    }
    scene.works().await;
    let text = scene.mail(PHONE).text();
    says(&text, &["执行完毕"]);
    says(&letter_at(&scene, &text).await, &["2026年12月25日"]);
    scene.until("2026-12-27T00:00:00-08:00").await;
    scene.crew.postbox.empty();
    let machine = Portal::of_system(&scene.office, "core").await;
    scene.does(&machine, &matter, "tails/1", json!({ "ended": "cleared" })).await;
    scene.works().await;
    told(&scene, &matter, &["最后备份副本也已清除"]);
    scene.no_more_mail();
    in_order(
        &scene.timeline(&matter).await,
        &[
            "told: acknowledgement",
            "told: consequences",
            "told: code",
            "told: decision",
            "RequestAnswered",
            "told: completion",
            "told: backup_purged",
        ],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}
