//! The refusals of campaigns.

use axum::http::StatusCode;
use habeas_domain::contact::Channel;
use serde_json::{Value, json};

use super::Walk;
use crate::journeys::campaign::{Drive, about, breach, of_a_breach};
use crate::journeys::incident::{duty, no};
use crate::support::{Scene, on_both_engines};

on_both_engines!(InLondon: every_refusal_of_a_campaign_is_met);

const SOURCES: [&str; 1] = [include_str!("../../../../domain/src/campaign/refusal.rs")];

async fn every_refusal_of_a_campaign_is_met(scene: Scene) {
    let mut walk = Walk::of(scene);
    walk.meets_nothing_at(&format!("/v1/campaigns/cmg_{}/close", "0".repeat(32)), "not_drafted")
        .await;
    of_what_it_is_about(&mut walk).await;
    of_versions(&mut walk).await;
    of_papers(&mut walk).await;
    of_sending(&mut walk).await;
    of_corrections(&mut walk).await;
    of_silence(&mut walk).await;
    let unmet = [
        ("already_drafted", "its id comes from the command, and the same command is a repeat"),
        ("officer_only", "whoever may not run campaigns is forbidden before one is looked at"),
        ("desk_only", "only workers report, settle and break off; nobody posts it"),
        ("bad_batch", "another list came first: the caller is told `list_in_progress`"),
        ("bad_results", "the report of a worker, numbered by the rows that it is about"),
        ("moved", "a worker looks again"),
    ];
    walk.has_met_all_of(&SOURCES, &unmet).await;
}

fn revision(material: &[&str], lowers: bool) -> Value {
    json!({ "policy_revision": {
        "policy": "2026-03", "material": material, "lowers_rights": lowers } })
}

fn version(audience: &str, channels: &[&str]) -> Value {
    json!({ "audience": audience, "channels": channels, "language": "en" })
}

fn of_a_revision() -> Value {
    json!({ "title": "Our policy changes", "short": "Our policy changes on 1 April.",
            "what_changes": "We answer within 20 working days.", "when": "From 1 April on.",
            "where_to_read": "dramalight.example/policy", "rights": "They stay." })
}

const REASON: &str = "A doubt about the date.";
const APPROVE: &str = "versions/1/approve";
const BEGIN: &str = "versions/1/begin";

impl Walk {
    /// The approver, who wrote nothing, may not approve it yet.
    async fn lacks(&mut self, drive: &Drive, code: &str) {
        self.meets(&drive.approver, &drive.matter, APPROVE, json!({}), code).await;
    }

    /// A list is refused, and nobody on it is there.
    async fn lists(&mut self, drive: &Drive, no: u16, code: &str) {
        let count = "select count(*) from campaign_person";
        let before = self.scene.office.world.count(count).await;
        let answer = drive.lists(&self.scene, no, "", "email\nzoe@example.net\n").await;
        assert_eq!(answer.code(), code);
        assert_eq!(self.scene.office.world.count(count).await, before, "{code}");
        self.met.insert(code.to_owned());
    }
}

async fn of_what_it_is_about(walk: &mut Walk) {
    let (incident, people) = breach(&mut walk.scene, 1).await;
    let seen = walk.scene.sees(&incident).await;
    let authority = no(duty(&seen, "uk", "breach.authority"));
    let nowhere = json!({ "breach_notice": {
        "incident": format!("inc_{}", "0".repeat(32)), "duties": [1] } });
    let mut asks = revision(&[], true);
    asks["policy_revision"]["consent"] = json!(format!("cmg_{}", "0".repeat(32)));
    let officer = walk.scene.officer.clone();
    for (of, code) in [
        (nowhere, "no_incident"),
        (about(&incident, authority), "wrong_duty"),
        (about(&incident, people + 90), "wrong_duty"),
        (asks, "no_consent_campaign"),
    ] {
        let status = walk.meets_at(&officer, "/v1/campaigns", json!({ "about": of }), code).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
    }
}

