//! The list of requests: rows of known histories, and every filter.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use habeas_adapters::views::request::{self, Count, Filter, Holds, Marks};
use habeas_domain::clock::{Duty, Tier};
use habeas_domain::contact::{Channel, Intake};
use habeas_domain::ground::HoldGround;
use habeas_domain::id::{ItemNo, PrincipalId, RequestId, TrackNo};
use habeas_domain::kind::{ItemKind, SubjectCategory};
use habeas_domain::notice::Heard;
use habeas_domain::notice::NoticeKind;
use habeas_domain::reference::Reference;
use habeas_domain::request::*;

use super::{all, project};
use crate::support::{Story, World, code, found, message, on_both_engines};

on_both_engines!(
    a_row_says_what_the_case_says,
    what_is_answered_is_due_no_more,
    a_clock_that_stands_still_is_not_overdue,
    a_confidential_hold_shows_nowhere_but_in_its_own_field,
    links_and_returned_mail_leave_marks,
    each_filter_lets_through_what_it_says,
    counting_ends_at_a_thousand,
    a_damaged_row_is_named,
);

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn a_row_says_what_the_case_says(world: World) {
    let kinds = [ItemKind::Deletion, ItemKind::Copy];
    let mut story = Story::begin(&world.store, "one", "2026-11-21T00:40:00Z", &kinds).await;
    story.does(Act::TakeItem { item: ItemNo(2) }).await;
    project(&world.store).await;
    let rows = all(&world.store, &Filter::default()).await;
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    let case = story.case();
    assert_eq!((&row.id, &row.reference), (&story.id, &case.receipt.reference));
    assert_eq!((row.phase, row.public_status), (Phase::Open, PublicStatus::Received));
    assert_eq!(row.waiting_on, case.waiting_on("2026-11-20".parse().unwrap()));
    assert!(row.waiting_on.contains(&WaitingOn::Identity), "{:?}", row.waiting_on);
    assert_eq!(row.kinds, kinds);
    assert_eq!((row.intake, row.category), (Intake::Portal, SubjectCategory::User));
    assert_eq!(row.received_at, at("2026-11-21T00:40:00Z"));
    assert_eq!((row.received, row.entered), (case.receipt.received.moment, case.receipt.entered));
    assert_eq!(row.residence, case.subject.residence);
    assert_eq!(row.taken_by, [PrincipalId::parse("officer.one").unwrap()]);
    assert_eq!((row.marks, row.holds), (Marks::default(), Holds::default()));
    assert_eq!((row.revision, row.version), (case.revision, story.version as u64));
    assert_eq!(row.last_at, story.now);
    // Fifteen working days after Friday 20 November in Los Angeles, Thanksgiving left out.
    let due = row.due.as_ref().unwrap();
    assert_eq!(
        (due.day.to_string().as_str(), due.zone.name()),
        ("2026-12-14", "America/Los_Angeles")
    );
    assert_eq!(due.late_from, at("2026-12-15T08:00:00Z"));
    assert_eq!((due.duty, due.regime.as_str(), due.tier), (Duty::Respond, "house", Tier::Promise));
    assert!(!due.provisional && !due.stands);
    assert!(!due.is_overdue(at("2026-12-15T07:59:59Z")) && due.is_overdue(due.late_from));
}

async fn what_is_answered_is_due_no_more(world: World) {
    let kinds = [ItemKind::Deletion];
    let mut story = Story::begin(&world.store, "one", "2026-11-21T00:40:00Z", &kinds).await;
    project(&world.store).await;
    assert!(all(&world.store, &Filter::default()).await[0].due.is_some());
    story.verified().await;
    story.told(NoticeKind::Acknowledgement, None).await;
    story.decides(1, Outcome::NothingHeld).await;
    story.told(NoticeKind::Decision, Some(1)).await;
    project(&world.store).await;
    let row = all(&world.store, &Filter::default()).await.remove(0);
    assert_eq!((row.phase, row.public_status), (Phase::Finished, PublicStatus::Finished));
    assert_eq!((row.waiting_on, row.due), (vec![WaitingOn::Closing], None));
    story.does(Act::Close).await;
    project(&world.store).await;
    assert_eq!(all(&world.store, &Filter::default()).await[0].phase, Phase::Closed);
}

async fn a_clock_that_stands_still_is_not_overdue(world: World) {
    let kinds = [ItemKind::Copy];
    let received = "2026-11-21T00:40:00Z";
    let mut story = Story::from_afar(&world.store, "one", received, &kinds).await;
    story.does(found()).await;
    // Whoever asks for proof within two days counts from the proof.
    story.does(code()).await;
    project(&world.store).await;
    let row = all(&world.store, &Filter::default()).await.remove(0);
    assert_eq!(row.public_status, PublicStatus::Verifying);
    let due = row.due.unwrap();
    let long_after = at("2030-01-01T00:00:00Z");
    assert!(due.stands && !due.is_overdue(long_after));
    let overdue = Filter { overdue: Some(long_after), ..Filter::default() };
    assert_eq!(all(&world.store, &overdue).await, []);
    let before = Filter { due_before: Some(long_after), ..Filter::default() };
    assert_eq!(all(&world.store, &before).await.len(), 1);

    let step = *story.case().people.steps.keys().next_back().unwrap();
    story.later(TimeDelta::minutes(9)).does(Act::AnswerCode { step, correct: true }).await;
    project(&world.store).await;
    let row = all(&world.store, &overdue).await.remove(0);
    assert_eq!(row.public_status, PublicStatus::InProgress);
    let due = row.due.unwrap();
    assert!(!due.stands && due.is_overdue(long_after));
}

