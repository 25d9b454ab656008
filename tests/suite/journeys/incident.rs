//! Something happened to personal data: who knew when, what it was thought to be, and everyone who had to
//! be told (P19; S41, S42).

use serde_json::{Value, json};

use super::{hides, in_order, says};
use crate::support::{Matter, Scene, on_both_engines, words};

on_both_engines!(InLondon:
    a_processor_tells_the_support_inbox_and_days_pass,
    it_is_bigger_than_was_thought,
    hour_clocks_run_through_the_night_the_clocks_change,
    warnings_go_to_whoever_has_it,
);

pub(crate) fn report(source: &str, at: &str) -> Value {
    json!({
        "source": source, "channel": "portal",
        "received": { "at": at, "zone": "Europe/London" },
        "summary": "A list of mail addresses lay open.",
        "reporter": { "relation": "reporter", "name": "Sample Reporter", "language": "en",
                      "contacts": [ { "channel": "email", "value": "reporter@example.net" } ] },
    })
}

/// What one version finds: so many people by place.
pub(crate) fn finding(risk: &str, affected: &Value) -> Value {
    json!({ "natures": ["leak"], "data": ["ordinary"], "causes": ["mistake"], "risk": risk,
            "affected": affected, "reasoning": "As the log shows.", "changed": "More is known." })
}

pub(crate) fn notice(duties: &[u64], phase: &str, at: &str) -> Value {
    json!({ "to": "Example Commissioner", "phase": phase, "duties": duties, "at": at,
            "contents": ["nature", "numbers", "measures"], "reference": "IC-77" })
}

/// The last duty that this rule of a regime brought.
#[track_caller]
pub(crate) fn duty<'b>(body: &'b Value, regime: &str, rule: &str) -> &'b Value {
    let of = |duty: &&Value| duty["regime"] == regime && duty["rule"] == rule;
    let duties = body["duties"].as_array().unwrap();
    duties.iter().rfind(of).unwrap_or_else(|| panic!("no {rule} of {regime} in {duties:#?}"))
}

/// When it is due.
#[track_caller]
pub(crate) fn due<'b>(body: &'b Value, regime: &str, rule: &str) -> &'b str {
    let clocks = duty(body, regime, rule)["clocks"].as_array().unwrap();
    clocks.last().unwrap()["due"].as_str().unwrap()
}

pub(crate) fn no(duty: &Value) -> u64 {
    duty["no"].as_u64().unwrap()
}

/// The plan is carried out.
pub(crate) async fn contained(scene: &Scene, incident: &Matter, at: &str) {
    let seen = scene.sees(incident).await;
    let measures = seen["measures"].as_array().unwrap().iter();
    for measure in measures.filter(|m| m["state"] == "open" || m["state"] == "slipped") {
        let path = format!("measures/{}/settle", measure["no"]);
        scene.does(&scene.clerk, incident, &path, json!({ "done": true, "at": at })).await;
    }
}

/// Support named a firm; by the register of the house it is the one that runs the mailer.
async fn who_told_us_is_put_right(scene: &Scene, incident: &Matter) {
    let mailer = |reason: Option<&str>| json!({ "processor": { "system": "mailer", "channel": "email" }, "reason": reason });
    let unknown = scene.tries(&scene.clerk, incident, "facts", mailer(Some("x"))).await;
    assert_eq!(unknown.fields(), ["/processor/system"], "{}", unknown.body);
    let system = json!({ "id": "mailer", "kind": "processor", "holds": ["profile"],
                         "subjects": ["user"], "backups": "none", "carry_out_days": 10,
                         "marketing": false });
    let registered = scene.admin.post("/v1/systems", &scene.key(), &system).await;
    assert!(registered.status.is_success(), "{}", registered.body);
    let bare = scene.refuses(&scene.clerk, incident, "facts", mailer(None)).await;
    assert_eq!(bare, "reason_missing", "something was said before");
    let why = mailer(Some("The register has them; they wrote, and called later."));
    let seen = scene.does(&scene.clerk, incident, "facts", why).await;
    let told =
        json!({ "system": "mailer", "named": false, "channel": "email", "referenced": true });
    assert_eq!(seen["processor"], told, "what is left out stays");
    let gone = json!({ "taken_back": ["processor_reference"], "reason": "It is another case's." });
    let seen = scene.does(&scene.clerk, incident, "facts", gone).await;
    assert_eq!(seen["processor"]["referenced"], false);
    let shown = json!({ "purpose": "case_work", "fields": ["name", "messages"] });
    let shown = scene.does(&scene.officer, incident, "reveal", shown).await;
    let values: Vec<_> = shown["values"].as_array().unwrap().iter().map(|v| &v["value"]).collect();
    for value in ["Example Mailers", "EM-7"] {
        assert!(values.contains(&&json!(value)), "{value} in {values:?}");
    }
}

