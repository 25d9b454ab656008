//! Incidents under the laws of many places: hours through nights in which clocks change, days as each law
//! counts them, operators, processors, and people of whom nobody knows where they live.

use serde_json::{Value, json};

use super::incident::{due, duty, finding, no, notice};
use super::says;
use crate::support::{Matter, Scene, on_both_engines};

mod berlin {
    use super::*;

    on_both_engines!(InBerlin: summer_time_ends);
    async fn summer_time_ends(scene: Scene) {
        // By Regulation 1182/71 the hour of the event is left out.
        hours_elapse(scene, "DE", "gdpr", "2026-10-24T06:20:00Z", "2026-10-27T07:00:00+00:00")
            .await;
    }
}

mod los_angeles {
    use super::*;

    on_both_engines!(InAutumn: daylight_saving_ends, days_are_those_of_each_law);
    async fn daylight_saving_ends(scene: Scene) {
        hours_elapse(scene, "GB", "uk", "2026-10-31T20:00:00Z", "2026-11-03T20:00:00+00:00").await;
    }

    async fn days_are_those_of_each_law(mut scene: Scene) {
        let incident = reported(&mut scene, "2026-10-31T20:00:00Z", &json!({})).await;
        let mut found = finding(
            "high",
            &json!([
                { "country": "US", "region": "CA", "people": 600 },
                { "country": "BR", "people": 20 },
                { "country": "SG", "people": 500 },
                { "country": "JP", "people": 2_000 },
                { "country": "KR", "people": { "from": 900, "to": 1_100 } },
                { "country": "IN", "people": 5 },
            ]),
        );
        found["data"] = json!(["unique_id", "financial"]);
        found["causes"] = json!(["hacking"]);
        let seen = scene.does(&scene.officer, &incident, "assessments", found).await;
        for (regime, rule, by) in [
            // To people within 30 days; to the Attorney General 15 days after they were told.
            ("ccpa", "breach.people", "2026-11-30"),
            // Three working days, of which All Souls' is none; three calendar days after the assessment, which
            // was made on 1 November there.
            ("br", "breach.authority", "2026-11-05"),
            ("sg", "breach.authority", "2026-11-04"),
            // Three days, of which the day of knowledge is the first; sixty where somebody meant it, and the
            // authority rests until 3 January.
            ("jp", "breach.preliminary", "2026-11-03"),
            ("jp", "breach.final.improper", "2027-01-04"),
            ("kr", "breach.authority", "2026-11-03T20:00:00+00:00"),
        ] {
            assert_eq!(due(&seen, regime, rule), by, "{regime}/{rule}");
        }
        let counts = |seen: &Value, rule: &str| duty(seen, "ccpa", rule)["clocks"].clone();
        assert_eq!(counts(&seen, "breach.attorney_general"), json!([]), "nobody was told yet");
        let told = json!({ "duties": [no(duty(&seen, "ccpa", "breach.people"))],
                           "from": "2026-11-01T20:00:00Z", "at": "2026-11-01T20:30:00Z",
                           "means": ["email"], "people": 600, "complete": true });
        scene.until("2026-11-01T21:00:00Z").await;
        let seen = scene.does(&scene.officer, &incident, "people-told", told).await;
        assert_eq!(due(&seen, "ccpa", "breach.attorney_general"), "2026-11-16");
        // The first word in Japan, and the last, which says everything.
        let phase = |rule: &str, phase: &str| {
            let given = notice(&[no(duty(&seen, "jp", rule))], phase, "2026-11-01T20:45:00Z");
            (given, "authority-notices")
        };
        let (early, path) = phase("breach.final.improper", "initial");
        assert_eq!(scene.refuses(&scene.officer, &incident, path, early).await, "not_final");
        for (rule, which) in [("breach.preliminary", "initial"), ("breach.final.improper", "final")]
        {
            let (given, path) = phase(rule, which);
            let seen = scene.does(&scene.officer, &incident, path, given).await;
            assert_eq!(duty(&seen, "jp", rule)["state"], "done", "{rule}");
        }
        scene.comes_to_the_same_again().await;
    }
}

