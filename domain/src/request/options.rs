//! What may be done now, what may not and why, and what everyone waits for: read off the case,
//! with the same gate that deciding uses.

use chrono::NaiveDate;

use crate::assurance::Assurance;
use crate::ground::HoldGround;
use crate::id::{ItemNo, PrincipalId};
use crate::kind::ItemKind;
use crate::text::closed_list;

use super::case::{Case, Phase};
use super::guard::{self, Block};
use super::item::{Item, Stage};
use super::task::TaskKind;
use super::track::{FeeState, Hold};
use crate::people::Record;

closed_list!(
    /// What a case waits for, in the order in which it is best settled.
    WaitingOn, "waiting on" {
        /// Proof of who the requester is.
        Identity = "identity",
        /// Proof that the requester may speak for the subject.
        Standing = "standing",
        /// The answer to a question.
        Clarification = "clarification",
        /// A fee.
        Fee = "fee",
        /// The end of a hold.
        Hold = "hold",
        /// A decision.
        Officer = "officer",
        /// The telling of what was decided.
        Notice = "notice",
        /// Systems at work.
        Systems = "systems",
        /// Backups and restrictions.
        Tails = "tails",
        /// Closing.
        Closing = "closing",
        /// Nothing.
        Nothing = "nothing",
    }
);

closed_list!(
    /// How a case stands, in one word that a portal may show to the person.
    PublicStatus, "public status" {
        /// It arrived.
        Received = "received",
        /// We must know who asks before we can go on.
        Verifying = "verifying",
        /// The person's answer is awaited.
        WaitingForYou = "waiting_for_you",
        /// We are at it.
        InProgress = "in_progress",
        /// Every item was answered; something still runs out behind it.
        Answered = "answered",
        /// Everything is over.
        Finished = "finished",
        /// Closed.
        Closed = "closed",
    }
);

closed_list!(
    /// An act that a case may offer.
    Offered, "act" {
        /// Match the identifiers to a record.
        MatchRecord = "match_record",
        /// Ask for proof, a code or a document.
        IssueChallenge = "issue_challenge",
        /// Ask what is meant.
        AskClarification = "ask_clarification",
        /// Quote a fee.
        QuoteFee = "quote_fee",
        /// Place a hold.
        PlaceHold = "place_hold",
        /// Decide an item.
        Decide = "decide",
        /// Order work that carries the decision out.
        PlanTasks = "plan_tasks",
        /// Hand a copy over.
        HandOverCopy = "hand_over_copy",
        /// Carry out what was ordered in systems.
        ClaimTasks = "claim_tasks",
        /// Withdraw.
        Withdraw = "withdraw",
        /// Close the case.
        Close = "close",
    }
);

/// One act, for one item or for the case, and what stands in its way (nothing: it is allowed).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The act.
    pub act: Offered,
    /// The item it is about.
    pub item: Option<ItemNo>,
    /// What stands in the way.
    pub blocks: Vec<Block>,
}

impl Case {
    /// Every act that the case offers to somebody on this day, allowed or blocked.
    #[must_use]
    pub fn offers(&self, to: &PrincipalId, on: NaiveDate) -> Vec<Offer> {
        let mut offers = vec![
            self.case_offer(Offered::MatchRecord, self.record_blocks()),
            self.case_offer(Offered::IssueChallenge, self.challenge_blocks()),
            self.case_offer(Offered::Close, self.close_blocks()),
        ];
        for item in self.items.values() {
            let no = item.asked.no;
            let mut add = |act, blocks| offers.push(Offer { act, item: Some(no), blocks });
            match &item.stage {
                Stage::Asked => {
                    add(Offered::AskClarification, Vec::new());
                    add(Offered::QuoteFee, Vec::new());
                    add(Offered::Decide, self.decide_blocks(item, to, on));
                    add(Offered::PlanTasks, vec![Block::NotDecided]);
                }
                Stage::Decided(decided) => {
                    if item.owes_work() && decided.ordered.is_none() {
                        add(Offered::PlanTasks, Vec::new());
                    }
                    if item.owes_copy() && decided.handed.is_none() {
                        add(Offered::HandOverCopy, self.export_blocks(item, on));
                    }
                    if let Some(blocks) = self.claim_blocks(item, on) {
                        add(Offered::ClaimTasks, blocks);
                    }
                }
                Stage::Done(_) | Stage::Finished(_) => {}
            }
            if matches!(item.stage, Stage::Asked | Stage::Decided(_)) {
                add(Offered::PlaceHold, Vec::new());
                let short = self.assurance(on) < item.asked.needs.min(Assurance::Contact);
                let blocks = if short { vec![Block::IdentityNotConfirmed] } else { Vec::new() };
                add(Offered::Withdraw, blocks);
            }
        }
        offers
    }

    fn decide_blocks(&self, item: &Item, to: &PrincipalId, on: NaiveDate) -> Vec<Block> {
        let mut blocks = guard::who_speaks(self, item, on);
        if item.not_by.contains(to) {
            blocks.push(Block::SameOfficer);
        }
        blocks
    }

    fn case_offer(&self, act: Offered, blocks: Vec<Block>) -> Offer {
        let mut blocks = blocks;
        if self.phase == Phase::Closed && act == Offered::Close {
            blocks = vec![Block::AlreadySo];
        }
        Offer { act, item: None, blocks }
    }