async fn a_processor_tells_the_support_inbox_and_days_pass(mut scene: Scene) {
    scene.until("2026-05-06T08:20:00Z").await;
    let mut told = report("processor", "2026-05-06T08:15:00Z");
    told["processor_learned"] = json!("2026-05-01T07:00:00Z");
    told["processor_told"] = json!("2026-05-06T08:15:00Z");
    told["processor"] =
        json!({ "name": "Example Mailers", "channel": "phone", "reference": "EM-7" });
    let incident = scene.takes_in("incidents", &scene.clerk.clone(), &told).await;

    // The officers know within the minute, and whoever reported it is thanked.
    let alarm = scene
        .crew
        .postbox
        .all()
        .into_iter()
        .find(|posted| posted.to.ends_with("dramalight.example"));
    let alarm = alarm.expect("an alarm").text();
    says(&alarm, &["An incident was reported", "a processor of ours", "notify an authority"]);
    hides(&alarm, &["Sample Reporter", "A list of mail addresses"]);
    says(&scene.mail("reporter@example.net").text(), &["We have received your report"]);
    let seen = scene.sees(&incident).await;
    assert_eq!(due(&seen, "uk", "breach.authority"), "2026-05-09T08:15:00+00:00");
    assert_eq!(seen["times"]["knowledge"], "2026-05-06T08:15:00Z");
    assert_eq!(words(&seen["waiting_on"])[..3], ["containment", "awareness", "assessment"]);
    let told = json!({ "named": true, "channel": "phone", "referenced": true });
    assert_eq!(seen["processor"], told);
    assert_eq!(seen["measures"].as_array().unwrap().len(), 4, "the plan began with it");
    assert_eq!(seen["public_status"], "received");

    // Support tells the officer a day later; nobody may say what lies ahead, or say it without a reason.
    scene.until("2026-05-07T12:30:00Z").await;
    let ahead = json!({ "aware": "2026-05-08T12:00:00Z", "reason": "x" });
    assert_eq!(scene.refuses(&scene.officer, &incident, "facts", ahead).await, "fact_in_future");
    let bare = json!({ "aware": "2026-05-07T12:00:00Z" });
    let refused = scene.refuses(&scene.officer, &incident, "facts", bare).await;
    assert_eq!(refused, "aware_without_reasoning");
    let by_clerk = json!({ "aware": "2026-05-07T12:00:00Z", "reason": "x" });
    assert_eq!(scene.refuses(&scene.clerk, &incident, "facts", by_clerk).await, "officer_only");

    who_told_us_is_put_right(&scene, &incident).await;

    // By guidance the house knows once its processor has told it, whoever of it that was.
    let reason = "The processor told our inbox on the sixth; the house knew then.";
    let aware = json!({ "aware": "2026-05-06T08:15:00Z", "reason": reason });
    let seen = scene.does(&scene.officer, &incident, "facts", aware).await;
    assert_eq!(due(&seen, "uk", "breach.authority"), "2026-05-09T08:15:00+00:00");
    let assessed = finding("risk", &json!([ { "country": "GB", "people": 300 } ]));
    let seen = scene.does(&scene.officer, &incident, "assessments", assessed).await;
    let authority = no(duty(&seen, "uk", "breach.authority"));

    // The notice goes out on the ninth, after the hour: it says why.
    scene.until("2026-05-09T09:30:00Z").await;
    let mut late = notice(&[authority], "initial", "2026-05-09T09:00:00Z");
    let refused = scene.refuses(&scene.officer, &incident, "authority-notices", late.clone()).await;
    assert_eq!(refused, "lateness_unexplained");
    late["late_reason"] = json!("The facts were clear on the ninth.");
    let seen = scene.does(&scene.officer, &incident, "authority-notices", late).await;
    assert_eq!(duty(&seen, "uk", "breach.authority")["clocks"][0]["state"], "met_late");
    assert_eq!(seen["authority_notices"][0]["late"], true);
    assert_eq!(scene.refuses(&scene.officer, &incident, "close", json!({})).await, "measures_open");
    contained(&scene, &incident, "2026-05-09T09:20:00Z").await;
    let review = json!({ "findings": "The processor now writes to the officers." });
    scene.does(&scene.officer, &incident, "review", review).await;
    let closed = scene.does(&scene.officer, &incident, "close", json!({})).await;
    assert_eq!((&closed["phase"], &closed["public_status"]), (&json!("closed"), &json!("closed")));
    in_order(
        &scene.timeline(&incident).await,
        &[
            "IncidentReported",
            "MeasurePlanned",
            "DutyArose",
            "ClockStarted",
            "told: incident_alarm",
            "ProcessorStated",
            "ProcessorStated",
            "TimeStated",
            "IncidentAssessed",
            "DutyMissed",
            "told: overdue",
            "AuthorityNotified",
            "ClockEnded",
            "MeasureSettled",
            "IncidentReviewed",
            "IncidentClosed",
        ],
    )
    .unwrap_or_else(|missing| panic!("{missing}"));
    scene.comes_to_the_same_again().await;
}