mod sao_paulo {
    use super::*;

    on_both_engines!(InAutumn: the_rest_follows_within_twenty_working_days);
    async fn the_rest_follows_within_twenty_working_days(mut scene: Scene) {
        let incident = reported(&mut scene, "2026-10-31T20:00:00Z", &json!({})).await;
        let mut found = finding("risk", &json!([ { "country": "BR", "people": 20 } ]));
        found["data"] = json!(["financial"]);
        let seen = scene.does(&scene.officer, &incident, "assessments", found).await;
        // All Souls' is no working day, nor is Black Awareness Day, a Friday.
        for (rule, by) in [
            ("breach.authority", "2026-11-05"),
            ("breach.people", "2026-11-05"),
            ("breach.complement", "2026-12-01"),
        ] {
            assert_eq!(due(&seen, "br", rule), by, "{rule}");
        }
        let (first, rest) =
            (no(duty(&seen, "br", "breach.authority")), no(duty(&seen, "br", "breach.complement")));
        let path = "authority-notices";
        scene.until("2026-11-03T12:00:00Z").await;
        let given = notice(&[first], "initial", "2026-11-03T11:00:00Z");
        let seen = scene.does(&scene.officer, &incident, path, given).await;
        assert_eq!(duty(&seen, "br", "breach.authority")["state"], "done");
        assert_eq!(duty(&seen, "br", "breach.complement")["state"], "owed", "more is to come");
        // What comes in between is not the whole.
        scene.until("2026-11-20T12:00:00Z").await;
        let given = notice(&[rest], "supplementary", "2026-11-20T11:00:00Z");
        assert_eq!(scene.refuses(&scene.officer, &incident, path, given).await, "not_final");
        scene.until("2026-12-01T12:00:00Z").await;
        let given = notice(&[rest], "final", "2026-12-01T11:00:00Z");
        let seen = scene.does(&scene.officer, &incident, path, given).await;
        let complement = duty(&seen, "br", "breach.complement");
        assert_eq!(complement["state"], "done");
        assert_eq!(complement["clocks"][0]["state"], "met", "on the last day");
        scene.comes_to_the_same_again().await;
    }
}

mod mumbai {
    use super::*;

    on_both_engines!(InAutumn: a_first_word_and_then_everything_once_the_law_is_in_force);
    async fn a_first_word_and_then_everything_once_the_law_is_in_force(mut scene: Scene) {
        let five = || finding("unlikely", &json!([ { "country": "IN", "people": 5 } ]));
        let before = reported(&mut scene, "2027-05-11T10:00:00Z", &json!({})).await;
        let seen = scene.does(&scene.officer, &before, "assessments", five()).await;
        let owed = seen["duties"].as_array().unwrap().iter();
        let regimes: Vec<&Value> = owed.map(|duty| &duty["regime"]).collect();
        assert!(!regimes.contains(&&json!("in")), "not in force yet: {regimes:?}");

        // A Friday evening; there is no threshold, and hours run through the weekend.
        let incident = reported(&mut scene, "2027-05-14T14:30:00Z", &json!({})).await;
        let seen = scene.does(&scene.officer, &incident, "assessments", five()).await;
        for (rule, what, by) in [
            ("breach.first", "notify_authority", "2027-05-15T14:30:00+00:00"),
            ("breach.detailed", "report_final", "2027-05-17T14:30:00+00:00"),
            ("breach.people", "notify_people", "2027-05-17T14:30:00+00:00"),
        ] {
            assert_eq!(due(&seen, "in", rule), by, "{rule}");
            assert_eq!(duty(&seen, "in", rule)["duty"], what, "{rule}");
        }
        let tier = |rule: &str| duty(&seen, "in", rule)["clocks"][0]["tier"].clone();
        assert_eq!(tier("breach.first"), "target", "\"without delay\" is no number");
        assert_eq!(tier("breach.detailed"), "statute");
        let (first, whole) =
            (no(duty(&seen, "in", "breach.first")), no(duty(&seen, "in", "breach.detailed")));
        let path = "authority-notices";
        let early = notice(&[first, whole], "initial", "2027-05-14T14:35:00Z");
        assert_eq!(scene.refuses(&scene.officer, &incident, path, early).await, "not_final");
        let word = notice(&[first], "initial", "2027-05-14T14:35:00Z");
        let seen = scene.does(&scene.officer, &incident, path, word).await;
        assert_eq!(duty(&seen, "in", "breach.first")["state"], "done");
        assert_eq!(duty(&seen, "in", "breach.detailed")["state"], "owed");
        scene.until("2027-05-17T14:00:00Z").await;
        let all = notice(&[whole], "final", "2027-05-17T13:50:00Z");
        let seen = scene.does(&scene.officer, &incident, path, all).await;
        let detailed = duty(&seen, "in", "breach.detailed");
        assert_eq!(detailed["state"], "done");
        assert_eq!(detailed["clocks"][0]["state"], "met", "in the last hour");
        scene.comes_to_the_same_again().await;
    }
}

