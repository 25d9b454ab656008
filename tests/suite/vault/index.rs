//! Cases are found by what people are known by, and only by that.

use chrono::TimeDelta;
use habeas_adapters::vault::{Entry, FOUND_AT_MOST, Term, Whose};
use habeas_domain::id::ContactNo;
use habeas_domain::kind::IdentifierType;

use crate::support::{House, on_both_engines, request};

on_both_engines!(
    House: every_spelling_finds_the_case,
    a_search_gives_the_newest_fifty,
    what_is_shared_says_of_whom_it_speaks,
    fifty_of_the_same_subject_come_before_any_number_of_the_same_sender,
);

fn term(sort: IdentifierType, value: &str) -> Term {
    Term::identifier(sort, value, None).unwrap()
}

async fn every_spelling_finds_the_case(house: House) {
    let vault = house.vault().await;
    let (mail, phone) = (IdentifierType::Email, IdentifierType::Phone);
    let terms = [term(mail, "Ada@Example.NET"), term(phone, "+1 202-555-0123")];
    let terms = terms.map(|term| term.of(Whose::Contact(ContactNo(1))));
    vault.begin_case(&request(1), &terms).await.unwrap();
    vault.begin_case(&request(2), &[]).await.unwrap();
    vault.add_entries(&request(2), &terms[..1]).await.unwrap();
    vault.add_entries(&request(2), &terms[..1]).await.unwrap();
    let found = vault.find("Request", &term(mail, " ada@example.net")).await.unwrap();
    assert_eq!(found.cases, [request(1), request(2)]);
    assert!(!found.more);
    let found = vault.find("Request", &term(phone, "+12025550123")).await.unwrap();
    assert_eq!(found.cases, [request(1)]);
    // The same text as another sort of identifier is another person's.
    for sort in [IdentifierType::Account, IdentifierType::Other] {
        assert!(
            vault.find("Request", &term(sort, "ada@example.net")).await.unwrap().cases.is_empty()
        );
    }
}

async fn a_search_gives_the_newest_fifty(house: House) {
    let vault = house.vault().await;
    let shared = term(IdentifierType::Device, "tv-0");
    begin(&house, 0..=50, &[shared.clone().of(Whose::Subject)]).await;
    let found = vault.find("Request", &shared).await.unwrap();
    assert_eq!(found.cases.len(), FOUND_AT_MOST);
    assert!(found.more);
    assert_eq!(found.cases[0], request(50));
    assert_eq!(found.cases[49], request(1));
}

/// Cases under these numbers, the last one the newest.
async fn begin(house: &House, numbers: std::ops::RangeInclusive<u32>, entries: &[Entry]) {
    let vault = house.vault().await;
    for number in numbers {
        vault.begin_case(&request(number), entries).await.unwrap();
        house.clock.advance(TimeDelta::microseconds(1));
    }
}

async fn what_is_shared_says_of_whom_it_speaks(house: House) {
    let vault = house.vault().await;
    let account = || term(IdentifierType::Account, "u-1").of(Whose::Subject);
    let mail = |whose| term(IdentifierType::Email, "ada@example.net").of(whose);
    let first = Whose::Contact(ContactNo(1));
    begin(&house, 1..=1, &[account(), mail(first), mail(Whose::Subject)]).await;
    begin(&house, 2..=2, &[account(), mail(Whose::Contact(ContactNo(12)))]).await;
    begin(&house, 3..=3, &[mail(Whose::Sender)]).await;
    begin(&house, 4..=4, &[term(IdentifierType::Account, "u-2").of(Whose::Subject)]).await;
    let shared = vault.sharing(&request(2)).await.unwrap();
    let twelfth = Whose::Contact(ContactNo(12));
    assert_eq!(shared.len(), 2);
    assert_eq!(shared[0].stream, request(1));
    let by = [(Whose::Subject, Whose::Subject), (twelfth, first), (twelfth, Whose::Subject)];
    assert_eq!(shared[0].by.len(), by.len());
    assert!(by.iter().all(|pair| shared[0].by.contains(pair)), "{shared:?}");
    assert_eq!(shared[1].stream, request(3));
    assert_eq!(shared[1].by, [(twelfth, Whose::Sender)]);
    assert!(vault.sharing(&request(4)).await.unwrap().is_empty());
    // A case is found once, however much of it is known by the same words.
    let found =
        vault.find("Request", &term(IdentifierType::Email, "ada@example.net")).await.unwrap();
    assert_eq!(found.cases, [request(3), request(2), request(1)]);
}

async fn fifty_of_the_same_subject_come_before_any_number_of_the_same_sender(house: House) {
    let agent = || Term::portal_ticket("batch-1").unwrap().of(Whose::Sender);
    let subject = || term(IdentifierType::Account, "u-1").of(Whose::Subject);
    begin(&house, 1..=2, &[subject()]).await;
    begin(&house, 3..=60, &[agent()]).await;
    // Anybody can give somebody's address as a contact.
    let given = || {
        let mail = term(IdentifierType::Email, "ada@example.net");
        mail.of(Whose::Contact(ContactNo(1)))
    };
    begin(&house, 62..=120, &[given()]).await;
    begin(&house, 61..=61, &[agent(), given(), subject()]).await;
    let shared = house.vault().await.sharing(&request(61)).await.unwrap();
    assert_eq!(shared.len(), FOUND_AT_MOST);
    let first: Vec<_> = shared.iter().take(3).map(|shared| shared.stream.clone()).collect();
    assert_eq!(first, [request(2), request(1), request(120)]);
}
