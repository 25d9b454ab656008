//! One message or more of every kind, each owed by the last command of a story.

use habeas_domain::people::{LossReason, Track};
use std::collections::BTreeSet;

use chrono::TimeDelta;
use habeas_adapters::letters::Source;
use habeas_domain::actor::Role;
use habeas_domain::assurance::Method;
use habeas_domain::contact::Channel;
use habeas_domain::ground::{
    ExtensionGround, FeeGround, HoldGround, RefusalGround, RestrictionGround,
};
use habeas_domain::id::{ContactNo, ItemNo, RegimeId, RequestId, SystemId, TrackNo};
use habeas_domain::kind::{ItemKind, Relation};
use habeas_domain::notice::Heard;
use habeas_domain::notice::{NoticeKind, OwedMessage, messages};
use habeas_domain::regime::Rulebook;
use habeas_domain::request::*;

use crate::complaints::{self, Told};
use crate::incidents::{self, Happened};
use crate::story::{
    MAIL, P1, PHONE, Story, at, category, day, decision, house, letter, letter_of, message, part,
    sealed,
};

/// A message that is really owed.
pub struct Sample {
    pub name: &'static str,
    pub tale: Tale,
    pub message: OwedMessage,
}

/// Where it comes from.
pub enum Tale {
    Request(Box<Story>),
    Complaint(Box<Told>),
    Incident(Box<Happened>),
}

impl Sample {
    /// The message of the story's last command that tells this, to that contact if one is named.
    pub fn new(name: &'static str, story: Story, kind: NoticeKind, to: Option<u16>) -> Self {
        let owed = messages(&story.last, story.case());
        let message = found(name, &owed, kind, to);
        Self { name, tale: Tale::Request(Box::new(story)), message }
    }

    /// The same of a complaint.
    pub fn of_complaint(name: &'static str, told: Told, kind: NoticeKind) -> Self {
        let owed = messages(&told.last, told.complaint.case().unwrap());
        let message = found(name, &owed, kind, None);
        Self { name, tale: Tale::Complaint(Box::new(told)), message }
    }

    /// The same of an incident.
    pub fn of_incident(name: &'static str, happened: Happened, kind: NoticeKind) -> Self {
        let owed = messages(&happened.last, happened.incident.case().unwrap());
        let message = found(name, &owed, kind, None);
        Self { name, tale: Tale::Incident(Box::new(happened)), message }
    }

    pub fn source(&self) -> Source<'_> {
        match &self.tale {
            Tale::Request(story) => Source::Request { case: story.case(), events: &story.last },
            Tale::Complaint(told) => {
                Source::Complaint { case: told.complaint.case().unwrap(), events: &told.last }
            }
            Tale::Incident(happened) => {
                Source::Incident { case: happened.incident.case().unwrap(), events: &happened.last }
            }
        }
    }

    pub fn rules(&self) -> &Rulebook {
        match &self.tale {
            Tale::Request(story) => &story.rules,
            Tale::Complaint(told) => &told.rules,
            Tale::Incident(happened) => &happened.rules,
        }
    }
}

fn found(name: &str, owed: &[OwedMessage], kind: NoticeKind, to: Option<u16>) -> OwedMessage {
    let found = owed.iter().find(|message| {
        let here = to.is_none_or(|to| message.key.contains(&format!("contact.{to}/")));
        here && message.notices.iter().any(|told| told.kind == kind)
    });
    found.unwrap_or_else(|| panic!("{name}: {owed:#?}")).clone()
}

fn from_london(kinds: &[ItemKind]) -> Story {
    Story::from_london(Rulebook::shipped(house("GB", chrono_tz::Europe::London)), kinds)
}

pub fn all() -> Vec<Sample> {
    let mut all = receipt();
    all.extend(proof());
    all.extend(tracks());
    all.extend(answers());
    all.extend(after());
    all.extend(staff());
    all.extend(complaints::all());
    all.extend(incidents::all());
    all
}