mod auckland {
    use super::*;

    on_both_engines!(InAuckland: daylight_saving_begins);
    async fn daylight_saving_begins(scene: Scene) {
        hours_elapse(scene, "KR", "kr", "2026-09-26T06:20:00Z", "2026-09-29T06:20:00+00:00").await;
    }
}

mod london {
    use super::*;

    on_both_engines!(InLondon:
        summer_time_begins,
        a_processor_tells_those_it_works_for,
        a_place_that_nobody_knows_is_no_way_out,
    );
    async fn summer_time_begins(scene: Scene) {
        hours_elapse(scene, "GB", "uk", "2026-03-28T19:45:00Z", "2026-03-31T19:45:00+00:00").await;
    }

    async fn a_processor_tells_those_it_works_for(mut scene: Scene) {
        let ours =
            json!({ "capacity": "processor", "affected": [ { "country": "GB", "people": 9 } ] });
        let incident = reported(&mut scene, "2026-03-28T19:45:00Z", &ours).await;
        let seen = scene.sees(&incident).await;
        let word = duty(&seen, "uk", "breach.controller");
        assert_eq!((&word["state"], &word["duty"]), (&json!("owed"), &json!("notify_authority")));
        let owed = seen["duties"].as_array().unwrap().iter();
        let rules: Vec<&str> = owed.map(|duty| duty["rule"].as_str().unwrap()).collect();
        assert!(!rules.contains(&"breach.authority"), "{rules:?}");
        let given = notice(&[no(word)], "initial", "2026-03-28T19:50:00Z");
        let seen = scene.does(&scene.officer, &incident, "authority-notices", given).await;
        assert_eq!(duty(&seen, "uk", "breach.controller")["state"], "done");
        // It decides itself after all: then it owes what they owe, from when it knew.
        let found = json!({ "capacity": "controller", "reason": "The purposes are ours." });
        let seen = scene.does(&scene.officer, &incident, "facts", found).await;
        assert_eq!(due(&seen, "uk", "breach.authority"), "2026-03-31T19:45:00+00:00");
        scene.comes_to_the_same_again().await;
    }

    /// A law that no pack speaks of is on record all the same.
    async fn a_place_that_nobody_knows_is_no_way_out(mut scene: Scene) {
        let from_texas =
            json!({ "affected": [ { "country": "US", "region": "TX", "people": 3 } ] });
        let incident = reported(&mut scene, "2026-03-28T19:45:00Z", &from_texas).await;
        let seen = scene.sees(&incident).await;
        assert_eq!(
            duty(&seen, "uk", "breach.authority")["state"],
            "owed",
            "at home, whatever it says"
        );
        let unknown = finding("high", &json!([ { "people": 40_000 } ]));
        let seen = scene.does(&scene.officer, &incident, "assessments", unknown).await;
        assert_eq!(duty(&seen, "uk", "breach.authority")["state"], "owed");
        let voluntary = notice(&[], "initial", "2026-03-28T19:50:00Z");
        let seen = scene.does(&scene.officer, &incident, "authority-notices", voluntary).await;
        assert_eq!(seen["authority_notices"][0]["duties"], json!([]));
        assert_eq!(duty(&seen, "uk", "breach.authority")["state"], "owed");
        scene.comes_to_the_same_again().await;
    }
}

