//! A copy that is to go straight to somebody whom the person names.

use habeas_domain::digest::Digest;
use serde_json::{Value, json};

use super::{MAIL, granted, hides, in_order, letter, says};
use crate::support::{Matter, Scene, code_in, on_both_engines};

on_both_engines!(Scene:
    the_recipient_is_authorised_by_a_step_of_its_own,
    where_the_recipient_cannot_receive_the_person_gets_the_copy_and_the_reason,
);

fn portability() -> Value {
    letter(json!([ { "kind": "portability", "detail": "Other Films, import@films.example" } ]))
}

fn copy(how: &str) -> Value {
    json!({ "how": how, "digest": Digest::of(b"copy"), "at": "2026-11-20T16:44:00-08:00" })
}

async fn begun(scene: &mut Scene) -> Matter {
    let mut nameless = portability();
    nameless["items"][0].as_object_mut().unwrap().remove("detail");
    let refused = scene.portal.post("/v1/requests", &scene.key(), &nameless).await;
    assert_eq!(refused.code(), "detail_missing");
    let matter = scene.receives(&portability()).await;
    scene.verifies(&matter, MAIL).await;
    scene.crew.postbox.empty();
    let early = scene.refuses(&scene.officer, &matter, "items/1/decision", granted()).await;
    assert_eq!(early, "blocked", "nobody has looked whether it can be received");
    matter
}

async fn the_recipient_is_authorised_by_a_step_of_its_own(mut scene: Scene) {
    let matter = begun(&mut scene).await;
    scene.does(&scene.officer, &matter, "items/1/feasibility", json!({ "feasible": true })).await;
    let blocked = scene.tries(&scene.officer, &matter, "items/1/decision", granted()).await;
    assert!(blocked.body.to_string().contains("recipient_not_authorised"), "{:?}", blocked.body);
    let ask =
        json!({ "track": "authorisation", "item": 1, "method": "one_time_code", "contact": 1 });
    scene.does(&scene.portal, &matter, "challenges", ask).await;
    scene.works().await;
    let code = scene.mail(MAIL);
    let typed = json!({ "code": code_in(&code) });
    scene.does(&scene.portal, &matter, "challenges/2/code", typed).await;
    scene.does(&scene.officer, &matter, "items/1/decision", granted()).await;
    scene.works().await;
    says(&scene.mail(MAIL).text(), &["We send the copy to the recipient you named."]);
    let mut handed = copy("recipient");
    handed["receipt"] = json!("Other Films, import 4711");
    let done = scene.does(&scene.officer, &matter, "items/1/copy", handed).await;
    assert_eq!(done["public_status"], "finished");
    let open = json!({ "purpose": "case_work", "fields": ["notes", "details"] });
    let opened = scene.does(&scene.clerk, &matter, "reveal", open).await.to_string();
    says(&opened, &["import 4711", "import@films.example"]);
    in_order(
        &scene.timeline(&matter).await,
        &[
            "TransferJudged",
            "ChallengeIssued",
            "told: code",
            "RecipientAuthorised",
            "ItemDecided",
            "told: decision, ticket",
            "CopyHandedOver",
            "RequestFinished",
        ],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}

async fn where_the_recipient_cannot_receive_the_person_gets_the_copy_and_the_reason(
    mut scene: Scene,
) {
    let matter = begun(&mut scene).await;
    let silent = json!({ "feasible": false });
    let silent = scene.refuses(&scene.officer, &matter, "items/1/feasibility", silent).await;
    assert_eq!(silent, "reason_missing");
    let judged = json!({ "feasible": false, "reason": "Their interface takes no lists." });
    scene.does(&scene.officer, &matter, "items/1/feasibility", judged).await;
    scene.does(&scene.officer, &matter, "items/1/decision", granted()).await;
    scene.works().await;
    let mail = scene.mail(MAIL);
    says(
        &mail.text(),
        &["The recipient cannot receive it technically, so you get the copy yourself."],
    );
    says(&mail.text(), &["Their interface takes no lists."]);
    hides(&mail.text(), &["We send the copy to the recipient"]);
    let direct = scene.refuses(&scene.officer, &matter, "items/1/copy", copy("recipient")).await;
    assert_eq!(direct, "blocked");
    let done = scene.does(&scene.officer, &matter, "items/1/copy", copy("secure_link")).await;
    assert_eq!(done["public_status"], "finished");
    scene.comes_to_the_same_again().await;
}
