//! How an allegation ends, and what opens it again.

use std::collections::BTreeSet;

use crate::assurance::Assurance;
use crate::complaint::command::{Decide, RequestNow};
use crate::complaint::event::{Event, Reason};
use crate::complaint::refusal::Refusal;
use crate::complaint::{Outcome, Remedy};
use crate::id::ItemNo;
use crate::kind::ComplaintKind;
use crate::moment::Moment;

use super::Draft;

impl Draft<'_> {
    pub(super) fn decide_allegation(&mut self, decide: &Decide) -> Result<(), Refusal> {
        let Decide { allegation, outcome, remedies, reason_told, reason_kept, request } = decide;
        let request = request.as_ref();
        self.judges()?;
        if self.allegation(*allegation)?.decided.is_some() {
            return Err(Refusal::AlreadyDecided);
        }
        self.may_decide(request)?;
        self.check_outcome(*allegation, *outcome, remedies)?;
        self.check_anew(*allegation, *outcome, remedies, request)?;
        let explained = *outcome != Outcome::Withdrawn;
        if explained && reason_told.is_none() {
            return Err(Refusal::ReasonMissing);
        }
        self.push(Event::OutcomeDecided {
            allegation: *allegation,
            at: self.now,
            outcome: *outcome,
            remedies: remedies.clone(),
            reason_told: reason_told.clone(),
            reason_kept: reason_kept.clone(),
            by: self.by.clone(),
        });
        Ok(())
    }

    /// Whoever decided what is complained about does not decide the complaint, unless somebody from
    /// outside looks at it.
    fn may_decide(&self, request: Option<&RequestNow>) -> Result<(), Refusal> {
        if self.case.is_their_own(self.by, request) && !self.case.reviewer {
            return Err(Refusal::SameOfficer);
        }
        Ok(())
    }

    fn check_outcome(
        &self,
        allegation: ItemNo,
        outcome: Outcome,
        remedies: &BTreeSet<Remedy>,
    ) -> Result<(), Refusal> {
        let kind = self.case.receipt.kind;
        let asks = kind.asks();
        match outcome {
            // An officer who took the case ends it so; what is known is no reason.
            Outcome::IdentityNotConfirmed => {
                if self.case.receipt.needs == Assurance::None {
                    return Err(Refusal::IdentityNotNeeded);
                }
                if self.case.is_settled(self.today()) {
                    return Err(Refusal::IdentityKnown);
                }
                if !self.case.is_asked_who() {
                    return Err(Refusal::IdentityNotAsked);
                }
            }
            Outcome::Answered if !kind.may_be_answered() => return Err(Refusal::OutcomeNotForKind),
            Outcome::Upheld | Outcome::PartlyUpheld | Outcome::NotUpheld if asks => {
                return Err(Refusal::OutcomeNotForKind);
            }
            Outcome::Upheld
            | Outcome::PartlyUpheld
            | Outcome::NotUpheld
            | Outcome::Answered
            | Outcome::NotOurs
            | Outcome::Withdrawn => {}
        }
        let judged = outcome.is_upheld() || outcome == Outcome::NotUpheld;
        if judged && !self.case.is_settled(self.today()) {
            return Err(Refusal::IdentityNotConfirmed);
        }
        // Whose it is nobody knows before a look, unless somebody only asks.
        let looks = judged || (outcome == Outcome::NotOurs && !asks);
        if looks && !self.case.is_looked_into(allegation) {
            return Err(Refusal::NotInvestigated);
        }
        // However a report ends, the child's data is looked for: whoever reported it does not decide (P20).
        if kind == ComplaintKind::ChildDataReport && self.case.child_data.is_none() {
            return Err(Refusal::ChildDataUnchecked);
        }
        if outcome.is_upheld() == remedies.is_empty() {
            return Err(Refusal::RemedyMismatch);
        }
        Ok(())
    }

    /// What is decided anew must be there to be decided anew, and not be left as it was.
    fn check_anew(
        &self,
        allegation: ItemNo,
        outcome: Outcome,
        remedies: &BTreeSet<Remedy>,
        request: Option<&RequestNow>,
    ) -> Result<(), Refusal> {
        let is_decided = |no: &ItemNo| request.is_none_or(|now| now.decided.contains(no));
        let opens = self.case.opens_again(allegation);
        let elsewhere = self.case.items_of(allegation).len() > opens.len();
        let opens = opens.iter().any(is_decided);
        let anew = remedies.contains(&Remedy::DecidedAnew);
        if anew && !opens && !elsewhere {
            return Err(Refusal::NothingToDecideAnew);
        }
        // Upheld, and the request stays as it was: the complaint would have changed nothing.
        let about_decision = matches!(
            self.case.receipt.kind,
            ComplaintKind::Outcome | ComplaintKind::Identification
        );
        if outcome.is_upheld() && about_decision && opens && !anew {
            return Err(Refusal::DecidedAnewMissing);
        }
        Ok(())
    }

    /// The outcome that silence leaves: explained, and told before the due moment.
    pub(super) fn give_up(&mut self) {
        let open = self.case.allegations.iter().filter(|(_, a)| a.decided.is_none());
        let open: Vec<ItemNo> = open.map(|(no, _)| *no).collect();
        for allegation in open {
            self.push(Event::OutcomeDecided {
                allegation,
                at: self.now,
                outcome: Outcome::IdentityNotConfirmed,
                remedies: BTreeSet::new(),
                reason_told: None,
                reason_kept: None,
                by: self.by.clone(),
            });
        }
    }

    pub(super) fn reopen(
        &mut self,
        why: Reason,
        allegations: &BTreeSet<ItemNo>,
    ) -> Result<(), Refusal> {
        self.judges()?;
        allegations.iter().try_for_each(|no| self.allegation(*no).map(|_| ()))?;
        self.open_again(why, |no, _| allegations.is_empty() || allegations.contains(&no))
    }

    pub(super) fn reopen_for_late_proof(&mut self) -> Result<(), Refusal> {
        let late = |_, outcome| outcome == Outcome::IdentityNotConfirmed;
        match self.open_again(Reason::LateProof, late) {
            Err(Refusal::NothingToReopen) => Ok(()),
            done => done,
        }
    }

    fn open_again(
        &mut self,
        why: Reason,
        wanted: impl Fn(ItemNo, Outcome) -> bool,
    ) -> Result<(), Refusal> {
        let decided = self.case.allegations.iter();
        let allegations: BTreeSet<ItemNo> = decided
            .filter(|(no, a)| a.decided.as_ref().is_some_and(|d| wanted(**no, d.outcome)))
            .map(|(no, _)| *no)
            .collect();
        if allegations.is_empty() {
            return Err(Refusal::NothingToReopen);
        }
        let received = Moment::At(self.now);
        self.push(Event::ComplaintReopened { why, allegations, received });
        self.start_clocks(received)
    }
}
