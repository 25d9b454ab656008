//! What became of a message, told to the case that owed it.

use chrono::{DateTime, TimeDelta, Utc};
use habeas_adapters::ledger::feed::Event;
use habeas_adapters::store::StoreError;
use habeas_domain::case::CaseRef;
use habeas_domain::contact::Channel;
use habeas_domain::delivery::{CaseReport, GiveUpReason};
use habeas_domain::dispatch::{self, Dispatch};
use habeas_domain::id::DispatchId;
use habeas_domain::moment::{Moment, end_of_day};
use habeas_domain::notice::Message;
use habeas_domain::{complaint, request};

use super::Links;
use crate::follow::act_on;
use crate::step::WorkerError;

/// What a case is told of a message.
enum Told {
    HandedOver(DateTime<Utc>),
    GivenUp(DateTime<Utc>),
    CameBack(DateTime<Utc>),
}

impl Links {
    /// Tells a case what became of a message.
    pub(super) async fn report(&self, event: &Event) -> Result<(), WorkerError> {
        let happened: dispatch::Event = event.payload()?;
        let Some(report) = dispatch::reports(&happened) else { return Ok(()) };
        let id = DispatchId::parse(&event.aggregate_id)
            .map_err(|_| StoreError::inconsistent("events", "aggregate_id", event.position))?;
        let (state, _) = self.cases.desk().fold::<Dispatch>(id.as_str()).await?;
        let Some(owed) = state.message() else { return Ok(()) };
        let Some(told) = self.told(&report) else { return Ok(()) };
        let (channel, message) = (owed.channel, owed.for_case(id));
        let (cases, actor, word) = (&self.cases, &self.actor, "dispatch");
        match &owed.case {
            CaseRef::Request(case) => {
                let act = of_request(&told, message, channel);
                act_on(cases, actor, case, event, word, act).await
            }
            CaseRef::Complaint(case) => {
                let act = of_complaint(&told, message, channel);
                act_on(cases, actor, case, event, word, act).await
            }
            CaseRef::Incident(_) => Ok(()),
        }
    }

    /// What a case is told; nothing when it need not know.
    fn told(&self, report: &CaseReport) -> Option<Told> {
        Some(match *report {
            CaseReport::HandedOver { at: Moment::At(at) } => Told::HandedOver(at),
            CaseReport::HandedOver { at: Moment::On(day) } => {
                // A letter that was posted on a day is handed over within it, where the house is.
                let zone = self.cases.rules().now().house().zone;
                let last = end_of_day(day, zone) - TimeDelta::microseconds(1);
                Told::HandedOver(last.min(self.cases.desk().clock().now()))
            }
            // Nothing is wrong when there was nothing left to say.
            CaseReport::GivenUp { reason: GiveUpReason::Moot, .. }
            | CaseReport::Delivered { .. } => return None,
            CaseReport::GivenUp { at, .. } => Told::GivenUp(at),
            CaseReport::CameBack { at, .. } => Told::CameBack(at),
        })
    }
}

const fn of_request(told: &Told, message: Message, channel: Channel) -> request::Act {
    use request::Act;
    match *told {
        Told::HandedOver(at) => Act::RecordHandedOver { message, channel, at },
        Told::GivenUp(at) => Act::RecordGivenUp { message, at },
        Told::CameBack(at) => Act::RecordCameBack { message, at },
    }
}

const fn of_complaint(told: &Told, message: Message, channel: Channel) -> complaint::Act {
    use complaint::Act;
    match *told {
        Told::HandedOver(at) => Act::RecordHandedOver { message, channel, at },
        Told::GivenUp(at) => Act::RecordGivenUp { message, at },
        Told::CameBack(at) => Act::RecordCameBack { message, at },
    }
}
