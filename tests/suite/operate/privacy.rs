//! What a whole desk leaves behind on its machine: nothing personal but in sealed form, save the
//! letters themselves.

use std::path::Path;

use serde_json::{Value, json};

use super::serve::{address, embedded, with_arguments};
use crate::carriers::peer::{Peer, Reply};
use crate::carriers::relay::{Act, Relay, Script};
use crate::support::{Client, Running, said};

/// Texts that nobody but the people concerned may find, in any case.
const MARKERS: [&str; 7] = [
    "marker-account",
    "marker person",
    "marker.person",
    "marker-99120",
    "14155550123",
    "marker statement",
    "marker-typo",
];

fn letter() -> Value {
    json!({
        "external_ref": "MARKER-99120", "channel": "portal",
        "received": { "at": "2026-11-20T16:40:00-08:00", "zone": "America/Los_Angeles" },
        "subject": { "category": "user", "residence": { "country": "US", "region": "CA" },
                     "identifiers": [ { "type": "account", "value": "marker-account" } ] },
        "requester": { "relation": "self", "name": "Marker Person", "language": "zh",
                       "contacts": [ { "channel": "email", "value": "marker.person@example.net" },
                                     { "channel": "sms", "value": "+14155550123" } ] },
        "items": [ { "kind": "copy" }, { "kind": "deletion", "after": [1] } ],
        "statement": "Marker statement: all of it, please."
    })
}

/// What goes wrong must not be repeated anywhere either.
fn bad_letters() -> Vec<String> {
    let with = |path: &str, value: &str| {
        let mut letter = letter();
        *letter.pointer_mut(path).unwrap() = json!(value);
        letter.to_string()
    };
    vec![
        with("/requester/contacts/1/value", "marker-typo 14155550123"),
        with("/subject/residence/country", "marker-typo"),
        with("/items/0/kind", "marker-typo"),
        with("/received/at", "marker-typo"),
        letter().to_string().replace("\"statement\"", "\"marker-typo\""),
        letter().to_string().replace("please.", "\\u0000"),
        format!("{{ \"statement\": \"Marker statement {}", "marker-typo"),
    ]
}

fn every_file(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            every_file(&path, found);
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
}

/// Everything that the desk answers to a letter and to the work on it, save what was opened.
fn told(portal: &Client, clerk: &Client) -> Vec<String> {
    let mut answers = Vec::new();
    for (no, bad) in bad_letters().iter().enumerate() {
        let (status, told) = portal.post("/v1/requests", &format!("bad-{no}"), bad).unwrap();
        assert!((400..500).contains(&status), "{status} {told}");
        answers.push(told.to_string());
    }
    let (status, case) =
        portal.post("/v1/requests", "marker-99120", &letter().to_string()).unwrap();
    assert_eq!(status, 201, "{case}");
    let id = case["id"].as_str().unwrap();
    let path = |rest: &str| format!("/v1/requests/{id}/{rest}");
    let found = json!({ "found": true, "attested": [1, 2],
                        "further": [ { "channel": "email", "value": "marker.person.old@example.net" } ] });
    answers.push(case.to_string());
    for (who, rest, body) in [
        (clerk, "record", found),
        (portal, "challenges", json!({ "method": "one_time_code", "contact": 2 })),
        (portal, "challenges/1/code", json!({ "code": "marker-typo" })),
        (clerk, "clarifications", json!({ "question": "Marker statement?" })),
        (
            clerk,
            "calls",
            json!({ "at": "2026-11-21T10:00:00Z", "summary": "Marker statement by telephone" }),
        ),
    ] {
        let (status, told) = who.post(&path(rest), rest, &body.to_string()).unwrap();
        assert_eq!(status, 200, "{rest}: {told}");
        answers.push(told.to_string());
    }
    let search = json!({ "identifier": { "type": "account", "value": "marker-account" } });
    let (status, list) = clerk.post("/v1/requests/search", "", &search.to_string()).unwrap();
    assert_eq!((status, list["requests"].as_array().map(Vec::len)), (200, Some(1)), "{list}");
    answers.push(list.to_string());
    let reveal = json!({ "purpose": "case_work", "fields": ["name", "contacts"] });
    let (status, opened) = clerk.post(&path("reveal"), "reveal", &reveal.to_string()).unwrap();
    assert!(status == 200 && opened.to_string().contains("Marker Person"), "{opened}");
    // Until the acknowledgement, the code, and what the other contact is told have left.
    loop {
        let (_, timeline) = clerk.get(&path("timeline")).unwrap();
        if timeline.to_string().matches("handed_over").count() >= 4 {
            answers.push(timeline.to_string());
            return answers;
        }
        std::thread::yield_now();
    }
}

