//! Asked again: linked and flagged, never suppressed; charged only when it really was a repetition.

use serde_json::{Value, json};

use super::{MAIL, hides, in_order, letter, received, says};
use crate::support::{Matter, Scene, on_both_engines, words};

on_both_engines!(Scene:
    the_same_letter_by_two_ways_is_linked_and_both_are_answered,
    only_answered_requests_of_a_verified_person_count_as_repeats,
    who_writes_for_two_children_asks_nothing_twice,
    letters_from_one_mailbox_are_one_person_s_once_the_record_says_so,
);

fn access() -> Value {
    letter(json!([ { "kind": "access" } ]))
}

async fn marks(scene: &Scene, matter: &Matter) -> Vec<String> {
    let path = format!("/v1/requests?reference={}", matter.reference);
    let listed = scene.officer.get(&path).await.body;
    words(&listed["requests"][0]["marks"]).into_iter().map(str::to_owned).collect()
}

async fn the_same_letter_by_two_ways_is_linked_and_both_are_answered(mut scene: Scene) {
    let one = scene.receives(&access()).await;
    let mut by_mail = access();
    by_mail["channel"] = json!("email");
    by_mail["requester"]["contacts"][0]["value"] = json!("other.mailbox@example.net");
    let clerk = scene.clerk.clone();
    let two = scene.receives_from(&clerk, &by_mail).await;
    // Each is acknowledged where it came from.
    says(&scene.mail(MAIL).text(), &[&one.reference]);
    says(&scene.mail("other.mailbox@example.net").text(), &[&two.reference]);
    for (this, other) in [(&one, &two), (&two, &one)] {
        let seen = scene.sees(this).await;
        assert_eq!(seen["links"][&other.id], "duplicate");
        assert_eq!(seen["items"][0]["state"], "asked", "flagged, not suppressed");
        assert_eq!(marks(&scene, this).await, ["duplicate"]);
    }
    scene.verifies(&one, MAIL).await;
    scene.crew.postbox.empty();
    let nothing = json!({ "parts": [ { "outcome": "nothing_held" } ] });
    scene.does(&scene.officer, &one, "items/1/decision", nothing).await;
    let elsewhere = json!({ "parts": [ { "outcome": { "answered_with": { "case": one.id } } } ] });
    scene.does(&scene.officer, &two, "items/1/decision", elsewhere).await;
    scene.works().await;
    says(&scene.mail(MAIL).text(), &["We searched and hold nothing of this."]);
    let pointer = scene.mail("other.mailbox@example.net");
    says(&pointer.text(), &["That request answers it", &one.reference]);
    for matter in [&one, &two] {
        assert_eq!(scene.sees(matter).await["public_status"], "finished");
    }
    scene.comes_to_the_same_again().await;
}

/// The same, received at this very moment.
fn access_now(scene: &Scene) -> Value {
    let now = scene.office.clock.now().to_rfc3339();
    received(&now, "America/Los_Angeles", access())
}

/// One more request for access, answered; verified or not.
async fn answered(scene: &mut Scene, verified: bool) -> Matter {
    let matter = scene.receives(&access_now(scene)).await;
    if verified {
        scene.verifies(&matter, MAIL).await;
    }
    let nothing = json!({ "parts": [ { "outcome": "nothing_held" } ] });
    scene.does(&scene.officer, &matter, "items/1/decision", nothing).await;
    scene.works().await;
    assert_eq!(scene.sees(&matter).await["public_status"], "finished");
    // Codes to one mailbox are counted.
    let later = scene.office.clock.now() + chrono::TimeDelta::hours(8);
    scene.until_then(later).await;
    scene.crew.postbox.empty();
    matter
}

fn fee() -> Value {
    json!({ "items": [1], "amount": 1500, "currency": "USD", "ground": "repeated",
            "answer_by": "2026-12-04", "reason": "You asked this twice this year." })
}

