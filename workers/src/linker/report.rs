//! What became of a message, told to the case that owed it.

use chrono::TimeDelta;
use habeas_adapters::ledger::feed::Event;
use habeas_adapters::store::StoreError;
use habeas_domain::case::CaseRef;
use habeas_domain::contact::Channel;
use habeas_domain::delivery::{CaseReport, GiveUpReason};
use habeas_domain::dispatch::{self, Dispatch};
use habeas_domain::id::DispatchId;
use habeas_domain::moment::{Moment, end_of_day};
use habeas_domain::notice::{Heard, Message};

use super::Links;
use crate::follow::act_on;
use crate::step::WorkerError;

impl Links {
    /// Tells a case what became of a message.
    pub(super) async fn report(&self, event: &Event) -> Result<(), WorkerError> {
        let happened: dispatch::Event = event.payload()?;
        let Some(report) = dispatch::reports(&happened) else { return Ok(()) };
        let id = DispatchId::parse(&event.aggregate_id)
            .map_err(|_| StoreError::inconsistent("events", "aggregate_id", event.position))?;
        let (state, _) = self.cases.desk().fold::<Dispatch>(id.as_str()).await?;
        let Some(owed) = state.message() else { return Ok(()) };
        let Some(heard) = self.heard(&report, owed.for_case(id), owed.channel) else {
            return Ok(());
        };
        let (cases, actor, word) = (&self.cases, &self.actor, "dispatch");
        match &owed.case {
            CaseRef::Request(case) => act_on(cases, actor, case, event, word, heard.into()).await,
            CaseRef::Complaint(case) => act_on(cases, actor, case, event, word, heard.into()).await,
            CaseRef::Incident(case) => act_on(cases, actor, case, event, word, heard.into()).await,
        }
    }

    /// What a case is told; nothing when it need not know.
    fn heard(&self, report: &CaseReport, message: Message, channel: Channel) -> Option<Heard> {
        Some(match *report {
            CaseReport::HandedOver { at: Moment::At(at) } => {
                Heard::NoticeHandedOver { message, channel, at }
            }
            CaseReport::HandedOver { at: Moment::On(day) } => {
                // A letter that was posted on a day is handed over within it, where the house is.
                let zone = self.cases.rules().now().house().zone;
                let last = end_of_day(day, zone) - TimeDelta::microseconds(1);
                let at = last.min(self.cases.desk().clock().now());
                Heard::NoticeHandedOver { message, channel, at }
            }
            // Nothing is wrong when there was nothing left to say.
            CaseReport::GivenUp { reason: GiveUpReason::Moot, .. }
            | CaseReport::Delivered { .. } => return None,
            CaseReport::GivenUp { at, .. } => Heard::NoticeGivenUp { message, at },
            CaseReport::CameBack { at, .. } => Heard::NoticeCameBack { message, at },
        })
    }
}
