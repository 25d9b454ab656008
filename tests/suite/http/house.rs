//! What administrators do over HTTP.

use axum::http::StatusCode;
use habeas_domain::actor::Role;
use habeas_domain::id::{RegimeId, RuleId};
use serde_json::{Value, json};

use super::{letter, ok};
use crate::support::{Office, Portal, on_both_engines};

on_both_engines!(Office:
    systems_are_registered_replaced_and_retired,
    the_team_is_changed_one_thing_at_a_time,
    a_key_opens_until_it_is_revoked,
    an_accepted_rule_governs_from_then_on,
    the_limit_of_bodies_is_the_operators,
);

fn core() -> Value {
    json!({ "id": "core", "kind": "own", "holds": ["profile"], "subjects": ["user"],
            "backups": { "days": 35 }, "carry_out_days": 10 })
}

async fn systems_are_registered_replaced_and_retired(office: Office) {
    let admin = Portal::of(&office, Role::Administrator).await;
    let first = ok(admin.post("/v1/systems", "s1", &core()).await);
    assert_eq!((&first["version"], &first["systems"][0]["id"]), (&json!(1), &json!("core")));
    assert_eq!(first["systems"][0]["backups"], json!({ "days": 35 }));
    let again = admin.post("/v1/systems", "s1", &core()).await;
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(ok(admin.post("/v1/systems", "s2", &core()).await)["version"], 1, "already so");
    let mut other = core();
    other["backups"] = json!("never");
    other["marketing"] = json!(true);
    let replaced = ok(admin.post("/v1/systems", "s3", &other).await);
    assert_eq!(
        (&replaced["version"], &replaced["systems"][0]["backups"]),
        (&json!(2), &json!("never"))
    );
    let officer = Portal::of(&office, Role::Officer).await;
    assert_eq!(ok(officer.get("/v1/systems").await)["systems"].as_array().unwrap().len(), 1);
    assert_eq!(officer.post("/v1/systems", "x", &core()).await.status, StatusCode::FORBIDDEN);
    let bad = json!({ "id": "Marker!", "kind": "marker", "holds": [], "subjects": ["marker"],
                      "backups": "marker", "carry_out_days": 10 });
    let refused = admin.post("/v1/systems", "s4", &bad).await;
    let mut fields = refused.fields();
    fields.sort_unstable();
    assert_eq!(fields, ["/backups", "/holds", "/id", "/kind", "/subjects/0"]);
    assert!(!refused.body.to_string().to_lowercase().contains("marker"));
    let gone = ok(admin.post("/v1/systems/core/retire", "s5", &json!({})).await);
    assert_eq!((&gone["version"], &gone["systems"]), (&json!(3), &json!([])));
    let unknown = admin.post("/v1/systems/none/retire", "s6", &json!({})).await;
    assert_eq!((unknown.status, unknown.code()), (StatusCode::NOT_FOUND, "unknown_system"));
}

async fn the_team_is_changed_one_thing_at_a_time(office: Office) {
    let admin = Portal::of(&office, Role::Administrator).await;
    let ada = json!({ "principal": "ada", "roles": ["clerk"], "trained_on": "2025-01-10" });
    let joined = ok(admin.post("/v1/staff", "e1", &ada).await);
    assert_eq!((&joined["roles"], &joined["training_lapsed"]), (&json!(["clerk"]), &json!(true)));
    let change = async |key: &str, body: Value| admin.post("/v1/staff/ada", key, &body).await;
    let granted = ok(change("c1", json!({ "grant": "officer" })).await);
    assert_eq!(granted["roles"], json!(["clerk", "officer"]));
    let trained = ok(change("c2", json!({ "trained_on": "2026-11-19" })).await);
    assert_eq!(trained["training_lapsed"], false);
    assert_eq!(ok(change("c3", json!({ "second_factor": true })).await)["second_factor"], true);
    assert_eq!(ok(change("c4", json!({ "withdraw": "clerk" })).await)["roles"], json!(["officer"]));
    assert_eq!(ok(change("c5", json!({ "active": false })).await)["active"], false);
    // A repeat answers as it was then, and changes nothing now.
    let repeat = change("c1", json!({ "grant": "officer" })).await;
    assert_eq!(repeat.headers["idempotent-replayed"], "true");
    for body in [json!({}), json!({ "active": true, "grant": "clerk" })] {
        assert_eq!(change("c6", body).await.fields(), [""]);
    }
    let left = change("c7", json!({ "grant": "clerk" })).await;
    assert_eq!((left.status, left.code()), (StatusCode::CONFLICT, "has_left"));
    let machine = change("c8", json!({ "grant": "portal" })).await;
    assert_eq!(
        (machine.status, machine.code()),
        (StatusCode::UNPROCESSABLE_ENTITY, "no_staff_role")
    );
    let own = admin.post("/v1/staff/administrator.one", "o", &json!({ "grant": "officer" })).await;
    assert_eq!((own.status, own.code()), (StatusCode::FORBIDDEN, "own_grant"));
    let auditor = Portal::of(&office, Role::Auditor).await;
    let team = ok(auditor.get("/v1/staff").await);
    assert!(team["staff"].as_array().unwrap().iter().any(|m| m["principal"] == "ada"));
    let clerk = Portal::of(&office, Role::Clerk).await;
    assert_eq!(clerk.get("/v1/staff").await.status, StatusCode::FORBIDDEN);
}

