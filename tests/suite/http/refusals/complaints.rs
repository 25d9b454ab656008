//! The refusals of complaints.

use axum::http::StatusCode;
use habeas_domain::actor::Role;
use serde_json::{Value, json};

use super::{NEVER, Walk};
use crate::journeys::appeals::{accepts, appeal, longer};
use crate::support::{Matter, Portal, Scene, on_both_engines};

on_both_engines!(Scene: every_refusal_of_a_complaint_is_met);

const SOURCES: [&str; 2] = [
    include_str!("../../../../domain/src/complaint/refusal.rs"),
    include_str!("../../../../domain/src/people/prove.rs"),
];

const MAIL: &str = "sample.person@example.net";

fn brings(kind: &str) -> Value {
    json!({
        "kind": kind, "channel": "portal",
        "received": { "at": "2026-11-20T16:40:00-08:00", "zone": "America/Los_Angeles" },
        "subject": { "category": "user", "residence": { "country": "US", "region": "CA" },
                     "identifiers": [ { "type": "account", "value": "u-48213" } ] },
        "complainant": { "relation": "self", "name": "Sample Person", "language": "en",
                         "contacts": [ { "channel": "email", "value": MAIL } ] },
        "statement": "My watch list is shown to everyone.",
    })
}

const OUTCOME: &str = "allegations/1/outcome";

fn ends(outcome: &str, remedies: &[&str]) -> Value {
    json!({ "outcome": outcome, "remedies": remedies, "reason_told": "So it is." })
}

async fn every_refusal_of_a_complaint_is_met(scene: Scene) {
    let mut walk = Walk::of(scene);
    walk.meets_nothing_at(&format!("/v1/complaints/cmp_{}/take", "0".repeat(32)), "not_received")
        .await;
    at_the_door(&mut walk).await;
    of_a_question(&mut walk).await;
    of_authorities(&mut walk).await;
    of_who_complains(&mut walk).await;
    of_what_is_upheld(&mut walk).await;
    of_a_decided_request(&mut walk).await;
    of_more_time(&mut walk).await;
    let unmet = [
        ("already_received", "its id comes from the command, and the same command is a repeat"),
        ("not_by_call", "a call that is posted can only acknowledge"),
    ];
    walk.has_met_all_of(&SOURCES, &[&unmet[..], &NEVER].concat()).await;
}

