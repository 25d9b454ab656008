//! What was told, by message or by call.

use chrono::{DateTime, Utc};

use crate::ground::PauseGround;
use crate::id::PartyNo;
use crate::notice::NoticeKind;
use crate::notice::{Heard, Message, Told};
use crate::request::event::Event;
use crate::request::refusal::Refusal;
use crate::sealed::Sealed;

use super::Draft;

impl Draft<'_> {
    /// A call can say that the request arrived and what deleting will end; a decision is written.
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
        let by_call = |told: &Told| {
            matches!(told.kind, NoticeKind::Acknowledgement | NoticeKind::Consequences)
        };
        if !told.iter().all(by_call) {
            return Err(Refusal::NotByCall);
        }
        let (summary, told) = (summary.clone(), told.to_vec());
        self.push(Event::CallLogged { party, at, summary, told });
        Ok(())
    }

    pub(super) fn hear(&mut self, heard: &Heard) -> Result<(), Refusal> {
        let heard = heard.clone().by(self.now);
        self.case.people.knows(heard.message()).map_err(Refusal::Unknown)?;
        self.in_past(heard.at())?;
        self.check_told(&heard.message().notices)?;
        self.push(heard.clone().into());
        match heard {
            Heard::NoticeHandedOver { message, at, .. } => self.follow_what_was_told(&message, at),
            Heard::NoticeGivenUp { message, .. } => {
                for told in &message.notices {
                    if let (NoticeKind::Extension, Some(item)) = (told.kind, told.item) {
                        self.fail_extension(item);
                    }
                }
                Ok(())
            }
            Heard::NoticeCameBack { .. } => Ok(()),
        }
    }

    /// An extension takes effect by being told, and so does the pause of a promise.
    fn follow_what_was_told(
        &mut self,
        message: &Message,
        at: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        for told in &message.notices {
            if let (NoticeKind::Extension, Some(item)) = (told.kind, told.item) {
                self.extension_told(item, at)?;
            }
            if let Some(ground) = tells_of_a_pause(told.kind) {
                let items = told
                    .item
                    .map_or_else(|| self.case.items.keys().copied().collect(), |item| vec![item]);
                for item in items {
                    self.follow_the_law(item, ground, at)?;
                }
            }
        }
        Ok(())
    }

    fn check_told(&self, told: &[Told]) -> Result<(), Refusal> {
        told.iter().filter_map(|told| told.item).try_for_each(|no| self.item(no).map(|_| ()))
    }
}

/// The notices that tell of a clock standing still, and on what ground.
const fn tells_of_a_pause(kind: NoticeKind) -> Option<PauseGround> {
    match kind {
        NoticeKind::Clarification => Some(PauseGround::Clarification),
        NoticeKind::Fee => Some(PauseGround::Fee),
        NoticeKind::Acknowledgement
        | NoticeKind::Consequences
        | NoticeKind::Ticket
        | NoticeKind::Code
        | NoticeKind::ProofAsked
        | NoticeKind::IdentityReminder
        | NoticeKind::IdentityLastCall
        | NoticeKind::IdentityNotConfirmed
        | NoticeKind::StandingNotShown
        | NoticeKind::Extension
        | NoticeKind::Hold
        | NoticeKind::Decision
        | NoticeKind::Escalation
        | NoticeKind::Completion
        | NoticeKind::BackupPurged
        | NoticeKind::Withdrawn
        | NoticeKind::SomeoneAsked
        | NoticeKind::HalfTime
        | NoticeKind::FourFifths
        | NoticeKind::TwoDaysLeft
        | NoticeKind::FourHoursLeft
        | NoticeKind::IncidentAlarm
        | NoticeKind::Overdue
        | NoticeKind::Undeliverable
        | NoticeKind::TaskAlarm
        | NoticeKind::TrackAlarm => None,
    }
}
