//! Judging an incident over `/v1/incidents`: every nature and capacity is taken, and what contradicts itself
//! within one version is refused and not kept.

use serde_json::{Value, json};

use crate::support::{Matter, Scene, on_both_engines};

on_both_engines!(InLondon:
    every_nature_and_capacity_is_judged,
    who_leads_is_judged_version_by_version,
    a_version_that_contradicts_itself_is_not_kept,
    when_the_house_was_aware_does_not_lie_ahead,
    no_date_lies_beyond_what_can_be_stored,
);

async fn reported(scene: &mut Scene) -> Matter {
    let clerk = scene.clerk.clone();
    let told = json!({
        "source": "staff", "channel": "portal",
        "received": { "at": "2026-02-06T10:00:00Z", "zone": "Europe/London" },
        "summary": "A list lay open.",
        "reporter": { "relation": "reporter", "name": "Sample Reporter", "language": "en",
                      "contacts": [ { "channel": "email", "value": "reporter@example.net" } ] },
    });
    scene.takes_in("incidents", &clerk, &told).await
}

fn judged() -> Value {
    json!({ "natures": ["leak"], "data": ["ordinary"], "causes": ["mistake"], "risk": "risk",
            "affected": [ { "country": "GB", "people": 3, "records": 5 } ],
            "reasoning": "As the log shows.", "changed": "More is known." })
}

async fn every_nature_and_capacity_is_judged(mut scene: Scene) {
    let incident = reported(&mut scene).await;
    let natures = [
        "leak",
        "destruction",
        "misuse",
        "unauthorised_access",
        "unauthorised_disclosure",
        "alteration",
    ];
    for (version, nature) in natures.iter().enumerate() {
        let mut one = judged();
        one["natures"] = json!([nature]);
        let seen = scene.does(&scene.officer, &incident, "assessments", one).await;
        assert_eq!(seen["assessments"][version]["natures"], json!([nature]));
    }
    let mut all = judged();
    all["natures"] = json!(natures);
    let seen = scene.does(&scene.officer, &incident, "assessments", all).await;
    assert_eq!(seen["assessments"].as_array().unwrap().len(), 7, "each is a version");
    for capacity in ["joint", "processor", "controller"] {
        let facts = json!({ "capacity": capacity, "reason": "By the contract." });
        let seen = scene.does(&scene.officer, &incident, "facts", facts).await;
        assert_eq!(seen["capacity"], capacity);
        let controllers =
            |duty: &Value| duty["rule"] == "breach.controller" && duty["state"] == "owed";
        let told = seen["duties"].as_array().unwrap().iter().any(controllers);
        assert_eq!(
            told,
            capacity == "processor",
            "{capacity}: a processor owes its controllers word"
        );
    }
    scene.comes_to_the_same_again().await;
}

/// GDPR Art. 56: at first one state seemed to be concerned.
async fn who_leads_is_judged_version_by_version(mut scene: Scene) {
    let incident = reported(&mut scene).await;
    let version = |competence: Value| {
        let mut one = judged();
        one["competence"] = competence;
        one
    };
    let commission = json!({ "country": "IE", "name": "Example Commission" });
    let why = "The main establishment is in Dublin.";
    let alone = json!({ "reach": "one_state", "lead": commission, "reasoning": why });
    let refused = scene.refuses(&scene.officer, &incident, "assessments", version(alone)).await;
    assert_eq!(refused, "contradiction");
    for (bad, field) in [
        (json!({ "reach": "everywhere", "reasoning": "x" }), "/competence/reach"),
        (json!({ "reach": "people", "reasoning": "" }), "/competence/reasoning"),
        (
            json!({ "reach": "people", "lead": { "country": "Ireland", "name": "x" }, "reasoning": "x" }),
            "/competence/lead/country",
        ),
    ] {
        let refused = scene.tries(&scene.officer, &incident, "assessments", version(bad)).await;
        assert_eq!(refused.fields(), [field], "{}", refused.body);
    }
    let one = json!({ "reach": "one_state", "reasoning": "Everybody lives in one." });
    scene.does(&scene.officer, &incident, "assessments", version(one)).await;
    scene.does(&scene.officer, &incident, "assessments", judged()).await;
    let several = json!({ "reach": "people", "lead": commission, "reasoning": why });
    let seen = scene.does(&scene.officer, &incident, "assessments", version(several)).await;
    let versions = &seen["assessments"];
    assert_eq!(versions[0]["competence"], json!({ "reach": "one_state", "cross_border": false }));
    assert_eq!(versions[1]["competence"], Value::Null, "nothing was judged of it");
    let leads = json!({ "reach": "people", "cross_border": true, "lead": "IE" });
    assert_eq!(versions[2]["competence"], leads);
    let shown = json!({ "purpose": "case_work", "fields": ["name", "reasons"] });
    let shown = scene.does(&scene.officer, &incident, "reveal", shown).await;
    let values: Vec<_> = shown["values"].as_array().unwrap().iter().map(|v| &v["value"]).collect();
    for value in ["Example Commission", why, "Everybody lives in one."] {
        assert!(values.contains(&&json!(value)), "{value} in {values:?}");
    }
    scene.comes_to_the_same_again().await;
}