#[test]
fn no_file_and_no_line_of_the_log_tells_who_asked() {
    let found = leaves_nothing(&[("HABEAS_SMS__TRANSPORT", "folder")]);
    assert!(found >= 4, "the letters themselves lie in the folders");
}

/// A relay and a gateway that repeat the address in whatever they say.
#[tokio::test(flavor = "multi_thread")]
async fn neither_does_what_a_relay_and_a_gateway_say() {
    let repeats: Script = &[
        ("GREETING", Act::Say("220 marker.person@example.net writes here")),
        ("RCPT", Act::Say("250 2.1.5 marker.person@example.net ok")),
        (".", Act::Say("250 2.0.0 queued for marker.person@example.net")),
    ];
    let relay = Relay::start(&[repeats]).await;
    let taken = r#"{"sid":"SM0123","to":"+14155550123","body":"Marker statement"}"#;
    let gateway = Peer::start(Reply::Json(201, taken)).await;
    let (port, url) = (relay.port.to_string(), format!("http://localhost:{}/", gateway.port));
    let found = tokio::task::spawn_blocking(move || {
        leaves_nothing(&[
            ("HABEAS_MAIL__TRANSPORT", "smtp"),
            ("HABEAS_MAIL__HOST", "localhost"),
            ("HABEAS_MAIL__PORT", &port),
            ("HABEAS_MAIL__SECURITY", "none"),
            ("HABEAS_MAIL__FROM", "Example Games <privacy@example.net>"),
            ("HABEAS_SMS__TRANSPORT", "http"),
            ("HABEAS_SMS__URL", &url),
            ("HABEAS_SMS__ACCOUNT", "AC0123"),
            ("HABEAS_SMS__TOKEN", "t0ken"),
            ("HABEAS_SMS__FROM", "+12025550100"),
        ])
    });
    assert_eq!(found.await.unwrap(), 0, "nothing is written into a folder");
}

/// Plays it with a desk that has these settings, and gives how many letters lie in its folders.
fn leaves_nothing(settings: &[(&str, &str)]) -> usize {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("desk");
    let data = folder.to_str().unwrap();
    let mut command = embedded(&folder);
    command.env("HABEAS_LOG__LEVEL", "trace").envs(settings.iter().copied());
    let key = |role: &str| {
        let arguments = [
            "key",
            "create",
            "--role",
            role,
            "--principal",
            role,
            "--second-factor",
            "--data",
            data,
        ];
        let (out, told, code) = said(&with_arguments(&command, &arguments).output().unwrap());
        assert_eq!(code, Some(0), "{told}");
        out.trim().to_owned()
    };
    let keys = ["portal", "clerk"].map(key);
    let mut running = Running::start(&mut command);
    address(&mut running);
    let api = address(&mut running);
    running.hear("ready");
    let [portal, clerk] = keys.map(|key| Client::new(&api, &key));

    let answers = told(&portal, &clerk);
    running.terminate();
    let (code, log) = running.end();
    assert_eq!(code, Some(0), "{log}");

    let mut files = Vec::new();
    every_file(&folder, &mut files);
    let letters = |name: &str| {
        let kind = Path::new(name).extension().and_then(|kind| kind.to_str());
        matches!(kind, Some("eml" | "txt"))
    };
    for marker in MARKERS {
        assert!(!log.to_lowercase().contains(marker), "the log tells {marker}");
        for answer in &answers {
            assert!(!answer.to_lowercase().contains(marker), "an answer tells {marker}: {answer}");
        }
        for (name, bytes) in &files {
            let name = name.strip_prefix(root.path().to_str().unwrap()).unwrap();
            assert!(!name.to_lowercase().contains(marker), "the name of {name}");
            let text = String::from_utf8_lossy(bytes).to_lowercase();
            assert!(letters(name) || !text.contains(marker), "{marker} lies in {name}");
        }
    }
    files.iter().filter(|(name, _)| letters(name)).count()
}