fn receipt() -> Vec<Sample> {
    let given = Story::of(letter(&[ItemKind::Copy, ItemKind::Deletion]));
    let mut dates = letter(&[ItemKind::Copy, ItemKind::Deletion]);
    dates.received.moment = habeas_domain::moment::Moment::On(day("2026-11-20"));
    let mut matched = Story::of(dates);
    matched.matched(&[MAIL], &[]);
    let mut stranger = Story::of(letter(&[ItemKind::Deletion]));
    stranger.matched(&[], &[Channel::Email]);
    let mut other = Story::of(letter(&[ItemKind::Deletion]));
    other.matched(&[MAIL], &[]).matched(&[MAIL, PHONE], &[]);
    let mut reopened = Story::of(letter(&[ItemKind::Access, ItemKind::Deletion]));
    reopened.matched(&[MAIL], &[]).told(&[NoticeKind::Acknowledgement], None);
    reopened.challenged(Track::Identity, Method::OneTimeCode, Some(MAIL));
    reopened.decides(decision(2, Outcome::IdentityNotConfirmed));
    reopened.later(TimeDelta::days(20)).code_comes_back();
    vec![
        Sample::new("acknowledgement_given", given, NoticeKind::Acknowledgement, None),
        Sample::new("consequences_and_ticket", matched, NoticeKind::Ticket, None),
        Sample::new("someone_asked_at_the_record", stranger, NoticeKind::SomeoneAsked, Some(3)),
        Sample::new("someone_asked_elsewhere", other, NoticeKind::SomeoneAsked, Some(2)),
        Sample::new("acknowledgement_again", reopened, NoticeKind::Acknowledgement, None),
    ]
}

fn proof() -> Vec<Sample> {
    let deletion = || Story::of(letter(&[ItemKind::Deletion]));
    let mut code = deletion();
    code.matched(&[MAIL], &[]);
    code.challenged(Track::Identity, Method::OneTimeCode, Some(MAIL));
    let mut document = deletion();
    document.challenged(Track::Identity, Method::Document, None);
    let mut mandate = Story::of(letter_of(Relation::Representative, &[ItemKind::Copy]));
    mandate.challenged(Track::Standing, Method::SignedMandate, None);
    let silent = |until: &str| {
        let mut story = deletion();
        story.told(&[NoticeKind::Acknowledgement], None).matched(&[MAIL], &[]);
        story.challenged(Track::Identity, Method::OneTimeCode, Some(MAIL));
        story.as_role(Role::Worker, "timekeeper");
        for instant in ["2026-11-30T12:00:00-08:00", "2026-12-07T12:00:00-08:00"] {
            if at(instant) < at(until) {
                story.on(instant).does(Act::CheckClocks);
            }
        }
        story.on(until).does(Act::CheckClocks);
        story
    };
    let reminded = silent("2026-11-30T12:00:00-08:00");
    let called = silent("2026-12-07T12:00:00-08:00");
    let ended = silent("2026-12-11T12:00:00-08:00");
    let mut stranger = deletion();
    stranger.decides(decision(1, Outcome::IdentityNotConfirmed));
    let mut unshown = Story::of(letter_of(Relation::Guardian, &[ItemKind::Copy]));
    unshown.decides(decision(1, Outcome::StandingNotShown));
    let mut lost = Story::of(letter_of(Relation::Guardian, &[ItemKind::Copy]));
    lost.proves(Track::Standing, Method::Document);
    lost.does(Act::LoseStanding { party: P1, why: LossReason::Superseded });
    vec![
        Sample::new("code", code, NoticeKind::Code, None),
        Sample::new("proof_asked_given", document, NoticeKind::ProofAsked, None),
        Sample::new("proof_asked_mandate", mandate, NoticeKind::ProofAsked, None),
        Sample::new("identity_reminder", reminded, NoticeKind::IdentityReminder, None),
        Sample::new("identity_last_call", called, NoticeKind::IdentityLastCall, None),
        Sample::new("identity_not_confirmed", ended, NoticeKind::IdentityNotConfirmed, None),
        Sample::new("not_confirmed_given", stranger, NoticeKind::IdentityNotConfirmed, None),
        Sample::new("standing_not_shown", unshown, NoticeKind::StandingNotShown, None),
        Sample::new("standing_lost", lost, NoticeKind::StandingNotShown, None),
    ]
}

