//! What a command does. One file a phase; this one holds the draft and the way through.

mod derive;
mod escalate;
mod extend;
mod investigate;
mod outcome;
mod receive;
mod tell;
mod verify;
mod wake;

use chrono::{DateTime, Utc};

use crate::actor::Role;
use crate::id::{ItemNo, PartyNo};
use crate::people::{Party, prove};

use super::Complaint;
use super::case::{Allegation, Case, Linked, Phase};
use super::command::{Act, Command};
use super::event::Event;
use super::refusal::Refusal;

impl Complaint {
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

/// A closed case still hears what became of its messages, and can be opened again, by late proof too.
const fn is_taken_when_closed(act: &Act) -> bool {
    matches!(
        act,
        Act::Reopen { .. }
            | Act::Link { .. }
            | Act::RecordLetter { .. }
            | Act::Escalate { .. }
            | Act::Impose { .. }
            | Act::MeetImposed { .. }
            | Act::WithdrawImposed { .. }
            | Act::LogCall { .. }
            | Act::Hear(_)
            | Act::MatchRecord(_)
            | Act::IssueChallenge(_)
            | Act::SendCodeAgain { .. }
            | Act::AnswerCode { .. }
            | Act::RecordProof(_)
            | Act::LoseIdentity { .. }
            | Act::LoseStanding { .. }
            | Act::ConfirmEvidenceDestroyed { .. }
            | Act::CheckClocks
            | Act::Close
    )
}

/// A decision about it in the making.
type Draft<'c> = crate::draft::Draft<'c, Case>;

impl Draft<'_> {
    fn allegation(&self, no: ItemNo) -> Result<&Allegation, Refusal> {
        self.case.allegations.get(&no).ok_or(Refusal::Unknown("allegation"))
    }

    fn party(&self, no: PartyNo) -> Result<&Party, Refusal> {
        self.case.people.parties.get(&no).ok_or(Refusal::Unknown("party"))
    }

    /// Refuses a time of the past that lies ahead or before the receipt's day.
    fn in_past(&self, at: DateTime<Utc>) -> Result<(), Refusal> {
        if at > self.now || at < self.case.received() {
            return Err(Refusal::TimeOutOfRange);
        }
        Ok(())
    }

    /// Officers and approvers judge. What is asked or suggested is the daily work of clerks too; nothing
    /// is judged by a machine.
    fn judges(&self) -> Result<(), Refusal> {
        match self.by.role {
            Role::Officer | Role::Approver => Ok(()),
            Role::Clerk if self.case.receipt.kind.asks() => Ok(()),
            Role::Clerk
            | Role::Portal
            | Role::System
            | Role::Auditor
            | Role::Administrator
            | Role::Worker
            | Role::Person => Err(Refusal::OfficerOnly),
        }
    }

    fn act(&mut self, act: &Act) -> Result<(), Refusal> {
        match act {
            // Refused before a draft is made.
            Act::Receive(_) => Err(Refusal::AlreadyReceived),
            Act::Link { other, link } => {
                let known = |one: &Linked| one.case == *other && one.link == *link;
                if !self.case.links.iter().any(known) {
                    self.push(Event::CaseLinked { other: other.clone(), link: *link });
                }
                Ok(())
            }

            Act::MatchRecord(found) => self.match_record(found),
            Act::IssueChallenge(challenge) => self.issue_challenge(challenge),
            Act::SendCodeAgain { step, destination } => {
                Ok(prove::send_code_again(self, *step, *destination)?)
            }
            Act::AnswerCode { step, correct } => self.answer_code(*step, *correct),
            Act::RecordProof(proof) => self.record_proof(proof),
            Act::LoseIdentity { party, why } => self.lose_identity(*party, *why),
            Act::LoseStanding { party, why } => self.lose_standing(*party, *why),
            Act::ConfirmEvidenceDestroyed { step } => Ok(prove::evidence_destroyed(self, *step)?),

            Act::Take => self.take(),
            Act::AddAllegation { words, item } => self.add_allegation(words, *item),
            Act::RecordStep { what } => {
                self.record_step(what);
                Ok(())
            }
            Act::RecordMeasure { what } => {
                self.record_measure(what);
                Ok(())
            }
            Act::RecordFinding { allegation, finding } => self.record_finding(*allegation, finding),
            Act::RecordLetter { direction, party, channel, at, summary } => {
                self.record_letter(*direction, *party, *channel, *at, summary)
            }
            Act::NameReviewer { name, reason, other_officers } => {
                self.name_reviewer(name, reason, *other_officers)
            }
            Act::CheckChildData { found } => self.check_child_data(*found),
            Act::Decide(decide) => self.decide_allegation(decide),
            Act::Escalate { authority, direction, reference, at } => {
                self.escalate(authority, *direction, reference, *at)
            }
            Act::Impose { by, duty, due, demand } => self.impose(*by, *duty, *due, demand),
            Act::MeetImposed { no, at } => self.meet_imposed(*no, *at),
            Act::Extend { regime, ground, reason } => self.extend(regime, *ground, reason),
            Act::WithdrawImposed { no, reason } => self.withdraw_imposed(*no, reason),
            Act::Reopen { why, allegations } => self.reopen(*why, allegations),

            Act::LogCall { party, at, summary, told } => self.log_call(*party, *at, summary, told),
            Act::Hear(heard) => self.hear(heard),

            Act::CheckClocks => self.check_clocks(),
            Act::Close => self.close(),
        }
    }

    fn close(&mut self) -> Result<(), Refusal> {
        match self.case.phase {
            Phase::Closed => Ok(()),
            Phase::Answered => {
                self.push(Event::ComplaintClosed { by: self.by.clone() });
                Ok(())
            }
            Phase::Open => Err(Refusal::NotAnswered),
        }
    }
}
