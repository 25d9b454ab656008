//! Who speaks: what asking and showing does to the items that wait for it.

use crate::assurance::Method;
use crate::ground::PauseGround;
use crate::id::{ItemNo, PartyNo, StepNo};
use crate::kind::ItemKind;
use crate::people::prove::{self, Accepted};
use crate::people::{Challenge, LossReason, MatchRecord, REQUESTER, RecordProof, Track};
use crate::request::event::Event;
use crate::request::refusal::Refusal;

use super::Draft;

impl Draft<'_> {
    pub(super) fn match_record(&mut self, found: &MatchRecord) -> Result<(), Refusal> {
        prove::match_record(self, found)?;
        self.settle()
    }

    pub(super) fn issue_challenge(&mut self, challenge: &Challenge) -> Result<(), Refusal> {
        self.party(challenge.party)?;
        self.check_track(challenge.track, challenge.item, challenge.method)?;
        prove::issue_challenge(self, challenge)?;
        if challenge.party == REQUESTER && challenge.track != Track::Authorisation {
            let unsettled = self.unsettled_items();
            self.hold_up(&unsettled, PauseGround::Identity)?;
        }
        Ok(())
    }

    fn unsettled_items(&self) -> Vec<ItemNo> {
        let today = self.today();
        let items = self.case.items.values().filter(|item| !self.case.is_settled(item, today));
        items.map(|item| item.asked.no).collect()
    }

    /// Whether the method can show this; a recipient is authorised for an item that has one.
    fn check_track(
        &self,
        track: Track,
        item: Option<ItemNo>,
        method: Method,
    ) -> Result<(), Refusal> {
        if !prove::fits(track, method) {
            return Err(Refusal::MethodNotForTrack);
        }
        if track == Track::Authorisation {
            let item = self.item(item.ok_or(Refusal::Unknown("item"))?)?;
            if item.asked.kind != ItemKind::Portability {
                return Err(Refusal::MethodNotForTrack);
            }
        }
        Ok(())
    }

    pub(super) fn answer_code(&mut self, no: StepNo, correct: bool) -> Result<(), Refusal> {
        let accepted = prove::answer_code(self, no, correct)?;
        self.accepted(accepted)
    }

    pub(super) fn record_proof(&mut self, proof: &RecordProof) -> Result<(), Refusal> {
        self.party(proof.party)?;
        self.check_track(proof.track, proof.item, proof.method)?;
        let accepted = prove::record_proof(self, proof, self.case.subject.sensitivity)?;
        self.accepted(accepted)
    }

    fn accepted(&mut self, accepted: Option<Accepted>) -> Result<(), Refusal> {
        let Some(Accepted { step, track, item }) = accepted else { return Ok(()) };
        if let (Track::Authorisation, Some(item)) = (track, item) {
            self.push(Event::RecipientAuthorised { item, step });
        }
        self.settle()
    }
    pub(super) fn lose_identity(&mut self, no: PartyNo, why: LossReason) -> Result<(), Refusal> {
        Ok(prove::lose_identity(self, no, why)?)
    }

    pub(super) fn lose_standing(&mut self, no: PartyNo, why: LossReason) -> Result<(), Refusal> {
        Ok(prove::lose_standing(self, no, why)?)
    }
}
