//! What a command does.

mod approve;
mod draft;
mod send;

use chrono::{DateTime, Utc};

use crate::actor::{Actor, Role};
use crate::id::VersionNo;

use super::Campaign;
use super::command::{Act, Command};
use super::event::Event;
use super::plan::{Phase, Plan, Version};
use super::refusal::Refusal;

pub(super) use approve::{approval_lacks, papers_lack, people_lack, wording_lacks};
pub(super) use draft::list_lacks;
pub(super) use send::{close_lacks, way_lacks};

impl Campaign {
    /// Decides a command: events, nothing (it is already so), or a refusal.
    #[expect(clippy::needless_pass_by_value, reason = "every aggregate takes its commands so")]
    pub fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        match (self, &command.act) {
            (Self::Absent, Act::Draft(draft)) => draft::begin(&command, draft),
            (Self::Absent, _) => Err(Refusal::NotDrafted),
            (Self::Live(_), Act::Draft(_)) => Err(Refusal::AlreadyDrafted),
            (Self::Live(plan), act) => {
                let desk = Desk { plan, now: command.now, by: &command.by };
                desk.decide(act)
            }
        }
    }
}

/// A campaign, and who does something with it when.
struct Desk<'c> {
    plan: &'c Plan,
    now: DateTime<Utc>,
    by: &'c Actor,
}

type Decision = Result<Vec<Event>, Refusal>;

impl Desk<'_> {
    fn decide(&self, act: &Act) -> Decision {
        if self.plan.phase == Phase::Closed && !is_taken_when_closed(act) {
            return Err(Refusal::Closed);
        }
        match act {
            // Refused before.
            Act::Draft(_) => Err(Refusal::AlreadyDrafted),
            Act::State { about, around } => self.state(about, around),
            Act::File { paper, reference } => self.file(*paper, reference),
            Act::DraftVersion { audience, channels, language, announced, complete } => {
                let flags = (*announced, *complete);
                self.draft_version(*audience, channels, language, flags)
            }
            Act::Word { version, form, language, words } => {
                self.word(*version, *form, language, words)
            }
            Act::List(batches) => self.list(batches),
            Act::BreakOff { last } => self.break_off(*last),
            Act::Approve { version, late_reason, around } => {
                self.approve(*version, late_reason.as_ref(), around)
            }
            Act::Begin(begin) => self.begin(begin),
            Act::Pause { version, reason } => self.pause(*version, reason),
            Act::Resume(begin) => self.resume(begin),
            Act::Stop { version, reason } => self.stop(*version, reason),
            Act::Report(results) => self.report(results),
            Act::Settle { version, seen } => self.settle(*version, *seen),
            Act::Announce { version, place, at } => self.announce(*version, place, *at),
            Act::Erase { row, besides } => self.erase(*row, besides),
            Act::Close => self.close(),
        }
    }

    fn version(&self, no: VersionNo) -> Result<&Version, Refusal> {
        self.plan.version(no).ok_or(Refusal::Unknown("version"))
    }

    fn runs(&self) -> Result<(), Refusal> {
        runs(self.by)
    }

    /// Only the desk itself says what became of messages.
    fn is_the_desk(&self) -> Result<(), Refusal> {
        if self.by.role == Role::Worker { Ok(()) } else { Err(Refusal::DeskOnly) }
    }
}

/// What is known after the end still comes in, and people can be erased for ever.
const fn is_taken_when_closed(act: &Act) -> bool {
    matches!(
        act,
        Act::BreakOff { .. } | Act::Report(_) | Act::Settle { .. } | Act::Erase { .. } | Act::Close
    )
}

/// Officers and approvers plan, approve and run campaigns.
fn runs(by: &Actor) -> Result<(), Refusal> {
    match by.role {
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
