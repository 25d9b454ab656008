//! Messages: what people report of them, and how they read.

use axum::http::StatusCode;
use habeas_adapters::desk::Call;
use habeas_adapters::outbox::{self, Owed};
use habeas_adapters::vault::{Place, Stream};
use habeas_domain::access::Event as AccessEvent;
use habeas_domain::actor::{Actor, Role};
use habeas_domain::case::CaseId as _;
use habeas_domain::case::CaseRef;
use habeas_domain::contact::{Channel, Provenance};
use habeas_domain::digest::Digest;
use habeas_domain::dispatch::{
    Act, Addressee, Command, Dispatch, Fence, Message, Notice, Rendered, Template,
};
use habeas_domain::id::{
    AttemptNo, ContactNo, DispatchId, MessageId, PartyNo, PrincipalId, RequestId, TemplateName,
};
use habeas_domain::notice::NoticeKind;
use habeas_domain::place::Language;
use habeas_domain::sealed::{Purpose, Sealed, Slot};
use serde_json::json;

use super::{letter, ok};
use crate::support::{Office, Portal, on_both_engines, record_of};

on_both_engines!(Office:
    a_report_ends_what_was_handed_over,
    letters_are_posted_and_calls_are_made_by_people,
    a_message_is_read_as_it_was_read,
    a_code_is_the_persons_alone_while_it_counts,
    what_is_inside_the_house_is_not_shown_to_machines,
);

async fn tell(office: &Office, id: &DispatchId, key: &str, act: Act) {
    let by = Actor { role: Role::Worker, id: PrincipalId::parse("courier").unwrap() };
    let call = Call::of_worker(by.clone(), format!("{id}/{key}"), None);
    let desk = office.cases.desk();
    desk.execute::<Dispatch, _>(id.as_str(), &call, |_, now| {
        Ok(Command { now, by: by.clone(), act: act.clone() })
    })
    .await
    .unwrap();
}

async fn sealed(office: &Office, request: &str, id: &DispatchId, slot: Slot, text: &str) -> Sealed {
    let keys = office.vault.case_keys(&Stream::new("request", request)).await.unwrap();
    let stream = Stream::new("dispatch", id.as_str());
    let place = Place { stream: &stream, slot: slot.code() };
    let purpose: Purpose = slot.purpose();
    office.vault.seal(&keys, purpose, place, text).unwrap()
}

/// A message as the notifier and the courier begin it.
pub(super) async fn queued(office: &Office, request: &str, key: &str, way: Channel) -> DispatchId {
    let provenance = Provenance::OnRecord { at: office.clock.now() };
    let to = Addressee::Party { party: PartyNo(1), contact: ContactNo(1), provenance };
    queued_to(office, request, key, way, (to, NoticeKind::Acknowledgement)).await
}

async fn queued_to(
    office: &Office,
    request: &str,
    key: &str,
    channel: Channel,
    (to, kind): (Addressee, NoticeKind),
) -> DispatchId {
    let request_id = RequestId::parse(request).unwrap();
    let id = DispatchId::derive(&[request, key]);
    let now = office.clock.now();
    let owed = Owed {
        id: id.clone(),
        case: request_id.case(),
        command: "c".to_owned(),
        key: key.to_owned(),
        channel,
        due: now,
    };
    let mut store = office.world.store.clone();
    let mut tx = store.begin().await.unwrap();
    outbox::add(&mut tx, &[owed]).await.unwrap();
    tx.commit().await.unwrap();
    let address = "marker.person@example.net";
    let message = Message {
        case: CaseRef::Request(request_id),
        notices: vec![Notice { kind, items: Vec::new() }],
        to,
        channel,
        address: sealed(office, request, &id, Slot::DispatchAddress, address).await,
        language: Language::english(),
        due_from: now,
        not_after: now + chrono::TimeDelta::days(3),
    };
    tell(office, &id, "queue", Act::Queue(Box::new(message))).await;
    id
}

async fn rendered(office: &Office, request: &str, id: &DispatchId) {
    let text = "Subject: Marker\r\n\r\nDear Marker Person";
    let rendered = Rendered {
        template: Template { name: TemplateName::parse("acknowledgement").unwrap(), version: 1 },
        language: Language::english(),
        text: sealed(office, request, id, Slot::DispatchText, text).await,
        salt: sealed(office, request, id, Slot::DispatchText, "salt").await,
        digest: Digest::of(b"text"),
        message_id: MessageId::of(id, "desk.example.net").unwrap(),
    };
    tell(office, id, "render", Act::Render(Box::new(rendered))).await;
}