async fn of_versions(walk: &mut Walk) {
    let drive = Drive::begin(&mut walk.scene, revision(&[], false)).await;
    let wording = |form: &str| json!({ "form": form, "language": "en", "parts": of_a_revision() });
    let place = json!({ "place": "A page", "at": "2026-02-06T10:05:00Z" });
    let why = json!({ "reason": REASON });
    walk.meets_each(
        &drive.matter,
        [
            ("versions", version("listed", &[]), "bad_channels"),
            ("versions", version("listed", &["email", "email"]), "bad_channels"),
            ("versions", version("everyone", &["email"]), "nothing_to_correct"),
            ("versions/1/wording", wording("full"), "unknown_in_campaign"),
        ],
    )
    .await;
    walk.lists(&drive, 1, "unknown_in_campaign").await;
    drive.does(&walk.scene, "versions", version("listed", &["email", "post"])).await;
    walk.meets_each(
        &drive.matter,
        [
            ("versions", version("listed", &["email"]), "draft_open"),
            ("versions/1/wording", wording("correction"), "wrong_form"),
            ("versions/1/announcement", place, "not_to_be_announced"),
            (BEGIN, json!({}), "not_approved"),
            ("versions/1/pause", why.clone(), "not_under_way"),
            ("versions/1/resume", json!({}), "not_paused"),
            ("versions/1/stop", why, "not_under_way"),
            (APPROVE, json!({}), "author_approves"),
            ("versions/9/begin", json!({}), "unknown_in_campaign"),
        ],
    )
    .await;
    walk.lacks(&drive, "wording_incomplete").await;
    drive.word(&walk.scene, 1, "full", "en", of_a_revision()).await;
    walk.lacks(&drive, "nobody_listed").await;
    drive.listed(&walk.scene, 1, "email\nada@example.net\n").await;
    drive.approves(&walk.scene, 1).await;
    let other = json!({ "about": revision(&["rights"], false) });
    walk.meets_each(
        &drive.matter,
        [
            ("about", other, "already_approved"),
            ("versions/1/wording", wording("full"), "already_approved"),
        ],
    )
    .await;
    drive.does(&walk.scene, "close", json!({})).await;
    walk.meets_each(
        &drive.matter,
        [
            (BEGIN, json!({}), "campaign_closed"),
            ("papers", json!({ "paper": "assessment", "reference": "x" }), "campaign_closed"),
        ],
    )
    .await;
    walk.lists(&drive, 1, "campaign_closed").await;
}

/// P21, P22, P34, P36.
async fn of_papers(walk: &mut Walk) {
    let announced = |channels: &[&str]| {
        let mut version = version("listed", channels);
        version["announce"] = json!(true);
        version
    };
    let drive = Drive::begin(&mut walk.scene, revision(&["rights"], true)).await;
    drive.does(&walk.scene, "versions", announced(&["email"])).await;
    drive.word(&walk.scene, 1, "full", "en", of_a_revision()).await;
    walk.lacks(&drive, "not_prominent").await;
    drive.listed(&walk.scene, 1, "email\nada@example.net\n").await;
    walk.lacks(&drive, "assessment_missing").await;
    drive.does(&walk.scene, "papers", json!({ "paper": "assessment", "reference": "D-7" })).await;
    walk.lacks(&drive, "consent_missing").await;
    of_consent(walk, &drive).await;
    let transfer = json!({ "transfer_of_control": { "purposes_change": false } });
    let drive = Drive::begin(&mut walk.scene, transfer).await;
    drive.version(&walk.scene, "listed", &["email"]).await;
    let parts = json!({ "title": "Example Films takes over", "when": "From 1 March on.",
                        "receiver": "Example Films Ltd", "receiver_contact": "privacy@films.example",
                        "rights": "They stay as they are." });
    drive.word(&walk.scene, 1, "full", "en", parts).await;
    drive.listed(&walk.scene, 1, "email\nada@example.net\n").await;
    walk.lacks(&drive, "undertaking_missing").await;
    // Announced, and nobody says where.
    let drive = Drive::begin(&mut walk.scene, revision(&[], false)).await;
    drive.does(&walk.scene, "versions", announced(&["email"])).await;
    drive.word(&walk.scene, 1, "full", "en", of_a_revision()).await;
    drive.listed(&walk.scene, 1, "email\nada@example.net\n").await;
    drive.does(&walk.scene, "papers", json!({ "paper": "assessment", "reference": "D-8" })).await;
    drive.goes_out(&mut walk.scene, 1).await;
    let early = json!({ "place": "A page", "at": "2026-02-06T10:00:00Z" });
    let told = [
        ("close", json!({}), "not_announced"),
        ("versions/1/announcement", early, "time_out_of_range"),
        ("versions/1/pause", json!({ "reason": REASON }), "not_under_way"),
    ];
    walk.meets_each(&drive.matter, told).await;
}

/// The campaign named asks for what is needed, and has asked.
async fn of_consent(walk: &mut Walk, drive: &Drive) {
    let mut about = revision(&["rights"], true);
    let mut named = async |walk: &mut Walk, reason: &str| {
        let asks = json!({ "consent_asked": { "purpose": "analytics", "reason": reason } });
        let asks = Drive::begin(&mut walk.scene, asks).await;
        about["policy_revision"]["consent"] = json!(asks.matter.id);
        json!({ "about": about })
    };
    let other = named(walk, "abroad").await;
    walk.meets_each(&drive.matter, [("about", other, "consent_for_other")]).await;
    let fits = named(walk, "rights_lowered").await;
    drive.does(&walk.scene, "about", fits).await;
    walk.lacks(drive, "consent_not_asked").await;
}

