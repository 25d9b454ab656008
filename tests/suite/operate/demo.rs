//! `habeas demo`: a desk with something to show, and everything it says about itself.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use habeas_adapters::mail;
use habeas_domain::kind::ItemKind;
use serde_json::{Value, json};

use crate::support::{Running, habeas, said};

/// How something asked can end.
const OUTCOMES: [&str; 14] = [
    "granted",
    "partly",
    "refused",
    "nothing_held",
    "not_ours",
    "already_so",
    "answered_with",
    "restricted",
    "anonymised",
    "statement_attached",
    "identity_not_confirmed",
    "standing_not_shown",
    "no_answer",
    "withdrawn",
];

/// A demo that runs until its test ends, and what it printed.
struct Demo {
    child: Child,
    told: Value,
}

impl Demo {
    fn start(folder: &Path) -> Self {
        let data = folder.to_str().unwrap();
        let mut child = habeas(&["demo", "--listen", "127.0.0.1:0", "--data", data, "--json"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut text = String::new();
        for line in BufReader::new(child.stdout.as_mut().unwrap()).lines() {
            let line = line.unwrap();
            text.push_str(&line);
            if line == "}" {
                break;
            }
        }
        Self { child, told: serde_json::from_str(&text).unwrap() }
    }

    fn api(&self) -> &str {
        let api = self.told["api"].as_str().unwrap();
        api.strip_prefix("http://").unwrap().trim_end_matches('/')
    }

    fn key(&self, role: &str) -> &str {
        let keys = self.told["keys"].as_array().unwrap();
        keys.iter().find(|key| key["role"] == role).unwrap()["key"].as_str().unwrap()
    }

    fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It has ended, or its test has failed.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Asks the API as whoever holds this key.
fn get(api: &str, key: &str, path: &str) -> (u16, Value) {
    let mut stream = TcpStream::connect(api).unwrap();
    let head = format!(
        "GET {path} HTTP/1.1\r\nhost: desk\r\nauthorization: Bearer {key}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap())
}

/// The texts of all messages in a folder.
fn texts(folder: &Value, ending: &str) -> Vec<String> {
    let files = std::fs::read_dir(folder.as_str().unwrap()).unwrap();
    files
        .map(|file| file.unwrap().path())
        .inspect(|path| assert_eq!(path.extension().unwrap(), ending))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

fn is_chinese(text: &str) -> bool {
    text.contains(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

fn incidents_are_listed(demo: &Demo) {
    let incidents = demo.told["incidents"].as_object().unwrap();
    let (status, list) = get(demo.api(), demo.key("officer"), "/v1/incidents");
    assert_eq!((status, &list["count"]["number"]), (200, &json!(incidents.len())), "{list}");
}

/// Of one of the incidents, by a campaign.
fn two_hundred_were_told(demo: &Demo) {
    let campaign = demo.told["campaigns"]["bucket"].as_str().unwrap();
    let (status, seen) = get(demo.api(), demo.key("officer"), &format!("/v1/campaigns/{campaign}"));
    assert_eq!((status, &seen["versions"][0]["stage"]), (200, &json!("told")), "{seen}");
    assert_eq!(seen["versions"][0]["messages"]["told"], 200);
}

#[test]
fn a_first_look_shows_everything_and_says_where_it_is() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("demo");
    let demo = Demo::start(&folder);

    // Every key that was printed opens the door; what lies behind it depends on the role.
    let requests = demo.told["requests"].as_object().unwrap();
    assert!(requests.len() >= 20);
    let first = format!("/v1/requests/{}", requests["nora"].as_str().unwrap());
    let mut roles = BTreeSet::new();
    for key in demo.told["keys"].as_array().unwrap() {
        let role = key["role"].as_str().unwrap();
        let (status, body) = get(demo.api(), key["key"].as_str().unwrap(), &first);
        let reads = !matches!(role, "administrator" | "system");
        assert_eq!(status, if reads { 200 } else { 403 }, "{role}: {body}");
        roles.insert(role);
    }
    let all = ["administrator", "approver", "auditor", "clerk", "officer", "portal", "system"];
    assert_eq!(Vec::from_iter(roles), all);

    // Every kind and every outcome, as the API shows them.
    let (mut kinds, mut outcomes) = (BTreeSet::new(), String::new());
    let mut overdue = 0;
    for id in requests.values() {
        let path = format!("/v1/requests/{}", id.as_str().unwrap());
        let (status, case) = get(demo.api(), demo.key("officer"), &path);
        assert_eq!(status, 200, "{case}");
        for item in case["items"].as_array().unwrap() {
            kinds.insert(item["kind"].as_str().unwrap().to_owned());
            outcomes.push_str(&item["outcome"].to_string());
            let clocks = item["clocks"].as_array().unwrap();
            let late = |clock: &&Value| clock["late"] == true && clock["state"] == "running";
            overdue += clocks.iter().filter(late).count();
        }
    }
    assert_eq!(kinds, ItemKind::ALL.iter().map(|kind| kind.code().to_owned()).collect());
    for outcome in OUTCOMES {
        assert!(outcomes.contains(&format!("\"{outcome}\"")), "{outcome}");
    }
    assert!(overdue > 0, "something is late");

    // Complaints, some answered and some waiting.
    let complaints = demo.told["complaints"].as_object().unwrap();
    let (status, list) = get(demo.api(), demo.key("officer"), "/v1/complaints");
    assert_eq!((status, &list["count"]["number"]), (200, &json!(complaints.len())), "{list}");
    let phases = |phase: &str| {
        let rows = list["complaints"].as_array().unwrap();
        rows.iter().filter(|row| row["phase"] == phase).count()
    };
    assert!(phases("closed") >= 3 && phases("open") >= 2, "{list}");

    incidents_are_listed(&demo);
    two_hundred_were_told(&demo);

    // Mails in both languages, and text messages.
    let mails: Vec<_> = texts(&demo.told["mails"], "eml")
        .iter()
        .map(|bytes| mail::read(bytes).map(|read| read.text).unwrap_or_default())
        .collect();
    let chinese = mails.iter().filter(|text| is_chinese(text)).count();
    assert!(chinese >= 3 && mails.len() - chinese >= 50, "{chinese} of {}", mails.len());
    let sms = texts(&demo.told["sms"], "txt");
    assert!(sms.iter().any(|text| is_chinese(text)) && sms.iter().any(|text| !is_chinese(text)));

    // What is suggested works.
    let tries = demo.told["try"].as_array().unwrap();
    assert_eq!(tries.len(), 6);
    for suggested in tries {
        let command = suggested["command"].as_str().unwrap();
        let quoted: Vec<_> = command.split('\'').skip(1).step_by(2).collect();
        match quoted[..] {
            [file] => assert!(Path::new(file).is_file(), "{command}"),
            [bearer, url] => {
                let key = bearer.strip_prefix("Authorization: Bearer ").unwrap();
                let path = url.strip_prefix("http://").unwrap().strip_prefix(demo.api()).unwrap();
                let (status, body) = get(demo.api(), key, path);
                assert_eq!(status, 200, "{command}: {body}");
            }
            _ => panic!("{command}"),
        }
    }
    let (api, key) = (demo.api().to_owned(), demo.key("auditor").to_owned());
    demo.stop();

    // The same desk again, by its settings alone.
    let settings = folder.join("habeas.toml");
    let mut serve = habeas(&["serve", "--settings", settings.to_str().unwrap()]);
    serve.envs([("HABEAS_LOG__LEVEL", "info"), ("HABEAS_LOG__FORMAT", "json")]);
    let mut running = Running::start(&mut serve);
    running.hear("ready");
    assert_eq!(get(&api, &key, &first).0, 200);
    running.terminate();
    assert_eq!(running.end().0, Some(0));
}

#[test]
fn what_is_there_already_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine.txt"), "mine").unwrap();
    let data = folder.path().to_str().unwrap();
    let (out, told, code) = said(&habeas(&["demo", "--data", data]).output().unwrap());
    assert_eq!((out.as_str(), code), ("", Some(1)));
    assert!(told.contains("is not empty") && told.contains("habeas.toml"), "{told}");
}

#[test]
fn a_port_that_was_asked_for_is_not_exchanged() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let data = folder.path().to_str().unwrap();
    let mut command = habeas(&["demo", "--data", data, "--listen", &address]);
    let (_, told, code) = said(&command.output().unwrap());
    assert_eq!(code, Some(1));
    assert!(told.contains(&format!("listening on {address}")), "{told}");
}