async fn only_answered_requests_of_a_verified_person_count_as_repeats(mut scene: Scene) {
    let first = answered(&mut scene, true).await;
    let stranger = answered(&mut scene, false).await;
    let third = scene.receives(&access_now(&scene)).await;
    scene.verifies(&third, MAIL).await;
    let seen = scene.sees(&third).await;
    assert_eq!(seen["links"][&first.id], "repeat");
    assert_eq!(seen["links"][&stranger.id], "same_subject", "who was not verified does not count");
    // Two are free in a year, and one was answered.
    let refused = scene.refuses(&scene.officer, &third, "fees", fee()).await;
    assert_eq!(refused, "not_repeated");
    let nothing = json!({ "parts": [ { "outcome": "nothing_held" } ] });
    scene.does(&scene.officer, &third, "items/1/decision", nothing).await;
    scene.works().await;

    let later = scene.office.clock.now() + chrono::TimeDelta::hours(8);
    scene.until_then(later).await;
    scene.crew.postbox.empty();
    let fourth = scene.receives(&access_now(&scene)).await;
    assert!(marks(&scene, &fourth).await.contains(&"repeat".to_owned()));
    scene.verifies(&fourth, MAIL).await;
    scene.crew.postbox.empty();
    let portal = scene.tries(&scene.portal, &fourth, "fees", fee()).await;
    assert_eq!(portal.status, 403);
    scene.does(&scene.officer, &fourth, "fees", fee()).await;
    scene.works().await;
    let mail = scene.mail(MAIL);
    says(&mail.text(), &["USD 15.00", "we have answered the same request several times"]);
    says(&mail.text(), &["> You asked this twice this year.", "Friday 4 December 2026"]);
    says(&mail.text(), &["After that day our offer ends, and you owe nothing.", "How to complain"]);
    let seen = scene.sees(&fourth).await;
    assert_eq!(
        (&seen["public_status"], &seen["tracks"][0]["state"]),
        (&json!("waiting_for_you"), &json!("quoted"))
    );
    // It lapses by itself, and an officer hears of it.
    scene.until("2026-12-05T09:00:00-08:00").await;
    let seen = scene.sees(&fourth).await;
    assert_eq!(seen["tracks"][0]["state"], "lapsed");
    let alarms = scene.alarms(&fourth);
    assert!(alarms.iter().any(|alarm| alarm == "A case needs a look"), "{alarms:?}");
    // Asked again, agreed to, paid.
    let mut again = fee();
    again["answer_by"] = json!("2026-12-10");
    scene.does(&scene.officer, &fourth, "fees", again).await;
    scene.does(&scene.portal, &fourth, "fees/2", json!({ "state": "accepted" })).await;
    let unpaid = scene.tries(&scene.portal, &fourth, "fees/2", json!({ "state": "paid" })).await;
    assert_eq!(unpaid.status, 403, "whether it was paid is said by staff");
    let paid = scene.does(&scene.clerk, &fourth, "fees/2", json!({ "state": "paid" })).await;
    assert_eq!(paid["tracks"][1]["state"], "paid");
    assert_eq!(paid["public_status"], "in_progress");
    scene.works().await;
    hides(&scene.mail(MAIL).text(), &["you need not pay"]);
    in_order(
        &scene.timeline(&fourth).await,
        &["FeeQuoted", "told: fee", "FeeLapsed", "FeeQuoted", "FeeAccepted", "FeePaid"],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}

/// What the case of one matter says another matter is to it.
async fn link(scene: &Scene, this: &Matter, other: &Matter) -> Value {
    scene.sees(this).await["links"][&other.id].clone()
}

/// A mother, from her own mailbox, about the profile of a child.
fn for_child(profile: &str) -> Value {
    let mut letter = access();
    letter["subject"]["minor"] = json!(true);
    letter["subject"]["identifiers"] = json!([ { "type": "profile", "value": profile } ]);
    letter["requester"]["relation"] = json!("guardian");
    letter
}

async fn who_writes_for_two_children_asks_nothing_twice(mut scene: Scene) {
    let one = scene.receives(&for_child("child-1")).await;
    let two = scene.receives(&for_child("child-2")).await;
    // On the record of both children; which does not make them one child.
    for matter in [&one, &two] {
        scene.crew.postbox.empty();
        scene.verifies(matter, MAIL).await;
    }
    assert_eq!(link(&scene, &two, &one).await, "same_sender");
    assert_eq!(link(&scene, &one, &two).await, "same_sender");
    for matter in [&one, &two] {
        assert!(marks(&scene, matter).await.is_empty());
    }
    // And whoever puts her address into a letter of his own is nobody's repeat either.
    let mut stranger = access();
    stranger["subject"]["identifiers"] = json!([ { "type": "account", "value": "u-7" } ]);
    let stranger = scene.receives(&stranger).await;
    assert_eq!(link(&scene, &stranger, &one).await, "same_sender");
    let again = scene.receives(&for_child("child-1")).await;
    assert_eq!(link(&scene, &again, &one).await, "duplicate");
    // Nor are two children who write themselves, each by the profile of its own.
    let mut by_child = for_child("child-3");
    by_child["requester"]["relation"] = json!("self");
    let three = scene.receives(&by_child).await;
    by_child["subject"]["identifiers"][0]["value"] = json!("child-4");
    let four = scene.receives(&by_child).await;
    let later = scene.office.clock.now() + chrono::TimeDelta::hours(8);
    scene.until_then(later).await;
    for matter in [&three, &four] {
        scene.crew.postbox.empty();
        scene.verifies(matter, MAIL).await;
    }
    assert_eq!(link(&scene, &four, &three).await, "same_sender");
    scene.comes_to_the_same_again().await;
}

async fn letters_from_one_mailbox_are_one_person_s_once_the_record_says_so(mut scene: Scene) {
    let mut by_mail = access();
    by_mail["subject"]["identifiers"] = json!([]);
    let one = scene.receives(&by_mail).await;
    let two = scene.receives(&by_mail).await;
    assert_eq!(link(&scene, &two, &one).await, "same_sender");
    let found = json!({ "found": true, "attested": [1] });
    scene.does(&scene.clerk, &one, "record", found.clone()).await;
    scene.works().await;
    assert_eq!(link(&scene, &two, &one).await, "same_sender", "one record says nothing of two");
    scene.does(&scene.clerk, &two, "record", found).await;
    scene.works().await;
    for (this, other) in [(&one, &two), (&two, &one)] {
        assert_eq!(link(&scene, this, other).await, "duplicate");
    }
    // One more that names the account, whose record holds the mailbox.
    let three = scene.receives(&access()).await;
    assert_eq!(link(&scene, &three, &one).await, "same_sender");
    let further = json!({ "found": true, "attested": [],
                          "further": [ { "channel": "email", "value": MAIL } ] });
    // What was refused makes nobody anyone's other self.
    let mut wrong = further.clone();
    wrong["attested"] = json!([9]);
    scene.refuses(&scene.clerk, &three, "record", wrong).await;
    let four = scene.receives(&by_mail).await;
    assert_eq!(link(&scene, &four, &three).await, "same_sender");
    scene.does(&scene.clerk, &three, "record", further).await;
    scene.works().await;
    assert_eq!(link(&scene, &three, &one).await, "duplicate");
    assert_eq!(link(&scene, &one, &three).await, "duplicate");
    scene.comes_to_the_same_again().await;
}
