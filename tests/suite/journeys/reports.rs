//! Reports and questions: identity only where the answer says something about a person, asked once
//! (P06, P16, P32).

use serde_json::{Value, json};

use super::{MAIL, hides, in_order, says};
use crate::support::{Matter, Scene, clock, on_both_engines, words};

on_both_engines!(Scene:
    a_question_is_answered_by_a_clerk_without_asking_who_asks,
    a_report_asks_once_and_its_clock_stands_still_meanwhile,
    whoever_stays_silent_is_told_before_the_due_day_and_may_come_back,
    what_nobody_asks_in_time_counts_from_receipt,
    a_risk_at_a_third_party_is_answered_like_an_enquiry,
);

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

async fn a_question_is_answered_by_a_clerk_without_asking_who_asks(mut scene: Scene) {
    let complaint = scene.complains(&brings("question")).await;
    assert_eq!(clock(&complaint.body, 0, "acknowledge", "house")["due"], "2026-11-24");
    assert_eq!(clock(&complaint.body, 0, "respond", "house")["due"], "2026-12-14");
    says(&scene.mail(MAIL).text(), &["We have received your question"]);
    assert_eq!(clock(&scene.sees(&complaint).await, 0, "acknowledge", "house")["state"], "met");
    let wrong = json!({ "outcome": "upheld", "remedies": ["apology"], "reason_told": "Yes." });
    let wrong = scene.refuses(&scene.clerk, &complaint, "allegations/1/outcome", wrong).await;
    assert_eq!(wrong, "outcome_not_for_kind");
    let silent = json!({ "outcome": "answered" });
    let silent = scene.refuses(&scene.clerk, &complaint, "allegations/1/outcome", silent).await;
    assert_eq!(silent, "reason_missing");

    // Half the time goes by, and the officers hear of it.
    scene.until("2026-12-03T12:00:00-08:00").await;
    assert_eq!(scene.alarms(&complaint), ["Half the time is gone"]);
    let answer = json!({ "outcome": "answered", "reason_told": "The list is private by default." });
    scene.does(&scene.clerk, &complaint, "allegations/1/outcome", answer).await;
    scene.works().await;
    says(&scene.mail(MAIL).text(), &["> The list is private by default.", &complaint.reference]);
    scene.does(&scene.clerk, &complaint, "close", json!({})).await;
    let again = json!({ "why": "new_facts" });
    scene.does(&scene.clerk, &complaint, "reopenings", again).await;
    scene.works().await;
    let mail = scene.mail(MAIL).text();
    says(
        &mail,
        &["Your question is open again", "because you brought something new", "24 December"],
    );
    scene.comes_to_the_same_again().await;
}

async fn is_asked(scene: &mut Scene) -> Matter {
    let complaint = scene.complains(&brings("infringement_report")).await;
    assert_eq!(words(&complaint.body["waiting_on"]), ["identity", "investigation", "officer"]);
    let found = json!({ "found": true, "attested": [1] });
    scene.does(&scene.clerk, &complaint, "record", found).await;
    scene.works().await;
    scene.crew.postbox.empty();
    let asked = json!({ "method": "one_time_code", "contact": 1 });
    scene.does(&scene.portal, &complaint, "challenges", asked.clone()).await;
    scene.works().await;
    let again = scene.refuses(&scene.portal, &complaint, "challenges", asked).await;
    assert_eq!(again, "asked_already");
    complaint
}

async fn a_report_asks_once_and_its_clock_stands_still_meanwhile(mut scene: Scene) {
    let complaint = is_asked(&mut scene).await;
    let seen = scene.sees(&complaint).await;
    assert_eq!(seen["public_status"], "verifying");
    assert_eq!(clock(&seen, 0, "respond", "house")["state"], "paused");
    assert_eq!(clock(&seen, 0, "settle_identity", "house")["state"], "running", "no clock sleeps");
    // A code comes back three days later, and the answer counts from there: asked within two working
    // days, it would else be owed by 14 December (P06).
    scene.until("2026-11-23T16:40:00-08:00").await;
    scene.crew.postbox.empty();
    scene.does(&scene.portal, &complaint, "challenges/1/resend", json!({})).await;
    scene.works().await;
    let code = crate::support::code_in(&scene.mail(MAIL));
    let wrong = json!({ "code": "00000000" });
    let missed = scene.does(&scene.portal, &complaint, "challenges/1/code", wrong).await;
    assert_eq!(missed["steps"][0]["misses"], 1);
    let typed = json!({ "code": code });
    let shown = scene.does(&scene.portal, &complaint, "challenges/1/code", typed).await;
    assert_eq!(shown["steps"][0]["state"], "accepted");
    let seen = scene.sees(&complaint).await;
    let respond = clock(&seen, 0, "respond", "house");
    assert_eq!(
        (respond["state"].as_str(), respond["due"].as_str()),
        (Some("running"), Some("2026-12-15"))
    );
    assert_eq!(clock(&seen, 0, "settle_identity", "house")["state"], "met");
    scene.does(&scene.officer, &complaint, "take", json!({})).await;
    scene.does(&scene.officer, &complaint, "investigations", json!({ "what": "Tried it." })).await;
    let measure = json!({ "what": "The page was closed." });
    scene.does(&scene.officer, &complaint, "measures", measure).await;
    let call = json!({ "at": "2026-11-20T16:41:00-08:00", "summary": "Said that we look at it.", "acknowledged": true });
    scene.does(&scene.clerk, &complaint, "calls", call).await;
    let talk = json!({ "direction": "in", "channel": "phone", "at": "2026-11-20T16:41:00-08:00",
                       "summary": "Sent a picture of the page." });
    scene.does(&scene.clerk, &complaint, "letters", talk).await;
    let found = json!({ "outcome": "upheld", "remedies": ["corrected", "procedure_changed"],
                        "reason_told": "The page showed it for two days." });
    scene.does(&scene.officer, &complaint, "allegations/1/outcome", found).await;
    scene.works().await;
    let mail = scene.latest(MAIL).text();
    says(&mail, &["You were right.", "We put the data right.", "We changed how we work."]);
    scene.comes_to_the_same_again().await;
}

