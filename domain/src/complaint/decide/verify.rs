//! Who complains: asked once, and only where the answer says something about a person.

use crate::assurance::{Assurance, Sensitivity};
use crate::clock::Duty;
use crate::complaint::case::Phase;
use crate::complaint::refusal::Refusal;
use crate::ground::PauseGround;
use crate::id::{PartyNo, StepNo};
use crate::moment::Moment;
use crate::people::prove::{self, Unproven};
use crate::people::{Challenge, LossReason, MatchRecord, REQUESTER, RecordProof, Track};

use super::Draft;

impl Draft<'_> {
    pub(super) fn match_record(&mut self, found: &MatchRecord) -> Result<(), Refusal> {
        prove::match_record(self, found)?;
        self.settle()
    }

    /// Asked once: a second way to show it takes the place of a step that failed, and does not hold
    /// the clock up again.
    pub(super) fn issue_challenge(&mut self, challenge: &Challenge) -> Result<(), Refusal> {
        self.party(challenge.party)?;
        if self.case.receipt.needs == Assurance::None {
            return Err(Refusal::IdentityNotNeeded);
        }
        if challenge.track == Track::Authorisation
            || !prove::fits(challenge.track, challenge.method)
        {
            return Err(Unproven::MethodNotForTrack.into());
        }
        if challenge.party == REQUESTER && self.case.is_settled(self.today()) {
            return Err(Refusal::IdentityKnown);
        }
        let people = &self.case.people;
        let open = people.open_step(challenge.party, challenge.track);
        let awaited = open.and_then(|no| people.steps.get(&no));
        if awaited.is_some_and(|step| step.expires.is_none_or(|expires| self.now <= expires)) {
            return Err(Refusal::AskedAlready);
        }
        let first = !people.identity_was_asked();
        // While nothing else runs, no clock may sleep.
        let settling = self.case.docket.open(None, Duty::SettleIdentity).next().is_some();
        prove::issue_challenge(self, challenge)?;
        if first && settling && challenge.party == REQUESTER {
            let (now, ground) = (self.now, PauseGround::Identity);
            let ticks = self.case.docket.hold_up(self.rules, |_| true, ground, now)?;
            self.ticks(ticks);
        }
        Ok(())
    }

    pub(super) fn answer_code(&mut self, no: StepNo, correct: bool) -> Result<(), Refusal> {
        let accepted = prove::answer_code(self, no, correct)?;
        accepted.map_or(Ok(()), |_| self.settle())
    }

    pub(super) fn record_proof(&mut self, proof: &RecordProof) -> Result<(), Refusal> {
        self.party(proof.party)?;
        if proof.track == Track::Authorisation || !prove::fits(proof.track, proof.method) {
            return Err(Unproven::MethodNotForTrack.into());
        }
        let subject = self.case.receipt.subject.as_ref();
        let sensitivity = subject.map_or(Sensitivity::Ordinary, |subject| subject.sensitivity);
        let accepted = prove::record_proof(self, proof, sensitivity)?;
        accepted.map_or(Ok(()), |_| self.settle())
    }

    pub(super) fn lose_identity(&mut self, no: PartyNo, why: LossReason) -> Result<(), Refusal> {
        prove::lose_identity(self, no, why)?;
        self.unsettle()
    }

    pub(super) fn lose_standing(&mut self, no: PartyNo, why: LossReason) -> Result<(), Refusal> {
        prove::lose_standing(self, no, why)?;
        self.unsettle()
    }

    /// Who complains is not known any more: to find out is owed again.
    fn unsettle(&mut self) -> Result<(), Refusal> {
        let settled = self.case.is_settled(self.today());
        let settling = self.case.docket.open(None, Duty::SettleIdentity).next().is_some();
        if self.events.is_empty() || settled || settling || self.case.phase != Phase::Open {
            return Ok(());
        }
        self.start_duties(Moment::At(self.now), |duty| duty == Duty::SettleIdentity)
    }

    /// Who complains may be known by now: the clocks that waited for it count from here. Proof that
    /// comes after the explained outcome opens the case again.
    fn settle(&mut self) -> Result<(), Refusal> {
        if !self.case.is_settled(self.today()) {
            return Ok(());
        }
        let (now, ground) = (self.now, PauseGround::Identity);
        let ticks = self.case.docket.run_on(self.rules, |_| true, ground, now)?;
        self.ticks(ticks);
        self.reopen_for_late_proof()
    }
}
