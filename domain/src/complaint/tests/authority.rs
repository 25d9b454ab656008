use std::collections::BTreeMap;

use super::story::{Story, letter};
use crate::actor::Role;
use crate::clock::{Due, Duty};
use crate::complaint::{Act, Authority, Direction, WaitingOn};
use crate::contact::Channel;
use crate::id::{PartyNo, TrackNo};
use crate::kind::{ComplaintKind, Relation};
use crate::notice::NoticeKind;
use crate::people::{Party, REQUESTER, Standing};
use crate::place::Language;
use crate::request::tests::story::{at, day, sealed};

fn authority(relation: Relation) -> Party {
    Party {
        relation,
        name: Some(sealed("authority")),
        language: Language::parse("en").unwrap(),
        contacts: BTreeMap::new(),
        identity: BTreeMap::new(),
        standing: Standing::NotShown,
    }
}

fn escalated() -> Story {
    let mut story = Story::of(letter(ComplaintKind::Clue, "2026-11-02T10:00:00Z"));
    story.told(NoticeKind::Acknowledgement, None);
    story.on("2026-11-10T10:00:00Z").does(Act::Escalate {
        authority: Authority::New(Box::new(authority(Relation::Authority))),
        direction: Direction::In,
        reference: sealed("ref"),
        at: at("2026-11-10T09:00:00Z"),
    });
    story
}

#[test]
fn an_authority_imposes_a_duty_by_its_own_date() {
    let mut story = escalated();
    let impose = |by, due| Act::Impose {
        by: PartyNo(by),
        duty: Duty::Respond,
        due: Due::Day(day(due)),
        demand: sealed("send the file"),
    };
    assert_eq!(story.refuses(impose(1, "2026-11-20")), "no_authority");
    assert_eq!(story.refuses(impose(3, "2026-11-20")), "unknown_in_case");
    assert_eq!(story.refuses(impose(2, "2026-10-20")), "due_out_of_range");
    story.does(impose(2, "2026-11-12"));
    // Two working days before it, somebody is warned.
    assert_eq!(story.complaint.next_check(&story.rules), Some(at("2026-11-10T00:00:00Z")));
    assert_eq!(story.does(Act::CheckClocks), ["ImposedDutyNear"]);
    assert_eq!(story.complaint.next_check(&story.rules), Some(at("2026-11-13T00:00:00Z")));
    let late = story.on("2026-11-13T00:00:00Z").does(Act::CheckClocks);
    assert!(late.contains(&"ImposedDutyMissed".to_owned()), "{late:?}");
    assert_eq!(story.does(Act::CheckClocks), Vec::<String>::new());
    let met = Act::MeetImposed { no: TrackNo(1), at: at("2026-11-12T23:00:00Z") };
    assert_eq!(story.does(met.clone()), ["ImposedDutyMet"]);
    assert_eq!(story.does(met), Vec::<String>::new());
    let unknown = Act::MeetImposed { no: TrackNo(2), at: story.now };
    assert_eq!(story.refuses(unknown), "unknown_in_case");
}

#[test]
fn what_was_recorded_by_mistake_is_withdrawn() {
    let mut story = escalated();
    let impose = || Act::Impose {
        by: PartyNo(2),
        duty: Duty::Respond,
        due: Due::Day(day("2026-11-24")),
        demand: sealed("send the file"),
    };
    let withdraw = |no| Act::WithdrawImposed { no: TrackNo(no), reason: sealed("another case") };
    story.does(impose());
    assert_eq!(story.refuses(withdraw(2)), "unknown_in_case");
    story.as_role(Role::Clerk, "clerk.one");
    assert_eq!(story.refuses(withdraw(1)), "officer_only");
    story.as_role(Role::Officer, "officer.one");
    assert_eq!(story.does(withdraw(1)), ["ImposedDutyWithdrawn"]);
    assert!(!story.case().imposed.any_open());
    let waits = story.case().waiting_on(day("2026-11-10"));
    assert!(!waits.contains(&WaitingOn::Authority), "{waits:?}");
    let at = story.now;
    let met = |no| Act::MeetImposed { no: TrackNo(no), at };
    assert_eq!(story.refuses(withdraw(1)), "imposed_duty_withdrawn");
    assert_eq!(story.refuses(met(1)), "imposed_duty_withdrawn");
    let events = story.on("2026-11-25T09:00:00Z").does(Act::CheckClocks);
    assert!(!events.iter().any(|name| name.starts_with("Imposed")), "{events:?}");
    story.on("2026-11-10T10:00:00Z").does(impose());
    story.does(met(2));
    assert_eq!(story.refuses(withdraw(2)), "imposed_duty_met");
}

#[test]
fn only_an_authority_is_one() {
    let story = Story::of(letter(ComplaintKind::Clue, "2026-11-02T10:00:00Z"));
    let act = Act::Escalate {
        authority: Authority::New(Box::new(authority(Relation::Representative))),
        direction: Direction::Out,
        reference: sealed("ref"),
        at: story.now,
    };
    assert_eq!(story.refuses(act), "no_authority");
}

#[test]
fn an_authority_that_writes_again_is_the_same_party() {
    let mut story = escalated();
    let again = |party| Act::Escalate {
        authority: Authority::Known(PartyNo(party)),
        direction: Direction::Out,
        reference: sealed("second"),
        at: at("2026-11-10T10:00:00Z"),
    };
    assert_eq!(story.refuses(again(1)), "no_authority", "the complainant is none");
    assert_eq!(story.refuses(again(3)), "unknown_in_case");
    story.does(again(2));
    assert_eq!(story.case().people.parties.len(), 2);
    let passed_on: Vec<_> = story.case().escalated.iter().map(|one| one.to).collect();
    assert_eq!(passed_on, [PartyNo(2)], "only what went there counts, not what came from there");
}

#[test]
fn letters_go_both_ways_and_never_before_the_complaint() {
    let mut story = escalated();
    let letter = |direction, when| Act::RecordLetter {
        direction,
        party: REQUESTER,
        channel: Channel::Phone,
        at: at(when),
        summary: sealed("said"),
    };
    story.does(letter(Direction::In, "2026-11-09T10:00:00Z"));
    story.does(letter(Direction::Out, "2026-11-10T09:00:00Z"));
    assert_eq!(story.case().letters, 2);
    for when in ["2026-11-01T10:00:00Z", "2026-11-11T10:00:00Z"] {
        assert_eq!(story.refuses(letter(Direction::In, when)), "time_out_of_range");
    }
}
