//! What authorities impose, by dates of their own (P35).

use super::story::{Story, assess, leak, report};
use crate::actor::Role;
use crate::breach::{Count, Risk};
use crate::clock::{Due, Duty};
use crate::id::{IncidentId, TrackNo};
use crate::incident::*;
use crate::request::tests::story::{at, day, sealed};

fn impose(due: Due) -> Act {
    Act::Impose {
        by: Authority { name: sealed("authority"), reference: sealed("reference") },
        duty: Duty::ReportFinal,
        due,
        demand: sealed("a report on what was done"),
    }
}

fn by(day_text: &str) -> Act {
    impose(Due::Day(day(day_text)))
}

fn met(no: u16, at_text: &str) -> Act {
    Act::MeetImposed { no: TrackNo(no), at: at(at_text) }
}

fn nothing() -> Vec<String> {
    Vec::new()
}

#[test]
fn an_authority_imposes_a_duty_by_its_own_date() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::Unlikely, &[("DE", Count::Exactly(3))])));
    story.contains();
    assert_eq!(story.does(by("2026-05-20")), ["DutyImposed"]);
    assert!(story.case().waiting_on(story.now).contains(&WaitingOn::Authority));
    let offered = story.case().offers(&story.by.id);
    let open = |act| offered.iter().any(|offer| offer.act == act && offer.blocks.is_empty());
    assert!(open(Offered::Impose) && open(Offered::MeetImposed));

    // Two working days before it somebody is warned, and when its day is over in Berlin it is late.
    assert_eq!(story.incident.next_check(&story.rules), Some(at("2026-05-17T22:00:00Z")));
    story.on("2026-05-17T22:00:00Z");
    assert_eq!(story.does(Act::CheckClocks), ["ImposedDutyNear"]);
    assert_eq!(story.incident.next_check(&story.rules), Some(at("2026-05-20T22:00:00Z")));
    story.on("2026-05-20T22:00:00Z");
    assert_eq!(story.does(Act::CheckClocks), ["ImposedDutyMissed"]);
    assert_eq!(story.does(Act::CheckClocks), nothing());
    assert_eq!(story.incident.next_check(&story.rules), None);

    // It was done in time, and heard of late.
    story.on("2026-05-21T08:00:00Z");
    assert_eq!(story.does(met(1, "2026-05-20T15:00:00Z")), ["ImposedDutyMet"]);
    assert_eq!(story.does(met(1, "2026-05-20T15:00:00Z")), nothing());
    let duty = story.case().imposed.get(TrackNo(1)).unwrap();
    assert_eq!((duty.met, duty.late), (Some(at("2026-05-20T15:00:00Z")), None));
    assert!(!story.case().waiting_on(story.now).contains(&WaitingOn::Authority));
}

#[test]
fn what_is_done_late_was_late_though_nobody_looked_at_the_time() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(by("2026-05-20"));
    story.on("2026-05-22T08:00:00Z");
    assert_eq!(story.does(met(1, "2026-05-21T15:00:00Z")), ["ImposedDutyMet"]);
    let duty = story.case().imposed.get(TrackNo(1)).unwrap();
    assert_eq!(duty.late, Some(at("2026-05-20T22:00:00Z")));
}

#[test]
fn an_authority_may_name_an_hour() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(impose(Due::Instant(at("2026-05-06T12:00:00Z"))));
    story.on("2026-05-06T11:59:00Z").does(Act::CheckClocks);
    assert!(story.case().imposed.get(TrackNo(1)).unwrap().near);
    let late = story.on("2026-05-06T12:00:00Z").does(Act::CheckClocks);
    assert!(late.contains(&"ImposedDutyMissed".to_owned()), "{late:?}");
}

#[test]
fn a_slip_in_what_an_authority_imposed_is_refused() {
    let mut told = report("2026-05-04T08:00:00Z");
    told.times.insert(Fact::OccurredFrom, at("2026-05-02T08:00:00Z"));
    let mut story = Story::of(told);
    for slip in ["2026-05-01", "2025-05-20", "2036-05-05"] {
        assert_eq!(story.refuses(by(slip)), "due_out_of_range", "{slip}");
    }
    story.as_role(Role::Clerk, "clerk.one");
    assert_eq!(story.refuses(by("2026-05-20")), "officer_only");
    story.as_role(Role::Approver, "approver.one").does(by("2026-05-20"));
    assert_eq!(story.refuses(met(2, "2026-05-04T08:01:00Z")), "unknown_in_case");
    assert_eq!(story.refuses(met(1, "2026-05-04T09:00:00Z")), "time_out_of_range");
    assert_eq!(story.refuses(met(1, "2026-05-02T07:00:00Z")), "time_out_of_range");
    story.as_role(Role::Clerk, "clerk.one");
    assert_eq!(story.refuses(met(1, "2026-05-04T08:01:00Z")), "officer_only");
}