async fn a_version_that_contradicts_itself_is_not_kept(mut scene: Scene) {
    let incident = reported(&mut scene).await;
    let refuses = async |scene: &Scene, change: &dyn Fn(&mut Value)| {
        let mut version = judged();
        change(&mut version);
        scene.refuses(&scene.officer, &incident, "assessments", version).await
    };
    let changes: [&dyn Fn(&mut Value); 7] = [
        &|version| version["natures"] = json!([]),
        &|version| version["affected"][0]["people"] = json!(0),
        &|version| {
            version["risk"] = json!("high");
            version["unreadable"] = json!(true);
        },
        &|version| version["affected"][0]["records"] = json!(2),
        &|version| version["affected"][0]["people"] = json!({ "from": 9, "to": 3 }),
        &|version| version["affected"] = json!([ { "country": "GB" }, { "country": "GB" } ]),
        &|version| version["made"] = json!("2026-02-07T10:00:00Z"),
    ];
    let mut codes = Vec::new();
    for change in changes {
        codes.push(refuses(&scene, change).await);
    }
    assert_eq!(codes[..6], ["contradiction"; 6]);
    assert_ne!(codes[6], "contradiction", "it lies ahead, and says nothing against itself");
    assert_eq!(scene.sees(&incident).await["assessments"], json!([]));
    scene.does(&scene.officer, &incident, "assessments", judged()).await;
    scene.comes_to_the_same_again().await;
}

async fn when_the_house_was_aware_does_not_lie_ahead(mut scene: Scene) {
    let incident = reported(&mut scene).await;
    for (at, code) in
        [("2026-02-07T10:00:00Z", "fact_in_future"), ("2025-01-06T10:00:00Z", "aware_out_of_range")]
    {
        let facts = json!({ "aware": at, "reason": "It was plain by then." });
        assert_eq!(scene.refuses(&scene.officer, &incident, "facts", facts).await, code);
    }
    let facts = json!({ "aware": "2026-02-06T10:01:00Z" });
    let bare = scene.refuses(&scene.officer, &incident, "facts", facts).await;
    assert_eq!(bare, "aware_without_reasoning");
    scene.comes_to_the_same_again().await;
}

/// Four digits are a year: what offsets or signs make of it is refused before it is stored.
async fn no_date_lies_beyond_what_can_be_stored(mut scene: Scene) {
    let incident = reported(&mut scene).await;
    let plan = |due: &str| json!({ "stage": "remedy", "kind": "find_scope", "due": due });
    let order = json!({ "authority": "Example Commissioner", "reference": "IC-1", "duty": "respond",
                        "due": "+12345-01-01", "demand": "Answer." });
    for (what, body, field) in [
        ("measures", plan("9999-12-31T23:59:59-12:00"), "/due"),
        ("facts", json!({ "occurred_from": "0000-01-01T00:00:00Z" }), "/occurred_from"),
        ("facts", json!({ "occurred_from": "0001-01-01T00:00:00+12:00" }), "/occurred_from"),
        ("imposed-duties", order, "/due"),
    ] {
        let refused = scene.tries(&scene.officer, &incident, what, body).await;
        assert_eq!((refused.code(), refused.fields()), ("invalid_fields", vec![field]), "{what}");
    }
    let seen = scene
        .does(
            &scene.officer,
            &incident,
            "facts",
            json!({ "occurred_from": "0001-01-01T00:00:00Z" }),
        )
        .await;
    assert_eq!(seen["times"]["occurred_from"], "0001-01-01T00:00:00Z");
    scene.does(&scene.officer, &incident, "measures", plan("9999-12-31T23:59:59Z")).await;
    scene.comes_to_the_same_again().await;
}
