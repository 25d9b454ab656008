//! The published policy is revised, and rights are lowered: what is material is assessed, told to people
//! themselves, and asked for (P22, P34, P36).

use serde_json::{Value, json};

use super::campaign::Drive;
use super::says;
use crate::support::{Scene, on_both_engines};

on_both_engines!(InLondon:
    a_material_revision_is_told_to_people_and_asked_for,
    a_transfer_by_which_purposes_change_asks_for_consent,
);

fn revision(consent: Option<&str>) -> Value {
    let mut about = json!({ "policy": "2026-03", "material": ["rights", "processing", "risk"],
                            "lowers_rights": true });
    if let Some(consent) = consent {
        about["consent"] = json!(consent);
    }
    json!({ "policy_revision": about })
}

/// The campaign that asks for what needs people's consent: written, and not sent.
async fn asks(scene: &mut Scene, reason: &str) -> Drive {
    let about = json!({ "consent_asked": { "purpose": "analytics", "reason": reason } });
    let drive = Drive::begin(scene, about).await;
    drive.version(scene, "listed", &["email"]).await;
    let parts = json!({ "title": "Do you agree?", "short": "Do you agree?",
                        "question": "Do you agree to what changes?",
                        "purpose": "To see which films are liked.",
                        "data_concerned": "Your viewing history.",
                        "rights": "You lose nothing by saying no.",
                        "receiver": "Example Films Ltd",
                        "receiver_contact": "privacy@films.example" });
    drive.word(scene, 1, "full", "en", parts).await;
    drive.listed(scene, 1, "email\nzoe@example.net\n").await;
    drive
}

/// An empty draft, or one that was approved and not sent, asks nobody; then it does.
async fn is_asked_first(scene: &mut Scene, drive: &Drive, consent: &Drive) {
    assert_eq!(is_refused(scene, drive).await, "consent_not_asked");
    consent.approves(scene, 1).await;
    assert_eq!(is_refused(scene, drive).await, "consent_not_asked");
    consent.does(scene, "versions/1/begin", json!({})).await;
    scene.works().await;
    says(&scene.mail("zoe@example.net").text(), &["Do you agree to what changes?"]);
}

async fn is_refused(scene: &Scene, drive: &Drive) -> String {
    scene.refuses(&drive.approver, &drive.matter, "versions/1/approve", json!({})).await
}

async fn a_material_revision_is_told_to_people_and_asked_for(mut scene: Scene) {
    let consent = asks(&mut scene, "rights_lowered").await;
    let drive = Drive::begin(&mut scene, revision(None)).await;
    let version = json!({ "audience": "listed", "channels": ["push", "site_letter", "email"],
                          "language": "en", "announce": true });
    drive.does(&scene, "versions", version).await;
    let parts = json!({ "title": "Our policy changes", "short": "Our policy changes on 1 April.",
                        "what_changes": "We answer within 20 working days.",
                        "when": "From 1 April on.", "where_to_read": "dramalight.example/policy",
                        "rights": "You may say no and lose nothing." });
    drive.word(&scene, 1, "full", "en", parts).await;
    assert_eq!(is_refused(&scene, &drive).await, "not_prominent", "an announcement is not enough");
    let list =
        "account,email,channel\nacc-7,,\nacc-8,ben@example.net,site_letter\n,cem@example.net,\n";
    drive.listed(&scene, 1, list).await;
    assert_eq!(is_refused(&scene, &drive).await, "assessment_missing");
    drive.does(&scene, "papers", json!({ "paper": "assessment", "reference": "DPIA-7" })).await;
    assert_eq!(is_refused(&scene, &drive).await, "consent_missing");
    let other = asks(&mut scene, "abroad").await;
    let named = |consent: &Drive| json!({ "about": revision(Some(&consent.matter.id)) });
    assert_eq!(drive.refuses(&scene, "about", named(&other)).await, "consent_for_other");
    drive.does(&scene, "about", named(&consent)).await;
    is_asked_first(&mut scene, &drive, &consent).await;
    drive.goes_out(&mut scene, 1).await;

    // Each by their own way: into the app, into the pages of the service, by mail.
    let pushed: Value = serde_json::from_str(&scene.mail("acc-7").bytes).unwrap();
    assert_eq!(
        (&pushed["type"], &pushed["data"]["account"]),
        (&json!("message.push"), &json!("acc-7"))
    );
    says(pushed["data"]["text"].as_str().unwrap(), &["Our policy changes on 1 April."]);
    let inside: Value = serde_json::from_str(&scene.mail("acc-8").bytes).unwrap();
    assert_eq!(inside["type"], "message.site_letter");
    says(inside["data"]["html"].as_str().unwrap(), &["We answer within 20 working days."]);
    says(&scene.mail("cem@example.net").text(), &["From 1 April on."]);
    scene.no_more_mail();
    let texts = scene.clerk.get(&drive.matter.path("texts")).await.body;
    assert_eq!(texts["texts"].as_array().unwrap().len(), 3, "one a way: {texts:?}");
    assert_eq!(drive.sees(&scene, 1).await["messages"]["told"], 3);
    scene.comes_to_the_same_again().await;
}

async fn a_transfer_by_which_purposes_change_asks_for_consent(mut scene: Scene) {
    let consent = asks(&mut scene, "receiver_changes_purpose").await;
    let about = |consent: Option<&str>| {
        let mut about = json!({ "purposes_change": true });
        if let Some(consent) = consent {
            about["consent"] = json!(consent);
        }
        json!({ "transfer_of_control": about })
    };
    let drive = Drive::begin(&mut scene, about(None)).await;
    drive.version(&scene, "listed", &["email"]).await;
    let parts = json!({ "title": "Example Films takes over", "when": "From 1 March on.",
                        "receiver": "Example Films Ltd", "receiver_contact": "privacy@films.example",
                        "rights": "They stay as they are." });
    drive.word(&scene, 1, "full", "en", parts).await;
    drive.listed(&scene, 1, "email\nada@example.net\n").await;
    assert_eq!(is_refused(&scene, &drive).await, "undertaking_missing");
    drive.does(&scene, "papers", json!({ "paper": "undertaking", "reference": "File 12" })).await;
    assert_eq!(is_refused(&scene, &drive).await, "consent_missing");
    drive.does(&scene, "about", json!({ "about": about(Some(&consent.matter.id)) })).await;
    is_asked_first(&mut scene, &drive, &consent).await;
    // Whoever stops asking asks no more.
    let other = asks(&mut scene, "receiver_changes_purpose").await;
    other.approves(&scene, 1).await;
    other.does(&scene, "versions/1/begin", json!({})).await;
    other.does(&scene, "versions/1/stop", json!({ "reason": "The wrong firm." })).await;
    drive.does(&scene, "about", json!({ "about": about(Some(&other.matter.id)) })).await;
    assert_eq!(is_refused(&scene, &drive).await, "consent_not_asked");
    drive.does(&scene, "about", json!({ "about": about(Some(&consent.matter.id)) })).await;
    drive.goes_out(&mut scene, 1).await;
    says(&scene.mail("ada@example.net").text(), &["Example Films Ltd", "privacy@films.example"]);
    scene.comes_to_the_same_again().await;
}
