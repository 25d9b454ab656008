//! Who hears what of an incident.

use crate::breach::{Count, Risk};
use crate::case::CaseRef;
use crate::clock::{Due, Duty};
use crate::id::{IncidentId, PrincipalId, TrackNo};
use crate::incident::tests::story::{Story, assess, leak, report};
use crate::incident::{Act, Authority, Event, Link, Owner};
use crate::notice::{Heard, NoticeKind, OwedMessage, messages};
use crate::request::tests::story::{at, day, message, sealed};

fn of(story: &Story, events: &[Event]) -> Vec<(String, Vec<NoticeKind>)> {
    let told = |message: OwedMessage| {
        (message.key, message.notices.into_iter().map(|told| told.kind).collect())
    };
    messages(events, story.case()).into_iter().map(told).collect()
}

fn does(story: &mut Story, act: Act) -> Vec<(String, Vec<NoticeKind>)> {
    let before = story.history.len();
    story.does(act);
    of(story, &story.history[before..])
}

fn to(key: &str, kinds: &[NoticeKind]) -> Vec<(String, Vec<NoticeKind>)> {
    vec![(key.to_owned(), kinds.to_vec())]
}

const OFFICERS: &str = "team.officer/letter";

#[test]
fn the_officers_hear_at_once_and_whoever_reported_it_is_thanked() {
    let story = Story::of(report("2026-05-04T08:00:00Z"));
    let mut owed = to("party.1.contact.1/letter", &[NoticeKind::Acknowledgement]);
    owed.extend(to(OFFICERS, &[NoticeKind::IncidentAlarm]));
    assert_eq!(of(&story, &story.history), owed);
    let mut nobody = report("2026-05-04T08:00:00Z");
    nobody.reporter.contacts.clear();
    let nobody = Story::of(nobody);
    assert_eq!(of(&nobody, &nobody.history), to(OFFICERS, &[NoticeKind::IncidentAlarm]));
}

#[test]
fn what_turns_out_graver_is_told_to_everyone_who_could_act() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    let small = assess(leak(Risk::Unlikely, &[("DE", Count::Exactly(300))]));
    assert_eq!(does(&mut story, small), []);
    story.does(Act::Take);
    let mut owed = to(OFFICERS, &[NoticeKind::IncidentAlarm]);
    owed.insert(0, ("staff.officer.one/letter".to_owned(), vec![NoticeKind::IncidentAlarm]));
    let grave = assess(leak(Risk::High, &[("DE", Count::Exactly(300))]));
    assert_eq!(does(&mut story, grave), owed);
}

#[test]
fn an_owner_hears_of_their_measure() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    let owner = Owner { id: PrincipalId::parse("officer.two").unwrap(), on_staff: true };
    let due = Some(at("2026-05-04T12:00:00Z"));
    let assigned = Act::Assign { measure: TrackNo(1), owner, due };
    let owed = to("staff.officer.two/letter", &[NoticeKind::TaskAlarm]);
    assert_eq!(does(&mut story, assigned), owed);
    story.on("2026-05-04T12:00:00Z");
    assert_eq!(does(&mut story, Act::CheckClocks), owed);
}

#[test]
fn each_warning_is_told_once_and_the_most_urgent_wins() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::Risk, &[("DE", Count::Exactly(300))])));
    story.contains();
    story.on("2026-05-07T05:00:00Z");
    assert_eq!(does(&mut story, Act::CheckClocks), to(OFFICERS, &[NoticeKind::FourHoursLeft]));
    story.on("2026-05-07T09:00:00Z");
    assert_eq!(does(&mut story, Act::CheckClocks), to(OFFICERS, &[NoticeKind::Overdue]));
}

#[test]
fn what_was_planned_and_is_not_done_in_its_time_is_told_once() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(assess(leak(Risk::Unlikely, &[("DE", Count::Exactly(300))])));
    story.on("2026-05-04T12:05:00Z");
    assert_eq!(does(&mut story, Act::CheckClocks), to(OFFICERS, &[NoticeKind::TaskAlarm]));
    assert_eq!(does(&mut story, Act::CheckClocks), []);
}

#[test]
fn what_an_authority_imposes_is_told_before_and_after_its_day() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    story.does(Act::JudgeNoBreach { reasoning: sealed("a test") });
    let by = Authority { name: sealed("authority"), reference: sealed("reference") };
    let (duty, due) = (Duty::Respond, Due::Day(day("2026-05-20")));
    let demand = sealed("answer");
    let impose = Act::Impose { by, duty, due, demand };
    assert_eq!(does(&mut story, impose), to(OFFICERS, &[NoticeKind::TrackAlarm]));
    story.on("2026-05-18T08:00:00Z");
    assert_eq!(does(&mut story, Act::CheckClocks), to(OFFICERS, &[NoticeKind::TwoDaysLeft]));
    story.on("2026-05-20T22:00:00Z");
    assert_eq!(does(&mut story, Act::CheckClocks), to(OFFICERS, &[NoticeKind::Overdue]));
    let met = Act::MeetImposed { no: TrackNo(1), at: story.now };
    assert_eq!(does(&mut story, met), []);
}

#[test]
fn silence_and_its_end_are_told() {
    let mut story = Story::of(report("2026-05-04T08:00:00Z"));
    let stay = Act::Stay {
        authority: sealed("police"),
        reference: sealed("reference"),
        from: at("2026-05-04T08:02:00Z"),
        until: at("2026-05-04T12:00:00Z"),
    };
    assert_eq!(does(&mut story, stay), to(OFFICERS, &[NoticeKind::TrackAlarm]));
    story.on("2026-05-04T12:00:00Z");
    assert_eq!(does(&mut story, Act::CheckClocks), to(OFFICERS, &[NoticeKind::TrackAlarm]));
    let lost = Heard::NoticeGivenUp {
        message: message(&[NoticeKind::Acknowledgement], None),
        at: at("2026-05-04T11:00:00Z"),
    };
    assert_eq!(does(&mut story, Act::Hear(lost)), to(OFFICERS, &[NoticeKind::Undeliverable]));
}

#[test]
fn what_is_merged_is_not_lost_in_silence() {
    let other = CaseRef::Incident(IncidentId::derive(&["other"]));
    let link = Act::Link { other, link: Link::Merged };
    let alarm = to(OFFICERS, &[NoticeKind::IncidentAlarm]);
    let mut open = Story::of(report("2026-05-04T08:00:00Z"));
    assert_eq!(does(&mut open, link.clone()), alarm, "it is to be assessed anew");
    let mut ended = Story::of(report("2026-05-04T08:00:00Z"));
    ended.does(Act::JudgeNoBreach { reasoning: sealed("a test") });
    assert_eq!(does(&mut ended, link), alarm);
}