async fn a_key_opens_until_it_is_revoked(office: Office) {
    let admin = Portal::of(&office, Role::Administrator).await;
    let wish = json!({ "role": "portal", "principal": "helpdesk", "days": 30 });
    let issued = admin.post("/v1/keys", "k1", &wish).await;
    assert_eq!(issued.status, StatusCode::CREATED);
    assert_eq!(issued.headers["cache-control"], "no-store");
    let key = issued.body["key"].as_str().unwrap().to_owned();
    let again = ok(admin.post("/v1/keys", "k1", &wish).await);
    assert_eq!(again["key"], key.as_str(), "the answer may have been lost");
    let helpdesk = admin.with_key(&key);
    assert_eq!(helpdesk.post("/v1/requests", "l", &letter()).await.status, StatusCode::CREATED);
    let all = ok(admin.get("/v1/keys").await);
    let id = issued.body["id"].as_str().unwrap();
    let row = all["keys"].as_array().unwrap().iter().find(|k| k["id"] == id).unwrap();
    assert_eq!((&row["live"], &row["role"]), (&json!(true), &json!("portal")));
    let secret = key.rsplit_once('_').unwrap().1;
    assert!(!all.to_string().contains(secret) && !office.world.dump().await.contains(secret));
    let path = format!("/v1/keys/{id}/revoke");
    assert_eq!(admin.post(&path, "r0", &json!({ "reason": "marker" })).await.fields(), ["/reason"]);
    let dead = ok(admin.post(&path, "r1", &json!({ "reason": "exposed" })).await);
    assert_eq!((&dead["live"], &dead["revoked"]), (&json!(false), &json!(true)));
    assert_eq!(helpdesk.get("/v1/requests").await.status, StatusCode::UNAUTHORIZED);
    let stranger = json!({ "role": "officer", "principal": "nobody", "days": 0 });
    assert_eq!(admin.post("/v1/keys", "k2", &stranger).await.fields(), ["/days"]);
    let stranger = json!({ "role": "officer", "principal": "nobody" });
    let refused = admin.post("/v1/keys", "k3", &stranger).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "role_not_granted"));
    let last = ok(admin.get("/v1/keys").await);
    let own = last["keys"].as_array().unwrap().iter().find(|k| k["role"] == "administrator");
    let own = format!("/v1/keys/{}/revoke", own.unwrap()["id"].as_str().unwrap());
    let refused = admin.post(&own, "r2", &json!({ "reason": "unused" })).await;
    assert_eq!(refused.code(), "last_administrator_key");
}

async fn an_accepted_rule_governs_from_then_on(office: Office) {
    let admin = Portal::of(&office, Role::Administrator).await;
    let packs = ok(admin.get("/v1/packs").await);
    let packs = packs["packs"].as_array().unwrap();
    let (pack, rule) = packs
        .iter()
        .flat_map(|pack| pack["rules"].as_array().unwrap().iter().map(move |rule| (pack, rule)))
        .find(|(_, rule)| rule["reviewed"] == false)
        .unwrap();
    let (regime, name) = (pack["regime"].as_str().unwrap(), rule["id"].as_str().unwrap());
    assert_eq!(rule["governs"], false);
    let path = format!("/v1/packs/{regime}/rules/{name}/acceptance");
    // Another node of the same house, with rules of its own.
    let elsewhere = {
        let book = habeas_domain::regime::Rulebook::clone(&office.cases.rules().now());
        let requests = habeas_adapters::cases::Cases::new(
            office.cases.desk().clone(),
            office.vault.clone(),
            habeas_adapters::cases::Rules::new(book),
        );
        Portal::at(&requests, &admin)
    };
    let governs = |body: &Value| {
        let rules = body["rules"].as_array().unwrap();
        rules.iter().find(|rule| rule["id"] == name).unwrap()["governs"].clone()
    };
    let there = async || {
        let body = ok(elsewhere.get("/v1/packs").await);
        let packs = body["packs"].as_array().unwrap();
        governs(packs.iter().find(|pack| pack["regime"] == regime).unwrap())
    };
    let accepted = ok(admin.post(&path, "a1", &json!({ "reason": "source_read" })).await);
    assert_eq!(governs(&accepted), true);
    let unreviewed = accepted["unreviewed"].as_array().unwrap();
    assert!(unreviewed.iter().any(|row| row["name"] == name && row["accepted"] == true));
    let book = office.cases.rules().now();
    let named = (RegimeId::parse(regime).unwrap(), RuleId::parse(name).unwrap());
    assert!(book.accepted().contains(&named));
    assert_eq!(there().await, true, "another node follows with its next call");
    let back = ok(admin.post(&format!("{path}/withdraw"), "w1", &json!({})).await);
    assert_eq!(governs(&back), false);
    assert_eq!(there().await, false);
    let unknown = format!("/v1/packs/{regime}/rules/marker/acceptance");
    let refused = admin.post(&unknown, "a2", &json!({ "reason": "source_read" })).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::NOT_FOUND, "unknown_rule"));
    assert_eq!(admin.post(&path, "a3", &json!({ "reason": "marker" })).await.fields(), ["/reason"]);
    let officer = Portal::of(&office, Role::Officer).await;
    let refused = officer.post(&path, "a4", &json!({ "reason": "source_read" })).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

async fn the_limit_of_bodies_is_the_operators(office: Office) {
    let portal = Portal::of(&office, Role::Portal).await;
    let narrow = portal.with_longest_body(&office, 500);
    let answer = narrow.post("/v1/requests", "long", &letter()).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"));
    assert!(answer.body["detail"].as_str().unwrap().contains("500 bytes"));
    let wide = portal.with_longest_body(&office, 400_000);
    let mut letter = letter();
    letter["statement"] = json!("x".repeat(300_000));
    let answer = wide.post("/v1/requests", "long", &letter).await;
    assert_eq!(answer.fields(), ["/statement"], "read, and only then found to be too long");
}
