//! What a complaint that was right does to a request.

use super::story::{Story, ask, day, letter, name};
use crate::actor::Role;
use crate::clock::Duty;
use crate::ground::RefusalGround;
use crate::id::{ComplaintId, ItemNo};
use crate::kind::ItemKind;
use crate::notice::{NoticeKind, messages};
use crate::request::*;

const ONE: ItemNo = ItemNo(1);

fn complaint() -> ComplaintId {
    ComplaintId::derive(&["test"])
}

fn upheld(by_another: bool) -> Act {
    Act::ReopenForComplaint { complaint: complaint(), items: Items::from([ONE]), by_another }
}

fn refused() -> Decide {
    let ground = RefusalGround::OthersRights;
    Story::decision(1, Outcome::Refused { ground })
}

/// Refused, told, answered and closed.
fn refused_and_closed() -> Story {
    let mut story =
        Story::of(letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Correction)])).verified();
    story.does(Act::Decide(refused()));
    story.told(&[NoticeKind::Decision], Some(1));
    story.does(Act::Close);
    story
}

#[test]
fn what_was_refused_is_asked_again_with_a_new_duty_and_another_officer() {
    let mut story = refused_and_closed();
    story.on("2026-12-21T10:00:00-08:00").as_role(Role::Worker, "linker");
    let events = story.does(upheld(true));
    let names: Vec<_> = events.iter().map(name).collect();
    assert_eq!(names[..2], ["ComplaintLinked", "Reopened"]);
    assert_eq!(story.case().phase, Phase::Open);
    assert_eq!(story.item(1).round, 2);
    let due = story.case().docket.governing(Some(ONE), Duty::Respond).unwrap().1.due.due;
    assert!(due.day_in(chrono_tz::America::Los_Angeles) > day("2027-01-08"), "{due:?}");
    // The person hears that it is open again.
    let told = messages(&events, story.case());
    let is_told = |kind| told.iter().any(|m| m.notices.iter().any(|told| told.kind == kind));
    assert!(is_told(NoticeKind::Acknowledgement), "{told:?}");
    assert_eq!(story.names(upheld(true)), Vec::<&str>::new(), "nothing is decided any more");

    story.as_role(Role::Officer, "officer.one");
    assert_eq!(story.refuses(Act::TakeItem { item: ONE }), "same_officer");
    assert_eq!(story.refuses(Act::Decide(refused())), "same_officer");
    story.as_role(Role::Officer, "officer.two");
    story.does(Act::Decide(Story::decision(1, Outcome::Granted)));
}

#[test]
fn a_house_with_one_officer_lets_the_same_one_decide_anew() {
    let mut story = refused_and_closed();
    story.as_role(Role::Worker, "linker").does(upheld(false));
    story.as_role(Role::Officer, "officer.one").does(Act::TakeItem { item: ONE });
}

#[test]
fn what_was_never_decided_is_only_linked() {
    let mut story = Story::of(letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Correction)]));
    assert_eq!(story.names(upheld(true)), ["ComplaintLinked"]);
    let unknown = Act::ReopenForComplaint {
        complaint: complaint(),
        items: Items::from([ItemNo(9)]),
        by_another: true,
    };
    assert_eq!(story.refuses(unknown), "unknown_in_case");
    assert_eq!(story.names(Act::LinkComplaint { complaint: complaint() }), Vec::<&str>::new());
}
