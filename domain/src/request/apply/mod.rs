//! From one state to the next. Total: an event that makes no sense for the state changes nothing,
//! since what is in the ledger is there for ever and must always fold.

mod clocks;
mod verify;
mod work;

use std::collections::{BTreeMap, BTreeSet};

use super::Request;
use super::case::{Case, Phase, REQUESTER, Record, Reminded};
use super::command::Plan;
use super::event::Event;
use super::item::{Decided, Item, Stage, Transfer};
use super::party::Step;
use super::receipt::Receipt;
use super::track::{Clarification, Fee, FeeState};
use crate::assurance::Method;

impl Request {
    pub(super) fn next(self, event: Event) -> Self {
        match self {
            Self::Absent => {
                if let Event::RequestReceived(receipt) = event {
                    Self::Live(Box::new(Case::open(*receipt)))
                } else {
                    Self::Absent
                }
            }
            Self::Live(mut case) => {
                case.follow(event);
                Self::Live(case)
            }
        }
    }
}

impl Case {
    /// Folds one event, and counts it if it changes the case for a person.
    pub(super) fn follow(&mut self, event: Event) {
        self.revision += u64::from(event.changes_the_case());
        self.apply(event);
    }

    pub(super) fn open(receipt: Receipt) -> Self {
        let items = receipt.items.iter().map(|asked| {
            let item = Item {
                asked: asked.clone(),
                stage: Stage::Asked,
                taken: None,
                held_back: BTreeSet::new(),
                transfer: Transfer::default(),
                round: 1,
            };
            (asked.no, item)
        });
        Self {
            items: items.collect(),
            subject: receipt.subject.clone(),
            parties: BTreeMap::from([(REQUESTER, receipt.requester.clone())]),
            receipt: receipt.into(),
            regimes: Vec::new(),
            clocks: BTreeMap::new(),
            governing: Vec::new(),
            record: Record::Unmatched,
            steps: BTreeMap::new(),
            clarifications: BTreeMap::new(),
            fees: BTreeMap::new(),
            holds: BTreeMap::new(),
            extensions: Vec::new(),
            tasks: BTreeMap::new(),
            overdue_tasks: BTreeSet::new(),
            tails: BTreeMap::new(),
            told: Vec::new(),
            undelivered: BTreeSet::new(),
            reminded: Reminded::No,
            links: BTreeMap::new(),
            denied: BTreeSet::new(),
            phase: Phase::Open,
            revision: 1,
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm an event, each a line or a call")]
    fn apply(&mut self, event: Event) {
        match event {
            // A second receipt on one stream is refused by `decide`; were one there, the first stands.
            Event::RequestReceived(_) | Event::ItemsWithdrawn { .. } => {}
            Event::RegimesChosen { regimes } => self.regimes = regimes,
            Event::LinkFound { other, kind } => {
                self.links.insert(other, kind);
            }

            Event::ClockStarted(started) => self.start_clock(*started),
            Event::ClockPaused { clock, ground, from } => self.pause_clock(clock, ground, from),
            Event::ClockResumed { clock, ground, at, due } => {
                self.resume_clock(clock, ground, at, due);
            }
            Event::ClockReanchored { clock, anchor, due } => self.reanchor(clock, anchor, due),
            Event::ClockExtended { clock, due, .. } => self.extend_clock(clock, due),
            Event::ClockMoved { clock, after, .. } => self.move_clock(clock, after),
            Event::GoverningChanged { item, duty, to, .. } => self.set_governing(item, duty, to),
            Event::DutyWarned { clock, warning } => {
                self.with_clock(clock, |c| {
                    c.warned.insert(warning);
                });
            }
            Event::DutyMissed { clock, since } => self.with_clock(clock, |c| c.late = Some(since)),
            Event::ClockEnded { clock, at, how } => self.end_clock(clock, at, how),

            Event::RecordMatched { at, attested, added, sensitivity } => {
                self.match_record(at, &attested, added, sensitivity);
            }
            Event::RecordNotFound {} => self.record = Record::NotFound,
            Event::ChallengeIssued { step, at, party, track, item, method, contact, expires } => {
                let sends = if method == Method::OneTimeCode { vec![at] } else { Vec::new() };
                let opened =
                    Step { sends, expires, ..Step::new(party, track, item, method, contact) };
                self.steps.insert(step, opened);
            }
            Event::CodeSentAgain { step, at, expires } => self.renew_code(step, at, expires),
            Event::CodeMissed { step } => self.miss(step),
            Event::StepAccepted { step, party, track, item, method, contact, evidence, .. } => {
                let unasked = Step::new(party, track, item, method, contact);
                self.accept_step(step, unasked, evidence);
            }
            Event::StepFailed { step, why, .. } => self.fail_step(step, why),
            Event::EvidenceDestroyed { step } => self.drop_evidence(step),
            Event::ContactConfirmed { party, contact, at } => {
                self.confirm_contact(party, contact, at);
            }
            Event::IdentityConfirmed { party, step, level, since, until, .. } => {
                self.confirm_identity(party, step, level, since, until);
            }
            Event::IdentityLost { party, .. } => self.lose_identity(party),
            Event::StandingConfirmed { party, step, until } => {
                self.confirm_standing(party, step, until);
            }
            Event::StandingLost { party, at, why } => self.lose_standing(party, at, why),
            Event::DeniedByContact { contact } => {
                self.denied.insert(contact);
            }
            Event::IdentityReminded { last_call } => {
                self.reminded = if last_call { Reminded::LastCall } else { Reminded::Once };
            }

            Event::ClarificationAsked { no, at, items, .. } => {
                let asked = Clarification { items, asked: at, answered: None };
                self.clarifications.insert(no, asked);
            }
            Event::ClarificationAnswered { no, at, .. } => {
                if let Some(clarification) = self.clarifications.get_mut(&no) {
                    clarification.answered = Some(at);
                }
            }
            Event::FeeQuoted { no, at, items, amount, currency, ground, answer_by, .. } => {
                let state = FeeState::Quoted;
                let fee = Fee { items, amount, currency, ground, quoted: at, answer_by, state };
                self.fees.insert(no, fee);
            }
            Event::FeeAccepted { no } => self.set_fee(no, FeeState::Accepted),
            Event::FeePaid { no, at } => self.set_fee(no, FeeState::Paid(at)),
            Event::FeeWaived { no, at } => self.set_fee(no, FeeState::Waived(at)),
            Event::FeeLapsed { no, at } => self.set_fee(no, FeeState::Lapsed(at)),
            Event::HoldPlaced { no, at, hold } => self.place_hold(no, at, hold),
            Event::HoldLifted { no } => self.with_hold(no, |track| track.lifted = true),
            Event::HoldReviewFellDue { no } => self.with_hold(no, |track| track.review_due = true),

            Event::ExtensionOrdered { item, clocks, due, .. } => {
                self.order_extension(item, clocks, &due);
            }
            Event::ExtensionFailed { item } => self.extensions.retain(|e| e.item != item),

            Event::ItemTaken { item, by } => self.with_item(item, |i| i.taken = Some(by)),
            Event::ItemDecided { item, at, decision } => self.with_item(item, |i| {
                i.stage = Stage::Decided(Decided {
                    decision,
                    at,
                    ordered: None,
                    told: None,
                    handed: None,
                });
            }),
            Event::RecipientAuthorised { item, step } => {
                self.with_item(item, |i| i.transfer.authorised = Some(step));
            }
            Event::TransferJudged { item, feasible, reason } => self.with_item(item, |i| {
                i.transfer.feasible = Some(feasible);
                i.transfer.reason = reason.filter(|_| !feasible);
            }),
            Event::CopyHandedOver { item, at, .. } => self.with_item(item, |i| {
                if let Some(decided) = i.stage.decided_mut() {
                    decided.handed = Some(at);
                }
            }),
            Event::ItemDone { item } => self.advance(item),
            Event::ItemFinished { item } => self.finish(item),

            Event::TasksPlanned { item, at, plan, tasks, left_out, .. } => {
                if plan == Plan::CarryOut {
                    let systems: Vec<_> = tasks.iter().map(|(_, t)| t.system.clone()).collect();
                    self.with_item(item, |i| i.order(at, &systems, &left_out));
                }
                self.tasks.extend(tasks);
            }
            Event::TaskClaimed { task, by, until, fence } => self.claim(task, by, until, fence),
            Event::TaskReported { task, at, report } => self.report(task, at, report.result),
            Event::TaskOrderedAgain { task, due } => self.order_again(task, due),
            Event::TasksCancelled { tasks } => self.cancel(&tasks),
            Event::TaskOverdue { task } => {
                self.overdue_tasks.insert(task);
            }

            Event::TailStarted { no, tail } => {
                self.tails.insert(no, tail);
            }
            Event::IsolationConfirmed { no } => self.isolate(no),
            Event::TailMoved { no, until, .. } => self.move_tail(no, until),
            Event::TailFellDue { no } => self.with_tail(no, |tail| tail.alarmed = true),
            Event::TailEnded { no, at, .. } => self.with_tail(no, |tail| tail.ended = Some(at)),

            Event::CallLogged { at, told, .. } => self.tell(told, at),
            Event::NoticeHandedOver { message, at, .. } => self.hand_over(message, at),
            Event::NoticeGivenUp { message, .. } | Event::NoticeCameBack { message, .. } => {
                self.undelivered.extend(message.notices);
            }

            Event::RequestAnswered { .. } => self.phase = Phase::Answered,
            Event::RequestFinished { .. } => self.phase = Phase::Finished,
            Event::RequestClosed { .. } => self.phase = Phase::Closed,
            Event::Reopened { items, .. } => self.reopen(&items),
        }
    }
}