async fn a_confidential_hold_shows_nowhere_but_in_its_own_field(world: World) {
    let kinds = [ItemKind::Deletion];
    let mut story = Story::begin(&world.store, "one", "2026-11-21T00:40:00Z", &kinds).await;
    project(&world.store).await;
    let before = all(&world.store, &Filter::default()).await.remove(0);
    let place = |confidential| Act::PlaceHold {
        hold: Hold {
            items: BTreeSet::new(),
            categories: BTreeSet::new(),
            ground: HoldGround::Authority,
            confidential,
            end: HoldEnd::Review("2027-01-11".parse().unwrap()),
            reason: None,
        },
    };
    story.does(place(true)).await;
    project(&world.store).await;
    let silent = all(&world.store, &Filter::default()).await.remove(0);
    assert_eq!(silent.holds, Holds { open: false, confidential: true });
    assert_eq!(silent.public_status, before.public_status);
    assert_eq!(silent.waiting_on, before.waiting_on);
    let held = Filter { waiting_on: Some(WaitingOn::Hold), ..Filter::default() };
    assert!(all(&world.store, &held).await.is_empty());
    story.does(place(false)).await;
    project(&world.store).await;
    assert_eq!(all(&world.store, &held).await[0].holds, Holds { open: true, confidential: true });
    story.does(Act::LiftHold { no: TrackNo(1) }).await;
    project(&world.store).await;
    assert_eq!(all(&world.store, &held).await[0].holds, Holds { open: true, confidential: false });
}

async fn links_and_returned_mail_leave_marks(world: World) {
    let kinds = [ItemKind::Deletion];
    let mut story = Story::begin(&world.store, "one", "2026-11-21T00:40:00Z", &kinds).await;
    story.does(found()).await;
    story.told(NoticeKind::Acknowledgement, None).await;
    for (name, answered) in [("open", None), ("answered", Some(story.now - TimeDelta::days(9)))] {
        let other = Related {
            case: RequestId::derive(&[name]),
            same_subject: true,
            kinds: BTreeSet::from([ItemKind::Deletion]),
            received: story.now,
            verified: true,
            answered,
        };
        story.does(Act::Link { other }).await;
    }
    let (message, at) = (message(NoticeKind::Acknowledgement, None), story.now);
    story.does(Act::Hear(Heard::NoticeCameBack { message: message.clone(), at })).await;
    project(&world.store).await;
    let marks = Marks { duplicate: true, repeat: true, undeliverable: true };
    assert_eq!(all(&world.store, &Filter::default()).await[0].marks, marks);
    story.later(TimeDelta::hours(1));
    let at = story.now;
    story.does(Act::Hear(Heard::NoticeHandedOver { message, channel: Channel::Email, at })).await;
    project(&world.store).await;
    assert!(!all(&world.store, &Filter::default()).await[0].marks.undeliverable);
}

