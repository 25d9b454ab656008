//! Somebody is not content with an answer, and was right: the request is decided anew, by somebody
//! else (P11).

use habeas_domain::actor::Role;
use serde_json::{Value, json};

use super::{MAIL, hides, in_order, letter, says};
use crate::support::{Matter, Portal, Scene, clock, on_both_engines, words};

on_both_engines!(Scene:
    what_was_refused_is_decided_anew_by_somebody_else,
    a_house_with_one_officer_asks_somebody_from_outside,
    whoever_decides_the_request_meanwhile_does_not_judge,
    who_complains_for_somebody_else_takes_nothing_over,
    what_the_record_added_to_an_agents_request_is_no_contact_of_the_agent,
);

/// A correction is refused, with a reason, and told.
async fn refused(scene: &mut Scene) -> Matter {
    let items = json!([ { "kind": "access" }, { "kind": "correction" } ]);
    let mut asked = letter(items);
    asked["subject"]["policy"] = json!("2026-05");
    let matter = scene.receives(&asked).await;
    assert_eq!(matter.body["policy"], "2026-05");
    scene.verifies(&matter, MAIL).await;
    let refused = json!({ "parts": [ { "outcome": { "refused": { "ground": "others_rights" } } } ],
                          "reason_told": "It would show somebody else." });
    scene.does(&scene.officer, &matter, "items/2/decision", refused).await;
    scene.works().await;
    scene.crew.postbox.empty();
    matter
}

fn opened_from(request: &Matter) -> Value {
    json!({
        "kind": "outcome", "channel": "portal",
        "received": { "at": "2026-11-20T16:44:00-08:00", "zone": "America/Los_Angeles" },
        "about": { "request": request.id, "items": [2] },
        "statement": "You never looked at the photograph.",
    })
}

fn upheld() -> Value {
    json!({ "outcome": "upheld", "remedies": ["decided_anew", "apology"],
            "reason_told": "The photograph shows you alone." })
}

async fn what_was_refused_is_decided_anew_by_somebody_else(mut scene: Scene) {
    let request = refused(&mut scene).await;
    let second = Portal::named(&scene.office, Role::Officer, "officer.two").await;

    // Whoever asked complains: with their contact, and with what they have shown.
    let complaint = scene.complains(&opened_from(&request)).await;
    let seen = &complaint.body;
    assert_eq!(seen["about"], json!({ "request": request.id, "items": [2] }));
    assert_eq!(
        (seen["phase"].as_str(), seen["public_status"].as_str()),
        (Some("open"), Some("received"))
    );
    assert_eq!(seen["contacts"][0]["provenance"], "confirmed");
    assert_eq!(seen["policy"], "2026-05", "the subject of the request is the complaint's (P34)");
    assert_eq!(words(&seen["waiting_on"]), ["investigation", "officer"], "nobody is asked again");
    assert_eq!(clock(seen, 0, "respond", "house")["due"], "2026-12-14");
    let mail = scene.mail(MAIL);
    says(&mail.text(), &["We have received your complaint", &complaint.reference, "Your ticket"]);
    says(&mail.text(), &["Dear Sample Person", "Monday 14 December 2026"]);
    assert_eq!(scene.sees(&request).await["complaints"], json!([complaint.id]), "linked both ways");
    assert_eq!(
        scene.sees(&complaint).await["links"][0],
        json!({ "case": request.id, "link": "about" })
    );

    it_is_upheld(&mut scene, &complaint, &request, &second).await;
    it_is_decided_anew(&scene, &complaint, &request, &second).await;
    scene.comes_to_the_same_again().await;
}

async fn it_is_upheld(scene: &mut Scene, complaint: &Matter, request: &Matter, second: &Portal) {
    // Who decided the request does not decide the complaint; nobody decides before looking.
    let early = scene.refuses(second, complaint, "allegations/1/outcome", upheld()).await;
    assert_eq!(early, "not_investigated");
    let asked = json!({ "what": "Looked at the file of the photograph." });
    scene.does(second, complaint, "investigations", asked).await;
    let found = json!({ "what": "Only the complainant is in the picture." });
    scene.does(second, complaint, "allegations/1/findings", found).await;
    let own = scene.tries(&scene.officer, complaint, "allegations/1/outcome", upheld()).await;
    assert_eq!((own.status.as_u16(), own.code()), (403, "same_officer"));
    let bare = json!({ "outcome": "upheld", "remedies": ["apology"], "reason_told": "Sorry." });
    let bare = scene.refuses(second, complaint, "allegations/1/outcome", bare).await;
    assert_eq!(bare, "decided_anew_missing", "else the request would stay refused");

    scene.does(second, complaint, "allegations/1/outcome", upheld()).await;
    scene.works().await;
    let (told, reopened): (Vec<_>, Vec<_>) = scene
        .crew
        .postbox
        .empty()
        .into_iter()
        .filter(|posted| posted.to == MAIL)
        .partition(|posted| posted.subject().contains(&complaint.reference));
    says(&told[0].text(), &["You were right.", "We open your request again", "We are sorry."]);
    says(&told[0].text(), &["> The photograph shows you alone.", "Your ticket"]);
    hides(&told[0].text(), &["Looked at the file"]);
    says(&reopened[0].text(), &[&request.reference, "because your complaint was right"]);

    let seen = scene.sees(complaint).await;
    assert_eq!(seen["phase"], "answered");
    assert_eq!(clock(&seen, 0, "respond", "house")["state"], "met");
    scene.does(second, complaint, "close", json!({})).await;
}

