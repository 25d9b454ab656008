//! What is derived is the same on every node, and tells nothing.

use std::collections::HashSet;

use habeas_domain::id::StepNo;
use serde_json::json;

use crate::support::{House, on_both_engines, request};

on_both_engines!(House: every_node_derives_the_same);

async fn every_node_derives_the_same(house: House) {
    let (one, other) = (house.vault().await, house.vault().await);
    let code = one.code(&request(1), StepNo(1), 1);
    assert!(other.is_code(&request(1), StepNo(1), 1, code.reveal()));
    assert_eq!(one.command_id("portal", "k-1"), other.command_id("portal", "k-1"));
    assert_eq!(one.api_secret("api_1").digest(), other.api_secret("api_1").digest());
    assert_ne!(one.api_secret("api_1").digest(), one.api_secret("api_2").digest());
    let kept = one.api_secret("api_1").digest();
    assert!(other.api_secret("api_1").matches(&kept));
    assert!(!other.api_secret("api_2").matches(&kept));
}

#[tokio::test]
async fn a_code_is_of_one_send_of_one_step_of_one_case() {
    let vault = House::sqlite().await.vault().await;
    let code = vault.code(&request(1), StepNo(1), 1);
    let code = code.reveal();
    assert!(code.len() == 8 && code.bytes().all(|b| b.is_ascii_digit()));
    for typed in [code.clone(), format!(" {} {} ", &code[..4], &code[4..]), code.replace('0', "０")]
    {
        assert!(vault.is_code(&request(1), StepNo(1), 1, &typed), "{typed}");
    }
    let wrong = code.replace(&code[7..], if code.ends_with('0') { "1" } else { "0" });
    for typed in ["", "0", &wrong, &code[1..], &format!("{code}0"), &format!("0{code}"), "é"] {
        assert!(!vault.is_code(&request(1), StepNo(1), 1, typed), "{typed}");
    }
    assert!(!vault.is_code(&request(2), StepNo(1), 1, code));
    assert!(!vault.is_code(&request(1), StepNo(2), 1, code));
    assert!(!vault.is_code(&request(1), StepNo(1), 2, code));
}

/// Ten thousand codes: each digit at each place about a thousand times. Six standard deviations
/// are 180, so a fair draw fails once in some million runs.
#[tokio::test]
async fn codes_are_spread_evenly() {
    let vault = House::sqlite().await.vault().await;
    let mut counts = [[0_i32; 10]; 8];
    let mut distinct = HashSet::new();
    for send in 0..10_000 {
        let code = vault.code(&request(1), StepNo(1), send);
        for (place, digit) in code.reveal().bytes().enumerate() {
            counts[place][usize::from(digit - b'0')] += 1;
        }
        distinct.insert(code.reveal().clone());
    }
    assert!(distinct.len() > 9_980, "{}", distinct.len());
    for (place, digits) in counts.iter().enumerate() {
        for (digit, count) in digits.iter().enumerate() {
            assert!((820..=1_180).contains(count), "digit {digit} at place {place}: {count}");
        }
    }
}

#[tokio::test]
async fn a_command_and_what_it_asks_are_told_apart() {
    let (house, elsewhere) = (House::sqlite().await, House::sqlite().await);
    let (vault, foreign) = (house.vault().await, elsewhere.vault().await);
    let id = vault.command_id("portal", "ada@example.net");
    assert_eq!(id.len(), 64);
    assert_ne!(id, vault.command_id("portal2", "ada@example.net"));
    assert_ne!(vault.command_id("a", "bc"), vault.command_id("ab", "c"));
    assert_ne!(id, foreign.command_id("portal", "ada@example.net"), "each house has its own key");
    let ask = |path: &str, body| vault.fingerprint("POST", path, &body);
    let asked = ask("/v1/requests", json!({"b": 1, "a": [true, null]}));
    assert_eq!(asked, ask("/v1/requests", json!({"a": [true, null], "b": 1})));
    assert_ne!(asked, ask("/v1/requests", json!({"a": [true, null], "b": 2})));
    assert_ne!(asked, ask("/v1/complaints", json!({"a": [true, null], "b": 1})));
    assert_ne!(
        asked,
        vault.fingerprint("PUT", "/v1/requests", &json!({"b": 1, "a": [true, null]}))
    );
}