async fn each_filter_lets_through_what_it_says(world: World) {
    let begin = |name: &'static str, received: &'static str, kinds: &'static [ItemKind]| {
        let store = world.store.clone();
        async move { Story::begin(&store, name, received, kinds).await }
    };
    let copy = begin("copy", "2026-11-03T18:00:00Z", &[ItemKind::Copy, ItemKind::Deletion]).await;
    let mut taken = begin("taken", "2026-11-04T18:00:00Z", &[ItemKind::Deletion]).await;
    taken.by.id = PrincipalId::parse("officer_two").unwrap();
    taken.does(Act::TakeItem { item: ItemNo(1) }).await;
    let opt_out = begin("opt-out", "2026-11-05T18:00:00Z", &[ItemKind::MarketingOptOut]).await;
    project(&world.store).await;

    let found = |filter: Filter| {
        let store = world.store.clone();
        async move {
            let ids = all(&store, &filter).await.into_iter().map(|row| row.id);
            let found: BTreeSet<RequestId> = ids.collect();
            let counted = request::count(store.read().await.unwrap().conn(), &filter).await;
            assert_eq!(counted.unwrap(), Count::Exactly(found.len() as u64));
            found
        }
    };
    let ids = |stories: &[&Story]| stories.iter().map(|s| s.id.clone()).collect::<BTreeSet<_>>();
    let none = Filter::default;
    let three = [&copy, &taken, &opt_out];
    assert_eq!(found(none()).await, ids(&three));
    let kind = |kind| Filter { kind: Some(kind), ..none() };
    assert_eq!(found(kind(ItemKind::Deletion)).await, ids(&[&copy, &taken]));
    assert_eq!(found(kind(ItemKind::Copy)).await, ids(&[&copy]));
    assert_eq!(found(kind(ItemKind::ConsentWithdrawal)).await, ids(&[]));
    assert_eq!(found(Filter { phase: Some(Phase::Open), ..none() }).await, ids(&three));
    assert_eq!(found(Filter { phase: Some(Phase::Closed), ..none() }).await, ids(&[]));
    let status = |status| Filter { public_status: Some(status), ..none() };
    assert_eq!(found(status(PublicStatus::Received)).await, ids(&[&copy, &taken]));
    assert_eq!(found(status(PublicStatus::InProgress)).await, ids(&[&opt_out]));
    let waiting = |on| Filter { waiting_on: Some(on), ..none() };
    assert_eq!(found(waiting(WaitingOn::Identity)).await, ids(&[&copy, &taken]));
    let by = |name| Filter { taken_by: Some(PrincipalId::parse(name).unwrap()), ..none() };
    assert_eq!(found(by("officer_two")).await, ids(&[&taken]));
    assert_eq!(found(by("officer-two")).await, ids(&[]));
    assert_eq!(found(by("officer.two")).await, ids(&[]), "no name is a pattern");
    let reference = |reference: &Reference| Filter { reference: Some(reference.clone()), ..none() };
    assert_eq!(found(reference(&taken.case().receipt.reference)).await, ids(&[&taken]));
    assert_eq!(found(reference(&Reference::from_chance(7))).await, ids(&[]));
    let among = |ids: &[&RequestId]| Filter {
        ids: Some(ids.iter().map(|&id| id.clone()).collect()),
        ..none()
    };
    let absent = RequestId::derive(&["nobody"]);
    assert_eq!(found(among(&[&copy.id, &absent, &opt_out.id])).await, ids(&[&copy, &opt_out]));
    assert_eq!(found(among(&[])).await, ids(&[]));

    // The opt-out is owed within hours, the others weeks later.
    let rows = all(&world.store, &none()).await;
    let late: Vec<_> = rows.iter().map(|row| (row.id.clone(), row.due.clone().unwrap())).collect();
    assert_eq!((&late[0].0, late[0].1.duty), (&opt_out.id, Duty::OptOut));
    assert_eq!((&late[1].0, &late[2].0), (&copy.id, &taken.id));
    for (count, (_, due)) in late.iter().enumerate() {
        let moment = due.late_from;
        let just_before = moment - TimeDelta::microseconds(1);
        assert_eq!(found(Filter { overdue: Some(just_before), ..none() }).await.len(), count);
        assert_eq!(found(Filter { overdue: Some(moment), ..none() }).await.len(), count + 1);
        assert_eq!(found(Filter { due_before: Some(moment), ..none() }).await.len(), count + 1);
    }
    let both = Filter { overdue: Some(late[0].1.late_from), kind: Some(ItemKind::Copy), ..none() };
    assert_eq!(found(both).await, ids(&[]), "every condition must hold");
}

async fn counting_ends_at_a_thousand(world: World) {
    let story = Story::begin(&world.store, "one", "2026-11-21T00:40:00Z", &[ItemKind::Copy]).await;
    project(&world.store).await;
    let copies = "insert into view_request select v.build, v.id || n.n, v.reference, v.phase,
        v.public_status, v.waiting_on, v.kinds, v.intake, v.received_at, v.received_on, v.entered,
        v.due_order, v.late_from, v.due_on, v.due_zone, v.due_duty, v.due_regime, v.due_tier,
        v.due_provisional, v.due_stands, v.country, v.region, v.category, v.taken_by, v.duplicate,
        v.repeated, v.undeliverable, v.held, v.held_in_silence, v.revision, v.version, v.last_at
        from view_request v, (with recursive c(n) as
          (select 1 union all select n + 1 from c where n < 998) select n from c) n";
    world.as_owner(copies).await.unwrap();
    let count = async || {
        let mut reader = world.store.read().await.unwrap();
        request::count(reader.conn(), &Filter::default()).await.unwrap()
    };
    assert_eq!(count().await, Count::Exactly(999));
    drop(story);
    for name in ["two", "three"] {
        Story::begin(&world.store, name, "2026-11-21T00:40:00Z", &[ItemKind::Copy]).await;
        project(&world.store).await;
        assert_eq!(count().await, Count::AtLeast(1_000));
    }
}

async fn a_damaged_row_is_named(world: World) {
    let story = Story::begin(&world.store, "one", "2026-11-21T00:40:00Z", &[ItemKind::Copy]).await;
    project(&world.store).await;
    world.as_owner("update view_request set due_zone = 'Mars'").await.unwrap();
    let first = request::Page::parse(request::Sort::Due, 1, None).unwrap();
    let mut reader = world.store.read().await.unwrap();
    let error = request::list(reader.conn(), &Filter::default(), &first).await.unwrap_err();
    let expected =
        format!("the value stored in view_request.due_zone at {} cannot be read", story.id);
    assert_eq!(error.to_string(), expected);
}
