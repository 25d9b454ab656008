//! More time for the answer to an appeal: it counts once the complainant was told, in time.

use std::sync::Arc;

use super::story::{Story, about_a_refusal, decide, subject};
use crate::actor::Role;
use crate::clock::Duty;
use crate::complaint::{Act, Outcome};
use crate::ground::ExtensionGround;
use crate::id::{RegimeId, RuleId};
use crate::notice::{Heard, NoticeKind};
use crate::regime::Rulebook;
use crate::request::tests::story::{message, rules, sealed};

/// A refusal is appealed against there; counsel advised that the clock of this regime governs.
fn appeal(state: &str, regime: &str) -> Story {
    let (regime, row) = (RegimeId::parse(regime).unwrap(), RuleId::parse("appeal").unwrap());
    let shipped = Rulebook::clone(&rules("US", chrono_tz::America::New_York));
    let mut letter = about_a_refusal("2026-11-02T15:00:00Z");
    letter.subject = Some(subject("US", Some(state)));
    let mut story = Story::under(Arc::new(shipped.accepting(&regime, &row).unwrap()), letter);
    story.as_role(Role::Officer, "officer.two");
    story
}

fn in_colorado() -> Story {
    appeal("CO", "us_45_60")
}

fn longer(regime: &str, ground: ExtensionGround) -> Act {
    let regime = RegimeId::parse(regime).unwrap();
    Act::Extend { regime, ground, reason: sealed("nine years of logs") }
}

fn by_law() -> Act {
    longer("us_45_60", ExtensionGround::Complexity)
}

fn due(story: &Story) -> String {
    story.due(Duty::Appeal, "us_45_60")
}

#[test]
fn sixty_days_more_count_from_receipt_once_they_are_told() {
    let mut story = in_colorado();
    assert_eq!(due(&story), "2026-12-16");
    let promised = story.due(Duty::Respond, "house");
    story.on("2026-12-01T10:00:00Z");
    assert_eq!(story.does(by_law()), ["ExtensionOrdered"]);
    assert_eq!(due(&story), "2026-12-16", "not yet");
    assert_eq!(story.refuses(by_law()), "already_extended");
    let heard = story.told(NoticeKind::Extension, None);
    assert_eq!(heard, ["NoticeHandedOver", "ClockExtended"]);
    assert_eq!(due(&story), "2027-02-14", "a hundred and five days from receipt");
    assert_eq!(story.due(Duty::Respond, "house"), promised, "our promise stays");
    assert_eq!(story.refuses(by_law()), "already_extended");
    // The answer ends it in time.
    story.on("2027-02-12T10:00:00Z").investigated();
    story.does(decide(1, Outcome::NotUpheld, &[]));
    assert!(story.told(NoticeKind::Decision, Some(1)).contains(&"ClockEnded".to_owned()));
    assert!(story.clock(Duty::Appeal, "us_45_60").late.is_none());
    assert_eq!(story.refuses(by_law()), "extension_not_allowed", "nothing is owed any more");
}

#[test]
fn nobody_else_takes_more_time() {
    let mut story = in_colorado();
    assert_eq!(
        story.refuses(longer("us_45_60", ExtensionGround::Consultation)),
        "extension_not_allowed"
    );
    assert_eq!(
        story.refuses(longer("house", ExtensionGround::Complexity)),
        "extension_not_allowed"
    );
    assert_eq!(story.refuses(longer("us_60", ExtensionGround::Complexity)), "regime_not_chosen");
    assert_eq!(story.as_role(Role::Clerk, "clerk.one").refuses(by_law()), "officer_only");
    // The other states give none.
    let story = appeal("NJ", "us_45");
    assert_eq!(
        story.refuses(longer("us_45", ExtensionGround::Complexity)),
        "extension_not_allowed"
    );
    // What nobody read is never told, and so lengthens nothing.
    let mut letter = about_a_refusal("2026-11-02T15:00:00Z");
    letter.subject = Some(subject("US", Some("CO")));
    let advised = Story::under(rules("US", chrono_tz::America::New_York), letter);
    assert_eq!(advised.refuses(by_law()), "extension_not_allowed");
}

#[test]
fn told_too_late_it_does_not_count() {
    let mut story = in_colorado();
    // The sixteenth of December ends in Chicago at six.
    story.on("2026-12-17T05:50:00Z").does(by_law());
    story.on("2026-12-17T06:00:00Z");
    assert!(story.told(NoticeKind::Extension, None).contains(&"ExtensionFailed".to_owned()));
    assert!(story.does(Act::CheckClocks).contains(&"DutyMissed".to_owned()));
    assert_eq!(due(&story), "2026-12-16");
    assert!(story.clock(Duty::Appeal, "us_45_60").late.is_some());
    assert_eq!(story.refuses(by_law()), "extension_too_late");
}

#[test]
fn a_notice_that_never_leaves_brings_nothing() {
    let mut story = in_colorado();
    story.on("2026-12-17T05:50:00Z").does(by_law());
    let missed = story.on("2026-12-17T06:50:00Z").does(Act::CheckClocks);
    assert!(!missed.contains(&"ExtensionFailed".to_owned()), "it may be on its way: {missed:?}");
    let missed = story.on("2026-12-17T07:00:00Z").does(Act::CheckClocks);
    for name in ["ExtensionFailed", "DutyMissed"] {
        assert!(missed.contains(&name.to_owned()), "{missed:?}");
    }
    let mut story = in_colorado();
    story.on("2026-12-01T10:00:00Z").does(by_law());
    let (message, at) = (message(&[NoticeKind::Extension], None), story.now);
    let given_up = story.does(Act::Hear(Heard::NoticeGivenUp { message, at }));
    assert_eq!(given_up, ["NoticeGivenUp", "ExtensionFailed"]);
    assert_eq!(story.does(by_law()), ["ExtensionOrdered"], "another one may be told");
}

#[test]
fn an_answer_overtakes_the_notice() {
    let mut story = in_colorado();
    story.on("2026-12-01T10:00:00Z").investigated().does(by_law());
    story.does(decide(1, Outcome::NotUpheld, &[]));
    story.told(NoticeKind::Decision, Some(1));
    assert!(story.case().docket.extensions.is_empty());
    assert_eq!(story.told(NoticeKind::Extension, None), ["NoticeHandedOver"]);
}