/// A question about two of three items, on day 10.
pub fn asked_in_london(rules: Rulebook) -> Story {
    let kinds = [ItemKind::Access, ItemKind::Correction, ItemKind::Objection];
    let mut story = Story::from_london(rules, &kinds).verified();
    story.on("2026-03-12T10:00:00Z");
    let items = Items::from([ItemNo(1), ItemNo(2)]);
    story.does(Act::AskClarification { items, question: sealed("question") });
    story
}

fn quoted(ground: FeeGround) -> QuoteFee {
    let earlier = (0..9).map(|i| Related {
        case: RequestId::derive(&[&i.to_string()]),
        same_subject: true,
        kinds: BTreeSet::from([ItemKind::Access]),
        received: at("2026-01-01T00:00:00Z"),
        verified: true,
        answered: Some(at("2026-01-20T00:00:00Z")),
    });
    QuoteFee {
        items: Items::from([ItemNo(1)]),
        amount: 1500,
        currency: Currency::parse("GBP").unwrap(),
        ground,
        answer_by: day("2026-03-20"),
        reason: sealed("reason"),
        earlier: earlier.collect(),
    }
}

fn hold(ground: HoldGround, end: HoldEnd) -> Act {
    Act::PlaceHold {
        hold: Hold {
            items: Items::new(),
            categories: BTreeSet::from([category("chats")]),
            ground,
            confidential: false,
            end,
            reason: Some(sealed("reason kept")),
        },
    }
}

fn tracks() -> Vec<Sample> {
    let question = asked_in_london(Rulebook::shipped(house("GB", chrono_tz::Europe::London)));
    let mut unknown = Story::of(letter(&[ItemKind::Access]));
    unknown.does(Act::AskClarification { items: Items::new(), question: sealed("question") });
    let extend = || Act::Extend {
        item: ItemNo(1),
        regime: RegimeId::parse("uk").unwrap(),
        ground: ExtensionGround::Complexity,
        reason: sealed("reason"),
    };
    let mut longer = from_london(&[ItemKind::Access]).verified();
    longer.does(extend());
    let mut longer_given = from_london(&[ItemKind::Access]);
    longer_given.does(extend());
    let mut fee = from_london(&[ItemKind::Access]).verified();
    fee.does(Act::QuoteFee(quoted(FeeGround::Repeated)));
    let mut waived = from_london(&[ItemKind::Access]).verified();
    waived.does(Act::QuoteFee(quoted(FeeGround::Repeated)));
    waived.does(Act::WaiveFee { no: TrackNo(1) });
    let mut dispute = Story::of(letter(&[ItemKind::Deletion])).verified();
    dispute.does(hold(HoldGround::Dispute, HoldEnd::Review(day("2027-02-01"))));
    let mut denied = Story::of(letter(&[ItemKind::Deletion])).verified();
    denied.does(Act::Deny { contact: PHONE });
    vec![
        Sample::new("question", question, NoticeKind::Clarification, None),
        Sample::new("question_given", unknown, NoticeKind::Clarification, None),
        Sample::new("extension", longer, NoticeKind::Extension, None),
        Sample::new("extension_given", longer_given, NoticeKind::Extension, None),
        Sample::new("fee", fee, NoticeKind::Fee, None),
        Sample::new("fee_waived", waived, NoticeKind::Fee, None),
        Sample::new("hold_dispute", dispute, NoticeKind::Hold, None),
        Sample::new("hold_denied", denied, NoticeKind::Hold, None),
    ]
}

