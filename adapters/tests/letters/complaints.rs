//! Complaints, and every message that they owe.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use cqrs_es::Aggregate as _;
use habeas_domain::actor::{Actor, Role};
use habeas_domain::assurance::{Assurance, Method};
use habeas_domain::clock::{Due, Duty};
use habeas_domain::complaint::*;
use habeas_domain::contact::{Channel, Contact, Intake, Provenance};
use habeas_domain::digest::Digest;
use habeas_domain::ground::ExtensionGround;
use habeas_domain::id::{ComplaintId, ItemNo, PartyNo, PrincipalId, RegimeId, RequestId, RuleId};
use habeas_domain::kind::{ComplaintKind, Relation};
use habeas_domain::moment::Moment;
use habeas_domain::notice::Heard;
use habeas_domain::notice::NoticeKind;
use habeas_domain::people::{Challenge, Destination, LossReason, Party, Standing, Subject, Track};
use habeas_domain::place::{Country, Language, Region, Residence};
use habeas_domain::received::Received;
use habeas_domain::reference::Reference;
use habeas_domain::regime::Rulebook;

use crate::samples::Sample;
use crate::story::{MAIL, P1, at, day, house, letter, message, sealed};

/// A complaint, and the events of its last command.
pub struct Told {
    pub complaint: Complaint,
    pub last: Vec<Event>,
    pub rules: Arc<Rulebook>,
    now: DateTime<Utc>,
    by: Actor,
}

impl Told {
    fn of(letter: Receive) -> Self {
        Self::under(in_los_angeles(), letter)
    }

    fn under(rules: Rulebook, letter: Receive) -> Self {
        let received = letter.received.moment.earliest_in(letter.received.zone);
        let mut told = Self {
            complaint: Complaint::default(),
            last: Vec::new(),
            rules: Arc::new(rules),
            now: received + TimeDelta::minutes(5),
            by: Actor { role: Role::Officer, id: PrincipalId::parse("officer.two").unwrap() },
        };
        told.does(Act::Receive(Box::new(letter)));
        told
    }

    fn does(&mut self, act: Act) -> &mut Self {
        let told = format!("{act:?}");
        let (now, by, rules) = (self.now, self.by.clone(), Arc::clone(&self.rules));
        let events = self.complaint.decide(Command { now, by, rules, act });
        self.last = events.unwrap_or_else(|refusal| panic!("{told}: {refusal}"));
        for event in &self.last {
            self.complaint.apply(event.clone());
        }
        self
    }

    fn on(&mut self, instant: &str) -> &mut Self {
        self.now = at(instant);
        self
    }

    fn decides(&mut self, allegation: u16, outcome: Outcome, remedies: &[Remedy]) -> &mut Self {
        self.does(Act::Decide(Decide {
            allegation: ItemNo(allegation),
            outcome,
            remedies: remedies.iter().copied().collect(),
            reason_told: Some(sealed("reason")),
            reason_kept: None,
            request: None,
        }))
    }

    fn investigated(&mut self) -> &mut Self {
        self.does(Act::RecordStep { what: sealed("asked the team") })
    }
}

/// The shipped rules of a controller in Los Angeles.
pub fn in_los_angeles() -> Rulebook {
    Rulebook::shipped(house("US", chrono_tz::America::Los_Angeles))
}

/// A letter that names a mailbox.
fn complains(kind: ComplaintKind) -> Receive {
    let asked = letter(&[]);
    let mail = asked.requester.contacts[&MAIL].clone();
    Receive {
        id: ComplaintId::derive(&["test"]),
        reference: Reference::from_chance(987_654_321_987_654),
        intake: Intake::Portal,
        received: Received {
            moment: Moment::At(at("2026-11-20T16:40:00-08:00")),
            zone: chrono_tz::America::Los_Angeles,
            country: None,
            by: None,
        },
        late_reason: None,
        kind,
        subject: Some(asked.subject),
        complainant: Party { contacts: BTreeMap::from([(MAIL, mail)]), ..asked.requester },
        about: None,
        inherited: None,
        allegations: Vec::new(),
        statement: Some(sealed("statement")),
        external_ref: None,
        ticket: sealed("ticket"),
        ticket_hash: Digest::of(b"ticket"),
    }
}

