//! Personal fields opened for a purpose, each opening on record.

use axum::http::StatusCode;
use chrono::TimeDelta;
use habeas_adapters::vault::Stream;
use habeas_domain::access::{Access, Event, OpeningPurpose};
use habeas_domain::actor::Role;
use habeas_domain::id::{AccessId, PrincipalId};
use habeas_domain::sealed::Purpose;
use serde_json::{Value, json};

use super::{letter, ok};
use crate::support::{Office, Portal, on_both_engines, record_of};

on_both_engines!(Office:
    what_is_opened_is_on_record,
    the_same_call_is_on_record_once_a_day,
    what_is_forgotten_is_said_field_by_field,
    reasons_and_messages_are_opened_from_the_events,
    who_may_open_what_for_follows_the_role,
    a_full_part_is_followed_by_the_next,
);

async fn received(office: &Office) -> String {
    let portal = Portal::of(office, Role::Portal).await;
    let case = ok(portal.post("/v1/requests", "letter", &letter()).await);
    case["id"].as_str().unwrap().to_owned()
}

pub(super) fn values<'a>(body: &'a Value, field: &str) -> Vec<&'a str> {
    let all = body["values"].as_array().unwrap().iter();
    all.filter(|v| v["field"] == field).map(|v| v["value"].as_str().unwrap()).collect()
}

async fn what_is_opened_is_on_record(office: Office) {
    let path = format!("/v1/requests/{}/reveal", received(&office).await);
    let clerk = Portal::of(&office, Role::Clerk).await;
    let wish = json!({ "purpose": "contact", "note": "MARKER calls back",
                       "fields": ["name", "contacts", "identifiers", "statement", "external_ref"] });
    let opened = clerk.post(&path, "o1", &wish).await;
    assert_eq!(opened.headers["cache-control"], "no-store");
    let body = ok(opened);
    assert_eq!(values(&body, "name"), ["Marker Person"]);
    assert_eq!(values(&body, "contacts"), ["marker.person@example.net", "+14155550123"]);
    assert_eq!(values(&body, "identifiers"), ["marker-48213"]);
    assert_eq!(values(&body, "external_ref"), ["MARKER-99120"]);
    assert_eq!(values(&body, "statement").len(), 1);
    let record = record_of(&office, "clerk.one", 1).await;
    let [Event::Opened { by, opening, .. }] = &record[..] else { panic!("{record:?}") };
    assert_eq!(by.role, Role::Clerk);
    assert_eq!((opening.fields, opening.reason.purpose), (6, OpeningPurpose::Contact));
    assert_eq!(opening.slots.len(), 6);
    assert!(opening.reason.note.is_some());
    let dump = office.world.dump().await.to_lowercase();
    assert!(!dump.contains("marker"), "neither what was opened nor the note lies in clear");

    // Nothing there is nothing opened.
    let none = json!({ "purpose": "case_work", "fields": ["messages", "details"] });
    assert_eq!(ok(clerk.post(&path, "o2", &none).await)["values"], json!([]));
    assert_eq!(record_of(&office, "clerk.one", 1).await.len(), 1);
}

async fn the_same_call_is_on_record_once_a_day(office: Office) {
    let path = format!("/v1/requests/{}/reveal", received(&office).await);
    let clerk = Portal::of(&office, Role::Clerk).await;
    let wish = json!({ "purpose": "case_work", "fields": ["name"] });
    for _ in 0..2 {
        ok(clerk.post(&path, "same", &wish).await);
    }
    assert_eq!(record_of(&office, "clerk.one", 1).await.len(), 1);
    let other = json!({ "purpose": "case_work", "fields": ["contacts"] });
    assert_eq!(clerk.post(&path, "same", &other).await.code(), "idempotency_key_reused");
    ok(clerk.post(&path, "another", &wish).await);
    assert_eq!(record_of(&office, "clerk.one", 1).await.len(), 2, "looking twice is two entries");
    office.clock.advance(TimeDelta::days(1));
    ok(clerk.post(&path, "same", &wish).await);
    assert_eq!(record_of(&office, "clerk.one", 1).await.len(), 1, "shown again on another day");
}

async fn what_is_forgotten_is_said_field_by_field(office: Office) {
    let id = received(&office).await;
    let stream = Stream::new("request", &*id);
    let keys = office.vault.case_keys(&stream).await.unwrap();
    let key = keys.id(Purpose::Contact).unwrap().clone();
    office.vault.forget(&key).await.unwrap();
    let clerk = Portal::of(&office, Role::Clerk).await;
    let wish = json!({ "purpose": "case_work", "fields": ["name", "statement"] });
    let body = ok(clerk.post(&format!("/v1/requests/{id}/reveal"), "o", &wish).await);
    assert_eq!(values(&body, "name"), [format!("[forgotten: key {key}]")]);
    assert!(values(&body, "statement")[0].starts_with("Send me"));
    let record = record_of(&office, "clerk.one", 1).await;
    let [Event::Opened { opening, .. }] = &record[..] else { panic!("{record:?}") };
    assert_eq!((opening.fields, opening.slots.len()), (1, 1), "what was not shown was not opened");
}

