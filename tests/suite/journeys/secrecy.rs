//! Whatever people tell about themselves lies nowhere in clear: not in a table of the desk or the
//! vault, and not in the name of a message on disk.

use std::sync::Arc;

use habeas_adapters::carrier::Carrier;
use habeas_adapters::store::Durability;
use habeas_adapters::{mail, sms};
use habeas_domain::digest::Digest;
use serde_json::{Value, json};

use super::{deleted, granted};
use crate::support::{Crew, Scene, on_both_engines};

on_both_engines!(Scene: no_table_and_no_file_name_says_who_asked_what);

const MAIL: &str = "marker.person@example.net";
const PHONE: &str = "+14155550177";

/// Everything that a person, a portal or an officer put into words in this story, in small letters.
const MARKERS: [&str; 7] = [
    "marker",
    "4155550177",
    "zq-77120",
    "example.net",
    "unusual words",
    "secret reason",
    "bottle green",
];

fn told_in_full() -> Value {
    json!({
        "external_ref": "ZQ-77120", "channel": "portal",
        "received": { "at": "2026-11-20T16:40:00-08:00", "zone": "America/Los_Angeles" },
        "subject": { "category": "user", "residence": { "country": "US", "region": "CA" },
                     "identifiers": [ { "type": "account", "value": "marker-48213" },
                                      { "type": "device", "value": "marker-device" },
                                      { "type": "email", "value": MAIL } ] },
        "requester": { "relation": "self", "name": "Marker Person", "language": "en",
                       "contacts": [ { "channel": "email", "value": MAIL },
                                     { "channel": "sms", "value": PHONE } ] },
        "items": [ { "kind": "copy" }, { "kind": "deletion", "after": [1] },
                   { "kind": "correction", "detail": "My eyes are bottle green." } ],
        "statement": "Some unusual words of a marker.",
    })
}

async fn no_table_and_no_file_name_says_who_asked_what(mut scene: Scene) {
    let home = tempfile::tempdir().unwrap();
    let (mails, texts) = (home.path().join("mail"), home.path().join("sms"));
    let into_mails: Arc<dyn Carrier> = Arc::new(mail::Folder::new(mails.clone(), Durability::Full));
    let into_texts: Arc<dyn Carrier> = Arc::new(sms::Folder::new(texts.clone(), Durability::Full));
    scene.crew = Crew::also_into(&scene.office, into_mails, into_texts);

    let matter = scene.receives(&told_in_full()).await;
    let found = json!({ "found": true, "attested": [1, 2],
                        "further": [ { "channel": "email", "value": "other.marker@example.net" } ] });
    scene.does(&scene.clerk, &matter, "record", found).await;
    scene.works().await;
    scene.confirms_by_code(&matter, 2, PHONE).await;
    let typed = json!({ "items": [3], "question": "Which marker of the two?" });
    scene.does(&scene.officer, &matter, "clarifications", typed).await;
    scene.works().await;
    let answer = json!({ "answer": "The bottle green one." });
    scene.does(&scene.portal, &matter, "clarifications/1/answer", answer).await;
    let call = json!({ "at": "2026-11-20T16:44:00-08:00", "summary": "Marker Person called." });
    scene.does(&scene.clerk, &matter, "calls", call).await;
    scene.does(&scene.officer, &matter, "items/1/decision", granted()).await;
    let copy = json!({ "how": "secure_link", "digest": Digest::of(b"copy"),
                       "at": "2026-11-20T16:44:00-08:00" });
    scene.does(&scene.officer, &matter, "items/1/copy", copy).await;
    scene.does(&scene.officer, &matter, "items/2/decision", deleted()).await;
    let refused = json!({ "parts": [ { "outcome": { "refused": { "ground": "others_rights" } } } ],
                          "reason_told": "Other markers own that.",
                          "reason_kept": "A secret reason." });
    scene.does(&scene.officer, &matter, "items/3/decision", refused).await;
    scene.does(&scene.officer, &matter, "items/2/tasks", json!({ "plan": "carry_out" })).await;
    scene.finishes("core", &matter, 1, "done").await;
    scene.works().await;
    let search = json!({ "external_ref": "ZQ-77120" });
    let searched = scene.officer.ask("/v1/requests/search", &search).await;
    assert_eq!(searched.body["count"]["number"], 1);
    let wish = json!({ "purpose": "case_work", "note": "A marker calls.",
                       "fields": ["name", "contacts", "identifiers", "statement", "external_ref"] });
    let opened = scene.does(&scene.clerk, &matter, "reveal", wish).await.to_string();
    assert!(opened.contains("marker-48213") && opened.contains("ZQ-77120"), "opened answers do");

    // The mails themselves are in clear; nothing else is.
    let sent: Vec<String> = scene.letters();
    assert!(sent.iter().any(|text| text.contains("Marker Person")));
    let ticket = sent.iter().find_map(|text| ticket_in(text)).expect("a ticket was told");
    let codes = sent.iter().filter(|text| text.contains("code")).count();
    assert!(codes > 0);
    let (desk, vault) = (scene.office.world.dump().await, scene.office.keeper.dump().await);
    let names = [names_in(&mails), names_in(&texts)].concat().join("\n");
    assert!(names.lines().count() > 4, "{names}");
    for (place, text) in [("the desk", &desk), ("the vault", &vault), ("names of files", &names)] {
        let small = text.to_lowercase();
        for marker in MARKERS {
            assert!(!small.contains(marker), "{marker} lies in {place}");
        }
        assert!(!text.contains(&ticket), "the ticket lies in {place}");
        assert!(!text.contains(&ticket.replace('-', "")), "the ticket lies in {place}");
    }
    scene.comes_to_the_same_again().await;
}

/// The claim ticket in a letter.
fn ticket_in(text: &str) -> Option<String> {
    let (_, after) = text.split_once("This is your ticket")?;
    let line = after.lines().map(str::trim).find(|line| line.matches('-').count() == 6)?;
    Some(line.to_owned())
}

fn names_in(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}