/// What a kind demands is demanded.
async fn at_the_door(walk: &mut Walk) {
    let portal = walk.scene.portal.clone();
    let with = |kind: &str, pointer: &str, value: Value| {
        let mut letter = brings(kind);
        *letter.pointer_mut(pointer).unwrap() = value;
        letter
    };
    let mut late = with("question", "/channel", json!("letter"));
    late["received"] = json!({ "on": "2026-11-02", "zone": "America/Los_Angeles" });
    let mut endless = brings("question");
    endless["allegations"] = json!(vec![json!({ "words": "x" }); 21]);
    let mut nowhere = brings("question");
    nowhere["allegations"] = json!([ { "words": "x", "item": 3 } ]);
    let ahead = json!("2030-01-01T00:00:00Z");
    for (letter, code) in [
        (brings("outcome"), "request_missing"),
        (with("child_data_report", "/subject/identifiers", json!([])), "subject_missing"),
        (with("question", "/complainant/contacts", json!([])), "contact_missing"),
        (with("question", "/received/at", ahead), "received_in_future"),
        (late, "late_reason_missing"),
        (endless, "allegation_count"),
    ] {
        let status = walk.meets_at(&portal, "/v1/complaints", letter, code).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
    }
    let status = walk.meets_at(&portal, "/v1/complaints", nowhere, "unknown_in_case").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

async fn of_a_question(walk: &mut Walk) {
    let asked = walk.scene.complains(&brings("question")).await;
    let soon = json!({ "direction": "in", "channel": "phone", "at": "2026-11-21T16:41:00-08:00",
                       "summary": "Called." });
    let nobody = json!({ "party": 7, "direction": "in", "channel": "phone", "summary": "Called.",
                         "at": "2026-11-20T16:41:00-08:00" });
    let code = json!({ "method": "one_time_code", "contact": 1 });
    walk.meets_each(
        &asked,
        [
            ("close", json!({}), "not_answered"),
            ("reopenings", json!({ "why": "our_error" }), "nothing_to_reopen"),
            ("letters", soon, "time_out_of_range"),
            ("letters", nobody, "unknown_in_case"),
            ("challenges", code, "identity_not_needed"),
            ("child-data", json!({ "found": true }), "no_child_data_report"),
            ("allegations/2/outcome", ends("answered", &[]), "unknown_in_case"),
            (OUTCOME, ends("upheld", &["apology"]), "outcome_not_for_kind"),
            (OUTCOME, ends("identity_not_confirmed", &[]), "identity_not_needed"),
            (OUTCOME, json!({ "outcome": "answered" }), "reason_missing"),
            (OUTCOME, ends("answered", &["apology"]), "remedy_mismatch"),
        ],
    )
    .await;
    let officer = walk.scene.officer.clone();
    walk.scene.does(&officer, &asked, OUTCOME, ends("answered", &[])).await;
    walk.meets_each(
        &asked,
        [
            (OUTCOME, ends("answered", &[]), "already_decided"),
            ("allegations/1/findings", json!({ "what": "More." }), "already_decided"),
        ],
    )
    .await;
    walk.scene.works().await;
    let more = json!({ "words": "And more." });
    walk.meets_each(&asked, [("allegations", more.clone(), "already_answered")]).await;
    walk.scene.does(&officer, &asked, "close", json!({})).await;
    walk.meets_each(
        &asked,
        [
            ("allegations", more, "case_closed"),
            ("take", json!({}), "case_closed"),
            (OUTCOME, ends("answered", &[]), "case_closed"),
            ("investigations", json!({ "what": "x" }), "case_closed"),
        ],
    )
    .await;
}

async fn of_authorities(walk: &mut Walk) {
    let clue = walk.scene.complains(&brings("clue")).await;
    let duty = |party: u16, due: &str| json!({ "party": party, "duty": "respond", "due": due, "demand": "Answer." });
    let at = "2026-11-20T16:41:00-08:00";
    let stranger = json!({ "party": 1, "direction": "in", "reference": "EA-9", "at": at });
    let mut ahead = json!({ "authority": { "name": "Example Agency", "language": "en" },
                            "direction": "in", "reference": "EA-9", "at": "2026-12-01T00:00:00Z" });
    walk.meets_each(
        &clue,
        [
            ("escalations", stranger, "no_authority"),
            ("escalations", ahead.clone(), "time_out_of_range"),
            ("duties", duty(1, "2026-12-01"), "no_authority"),
            ("duties", duty(7, "2026-12-01"), "unknown_in_case"),
        ],
    )
    .await;
    ahead["at"] = json!(at);
    walk.scene.does(&walk.scene.officer, &clue, "escalations", ahead).await;
    let early = json!({ "at": "2026-11-20T16:41:00-08:00" });
    walk.meets_each(
        &clue,
        [
            ("duties", duty(2, "2025-12-01"), "due_out_of_range"),
            ("duties", duty(2, "2039-12-01"), "due_out_of_range"),
            ("duties/1/met", early.clone(), "unknown_in_case"),
            ("duties/1/withdrawn", json!({ "reason": "A slip." }), "unknown_in_case"),
        ],
    )
    .await;
    let slip = json!({ "reason": "Meant for another case." });
    for _ in 0..2 {
        walk.scene.does(&walk.scene.officer, &clue, "duties", duty(2, "2026-12-01")).await;
    }
    let now = json!({ "at": walk.scene.office.clock.now() });
    walk.scene.does(&walk.scene.officer, &clue, "duties/1/met", now.clone()).await;
    walk.scene.does(&walk.scene.officer, &clue, "duties/2/withdrawn", slip.clone()).await;
    walk.meets_each(
        &clue,
        [
            ("duties/1/withdrawn", slip, "imposed_duty_met"),
            ("duties/2/met", now, "imposed_duty_withdrawn"),
        ],
    )
    .await;
}

/// Who complains is asked once, where a code reaches whoever is on record.
async fn of_who_complains(walk: &mut Walk) {
    let mut letter = brings("infringement_report");
    letter["complainant"]["contacts"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "channel": "post", "value": "1 Sample Street, Exampletown" }));
    let report = walk.scene.complains(&letter).await;
    let (clerk, portal) = (walk.scene.clerk.clone(), walk.scene.portal.clone());
    let code = |contact: u16| json!({ "method": "one_time_code", "contact": contact });
    let shows = |method: &str| json!({ "method": method, "accepted": true });
    walk.meets(&clerk, &report, OUTCOME, ends("upheld", &["stopped"]), "officer_only").await;
    walk.meets(&portal, &report, "challenges", code(1), "contact_not_on_record").await;
    walk.meets(&portal, &report, "proofs", shows("document"), "judged_by_staff_only").await;
    let mut over = shows("document");
    over["until"] = json!("2026-11-01");
    let standing = json!({ "method": "one_time_code", "contact": 1, "track": "standing" });
    let stranger = json!({ "found": true, "attested": [7] });
    walk.meets_each(
        &report,
        [
            (OUTCOME, ends("upheld", &["stopped"]), "identity_not_confirmed"),
            (OUTCOME, ends("identity_not_confirmed", &[]), "identity_not_asked"),
            ("record", stranger, "unknown_in_case"),
            ("proofs", shows("account_session"), "session_only_by_portal"),
            ("proofs", shows("signed_mandate"), "method_not_for_track"),
            ("proofs", over, "end_out_of_range"),
            ("challenges", standing, "method_not_for_track"),
            ("challenges/1/resend", json!({}), "unknown_in_case"),
        ],
    )
    .await;
    walk.scene.does(&clerk, &report, "record", json!({ "found": true, "attested": [1, 2] })).await;
    walk.meets(&portal, &report, "challenges", code(2), "channel_cannot_carry_code").await;
    walk.scene.does(&portal, &report, "challenges", code(1)).await;
    walk.meets(&portal, &report, "challenges", code(1), "asked_already").await;
    // What was refused counts, too: one code more, and one that is too many. The step is over by that.
    for _ in 0..2 {
        walk.scene.does(&portal, &report, "challenges/1/resend", json!({})).await;
    }
    let typed = json!({ "code": "00000000" });
    walk.meets(&portal, &report, "challenges/1/code", typed, "step_not_open").await;
    walk.meets(&portal, &report, "challenges", code(1), "too_many_sends").await;
    walk.scene.does(&clerk, &report, "proofs", shows("document")).await;
    walk.meets(&portal, &report, "challenges", code(1), "identity_known").await;
    walk.meets_each(
        &report,
        [
            (OUTCOME, ends("identity_not_confirmed", &[]), "identity_known"),
            (OUTCOME, ends("upheld", &["stopped"]), "not_investigated"),
        ],
    )
    .await;
}

