//! Couriers, killed wherever they wait: nothing is lost, and what is doubled says so.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::TimeDelta;
use habeas_adapters::carrier::{Carrier, Loaded, NoWay, NotSent, Parcel};
use habeas_adapters::outbox;
use habeas_adapters::vault::Clear;
use habeas_domain::case::CaseId as _;
use habeas_domain::contact::Channel;
use habeas_domain::delivery::{DeliveryState, NotSentClass};
use habeas_domain::dispatch::{Dispatch, Event};
use habeas_domain::id::{DispatchId, RequestId};
use habeas_domain::kind::ItemKind;
use habeas_domain::notice::NoticeKind;
use habeas_workers::{Courier, Speed, Step, Worker as _, drain};

use crate::support::{Crew, Office, Postbox, killed_after, letter, mailroom, on_both_engines};

on_both_engines!(
    Office: a_courier_killed_anywhere_loses_nothing,
    a_courier_killed_for_good_leaves_no_message_without_an_end,
    a_refused_message_is_tried_again_by_the_schedule,
    what_cannot_be_told_reaches_a_human,
    two_couriers_carry_each_message_once,
);

fn courier(office: &Office, carrier: Arc<dyn Carrier>) -> Courier {
    let speed = Speed::per_minute(100_000);
    Courier::new("mail courier", mailroom(&office.cases), &[Channel::Email], carrier, speed)
}

/// One letter whose acknowledgement is owed and not yet carried.
async fn owing(office: &Office, no: usize) -> (RequestId, DispatchId) {
    let mut letter = letter(&[ItemKind::Access]);
    letter.subject.identifiers[0].1 = Clear::new(format!("account-{no}"));
    letter.requester.contacts =
        vec![(Channel::Email, Clear::new(format!("person-{no}@example.net")))];
    letter.external_ref = None;
    let received = office.receives(&format!("letter-{no}"), &letter).await;
    Crew::without_couriers(office).works().await;
    let mut reader = office.world.store.read().await.unwrap();
    let owed = outbox::of_case(reader.conn(), &received.id().case()).await.unwrap();
    // The longer ago the letter was, the more alarms are owed beside its acknowledgement.
    let command = format!("letter-{no}");
    let key = "party.1.contact.1/letter";
    let acknowledgement = DispatchId::derive(&[received.id().as_str(), &command, key]);
    assert!(owed.contains(&acknowledgement));
    (received.id().clone(), acknowledgement)
}

async fn history(office: &Office, id: &DispatchId) -> Vec<Event> {
    let events = office.cases.desk().events::<Dispatch>(id.as_str()).await.unwrap();
    events.into_iter().map(|event| event.payload).collect()
}

async fn state(office: &Office, id: &DispatchId) -> DeliveryState {
    let (dispatch, _) = office.cases.desk().fold::<Dispatch>(id.as_str()).await.unwrap();
    dispatch.delivery().unwrap()
}

/// Every wait of a step is a place to be killed at. Whatever the place: when the lease is over
/// another courier finishes; the message has gone out at least once; and where it went out twice its
/// stream says that nobody knew.
async fn a_courier_killed_anywhere_loses_nothing(office: Office) {
    let (mut killed, mut ended) = (0, 0);
    for place in 0..PLACES {
        let (_, id) = owing(&office, place).await;
        let postbox = Postbox::default();
        if killed_after(place, &mut courier(&office, Arc::new(postbox.clone()))).await {
            ended += 1;
        } else {
            killed += 1;
        }
        for _ in 0..3 {
            office.clock.advance(TimeDelta::minutes(16));
            drain(&mut [&mut courier(&office, Arc::new(postbox.clone()))]).await.unwrap();
        }
        let mut went_out = postbox.all();
        went_out.retain(|posted| posted.id.starts_with(id.as_str()));
        assert_eq!(state(&office, &id).await, DeliveryState::HandedOver, "killed at {place}");
        assert!(!went_out.is_empty(), "killed at {place}: it went out");
        assert!(
            went_out.iter().all(|one| *one == went_out[0]),
            "the same bytes, the same identity"
        );
        let unknown = history(&office, &id).await.into_iter();
        let unknown = unknown.filter(|event| matches!(event, Event::OutcomeUnknown { .. })).count();
        assert!(went_out.len() <= 1 + unknown, "killed at {place}: doubled without saying so");
    }
    // How often a step waits depends on the database; both must have been met.
    assert!(killed >= 5 && ended >= 1, "{killed} killed, {ended} ended");
}

