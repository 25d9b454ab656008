//! Who hears what of a complaint.

use std::collections::{BTreeMap, BTreeSet};

use crate::actor::Role;
use crate::assurance::Sensitivity;
use crate::complaint::tests::story::{Story, about_a_refusal, decide, letter};
use crate::complaint::{Act, Authority, Direction, Event, Outcome, Remedy};
use crate::contact::Provenance;
use crate::id::PartyNo;
use crate::kind::{ComplaintKind, Relation};
use crate::notice::Heard;
use crate::notice::{NoticeKind, OwedMessage, messages};
use crate::people::{MatchRecord, Party, Standing};
use crate::place::Language;
use crate::request::tests::story::{MAIL, at, message, sealed};

/// What the last command owes: to whom, what.
fn owed(story: &Story, events: usize) -> Vec<(String, Vec<NoticeKind>)> {
    let last: Vec<Event> = story.history[story.history.len() - events..].to_vec();
    let told = |message: OwedMessage| {
        (message.key, message.notices.into_iter().map(|told| told.kind).collect())
    };
    messages(&last, story.case()).into_iter().map(told).collect()
}

fn does(story: &mut Story, act: Act) -> Vec<(String, Vec<NoticeKind>)> {
    let events = story.does(act).len();
    owed(story, events)
}

const LETTER: &str = "party.1.contact.1/letter";
const OFFICERS: &str = "team.officer/letter";

fn to(key: &str, kinds: &[NoticeKind]) -> Vec<(String, Vec<NoticeKind>)> {
    vec![(key.to_owned(), kinds.to_vec())]
}

#[test]
fn whoever_asks_a_question_is_answered_where_they_wrote_from() {
    let mut story = Story::of(letter(ComplaintKind::Question, "2026-11-02T10:00:00Z"));
    assert_eq!(owed(&story, story.history.len()), to(LETTER, &[NoticeKind::Acknowledgement]));
    let answered = does(&mut story, decide(1, Outcome::Answered, &[]));
    assert_eq!(answered, to(LETTER, &[NoticeKind::Decision]));
}

#[test]
fn an_answer_about_a_person_waits_for_a_contact_on_record() {
    let mut story = Story::of(letter(ComplaintKind::InfringementReport, "2026-11-02T10:00:00Z"));
    let asked = does(&mut story, Act::Take);
    assert!(asked.is_empty());
    story.does(Act::MatchRecord(MatchRecord::NotFound));
    let silent = does(&mut story, decide(1, Outcome::IdentityNotConfirmed, &[]));
    assert_eq!(silent, to(LETTER, &[NoticeKind::IdentityNotConfirmed]), "silence says nothing");

    let mut story = Story::of(about_a_refusal("2026-11-02T10:00:00Z"));
    story.investigated().as_role(Role::Officer, "officer.two");
    let upheld = does(&mut story, decide(1, Outcome::Upheld, &[Remedy::DecidedAnew]));
    assert_eq!(upheld, to(OFFICERS, &[NoticeKind::Undeliverable]));
    let found = does(&mut story, on_record());
    assert_eq!(found, to(LETTER, &[NoticeKind::Decision, NoticeKind::Ticket]));
}

#[test]
fn a_record_that_adds_nothing_sends_nothing_twice() {
    let mut known = about_a_refusal("2026-11-02T10:00:00Z");
    let at = at("2026-10-01T10:00:00Z");
    known.complainant.contacts.get_mut(&MAIL).unwrap().provenance = Provenance::OnRecord { at };
    let mut story = Story::of(known);
    story.investigated().as_role(Role::Officer, "officer.two");
    let upheld = does(&mut story, decide(1, Outcome::Upheld, &[Remedy::DecidedAnew]));
    assert_eq!(upheld, to(LETTER, &[NoticeKind::Decision, NoticeKind::Ticket]));
    // Both are under way.
    assert!(does(&mut story, on_record()).is_empty());
}

fn on_record() -> Act {
    Act::MatchRecord(MatchRecord::Found {
        attested: BTreeSet::from([MAIL]),
        added: Vec::new(),
        sensitivity: Sensitivity::Ordinary,
    })
}