async fn of_what_is_upheld(walk: &mut Walk) {
    let officer = walk.scene.officer.clone();
    let looked = json!({ "what": "Looked at the settings." });
    let clue = walk.scene.complains(&brings("clue")).await;
    for outcome in ["not_upheld", "not_ours"] {
        walk.meets_each(&clue, [(OUTCOME, ends(outcome, &[]), "not_investigated")]).await;
    }
    walk.scene.does(&officer, &clue, "investigations", looked.clone()).await;
    walk.meets_each(
        &clue,
        [
            (OUTCOME, ends("answered", &[]), "outcome_not_for_kind"),
            (OUTCOME, ends("partly_upheld", &[]), "remedy_mismatch"),
            (OUTCOME, ends("not_upheld", &["apology"]), "remedy_mismatch"),
            (OUTCOME, ends("partly_upheld", &["decided_anew"]), "nothing_to_decide_anew"),
        ],
    )
    .await;
    // What is added later nobody has looked into yet.
    let more = json!({ "words": "And it was sold." });
    walk.scene.does(&officer, &clue, "allegations", more).await;
    let added = "allegations/2/outcome";
    walk.meets_each(&clue, [(added, ends("not_upheld", &[]), "not_investigated")]).await;
    let child = walk.scene.complains(&brings("child_data_report")).await;
    walk.meets_each(&child, [(OUTCOME, ends("not_ours", &[]), "not_investigated")]).await;
    walk.scene.does(&officer, &child, "investigations", looked).await;
    walk.meets_each(
        &child,
        [
            (OUTCOME, ends("upheld", &["stopped"]), "child_data_unchecked"),
            (OUTCOME, ends("not_ours", &[]), "child_data_unchecked"),
            (OUTCOME, json!({ "outcome": "withdrawn" }), "child_data_unchecked"),
        ],
    )
    .await;
}