async fn it_is_bigger_than_was_thought(mut scene: Scene) {
    scene.until("2026-05-04T08:05:00Z").await;
    let report = report("staff", "2026-05-04T08:00:00Z");
    let incident = scene.takes_in("incidents", &scene.portal.clone(), &report).await;
    // What happened to people's data is no portal's to know.
    assert!(incident.body.get("phase").is_none() && incident.body.get("duties").is_none());
    assert_eq!(scene.portal.get("/v1/incidents").await.status.as_u16(), 403);
    let small = finding("unlikely", &json!([ { "country": "GB", "people": 300, "records": 300 } ]));
    let seen = scene.does(&scene.officer, &incident, "assessments", small).await;
    assert_eq!(duty(&seen, "uk", "breach.authority")["state"], "fell_away");
    scene.crew.postbox.empty();

    // Six days on: hashes, forty thousand, Korea, Singapore.
    scene.until("2026-05-09T15:10:00Z").await;
    scene.crew.postbox.empty();
    let mut graver = finding(
        "high",
        &json!([ { "country": "GB", "people": { "from": 38_000, "to": 38_500 } },
                { "country": "KR", "people": 900 }, { "country": "SG", "people": 600 } ]),
    );
    graver["data"] = json!(["ordinary", "credentials"]);
    let mut nonsense = graver.clone();
    nonsense["affected"][0]["people"] = json!({ "from": 9, "to": 3 });
    let refused = scene.refuses(&scene.officer, &incident, "assessments", nonsense).await;
    assert_eq!(refused, "contradiction");
    let mut unexplained = graver.clone();
    unexplained.as_object_mut().unwrap().remove("changed");
    let refused = scene.refuses(&scene.officer, &incident, "assessments", unexplained).await;
    assert_eq!(refused, "change_missing");
    graver["made"] = json!("2026-05-09T15:00:00Z");
    graver["known"] = json!("2026-05-09T09:00:00Z");
    let seen = scene.does(&scene.officer, &incident, "assessments", graver).await;
    scene.works().await;
    assert_eq!(due(&seen, "uk", "breach.authority"), "2026-05-12T09:00:00+00:00");
    assert_eq!(due(&seen, "kr", "breach.people"), "2026-05-12T09:00:00+00:00");
    assert_eq!(due(&seen, "sg", "breach.authority"), "2026-05-12");
    assert!(
        seen["duties"]
            .as_array()
            .unwrap()
            .iter()
            .all(|d| d["rule"] != "breach.authority" || d["regime"] != "kr")
    );
    let why = &duty(&seen, "uk", "breach.authority")["clocks"][0]["why"];
    says(&words(why).join("\n"), &["9 May 2026"]);
    assert_eq!(scene.alarms(&incident), ["An incident brings new duties"]);
    // What was not notifiable at first stays on record.
    let history: Vec<_> =
        seen["duties"].as_array().unwrap().iter().map(|d| d["state"].clone()).collect();
    assert!(history.contains(&json!("fell_away")));
    assert_eq!(seen["assessments"].as_array().unwrap().len(), 2);

    // Nobody in Singapore need be told, an officer judges; and revises it.
    let people = no(duty(&seen, "sg", "breach.people"));
    let reasoned = |exemption: &str| json!({ "exemption": exemption, "reasoning": "Nobody can sign in with these any more." });
    let path = format!("duties/{people}/not-notifiable");
    let bad = scene.tries(&scene.officer, &incident, &path, reasoned("too_many")).await;
    assert_eq!(bad.fields(), ["/exemption"]);
    let seen = scene.does(&scene.officer, &incident, &path, reasoned("risk_averted")).await;
    let spared = duty(&seen, "sg", "breach.people");
    assert_eq!(
        (&spared["state"], &spared["exemption"]),
        (&json!("not_notifiable"), &json!("risk_averted"))
    );
    let path = format!("duties/{people}/revise");
    let seen = scene
        .does(&scene.officer, &incident, &path, json!({ "reasoning": "They were not." }))
        .await;
    assert_eq!(duty(&seen, "sg", "breach.people")["state"], "owed");

    authorities_hear_in_phases(&mut scene, &incident, &seen).await;
    scene.comes_to_the_same_again().await;
}

