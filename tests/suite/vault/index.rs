//! Cases are found by what people are known by, and only by that.

use chrono::TimeDelta;
use habeas_adapters::vault::{FOUND_AT_MOST, Term};
use habeas_domain::kind::IdentifierType;

use crate::support::{House, on_both_engines, request};

on_both_engines!(House: every_spelling_finds_the_case, a_search_gives_the_newest_fifty);

fn term(sort: IdentifierType, value: &str) -> Term {
    Term::identifier(sort, value, None).unwrap()
}

async fn every_spelling_finds_the_case(house: House) {
    let vault = house.vault().await;
    let (mail, phone) = (IdentifierType::Email, IdentifierType::Phone);
    let terms = [term(mail, "Ada@Example.NET"), term(phone, "+1 202-555-0123")];
    vault.begin_case(&request(1), &terms).await.unwrap();
    vault.begin_case(&request(2), &[]).await.unwrap();
    vault.add_terms(&request(2), &terms[..1]).await.unwrap();
    vault.add_terms(&request(2), &terms[..1]).await.unwrap();
    let found = vault.find(&term(mail, " ada@example.net")).await.unwrap();
    assert_eq!(found.cases, [request(1), request(2)]);
    assert!(!found.more);
    let found = vault.find(&term(phone, "+12025550123")).await.unwrap();
    assert_eq!(found.cases, [request(1)]);
    // The same text as another sort of identifier is another person's.
    for sort in [IdentifierType::Account, IdentifierType::Other] {
        assert!(vault.find(&term(sort, "ada@example.net")).await.unwrap().cases.is_empty());
    }
}

async fn a_search_gives_the_newest_fifty(house: House) {
    let vault = house.vault().await;
    let shared = [term(IdentifierType::Device, "tv-0")];
    for number in 0..=50 {
        vault.begin_case(&request(number), &shared).await.unwrap();
        house.clock.advance(TimeDelta::microseconds(1));
    }
    let found = vault.find(&shared[0]).await.unwrap();
    assert_eq!(found.cases.len(), FOUND_AT_MOST);
    assert!(found.more);
    assert_eq!(found.cases[0], request(50));
    assert_eq!(found.cases[49], request(1));
}