fn decided(name: &'static str, kind: ItemKind, decide: Decide) -> Sample {
    let mut story = Story::of(letter(&[kind])).verified();
    story.decides(decide);
    Sample::new(name, story, NoticeKind::Decision, None)
}

fn answers() -> Vec<Sample> {
    let others = RefusalGround::OthersRights;
    let mut copy = Story::of(letter(&[ItemKind::Copy, ItemKind::Deletion])).verified();
    let parts = vec![
        part(None, Outcome::Granted),
        part(Some("moderation_notes"), Outcome::Refused { ground: others }),
    ];
    copy.decides(Decide { parts, ..decision(1, Outcome::Granted) });
    let restricted = |ground, until| Outcome::Restricted { ground, until };
    let after_bill = Until::Event {
        event: Word::parse("bill_settled").unwrap(),
        then_years: 7,
        review: day("2027-11-01"),
    };
    let mut mixed = vec![
        part(Some("profile"), Outcome::Granted),
        part(
            Some("viewing_history"),
            Outcome::Anonymised { method: Word::parse("aggregation").unwrap() },
        ),
        part(Some("invoices"), restricted(RestrictionGround::StatutoryPeriod, after_bill)),
        part(
            Some("chats"),
            restricted(RestrictionGround::TechnicallyTooHard, Until::Review(day("2027-06-01"))),
        ),
        part(Some("marketing_profile"), Outcome::NothingHeld),
        part(Some("moderation_notes"), Outcome::Partly { ground: RefusalGround::LegalDuty }),
    ];
    mixed[0].system = Some(SystemId::parse("core").unwrap());
    let mixed = Decide { parts: mixed, ..decision(1, Outcome::Granted) };
    let mut transfer = Story::of(letter(&[ItemKind::Portability])).verified();
    let reason = Some(sealed("reason"));
    transfer.does(Act::JudgeTransfer { item: ItemNo(1), feasible: false, reason });
    transfer.decides(decision(1, Outcome::Granted));
    let mut impossible = Story::of(letter(&[ItemKind::Portability])).verified();
    let reason = Some(sealed("reason"));
    impossible.does(Act::JudgeTransfer { item: ItemNo(1), feasible: false, reason });
    impossible.decides(Decide { reason_told: None, ..decision(1, Outcome::Granted) });
    let mut stranger = Story::of(letter(&[ItemKind::Access]));
    stranger.decides(Decide { reason_told: None, ..decision(1, Outcome::NothingHeld) });
    let mut optout = Story::of(letter(&[ItemKind::MarketingOptOut]));
    optout.decides(Decide { reason_told: None, ..decision(1, Outcome::Granted) });
    let mut report = Story::of(letter_of(Relation::Reporter, &[ItemKind::Deletion]));
    report.decides(decision(1, Outcome::Granted));
    let mut own = Story::of(letter_of(Relation::House, &[ItemKind::Deletion]));
    own.matched(&[], &[Channel::Email]).decides(decision(1, Outcome::Granted));
    let other = Outcome::AnsweredWith { case: RequestId::derive(&["other"]) };
    let mut silent = from_london(&[ItemKind::Access]).verified();
    silent.does(Act::AskClarification { items: Items::new(), question: sealed("question") });
    silent.as_role(Role::Worker, "timekeeper").on("2026-03-23T12:00:00Z").does(Act::CheckClocks);
    vec![
        Sample::new("answer_with_hold", copy, NoticeKind::Decision, None),
        decided("answer_deletion", ItemKind::Deletion, decision(1, Outcome::Granted)),
        decided("answer_mixed", ItemKind::Deletion, mixed),
        decided(
            "answer_refused",
            ItemKind::Access,
            decision(1, Outcome::Refused { ground: others }),
        ),
        decided("answer_statement", ItemKind::Correction, decision(1, Outcome::StatementAttached)),
        Sample::new("answer_transfer_reason", impossible, NoticeKind::Decision, None),
        decided(
            "answer_consent",
            ItemKind::ConsentWithdrawal,
            Decide { reason_told: None, ..decision(1, Outcome::Granted) },
        ),
        decided("answer_elsewhere", ItemKind::Access, decision(1, other)),
        Sample::new("answer_transfer", transfer, NoticeKind::Decision, None),
        Sample::new("answer_nothing_given", stranger, NoticeKind::Decision, None),
        Sample::new("answer_optout_given", optout, NoticeKind::Decision, None),
        Sample::new("answer_report_given", report, NoticeKind::Decision, None),
        Sample::new("answer_own_motion", own, NoticeKind::Decision, None),
        Sample::new("answer_no_answer", silent, NoticeKind::Decision, None),
    ]
}