mod shanghai {
    use super::*;

    on_both_engines!(InShanghai:
        each_sort_of_operator_has_hours_of_its_own,
        hours_run_before_anybody_has_graded_it,
    );
    async fn hours_run_before_anybody_has_graded_it(mut scene: Scene) {
        let incident = reported(&mut scene, "2026-11-21T00:50:00Z", &json!({})).await;
        let seen = scene.sees(&incident).await;
        assert_eq!(due(&seen, "pipl", "breach.incident"), "2026-11-21T04:50:00+00:00");
        scene.crew.postbox.empty();
        scene.until("2026-11-21T02:51:00Z").await;
        let warned = scene.alarms(&incident);
        assert!(warned.contains(&"Half the time is gone".to_owned()), "{warned:?}");
        let found = |severity: Option<&str>| {
            let mut found = finding("high", &json!([ { "country": "CN", "people": 900 } ]));
            found["severity"] = json!(severity);
            found
        };
        // What happened is known, and not yet how grave it is.
        let seen = scene.does(&scene.officer, &incident, "assessments", found(None)).await;
        assert!(seen["assessments"][0].get("severity").is_none(), "nothing is put in their mouth");
        assert_eq!(duty(&seen, "pipl", "breach.incident")["state"], "owed");
        scene.until("2026-11-21T04:51:00Z").await;
        let late = scene.alarms(&incident);
        assert!(late.contains(&"A duty is late".to_owned()), "{late:?}");
        let small = found(Some("general"));
        let seen = scene.does(&scene.officer, &incident, "assessments", small).await;
        assert_eq!(duty(&seen, "pipl", "breach.incident")["state"], "fell_away");
        scene.comes_to_the_same_again().await;
    }

    async fn each_sort_of_operator_has_hours_of_its_own(mut scene: Scene) {
        let incident = reported(&mut scene, "2026-11-21T00:50:00Z", &json!({})).await;
        let mut found = finding("high", &json!([ { "country": "CN", "people": 1_000_000 } ]));
        found["severity"] = json!("major");
        let seen = scene.does(&scene.officer, &incident, "assessments", found).await;
        assert_eq!(due(&seen, "pipl", "breach.incident"), "2026-11-21T04:50:00+00:00");
        for (operator, rule, by) in [
            ("state_organ", "breach.incident.state", "2026-11-21T02:50:00+00:00"),
            ("critical_infrastructure", "breach.incident.critical", "2026-11-21T01:50:00+00:00"),
        ] {
            let said = json!({ "operator": operator, "reason": "As the licence says." });
            let seen = scene.does(&scene.officer, &incident, "facts", said).await;
            assert_eq!(due(&seen, "pipl", rule), by);
            assert_eq!(duty(&seen, "pipl", "breach.incident")["state"], "fell_away");
        }
        scene.works().await;
        let alarm = scene.crew.postbox.empty().pop().expect("an alarm").text();
        says(&alarm, &[&incident.reference]);
        scene.comes_to_the_same_again().await;
    }
}

async fn reported(scene: &mut Scene, received: &str, besides: &Value) -> Matter {
    scene.until(received).await;
    scene.office.clock.advance(chrono::TimeDelta::minutes(10));
    let mut report = super::incident::report("system", received);
    for (field, value) in besides.as_object().unwrap() {
        report[field] = value.clone();
    }
    scene.takes_in("incidents", &scene.officer.clone(), &report).await
}

/// Seventy-two hours are as long in a night that has one more, or one less.
async fn hours_elapse(mut scene: Scene, place: &str, regime: &str, received: &str, by: &str) {
    let incident = reported(&mut scene, received, &json!({})).await;
    let mut found = finding("risk", &json!([ { "country": place, "people": 1_000 } ]));
    found["causes"] = json!(["hacking"]);
    let seen = scene.does(&scene.officer, &incident, "assessments", found).await;
    assert_eq!(due(&seen, regime, "breach.authority"), by);
    scene.comes_to_the_same_again().await;
}