/// Opened from a request, with a contact on record there.
fn about_a_refusal() -> Receive {
    let mut letter = complains(ComplaintKind::Outcome);
    letter.about = Some(About::Request {
        case: RequestId::derive(&["test"]),
        items: BTreeSet::from([ItemNo(1), ItemNo(2)]),
        refused: true,
        decided_by: BTreeSet::from([PrincipalId::parse("officer.one").unwrap()]),
    });
    letter.allegations =
        vec![(sealed("first"), Some(ItemNo(1))), (sealed("second"), Some(ItemNo(2)))];
    let since = at("2026-10-01T10:00:00Z");
    let speaks = None;
    letter.inherited = Some(Inherited { level: Assurance::Matched, since, until: None, speaks });
    for contact in letter.complainant.contacts.values_mut() {
        contact.provenance = Provenance::OnRecord { at: since };
    }
    letter
}

/// The same by somebody who lives in that state.
fn appeal_from(state: &str) -> Receive {
    let mut letter = about_a_refusal();
    let (country, region) = (Country::parse("US").unwrap(), Region::parse(state).unwrap());
    let residence = Some(Residence { country, region: Some(region) });
    letter.subject = letter.subject.map(|subject| Subject { residence, ..subject });
    letter
}

/// An appeal from that state is denied.
pub fn denied_in(state: &str, rules: Rulebook) -> Told {
    let mut told = Told::under(rules, appeal_from(state));
    told.investigated().decides(1, Outcome::NotUpheld, &[]);
    told
}

/// An appeal from Colorado takes longer, after counsel had advised that it may.
fn longer() -> Told {
    let (regime, row) = (RegimeId::parse("us_45_60").unwrap(), RuleId::parse("appeal").unwrap());
    let rules = in_los_angeles().accepting(&regime, &row).unwrap();
    let mut told = Told::under(rules, appeal_from("CO"));
    let ground = ExtensionGround::Complexity;
    told.does(Act::Extend { regime, ground, reason: sealed("nine years of logs") });
    told
}

fn authority() -> Party {
    let contact =
        Contact { channel: Channel::Post, value: sealed("address"), provenance: Provenance::Given };
    Party {
        relation: Relation::Authority,
        name: Some(sealed("authority")),
        language: Language::english(),
        contacts: BTreeMap::from([(MAIL, contact)]),
        identity: BTreeMap::new(),
        standing: Standing::NotShown,
    }
}

fn escalated(told: &Told, direction: Direction) -> Act {
    let (authority, reference) = (Authority::New(Box::new(authority())), sealed("reference"));
    Act::Escalate { authority, direction, reference, at: told.now }
}

pub fn all() -> Vec<Sample> {
    let mut all = people();
    all.extend(staff());
    all
}