async fn whoever_stays_silent_is_told_before_the_due_day_and_may_come_back(mut scene: Scene) {
    let complaint = is_asked(&mut scene).await;
    scene.crew.postbox.empty();
    scene.until("2026-12-14T09:00:00-08:00").await;
    let seen = scene.sees(&complaint).await;
    assert_eq!(seen["allegations"][0]["outcome"], "identity_not_confirmed");
    assert_eq!(seen["phase"], "answered");
    let settle = clock(&seen, 0, "settle_identity", "house");
    assert_eq!((settle["state"].as_str(), settle["late"].as_bool()), (Some("met"), Some(false)));
    let told = scene.latest(MAIL).text();
    says(&told, &["We could not confirm who is writing", "Then we open the same case again"]);

    // Proof comes after all, and opens the same case again with new dates.
    scene.until("2026-12-20T09:00:00-08:00").await;
    scene.confirms_by_code(&complaint, 1, MAIL).await;
    let seen = scene.sees(&complaint).await;
    assert_eq!(seen["phase"], "open");
    assert!(seen["allegations"][0].get("outcome").is_none());
    says(&scene.latest(MAIL).text(), &["because your proof has arrived"]);
    in_order(
        &scene.timeline(&complaint).await,
        &[
            "ChallengeIssued",
            "OutcomeDecided",
            "told: identity_not_confirmed, ticket",
            "ComplaintAnswered",
            "IdentityConfirmed",
            "ComplaintReopened",
        ],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}

async fn what_nobody_asks_in_time_counts_from_receipt(mut scene: Scene) {
    // The person never hears a question; the clock is not kept asleep by that.
    let complaint = scene.complains(&brings("infringement_report")).await;
    scene.until("2026-11-27T09:00:00-08:00").await;
    let found = json!({ "found": true, "attested": [1] });
    scene.does(&scene.clerk, &complaint, "record", found).await;
    let asked = json!({ "method": "one_time_code", "contact": 1 });
    scene.does(&scene.portal, &complaint, "challenges", asked).await;
    scene.works().await;
    let seen = scene.sees(&complaint).await;
    assert_eq!(clock(&seen, 0, "respond", "house")["due"], "2026-12-14", "from receipt");
    scene.comes_to_the_same_again().await;
}

/// P32: neither who brings it is asked, nor who was right; an officer answers, and the letter says what is done.
async fn a_risk_at_a_third_party_is_answered_like_an_enquiry(mut scene: Scene) {
    let mut risk = brings("third_party_risk");
    risk["statement"] = json!("A partner of yours shows lists to anyone.");
    let complaint = scene.complains(&risk).await;
    assert_eq!(complaint.body["needs"], "none");
    assert_eq!(clock(&complaint.body, 0, "acknowledge", "house")["due"], "2026-11-24");
    assert_eq!(clock(&complaint.body, 0, "respond", "house")["due"], "2026-12-14");
    says(&scene.mail(MAIL).text(), &["We have received your report"]);
    let outcome = "allegations/1/outcome";
    let answer = json!({ "outcome": "answered",
                         "reason_told": "We asked the partner, who closed the page today." });
    let by_clerk = scene.refuses(&scene.clerk, &complaint, outcome, answer.clone()).await;
    assert_eq!(by_clerk, "officer_only", "whether it is an incident is not for clerks to say");
    let silent = json!({ "outcome": "answered" });
    let silent = scene.refuses(&scene.officer, &complaint, outcome, silent).await;
    assert_eq!(silent, "reason_missing");
    // Who was right is said after a look only.
    let judged = json!({ "outcome": "not_upheld", "reason_told": "It was not so." });
    let judged = scene.refuses(&scene.officer, &complaint, outcome, judged).await;
    assert_eq!(judged, "not_investigated");
    let seen = scene.sees(&complaint).await;
    assert!(crate::support::allows(&seen, "decide", 1), "{}", seen["blocked"]);
    scene.does(&scene.officer, &complaint, outcome, answer).await;
    scene.works().await;
    let mail = scene.mail(MAIL).text();
    says(&mail, &["your report", "This is our answer.", "> We asked the partner, who closed"]);
    hides(&mail, &["You were right", "another view", "How to complain"]);
    let seen = scene.sees(&complaint).await;
    assert_eq!(seen["phase"], "answered");
    assert_eq!(clock(&seen, 0, "respond", "house")["state"], "met");
    assert!(seen["clocks"].as_array().unwrap().iter().all(|clock| clock["state"] == "met"));
    scene.does(&scene.officer, &complaint, "close", json!({})).await;
    scene.comes_to_the_same_again().await;
}