#[test]
fn what_was_on_record_in_the_request_is_on_record_here_and_gets_the_ticket() {
    let mut known = about_a_refusal("2026-11-02T10:00:00Z");
    let at = at("2026-10-01T10:00:00Z");
    known.complainant.contacts.get_mut(&MAIL).unwrap().provenance = Provenance::OnRecord { at };
    let mut story = Story::of(known);
    let accepted = [NoticeKind::Acknowledgement, NoticeKind::Ticket];
    assert_eq!(owed(&story, story.history.len()), to(LETTER, &accepted));
    story.investigated().as_role(Role::Officer, "officer.two");
    let upheld = does(&mut story, decide(1, Outcome::Upheld, &[Remedy::DecidedAnew]));
    assert_eq!(upheld, to(LETTER, &[NoticeKind::Decision, NoticeKind::Ticket]));
}

#[test]
fn nobody_is_written_to_who_did_not_say_where_and_nobody_is_missed() {
    let mut anonymous = letter(ComplaintKind::Clue, "2026-11-02T10:00:00Z");
    anonymous.complainant.contacts.clear();
    let mut story = Story::of(anonymous);
    assert!(owed(&story, story.history.len()).is_empty());
    story.investigated();
    assert!(does(&mut story, decide(1, Outcome::NotUpheld, &[])).is_empty());
}

#[test]
fn a_letter_that_cannot_be_delivered_is_told_to_whoever_has_the_case() {
    let mut story = Story::of(letter(ComplaintKind::Question, "2026-11-02T10:00:00Z"));
    let lost = |story: &Story| {
        Act::Hear(Heard::NoticeGivenUp {
            message: message(&[NoticeKind::Acknowledgement], None),
            at: story.now,
        })
    };
    let act = lost(&story);
    assert_eq!(does(&mut story, act), to(OFFICERS, &[NoticeKind::Undeliverable]));
    story.does(Act::Take);
    let act = lost(&story);
    assert_eq!(does(&mut story, act), to("staff.officer.one/letter", &[NoticeKind::Undeliverable]));
}

/// What went to an authority, or came from one.
fn escalate(story: &Story, direction: Direction) -> Act {
    Act::Escalate {
        authority: Authority::New(Box::new(Party {
            relation: Relation::Authority,
            name: Some(sealed("authority")),
            language: Language::parse("en").unwrap(),
            contacts: BTreeMap::new(),
            identity: BTreeMap::new(),
            standing: Standing::NotShown,
        })),
        direction,
        reference: sealed("ref"),
        at: story.now,
    }
}

#[test]
fn word_of_an_authority_waits_for_a_contact_on_record() {
    let mut story = Story::of(about_a_refusal("2026-11-02T10:00:00Z"));
    let act = escalate(&story, Direction::Out);
    assert_eq!(does(&mut story, act), to(OFFICERS, &[NoticeKind::Undeliverable]));
    let found = does(&mut story, on_record());
    assert_eq!(found, to(LETTER, &[NoticeKind::Escalation, NoticeKind::Ticket]));
    let [escalated] = &story.case().escalated[..] else { panic!("{:?}", story.case().escalated) };
    assert_eq!((escalated.to, &escalated.reference), (PartyNo(2), &sealed("ref")));
}

#[test]
fn what_goes_to_an_authority_is_told_and_what_comes_from_one_alarms_the_officers() {
    let mut story = Story::of(letter(ComplaintKind::Clue, "2026-11-02T10:00:00Z"));
    let act = escalate(&story, Direction::Out);
    assert_eq!(does(&mut story, act), to(LETTER, &[NoticeKind::Escalation]));
    let act = escalate(&story, Direction::In);
    assert_eq!(does(&mut story, act), to(OFFICERS, &[NoticeKind::TrackAlarm]));
    assert!(story.case().people.parties.contains_key(&PartyNo(3)));
}

#[test]
fn time_that_runs_out_is_told_to_staff() {
    let mut story = Story::of(letter(ComplaintKind::Question, "2026-11-02T10:00:00Z"));
    story.told(NoticeKind::Acknowledgement, None);
    story.on("2027-01-20T10:00:00Z");
    let late = does(&mut story, Act::CheckClocks);
    assert_eq!(late, to(OFFICERS, &[NoticeKind::Overdue]), "and not that it was late soon");
}
