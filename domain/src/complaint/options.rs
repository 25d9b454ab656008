//! What may be done now, what may not and why, and what everyone waits for: read off the case.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::actor::Actor;
use crate::assurance::Assurance;
use crate::id::{ItemNo, RequestId};
use crate::kind::ComplaintKind;
use crate::people::Record;
use crate::text::closed_list;

use super::Remedy;
use super::case::{Case, Phase};
use super::command::Around;
use super::receipt::About;

closed_list!(
    /// What a complaint waits for, in the order in which it is best settled.
    WaitingOn, "waiting on" {
        /// Proof of who complains, or that they may speak.
        Identity = "identity",
        /// Something that an authority demands.
        Authority = "authority",
        /// Somebody to look into it.
        Investigation = "investigation",
        /// An outcome.
        Officer = "officer",
        /// The telling of what was decided.
        Notice = "notice",
        /// Closing.
        Closing = "closing",
        /// Nothing.
        Nothing = "nothing",
    }
);

closed_list!(
    /// How a complaint stands, in one word that a portal may show to the person.
    PublicStatus, "public status" {
        /// It arrived.
        Received = "received",
        /// We must know who complains before we can answer.
        Verifying = "verifying",
        /// We are at it.
        InProgress = "in_progress",
        /// It was answered.
        Answered = "answered",
        /// Closed.
        Closed = "closed",
    }
);

closed_list!(
    /// An act that a complaint may offer.
    Offered, "act" {
        /// Match the identifiers to a record.
        MatchRecord = "match_record",
        /// Ask who complains.
        IssueChallenge = "issue_challenge",
        /// Take the case.
        Take = "take",
        /// Record a step, a measure or a finding.
        Investigate = "investigate",
        /// Say what our own check of a child's data found.
        CheckChildData = "check_child_data",
        /// Name somebody from outside.
        NameReviewer = "name_reviewer",
        /// Decide an allegation.
        Decide = "decide",
        /// Record that it went to an authority, or came from one.
        Escalate = "escalate",
        /// Record a duty that an authority imposed.
        Impose = "impose",
        /// Record that an imposed duty was done.
        MeetImposed = "meet_imposed",
        /// Say that an imposed duty is not owed.
        WithdrawImposed = "withdraw_imposed",
        /// Open it again.
        Reopen = "reopen",
        /// Close it.
        Close = "close",
    }
);

closed_list!(
    /// What stands in the way of an act.
    Block, "block" {
        /// It is so already.
        AlreadySo = "already_so",
        /// Who complains is not asked for this kind of complaint.
        IdentityNotNeeded = "identity_not_needed",
        /// No contact is on record, so no code can go anywhere.
        NoContactOnRecord = "no_contact_on_record",
        /// Who complains is not shown.
        IdentityNotConfirmed = "identity_not_confirmed",
        /// Nobody has looked into it.
        NotInvestigated = "not_investigated",
        /// Our own check is missing.
        ChildDataUnchecked = "child_data_unchecked",
        /// Whoever looks decided what is complained about.
        SameOfficer = "same_officer",
        /// The house has another officer, who decides instead of somebody from outside.
        OtherOfficers = "other_officers",
        /// Something is not told yet.
        NotAnswered = "not_answered",
        /// Nothing is decided that could be opened again.
        NothingToReopen = "nothing_to_reopen",
        /// The case is closed.
        CaseClosed = "case_closed",
    }
);

/// One act, for one allegation or for the case, and what stands in its way (nothing: it is allowed).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The act.
    pub act: Offered,
    /// The allegation.
    pub allegation: Option<ItemNo>,
    /// What stands in the way.
    pub blocks: Vec<Block>,
}

impl Case {
    /// The request that it is about, where its stream is here.
    #[must_use]
    pub fn about(&self) -> Option<&RequestId> {
        self.receipt.about.as_ref()?.case()
    }

    /// The items of the request that these allegations are about.
    #[must_use]
    pub fn items_of(&self, allegation: ItemNo) -> BTreeSet<ItemNo> {
        let Some(About::Request { items, .. }) = &self.receipt.about else {
            return BTreeSet::new();
        };
        let alleged = self.allegations.get(&allegation).and_then(|a| a.alleged.item);
        alleged.map_or_else(|| items.clone(), |item| BTreeSet::from([item]))
    }

    /// Those of them that upholding this allegation opens again: what another allegation opened, or
    /// will open since it was decided earlier, is not opened twice.
    #[must_use]
    pub fn opens_again(&self, allegation: ItemNo) -> BTreeSet<ItemNo> {
        let decided = |no| self.allegations.get(&no).and_then(|a| a.decided.as_ref());
        let mine = decided(allegation).map(|decided| (decided.at, allegation));
        let mut items = self.items_of(allegation);
        for no in self.allegations.keys().filter(|no| **no != allegation) {
            let first = decided(*no).is_some_and(|d| {
                d.remedies.contains(&Remedy::DecidedAnew)
                    && mine.is_none_or(|mine| (d.at, *no) < mine)
            });
            if first {
                let opened = self.items_of(*no);
                items.retain(|item| !opened.contains(item));
            }
        }
        items
    }

    /// Whether an authority is in it.
    #[must_use]
    pub fn is_escalated(&self) -> bool {
        use crate::kind::Relation;
        self.people.parties.values().any(|party| party.relation == Relation::Authority)
    }

