//! What was told, by message or by call.

use chrono::{DateTime, Utc};

use crate::complaint::event::Event;
use crate::complaint::refusal::Refusal;
use crate::contact::Channel;
use crate::id::PartyNo;
use crate::notice::NoticeKind;
use crate::notice::{Message, Told};
use crate::sealed::Sealed;

use super::Draft;

impl Draft<'_> {
    /// A call can say that the complaint arrived; an outcome is written.
    pub(super) fn log_call(
        &mut self,
        party: PartyNo,
        at: DateTime<Utc>,
        summary: &Sealed,
        told: &[Told],
    ) -> Result<(), Refusal> {
        self.party(party)?;
        self.in_past(at)?;
        self.check_told(told)?;
        if !told.iter().all(|told| told.kind == NoticeKind::Acknowledgement) {
            return Err(Refusal::NotByCall);
        }
        let (summary, told) = (summary.clone(), told.to_vec());
        self.push(Event::CallLogged { party, at, summary, told });
        Ok(())
    }

    pub(super) fn record_handed_over(
        &mut self,
        message: &Message,
        channel: Channel,
        at: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let at = self.heard(message, at)?;
        self.push(Event::NoticeHandedOver { message: message.clone(), channel, at });
        Ok(())
    }

    pub(super) fn record_given_up(
        &mut self,
        message: &Message,
        at: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let at = self.heard(message, at)?;
        self.push(Event::NoticeGivenUp { message: message.clone(), at });
        Ok(())
    }

    pub(super) fn record_came_back(
        &mut self,
        message: &Message,
        at: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let at = self.heard(message, at)?;
        self.push(Event::NoticeCameBack { message: message.clone(), at });
        Ok(())
    }

    /// Clocks of two machines differ a little: what another one reports is not refused for being a
    /// moment ahead of this one.
    fn heard(&self, message: &Message, at: DateTime<Utc>) -> Result<DateTime<Utc>, Refusal> {
        let at = at.min(self.now);
        if let Some(party) = message.party {
            let party = self.party(party)?;
            if message.contact.is_some_and(|contact| !party.contacts.contains_key(&contact)) {
                return Err(Refusal::Unknown("contact"));
            }
        }
        self.in_past(at)?;
        self.check_told(&message.notices)?;
        Ok(at)
    }

    fn check_told(&self, told: &[Told]) -> Result<(), Refusal> {
        told.iter().filter_map(|told| told.item).try_for_each(|no| self.allegation(no).map(|_| ()))
    }
}