fn after() -> Vec<Sample> {
    let mut done = Story::ordered_deletion();
    done.works(1, TaskResult::Done).works(2, TaskResult::Done).works(3, TaskResult::Done);
    let mut purged = Story::ordered_deletion();
    purged.works(1, TaskResult::Done).works(2, TaskResult::Done).works(3, TaskResult::Done);
    let end = |no| Act::EndTail { tail: TailNo(no), how: TailEnd::Cleared };
    purged.on("2026-12-26T08:00:00Z").does(end(1)).does(end(2));
    let mut withdrawn = Story::ordered_deletion();
    withdrawn.works(1, TaskResult::Done).does(Act::Withdraw { party: P1, items: Items::new() });
    vec![
        Sample::new("completion", done, NoticeKind::Completion, None),
        Sample::new("backup_purged", purged, NoticeKind::BackupPurged, None),
        Sample::new("withdrawn", withdrawn, NoticeKind::Withdrawn, None),
    ]
}

fn staff() -> Vec<Sample> {
    let look = |instant: &str, story: Option<Story>| {
        let mut story = story.unwrap_or_else(|| {
            let mut story = Story::of(letter(&[ItemKind::Deletion])).verified();
            story.told(&[NoticeKind::Acknowledgement], None);
            story
        });
        story.on(instant).does(Act::CheckClocks);
        story
    };
    let half = look("2026-12-03T12:00:00Z", None);
    let fifths = look("2026-12-16T12:00:00Z", Some(Story::ordered_deletion()));
    let two = look("2026-12-10T12:00:00Z", None);
    let late = look("2026-12-20T12:00:00Z", None);
    let mut up = Story::of(letter(&[ItemKind::Access])).verified();
    let given_up = message(&[NoticeKind::Acknowledgement, NoticeKind::Ticket], None);
    up.does(Act::Hear(Heard::NoticeGivenUp { message: given_up, at: at("2026-11-21T00:46:00Z") }));
    let mut nowhere = letter(&[ItemKind::Access]);
    nowhere.requester.contacts.clear();
    let nowhere = Story::of(nowhere);
    let mut failed = Story::ordered_deletion();
    failed.works(1, TaskResult::Failed);
    let mut tails = Story::ordered_deletion();
    tails.works(1, TaskResult::Done);
    let tails = look("2026-12-26T12:00:00Z", Some(tails));
    let mut denied = Story::of(letter(&[ItemKind::Deletion])).verified();
    denied.does(Act::Deny { contact: ContactNo(2) });
    vec![
        Sample::new("staff_half_time", half, NoticeKind::HalfTime, None),
        Sample::new("staff_four_fifths", fifths, NoticeKind::FourFifths, None),
        Sample::new("staff_two_days_left", two, NoticeKind::TwoDaysLeft, None),
        Sample::new("staff_overdue", late, NoticeKind::Overdue, None),
        Sample::new("staff_given_up", up, NoticeKind::Undeliverable, None),
        Sample::new("staff_no_contact", nowhere, NoticeKind::Undeliverable, None),
        Sample::new("staff_task_failed", failed, NoticeKind::TaskAlarm, None),
        Sample::new("staff_tail_due", tails, NoticeKind::TaskAlarm, None),
        Sample::new("staff_denied", denied, NoticeKind::TrackAlarm, None),
    ]
}