    /// Every act that the case offers to somebody on this day, allowed or blocked.
    #[must_use]
    pub fn offers(&self, to: &Actor, on: NaiveDate, around: &Around) -> Vec<Offer> {
        let closed = |act, blocks: Vec<Block>| {
            let blocks = match self.phase {
                Phase::Closed => vec![Block::CaseClosed],
                Phase::Open | Phase::Answered => blocks,
            };
            Offer { act, allegation: None, blocks }
        };
        let if_so = |is: bool, block| if is { vec![block] } else { Vec::new() };
        let anytime = |act, blocks| Offer { act, allegation: None, blocks };
        let mut offers = vec![
            anytime(
                Offered::MatchRecord,
                if_so(self.people.record == Record::Matched, Block::AlreadySo),
            ),
            anytime(Offered::IssueChallenge, self.challenge_blocks(on)),
            closed(Offered::Take, if_so(self.taken.as_ref() == Some(&to.id), Block::AlreadySo)),
            closed(Offered::Investigate, Vec::new()),
            anytime(Offered::Escalate, Vec::new()),
            anytime(
                Offered::Reopen,
                if_so(
                    self.allegations.values().all(|a| a.decided.is_none()),
                    Block::NothingToReopen,
                ),
            ),
            anytime(
                Offered::Close,
                match self.phase {
                    Phase::Open => vec![Block::NotAnswered],
                    Phase::Answered => Vec::new(),
                    Phase::Closed => vec![Block::AlreadySo],
                },
            ),
        ];
        if self.is_escalated() {
            offers.push(anytime(Offered::Impose, Vec::new()));
        }
        if self.imposed.any_open() {
            let about = [Offered::MeetImposed, Offered::WithdrawImposed];
            offers.extend(about.map(|act| anytime(act, Vec::new())));
        }
        if self.receipt.kind == ComplaintKind::ChildDataReport {
            offers.push(closed(
                Offered::CheckChildData,
                if_so(self.child_data.is_some(), Block::AlreadySo),
            ));
        }
        if self.is_their_own(to, around.request.as_ref()) {
            let mut blocks = if_so(around.other_officers, Block::OtherOfficers);
            blocks.extend(if_so(self.reviewer, Block::AlreadySo));
            offers.push(closed(Offered::NameReviewer, blocks));
        }
        for (no, allegation) in &self.allegations {
            if allegation.decided.is_none() {
                let blocks = self.decide_blocks(*no, to, on, around);
                offers.push(Offer { act: Offered::Decide, allegation: Some(*no), blocks });
            }
        }
        offers
    }

    fn challenge_blocks(&self, on: NaiveDate) -> Vec<Block> {
        if self.receipt.needs == Assurance::None {
            return vec![Block::IdentityNotNeeded];
        }
        if self.is_settled(on) {
            return vec![Block::AlreadySo];
        }
        let reachable = self.complainant().contacts.values().any(|c| c.provenance.is_on_record());
        if reachable { Vec::new() } else { vec![Block::NoContactOnRecord] }
    }

    /// What keeps somebody from saying who was right, or from answering where that is enough. Other outcomes
    /// may be open to them all the same.
    fn decide_blocks(&self, no: ItemNo, to: &Actor, on: NaiveDate, around: &Around) -> Vec<Block> {
        let judged = !self.receipt.kind.may_be_answered();
        let child = self.receipt.kind == ComplaintKind::ChildDataReport;
        let own = self.is_their_own(to, around.request.as_ref());
        let rules = [
            (self.phase == Phase::Closed, Block::CaseClosed),
            (judged && !self.is_settled(on), Block::IdentityNotConfirmed),
            (judged && !self.is_looked_into(no), Block::NotInvestigated),
            (child && self.child_data.is_none(), Block::ChildDataUnchecked),
            (own && !self.reviewer, Block::SameOfficer),
        ];
        rules.into_iter().filter(|(is, _)| *is).map(|(_, block)| block).collect()
    }

    /// What the case waits for on this day; several things may be waited for at once.
    #[must_use]
    pub fn waiting_on(&self, on: NaiveDate) -> Vec<WaitingOn> {
        let open = !self.all_decided();
        let asks = self.receipt.kind.asks();
        let untold = self.allegations.values().any(|allegation| {
            allegation.decided.as_ref().is_some_and(|decided| decided.told.is_none())
        });
        let uninvestigated = self
            .allegations
            .iter()
            .any(|(no, allegation)| allegation.decided.is_none() && !self.is_looked_into(*no));
        let rules = [
            (open && !self.is_settled(on), WaitingOn::Identity),
            (self.imposed.any_open(), WaitingOn::Authority),
            (!asks && uninvestigated, WaitingOn::Investigation),
            (open, WaitingOn::Officer),
            (untold && !self.is_anonymous(), WaitingOn::Notice),
            (self.phase == Phase::Answered, WaitingOn::Closing),
        ];
        let mut list: Vec<WaitingOn> =
            rules.into_iter().filter(|(waits, _)| *waits).map(|(_, on)| on).collect();
        if list.is_empty() {
            list.push(WaitingOn::Nothing);
        }
        list
    }

    /// How the case stands, in one word for the person.
    #[must_use]
    pub fn public_status(&self, on: NaiveDate) -> PublicStatus {
        match self.phase {
            Phase::Closed => PublicStatus::Closed,
            Phase::Answered => PublicStatus::Answered,
            Phase::Open if self.people.identity_was_asked() && !self.is_settled(on) => {
                PublicStatus::Verifying
            }
            Phase::Open if self.taken.is_none() && self.steps_taken == 0 => PublicStatus::Received,
            Phase::Open => PublicStatus::InProgress,
        }
    }
}
