//! More time for one item: told in time it counts, told too late it does not.

use serde_json::{Value, json};

use super::{MAIL, in_order, letter, living_in, received, says};
use crate::support::{Crew, Matter, Scene, clock, on_both_engines};

on_both_engines!(Scene:
    one_part_takes_longer_and_the_others_do_not,
    an_extension_that_leaves_after_midnight_does_not_count,
);

fn from_germany() -> Value {
    let items = json!([ { "kind": "copy" }, { "kind": "deletion" }, { "kind": "correction",
                        "detail": "My surname is spelt Muster." } ]);
    let letter = received("2026-11-21T01:40:00+01:00", "Europe/Berlin", letter(items));
    living_in("DE", letter)
}

fn more_time(ground: &str) -> Value {
    json!({ "regime": "gdpr", "ground": ground, "reason": "Nine years of logs." })
}

async fn arrives(scene: &mut Scene) -> Matter {
    let matter = scene.receives(&from_germany()).await;
    for item in 1..=3 {
        let gdpr = clock(&matter.body, item, "respond", "gdpr");
        assert_eq!((&gdpr["due"], &gdpr["zone"]), (&json!("2026-12-21"), &json!("Europe/Berlin")));
    }
    scene.verifies(&matter, MAIL).await;
    for item in 1..=3 {
        scene.does(&scene.officer, &matter, &format!("items/{item}/take"), json!({})).await;
    }
    scene.crew.postbox.empty();
    matter
}

async fn one_part_takes_longer_and_the_others_do_not(mut scene: Scene) {
    let matter = arrives(&mut scene).await;
    scene.until("2026-12-01T09:00:00+01:00").await;
    scene.crew.postbox.empty();
    let not_a_ground = scene
        .refuses(&scene.officer, &matter, "items/1/extension", more_time("consultation"))
        .await;
    assert_eq!(not_a_ground, "extension_not_allowed");
    let promised = json!({ "regime": "house", "ground": "complexity", "reason": "Busy." });
    let promised = scene.refuses(&scene.officer, &matter, "items/1/extension", promised).await;
    assert_eq!(promised, "extension_not_allowed", "the law's longer time is not the house's");
    scene.does(&scene.officer, &matter, "items/1/extension", more_time("complexity")).await;
    let ordered = scene.sees(&matter).await;
    assert_eq!(clock(&ordered, 1, "respond", "gdpr")["due"], "2026-12-21", "not before it is told");
    scene.works().await;
    let mail = scene.mail(MAIL);
    // Three months after 21 November is a Sunday.
    says(&mail.text(), &["a copy", "Monday 22 February 2027 (end of day, Berlin time)"]);
    says(&mail.text(), &["the request is complex", "> Nine years of logs.", "How to complain"]);
    says(&mail.text(), &["We still aim to answer by Friday 11 December 2026"]);
    says(&mail.text(), &["supervisory authority", "You can also go to court."]);
    let seen = scene.sees(&matter).await;
    let of = |item| clock(&seen, item, "respond", "gdpr");
    assert_eq!((&of(1)["due"], &of(1)["extended"]), (&json!("2027-02-22"), &json!(true)));
    for item in [2, 3] {
        assert_eq!(
            (&of(item)["due"], &of(item)["extended"]),
            (&json!("2026-12-21"), &json!(false))
        );
    }
    assert_eq!(clock(&seen, 1, "respond", "house")["due"], "2026-12-11");
    let twice =
        scene.refuses(&scene.officer, &matter, "items/1/extension", more_time("complexity")).await;
    assert_eq!(twice, "already_extended");
    in_order(
        &scene.timeline(&matter).await,
        &["ExtensionOrdered", "told: extension", "ClockExtended"],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}

async fn an_extension_that_leaves_after_midnight_does_not_count(mut scene: Scene) {
    let matter = arrives(&mut scene).await;
    scene.until("2026-12-21T23:40:00+01:00").await;
    scene.crew.postbox.empty();
    // The mail relay is down that night.
    let crew = std::mem::replace(&mut scene.crew, Crew::without_couriers(&scene.office));
    scene.until("2026-12-21T23:50:00+01:00").await;
    scene.does(&scene.officer, &matter, "items/1/extension", more_time("complexity")).await;
    scene.until("2026-12-22T00:04:00+01:00").await;
    let waiting = scene.sees(&matter).await;
    assert_eq!(clock(&waiting, 2, "respond", "gdpr")["late"], true, "the others are late");
    assert_eq!(clock(&waiting, 1, "respond", "gdpr")["late"], false, "a notice is on its way");
    scene.crew = crew;
    scene.works().await;
    let seen = scene.sees(&matter).await;
    let gdpr = clock(&seen, 1, "respond", "gdpr");
    assert_eq!((&gdpr["due"], &gdpr["extended"]), (&json!("2026-12-21"), &json!(false)));
    assert_eq!(gdpr["late"], true);
    // No letter tells a date that does not hold; officers hear that it failed.
    let alarms = scene.alarms(&matter);
    assert!(alarms.iter().any(|alarm| alarm == "A case needs a look"), "{alarms:?}");
    let too_late =
        scene.refuses(&scene.officer, &matter, "items/3/extension", more_time("complexity")).await;
    assert_eq!(too_late, "extension_too_late");
    in_order(
        &scene.timeline(&matter).await,
        &["ExtensionOrdered", "ExtensionFailed", "DutyMissed"],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}