fn people() -> Vec<Sample> {
    let asked = |method| {
        let mut told = Told::of(complains(ComplaintKind::InfringementReport));
        told.does(Act::MatchRecord(habeas_domain::people::MatchRecord::Found {
            attested: BTreeSet::from([MAIL]),
            added: Vec::new(),
            sensitivity: habeas_domain::assurance::Sensitivity::Ordinary,
        }));
        let contact = (method == Method::OneTimeCode).then_some(MAIL);
        told.does(Act::IssueChallenge(Challenge {
            party: P1,
            track: Track::Identity,
            item: None,
            method,
            contact,
            destination: Destination::Open,
        }));
        told
    };
    let question = Told::of(complains(ComplaintKind::Question));
    let mut answered = Told::of(complains(ComplaintKind::Question));
    answered.decides(1, Outcome::Answered, &[]);
    let mut reopened = Told::of(complains(ComplaintKind::Suggestion));
    reopened.decides(1, Outcome::Answered, &[]);
    reopened.does(Act::Reopen { why: Reason::NewFacts, allegations: BTreeSet::new() });
    let from_request = Told::of(about_a_refusal());
    let mut right = Told::of(about_a_refusal());
    right.investigated();
    right.decides(1, Outcome::PartlyUpheld, &[Remedy::DecidedAnew, Remedy::Apology]);
    let mut wrong = Told::of(about_a_refusal());
    wrong.investigated().decides(1, Outcome::Upheld, &[Remedy::DecidedAnew]);
    wrong.decides(2, Outcome::NotUpheld, &[]);
    let mut child = Told::of(complains(ComplaintKind::ChildDataReport));
    child.investigated().does(Act::CheckChildData { found: true });
    child.decides(1, Outcome::Upheld, &[Remedy::Stopped]);
    let mut silent = Told::of(complains(ComplaintKind::InfringementReport));
    silent.does(Act::MatchRecord(habeas_domain::people::MatchRecord::NotFound));
    silent.decides(1, Outcome::IdentityNotConfirmed, &[]);
    let mut withdrawn = Told::of(complains(ComplaintKind::Clue));
    withdrawn.decides(1, Outcome::Withdrawn, &[]);
    let mut passed_on = Told::of(complains(ComplaintKind::Clue));
    let act = escalated(&passed_on, Direction::Out);
    passed_on.does(act);
    // Two authorities, before there was a contact to say so to.
    let mut unknown = about_a_refusal();
    for contact in unknown.complainant.contacts.values_mut() {
        contact.provenance = Provenance::Given;
    }
    let mut waited = Told::of(unknown);
    for _ in 0..2 {
        let act = escalated(&waited, Direction::Out);
        waited.does(act);
    }
    waited.does(Act::MatchRecord(habeas_domain::people::MatchRecord::Found {
        attested: BTreeSet::from([MAIL]),
        added: Vec::new(),
        sensitivity: habeas_domain::assurance::Sensitivity::Ordinary,
    }));
    let of = Sample::of_complaint;
    vec![
        of("complaint_question_given", question, NoticeKind::Acknowledgement),
        of("complaint_answered_given", answered, NoticeKind::Decision),
        of("complaint_again_given", reopened, NoticeKind::Acknowledgement),
        of("complaint_from_request", from_request, NoticeKind::Ticket),
        of("complaint_partly_upheld", right, NoticeKind::Decision),
        of("complaint_not_upheld", wrong, NoticeKind::Decision),
        of("complaint_child_given", child, NoticeKind::Decision),
        of("complaint_extension", longer(), NoticeKind::Extension),
        of("complaint_code", asked(Method::OneTimeCode), NoticeKind::Code),
        of("complaint_proof_asked", asked(Method::Document), NoticeKind::ProofAsked),
        of("complaint_not_confirmed_given", silent, NoticeKind::IdentityNotConfirmed),
        of("complaint_withdrawn_given", withdrawn, NoticeKind::Withdrawn),
        of("complaint_escalated_given", passed_on, NoticeKind::Escalation),
        of("complaint_escalated_twice", waited, NoticeKind::Escalation),
    ]
}

fn staff() -> Vec<Sample> {
    let mut imposed = Told::of(complains(ComplaintKind::Clue));
    let act = escalated(&imposed, Direction::In);
    imposed.does(act);
    imposed.does(Act::Impose {
        by: PartyNo(2),
        duty: Duty::Respond,
        due: Due::Day(day("2026-12-04")),
        demand: sealed("send the file"),
    });
    let mut near = Told::of(complains(ComplaintKind::Clue));
    let act = escalated(&near, Direction::In);
    near.does(act).does(Act::Impose {
        by: PartyNo(2),
        duty: Duty::Respond,
        due: Due::Day(day("2026-11-27")),
        demand: sealed("send the file"),
    });
    near.on("2026-11-25T12:00:00-08:00").does(Act::CheckClocks);
    let mut late = Told::of(complains(ComplaintKind::Question));
    late.on("2027-01-20T12:00:00-08:00").does(Act::CheckClocks);
    let mut lost = Told::of(about_a_refusal());
    lost.does(Act::LoseIdentity { party: P1, why: LossReason::Fraud });
    let mut up = Told::of(about_a_refusal());
    let kinds = [NoticeKind::Decision];
    up.investigated().decides(2, Outcome::NotUpheld, &[]);
    let at = up.now;
    up.does(Act::Hear(Heard::NoticeGivenUp { message: message(&kinds, Some(2)), at }));
    let mut untold = longer();
    let (message, at) = (message(&[NoticeKind::Extension], None), untold.now);
    untold.does(Act::Hear(Heard::NoticeGivenUp { message, at }));
    let of = Sample::of_complaint;
    vec![
        of("complaint_staff_untold", untold, NoticeKind::TrackAlarm),
        of("complaint_staff_imposed", imposed, NoticeKind::TrackAlarm),
        of("complaint_staff_near", near, NoticeKind::TwoDaysLeft),
        of("complaint_staff_overdue", late, NoticeKind::Overdue),
        of("complaint_staff_lost", lost, NoticeKind::TrackAlarm),
        of("complaint_staff_given_up", up, NoticeKind::Undeliverable),
    ]
}
