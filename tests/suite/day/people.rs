//! Whoever does something on the day.

use std::sync::atomic::Ordering;
use std::time::Instant;

use serde_json::{Value, json};

use super::Waits;
use super::desk::{Caller, Desk, Gate};
use crate::support::Client;

/// When everything arrives, a moment ago.
const RECEIVED: &str = "2026-02-06T10:00:00Z";

/// Everybody with a key.
pub struct Staff<'g> {
    pub officer: Caller<'g>,
    pub approver: Caller<'g>,
    pub clerks: Vec<Caller<'g>>,
    pub portal: Caller<'g>,
}

impl<'g> Staff<'g> {
    pub fn hire(gate: &'g Gate, desk: &Desk<'_>, clerks: usize) -> Self {
        let with = |role: &str, name: &str| Caller::new(gate, &desk.key(role, name));
        Self {
            officer: with("officer", "officer.one"),
            approver: with("approver", "approver.one"),
            clerks: (0..clerks).map(|no| with("clerk", &format!("clerk.{no}"))).collect(),
            portal: with("portal", "portal.one"),
        }
    }

    /// Everybody on the list: so many people, each with an address.
    pub fn lists(&self, campaign: &str, people: u64) {
        let lines = (0..people).map(|no| format!("person{no}@example.net\n"));
        let list: String = std::iter::once("email\n".to_owned()).chain(lines).collect();
        let path = format!("/v1/campaigns/{campaign}/versions/1/people");
        let taken = self.officer.asks(|client| client.post_csv(&path, "list", &list)).0;
        assert_eq!(taken["people"], people);
    }

    /// Somebody else approves it, and messages leave.
    pub fn begins(&self, campaign: &str) {
        let at = |what: &str| format!("/v1/campaigns/{campaign}/versions/1/{what}");
        self.approver.posts(&at("approve"), "approve", &json!({}));
        self.officer.posts(&at("begin"), "begin", &json!({}));
    }
}

/// An incident is reported and judged, and what people are told of it is written; gives the campaign.
pub fn prepares(staff: &Staff<'_>, people: u64) -> String {
    let report = json!({
        "source": "staff", "channel": "portal",
        "received": { "at": RECEIVED, "zone": "Europe/Berlin" },
        "summary": "A list of mail addresses lay open.",
        "reporter": { "relation": "reporter", "name": "Sample Reporter", "language": "en",
                      "contacts": [ { "channel": "email", "value": "reporter@example.net" } ] },
    });
    let incident = staff.clerks[0].posts("/v1/incidents", "report", &report);
    let incident = incident["id"].as_str().unwrap().to_owned();
    let finding = json!({
        "natures": ["leak"], "data": ["ordinary"], "causes": ["mistake"], "risk": "high",
        "affected": [ { "country": "DE", "people": people } ],
        "reasoning": "As the log shows.", "changed": "More is known.",
    });
    let path = format!("/v1/incidents/{incident}/assessments");
    let seen = staff.officer.posts(&path, "finding", &finding);
    let duties: Vec<u64> = seen["duties"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|duty| duty["rule"] == "breach.people")
        .map(|duty| duty["no"].as_u64().unwrap())
        .collect();
    let about = json!({ "about": { "breach_notice": { "incident": incident, "duties": duties } } });
    let campaign = staff.officer.posts("/v1/campaigns", "draft", &about);
    let campaign = campaign["id"].as_str().unwrap().to_owned();
    let at = |what: &str| format!("/v1/campaigns/{campaign}/{what}");
    let version =
        json!({ "audience": "listed", "channels": ["email"], "language": "en", "complete": true });
    staff.officer.posts(&at("versions"), "version", &version);
    let wording = json!({ "form": "full", "language": "en", "parts": words() });
    staff.officer.posts(&at("versions/1/wording"), "wording", &wording);
    campaign
}

fn words() -> Value {
    json!({
        "title": "Somebody saw your mail address",
        "what_happened": "On 6 February a list lay open for an hour.",
        "data_concerned": "Your mail address.", "consequences": "You may get unwanted mail.",
        "measures": "We closed the list.", "advice": "Open no link in mail that asks for a password.",
        "contact_point": "privacy@games.example.net",
    })
}

/// A request arrives; gives its id.
pub fn hands_in(portal: &Caller<'_>, name: &str) -> String {
    let letter = json!({
        "channel": "portal", "received": { "at": RECEIVED, "zone": "Europe/Berlin" },
        "subject": { "category": "user", "residence": { "country": "DE" },
                     "identifiers": [ { "type": "account", "value": name } ] },
        "requester": { "relation": "self", "name": "Sample Person", "language": "en",
                       "contacts": [ { "channel": "email", "value": format!("{name}@example.net") } ] },
        "items": [ { "kind": "access" } ],
    });
    portal.posts("/v1/requests", name, &letter)["id"].as_str().unwrap().to_owned()
}

/// A clerk at work.
pub struct Clerk<'s, 'g> {
    pub caller: &'s Caller<'g>,
    /// What lies on the desk.
    pub cases: Vec<String>,
    pub thinks: fn(),
}

impl Clerk<'_, '_> {
    /// A round: looks at what is most urgent, opens a case, and notes a call.
    pub fn works(&self, waits: &Waits, round: usize) {
        let call = json!({ "at": RECEIVED, "summary": "They ask how long it takes." }).to_string();
        let case = &self.cases[round % self.cases.len()];
        let (path, name) = (format!("/v1/requests/{case}"), format!("{case}-{round}"));
        let asks = |ask: &dyn Fn(&Client) -> Option<(u16, Value)>| {
            (self.thinks)();
            waits.on(self.caller, ask);
        };
        asks(&|client| client.get("/v1/requests?limit=20"));
        asks(&|client| client.get(&path));
        asks(&|client| client.post(&format!("{path}/calls"), &name, &call));
    }
}

impl Waits {
    fn on(&self, clerk: &Caller<'_>, ask: impl Fn(&Client) -> Option<(u16, Value)>) {
        let begun = Instant::now();
        let (_, at_once) = clerk.asks(ask);
        if at_once {
            self.all.lock().unwrap().push(begun.elapsed());
        } else {
            self.interrupted.fetch_add(1, Ordering::Relaxed);
        }
    }
}
