//! The HTTP API as its callers meet it, on both engines.

mod assessments;
mod campaign_lists;
mod campaigns;
mod campaigns_listed;
mod cases;
mod complaints;
mod hostile_lists;
mod house;
mod incidents;
mod list;
mod messages;
mod refusals;
mod refused;
mod reveal;
mod tasks;
mod timeline;

use axum::http::StatusCode;
use habeas_adapters::nudge::Nudge;
use habeas_workers::{Projector, Sequencer, drain};
use serde_json::{Value, json};

use crate::support::{Answer, Office};

/// A Californian who wants a copy and then to be deleted.
fn letter() -> Value {
    json!({
        "external_ref": "MARKER-99120", "channel": "portal",
        "received": { "at": "2026-11-20T16:40:00-08:00", "zone": "America/Los_Angeles" },
        "subject": {
            "category": "user", "residence": { "country": "US", "region": "CA" },
            "identifiers": [ { "type": "account", "value": "marker-48213" } ]
        },
        "requester": {
            "relation": "self", "name": "Marker Person", "language": "en",
            "contacts": [
                { "channel": "email", "value": "marker.person@example.net" },
                { "channel": "sms", "value": "+14155550123" }
            ]
        },
        "items": [
            { "kind": "copy", "scope": ["viewing_history"] },
            { "kind": "deletion", "after": [1] }
        ],
        "statement": "Send me my viewing history, then delete my account."
    })
}

/// Gives positions to everything and brings the views up to date.
async fn project(office: &Office) {
    let mut sequencer = Sequencer::new(office.world.store.clone(), Nudge::new());
    let rules = office.cases.rules().clone();
    let mut projector = Projector::new(office.world.store.clone(), rules);
    drain(&mut [&mut sequencer, &mut projector]).await.unwrap();
}

/// What came back, if all went well.
fn ok(answer: Answer) -> Value {
    assert!(
        matches!(answer.status, StatusCode::OK | StatusCode::CREATED),
        "{} {:?}",
        answer.status,
        answer.body
    );
    answer.body
}
