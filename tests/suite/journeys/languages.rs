//! A deletion told in Chinese: by text message as far as that goes, and then by mail.

use serde_json::{Value, json};

use super::{MAIL, deleted, hides, in_order, letter, living_in, says};
use crate::support::{Matter, Portal, Scene, clock, on_both_engines, words};

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

async fn each_step_is_told_in_the_persons_language_and_never_half(mut scene: Scene) {
    let matter = scene.receives(&by_telephone()).await;
    told(&scene, &matter, &["已收到您的请求", "2026年12月11日（北京时间）"]);
    let found = json!({ "found": true, "attested": [1] });
    scene.does(&scene.clerk, &matter, "record", found).await;
    scene.works().await;
    // The ticket is no matter for a text message; what deleting ends is.
    told(&scene, &matter, &["删除无法撤销"]);
    scene.confirms_by_code(&matter, 1, PHONE).await;
    let code = scene.mail(PHONE).text();
    says(&code, &["验证码"]);

    // An answer is more than a text message holds: officers hear that another way is needed.
    scene.does(&scene.officer, &matter, "items/1/decision", deleted()).await;
    scene.works().await;
    assert_eq!(scene.alarms(&matter), ["Someone could not be told"]);
    let plan = json!({ "plan": "carry_out" });
    let planned = scene.does(&scene.officer, &matter, "items/1/tasks", plan).await;
    assert!(words(&planned["waiting_on"]).contains(&"notice"), "not answered by that");
    let found = json!({ "found": true, "attested": [1],
                        "further": [ { "channel": "email", "value": MAIL } ] });
    scene.does(&scene.clerk, &matter, "record", found).await;
    scene.works().await;
    says(&scene.mail(MAIL).text(), &["同意。我们将予以删除。", "如何投诉"]);
    let seen = scene.sees(&matter).await;
    assert_eq!(clock(&seen, 1, "respond", "house")["state"], "met");
    scene.crew.postbox.empty();
    for (task, system) in [(1, "core"), (2, "support"), (3, "newsletter")] {
        scene.finishes(system, &matter, task, "done").await;
    }
    scene.works().await;
    says(&scene.mail(MAIL).text(), &["执行完毕", "2026年12月25日"]);
    scene.until("2026-12-27T00:00:00-08:00").await;
    scene.crew.postbox.empty();
    let machine = Portal::of_system(&scene.office, "core").await;
    scene.does(&machine, &matter, "tails/1", json!({ "ended": "cleared" })).await;
    scene.works().await;
    says(&scene.mail(MAIL).text(), &["备份中的最后副本现也已清除"]);
    scene.no_more_mail();
    in_order(
        &scene.timeline(&matter).await,
        &[
            "told: acknowledgement",
            "told: consequences",
            "told: code",
            "NoticeGivenUp",
            "told: undeliverable",
            "NoticeHandedOver",
            "RequestAnswered",
            "told: completion",
            "told: backup_purged",
        ],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}
