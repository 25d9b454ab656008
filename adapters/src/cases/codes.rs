//! One-time codes: where they may go, and whether one is right.

use chrono::TimeDelta;
use habeas_domain::case::{Case, CaseId, Verifies};
use habeas_domain::id::{ContactNo, StepNo};
use habeas_domain::people::{Act, CODES_MOST, Challenge, Destination};
use habeas_domain::sealed::Slot;

use super::{CaseOf, Cases, ErrorOf, contact_term, stream};
use crate::desk::{Call, Done};
use crate::vault::{Limit, Place, Reservation};

impl Cases {
    /// Asks a party to show something. For a code, a send to the contact is reserved first, over
    /// all cases and nodes; what `challenge` says of the destination is replaced by what came out.
    pub async fn challenge<I: CaseId<Stream: Verifies>>(
        &self,
        id: &I,
        call: &Call,
        expect: Option<u64>,
        challenge: Challenge,
    ) -> Result<Done<I::Stream>, ErrorOf<I>> {
        let destination = match challenge.contact {
            Some(contact) => self.reserve(id, call, contact).await?,
            None => Destination::Open,
        };
        let challenge = Challenge { destination, ..challenge };
        self.act(id, call, expect, |_, _| Ok(Act::IssueChallenge(challenge).into())).await
    }

    /// Sends a new code for an open step; the one before counts no more.
    pub async fn send_code_again<I: CaseId<Stream: Verifies>>(
        &self,
        id: &I,
        call: &Call,
        step: StepNo,
    ) -> Result<Done<I::Stream>, ErrorOf<I>> {
        let (case, _) = self.get(id).await?;
        let contact = case.people().steps.get(&step).and_then(|step| step.contact);
        let destination = match contact {
            Some(contact) => self.reserve(id, call, contact).await?,
            None => Destination::Open,
        };
        self.act(id, call, None, |_, _| Ok(Act::SendCodeAgain { step, destination }.into())).await
    }

    /// Compares what was typed with the code that was sent last, and records the result. What was
    /// typed is kept nowhere.
    pub async fn answer_code<I: CaseId<Stream: Verifies>>(
        &self,
        id: &I,
        call: &Call,
        step: StepNo,
        typed: &str,
    ) -> Result<Done<I::Stream>, ErrorOf<I>> {
        self.act(id, call, None, |case, _| {
            let correct = self.is_right::<I>(id, case, step, typed);
            Ok(Act::AnswerCode { step, correct }.into())
        })
        .await
    }

    fn is_right<I: CaseId>(&self, id: &I, case: &CaseOf<I>, step: StepNo, typed: &str) -> bool {
        // Each send has a code of its own, and only the last one counts.
        let sends = case.people().steps.get(&step).map_or(0, |step| step.sends.len());
        u32::try_from(sends)
            .is_ok_and(|send| send > 0 && self.vault.is_code(&stream(id), step, send, typed))
    }

    /// Counts a send to a contact on record. A contact that is only given is not counted: nothing
    /// will go there, and a stranger must not use up the sends of somebody else's address.
    async fn reserve<I: CaseId>(
        &self,
        id: &I,
        call: &Call,
        no: ContactNo,
    ) -> Result<Destination, ErrorOf<I>> {
        let (case, _) = self.get(id).await?;
        let Some((_, contact)) = case.people().contact(no) else { return Ok(Destination::Open) };
        if !contact.provenance.is_on_record() {
            return Ok(Destination::Open);
        }
        let stream = stream(id);
        let slot = Slot::of_channel(contact.channel);
        let place = Place { stream: &stream, slot: slot.code() };
        let clear = self.vault.open(place, &contact.value).await?;
        let Some(Ok(term)) = contact_term(contact.channel, clear.reveal(), case.home()) else {
            return Ok(Destination::Open);
        };
        let limits = CODES_MOST
            .map(|(most, minutes)| Limit { most, within: TimeDelta::minutes(i64::from(minutes)) });
        Ok(match self.vault.reserve_send(&term, &call.command, &limits).await? {
            Reservation::Reserved => Destination::Open,
            Reservation::Refused { .. } => Destination::Exhausted,
        })
    }
}
