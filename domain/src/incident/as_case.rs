//! The incident as one kind of case.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::ParseError;
use crate::case::{Case as OfAnyKind, CaseId, CaseRef};
use crate::docket::Docket;
use crate::draft::next_check;
use crate::id::{ContactNo, IncidentId, ItemNo, PrincipalId};
use crate::notice::{Told, hears};
use crate::people::{Party, People, Subject};
use crate::reference::Reference;
use crate::regime::{RegimeChoice, Rulebook};
use crate::sealed::Sealed;

use super::{Act, Case, Event, Incident, Phase, Refusal};

hears!(Act, Event);

impl CaseId for IncidentId {
    type Stream = Incident;

    fn text(&self) -> &str {
        self.as_str()
    }

    fn read(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }

    fn case(&self) -> CaseRef {
        CaseRef::Incident(self.clone())
    }
}

impl OfAnyKind for Case {
    type Id = IncidentId;
    type Act = Act;
    type Event = Event;
    type Refusal = Refusal;

    const NOT_RECEIVED: Refusal = Refusal::NotReceived;

    fn code(refusal: &Refusal) -> &'static str {
        refusal.code()
    }

    fn next_check(&self, rules: &Rulebook) -> Option<DateTime<Utc>> {
        next_check(self, rules)
    }

    fn id(&self) -> &IncidentId {
        &self.receipt.id
    }

    fn reference(&self) -> &Reference {
        &self.receipt.reference
    }

    fn revision(&self) -> u64 {
        self.revision
    }

    fn zone(&self) -> Tz {
        self.receipt.received.zone
    }

    fn people(&self) -> &People {
        &self.people
    }

    fn writer(&self) -> &Party {
        &self.receipt.reporter
    }

    /// Nobody is told that somebody else reported it, so nobody denies it.
    fn is_denied(&self, _: ContactNo) -> bool {
        false
    }

    /// It is about many people, and about nobody in particular.
    fn subject(&self) -> Option<&Subject> {
        None
    }

    fn docket(&self) -> &Docket {
        &self.docket
    }

    fn regimes(&self) -> &[RegimeChoice] {
        &self.regimes
    }

    /// Whoever took the case has all of it.
    fn owners(&self, _: Option<ItemNo>) -> Vec<PrincipalId> {
        self.taken.clone().into_iter().collect()
    }

    fn is_told(&self, told: &Told) -> bool {
        self.told.contains(told) && !self.undelivered.contains(told)
    }

    fn is_undelivered(&self, told: &Told) -> bool {
        self.undelivered.contains(told)
    }

    /// Whoever reports an incident asks nothing for themselves: there is nothing to prove later.
    fn ticket(&self) -> Option<&Sealed> {
        None
    }

    fn is_closed(&self) -> bool {
        self.phase != Phase::Open
    }

    fn all_decided(&self) -> bool {
        self.phase != Phase::Open
    }
}