/// Initial, then what was not known, each to its own authority.
async fn authorities_hear_in_phases(scene: &mut Scene, incident: &Matter, seen: &Value) {
    let (uk, sg) =
        (no(duty(seen, "uk", "breach.authority")), no(duty(seen, "sg", "breach.authority")));
    let first = notice(&[uk], "initial", "2026-05-09T15:10:01Z");
    let seen = scene.does(&scene.officer, incident, "authority-notices", first).await;
    assert_eq!(duty(&seen, "uk", "breach.authority")["state"], "done");
    assert_eq!(duty(&seen, "sg", "breach.authority")["state"], "owed", "nobody told Singapore");
    scene.until("2026-05-10T09:00:00Z").await;
    let fewer =
        finding("high", &json!([ { "country": "GB", "people": 36_000 }, { "country": "SG" } ]));
    let seen = scene.does(&scene.officer, incident, "assessments", fewer).await;
    assert_eq!(duty(&seen, "uk", "breach.authority")["supplement"], true);
    assert_eq!(duty(&seen, "kr", "breach.people")["state"], "fell_away");
    let more = notice(&[uk, sg], "supplementary", "2026-05-10T09:00:00Z");
    let refused = scene.refuses(&scene.officer, incident, "authority-notices", more).await;
    assert_eq!(refused, "not_initial", "Singapore has no first notice yet");
    let more = notice(&[uk], "supplementary", "2026-05-10T09:00:01Z");
    let seen = scene.does(&scene.officer, incident, "authority-notices", more).await;
    assert!(duty(&seen, "uk", "breach.authority").get("supplement").is_none());
    scene.works().await;
    let found =
        scene.officer.get("/v1/incidents?risk=high&state=open&waiting_on=people").await.body;
    assert_eq!(found["incidents"][0]["id"], incident.id);
    assert_eq!(found["incidents"][0]["versions"], 3);
    assert_eq!(found["incidents"][0]["due"]["overdue"], false);
}

async fn hour_clocks_run_through_the_night_the_clocks_change(mut scene: Scene) {
    // 29 March 2026, 01:00: one hour is missing in London, and none of the seventy-two is.
    scene.until("2026-03-28T20:00:00Z").await;
    let incident = scene
        .takes_in("incidents", &scene.clerk.clone(), &report("system", "2026-03-28T19:45:00Z"))
        .await;
    let seen = scene.sees(&incident).await;
    assert_eq!(due(&seen, "uk", "breach.authority"), "2026-03-31T19:45:00+00:00");
    scene.comes_to_the_same_again().await;
}

async fn warnings_go_to_whoever_has_it(mut scene: Scene) {
    let incident = scene
        .takes_in("incidents", &scene.clerk.clone(), &report("staff", "2026-02-06T10:00:00Z"))
        .await;
    scene.does(&scene.officer, &incident, "take", json!({})).await;
    let small = finding("risk", &json!([ { "country": "GB", "people": 300 } ]));
    scene.does(&scene.officer, &incident, "assessments", small).await;
    let measure = json!({ "owner": "officer.one", "due": "2026-02-06T18:00:00Z" });
    scene.does(&scene.clerk, &incident, "measures/1/assign", measure).await;
    for no in 2..=4 {
        let done = json!({ "done": true, "at": "2026-02-06T10:01:00Z" });
        scene.does(&scene.clerk, &incident, &format!("measures/{no}/settle"), done).await;
    }
    scene.works().await;
    scene.crew.postbox.empty();
    scene.until("2026-02-06T18:01:00Z").await;
    assert_eq!(scene.alarms(&incident), ["A measure needs you"]);
    let told = [
        ("2026-02-07T22:01:00Z", "Half the time is gone"),
        ("2026-02-08T19:37:00Z", "Four fifths of the time are gone"),
        ("2026-02-09T06:01:00Z", "Four hours are left"),
    ];
    for (moment, subject) in told {
        scene.until(moment).await;
        assert_eq!(scene.alarms(&incident), [subject]);
    }
    scene.until("2026-02-09T10:01:00Z").await;
    let late = scene.alarms(&incident);
    assert_eq!(late, ["A duty is late", "A duty is late"], "whoever has it, and all who could act");
    scene.comes_to_the_same_again().await;
}
