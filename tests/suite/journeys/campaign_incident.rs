//! What becomes of an incident holds its campaign back: it was no breach after all, or it is treated with another
//! one about which an authority asks for silence (P19; S44).

use serde_json::{Value, json};

use super::campaign::{Drive, about, breach, of_a_breach};
use crate::support::{Matter, Scene, on_both_engines};

on_both_engines!(InLondon:
    nobody_is_told_of_what_was_no_breach_after_all,
    nobody_is_called_about_what_was_no_breach,
    silence_about_the_incident_that_goes_on_holds_for_the_one_merged_into_it,
);

/// Approved, and by this channel.
async fn approved(scene: &mut Scene, incident: &Matter, people: u64, list: (&str, &str)) -> Drive {
    let drive = Drive::begin(scene, about(incident, people)).await;
    drive.version(scene, "listed", &[list.0]).await;
    drive.word(scene, 1, "full", "en", of_a_breach()).await;
    drive.listed(scene, 1, list.1).await;
    drive.approves(scene, 1).await;
    drive
}

const BY_MAIL: (&str, &str) = ("email", "email\nada@example.net\n");

async fn nobody_is_told_of_what_was_no_breach_after_all(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 1).await;
    let drive = approved(&mut scene, &incident, people, BY_MAIL).await;
    let other = approved(&mut scene, &incident, people, BY_MAIL).await;
    drive.does(&scene, "versions/1/begin", json!({})).await;
    let none = json!({ "reasoning": "The list holds invented names: a test file." });
    scene.does(&scene.officer, &incident, "no-breach", none.clone()).await;
    scene.works().await;
    scene.no_more_mail();
    assert_eq!(drive.sees(&scene, 1).await["messages"]["queued"], 1);
    assert_eq!(drive.waits(&scene).await, ["incident", "sending"]);
    assert_eq!(other.waits(&scene).await, ["incident", "begin"]);
    assert_eq!(other.refuses(&scene, "versions/1/begin", json!({})).await, "no_breach");
    let why = json!({ "reason": "There is nothing to tell." });
    drive.does(&scene, "versions/1/pause", why.clone()).await;
    assert_eq!(drive.refuses(&scene, "versions/1/resume", json!({})).await, "no_breach");
    // Nobody drafts another one, and what there is can be stopped.
    let again = json!({ "about": about(&incident, people) });
    let again = scene.refuses_at(&scene.officer, "/v1/campaigns", again).await;
    assert_eq!(again.code(), "no_breach");
    other.does(&scene, "versions/1/stop", why).await;
    scene.works().await;
    assert_eq!(other.waits(&scene).await, ["closing"]);

    // It was one after all.
    let real = json!({ "reasoning": "One of the names is real." });
    scene.does(&scene.officer, &incident, "reopen", real).await;
    drive.does(&scene, "versions/1/resume", json!({})).await;
    scene.works().await;
    scene.mail("ada@example.net");
    assert_eq!(drive.waits(&scene).await, ["closing"]);
    scene.comes_to_the_same_again().await;
}

async fn nobody_is_called_about_what_was_no_breach(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 1).await;
    let calls = ("phone", "phone\n020 7946 0101\n");
    let drive = approved(&mut scene, &incident, people, calls).await;
    drive.does(&scene, "versions/1/begin", json!({})).await;
    scene.works().await;
    let none = json!({ "reasoning": "The list holds invented names: a test file." });
    scene.does(&scene.officer, &incident, "no-breach", none).await;
    let path = drive.matter.path("versions/1/by-hand?channel=phone");
    let calls = scene.clerk.get(&path).await.body;
    assert_eq!(calls, json!({ "people": [], "held_back": "no_breach" }));
    let look = json!({ "purpose": "contact" });
    let open = "versions/1/by-hand/1/open";
    assert_eq!(scene.refuses(&scene.clerk, &drive.matter, open, look).await, "no_breach");
    drive.does(&scene, "versions/1/stop", json!({ "reason": "It was none." })).await;
    scene.works().await;
    assert_eq!(drive.sees(&scene, 1).await["messages"]["withdrawn"], 1);
    scene.comes_to_the_same_again().await;
}

/// S44, where two incidents are one: the first goes on, and the campaign is about the second.
async fn silence_about_the_incident_that_goes_on_holds_for_the_one_merged_into_it(
    mut scene: Scene,
) {
    let (first, _) = breach(&mut scene, 1).await;
    let (second, people) = breach(&mut scene, 1).await;
    let drive = approved(&mut scene, &second, people, BY_MAIL).await;
    let stay = |scene: &Scene, until: &str| {
        json!({ "authority": "Example Police", "reference": "CR-9",
                "from": scene.office.clock.now().to_rfc3339(), "until": until })
    };
    let noon = stay(&scene, "2026-02-06T12:00:00Z");
    scene.does(&scene.officer, &second, "stays", noon.clone()).await;
    scene.does(&scene.officer, &first, "stays", noon).await;
    let merge = json!({ "into": first.id, "reasoning": "The same open list." });
    scene.does(&scene.officer, &second, "merge", merge).await;
    let lift = json!({ "at": scene.office.clock.now().to_rfc3339() });
    scene.does(&scene.officer, &first, "stays/1/lift", lift).await;
    scene.works().await;
    let begin = "versions/1/begin";
    assert_eq!(drive.refuses(&scene, begin, json!({})).await, "stayed", "its own still lasts");
    assert_eq!(drive.waits(&scene).await, ["stay", "begin"]);
    scene.until("2026-02-06T12:00:01Z").await;
    assert_eq!(drive.waits(&scene).await, ["begin"], "it ends by itself");

    let monday = stay(&scene, "2026-02-09T12:00:00Z");
    scene.does(&scene.officer, &first, "stays", monday.clone()).await;
    assert_eq!(scene.refuses(&scene.officer, &second, "stays", monday).await, "case_closed");
    scene.works().await;
    assert_eq!(drive.refuses(&scene, begin, json!({})).await, "stayed");
    assert_eq!(drive.waits(&scene).await, ["stay", "begin"]);
    let lift = json!({ "at": scene.office.clock.now().to_rfc3339() });
    scene.does(&scene.officer, &first, "stays/2/lift", lift).await;
    drive.does(&scene, begin, json!({})).await;
    let monday = stay(&scene, "2026-02-09T12:00:00Z");
    scene.does(&scene.officer, &first, "stays", monday).await;
    scene.works().await;
    scene.no_more_mail();
    assert_eq!(drive.waits(&scene).await, ["stay", "sending"]);

    // And the one that goes on says whether there was a breach at all.
    let none = json!({ "reasoning": "The list holds invented names: a test file." });
    scene.does(&scene.officer, &first, "no-breach", none).await;
    scene.works().await;
    assert_eq!(drive.waits(&scene).await, ["incident", "stay", "sending"]);
    let real: Value = json!({ "reasoning": "One of the names is real." });
    scene.does(&scene.officer, &first, "reopen", real).await;
    scene.until("2026-02-09T12:00:01Z").await;
    scene.mail("ada@example.net");
    assert_eq!(drive.waits(&scene).await, ["closing"]);
    scene.comes_to_the_same_again().await;
}