/// Nobody takes over until the message makes no sense any more: then a human hears of it, unless it
/// had gone out.
async fn a_courier_killed_for_good_leaves_no_message_without_an_end(office: Office) {
    for place in (0..PLACES).step_by(2) {
        let (_, id) = owing(&office, place).await;
        let postbox = Postbox::default();
        killed_after(place, &mut courier(&office, Arc::new(postbox.clone()))).await;
        for hours in [80, 2] {
            office.clock.advance(TimeDelta::hours(hours));
            drain(&mut [&mut courier(&office, Arc::new(postbox.clone()))]).await.unwrap();
        }
        let ended = state(&office, &id).await;
        let all_is_said = matches!(ended, DeliveryState::HandedOver | DeliveryState::GivenUp);
        assert!(all_is_said, "killed at {place}: {ended}");
    }
}

/// More places than a step waits at.
const PLACES: usize = 60;

/// Refuses as it is told, then takes everything.
#[derive(Debug, Clone, Default)]
struct Moody(Arc<Mutex<Vec<NotSent>>>, Postbox);

#[async_trait]
impl Carrier for Moody {
    async fn load<'m>(&'m self, parcel: Parcel<'m>) -> Result<Box<dyn Loaded + 'm>, NotSent> {
        let refused = self.0.lock().unwrap().pop();
        match refused {
            Some(refused) => Err(refused),
            None => self.1.load(parcel).await,
        }
    }
}

async fn a_refused_message_is_tried_again_by_the_schedule(office: Office) {
    let (_, id) = owing(&office, 0).await;
    let later = NotSent::of_message(NotSentClass::Transient, None);
    let moody = Moody(Arc::new(Mutex::new(vec![later.clone(), later])), Postbox::default());
    let mut courier = courier(&office, Arc::new(moody.clone()));
    let mut waits = Vec::new();
    loop {
        let next = match courier.step().await.unwrap() {
            Step::Worked => continue,
            Step::Idle { until: Some(next) } => next,
            Step::Idle { until: None } | Step::Behind => break,
        };
        waits.push((next - office.clock.now()).num_seconds());
        office.clock.set(next);
    }
    // 1 and 5 minutes, spread by up to a fifth.
    assert!((60..=72).contains(&waits[0]) && (300..=360).contains(&waits[1]), "{waits:?}");
    assert_eq!(waits.len(), 2);
    assert_eq!(moody.1.all().len(), 1);
    assert_eq!(state(&office, &id).await, DeliveryState::HandedOver);
}

async fn what_cannot_be_told_reaches_a_human(office: Office) {
    let (request, id) = owing(&office, 0).await;
    let mut none = courier(&office, Arc::new(NoWay));
    while none.step().await.unwrap() == Step::Worked {}
    assert_eq!(state(&office, &id).await, DeliveryState::GivenUp);
    let mut crew = Crew::of(&office);
    crew.works().await;
    let alarm = crew.postbox.only("officers@dramalight.example");
    assert!(alarm.text().contains("could not be delivered"), "{}", alarm.text());
    let (case, _) = office.cases.get(&request).await.unwrap();
    assert!(!case.was_told(NoticeKind::Acknowledgement, None));
    assert!(!case.undelivered.is_empty());
}

async fn two_couriers_carry_each_message_once(office: Office) {
    for no in 0..6 {
        office.receives(&format!("letter-{no}"), &letter(&[ItemKind::Access])).await;
    }
    Crew::without_couriers(&office).works().await;
    let postbox = Postbox::default();
    let mut one = courier(&office, Arc::new(postbox.clone()));
    let mut two = courier(&office, Arc::new(postbox.clone()));
    let (first, second) = tokio::join!(one.step(), two.step());
    assert!(first.is_ok() && second.is_ok(), "{first:?} {second:?}");
    while one.step().await.unwrap() == Step::Worked {}
    let mut ids: Vec<String> = postbox.all().into_iter().map(|posted| posted.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), postbox.all().len()), (6, 6));
}