#[test]
fn nothing_is_closed_while_an_authority_waits() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::Unlikely, &[("DE", Count::Exactly(3))])));
    story.contains();
    story.does(Act::Review { findings: sealed("findings") });
    story.does(by("2026-05-20"));
    assert_eq!(story.refuses(Act::Close), "imposed_duties_open");
    let offers = story.case().offers(&story.by.id);
    let close = offers.iter().find(|offer| offer.act == Offered::Close).unwrap();
    assert_eq!(close.blocks, [Block::ImposedDutiesOpen]);
    story.on("2026-05-05T08:00:00Z").does(met(1, "2026-05-05T07:00:00Z"));
    assert_eq!(story.does(Act::Close), ["IncidentClosed"]);
    // It asks again when everything is done.
    story.does(by("2026-06-10"));
    assert_eq!(story.case().phase, Phase::Closed);
    assert_eq!(story.case().waiting_on(story.now), [WaitingOn::Authority]);
    assert!(story.incident.next_check(&story.rules).is_some());
}

/// A date that belongs to another incident was put on record here.
#[test]
fn what_was_recorded_by_mistake_is_withdrawn() {
    let withdraw = |no| Act::WithdrawImposed { no: TrackNo(no), reason: sealed("another case") };
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::Unlikely, &[("DE", Count::Exactly(3))])));
    story.contains();
    story.does(Act::Review { findings: sealed("findings") });
    story.does(by("2026-05-20"));
    let offered = story.case().offers(&story.by.id);
    let offers = |act| offered.iter().any(|offer| offer.act == act && offer.blocks.is_empty());
    assert!(offers(Offered::WithdrawImposed));
    story.as_role(Role::Clerk, "clerk.one");
    assert_eq!(story.refuses(withdraw(1)), "officer_only");
    story.as_role(Role::Officer, "officer.one");
    assert_eq!(story.refuses(withdraw(2)), "unknown_in_case");
    assert_eq!(story.on("2026-05-20T22:00:00Z").does(Act::CheckClocks).len(), 1, "it is late");

    let revision = story.case().revision;
    assert_eq!(story.does(withdraw(1)), ["ImposedDutyWithdrawn"]);
    assert!(story.case().revision > revision);
    let duty = story.case().imposed.get(TrackNo(1)).unwrap();
    assert_eq!((duty.withdrawn, duty.late), (Some(story.now), None), "it was never owed");
    assert!(!story.case().imposed.any_open());
    assert!(!story.case().waiting_on(story.now).contains(&WaitingOn::Authority));
    assert_eq!(story.refuses(withdraw(1)), "imposed_duty_withdrawn");
    assert_eq!(story.refuses(met(1, "2026-05-20T15:00:00Z")), "imposed_duty_withdrawn");

    // One that is ahead rings no more; what was done is not taken back.
    story.does(by("2026-06-10"));
    assert!(story.incident.next_check(&story.rules).is_some());
    story.does(withdraw(2));
    assert_eq!(story.incident.next_check(&story.rules), None);
    story.does(by("2026-06-10"));
    story.does(met(3, "2026-05-20T15:00:00Z"));
    assert_eq!(story.refuses(withdraw(3)), "imposed_duty_met");
    assert_eq!(story.does(Act::Close), ["IncidentClosed"], "closing waits for none of them");
}

/// It is owed to the authority, whatever the incident turned out to be.
#[test]
fn what_an_authority_imposes_outlives_the_incident() {
    let target = || {
        let other = Story::of(report("2026-05-04T07:00:00Z"));
        MergeTarget::of(other.case())
    };
    let ends = [
        (Act::JudgeNoBreach { reasoning: sealed("a test") }, Phase::NotABreach),
        (
            Act::Merge {
                into: IncidentId::derive(&["other"]),
                target: target(),
                reasoning: sealed("the same"),
            },
            Phase::Merged,
        ),
    ];
    for (end, phase) in ends {
        for before in [true, false] {
            let mut story = Story::of(report("2026-05-04T08:00:00Z"));
            story.contains();
            if before {
                story.does(by("2026-05-20"));
            }
            story.does(end.clone());
            if !before {
                story.does(by("2026-05-20"));
            }
            assert_eq!(story.case().phase, phase);
            assert_eq!(story.case().waiting_on(story.now), [WaitingOn::Authority]);
            story.on("2026-05-20T22:00:00Z");
            assert_eq!(story.does(Act::CheckClocks), ["ImposedDutyMissed"]);
            story.does(met(1, "2026-05-20T22:00:00Z"));
            let duty = story.case().imposed.get(TrackNo(1)).unwrap();
            assert_eq!(duty.late, Some(at("2026-05-20T22:00:00Z")), "it was done late");
            assert_eq!(story.case().waiting_on(story.now), [WaitingOn::Nothing]);
        }
    }
}
