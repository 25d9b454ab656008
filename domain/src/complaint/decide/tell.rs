//! What was told, by message or by call.

use chrono::{DateTime, Utc};

use crate::complaint::event::Event;
use crate::complaint::refusal::Refusal;
use crate::id::PartyNo;
use crate::notice::NoticeKind;
use crate::notice::{Heard, Told};
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

    pub(super) fn hear(&mut self, heard: &Heard) -> Result<(), Refusal> {
        let heard = heard.clone().by(self.now);
        self.case.people.knows(heard.message()).map_err(Refusal::Unknown)?;
        self.in_past(heard.at())?;
        self.check_told(&heard.message().notices)?;
        self.push(heard.clone().into());
        let tells = heard.message().notices.iter().any(|told| told.kind == NoticeKind::Extension);
        match heard {
            Heard::NoticeHandedOver { at, .. } if tells => self.extension_told(at),
            Heard::NoticeGivenUp { .. } if tells => {
                self.fail_extension();
                Ok(())
            }
            Heard::NoticeHandedOver { .. }
            | Heard::NoticeGivenUp { .. }
            | Heard::NoticeCameBack { .. } => Ok(()),
        }
    }

    fn check_told(&self, told: &[Told]) -> Result<(), Refusal> {
        told.iter().filter_map(|told| told.item).try_for_each(|no| self.allegation(no).map(|_| ()))
    }
}
