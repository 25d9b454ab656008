//! From one state to the next. Total: an event that makes no sense for the state changes nothing,
//! since what is in the ledger is there for ever and must always fold.

mod work;

use std::collections::{BTreeMap, BTreeSet};

use super::Request;
use super::case::{Case, Phase, Reminded};
use super::command::Plan;
use super::event::Event;
use super::item::{Decided, Item, Stage, Transfer};
use super::receipt::Receipt;
use super::track::{Clarification, Fee, FeeState};
use crate::docket::Docket;
use crate::people::{People, Shown};

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
                not_by: BTreeSet::new(),
                round: 1,
            };
            (asked.no, item)
        });
        Self {
            items: items.collect(),
            subject: receipt.subject.clone(),
            people: People::of(receipt.requester.clone()),
            receipt: receipt.into(),
            regimes: Vec::new(),
            docket: Docket::default(),
            clarifications: BTreeMap::new(),
            fees: BTreeMap::new(),
            holds: BTreeMap::new(),
            tasks: BTreeMap::new(),
            overdue_tasks: BTreeSet::new(),
            tails: BTreeMap::new(),
            told: Vec::new(),
            undelivered: BTreeSet::new(),
            reminded: Reminded::No,
            links: BTreeMap::new(),
            complaints: BTreeSet::new(),
            incidents: BTreeSet::new(),
            denied: BTreeSet::new(),
            phase: Phase::Open,
            revision: 1,
        }
    }

    fn show(&mut self, shown: Shown) {
        if let Shown::RecordMatched { sensitivity, .. } = shown {
            self.subject.sensitivity = sensitivity;
        }
        self.people.follow(shown);
    }

    #[expect(clippy::too_many_lines, reason = "one arm an event, each a line or a call")]
    fn apply(&mut self, event: Event) {
        let event = match event.into_tick() {
            Ok(tick) => return self.docket.follow(tick),
            Err(other) => other,
        };
        let event = match event.into_shown() {
            Ok(shown) => return self.show(shown),
            Err(other) => other,
        };
        match event {
            // A second receipt on one stream is refused by `decide`; were one there, the first stands.
            Event::RequestReceived(_)
            | Event::ItemsWithdrawn { .. }
            // Taken in above.
            | Event::ClockStarted(_)
            | Event::ClockPaused { .. }
            | Event::ClockResumed { .. }
            | Event::ClockReanchored { .. }
            | Event::ClockExtended { .. }
            | Event::ClockMoved { .. }
            | Event::GoverningChanged { .. }
            | Event::DutyWarned { .. }
            | Event::DutyMissed { .. }
            | Event::ClockEnded { .. }
            | Event::RecordMatched { .. }
            | Event::RecordNotFound { .. }
            | Event::ChallengeIssued { .. }
            | Event::CodeSentAgain { .. }
            | Event::CodeMissed { .. }
            | Event::StepAccepted { .. }
            | Event::StepFailed { .. }
            | Event::EvidenceDestroyed { .. }
            | Event::ContactConfirmed { .. }
            | Event::IdentityConfirmed { .. }
            | Event::IdentityLost { .. }
            | Event::StandingConfirmed { .. }
            | Event::StandingLost { .. } => {}
            Event::RegimesChosen { regimes } => self.regimes = regimes,
            Event::ComplaintLinked { complaint } => {
                self.complaints.insert(complaint);
            }
            Event::IncidentLinked { incident } => {
                self.incidents.insert(incident);
            }
            Event::LinkFound { other, kind } => {
                self.links.insert(other, kind);
            }

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
                self.docket.order_extension(Some(item), clocks, &due);
            }
            Event::ExtensionFailed { item } => self.docket.fail_extension(Some(item)),

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
            Event::Reopened { items, by_another, .. } => self.reopen(&items, by_another),
        }
    }
}
