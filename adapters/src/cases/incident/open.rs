//! Incidents that the desk itself brings to light: a complaint that tells of one, a message of its own
//! that went astray.

use chrono::{DateTime, Utc};
use habeas_domain::breach::{Affected, Capacity, Count, Operator};
use habeas_domain::case::{Case as _, CaseRef};
use habeas_domain::contact::Intake;
use habeas_domain::delivery::DeliveryState;
use habeas_domain::dispatch::{self, Addressee, Dispatch};
use habeas_domain::id::{ComplaintId, DispatchId, IncidentId};
use habeas_domain::incident::{Fact, Incident, Refusal, Source, Times};
use habeas_domain::kind::Relation;
use habeas_domain::moment::Moment;
use habeas_domain::place::{Language, Residence};
use habeas_domain::received::Received;
use habeas_domain::{complaint, request};

use super::{IncidentReport, ToldByProcessor};
use crate::cases::{CaseError, Cases, LetterWriter};
use crate::desk::{Call, Done};
use crate::vault::Clear;

/// From what an incident is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenFrom {
    /// A complaint, an enquiry or a report: word of the incident came with it.
    Complaint(ComplaintId),
    /// A message that went to the wrong person.
    Dispatch(DispatchId),
}

/// The answer: the incident, or that what it should be opened from is not there.
#[derive(Debug)]
pub enum Opened {
    /// The incident.
    Incident(Box<Done<Incident>>),
    /// There is nothing of that name, or nothing that anybody else could have got.
    NothingThere,
}

impl Cases {
    /// Opens an incident from what the desk has, once. Word of it came then, where that is said; else with
    /// the complaint, or now. What is known there is taken over; who complained
    /// hears by the complaint.
    pub async fn open_incident_from(
        &self,
        call: &Call,
        from: &OpenFrom,
        summary: Clear<String>,
        word_came: Option<DateTime<Utc>>,
    ) -> Result<Opened, CaseError<Refusal>> {
        let found = match from {
            OpenFrom::Complaint(id) => self.told_by_complaint(id).await?,
            OpenFrom::Dispatch(id) => self.gone_astray(id).await?,
        };
        let Some((seed, mut found)) = found else { return Ok(Opened::NothingThere) };
        if let Some(at) = word_came {
            found.received.moment = Moment::At(at);
            if found.left_before {
                found.times.retain(|_, by| *by <= at);
            }
        }
        let report = IncidentReport {
            intake: Intake::OwnMotion,
            received: found.received,
            late_reason: None,
            source: found.source,
            from: Some(found.case),
            dispatch: found.dispatch,
            reporter: LetterWriter {
                relation: Relation::House,
                name: None,
                language: Language::english(),
                contacts: Vec::new(),
            },
            summary,
            external_ref: None,
            times: found.times,
            processor: ToldByProcessor::default(),
            capacity: Capacity::Controller,
            operator: Operator::Other,
            affected: found.affected,
        };
        let id = IncidentId::derive(&["from", &seed]);
        let done = self.open_incident(id, call, &report).await?;
        Ok(Opened::Incident(Box::new(done)))
    }

    /// The house has had word since the complaint arrived.
    async fn told_by_complaint(
        &self,
        id: &ComplaintId,
    ) -> Result<Option<(String, Found)>, CaseError<Refusal>> {
        let (state, _) = self.desk.fold::<complaint::Complaint>(id.as_str()).await?;
        let Some(case) = state.case() else { return Ok(None) };
        let found = Found {
            received: case.receipt.received.clone(),
            source: Source::Complaint,
            case: CaseRef::Complaint(id.clone()),
            dispatch: None,
            times: Times::new(),
            left_before: false,
            affected: one_in(case.subject().and_then(|subject| subject.residence.as_ref())),
        };
        Ok(Some((id.to_string(), found)))
    }

    async fn gone_astray(
        &self,
        id: &DispatchId,
    ) -> Result<Option<(String, Found)>, CaseError<Refusal>> {
        let (state, _) = self.desk.fold::<Dispatch>(id.as_str()).await?;
        // What stays inside the house went to nobody.
        let to_a_party =
            |message: &&dispatch::Message| matches!(message.to, Addressee::Party { .. });
        let Some(message) = state.message().filter(to_a_party) else { return Ok(None) };
        let delivery = state.delivery();
        // What nobody has got did not go astray.
        if matches!(delivery, Some(DeliveryState::Queued | DeliveryState::GivenUp)) {
            return Ok(None);
        }
        let lives = self.residence_in(&message.case).await?;
        let house = self.rules.now().house().clone();
        let now = self.desk.clock().now();
        let sent = state.left_by(house.zone).filter(|at| *at <= now);
        let found = Found {
            received: Received {
                moment: Moment::At(now),
                zone: house.zone,
                country: Some(house.country),
                by: None,
            },
            source: Source::Dispatch,
            case: message.case.clone(),
            dispatch: Some(id.clone()),
            times: sent.map(|at| (Fact::OccurredFrom, at)).into_iter().collect(),
            left_before: matches!(
                delivery,
                Some(DeliveryState::Delivered | DeliveryState::Bounced)
            ),
            affected: one_in(lives.as_ref()),
        };
        Ok(Some((id.to_string(), found)))
    }

    /// Where the subject of a case lives.
    async fn residence_in(&self, case: &CaseRef) -> Result<Option<Residence>, CaseError<Refusal>> {
        let subject = match case {
            CaseRef::Request(id) => {
                let (state, _) = self.desk.fold::<request::Request>(id.as_str()).await?;
                state.case().and_then(|case| case.subject().cloned())
            }
            CaseRef::Complaint(id) => {
                let (state, _) = self.desk.fold::<complaint::Complaint>(id.as_str()).await?;
                state.case().and_then(|case| case.subject().cloned())
            }
            CaseRef::Incident(_) => None,
        };
        Ok(subject.and_then(|subject| subject.residence))
    }
}

/// What is known where it is opened from.
struct Found {
    received: Received,
    source: Source,
    case: CaseRef,
    dispatch: Option<DispatchId>,
    times: Times,
    /// Whether it left at some time before that: all that is known of what arrived or came back.
    left_before: bool,
    affected: Vec<Affected>,
}

/// At least one person, who lives there.
fn one_in(place: Option<&Residence>) -> Vec<Affected> {
    let (people, records) = (Count::Unknown, Count::Unknown);
    place
        .map(|place| Affected { place: Some(place.clone()), people, records })
        .into_iter()
        .collect()
}