async fn reasons_and_messages_are_opened_from_the_events(office: Office) {
    let id = received(&office).await;
    let path = |rest: &str| format!("/v1/requests/{id}/{rest}");
    let officer = Portal::of(&office, Role::Officer).await;
    let clerk = Portal::of(&office, Role::Clerk).await;
    let hold = json!({ "ground": "authority", "confidential": true, "review": "2027-01-10",
                       "reason": "A quiet reason." });
    ok(officer.post(&path("holds"), "h", &hold).await);
    ok(clerk.post(&path("clarifications"), "q", &json!({ "question": "Which one?" })).await);
    ok(clerk.post(&path("clarifications/1/answer"), "a", &json!({ "answer": "This one." })).await);
    let call = json!({ "at": "2026-11-20T16:44:00-08:00", "summary": "Said hello." });
    ok(clerk.post(&path("calls"), "c", &call).await);
    let wish = json!({ "purpose": "case_work", "fields": ["reasons", "messages", "notes"] });
    let body = ok(clerk.post(&path("reveal"), "o1", &wish).await);
    assert_eq!(values(&body, "messages"), ["Which one?", "This one."]);
    assert_eq!(values(&body, "notes"), ["Said hello."]);
    assert!(values(&body, "reasons").is_empty(), "a confidential hold is not a clerk's to know");
    let body = ok(officer.post(&path("reveal"), "o2", &wish).await);
    assert_eq!(values(&body, "reasons"), ["A quiet reason."]);
}

async fn who_may_open_what_for_follows_the_role(office: Office) {
    let path = format!("/v1/requests/{}/reveal", received(&office).await);
    let work = json!({ "purpose": "case_work", "fields": ["name"] });
    let audit = json!({ "purpose": "audit", "fields": ["name"] });
    let auditor = Portal::of(&office, Role::Auditor).await;
    assert_eq!(auditor.post(&path, "a1", &work).await.code(), "forbidden");
    ok(auditor.post(&path, "a2", &audit).await);
    let approver = Portal::of(&office, Role::Approver).await;
    ok(approver.post(&path, "b", &work).await);
    for role in [Role::Portal, Role::Administrator] {
        let other = Portal::of(&office, role).await;
        assert_eq!(other.post(&path, "c", &work).await.status, StatusCode::FORBIDDEN, "{role}");
    }
    let bad = json!({ "purpose": "marker", "fields": ["name", "ticket"], "note": " " });
    let refused = approver.post(&path, "d", &bad).await;
    assert_eq!(refused.fields(), ["/purpose", "/note", "/fields/1"]);
    let empty = json!({ "purpose": "case_work", "fields": [] });
    assert_eq!(approver.post(&path, "e", &empty).await.fields(), ["/fields"]);
    let nowhere = format!("/v1/requests/req_{}/reveal", "0".repeat(32));
    assert_eq!(approver.post(&nowhere, "f", &work).await.status, StatusCode::NOT_FOUND);
    assert!(record_of(&office, "portal.one", 1).await.len() == 1, "the refusal");
}

async fn a_full_part_is_followed_by_the_next(office: Office) {
    use habeas_adapters::access::Record;
    use habeas_adapters::desk::Call;
    use habeas_domain::access::{Act, Attempted, Refused};
    use habeas_domain::actor::Actor;
    use habeas_domain::id::RefusalCode;
    let record = Record::new(office.cases.desk().clone());
    let by = Actor { role: Role::Clerk, id: PrincipalId::parse("clerk.one").unwrap() };
    let code = RefusalCode::parse("forbidden").unwrap();
    let act = Act::RecordRefusal(Refused { what: Attempted::Reading, case: None, code });
    let full = vec![
        Event::AccessRefused {
            by: by.clone(),
            at: office.clock.now(),
            refused: Refused {
                what: Attempted::Reading,
                case: None,
                code: RefusalCode::parse("forbidden").unwrap(),
            },
        };
        499
    ];
    let id = AccessId::of(&by.id, office.clock.now().date_naive(), 1);
    let meta = crate::support::metadata("before", 0);
    office.world.store.append::<Access>(id.as_str(), 0, full, &meta).await.unwrap();
    for n in 0..4 {
        let call = Call::of_worker(by.clone(), format!("refused/{n}"), None);
        record.add(&call, &act).await.unwrap();
    }
    assert_eq!(record_of(&office, "clerk.one", 1).await.len(), 500);
    assert_eq!(record_of(&office, "clerk.one", 2).await.len(), 3);
    // A repeat is found in an earlier part.
    let call = Call::of_worker(by.clone(), "refused/0".to_owned(), None);
    record.once(&call, |_| Ok(act.clone())).await.unwrap();
    assert_eq!(record_of(&office, "clerk.one", 2).await.len(), 3);
}