    fn record_blocks(&self) -> Vec<Block> {
        match self.people.record {
            Record::Matched => vec![Block::AlreadySo],
            Record::Unmatched | Record::NotFound => Vec::new(),
        }
    }

    fn challenge_blocks(&self) -> Vec<Block> {
        let reachable = self.requester().contacts.values().any(|c| c.provenance.is_on_record());
        if reachable { Vec::new() } else { vec![Block::NoContactOnRecord] }
    }

    fn close_blocks(&self) -> Vec<Block> {
        match self.phase {
            Phase::Finished => Vec::new(),
            Phase::Closed => vec![Block::AlreadySo],
            Phase::Open | Phase::Answered => vec![Block::NotFinished],
        }
    }

    fn export_blocks(&self, item: &Item, on: NaiveDate) -> Vec<Block> {
        guard::blocks(self, item, TaskKind::Export, &item.asked.scope, on)
    }

    /// What keeps the ordered tasks of an item from being claimed; none when it has none.
    fn claim_blocks(&self, item: &Item, on: NaiveDate) -> Option<Vec<Block>> {
        let mut all = Vec::new();
        let mut any = false;
        for (_, task) in self.tasks_of(item.asked.no).filter(|(_, task)| task.is_open()) {
            any = true;
            for block in guard::task_blocks(self, item, task, on) {
                if !all.contains(&block) {
                    all.push(block);
                }
            }
        }
        any.then_some(all)
    }

    /// What the case waits for on this day; several things may be waited for at once. A
    /// confidential hold is not named: to those who must not know, the officer is at it.
    #[must_use]
    pub fn waiting_on(&self, on: NaiveDate) -> Vec<WaitingOn> {
        let mut list = Vec::new();
        let open = |item: &&Item| matches!(item.stage, Stage::Asked | Stage::Decided(_));
        let needs = |block| {
            let mut items = self.items.values().filter(open);
            items.any(|item| guard::who_speaks(self, item, on).contains(&block))
        };
        let rules: [(bool, WaitingOn); 10] = [
            (needs(Block::IdentityNotConfirmed), WaitingOn::Identity),
            (needs(Block::StandingNotHeld), WaitingOn::Standing),
            (self.clarifications.values().any(|c| c.answered.is_none()), WaitingOn::Clarification),
            (
                self.fees
                    .values()
                    .any(|f| matches!(f.state, FeeState::Quoted | FeeState::Accepted)),
                WaitingOn::Fee,
            ),
            (
                self.items.values().filter(open).any(|item| {
                    self.live_holds().any(|(_, hold)| !hold.confidential && keeps_from(hold, item))
                }),
                WaitingOn::Hold,
            ),
            (!self.all_decided() || self.is_held_in_silence(), WaitingOn::Officer),
            (
                self.items.values().any(|item| item.stage.decided().is_some() && !item.is_told()),
                WaitingOn::Notice,
            ),
            (self.tasks.values().any(super::task::Task::is_open), WaitingOn::Systems),
            (self.tails.values().any(|tail| tail.ended.is_none()), WaitingOn::Tails),
            (self.phase == Phase::Finished, WaitingOn::Closing),
        ];
        list.extend(rules.into_iter().filter(|(waits, _)| *waits).map(|(_, on)| on));
        if list.is_empty() {
            list.push(WaitingOn::Nothing);
        }
        list
    }

    /// Whether nobody has done anything about it yet.
    fn is_untouched(&self) -> bool {
        self.people.steps.is_empty()
            && self.people.record == Record::Unmatched
            && !self.all_decided()
    }

    fn is_held_in_silence(&self) -> bool {
        self.live_holds().any(|(_, hold)| hold.confidential)
    }

    /// How the case stands, in one word for the person. A confidential hold is never told.
    #[must_use]
    pub fn public_status(&self, on: NaiveDate) -> PublicStatus {
        let waiting = self.waiting_on(on);
        match self.phase {
            Phase::Closed => PublicStatus::Closed,
            Phase::Finished => PublicStatus::Finished,
            Phase::Answered => PublicStatus::Answered,
            Phase::Open => {
                if waiting.contains(&WaitingOn::Clarification) || waiting.contains(&WaitingOn::Fee)
                {
                    PublicStatus::WaitingForYou
                } else if self.is_untouched() && !is_simple(self) {
                    PublicStatus::Received
                } else if waiting.contains(&WaitingOn::Identity)
                    || waiting.contains(&WaitingOn::Standing)
                {
                    PublicStatus::Verifying
                } else {
                    PublicStatus::InProgress
                }
            }
        }
    }
}

/// Whether a hold is what an item waits for: one that preserves keeps nothing from being shown.
fn keeps_from(hold: &Hold, item: &Item) -> bool {
    let preserves = hold.ground == HoldGround::Preservation && item.asked.kind.discloses();
    !preserves && hold.covers(item.asked.no, None)
}

/// Whether nothing but an opt-out is asked: such a case is in progress as soon as it arrives.
fn is_simple(case: &Case) -> bool {
    case.items.values().all(|item| item.asked.kind == ItemKind::MarketingOptOut)
}
