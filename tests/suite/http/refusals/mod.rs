//! Every refusal of complaints, incidents and campaigns, met over HTTP, with nothing stored.
//!
//! Its codes are read from where they are declared: a new one that nobody meets here fails.

mod campaigns;
mod complaints;
mod incidents;

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::Value;

use crate::support::{Matter, Portal, Scene};

/// What no caller meets, of any kind of case.
const NEVER: [(&str, &str); 2] = [
    ("rule_not_at_hand", "a fault of ours, answered as one"),
    ("clock_cannot_be_computed", "no rule is in force in the years that no clock reaches"),
];

/// A walk along the refusals of an aggregate.
struct Walk {
    scene: Scene,
    met: BTreeSet<String>,
}

impl Walk {
    const fn of(scene: Scene) -> Self {
        Self { scene, met: BTreeSet::new() }
    }

    /// Somebody tries something about a matter, and is refused with this code.
    async fn meets(&mut self, who: &Portal, on: &Matter, what: &str, body: Value, code: &str) {
        self.meets_at(who, &on.path(what), body, code).await;
    }

    /// The same at any address.
    async fn meets_at(&mut self, who: &Portal, path: &str, body: Value, code: &str) -> StatusCode {
        let told = format!("{path} {body}");
        let refused = self.scene.refuses_at(who, path, body).await;
        assert_eq!(refused.code(), code, "{told}");
        self.met.insert(code.to_owned());
        refused.status
    }

    /// Nothing can be done about what is not there.
    async fn meets_nothing_at(&mut self, path: &str, code: &str) {
        let officer = self.scene.officer.clone();
        let status = self.meets_at(&officer, path, serde_json::json!({}), code).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }

    /// The officer tries each of these about a matter.
    async fn meets_each<const N: usize>(&mut self, on: &Matter, tries: [(&str, Value, &str); N]) {
        let officer = self.scene.officer.clone();
        for (what, body, code) in tries {
            self.meets(&officer, on, what, body, code).await;
        }
    }

    /// Each code that these sources declare was met, save those that no caller can meet, each with its reason.
    async fn has_met_all_of(mut self, sources: &[&str], unmet: &[(&str, &str)]) {
        let declared: BTreeSet<String> = sources.iter().flat_map(|source| codes(source)).collect();
        let unmet: BTreeSet<String> = unmet.iter().map(|(code, _)| (*code).to_owned()).collect();
        let missing: Vec<_> = declared.difference(&self.met).cloned().collect();
        assert_eq!(missing, unmet.into_iter().collect::<Vec<_>>(), "declared, and not met");
        self.scene.comes_to_the_same_again().await;
    }
}

/// The codes that the `code()` of a source can give.
fn codes(source: &str) -> Vec<String> {
    let (_, code) = source.split_once(" const fn code(").expect("its codes");
    let (code, _) = code.split_once("\n    }\n").expect("their end");
    code.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}