async fn of_sending(walk: &mut Walk) {
    let (incident, people) = breach(&mut walk.scene, 2).await;
    let drive = Drive::begin(&mut walk.scene, about(&incident, people)).await;
    drive.version(&walk.scene, "listed", &["email", "sms"]).await;
    drive.word(&walk.scene, 1, "full", "en", of_a_breach()).await;
    drive.listed(&walk.scene, 1, "email\nada@example.net\n").await;
    drive.approves(&walk.scene, 1).await;
    // A desk without a gateway: whoever has a telephone only would wait for ever.
    let without = walk.scene.officer.with_ways(&walk.scene.office, &[Channel::Email]);
    walk.meets(&without, &drive.matter, BEGIN, json!({}), "no_way").await;
    drive.does(&walk.scene, BEGIN, json!({})).await;
    let why = json!({ "reason": REASON });
    drive.does(&walk.scene, "versions/1/pause", why.clone()).await;
    walk.meets_each(
        &drive.matter,
        [(BEGIN, json!({}), "another_under_way"), ("close", json!({}), "still_under_way")],
    )
    .await;
    walk.meets(&without, &drive.matter, "versions/1/resume", json!({}), "no_way").await;
    drive.does(&walk.scene, "versions/1/stop", why).await;
    walk.meets_each(
        &drive.matter,
        [(BEGIN, json!({}), "stopped"), ("versions/1/resume", json!({}), "not_paused")],
    )
    .await;
    walk.lists(&drive, 1, "no_list_here").await;
}

async fn of_corrections(walk: &mut Walk) {
    let (incident, people) = breach(&mut walk.scene, 2).await;
    let drive = Drive::begin(&mut walk.scene, about(&incident, people)).await;
    drive.version(&walk.scene, "listed", &["email"]).await;
    drive.word(&walk.scene, 1, "full", "en", of_a_breach()).await;
    drive.listed(&walk.scene, 1, "email\nada@example.net\n").await;
    drive.goes_out(&mut walk.scene, 1).await;
    drive.version(&walk.scene, "everyone", &["email"]).await;
    let mut right = of_a_breach();
    right["what_was_wrong"] = json!("It was not the sixth.");
    right["what_is_right"] = json!("It was the fifth.");
    for form in ["full", "correction"] {
        drive.word(&walk.scene, 2, form, "en", right.clone()).await;
    }
    walk.lists(&drive, 2, "no_list_here").await;
    drive.goes_out(&mut walk.scene, 2).await;
    walk.lists(&drive, 1, "superseded").await;
    // While a third goes out, nobody is added to the second: two texts would come in the wrong order.
    drive.version(&walk.scene, "listed", &["email"]).await;
    right["what_is_new"] = json!("Names were in it, too.");
    for form in ["full", "supplement"] {
        drive.word(&walk.scene, 3, form, "en", right.clone()).await;
    }
    drive.listed(&walk.scene, 3, "email\nben@example.net\n").await;
    drive.approves(&walk.scene, 3).await;
    drive.does(&walk.scene, "versions/3/begin", json!({})).await;
    walk.lists(&drive, 2, "another_under_way").await;
}

/// S44, and an incident that was none.
async fn of_silence(walk: &mut Walk) {
    let (incident, people) = breach(&mut walk.scene, 1).await;
    let drive = Drive::begin(&mut walk.scene, about(&incident, people)).await;
    drive.version(&walk.scene, "listed", &["email"]).await;
    drive.word(&walk.scene, 1, "full", "en", of_a_breach()).await;
    drive.listed(&walk.scene, 1, "email\nada@example.net\n").await;
    drive.approves(&walk.scene, 1).await;
    let stay = json!({ "authority": "Example Police", "reference": "CR-9",
                       "from": walk.scene.office.clock.now().to_rfc3339(),
                       "until": "2026-02-09T12:00:00Z" });
    walk.scene.does(&walk.scene.officer, &incident, "stays", stay).await;
    walk.meets_each(&drive.matter, [(BEGIN, json!({}), "stayed")]).await;
    let none = json!({ "reasoning": "The list holds invented names: a test file." });
    walk.scene.does(&walk.scene.officer, &incident, "no-breach", none).await;
    walk.meets_each(&drive.matter, [(BEGIN, json!({}), "no_breach")]).await;
    let officer = walk.scene.officer.clone();
    let again = json!({ "about": about(&incident, people) });
    let status = walk.meets_at(&officer, "/v1/campaigns", again, "no_breach").await;
    assert_eq!(status, StatusCode::CONFLICT);
}
