//! What a command does. One file a track; this one holds the draft and the way through.

mod assess;
mod correct;
mod end;
mod impose;
mod notify;
mod owe;
mod plan;
mod receive;
mod state;
mod stay;
mod wake;

use chrono::{DateTime, NaiveDate, Utc};

use crate::actor::Role;
use crate::id::{ItemNo, TrackNo};
use crate::notice::Heard;

use super::Incident;
use super::case::{Case, Linked, Phase};
use super::command::{Act, Command};
use super::event::Event;
use super::record::Obligation;
use super::refusal::Refusal;

impl Incident {
    /// Decides a command: events, nothing (it is already so), or a refusal.
    #[expect(clippy::needless_pass_by_value, reason = "every aggregate takes its commands so")]
    pub fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let command = &command;
        let mut draft = match (self, &command.act) {
            (Self::Absent, Act::Receive(report)) => receive::receive(command, report)?,
            (Self::Absent, _) => return Err(Refusal::NotReceived),
            (Self::Live(_), Act::Receive(_)) => return Err(Refusal::AlreadyReceived),
            (Self::Live(case), act) => {
                if case.phase != Phase::Open && !is_taken_when_ended(act) {
                    return Err(Refusal::CaseClosed);
                }
                let mut draft = Draft::of(case.as_ref().clone(), command);
                draft.act(act)?;
                draft
            }
        };
        if !draft.events.is_empty() {
            draft.derive()?;
        }
        Ok(draft.events)
    }
}

/// An incident that ended still hears what became of its messages, and what an authority asks later. What
/// was planned in one that is treated with another one is still done.
const fn is_taken_when_ended(act: &Act) -> bool {
    matches!(
        act,
        Act::Reopen { .. }
            | Act::Link { .. }
            | Act::Note { .. }
            | Act::Hear(_)
            | Act::HearTold(_)
            | Act::NotifyAuthority(_)
            | Act::CorrectNotice { .. }
            | Act::CorrectTold { .. }
            | Act::ExplainLateness { .. }
            | Act::Impose { .. }
            | Act::MeetImposed { .. }
            | Act::WithdrawImposed { .. }
            | Act::Review { .. }
            | Act::Assign { .. }
            | Act::Settle { .. }
            | Act::CheckClocks
            | Act::Close
            | Act::JudgeNoBreach { .. }
            | Act::Merge { .. }
    )
}

/// A decision about it in the making.
type Draft<'c> = crate::draft::Draft<'c, Case>;

impl Draft<'_> {
    /// The day of the first knowledge where the house is: which rules were in force.
    fn day(&self) -> NaiveDate {
        self.case.knowledge().with_timezone(&self.rules.house().zone).date_naive()
    }

    fn obligation(&self, no: ItemNo) -> Result<&Obligation, Refusal> {
        self.case.obligations.get(&no).ok_or(Refusal::Unknown("duty"))
    }

    /// Refuses a time that lies ahead, or before anything is known to have happened.
    fn in_past(&self, at: DateTime<Utc>) -> Result<(), Refusal> {
        if at > self.now || at < self.case.begin() {
            return Err(Refusal::TimeOutOfRange);
        }
        Ok(())
    }

    /// Officers and approvers judge, and speak with authorities. Nothing is judged by a machine.
    fn judges(&self) -> Result<(), Refusal> {
        match self.by.role {
            Role::Officer | Role::Approver => Ok(()),
            Role::Clerk
            | Role::Portal
            | Role::System
            | Role::Auditor
            | Role::Administrator
            | Role::Worker
            | Role::Person => Err(Refusal::OfficerOnly),
        }
    }

    /// Clerks record facts and what is done.
    fn works(&self) -> Result<(), Refusal> {
        match self.by.role {
            Role::Officer | Role::Approver | Role::Clerk => Ok(()),
            Role::Portal
            | Role::System
            | Role::Auditor
            | Role::Administrator
            | Role::Worker
            | Role::Person => Err(Refusal::StaffOnly),
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
            Act::Take => self.take(),
            Act::State(state) => self.state(state),
            Act::Assess { made, known, finding, reasoning, changed } => {
                self.assess(*made, *known, finding, (reasoning, changed.as_ref()))
            }
            Act::JudgeNotNotifiable { duty, exemption, reasoning } => {
                self.judge_not_notifiable(*duty, *exemption, reasoning)
            }
            Act::Revise { duty, known, reasoning } => self.revise(*duty, *known, reasoning),

            Act::Plan { stage, kind, what, owner, due } => {
                self.plan((*stage, *kind), what.as_ref(), owner.as_ref(), *due)
            }
            Act::Assign { measure, owner, due } => self.assign(*measure, owner, *due),
            Act::Settle { measure, done, at, words } => {
                self.settle(*measure, *done, *at, words.as_ref())
            }
            Act::Note { what } => self.note(what),

            Act::NotifyAuthority(notice) => self.notify_authority(notice),
            Act::TellPeople(telling) => self.tell_people(telling),
            Act::HearTold(told) => self.hear_told(told),
            Act::CorrectNotice { notice, change } => self.correct_notice(*notice, change),
            Act::CorrectTold { told, change } => self.correct_told(*told, change),
            Act::ExplainLateness { duty, reason } => self.explain_lateness(*duty, reason),
            Act::Stay { authority, reference, from, until } => {
                self.stay(authority, reference, *from, *until)
            }
            Act::LiftStay { stay, at } => self.lift_stay(*stay, *at),
            Act::Impose { by, duty, due, demand } => self.impose(by, *duty, *due, demand),
            Act::MeetImposed { no, at } => self.meet_imposed(*no, *at),
            Act::WithdrawImposed { no, reason } => self.withdraw_imposed(*no, reason),
            Act::Review { findings } => self.review(findings),

            Act::JudgeNoBreach { reasoning } => self.judge_no_breach(reasoning),
            Act::Merge { into, target, reasoning } => self.merge(into, target.as_ref(), reasoning),
            Act::Reopen { reasoning } => self.reopen(reasoning),

            Act::Hear(heard) => self.hear(heard),
            Act::CheckClocks => self.check_clocks(),
            Act::Close => self.close(),
        }
    }

    fn take(&mut self) -> Result<(), Refusal> {
        self.judges()?;
        if self.case.taken.as_ref() != Some(&self.by.id) {
            self.push(Event::IncidentTaken { by: self.by.id.clone() });
        }
        Ok(())
    }

    fn hear(&mut self, heard: &Heard) -> Result<(), Refusal> {
        let heard = heard.clone().by(self.now);
        self.case.people.knows(heard.message()).map_err(Refusal::Unknown)?;
        if heard.at() < self.case.begin() {
            return Err(Refusal::TimeOutOfRange);
        }
        self.push(heard.into());
        Ok(())
    }

    fn next_track<T>(of: &std::collections::BTreeMap<TrackNo, T>) -> TrackNo {
        TrackNo::after(of.keys().next_back())
    }
}