async fn handed_over(office: &Office, id: &DispatchId) {
    let (attempt, fence) = (AttemptNo(1), Fence(1));
    tell(office, id, "begin", Act::BeginAttempt { attempt, fence }).await;
    tell(office, id, "commit", Act::MarkCommitPoint { attempt, fence }).await;
    let at = office.clock.now();
    let code = Some(habeas_domain::delivery::StatusCode::parse("250").unwrap());
    let done = Act::ReportHandedOver { attempt, fence, at, provider: None, code };
    tell(office, id, "done", done).await;
}

async fn received(office: &Office) -> String {
    let portal = Portal::of(office, Role::Portal).await;
    let case = ok(portal.post("/v1/requests", "letter", &letter()).await);
    case["id"].as_str().unwrap().to_owned()
}

async fn a_report_ends_what_was_handed_over(office: Office) {
    let request = received(&office).await;
    let id = queued(&office, &request, "letter", Channel::Email).await;
    let clerk = Portal::of(&office, Role::Clerk).await;
    let path = |rest: &str| format!("/v1/dispatches/{id}{rest}");
    let at = json!({ "at": "2026-11-20T16:45:00-08:00" });
    let early = clerk.post(&path("/delivered"), "d0", &at).await;
    assert_eq!((early.status, early.code()), (StatusCode::CONFLICT, "never_sent"));
    rendered(&office, &request, &id).await;
    handed_over(&office, &id).await;
    let seen = ok(clerk.get(&path("")).await);
    assert_eq!((&seen["state"], &seen["channel"]), (&json!("handed_over"), &json!("email")));
    assert_eq!(seen["template"], json!({ "name": "acknowledgement", "version": 1 }));
    let attempt = &seen["attempts"][0];
    assert_eq!((&attempt["no"], &attempt["outcome"]), (&json!(1), &json!("handed_over")));
    assert_eq!(attempt["code"], "250");
    assert!(attempt["begun"].is_string() && attempt["committed"].is_string());
    assert_eq!(seen["to"]["party"]["provenance"], "on_record");
    assert!(!seen.to_string().to_lowercase().contains("marker"));

    let arrived = ok(clerk.post(&path("/delivered"), "d1", &at).await);
    assert_eq!(arrived["state"], "delivered");
    let again = clerk.post(&path("/delivered"), "d1", &at).await;
    assert_eq!(again.headers["idempotent-replayed"], "true");
    let back =
        json!({ "at": "2026-11-20T16:45:00-08:00", "class": "address_permanent", "code": "5.1.1" });
    let contradicted = ok(clerk.post(&path("/bounced"), "b1", &back).await);
    assert_eq!(contradicted["state"], "delivered", "the first report stands");
    assert_eq!(contradicted["reports"].as_array().unwrap().len(), 2);
    assert_eq!(contradicted["reports"][1]["by"], "clerk:clerk.one");
    let bad = json!({ "at": "soon", "class": "marker", "code": "5.1.1 marker" });
    let refused = clerk.post(&path("/bounced"), "b2", &bad).await;
    assert_eq!(refused.fields(), ["/at", "/class", "/code"]);
    let future = json!({ "at": "2026-11-21T16:45:00-08:00" });
    assert_eq!(clerk.post(&path("/delivered"), "d2", &future).await.fields(), ["/at"]);
    let portal = Portal::of(&office, Role::Portal).await;
    assert_eq!(portal.post(&path("/delivered"), "p", &at).await.status, StatusCode::FORBIDDEN);
    for nothing in ["/v1/dispatches/marker", &format!("/v1/dispatches/dsp_{}", "0".repeat(32))] {
        assert_eq!(clerk.get(nothing).await.status, StatusCode::NOT_FOUND);
        let answer = clerk.post(&format!("{nothing}/delivered"), "n", &at).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}

async fn letters_are_posted_and_calls_are_made_by_people(office: Office) {
    let request = received(&office).await;
    let clerk = Portal::of(&office, Role::Clerk).await;
    let letter = queued(&office, &request, "post", Channel::Post).await;
    let post = json!({ "on": "2026-11-20", "tracking": "MARKER-TRACK" });
    let path = format!("/v1/dispatches/{letter}/posted");
    assert_eq!(clerk.post(&path, "p0", &post).await.code(), "not_rendered");
    rendered(&office, &request, &letter).await;
    let posted = ok(clerk.post(&path, "p1", &post).await);
    assert_eq!(
        (&posted["state"], &posted["reports"][0]["at"]),
        (&json!("handed_over"), &json!("2026-11-20"))
    );
    let call = queued(&office, &request, "call", Channel::Phone).await;
    let path = format!("/v1/dispatches/{call}/called");
    let at = "2026-11-20T16:44:00-08:00";
    let missed = ok(clerk.post(&path, "c0", &json!({ "at": at, "reached": false })).await);
    assert_eq!(
        (&missed["state"], &missed["reports"][0]["report"]),
        (&json!("queued"), &json!("call_unanswered"))
    );
    let late = json!({ "at": "2026-11-21T16:44:00-08:00", "reached": true });
    let future = clerk.post(&path, "c1", &late).await;
    assert_eq!((future.status, future.code()), (StatusCode::UNPROCESSABLE_ENTITY, "in_the_future"));
    let told = json!({ "at": at, "reached": true, "summary": "MARKER was told." });
    assert_eq!(ok(clerk.post(&path, "c2", &told).await)["state"], "handed_over");
    let wrong = clerk.post(&format!("/v1/dispatches/{call}/posted"), "w", &post).await;
    assert_eq!(wrong.code(), "wrong_channel");
    let read = json!({ "purpose": "case_work" });
    let heard = ok(clerk.post(&format!("/v1/dispatches/{call}/reveal"), "r1", &read).await);
    assert_eq!(heard["summary"], "MARKER was told.");
    let tracked = ok(clerk.post(&format!("/v1/dispatches/{letter}/reveal"), "r2", &read).await);
    assert_eq!(tracked["tracking"], "MARKER-TRACK");
    assert!(!office.world.dump().await.contains("MARKER"));
}

async fn a_message_is_read_as_it_was_read(office: Office) {
    let request = received(&office).await;
    let id = queued(&office, &request, "letter", Channel::Email).await;
    rendered(&office, &request, &id).await;
    let auditor = Portal::of(&office, Role::Auditor).await;
    let path = format!("/v1/dispatches/{id}/reveal");
    let refused = auditor.post(&path, "r0", &json!({ "purpose": "case_work" })).await;
    assert_eq!(refused.code(), "forbidden");
    let read =
        ok(auditor.post(&path, "r1", &json!({ "purpose": "audit", "note": "spot check" })).await);
    assert_eq!(read["text"], "Subject: Marker\r\n\r\nDear Marker Person");
    assert_eq!(read["address"], "marker.person@example.net");
    let record = record_of(&office, "auditor.one", 1).await;
    let [AccessEvent::AccessRefused { refused, .. }, AccessEvent::Opened { opening, .. }] =
        &record[..]
    else {
        panic!("{record:?}")
    };
    let case = CaseRef::Request(RequestId::parse(&request).unwrap()).into();
    assert_eq!(refused.case.as_ref(), Some(&case));
    assert_eq!((&opening.case, opening.fields), (&case, 2));
    assert!(opening.slots.contains(&Slot::DispatchText));
}

async fn a_code_is_the_persons_alone_while_it_counts(office: Office) {
    let request = received(&office).await;
    let clerk = Portal::of(&office, Role::Clerk).await;
    let path = |rest: &str| format!("/v1/requests/{request}/{rest}");
    ok(clerk.post(&path("record"), "k1", &json!({ "found": true, "attested": [1] })).await);
    let code = json!({ "method": "one_time_code", "contact": 1 });
    ok(clerk.post(&path("challenges"), "k2", &code).await);
    let provenance = Provenance::OnRecord { at: office.clock.now() };
    let to = Addressee::Party { party: PartyNo(1), contact: ContactNo(1), provenance };
    let id = queued_to(&office, &request, "code", Channel::Email, (to, NoticeKind::Code)).await;
    rendered(&office, &request, &id).await;
    let path = format!("/v1/dispatches/{id}/reveal");
    let read = async |key: &str| {
        let why = json!({ "purpose": "fault" });
        ok(clerk.post(&path, key, &why).await)["text"].as_str().unwrap().to_owned()
    };
    assert!(read("r1").await.starts_with("[withheld"));
    office.clock.advance(chrono::TimeDelta::minutes(16));
    assert!(read("r2").await.contains("Dear Marker Person"), "a dead code is history (P18)");
}

async fn what_is_inside_the_house_is_not_shown_to_machines(office: Office) {
    let request = received(&office).await;
    let to = (Addressee::Team(Role::Officer), NoticeKind::Overdue);
    let id = queued_to(&office, &request, "team", Channel::Email, to).await;
    let portal = Portal::of(&office, Role::Portal).await;
    assert_eq!(portal.get(&format!("/v1/dispatches/{id}")).await.status, StatusCode::NOT_FOUND);
    let timeline = ok(portal.get(&format!("/v1/requests/{request}/timeline")).await);
    assert!(!timeline.to_string().contains(id.as_str()));
    let clerk = Portal::of(&office, Role::Clerk).await;
    let seen = ok(clerk.get(&format!("/v1/dispatches/{id}")).await);
    assert_eq!(seen["to"], json!({ "team": "officer" }));
}
