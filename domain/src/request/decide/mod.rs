//! What a command does. One file a phase; this one holds the draft and the way through.

mod derive;
mod extend;
mod judge;
mod plan;
mod prove;
mod receive;
mod run;
mod tasks;
mod tell;
mod tracks;
mod verify;
mod wake;

use chrono::{DateTime, Utc};

use crate::id::{ItemNo, PartyNo};
use crate::regime::Pack;

use super::Request;
use super::case::{Case, Phase};
use super::command::{Act, Command};
use super::event::Event;
use super::item::Item;
use super::refusal::Refusal;
use super::track::Items;
use crate::people::{self, Party};

/// The most items that one letter is taken to ask.
pub(super) const MAX_ITEMS: usize = 20;

impl Request {
    /// Decides a command: events, nothing (it is already so), or a refusal.
    #[expect(clippy::needless_pass_by_value, reason = "every aggregate takes its commands so")]
    pub fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let command = &command;
        let mut draft = match (self, &command.act) {
            (Self::Absent, Act::Receive(letter)) => receive::receive(command, letter)?,
            (Self::Absent, _) => return Err(Refusal::NotReceived),
            (Self::Live(_), Act::Receive(_)) => return Err(Refusal::AlreadyReceived),
            (Self::Live(case), act) => {
                if case.phase == Phase::Closed && !is_taken_when_closed(act) {
                    return Err(Refusal::CaseClosed);
                }
                let mut draft = Draft::of(case.as_ref().clone(), command);
                draft.act(act)?;
                draft
            }
        };
        if !draft.events.is_empty() {
            draft.derive();
        }
        Ok(draft.events)
    }
}

/// A closed case still takes late proof, denials, what comes back, and links; all else is refused.
const fn is_taken_when_closed(act: &Act) -> bool {
    matches!(
        act,
        Act::IssueChallenge(_)
            | Act::SendCodeAgain { .. }
            | Act::AnswerCode { .. }
            | Act::RecordProof(_)
            | Act::MatchRecord(_)
            | Act::Deny { .. }
            | Act::Hear(_)
            | Act::LogCall { .. }
            | Act::Link { .. }
            | Act::LinkComplaint { .. }
            | Act::LinkIncident { .. }
            | Act::ReopenForComplaint { .. }
            | Act::ConfirmEvidenceDestroyed { .. }
            | Act::CheckClocks
            | Act::Close
    )
}

/// A decision about it in the making.
type Draft<'c> = crate::draft::Draft<'c, Case>;

impl<'c> Draft<'c> {
    /// The packs of the case, in the order in which its regimes were chosen.
    fn packs(&self) -> Result<Vec<&'c Pack>, Refusal> {
        Ok(self.rules.packs_of(&self.case.regimes)?)
    }

    fn item(&self, no: ItemNo) -> Result<&Item, Refusal> {
        self.case.items.get(&no).ok_or(Refusal::Unknown("item"))
    }

    fn party(&self, no: PartyNo) -> Result<&Party, Refusal> {
        self.case.people.parties.get(&no).ok_or(Refusal::Unknown("party"))
    }

    /// Refuses a list of items that names one which is not there.
    fn known_items(&self, items: &Items) -> Result<(), Refusal> {
        items.iter().try_for_each(|no| self.item(*no).map(|_| ()))
    }

    /// Refuses a time of the past that lies ahead or before the receipt's day.
    fn in_past(&self, at: DateTime<Utc>) -> Result<(), Refusal> {
        let received = &self.case.receipt.received;
        if at > self.now || at < received.moment.earliest_in(received.zone) {
            return Err(Refusal::TimeOutOfRange);
        }
        Ok(())
    }

    fn act(&mut self, act: &Act) -> Result<(), Refusal> {
        match act {
            // Refused before a draft is made.
            Act::Receive(_) => Err(Refusal::AlreadyReceived),
            Act::Link { other } => {
                self.link(other);
                Ok(())
            }

            Act::LinkComplaint { complaint } => {
                self.link_complaint(complaint);
                Ok(())
            }
            Act::LinkIncident { incident } => {
                self.link_incident(incident);
                Ok(())
            }
            Act::ReopenForComplaint { complaint, items, by_another } => {
                self.reopen_for_complaint(complaint, items, *by_another)
            }

            Act::MatchRecord(found) => self.match_record(found),
            Act::IssueChallenge(challenge) => self.issue_challenge(challenge),
            Act::SendCodeAgain { step, destination } => {
                Ok(people::prove::send_code_again(self, *step, *destination)?)
            }
            Act::AnswerCode { step, correct } => self.answer_code(*step, *correct),
            Act::RecordProof(proof) => self.record_proof(proof),
            Act::LoseIdentity { party, why } => self.lose_identity(*party, *why),
            Act::LoseStanding { party, why } => self.lose_standing(*party, *why),
            Act::Deny { contact } => self.deny(*contact),
            Act::ConfirmEvidenceDestroyed { step } => {
                Ok(people::prove::evidence_destroyed(self, *step)?)
            }

            Act::AskClarification { items, question } => self.ask_clarification(items, question),
            Act::AnswerClarification { no, answer } => self.answer_clarification(*no, answer),
            Act::QuoteFee(quote) => self.quote_fee(quote),
            Act::AcceptFee { no } => self.accept_fee(*no),
            Act::RecordFeePaid { no } => {
                let at = self.now;
                self.settle_fee(*no, Event::FeePaid { no: *no, at })
            }
            Act::WaiveFee { no } => {
                let at = self.now;
                self.settle_fee(*no, Event::FeeWaived { no: *no, at })
            }
            Act::LapseFee { no } => {
                let at = self.now;
                self.settle_fee(*no, Event::FeeLapsed { no: *no, at })
            }
            Act::PlaceHold { hold } => self.place_hold(hold.clone()),
            Act::LiftHold { no } => self.lift_hold(*no),
            Act::Extend { item, regime, ground, reason } => {
                self.extend(*item, regime, *ground, reason)
            }

            Act::TakeItem { item } => self.take_item(*item),
            Act::Decide(decide) => self.decide_item(decide),
            Act::JudgeTransfer { item, feasible, reason } => {
                self.judge_transfer(*item, *feasible, reason.clone())
            }
            Act::RecordCopyHandedOver { item, copy, at } => self.copy_handed_over(*item, copy, *at),
            Act::Withdraw { party, items } => self.withdraw(*party, items),

            Act::PlanTasks { item, plan, register } => self.plan_tasks(*item, *plan, register),
            Act::ClaimTask { task, lease_minutes } => self.claim_task(*task, *lease_minutes),
            Act::ReportTask { task, fence, report } => self.report_task(*task, *fence, report),
            Act::OrderTaskAgain { task, register } => self.order_task_again(*task, register),
            Act::ConfirmIsolation { tail } => self.confirm_isolation(*tail),
            Act::MoveTail { tail, until, reason } => self.move_tail(*tail, *until, reason.clone()),
            Act::EndTail { tail, how } => self.end_tail(*tail, *how),

            Act::LogCall { party, at, summary, told } => self.log_call(*party, *at, summary, told),
            Act::Hear(heard) => self.hear(heard),

            Act::CheckClocks => self.check_clocks(),
            Act::Close => self.close(),
        }
    }

    fn close(&mut self) -> Result<(), Refusal> {
        match self.case.phase {
            Phase::Closed => Ok(()),
            Phase::Finished => {
                self.push(Event::RequestClosed { by: self.by.clone() });
                Ok(())
            }
            Phase::Open | Phase::Answered => {
                Err(Refusal::Blocked(vec![super::guard::Block::NotFinished]))
            }
        }
    }
}
