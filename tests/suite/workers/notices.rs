//! From an event to what a person reads, through the workers alone.

use habeas_domain::actor::Role;
use habeas_domain::kind::ItemKind;
use habeas_domain::notice::NoticeKind;
use habeas_domain::request::Case;
use serde_json::json;

use crate::support::{Crew, Office, Portal, letter, on_both_engines};

on_both_engines!(
    Office: a_letter_is_acknowledged_and_the_case_knows,
    a_code_travels_alone_and_confirms,
    the_owner_of_the_account_can_stop_a_strangers_request,
);

async fn case(office: &Office, id: &habeas_domain::id::RequestId) -> Box<Case> {
    office.cases.get(id).await.unwrap().0
}

async fn a_letter_is_acknowledged_and_the_case_knows(office: Office) {
    let mut crew = Crew::of(&office);
    let received = office.receives("letter", &letter(&[ItemKind::Copy, ItemKind::Deletion])).await;
    crew.works().await;

    // Only given: the reference and the dates, neither ticket nor name.
    let mail = crew.postbox.only("marker.person@example.net");
    let reference = received.receipt.reference.as_str();
    assert!(mail.subject().contains(reference), "{}", mail.subject());
    let text = mail.text();
    assert!(text.contains("14 December 2026"), "{text}");
    assert!(!text.contains("Marker Person"), "a contact that is only given is not greeted by name");
    assert!(crew.postbox.all().is_empty(), "one message, to one contact");

    let now = case(&office, received.id()).await;
    assert!(now.was_told(NoticeKind::Acknowledgement, None));
    assert!(!now.was_told(NoticeKind::Consequences, Some(habeas_domain::id::ItemNo(2))));

    // Nothing is left, and nothing comes twice.
    crew.works().await;
    assert!(crew.postbox.all().is_empty());
    let mut more = Crew::of(&office);
    more.works().await;
    assert!(more.postbox.all().is_empty(), "another process finds everything done");
}

async fn a_code_travels_alone_and_confirms(office: Office) {
    let mut crew = Crew::of(&office);
    let clerk = Portal::of(&office, Role::Clerk).await;
    let portal = Portal::of(&office, Role::Portal).await;
    let received = office.receives("letter", &letter(&[ItemKind::Deletion])).await;
    let path = |rest: &str| format!("/v1/requests/{}/{rest}", received.id());
    let found = json!({ "found": true, "attested": [1, 2] });
    assert_eq!(clerk.post(&path("record"), "k1", &found).await.status, 200);
    crew.works().await;
    crew.postbox.empty();

    let ask = json!({ "method": "one_time_code", "contact": 2 });
    assert_eq!(portal.post(&path("challenges"), "k2", &ask).await.status, 200);
    crew.works().await;
    let sms = crew.postbox.only("+14155550123");
    let code: String = sms
        .bytes
        .split(|c: char| !c.is_ascii_digit())
        .find(|word| word.len() == 8)
        .unwrap()
        .to_owned();
    let typed = json!({ "code": code });
    assert_eq!(portal.post(&path("challenges/1/code"), "k3", &typed).await.status, 200);
    let now = case(&office, received.id()).await;
    let today = office.clock.now().date_naive();
    assert!(now.items.values().all(|item| now.is_settled(item, today)), "identity is shown");
}

async fn the_owner_of_the_account_can_stop_a_strangers_request(office: Office) {
    let mut crew = Crew::of(&office);
    let clerk = Portal::of(&office, Role::Clerk).await;
    let received = office.receives("letter", &letter(&[ItemKind::Deletion])).await;
    crew.works().await;
    crew.postbox.empty();
    // The record knows another mailbox than the letter names.
    let path = format!("/v1/requests/{}/record", received.id());
    let found = json!({ "found": true, "attested": [],
                        "further": [ { "channel": "email", "value": "owner@example.net" } ] });
    let answer = clerk.post(&path, "k1", &found).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    crew.works().await;
    let mail = crew.postbox.only("owner@example.net");
    let text = mail.text();
    let link = text
        .split_whitespace()
        .find(|word| word.contains("/s/"))
        .unwrap_or_else(|| panic!("{text}"));
    let token = link.rsplit_once('/').unwrap().1;
    let (request, contact) = office.vault.stopped_by(token).unwrap();
    assert_eq!(&request, received.id());
    // Whoever opens the link sees a page and changes nothing: mail scanners do that too.
    let anyone = clerk.with_key("");
    let by_record = json!({ "identifier": { "type": "email", "value": "Owner@example.net" } });
    let list = clerk.ask("/v1/requests/search", &by_record).await.body;
    assert_eq!(
        list["requests"].as_array().map(Vec::len),
        Some(1),
        "found by what the record knows"
    );
    let page = anyone.get(&format!("/s/{token}")).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
    assert!(case(&office, received.id()).await.denied.is_empty());
    for _ in 0..2 {
        let pressed = anyone.post_with(&format!("/s/{token}"), &[], String::new()).await;
        assert_eq!(pressed.status, 200);
    }
    assert_eq!(anyone.get("/s/no-such-token").await.status, 404);
    crew.works().await;
    assert!(case(&office, received.id()).await.denied.contains(&contact));
    let alarm = crew.postbox.only("officers@dramalight.example");
    assert!(alarm.text().contains("not their request"), "{}", alarm.text());
    for broken in
        ["", "a-b-c", &token[1..], &format!("{token}0"), &token.replace(&token[30..], "000000")]
    {
        assert_eq!(office.vault.stopped_by(broken), None, "{broken}");
    }
}