/// The officer decided what is complained about, and the house has another one.
async fn of_a_decided_request(walk: &mut Walk) {
    let request = decided_request(walk).await;
    let mut appeal = brings("identification");
    appeal.as_object_mut().unwrap().retain(|name, _| name != "subject" && name != "complainant");
    appeal["about"] = json!({ "request": request.id, "items": [1] });
    let complaint = walk.scene.complains(&appeal).await;
    let second = Portal::named(&walk.scene.office, Role::Officer, "officer.two").await;
    let looked = json!({ "what": "Looked at the file." });
    walk.scene.does(&second, &complaint, "investigations", looked).await;
    let upheld = ends("partly_upheld", &["decided_anew"]);
    let named = json!({ "name": "Counsel Example", "reason": "We are few." });
    walk.meets_each(
        &complaint,
        [(OUTCOME, upheld, "same_officer"), ("reviewer", named, "other_officers")],
    )
    .await;
    let sorry = ends("partly_upheld", &["apology"]);
    walk.meets(&second, &complaint, OUTCOME, sorry, "decided_anew_missing").await;
}

async fn decided_request(walk: &mut Walk) -> Matter {
    let mut letter = brings("access");
    letter["items"] = json!([ { "kind": "access" } ]);
    letter["requester"] = letter["complainant"].take();
    letter.as_object_mut().unwrap().retain(|name, _| name != "kind" && name != "complainant");
    let request = walk.scene.receives(&letter).await;
    let nobody = json!({ "parts": [ { "outcome": "identity_not_confirmed" } ],
                         "reason_told": "No answer came." });
    let officer = walk.scene.officer.clone();
    walk.scene.does(&officer, &request, "items/1/decision", nobody).await;
    walk.scene.works().await;
    request
}

/// Two states let an appeal take longer, once, if that is told in time.
async fn of_more_time(walk: &mut Walk) {
    let at = "2026-11-20T16:40:00-08:00";
    let (asked, denies) = (longer("us_45_60", "complexity"), longer("us_va", "complexity"));
    accepts(&walk.scene, "us_45_60", &["appeal"]).await;
    let virginian = appeal(&mut walk.scene, "VA", at).await;
    walk.meets_each(
        &virginian,
        [
            ("extension", denies, "extension_not_allowed"),
            ("extension", asked.clone(), "regime_not_chosen"),
        ],
    )
    .await;
    let told = appeal(&mut walk.scene, "CO", at).await;
    walk.scene.does(&walk.scene.officer, &told, "extension", asked.clone()).await;
    walk.scene.works().await;
    walk.meets_each(&told, [("extension", asked.clone(), "already_extended")]).await;
    let late = appeal(&mut walk.scene, "MN", at).await;
    walk.scene.until("2027-02-01T09:00:00-08:00").await;
    walk.meets_each(&late, [("extension", asked, "extension_too_late")]).await;
}
