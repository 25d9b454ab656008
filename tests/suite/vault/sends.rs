//! Nobody is flooded with codes.

use chrono::TimeDelta;
use habeas_adapters::vault::{Limit, Reservation, Term};
use habeas_domain::kind::IdentifierType;

use crate::support::{House, on_both_engines};

on_both_engines!(House:
    limits_hold_in_any_span,
    a_repeated_send_counts_once,
    of_many_at_once_no_more_get_through,
    contact_points_do_not_share_their_limits_and_are_forgotten,
);

const LIMITS: [Limit; 2] = [
    Limit { most: 3, within: TimeDelta::minutes(15) },
    Limit { most: 10, within: TimeDelta::days(1) },
];

fn to(address: &str) -> Term {
    Term::identifier(IdentifierType::Email, address, None).unwrap()
}

async fn limits_hold_in_any_span(house: House) {
    let vault = house.vault().await;
    let to = to("ada@example.net");
    let start = house.clock.now();
    let mut sent = Vec::new();
    for minute in 0..24 * 60 {
        let now = house.clock.now();
        match vault.reserve_send(&to, &format!("step-1/{minute}"), &LIMITS).await.unwrap() {
            Reservation::Reserved => sent.push(now),
            Reservation::Refused { until } => assert!(until > now),
        }
        house.clock.advance(TimeDelta::minutes(1));
        if sent.len() == 10 {
            break;
        }
    }
    let minutes: Vec<i64> = sent.iter().map(|at| (*at - start).num_minutes()).collect();
    assert_eq!(minutes, [0, 1, 2, 15, 16, 17, 30, 31, 32, 45]);
    let refused = vault.reserve_send(&to, "more", &LIMITS).await.unwrap();
    assert_eq!(refused, Reservation::Refused { until: start + TimeDelta::days(1) });
    house.clock.set(start + TimeDelta::days(1) - TimeDelta::microseconds(1));
    let early = vault.reserve_send(&to, "early", &LIMITS).await.unwrap();
    assert!(matches!(early, Reservation::Refused { .. }));
    house.clock.advance(TimeDelta::microseconds(1));
    assert_eq!(vault.count_since(&to, start).await.unwrap(), 9, "the first is not after it");
    let at_last = vault.reserve_send(&to, "at last", &LIMITS).await.unwrap();
    assert_eq!(at_last, Reservation::Reserved);
}

async fn a_repeated_send_counts_once(house: House) {
    let vault = house.vault().await;
    let to = to("ada@example.net");
    let before = house.clock.now() - TimeDelta::seconds(1);
    for _ in 0..5 {
        let answer = vault.reserve_send(&to, "step-1/1", &LIMITS).await.unwrap();
        assert_eq!(answer, Reservation::Reserved);
    }
    assert_eq!(vault.count_since(&to, before).await.unwrap(), 1);
}

async fn of_many_at_once_no_more_get_through(house: House) {
    let nodes = [house.vault().await, house.vault().await];
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..16 {
        let vault = nodes[number % 2].clone();
        tasks.spawn(async move {
            let send = format!("step/{number}");
            vault.reserve_send(&to("ada@example.net"), &send, &LIMITS).await.unwrap()
        });
    }
    let answers = tasks.join_all().await;
    assert_eq!(answers.iter().filter(|a| **a == Reservation::Reserved).count(), 3);
}

async fn contact_points_do_not_share_their_limits_and_are_forgotten(house: House) {
    let vault = house.vault().await;
    let none = [Limit { most: 0, within: TimeDelta::hours(1) }];
    let refused = vault.reserve_send(&to("ada@example.net"), "a", &none).await.unwrap();
    let until = house.clock.now() + TimeDelta::hours(1);
    assert_eq!(refused, Reservation::Refused { until });
    let one = [Limit { most: 1, within: TimeDelta::hours(1) }];
    for address in ["ada@example.net", "bob@example.net"] {
        let answer = vault.reserve_send(&to(address), "a", &one).await.unwrap();
        assert_eq!(answer, Reservation::Reserved);
    }
    house.clock.advance(TimeDelta::days(2));
    let before = house.clock.now() - TimeDelta::days(1);
    assert_eq!(vault.drop_sends(before).await.unwrap(), 2);
    assert!(!house.dump().await.contains("vault_send"));
}