async fn it_is_decided_anew(scene: &Scene, complaint: &Matter, request: &Matter, second: &Portal) {
    // The request is open again, for that item alone, and the first officer may not touch it.
    let seen = scene.sees(request).await;
    assert_eq!(
        (seen["items"][0]["state"].as_str(), seen["items"][1]["state"].as_str()),
        (Some("asked"), Some("asked"))
    );
    assert_eq!(clock(&seen, 2, "respond", "house")["state"], "running");
    let granted = super::granted();
    let same = scene.tries(&scene.officer, request, "items/2/decision", granted.clone()).await;
    assert_eq!((same.status.as_u16(), same.code()), (403, "same_officer"));
    scene.does(second, request, "items/2/decision", granted).await;
    in_order(
        &scene.timeline(request).await,
        &[
            "ItemDecided",
            "told: decision",
            "ComplaintLinked",
            "Reopened",
            "told: acknowledgement",
            "ItemDecided",
        ],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    in_order(
        &scene.timeline(complaint).await,
        &[
            "ComplaintReceived",
            "CaseLinked",
            "IdentityInherited",
            "ClockStarted",
            "told: acknowledgement, ticket",
            "StepRecorded",
            "FindingRecorded",
            "OutcomeDecided",
            "told: decision, ticket",
            "NoticeHandedOver",
            "ComplaintAnswered",
            "ComplaintClosed",
        ],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
}

async fn a_house_with_one_officer_asks_somebody_from_outside(mut scene: Scene) {
    let request = refused(&mut scene).await;
    // Whoever approves judges nothing, and is no other officer.
    Portal::named(&scene.office, Role::Approver, "approver.one").await;
    let complaint = scene.complains(&opened_from(&request)).await;
    scene
        .does(&scene.officer, &complaint, "investigations", json!({ "what": "Asked counsel." }))
        .await;
    let own = scene.refuses(&scene.officer, &complaint, "allegations/1/outcome", upheld()).await;
    assert_eq!(own, "same_officer");
    let named = json!({ "name": "Counsel Example", "reason": "We have one officer." });
    scene.does(&scene.officer, &complaint, "reviewer", named.clone()).await;
    scene.does(&scene.officer, &complaint, "allegations/1/outcome", upheld()).await;
    scene.works().await;
    // The same officer decides anew: somebody from outside looked at it.
    scene.does(&scene.officer, &request, "items/2/decision", super::granted()).await;

    // Where there is another officer, nobody from outside is needed.
    let second = Portal::named(&scene.office, Role::Officer, "officer.two").await;
    let mut again = opened_from(&request);
    again["about"]["items"] = json!([]);
    let again = scene.complains(&again).await;
    let needless = scene.refuses(&second, &again, "reviewer", named).await;
    assert_eq!(needless, "other_officers");
    let shown = json!({ "purpose": "case_work", "fields": ["name", "reasons", "notes"] });
    let shown = scene.does(&scene.officer, &complaint, "reveal", shown).await;
    let values: Vec<_> = shown["values"].as_array().unwrap().iter().map(|v| &v["value"]).collect();
    for value in [
        "Sample Person",
        "Counsel Example",
        "We have one officer.",
        "Asked counsel.",
        "The photograph shows you alone.",
    ] {
        assert!(values.contains(&&json!(value)), "{value} in {values:?}");
    }
    scene.comes_to_the_same_again().await;
}

/// The complaint arrived before anybody had decided: what is offered knows who did since.
async fn whoever_decides_the_request_meanwhile_does_not_judge(mut scene: Scene) {
    let request = scene.receives(&letter(json!([ { "kind": "access" } ]))).await;
    scene.verifies(&request, MAIL).await;
    let mut early = opened_from(&request);
    early["about"]["items"] = json!([1]);
    let complaint = scene.complains(&early).await;
    let looked = json!({ "what": "Asked who has it." });
    scene.does(&scene.officer, &complaint, "investigations", looked).await;
    let reasons = |seen: &Value, list: &str, act: &str| {
        let offers = seen[list].as_array().unwrap();
        offers.iter().find(|offer| offer["act"] == act).map(|offer| offer["reasons"].clone())
    };
    let seen = scene.sees(&complaint).await;
    assert!(reasons(&seen, "allowed", "decide").is_some(), "nobody decided anything");

    let refused = json!({ "parts": [ { "outcome": { "refused": { "ground": "others_rights" } } } ],
                          "reason_told": "It would show somebody else." });
    scene.does(&scene.officer, &request, "items/1/decision", refused).await;
    let seen = scene.sees(&complaint).await;
    assert_eq!(reasons(&seen, "blocked", "decide"), Some(json!(["same_officer"])));
    assert!(reasons(&seen, "allowed", "name_reviewer").is_some(), "there is no other officer");
    let own = json!({ "outcome": "not_upheld", "reason_told": "It would." });
    let own = scene.tries(&scene.officer, &complaint, "allegations/1/outcome", own).await;
    assert_eq!((own.status.as_u16(), own.code()), (403, "same_officer"));

    let second = Portal::named(&scene.office, Role::Officer, "officer.two").await;
    let seen = scene.sees(&complaint).await;
    assert_eq!(reasons(&seen, "blocked", "name_reviewer"), Some(json!(["other_officers"])));
    let seen = second.get(&format!("/v1/complaints/{}", complaint.id)).await.body;
    assert!(reasons(&seen, "allowed", "decide").is_some(), "{}", seen["blocked"]);
    assert_eq!(reasons(&seen, "allowed", "name_reviewer"), None);
    scene.works().await;
    scene.comes_to_the_same_again().await;
}

async fn who_complains_for_somebody_else_takes_nothing_over(mut scene: Scene) {
    let request = refused(&mut scene).await;
    let mut other = opened_from(&request);
    other["complainant"] = json!({
        "relation": "representative", "name": "Sample Agent", "language": "en",
        "contacts": [ { "channel": "email", "value": "agent@example.net" } ],
    });
    let complaint = scene.complains(&other).await;
    assert_eq!(complaint.body["contacts"][0]["provenance"], "given");
    assert_eq!(words(&complaint.body["waiting_on"])[0], "identity");
    says(&scene.mail("agent@example.net").text(), &["We have received your complaint"]);
    scene.no_more_mail();
    // The answer would say something about a person: it waits until it is known to whom.
    scene.office.clock.advance(chrono::TimeDelta::seconds(1));
    let second = Portal::named(&scene.office, Role::Officer, "officer.two").await;
    scene.does(&second, &complaint, "investigations", json!({ "what": "Looked." })).await;
    let unknown = scene.refuses(&second, &complaint, "allegations/1/outcome", upheld()).await;
    assert_eq!(unknown, "identity_not_confirmed");
    scene.comes_to_the_same_again().await;
}

async fn what_the_record_added_to_an_agents_request_is_no_contact_of_the_agent(mut scene: Scene) {
    let mut asked = letter(json!([ { "kind": "access" } ]));
    asked["requester"] = json!({
        "relation": "representative", "name": "Sample Agent", "language": "en",
        "contacts": [ { "channel": "email", "value": "agent@example.net" } ],
    });
    let request = scene.receives(&asked).await;
    let found = json!({ "found": true, "attested": [],
                        "further": [ { "channel": "email", "value": "subject@example.net" } ] });
    scene.does(&scene.clerk, &request, "record", found).await;
    scene.works().await;
    scene.crew.postbox.empty();
    let mut opened = opened_from(&request);
    opened["about"]["items"] = json!([]);
    opened["kind"] = json!("identification");
    let complaint = scene.complains(&opened).await;
    assert_eq!(complaint.body["contacts"].as_array().unwrap().len(), 1);
    says(&scene.mail("agent@example.net").text(), &["We have received your complaint"]);
    scene.no_more_mail();
    // Whoever asked there complains: about the subject of that request and no other.
    opened["subject"] =
        json!({ "category": "user", "identifiers": [ { "type": "account", "value": "u-9" } ] });
    let other = scene.portal.post("/v1/complaints", "other-subject", &opened).await;
    assert_eq!(other.status, 422);
    assert_eq!(other.body["errors"][0]["pointer"], "/subject", "{}", other.body);
    scene.comes_to_the_same_again().await;
}
