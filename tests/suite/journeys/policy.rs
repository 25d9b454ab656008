//! The published policy changes while cases are open (P22).

use habeas_domain::regime::{Pack, Rulebook};
use serde_json::{Value, json};

use super::{deleted, in_order, letter};
use crate::support::{Scene, on_both_engines, rulebook};

on_both_engines!(Scene: the_policy_that_is_better_for_the_person_governs);

const HOUSE: &str = include_str!("../../../domain/data/packs/house.toml");

/// A policy that promises an answer about deletion in that time.
fn promising(period: &str) -> Rulebook {
    let (before, after) = HOUSE.split_once("id = \"respond.deletion\"").unwrap();
    let after = after.replacen("15 working days", period, 1);
    let pack = Pack::parse(&format!("{before}id = \"respond.deletion\"{after}")).unwrap();
    rulebook().with_packs(vec![pack])
}

/// The clocks by which the house promised an answer: when each is due, whether it governs, how it stands.
fn promises(seen: &Value) -> Vec<(String, bool, String)> {
    let clocks = seen["items"][0]["clocks"].as_array().unwrap();
    let of = clocks.iter().filter(|c| c["duty"] == "respond" && c["regime"] == "house");
    of.map(|clock| {
        let text = |field: &str| clock[field].as_str().unwrap().to_owned();
        (text("due"), clock["governing"] == true, text("state"))
    })
    .collect()
}

async fn the_policy_that_is_better_for_the_person_governs(mut scene: Scene) {
    let matter = scene.receives(&letter(json!([ { "kind": "deletion" } ]))).await;
    let of = |due: &str, governs, state: &str| (due.to_owned(), governs, state.to_owned());
    assert_eq!(promises(&matter.body), [of("2026-12-14", true, "running")]);

    // More time is promised: not to whoever asked before.
    scene.office.cases.rules().set(promising("20 working days"));
    scene.works().await;
    assert_eq!(promises(&scene.sees(&matter).await), [of("2026-12-14", true, "running")]);
    // Less time is.
    scene.office.cases.rules().set(promising("10 working days"));
    scene.works().await;
    let seen = scene.sees(&matter).await;
    let both = [of("2026-12-14", false, "running"), of("2026-12-07", true, "running")];
    assert_eq!(promises(&seen), both);
    in_order(&scene.timeline(&matter).await, &["ClockStarted", "ClockStarted", "GoverningChanged"])
        .unwrap_or_else(|missing| panic!("{missing}"));

    // One answer keeps both promises.
    scene.verifies(&matter, super::MAIL).await;
    scene.does(&scene.officer, &matter, "items/1/decision", deleted()).await;
    scene.does(&scene.officer, &matter, "items/1/tasks", json!({ "plan": "carry_out" })).await;
    scene.works().await;
    let met = promises(&scene.sees(&matter).await);
    assert!(met.iter().all(|(_, _, state)| state == "met"), "{met:?}");
    scene.comes_to_the_same_again().await;
}
